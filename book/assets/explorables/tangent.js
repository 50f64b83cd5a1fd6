/* One logit: the slope of the binary cross-entropy is the probability less the label. */

"use strict";

(() => {
  const END = 6; // the panels show the logits from -END to END
  const ONE = 28, ZERO = 108; // of the upper panel: probability 1 and 0
  const FLOOR = 300, NAT = 24; // of the lower panel: loss 0, and the height of one nat
  const across = (z) => 216 + 29 * z;
  const up = (probability) => ZERO - (ZERO - ONE) * probability;
  const high = (loss) => FLOOR - NAT * loss;

  const lossOf = (z, y) => y * softplus(-z) + (1 - y) * softplus(z);
  const line = (from, to, height) => curvePath(Array.from({ length: 49 }, (_, k) => from + ((to - from) * k) / 48)
    .map((z) => [across(z), height(z)]));
  const axes =
    mark("path", { d: `M42 ${ONE}V${ZERO}H390M42 ${high(END)}V${FLOOR}H390`, class: "axis" }) +
    label(34, ONE + 5, 1, "end") + label(34, ZERO + 5, 0, "end") + label(42, 16, "probability σ(z)", "start") +
    label(42, high(END) - 10, "loss, nats", "start") + label(390, FLOOR + 38, "logit z, nats", "end") +
    [0, 2, 4, 6].map((loss) => label(34, high(loss) + 5, loss, "end")).join("") +
    [-6, -3, 0, 3, 6].map((z) => label(across(z), FLOOR + 20, shown(z, 0))).join("");

  explorable("tangent", {
    title: "The sigmoid and, below it, the loss over the logit z, with a point and its tangent",
    controls: [
      { name: "z", label: "logit z", min: -END, max: END, step: 0.05, value: -2, unit: "nats" },
      { name: "y", label: "label y", min: 0, max: 1, step: 0.05, value: 1 },
    ],
    presets: {
      "sure and right": () => ({ z: 5, y: 1 }),
      "sure and wrong": () => ({ z: -5, y: 1 }),
      undecided: (s) => ({ ...s, z: 0 }),
      "label 0.3": (s) => ({ ...s, y: 0.3 }),
    },
    numbers: ({ z, y }) => ({ probability: sigmoid(z), loss: lossOf(z, y), slope: sigmoid(z) - y }),
    picture({ z, y }, { probability, loss, slope }) {
      const tangent = (at) => high(loss + slope * (at - z));
      const ends = [Math.max(z - 2, -END), Math.min(z + 2, END)];
      const point = (height) => mark("g", { class: "handle q", "data-control": "z" },
        mark("circle", { cx: across(z), cy: height, r: 18, class: "touch" }) +
        mark("circle", { cx: across(z), cy: height, r: 7, class: "dot" }));
      return {
        height: FLOOR + 44,
        marks: axes +
          mark("path", { d: line(-END, END, (at) => up(sigmoid(at))), class: "curve q" }) +
          mark("path", { d: line(-END, END, (at) => high(lossOf(at, y))), class: "curve q" }) +
          mark("path", { d: `M${across(z)} ${up(y)}V${up(probability)}`, class: "curve kl" }) +
          mark("path", { d: line(...ends, tangent), class: "curve kl" }) +
          mark("path", { d: `M42 ${up(y)}H390`, class: "curve dashed p" }) +
          mark("g", { class: "handle p", "data-control": "y" },
            mark("rect", { x: 340, y: up(y) - 18, width: 50, height: 36, class: "touch" }) +
            mark("rect", { x: 370, y: up(y) - 4, width: 20, height: 8, rx: 3, class: "dot" }) +
            label(390, up(y) - 9, "label y", "end")) +
          point(up(probability)) + point(high(loss)),
      };
    },
    drag: (name, x, y) => (name === "z" ? (x - across(0)) / 29 : (ZERO - y) / (ZERO - ONE)),
    rows: (s, { probability, loss, slope }) => [
      ["probability σ(z)", shown(probability), "q"],
      ["loss", `${shown(loss)} nats`, "q"],
      ["slope σ(z) − y of the tangent", `${shown(slope)} nats/nat`, "kl"],
    ],
    summary({ y }, { slope }) {
      const size = Math.abs(slope);
      const moves = `gradient descent ${slope < 0 ? "raises" : "lowers"} the logit`;
      const soft = y > 0 && y < 1;
      if (size > 0.9)
        return `Sure and wrong: the slope is ${shown(slope)}, and its size can never reach 1; ${moves} fast.`;
      if (size > (soft ? 0.003 : 0.02))
        return `The slope is ${shown(slope)}: the probability is ${shown(size)} ${slope < 0 ? "below" : "above"}` +
          ` the label, and ${moves}.`;
      return soft
        ? "The probability has met the label, up to the slider’s step: the tangent is all but level, " +
          "and nearly all the loss that remains is the label’s entropy."
        : `Sure and right: the slope is ${shown(slope)}, so little is left to learn.` +
          ` It never becomes 0 for the label ${y}.`;
    },
  });
})();

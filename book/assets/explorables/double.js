/* Softmax once and softmax twice: the loss over the margin of the right logit, and the floor. */

"use strict";

(() => {
  const LOWEST = -5, HIGHEST = 12; // margins on the sheet
  const LEFT = 34, RIGHT = 380, TOP = 26, FLOOR = 216;

  /* The right logit stands `margin` above the C − 1 others, which are equal. */
  const loss = (margin, C) => softplus(Math.log(C - 1) - margin);
  const right = (margin, C) => sigmoid(margin - Math.log(C - 1)); // probability of the right class
  const wrong = (margin, C) => sigmoid(Math.log(C - 1) - margin); // of all others together
  const marginOfSoftmax = (margin, C) => right(margin, C) - wrong(margin, C) / (C - 1);
  const lossTwice = (margin, C) => loss(marginOfSoftmax(margin, C), C);

  const across = (margin) => LEFT + ((RIGHT - LEFT) * (margin - LOWEST)) / (HIGHEST - LOWEST);
  const curve = (f, y) => curvePath(Array.from({ length: 86 }, (_, i) => LOWEST + i / 5)
    .map((margin) => [across(margin), y(f(margin))]));

  explorable("double", {
    title: "The loss over the margin of the right logit, after one softmax and after two",
    controls: [
      { name: "margin", label: "margin", min: LOWEST, max: HIGHEST, step: 0.1, value: 2, unit: "nats" },
      {
        name: "C", label: "number of classes C", value: 4,
        choices: { 2: 2, 3: 3, 4: 4, 10: 10, 100: 100, 1000: 1000 },
      },
    ],
    presets: {
      "wrong": (s) => ({ ...s, margin: -5 }),
      "undecided": (s) => ({ ...s, margin: 0 }),
      "right and sure": (s) => ({ ...s, margin: 12 }),
      "1000 classes, undecided": () => ({ margin: 0, C: 1000 }),
    },
    numbers({ margin, C }) {
      const second = marginOfSoftmax(margin, C);
      const inner = (right(margin, C) * wrong(margin, C) * C) / (C - 1); // slope of that in the margin
      return {
        once: loss(margin, C), onceSlope: -wrong(margin, C), onceRight: right(margin, C),
        twice: loss(second, C), twiceSlope: -wrong(second, C) * inner, twiceRight: right(second, C),
        floor: loss(1, C),
      };
    },
    picture({ margin, C }, { once, twice, floor }) {
      const top = Math.ceil(loss(LOWEST, C)), x = across(margin);
      const y = (nats) => FLOOR - ((FLOOR - TOP) * nats) / top;
      const ticks = [0, 1, 2, 3].map((i) => (top > 8 ? 4 : 2) * i).filter((nats) => nats <= top);
      return {
        height: 264,
        marks: mark("path", { d: `M${LEFT} ${TOP}V${FLOOR}H${RIGHT}`, class: "axis" }) +
          ticks.map((nats) => label(LEFT - 6, y(nats) + 5, nats, "end")).join("") +
          [-5, 0, 5, 10].map((nats) => label(across(nats), FLOOR + 22, shown(nats, 0))).join("") +
          label(2, 14, "loss, nats", "start") +
          label(RIGHT, FLOOR + 42, "margin of the right logit, nats", "end") +
          mark("path", { d: `M${LEFT} ${y(floor)}H${RIGHT}`, class: "axis dashed" }) +
          mark("path", { d: curve((value) => loss(value, C), y), class: "curve q" }) +
          mark("path", { d: curve((value) => lossTwice(value, C), y), class: "curve" }) +
          mark("g", { class: "handle", "data-control": "margin" },
            mark("rect", { x: x - 18, y: TOP, width: 36, height: FLOOR - TOP + 8, class: "touch" }) +
            mark("path", { d: `M${x} ${TOP}V${FLOOR}`, class: "axis" }) +
            mark("circle", { cx: x, cy: y(once), r: 6, class: "dot q" }) +
            mark("circle", { cx: x, cy: y(twice), r: 6, class: "grip" }) +
            mark("rect", { x: x - 2, y: FLOOR, width: 4, height: 12, rx: 2, class: "grip" })) +
          label(across(-4) + 8, y(loss(-4, C)), "softmax once", "start", "clear") +
          label(RIGHT, y(Math.log(C)) - 10, `twice: floor ${shown(floor)} nats`, "end", "clear"),
      };
    },
    drag: (name, x) => LOWEST + ((HIGHEST - LOWEST) * (x - LEFT)) / (RIGHT - LEFT),
    rows: (s, { once, twice, onceSlope, twiceSlope }) => [
      ["softmax once, loss", `${shown(once)} nats`, "q"],
      ["softmax once, slope", `${shown(onceSlope, 6)} nats/nat`, "q"],
      ["softmax twice, loss", `${shown(twice)} nats`, "ink"],
      ["softmax twice, slope", `${shown(twiceSlope, 6)} nats/nat`, "ink"],
    ],
    summary({ margin, C }, { once, twice, floor, onceSlope, twiceSlope, onceRight, twiceRight }) {
      const given = `The right class gets ${shown(onceRight)} from one softmax and ${shown(twiceRight)} from two`;
      const ratio = onceSlope / twiceSlope, weaker = `${shown(ratio, ratio < 99 ? 1 : 0)} times weaker`;
      if (margin === 0)
        return `All logits are equal, and both losses are ln ${C}. The slope of the doubled loss is ${weaker}.`;
      if (margin < 0)
        return `${given}. The model is wrong, and the slope that should correct it is ${weaker} after two.`;
      if (twice - floor < 0.01)
        return `${given}. The model is right and sure, and the doubled loss still reads ${shown(twice)} nats.`;
      return `${given}. ` +
        `The doubled loss can still fall by ${shown(twice - floor)} nats, ` +
        `the loss after one softmax by ${shown(once)}.`;
    },
  });
})();

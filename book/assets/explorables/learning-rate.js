/* The loss over the steps of gradient descent, and where it ends, over the learning rate. */

"use strict";

(() => {
  // Hours of study and 1 for a pass; the model is one sigmoid with a weight and a bias, both 0 at first.
  const STUDENTS = [[0.5, 0], [1, 0], [1.5, 0], [2, 1], [2.5, 0], [3, 1], [3.5, 1], [4, 1]];
  const STEPS = 50, LEAST = -2.5, MOST = 1; // the logarithms of the learning rates, to base 10
  const LEFT = 40, RIGHT = 388, HIGH = 110, SHEET = 1.2; // both panels show losses from 0 to so many nats
  const UPPER = 30, LOWER = 204; // their tops

  /* The loss before each step and after the last. */
  function descent(rate) {
    let weight = 0, bias = 0;
    return Array.from({ length: STEPS + 1 }, () => {
      const scores = STUDENTS.map(([hours]) => weight * hours + bias);
      const slopes = STUDENTS.map(([, passed], i) => (sigmoid(scores[i]) - passed) / STUDENTS.length);
      const loss = sum(STUDENTS.map(([, passed], i) => softplus(passed ? -scores[i] : scores[i]))) / STUDENTS.length;
      weight -= rate * sum(slopes.map((slope, i) => slope * STUDENTS[i][0]));
      bias -= rate * sum(slopes);
      return loss;
    });
  }
  const last = (losses) => losses[STEPS];
  const ends = Array.from({ length: 71 }, (_, k) => LEAST + k / 20).map((log) => [log, last(descent(10 ** log))]);
  const best = ends.reduce((least, end) => (end[1] < least[1] ? end : least));

  const afterSteps = (step) => LEFT + ((RIGHT - LEFT) * step) / STEPS;
  const across = (log) => LEFT + ((RIGHT - LEFT) * (log - LEAST)) / (MOST - LEAST);
  const down = (top, loss) => top + HIGH * (1 - loss / SHEET);
  const rateShown = (rate) => String(Number(rate.toPrecision(3)));
  const panel = (top, words, points, x, loss) => {
    const box = { x: LEFT, y: top - 4, width: RIGHT - LEFT, height: HIGH + 8 }; // what lies above is cut off
    const here = loss > SHEET ? mark("path", { d: `M${x - 8} ${top + 10}L${x} ${top - 4}L${x + 8} ${top + 10}Z`, class: "fill q" })
      : mark("circle", { cx: x, cy: down(top, loss), r: 6, class: "dot q" });
    return label(LEFT, top - 12, words, "start") +
      mark("path", { d: `M${LEFT} ${top}V${top + HIGH}H${RIGHT}`, class: "axis" }) +
      mark("path", { d: `M${LEFT} ${down(top, Math.LN2)}H${RIGHT}`, class: "axis dashed" }) +
      label(LEFT - 7, down(top, Math.LN2) + 5, "ln 2", "end") +
      [0, 1].map((nats) => label(LEFT - 7, down(top, nats) + 5, nats, "end")).join("") +
      mark("svg", { ...box, viewBox: Object.values(box).join(" ") },
        mark("path", { d: curvePath(points.map(([at, value]) => [at, down(top, value)])), class: "curve q" })) + here;
  };

  explorable("learning-rate", {
    title: "The mean loss of eight students over 50 steps of gradient descent, and below it the loss after them over the learning rate",
    controls: [{ name: "log", label: "log₁₀ of the rate", min: LEAST, max: MOST, step: 0.05, value: -1 }],
    presets: {
      "rate 0.01": () => ({ log: -2 }), "rate 1": () => ({ log: 0 }),
      "rate 2.5": () => ({ log: Math.log10(2.5) }), "rate 10": () => ({ log: 1 }),
    },
    numbers({ log }) {
      const losses = descent(10 ** log);
      return {
        rate: 10 ** log, start: losses[0], end: last(losses), highest: Math.max(...losses),
        raised: losses.filter((loss, k) => loss > losses[k - 1] + 1e-9).length,
      };
    },
    picture({ log }, { rate, end }) {
      const losses = descent(rate), x = across(log);
      return {
        height: LOWER + HIGH + 44,
        marks: panel(UPPER, "loss, nats", losses.map((loss, k) => [afterSteps(k), loss]), RIGHT, end) +
          [0, 10, 20, 30, 40].map((step) => label(afterSteps(step), UPPER + HIGH + 18, step)).join("") +
          label(RIGHT, UPPER + HIGH + 18, "50 steps", "end") +
          mark("g", { class: "handle", "data-control": "log" },
            mark("rect", { x: x - 18, y: LOWER, width: 36, height: HIGH + 10, class: "touch" }) +
            mark("path", { d: `M${x} ${LOWER}V${LOWER + HIGH}`, class: "axis" }) +
            mark("rect", { x: x - 10, y: LOWER + HIGH - 4, width: 20, height: 8, rx: 3, class: "grip" }) +
            panel(LOWER, "loss after 50 steps, nats", ends.map(([at, loss]) => [across(at), loss]), x, end)) +
          [-2, -1, 0, 1].map((at) => label(across(at), LOWER + HIGH + 20, rateShown(10 ** at))).join("") +
          label(RIGHT, LOWER + HIGH + 38, "learning rate", "end"),
      };
    },
    drag: (name, x) => LEAST + ((x - LEFT) * (MOST - LEAST)) / (RIGHT - LEFT),
    rows: (s, { rate, start, end, highest, raised }) => [
      ["learning rate", rateShown(rate)],
      ["loss at the start, ln 2", `${shown(start)} nats`, "q"],
      ["loss after 50 steps", `${shown(end)} nats`, "q"],
      ["highest on the way", `${shown(highest)} nats`, "q"],
      ["steps that raised the loss", raised],
    ],
    summary(s, { rate, start, end, raised }) {
      if (end > start)
        return "Too large: the steps jump over the valley, and the loss ends above its start. " +
          "It does not grow without end: the slopes, and so the steps, are bounded, and far out each leads back.";
      if (raised) return `Oscillating: ${raised} of the 50 steps went too far and raised the loss.`;
      return end - best[1] < 0.05 ? "About right: the loss falls at every step, and fast."
        : "Too small: the loss falls at every step, but slowly.";
    },
  });
})();

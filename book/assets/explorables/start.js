/* A bad start: one sigmoid unit learns from cross-entropy and from half the squared error. */

"use strict";

(() => {
  const STEPS = 450;
  const TOP = 64, FLOOR = 224; // of the panel: probability 1 and 0
  const across = (step) => 42 + (340 * step) / STEPS;
  const up = (q) => FLOOR - (FLOOR - TOP) * q;

  // The slopes in the logit, for the target 1.
  const crossEntropySlope = (q) => q - 1;
  const squaredErrorSlope = (q) => (q - 1) * q * (1 - q);

  /* The probability before each step of gradient descent; input 2, bias -1 at first, target 1. */
  function learning(slope, { start, rate }) {
    let weight = (start + 1) / 2, bias = -1;
    return Array.from({ length: STEPS + 1 }, () => {
      const q = sigmoid(2 * weight + bias);
      weight -= rate * slope(q) * 2;
      bias -= rate * slope(q);
      return q;
    });
  }

  /* The steps until the probability is above 1/2. */
  function wait(path) {
    const step = path.findIndex((q) => q > 0.5);
    return step < 0 ? Infinity : step;
  }

  const steps = (n) => `${n} ${n === 1 ? "step" : "steps"}`;
  const words = (x, y, text) => label(x, y, text, "start");
  const curve = (path, look) =>
    mark("path", { d: curvePath(path.map((q, step) => [across(step), up(q)])), class: look });
  const frame = mark("path", { d: `M42 ${TOP}V${FLOOR}H382M42 ${up(0.5)}H382`, class: "axis" }) +
    label(34, TOP + 5, 1, "end") + label(34, up(0.5) + 5, "1/2", "end") + label(34, FLOOR + 5, 0, "end") +
    [0, 150, 300, 450].map((step) => label(across(step), FLOOR + 20, step)).join("") +
    label(382, FLOOR + 38, "steps", "end") + words(42, 40, "probability q of the right answer");

  explorable("start", {
    title: "The probability of the right answer over the steps of gradient descent, for two losses",
    controls: [
      { name: "start", label: "starting logit", min: -8, max: 2, step: 0.5, value: -5, unit: "nats" },
      { name: "rate", label: "learning rate", min: 0.1, max: 2, step: 0.1, value: 0.1 },
      { name: "step", label: "steps done", min: 0, max: STEPS, step: 1, value: 100 },
    ],
    presets: {
      "very bad start": (s) => ({ ...s, start: -8 }),
      "good start": (s) => ({ ...s, start: 1 }),
      "learning rate 1": (s) => ({ ...s, rate: 1 }),
    },
    numbers(s) {
      const paths = [learning(crossEntropySlope, s), learning(squaredErrorSlope, s)];
      const q = paths.map((path) => path[s.step]);
      return {
        q,
        slopes: [crossEntropySlope(q[0]), squaredErrorSlope(q[1])],
        waits: paths.map(wait),
      };
    },
    picture(s, { q }) {
      const x = across(s.step);
      const dot = (value, color) =>
        mark("circle", { cx: x, cy: up(value), r: 5, class: `dot ${color}` });
      return {
        height: FLOOR + 44,
        marks: frame +
          curve(learning(crossEntropySlope, s), "curve p") +
          curve(learning(squaredErrorSlope, s), "curve dashed q") +
          mark("path", { d: "M42 11h30", class: "curve p" }) + words(78, 16, "cross-entropy") +
          mark("path", { d: "M200 11h30", class: "curve dashed q" }) +
          words(236, 16, "half squared error") +
          mark("g", { class: "handle", "data-control": "step" },
            mark("rect", { x: x - 18, y: TOP - 20, width: 36, height: 180, class: "touch" }) +
            mark("path", { d: `M${x} ${TOP - 10}V${FLOOR}`, class: "axis" }) +
            mark("rect", { x: x - 10, y: TOP - 16, width: 20, height: 8, rx: 3, class: "grip" }) +
            dot(q[0], "p") + dot(q[1], "q")),
      };
    },
    drag: (name, x) => ((x - 42) / 340) * STEPS,
    rows: (s, { q, slopes }) => [
      [`cross-entropy: q after ${steps(s.step)}`, shown(q[0]), "p"],
      ["its slope in the logit there", shown(slopes[0]), "p"],
      [`half squared error: q after ${steps(s.step)}`, shown(q[1]), "q"],
      ["its slope in the logit there", shown(slopes[1]), "q"],
    ],
    summary({ start, step }, { q, waits: [first, second] }) {
      const now = `After ${steps(step)} q is ${shown(q[0])} with cross-entropy` +
        ` and ${shown(q[1])} with half squared error.`;
      if (start > 0) return `${now} The start is right already, so neither waits.`;
      return `${now} Cross-entropy passes 1/2 after ${steps(first)}, half squared error ` +
        (Number.isFinite(second) ? `after ${steps(second)}.` : `not within the ${STEPS} steps shown.`);
    },
  });
})();

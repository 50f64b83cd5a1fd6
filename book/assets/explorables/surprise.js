/* The surprise -log2 p over p, with a point that moves along the curve. */

"use strict";

(() => {
  const LEFT = 34, WIDTH = 352; // of the sheet: probability 0, and the width of 1
  const FLOOR = 256, BIT = 23, MOST = 10; // surprise 0, the height of one bit, and the most that is shown
  const across = (p) => LEFT + WIDTH * p;
  const up = (bits) => FLOOR - BIT * bits;
  const bitsOf = (p) => (p === 0 ? Infinity : Math.abs(Math.log2(p)));
  const brief = (x) => (Number.isFinite(x) ? String(Number(x.toPrecision(4))) : shown(x));

  const heights = Array.from({ length: 101 }, (_, k) => (MOST * k) / 100);
  const frame = mark("path", { d: `M${LEFT} ${up(MOST)}V${FLOOR}H${across(1)}`, class: "axis" }) +
    [0, 2, 4, 6, 8, 10].map((bits) => label(LEFT - 7, up(bits) + 5, bits, "end")).join("") +
    [[0, 0], ["1/4", 0.25], ["1/2", 0.5], ["3/4", 0.75], [1, 1]].map(([words, p]) => label(across(p), FLOOR + 19, words)).join("") +
    label(LEFT + 8, 20, "surprise −log₂ p, bits", "start") + label(across(1), FLOOR + 38, "probability p", "end") +
    mark("path", { d: curvePath(heights.map((bits) => [across(2 ** -bits), up(bits)])), class: "curve p" }) +
    [1, 2, 3, 4, 5, 6].map((bits) => mark("path", { d: `M${across(2 ** -bits)} ${up(bits)}h18`, class: "axis dashed" }) +
      label(across(2 ** -bits) + 23, up(bits) + (bits > 1 ? 5 : -2), `1/${2 ** bits}`, "start")).join("");

  explorable("surprise", {
    title: "The curve of the surprise in bits over the probability, with a point on it",
    controls: [{ name: "p", label: "probability p", min: 0, max: 1, step: 0.001, value: 0.125 }],
    presets: {
      "half as likely": ({ p }) => ({ p: p / 2 >= 2 ** -MOST ? p / 2 : p }),
      "twice as likely": ({ p }) => ({ p: p <= 0.5 ? 2 * p : p }),
      "one of 32": () => ({ p: 1 / 32 }),
      certain: () => ({ p: 1 }),
      impossible: () => ({ p: 0 }),
    },
    numbers: ({ p }) => ({
      odds: 1 / p, bits: bitsOf(p), nats: bitsOf(p) * Math.LN2, bans: bitsOf(p) / Math.log2(10),
    }),
    picture({ p }, { bits }) {
      const x = across(p), y = up(Math.min(bits, MOST));
      const point = bits > MOST ? mark("path", { d: `M${x - 8} ${y + 8}L${x} ${y - 8}L${x + 8} ${y + 8}Z`, class: "grip" })
        : mark("circle", { cx: x, cy: y, r: 7, class: "grip" });
      return {
        height: FLOOR + 44,
        marks: frame + mark("path", { d: `M${LEFT} ${y}H${x}V${FLOOR}`, class: "curve dashed p" }) +
          mark("g", { class: "handle", "data-control": "p" },
            mark("circle", { cx: x, cy: y, r: 20, class: "touch" }) + point),
      };
    },
    /* The point of the curve that is nearest to the hand. */
    drag(name, x, y) {
      const far = (bits) => Math.hypot(across(2 ** -bits) - x, up(bits) - y);
      return 2 ** -heights.reduce((best, bits) => (far(bits) < far(best) ? bits : best));
    },
    rows: ({ p }, { odds, bits, nats, bans }) => [
      ["probability p", brief(p)],
      ["1/p", brief(odds)],
      ["surprise in bits", `${shown(bits)} bits`, "p"],
      ["in nats", `${shown(nats)} nats`, "p"],
      ["in bans", `${shown(bans)} bans`, "p"],
    ],
    summary({ p }, { odds, bits }) {
      if (p === 0) return "What was held impossible and comes all the same surprises without limit.";
      if (p === 1) return "What is certain does not surprise: 0 bits.";
      const heads = (n) => (n === 1 ? "one toss of a fair coin that shows heads" : `${n} tosses of a fair coin that all show heads`);
      const below = Math.floor(bits + 1e-9), once = `It comes about once in ${brief(odds)} times`;
      if (Math.abs(bits - below) < 1e-9) return `${once}, and surprises as much as ${heads(below)}.`;
      return below ? `${once}, and surprises more than ${heads(below)}, and less than ${below + 1}.`
        : `${once}, and surprises less than ${heads(1)}.`;
    },
  });
})();

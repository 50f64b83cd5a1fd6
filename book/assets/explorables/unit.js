/* Perplexity per unit of any length: 2 to the bits per character times the characters of the unit. */

"use strict";

(() => {
  const LEFT = 52, WIDE = 330, MOST = 8; // of the panel: 0 characters, and the most
  const TOP = 44, FLOOR = 214, DECADES = 6; // perplexity a million, and 1
  const across = (characters) => LEFT + (WIDE * characters) / MOST;
  const up = (perplexity) => FLOOR - ((FLOOR - TOP) * Math.log10(perplexity)) / DECADES;
  const many = (x) => shown(x, x < 1000 ? 2 : 0).replace(/\B(?=(\d{3})+$)/g, (_, __, at, all) => (all.includes(".") ? "" : ","));
  const superscript = (k) => ["1", "10", "100", "1000", "10⁴", "10⁵", "10⁶"][k];

  const frame = mark("path", { d: `M${LEFT} ${TOP}V${FLOOR}H${LEFT + WIDE}`, class: "axis" }) +
    [0, 2, 4, 6].map((k) => label(LEFT - 8, up(10 ** k) + 5, superscript(k), "end")).join("") +
    [0, 2, 4, 6, 8].map((n) => label(across(n), FLOOR + 20, n)).join("") +
    label(LEFT - 44, TOP - 24, "perplexity per unit", "start") +
    label(LEFT + WIDE, FLOOR + 38, "characters in a unit", "end");

  explorable("unit", {
    title: "The perplexity per unit on a logarithmic scale, over the number of characters in a unit",
    controls: [
      { name: "bits", label: "cost of a character", min: 0.25, max: 4, step: 0.01, value: 2.09, unit: "bits" },
      { name: "size", label: "characters", min: 1, max: MOST, step: 0.1, value: 4 },
    ],
    presets: {
      "a character": (s) => ({ ...s, size: 1 }),
      "a token": (s) => ({ ...s, size: 4 }),
      "a word": (s) => ({ ...s, size: 5.8 }),
    },
    numbers({ bits, size }) {
      return {
        perplexity: 2 ** (bits * size),
        perCharacter: 2 ** bits,
        bits: bits * size,
        nats: bits * size * Math.LN2,
      };
    },
    picture({ bits, size }, { perplexity }) {
      const end = Math.min(MOST, (DECADES * Math.log2(10)) / bits); // where the line leaves the panel
      const x = across(size), y = Math.max(up(perplexity), TOP - 8);
      return {
        height: FLOOR + 44,
        marks: frame +
          mark("path", { d: curvePath([[across(0), up(1)], [across(end), up(2 ** (bits * end))]]), class: "curve q" }) +
          mark("path", { d: `M${x} ${y}V${FLOOR}M${LEFT} ${y}H${x}`, class: "axis" }) +
          mark("g", { class: "handle", "data-control": "size" },
            mark("rect", { x: x - 18, y: TOP - 14, width: 36, height: FLOOR - TOP + 14, class: "touch" }) +
            mark("rect", { x: x - 10, y: FLOOR - 4, width: 20, height: 8, rx: 3, class: "grip" }) +
            mark("circle", { cx: x, cy: y, r: 5, class: "dot q" })),
      };
    },
    drag: (name, x) => ((x - LEFT) / WIDE) * MOST,
    rows: (s, { perplexity, perCharacter, bits, nats }) => [
      ["perplexity per unit", many(perplexity), "q"],
      ["perplexity per character", many(perCharacter)],
      ["cost of a unit", `${shown(bits)} bits`],
      ["the same", `${shown(nats)} nats`],
    ],
    summary({ size }, { perplexity, bits }) {
      const unit = size === 1 ? "A unit of one character costs" : `A unit of ${size} characters costs`;
      const off = perplexity > 10 ** DECADES ? ", above the top of the picture" : "";
      return `${unit} ${shown(bits, 2)} bits, so its perplexity is 2 to that power: ${many(perplexity)}${off}.`;
    },
  });
})();

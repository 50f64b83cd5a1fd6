/* The bits of p and q: entropy and divergence stacked to cross-entropy. */

"use strict";

(() => {
  const DAYS = ["sun", "cloud", "rain", "snow"];
  const START = { p: [0.5, 0.25, 0.125, 0.125], q: [0.125, 0.5, 0.25, 0.125] };
  const FLOOR = 150, TOP = 30; // of the bars: probability 0 and 1
  const LEFT = 84, BITS = 62; // of the strips: their start, and the width of one bit

  const four = (settings, which) => DAYS.map((_, i) => settings[which + i]);
  const named = (which, values) => Object.fromEntries(values.map((value, i) => [which + i, value]));
  const bar = (which, i, value) => {
    const x = 12 + i * 97 + (which === "q" ? 39 : 0), height = (FLOOR - TOP) * value, y = FLOOR - height;
    return mark("g", { class: `handle ${which}`, "data-control": which + i },
      mark("rect", { x: x - 2, y: TOP - 16, width: 40, height: FLOOR - TOP + 16, class: "touch" }) +
      mark("rect", { x, y, width: 36, height, class: "fill" }) +
      mark("rect", { x: x + 8, y: y - 2, width: 20, height: 4, rx: 2, class: "grip" }) +
      mark("text", { x: x + 18, y: y - 6, "text-anchor": "middle" }, shown(value, 3).replace(/^0(?=\.)/, "")));
  };
  const strip = (y, words, parts) => {
    let x = LEFT;
    const drawn = parts.map(([bits, color]) => {
      const left = x;
      x = Math.min(x + bits * BITS, 382);
      return mark("rect", { x: left, y, width: x - left, height: 18, class: `fill ${color}` });
    });
    const more = x < 382 ? "" : mark("text", { x: 384, y: y + 14 }, "…");
    return mark("text", { x: LEFT - 8, y: y + 14, "text-anchor": "end" }, words) + drawn.join("") + more;
  };

  explorable("bits", {
    title: "The probabilities p and q of four kinds of weather, and their bits as strips",
    controls: ["p", "q"].flatMap((which) => DAYS.map((day, i) => ({
      name: which + i, group: which === "p" ? "p, the weather" : "q, the forecast",
      label: day, min: 0, max: 1, step: 0.005, value: START[which][i],
    }))),
    presets: {
      "q = p": (s) => ({ ...s, ...named("q", four(s, "p")) }),
      "uniform q": (s) => ({ ...s, ...named("q", [0.25, 0.25, 0.25, 0.25]) }),
      "certain p": (s) => ({ ...s, ...named("p", [1, 0, 0, 0]) }),
      "swap p and q": (s) => ({ ...named("p", four(s, "q")), ...named("q", four(s, "p")) }),
    },
    settle: (s, name, value) => ({ ...s, ...named(name[0], rescaled(four(s, name[0]), Number(name[1]), value)) }),
    numbers(s) {
      const p = four(s, "p"), q = four(s, "q");
      const entropy = entropyBits(p), crossEntropy = crossEntropyBits(p, q);
      return { p, q, entropy, crossEntropy, divergence: sum(p.map((x, i) => xlogy(x, x / q[i]))) / Math.LN2 };
    },
    picture(s, { p, q, entropy, crossEntropy, divergence }) {
      const days = DAYS.map((day, i) => mark("text", { x: 50 + i * 97, y: FLOOR + 18, "text-anchor": "middle" }, day));
      return {
        height: 246,
        marks: mark("path", { d: `M4 ${FLOOR}H396`, class: "axis" }) +
          DAYS.map((_, i) => bar("p", i, p[i]) + bar("q", i, q[i])).join("") + days.join("") +
          strip(186, "H(p, q)", [[crossEntropy, "q"]]) +
          strip(212, "H(p) + KL", [[entropy, "p"], [divergence, "kl"]]),
      };
    },
    drag: (name, x, y) => (FLOOR - y) / (FLOOR - TOP),
    rows: (s, { entropy, crossEntropy, divergence }) => [
      ["entropy H(p)", `${shown(entropy)} bits`, "p"],
      ["+ divergence KL(p ‖ q)", `${shown(divergence)} bits`, "kl"],
      ["= cross-entropy H(p,\u00a0q)", `${shown(crossEntropy)} bits`, "q"],
    ],
    summary: (s, { entropy, crossEntropy, divergence }) => Number.isFinite(crossEntropy)
      ? `Of the ${shown(crossEntropy)} bits a day, ${shown(entropy)} are the weather's own and ${shown(divergence)} the forecast's fault.`
      : "The forecast q calls something impossible that p allows: the cost is infinite.",
  });
})();

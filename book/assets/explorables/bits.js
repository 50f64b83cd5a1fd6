/* The bits of p and q: entropy and divergence stacked to cross-entropy. */

"use strict";

(() => {
  const FLOOR = 148, TOP = 26; // of the bars: probability 0 and 1
  const LEFT = 84, BITS = 62, END = 358; // of the strips: both ends of the sheet, and the width of one bit

  const bar = (which, i, value) => {
    const x = 56 + i * 92 + (which === "q" ? 39 : 0);
    return weatherBar(which, i, value, x, FLOOR, FLOOR - TOP) + label(x, FLOOR + 16, `<tspan class="letter">${which}</tspan>`);
  };
  const strip = (y, words, parts) => {
    let x = LEFT;
    const drawn = parts.map(([bits, color]) => {
      const left = x;
      x = Math.min(x + bits * BITS, END);
      return mark("rect", { x: left, y, width: x - left, height: 18, class: `fill ${color}` });
    });
    const total = sum(parts.map(([bits]) => bits));
    const more = x < END ? "" : label(END + 3, y + 14, total < Infinity ? `→ ${shown(total, 1)}` : "→ ∞", "start");
    return label(LEFT - 8, y + 14, words, "end") + drawn.join("") + more;
  };

  explorable("bits", {
    title: "The probabilities p and q of four kinds of weather, and their bits as strips",
    controls: weatherControls({ p: "p, the weather", q: "q, the forecast" }),
    presets: {
      "q = p": (s) => ({ ...s, ...named("q", four(s, "p")) }),
      "uniform q": (s) => ({ ...s, ...named("q", [0.25, 0.25, 0.25, 0.25]) }),
      "certain p": (s) => ({ ...s, ...named("p", [1, 0, 0, 0]) }),
      "swap p and q": swapped,
    },
    settle: settled,
    numbers(s) {
      const p = four(s, "p"), q = four(s, "q");
      const entropy = entropyBits(p), crossEntropy = crossEntropyBits(p, q);
      return { p, q, entropy, crossEntropy, divergence: sum(p.map((x, i) => xlogy(x, x / q[i]))) / Math.LN2 };
    },
    picture(s, { p, q, entropy, crossEntropy, divergence }) {
      const days = DAYS.map((day, i) => label(76 + i * 92, FLOOR + 34, day));
      const levels = [[0, "0"], [0.5, "1/2"], [1, "1"]].map(([value, words]) => {
        const y = FLOOR - (FLOOR - TOP) * value;
        return mark("path", { d: `M32 ${y}H398`, class: value ? "axis faint" : "axis" }) +
          label(26, y + 5, words, "end");
      });
      const scale = Array.from({ length: 5 }, (_, bits) => LEFT + bits * BITS).map((x, bits) =>
        mark("path", { d: `M${x} 246v6`, class: "axis" }) + label(x, 266, bits === 4 ? "4 bits" : bits));
      return {
        height: 272,
        marks: levels.join("") + mark("path", { d: `M${LEFT} 246H${END}`, class: "axis" }) + scale.join("") +
          DAYS.map((_, i) => bar("p", i, p[i]) + bar("q", i, q[i])).join("") + days.join("") +
          strip(196, "H(p, q)", [[crossEntropy, "q"]]) +
          strip(221, "H(p) + KL", [[entropy, "p"], [divergence, "kl"]]),
      };
    },
    drag: (name, x, y) => (FLOOR - y) / (FLOOR - TOP),
    rows: (s, { entropy, crossEntropy, divergence }) => [
      ["entropy H(p)", `${shown(entropy)} bits`, "p"],
      ["+ divergence KL(p\u202f||\u202fq)", `${shown(divergence)} bits`, "kl"],
      ["= cross-entropy H(p,\u00a0q)", `${shown(crossEntropy)} bits`, "q"],
    ],
    summary(s, { entropy, crossEntropy }) {
      if (!Number.isFinite(crossEntropy))
        return "The forecast q calls something impossible that p allows: the cost is infinite.";
      const all = Number(crossEntropy.toFixed(3)), own = Number(entropy.toFixed(3)); // so that the parts add up
      return `Of the ${shown(all, 3)} bits a day, ${shown(own, 3)} are the weather’s own ` +
        `and ${shown(all - own, 3)} the forecast’s fault.`;
    },
  });
})();

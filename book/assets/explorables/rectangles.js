/* Four outcomes as rectangles, as wide as they are probable and as high as they surprise. */

"use strict";

(() => {
  const LEFT = 34, WIDTH = 352; // of the sheet: probability 0, and the width of 1
  const TOP = 24, FLOOR = 216; // of the rectangles: the most surprise that is shown, and none
  const FOOT = 340, HIGH = 120; // of the curve: a term of 0 bits, and the height of one bit
  const across = (p) => LEFT + WIDTH * p;
  const under = (term) => FOOT - HIGH * term;

  const borders = ({ b0, b1, b2 }) => [b0, b1, b2];
  const widths = (s) => [...borders(s), 1].map((end, i) => end - (i && borders(s)[i - 1]));
  const at = (...p) => ({ b0: p[0], b1: p[0] + p[1], b2: p[0] + p[1] + p[2] });
  const surpriseOf = (p) => (p === 0 ? Infinity : Math.abs(Math.log2(p)));
  const termOf = (p) => Math.abs(xlogy(p, p)) / Math.LN2;

  const rectangle = (left, p, high, name, largest) => {
    if (p === 0) return "";
    const middle = across(left + p / 2), look = `fill p${largest ? "" : " faint"}`;
    return mark("rect", { x: across(left), y: FLOOR - high, width: WIDTH * p, height: high, class: look }) +
      (p < 0.1 ? "" : label(middle, FLOOR - high - 6, name, "middle", "clear") +
        label(middle, FLOOR + 18, shown(p, 3).replace(/^0(?=\.)/, "")));
  };
  const border = (value, i) => mark("g", { class: "handle", "data-control": "b" + i },
    mark("rect", { x: across(value) - 17, y: TOP, width: 34, height: FLOOR - TOP + 12, class: "touch" }) +
    mark("path", { d: `M${across(value)} ${FLOOR - 100}V${FLOOR + 4}`, class: "axis" }) +
    mark("rect", { x: across(value) - 4, y: FLOOR - 42, width: 8, height: 24, rx: 3, class: "grip" }));
  const curve = curvePath(Array.from({ length: 101 }, (_, k) => [across(k / 100), under(termOf(k / 100))]));
  const frame = mark("path", { d: `M${LEFT} ${TOP}V${FLOOR}H${across(1)}M${LEFT} ${under(0.6)}V${FOOT}H${across(1)}`, class: "axis" }) +
    [0, 0.5].map((bits) => label(LEFT - 7, under(bits) + 5, bits && "1/2", "end")).join("") +
    label(LEFT, 14, "surprise −log₂ p, bits", "start") + mark("path", { d: "M228 9h24", class: "axis dashed" }) +
    label(across(1), 14, "mean height H(p)", "end") + label(across(1), under(0.6) + 4, "area −p log₂ p, bits", "end") +
    [[0, "0"], [1 / Math.E, "1/e"], [1, "1"]].map(([p, words]) =>
      mark("path", { d: `M${across(p)} ${FOOT}v5`, class: "axis" }) + label(across(p), FOOT + 20, words)).join("") +
    label(across(0.7), FOOT + 20, "probability p") + mark("path", { d: curve, class: "curve" });

  explorable("rectangles", {
    title: "Four kinds of weather as rectangles, as wide as the probability and as high as the surprise in bits, " +
      "and below them the area of a rectangle as a curve over its width",
    controls: DAYS.slice(0, 3).map((day, i) => ({
      name: "b" + i, group: "borders between the widths", label: "after " + day,
      min: 0, max: 1, step: 0.005, value: borders(at(...WEATHER.p))[i],
    })),
    presets: {
      "equal widths": () => at(0.25, 0.25, 0.25),
      "sun at 1/e": () => at(1 / Math.E, ...Array(2).fill((1 - 1 / Math.E) / 3)),
      "nearly certain": () => at(0.97, 0.01, 0.01),
      certain: () => at(1, 0, 0),
    },
    settle: (s, name, value) => Object.fromEntries(borders(s).map((border, i) => // a border pushes the others
      ["b" + i, i < Number(name[1]) ? Math.min(border, value) : i > Number(name[1]) ? Math.max(border, value) : value])),
    numbers(s) {
      const p = widths(s), terms = p.map(termOf);
      return { p, surprise: p.map(surpriseOf), terms, entropy: sum(terms) };
    },
    picture(s, { p, surprise, terms, entropy }) {
      const most = surprise.some((bits) => bits > 4 && bits < Infinity) ? 8 : 4, bit = (FLOOR - TOP) / most;
      const level = FLOOR - bit * entropy, top = Math.max(...terms), left = [0, ...borders(s)];
      return {
        height: FOOT + 26,
        marks: frame + p.map((x, i) => rectangle(left[i], x, bit * surprise[i], DAYS[i], terms[i] === top)).join("") +
          [0, 1, 2, 3, 4].map((k) => label(LEFT - 7, FLOOR - (k * (FLOOR - TOP)) / 4 + 5, (k * most) / 4, "end")).join("") +
          mark("path", { d: `M${LEFT} ${level}H${across(1)}`, class: "axis dashed" }) +
          p.map((x, i) => mark("circle", { cx: across(x), cy: under(terms[i]), r: 5, class: "dot p" })).join("") +
          borders(s).map(border).join(""),
      };
    },
    drag: (name, x) => (x - LEFT) / WIDTH,
    rows: (s, { p, surprise, terms, entropy }) => [
      ...DAYS.map((day, i) => [
        p[i] === 0 ? `${day} never comes` : `${day}: ${shown(p[i], 3)} × ${shown(surprise[i], 3)}`,
        `${shown(terms[i])} bits`, "p",
      ]),
      ["total area, the entropy", `${shown(entropy)} bits`, "ink"],
    ],
    summary(s, { terms, entropy }) {
      const top = Math.max(...terms), largest = DAYS.filter((_, i) => top - terms[i] < 1e-9);
      if (entropy === 0) return "One outcome is certain: no area is left, and the entropy is 0 bits.";
      if (2 - entropy < 1e-9) return "All widths are equal, and the total is 2 bits: no other widths of four reach that.";
      const full = top > termOf(1 / Math.E) - 1e-5 ? "; no single area can be larger than at p = 1/e" : "";
      return `The largest area is that of ${largest.join(" and ")}, ${shown(top)} bits${full}. ` +
        `All four together have ${shown(entropy)} bits.`;
    },
  });
})();

/* A target with two peaks, and a single bell that is fitted to it in one of two orders. */

"use strict";

(() => {
  const GRID = Array.from({ length: 241 }, (_, k) => (k - 120) / 10); // from -12 to 12
  const LEFT = 14, SCALE = 21.5, FLOOR = 206, HIGH = 2150; // of the sheet: x = -7.5, one unit, probability 0 and 1
  const NAT = 36, START = 82, END = 370; // of the strips: one nat, and both ends
  const across = (x) => LEFT + SCALE * (x + 7.5);
  const up = (probability) => FLOOR - HIGH * probability;

  /* The logarithms of a normal curve at the points of the grid, divided by its sum. */
  function logBell(mean, sd) {
    const heights = GRID.map((x) => -((x - mean) ** 2) / (2 * sd * sd));
    const common = Math.log(sum(heights.map(Math.exp)));
    return heights.map((height) => height - common);
  }
  const mixed = [logBell(-1.5, 0.8), logBell(3.5, 0.6)].map((logs) => logs.map(Math.exp));
  const target = GRID.map((_, k) => 0.6 * mixed[0][k] + 0.4 * mixed[1][k]);
  const logTarget = target.map(Math.log);
  const terms = (p, logP, logQ) => p.map((x, k) => x * (logP[k] - logQ[k]));
  const orders = (logQ) => ({
    forward: terms(target, logTarget, logQ), reverse: terms(logQ.map(Math.exp), logQ, logTarget),
  });
  const dearest = (costs) => GRID[costs.indexOf(Math.max(...costs))];

  /* The mean, from `least` on, and the deviation with the smallest divergence: first in coarse steps, then in fine ones. */
  function smallest(order, least = -4) {
    let best = { value: Infinity };
    const search = (step, means, sds) => {
      for (let mean = means[0]; mean < means[1] + 1e-6; mean += step)
        for (let sd = sds[0]; sd < sds[1] + 1e-6; sd += step) {
          const value = sum(orders(logBell(mean, sd))[order]);
          if (value < best.value) best = { value, mean, sd };
        }
    };
    search(0.25, [least, 6], [0.5, 4]);
    search(0.05, [best.mean - 0.25, best.mean + 0.25], [Math.max(best.sd - 0.25, 0.5), best.sd + 0.25]);
    return { mean: Number(best.mean.toFixed(2)), sd: Number(best.sd.toFixed(2)) };
  }

  const FORWARD = "KL(p\u202f||\u202fq)", REVERSE = "KL(q\u202f||\u202fp)";
  const key = (x, color, words) =>
    mark("path", { d: `M${x} 11h18`, class: `curve ${color}` }) + label(x + 24, 16, words, "start");
  const outline = (values) => curvePath(GRID.map((x, k) => [x, values[k]]).filter(([x]) => Math.abs(x - 0.75) < 8.3)
    .map(([x, value]) => [across(x), up(value)]));
  const handle = (name, x, y, grip) => mark("g", { class: "handle q", "data-control": name },
    mark("circle", { cx: x, cy: y, r: 18, class: "touch" }) + grip);
  const strip = (y, words, nats) => {
    const more = START + NAT * nats > END, width = more ? END - START : NAT * nats;
    return label(START - 8, y + 14, words, "end") + mark("rect", { x: START, y, width, height: 18, class: "fill kl" }) +
      (more ? label(END + 3, y + 15, "→", "start") : "");
  };

  explorable("bell", {
    title: "A distribution p with two peaks, a single bell q over it, and below them both divergences as strips",
    controls: [
      { name: "mean", label: "mean of q", min: -4, max: 6, step: 0.05, value: 1 },
      { name: "sd", label: "standard deviation", min: 0.5, max: 4, step: 0.05, value: 1.2 },
    ],
    presets: {
      "smallest forward": () => smallest("forward"),
      "smallest reverse": () => smallest("reverse"),
      "smallest reverse on the right": () => smallest("reverse", 2),
    },
    numbers({ mean, sd }) {
      const { forward, reverse } = orders(logBell(mean, sd));
      return {
        forward: sum(forward), reverse: sum(reverse), forwardAt: dearest(forward), reverseAt: dearest(reverse),
      };
    },
    picture({ mean, sd }, { forward, reverse, forwardAt, reverseAt }) {
      const q = logBell(mean, sd).map(Math.exp), top = Math.max(...q), side = top * Math.exp(-0.5);
      const p = outline(target), ticks = [-6, -3, 0, 3, 6, 9];
      return {
        height: 304,
        marks: mark("path", { d: `${p}L${across(9)} ${FLOOR}H${across(-7.5)}Z`, class: "fill p faint" }) +
          mark("path", { d: p, class: "curve p" }) + mark("path", { d: outline(q), class: "curve q" }) +
          mark("path", { d: `M${across(-7.5)} ${FLOOR}H${across(9.1)}`, class: "axis" }) +
          ticks.map((x) => label(across(x), FLOOR + 18, shown(x, 0))).join("") +
          key(14, "p", "p, given") + key(110, "q", "q, the bell") + key(216, "kl", "each pays most here") +
          [[forwardAt, target], [reverseAt, q]].map(([x, high]) => mark("path", { class: "curve kl",
            d: `M${across(x)} ${FLOOR}V${up(high[GRID.indexOf(x)])}` })).join("") +
          strip(240, FORWARD, forward) + strip(264, REVERSE, reverse) +
          [0, 2, 4, 6, 8].map((nats) => label(START + NAT * nats, 298, nats === 8 ? "8 nats" : nats)).join("") +
          handle("sd", across(mean + sd), up(side),
            mark("rect", { x: across(mean + sd) - 6, y: up(side) - 6, width: 12, height: 12, class: "grip" })) +
          handle("mean", across(mean), up(top), mark("circle", { cx: across(mean), cy: up(top), r: 7, class: "grip" })),
      };
    },
    drag: (name, x, y, { mean }) => (x - LEFT) / SCALE - 7.5 - (name === "sd" ? mean : 0),
    rows: (s, { forward, reverse, forwardAt, reverseAt }) => [
      [`forward ${FORWARD}, most at x = ${shown(forwardAt, 1)}`, `${shown(forward)} nats`, "kl"],
      [`reverse ${REVERSE}, most at x = ${shown(reverseAt, 1)}`, `${shown(reverse)} nats`, "kl"],
    ],
    summary({ mean, sd }, { forwardAt, reverseAt }) {
      const logQ = logBell(mean, sd);
      const ratio = (x, sign) => { // of the one that pays to the other
        const times = Math.exp(sign * (logTarget[GRID.indexOf(x)] - logQ[GRID.indexOf(x)]));
        return times < 1000 ? `${shown(times, 1)} times` : "more than 1000 times";
      };
      return `The forward one pays most at x = ${shown(forwardAt, 1)}, where p is ${ratio(forwardAt, 1)} q, ` +
        `and the reverse one at x = ${shown(reverseAt, 1)}, where q is ${ratio(reverseAt, -1)} p.`;
    },
  });
})();

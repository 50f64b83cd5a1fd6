/* Logits and a temperature, and the probabilities that softmax makes of them. */

"use strict";

(() => {
  const START = WEATHER.p.map(Math.log);
  const LIMIT = 5, COLDEST = -5, HOTTEST = 5; // of a logit, up and down; of log₂ T
  const ZERO = 70, NAT = 9; // of the bars: logit 0, and the height of one nat
  const TOP = 160, FLOOR = 336, LEFT = 34, RIGHT = 290; // of the map of temperatures
  const LOOKS = [1, 0.68, 0.42, 0.2]; // the opacities of the four areas

  const middle = (i) => 80 + i * 92;
  const across = (t) => LEFT + ((RIGHT - LEFT) * (t - COLDEST)) / (HOTTEST - COLDEST);
  const down = (share) => TOP + (FLOOR - TOP) * share;
  const temperatureShown = (temperature) => String(Number(temperature.toPrecision(4)));
  const logit = (z, i) => {
    const tip = ZERO - z * NAT, x = middle(i);
    return mark("g", { class: "handle", "data-control": "z" + i },
      mark("rect", { x: x - 42, y: ZERO - 50, width: 84, height: 100, class: "touch" }) +
      mark("rect", { x: x - 36, y: Math.min(tip, ZERO), width: 72, height: Math.abs(tip - ZERO), class: "fill" }) +
      mark("rect", { x: x - 10, y: tip - 2, width: 20, height: 4, rx: 2, class: "grip" }) +
      label(x, z > 0 ? ZERO + 18 : ZERO - 8, `${DAYS[i]} ${shown(z, 2)}`));
  };
  /* The areas of all temperatures: each as high as its probability, from the first at the top to the last. */
  function areas(z) {
    const steps = Array.from({ length: 101 }, (_, k) => COLDEST + k / 10);
    const shares = steps.map((t) => softmax(z, 2 ** t));
    const border = (i) => steps.map((t, k) => [across(t), down(sum(shares[k].slice(0, i)))]);
    return z.map((_, i) => mark("path", { class: "fill q", opacity: LOOKS[i],
      d: curvePath([...border(i), ...border(i + 1).reverse()]) + "Z" })).join("");
  }
  const legend = (q) => q.map((value, i) => {
    const y = down((i + 0.5) / 4);
    return mark("rect", { x: RIGHT + 10, y: y - 8, width: 14, height: 16, class: "fill q", opacity: LOOKS[i] }) +
      label(RIGHT + 30, y - 3, DAYS[i], "start") + label(RIGHT + 30, y + 14, shown(value), "start");
  }).join("");
  const here = (t) => mark("g", { class: "handle", "data-control": "t" },
    mark("rect", { x: across(t) - 18, y: TOP - 12, width: 36, height: FLOOR - TOP + 14, class: "touch" }) +
    mark("path", { d: `M${across(t)} ${TOP}V${FLOOR}`, class: "curve" }) +
    mark("rect", { x: across(t) - 10, y: TOP - 8, width: 20, height: 8, rx: 3, class: "grip" }));
  const frame = mark("path", { d: `M34 ${ZERO}H396`, class: "axis" }) + label(26, ZERO + 5, "0", "end") +
    label(4, 14, "logits z, in nats", "start") + label(4, 142, "probabilities q over the temperature T", "start") +
    label(396, 142, "at the line", "end") +
    [[0, 1], [0.5, "1/2"], [1, 0]].map(([share, words]) => label(LEFT - 7, down(share) + 5, words, "end")).join("") +
    [[-5, "1/32"], [-2, "1/4"], [0, 1], [2, 4], [5, 32]].map(([t, words]) =>
      mark("path", { d: `M${across(t)} ${FLOOR}v5`, class: "axis" }) + label(across(t), FLOOR + 20, words)).join("");

  explorable("temperature", {
    title: "The logits of four kinds of weather as bars, and below them their probabilities as areas over the temperature",
    controls: [
      ...DAYS.map((day, i) => ({
        name: "z" + i, group: "logits z, in nats", label: day,
        min: -LIMIT, max: LIMIT, step: 0.01, value: START[i],
      })),
      { name: "t", group: "temperature T, by its logarithm", label: "log₂ T", min: COLDEST, max: HOTTEST, step: 0.1, value: 0 },
    ],
    presets: {
      // By 3 nats at most, to the side where there is more room.
      "shift all logits": (s) => {
        const z = four(s, "z"), up = LIMIT - Math.max(...z), down = LIMIT + Math.min(...z);
        const shift = up >= down ? Math.min(3, up) : -Math.min(3, down);
        return { ...s, ...named("z", z.map((value) => value + shift)) };
      },
      "2 ln p at T = 1": () => ({ ...named("z", START.map((value) => 2 * value)), t: 0 }),
      "cold: T = 1/32": (s) => ({ ...s, t: -5 }),
      "hot: T = 32": (s) => ({ ...s, t: 5 }),
    },
    numbers(s) {
      const z = four(s, "z"), temperature = 2 ** s.t, q = softmax(z, temperature), top = Math.max(...z);
      return {
        temperature, q, largest: Math.max(...q), entropy: entropyBits(q),
        common: top / temperature + Math.log(sum(z.map((value) => Math.exp((value - top) / temperature)))),
      };
    },
    picture: (s, { q }) => ({
      height: FLOOR + 26,
      marks: frame + four(s, "z").map(logit).join("") + areas(four(s, "z")) + legend(q) +
        mark("path", { d: `M${across(0)} ${TOP}V${FLOOR}`, class: "axis dashed" }) + here(s.t),
    }),
    drag: (name, x, y) => (name === "t" ? COLDEST + ((x - LEFT) * (HOTTEST - COLDEST)) / (RIGHT - LEFT) : (ZERO - y) / NAT),
    rows: (s, { temperature, largest, entropy, common }) => [
      ["temperature T", temperatureShown(temperature)],
      ["largest probability", shown(largest), "q"],
      ["entropy of q", `${shown(entropy)} bits`, "q"],
      ["z/T − ln q, the same in all classes", `${shown(common)} nats`],
    ],
    summary(s, { temperature, q }) {
      const z = four(s, "z"), top = Math.max(...z), below = Math.max(...z.filter((value) => value < top));
      const day = (value) => DAYS[z.indexOf(value)];
      const rest = sum(q.filter((_, i) => z[i] < top));
      if (below === -Infinity) return "All logits are equal, so q is uniform at every temperature.";
      const winners = DAYS.filter((_, i) => z[i] === top);
      if (rest < 1e-4)
        return winners.length > 1
          ? `Nearly all probability is shared by ${winners.join(", ")}: ` +
            "as T comes close to 0, the largest logits share all of it equally."
          : `Nearly all probability is with ${winners[0]}: as T comes close to 0, all of it goes to the largest logit.`;
      if (Math.max(...q) / Math.min(...q) < 1.1)
        return "The four are nearly equal: as T grows, q tends to the uniform distribution, with 2 bits.";
      const ratio = shown(Math.exp((top - below) / temperature), 2);
      const times = ratio === "1.00" ? "almost the same probability as" : `${ratio} times the probability of`;
      return `q gives ${day(top)} ${times} ${day(below)}: e to the power of ` +
        `${shown((top - below) / temperature)}, the difference of their logits over T.`;
    },
  });
})();

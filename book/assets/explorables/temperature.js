/* Logits and a temperature, and the probabilities that softmax makes of them. */

"use strict";

(() => {
  const START = WEATHER.p.map(Math.log);
  const LIMIT = 6; // of a logit, up and down
  const ZERO = 100, NAT = 10; // of the upper panel: its axis, and the height of one nat
  const FLOOR = 336, TOP = 256; // of the lower panel: probability 0 and 1

  const middle = (i) => 76 + i * 90;
  const temperatureShown = (temperature) => String(Number(temperature.toPrecision(4)));
  const logit = (z, i) => {
    const tip = ZERO - z * NAT, x = middle(i);
    return mark("g", { class: "handle", "data-control": "z" + i },
      mark("rect", { x: x - 36, y: ZERO - 86, width: 72, height: 172, class: "touch" }) +
      mark("rect", { x: x - 20, y: Math.min(tip, ZERO), width: 40, height: Math.abs(tip - ZERO), class: "fill" }) +
      mark("rect", { x: x - 10, y: tip - 2, width: 20, height: 4, rx: 2, class: "grip" }) +
      label(x, z < 0 ? tip + 16 : tip - 6, shown(z, 2)));
  };
  const probability = (q, plain, i) => {
    const x = middle(i) - 20, height = (FLOOR - TOP) * q, outline = (FLOOR - TOP) * plain;
    return mark("rect", { x, y: FLOOR - height, width: 40, height, class: "fill q" }) +
      mark("rect", { x: x - 3, y: FLOOR - outline, width: 46, height: outline, class: "axis dashed" }) +
      label(middle(i), FLOOR - Math.max(height, outline) - 6, shown(q));
  };
  const panel = (y, words, low, high) =>
    mark("path", { d: `M28 ${y}H396`, class: "axis" }) + label(22, y + 5, "0", "end") +
    DAYS.map((day, i) => label(middle(i), low, day)).join("") + label(4, high, words, "start");

  explorable("temperature", {
    title: "The logits of four kinds of weather, and below them their probabilities at a temperature",
    controls: [
      ...DAYS.map((day, i) => ({
        name: "z" + i, group: "logits z, in nats", label: day,
        min: -LIMIT, max: LIMIT, step: 0.01, value: START[i],
      })),
      { name: "t", group: "temperature T, by its logarithm", label: "log₂ T", min: -5, max: 5, step: 0.1, value: 0 },
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
        temperature, q, plain: softmax(z), largest: Math.max(...q), entropy: entropyBits(q),
        common: top / temperature + Math.log(sum(z.map((value) => Math.exp((value - top) / temperature)))),
      };
    },
    picture: (s, { temperature, q, plain }) => ({
      height: 360,
      marks: panel(ZERO, "logits z, in nats", 204, 14) + four(s, "z").map(logit).join("") +
        panel(FLOOR, `probabilities q at T = ${temperatureShown(temperature)}`, FLOOR + 18, 230) +
        label(396, 230, "dashed: at T = 1", "end") +
        q.map((value, i) => probability(value, plain[i], i)).join(""),
    }),
    drag: (name, x, y) => (ZERO - y) / NAT,
    rows: (s, { temperature, largest, entropy, common }) => [
      ["temperature T", temperatureShown(temperature)],
      ["largest probability", shown(largest), "q"],
      ["entropy of q", `${shown(entropy)} bits`, "q"],
      ["z/T − ln q = lse(z/T), the same in all classes", `${shown(common)} nats`],
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

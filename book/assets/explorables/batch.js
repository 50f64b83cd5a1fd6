/* Two texts in one step: the mean over all tokens, and the mean of the two means. */

"use strict";

(() => {
  const LEFT = 42, TOKEN = 17; // of the panel: the first token, and the width of one
  const FLOOR = 224, NAT = 30, MOST = 6; // cost 0, the height of one nat, and the highest cost
  const up = (nats) => FLOOR - NAT * nats;
  const texts = (s) => [[s.n1, s.a1], [s.n2, s.a2]];
  const tokens = (n) => `${n} ${n === 1 ? "token" : "tokens"}`;

  const frame = mark("path", { d: `M${LEFT} ${up(MOST)}V${FLOOR}H382`, class: "axis" }) +
    [0, 2, 4, 6].map((nats) => label(LEFT - 8, up(nats) + 5, nats, "end")).join("") +
    label(LEFT, up(MOST) - 12, "mean cost of a token, nats", "start") +
    label(382, FLOOR + 38, "tokens", "end");

  const control = (k, what) => ({
    n: { name: `n${k}`, group: `text ${k}`, label: "tokens", min: 1, max: 10, step: 1, value: k === 1 ? 2 : 6 },
    a: { name: `a${k}`, group: `text ${k}`, label: "mean cost", min: 0, max: MOST, step: 0.1, value: k === 1 ? 1 : 4, unit: "nats" },
  })[what];

  explorable("batch", {
    title: "Two bars, as wide as a text has tokens and as high as a token costs, and two means as lines",
    controls: [control(1, "n"), control(1, "a"), control(2, "n"), control(2, "a")],
    presets: {
      "equal lengths": (s) => ({ ...s, n2: s.n1 }),
      "equal costs": (s) => ({ ...s, a2: s.a1 }),
      "short text harder": () => ({ n1: 2, a1: 5, n2: 10, a2: 2 }),
    },
    numbers(s) {
      const count = s.n1 + s.n2;
      return {
        pooled: (s.n1 * s.a1 + s.n2 * s.a2) / count,
        ofMeans: (s.a1 + s.a2) / 2,
        count,
        weights: [1 / (2 * s.n1), 1 / (2 * s.n2)],
      };
    },
    picture(s, { pooled, ofMeans }) {
      let left = LEFT;
      const bars = texts(s).map(([n, a], k) => {
        const x = left, width = TOKEN * n, name = `a${k + 1}`;
        left += width;
        const cuts = Array.from({ length: n - 1 }, (_, i) => `M${x + TOKEN * (i + 1)} ${up(a)}V${FLOOR}`).join("");
        return mark("g", { class: "handle q", "data-control": name },
          mark("rect", { x, y: up(a) - 14, width, height: NAT * a + 14, class: "touch" }) +
          mark("rect", { x: x + 1, y: up(a), width: width - 2, height: NAT * a, class: "fill faint" }) +
          (cuts && mark("path", { d: cuts, class: "axis faint" })) +
          mark("rect", { x: x + width / 2 - 10, y: up(a) - 3, width: 20, height: 6, rx: 3, class: "grip" }) +
          label(x + width / 2, FLOOR + 18, k + 1));
      });
      const rule = (nats, look) => mark("path", { d: `M${LEFT} ${up(nats)}H382`, class: look });
      return {
        height: FLOOR + 44,
        marks: frame + bars.join("") + rule(pooled, "curve p") + rule(ofMeans, "curve dashed kl") +
          label(LEFT + 2, FLOOR + 38, "text", "start"),
      };
    },
    drag: (name, x, y) => (FLOOR - y) / NAT,
    rows: (s, { pooled, ofMeans, weights }) => [
      ["token mean", `${shown(pooled)} nats`, "p"],
      ["mean of the two means", `${shown(ofMeans)} nats`, "kl"],
      ["in it, weight of a token of text 1", shown(weights[0])],
      ["and of a token of text 2", shown(weights[1])],
    ],
    summary({ n1, n2, a1, a2 }, { pooled, ofMeans, count }) {
      if (n1 === n2) return `Both texts have ${tokens(n1)}, so the two means agree.`;
      if (a1 === a2) return "A token costs the same in both texts, so the two means agree.";
      const side = ofMeans > pooled ? "above" : "below";
      const harder = (a1 > a2) === (n1 < n2) ? "shorter" : "longer";
      return `Of ${tokens(count)}, those of the ${harder} text cost more, and the mean of the two means ` +
        `lies ${side} the token mean.`;
    },
  });
})();

/* Three logits, their probabilities, and the gradient of the cross-entropy as arrows from the target. */

"use strict";

(() => {
  const NAMES = ["blue", "green", "red"], LIMIT = 6; // of a logit, up and down
  const TARGETS = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0.2, 0.7, 0.1]];
  const ZERO = 72, NAT = 9; // of the upper panel: logit 0, and the height of one nat
  const TOP = 164, FLOOR = 304; // of the lower panel: probability 1 and 0

  const logits = (s) => NAMES.map((_, i) => s["z" + i]);
  const withLogits = (s, z) => ({ ...s, ...Object.fromEntries(z.map((value, i) => ["z" + i, value])) });
  const up = (probability) => FLOOR - (FLOOR - TOP) * probability;
  const middle = (i) => 96 + 122 * i;
  const gradientOf = (z, t) => softmax(z).map((q, k) => q - t[k]);
  const lossOf = (z, t) => {
    const top = Math.max(...z), common = top + Math.log(sum(z.map((value) => Math.exp(value - top))));
    return sum(z.map((value, k) => t[k] * (common - value)));
  };
  const stepped = (z, { target, rate }) => {
    const gradient = gradientOf(z, TARGETS[target]);
    return z.map((value, k) => value - rate * gradient[k]);
  };
  const steps = (n) => (s) => withLogits(s, Array.from({ length: n }).reduce((z) => stepped(z, s), logits(s)));

  const logit = (z, i) => {
    const x = middle(i), tip = ZERO - NAT * Math.max(-LIMIT, Math.min(LIMIT, z)); // a step may lead beyond the sheet
    return mark("g", { class: "handle", "data-control": "z" + i },
      mark("rect", { x: x - 46, y: ZERO - 57, width: 92, height: 114, class: "touch" }) +
      mark("rect", { x: x - 36, y: Math.min(tip, ZERO), width: 72, height: Math.abs(tip - ZERO), class: "fill" }) +
      mark("rect", { x: x - 10, y: tip - 2, width: 20, height: 4, rx: 2, class: "grip" }) +
      label(x, z > 0 ? ZERO + 17 : ZERO - 7, `${NAMES[i]} ${shown(z, 2)}`));
  };
  /* From the target to the probability: as long as their difference. */
  const arrow = (x, from, to) => {
    const way = Math.sign(to - from), head = Math.min(11, Math.abs(to - from));
    return head < 1 ? "" : mark("path", { d: `M${x} ${from}V${to - way * head}`, class: "curve kl", style: "stroke-width:5" }) +
      mark("path", { d: `M${x - 9} ${to - way * head}h18L${x} ${to}Z`, class: "fill kl" });
  };
  const probability = (q, t, i) => {
    const x = middle(i);
    return mark("rect", { x: x - 36, y: up(q), width: 72, height: FLOOR - up(q), class: "fill q faint" }) +
      mark("path", { d: `M${x - 36} ${up(q)}h72`, class: "curve q" }) +
      mark("path", { d: `M${x - 42} ${up(t)}h84`, class: "curve dashed p" }) + arrow(x, up(t), up(q)) +
      label(x, FLOOR + 18, `q = ${shown(q)}`) + label(x, FLOOR + 37, `q − t = ${shown(q - t)}`);
  };
  const key = (x, look, words) => mark("path", { d: `M${x} 143h18`, class: look }) + label(x + 24, 148, words, "start");

  explorable("arrows", {
    title: "Three logits as bars, below them their probabilities, and arrows from the target to each probability",
    controls: [
      ...NAMES.map((name, i) => ({
        name: "z" + i, group: "logits z, in nats", label: name, min: -LIMIT, max: LIMIT, step: 0.05, value: [2, 1, -1][i],
      })),
      { name: "rate", group: "learning rate", label: "η", min: 0.1, max: 4, step: 0.1, value: 1 },
      { name: "target", label: "target t", value: 1, choices: { blue: 0, green: 1, red: 2, "soft: 0.2, 0.7, 0.1": 3 } },
    ],
    presets: {
      "one step": steps(1),
      "ten steps": steps(10),
      "equal logits": (s) => withLogits(s, [0, 0, 0]),
      "sure and wrong": (s) => ({ ...withLogits(s, [6, -6, -6]), target: 1 }),
    },
    numbers(s) {
      const z = logits(s), t = TARGETS[s.target], gradient = gradientOf(z, t);
      return { q: softmax(z), gradient, total: sum(gradient), loss: lossOf(z, t), next: lossOf(stepped(z, s), t) };
    },
    picture: (s, { q }) => ({
      height: FLOOR + 46,
      marks: mark("path", { d: `M34 ${ZERO}H396M34 ${TOP}V${FLOOR}H396`, class: "axis" }) + label(26, ZERO + 5, "0", "end") +
        label(4, 12, "logits z, in nats", "start") + label(26, up(1) + 5, "1", "end") + label(26, FLOOR + 5, "0", "end") +
        key(34, "curve q", "probability q") + key(160, "curve dashed p", "target t") + key(258, "curve kl", "arrow q − t") +
        logits(s).map(logit).join("") + q.map((value, i) => probability(value, TARGETS[s.target][i], i)).join(""),
    }),
    drag: (name, x, y) => (ZERO - y) / NAT,
    rows: (s, { gradient, total, loss, next }) => [
      ["gradient q − t", gradient.map((value) => shown(value)).join(", "), "kl"],
      ["its sum", shown(total), "kl"],
      ["cross-entropy H(t,\u00a0q)", `${shown(loss)} nats`, "q"],
      ["after one step", `${shown(next)} nats`, "q"],
    ],
    summary(s, { gradient, loss, next }) {
      const longest = gradient.reduce((best, value, i) => (Math.abs(value) > Math.abs(gradient[best]) ? i : best), 0);
      if (Math.abs(gradient[longest]) < 5e-4)
        return "q has all but met the target: the arrows vanish, and a step changes next to nothing.";
      const moves = NAMES.map((name, i) => `${name} ${gradient[i] > 0 ? "down" : "up"}`);
      return `A step goes against the arrows: it moves ${moves.join(", ")}, ` +
        `by ${shown(s.rate * Math.abs(gradient[longest]))} nats at most, and ${next < loss ? "lowers" : "raises"} ` +
        `the loss by ${shown(Math.abs(next - loss))} nats.`;
    },
  });
})();

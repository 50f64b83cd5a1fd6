/* Logits that are read one by one, with their running maximum and log-sum-exp. */

"use strict";

(() => {
  const COUNT = 6, LIMIT = 5; // logits, and how far each may go up and down
  const ZERO = 128, NAT = 16; // logit 0, and the height of one nat
  const middle = (i) => 66 + i * 58;
  const up = (z) => ZERO - z * NAT;
  const logits = (s) => Array.from({ length: COUNT }, (_, i) => s["z" + i]);

  /* After each logit: the maximum, the sum, and the sum to which nobody applied the factor. */
  function states(z) {
    let m = -Infinity, s = 0, plain = 0;
    return z.map((value) => {
      const top = Math.max(m, value), factor = s ? Math.exp(m - top) : 1;
      s = s * factor + Math.exp(value - top);
      plain += Math.exp(value - top);
      m = top;
      return { m, s, factor, lse: m + Math.log(s), forgotten: m + Math.log(plain) };
    });
  }

  const steps = (read, value) => read.map((state, i) =>
    `${i ? "L" : "M"}${middle(i) - 29} ${up(value(state))}H${middle(i) + 29}`).join("");
  const axes = mark("path", { d: `M37 ${ZERO}H385M37 ${up(LIMIT) - 24}V${up(-LIMIT) + 6}`, class: "axis" }) +
    [-5, 0, 5].map((z) => label(30, up(z) + 5, shown(z, 0), "end")).join("") +
    label(4, 14, "logits z, nats", "start") +
    Array.from({ length: COUNT }, (_, i) => label(middle(i), up(-LIMIT) + 26, `z${"₁₂₃₄₅₆"[i]}`)).join("");

  explorable("online", {
    title: "Six logits, the running maximum of those that were read as a thin line, and their log-sum-exp as a thick one",
    controls: [
      ...[1, 2, 4, 3, 0, 2.5].map((value, i) => ({
        name: "z" + i, group: "logits, in nats", label: `z${"₁₂₃₄₅₆"[i]}`, min: -LIMIT, max: LIMIT, step: 0.1, value,
      })),
      { name: "read", group: "how far we are", label: "logits read", min: 1, max: COUNT, step: 1, value: 2 },
    ],
    presets: {
      "read one more": (s) => ({ ...s, read: Math.min(s.read + 1, COUNT) }),
      "rising": (s) => ({ ...s, ...Object.fromEntries([-4, -2, 0, 1, 3, 4].map((v, i) => ["z" + i, v])) }),
      "falling": (s) => ({ ...s, ...Object.fromEntries([4, 3, 1, 0, -2, -4].map((v, i) => ["z" + i, v])) }),
      "all equal": (s) => ({ ...s, ...Object.fromEntries(Array.from({ length: COUNT }, (_, i) => ["z" + i, 1])) }),
    },
    numbers(s) {
      const { m, s: total, factor, lse, forgotten } = states(logits(s)).at(s.read - 1);
      return { m, s: total, factor, lse, forgotten };
    },
    picture(s) {
      const z = logits(s), read = states(z).slice(0, s.read), edge = middle(s.read - 1) + 29;
      const dot = (value, i) => mark("g", { class: `handle${i < s.read ? " q" : ""}`, "data-control": "z" + i },
        mark("circle", { cx: middle(i), cy: up(value), r: 20, class: "touch" }) +
        mark("path", { d: `M${middle(i)} ${ZERO}V${up(value)}`, class: "axis" }) +
        mark("circle", { cx: middle(i), cy: up(value), r: 7, class: "dot" }));
      return {
        height: up(-LIMIT) + 36,
        marks: axes +
          mark("path", { d: steps(read, (r) => r.forgotten), class: "curve dashed kl" }) +
          mark("path", { d: steps(read, (r) => r.m), class: "axis" }) +
          mark("path", { d: steps(read, (r) => r.lse), class: "curve q" }) +
          mark("path", { d: `M${edge} ${up(LIMIT) - 24}V${up(-LIMIT) + 6}`, class: "axis dashed" }) +
          z.map(dot).join(""),
      };
    },
    drag: (name, x, y) => (ZERO - y) / NAT,
    rows: (s, { m, s: total, factor, lse, forgotten }) => [
      ["running maximum m (thin line)", `${shown(m, 1)} nats`],
      ["factor on the old sum", shown(factor)],
      ["running sum s", shown(total)],
      ["m + ln s (thick line)", `${shown(lse)} nats`, "q"],
      ["without factors (dashed)", `${shown(forgotten)} nats`, "kl"],
    ],
    summary(s, { m, factor, lse, forgotten }) {
      const z = logits(s), last = z[s.read - 1], wrong = forgotten - lse;
      const now = s.read === 1
        ? "One logit is read: it is the maximum, and the sum is 1."
        : factor < 1
          ? `The last logit is a new maximum, ${shown(last, 1)}, so the old sum is multiplied by ${shown(factor)}.`
          : `The last logit is not above the maximum ${shown(m, 1)}, so the old sum stays as it is.`;
      return now + (wrong > 5e-5
        ? " Without the factors the log-sum-exp is too large."
        : " Up to here nothing is lost without factors.");
    },
  });
})();

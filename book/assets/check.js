"use strict";
// What xentlib's `check` says of an answer, in the same words: see xentlib/exercises.py, which this
// follows function by function. Answers are lists of numbers here, whatever their shape.

const checks = (() => {
  const NATS = { bits: Math.log(2), nats: 1, bans: Math.log(10) };
  const entries = {};
  let wrongAnswers = {};  // of each exercise, since the page was opened

  const flat = x => [x].flat(Infinity);
  const shape = x => Array.isArray(x) ? [x.length, ...shape(x[0])] : [];
  const total = values => values.reduce((a, b) => a + b, 0);
  const away = (a, b) => a.map((x, k) => Math.abs(x - b[k]));
  const sorted = values => [...values].sort((a, b) => a - b);

  // Say whether numbers agree as NumPy's allclose says it.
  const close = (a, b, rtol, atol) => a.every((x, k) =>
    x === b[k] || (Number.isFinite(b[k]) && Math.abs(x - b[k]) <= atol + rtol * Math.abs(b[k])));
  const same = (given, value) => close(given, value, 1e-6, 5.1e-5);
  const roughly = (given, value) => close(given, value, 1e-3, 5.1e-5);

  function diagnosis(given, right, entry) {
    const known = (entry.mistakes ?? []).filter(m => String(shape(m.value)) === String(shape(entry.answer)));
    const mistakes = [...known, ...slips(right, entry.unit)];
    for (const fits of [same, roughly])
      for (const mistake of mistakes) {
        const value = flat(mistake.value);
        const nearer = total(away(given, value)) < total(away(given, right));
        if (fits(given, value) && nearer && !same(value, right)) return mistake.says;
      }
    return ordering(given, right) || closeness(given, right);
  }

  function slips(right, unit) {
    const times = factor => right.map(x => factor * x);
    const factors = [
      [-1, "It has the wrong sign."],
      [2, "It is twice the answer: was something counted twice, or a factor 1/2 left out?"],
      [0.5, "It is half the answer."],
      [100, "It is 100 times the answer: a percentage?"],
      [0.01, "It is a hundredth of the answer: a percentage?"],
    ];
    const mine = unit.split(" ")[0], nats = NATS[mine];
    const others = Object.keys(NATS).filter(other => nats && other !== mine).map(other =>
      [nats / NATS[other], `That is the answer in ${other}; the exercise asks for ${mine}.`]);
    const found = [...others, ...factors].map(([factor, says]) => ({ value: times(factor), says }));
    return nats && right.every(x => x > 0) ? [...found, ...powers(right, nats)] : found;
  }

  function powers(right, nats) {
    const power = right.map(x => Math.exp(nats * x)), base = nats === 1 ? "e" : Math.exp(nats).toFixed(0);
    const found = [{ value: power, says: `It is ${base} to the power of the answer: take the logarithm.` }];
    if (power.every(x => x < 1e4)) found.push({ value: power.map(x => 1 / x),
      says: `It is ${base} to minus the power of the answer: take minus the logarithm.` });
    return found;
  }

  function ordering(given, right) {
    return right.length > 1 && same(sorted(given), sorted(right)) ? "These are the right numbers in another order." : "";
  }

  function closeness(given, right) {
    return close(given, right, 5e-3, 5e-4) && Math.max(...away(given, right)) < 0.05
      ? "That is close: was it rounded on the way, approximated, or not run far enough?" : "";
  }

  function nextHint(name, entry, given) {
    const hints = entry.hints ?? [], tried = wrongAnswers[name] ??= [], answer = String(given);
    if (!tried.includes(answer)) tried.push(answer);
    const k = tried.indexOf(answer);
    return k < hints.length ? `Hint ${k + 1} of ${hints.length}: ${hints[k]}`
      : "No more hints: read the section again, or unfold the solution.";
  }

  const tuple = lengths => lengths.length === 1 ? `(${lengths[0]},)` : `(${lengths.join(", ")})`;
  const count = lengths => lengths.length ? `numbers of shape ${tuple(lengths)}` : "one number";

  // Return a number with four decimals as Python writes it, which rounds a tie to the even digit.
  function four(x) {
    if (!Number.isFinite(x)) return x > 0 ? "inf" : "-inf";
    if (Math.abs(x) >= 1e21) return `${BigInt(x)}.0000`;
    const text = (Object.is(x, -0) ? "-" : "") + x.toFixed(4);
    const tie = Math.abs(32 * x) % 2 === 1, cut = x.toFixed(5).slice(0, -1);
    return tie && cut.at(-1) % 2 === 0 ? cut : text;
  }

  // Return numbers as text, nested as the lengths say.
  function shown(values, lengths) {
    if (!lengths.length) return four(values[0]);
    const [n, ...inner] = lengths, size = values.length / n;
    const rows = Array.from({ length: n }, (_, k) => shown(values.slice(k * size, (k + 1) * size), inner));
    return `[${rows.join(", ")}]`;
  }

  // Return whether numbers solve the exercise, and what `check` says after its name; another count is unfit.
  function check(name, given) {
    const entry = entries[name], right = flat(entry.answer), lengths = shape(entry.answer);
    if (given.length !== right.length) {
      const got = given.length === 1 ? [] : [given.length];
      return { right: false, unfit: true, says: `not yet. Expected ${count(lengths)}, got ${count(got)}.` };
    }
    const answer = `${shown(given, lengths)} ${entry.unit}`.trimEnd();
    if (same(given, right)) return { right: true, says: `right, ${answer}` };
    return { right: false, says: `not yet, ${answer}. ${diagnosis(given, right, entry) || nextHint(name, entry, given)}` };
  }

  return { add: more => Object.assign(entries, more), forget: () => { wrongAnswers = {}; }, check };
})();

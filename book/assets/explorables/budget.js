/* Four code words and the budget that they share: a word of l digits takes 2^-l of it. */

"use strict";

(() => {
  const MOST = 4; // digits of a word
  const FLOOR = 112, DIGIT = 24; // of the words: where they begin, and the height of a digit
  const LEFT = 36, WIDTH = 276, END = 396, TOP = 184, ROW = 26; // of the budget: a row for each number of digits

  const shareOf = (length) => 2 ** -length;
  /* Where each word's part of the budget begins, the shorter words first. */
  function beginnings(all) {
    const order = DAYS.map((_, i) => i).sort((a, b) => all[a] - all[b]), begins = [];
    order.reduce((end, i) => (begins[i] = end) + shareOf(all[i]), 0);
    return begins;
  }
  /* The word is the beginning of its part, as digits after the binary point. */
  const wordsOf = (all) => beginnings(all).map((begin, i) =>
    (begin * 2 ** all[i]).toString(2).padStart(all[i], "0"));

  const middle = (i) => 76 + i * 92;
  const word = (length, digits, i) => {
    const x = middle(i), tip = FLOOR - DIGIT * length;
    const boxes = Array.from({ length }, (_, k) => { // the first digit on top
      const y = tip + DIGIT * k;
      return mark("rect", { x: x - 18, y: y + 1, width: 36, height: DIGIT - 2, class: "fill p faint" }) +
        label(x, y + 17, digits ? digits[k] : "?");
    });
    return mark("g", { class: "handle", "data-control": "l" + i },
      mark("rect", { x: x - 34, y: 10, width: 68, height: FLOOR - 10, class: "touch" }) + boxes.join("") +
      mark("rect", { x: x - 10, y: tip - 3, width: 20, height: 5, rx: 2, class: "grip" })) +
      label(x, FLOOR + 18, DAYS[i]);
  };
  const across = (share) => LEFT + WIDTH * share;
  /* From the row of its length down: whatever begins with the word is taken. */
  const part = (length, begin, i) => {
    const left = across(begin), right = Math.min(across(begin + shareOf(length)), END), y = TOP + ROW * (length - 1);
    if (left >= END) return "";
    const color = begin + shareOf(length) <= 1 ? "p" : "q", box = { x: left + 0.75, width: right - left - 1.5 };
    return mark("rect", { ...box, y, height: ROW, class: `fill ${color}` }) +
      mark("rect", { ...box, y: y + ROW, height: ROW * (MOST - length), class: `fill ${color} faint` }) +
      (right - left > 32 ? label((left + right) / 2, TOP + ROW * MOST - 8, DAYS[i]) : "");
  };
  /* Every word of at most three digits, in the middle of all that begins with it. */
  const dictionary = (taken) => [1, 2, 3].map((length) => Array.from({ length: 2 ** length }, (_, k) => {
    const word = k.toString(2).padStart(length, "0");
    return label(across((k + 0.5) / 2 ** length), TOP + ROW * (length - 1) + 18, word, "middle",
      taken.includes(word) ? "clear" : "");
  }).join("")).join("");
  const rulings = Array.from({ length: MOST }, (_, k) => {
    const y = TOP + ROW * k, cells = 2 ** (k + 1);
    const cuts = Array.from({ length: cells - 1 }, (_, c) => `M${across((c + 1) / cells)} ${y}v${ROW}`).join("");
    return mark("path", { d: `M${LEFT} ${y}h${WIDTH}${cuts}`, class: "axis faint" }) + label(LEFT - 8, y + 18, k + 1, "end");
  }).join("");
  const frame = rulings + mark("rect", { x: LEFT, y: TOP, width: WIDTH, height: ROW * MOST, class: "axis" }) +
    label(4, TOP - 30, "the budget: a word takes all that begins with it", "start") +
    label(4, TOP - 7, "digits", "start") +
    [[0, 0], ["1/4", 0.25], ["1/2", 0.5], ["3/4", 0.75], [1, 1]].map(([words, share]) =>
      label(across(share), TOP + ROW * MOST + 18, words)).join("");

  explorable("budget", {
    title: "Four code words, digit by digit, and below them the budget of 1 with the part that each word takes",
    controls: DAYS.map((day, i) => ({
      name: "l" + i, group: "digits of each word", label: day, min: 1, max: MOST, step: 1, value: [1, 2, 3, 3][i],
    })),
    presets: {
      "two digits each": () => named("l", [2, 2, 2, 2]), "one digit each": () => named("l", [1, 1, 1, 1]),
      "too much for rain": () => named("l", [1, 2, 2, 3]), wasteful: () => named("l", [2, 3, 4, 4]),
    },
    numbers(s) {
      const all = four(s, "l"), spent = sum(all.map(shareOf));
      return {
        shares: all.map(shareOf), spent, left: 1 - spent, words: spent > 1 ? [] : wordsOf(all),
        meanLength: sum(all.map((length, i) => WEATHER.p[i] * length)), entropy: entropyBits(WEATHER.p),
      };
    },
    picture(s, { spent, words }) {
      const all = four(s, "l"), begins = beginnings(all);
      return {
        height: TOP + ROW * MOST + 26,
        marks: all.map((length, i) => word(length, words[i], i)).join("") + frame +
          all.map((length, i) => part(length, begins[i], i)).join("") + dictionary(wordsOf(all)) +
          (across(spent) > END ? label(END, TOP - 6, "→", "end") : ""),
      };
    },
    drag: (name, x, y) => (FLOOR - y) / DIGIT,
    rows: (s, { spent, words, meanLength, entropy }) => [
      ["spent of the budget 1", shown(spent), spent > 1 ? "q" : "p"],
      ["the words", words.join(", ") || "none"],
      ["mean length", `${shown(meanLength)} digits a day`, "p"],
      ["entropy of (1/2, 1/4, 1/8, 1/8)", `${shown(entropy)} bits`, "ink"],
    ],
    summary(s, { spent, left, meanLength, entropy }) {
      if (spent > 1)
        return `The lengths cost ${shown(-left)} more than there is: no words of these lengths can be told apart in a row` +
          (meanLength < entropy ? "; only so can the mean length fall below the entropy." : ".");
      if (left > 0)
        return `A prefix code exists, and ${shown(left)} of the budget is left: a word could be shorter, or a fifth one added.`;
      return "A prefix code exists, and the budget is spent. " + (meanLength === entropy
        ? "Each word has −log₂ p digits."
        : `The mean length lies ${shown(meanLength - entropy)} above the entropy.`);
    },
  });
})();

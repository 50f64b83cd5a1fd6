/* A code tree built for q, and how often the weather of p runs along its branches. */

"use strict";

(() => {
  const ROOT = 20, STEP = 46; // of the tree: its top, and the height of one digit
  const TABLE = 206, FLOOR = 340, HIGH = 62; // the rows under it; the bars of probability 0 and 1
  const across = (place) => 118 + place * 82;

  /* Huffman's code: join the two least likely until one is left; the likelier of the two gets a 1.
     Among equals the earlier goes first: the days in their order, then the joins in theirs.
     Weights count as equal to nine decimals, or rounding would break ties. */
  function tree(q) {
    let open = q.map((weight, day) => ({ weight, day }));
    while (open.length > 1) {
      const size = ({ weight }) => Math.round(weight * 1e9);
      const [zero, one] = [...open].sort((a, b) => size(a) - size(b)); // equals stay in order
      const join = { weight: zero.weight + one.weight, zero, one };
      open = [...open.filter((node) => node !== zero && node !== one), join];
    }
    return open[0];
  }
  /* The code words in the order of the leaves, as [day, word]. */
  const words = (node, word = "") =>
    node.zero ? [...words(node.zero, word + "0"), ...words(node.one, word + "1")] : [[node.day, word]];
  const lengthsFor = (q) => words(tree(q)).sort((a, b) => a[0] - b[0]).map(([, word]) => word.length);
  const mean = (p, lengths) => sum(p.map((x, i) => x * lengths[i]));
  const bits = (x) => (x === 0 ? Infinity : Math.abs(Math.log2(x)));
  const fits = (p, q, lengths) => p.every((x, i) => x === 0 || Math.abs(lengths[i] - bits(q[i])) < 1e-9);

  const wide = (share) => Math.max(12 * share, 1);
  /* What hangs from a node, as {x, share, marks}; a branch is the wider, the larger its share of the days. */
  function drawn(node, p, places, depth = 0) {
    const y = ROOT + depth * STEP;
    if (!node.zero) return { x: across(places[node.day]), share: p[node.day], marks: "" };
    const below = [node.zero, node.one].map((child) => drawn(child, p, places, depth + 1));
    const x = (below[0].x + below[1].x) / 2;
    const marks = below.map((child, digit) => {
      const edge = (wide(child.share) * Math.hypot(child.x - x, STEP)) / STEP / 2; // of the slanted branch
      const style = `stroke-width:${wide(child.share)};stroke-linecap:round`;
      return mark("path", { d: `M${x} ${y}L${child.x} ${y + STEP}`, class: child.share ? "curve p" : "axis dashed", style }) +
        label((x + child.x) / 2 + (digit ? 1 : -1) * (edge + 8), y + STEP / 2 + 2, digit) + child.marks;
    });
    return { x, share: below[0].share + below[1].share, marks: marks.join("") };
  }
  const leaf = ([day, word], place, p, q) => {
    const x = across(place), y = ROOT + word.length * STEP;
    return mark("circle", { cx: x, cy: y, r: 4, class: "grip" }) + label(x, y + 20, word) +
      mark("path", { d: `M${x} ${y + 26}V${TABLE - 18}`, class: "axis dashed" }) +
      label(x, TABLE, DAYS[day]) + label(x, TABLE + 22, word.length) + label(x, TABLE + 44, shown(bits(q[day]), 2)) +
      weatherBar("p", day, p[day], x, FLOOR, HIGH);
  };

  explorable("code", {
    title: "The tree of a binary code for four kinds of weather, built for q; " +
      "the larger the share of the days of p, the wider the branch",
    controls: weatherControls({ p: "p, the weather", q: "q, what the code is built for" }),
    presets: {
      "built for p": (s) => ({ ...s, ...named("q", four(s, "p")) }),
      "built for uniform q": (s) => ({ ...s, ...named("q", [0.25, 0.25, 0.25, 0.25]) }),
      "no powers of 1/2": (s) => ({ ...s, ...named("q", [0.1, 0.4, 0.3, 0.2]) }),
      "swap p and q": swapped,
    },
    settle: settled,
    numbers(s) {
      const p = four(s, "p"), q = four(s, "q"), lengths = lengthsFor(q);
      return {
        lengths, meanLength: mean(p, lengths), bestLength: mean(p, lengthsFor(p)),
        entropy: entropyBits(p), crossEntropy: crossEntropyBits(p, q),
      };
    },
    picture(s) {
      const p = four(s, "p"), q = four(s, "q"), root = tree(q), leaves = words(root), places = [];
      leaves.forEach(([day], place) => { places[day] = place; });
      const head = (y, inside) => label(70, y, inside, "end");
      return {
        height: FLOOR + 6,
        marks: mark("path", { d: `M80 ${FLOOR}H396`, class: "axis" }) + drawn(root, p, places).marks +
          leaves.map((each, place) => leaf(each, place, p, q)).join("") +
          head(TABLE + 22, "digits") + head(TABLE + 44, "−log₂ q") + head(FLOOR - 8, "p"),
      };
    },
    drag: (name, x, y) => (FLOOR - y) / HIGH,
    rows: (s, { meanLength, bestLength, entropy, crossEntropy }) => [
      ["mean length of this code", `${shown(meanLength)} digits a day`, "q"],
      ["cross-entropy H(p,\u00a0q)", `${shown(crossEntropy)} bits`, "q"],
      ["mean length of a code built for p", `${shown(bestLength)} digits a day`, "p"],
      ["entropy H(p)", `${shown(entropy)} bits`, "p"],
    ],
    summary(s, { lengths, meanLength, bestLength, crossEntropy }) {
      const p = four(s, "p"), q = four(s, "q"), more = meanLength - crossEntropy, waste = meanLength - bestLength;
      const price = !Number.isFinite(crossEntropy)
        ? "q rules out what happens, so H(p, q) is infinite; but every kind of weather has a word, " +
          "and the mean length is finite."
        : fits(p, q, lengths) ? "Each word that is used has exactly −log₂ q digits, so the mean length is H(p, q)."
          : Math.abs(more) < 5e-5 ? "Not every word has −log₂ q digits, but the mean length happens to be H(p, q)."
            : `Not every word has −log₂ q digits: the mean length lies ${shown(Math.abs(more))} digits ` +
              `${more < 0 ? "below" : "above"} H(p, q).`;
      return `${price} ` + (waste > 5e-5
        ? `A code built for p would save ${shown(waste)} digits a day.`
        : "A code built for p needs just as many: at least H(p), and at most one digit more.");
    },
  });
})();

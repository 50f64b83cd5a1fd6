// The search: which sections answer a query, and why. MiniSearch finds and ranks words; what is here says
// what a word is, which words mean the same, and what to show. `bookIndex` is written by book/_ext/search.py.

// What a query may leave out.
const SMALL = new Set("a an and are as at be by can do does for from how i in is it my of on or the to was what when where which why with you but vs versus".split(" "));
const MOST = 30, EXCERPT = 180;

const bookSearch = (({ pages, sections, synonyms }) => {
  // Words: without case and plural; a name in code is its words; a number is one word, and one with a
  // minus is also that without. Chinese has no spaces: it is cut where the glossary knows a word.
  const WORD = /(?<![\p{L}\p{N})])-(?=\.?\d)|\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d*\.?\d+(?:e[-+]?\d+)?(?![\p{L}])|\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/giu;
  const HAN = /^\p{Script=Han}/u;
  const chinese = synonyms.flatMap(([phrase]) => phrase.match(/\p{Script=Han}+/gu) ?? []);
  chinese.sort((a, b) => b.length - a.length);

  const singular = word => word.length < 4 || !word.endsWith("s") ? word
    : word.replace(/ies$/, "y").replace(/(ss|sh|ch|x|z)es$/, "$1").replace(/([^su])s$/, "$1");

  // The words of a text with their places.
  function words(text) {
    const found = [];
    let minus = false;
    for (const match of text.replace(/[\u2010-\u2013\u2212]/g, "-").matchAll(WORD)) {
      const start = match.index, end = start + match[0].length, word = match[0].toLowerCase(), first = word.charCodeAt(0);
      if (word === "-") { minus = true; continue; }
      if (first < 58) {
        const number = word.replaceAll(",", "").replace(/^\./, "0.");
        found.push({ start, end, word: number, signed: minus && `-${number}` });
      } else if (HAN.test(word)) {
        for (let rest = word, at = start; rest;) {
          const next = chinese.find(known => rest.startsWith(known)) ?? rest;
          found.push({ start: at, end: at += next.length, word: next });
          rest = rest.slice(next.length);
        }
      } else found.push({ start, end, word: singular(word) });
      minus = false;
    }
    return found;
  }
  const terms = text => words(text).flatMap(({ word, signed }) => signed ? [word, signed] : word);

  const known = new Map(); // the words of a phrase, joined -> lists of words, of which one has to be found
  const keyOf = phrase => terms(phrase).join(" ");
  for (const [phrase, term, same] of synonyms) {
    const key = keyOf(phrase), instead = known.get(keyOf(term)) ?? [terms(term)];
    known.set(key, [...(known.get(key) ?? (same ? [] : [terms(phrase)])), ...instead]);
  }
  const longest = Math.max(...[...known.keys()].map(key => key.split(" ").length));

  const index = new MiniSearch({
    fields: ["title", "heading", "page", "text", "code"],
    tokenize: terms,
    processTerm: term => term,
    searchOptions: {
      tokenize: term => [term],
      boost: { title: 5, heading: 4, page: 2, code: 0.3 },
      boostDocument: id => [1, 0.8, 0.5][sections[id][5]], // a chapter says more than the glossary and the reference
      prefix: term => /^-?\d/.test(term) || term.length > 2,
    },
  });
  index.addAll(sections.map(([page, anchor, heading, text, code, entry], id) =>
    anchor && entry !== 1 ? { id, page: pages[page][1], heading, text, code } : { id, title: heading, text, code }));

  // A number: itself, one that begins with its digits, and one that rounds to it; with its sign, if it has one.
  function number({ word, signed }) {
    const decimals = /^\d+\.(\d\d+)$/.exec(word)?.[1].length;
    const below = decimals && (word - 10 ** -decimals).toFixed(decimals);
    const rounded = below > 0 ? [5, 6, 7, 8, 9].map(digit => below + digit) : [];
    const weights = { prefix: word.includes(".") ? 0.4 : 0.02, fuzzy: 0 };
    return { combineWith: "OR", weights, queries: [word, signed, ...rounded].filter(Boolean) };
  }

  // A query as a list of what has to be found: words, or several ways to say a thing.
  function wanted(query) {
    const given = words(query), found = [];
    const large = query.includes("_") ? given : given.filter(({ start, end }) => !SMALL.has(query.slice(start, end).toLowerCase()));
    const all = large.length ? large : given;
    for (let k = 0; k < all.length;) {
      let n = Math.min(longest, all.length - k);
      const phrase = () => all.slice(k, k + n).map(({ word }) => word).join(" ");
      while (n > 1 && !known.has(phrase())) n--;
      const said = known.get(phrase());
      if (said) found.push({ combineWith: "OR", queries: said.map(queries => ({ combineWith: "AND", queries })) });
      else found.push(/^\d/.test(all[k].word) ? number(all[k]) : all[k].word);
      k += n;
    }
    return found;
  }

  // The line of a section that has most of the words, cut around them, as pieces of which some are marked.
  function excerpt(text, found, exact) {
    let best = { marks: [], score: -1, line: "" };
    for (const line of text.split("\n")) {
      const marks = words(line).filter(({ word, signed }) => found.has(word) || found.has(signed));
      const score = new Set(marks.map(({ word }) => word)).size + marks.some(({ word }) => exact.has(word)) / 2;
      if (score > best.score) best = { marks, score, line };
    }
    const { marks, line } = best;
    const first = marks[0]?.start ?? 0;
    let from = line.length <= EXCERPT ? 0 : Math.max(0, Math.min(first - EXCERPT / 3, line.length - EXCERPT));
    if (from) from = line.lastIndexOf(" ", from) + 1;
    let to = from + EXCERPT;
    if (to < line.length) to = Math.max(line.lastIndexOf(" ", to), marks[0]?.end ?? 0);
    const pieces = [], add = (piece, marked) => piece && pieces.push([piece, marked]);
    let here = from;
    for (const { start, end } of marks.filter(mark => mark.start >= from && mark.end <= to)) {
      add(line.slice(here, start), false);
      add(line.slice(start, end), true);
      here = end;
    }
    add(line.slice(here, to), false);
    if (from) pieces.unshift(["… ", false]);
    if (to < line.length) pieces.push([" …", false]);
    return pieces;
  }

  // All that match every word; where those are few, then also what matches some, or what is spelled alike.
  function matches(query) {
    const queries = wanted(query);
    if (!queries.length) return [];
    const found = index.search({ combineWith: "AND", queries });
    if (found.length > 2) return found;
    const first = new Set(found.map(({ id }) => id));
    const leaves = one => one.queries?.flatMap(leaves) ?? [one];
    const share = ({ queryTerms }) => queries.filter(one => leaves(one).some(leaf => queryTerms.includes(leaf))).length;
    const fuzzy = term => /^[a-z]{4,}$/.test(term) && 0.25;
    const more = index.search({ combineWith: "OR", queries, fuzzy }).filter(({ id }) => !first.has(id));
    const worth = match => match.score * share(match) ** 2;
    return [...found, ...more.sort((a, b) => worth(b) - worth(a))];
  }

  return query => {
    const found = matches(query);
    return {
      number: found.length,
      best: found.slice(0, MOST).map(({ id, terms, queryTerms, score }) => {
        const [page, anchor, heading, text] = sections[id], [file, title] = pages[page];
        return {
          file, anchor, terms, score, title: anchor ? `${title} · ${heading}` : title,
          excerpt: excerpt(text, new Set(terms), new Set(queryTerms)),
        };
      }),
    };
  };
});

// The page of results: what is typed is searched for at once, and stands in the address.
if (globalThis.document) {
  const field = document.querySelector(".bd-search-container input[name=q]");
  const list = document.querySelector("#search-results"), status = document.querySelector("#search-status");

  function row({ file, anchor, terms, title, excerpt }) {
    // The page marks these words when it is reached, and takes them out of its address.
    const found = new URLSearchParams({ found: terms.filter(term => term[0] !== "-").slice(0, 9).join(" ") });
    const link = parts.make("a", { href: `${file}?${found}${anchor && "#"}${anchor}` }, title);
    return parts.make("li", {}, link, parts.make("p", { class: "context" },
      ...excerpt.map(([piece, marked]) => marked ? parts.make("mark", {}, piece) : piece)));
  }

  // The index comes with the first query: a page without one is as light as any.
  let asking;
  const asked = () => asking ??= parts.need("minisearch/minisearch.js", "search-index.js").then(() => bookSearch(bookIndex));

  function told(query, number, shown) {
    if (!query) return "";
    if (!number) return `“${query}” did not match anything in the book. Try fewer words, or another word for it.`;
    const more = number > shown ? `; these are the first ${shown}` : "";
    return `${number} ${number > 1 ? "sections" : "section"} found${more}.`;
  }

  async function show() {
    const query = field.value.trim();
    if (query && !asking) status.textContent = "Searching …";
    try {
      const { number, best } = query ? (await asked())(query) : { number: 0, best: [] };
      if (query !== field.value.trim()) return;
      list.replaceChildren(...best.map(row));
      status.textContent = told(query, number, best.length);
    } catch (error) {
      asking = null;
      status.textContent = `The search does not work here: ${error.message}`;
    }
  }

  let waiting;
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      show();
      history.replaceState(null, "", `?${new URLSearchParams({ q: field.value })}`);
    }, 200);
  });
  field.select();
  show();
}

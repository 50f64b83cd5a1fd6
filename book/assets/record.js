"use strict";
// The record of what a reader did: answers, marks, exercises, and when each comes back. It stays in the
// reader's browser, and nothing is sent anywhere. The scripts of the pages read and write it through `record`.

const KEY = "cross-entropy-book", ASIDE = `${KEY}-unreadable`;
const BESIDE = [`${KEY}-place`, `${KEY}-path`];  // where the reader was (place.js), and the path (course.js)
const INTERVALS = [1, 3, 7, 21];  // after which a question comes back, counted from its last answer
const LONGEST = 1e6;  // characters of a record; one of the whole book has some 30,000
const NAME = /^[a-z0-9]+([-/][a-z0-9]+)*$/;
const noState = () => ({ version: 2, quizzes: {}, read: {}, exercises: {}, reviews: {} });

const clock = () => Date.now();  // the only place where the time is read
const own = (map, name) => Object.hasOwn(map, name) ? map[name] : null;
const whole = n => Number.isInteger(n) && n >= 0;
const isMap = m => m !== null && typeof m === "object" && !Array.isArray(m);
const has = (m, ...fields) => isMap(m) && String(Object.keys(m).sort()) === String(fields);
const isProbability = p => typeof p === "number" && p >= 0 && p <= 1;
const isForecast = (p, right) => Array.isArray(p) && right < p.length && p.every(isProbability)
  && Math.abs(p.reduce((x, y) => x + y, 0) - 1) < 0.01;

// What each map of a record holds.
const ENTRIES = {
  quizzes: a => isMap(a) && whole(a.right) && (has(a, "choice", "right") ? whole(a.choice)
    : has(a, "probabilities", "right") && isForecast(a.probabilities, a.right)),
  read: mark => mark === true,
  exercises: had => typeof had === "boolean",
  reviews: r => has(r, "at", "right", "step") && whole(r.at) && r.at <= 864e13
    && whole(r.step) && r.step <= INTERVALS.length && typeof r.right === "boolean",
};

// Say whether an answer is right; a forecast is if it gives the right choice more than any other.
function isRight({ choice, probabilities: p, right }) {
  return p ? p.every((x, k) => k === right || x < p[right]) : choice === right;
}

// When questions come back. A review is { at, right, step }: when the last answer was given, whether it
// was right, and which of INTERVALS is waited for; after the last of them a question rests.

// Return the day of a time where the reader is, as a number.
function day(at) {
  const date = new Date(at);
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 864e5;
}

// Return the day on which a question comes back: at once, if its last answer lies in the future.
function comesBack({ at, step }, now) {
  return step === INTERVALS.length ? Infinity : day(at) > day(now) ? day(now) : day(at) + INTERVALS[step];
}

// Return the review after an answer at a time. A miss starts again; a right answer before its day changes
// nothing, and neither does an answer that was kept back while a later one was stored.
function reviewed(old, right, at, now = at) {
  if (old && old.at > at && old.at <= now) return old;
  if (!old || !right) return { at, right, step: 0 };
  return comesBack(old, at) <= day(at) ? { at, right, step: old.step + 1 } : old;
}

// Return the state that a text holds; throw an Error that says why it holds none.
function parseState(text, now) {
  let given;
  try { given = JSON.parse(text); } catch { throw new Error("This is not JSON."); }
  if (!isMap(given) || !isMap(given.quizzes) || !isMap(given.read))
    throw new Error("This is no record of The Cross-Entropy Book.");
  const { version, ...maps } = given;
  if (version !== 1 && version !== 2) throw new Error(`Version ${String(version).slice(0, 20)} of the record is unknown here.`);
  const state = noState();
  for (const [field, map] of Object.entries(maps)) {
    if (!Object.hasOwn(ENTRIES, field) || !isMap(map)) throw new Error(`The field ${field.slice(0, 40)} is malformed or unknown.`);
    const bad = Object.keys(map).find(name => !NAME.test(name) || !ENTRIES[field](map[name]));
    if (bad !== undefined) throw new Error(`The entry ${bad.slice(0, 40)} of ${field} is malformed.`);
    state[field] = map;
  }
  // Version 1 had no dates: what was answered then counts as answered now.
  if (version === 1) {
    const rights = [...Object.entries(state.quizzes).map(([id, a]) => [id, isRight(a)]), ...Object.entries(state.exercises)];
    state.reviews = Object.fromEntries(rights.map(([id, right]) => [id, reviewed(null, right, now)]));
  }
  return state;
}

// Return both states in one. The first state's answers count, what was solved in one is solved, and the
// later review of a question says when it comes back.
function merged(here, other) {
  const both = (field, choose = x => x) => {
    const found = { ...other[field], ...here[field] };
    for (const name of Object.keys(found))
      if (Object.hasOwn(here[field], name) && Object.hasOwn(other[field], name)) found[name] = choose(here[field][name], other[field][name]);
    return found;
  };
  return { version: 2, quizzes: both("quizzes"), read: both("read"), exercises: both("exercises", (a, b) => a || b),
    reviews: both("reviews", (a, b) => b.at > a.at ? b : a) };
}

const record = (() => {
  const DENIED = "This browser lets the page store nothing (a private window, perhaps): what you do lasts until you leave the page.";
  const FULL = "The storage of this browser is full: what you do lasts until you leave this page. Export your record on the course page, or make room.";
  const BLOCKED = "The record in this browser cannot be read, and there is no room to put it aside. It stays as it is, and what you do lasts until you leave the page. On the course page you can save it to a file and then erase it.";
  let waiting = [];  // changes that could not be stored; they are made again on whatever is stored then
  let blocked = false;  // what is stored cannot be read, and could not be put aside

  const write = state => {
    try { localStorage.setItem(KEY, JSON.stringify(state)); return true; } catch { return false; }
  };
  // What is stored in another form, such as that of version 1, is stored anew, so that its answers get their day.
  const read = () => {
    const text = localStorage.getItem(KEY);
    blocked = false;
    if (text === null) return noState();
    try {
      const state = parseState(text, clock());
      if (JSON.stringify(state) !== text) write(state);
      return state;
    } catch { return putAside(text); }
  };
  const asides = () => Object.keys(localStorage).filter(key => key.startsWith(ASIDE)).sort();
  const putAside = text => {
    const taken = asides();
    let n = 1;
    while (taken.includes(`${ASIDE}-${n}`)) n += 1;
    try { localStorage.setItem(`${ASIDE}-${n}`, text); localStorage.removeItem(KEY); } catch { blocked = true; }
    return noState();
  };
  const load = () => waiting.reduce((state, make) => make(state), read());
  const change = make => {
    waiting.push(make);
    const state = load();
    if (!blocked && write(state)) waiting = [];
    showAll();
    warn();
  };
  const set = (state, field, name, value) => ({ ...state, [field]: { ...state[field], [name]: value } });
  const note = (field, name, value) => change(state => set(state, field, name, value));
  const answered = (field, name, value, right) => {
    const at = clock();
    change(state => set(set(state, field, name, value), "reviews", name, reviewed(own(state.reviews, name), right, at, clock())));
  };
  const forecasts = () => Object.values(load().quizzes).filter(a => a.probabilities);
  // Return the texts that cannot be read, by their keys.
  const unread = () => (load(), [...(blocked ? [KEY] : []), ...asides()].map(key => [key, localStorage.getItem(key)]));
  const erase = () => {
    waiting = [];
    for (const key of [KEY, ...asides(), ...BESIDE]) localStorage.removeItem(key);
    showAll();
  };
  const trouble = () => !(localStorage instanceof Storage) ? DENIED : (load(), blocked) ? BLOCKED : waiting.length ? FULL : "";

  // Say on the page that something is not stored, once for each reason.
  const said = new Set();
  const warn = () => {
    const words = trouble();
    if (!words || said.has(words)) return;
    said.add(words);
    const box = parts.make("div", { class: "record-trouble", role: "alert" }, parts.make("p", {}, words), parts.button("Close", () => box.remove()));
    document.querySelector("article").append(box);
  };
  return { load, change, note, answered, forecasts, erase, unread, trouble };
})();

if (typeof document !== "undefined") {
  addEventListener("storage", showAll);
  addEventListener("pageshow", showAll);
}

// Let the elements that show something of the record show it afresh.
function showAll() {
  for (const e of document.querySelectorAll("book-read,book-course,book-record,book-answer,book-review")) e.show?.();
}

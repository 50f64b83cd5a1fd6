"use strict";
// The record of what a reader did: answers, marks, exercises. It stays in the reader's browser, and
// nothing is sent anywhere. The scripts of the pages read and write it through `record`.

const KEY = "cross-entropy-book", ASIDE = `${KEY}-unreadable`;
const noState = () => ({ version: 1, quizzes: {}, read: {}, exercises: {} });

const whole = n => Number.isInteger(n) && n >= 0;
const isProbability = p => typeof p === "number" && p >= 0 && p <= 1;
const isMap = m => m !== null && typeof m === "object" && !Array.isArray(m);

// Return the answer with its known fields, or null if it is none.
function answerOf(a) {
  if (!isMap(a) || !whole(a.right)) return null;
  if (whole(a.choice)) return { choice: a.choice, right: a.right };
  const p = a.probabilities;
  const good = Array.isArray(p) && a.right < p.length && p.every(isProbability)
    && Math.abs(p.reduce((x, y) => x + y, 0) - 1) < 0.01;
  return good ? { probabilities: p, right: a.right } : null;
}

// Return the state that a text holds; throw an Error that says why it holds none.
function parseState(text) {
  let given;
  try { given = JSON.parse(text); } catch { throw new Error("This is not JSON."); }
  if (!isMap(given) || !isMap(given.quizzes) || !isMap(given.read))
    throw new Error("This is no record of The Cross-Entropy Book.");
  if (given.version !== 1) throw new Error(`Version ${given.version} of the record is unknown here.`);
  const answers = Object.entries(given.quizzes).map(([id, a]) => [id, answerOf(a)]);
  const bad = answers.find(([, a]) => !a);
  if (bad) throw new Error(`The answer to ${bad[0]} is malformed.`);
  const read = Object.keys(given.read).filter(page => given.read[page] === true);
  // Records of earlier releases have no exercises.
  const solved = Object.entries(isMap(given.exercises) ? given.exercises : {}).filter(([, had]) => typeof had === "boolean");
  return { version: 1, quizzes: Object.fromEntries(answers), read: Object.fromEntries(read.map(p => [p, true])),
    exercises: Object.fromEntries(solved) };
}

// Return both states in one; where both have an answer, the first state's counts.
function merged(here, other) {
  const both = field => ({ ...other[field], ...here[field] });
  return { version: 1, quizzes: both("quizzes"), read: both("read"), exercises: both("exercises") };
}

const record = (() => {
  let memory = noState(), kept = true;

  // What cannot be read is put aside, since the next answer would overwrite it.
  const load = () => {
    if (!kept) return memory;
    let text;
    try { text = localStorage.getItem(KEY); } catch { kept = false; return memory; }
    try { return memory = text === null ? noState() : parseState(text); } catch { return memory = putAside(text); }
  };
  const putAside = text => {
    try { localStorage.setItem(ASIDE, text); localStorage.removeItem(KEY); } catch { kept = false; }
    return noState();
  };
  const isAside = () => { try { return localStorage.getItem(ASIDE) !== null; } catch { return false; } };
  const save = state => {
    memory = state;
    try { localStorage.setItem(KEY, JSON.stringify(state)); kept = true; } catch { kept = false; }
    showAll();
  };
  const forecasts = () => Object.values(load().quizzes).filter(a => a.probabilities);
  const note = (field, name, value) => {
    const state = load();
    save({ ...state, [field]: { ...state[field], [name]: value } });
  };
  const erase = () => {
    try { localStorage.removeItem(ASIDE); } catch { /* then there is none */ }
    save(noState());
  };
  return { load, save, note, forecasts, erase, isAside, isKept: () => kept };
})();

if (typeof document !== "undefined") {
  addEventListener("storage", showAll);
  addEventListener("pageshow", showAll);
}

// Let the elements that show something of the record show it afresh.
function showAll() {
  for (const e of document.querySelectorAll("book-read,book-course,book-record,book-answer")) e.show?.();
}

"use strict";
// Before the first paint. It is loaded in the head, and says where its fonts are in data attributes.

// Where a browser denies its storage, something that lasts as long as the page stands in for it, so that
// no script has to ask. The theme's goes on, too, where the storage is full.
for (const name of ["localStorage", "sessionStorage"])
  try { window[name].length; } catch {
    const kept = new Map();
    Object.defineProperty(window, name, { configurable: true, value: Object.create({
      getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => void kept.set(key, String(text)),
      removeItem: (key) => void kept.delete(key) }) });
  }
{
  const set = Storage.prototype.setItem;
  Storage.prototype.setItem = function (key, text) {
    try { set.call(this, key, text); } catch (error) { if (key.startsWith("cross-entropy-book")) throw error; }
  };
}
{ // so that a dark page does not flash
  const { mode: given, fonts } = document.currentScript.dataset;
  const stored = (name) => localStorage.getItem(name);
  const mode = stored("mode") || given;
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const classes = document.documentElement.classList;
  classes.add("scripted", "closing-folds"); // the second until theme.js has closed them
  if (stored("cross-entropy-book-answers") === "open") classes.add("answers-open"); // see predict.js
  if (stored("cross-entropy-book-place")) classes.add("has-place"); // room for a line: see place.js
  Object.assign(document.documentElement.dataset, { mode, theme: mode === "auto" ? system : mode });
  // Ask for the fonts of formulas before the style sheet is read, so that no text moves when they come.
  // A page that is opened as a file may not: its fonts come with the style sheet.
  if (location.protocol !== "file:")
    for (const href of fonts.split(" ").filter(Boolean))
      document.head.append(Object.assign(document.createElement("link"),
        { rel: "preload", as: "font", crossOrigin: "", href }));
}

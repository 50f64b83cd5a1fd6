"use strict";
// "Run" on the code cells of a chapter, "Write code" on its exercises, and "Verify this page" below.
// What they do is in live/page.js, and the Python behind live/runtime.js: both come with the first press.

const live = (() => {
  const { cells: letters, reasons } = document.currentScript.dataset;
  // A machine that lacks try_table cannot compile the interpreter: a module that does nothing but that.
  const TRY = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 8, 1, 6, 0, 31, 64, 0, 11, 11];
  const cells = [...document.querySelectorAll("div.cell")].map((element, k) => ({ element, letter: letters[k], k }));

  // Why this browser cannot run Python, or "".
  function obstacle() {
    if (location.protocol === "file:") return "A page that was opened as a file may not load Python.";
    if (typeof WebAssembly === "undefined" || !WebAssembly.validate(new Uint8Array(TRY)))
      return "This browser is too old to run Python in a page.";
    if (typeof DecompressionStream === "undefined") return "This browser cannot unpack Python.";
    return "";
  }
  function refuse(place, why) {
    const file = document.querySelector(".btn-download-source-button")?.href;
    const rest = file ? [" Get ", parts.make("a", { href: file, download: "" }, "the notebook"), " and run it on your machine."] : [];
    place.replaceChildren(why, ...rest);
  }
  // A button, beside which `place` says what comes of it.
  function button(name, place, act) {
    const made = parts.button(name, async () => {
      const why = obstacle();
      if (why) return refuse(place, why);
      try { await parts.need("live/runtime.js", "live/editor.js", "live/page.js"); }
      catch { return refuse(place, "What runs Python could not be loaded. Is the connection lost?"); }
      act(livePage);
    });
    made.className = "live-button";
    return made;
  }
  function said(parent) {
    const place = parts.live();
    place.className = "live-said";
    parent.append(place);
    return place;
  }

  for (const cell of cells)
    if ("rd".includes(cell.letter)) {
      cell.said = said(cell.element);
      cell.element.querySelector(".cell_input").append(button("Run", cell.said, page => page.run(cell)));
    }
  for (const box of document.querySelectorAll("book-answer")) {
    const bar = parts.make("div", { class: "live-bar" });
    box.after(bar);
    bar.append(button("Write code", said(bar), page => page.scratch(bar)));
  }
  const foot = parts.make("div", { class: "live-verify", id: "verify-this-page" });
  document.querySelector("article.bd-article").append(foot);
  const place = said(foot);
  foot.prepend(button("Verify this page", place, page => page.verify(place)), " Your browser computes its outputs again, and compares.");

  return { cells, refuse, said, reasons: JSON.parse(reasons ?? "{}") };
})();

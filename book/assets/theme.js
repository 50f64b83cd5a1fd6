// What the pages need of the theme beside its own script, in place of Bootstrap (80 kB).

// Menus: a click on the button opens or closes; a click elsewhere and Escape close.
{
  const buttons = () => document.querySelectorAll("[data-bs-toggle=dropdown]");
  const show = (button, open) => {
    button.setAttribute("aria-expanded", open);
    button.nextElementSibling.classList.toggle("show", open);
  };
  const isOpen = (button) => button.getAttribute("aria-expanded") === "true";
  document.addEventListener("click", (event) => {
    for (const button of buttons()) show(button, button.contains(event.target) && !isOpen(button));
  });
  document.addEventListener("keydown", (event) => {
    const open = [...buttons()].find(isOpen);
    if (event.key !== "Escape" || !open) return;
    if (open.parentElement.contains(document.activeElement)) open.focus();
    show(open, false);
  });
}

// Paper is white: a dark page prints like a light one.
{
  const root = document.documentElement.dataset;
  let theme;
  addEventListener("beforeprint", () => {
    theme = root.theme;
    root.theme = "light";
  });
  addEventListener("afterprint", () => (root.theme = theme));
}

// Folds and answers: closed once the page is read, open where a link or the search leads, and on paper.
{
  const folds = document.querySelectorAll("details.fold");
  const open = document.documentElement.classList.contains("answers-open");
  for (const fold of folds) fold.open = open && fold.matches(".predicted");
  // Those that were shown are there again after a reload, or on the way back: see predict.js.
  const answers = document.querySelectorAll("details.predicted");
  for (const k of history.state?.shown ?? []) if (answers[k]) answers[k].open = true;
  document.documentElement.classList.remove("closing-folds");
  const reveal = (place) => {
    for (let e = place; e; e = e.parentElement) if (e.matches("details.fold")) e.open = true;
  };
  const arrive = () => {
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (place?.matches("a.moved")) location.replace(place.href); // its content is elsewhere now
    if (!place?.closest("details.fold:not([open])")) return;
    reveal(place);
    place.scrollIntoView();
  };
  arrive();
  addEventListener("hashchange", arrive);

  // The search names the words that it found; they leave the address and are marked until Escape is pressed.
  const words = new URLSearchParams(location.search).get("found")?.match(/[\p{L}\p{N}.]+/gu);
  const unmark = () => CSS.highlights.delete("found");
  const mark = () => {
    history.replaceState(history.state, "", location.pathname + location.hash);
    const section = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const around = section?.closest("section, dl") ?? document.querySelector("article");
    if (!around || !window.Highlight) return;
    const pattern = new RegExp(`(?<![\\p{L}\\p{N}.])(?:${words.join("|").replaceAll(".", "\\.")})[\\p{L}\\p{N}]*`, "giu");
    const ranges = [], walker = document.createTreeWalker(around, NodeFilter.SHOW_TEXT);
    for (let text; (text = walker.nextNode()); )
      if (!text.parentElement.closest("script, style, .katex-mathml, book-quiz, .cell_input"))
        for (const { 0: found, index } of text.data.matchAll(pattern)) {
          ranges.push(new Range());
          ranges.at(-1).setStart(text, index);
          ranges.at(-1).setEnd(text, index + found.length);
        }
    CSS.highlights.set("found", new Highlight(...ranges));
    const open = ranges.map((range) => range.startContainer.parentElement);
    if (open.length && open.every((e) => e.closest("details.fold:not([open])"))) {
      reveal(open[0]);
      open[0].scrollIntoView({ block: "center" });
    }
  };
  if (words) mark();
  addEventListener("keydown", (event) => event.key === "Escape" && unmark());
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...folds].filter((fold) => !fold.open);
    for (const fold of closed) fold.open = true;
  });
  addEventListener("afterprint", () => closed.forEach((fold) => (fold.open = false)));
}

// On paper, answers and solutions stand at the end, where nobody reads them by accident; see for_paper.py.
{
  const make = (tag, ...inside) => {
    const made = document.createElement(tag);
    made.append(...inside);
    return made;
  };
  const link = (to, text) => Object.assign(make("a", text), { href: `#${to.id}` });
  let undo = [];
  const gather = (title, word, pairs) => {
    const end = make("section", make("h2", title));
    for (const [asked, given, name] of pairs) {
      const gap = document.createComment(""), where = make("p", `${word}: `, link(given, "at the end"));
      given.replaceWith(gap);
      asked.append(where);
      end.append(make("h3", link(asked, name)), given);
      undo.push(() => { gap.replaceWith(given); where.remove(); });
    }
    if (pairs.length) document.querySelector("article section").append(end);
    undo.push(() => end.remove());
  };
  addEventListener("beforeprint", () => {
    gather("Answers to the questions", "Answer", [...document.querySelectorAll("book-quiz")].map((quiz, k) => {
      const name = `Question ${k + 1}`, given = quiz.querySelector(".quiz-reasons"), said = make("strong", name);
      [quiz.id, given.id] = [`question-${k + 1}`, `answer-${k + 1}`];
      quiz.prepend(said);
      undo.push(() => said.remove());
      return [quiz, given, name];
    }));
    gather("Solutions to the exercises", "Solution", [...document.querySelectorAll(".exercise + .solution")].map((given) => {
      const asked = given.previousElementSibling;
      return [asked, given, asked.querySelector(".caption-number").textContent.trim()];
    }));
  });
  addEventListener("afterprint", () => {
    for (const act of undo) act();
    undo = [];
  });
}

// What scrolls sideways can be focused, so that keys can move it. The theme sees to code and tables.
{
  const mark = ({ target }) => {
    const e = target.closest(scrollers);
    if (e.scrollWidth > e.clientWidth) e.tabIndex = 0;
    else e.removeAttribute("tabindex");
  };
  const scrollers = "div.math, .course-table, book-quiz label > span:last-child";
  const watcher = new ResizeObserver((entries) => entries.forEach(mark));
  // The content is watched as well: it grows when a font comes.
  for (const e of document.querySelectorAll(scrollers))
    for (const part of [e, e.firstElementChild]) if (part) watcher.observe(part);
}

// The theme's buttons have no handlers, which the page's policy forbids: see policy.py.
document.addEventListener("click", ({ target }) => {
  const { does } = target.closest("[data-does]")?.dataset ?? {};
  if (does === "print") print();
  if (does === "fullscreen") toggleFullScreen();
});

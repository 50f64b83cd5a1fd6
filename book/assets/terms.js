// A note with what the glossary says of a linked term, while it is pointed at or focused by a key. A finger
// follows the link. The note stays while it is pointed at itself, and goes when Escape is pressed.
{
  const article = document.querySelector("article"), WAIT = 250; // ms, on the way to the note as well
  const note = document.createElement("div");
  Object.assign(note, { id: "term-note", className: "term-note", hidden: true });
  note.setAttribute("role", "tooltip");
  article.append(note);
  let link, timer;

  const linked = ({ target }) => target.closest("a:has(> .glossary-term)");

  function show(to, left) {
    hide();
    const { term, chinese, says } = to.querySelector(".glossary-term").dataset;
    const name = document.createElement("b"), other = document.createElement("span");
    name.textContent = term;
    Object.assign(other, { textContent: chinese, lang: "zh-Hans" });
    note.replaceChildren(name, " ", other, document.createElement("br"), says);
    note.hidden = false;
    (link = to).setAttribute("aria-describedby", note.id);
    // Under the link, or above it where there is no room; not beyond the sides of the window.
    const around = note.offsetParent.getBoundingClientRect(), { top, bottom } = to.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = note;
    const within = Math.max(8, Math.min(left, document.documentElement.clientWidth - width - 8));
    const below = bottom + height + 8 < innerHeight || top < height + 8;
    note.style.left = `${within - around.left}px`;
    note.style.top = `${(below ? bottom + 2 : top - height - 2) - around.top}px`;
  }

  function hide() {
    clearTimeout(timer);
    note.hidden = true;
    link?.removeAttribute("aria-describedby");
    link = null;
  }

  const later = (act) => { clearTimeout(timer); timer = setTimeout(act, WAIT); };

  article.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const to = linked(event);
    if (note.contains(event.target) || (to && to === link)) return clearTimeout(timer);
    if (!to) return;
    // A link may be broken into two lines: the note stands at the one that is pointed at.
    const line = [...to.getClientRects()].find(({ top, bottom }) => top <= event.clientY && event.clientY <= bottom);
    later(() => show(to, (line ?? to.getBoundingClientRect()).left));
  });
  article.addEventListener("pointerout", (event) => {
    if ((linked(event) || note.contains(event.target)) && !link?.matches(":focus-visible")) later(hide);
  });
  article.addEventListener("focusin", (event) => {
    const to = linked(event);
    if (to?.matches(":focus-visible")) show(to, to.getClientRects()[0].left);
  });
  article.addEventListener("focusout", (event) => { if (linked(event) === link) hide(); });
  addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  addEventListener("pagehide", hide);
}

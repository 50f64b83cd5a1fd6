"use strict";
// Where the reader was last. A chapter notes it when it is left; the first page and the course lead back.
{
  const PLACE = "cross-entropy-book-place";  // first.js looks for it before the first paint
  const words = heading => {
    const copy = heading.cloneNode(true);
    for (const e of copy.querySelectorAll(".headerlink, .section-number, .katex-mathml")) e.remove();
    return copy.textContent.trim();
  };
  const chapter = document.querySelector("book-read"), link = document.querySelector("book-continue");

  // Past the mark of a chapter that was read, the next one is the place.
  const next = document.querySelector("link[rel=next]");
  const isOver = () => next && chapter.querySelector("input")?.checked && chapter.getBoundingClientRect().top < innerHeight;
  const begin = () => ({ page: next.href.match(/([^/]+\/[^/]+)\.html$/)?.[1], chapter: next.title.replace(/^\d+\. /, ""), section: "", anchor: "" });

  const here = () => {
    const heads = [...document.querySelectorAll("article section > h2")];
    const seen = heads.filter(h => h.checkVisibility() && h.getBoundingClientRect().top < innerHeight / 2).at(-1);
    return { page: chapter.dataset.page, chapter: words(document.querySelector("h1")),
      section: seen ? words(seen) : "", anchor: seen?.parentElement.id ?? "" };
  };
  const note = () => {
    try { localStorage.setItem(PLACE, JSON.stringify(isOver() ? begin() : here())); } catch { /* it is not remembered, then */ }
  };
  if (chapter) document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") note(); });

  // Anything may be stored there: what is no place is not shown.
  const isText = t => typeof t === "string" && t.length < 200;
  const stored = () => {
    try {
      const { page, chapter, section, anchor } = JSON.parse(localStorage.getItem(PLACE));
      const good = isText(page) && /^[a-z0-9-]+\/[a-z0-9-]+$/.test(page) && isText(anchor) && /^[\w-]*$/.test(anchor);
      return good && isText(chapter) && chapter && isText(section) ? { page, chapter, section, anchor } : null;
    } catch { return null; }
  };
  const show = () => {
    const place = stored();
    document.documentElement.classList.toggle("has-place", !!place);
    if (!place) return;
    const a = document.createElement("a");
    a.href = `${place.page}.html${place.anchor && `#${place.anchor}`}`;
    a.textContent = place.chapter + (place.section && `, ${place.section}`);
    link.replaceChildren("Continue: ", a);
  };
  if (link) {
    show();
    addEventListener("pageshow", event => { if (event.persisted) show(); });
  }
}

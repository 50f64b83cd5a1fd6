// Before the book is printed: make formulas as small as the page is wide. What cannot be made to
// fit is named in the title of the PDF, which is where publish/pdf.py looks for it.
addEventListener("load", () => {
  for (const e of document.querySelectorAll("div.math > .katex-display")) {
    const number = e.parentElement.querySelector(".eqno");
    const room = e.parentElement.clientWidth - (number ? number.offsetWidth + 16 : 0);
    if (e.scrollWidth > room) e.style.fontSize = `${Math.max(0.6, room / e.scrollWidth)}em`;
  }
  const edge = document.body.getBoundingClientRect().right + 1;
  const spills = (e) => e instanceof HTMLElement && e.scrollWidth > e.clientWidth + 2;
  const beyond = (e) => e.getBoundingClientRect().right > edge || spills(e);
  const wide = new Set();
  for (const e of document.querySelectorAll("p, li, dt, pre, td, th, img, :not(svg) > svg, .katex-display"))
    if (beyond(e)) wide.add(`${e.closest("[id]").id}: too wide: ${e.textContent.slice(0, 60).trim()}`);
  if (wide.size) document.title = [...wide].join("; ");
});

// What browser.py asks of a page that is shown: functions of `book`, put into the page.

window.book = {
  // Open what is folded, so that it is looked at, too
  unfold() {
    for (const e of document.querySelectorAll("article details:not([hidden])")) e.open = true;
  },

  // What is wider than the window
  overflow() {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const out = [...document.body.querySelectorAll("*")].filter(e => {
      const box = e.getBoundingClientRect();
      return box.width && box.right > clientWidth + 1 && getComputedStyle(e).position !== "fixed";
    });
    return [`${scrollWidth} px of content in ${clientWidth} px`,
      ...out.slice(0, 20).map(e => e.outerHTML.slice(0, 120))];
  },

  // What scrolls sideways and cannot be focused; a browser other than Chromium gives the focus
  // to a scroller only if it is asked to
  unreachable() {
    return [...document.body.querySelectorAll("*")].filter(e => {
      if (e.scrollWidth <= e.clientWidth + 1 || !e.clientWidth) return false;
      const { overflowX, visibility } = getComputedStyle(e);
      if (!["auto", "scroll"].includes(overflowX) || visibility === "hidden") return false;
      return e.tabIndex < 0 || !e.matches("[tabindex],a[href],button,input,textarea");
    }).map(e => e.outerHTML.slice(0, 160));
  },

  // The contrast of a text depends on its color, ground, size and weight, in the light and in the
  // dark theme: its look. Of thousands of texts with few looks, axe-core is to try two of each, and
  // those with something else painted across them, where the look does not tell. What is left over
  // of formulas and code becomes plain text, since each element costs time; so this comes last.
  // `known` are the looks that were tried before; returned are those and the new ones.
  choose(known) {
    const still = new CSSStyleSheet(); // the page's policy would stop a <style>
    still.replaceSync("*, ::before, ::after { transition: none !important }");
    document.adoptedStyleSheets.push(still);
    const texts = shownTexts();
    const looks = looksOf(texts), across = paintedAcross(texts);
    const counts = new Map(known.map(look => [look, 2]));
    for (const e of texts) {
      const count = counts.get(looks.get(e)) ?? 0;
      if (count < 2 || across.has(e)) e.setAttribute("data-tried", "");
      if (!across.has(e)) counts.set(looks.get(e), count + 1);
    }
    for (const formula of document.querySelectorAll(".katex")) {
      const math = formula.querySelector("math"), said = math?.querySelector("mrow")?.textContent ?? "";
      if (formula.querySelector("[data-tried]")) math?.replaceChildren(said);
      else formula.replaceWith(said);
    }
    for (const piece of document.querySelectorAll(".highlight span:not([data-tried])"))
      if (!piece.firstElementChild) piece.replaceWith(piece.textContent);
    axe.configure({ rules: [
      { id: "color-contrast", selector: "[data-tried]" },
      { id: "link-in-text-block", selector: "a[href][data-tried]" },
    ] });
    return [...counts.keys()];
  },

  // The violations that axe-core finds, a line for each place. axe-core reads no MathML: it takes
  // the head of a column for empty that is a formula alone.
  async violations(runOnly, where) {
    if (runOnly.type === "rule" && !document.querySelector("[data-tried]")) return [];
    const { violations } = await axe.run(where ?? document, { runOnly, resultTypes: ["violations"] });
    const formula = n => document.querySelector(n.target[0])?.querySelector("math");
    for (const v of violations)
      if (v.id === "empty-table-header") v.nodes = v.nodes.filter(n => !formula(n));
    return violations.flatMap(({ id, help, nodes }) => nodes.slice(0, 20).map(n =>
      `${id}: ${help} (1 of ${nodes.length}): ${n.html.slice(0, 160)} ${n.any.map(c => c.message)[0] ?? ""}`));
  },
};

const SHOWN = { opacityProperty: true, visibilityProperty: true };

// The elements that show a text of their own; axe-core passes over the contrast of a single letter
function shownTexts() {
  const found = new Set(document.querySelectorAll("input, select, textarea"));
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode())
    if (walker.currentNode.data.trim().length > 1) found.add(walker.currentNode.parentElement);
  return [...found].filter(e => !e.closest(".katex-mathml, svg") && e.checkVisibility(SHOWN));
}

const CLEAR = "rgba(0, 0, 0, 0)";

// The look of each text in both themes
function looksOf(texts) {
  const root = document.documentElement, { theme } = root.dataset;
  const looks = new Map(texts.map(e => [e, ""]));
  for (const each of ["light", "dark"]) {
    root.dataset.theme = each;
    const grounds = new Map();
    const ground = e => {
      if (!e) return "";
      if (!grounds.has(e)) {
        const { backgroundColor, backgroundImage, opacity } = getComputedStyle(e);
        const own = [backgroundColor, backgroundImage, opacity].join(" ");
        const opaque = own.startsWith("rgb(") && own.endsWith(" none 1");
        grounds.set(e, own === `${CLEAR} none 1` ? ground(e.parentElement)
          : own + (opaque ? "" : ground(e.parentElement)));
      }
      return grounds.get(e);
    };
    for (const e of texts) {
      const { color, fontSize, fontWeight, textShadow, textDecorationLine } = getComputedStyle(e);
      const around = e.localName === "a" ? getComputedStyle(e.parentElement).color : "";
      const own = [color, fontSize, fontWeight, textShadow, textDecorationLine, around, ground(e)];
      looks.set(e, looks.get(e) + own.join(";") + "|");
    }
  }
  root.dataset.theme = theme;
  return looks;
}

// The texts with something painted across them that is neither around nor in them
function paintedAcross(texts) {
  const paints = e => {
    const { backgroundColor, backgroundImage } = getComputedStyle(e);
    return backgroundColor !== CLEAR || backgroundImage !== "none" || e.matches("img, svg, video, canvas");
  };
  const painted = [...document.body.querySelectorAll("*:not(svg *, .katex *, .highlight span)")]
    .filter(e => paints(e) && e.checkVisibility(SHOWN))
    .map(e => [e, e.getBoundingClientRect()]);
  return new Set(texts.filter(text => {
    const a = text.getBoundingClientRect();
    return painted.some(([e, b]) => a.left < b.right && b.left < a.right && a.top < b.bottom
      && b.top < a.bottom && !e.contains(text) && !text.contains(e));
  }));
}

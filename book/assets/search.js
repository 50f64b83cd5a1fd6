// Mends the snippets of Sphinx's search, which is loaded before.
{
  // Pages that are opened as files may not read one another.
  if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

  // Of a page, its text counts and not its menus; of a formula, which KaTeX writes three times, the TeX.
  const htmlToText = Search.htmlToText;
  Search.htmlToText = (html, anchor) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    page.querySelector("[role=main]")?.replaceChildren(page.querySelector("article") ?? "");
    for (const e of page.querySelectorAll(".katex"))
      e.replaceWith(e.querySelector("annotation")?.textContent ?? "");
    return htmlToText(page.documentElement.outerHTML, anchor);
  };
}

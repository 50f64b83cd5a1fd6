"""Print the whole book as one PDF: `make pdf`.

Chromium prints it twice, because only a printed book knows on which page something is: the second
time, the contents, the questions and the exercises have the numbers. Then the PDF is held to what a
book owes its readers (`check`), and the command fails if it does not keep it.
"""

import html
import json
import re
import sys
import unicodedata
from itertools import groupby

import pikepdf
import pypdfium2

from publish import chromium, front_matter, site_reader
from publish.for_paper import AT_END

FOLDER = site_reader.ROOT / "_build"
PDF = FOLDER / "cross-entropy-book.pdf"
DRAFT = FOLDER / "paper" / "book.html"
NO_PAGE = "000"  # as wide as a number, so that the second print breaks like the first
SERIF = "SourceSerif4"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def address(chapter, place):
    """Return the address of a place in the one document, or of a picture."""
    if chapter is None:
        return place.as_uri()
    return f"#{chapter.key}--{place}" if place else f"#{chapter.key}"


def lower(text):
    """Return HTML with each heading one level lower: the first level is for the parts."""
    return re.sub(r"(</?h)([1-5])\b", lambda m: f"{m[1]}{int(m[2]) + 1}", text)


def front():
    """Return the title page and the imprint."""
    facts = front_matter.citation()
    fonts = "Source Serif 4 (SIL Open Font License 1.1) and the fonts of KaTeX (MIT License)"
    return f"""<header id="title-page">{front_matter.cover_html()}</header>
<section id="imprint">
<p><b>{facts["title"]}</b>, version {facts["version"]}</p>
<p>by {facts["authors"][0]["name"].replace("The authors", "its authors").partition(" of ")[0]}</p>
{front_matter.imprint_html()}
<p>Set in {fonts}.</p>
</section>"""


def table_of_contents(book, pages):
    """Return the contents; `pages` has the page of each place, once it is known."""
    lines = []
    for part, chapters in groupby(book.chapters, lambda c: c.part):
        if part:
            lines.append(entry("part", part_id(part), part, pages))
        for chapter in chapters:
            lines.append(entry("chapter", chapter.key, chapter.title, pages))
            inside = [
                entry("section", f"{chapter.key}--{place}", title, pages)
                for place, title in chapter.sections
            ]
            lines.append(f'<p class="sections">{" · ".join(inside)}</p>' if inside else "")
    return f'<nav id="contents"><h1>Contents</h1>{"".join(lines)}</nav>'


def entry(kind, place, title, pages):
    """Return a line of the contents."""
    tag = "span" if kind == "section" else "p"
    page = f'<span class="page">{pages.get(place, NO_PAGE)}</span>'
    return f'<{tag} class="{kind}"><a href="#{place}">{html.escape(title)}</a> {page}</{tag}>'


def part_id(part):
    return "part-" + re.sub(r"\W+", "-", part.lower())


def running_heads(book):
    """Return styles that write the title of a chapter above each of its pages."""
    return "".join(
        f"#{c.key}{{page:{c.key}}}@page {c.key}{{@top-center{{content:{json.dumps(c.title)}}}}}"
        for c in book.chapters
    )


def document(book, pages):
    """Return the book as one HTML page."""
    parts, number = [], 0
    for part, chapters in groupby(book.chapters, lambda c: c.part):
        chapters = list(chapters)
        if part:
            numbered = chapters[0].title[0].isdigit()
            number += numbered
            label = f"<p>Part {number}</p>" if numbered else ""
            parts.append(
                f'<header class="part" id="{part_id(part)}">{label}<h1>{part}</h1></header>'
            )
        parts += [with_pages(lower(book.html(c.body, labelled)), pages) for c in chapters]
    katex = (site_reader.ASSETS / "katex" / "katex.min.css").as_uri()
    style = front_matter.style("pdf.css")
    return f"""<!DOCTYPE html>
<html lang="en" data-theme="light">
<head><meta charset="utf-8"><title>{front_matter.citation()["title"]}</title>
<link rel="stylesheet" href="{katex}">
<style>{style}{running_heads(book)}</style></head>
<body>{front()}{table_of_contents(book, pages)}
{"".join(parts)}
<script>{(front_matter.STYLES / "pdf.js").read_text("utf8")}</script>
</body>
</html>
"""


def with_pages(text, pages):
    """Return HTML that says on which page an answer or a solution is."""
    link = rf'(href="#([^"]+)">){AT_END}'
    return re.sub(link, lambda m: f"{m[1]}page {pages.get(m[2], NO_PAGE)}", text)


def labelled(formula):
    """Return the visible part of a formula; its TeX becomes the alt text in a tagged PDF."""
    label = html.escape(site_reader.tex(formula))
    return (
        f'<span class="katex" role="img" aria-label="{label}">{site_reader.visible(formula)}</span>'
    )


def printed(book, pages):
    """Print the book with these page numbers, and return the PDF."""
    DRAFT.parent.mkdir(parents=True, exist_ok=True)
    DRAFT.write_text(document(book, pages), "utf8")
    flags = [] if pages else ["--disable-pdf-tagging"]  # which the first print does not need
    chromium.print_pdf(DRAFT, DRAFT.with_suffix(".pdf"), *flags)
    made = pikepdf.open(DRAFT.with_suffix(".pdf"))
    if (title := made.docinfo["/Title"]) != front_matter.citation()["title"]:
        sys.exit(f"make pdf: {title}")  # what is too wide, see pdf.js
    return made


def pages_of(made):
    """Return the page on which each linked place stands."""
    numbers = {page.objgen: k for k, page in enumerate(made.pages, 1)}
    places = made.Root["/Dests"].items()
    return {name.removeprefix("/"): numbers[place[0].objgen] for name, place in places}


def check(made, pages, book):
    """End with what is wrong in the PDF, if something is."""
    found = [f"{target} has no place to go to" for target in dangling(made)]
    fonts = fonts_of(made)
    found += [f"the font {name} is not embedded" for name, inside in fonts.items() if not inside]
    if not any(SERIF in name for name in fonts):
        found.append(f"{SERIF} was not used")
    if missing := "".join(missing_chinese(made.filename, pages, book)):
        found.append(f"no font on this machine has {missing}: Debian has them in fonts-noto-cjk")
    if found:
        sys.exit("\n".join(f"make pdf: {fault}" for fault in found))


def dangling(made):
    """Return the places that links name and the PDF has not."""
    links = {a.get("/Dest") for page in made.pages for a in page.get("/Annots", [])}
    return sorted({str(link) for link in links if link} - set(made.Root["/Dests"].keys()))


def fonts_of(made):
    """Return the names of all fonts, and whether each is embedded."""
    found = {}
    fonts = {f.objgen: f for p in made.pages for f in p.resources.get("/Font", {}).values()}
    for font in fonts.values():
        for inner in font.get("/DescendantFonts", [font]):
            kind, about = font["/Subtype"], inner.get("/FontDescriptor", {})
            name = str(inner.get("/BaseFont", about.get("/FontName", kind)))
            inside = kind == "/Type3" or any(k.startswith("/FontFile") for k in about.keys())
            found[name] = found.get(name, True) and inside
    return found


def missing_chinese(path, pages, book):
    """Return the Chinese characters of the glossary that its pages do not hold."""
    chapters = [c.key for c in book.chapters]
    here = chapters.index("appendix-glossary")
    first, last = pages["appendix-glossary"], pages[chapters[here + 1]]
    with pypdfium2.PdfDocument(path) as made:
        text = "".join(text_of(made[k]) for k in range(first - 1, last))
    text = unicodedata.normalize("NFKC", text)  # some stand there as the radicals they look like
    return sorted(set(CHINESE.findall(book.chapters[here].body.get_text())) - set(text))


def text_of(page):
    """Return the text of a page."""
    return page.get_textpage().get_text_bounded().replace("\r\n", "\n")


def finish(made):
    """Name the authors and show the outline when the PDF is opened."""
    facts = front_matter.citation()
    made.docinfo["/Author"] = facts["authors"][0]["name"]
    made.docinfo["/Subject"] = " ".join(facts["abstract"].split())
    made.docinfo["/Keywords"] = ", ".join(facts["keywords"])
    made.Root.PageMode = pikepdf.Name.UseOutlines
    made.save(PDF)


def main():
    book = site_reader.Book()
    book.resolve(address)
    book.unsound()
    PDF.unlink(missing_ok=True)
    first = pages_of(printed(book, {}))
    made = printed(book, first)
    pages = pages_of(made)
    if pages != first:
        sys.exit("make pdf: the second print breaks its pages elsewhere than the first")
    check(made, pages, book)
    finish(made)
    size = PDF.stat().st_size / 1e6
    print(f"pdf: {len(made.pages)} pages, {size:.1f} MB, in {PDF.relative_to(site_reader.ROOT)}")


if __name__ == "__main__":
    main()

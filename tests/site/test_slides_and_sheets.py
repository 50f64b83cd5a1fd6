"""Slides and sheets have what they should, and nothing that they should not."""

import html
import re
from functools import cache

import pytest
from pypdfium2 import PdfDocument

from book._ext import cells, toc
from publish import chromium, sheets, single_file, slides
from publish.pdf import text_of
from publish.single_file import ASSETS
from publish.site_reader import SITE, Book

each_deck = pytest.mark.parametrize("chapter", slides.CHAPTERS)
each_chapter = pytest.mark.parametrize("chapter", toc.chapters())
LOADS = re.compile(
    r"""@import|mathjax|\bsrc\s*=\s*["'](?!data:)|\bhref\s*=\s*["'](?!data:|\#)|"""
    r"""\burl\(\s*["']?(?!data:|\#)""",
    re.I,
)
RAW = re.compile(
    r":::|\{(?:prf:|cite|eq|ref|math|exercise|solution|admonition)[\w:-]*\}|\$\$|:label:|<!--"
)
SCRIPTS = re.compile(r"<(script|style|annotation)\b.*?</\1>", re.DOTALL)
LICENSES = [ASSETS / name / "LICENSE" for name in ("katex", "fonts")]


@cache
def deck(chapter):
    book = Book(only=[f"book/{chapter}"])
    return slides.page(book, book.chapters[0])


@cache
def sheet(chapter):
    book = Book(only=[f"book/{chapter}"])
    return sheets.page(book, book.chapters[0])


def read_by_people(page):
    """Return a page without licenses, scripts, styles and the TeX inside formulas."""
    return SCRIPTS.sub("", re.sub(r"<!--.*?-->", "", page, count=1, flags=re.DOTALL))


@cache
def words(page):
    """Return the text of a page."""
    return html.unescape(re.sub(r"<[^>]+>", "", read_by_people(page)))


@cache
def split(chapter):
    """Return the open cells of a chapter before its exercises, those that ask, and the solutions."""
    every = cells.read(chapter)
    first = next(
        k for k, c in enumerate(every) if re.search("^## Exercises", cells.source(c), re.M)
    )
    asked, solutions, inside = [], [], False
    for cell in every[first:]:
        inside = inside or "{solution-start}" in cells.source(cell)
        (solutions if inside else asked).append(cell)
        inside = inside and "{solution-end}" not in cells.source(cell)
    return [c for c in every[: first + 1] if not cells.fold(c)], asked, solutions


def printed(cell):
    """Return what a cell printed as text."""
    return ["".join(output["text"]) for output in cell.get("outputs", []) if "text" in output]


def said_in(text):
    """Return the lines of a text that hold no markup and are long enough to tell.

    What the reader of the site can move is not said on slides.
    """
    still = re.sub(r"(?ms)^:::\{explorable\}.*?^:::$|\$\$.*?\$\$", "", text)
    plain = {
        s for s in still.splitlines() if len(s) > 25 and not re.search(r"[$`{\[\]*:'\"#|<]", s)
    }
    return {re.sub(r"^(- |\d+\. )", "", line).strip() for line in plain}


def said_in_cells(some):
    """Return the lines that cells say, their code and what they printed."""
    texts = [text for cell in some for text in (cells.source(cell), *printed(cell))]
    return set().union(*map(said_in, texts))


@each_deck
def test_slides_show_every_output_heading_and_figure(chapter):
    page, (open_cells, *_) = deck(chapter), split(chapter)
    code = [c for c in open_cells if c["cell_type"] == "code"]
    texts = [text for cell in code for text in printed(cell)]
    assert len(texts) > 2
    assert [text for text in texts if text not in words(page)] == []
    alts = [c["metadata"].get("mystnb", {}).get("image", {}).get("alt") for c in code]
    assert any(alts) and [alt for alt in alts if alt and html.escape(alt, False) not in page] == []
    headings = re.findall(r"<h[12]>(.+?)</h[12]>", page)
    wanted = [h for h in cells.headings(cells.text(open_cells)) if h[0] < 3]
    assert len(headings) >= len(wanted) - 1 > 3  # all but the exercises


@each_deck
def test_slides_hold_every_sentence_and_no_code_that_the_site_hides(chapter):
    page, (open_cells, *_) = deck(chapter), split(chapter)
    text = cells.text(open_cells)
    said = said_in(text.partition("## Exercises")[0])
    assert len(said) > 20
    assert {s for s in said if s not in words(page)} == set()
    shown = [
        c for c in open_cells if c["cell_type"] == "code" and "hide-input" not in cells.tags(c)
    ]
    assert page.count('<div class="cell_input') == len(shown)


@pytest.mark.parametrize(
    ("make", "chapter"),
    [(deck, c) for c in slides.CHAPTERS] + [(sheet, c) for c in toc.chapters()],
)
def test_a_file_stands_alone_and_holds_no_source_text_and_no_solution(make, chapter):
    page = make(chapter)
    assert LOADS.findall(re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)) == []
    assert RAW.findall(read_by_people(page)) == []
    assert "sourceMappingURL" not in page
    assert re.findall(r'class="(?:quiz|answer|solution)\b', page) == []
    assert all(path.read_text("utf8").strip() in page for path in LICENSES)
    open_cells, asked, solutions = split(chapter)
    secret = said_in_cells(solutions) - said_in_cells([*open_cells, *asked])
    assert len(secret) > 2
    assert {s for s in secret if s in words(page)} == set()
    assert re.findall(r"(?m)^[a-z0-9-]+: right, ", words(page)) == []  # what check() prints


@each_deck
def test_slides_are_laid_out_so_that_they_fit_and_a_prediction_ends_its_slide(
    chapter, browser, tmp_path
):
    path = tmp_path / "deck.html"
    path.write_text(deck(chapter), "utf8")
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda r: r.url.startswith(("file:", "data:")) or faults.append(r.url))
    page.goto(path.as_uri())
    page.wait_for_selector(".reveal.ready")
    found = page.evaluate(
        """() => [...document.querySelectorAll(".slides section section")].map(slide => {
          slide.style.cssText += "display:block!important";
          return {
            full: slide.scrollHeight > slide.clientHeight || slide.scrollWidth > slide.clientWidth,
            size: parseInt(slide.style.fontSize || "100"), text: slide.innerText.slice(0, 80),
            after: [...slide.querySelectorAll(".admonition-predict")].filter(p => p.nextElementSibling),
            blocks: slide.querySelectorAll(":scope > :not(.running)").length}})"""
    )
    page.close()
    assert faults == [] and len(found) > 30
    assert [s for s in found if s["full"] or s["after"] or not s["blocks"]] == []
    assert [s for s in found if s["size"] < 60] == []


def test_slides_carry_the_license_of_reveal():
    assert (slides.REVEAL / "LICENSE").read_text("utf8").strip() in deck(slides.CHAPTERS[0])


@each_chapter
def test_a_sheet_holds_every_exercise(chapter):
    source = cells.text(cells.read(chapter))
    asked = re.findall(r"\{exercise\} (★+) (.+)\n:label: (\S+)\n([\s\S]*?)\n:::", source)
    assert len(asked) == source.count("{exercise}") >= 5
    sections = sheet(chapter).split("<section>")[1:]
    assert len(sections) == len(asked)
    for (stars, _, label, text), section in zip(asked, sections, strict=True):
        assert section.count("<i></i>") == sheets.SPACE[len(stars)]
        number = f"{toc.chapters().index(chapter) + 1}."
        assert f"<h2><span>Exercise {number}" in section and f"</span> {stars} " in section
        assert f'"{label}"' in html.unescape(section) or "check" not in text
        assert {line for line in said_in(text) if line not in words(section)} == set()


# What is wider than the text of a sheet, in a window as wide as that.
WIDE = """() => [...document.querySelectorAll("body *")].filter(e => e instanceof HTMLElement
    && !e.closest(".katex-mathml") && (e.scrollWidth > e.clientWidth + 2 && e.matches("pre, p, td, .katex-display")
    || e.getBoundingClientRect().right > document.body.getBoundingClientRect().right + 1))
  .map(e => "too wide: " + e.outerHTML.slice(0, 100))"""


def faults_of_print(browser, text):
    """Return what is wrong with a sheet on paper: what is cut, and pages without their number."""
    page = browser.new_page(viewport={"width": round(170 / 25.4 * 96), "height": 900})
    page.emulate_media(media="print")
    page.set_content(text)
    page.evaluate("document.fonts.ready")
    found = page.evaluate(WIDE)
    pages = list(PdfDocument(page.pdf(prefer_css_page_size=True)))
    page.close()
    texts = [re.sub(r"\s+", " ", text_of(sheet)) for sheet in pages]
    for k, said in enumerate(texts, 1):
        if f"{k} / {len(texts)}" not in said or single_file.LICENSE not in said:
            found.append(f"page {k} of {len(texts)} does not say so")
    names = re.findall(r"<h2><span>(.+?)</span>", text)
    return found + [f"not printed: {name}" for name in names if name not in " ".join(texts)]


@each_chapter
def test_a_sheet_is_printed_whole(chapter, browser):
    assert faults_of_print(browser, sheet(chapter)) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            '<div class="ask">',
            '<div class="ask"><table><td>' + 200 * "x" + "</table>",
            "too wide: ",
        ),
        ('counter(page) " / "', 'counter(page) " of "', "page 1 of "),
        ("<section>", "<section hidden>", "not printed: Exercise 1.1"),
    ],
)
def test_a_sheet_that_is_not_printed_whole_is_noticed(old, new, said, browser):
    text = sheet(toc.chapters()[0])
    assert old in text
    found = faults_of_print(browser, text.replace(old, new, 1))
    assert [fault for fault in found if fault.startswith(said)] != []


@pytest.mark.parametrize("title", ["(★★★★ Too hard)", "(No stars)", ""])
def test_an_exercise_without_stars_is_named(title, monkeypatch, tmp_path):
    heading = (
        f'<p class="admonition-title"><span class="caption-number">Exercise 1.1 </span> {title}</p>'
    )
    box = f'<div class="exercise admonition">{heading}<section><p>Why?</p></section></div>'
    name = f"book/{toc.chapters()[0]}"
    page = tmp_path / f"{name}.html"
    page.parent.mkdir(parents=True)
    page.write_text(f"<article><section><h1>1. A page</h1>{box}</section></article>", "utf8")
    book = Book(tmp_path, only=[name])
    with pytest.raises(
        SystemExit, match=r"Exercise 1\.1 .*expected a title with one to three stars"
    ):
        sheets.page(book, book.chapters[0])


def test_without_a_browser_sheets_say_how_to_get_one(monkeypatch, tmp_path):
    monkeypatch.setattr(chromium.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match="apt install chromium"):
        sheets.main([tmp_path])


def test_the_slides_that_the_site_offers_are_those_that_are_made():
    made = {path.stem for path in (SITE / "slides").glob("*.html")}
    assert made == {chapter.rpartition("/")[2] for chapter in slides.CHAPTERS}

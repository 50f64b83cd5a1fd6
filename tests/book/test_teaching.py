"""Slides and sheets have what they should, and nothing that they should not; timetables add up."""

import html
import re
from functools import cache

import nbformat
import prose
import pytest

from book._ext import course
from publish import chromium, myst_html, sheets, slides
from tools.notebooks import BOOK, read

each_deck = pytest.mark.parametrize("chapter", slides.CHAPTERS)
each_chapter = pytest.mark.parametrize("chapter", myst_html.chapters())
TEACHING = (BOOK / "teaching.md").read_text("utf8")
ROW = re.compile(r"^\| (?P<part>\d+) \| (?P<named>.+) \| (?P<minutes>\d+) \| (?P<set>[\d, ]+) \|$")
LINK = re.compile(r"\]\(([\w/-]+)\.ipynb\)")
LOADS = re.compile(
    r"""@import|mathjax|\bsrc\s*=|\bhref\s*=\s*["'](?!data:|\#)|\burl\(\s*["']?(?!data:|\#)""", re.I
)
RAW = re.compile(
    r":::|\{(?:prf:|cite|eq|ref|math|exercise|solution|admonition)[\w:-]*\}|\$\$|:label:|<!--"
)


@pytest.fixture(scope="module", autouse=True)
def _end_of_katex():
    yield
    myst_html.close()


@cache
def deck(chapter):
    return slides.page(chapter)


@cache
def sheet(chapter):
    return sheets.page(chapter)


def read_by_people(page):
    """Return a page without licenses, scripts, styles and the TeX inside formulas."""
    page = re.sub(r"<!--.*?-->", "", page, count=1, flags=re.DOTALL)
    return re.sub(r"<(script|style|annotation)\b.*?</\1>", "", page, flags=re.DOTALL)


@cache
def split(chapter):
    """Return the cells of a chapter before its exercises, and those of the solutions."""
    cells = read(myst_html.path_of(chapter)).cells
    first = next(k for k, c in enumerate(cells) if re.search(r"^## Exercises", c.source, re.M))
    solutions, inside = [], False
    for cell in cells[first:]:
        inside = inside or "{solution-start}" in cell.source
        if inside:
            solutions.append(cell)
        inside = inside and "{solution-end}" not in cell.source
    return cells[: first + 1], solutions


def said_in(cells):
    """Return sentences without markup, lines of code and printed lines, all long enough to tell.

    What the reader of the site can move is not said on slides.
    """
    still = (re.sub(r"(?ms)^:::\{explorable\}.*?^:::$", "", c.source) for c in cells)
    lines = {line for source in still for line in source.splitlines()}
    lines |= {
        line for c in cells for o in c.get("outputs", []) for line in slides.printed(o).splitlines()
    }
    plain = {line for line in lines if len(line) > 25 and not re.search(r"[$`{\[\]*:'\"#|]", line)}
    return {re.sub(r"^(- |\d+\. )", "", line).strip() for line in plain}


@each_deck
def test_slides_show_every_output_heading_figure_and_prediction(chapter):
    page, (cells, _) = deck(chapter), split(chapter)
    outputs = [o for c in cells if c.cell_type == "code" for o in c.outputs]
    assert outputs
    for text in filter(None, map(slides.printed, outputs)):
        assert f"<pre>{html.escape(text)}</pre>" in page
    for cell in cells:
        alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt")
        assert not alt or f'aria-label="{html.escape(alt)}"' in page
    blocks = [b for c in cells if c.cell_type == "markdown" for b in myst_html.blocks(c.source)]
    wanted = [b for b in blocks if b.kind in ("h1", "h2", "h3") or b.title == "Predict"]
    assert len(wanted) > 20
    assert [b.source for b in wanted if b.html.strip() not in page] == ["## Exercises"]


@each_deck
def test_slides_hold_every_sentence_and_no_code_that_the_site_hides(chapter):
    page, (cells, _) = deck(chapter), split(chapter)
    text = [c for c in cells if c.cell_type == "markdown"]
    last = text[-1].source.partition("## Exercises")[2]
    said = said_in(text) - said_in([nbformat.v4.new_markdown_cell(last)])
    assert len(said) > 20
    assert {s for s in said if html.escape(s) not in page} == set()
    assert page.count('<div class="code">') == sum(
        c.cell_type == "code" and not slides.hidden(c) for c in cells
    )


@each_deck
def test_a_prediction_ends_its_slide(chapter):
    found = [s for s in deck(chapter).split("</section>") if '<p class="title">Predict' in s]
    assert found
    for slide in found:
        box = slide[slide.index('<p class="title">Predict') :]
        assert box.rstrip().endswith("</div>") and box.count("<div") - box.count("</div>") == -1


@each_deck
def test_slides_request_nothing_and_hold_no_source_text(chapter):
    shown = re.sub(r"<script>.*?</script>", "", deck(chapter), flags=re.DOTALL)
    assert LOADS.findall(shown) == []
    assert RAW.findall(read_by_people(deck(chapter))) == []
    assert "sourceMappingURL" not in deck(chapter)


@each_chapter
def test_a_sheet_holds_every_exercise(chapter):
    cells = read(myst_html.path_of(chapter)).cells
    source = "\n".join(c.source for c in cells if c.cell_type == "markdown")
    asked = re.findall(r"\{exercise\} (★+) (.+)\n:label: (\S+)", source)
    assert len(asked) == source.count("{exercise") >= 5
    for k, (stars, title, label) in enumerate(asked):
        part = sheet(chapter).split("<section ")[k + 1]
        assert part.startswith(f'id="{label}"') and f"{stars} {myst_html.inline(title)}" in part
    found = sheets.exercises(chapter)
    for exercise, part in zip(found, sheet(chapter).split("<section ")[1:], strict=True):
        for line in said_in([nbformat.v4.new_markdown_cell(exercise.source)]):
            assert html.escape(line) in part


@each_chapter
def test_a_sheet_requests_nothing_and_holds_no_source_text(chapter):
    assert LOADS.findall(sheet(chapter)) == []
    assert RAW.findall(read_by_people(sheet(chapter))) == []


@pytest.mark.parametrize(
    ("make", "chapter"),
    [(deck, c) for c in slides.CHAPTERS] + [(sheet, c) for c in myst_html.chapters()],
)
def test_no_solution_is_given_away(make, chapter):
    cells, solutions = split(chapter)
    secret = said_in(solutions) - said_in(cells)
    assert len(secret) > 5
    assert {s for s in secret if html.escape(s) in make(chapter)} == set()
    assert ": right, " not in make(chapter)


def test_without_a_browser_sheets_say_how_to_get_one(monkeypatch, tmp_path):
    monkeypatch.setattr(chromium.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match="apt install chromium"):
        sheets.main([tmp_path])


def test_references_become_the_words_of_the_site():
    assert myst_html.inline("{prf:ref}`thm-softmax-jacobian`") == "Theorem 11.1"
    assert myst_html.inline("{eq}`eq-entropy`") == "Eq. (2.1)"
    assert myst_html.inline("{ref}`an exercise <gradient-6>`") == "an exercise"
    assert (
        myst_html.inline("{cite}`shannon1948,cover2006`")
        == "(Shannon, 1948; Cover and Thomas, 2006)"
    )
    assert myst_html.blocks("[a](b.ipynb) c<!-- = 1 + 1 -->")[0].html == "<p>a c</p>\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{eq}`eq-nope`", "unknown label 'eq-nope'"),
        ("{cite}`nobody1900`", "unknown source 'nobody1900'"),
        (":::note\ntext\n:::", "expected :::{name}, got :::note"),
    ],
)
def test_what_has_no_words_is_named_with_its_chapter(text, said):
    with pytest.raises(SystemExit, match=re.escape(f"p/c: {said}")):
        myst_html.made(lambda chapter: myst_html.blocks(text), "p/c")


def test_an_exercise_without_stars_is_named():
    with pytest.raises(ValueError, match="'ex-a': expected one to three stars"):
        sheets.stars(myst_html.Block("exercise", "", "", "A title", "ex-a"))


def test_pages_carry_the_licenses_of_what_they_hold():
    held = [BOOK / "assets" / name / "LICENSE" for name in ("katex", "fonts")]
    for page, more in ((deck, [slides.TOOLS / "reveal" / "LICENSE"]), (sheet, [])):
        for path in [*held, *more]:
            assert path.read_text("utf8").strip() in page(slides.CHAPTERS[0])


def timetables():
    """Return the rows of each timetable, by its heading."""
    parts = re.split(r"^### (.+)$", TEACHING.partition("## Predictions")[0], flags=re.MULTILINE)
    rows = {
        h: [ROW.match(line) for line in text.splitlines()]
        for h, text in zip(parts[1::2], parts[2::2], strict=True)
    }
    return {heading: [r for r in found if r] for heading, found in rows.items()}


def test_timetables_fit_the_time_that_they_name():
    tables = timetables()
    assert [len(rows) for rows in tables.values()] == [5, 10, 17]
    assert sum(int(r["minutes"]) for r in tables["One evening"]) == 90
    assert len(re.findall(r"^\| \d", TEACHING, re.MULTILINE)) == sum(map(len, tables.values()))
    for heading, limit, count in (("A week", 120, 5), ("A term", 90, 12)):
        spent = {}
        for row in tables[heading]:
            spent[row["part"]] = spent.get(row["part"], 0) + int(row["minutes"])
        assert list(spent) == [str(k) for k in range(1, count + 1)]
        assert max(spent.values()) <= limit


@pytest.mark.parametrize(
    "row", [r for rows in timetables().values() for r in rows], ids=lambda r: r[0][:40]
)
def test_a_row_names_what_exists_and_asks_no_more_minutes_than_the_chapter(row):
    chapters = LINK.findall(row["named"])
    assert chapters and set(chapters) <= set(myst_html.chapters())
    for chapter in chapters:
        facts = course.facts(chapter)
        text = myst_html.markdown_of(read(myst_html.path_of(chapter)))
        headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert set(re.findall(r'"([^"]+)"', row["named"])) <= set(headings)
        assert int(row["minutes"]) <= facts["minutes"]
        assert max(map(int, row["set"].split(","))) <= facts["exercises"]
        if '"' not in row["named"] and len(chapters) == 1:
            assert int(row["minutes"]) == facts["minutes"]  # the whole chapter


def test_the_page_links_to_the_slides_that_are_made():
    linked = re.findall(r'href="\.\./slides/([\w-]+)\.html"', TEACHING)
    assert linked == [chapter.rpartition("/")[2] for chapter in slides.CHAPTERS]
    assert prose.guarded(TEACHING) == []

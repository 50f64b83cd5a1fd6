"""The page for teachers: timetables add up, and name what exists."""

import re

import numbers_in_text
import pytest

from book._ext import cells, course, toc
from publish import slides

TEACHING = (toc.ROOT / "book" / "teaching.md").read_text("utf8")
ROW = re.compile(
    r"^\| (?P<part>\d+) \| (?P<named>.+) \| "
    r"(?:(?P<typed>\d+)|\{chapter-minutes\}`(?P<whole>[\w/-]+)`) \| (?P<set>[\d, ]+) \|$"
)
LINK = re.compile(r"\]\(([\w/-]+)\.ipynb\)")


def timetables():
    """Return the rows of each timetable, by its heading."""
    parts = re.split(r"^### (.+)$", TEACHING.partition("## Predictions")[0], flags=re.MULTILINE)
    rows = {
        h: [ROW.match(line) for line in text.splitlines()]
        for h, text in zip(parts[1::2], parts[2::2], strict=True)
    }
    return {heading: [r for r in found if r] for heading, found in rows.items()}


def minutes(row):
    """Return the minutes of a row: typed for sections, computed for a whole chapter."""
    return int(row["typed"] or course.facts(row["whole"])["minutes"])


def test_timetables_fit_the_time_that_they_name():
    tables = timetables()
    assert [len(rows) for rows in tables.values()] == [5, 10, 17]
    assert sum(map(minutes, tables["One evening"])) == 90
    assert len(re.findall(r"^\| \d", TEACHING, re.MULTILINE)) == sum(map(len, tables.values()))
    for heading, limit, count in (("A week", 60, 5), ("A term", 65, 12)):  # of reading
        spent = {}
        for row in tables[heading]:
            spent[row["part"]] = spent.get(row["part"], 0) + minutes(row)
        assert list(spent) == [str(k) for k in range(1, count + 1)]
        assert max(spent.values()) <= limit


@pytest.mark.parametrize(
    "row", [r for rows in timetables().values() for r in rows], ids=lambda r: r[0][:40]
)
def test_a_row_names_what_exists_and_asks_no_more_minutes_than_the_chapter(row):
    chapters = LINK.findall(row["named"])
    assert chapters and set(chapters) <= set(toc.chapters())
    for chapter in chapters:
        facts = course.facts(chapter)
        headings = {title for _, title in cells.headings(cells.text(cells.read(chapter)))}
        assert set(re.findall(r'"([^"]+)"', row["named"])) <= headings
        assert minutes(row) <= facts["minutes"]
        assert max(map(int, row["set"].split(","))) <= facts["exercises"]
        if '"' not in row["named"] and len(chapters) == 1:
            assert row["whole"] == chapter


def test_the_page_links_to_the_slides_that_are_made():
    linked = re.findall(r'href="\.\./slides/([\w-]+)\.html"', TEACHING)
    assert linked == [chapter.rpartition("/")[2] for chapter in slides.CHAPTERS]
    assert numbers_in_text.guarded(TEACHING) == []

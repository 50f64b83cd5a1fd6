"""The lean standard, chapter by chapter; a full run of the tests prints the table at its end."""

import chapter_limits
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from book._ext import chapter_size, toc
from book._ext.cells import read

FRAMEWORKS = {"practice/pytorch", "practice/tensorflow"}  # they are looked things up in


@pytest.mark.parametrize("chapter", toc.chapters())
def test_a_chapter_is_lean(chapter):
    found = chapter_limits.faults(read(chapter), chapter in FRAMEWORKS)
    assert found == [], "\n".join(found)


def text(source, *tags):
    return new_markdown_cell(source, metadata={"tags": list(tags)})


def code(source, *tags, picture=False):
    data = {"image/svg+xml": "<svg/>"} if picture else {"text/plain": "1"}
    shown = [new_output("display_data", data=data)]
    return new_code_cell(source, metadata={"tags": list(tags)}, outputs=shown)


LEAN = [
    text("# Title\n\nFour words and $a + b$, [here](b.ipynb)."),
    code("plot()", "hide-input", picture=True),
    text(":::{note}\n:class: tip\nTwo words<!-- = never_read -->.\n:::\n\n$$\nx = 1\n$$ (eq-x)"),
    code("x = 1\n\n# a comment\nprint(x)"),
    code("a", "fw-numpy"),
    code("b", "fw-torch"),
    text("A line.\n\nWhat is hidden here.", "fold"),
    code("print(2)\nprint(3)", "folded", picture=True),
    text("Seen again.\n\n## Exercises\n\n:::{exercise} ★★ One\nDo.\n:::"),
    code("print(5)"),
    text(":::{exercise-start} ★ Two\n:::\n\nDo."),
]


def test_what_is_open_is_counted_and_what_is_folded_is_not():
    r = chapter_size.measure(LEAN)
    assert r.open_words == 6 + 3 + 2 + 2  # a formula counts as one
    assert r.folded_words == 4
    assert (r.open_cells, r.pictures) == (2, 1)
    assert chapter_limits.longest_cell(LEAN) == 2
    assert chapter_limits.print_share(LEAN) == 1 / 4
    assert chapter_limits.words_before_picture(LEAN) == 6
    assert r.exercise_minutes == 15


def test_minutes_follow_from_the_counts():
    r = chapter_size.measure(LEAN)
    assert r.minutes == round(14 / 150 + 2 + 0.5)
    assert chapter_size.measure([*LEAN[:2], *9 * [text(100 * "word ")]]).minutes == round(
        906 / 150 + 0.5
    )


def test_a_chapter_without_exercises_ends_with_its_last_cell():
    assert chapter_size.measure([text("One two."), code("1")]).open_words == 2


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ([text(2300 * "word ")], "open words: 2313, at most 2300"),
        (11 * [code("x = 1")], "open code cells: 13, at most 12"),
        ([code("x = 1\n" * 13)], "lines of the longest open cell: 13, at most 12"),
        ([code("print(1)")], "share of lines that only print: 0.4, at most 0.15"),
        ([text(600 * "word ")], "pictures per 1,000 open words: 1.63, at least 2"),
        ([text(2000 * "word ")] + 20 * [code("1", picture=True)], "minutes: 46, at most 30"),
    ],
)
def test_a_chapter_above_the_standard_is_rejected(more, fault):
    assert fault in chapter_limits.faults([*LEAN[:8], *more, *LEAN[8:]])


def test_a_picture_far_below_is_rejected():
    late = [text(251 * "word "), *LEAN]
    assert "open words above the first picture: 257, at most 250" in chapter_limits.faults(late)


def test_a_framework_may_be_longer():
    long = [*LEAN[:3], text(2500 * "word "), *6 * [LEAN[1]]]
    assert any("open words" in fault for fault in chapter_limits.faults(long))
    assert chapter_limits.faults(long, framework=True) == []

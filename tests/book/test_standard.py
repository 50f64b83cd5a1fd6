"""The lean standard: what stands open in a chapter is what a beginner needs, in half an hour.

`reading.py` counts; the table of all chapters is printed at the end of a full run of the tests.
"""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from book._ext import reading, toc

WORDS, WORDS_OF_A_FRAMEWORK = 2300, 2800
CELLS, LINES, PRINTING = 12, 12, 0.15
PICTURES, ABOVE_THE_FIRST = 2.0, 250
MINUTES, MINUTES_OF_A_FRAMEWORK = 30, 33
FRAMEWORKS = {"practice/pytorch", "practice/tensorflow"}  # they are looked things up in
# Chapters that wait to be brought to the standard.
WAITING = set(toc.chapters()) - {
    "information/information-content",
    "probabilities/sigmoid",
    "losses/binary-cross-entropy",
    "losses/categorical-cross-entropy",
    "information/entropy",
    "information/kl-divergence",
    "probabilities/softmax",
}


def faults(r, framework=False):
    """Return where a chapter is above the standard, one line each."""
    limits = {
        "open words": (r.open_words, WORDS_OF_A_FRAMEWORK if framework else WORDS),
        "open code cells": (r.open_cells, CELLS),
        "lines of the longest open cell": (r.longest_cell, LINES),
        "share of lines that only print": (round(r.print_share, 2), PRINTING),
        "open words above the first picture": (r.words_before_picture, ABOVE_THE_FIRST),
        "minutes": (r.minutes, MINUTES_OF_A_FRAMEWORK if framework else MINUTES),
    }
    found = [f"{n}: {got}, at most {most}" for n, (got, most) in limits.items() if got > most]
    if r.pictures_per_1000 < PICTURES:
        found.append(f"pictures per 1,000 open words: {r.pictures_per_1000:.2f}, at least 2")
    return found


@pytest.mark.parametrize("chapter", [c for c in toc.chapters() if c not in WAITING])
def test_a_chapter_is_lean(chapter):
    assert faults(reading.of_chapter(chapter), chapter in FRAMEWORKS) == []


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
    r = reading.measure(LEAN)
    assert r.open_words == 6 + 3 + 2 + 2  # a formula counts as one
    assert r.folded_words == 4
    assert r.all_words == r.open_words + r.folded_words + 5
    assert (r.open_cells, r.longest_cell, r.pictures) == (2, 2, 1)
    assert r.print_share == 1 / 4
    assert r.words_before_picture == 6
    assert r.exercise_minutes == 15


def test_minutes_follow_from_the_counts():
    r = reading.measure(LEAN)
    assert r.minutes == round(14 / 150 + 2 + 0.5)
    assert reading.measure([*LEAN[:2], *9 * [text(100 * "word ")]]).minutes == round(
        906 / 150 + 0.5
    )


def test_a_chapter_without_exercises_ends_with_its_last_cell():
    assert reading.measure([text("One two."), code("1")]).open_words == 2


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
    assert fault in faults(reading.measure([*LEAN[:8], *more, *LEAN[8:]]))


def test_a_picture_far_below_is_rejected():
    late = [text(251 * "word "), *LEAN]
    assert "open words above the first picture: 257, at most 250" in faults(reading.measure(late))


def test_a_framework_may_be_longer():
    long = reading.measure([*LEAN[:3], text(2500 * "word "), *6 * [LEAN[1]]])
    assert any("open words" in fault for fault in faults(long))
    assert faults(long, framework=True) == []

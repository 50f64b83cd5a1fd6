"""The promise, page by page: see cells_and_outputs.py and numbers_in_text.py for the rules."""

import re
from decimal import Decimal

import cells_and_outputs
import numbers_in_text
import pytest

from book._ext import navigation, quiz, toc
from tools.chapter import MARK
from tools.notebooks import chapters

NAMES = [numbers_in_text.name_of(p) for p in numbers_in_text.pages()]
each_page = pytest.mark.parametrize("path", numbers_in_text.pages(), ids=NAMES)
each_chapter = pytest.mark.parametrize(
    "path", chapters(), ids=[numbers_in_text.name_of(p) for p in chapters()]
)


@each_chapter
def test_notebook_is_clean(path):
    found = cells_and_outputs.faults(path)
    assert found == [], "\n".join(found)


@each_page
def test_every_number_in_the_text_was_printed(path):
    backing = numbers_in_text.Backing(path)
    found = [
        f
        for text in numbers_in_text.texts(path)
        for f in numbers_in_text.faults(text, numbers_in_text.name_of(path), backing)
    ]
    assert found == [], "\n".join(found)


@each_chapter
def test_no_instruction_of_make_chapter_is_left(path):
    name = numbers_in_text.name_of(path).rpartition(".")[0]
    lines = [line for file in (path, quiz.quiz_file(name)) for line in lines_of(file)]
    lines.append(f"book/recaps.yml: {navigation.recaps()[f'book/{name}']}")
    found = [line for line in lines if MARK in line]
    assert found == [], "\n".join(found)


def lines_of(path):
    return path.read_text("utf8").splitlines() if path.exists() else []


@each_page
def test_every_altered_number_is_caught(path):
    """Alter each guarded number, one at a time, to a value that stands nowhere on the page."""
    name, backing = numbers_in_text.name_of(path), numbers_in_text.Backing(path)
    near = numbers_anywhere(path)
    for text in numbers_in_text.texts(path):
        if numbers_in_text.faults(text, name, backing):
            continue  # the test above names them
        for n in numbers_in_text.guarded(text):
            other = absent_value(n.text, near)
            altered = text[: n.start] + other + text[n.end :]
            if n.claim:
                changed = next(m for m in numbers_in_text.guarded(altered) if m.start == n.start)
                code, shown = numbers_in_text.claim_cell(n)
                assert numbers_in_text.claim_cell(changed)[0] == code
                assert numbers_in_text.claim_cell(changed)[1] != shown
            else:
                assert len(numbers_in_text.faults(altered, name, backing)) == 1, (
                    f"{n.text} -> {other}"
                )


def numbers_anywhere(path):
    """Return every number in the files behind a page, however it is meant."""
    files = {path, *numbers_in_text.chapters_of(path)}
    raw = " ".join(f.read_text("utf8") for f in files)
    found = re.findall(r"\d*\.\d+(?:e[-+]?\d+)?|\d+", raw)
    values = {Decimal(n) for n in found if len(n) < 25}
    return sorted(values | {100 * v for v in values})


def absent_value(text, near):
    """Return `text` with other digits, such that no number in `near` rounds to it."""
    decimals = len(text.partition(".")[2].partition("\\")[0].rstrip())
    digits = re.match(r"[-\u2212]?[\d.]+", text)[0]
    half = Decimal(5).scaleb(-decimals - 1)
    step = Decimal(1).scaleb(-decimals)
    value = Decimal(digits.lstrip("-\u2212"))
    while any(abs(value - v) <= half for v in near):
        value += step
    return f"{value:f}"


def test_every_quoted_number_is_used():
    for entry in numbers_in_text.QUOTED:
        text = (numbers_in_text.BOOK / entry["page"]).read_text("utf8")
        assert f"{entry['number']}<!-- quoted: {entry['source']} -->" in text, entry


def test_every_page_is_in_the_table_of_contents():
    written = [f"book/{name.rpartition('.')[0]}" for name in NAMES]
    assert sorted(toc.pages()) == sorted(written)

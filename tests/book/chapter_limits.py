"""The lean standard: what stands open in a chapter is what a beginner needs, in half an hour.

What the site needs for its minutes, book/_ext/chapter_size.py counts; what only the standard asks for
is counted here.
"""

import ast

from book._ext.cells import read, source, text
from book._ext.chapter_size import measure, open_text, parted, pictures_of, shown_cells, words

WORDS, WORDS_OF_A_FRAMEWORK = 2300, 2800
CELLS, LINES, PRINTING = 12, 12, 0.15
PICTURES, ABOVE_THE_FIRST = 2.0, 250
MINUTES, MINUTES_OF_A_FRAMEWORK = 30, 33


def faults(cells, framework=False):
    """Return where a chapter is above the standard, one line each."""
    r = measure(cells)
    limits = {
        "open words": (r.open_words, WORDS_OF_A_FRAMEWORK if framework else WORDS),
        "open code cells": (r.open_cells, CELLS),
        "lines of the longest open cell": (longest_cell(cells), LINES),
        "share of lines that only print": (round(print_share(cells), 2), PRINTING),
        "open words above the first picture": (words_before_picture(cells), ABOVE_THE_FIRST),
        "minutes": (r.minutes, MINUTES_OF_A_FRAMEWORK if framework else MINUTES),
    }
    found = [f"{n}: {got}, at most {most}" for n, (got, most) in limits.items() if got > most]
    if pictures_per_1000(r) < PICTURES:
        found.append(f"pictures per 1,000 open words: {pictures_per_1000(r):.2f}, at least 2")
    return found


def pictures_per_1000(r):
    return 1000 * r.pictures / r.open_words


def words_before_picture(cells):
    """Return how many open words stand above the first picture."""
    count = 0
    for cell in parted(cells)[0]:
        if cell["cell_type"] == "markdown":
            above, found, _ = open_text(cell).partition("{explorable}")
            count += words(above)
            if found:
                return count
        elif pictures_of(cell):
            return count
    return count


def shown(cells):
    """Return the code that stands open before the exercises, cell by cell."""
    return [source(cell) for one in shown_cells(parted(cells)[0]) for cell in one]


def lines(code):
    """Return the numbers of the lines of code that are neither empty nor comments."""
    return {
        k
        for k, line in enumerate(code.splitlines(), 1)
        if line.strip() and not line.strip().startswith("#")
    }


def printing(code):
    """Return the numbers of the lines that belong to a call of print."""
    calls = [
        node
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and ast.unparse(node.value.func) == "print"
    ]
    return {k for call in calls for k in range(call.lineno, call.end_lineno + 1)} & lines(code)


def longest_cell(cells):
    """Return the number of lines of the longest cell that stands open."""
    return max((len(lines(code)) for code in shown(cells)), default=0)


def print_share(cells):
    """Return the share of the lines of open cells that only print."""
    codes = shown(cells)
    total = sum(len(lines(code)) for code in codes)
    return sum(len(printing(code)) for code in codes) / total if total else 0.0


def table(chapters):
    """Return the lines of a table of what the chapters ask."""
    names = ["open words", "all", "cells", "longest", "print", "pictures", "/1000", "minutes"]
    rows = [f"{'':<36}" + "".join(f"{name:>11}" for name in names)]
    for chapter in chapters:
        cells = read(chapter)
        r = measure(cells)
        values = [f"{r.open_words:,}", f"{words(text(cells)):,}", r.open_cells]
        values += [longest_cell(cells), f"{print_share(cells):.0%}"]
        values += [r.pictures, f"{pictures_per_1000(r):.1f}"]
        values += [f"{r.minutes} + {r.exercise_minutes}"]
        rows.append(f"{chapter:<36}" + "".join(f"{value!s:>11}" for value in values))
    return rows

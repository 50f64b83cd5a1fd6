"""How much a chapter asks of its reader: words, cells, pictures and minutes, counted in its cells.

Open is what stands before the exercises and outside of folds. The site shows the
minutes, and tests/book/test_standard.py holds every chapter to the standard.
"""

import ast
import re
from dataclasses import dataclass
from functools import cache

from .cells import fold, fold_parts, read, source, tags, text

EXERCISES = re.compile(r"^## Exercises$", re.MULTILINE)
STARS = re.compile(r"\{exercise(?:-start)?\} (★+)")
# A reader takes in 150 words of such text a minute, a cell with its output in one, a picture in
# half of one; the exercises take 5, 10 and 15 minutes for their stars.
WORDS, CELL, PICTURE, STAR = 150, 1, 0.5, 5
# What no reader reads: comments, fences of directives and their options, addresses.
NOT_READ = re.compile(
    r"<!--[\s\S]*?-->|^:{3,}(?:\{[\w:-]+\})?|^:[\w-]+:.*$|\]\([^)\s]*\)|\{[\w:-]+\}(?=`)",
    re.MULTILINE,
)
FORMULA = re.compile(r"\$\$.+?\$\$(?:\s*\([\w-]+\))?|\$[^$]+\$", re.DOTALL)
WORD = re.compile(r"\w[\w'’.,-]*")


@dataclass(frozen=True)
class Reading:
    """What a chapter asks of its reader."""

    open_words: int  # a formula counts as one
    all_words: int
    open_cells: int  # a set of tabs counts as one, a cell that only draws as none
    longest_cell: int  # lines that are not empty
    print_share: float  # of the lines of open cells
    pictures: int
    words_before_picture: int
    folded_words: int
    exercise_minutes: int

    @property
    def pictures_per_1000(self):
        return 1000 * self.pictures / self.open_words

    @property
    def minutes(self):
        """Return the minutes for what stands open."""
        return round(self.open_words / WORDS + CELL * self.open_cells + PICTURE * self.pictures)

    @property
    def folded_minutes(self):
        """Return the minutes more for what is folded."""
        return round(self.folded_words / WORDS)


def words(markdown):
    """Return how many words a text has for its reader."""
    text = FORMULA.sub(" formula ", NOT_READ.sub(" ", markdown))
    return len(WORD.findall(text))


def parted(cells):
    """Return the cells before the exercises, with the text above their heading, and the rest."""
    for k, cell in enumerate(cells):
        found = EXERCISES.search(source(cell)) if cell["cell_type"] == "markdown" else None
        if found:
            above, below = source(cell)[: found.start()], source(cell)[found.start() :]
            return [*cells[:k], {**cell, "source": above}], [
                {**cell, "source": below},
                *cells[k + 1 :],
            ]
    return cells, []


def open_text(cell):
    """Return the part of a Markdown cell that stands open."""
    kind = fold(cell)
    if kind == "fold":
        heading, line, _ = fold_parts(source(cell))
        return f"{heading}\n\n{line}"
    return "" if kind else source(cell)


def is_picture(cell):
    """Say whether a code cell shows a figure."""
    return any("image/svg+xml" in output.get("data", {}) for output in cell["outputs"])


def pictures_of(cell):
    """Return how many pictures a cell shows in the open."""
    if cell["cell_type"] == "code":
        return int(is_picture(cell) and not fold(cell))
    return len(re.findall(r"^:{3,}\{explorable\}", open_text(cell), re.MULTILINE))


def words_before_picture(cells):
    """Return how many open words stand above the first picture."""
    count = 0
    for cell in cells:
        if cell["cell_type"] == "markdown":
            above, found, _ = open_text(cell).partition("{explorable}")
            count += words(above)
            if found:
                return count
        elif pictures_of(cell):
            return count
    return count


def shown_cells(cells):
    """Return the code cells that stand open with their input, in sets where they are tabs."""
    sets, before = [], False
    for cell in cells:
        tabbed = any(tag.startswith("fw-") for tag in tags(cell))
        if cell["cell_type"] == "code" and not fold(cell) and "hide-input" not in tags(cell):
            if tabbed and before:
                sets[-1].append(cell)
            else:
                sets.append([cell])
        before = tabbed
    return sets


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


def share(cells):
    """Return the share of the lines of cells that only print."""
    codes = [source(cell) for cell in cells]
    total = sum(len(lines(code)) for code in codes)
    return sum(len(printing(code)) for code in codes) / total if total else 0.0


def measure(cells):
    """Return the Reading of a notebook's cells."""
    before, exercises = parted(cells)
    sets = shown_cells(before)
    shown = [cell for one in sets for cell in one]
    texts = [cell for cell in before if cell["cell_type"] == "markdown"]
    asked = text(exercises)
    open_words = sum(words(open_text(cell)) for cell in texts)
    return Reading(
        open_words=open_words,
        all_words=words(text(cells)),
        open_cells=len(sets),
        longest_cell=max((len(lines(source(cell))) for cell in shown), default=0),
        print_share=share(shown),
        pictures=sum(map(pictures_of, before)),
        words_before_picture=words_before_picture(before),
        folded_words=words(text(before)) - open_words,
        exercise_minutes=STAR * sum(map(len, STARS.findall(asked))),
    )


@cache
def of_chapter(chapter):
    """Return the Reading of a chapter, named as information/entropy."""
    return measure(read(chapter))


def table(chapters):
    """Return the lines of a table of what the chapters ask."""
    names = ["open words", "all", "cells", "longest", "print", "pictures", "/1000", "minutes"]
    rows = [f"{'':<36}" + "".join(f"{name:>11}" for name in names)]
    for chapter in chapters:
        r = of_chapter(chapter)
        values = [f"{r.open_words:,}", f"{r.all_words:,}", r.open_cells, r.longest_cell]
        values += [f"{r.print_share:.0%}", r.pictures, f"{r.pictures_per_1000:.1f}"]
        values += [f"{r.minutes} + {r.exercise_minutes}"]
        rows.append(f"{chapter:<36}" + "".join(f"{value!s:>11}" for value in values))
    return rows

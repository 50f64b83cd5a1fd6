"""How much a chapter asks of its reader: words, cells, pictures and minutes, counted in its cells.

Open is what stands before the exercises and outside of folds. The site shows the
minutes, and tests/book/chapter_limits.py, which counts some more, holds every chapter to the standard.
"""

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
    open_cells: int  # a set of tabs counts as one, a cell that only draws as none
    pictures: int
    folded_words: int
    exercise_minutes: int

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


def measure(cells):
    """Return the Reading of a notebook's cells."""
    before, exercises = parted(cells)
    open_words = sum(words(open_text(c)) for c in before if c["cell_type"] == "markdown")
    return Reading(
        open_words=open_words,
        open_cells=len(shown_cells(before)),
        pictures=sum(map(pictures_of, before)),
        folded_words=words(text(before)) - open_words,
        exercise_minutes=STAR * sum(map(len, STARS.findall(text(exercises)))),
    )


@cache
def of_chapter(chapter):
    """Return the Reading of a chapter, named as information/entropy."""
    return measure(read(chapter))

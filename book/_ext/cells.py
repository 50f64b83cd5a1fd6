"""What stands in the cells of a chapter: text, tags, headings and folds, read without Sphinx.

A cell is what the file says of it, where the text may be a list of lines, or what nbformat makes
of that.
"""

import re

from .data import ROOT, cells_of

HEADING = re.compile(r"(#{1,6})\s+(.+?)\s*$")
FENCE = re.compile(r"\s*(```|~~~)")


def read(chapter):
    """Return the cells of a chapter, named as information/entropy."""
    return cells_of(ROOT / "book" / f"{chapter}.ipynb")


def source(cell):
    """Return the text of a cell."""
    return "".join(cell["source"])


def tags(cell):
    """Return the tags of a cell."""
    return set(cell["metadata"].get("tags", []))


def markdown(source, name):
    """Return a new Markdown cell."""
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def text(cells):
    """Return the text of the Markdown cells as one."""
    return "\n\n".join(source(cell) for cell in cells if cell["cell_type"] == "markdown")


def headings(markdown):
    """Return the headings of a text as pairs of a level and a title."""
    found, fenced = [], False
    for line in markdown.split("\n"):
        fenced ^= bool(FENCE.match(line))
        if not fenced and (match := HEADING.match(line)):
            found.append((len(match[1]), match[2]))
    return found


def fold(cell):
    """Return `fold` for the first cell of a fold, `folded` for one that follows, or None."""
    return next((tag for tag in ("fold", "folded") if tag in tags(cell)), None)


def fold_parts(markdown):
    """Return the heading, the line and the inside of the first cell of a fold."""
    heading = ""
    if HEADING.match(markdown.strip().partition("\n")[0]):
        heading, _, markdown = markdown.strip().partition("\n")
    line, *inside = re.split(r"\n\s*\n", markdown.strip(), maxsplit=1)
    return heading, line, "".join(inside)

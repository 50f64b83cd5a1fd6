"""Folds: what stands closed on the site behind one line that says what is inside.

A fold is made of cells, so that Jupyter shows it as what it is: a Markdown cell tagged `fold`
begins one, the following cells tagged `folded` belong to it. The first paragraph of the first
cell stays open, and so does a heading above that paragraph.

The page is written with every fold open, for readers without JavaScript, for print, PDF and EPUB.
A class that the head of the page sets hides the insides before the first paint, so that nothing
moves; assets/theme.js then closes the folds, and opens those that a link leads into.
"""

import json
import re

from sphinx.errors import ExtensionError
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

from . import cells
from .elements import element, with_tag

# The cells


def faults(notebook):
    """Return what is wrong with the folds of a notebook's cells, one line each."""
    found, before = [], None
    for k, (cell, following) in enumerate(zip(notebook, [*notebook[1:], None], strict=True)):
        kind = cells.fold(cell)
        if kind == "folded" and not before:
            found.append(f"cell {k}: tagged folded, but no cell tagged fold stands before it")
        if kind == "fold" and cell["cell_type"] != "markdown":
            found.append(f"cell {k}: tagged fold: expected Markdown, got code")
        elif kind:
            found += [f"cell {k}: {fault}" for fault in faults_inside(cell, following)]
        before = kind
    return found


def faults_inside(cell, following):
    """Yield what is wrong with a cell of a fold, which another may follow."""
    inside = cells.source(cell)
    if cells.fold(cell) == "fold":
        _, line, inside = cells.fold_parts(inside)
        if not line or line.startswith(("#", ":::", "$$", "|", "- ")):
            yield "a fold begins with a sentence that says what is inside"
        if re.search(r"\]\(|\{(?:cite|ref|eq|prf:ref|doc|term)[^}]*\}`", line):
            yield "a link in the line that stands open, which is a button itself"
        if not inside and (following is None or cells.fold(following) != "folded"):
            yield "a fold with nothing inside"
    if cell["cell_type"] == "markdown" and cells.headings(inside):
        yield "a heading inside of a fold; headings stand open"


def with_directives(notebook):
    """Return the cells with the directives that mark the beginnings and ends of folds."""
    done = []
    for k, (cell, following) in enumerate(zip(notebook, [*notebook[1:], None], strict=True)):
        kind = cells.fold(cell)
        if kind == "fold":
            heading, line, inside = cells.fold_parts(cells.source(cell))
            parts = [heading, f"::::{{fold-start}}\n{line}\n::::", inside]
            cell = {**cell, "source": "\n\n".join(part for part in parts if part)}
        done.append(cell)
        if kind and (following is None or cells.fold(following) != "folded"):
            done.append(cells.markdown("::::{fold-end}\n::::", f"fold-end-{k}"))
    return done


def mark_folds(app, docname, content):
    """Put the directives into the text of a notebook that Sphinx is about to parse."""
    if not str(app.env.doc2path(docname)).endswith(".ipynb"):
        return
    notebook = json.loads(content[0])
    if wrong := faults(notebook["cells"]):
        raise ExtensionError("\n".join(f"{docname}.ipynb: {fault}" for fault in wrong))
    if any(map(cells.fold, notebook["cells"])):
        notebook["cells"] = with_directives(notebook["cells"])
        content[0] = json.dumps(notebook)


# The page


class FoldStart(SphinxDirective):
    """The place where a fold begins, with the line that stands open."""

    has_content = True

    def run(self):
        start = element("fold-start")
        self.state.nested_parse(self.content, self.content_offset, start)
        return [start]


class FoldEnd(SphinxDirective):
    """The place where a fold ends."""

    def run(self):
        return [element("fold-end")]


class GatherFolds(SphinxTransform):
    """Move what stands between the two marks into the fold."""

    default_priority = 390  # before the tabs, which look for neighbors of one parent

    def apply(self):
        for start in list(self.document.findall(with_tag("fold-start"))):
            parent = start.parent
            first = parent.index(start)
            last = next(k for k, n in enumerate(parent[first:], first) if with_tag("fold-end")(n))
            # A summary holds no paragraph.
            line = element("span", *(c for p in start.children for c in p.children))
            body = element("div", *parent[first + 1 : last], class_="fold-body")
            summary = element("summary", line)
            parent[first : last + 1] = [element("details", summary, body, class_="fold", open=True)]


def setup(app):
    app.add_directive("fold-start", FoldStart)
    app.add_directive("fold-end", FoldEnd)
    app.add_transform(GatherFolds)
    app.connect("source-read", mark_folds, priority=400)  # before the quizzes

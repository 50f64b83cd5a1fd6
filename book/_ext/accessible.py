"""HTML that a screen reader can use, where docutils writes what it cannot."""

import re

from docutils import nodes

LIST_ROLES = re.compile(r' role="(?:list|doc-biblioentry)"')


def visit_citation(translator, node):
    """Write a source without its roles: one is deprecated, the other makes a list without items."""
    start = len(translator.body)
    type(translator).visit_citation(translator, node)
    translator.body[start:] = [LIST_ROLES.sub("", part) for part in translator.body[start:]]


def depart_citation(translator, node):
    type(translator).depart_citation(translator, node)


def visit_entry(translator, node):
    """Write an empty cell of a head as an ordinary cell: it heads no column and no row."""
    type(translator).visit_entry(translator, node)
    if not node.astext().strip() and translator.body[-1].startswith("<th"):
        translator.body[-1] = "<td" + translator.body[-1].removeprefix("<th")
        translator.context[-1] = "</td>\n"


def depart_entry(translator, node):
    type(translator).depart_entry(translator, node)


def setup(app):
    app.add_node(nodes.citation, override=True, html=(visit_citation, depart_citation))
    app.add_node(nodes.entry, override=True, html=(visit_entry, depart_entry))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

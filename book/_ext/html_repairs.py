"""HTML that is valid and that a screen reader can use, where Sphinx and extensions write other.

An id stands once, a summary has no paragraph and a paragraph no list, an address no angle brackets,
a source no role, and an empty cell heads nothing. docs/architecture.md says what each repair waits for.
"""

import re
from html import escape

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode, depart_HideCellInput
from sphinx.transforms.post_transforms import SphinxPostTransform

# The ids that sphinx-proof and sphinx-exercise give to each of their blocks.
REPEATED = {"proof", "proof-content", "exercise-content", "solution-content"}
LIST_ROLES = re.compile(r' role="(?:list|doc-biblioentry)"')


class Mend(SphinxPostTransform):
    default_priority = 900
    formats = ("html",)

    def run(self):
        for node in self.document.findall(nodes.Element):
            node["ids"] = [one for one in node["ids"] if one not in REPEATED]
            if "<" in node.get("refuri", ""):  # as in some DOIs
                node["refuri"] = node["refuri"].replace("<", "%3C").replace(">", "%3E")
        for around in list(self.document.findall(holds_a_list)):
            around.replace_self(around.children)


def holds_a_list(node):
    return isinstance(node, nodes.paragraph) and any(
        isinstance(child, nodes.bullet_list) for child in node
    )


def visit_hidden_cell(translator, node):
    show, hide = escape(node["prompt_show"]), escape(node["prompt_hide"])
    translator.body.append(
        f'<details class="hide {" ".join(node["classes"])}">\n'
        f'<summary><span class="collapsed">{show}</span><span class="expanded">{hide}</span></summary>\n'
    )


def visit_citation(translator, node):
    """Write a source without its roles: one is deprecated, the other makes a list without items."""
    start = len(translator.body)
    type(translator).visit_citation(translator, node)
    translator.body[start:] = [LIST_ROLES.sub("", part) for part in translator.body[start:]]


def visit_entry(translator, node):
    """Write an empty cell of a head as an ordinary cell: it heads no column and no row."""
    type(translator).visit_entry(translator, node)
    if not node.astext().strip() and translator.body[-1].startswith("<th"):
        translator.body[-1] = "<td" + translator.body[-1].removeprefix("<th")
        translator.context[-1] = "</td>\n"


def setup(app):
    app.setup_extension("myst_nb")
    app.setup_extension("sphinx_proof")
    app.add_node(HideCodeCellNode, override=True, html=(visit_hidden_cell, depart_HideCellInput))
    app.add_post_transform(Mend)
    app.add_node(nodes.citation, override=True, html=(visit_citation, None))
    app.add_node(nodes.entry, override=True, html=(visit_entry, None))

"""Valid HTML where the extensions write what is not: an id stands once, a summary
has no paragraph, and an address no angle brackets."""

from html import escape

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode, depart_HideCellInput
from sphinx.transforms.post_transforms import SphinxPostTransform

# The ids that sphinx-proof and sphinx-exercise give to each of their blocks.
REPEATED = {"proof", "proof-content", "exercise-content", "solution-content"}
MATHJAX = {"tex2jax_ignore", "mathjax_ignore"}  # classes for a MathJax that is not there


class Mend(SphinxPostTransform):
    default_priority = 900
    formats = ("html",)

    def run(self):
        for node in self.document.findall(nodes.Element):
            node["ids"] = [one for one in node["ids"] if one not in REPEATED]
            node["classes"] = [one for one in node["classes"] if one not in MATHJAX]
            if "<" in node.get("refuri", ""):  # as in some DOIs
                node["refuri"] = node["refuri"].replace("<", "%3C").replace(">", "%3E")


def visit_hidden_cell(translator, node):
    show, hide = escape(node["prompt_show"]), escape(node["prompt_hide"])
    translator.body.append(
        f'<details class="hide {" ".join(node["classes"])}">\n'
        f'<summary><span class="collapsed">{show}</span><span class="expanded">{hide}</span></summary>\n'
    )


def setup(app):
    app.setup_extension("myst_nb")
    app.setup_extension("sphinx_proof")
    app.add_node(HideCodeCellNode, override=True, html=(visit_hidden_cell, depart_HideCellInput))
    app.add_post_transform(Mend)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

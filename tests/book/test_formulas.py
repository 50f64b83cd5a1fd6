"""Formulas and the marks after them."""

from docutils import nodes
from docutils.utils import new_document
from sphinx.util.docutils import docutils_namespace

from book._ext import v8
from book._ext.formulas import KeepTogether, typeset


def test_a_mark_stays_with_the_formula_before_it():
    document = new_document("page")
    link = nodes.reference("", "Theorem 1")
    parts = [nodes.Text("by "), link, nodes.Text("."), nodes.math("", "x"), nodes.Text(".")]
    parts += [nodes.math("", "y"), nodes.Text(", so"), nodes.math("", "z"), nodes.Text(" is")]
    document += nodes.paragraph("", "", *parts, nodes.math("", "w"))
    with docutils_namespace():
        KeepTogether(document).run()
    [paragraph] = document.children
    assert paragraph.astext() == "by Theorem 1.x.y, soz isw"
    kept = [node.astext() for node in paragraph.findall(nodes.inline)]
    assert kept == ["x.", "y,"]
    assert [node.astext() for node in paragraph.findall(nodes.math)] == list("xyzw")


def test_an_array_of_one_column_is_valid():
    made = typeset(r"\begin{aligned} a \\ b \end{aligned}", True)
    v8.close()
    assert "<mtable" in made and 'columnspacing=""' not in made

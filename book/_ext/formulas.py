"""Typeset formulas at build time: readers get HTML and MathML, and no script.

`typeset` makes the HTML, with the vendored KaTeX; `apart` finds it again in a page. A TeX error becomes a warning with file and
line, which `-W` turns into a failed build.
"""

import re
from functools import cache
from pathlib import Path

from docutils import nodes
from sphinx.locale import _
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

from . import v8

logger = logging.getLogger(__name__)
KATEX = Path(__file__).with_name("katex.min.js")
TYPESET = """function typeset(tex, display) {
  return katex.renderToString(tex,
    { displayMode: display, throwOnError: true, strict: "error", trust: false })
}"""
BEGINS, SPAN = '<span class="katex">', re.compile(r"<(/?)span\b[^>]*>")
MARKS = re.compile(r"[.,;:!?)\]’”]+")


@cache
def typeset(tex, display):
    """Return a formula as HTML with MathML; raise v8.JSEvalException for a TeX error."""
    made = v8.context(KATEX, TYPESET).call("typeset", tex, display)
    return made.replace(' columnspacing=""', "")  # of a single column, and no valid MathML


def html_of(translator, node, display):
    """Return the HTML of a math node; a TeX error is reported and its source shown."""
    tex = node.astext().strip()
    # Sphinx writes the equation number itself, so KaTeX must not number the rows.
    tex = re.sub(r"\\(begin|end)\{(align|equation|gather)\}", r"\\\1{\2*}", tex)
    try:
        return typeset(tex, display)
    except v8.JSEvalException as error:
        message = next((m for m in str(error).splitlines() if "KaTeX" in m), str(error))
        message = message.rpartition("ParseError: ")[2]
        logger.warning("%s in %r", message, tex, location=node, type="katex")
        return f"<code>{translator.encode(tex)}</code>"


def apart(page):
    """Return HTML before its first formula, and for each formula what it holds and what follows."""
    first, *rest = page.split(BEGINS)
    found = []
    for part in rest:
        depth = 1
        for span in SPAN.finditer(part):
            depth += -1 if span[1] else 1
            if depth == 0:
                break
        found.append((part[: span.start()], part[span.end() :]))
    return first, found


class KeepTogether(SphinxPostTransform):
    """Let no line begin with the comma or the closing bracket that follows a formula."""

    default_priority = 900
    formats = ("html",)

    def run(self, **options):
        for formula in list(self.document.findall(nodes.math)):
            parent, k = formula.parent, formula.parent.index(formula)
            following = parent[k + 1] if k + 1 < len(parent) else None
            if marks := isinstance(following, nodes.Text) and MARKS.match(following):
                kept = nodes.inline(
                    "", "", formula, nodes.Text(marks[0]), classes=["keep-together"]
                )
                parent[k : k + 2] = [kept, nodes.Text(following[marks.end() :])]


def visit_inline(translator, node):
    translator.body.append(f'<span class="math">{html_of(translator, node, False)}</span>')
    raise nodes.SkipNode


def visit_block(translator, node):
    translator.body.append(translator.starttag(node, "div", CLASS="math"))
    translator.body.append(html_of(translator, node, True))
    if node["number"]:
        number = get_node_equation_number(translator, node)
        translator.body.append(f'<span class="eqno">({number})')
        translator.add_permalink_ref(node, _("Link to this equation"))
        translator.body.append("</span>")
    translator.body.append("</div>\n")
    raise nodes.SkipNode


def add_style(app, pagename, templatename, context, doctree):
    """Load KaTeX's style sheet on the pages that have a formula."""
    if doctree is not None and any(
        doctree.findall(lambda n: isinstance(n, nodes.math | nodes.math_block))
    ):
        app.add_css_file("katex/katex.min.css")


def setup(app):
    app.add_html_math_renderer("katex", (visit_inline, None), (visit_block, None))
    app.add_post_transform(KeepTogether)
    app.connect("html-page-context", add_style)

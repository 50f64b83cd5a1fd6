"""Elements of HTML in the tree of a page, for what docutils has no node, and their scripts."""

import html
import re
from functools import cache
from hashlib import sha256
from pathlib import Path

from docutils import nodes
from sphinx import addnodes

READER = ("parts", "record", "place", "quiz", "predict", "answer")  # in assets, in their order


class html_element(nodes.General, nodes.TextElement):
    """An element of HTML for which docutils has no node."""


def element(tag, *children, **attributes):
    """Return an element; a True attribute has no value, and data_page stands for data-page."""
    children = [nodes.Text(c) if isinstance(c, str) else c for c in children]
    named = {k.rstrip("_").replace("_", "-"): v for k, v in attributes.items() if v is not None}
    return html_element("", "", *children, tag=tag, attributes=named)


def with_tag(tag):
    """Return a condition for findall: an element with this tag."""
    return lambda node: isinstance(node, html_element) and node["tag"] == tag


def visit_html(translator, node):
    given = node["attributes"].items()
    shown = "".join(f" {k}" if v is True else f' {k}="{html.escape(v)}"' for k, v in given)
    translator.body.append(f"<{node['tag']}{shown}>")


def depart_html(translator, node):
    if node["tag"] != "input":
        translator.body.append(f"</{node['tag']}>")


def page_link(page, shown):
    """Return a link to a page of the book."""
    inner = nodes.inline("", shown)
    options = {"refdomain": "std", "reftype": "doc", "refexplicit": True, "refwarn": True}
    return addnodes.pending_xref("", inner, reftarget=f"/book/{page}", **options)


@cache
def version():
    """Return a word that changes with whatever the site is made of, for browsers that keep files.

    What a page loads later, the search index among it, is made of all of the book.
    """
    root = Path(__file__).resolve().parents[2]
    files = [path for path in sorted((root / "book").rglob("*")) if path.is_file()]
    files += [root / name for name in ("_config.yml", "requirements-site.lock")]
    files.append(root / "xentlib" / "exercises.json")
    texts = (path.read_bytes() for path in files if "__pycache__" not in path.parts)
    return sha256(b"".join(texts)).hexdigest()[:8]


BLOCK = re.compile(r"^\s*/\*.*?\*/[ \t]*\n", re.MULTILINE | re.DOTALL)
LICENSE = re.compile(r"/\*!|license|copyright", re.IGNORECASE)


def bare(script):
    """Return a script without the comments that have lines of their own; what a license says stays."""
    script = BLOCK.sub(lambda block: block[0] * bool(LICENSE.search(block[0])), script)
    return re.sub(r"//# sourceMappingURL=.*|^\s*//.*\n", "", script, flags=re.MULTILINE)


def join_scripts(app):
    """Write the scripts that all chapters need as one, without comments."""
    assets, static = Path(__file__).parents[1] / "assets", Path(app.outdir, "_static")
    static.mkdir(parents=True, exist_ok=True)
    texts = [(assets / f"{name}.js").read_text("utf8") for name in READER]
    (static / "reader.js").write_text(bare("\n".join(texts)), "utf8")


def add_reader(app):
    """Load the joined script on a page."""
    app.add_js_file("reader.js", defer="defer", **{"data-version": version()})


def add_scripts(app, doctree, tags, *names):
    """Load the joined script, and others, on a page that has an element with one of these tags."""
    if doctree is not None and any(any(doctree.findall(with_tag(tag))) for tag in tags):
        add_reader(app)
        for name in names:
            app.add_js_file(name, defer="defer")


def setup(app):
    app.connect("builder-inited", join_scripts)
    app.add_node(html_element, html=(visit_html, depart_html))

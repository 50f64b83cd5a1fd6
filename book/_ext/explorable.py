"""The directive `explorable`: a picture that the reader moves, without a kernel.

    :::{explorable} bits
    Drag q towards p. Which of the three numbers stays where it is?
    :::

The kind is a file in `book/assets/explorables/`. Its first view, numbers and summary are drawn here,
at build time, by the same script that the browser runs later. So the page is complete without it.
"""

from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from . import v8

FOLDER = Path(__file__).parents[1] / "assets/explorables"
KINDS = sorted(path.stem for path in FOLDER.glob("*.js") if path.stem != "core")
SCRIPTS = [FOLDER / f"{name}.js" for name in ("core", *KINDS)]


class explorable(nodes.General, nodes.Element):
    """An explorable: its children are the caption."""


class Explorable(SphinxDirective):
    required_arguments = 1
    has_content = True

    def run(self):
        kind = self.arguments[0]
        if kind not in KINDS:
            raise self.error(f"explorable: expected one of {', '.join(KINDS)}, got {kind!r}")
        if not self.content:
            raise self.error(
                f"explorable {kind}: expected a caption that says what to try, got none"
            )
        for name in ("core", kind):
            self.env.note_dependency(str(FOLDER / f"{name}.js"))
        node = explorable(kind=kind)
        self.set_source_info(node)
        self.state.nested_parse(self.content, self.content_offset, node)
        return [node]


def visit_html(translator, node):
    translator.body.append(
        f'<book-explorable kind="{node["kind"]}"><div class="explorable-caption">'
    )


def depart_html(translator, node):
    drawn = v8.context(*SCRIPTS).call("render", node["kind"])
    translator.body.append(f"</div>{drawn}</book-explorable>\n")


def add_files(app, pagename, templatename, context, doctree):
    """Load the script of each kind on the pages that show it."""
    kinds = {node["kind"] for node in doctree.findall(explorable)} if doctree else ()
    if kinds:
        app.add_css_file("explorables/explorables.css")
        for name in ("core", *sorted(kinds)):
            app.add_js_file(f"explorables/{name}.js", defer="defer")


def setup(app):
    app.add_node(explorable, html=(visit_html, depart_html))
    app.add_directive("explorable", Explorable)
    app.connect("html-page-context", add_files)

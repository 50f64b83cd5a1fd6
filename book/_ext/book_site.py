"""What the theme cannot be told by configuration: tabs for the frameworks, figures that follow
dark mode, no thebe, and buttons that appear once the repository's address is known."""

import re
from itertools import groupby
from pathlib import Path

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx_design.shared import create_component

FRAMEWORKS = {"tag_fw-numpy": "NumPy", "tag_fw-torch": "PyTorch", "tag_fw-tf": "TensorFlow"}

# The ground and the ink of xentlib.plots, and their colors in dark mode.
PAPER = "#fffffe"
DARK = {
    "#1b2430": "#e4e9f0",
    "#0072b2": "#56b4e9",
    "#d55e00": "#ff9448",
    "#009e73": "#3fd0a4",
    "#767676": "#a4afbd",
}


def framework(node):
    """Return the framework that a code cell is tagged with, or None."""
    if isinstance(node, nodes.container) and node.get("nb_element") == "cell_code":
        return next((FRAMEWORKS[c] for c in node["classes"] if c in FRAMEWORKS), None)
    return None


class FrameworkTabs(SphinxTransform):
    """Show consecutive cells that are tagged with a framework as one set of tabs.

    The sets of all pages follow one another's choice. Jupyter shows plain cells.
    """

    default_priority = 400

    def apply(self):
        if self.app.builder.format != "html" or self.app.builder.name == "epub":
            return
        parents = {id(c.parent): c.parent for c in self.document.findall(framework)}
        for parent in parents.values():
            for tagged, run in groupby(parent.children[:], lambda c: framework(c) is not None):
                cells = list(run)
                if tagged and len(cells) > 1:
                    self.wrap(parent, cells)

    @staticmethod
    def wrap(parent, cells):
        tabs = create_component("tab-set", classes=["sd-tab-set"])
        parent.insert(parent.index(cells[0]), tabs)
        for cell in cells:
            name = framework(cell)
            parent.remove(cell)
            label = nodes.rubric(name, "", nodes.Text(name), classes=["sd-tab-label"])
            label["sync_id"], label["sync_group"] = name.lower(), "framework"
            content = create_component("tab-content", classes=["sd-tab-content"], children=[cell])
            tabs += create_component(
                "tab-item", classes=["sd-tab-item"], selected=False, children=[label, content]
            )


def follow_theme(svg):
    """Return a figure whose ground is transparent and whose colors follow the theme.

    Inside an <img>, prefers-color-scheme is the color-scheme of the page around it.
    """
    if PAPER not in svg or 'id="theme"' in svg:
        return svg
    rules = "".join(
        f'[style*="fill: {light}"]{{fill:{dark}!important}}'
        f'[style*="stroke: {light}"]{{stroke:{dark}!important}}'
        for light, dark in DARK.items()
    )
    style = (
        f'<style id="theme">[style*="fill: {PAPER}"]{{fill:none!important}}'
        f"@media (prefers-color-scheme:dark){{{rules}}}</style>"
    )
    return re.sub(r"(<svg\b[^>]*>)", lambda m: m[1] + style, svg, count=1)


def theme_figures(app, env):
    """Rewrite the figures that were unpacked from stored outputs, before they are copied."""
    for name in env.images:
        if name.endswith(".svg") and "jupyter_execute" in name:
            path = Path(app.srcdir, name)
            path.write_text(follow_theme(path.read_text("utf8")), "utf8")


def show_buttons(app, config):
    """Offer the buttons that lead to the repository, once its address is known."""
    options = config.html_theme_options
    known = bool(options.get("repository_url"))
    for button in ("repository", "issues", "edit_page"):
        options[f"use_{button}_button"] = known
    if not known:
        options["launch_buttons"] = {}


def drop_thebe(app, pagename, templatename, context, doctree):
    """Jupyter Book always adds thebe, which would load from another host when clicked."""
    context["script_files"] = [
        script
        for script in context["script_files"]
        if "thebe" not in f"{script} {getattr(script, 'attributes', '')}".lower()
    ]


def setup(app):
    app.add_transform(FrameworkTabs)
    app.connect("config-inited", show_buttons)
    app.connect("env-updated", theme_figures)
    app.connect("html-page-context", drop_thebe, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

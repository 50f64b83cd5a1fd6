"""Figures: their colors follow dark mode, and nothing moves while they load."""

import os
import re
from pathlib import Path

from docutils import nodes
from sphinx.util.images import get_image_size
from sphinx.writers.html5 import HTML5Translator

# The ground and the ink of xentlib.plots, and their colors in dark mode.
PAPER = "#fffffe"
DARK = {
    "#1b2430": "#e4e9f0",
    "#0072b2": "#56b4e9",
    "#d55e00": "#ff9448",
    "#009e73": "#3fd0a4",
    "#767676": "#a4afbd",
}


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
            old = path.read_text("utf8")
            new = follow_theme(old)
            if new != old:
                times = path.stat()
                path.write_text(new, "utf8")
                # A newer file would have its page read again by the next build.
                os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def visit_image(translator, node):
    """Write an image with its size, so that nothing moves when it comes."""
    size = get_image_size(os.path.join(translator.builder.srcdir, node["uri"]))
    HTML5Translator.visit_image(translator, node)
    if size and not {"width", "height", "scale"} & set(node.attributes):
        sized = f'<img width="{size[0]}" height="{size[1]}" '
        translator.body[-1] = translator.body[-1].replace("<img ", sized, 1)


def setup(app):
    app.add_node(nodes.image, override=True, html=(visit_image, None))
    app.connect("env-updated", theme_figures)

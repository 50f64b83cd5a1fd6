"""What the theme cannot be told by configuration: figures that follow dark mode, no thebe,
and buttons that appear once the repository's address is known."""

import re
from pathlib import Path

# The ground and the ink of xentlib.plots, and their colours in dark mode.
PAPER = "#fffffe"
DARK = {
    "#1b2430": "#e4e9f0",
    "#0072b2": "#56b4e9",
    "#d55e00": "#ff9448",
    "#009e73": "#3fd0a4",
    "#767676": "#a4afbd",
}


def follow_theme(svg):
    """Return a figure whose ground is transparent and whose colours follow the theme.

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
    app.connect("config-inited", show_buttons)
    app.connect("env-updated", theme_figures)
    app.connect("html-page-context", drop_thebe, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

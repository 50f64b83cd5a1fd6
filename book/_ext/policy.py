"""A Content-Security-Policy on every page: nothing comes from elsewhere, and nothing acts in a page
but our files.

It stands in a <meta> tag, since those that publish such sites let nobody set headers. It forbids
scripts, handlers and styles inside of a page, so the build ends if one is left. KaTeX and the figures
need style attributes; WebAssembly is for the cells that run in the browser.
"""

import re
from pathlib import Path

from sphinx.errors import ExtensionError

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self'",
        "base-uri 'self'",
        "form-action 'self'",
    )
)
# The handlers of the theme's buttons; assets/theme.js does the same for these attributes.
HANDLERS = {
    'onclick="window.print()"': 'data-does="print"',
    'onclick="toggleFullScreen()"': 'data-does="fullscreen"',
}
FORBIDDEN = re.compile(
    r"<script(?![^>]*\ssrc=)[^>]*>|<style[^>]*>|<[a-z][^>]*\s(on[a-z]+)=|(?:href|src)=\"javascript:"
)


def forbidden(page):
    """Return what the policy would stop in a page."""
    return sorted({match[1] or match[0] for match in FORBIDDEN.finditer(page)})


def obey(app, exception):
    """Give the theme's buttons no handlers, and end the build where a page acts by itself."""
    if exception or app.builder.name != "html":
        return
    found = []
    for path in sorted(Path(app.outdir).rglob("*.html")):
        if "_static" in path.parts or "slides" in path.parts:
            continue
        page = path.read_text("utf8")
        for handler, mark in HANDLERS.items():
            page = page.replace(handler, mark)
        path.write_text(page, "utf8", newline="\n")
        found += [f"{path.relative_to(app.outdir)}: {act}" for act in forbidden(page)]
    if found:
        hint = "Its policy forbids that: scripts and styles stand in files of book/assets."
        raise ExtensionError("\n".join([hint, *found]))


def add_policy(app, pagename, templatename, context, doctree):
    context["policy"] = POLICY


def setup(app):
    app.connect("html-page-context", add_policy)
    app.connect("build-finished", obey, priority=900)  # after all that write into pages

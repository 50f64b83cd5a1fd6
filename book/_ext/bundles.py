"""Light pages: one style sheet and one script for what all pages share, and small fonts.

The theme and the extensions would load some twenty style sheets and scripts on each page, with
icons, menus and a search index that weigh a megabyte. Here they are joined, without the rules that
no page uses (25 kB are left of 95 kB), and the fonts keep the characters that occur in the book.
Those of the text stand in the style sheet: a page is painted once it has them, so no text changes
its face or its place, and they weigh no more there.
What a page adds with `app.add_js_file` or `app.add_css_file` is loaded after the bundles, as ever.
"""

import base64
import json
import logging
import posixpath
import re
import shutil
from fnmatch import fnmatch
from html import unescape
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from .elements import bare, version

logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells every step

# In `_static`, in the order of the cascade. Those in OURS keep every rule.
OURS = ("theme.css", "book.css")
STYLES = (
    "styles/theme.css",
    "basic.css",
    "styles/pydata-sphinx-theme.css",
    "pygments.css",
    "styles/sphinx-book-theme.css",
    "togglebutton.css",
    "copybutton.css",
    "mystnb.*.css",
    "exercise.css",
    "proof.css",
    "sphinx-design.min.css",
    "katex/katex.min.css",
    *OURS,
)
SCRIPTS = (
    "documentation_options.js",
    "theme.js",
    "doctools.js",
    "clipboard.min.js",
    "copybutton.js",
    "togglebutton.js",
    "design-tabs.js",
    "scripts/sphinx-book-theme.js",
    "scripts/pydata-sphinx-theme.js",
)
HEAD_SCRIPTS = ("first.js", "faces.js")
# Inline scripts: the bundle holds what togglebutton.js reads, and nothing reads the others.
INLINE = re.compile("toggle|DOCUMENTATION_OPTIONS")
# Those that nearly every page with formulas shows at once.
FORMULA_FONTS = [f"katex/fonts/KaTeX_{name}.woff2" for name in ("Main-Regular", "Math-Italic")]
# Those that lose characters: the others are so rare that pages do without them or load one.
FONTS = (
    "fonts/*.woff2",
    "katex/fonts/KaTeX_AMS-Regular.woff2",
    "katex/fonts/KaTeX_Main-Regular.woff2",
    "katex/fonts/KaTeX_Main-Bold.woff2",
    "katex/fonts/KaTeX_Math-Italic.woff2",
    "katex/fonts/KaTeX_SansSerif-Regular.woff2",
    "katex/fonts/KaTeX_Size*.woff2",
)
# Which no page loads: the search is ours (search.py), and the marks that it leaves are theme.js's.
UNUSED = ("sphinx-thebe.*", "searchtools.js", "language_data.js", "sphinx_highlight.js")
LEFTOVERS = (
    "vendor",  # Font Awesome: theme.css draws the icons
    "scripts/fontawesome*",
    "scripts/bootstrap*",
    "scripts/*.map",
    "styles/*.map",
    "locales",
    "*webpack-macros.html",
    *UNUSED,
)


def paths(static, names):
    """Return the files behind the names; each has to be there."""
    found = []
    for name in names:
        matches = sorted(static.glob(name))
        if not matches:
            raise FileNotFoundError(f"{name}: expected in {static}; see STYLES, SCRIPTS and FONTS")
        found += matches
    return found


def drop_thebe(app, config):
    """Jupyter Book always sets up thebe, which would load from another host."""
    for listeners in app.events.listeners.values():
        listeners[:] = [one for one in listeners if one.handler.__module__ != "sphinx_thebe"]


def bundled(file):
    """Return whether a page does without a style sheet or script because of the bundles."""
    if not file.filename:
        return bool(INLINE.search(file.attributes.get("body") or ""))
    names = (*STYLES, *SCRIPTS, *UNUSED)
    return any(fnmatch(str(file.filename), f"_static/{name}") for name in names)


def link_bundles(app, pagename, templatename, context, doctree):
    """Leave to the page's own links what is in no bundle."""
    if app.builder.name != "html":
        return
    context["css_files"] = [file for file in context["css_files"] if not bundled(file)]
    context["script_files"] = [file for file in context["script_files"] if not bundled(file)]
    context["bundle_version"] = version()
    context["first_fonts"] = FORMULA_FONTS * ("katex" in context.get("body", ""))


def used_names(pages, scripts):
    """Return the classes that pages have or scripts may give, but for those of icons."""
    names = {
        name
        for page in pages
        for found in set(re.findall(r'class="([^"]*)"', page))
        for name in found.split()
    }
    for script in scripts:
        names.update(re.findall(r"[\w-]+", script))
    return {name for name in names if not re.fullmatch(r"fa[brs]?|fa-.*", name)}


def prune(css, names):
    """Return a style sheet without the rules for classes that are not among the names."""

    def classes(selector):
        required = re.sub(r":(?:not|is|where)\([^)]*\)", "", selector)
        return set(re.findall(r"\.(-?[A-Za-z_][\w-]*)", required))

    def rule(match):
        selectors, body = match.groups()
        if selectors.lstrip().startswith("@"):
            return "" if "Font Awesome" in body else match[0]
        kept = [s for s in re.split(r",(?![^(]*\))", selectors) if classes(s) <= names]
        return f"{','.join(kept)}{{{body}}}" if kept else ""

    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"@(?:charset|import)[^;]*;", "", css)
    css = re.sub(r"([^{};]+)\{([^{}]*)\}", rule, css)
    return re.sub(r"@(?:media|supports)[^{};]*\{\s*\}", "", css)


def relocated(css, folder):
    """Return a style sheet of a folder in `_static` as it reads in `_static` itself."""
    return re.sub(
        r"url\(([\"']?)(?!data:|#)([^)\"']+)\1\)",
        lambda m: f"url({posixpath.normpath(posixpath.join(folder, m[2]))})",
        css,
    )


def subset(path, characters):
    """Keep those characters in a font, and of the italic one weight: bold italics are rare."""
    options = Options(flavor="woff2", hinting=False)
    font = TTFont(path, recalcTimestamp=False)  # the same book, the same bytes
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=map(ord, characters))
    subsetter.subset(font)
    if path.name.endswith("-wght-italic.woff2"):
        instantiateVariableFont(font, {"wght": 400}, inplace=True)
    font.save(path)


def embedded(css, folder):
    """Return a style sheet with the WOFF2 fonts inside that lie in its folder `fonts`."""

    def inside(match):
        data = base64.b64encode((folder / match[1]).read_bytes()).decode()
        return f"url(data:font/woff2;base64,{data})"

    return re.sub(r"url\((fonts/[^)]+\.woff2)\)", inside, css)


def characters(texts):
    """Return the characters of texts, those written as entities or escapes included."""
    found = set(map(chr, range(0x20, 0x7F)))
    for text in texts:
        found.update(text)
        found.update("".join(map(unescape, set(re.findall(r"&#?\w+;", text)))))
        found.update(
            chr(int(code, 16)) for code in set(re.findall(r"\\u?([0-9A-Fa-f]{4})\b", text))
        )
    return found


def write_bundles(app, exception):
    if exception or app.builder.name != "html":
        return
    static = Path(app.outdir, "_static")
    for name in LEFTOVERS:
        for path in static.glob(name):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    pages = [path.read_text("utf8") for path in Path(app.outdir).rglob("*.html")]
    scripts = [path.read_text("utf8") for path in static.rglob("*.js")]
    names = used_names(pages, scripts)
    styles = []
    for path in paths(static, STYLES):
        css = relocated(path.read_text("utf8"), path.parent.relative_to(static).as_posix())
        styles.append(css if path.name in OURS and path.parent == static else prune(css, names))
    config = app.config
    toggle = {
        "togglebuttonSelector": config.togglebutton_selector,
        "toggleHintShow": str(config.togglebutton_hint),
        "toggleHintHide": str(config.togglebutton_hint_hide),
        "toggleOpenOnPrint": str(config.togglebutton_open_on_print).lower(),
    }
    code = [f"var {name} = {json.dumps(value)}" for name, value in toggle.items()]
    code += [bare(p.read_text("utf8")) for p in paths(static, SCRIPTS)]
    (static / "site.js").write_text(";\n".join(code), "utf8")
    for path in paths(static, HEAD_SCRIPTS):
        path.write_text(bare(path.read_text("utf8")), "utf8")
    kept = characters([*pages, *scripts, *styles])
    for font in paths(static, FONTS):
        subset(font, kept)
    (static / "site.css").write_text(embedded("\n".join(styles), static), "utf8")
    for font in static.glob("fonts/*.woff2"):
        font.unlink()  # the license stays


def setup(app):
    app.connect("config-inited", drop_thebe)
    app.connect("html-page-context", link_bundles, priority=900)
    app.connect("build-finished", write_bundles, priority=900)  # after sphinx-proof's style

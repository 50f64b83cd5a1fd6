"""What search engines and messengers are told of a page: a sentence, a title and a picture.

A picture is only found by its full address, so it is named once html.baseurl in _config.yml is
known; then there is a sitemap, too. The picture is assets/card.png; tools/social_card.py makes it.
"""

from html import escape
from pathlib import Path

from . import toc
from .navigation import base_path, recaps

SITEMAP = "sitemap.xml"

CARD = "card.png"
ALT = "The Cross-Entropy Book: two distributions, p in blue and q in vermilion, as bars"
# The grounds of the pages in light and dark mode, as in assets/book.css.
THEME_COLORS = {"light": "#fffefb", "dark": "#12161c"}


def tags(title, sentence, site, address="", base=""):
    """Return the tags for the head of a page; both addresses are "" until they are known."""
    found = [
        ("name", "description", sentence),
        ("property", "og:type", "article" if title != site else "website"),
        ("property", "og:site_name", site),
        ("property", "og:title", title),
        ("property", "og:description", sentence),
    ]
    if base:
        found += [
            ("property", "og:url", address),
            ("property", "og:image", f"{base.rstrip('/')}/_static/{CARD}"),
            ("property", "og:image:width", "1200"),
            ("property", "og:image:height", "630"),
            ("property", "og:image:alt", ALT),
        ]
    found.append(("name", "twitter:card", "summary_large_image" if base else "summary"))
    return "\n".join(f'<meta {k}="{name}" content="{escape(text)}">' for k, name, text in found)


def theme_colors():
    """Return the tags that color a phone's browser like the page."""
    return "\n".join(
        f'<meta name="theme-color" content="{color}" media="(prefers-color-scheme: {mode})">'
        for mode, color in THEME_COLORS.items()
    )


def add_tags(app, pagename, templatename, context, doctree):
    """Put the tags into the head of every page that has a sentence."""
    page = context.get("target", pagename)  # an old address shows what its page shows
    sentence = recaps().get(page)
    found = theme_colors()
    if sentence:
        base = app.config.html_baseurl
        address = context.get("target_address") or context.get("pageurl") or ""
        title = app.env.titles[page].astext()
        found += "\n" + tags(title, sentence, app.config.html_title, address, base)
    context["metatags"] = context.get("metatags", "") + found


def write_sitemap(app, exception):
    """List the pages for search engines, which ask for robots.txt at the root of a host alone."""
    base = app.config.html_baseurl.rstrip("/")
    if exception or app.builder.name != "html" or not base:
        return
    pages = "".join(f"<url><loc>{escape(base)}/{page}.html</loc></url>\n" for page in toc.pages())
    text = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{pages}</urlset>\n'
    Path(app.outdir, SITEMAP).write_text(text, "utf8", newline="\n")
    if base_path(base) == "/":
        robots = f"User-agent: *\nAllow: /\nSitemap: {base}/{SITEMAP}\n"
        Path(app.outdir, "robots.txt").write_text(robots, "utf8", newline="\n")


def setup(app):
    app.connect("html-page-context", add_tags)
    app.connect("build-finished", write_sitemap)

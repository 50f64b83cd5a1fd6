"""The way through the book: the part above a title, one line on the pages before and after,
old addresses that lead on, and a page for addresses that do not exist.

The order and the parts of the pages come from _toc.yml, the lines from recaps.yml, the old
addresses from redirects.yml, and old places on pages from moved.yml: a hidden link has the old id,
and assets/theme.js follows it. The templates in _templates lay them out.
"""

import re
from functools import cache
from urllib.parse import urlsplit

from sphinx.errors import ExtensionError

from . import chapter_size, toc
from .data import yaml_of

LONGEST = 110
NO_PAGE = "404"


# The data


@cache
def read(name):
    """Return the contents of a YAML file of the project; an empty one is an empty mapping."""
    return yaml_of(toc.ROOT / name, dict)


def recaps():
    """Return the line on every page."""
    return read("book/recaps.yml")


def faults_of_recaps(recaps, pages):
    """Return what is wrong with the lines on the pages."""
    found = [f"no line for the page {page}" for page in pages if page not in recaps]
    found += [f"{page}: no such page in _toc.yml" for page in recaps if page not in pages]
    for page, line in recaps.items():
        if not isinstance(line, str) or len(line) > LONGEST or not line.endswith("."):
            found.append(
                f"{page}: expected a sentence of at most {LONGEST} characters, got {line!r}"
            )
    return [f"book/recaps.yml: {fault}" for fault in found]


def faults_of_redirects(redirects, pages):
    """Return what is wrong with the old addresses."""
    found = [f"{old} -> {new}: {old} is a page" for old, new in redirects.items() if old in pages]
    found += [
        f"{old} -> {new}: {new} is no page in _toc.yml"
        for old, new in redirects.items()
        if new not in pages
    ]
    found += [
        f"{old}: expected a name such as book/information/entropy"
        for old in redirects
        if not re.fullmatch(r"\w[\w-]*(/\w[\w-]*)*", old)
    ]
    return [f"book/redirects.yml: {fault}" for fault in found]


def neighbors(page, pages):
    """Return the pages before and after a page; None where there is none."""
    order = list(pages)
    if page not in pages:
        return None, None
    k = order.index(page)
    return (order[k - 1] if k else None), (order[k + 1] if k + 1 < len(order) else None)


def base_path(address):
    """Return where the site starts on its host: /REPO/ for https://OWNER.github.io/REPO."""
    return urlsplit(address or "").path.rstrip("/") + "/"


def in_one_group(groups):
    """Return the groups of the index with all Chinese terms in the last one."""
    latin = [group for group in groups if group[0].isascii()]
    others = [entry for key, entries in groups if not key.isascii() for entry in entries]
    return latin + [("中文", others)] * bool(others)


# The build


def check(app):
    """Fail the build at once if a page has no line, or an old address leads nowhere."""
    faults = faults_of_recaps(recaps(), toc.pages())
    faults += faults_of_redirects(read("book/redirects.yml"), toc.pages())
    if faults:
        raise ExtensionError("\n".join(faults))


def moved_from(page, moved):
    """Return the ids that a page had, each with the page and the id where its content is now."""
    found = []
    for old, new in moved.items():
        name, _, place = old.partition("#")
        if f"book/{name}" == page:
            target, _, there = new.partition("#")
            found.append((place, f"book/{target}", there))
    return found


def reading_of(app, page):
    """Return what a numbered chapter asks of its reader, and None for the other pages."""
    chapter = page.removeprefix("book/")
    numbered = chapter in toc.chapters() and app.env.doc2path(page).endswith(".ipynb")
    return chapter_size.of_chapter(chapter) if numbered else None


def add_context(app, pagename, templatename, context, doctree):
    """Give the templates the part of a page, its minutes, and the lines of its neighbors."""
    before, after = neighbors(pagename, toc.pages())
    context["part"] = toc.pages().get(pagename)
    context["reading"] = reading_of(app, pagename)
    context["moved"] = moved_from(pagename, read("book/moved.yml"))
    context["recap_before"] = recaps().get(before)
    context["recap_after"] = recaps().get(after)
    if pagename == "genindex":
        context["genindexentries"] = in_one_group(context["genindexentries"])


def contents(app):
    """Return the parts, each with the names and titles of its pages."""
    found = {}
    for page, part in toc.pages().items():
        found.setdefault(part, []).append((page, app.env.titles[page].astext()))
    return found


def extra_pages(app):
    """Yield the page for addresses that do not exist, and one for each old address.

    The first is shown at every depth, so a <base> says from where its links are counted.
    """
    if app.builder.name != "html":
        return
    base = base_path(app.config.html_baseurl) + f"{NO_PAGE}.html"
    meta = f'<base href="{base}"><meta name="robots" content="noindex">'
    context = {"title": "No such page", "metatags": meta, "contents": contents(app)}
    yield NO_PAGE, context, f"{NO_PAGE}.html"
    for old, new in read("book/redirects.yml").items():
        context = {"title": app.env.titles[new].astext(), "target": new}
        if app.config.html_baseurl:
            context["target_address"] = f"{app.config.html_baseurl.rstrip('/')}/{new}.html"
        yield old, context, "redirect.html"


def setup(app):
    app.connect("builder-inited", check)
    app.connect("html-page-context", add_context)
    app.connect("html-collect-pages", extra_pages)

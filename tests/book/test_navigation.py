"""The way through the book: lines, parts, old addresses, the page for wrong ones, social cards."""

import re
import shutil
import struct

import numbers_in_text
import pytest
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import docutils_namespace

from book._ext import navigation, social_card, toc
from tools.notebooks import BOOK, ROOT

TOC = {
    "root": "book/index",
    "parts": [
        {"caption": "First", "chapters": [{"file": "book/a"}, {"file": "book/b"}]},
        {"caption": "More", "numbered": False, "chapters": [{"file": "book/c"}]},
        {"caption": "Second", "numbered": True, "chapters": [{"file": "book/d"}]},
    ],
}
PAGES = {
    "book/index": "",
    "book/a": "Part 1 · First",
    "book/b": "Part 1 · First",
    "book/c": "More",
    "book/d": "Part 2 · Second",
}
LINES = {page: f"What {page} gives." for page in PAGES}


# Old places


def test_old_places_lead_on_from_their_page():
    moved = {"a#old": "b#new", "a#gone": "c", "x/y#z": "a#old"}
    assert navigation.moved_from("book/a", moved) == [
        ("old", "book/b", "new"),
        ("gone", "book/c", ""),
    ]
    assert navigation.moved_from("book/b", moved) == []


def test_old_places_name_pages_and_no_old_place():
    moved = navigation.read("book/moved.yml")
    pages = {page.removeprefix("book/") for page in toc.pages()}
    for old, new in moved.items():
        assert old.partition("#")[0] in pages and new.partition("#")[0] in pages, (old, new)
        assert new not in moved, f"{old} leads to {new}, which has moved too"


# The parts and the lines


def test_parts_are_counted_where_their_chapters_are(monkeypatch):
    monkeypatch.setattr(toc, "contents", lambda: TOC)
    assert toc.pages() == PAGES
    assert toc.chapters() == ["a", "b", "d"]


def test_every_page_of_the_book_has_a_line():
    assert navigation.faults_of_recaps(navigation.recaps(), toc.pages()) == []
    assert list(navigation.recaps()) == list(toc.pages())  # and they are easy to find


@pytest.mark.parametrize("page", toc.pages())
def test_a_line_is_plain_text_without_numbers_that_a_cell_would_print(page):
    line = navigation.recaps()[page]
    assert numbers_in_text.guarded(line) == []
    assert not re.search(r"[$`*<>\\]", line)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"book/a": None}, "book/a: expected a sentence of at most 110 characters, got None"),
        ({"book/a": "No stop"}, "got 'No stop'"),
        ({"book/a": 110 * "x" + "."}, "at most 110 characters"),
        ({"book/z": "A line."}, "book/z: no such page in _toc.yml"),
    ],
)
def test_a_line_that_cannot_be_is_refused(change, fault):
    assert navigation.faults_of_recaps(LINES, PAGES) == []
    [found] = navigation.faults_of_recaps(LINES | change, PAGES)
    assert found.startswith("book/recaps.yml: ") and fault in found


def test_a_missing_line_is_named():
    lines = {page: line for page, line in LINES.items() if page != "book/b"}
    assert navigation.faults_of_recaps(lines, PAGES) == [
        "book/recaps.yml: no line for the page book/b"
    ]


def test_neighbors_follow_the_table_of_contents():
    assert navigation.neighbors("book/index", PAGES) == (None, "book/a")
    assert navigation.neighbors("book/b", PAGES) == ("book/a", "book/c")
    assert navigation.neighbors("book/d", PAGES) == ("book/c", None)
    assert navigation.neighbors("search", PAGES) == (None, None)


def test_chinese_terms_share_one_group_of_the_index():
    groups = [("A", [1]), ("B", [2, 3]), ("班", [4]), ("交", [5, 6])]
    assert navigation.in_one_group(groups) == [("A", [1]), ("B", [2, 3]), ("中文", [4, 5, 6])]
    assert navigation.in_one_group(groups[:2]) == groups[:2]


# Old addresses


def test_the_old_addresses_of_the_book_lead_to_pages():
    redirects = navigation.read("book/redirects.yml")
    assert navigation.faults_of_redirects(redirects, toc.pages()) == []
    assert redirects["index"] == "book/index"  # the start of the site


def test_an_old_address_that_is_a_page_and_a_new_one_that_is_none_are_refused():
    assert navigation.faults_of_redirects({"book/old": "book/a"}, PAGES) == []
    found = navigation.faults_of_redirects({"book/b": "book/a", "book/old": "book/gone"}, PAGES)
    assert found == [
        "book/redirects.yml: book/b -> book/a: book/b is a page",
        "book/redirects.yml: book/old -> book/gone: book/gone is no page in _toc.yml",
    ]


@pytest.mark.parametrize("old", ["../../x", "/x", "book/../x", "a//b", "", "a.b", "book/"])
def test_an_old_address_that_leads_out_of_the_site_is_refused(old):
    found = navigation.faults_of_redirects({old: "book/a"}, PAGES)
    assert found == [f"book/redirects.yml: {old}: expected a name such as book/information/entropy"]


def test_a_part_without_a_caption_is_named(monkeypatch):
    monkeypatch.setattr(toc, "contents", lambda: {"root": "a", "parts": [{"chapters": []}]})
    with pytest.raises(ExtensionError, match=r"^_toc\.yml: each part has a caption and chapters"):
        toc.parts()


def test_links_of_the_page_for_wrong_addresses_start_where_the_site_starts():
    for address in ("", None, "https://example.org", "https://example.org/"):
        assert navigation.base_path(address) == "/"
    for address in ("https://owner.github.io/repo", "https://owner.github.io/repo/"):
        assert navigation.base_path(address) == "/repo/"


# A small book


def build(folder, monkeypatch, redirects, base=""):
    """Build a book of five pages and one old address; return its folder."""
    source = folder / "source"
    (source / "book").mkdir(parents=True)
    for page in PAGES:
        tree = "\n.. toctree::\n\n   a\n   b\n   c\n   d\n" if page == TOC["root"] else ""
        text = f"Page & {page}\n{40 * '='}\n{tree}"
        (source / f"{page}.rst").write_text(text, "utf8")
    (folder / "templates").mkdir()
    for name in ("page.html", "404.html", "redirect.html"):
        shutil.copy(BOOK / "_templates" / name, folder / "templates")
    monkeypatch.setattr(toc, "contents", lambda: TOC)
    files = {"book/recaps.yml": LINES, "book/redirects.yml": redirects, "book/moved.yml": {}}
    monkeypatch.setattr(navigation, "read", files.__getitem__)
    settings = {
        "extensions": ["book._ext.navigation", "book._ext.social_card"],
        "templates_path": [str(folder / "templates")],
        "root_doc": "book/index",
        "html_baseurl": base,
        "html_theme": "basic",
        "html_title": "A Book",
    }
    out = folder / "html"
    with docutils_namespace():
        Sphinx(source, None, out, folder / "doctrees", "html", settings, status=None).build()
    return out


def test_the_build_stops_at_an_old_address_that_is_wrong(tmp_path, monkeypatch):
    with pytest.raises(ExtensionError, match="book/old -> book/gone: book/gone is no page"):
        build(tmp_path, monkeypatch, {"book/old": "book/gone"})


def test_without_an_address_nothing_needs_one(tmp_path, monkeypatch):
    out = build(tmp_path, monkeypatch, {"old/deep": "book/a"})
    page = (out / "book" / "a.html").read_text("utf8")
    assert '<p class="part-name small-caps">Part 1 · First</p>' in page
    assert '<meta name="description" content="What book/a gives.">' in page
    assert '<meta property="og:title" content="Page &amp; book/a">' in page
    assert "og:image" not in page and "og:url" not in page and "canonical" not in page
    old = (out / "old" / "deep.html").read_text("utf8")
    assert '<meta http-equiv="refresh" content="0; url=../book/a.html">' in old
    assert '<a href="../book/a.html">Page &amp; book/a</a>' in old
    assert '<meta name="robots" content="noindex">' in old and "canonical" not in old
    lost = (out / "404.html").read_text("utf8")
    assert lost.index('<base href="/404.html">') < lost.index("stylesheet")
    assert '<a href="book/d.html">Page &amp; book/d</a>' in lost
    assert '<form action="search.html"' in lost


def test_with_an_address_pages_have_a_card_and_a_canonical_address(tmp_path, monkeypatch):
    base = "https://owner.github.io/repo"
    out = build(tmp_path, monkeypatch, {"old/deep": "book/a"}, base)
    for name in ("book/a.html", "old/deep.html"):
        page = (out / name).read_text("utf8")
        canonical = re.findall(r'<link rel="canonical" href="(.*?)"', page)
        assert canonical == [f"{base}/book/a.html"]
        assert f'<meta property="og:url" content="{base}/book/a.html">' in page
        assert f'<meta property="og:image" content="{base}/_static/card.png">' in page
    assert '<base href="/repo/404.html">' in (out / "404.html").read_text("utf8")


@pytest.mark.parametrize(
    ("base", "robots"),
    [("", False), ("https://owner.github.io/repo/", False), ("https://book.example", True)],
)
def test_search_engines_are_told_the_pages_once_there_is_an_address(
    base, robots, tmp_path, monkeypatch
):
    out = build(tmp_path, monkeypatch, {"old/deep": "book/a"}, base)
    assert (out / "sitemap.xml").exists() == bool(base)
    assert (out / "robots.txt").exists() == robots
    if base:
        found = re.findall("<loc>(.*?)</loc>", (out / "sitemap.xml").read_text("utf8"))
        assert found == [f"{base.rstrip('/')}/{page}.html" for page in toc.pages()]


# The card


def test_the_first_page_is_the_site_and_the_others_are_articles():
    assert 'content="website"' in social_card.tags("A Book", "It is.", "A Book")
    assert 'content="article"' in social_card.tags("A page", "It is.", "A Book")


def test_the_card_has_the_size_that_is_said_and_is_light():
    """To make it again: python -m tools.social_card."""
    data = (BOOK / "assets" / social_card.CARD).read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) < 100_000
    assert struct.unpack(">II", data[16:24]) == (1200, 630)
    assert 'content="1200"' in social_card.tags("T", "S.", "B", "a", "b")
    assert 'content="630"' in social_card.tags("T", "S.", "B", "a", "b")


def test_a_phone_colors_its_browser_like_the_page():
    css = (ROOT / "book" / "assets" / "book.css").read_text("utf8")
    for mode, color in social_card.THEME_COLORS.items():
        rule = re.search(rf"html\[data-theme={mode}\]\{{(.*?)\}}", css)[1]
        assert f"--pst-color-background:{color};" in rule

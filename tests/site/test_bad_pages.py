"""The functions of the checks see what they look for: small pages, and what is said about them.

What a whole page can have wrong is planted in test_faults.py.
"""

import json
import os
import shutil
import subprocess
import sys

import nbformat
import pytest
from built_files import bare, dead, download_faults, invalid

from tests.site.browser import AXE_SCRIPT as AXE
from tests.site.browser import (
    ROOT,
    asked,
    overflow,
    pages,
    served,
    tab,
    unreachable,
    violations_in_themes,
)

PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>A page</title>
<link rel="icon" href="data:,">
<style>html {{ color-scheme: light dark }} {css}</style></head>
<body><main><h1>A page</h1>
{body}
</main></body></html>"""


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a page and returns its path."""

    def write(body="", css="", name="page.html"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE.format(body=body, css=css), "utf8")
        return path

    return write


@pytest.fixture
def visit(write, tmp_path, browser):
    """Return a function that opens a page with this body, in one tab after another."""
    with served(tmp_path) as home, tab(browser, home) as shared:

        def visit(body="", css=""):
            write(body, css)
            shared.go(f"{home}page.html")
            return shared

        yield visit


def test_a_good_page_passes(visit, write):
    good = visit("<p>Text</p>")
    assert good.errors == good.foreign == overflow(good.page) == unreachable(good.page) == []
    assert good.shift == 0 and violations_in_themes(good.page) == []
    assert invalid([write("<p>Text</p>")]) == []


def test_weight_and_requests_are_counted_compressed(visit, tmp_path):
    (tmp_path / "noise.css").write_text("/*" + os.urandom(40_000).hex() + "*/", "utf8")
    (tmp_path / "zeros.css").write_text("/*" + 200_000 * "0" + "*/", "utf8")
    links = [f'<link rel="stylesheet" href="{name}.css">' for name in ("noise", "zeros")]
    found = visit("".join(links))
    assert len(found.sizes) == 3
    assert 40_000 < found.weight < 60_000


def test_a_scroller_out_of_reach_is_seen(visit):
    scroller = '<div {} style="overflow-x: auto"><p style="width: 3000px">wide</p></div>'
    assert unreachable(visit(scroller.format('tabindex="0"')).page) == []
    for given in ("", 'tabindex="-1"'):
        assert len(unreachable(visit(scroller.format(given)).page)) == 1


@pytest.mark.parametrize(
    ("body", "tried"),
    [
        (5 * "<p>Text</p>", ["H1", "P", "P"]),
        (5 * "<p>T</p>", ["H1"]),  # axe-core passes over one letter
        ("<p>Text</p><p><b>Text</b></p><p><b>Text</b></p>", ["H1", "P", "B", "B"]),
        ('<p>Text</p><p>Text</p><p style="color: red">Text</p>', ["H1", "P", "P", "P"]),
        (
            2 * "<p>Text</p>" + '<p id="a">a1</p><p id="b" style="margin-top: -2em; '
            'background: white">b1</p>',
            ["H1", "P", "P", "P", "P"],  # the box of b lies across a
        ),
        (
            "<pre class='highlight'><span>ab</span> <span>cd</span> <span>ef</span></pre>",
            ["H1", "SPAN", "SPAN"],
        ),
    ],
)
def test_of_texts_that_look_alike_two_are_tried(visit, body, tried):
    page = visit(body).page
    page.evaluate(AXE)
    looks = asked(page, "choose", [])
    of_them = "[...document.querySelectorAll('[data-tried]')].map(e => e.tagName)"
    assert page.evaluate(of_them) == tried
    page = visit(body).page
    page.evaluate(AXE)
    assert asked(page, "choose", looks) == looks, "the looks depend on what was tried before"


def test_what_looked_alike_before_is_not_tried_again(visit):
    looks = set()
    pale = ("<p>Pale</p>", "p { color: #bbb; background: white }")
    assert any("contrast" in line for line in violations_in_themes(visit(*pale).page, looks))
    assert violations_in_themes(visit(*pale).page, looks) == []


def test_only_the_theme_that_is_pale_is_named(visit):
    css = "html[data-theme=dark] p { color: #333; background: #222 }"
    found = violations_in_themes(visit("<p>Text</p>", css).page)
    assert [line.partition(":")[0] for line in found] == ["dark"]


def test_an_empty_head_is_seen_and_a_formula_passes(visit):
    table = "<table><tr><th>{}</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>"
    formula = visit(table.format("<math><mi>x</mi></math>"))
    assert violations_in_themes(formula.page) == []
    empty = violations_in_themes(visit(table.format("")).page)
    assert any("empty-table-header" in line for line in empty)


def test_dead_links_are_seen(write, tmp_path):
    write('<p id="here"></p>', name="sub/there.html")
    good = '<a href="sub/there.html#here">1</a> <a href="#top">2</a> <a href="https://a.b/">3</a>'
    bad = '<a href="gone.html">4</a> <a href="sub/there.html#gone">5</a> <img src="no.png">'
    refresh = '<meta http-equiv="refresh" content="0; url=old.html">'
    path = write(f'<p id="top"></p>{good}{bad}{refresh}')
    assert dead(tmp_path, path) == [
        "gone.html: no such file",
        "sub/there.html#gone: no such anchor",
        "no.png: no such file",
        "old.html: no such file",
    ]


def test_links_are_counted_from_the_path_at_which_the_site_stands(write, tmp_path):
    path = write('<base href="/REPO/404.html"><a href="sub/a.html">1</a> <a href="b.html">2</a>')
    write("<p></p>", name="sub/a.html")
    assert dead(tmp_path, path, "/REPO/") == ["b.html: no such file"]
    assert len(dead(tmp_path, path)) == 2


def test_a_bare_picture_is_seen(write):
    path = write('<img src="a.png" alt=" " width="3"><img src="b.png" alt="b" width=1 height=1>')
    assert bare(path) == ["a.png: no alt", "a.png: no height"]


def test_a_wrong_notebook_is_seen():
    made, install = nbformat.v4.new_notebook, "%pip install xentlib"
    book = [nbformat.v4.new_code_cell("1 + 1", id="a")]
    first = nbformat.v4.new_code_cell(install, id="install")
    original = nbformat.writes(made(cells=book))
    with_cell = nbformat.writes(made(cells=[first, *book]))
    assert download_faults(original, original, "") == []
    assert download_faults(with_cell, original, install) == []
    assert download_faults(original, original, install) == [
        "the first cell does not install xentlib"
    ]
    assert download_faults(with_cell, original, "") == ["its cells are not those of the book"]
    assert download_faults("<html>", original, "")[0].startswith("no notebook")
    assert download_faults(json.dumps({"cells": []}), original, "")[0].startswith("no notebook")


def test_pages_are_found_and_templates_slides_and_redirects_are_not(write, tmp_path):
    for name in ("a.html", "sub/b.html", "_static/t.html", "slides/s.html"):
        write(name=name)
    write('<meta http-equiv="refresh" content="0; url=a.html">', name="old.html")
    assert pages(tmp_path) == ["a.html", "sub/b.html"]


@pytest.mark.parametrize(
    ("folder", "environment", "said"),
    [
        (ROOT, {"CHROME": "/nowhere/chrome"}, "apt install chromium"),
        (None, {}, "build it first: make book"),
    ],
)
def test_what_is_missing_is_said(folder, environment, said, tmp_path):
    if folder is None:  # a copy without a site
        for name in ("publish", "tools", "tests", "book/_ext"):
            shutil.copytree(ROOT / name, tmp_path / name)
        for name in ("conftest.py", "pyproject.toml", "_config.yml"):
            shutil.copy(ROOT / name, tmp_path)
    command = [sys.executable, "-m", "pytest", "-n0", "tests/site/test_bad_pages.py"]
    environment = {**os.environ, **environment}
    ran = subprocess.run(
        command, cwd=folder or tmp_path, env=environment, capture_output=True, text=True
    )
    assert ran.returncode and said in ran.stdout + ran.stderr


def test_the_table_has_a_row_for_each_page_and_a_total():
    command = [sys.executable, "-m", "tests.site.measure", "book/changes.html", "--axe"]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    head, row, total, *later = ran.stdout.splitlines()
    assert head.split()[0] == "page" and row.startswith("book/changes.html")
    assert row.split()[1] == total.split()[3] and total.startswith("all 1 pages")
    assert any(line.startswith("search-index.js") for line in later)

"""Nothing acts in a page but files of the site, and the build ends where something would."""

from types import SimpleNamespace

import pytest
from sphinx.errors import ExtensionError

from book._ext import policy

GOOD = """<html><head><script src="a.js" data-mode="auto"></script></head>
<body><p style="top: 1px">A word.</p><button data-does="print">Print</button></body></html>"""
APP = SimpleNamespace(builder=SimpleNamespace(name="html"))


@pytest.mark.parametrize(
    ("spoiled", "said"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ('<script type="module">\nalert(1)</script>', '<script type="module">'),
        ("<style>p{}</style>", "<style>"),
        ('<b class="a" onclick="go()">b</b>', "onclick"),
        ('<a href="javascript:go()">b</a>', 'href="javascript:'),
    ],
)
def test_the_build_ends_where_a_page_acts_by_itself(spoiled, said, tmp_path):
    page = tmp_path / "book" / "a.html"
    page.parent.mkdir()
    page.write_text(GOOD.replace("<body>", f"<body>{spoiled}"), "utf8")
    APP.outdir = tmp_path
    with pytest.raises(ExtensionError) as caught:
        policy.obey(APP, None)
    assert str(caught.value).endswith(f"book/a.html: {said}")


def test_the_buttons_of_the_theme_keep_their_purpose(tmp_path):
    page = tmp_path / "a.html"
    page.write_text(GOOD + '<button onclick="toggleFullScreen()">Full screen</button>', "utf8")
    APP.outdir = tmp_path
    policy.obey(APP, None)
    assert page.read_text("utf8") == GOOD + '<button data-does="fullscreen">Full screen</button>'


def test_the_policy_admits_our_files_and_nothing_else():
    rules = dict(rule.split(" ", 1) for rule in policy.POLICY.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert all("http" not in rule and "*" not in rule for rule in rules.values())

"""The bundles lose only what no page uses, and the fonts keep what occurs."""

import shutil
from types import SimpleNamespace

import pytest
from fontTools.ttLib import TTFont

from book._ext import bundles, elements
from tools.notebooks import ROOT

FONTS = ROOT / "book/assets/fonts"


@pytest.mark.parametrize(
    ("css", "left"),
    [
        (".used{color:red}", ".used{color:red}"),
        (".gone{color:red}", ""),
        (".used,.gone .used{color:red}", ".used{color:red}"),
        ("p:not(.gone){color:red}", "p:not(.gone){color:red}"),
        (":is(.gone,p) b{color:red}", ":is(.gone,p) b{color:red}"),
        ("@media print{.gone{color:red}}", ""),
        ("@media print{.gone{a:b}.used{c:d}}", "@media print{.used{c:d}}"),
        ('@import "a.css";p{a:b}/* .gone{} */', "p{a:b}"),
        ('@font-face{font-family:"Font Awesome 6 Free"}', ""),
        ("@font-face{font-family:Serif}", "@font-face{font-family:Serif}"),
    ],
)
def test_rules_for_classes_that_no_page_has_are_left_out(css, left):
    assert bundles.prune(css, {"used"}) == left


def test_classes_count_as_used_in_pages_and_scripts_but_icons_do_not():
    names = bundles.used_names(
        ['<p class="one two-three"><i class="fa-solid fa-sun fas">'], ['e.classList.add("shown")']
    )
    assert {"one", "two-three", "shown"} <= names
    assert not {"fa-solid", "fa-sun", "fas"} & names


def test_addresses_in_a_style_sheet_follow_it():
    css = 'a{b:url(fonts/x.woff2)}c{d:url("../e.svg")}f{g:url(data:h)}i{j:url(#k)}'
    assert bundles.relocated(css, "katex/css") == (
        "a{b:url(katex/css/fonts/x.woff2)}c{d:url(katex/e.svg)}f{g:url(data:h)}i{j:url(#k)}"
    )


def test_characters_are_found_as_they_are_and_as_entities_and_escapes():
    found = bundles.characters(["–", "&alpha; &#8712;", r'"\u2212"', r'content:"\25B8"'])
    assert set("–α∈−▸aZ9~") <= found
    assert "é" not in found


@pytest.mark.parametrize(
    ("script", "left"),
    [
        ("// why\na = 1; // b\n", "a = 1; // b\n"),
        ("/* why\n * so */\na = 1;\n", "a = 1;\n"),
        ("/*! kept */\na = 1;\n", "/*! kept */\na = 1;\n"),
        ("/*\n * :license: BSD\n */\na;\n", "/*\n * :license: BSD\n */\na;\n"),
        ("/* gone */\n/* Copyright A */\na;\n", "/* Copyright A */\na;\n"),
        ("a;//# sourceMappingURL=a.js.map\n", "a;\n"),
        ('a = "/* b */";\nc = d /* e */;\n', 'a = "/* b */";\nc = d /* e */;\n'),
    ],
)
def test_a_script_loses_comments_and_keeps_licenses(script, left):
    assert elements.bare(script) == left


@pytest.mark.parametrize(("style", "weights"), [("normal", [(400, 700)]), ("italic", [])])
def test_a_font_keeps_the_characters_and_the_upright_one_its_weights(style, weights, tmp_path):
    original = FONTS / f"source-serif-4-latin-wght-{style}.woff2"
    path = tmp_path / original.name
    shutil.copy(original, path)
    bundles.subset(path, {"a", "é"})
    font = TTFont(path)
    assert set(font.getBestCmap()) == {ord("a"), ord("é")}
    axes = font["fvar"].axes if "fvar" in font else []
    assert [(a.minValue, a.maxValue) for a in axes if a.axisTag == "wght"] == weights
    assert path.stat().st_size < original.stat().st_size / 4


def file(name, **attributes):
    return SimpleNamespace(filename=name, attributes=attributes)


def test_a_page_keeps_its_own_scripts_and_styles():
    for name in ("_static/doctools.js", "_static/book.css", "_static/mystnb.0a1b.css"):
        assert bundles.bundled(file(name))
    assert bundles.bundled(file("", body="let toggleHintShow = 'Show';"))
    for own in (file("_static/quiz.js"), file("_static/my.css"), file("", body="let mine;")):
        assert not bundles.bundled(own)


def test_a_file_that_the_theme_no_longer_has_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="doctools"):
        bundles.paths(tmp_path, ["doctools.js"])

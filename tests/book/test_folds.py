"""Folds: cells become one fold with a line that stands open; what is no fold is refused."""

import json

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, writes
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from book._ext import cells as cells_of
from book._ext import folds
from tools.notebooks import chapters, read


def text(source, *tags):
    return new_markdown_cell(source, metadata={"tags": list(tags)})


def code(source, *tags):
    return new_code_cell(source, metadata={"tags": list(tags)})


CELLS = [
    text("# Title\n\nOpen text."),
    text("### Why\n\nProof that one is *one*, with $x$.\n\nInside one.", "fold"),
    code("1 + 1", "folded"),
    text("Inside two.", "folded"),
    text("Another fold.\n\nInside three.", "fold"),
    text("Open again."),
]


@pytest.mark.parametrize("path", chapters(), ids=lambda p: p.stem)
def test_the_folds_of_a_notebook_are_sound(path):
    assert folds.faults(read(path).cells) == []


def test_the_good_cells_are_sound():
    assert folds.faults(CELLS) == []


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ([text("T"), code("1", "folded")], "cell 1: tagged folded, but no cell tagged fold"),
        ([code("1", "fold")], "cell 0: tagged fold: expected Markdown, got code"),
        ([text("## Heading", "fold"), code("1", "folded")], "a fold begins with a sentence"),
        ([text(":::{note}\nx\n:::\n\ny", "fold")], "a fold begins with a sentence"),
        ([text("A line.", "fold"), text("Open.")], "a fold with nothing inside"),
        ([text("A line.\n\nText.\n\n## H", "fold")], "a heading inside of a fold"),
        ([text("A line.", "fold"), text("### H", "folded")], "a heading inside of a fold"),
        ([text("A [link](x.md).\n\ny", "fold")], "a link in the line that stands open"),
    ],
)
def test_what_is_no_fold_is_refused(cells, fault):
    assert any(fault in found for found in folds.faults(cells))


def test_a_heading_on_the_line_above_is_one_too():
    assert cells_of.fold_parts("## H\nA line.\n\nInside.\n\nMore.") == (
        "## H",
        "A line.",
        "Inside.\n\nMore.",
    )


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """Return the page that a small notebook with folds becomes."""
    folder = tmp_path_factory.mktemp("folds")
    (folder / "index.ipynb").write_text(writes(new_notebook(cells=CELLS)), "utf8")
    config = {
        "extensions": ["myst_nb", "book._ext.elements", "book._ext.folds"],
        "nb_execution_mode": "off",
        "myst_enable_extensions": ["colon_fence", "dollarmath"],
    }
    with docutils_namespace():
        Sphinx(folder, None, folder / "out", folder / "tree", "html", config, status=None).build()
    return BeautifulSoup((folder / "out/index.html").read_text("utf8"), "html.parser")


def test_a_fold_is_open_in_the_file_and_says_what_is_inside(page):
    first, second = page.select("details.fold")
    assert first.has_attr("open") and second.has_attr("open")
    assert first.summary.get_text() == "Proof that one is one, with \\(x\\)."
    assert first.summary.em and not first.summary.find("p")
    assert second.summary.get_text() == "Another fold."


def test_the_cells_of_a_fold_are_inside_and_the_others_are_not(page):
    first, second = (d.select_one(".fold-body").get_text() for d in page.select("details.fold"))
    assert first.index("Inside one.") < first.index("1 + 1") < first.index("Inside two.")
    assert "Inside three." in second and "Open again." not in second
    assert page.select_one("details.fold").find_parent("section")["id"] == "why"


def test_a_broken_fold_fails_the_build_and_names_the_file(tmp_path):
    broken = writes(new_notebook(cells=[text("# T"), code("1", "folded")]))
    app = type("App", (), {"env": type("Env", (), {"doc2path": lambda self, d: f"{d}.ipynb"})()})
    with pytest.raises(folds.ExtensionError, match=r"book/x\.ipynb: cell 1: tagged folded"):
        folds.mark_folds(app, "book/x", [broken])


def test_a_notebook_without_folds_stays_as_it_is():
    source = writes(new_notebook(cells=[text("# T")]))
    app = type("App", (), {"env": type("Env", (), {"doc2path": lambda self, d: f"{d}.ipynb"})()})
    content = [source]
    folds.mark_folds(app, "book/x", content)
    assert content == [source] and json.loads(source)

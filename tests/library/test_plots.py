"""Figures: bars and areas show the numbers they are given, with the same bytes each time.

And what the package may import: Matplotlib in plots.py only, and no framework anywhere.
"""

import ast
import inspect
import io
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import matplotlib as mpl
import numpy as np
import pytest
import xentlib
from IPython.core.formatters import DisplayFormatter
from IPython.core.pylabtools import select_figure_formats
from matplotlib.figure import Figure
from xentlib import cross_entropy, information_content, plots

P, Q = [1 / 2, 1 / 4, 1 / 8, 1 / 8], [1 / 8, 1 / 2, 1 / 4, 1 / 8]
NAMES = ["sun", "cloud", "rain", "snow"]
SOURCES = sorted(Path(xentlib.__file__).parent.glob("*.py"))


@pytest.fixture
def axes():
    return Figure().subplots()


@pytest.fixture
def shown(monkeypatch):
    """Use the style for one test, and return what a notebook then stores of a figure."""
    shell = SimpleNamespace(display_formatter=DisplayFormatter())

    def set_formats(*formats, **options):
        select_figure_formats(shell, formats, **options)

    monkeypatch.setattr(plots, "set_matplotlib_formats", set_formats)
    monkeypatch.setattr(plots.InteractiveShell, "instance", lambda: shell)
    with mpl.rc_context():
        plots.use_style()
        yield lambda figure: shell.display_formatter.format(figure)[0].get("image/svg+xml")


def boxes(bars):
    """Return left edge, width and height of the bars."""
    return np.array([(b.get_x(), b.get_width(), b.get_height()) for b in bars]).T


def test_bars_have_the_heights_they_are_given(axes):
    plots.bars(axes, NAMES, p=P, q=Q)
    p, q = axes.containers
    assert boxes(p)[2].tolist() == P
    assert boxes(q)[2].tolist() == Q
    assert [mpl.colors.to_hex(bars[0].get_facecolor()) for bars in (p, q)] == [
        plots.TRUTH,
        plots.MODEL,
    ]


def test_bars_stand_in_groups_over_their_names(axes):
    plots.bars(axes, NAMES, p=P, q=Q, m=P)
    boxed = np.array([boxes(bars) for bars in axes.containers])
    left, right = boxed[:, 0], boxed[:, 0] + boxed[:, 1]
    np.testing.assert_allclose((left[0] + right[-1]) / 2, axes.get_xticks(), atol=1e-12)
    assert (right[:-1] < left[1:]).all()
    assert (right[-1, :-1] < left[0, 1:]).all()
    assert [label.get_text() for label in axes.get_xticklabels()] == NAMES


def test_bars_have_a_legend_when_there_is_something_to_tell_apart(axes):
    plots.bars(axes, NAMES, p=P)
    assert axes.get_legend() is None
    plots.bars(axes, NAMES, p=P, q=Q)
    assert [text.get_text() for text in axes.get_legend().get_texts()][-2:] == ["p", "q"]


def test_areas_add_up_to_the_cross_entropy(axes):
    plots.areas(axes, NAMES, P, information_content(Q, base=2))
    left, width, height = boxes(axes.patches)
    assert (width * height).sum() == cross_entropy(P, Q, base=2)
    assert left.tolist() == [0, 1 / 2, 3 / 4, 7 / 8]
    assert width.tolist() == P
    assert height.tolist() == [3, 1, 2, 3]
    assert axes.get_xlim() == (0, 1)
    assert axes.get_ylim() == (0, 1.15 * 3)


def test_areas_write_each_name_on_top_of_its_rectangle(axes):
    plots.areas(axes, NAMES, P, [1, 2, 3, 3])
    assert [(text.get_text(), *text.xy) for text in axes.texts] == [
        ("sun", 1 / 4, 1),
        ("cloud", 5 / 8, 2),
        ("rain", 13 / 16, 3),
        ("snow", 15 / 16, 3),
    ]


def test_areas_leave_out_what_never_happens(axes):
    plots.areas(axes, ["a", "b", "c"], [1 / 2, 0, 1 / 2], information_content([1 / 2, 0, 1 / 2]))
    assert [text.get_text() for text in axes.texts] == ["a", "c"]
    assert axes.get_ylim() == (0, 1.15 * np.log(2))
    axes.figure.savefig(io.BytesIO(), format="svg")


def figure(last=1 / 8):
    """Return a new figure with both pictures."""
    drawn = Figure()
    left, right = drawn.subplots(1, 2)
    plots.bars(left, NAMES, p=P, q=[*Q[:3], last])
    plots.areas(right, NAMES, P, information_content(Q, base=2), color=plots.MODEL)
    return drawn


def test_the_same_figure_has_the_same_bytes_and_no_date(shown):
    svg = shown(figure())
    assert svg == shown(figure())
    assert "<dc:date>" not in svg
    assert ">cloud</text>" in svg


def test_an_error_of_rounding_changes_no_byte(shown):
    assert shown(figure()) == shown(figure(1 / 8 + 2**-50))
    assert shown(figure()) != shown(figure(1 / 8 + 1e-4))


def test_lengths_are_rounded_and_texts_are_not(shown):
    given = '<path d="M -0.00001 2.71828\nL 12 0.9999"/><text x="1.23456">3.14159</text>'
    asked = '<path d="M 0 2.718\nL 12 1"/><text x="1.235">3.14159</text>'
    assert plots.rounded(given) == asked


def test_an_empty_figure_is_not_shown(shown):
    assert shown(Figure()) is None


def test_the_colors_of_the_style_are_those_of_the_series(shown):
    cycle = mpl.rcParams["axes.prop_cycle"].by_key()["color"]
    assert cycle == [plots.TRUTH, plots.MODEL, plots.COST, plots.GREY]
    assert mpl.rcParams["figure.facecolor"] == plots.PAPER


def test_the_look_of_the_style(shown):
    look = {
        "svg.hashsalt": "xentlib",
        "figure.figsize": [6.4, 3.4],
        "figure.constrained_layout.use": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titlesize": 11,
        "font.size": 11,
        "legend.frameon": False,
        "lines.linewidth": 2,
    }
    assert {key: mpl.rcParams[key] for key in look} == look


def test_a_figure_is_stored_with_rounded_lengths(shown):
    tags = re.findall(r"<[a-z][^>]*>", shown(figure()))
    assert tags and not [tag for tag in tags if re.search(r"\d\.\d{4,}", tag)]


def test_the_look_of_areas(axes):
    plots.areas(axes, NAMES, P, [1, 2, 3, 3], color=plots.MODEL)
    for box in axes.patches:
        assert box.get_facecolor() == mpl.colors.to_rgba(plots.MODEL, 0.35)
        assert box.get_edgecolor() == mpl.colors.to_rgba(plots.MODEL, 0.35)
    for text in axes.texts:
        assert (text.xyann, text.anncoords, text.get_ha()) == ((0, 3), "offset points", "center")


def test_areas_without_a_name_are_refused(axes):
    with pytest.raises(ValueError, match="shorter"):
        plots.areas(axes, NAMES[:3], P, [1, 2, 3, 3])


# --- imports ---------------------------------------------------------------------------


def imported(source):
    """Return the packages that a file imports, anywhere in it."""
    nodes = list(ast.walk(ast.parse(source)))
    names = {a.name for n in nodes if isinstance(n, ast.Import) for a in n.names}
    names |= {n.module for n in nodes if isinstance(n, ast.ImportFrom) and n.level == 0}
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_a_file_imports_only_numpy_scipy_and_the_standard_library(path):
    allowed = {"numpy", "scipy"} | set(sys.stdlib_module_names)
    if path.name == "plots.py":
        allowed |= {"IPython", "matplotlib", "matplotlib_inline"}
    if path.name == "tables.py":
        allowed |= {"tabulate"}
    assert imported(path.read_text("utf8")) <= allowed


def test_importing_the_package_loads_neither_matplotlib_nor_a_framework():
    heavy = {"matplotlib", "IPython", "torch", "tensorflow", "jax", "sklearn", "tabulate"}
    code = f"import sys, xentlib; print(sorted({heavy} & set(sys.modules)))"
    run = [sys.executable, "-W", "error", "-c", code]
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout == "[]\n"


# --- what the package says of itself -----------------------------------------------------


def test_the_version_is_the_same_everywhere():
    root = Path(__file__).parents[2]
    project = tomllib.loads((root / "pyproject.toml").read_text("utf8"))["project"]
    citation = re.search(r'^version: "(.+)"$', (root / "CITATION.cff").read_text("utf8"), re.M)
    changes = (Path(xentlib.__file__).parent / "CHANGELOG.md").read_text("utf8")
    newest = re.search(r"^## (.+)$", changes, re.M)
    assert xentlib.__version__ == project["version"] == citation[1] == newest[1]
    cite = re.search(r"version = \{(.+)\}", (root / "book/bibliography.md").read_text("utf8"))
    assert cite[1] == citation[1].split(".")[0]  # the second number is that of the library


def test_the_types_are_those_of_the_public_functions():
    folder = Path(xentlib.__file__).parent
    assert (folder / "py.typed").exists()
    stub = ast.parse((folder / "__init__.pyi").read_text("utf8"))
    typed = {f.name: f for f in stub.body if isinstance(f, ast.FunctionDef)}
    public = {n: f for n, f in vars(xentlib).items() if inspect.isfunction(f) and n[0] != "_"}
    assert set(typed) == set(public)
    for name, function in public.items():
        found = typed[name].args
        names = [a.arg for a in (*found.args, *found.kwonlyargs)]
        parameters = inspect.signature(function).parameters.values()
        assert names == [p.name for p in parameters if p.kind is not p.VAR_KEYWORD]
        defaults = [p.default for p in parameters if p.kind is p.KEYWORD_ONLY]
        assert [ast.literal_eval(d) for d in found.kw_defaults] == defaults
        assert all(a.annotation for a in (*found.args, *found.kwonlyargs)) and typed[name].returns

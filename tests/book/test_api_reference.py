"""The reference of the library: what is public stands in it, as NumPy's style lays it out."""

from inspect import getdoc, signature
from types import SimpleNamespace

import pytest
import xentlib
from xentlib import plots, tables

from book._ext import api_reference
from book._ext.toc import ROOT

PUBLIC = [getattr(xentlib, name) for name in sorted(api_reference.public_names())]
PUBLIC += [plots.bars, plots.areas, tables.table]
API = (ROOT / "book" / "api.md").read_text("utf8")


@pytest.mark.parametrize("function", PUBLIC, ids=lambda f: f.__name__)
def test_a_docstring_names_every_parameter_once(function):
    doc = getdoc(function)
    assert f".. automodule:: {function.__module__}" in API
    if "Parameters and errors are those of `" in doc:
        return
    section = doc.partition("\nParameters\n----------\n")[2].partition("\n\n")[0]
    heads = [line for line in section.split("\n") if line and not line.startswith(" ")]
    named = [name for head in heads for name in head.partition(" :")[0].split(", ")]
    assert [name.lstrip("*") for name in named] == list(signature(function).parameters)


def test_only_what_is_public_is_shown():
    def skipped(name, module):
        member = SimpleNamespace(__module__=module)
        return api_reference.skip_helpers(None, "function", name, member, False, None)

    assert not skipped("entropy", "xentlib.information")
    assert not skipped("bars", "xentlib.plots")
    assert skipped("in_unit", "xentlib.information")


def test_a_formula_below_a_paragraph_becomes_a_block_and_descriptions_do_not():
    doc = [
        "Of `p`.",
        "",
        "    H = 1",
        "      = 2",
        "",
        "And more.",
        "",
        "Parameters",
        "---",
        "p : x",
    ]
    lines = [*doc, "    The first.", "", "    The second."]
    api_reference.mark_formulas(None, "function", "f", None, None, lines)
    assert lines == [*doc[:2], ".. code-block:: text", "", *doc[2:], *lines[-3:]]
    assert lines[-3:] == ["    The first.", "", "    The second."]

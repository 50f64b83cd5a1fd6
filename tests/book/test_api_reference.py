"""The reference of the library: docstrings on a page that is narrower than they are."""

import inspect

import pytest
import xentlib

from book._ext import api_reference


@pytest.mark.parametrize("name", sorted(api_reference.public_names()))
def test_wide_lines_are_broken_and_keep_their_words(name):
    text = inspect.getdoc(getattr(xentlib, name)).partition(">>>")[0].split("\n")
    narrow = api_reference.narrower(text)
    assert max(map(len, narrow)) <= api_reference.WIDTH
    assert " ".join(narrow).split() == " ".join(text).split()


def test_a_broken_line_goes_on_where_its_description_begins():
    x, words = "    x  floats", "of which there may be any number, " * 3
    lines = [f"{x}, {words.strip()}", "       and more", "    y  two", "", "A  b", "   c"]
    assert api_reference.narrower(lines) == [
        "    x  floats, of which there may be any number, of which there may be any",
        "       number, of which there may be any number, and more",
        "    y  two",
        "",
        "A  b",
        "   c",
    ]
    differs = f"Differs from torch, {words.strip()}"
    assert api_reference.narrower([differs])[1].startswith("             any number")
    assert api_reference.narrower(["short", "lines", "  stay"]) == ["short", "lines", "  stay"]

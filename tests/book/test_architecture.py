"""docs/architecture.md names every module, and nothing that does not exist."""

import re

import pytest

from book._ext.toc import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text("utf8")
FOLDERS = ("book/_ext", "xentlib", "publish", "tools")
PLACES = ("", "book", "book/_ext", "publish", "publish/styles")


def section(folder):
    """Return what the page says of a folder."""
    return PAGE.partition(f"\n## `{folder}`")[2].partition("\n## ")[0]


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_module_has_a_line_and_every_line_a_module(folder):
    named = re.findall(r"^\| `(\w+\.py)`", section(folder), re.MULTILINE)
    modules = {path.name for path in (ROOT / folder).glob("*.py")} - {"__init__.py"}
    assert sorted(named) == sorted(modules)


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`([\w./-]+/[\w.-]+)`", PAGE))))
def test_what_it_names_exists(path):
    if "PART" in path or "KIND" in path or path.startswith("_build") or path.endswith("test_X.py"):
        return
    assert (ROOT / path).exists() or (ROOT / "book" / path).exists()


def test_what_works_around_something_is_still_there():
    """When a workaround goes, so does its line."""
    rows = re.findall(r"^\| `([\w./]+)`, `(\w+)` \|", PAGE.partition("## What waits")[2], re.M)
    assert len(rows) > 10
    for name, word in rows:
        [path] = [p for f in PLACES if (p := ROOT / f / name).is_file()]
        assert word in path.read_text("utf8"), f"{name} has no {word}"

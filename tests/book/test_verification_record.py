"""The record of what a full run verified: when it is written, and what the page shows of it."""

import json
from types import SimpleNamespace

import pytest
import verified
from pytest import Config

from book._ext import verification_record

OPTIONS = {
    "keyword": "",
    "markexpr": "",
    "deselect": None,
    "ignore": None,
    "lf": False,
    "failedfirst": False,
    "nbval_lax": False,
}
PASSED = {"passed": [SimpleNamespace(when="call", nodeid="tests/library/test_losses.py::test_x")]}


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Return the path of a record of an earlier run."""
    path = tmp_path / "verified.json"
    path.write_text("earlier", "utf8")
    monkeypatch.setattr(verified, "RECORD", path)
    return path


def run(source=Config.ArgsSource.TESTPATHS, **options):
    """Return the configuration of a run of pytest."""
    return SimpleNamespace(option=SimpleNamespace(**OPTIONS | options), args_source=source)


def test_a_full_run_that_passed_is_recorded(kept):
    verified.write(run(), 0, PASSED)
    written = json.loads(kept.read_text("utf8"))
    assert written["digest"] == verification_record.digest()
    assert written["facts"]["tests of the library and of the guards"] == 1
    assert written["facts"]["code cells run and compared"] > 300
    assert {"Python", "numpy", "torch"} < set(written["versions"])


def test_a_full_run_that_failed_leaves_no_record(kept):
    verified.write(run(), 1, PASSED)
    assert not kept.exists()


@pytest.mark.parametrize(
    "partial",
    [
        run(Config.ArgsSource.ARGS),
        run(keyword="not slow"),
        run(deselect=["x"]),
        run(lf=True),
        run(nbval_lax=True),
    ],
)
def test_a_partial_run_changes_nothing(kept, partial):
    verified.write(partial, 0, PASSED)
    assert kept.read_text("utf8") == "earlier"


def test_the_page_shows_the_record_of_this_book_only():
    kept = {"digest": "a", "facts": {"code cells": 1234}, "versions": {"numpy": "2.4.6"}}
    (table,) = verification_record.shown(kept, "a")
    assert "1,234" in table.astext() and "2.4.6" in table.astext()
    (sentence,) = verification_record.shown(kept, "b")
    assert "has changed" in sentence.astext()


def test_the_digest_changes_with_a_page_its_name_and_the_library(tmp_path):
    def digest(**files):
        for path in tmp_path.rglob("*.*"):
            path.unlink()
        for name, text in files.items():
            path = tmp_path / name.replace("__", "/").replace("_md", ".md").replace("_py", ".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf8")
        return verification_record.digest(tmp_path)

    states = [
        digest(book__a_md="1"),
        digest(book__a_md="2"),
        digest(book__b_md="1"),
        digest(book__a_md="1", xentlib__x_py="3"),
    ]
    assert len(set(states)) == 4

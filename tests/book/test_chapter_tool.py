"""`make chapter` begins a chapter in which the guards find what is still to write, and nothing else."""

import shutil
import sys
from types import SimpleNamespace

import cells_and_outputs
import chapter_limits
import numbers_in_text
import pytest
import yaml

from book._ext import quiz
from tools import chapter, notebooks

NAME = "information/mutual-information"


@pytest.fixture
def book(tmp_path, monkeypatch):
    """A book of its own with one chapter, and the commands that were given."""
    (tmp_path / "book" / "information").mkdir(parents=True)
    for name in ("_toc.yml", "book/recaps.yml", "book/information/entropy.ipynb"):
        shutil.copy(notebooks.ROOT / name, tmp_path / name)
    for module in (notebooks, chapter):
        monkeypatch.setattr(module, "ROOT", tmp_path)
        monkeypatch.setattr(module, "BOOK", tmp_path / "book")
    asked = []
    ran = SimpleNamespace(returncode=1)
    monkeypatch.setattr(chapter.subprocess, "run", lambda args, **_: asked.append(args) or ran)
    return tmp_path / "book", asked


def test_a_new_chapter_runs_and_lacks_only_what_is_to_write(book):
    folder, asked = book
    assert chapter.main(NAME) == 1  # what the guards say
    path = folder / f"{NAME}.ipynb"
    assert cells_and_outputs.faults(path) == []
    cells = notebooks.read(path).cells
    assert chapter_limits.faults(cells) == []
    backing = numbers_in_text.Backing(path)
    texts = [c.source for c in cells if c.cell_type == "markdown"]
    assert [f for text in texts for f in numbers_in_text.faults(text, NAME, backing)] == []
    [question] = yaml.safe_load((folder / "quizzes" / f"{NAME}.yml").read_text("utf8"))
    assert quiz.faults(question) == []
    assert chapter.MARK in path.read_text("utf8")
    for name in ("../_toc.yml", "recaps.yml"):
        lines = (folder / name).read_text("utf8").splitlines()
        [k] = [k for k, line in enumerate(lines) if f"book/{NAME}" in line]
        assert "book/information/" in lines[k - 1] and "book/information/" not in lines[k + 1]
    assert asked[0][:3] == [sys.executable, "-m", "pytest"] and NAME in asked[0]


def test_a_chapter_that_is_there_is_only_looked_at(book):
    folder, asked = book
    before = {path: path.read_bytes() for path in folder.rglob("*.*")}
    chapter.main("information/entropy")
    assert {path: path.read_bytes() for path in folder.rglob("*.*")} == before and len(asked) == 1


@pytest.mark.parametrize(
    "name", ["", "entropy", "information/", "gone/entropy", "information/Big X"]
)
def test_a_name_that_is_none_is_refused(name, book):
    with pytest.raises(SystemExit, match=r"expected a part and a topic.*the parts are information"):
        chapter.main(name)
    assert book[1] == []

"""`make notebooks` loses nothing: it runs what changed, and writes all of a notebook or nothing."""

import errno
import subprocess
from pathlib import Path

import pytest

from tools import notebooks


@pytest.fixture
def chapter(tmp_path, monkeypatch):
    """A notebook in a book of its own, in a repository that is part of a larger one."""
    book = tmp_path / "outer" / "project" / "book"
    book.mkdir(parents=True)
    monkeypatch.setattr(notebooks, "ROOT", book.parent)
    monkeypatch.setattr(notebooks, "BOOK", book)
    path = book / "füür und ä.ipynb"
    path.write_text("first", "utf8")
    return path


def git(folder, *arguments):
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "-C", folder, *who, *arguments], check=True, capture_output=True)


def test_what_was_saved_meanwhile_is_kept(chapter):
    with pytest.raises(SystemExit, match="was saved while it ran"):
        notebooks.store(chapter, b"zero", b"second")
    assert chapter.read_bytes() == b"first"
    notebooks.store(chapter, b"first", b"second")
    assert chapter.read_bytes() == b"second" and len(list(chapter.parent.iterdir())) == 1


def test_on_a_full_disk_the_old_notebook_stays(chapter, monkeypatch):
    def half(path, data):
        with path.open("wb") as file:
            file.write(data[:3])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", half)
    with pytest.raises(SystemExit, match=r"is as it was: .*No space left"):
        notebooks.store(chapter, b"first", b"second")
    assert chapter.read_bytes() == b"first" and len(list(chapter.parent.iterdir())) == 1


def test_only_notebooks_of_the_book_are_run(chapter, tmp_path, monkeypatch):
    other = tmp_path / "other.ipynb"
    other.write_text("mine", "utf8")
    monkeypatch.setattr(notebooks, "run", lambda path: pytest.fail(f"{path} was run"))
    for name in (other, chapter.with_name("gone.ipynb"), chapter.parent):
        with pytest.raises(SystemExit, match="expected a notebook in"):
            notebooks.main([str(chapter), str(name)])
    assert other.read_text("utf8") == "mine"


def test_a_notebook_that_fails_is_named(chapter):
    text = notebooks.nbformat.v4.new_markdown_cell("One.", id="b")
    cell = notebooks.nbformat.v4.new_code_cell("1 / 0", id="a")
    notebooks.nbformat.write(notebooks.nbformat.v4.new_notebook(cells=[text, cell]), chapter)
    before = chapter.read_bytes()
    with pytest.raises(SystemExit, match=r"book/füür und ä\.ipynb: cell 2: .*ZeroDivisionError.*$"):
        notebooks.run(chapter)
    assert chapter.read_bytes() == before


def test_what_changed_is_found_whatever_its_name_and_the_repository_around(chapter):
    outer = chapter.parents[2]
    git(outer, "init", "-q")
    assert notebooks.changed() == [chapter]
    git(outer, "add", ".")
    git(outer, "commit", "-qm", "a")
    assert notebooks.changed() == []
    chapter.write_text("second", "utf8")
    assert notebooks.changed() == [chapter]


def test_without_a_repository_all_are_run(chapter, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(chapter.parents[2]))
    assert notebooks.changed() == [chapter]

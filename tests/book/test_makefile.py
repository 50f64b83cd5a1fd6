"""The Makefile deletes nothing that it has not made, and a build that failed is not passed over."""

import os
import re
import shutil
import subprocess

import pytest

from tools.notebooks import ROOT

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")


@pytest.fixture
def folder(tmp_path):
    """A project that is only what the Makefile looks for, with a site that builds in no time."""
    for name in ("Makefile", "requirements-site.lock", "requirements-live.txt"):
        shutil.copy(ROOT / name, tmp_path)
    for name in (
        "book/_ext/a.py",
        "book/references.bib",
        "book/live.yml",
        "book/a.md",
        "_config.yml",
        "_toc.yml",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("", "utf8")
    for name in ("publish", "xentlib"):
        (tmp_path / name).mkdir()
    return tmp_path


def make(folder, *arguments):
    ours = ("MAKE", "MFLAGS", "VENV", "LIVE")  # which a make around the tests, or a reader, may set
    environment = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    command = ["make", *arguments]
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    return ran.returncode, ran.stdout + ran.stderr


def program(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", "utf8")
    path.chmod(0o755)
    return path


IS_PYTHON = 'test "$1" = -c && exit 0\n'  # of the right version


def test_a_folder_of_the_reader_is_neither_used_nor_deleted(folder):
    mine = folder / "mine" / "keep.txt"
    mine.parent.mkdir()
    mine.write_text("keep", "utf8")
    python = program(folder / "python", "exit 1")
    code, said = make(folder, "book", "VENV=mine", f"PYTHON={python}")
    assert code and "no virtual environment" in said and mine.read_text("utf8") == "keep"
    code, said = make(folder, "clean-all", "VENV=mine")
    assert code and "was not made by make" in said and mine.read_text("utf8") == "keep"


def test_an_environment_of_the_reader_is_not_deleted_where_python_cannot_mend_it(folder):
    mine = folder / ".venv" / "pyvenv.cfg"
    mine.parent.mkdir()
    mine.write_text("", "utf8")
    code, said = make(folder, "book", f"PYTHON={program(folder / 'python', IS_PYTHON + 'exit 1')}")
    assert code and "could not make .venv" in said and mine.exists()


def test_an_environment_that_could_not_be_made_leaves_nothing(folder):
    python = program(folder / "python", IS_PYTHON + 'mkdir -p "$3/bin" && exit 1')
    code, said = make(folder, "book", f"PYTHON={python}")
    assert code and "apt install python3-venv" in said and not (folder / ".venv").exists()


@pytest.mark.parametrize("python", ["/nowhere/python", "false"])
def test_what_is_no_python_is_named(folder, python):
    code, said = make(folder, "book", f"PYTHON={python}")
    assert code and f"{python} is no Python 3.11" in said and not (folder / ".venv").exists()


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
)
def test_a_folder_that_cannot_be_written_to_is_named(folder):
    python = program(folder / "python", IS_PYTHON + "exit 1")
    folder.chmod(0o500)
    code, said = make(folder, "book", f"PYTHON={python}")
    folder.chmod(0o700)
    assert code and "cannot be written to" in said


@pytest.fixture
def built(folder):
    """The project with programs that only say that they ran, after one build."""
    program(folder / ".venv/bin/python", "exit 0")
    program(
        folder / ".venv/bin/jupyter-book",
        'echo "x" >> built && mkdir -p _build/html && exit $(cat fails 2>/dev/null || echo 0)',
    )
    (folder / ".venv/pyvenv.cfg").write_text("", "utf8")
    assert make(folder, "book")[0] == 0
    (folder / "_build/html/old.html").write_text("", "utf8")
    return folder


def test_an_environment_that_was_moved_or_lost_its_python_is_named(built):
    (built / ".venv").rename(built / "other")
    code, said = make(built, "book", "VENV=other")
    assert code and "other was made in" in said and "remove it and try again" in said
    (built / "other").rename(built / ".venv")
    assert make(built, "book")[0] == 0
    (built / ".venv/bin/python").unlink()
    code, said = make(built, "book")
    assert code and ".venv was made in" in said


def later(path):
    """Change a file, some seconds after all that has been."""
    path.write_text("changed", "utf8")
    now = path.stat().st_mtime + 5
    os.utime(path, (now, now))


def test_what_is_built_is_not_built_again(built):
    code, said = make(built, "book")
    assert code == 0 and "dropped" not in said
    assert (built / "built").read_text("utf8") == "x\n"
    later(built / "book/a.md")
    assert make(built, "book")[0] == 0 and (built / "built").read_text("utf8") == "x\nx\n"
    assert (built / "_build/html/old.html").exists()


def test_after_a_failure_the_next_build_starts_from_nothing(built):
    (built / "fails").write_text("1", "utf8")
    later(built / "book/a.md")
    assert make(built, "book")[0] and make(built, "book")[0]
    assert not (built / "_build/html/old.html").exists()


@pytest.mark.parametrize("name", ["book/references.bib", "book/_ext/a.py", "_config.yml"])
def test_after_a_change_that_sphinx_does_not_follow_too(built, name):
    later(built / name)
    assert make(built, "book")[0] == 0
    assert not (built / "_build/html/old.html").exists()


def test_with_and_without_the_python_for_the_browser_are_two_sites(built):
    def builds():
        return (built / "built").read_text("utf8").count("x")

    for arguments, number in ((["LIVE=1"], 2), (["LIVE=1"], 2), ([], 3), ([], 3), (["LIVE=1"], 4)):
        assert make(built, "book", *arguments)[0] == 0
        assert builds() == number, arguments
        assert not (built / "_build/html/old.html").exists()


def test_help_names_every_target(folder):
    text = (folder / "Makefile").read_text("utf8")
    targets = {
        name for line in re.findall(r"^([a-z][a-z -]*):", text, re.M) for name in line.split()
    }
    _, said = make(folder, "help")
    named = {
        name for line in re.findall(r"^  make ([a-z -]+?)  ", said, re.M) for name in line.split()
    }
    assert targets - {"help"} == named


def test_what_is_published_has_the_files_to_take_or_fails(built):
    program(
        built / ".venv/bin/python",
        """case "$2" in publish.pdf|publish.epub) touch _build/cross-entropy-book.${2#*.} ;;
publish.sheets) mkdir -p $3 && touch $3/a.pdf $3/a.html && exit $(cat fails 2>/dev/null || echo 0) ;; esac""",
    )
    taken = built / "_build/html/downloads"

    def files():
        return sorted(p.relative_to(taken).as_posix() for p in taken.rglob("*.*"))

    assert make(built, "book", "PUBLISH=1")[0] == 0
    assert files() == ["cross-entropy-book.epub", "cross-entropy-book.pdf", "sheets/a.pdf"]
    assert make(built, "book")[0] == 0 and not taken.exists()
    (built / "fails").write_text("1", "utf8")
    assert (
        make(built, "book", "PUBLISH=1")[0] and not (built / "_build/site-published.done").exists()
    )

"""Whatever is wrong with a file of data, the message begins with its name."""

import io
import json
import re
from types import SimpleNamespace

import pytest
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import docutils_namespace

from book._ext import cells, data, quiz


@pytest.mark.parametrize(
    ("read", "content", "said"),
    [
        (data.yaml_of, b"a: [1", "expected ',' or ']'"),
        (data.yaml_of, b"a: 1\nb: 2\na: 3", "'a' stands here twice"),
        (data.yaml_of, b"- b:\n    c: 1\n    c: 1", "'c' stands here twice"),
        (data.yaml_of, "a: ü".encode("latin1"), "not in UTF-8"),
        (lambda path: data.yaml_of(path, dict), b"- a\n", "expected names"),
        (lambda path: data.yaml_of(path, list), b"a: 1\n", "expected a list"),
        (data.json_of, b'{"a": 1', "line 1 column 8"),
        (data.cells_of, b'{"cells": []\n<<<<<<< ours', "line 2 column 1"),
        (data.cells_of, b"[]", "it is no notebook"),
        (data.cells_of, b'{"metadata": {}}', "it is no notebook"),
        (data.cells_of, '{"cells": ["ü"]}'.encode("latin1"), "not in UTF-8"),
        (data.sources_of, b"@book shannon,\n  title = {A}}", "line 1"),
        (data.sources_of, b"@book{a,\n  title = {A}\n  year = 1}", "line 3"),
    ],
)
def test_the_message_names_the_file(read, content, said, tmp_path, monkeypatch):
    monkeypatch.setattr(data, "ROOT", tmp_path)
    path = tmp_path / "book" / "some.file"
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(ExtensionError) as caught:
        read(path)
    assert str(caught.value).startswith("book/some.file: ") and said in str(caught.value)


def test_what_is_in_order_is_read(tmp_path):
    path = tmp_path / "data"
    path.write_text("a: {b: 1}\nc: {b: 2}\n", "utf8")
    assert data.yaml_of(path) == {"a": {"b": 1}, "c": {"b": 2}}
    path.write_text("", "utf8")
    assert data.yaml_of(path, list) == [] and data.yaml_of(path, dict) == {}
    path.write_text('{"cells": [1]}', "utf8")
    assert data.cells_of(path) == [1]


def test_what_the_build_has_said_is_not_buried_under_a_traceback(capsys, monkeypatch):
    monkeypatch.setattr(data.sys, "__excepthook__", lambda *_: print("a traceback"))
    error = RuntimeError("Look above for the cause.")
    (ours := ExtensionError("Handler threw an exception")).__cause__ = KeyError("url")
    for error.__cause__, said in (
        (ExtensionError("a.yml: b"), ("", "Nothing was built: see what is said above.\n")),
        (ours, ("a traceback\n", "")),
        (KeyError("a fault of the program"), ("a traceback\n", "")),
        (None, ("a traceback\n", "")),
    ):
        data.end(RuntimeError, error, None)
        assert capsys.readouterr() == said


# What Sphinx warns of

QUIZ = """# The questions
- id: kl-first
  ask: What is $1$?
  choices: [{say: $\\alpha$, why: "yes", right: true}, {say: b, why: "no"}]
- id: kl
  after: A page
  ask: What is $\\frca$, {nosuchrole}`b` or [c](gone.md)?
  choices: [{say: $\\alfa$, why: "yes", right: true}, {say: b, why: "no"}]
"""
CELLS = ["# A page", ":::{quiz} p/c kl\n:::", "A text.\n\n$\\frca$\n\n[d](gone.ipynb)"]
EXTENSIONS = ["myst_nb", *(f"book._ext.{name}" for name in ("data", "elements", "formulas", "v8"))]


def test_a_warning_names_the_cell_of_a_notebook_or_the_line_of_a_quiz(tmp_path, monkeypatch):
    for name, text in (
        ("book/quizzes/p/c.yml", QUIZ),
        ("book/references.bib", ""),
        ("xentlib/exercises.json", "{}"),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf8")
    made = [{"cell_type": "markdown", "metadata": {}, "source": text} for text in CELLS]
    notebook = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    (tmp_path / "index.ipynb").write_text(json.dumps(notebook), "utf8")
    monkeypatch.setattr(data, "ROOT", tmp_path)
    monkeypatch.setattr(quiz, "QUIZZES", tmp_path / "book" / "quizzes")
    settings = {
        "extensions": EXTENSIONS,
        "nb_execution_mode": "off",
        "myst_enable_extensions": ["colon_fence", "dollarmath"],
        "html_math_renderer": "katex",
        "exclude_patterns": ["out"],
    }
    said, out = io.StringIO(), tmp_path / "out"
    with docutils_namespace():
        app = Sphinx(tmp_path, None, out, out, "html", settings, status=None, warning=said)
        app.add_directive("quiz", quiz.Quiz)
        app.build()
    lines = re.sub("\x1b\\[[0-9;]*m", "", said.getvalue()).splitlines()
    asked, there = "book/quizzes/p/c.yml:5: WARNING: ", "index.ipynb: cell 3, line 3: WARNING: "
    for place, text in (
        (asked, "Unknown interpreted text role"),
        (asked, "'myst' cross-reference target not found: 'gone.md'"),
        (asked, "KaTeX parse error: Undefined control sequence: \\frca"),
        (asked, "KaTeX parse error: Undefined control sequence: \\alfa"),
        (there, "KaTeX parse error: Undefined control sequence: \\frca"),
        (
            there.replace("line 3", "line 5"),
            "'myst' cross-reference target not found: 'gone.ipynb'",
        ),
    ):
        assert [line for line in lines if line.startswith(place + text)], (place, text, lines)
    assert len(lines) == 6


def test_the_quizzes_shift_no_cell_of_a_chapter(monkeypatch):
    chapter = quiz.chapters_with_quizzes()[0]
    made = json.dumps({"cells": (before := cells.read(chapter))})
    app = SimpleNamespace(env=SimpleNamespace(note_dependency=str))
    quiz.add_quizzes(app, f"book/{chapter}", content := [made])
    assert json.loads(content[0])["cells"][:-1] == before

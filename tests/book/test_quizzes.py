"""The quizzes: their form, their numbers, their places in the chapters, and how they are scored."""

import gzip
import json
import math
import re
from copy import deepcopy
from functools import cache
from types import SimpleNamespace

import numbers_in_text
import pytest
from docutils import nodes
from docutils.utils import new_document
from sphinx.errors import ExtensionError
from xentlib.exercises import answers

from book._ext import cells, course, quiz, toc, v8
from book._ext.elements import element
from tools.notebooks import BOOK, ROOT

SCRIPTS = [
    BOOK / "assets" / f"{name}.js" for name in ("parts", "record", "quiz", "review", "course")
]
CHAPTERS = toc.chapters()
quiz.check(None)  # names the file that is malformed
QUIZZES = [(chapter, q) for chapter in quiz.chapters_with_quizzes() for q in quiz.load(chapter)]
each_quiz = pytest.mark.parametrize(
    ("chapter", "asked"), QUIZZES, ids=[f"{chapter}-{q['id']}" for chapter, q in QUIZZES]
)
each_chapter = pytest.mark.parametrize("chapter", CHAPTERS)
GOOD = {
    "id": "good",
    "after": "A section",
    "ask": "Which?",
    "choices": [{"say": "this", "why": "yes", "right": True}, {"say": "that", "why": "no"}],
}


@cache
def headings_of(chapter):
    return cells.headings(cells.text(cells.read(chapter)))


# The data


@each_quiz
def test_a_quiz_is_well_formed_and_its_section_exists(chapter, asked):
    assert quiz.faults(asked) == []
    titles = [title for level, title in headings_of(chapter) if level in (2, 3)]
    said = f"after: {asked['after']}: expected one heading of the chapter, which are {titles}"
    assert titles.count(asked["after"]) == 1, said


def test_no_id_is_used_twice_and_no_file_is_without_a_chapter():
    assert quiz.repeated([q["id"] for _, q in QUIZZES]) == []
    assert set(quiz.chapters_with_quizzes()) <= set(CHAPTERS)
    quiz.check(None)


@each_quiz
def test_every_number_in_a_quiz_is_printed_by_its_chapter(chapter, asked):
    text = "\n\n".join(quiz.texts(asked))
    assert "<!--" not in text, "no kernel runs the claims of a quiz; print the number"
    backing = numbers_in_text.Backing(BOOK / f"{chapter}.ipynb")
    assert numbers_in_text.faults(text, asked["id"], backing) == []
    assert numbers_in_text.faults(f"{text}\n\n86420.97531 bits", asked["id"], backing)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": "Not good"}, "id: expected"),
        ({"ask": " "}, "ask: expected a text"),
        ({"after": None}, "after: expected a text"),
        ({"answer": 1}, "unknown field answer"),
        ({"probability": "yes"}, "probability: expected"),
        ({"choices": GOOD["choices"][:1]}, "two to five"),
        ({"choices": GOOD["choices"] * 3}, "two to five"),
        ({"choices": GOOD["choices"] * 2}, "right: true at exactly one"),
        ({"choices": GOOD["choices"][1:] * 2}, "right: true at exactly one"),
        ({"choices": [GOOD["choices"][0], {"say": "that"}]}, "B: why: expected"),
        ({"choices": [GOOD["choices"][0], {"say": "a\n\nb", "why": "no"}]}, "B: say: expected one"),
        ({"choices": [GOOD["choices"][0], {"sya": "that", "why": "no"}]}, "each has say, why"),
    ],
)
def test_a_malformed_quiz_is_refused(change, said):
    assert quiz.faults(GOOD) == []
    assert any(said in fault for fault in quiz.faults({**deepcopy(GOOD), **change}))


@pytest.mark.parametrize(
    ("text", "said"),
    [("- id: a\n  ask: note: x", "mapping values"), ("id: a", "expected a list"), ("", None)],
)
def test_a_file_that_is_no_list_is_named(text, said, tmp_path, monkeypatch):
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "c.yml").write_text(text, "utf8")
    monkeypatch.setattr(quiz, "QUIZZES", tmp_path)
    if said is None:
        assert quiz.load("p/c") == []
    else:
        with pytest.raises(ExtensionError, match=rf"p/c\.yml: .*{said}"):
            quiz.load("p/c")


# The places


def section(title, *inside):
    return nodes.section("", nodes.title("", title), *inside)


def placed(*names, more=()):
    """Return the words of a page on which boxes with these names stand after these sections."""
    code = nodes.literal_block("", "## in code")
    one = section("One", nodes.paragraph("", "text"), code, section("Inner", nodes.Text("inner")))
    boxes = [element("book-quiz", f"QUIZ-{name}") for name in names]
    for box, name in zip(boxes, names, strict=True):
        box["after"] = name
    document = new_document("page")
    document += section("Title", one, section("Two", *more), section("Three", *boxes))
    document.settings.env = SimpleNamespace(docname="book/p/c")
    quiz.PlaceBoxes(document).apply()
    return document.astext().replace("## in code", "code").split()


def test_a_quiz_stands_where_its_section_ends_subsections_included():
    one = ["Title", "One", "text", "code", "Inner", "inner"]
    assert placed("One") == [*one, "QUIZ-One", "Two", "Three"]
    assert placed("Two") == [*one, "Two", "QUIZ-Two", "Three"]
    assert placed("Three") == [*one, "Two", "Three", "QUIZ-Three"]
    both = ["QUIZ-Inner", "QUIZ-One"]
    assert placed("Two", "One", "Inner") == [*one, *both, "Two", "QUIZ-Two", "Three"]


@pytest.mark.parametrize("name", ["Four", "Title", "in code"])
def test_an_unknown_heading_fails_the_build(name):
    with pytest.raises(ExtensionError, match=f"p/c.yml: no section has the heading '{name}'"):
        placed(name)


def test_a_heading_that_occurs_twice_fails_the_build():
    with pytest.raises(ExtensionError, match="more than one"):
        placed("Two", more=[section("Two")])


def test_headings_in_code_are_none():
    text = "# Title\n\n## One\n\n```\n## in code\n```\n\n###  Inner \n#no"
    assert cells.headings(text) == [(1, "Title"), (2, "One"), (3, "Inner")]


def test_source_read_adds_the_quizzes_of_a_chapter_and_leaves_other_pages():
    source = (BOOK / "information" / "kl-divergence.ipynb").read_text("utf8")
    content = [source]
    noted = []  # as much of Sphinx as a source-read needs
    app = SimpleNamespace(env=SimpleNamespace(note_dependency=noted.append))
    quiz.add_quizzes(app, "book/information/kl-divergence", content)
    *rest, added = [cells.source(cell) for cell in json.loads(content[0])["cells"]]
    assert rest == [cells.source(cell) for cell in json.loads(source)["cells"]]
    placed = re.findall(r"^:::\{quiz\} information/kl-divergence (.+)$", added, re.MULTILINE)
    assert placed == [q["id"] for q in quiz.load("information/kl-divergence")]
    assert ":::{chapter-read} information/kl-divergence\n" in added
    assert noted == [str(quiz.quiz_file("information/kl-divergence"))]
    for page in ("book/index", "book/appendix/glossary"):
        content = [source]
        quiz.add_quizzes(app, page, content)
        assert content == [source]


def test_a_chapter_that_gets_its_first_quizzes_is_read_again():
    old, new, *_ = [f"book/{name}" for name in quiz.chapters_with_quizzes()]
    known = {old: {str(quiz.quiz_file(old.removeprefix("book/")))}, new: set()}
    env = SimpleNamespace(all_docs=known, dependencies=known)
    assert quiz.with_first_quizzes(None, env, set(), set(), set()) == [new]


# The course page


@each_chapter
def test_a_chapter_says_its_minutes_and_what_it_needs(chapter):
    facts = course.facts(chapter)
    minutes = f"{facts['minutes']} and {facts['more']} for the exercises"
    assert min(facts["minutes"], facts["more"]) >= 10, f"minutes: {minutes}, expected 10 and 10"
    assert facts["title"] and set(facts["needs"]) <= set(CHAPTERS)


def test_facts_are_read_from_the_first_cells():
    text = (
        "# T\n\n- **You need**: [a](a.ipynb), [b](../x/b.ipynb#h), [a](a.ipynb), logs.\n"
        "```{exercise-start}\n"
    )
    facts = course.facts_of(text, "p/c")
    assert facts["needs"] == ["p/a", "x/b"] and facts["exercises"] == 1
    with pytest.raises(ExtensionError, match="p/c: expected a title"):
        course.facts_of("# T", "p/c")


def test_the_reading_paths_are_those_of_the_first_page():
    names = [p["name"] for p in course.paths({name: course.facts(name) for name in CHAPTERS})]
    page = (BOOK / "index.md").read_text("utf8")
    assert re.findall(r"^- \*\*(.+?)\*\*, \{path-minutes\}`\1`\.$", page, re.M) == names


def test_minutes_of_a_path_are_added_up(tmp_path, monkeypatch):
    rows = ["{name: n, for: a, read: a, chapters: all}"]
    rows += ["{name: m, for: b, read: b, chapters: [b], with: folds}"]
    (tmp_path / "paths.yml").write_text("".join(f"- {row}\n" for row in rows))
    monkeypatch.setattr(course, "QUIZZES", tmp_path)
    chapters = {"a": {"minutes": 20, "folded": 7}, "b": {"minutes": 35, "folded": 9}}
    assert [path["minutes"] for path in course.paths(chapters)] == [55, 44]
    for text, said in (
        ("- {name: n}", "expected chapters, for, read"),
        ("{a: 1}", "expected a list"),
    ):
        (tmp_path / "paths.yml").write_text(text)
        with pytest.raises(ExtensionError, match=rf"paths\.yml: .*{said}"):
            course.paths(chapters)


@pytest.mark.parametrize(("minutes", "words"), [(95, "95 minutes"), (160, "3 hours")])
def test_minutes_are_said(minutes, words):
    assert course.said(minutes) == words


# The script


@pytest.fixture(scope="module")
def js():
    yield v8.context(*SCRIPTS)
    v8.close()


def test_the_script_is_small_and_asks_no_other_host():
    script = "".join(path.read_text("utf8") for path in SCRIPTS)
    assert len(gzip.compress(script.encode())) < 12_000
    assert not re.search(r"https?:|import\(|fetch|XMLHttp|sendBeacon", script)
    assert (ROOT / "_config.yml").read_text("utf8").count("quiz.js") == 0  # not on every page


def test_log_loss_in_bits(js):
    assert [js.call("bits", [0.5, 0.25, 0.25], k) for k in range(3)] == [1, 2, 2]
    assert js.call("bits", [50, 25, 25], 1) == 2
    assert js.call("bits", [0, 1], 1) == 0
    assert js.eval("bits([0, 1], 0)") == js.eval("bits([-0, 1], 0)") == math.inf
    assert js.call("bits", [0.2, 0.3, 0.5], 0) == pytest.approx(-math.log2(0.2))
    assert js.eval("inBits(bits([0, 1], 0))") == "infinitely many bits"


@pytest.mark.parametrize("values", ["[0, 0]", "[-1, 2]", "[NaN, 1]", "[Infinity, 1]", "[]"])
def test_what_is_no_forecast_is_refused(js, values):
    with pytest.raises(v8.JSEvalException, match="Probabilities are numbers"):
        js.eval(f"normalized({values})")


def test_calibration_counts_every_announced_probability(js):
    forecasts = [
        {"probabilities": [0.5, 0.25, 0.25], "right": 0},
        {"probabilities": [1, 0], "right": 0},
    ]
    pairs = js.call("pairs", forecasts)
    assert pairs == [[0.5, 1], [0.25, 0], [0.25, 0], [1, 1], [0, 0]]
    assert js.call("calibration", pairs, 5) == [
        {"count": 1, "announced": 0, "observed": 0},
        {"count": 2, "announced": 0.25, "observed": 0},
        {"count": 1, "announced": 0.5, "observed": 1},
        {"count": 1, "announced": 1, "observed": 1},
    ]
    assert js.call("calibration", [], 5) == []


def test_the_score_stands_beside_equal_probabilities(js):
    half = {"probabilities": [0.5, 0.25, 0.25], "right": 1}
    assert js.call("score", [half]) == "1 forecast: 2.00 bits. Equal probabilities: 1.58 bits."
    lost = {"probabilities": [0, 1], "right": 0}
    assert js.call("score", [half, lost]) == (
        "2 forecasts: infinitely many bits (1 gave 0 % to what was right; the others: 2.00 bits)."
        " Equal probabilities: 2.58 bits."
    )


@each_chapter
def test_a_chapter_has_five_exercises_that_are_checked_and_three_questions(chapter):
    text = "\n".join("".join(c["source"]) for c in cells.read(chapter))
    checked = [n for n in re.findall(r"^:label: (\S+)$", text, re.MULTILINE) if n in answers()]
    said = f"{len(checked)} exercises have an answer in xentlib/exercises.json, expected 5"
    assert len(checked) >= 5, said
    said = f"{len(quiz.load(chapter))} questions in book/quizzes/{chapter}.yml, expected 3"
    assert len(quiz.load(chapter)) >= 3, said

"""The box under an exercise: what a reader may type, and that it says what xentlib's `check` says."""

import gzip
import io
import json
import math
import random
import re
from contextlib import redirect_stdout

import numpy as np
import pytest
from xentlib import check, exercises

from book._ext import answers, toc, v8
from tools.notebooks import BOOK

ASSETS = BOOK / "assets"
SCRIPTS = [ASSETS / name for name in ("jsep/jsep.min.js", "expression.js", "check.js")]
ENTRIES = exercises.answers()
SEED = random.Random(17)


DATA = [answers.script(answers.names_in(chapter)) for chapter in toc.chapters()]


@pytest.fixture(scope="module")
def js():
    yield v8.context(*SCRIPTS, *DATA)
    v8.close()


def evaluated(js, code):
    """Return what code comes to, lists and objects included."""
    return json.loads(js.eval(f"JSON.stringify({code})"))


# What a reader types


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("ln 2", math.log(2)),
        ("log2(6)", math.log2(6)),
        ("log10 2", math.log10(2)),
        ("7/4", 1.75),
        ("1e-3", 0.001),
        (".5", 0.5),
        ("2^-3", 0.125),
        ("2**-3", 0.125),
        ("sqrt(2)", math.sqrt(2)),
        ("exp(-1)", math.exp(-1)),
        ("\u22121.5", -1.5),
        ("50 %", 0.5),
        ("2 × 3", 6),
        ("3·2", 6),
        ("-2^2", -4),
        ("(-2)^2", 4),
        ("2^3^2", 512),
        ("3*-2^2", -12),
        ("-ln 2/3", -math.log(2) / 3),
        ("ln(2)^3", math.log(2) ** 3),
        ("2 - -3", 5),
        ("(1 + 2)/(3 + 4)", 3 / 7),
        ("2*pi - e", 2 * math.pi - math.e),
        ("+3", 3),
    ],
)
def test_an_expression_has_its_value(js, typed, value):
    assert js.eval(f"expression.number({json.dumps(typed)})") == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("1, 7/4", [1, 1.75]),
        ("[1, -2]", [1, -2]),
        ("(1, 2)", [1, 2]),
        ("[[1, 2], [3, 4]]", [1, 2, 3, 4]),
    ],
)
def test_commas_separate_numbers(js, typed, values):
    assert evaluated(js, f"expression.numbers({json.dumps(typed)})") == values


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        *(
            (typed, "Write a number, or an expression")
            for typed in (
                "", "-", "1 2", "3 ln 2", "2pi", "two", "this", "constructor", "__proto__", "a.b",
                "alert(1)", "exp(1, 2)", "(1)(2)", "ln", "e(2)", "'x'", "a = 3", "1 ? 2 : 3",
                "1" * 301, "`x`", "x => 1",
            )
        ),
        ("log(2)", "Which logarithm"),
        ("np.log(2)", "Which logarithm"),
        ("ln 2^3", "which of them do you mean"),
        ("0/0", "0/0 has no value"),
        ("sqrt(-1)", "has no value"),
        ("0,5", "one number, with a point"),
        ("1; 2", "one number, with a point"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_with_a_reason(js, typed, said):
    with pytest.raises(v8.JSEvalException, match=said):
        js.eval(f"expression.number({json.dumps(typed)})")


# What is said of it


def tries(name):
    """Return answers to an exercise: the right one, mistakes, slips, and what comes near them."""
    entry = ENTRIES[name]
    right = np.array(entry["answer"], dtype=float)
    slips = list(exercises.slips(right, entry["unit"]))
    known = [right, *(np.array(m["value"]) for m in [*entry.get("mistakes", ()), *slips])]
    finite = [x for x in known if np.isfinite(x).all()]
    rounded = [np.round(x, digits) for x in finite for digits in (4, 3, 2)]
    return [*finite, *rounded, np.flip(right), right + 1e-3, np.zeros(3), np.array(1.0), right * 0]


def drawn():
    """Yield a thousand answers at random, some near to what is known, some on a tie."""
    names = sorted(ENTRIES)
    for k in range(1000):
        name = SEED.choice(names)
        right = np.array(ENTRIES[name]["answer"], dtype=float)
        spread = [1e-5, 1e-3, 0.1, 10, 1e25][k % 5]
        noise = np.array([SEED.gauss(0, spread) for _ in range(right.size)]).reshape(right.shape)
        tie = np.round(32 * noise) / 32
        yield name, right * (1 + noise) if k % 2 else tie + noise * (k % 4)


def sent(pairs, js):
    """Return what Python and what the page says of pairs of a name and an answer."""
    exercises.wrong_answers.clear()
    ours = []
    for name, answer in pairs:
        with redirect_stdout(io.StringIO()) as out:
            check(name, answer.tolist())
        ours.append(out.getvalue())
    typed = [[name, ", ".join(map(repr, answer.ravel().tolist()))] for name, answer in pairs]
    js.eval("checks.forget()")
    code = "map(([name, text]) => checks.check(name, expression.numbers(text)))"
    theirs = evaluated(js, f"{json.dumps(typed)}.{code}")
    lines = [f"{name}: {said['says']}\n" for (name, _), said in zip(pairs, theirs, strict=True)]
    rights = [said["right"] for said in theirs]
    return ours, lines, rights


def test_every_answer_every_mistake_and_every_slip_gets_the_same_sentence(js):
    pairs = [(name, answer) for name in ENTRIES for answer in tries(name)]
    ours, theirs, rights = sent(pairs, js)
    assert len(pairs) > 3000 and theirs == ours
    assert rights == [": right, " in line for line in ours]
    said = "".join(ours)
    kinds = ["Hint 1", "No more hints", "in bits; the", "in bans; the", "sign", "twice", "Expected"]
    assert [kind for kind in [*kinds, "close", "another order"] if kind not in said] == []


def test_a_thousand_random_numbers_get_the_same_sentence(js):
    pairs = list(drawn())
    ours, theirs, _ = sent(pairs, js)
    assert theirs == ours and len(set(ours)) > 900


@pytest.mark.parametrize(
    "x", [0.03125, 0.09375, -0.03125, 0.0, -0.0, 1e21, -3e300, 2.5, 12345.00005]
)
def test_numbers_are_written_as_python_writes_them(js, x):
    said = js.eval(f"checks.check('bce-1', [{x!r}]).says")
    assert f" {x:.4f} " in said


def test_the_comparison_would_see_another_sentence(js):
    """Three words that are changed, one at a time, in what the page runs."""
    script = SCRIPTS[2].read_text("utf8")
    pairs = [(name, answer) for name in list(ENTRIES)[:20] for answer in tries(name)]
    changes = ("5.1e-5", "5.1e-4"), ("/ NATS[other]", "* NATS[other]"), ("is half", "was half")
    for old, new in changes:
        assert old in script
        other = v8.context(*SCRIPTS[:2], script.replace(old, new), *DATA)
        ours, theirs, _ = sent(pairs, other)
        assert theirs != ours


# What the page loads


@pytest.mark.parametrize("chapter", toc.chapters())
def test_the_script_of_a_chapter_holds_its_exercises_and_no_others(chapter):
    names = answers.names_in(chapter)
    said = json.loads(re.fullmatch(r"checks\.add\((.*)\);\n", answers.script(names))[1])
    assert list(said) == names
    for name, entry in said.items():
        assert entry["answer"] == ENTRIES[name]["answer"]
        assert all(set(mistake) == {"value", "says"} for mistake in entry["mistakes"])


def test_every_exercise_with_an_answer_is_in_one_chapter():
    names = [name for chapter in toc.chapters() for name in answers.names_in(chapter)]
    assert sorted(names) == sorted(ENTRIES)


def test_what_a_box_asks_for():
    assert answers.asks({"answer": 1.0, "unit": "nats"}) == "Your answer, in nats"
    assert answers.asks({"answer": [1, 2], "unit": ""}) == "Your answer: 2 numbers, with commas"
    rows = {"answer": [[1, 2], [3, 4]], "unit": "bits"}
    assert answers.asks(rows) == "Your answer, in bits: 4 numbers, row by row, with commas"


def test_the_scripts_are_small_and_run_nothing_that_a_reader_types():
    first = [ASSETS / f"{name}.js" for name in ("parts", "record", "answer")]
    assert sum(len(gzip.compress(path.read_bytes())) for path in first) < 6000
    assert sum(len(gzip.compress(path.read_bytes())) for path in SCRIPTS) < 10_000
    for path in (*first, *SCRIPTS[1:], ASSETS / "predict.js"):
        script = path.read_text("utf8")
        assert not re.search(r"\beval\b|new Function|innerHTML|fetch\(|https?:", script)

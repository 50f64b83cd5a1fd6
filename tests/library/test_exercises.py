"""Answers to exercises: what `check` says, and the file of answers."""

import numbers

import numpy as np
import pytest
import xentlib
from xentlib import check, exercises

ENTRIES = {
    "one": {
        "answer": 1.584962500721156,
        "unit": "bits",
        "mistakes": [{"value": 1.0, "from": "1", "says": "One question does not suffice."}],
    },
    "row": {"answer": [0.705385, 0.259496], "unit": ""},
    "large": {"answer": 50256.7, "unit": "tokens", "hints": ["Count.", "Count again."]},
    "half": {"answer": 0.5, "unit": "nats per letter", "hints": ["Count letters."]},
    "zero": {"answer": 0.0, "unit": "nats"},
    "small": {
        "answer": 0.02,
        "unit": "",
        "mistakes": [{"value": 0.01, "from": "0.01", "says": "That is a hundredth."}],
    },
    "table": {"answer": [[0.1, 0.2], [0.3, 0.4]], "unit": ""},
}


@pytest.fixture
def said(monkeypatch, capsys):
    """Return a function that checks an answer to one of ENTRIES and returns the printed line."""
    monkeypatch.setattr(exercises, "answers", lambda: ENTRIES)
    monkeypatch.setattr(exercises, "wrong_answers", {})

    def line(name, answer):
        assert check(name, answer) is None
        return capsys.readouterr().out

    return line


@pytest.mark.parametrize("answer", [np.log2(3), 1.5850, 1.58496, np.float32(1.584962)])
def test_a_right_answer_may_be_rounded_to_four_decimals(said, answer):
    assert said("one", answer) == f"one: right, {answer:.4f} bits\n"


WRONG = [
    (2.7, "No more hints: read the section again, or unfold the solution."),
    (np.inf, "No more hints: "),
    (-1.585, "It has the wrong sign."),
    (np.log(3), "That is the answer in nats; the exercise asks for bits."),
    (np.log10(3), "That is the answer in bans; the exercise asks for bits."),
    (2 * np.log2(3), "It is twice the answer: was something counted twice, "),
    (np.log2(3) / 2, "It is half the answer."),
    (158.4962500721156, "It is 100 times the answer: a percentage?"),
    (0.01584962500721156, "It is a hundredth of the answer: a percentage?"),
    (1 / 3, "It is 2 to minus the power of the answer: take minus the logarithm."),
    (3, "It is 2 to the power of the answer: take the logarithm."),
    (1.58, "That is close: was it rounded on the way, approximated, "),
    (1.0, "One question does not suffice."),
    (1.099, "That is the answer in nats; the exercise asks for bits."),  # three digits
    (0, "No more hints: "),
]


@pytest.mark.parametrize(("answer", "says"), WRONG, ids=[f"{a:.4g}" for a, _ in WRONG])
def test_a_wrong_answer_is_diagnosed_and_gives_nothing_away(said, answer, says):
    line = said("one", answer)
    assert line.startswith(f"one: not yet, {answer:.4f} bits. {says}")
    assert "1.5850" not in line.replace("-1.5850", "")


GENERAL = [
    ("row", [0.2595, 0.7054], "These are the right numbers in another order."),
    ("table", [[0.4, 0.1], [0.2, 0.3]], "These are the right numbers in another order."),
    ("table", [[0.4, 0.1], [0.2, 0.2]], "No more hints: "),
    ("half", np.exp(0.5), "It is e to the power of the answer: take the logarithm."),
    ("half", np.exp(-0.5), "It is e to minus the power of the answer: take minus the logarithm."),
    ("half", 0.5 / np.log(2), "That is the answer in bits; the exercise asks for nats."),
    ("zero", 1, "No more hints: "),
    ("small", 0.010058, "That is a hundredth."),
    ("small", 0.0206, "That is close: "),
    ("one", 1.62, "No more hints: "),
    ("large", 50257.5, "Hint 1 of 2: "),
    ("large", 50300, "Hint 1 of 2: "),
]


@pytest.mark.parametrize(("name", "answer", "says"), GENERAL)
def test_what_is_wrong_is_recognized_in_any_exercise(said, name, answer, says):
    assert said(name, answer).partition(". ")[2].startswith(says)


def test_hints_come_one_by_one_and_not_for_the_same_answer(said):
    hints = [said("large", x).partition("tokens. ")[2] for x in (7, 8, 7, 9)]
    first, second = "Hint 1 of 2: Count.\n", "Hint 2 of 2: Count again.\n"
    assert hints[:3] == [first, second, first]
    assert hints[3].startswith("No more hints: ")
    assert said("half", 9).endswith(". Hint 1 of 1: Count letters.\n")


def test_the_answer_is_given_when_it_is_asked_for(said, capsys):
    exercises.solution("one")
    exercises.solution("row")
    assert capsys.readouterr().out == "one: 1.5850 bits\nrow: [0.7054, 0.2595]\n"
    with pytest.raises(ValueError, match=r"^name: unknown exercise"):
        exercises.solution("two")


def test_a_large_answer_is_compared_relatively(said):
    assert said("large", 50256.71).startswith("large: right")
    assert said("large", 50256.8).startswith("large: not yet")


def test_an_array_is_compared_entry_by_entry(said):
    assert said("row", [0.7054, 0.2595]) == "row: right, [0.7054, 0.2595]\n"
    assert said("row", np.array([0.7054, 0.7054])).startswith("row: not yet, [0.7054, 0.7054]. ")


def test_another_shape_is_named(said):
    assert said("one", [1.585]) == "one: not yet. Expected one number, got numbers of shape (1,).\n"
    assert said("row", 0.7054) == "row: not yet. Expected numbers of shape (2,), got one number.\n"
    assert (
        said("row", [[0.7054, 0.2595]])
        == "row: not yet. Expected numbers of shape (2,), got numbers of shape (1, 2).\n"
    )


def test_an_unknown_name_is_refused_and_similar_ones_are_named(said):
    message = r"^name: unknown exercise; expected a label such as half, got 'two'\. "
    with pytest.raises(ValueError, match=message):
        said("two", 1)
    with pytest.raises(ValueError, match=r"such as large, got 'larg'\. "):
        said("larg", 1)
    with pytest.raises(ValueError, match=r"such as row, got 'rowingsx'\. "):
        said("rowingsx", 1)
    with pytest.raises(ValueError, match=r"^name: unknown exercise; .* got \['one'\]\. "):
        said(["one"], 1)


def test_at_most_three_similar_names_are_named(monkeypatch):
    monkeypatch.setattr(exercises, "answers", lambda: dict.fromkeys(["ab1", "ab2", "ab3", "ab4"]))
    with pytest.raises(ValueError) as error:
        check("ab", 1)
    before, _, after = str(error.value).partition("such as ")
    names, _, rest = after.partition(", got ")
    assert before == "name: unknown exercise; expected a label "
    assert len(set(names.split(", ")) & {"ab1", "ab2", "ab3", "ab4"}) == 3
    assert rest == "'ab'. Copy the name from the exercise."


@pytest.mark.parametrize(
    ("answer", "error", "message"),
    [
        ("1.585", TypeError, r"^answer: not real numbers; expected floats .*, got '1\.585'\. "),
        ([1, [2]], TypeError, r"^answer: rows of different lengths; .* got a ragged list\. "),
        (np.nan, ValueError, r"^answer: contains NaN; expected numbers, got NaN at index \[\]\. "),
    ],
)
def test_an_answer_that_is_no_number_is_refused(said, answer, error, message):
    with pytest.raises(error, match=message):
        said("one", answer)


def faults(entries):
    """Return what is wrong with a file of answers, one line per entry."""
    return [f"{name}: {entry}" for name, entry in entries.items() if not well_formed(entry)]


def well_formed(entry):
    """An entry has an answer and a unit; an answer shows at least two digits in four decimals."""
    if not isinstance(entry, dict) or set(entry) - {"mistakes", "hints"} != {"answer", "unit"}:
        return False
    answers = np.ravel(np.array(entry["answer"], dtype=object)).tolist()
    listed = all(set(m) == {"value", "from", "says"} for m in entry.get("mistakes", ()))
    return (
        isinstance(entry["unit"], str)
        and bool(answers)
        and all(map(shows_digits, answers))
        and listed
    )


def tells(entry):
    """Return the sentences of an entry that are no sentences, or that give the answer away."""
    sentences = [*entry.get("hints", ()), *(m["says"] for m in entry.get("mistakes", ()))]
    shown = {f"{x:.4f}" for x in np.ravel(entry["answer"])}
    return [s for s in sentences if not s.endswith((".", "?")) or any(x in s for x in shown)]


def shows_digits(x):
    number = isinstance(x, numbers.Real) and not isinstance(x, bool)
    return number and np.isfinite(x) and (x == 0 or abs(x) >= 1e-3)


def test_every_entry_of_the_file_is_well_formed():
    assert faults(exercises.answers()) == []


def test_every_exercise_has_hints_and_no_sentence_gives_the_answer_away():
    for name, entry in exercises.answers().items():
        said = (
            f"xentlib/exercises.json: {name}: expected hints, and mistakes with what they lead to"
        )
        assert entry.get("hints") and entry.get("mistakes"), said
        assert tells(entry) == [], name
    assert tells(ENTRIES["one"] | {"hints": ["It is 1.5850.", "no stop", "Good?"]}) == [
        "It is 1.5850.",
        "no stop",
    ]


@pytest.mark.parametrize("answer", ["1.5", True, [], None, 2e-4, [1, [2, 3]], float("inf")])
def test_a_malformed_entry_would_be_found(answer):
    assert faults({"x": {"answer": answer, "unit": "bits"}})
    assert faults({"x": {"answer": 1.5}, "y": {"answer": 1.5, "unit": None}, **ENTRIES}) == [
        "x: {'answer': 1.5}",
        "y: {'answer': 1.5, 'unit': None}",
    ]


def test_every_answer_of_the_file_checks_as_right(capsys):
    for name, entry in exercises.answers().items():
        check(name, np.round(entry["answer"], 4))
        assert capsys.readouterr().out.startswith(f"{name}: right, ")


MISTAKES = [
    (name, mistake)
    for name, entry in exercises.answers().items()
    for mistake in entry.get("mistakes", ())
]


@pytest.mark.parametrize(("name", "mistake"), MISTAKES, ids=[n for n, _ in MISTAKES])
def test_every_listed_mistake_is_what_it_says_and_is_recognized(name, mistake, capsys):
    names = {**vars(xentlib), "np": np, "answer": np.array(exercises.answers()[name]["answer"])}
    np.testing.assert_allclose(mistake["value"], eval(mistake["from"], names), rtol=1e-9)
    check(name, np.round(mistake["value"], 4))
    assert capsys.readouterr().out.endswith(f"{mistake['says']}\n")
    assert mistake["says"].endswith(".")

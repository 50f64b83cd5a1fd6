"""Answers to exercises: what `check` says, and the file of answers."""

import numbers

import numpy as np
import pytest
from xentlib import check, exercises

ENTRIES = {
    "one": {"answer": 1.584962500721156, "unit": "bits"},
    "row": {"answer": [0.705385, 0.259496], "unit": ""},
    "large": {"answer": 50256.7, "unit": "tokens"},
}


@pytest.fixture
def said(monkeypatch, capsys):
    """Return a function that checks an answer to one of ENTRIES and returns the printed line."""
    monkeypatch.setattr(exercises, "answers", lambda: ENTRIES)

    def line(name, answer):
        assert check(name, answer) is None
        return capsys.readouterr().out

    return line


@pytest.mark.parametrize("answer", [np.log2(3), 1.5850, 1.58496, np.float32(1.584962)])
def test_a_right_answer_may_be_rounded_to_four_decimals(said, answer):
    assert said("one", answer) == f"one: right, {answer:.4f} bits\n"


@pytest.mark.parametrize("answer", [1.585 + 1e-4, 1.58, 2, -1.585, np.log(3), 0, np.inf])
def test_a_wrong_answer_is_not_yet_right_and_gives_nothing_away(said, answer):
    line = said("one", answer)
    assert line == f"one: not yet, {answer:.4f} bits\n"
    assert "1.5850" not in line.replace("-1.5850", "")


def test_a_large_answer_is_compared_relatively(said):
    assert said("large", 50256.71).startswith("large: right")
    assert said("large", 50256.8).startswith("large: not yet")


def test_an_array_is_compared_entry_by_entry(said):
    assert said("row", [0.7054, 0.2595]) == "row: right, [0.7054, 0.2595]\n"
    assert said("row", np.array([0.7054, 0.7054])) == "row: not yet, [0.7054, 0.7054]\n"


def test_another_shape_is_named(said):
    assert said("one", [1.585]) == "one: not yet. Expected shape (), got (1,).\n"
    assert said("row", 0.7054) == "row: not yet. Expected shape (2,), got ().\n"
    assert said("row", [[0.7054, 0.2595]]) == "row: not yet. Expected shape (2,), got (1, 2).\n"


def test_an_unknown_name_is_refused_and_the_known_ones_are_listed(said):
    message = r"^name: unknown exercise; expected one of large, one, row, got 'two'\. "
    with pytest.raises(ValueError, match=message):
        said("two", 1)


@pytest.mark.parametrize(
    ("answer", "error", "message"),
    [
        ("1.585", TypeError, r"^answer: not real numbers; expected floats .*, got dtype <U5\. "),
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
    if not isinstance(entry, dict) or set(entry) != {"answer", "unit"}:
        return False
    answers = np.ravel(np.array(entry["answer"], dtype=object)).tolist()
    return isinstance(entry["unit"], str) and bool(answers) and all(map(shows_digits, answers))


def shows_digits(x):
    number = isinstance(x, numbers.Real) and not isinstance(x, bool)
    return number and np.isfinite(x) and (x == 0 or abs(x) >= 1e-3)


def test_every_entry_of_the_file_is_well_formed():
    assert faults(exercises.answers()) == []


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

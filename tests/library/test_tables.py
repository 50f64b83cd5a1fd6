"""Tables: what is given is what is shown, in both forms, and nothing is dropped."""

import numpy as np
import pytest
from xentlib.tables import table


def rows(shown):
    """Return the words of the lines of a table below its rule."""
    return [line.split() for line in str(shown).splitlines()[2:]]


def test_floats_get_the_digits_and_other_values_stay():
    shown = table({"name": ["a", "b"], "n": np.array([1, 20]), "p": np.float32([0.5, 1 / 3])})
    assert rows(shown) == [["a", "1", "0.5000"], ["b", "20", "0.3333"]]


def test_digits_of_some_columns():
    shown = table({"p": [1 / 3], "q": [1 / 3], "r": [1e-9]}, digits={"p": 2, "r": ".1e"})
    assert rows(shown) == [["0.33", "0.3333", "1.0e-09"]]


def test_texts_stand_left_and_numbers_right():
    shown = table({"name": ["a", "bcd"], "n": [5, 10_000], "p": [0.5, None]}, digits={"p": 2})
    text = "name        n     p\n------  -----  ----\na           5  0.50\nbcd     10000"
    assert str(shown) == repr(shown) == text
    right = '<td style="text-align: right;">    5</td><td style="text-align: right;">0.50</td>'
    assert f"<tr><td>a     </td>{right}</tr>" in shown._repr_html_()


def test_texts_that_look_like_numbers_are_not_read_as_numbers():
    assert rows(table({"word": ["007", "1e3"]})) == [["007"], ["1e3"]]


def test_html_has_the_same_texts_and_escapes_them():
    html = table({"a < b": ["<b>"], "p": [0.25]}, digits=2)._repr_html_()
    assert "&lt;b&gt;" in html and "a &lt; b" in html and "0.25" in html and "<b>" not in html
    assert html.startswith("<table>") and html.count("<tr>") == 2


def test_bools_nothing_and_what_is_not_finite():
    shown = table({"right": [True, np.False_], "x": [np.inf, np.nan], "y": [None, 1.0]})
    assert rows(shown) == [["True", "inf"], ["False", "nan", "1.0000"]]


@pytest.mark.parametrize(
    ("columns", "digits", "error", "said"),
    [
        ([1, 2], 4, TypeError, 'columns: expected a dict of heading: values, got list. Write table({"p": p, "q": q}).'),
        ({}, 4, ValueError, "columns: expected at least one, got none."),
        ({"a": [1], "b": [1, 2]}, 4, ValueError, "columns: expected one length, got {'a': 1, 'b': 2}."),
        ({"a": 0.5}, 4, TypeError, "'a': expected a sequence of values, got 0.5. For one row write a list with one value."),
        ({"a": "ab"}, 4, TypeError, "'a': expected a sequence of values, got 'ab'. For one row write a list with one value."),
        ({"a": np.eye(2)}, 4, TypeError, "'a': expected texts, numbers, bools or None, got list. Give one number a row; make a column of each axis."),
        ({"a": [1j]}, 4, TypeError, "'a': expected texts, numbers, bools or None, got complex. Give one number a row; make a column of each axis."),
        ({"a": [1.0]}, {"b": 2}, ValueError, "digits: expected headings among ['a'], got ['b']."),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused(columns, digits, error, said):
    with pytest.raises(error) as caught:
        table(columns, digits)
    assert str(caught.value) == said


def test_an_empty_heading_is_an_ordinary_cell_of_html():
    html = table({"": ["q"], "sun": [0.5]})._repr_html_()
    assert "<tr><td></td><th" in html

"""Tables: columns of names and numbers, as HTML on the site and as text in a terminal.

One call instead of a loop of format strings, so that a cell shows what it computes:

>>> from xentlib.tables import table
>>> table({"weather": ["sun", "snow"], "probability": [0.5, 0.125], "bits": [1, 3]}, digits=3)
weather      probability    bits
---------  -------------  ------
sun                0.500       1
snow               0.125       3
"""

import re
from numbers import Integral, Real

from tabulate import tabulate


class Table:
    """A table of texts: HTML for a notebook, plain text for `print` and a terminal."""

    def __init__(self, headings, rows, align):
        self.headings, self.rows, self.align = headings, rows, align

    def __repr__(self):
        return self._drawn()

    def _repr_html_(self):
        # An empty heading heads nothing, so it is an ordinary cell.
        return re.sub(r"<th>\s*</th>", "<td></td>", self._drawn(tablefmt="html"))

    def _drawn(self, **kind):
        # The texts are final: tabulate is not to read numbers out of them again.
        return str(
            tabulate(
                self.rows,
                self.headings,
                colalign=self.align,
                disable_numparse=True,
                **kind,
            )
        )


def table(columns, digits=4):
    """Return a table to look at.

    Parameters
    ----------
    columns : dict
        heading -> sequence or array of R values, in the order of the columns. Headings name
        the unit. Texts, ints and bools are shown as they are, floats with `digits` decimals,
        None as an empty place.
    digits : int or dict, default 4
        Decimals of every float; or heading -> decimals, or a format such as ".1e", for some
        columns, and 4 for the others.

    Returns
    -------
    Table
        An object that notebooks show as HTML and `print` as text.

    Raises
    ------
    ValueError
        If there is no column, if their lengths differ, or if `digits` names no column.
    TypeError
        If `columns` is no dict, or a value is neither text nor number, bool or None.
    """
    if not isinstance(columns, dict):
        raise TypeError(
            f"columns: expected a dict of heading: values, got {type(columns).__name__}. "
            'Write table({"p": p, "q": q}).'
        )
    if not columns:
        raise ValueError("columns: expected at least one, got none.")
    values = {heading: _values(heading, column) for heading, column in columns.items()}
    _check_lengths(values)
    formats = _formats(columns, digits)
    texts = [[_text(h, v, formats[h]) for v in column] for h, column in values.items()]
    align = tuple("left" if _is_text(column) else "right" for column in values.values())
    return Table(list(columns), [list(row) for row in zip(*texts)], align)


def _values(heading, column):
    """Return a column as a list of plain Python values."""
    if isinstance(column, str) or not hasattr(column, "__iter__"):
        raise TypeError(
            f"{heading!r}: expected a sequence of values, got {column!r}. For one row write "
            "a list with one value."
        )
    column = column.tolist() if hasattr(column, "tolist") else list(column)
    return [v.item() if hasattr(v, "item") else v for v in column]


def _check_lengths(values):
    """Refuse columns of different lengths."""
    lengths = {heading: len(column) for heading, column in values.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"columns: expected one length, got {lengths}.")


def _formats(columns, digits):
    """Return the format of the floats of each column."""
    chosen = digits if isinstance(digits, dict) else dict.fromkeys(columns, digits)
    unknown = [heading for heading in chosen if heading not in columns]
    if unknown:
        raise ValueError(f"digits: expected headings among {list(columns)}, got {unknown}.")
    given = {heading: chosen.get(heading, 4) for heading in columns}
    return {h: d if isinstance(d, str) else f".{d}f" for h, d in given.items()}


def _text(heading, value, form):
    """Return what a cell shows."""
    if value is None:
        return ""
    if isinstance(value, (str, bool, Integral)):
        return str(value)
    if isinstance(value, Real):
        return format(value, form)
    raise TypeError(
        f"{heading!r}: expected texts, numbers, bools or None, got {type(value).__name__}. "
        "Give one number a row; make a column of each axis."
    )


def _is_text(column):
    """Say whether a column holds texts, which stand on the left."""
    return any(isinstance(value, str) for value in column)

"""Check an answer to an exercise of the book."""

import json
from functools import cache
from importlib.resources import files

import numpy as np

from .validation import as_floats, refusal


@cache
def answers():
    """Return the exercises that have a numeric answer: {name: {"answer": ..., "unit": ...}}."""
    return json.loads(files(__package__).joinpath("exercises.json").read_text("utf8"))


def check(name, answer):
    """Say whether `answer` solves the exercise `name`, without giving it away.

    Parameters
        name    the label of the exercise, such as "entropy-1"
        answer  a number or an array, in the unit that the exercise asks for
    Returns   None; one line is printed
    Raises    ValueError  no exercise with a numeric answer has that name, or NaN
              TypeError   the answer is not made of real numbers
    An answer counts as right within a relative 1e-6, or when it is rounded to
    four decimals.
    """
    if name not in answers():
        known, hint = ", ".join(sorted(answers())), "Copy the name from the exercise."
        raise ValueError(refusal("name", "unknown exercise", f"one of {known}", repr(name), hint))
    right, unit = answers()[name]["answer"], answers()[name]["unit"]
    given = as_floats(answer, "answer")
    if given.shape != np.shape(right):
        print(f"{name}: not yet. Expected shape {np.shape(right)}, got {given.shape}.")
    elif np.allclose(given, right, rtol=1e-6, atol=5.1e-5):
        print(f"{name}: right, {shown(given)} {unit}".rstrip())
    else:
        print(f"{name}: not yet, {shown(given)} {unit}".rstrip())


def shown(x):
    """Return numbers as text with four decimals."""
    return f"{x:.4f}" if x.ndim == 0 else "[" + ", ".join(map(shown, x)) + "]"

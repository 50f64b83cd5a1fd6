"""Check an answer to an exercise of the book, and say what went wrong."""

import json
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

import numpy as np

from .validation import as_floats, refusal

NATS = {"bits": np.log(2), "nats": 1.0, "bans": np.log(10)}  # the units, in nats
wrong_answers = {}  # of each exercise in this session, without those that were diagnosed


@cache
def answers():
    """Return the exercises that have a numeric answer.

    {name: {"answer": ..., "unit": ..., "mistakes": [...], "hints": [...]}}, where a mistake is
    {"value": the answer it leads to, "from": the expression for it, "says": what went wrong}
    and the last two lists may be absent.
    """
    return json.loads(files(__package__).joinpath("exercises.json").read_text("utf8"))


def check(name, answer):
    """Say whether `answer` solves the exercise `name`, and if not, what may have gone wrong.

    Parameters
    ----------
    name : str
        The label of the exercise, such as "entropy-1".
    answer : array_like
        A number or an array, in the unit that the exercise asks for.

    Returns
    -------
    None
        One line is printed. A wrong answer is compared with the answers that known mistakes
        lead to; if none fits, the line gives the next hint.

    Raises
    ------
    ValueError
        No exercise with a numeric answer has that name, or NaN.
    TypeError
        The answer is not made of real numbers.

    Notes
    -----
    An answer counts as right within a relative 1e-6, or when it is rounded to four
    decimals. The right answer is never printed: see `solution`.
    """
    entry = known(name)
    right, unit = np.array(entry["answer"]), entry["unit"]
    given = as_floats(answer, "answer")
    if given.shape != right.shape:
        print(f"{name}: not yet. Expected {count(right)}, got {count(given)}.")
    elif same(given, right):
        print(f"{name}: right, {shown(given)} {unit}".rstrip())
    else:
        said = diagnosis(given, right, entry) or next_hint(name, entry, given)
        print(f"{name}: not yet, {shown(given)} {unit}".rstrip() + f". {said}")


def solution(name):
    """Print the answer to the exercise `name`.

    Parameters
    ----------
    name : str
        The label of the exercise, such as "entropy-1".

    Returns
    -------
    None
        One line is printed.

    Raises
    ------
    ValueError
        No exercise with a numeric answer has that name.
    """
    entry = known(name)
    print(f"{name}: {shown(np.array(entry['answer']))} {entry['unit']}".rstrip())


def known(name):
    """Return the entry of an exercise."""
    if not isinstance(name, str) or name not in answers():
        near = get_close_matches(str(name), answers(), cutoff=0.5)
        expected = f"a label such as {', '.join(near) or min(answers())}"
        problem, hint = "unknown exercise", "Copy the name from the exercise."
        raise ValueError(refusal("name", problem, expected, repr(name), hint))
    return answers()[name]


def same(given, value):
    """Say whether an answer is `value`, exactly or rounded to four decimals."""
    return np.allclose(given, value, rtol=1e-6, atol=5.1e-5)


def diagnosis(given, right, entry):
    """Return what went wrong, or "" if the answer fits no known mistake."""
    known_ones = [*entry.get("mistakes", ()), *slips(right, entry["unit"])]
    mistakes = [m for m in known_ones if np.shape(m["value"]) == given.shape]
    for fits in (same, roughly):
        for mistake in mistakes:
            value = np.array(mistake["value"])
            nearer = np.abs(given - value).sum() < np.abs(given - right).sum()
            if fits(given, value) and nearer and not same(value, right):
                return mistake["says"]
    return ordering(given, right) or closeness(given, right)


def roughly(given, value):
    """Say whether an answer is `value`, rounded to three digits."""
    return np.allclose(given, value, rtol=1e-3, atol=5.1e-5)


def slips(right, unit):
    """Yield the mistakes that any exercise invites, with the answers they lead to."""
    factors = {
        -1: "It has the wrong sign.",
        2: "It is twice the answer: was something counted twice, or a factor 1/2 left out?",
        0.5: "It is half the answer.",
        100: "It is 100 times the answer: a percentage?",
        0.01: "It is a hundredth of the answer: a percentage?",
    }
    yield from other_units(right, unit)
    for factor, says in factors.items():
        yield {"value": factor * right, "says": says}
    if unit.partition(" ")[0] in NATS and np.all(right > 0):
        yield from powers(right, NATS[unit.partition(" ")[0]])


def powers(right, nats):
    """Yield the powers of the base of the logarithm whose exponent is the answer."""
    with np.errstate(over="ignore"):
        power = np.exp(nats * right)
    base = "e" if nats == 1 else f"{np.exp(nats):.0f}"
    yield {"value": power, "says": f"It is {base} to the power of the answer: take the logarithm."}
    if np.all(power < 1e4):  # beyond, its reciprocal would be any small number
        says = f"It is {base} to minus the power of the answer: take minus the logarithm."
        yield {"value": 1 / power, "says": says}


def other_units(right, unit):
    """Yield the answers in other units of information."""
    mine = unit.partition(" ")[0]
    for other in NATS.keys() - {mine} if mine in NATS else ():
        says = f"That is the answer in {other}; the exercise asks for {mine}."
        yield {"value": right * NATS[mine] / NATS[other], "says": says}


def ordering(given, right):
    """Say whether an array holds the right numbers in another order."""
    if right.ndim and same(np.sort(given, axis=None), np.sort(right, axis=None)):
        return "These are the right numbers in another order."
    return ""


def closeness(given, right):
    """Say whether an answer is nearly right."""
    if np.allclose(given, right, rtol=5e-3, atol=5e-4) and np.abs(given - right).max() < 0.05:
        return "That is close: was it rounded on the way, approximated, or not run far enough?"
    return ""


def next_hint(name, entry, given):
    """Return the next hint of an exercise; the same answer again brings no further one."""
    hints, tried = entry.get("hints", ()), wrong_answers.setdefault(name, [])
    answer = given.tolist()
    if answer not in tried:
        tried.append(answer)
    k = tried.index(answer)
    if k < len(hints):
        return f"Hint {k + 1} of {len(hints)}: {hints[k]}"
    return "No more hints: read the section again, or unfold the solution."


def count(x):
    """Return in words how many numbers there are, and in what shape."""
    return f"numbers of shape {x.shape}" if x.ndim else "one number"


def shown(x):
    """Return numbers as text with four decimals."""
    return f"{x:.4f}" if x.ndim == 0 else "[" + ", ".join(map(shown, x)) + "]"

"""Arguments that are one number or one choice, and the refusals of others."""

from collections.abc import Callable
from math import inf, log
from numbers import Real

import numpy as np

from .validation import quiet, refusal


def as_number(x, name, low, high):
    """Return a finite real number between `low` and `high`."""
    if isinstance(x, (bool, np.bool_)) or not isinstance(x, (float, Real)):  # float is quick
        problem, error, hint = "not a number", TypeError, "Pass one number for all examples."
    elif not low <= x <= high or x == inf:
        problem, error, hint = "out of range", ValueError, "Pass a number in that range."
    else:
        return float(x)
    raise error(refusal(name, problem, f"a number from {low:g} to {high:g}", repr(x), hint))


def as_integer(x, name, low=-inf):
    """Return an integer from `low` up."""
    expected = "an integer" if low == -inf else f"an integer from {low} up"
    if isinstance(x, bool) or not isinstance(x, (int, np.integer)):
        raise TypeError(refusal(name, "not an integer", expected, repr(x), "Pass a whole number."))
    if x < low:
        raise ValueError(refusal(name, "too small", expected, f"{x}", "Pass a larger number."))
    return int(x)


def check_flag(x, name):
    """Refuse anything but True and False."""
    if not isinstance(x, (bool, np.bool_)):
        raise TypeError(refusal(name, "not a flag", "True or False", repr(x), "Pass one of them."))


def check_function(f, name):
    """Refuse what cannot be called."""
    if not isinstance(f, Callable):
        hint = "Pass the function itself, not its value."
        got = f"a {type(f).__name__}"
        raise TypeError(refusal(name, "not a function", "a function of an array", got, hint))


def check_reduction(reduction):
    """Refuse unless `reduction` is one of the three."""
    if not isinstance(reduction, str) or reduction not in ("none", "sum", "mean"):
        expected, hint = "'none', 'sum' or 'mean'", "Check the spelling."
        text = refusal("reduction", "no such reduction", expected, repr(reduction), hint)
        raise ValueError(text)


def log_base(base):
    """Return ln(base), the number of nats in one unit; None means nats."""
    if base is None:
        return 1.0
    if isinstance(base, (bool, np.bool_)) or not isinstance(base, Real):
        expected, hint = "2 (bits), 10 (bans) or None (nats)", "Pass the base of the logarithm."
        raise TypeError(refusal("base", "not a number", expected, repr(base), hint))
    if not 1 < base < inf:  # below 1 every information would be negative
        expected, hint = "a number above 1", "Pass 2 for bits, or None for nats."
        raise ValueError(refusal("base", "no unit of information", expected, f"{base}", hint))
    return log(base)


def check_step(x, step):
    """Refuse a step that rounding loses beside `x`, or that leads beyond the largest float."""
    with quiet():
        up, down = x + step, x - step
        finite = np.isfinite(up) & np.isfinite(down) & np.isfinite(up - down)
    if not finite.all():
        expected, hint = "one that keeps x finite", "Pass 1e-5 of the size of x."
        raise ValueError(refusal("step", "is too large", expected, f"{step:g}", hint))
    lost = up == down
    if np.count_nonzero(lost):
        value = abs(x[lost]).max()
        expected, got = f"one that changes {value:g}", f"{step:g}"
        hint = f"Pass 1e-5 of the size of x, such as step={1e-5 * value:.0e}."
        raise ValueError(refusal("step", "is lost beside x", expected, got, hint))

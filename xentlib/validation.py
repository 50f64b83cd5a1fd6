"""What arguments must be like: every public function passes its own through here.

A refusal has one form, `name: problem; expected ..., got .... hint`, so that a reader
sees which argument is wrong, what was wanted, what came, and what to do about it.
What class targets must be like is in `targets`.
"""

from collections.abc import Iterable, Mapping
from math import inf, isnan

import numpy as np


def refusal(name, problem, expected, got, hint):
    """Return the text of an error message."""
    return f"{name}: {problem}; expected {expected}, got {got}. {hint}"


def mismatch(name, x, other, shape, hint):
    """Return the message about an array whose shape does not match another one."""
    problem = f"shape {x.shape} does not match {other}"
    return refusal(name, problem, f"shape {shape}", f"shape {x.shape}", hint)


def quiet():
    """Return a context in which NumPy does not warn: infinities and underflow are meant here.

    What should not be there is refused, before or afterwards, with a better message. Public
    functions enter it once, for all that they call: in a small call, that takes time, too.
    """
    return np.errstate(all="ignore")


# --- from what came to an array of real numbers -------------------------------------------


def as_array(x, name):
    """Return `x` as an array, unless it carries more than an array can, or cannot be read."""
    if type(x) is np.ndarray:
        return x
    if has_mask(x):
        hint = "Drop the masked entries, or fill them; the logit of a masked class is -inf."
        got = "a masked array"
        raise TypeError(refusal(name, "has masked entries", "an array without a mask", got, hint))
    try:
        return np.asarray(x)
    except ValueError:
        expected, hint = "a rectangular array of numbers", "Pad the rows, or treat them one by one."
        text = refusal(name, "rows of different lengths", expected, "a ragged list", hint)
        raise TypeError(text) from None
    except (TypeError, RuntimeError):  # a tensor of bfloat16, on a GPU, or with a gradient
        got, hint = f"a {type(x).__name__}", "Pass x.detach().cpu().float().numpy()."
        text = refusal(name, "cannot be read by NumPy", "an array of numbers", got, hint)
        raise TypeError(text) from None


def has_mask(x):
    """Say whether an array, or one in a list, has masked entries."""
    entries = x if isinstance(x, (list, tuple)) else [x]
    masked = any(issubclass(kind, np.ma.MaskedArray) for kind in set(map(type, entries)))
    return masked and any(map(np.ma.is_masked, entries))


def as_reals(x, name, flags=False):
    """Return `x` as a floating array: integers, lists, and flags if asked, become float64."""
    array = as_array(x, name)
    if array.dtype.kind not in "iuf" and not (flags and array.dtype == bool):
        got, hint = misread(x, array)
        raise TypeError(refusal(name, "not real numbers", "floats or integers", got, hint))
    if array.dtype.kind == "f":
        return array if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))
    return np.asarray(array, np.float64)


def has_integers(array):
    """Say whether the dtype is one of integers."""
    return array.dtype.kind in "iu"


def misread(x, array):
    """Return in words what came instead of numbers, and what to pass."""
    if isinstance(x, str):
        hint = "Pass numbers"
        hint += ": balanced weights are len(y) / (C * np.bincount(y))." if x == "balanced" else "."
        return repr(x), hint
    if array.dtype == bool and not array.ndim:
        return repr(bool(x)), "Pass a number, not a flag."
    if array.dtype != object or array.ndim:
        return f"dtype {array.dtype}", "Convert the values to floats first."
    if isinstance(x, Mapping):
        return f"a {type(x).__name__}", "Pass list(x.values()), in the order of the classes."
    hint = "Pass list(x)." if isinstance(x, Iterable) else "Pass an array or a list of numbers."
    hint = "Pass x.toarray()." if hasattr(x, "toarray") else hint  # a sparse matrix
    return f"a {type(x).__name__}", hint


def as_floats(x, name, flags=False):
    """Return `x` as a floating array without NaN. Infinities pass: functions differ in them."""
    x = as_reals(x, name, flags)
    if isnan(np.minimum.reduce(x, None, initial=inf)):  # passes a NaN on, and needs no memory
        got = f"NaN at index {np.argwhere(np.isnan(x))[0].tolist()}"
        hint = "Find where it arose: 0/0, inf - inf or log of a negative number."
        raise ValueError(refusal(name, "contains NaN", "numbers", got, hint))
    return x


def as_finite(x, name, dtype=np.float64):
    """Return `x` as an array of `dtype` in which all numbers are finite."""
    with quiet():
        x = as_floats(x, name).astype(dtype)
    if np.count_nonzero(np.isfinite(x)) != x.size:
        index = np.argwhere(~np.isfinite(x))[0].tolist()
        expected, got = f"finite numbers, as {x.dtype}", f"{x[tuple(index)]} at index {index}"
        raise ValueError(refusal(name, "not finite", expected, got, "Find the overflow."))
    return x


def for_scipy(x, name):
    """Return `x` unless its floats are longer than 64 bits: SciPy has no logarithms for them."""
    if x.dtype.itemsize > 8:
        hint, got = "Pass x.astype(np.float64).", f"dtype {x.dtype}"
        raise TypeError(refusal(name, "too many bits", "floats up to 64 bits", got, hint))
    return x


def working(*arrays):
    """Return the arrays in the dtype to compute in, and the dtype of the answer.

    float16 computes in float32 and is rounded once, at the end.
    """
    answer = np.dtype(np.float16)
    for a in arrays:  # np.result_type takes longer
        answer = np.promote_types(answer, a.dtype)
    compute = computing(answer)
    return *[np.asarray(a, compute) for a in arrays], answer


def computing(dtype):
    """Return the dtype in which an answer of `dtype` is computed."""
    return np.promote_types(dtype, np.float32)


def rounded(x, dtype):
    """Return `x` rounded to `dtype`: inf beyond its largest number, a scalar if 0-dimensional."""
    return x[()] if x.dtype == dtype else x.astype(dtype) if x.ndim else dtype.type(x)


# --- axes, shapes and labels ---------------------------------------------------------------


def check_axis(x, name, axis):
    """Refuse unless `axis` is one axis of `x`, with something on it."""
    if isinstance(axis, bool) or not isinstance(axis, (int, np.integer)):
        hint = "Move or reshape the axes so that one of them holds the outcomes."
        raise TypeError(refusal("axis", "not one axis", "an integer", repr(axis), hint))
    if not -x.ndim <= axis < x.ndim:
        expected = f"an array with at least {axis + 1 if axis >= 0 else -axis} axes"
        hint = "Check `axis`; one number alone is no distribution."
        raise ValueError(refusal(name, f"has no axis {axis}", expected, f"shape {x.shape}", hint))
    if x.shape[axis] == 0:
        expected = f"at least one entry along axis {axis}"
        raise ValueError(refusal(name, "is empty", expected, f"shape {x.shape}", "Check `axis`."))


def without(shape, axis):
    """Return `shape` without the entry at `axis`."""
    if axis == -1:
        return shape[:-1]
    shape = list(shape)
    del shape[axis]
    return tuple(shape)


def has_nan(x):
    """Say whether NaN is among numbers; .any() takes longer to begin."""
    return np.count_nonzero(np.isnan(x)) > 0


def axis_last(x, axis):
    """Return `x` with that axis as the last one."""
    if axis in (-1, x.ndim - 1):
        return x
    order = list(range(x.ndim))
    order.append(order.pop(axis))
    return x.transpose(order)  # np.moveaxis takes longer


def broadcasts(*arrays):
    """Say whether the shapes of the arrays broadcast together."""
    try:
        np.broadcast_shapes(*(a.shape for a in arrays))
    except ValueError:
        return False
    return True


def labels(x):
    """Return the labels along each axis of what pandas or xarray made; nothing for an array."""
    if isinstance(x, (np.ndarray, list)):
        return []
    if hasattr(x, "to_numpy") and hasattr(x, "axes"):
        return [list(index) for index in x.axes]
    return [[d, *x.get_index(d)] for d in x.dims] if hasattr(x, "get_index") else []


def check_labels(name, x, other, reference, axis=None):
    """Refuse labels that are not those of another argument, from the last axis to the first.

    Numbers are combined by their places, and NumPy drops labels without a word. Where `x` has
    an axis less than the other argument, that is `axis`, the one of the classes.
    """
    if not (mine := labels(x)) or not (theirs := labels(reference)):
        return
    if axis is not None and len(mine) == len(theirs) - 1:
        del theirs[axis]
    for here, there in zip(reversed(mine), reversed(theirs)):
        if here != there and min(len(here), len(there)) > 1:
            refuse_labels(name, here, f"those of {other}, {shortened(there)}")


def refuse_labels(name, mine, expected):
    """Raise the error about labels in another order than numbers are combined in."""
    hint = "Reindex it, or pass x.to_numpy() if the places are right."
    raise ValueError(refusal(name, "other labels", expected, shortened(mine), hint))


def shortened(items):
    """Return a list as text, without its middle if it is long."""
    return repr(items) if len(items) < 7 else f"{items[:3]} ... {items[-1]!r}"


# --- probabilities -------------------------------------------------------------------------


def as_shares(x, name, flags=False, prediction=None):
    """Return `x` as floats that all lie in [0, 1]; their sum is not looked at.

    A sum such as a marginal may end above 1 by rounding: up to 16 eps above counts as 1. The
    prediction beside targets shows if the two have been swapped.
    """
    x = as_reals(x, name, flags)
    low, high = np.minimum.reduce(x, None, initial=0), np.maximum.reduce(x, None, initial=1)
    if low == 0 and high == 1:
        return x
    as_floats(x, name)  # with a NaN, low and high are NaN as well
    if low < 0 or high > 1 + 16 * np.finfo(x.dtype).eps:
        got = f"min {low:.9g}" if low < 0 else f"max {high:.9g}"
        hint = what_else(x, name, prediction)
        raise ValueError(refusal(name, "values must lie in [0, 1]", "probabilities", got, hint))
    return np.minimum(x, 1)


def what_else(x, name, prediction=None):
    """Return what numbers that are no probabilities may be, and what to do with them."""
    whole = x.size > 1 and bool((x == np.rint(x)).all())
    if prediction is not None and np.isin(prediction, (0, 1)).all():
        return "Are the arguments swapped? The prediction comes first."
    if name == "targets" and (abs(x) == 1).all():
        return "If these are answers of -1 and 1, pass (targets + 1) / 2."
    if prediction is not None and (whole or x.size == 1) and (x >= 0).all():
        return "If these are class numbers, use cross_entropy_with_logits; if counts, pass shares."
    if whole and (x >= 0).all():
        return "If these are counts, divide them by their sum; if percentages, by 100."
    if (x <= 0).all():
        return "If these are logarithms of probabilities, apply exp first."
    return "If these are logits, apply softmax first, or use cross_entropy_with_logits."


def tolerance(count, dtype):
    """Return by how much a sum of probabilities may differ from 1.

    Rounding them moves their sum by less than eps. Whoever divided by a running sum in the same
    dtype was off by C eps at most; whoever lost half of the digits, by sqrt(eps). More than
    1/32, the sqrt(eps) of float16, is no rounding.
    """
    eps = float(np.finfo(dtype).eps)
    return max(eps**0.5, min(count * eps, 1 / 32))


def as_probs(x, name, axis=-1):
    """Return `x` as probabilities: in [0, 1], with sum 1 over `axis`."""
    x = as_shares(x, name)
    check_axis(x, name, axis)
    return check_sums(x, name, axis)


def check_sums(x, name, axis, hint="Divide by the sum, or check `axis`."):
    """Refuse unless the sum of `x` over `axis` is 1."""
    sums = np.add.reduce(x, axis, dtype=np.promote_types(x.dtype, np.float64))
    off = abs(sums - 1) > tolerance(x.shape[axis], x.dtype)
    if np.count_nonzero(off):
        row, total = first_row(off, sums)
        got = f"{row}, which sums to {total:.6g}" if row else f"sum {total:.6g}"
        raise ValueError(refusal(name, "rows must sum to 1", "distributions", got, hint))
    return x


def first_row(wrong, values):
    """Return a label such as 'row 3' for the first wrong row, and its value; '' for a single row."""
    if np.ndim(wrong) == 0:
        return "", values
    index = tuple(np.argwhere(wrong)[0].tolist())
    return f"row {index[0] if len(index) == 1 else index}", values[index]


def as_joint(x, name):
    """Return `x` as the probabilities of pairs: a table, with sum 1 over both axes."""
    x = as_shares(x, name)
    if x.ndim != 2:
        expected, hint = "two axes, joint[x, y]", "Sum over the other variables first."
        raise ValueError(refusal(name, "not a table", expected, f"shape {x.shape}", hint))
    if len(x) > 1 and (abs(x.sum(axis=1) - 1) < 1e-3).all():
        hint = "Each row sums to 1: if these are p(y | x), multiply each row by its p(x)."
        check_sums(x.ravel(), name, 0, hint)
    check_sums(x.ravel(), name, 0)
    return x


def as_pair(p, q, axis):
    """Return the distributions `p` and `q`: the same shape, or shapes that broadcast
    over the other axes while the outcomes on `axis` match one to one."""
    check_labels("q", q, "p", p)
    p, q = as_probs(p, "p", axis), as_probs(q, "q", axis)
    aligned = p.ndim == q.ndim or axis < 0
    if not aligned or p.shape[axis] != q.shape[axis] or not broadcasts(p, q):
        expected = f"the outcomes of p, shape {p.shape}, along axis {axis}"
        hint = "Give both the same outcomes in the same order"
        hint += "." if p.ndim == q.ndim else ", and count `axis` from the end."
        raise ValueError(refusal("q", "does not match p", expected, f"shape {q.shape}", hint))
    return p, q


# --- logits and their kin ------------------------------------------------------------------


def as_scores(z, name, axis):
    """Return `z` as a floating array that has classes on `axis`; its values are not looked at."""
    z = as_reals(z, name)
    check_axis(z, name, axis)
    return z


def check_top(name, top):
    """Refuse unless the largest logit of each row is finite: argmax lands on a NaN, too."""
    if np.count_nonzero(np.isfinite(top)) != top.size:  # .all() takes longer to begin
        raise ValueError(bad_logits(name, top))


def bad_logits(name, top):
    """Return the message about the first row whose largest logit is not finite."""
    row, value = first_row(~np.isfinite(top), top)
    if value == -inf:
        problem, hint = "has no finite value", "Mask fewer classes, or drop the row."
        problem += "; a softmax over it is undefined"
    else:
        problem, hint = f"contains {value:g}", "Find the overflow or the 0/0 that made it."
    expected = "finite logits, or -inf for a masked class"
    return refusal(name, f"{row} {problem}".lstrip(), expected, f"maximum {value:g}", hint)


def as_log_probs(x, name):
    """Return `x` as logarithms of probabilities: no NaN and no +inf.

    Neither their sign nor the sum of their exponentials is looked at: nll_loss says so.
    """
    if not np.maximum.reduce(x, None, initial=-inf) < inf:  # of NaN, too, this is NaN
        as_floats(x, name)
        expected, hint = "finite numbers, or -inf", "A probability is at most 1, its logarithm 0."
        raise ValueError(refusal(name, "contains inf", expected, "max inf", hint))
    return x


# --- costs, and what they are counted by -----------------------------------------------------


def as_costs(x, name):
    """Return `x` as float64 costs, which are not negative; inf is the cost of what had no chance."""
    with quiet():
        x = np.asarray(as_floats(x, name), np.float64)
    if (x < 0).any():
        hint = "The cost of a token is minus the logarithm of its probability."
        raise ValueError(refusal(name, "is negative", "costs from 0 up", f"min {x.min():g}", hint))
    return x


def as_counts(x, name, costs, raw):
    """Return `x` as float64 whole numbers, one for each of the `costs`, that are not all 0."""
    check_labels(name, x, "nats", raw)
    with quiet():
        x = np.asarray(as_floats(x, name), np.float64)
        wrong = ~((x >= 0) & (x < inf) & (x == np.rint(x)))
    if wrong.any():
        expected, got = "whole numbers from 0 up", f"{x[wrong][0]:g}"
        raise ValueError(refusal(name, "no number of them", expected, got, f"Count the {name}."))
    if x.shape != costs.shape:
        raise ValueError(mismatch(name, x, "nats", costs.shape, "Give one number for each cost."))
    check_any(x.sum(), name)
    return x


def check_any(total, name):
    """Refuse a mean of nothing."""
    if not total:
        hint = "Leave out what is empty."
        raise ValueError(refusal(name, "mean of nothing", "at least one", "none", hint))

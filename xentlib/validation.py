"""What arguments must be like: every public function passes its own through here.

A refusal has one form, `name: problem; expected ..., got .... hint`, so that a reader
sees which argument is wrong, what was wanted, what came, and what to do about it.
"""

from math import inf, isnan, log, prod
from numbers import Real

import numpy as np


def refusal(name, problem, expected, got, hint):
    """Return the text of an error message."""
    return f"{name}: {problem}; expected {expected}, got {got}. {hint}"


def as_array(x, name):
    """Return `x` as an array; raise TypeError for a ragged list."""
    try:
        return np.asarray(x)
    except ValueError:
        expected, hint = "a rectangular array of numbers", "Pad the rows, or treat them one by one."
        text = refusal(name, "rows of different lengths", expected, "a ragged list", hint)
        raise TypeError(text) from None


def as_reals(x, name):
    """Return `x` as a floating array: integers and lists become float64.

    Raises TypeError for booleans, complex numbers, strings, ragged lists, and floats longer than
    64 bits, for which SciPy has no logarithms.
    """
    x = as_array(x, name)
    if x.dtype.kind not in "iuf" or x.dtype.itemsize > 8:
        expected = "floats up to 64 bits" if x.dtype.kind == "f" else "floats or integers"
        hint = "Convert the values to floats first."
        raise TypeError(refusal(name, "not real numbers", expected, f"dtype {x.dtype}", hint))
    return x if x.dtype.kind == "f" else x.astype(np.float64)


def as_floats(x, name):
    """Return `x` as a floating array without NaN.

    Infinities pass: whether they make sense depends on the function.
    """
    x = as_reals(x, name)
    if isnan(np.minimum.reduce(x, None, initial=inf)):  # passes a NaN on, and needs no memory
        got = f"NaN at index {np.argwhere(np.isnan(x))[0].tolist()}"
        hint = "Find where it arose: 0/0, inf - inf or log of a negative number."
        raise ValueError(refusal(name, "contains NaN", "numbers", got, hint))
    return x


def as_finite(x, name, dtype):
    """Return `x` as an array of `dtype` in which all numbers are finite."""
    with np.errstate(over="ignore"):
        x = as_floats(x, name).astype(dtype)
    if np.count_nonzero(np.isfinite(x)) != x.size:
        index = np.argwhere(~np.isfinite(x))[0].tolist()
        expected, got = f"finite numbers, as {x.dtype}", f"{x[tuple(index)]} at index {index}"
        raise ValueError(refusal(name, "not finite", expected, got, "Find the overflow."))
    return x


def check_step(x, step):
    """Refuse a step that rounding loses when it is added to `x` and subtracted from it."""
    lost = x + step == x - step
    if np.count_nonzero(lost):
        value = abs(x[lost]).max()
        expected, got = f"one that changes {value:g}", f"{step:g}"
        hint = f"Pass 1e-5 of the size of x, such as step={1e-5 * value:.0e}."
        raise ValueError(refusal("step", "is lost beside x", expected, got, hint))


def working(*arrays):
    """Return the arrays in the dtype to compute in, and the dtype of the answer.

    float16 computes in float32 and is rounded once, at the end.
    """
    answer = np.dtype(np.float16)
    for a in arrays:
        answer = np.promote_types(answer, a.dtype)
    compute = np.promote_types(answer, np.float32)
    return *[a.astype(compute, copy=False) for a in arrays], answer


def rounded(x, dtype):
    """Return `x` rounded to `dtype`: inf beyond its largest number, a scalar if 0-dimensional."""
    if x.dtype == dtype:
        return x[()]
    if x.ndim == 0 and abs(x) < 65504:  # the largest float16; the context below takes longer
        return dtype.type(x)
    with np.errstate(over="ignore"):
        return x.astype(dtype)[()]


def as_shares(x, name):
    """Return `x` as floats that all lie in [0, 1]; their sum is not looked at.

    A sum such as a marginal may end above 1 by rounding: up to 16 eps above counts as 1.
    """
    x = as_reals(x, name)
    low, high = np.minimum.reduce(x, None, initial=0), np.maximum.reduce(x, None, initial=1)
    if low == 0 and high == 1:
        return x
    as_floats(x, name)  # with a NaN, low and high are NaN as well
    if low < 0 or high > 1 + 16 * np.finfo(x.dtype).eps:
        got = f"min {low:.9g}" if low < 0 else f"max {high:.9g}"
        hint = "If these are logits, apply softmax first, or use cross_entropy_with_logits."
        raise ValueError(refusal(name, "values must lie in [0, 1]", "probabilities", got, hint))
    return np.minimum(x, 1)


def as_probs(x, name, axis=-1):
    """Return `x` as probabilities: in [0, 1], with sum 1 over `axis`.

    The tolerance on a sum of C probabilities is C times the square root of the dtype's eps,
    as if each had lost half of its digits, but at most 0.2: rows of zeros are none.
    """
    x = as_shares(x, name)
    check_axis(x, name, axis)
    sums = x.sum(axis=axis, dtype=np.promote_types(x.dtype, np.float64))
    off = abs(sums - 1) > min(x.shape[axis] * float(np.finfo(x.dtype).eps) ** 0.5, 0.2)
    if off.any():
        row, total = first_row(off, sums)
        got = f"{row}, which sums to {total:.6g}" if row else f"sum {total:.6g}"
        hint = "Divide by the sum, or check `axis`."
        raise ValueError(refusal(name, "rows must sum to 1", "distributions", got, hint))
    return x


def as_joint(x, name):
    """Return `x` as the probabilities of pairs: a table, with sum 1 over both axes."""
    x = as_shares(x, name)
    if x.ndim != 2:
        expected, hint = "two axes, joint[x, y]", "Sum over the other variables first."
        raise ValueError(refusal(name, "not a table", expected, f"shape {x.shape}", hint))
    as_probs(x.ravel(), name)
    return x


def first_row(wrong, values):
    """Return a label such as 'row 3' for the first wrong row, and its value; '' for a single row."""
    if np.ndim(wrong) == 0:
        return "", values
    index = tuple(np.argwhere(wrong)[0].tolist())
    return f"row {index[0] if len(index) == 1 else index}", values[index]


def check_axis(x, name, axis):
    """Refuse unless `axis` is one axis of `x`, with something on it."""
    if not isinstance(axis, (int, np.integer)):
        hint = "Move or reshape the axes so that one of them holds the outcomes."
        raise TypeError(refusal("axis", "not one axis", "an integer", repr(axis), hint))
    if not -x.ndim <= axis < x.ndim:
        expected = f"an array with at least {axis + 1 if axis >= 0 else -axis} axes"
        hint = "Check `axis`; one number alone is no distribution."
        raise ValueError(refusal(name, f"has no axis {axis}", expected, f"shape {x.shape}", hint))
    if x.shape[axis] == 0:
        expected = f"at least one entry along axis {axis}"
        raise ValueError(refusal(name, "is empty", expected, f"shape {x.shape}", "Check `axis`."))


def as_pair(p, q, axis):
    """Return the distributions `p` and `q`: the same shape, or shapes that broadcast
    over the other axes while the outcomes on `axis` match one to one."""
    p, q = as_probs(p, "p", axis), as_probs(q, "q", axis)
    aligned = p.ndim == q.ndim or axis < 0
    if not aligned or p.shape[axis] != q.shape[axis] or not broadcasts(p, q):
        expected = f"the outcomes of p, shape {p.shape}, along axis {axis}"
        hint = "Give both the same outcomes in the same order"
        hint += "." if p.ndim == q.ndim else ", and count `axis` from the end."
        raise ValueError(refusal("q", "does not match p", expected, f"shape {q.shape}", hint))
    return p, q


def broadcasts(*arrays):
    """Say whether the shapes of the arrays broadcast together."""
    try:
        np.broadcast_shapes(*(a.shape for a in arrays))
    except ValueError:
        return False
    return True


def as_scores(z, name, axis):
    """Return `z` as a floating array that has classes on `axis`; its values are not looked at."""
    z = as_reals(z, name)
    check_axis(z, name, axis)
    return z


def as_logits(z, name, axis):
    """Return `z` as logits: no NaN and no +inf, and a finite value in every row.

    A -inf is a mask: that class has probability 0. The largest entry of each row
    decides, and costs one pass; it is returned as well, with its position.
    """
    z = as_scores(z, name, axis)
    at = z.argmax(axis=axis, keepdims=True)
    top = np.take_along_axis(z, at, axis)
    check_top(name, top.squeeze(axis))
    return z, at, top


def check_top(name, top):
    """Refuse unless the largest logit of each row is finite; argmax lands on a NaN."""
    if np.count_nonzero(np.isfinite(top)) != top.size:  # .all() takes longer to begin
        raise ValueError(bad_logits(name, top))


def check_losses(name, x, losses):
    """Refuse log-odds with NaN: they make a loss NaN. Here, afterwards, the search is short."""
    if np.count_nonzero(np.isnan(losses)):
        as_floats(x, name)


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


def log_base(base):
    """Return ln(base), the number of nats in one unit; None means nats."""
    if base is None:
        return 1.0
    if isinstance(base, bool) or not isinstance(base, Real):
        expected, hint = "2 (bits), 10 (bans) or None (nats)", "Pass the base of the logarithm."
        raise TypeError(refusal("base", "not a number", expected, repr(base), hint))
    if not 0 < base < inf or base == 1:
        expected, hint = "a positive number other than 1", "Pass 2 for bits, or None for nats."
        raise ValueError(refusal("base", "no such logarithm", expected, f"{base}", hint))
    return log(base)


def without(shape, axis):
    """Return `shape` without the entry at `axis`."""
    shape = list(shape)
    del shape[axis]
    return tuple(shape)


def mismatch(name, x, other, shape, hint):
    """Return the message about an array whose shape does not match another one."""
    problem = f"shape {x.shape} does not match {other}"
    return refusal(name, problem, f"shape {shape}", f"shape {x.shape}", hint)


def as_targets(x, prediction, name, axis, ignore_index=None):
    """Return targets as class indices, or as distributions over the classes of `prediction`.

    The dtype decides which: integers are indices, in the shape of `prediction` without
    `axis`; floats are probabilities, in the shape of `prediction`. Here and below, `name` is
    the name of the prediction.
    """
    x, shape = as_array(x, "targets"), without(prediction.shape, axis)
    if ignore_index is not None:
        as_integer(ignore_index, "ignore_index")
    empty = x.size == 0 and x.shape == shape  # an empty list has no kind of its own
    if x.dtype.kind in "iu" or empty:
        return as_indices(x, prediction, name, axis, ignore_index)
    if x.dtype.kind != "f" or x.shape == shape:  # or indices that were cast
        problem, expected = "class indices must be integers", f"integers of shape {shape}"
        hint = f"For probabilities pass floats of shape {prediction.shape}."
        raise TypeError(refusal("targets", problem, expected, f"dtype {x.dtype}", hint))
    if ignore_index is not None:
        problem, got = "goes with class indices only", f"{ignore_index} and probability targets"
        raise ValueError(refusal("ignore_index", problem, "None", got, "Leave out those rows."))
    if x.shape != prediction.shape:
        hint = f"For class indices pass integers of shape {shape}."
        raise ValueError(mismatch("targets", x, name, prediction.shape, hint))
    return as_probs(x, "targets", axis)


def as_indices(x, prediction, name, axis, ignore_index=None):
    """Return class indices in [0, C), except where they equal `ignore_index`."""
    shape, classes = without(prediction.shape, axis), prediction.shape[axis]
    if x.shape != shape:
        axes = [a for a in range(-prediction.ndim, 0) if x.shape == without(prediction.shape, a)]
        hint = f"For one-hot rows pass floats of shape {prediction.shape}."
        hint = f"Is the class axis {axes[-1]}? Pass it as axis." if axes else hint
        other = f"{name} {prediction.shape} without axis {axis}"
        raise ValueError(mismatch("targets", x, other, shape, hint))
    return as_labels(x, "targets", classes, ignore_index)


def as_classes(x, name):
    """Return an array of integers; an empty list counts as one."""
    x = as_array(x, name)
    if x.dtype.kind not in "iu" and x.size:
        problem, got = "class indices must be integers", f"dtype {x.dtype}"
        raise TypeError(refusal(name, problem, "integers", got, "Number the classes from 0."))
    return x


def as_labels(x, name, classes, ignore_index=None):
    """Return integers that lie in [0, classes), or equal `ignore_index`."""
    x = x.astype(np.intp, copy=False)
    largest = np.maximum.reduce(x.view(np.uintp), None, initial=0)
    if largest >= classes:  # without its sign, a negative index is huge
        outside = ((x < 0) | (x >= classes)) & (True if ignore_index is None else x != ignore_index)
        if outside.any():
            raise ValueError(bad_label(name, x, outside, classes))
    return x


def bad_label(name, x, outside, classes):
    """Return the message about the first index that names no class."""
    at = tuple(np.argwhere(outside)[0].tolist())
    position = f" at position {at[0] if len(at) == 1 else at}" if at else ""
    problem, got = f"index {x[at]}{position} is outside [0, {classes})", f"{x[at]}"
    hint = "Classes count from 0."
    hint += f" Pass ignore_index={got} to skip it." if name == "targets" else ""
    return refusal(name, problem, f"class indices from 0 to {classes - 1}", got, hint)


def as_weights(x, name, dtype):
    """Return `x` as weights in `dtype`: finite there, and not negative."""
    with np.errstate(over="ignore"):
        x = as_floats(x, name).astype(dtype, copy=False)
    low, high = x.min(initial=0), x.max(initial=0)
    if low < 0 or high == inf:
        got = f"min {low:g}" if low < 0 else f"max {high:g}"
        hint = "A weight says how often an example counts; 0 leaves it out."
        expected = f"finite numbers from 0 up, as {x.dtype}"
        raise ValueError(refusal(name, "not weights", expected, got, hint))
    return x


def as_class_weights(x, classes, dtype):
    """Return one weight for each class: they are finite as `dtype`, but not rounded to it."""
    as_weights(x, "class_weights", dtype)
    x = as_floats(x, "class_weights")
    if x.shape != (classes,):
        hint = "Give one weight for each class, in the order of the classes."
        raise ValueError(mismatch("class_weights", x, f"{classes} classes", (classes,), hint))
    return x


def as_factors(x, name, prediction):
    """Return weights in the dtype of `prediction` and broadcast to its shape; None stays None."""
    if x is None:
        return None
    x = as_weights(x, name, prediction.dtype)
    try:
        return np.broadcast_to(x, prediction.shape)
    except ValueError:
        hint = "Give one number, or one for each entry."
        raise ValueError(mismatch(name, x, "the prediction", prediction.shape, hint)) from None


def as_same_shape(x, prediction, name):
    """Return probabilities in exactly the shape of `prediction`: nothing is broadcast."""
    x = as_shares(x, "targets")
    if x.shape != prediction.shape:
        hint = "Reshape one of them; shapes are not broadcast."
        raise ValueError(mismatch("targets", x, name, prediction.shape, hint))
    return x


def as_log_probs(x, name, axis):
    """Return `x` as logarithms of probabilities without NaN and +inf; sums are not looked at."""
    x = as_floats(x, name)
    check_axis(x, name, axis)
    if x.max(initial=0) == inf:
        expected, hint = "finite numbers, or -inf", "A probability is at most 1, its logarithm 0."
        raise ValueError(refusal(name, "contains inf", expected, "max inf", hint))
    return x


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


def check_reduction(reduction):
    """Refuse unless `reduction` is one of the three."""
    if reduction not in ("none", "sum", "mean"):
        expected, hint = "'none', 'sum' or 'mean'", "Check the spelling."
        text = refusal("reduction", "no such reduction", expected, repr(reduction), hint)
        raise ValueError(text)


def total_weight(weights, shape):
    """Return the sum of all weights, which a mean divides by, so not 0; None counts as ones."""
    size = prod(shape)
    total = size if weights is None else np.add.reduce(weights, axis=None, dtype=np.float64)
    if total == 0:
        problem, expected = "mean of no targets", "at least one of positive weight"
        hint = "Use reduction='sum', which is 0 here, or skip the batch."
        raise ValueError(refusal("targets", problem, expected, f"0 of {size}", hint))
    return total

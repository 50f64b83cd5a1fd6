"""Class targets: what they must be like, and what multiplies -log p in a loss.

Targets are classes (integers) or distributions (floats). With class weights w and label
smoothing e they stand for one table of factors

    u[n, c] = w[c] ((1 - e) t[n, c] + e / C)

which is never made: what a loss and its gradient need of it has a closed form.
"""

from math import frexp

import numpy as np

from .blocks import in_blocks
from .options import as_integer, as_number
from .validation import (
    as_array,
    as_floats,
    as_probs,
    as_shares,
    axis_last,
    check_labels,
    has_integers,
    has_nan,
    labels,
    mismatch,
    misread,
    refusal,
    refuse_labels,
    without,
)

SHORT = 2**12  # bytes; sums of longer rows have large errors unless they are made in pairs

# --- sums along rows -----------------------------------------------------------------------


def row_sums(x):
    """Return the sum of each row: quickly if rows are short, in pairs if they are long.

    einsum keeps a few running sums, whose error grows with the row; the error of pairs hardly.
    """
    short = x.shape[1] * x.itemsize <= SHORT
    return np.einsum("nc->n", x) if short else np.add.reduce(np.ascontiguousarray(x), axis=1)


def products(factor, cost):
    """Return factor * cost, where a factor of 0 hides an infinite cost."""
    x = np.asarray(factor * cost)
    if has_nan(x):
        hidden = np.equal(factor, 0) & ~np.isnan(cost)
        x[np.broadcast_to(hidden, x.shape)] = 0
    return x


def row_products(factor, cost):
    """Return the row sums of factor * cost, where a factor of 0 hides an infinite cost."""
    sums = row_sums(factor * cost)
    return row_sums(products(factor, cost)) if has_nan(sums) else sums


def joined(parts):
    """Return arrays one after the other, as one; there is at least one."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def starts(x):
    """Return where the rows begin in the flat table `x`: places there are found faster than pairs."""
    return np.arange(0, x.size, x.shape[1])


# --- the factors ---------------------------------------------------------------------------


class Factors:
    """The factors u of some rows: u[part] are those of a part of them."""

    def __init__(self, t, w, e, classes):
        self.t, self.w, self.e, self.classes = t, w, e, classes
        self.by_class = t.ndim == 1

    def __getitem__(self, part):
        return self if part is ... else Factors(self.t[part], self.w, self.e, self.classes)

    def table(self):
        """Return w[c] t[n, c], in float32 at least, where the targets are distributions."""
        t = self.t if self.t.itemsize > 2 else self.t.astype(np.float32)
        return t if self.w is None else t * self.w

    def weight(self, c):
        """Return the weights of classes `c`; 1 if there are none."""
        return 1.0 if self.w is None else self.w.take(c)

    def totals(self):
        """Return sum_c u[c] of each row; 1 if there is nothing to weight."""
        if self.by_class:
            given = self.weight(self.t)
        else:
            rows, size = self.t.shape[:1], 8 * self.classes  # the table of products takes memory
            given = joined(in_blocks(lambda part: self[part].table_sums(), rows, size))
        if not self.e:
            return given
        return (1 - self.e) * given + self.e * (1.0 if self.w is None else self.w.mean())

    def table_sums(self):
        """Return the sums of the rows of `table`, in float64 at least."""
        table = np.ascontiguousarray(self.table())
        return np.add.reduce(table, axis=1, dtype=np.promote_types(table.dtype, np.float64))

    def places(self, first):
        """Return where the classes are in a flat table whose rows begin at `first`."""
        return first + self.t if self.by_class else None

    def dot(self, cost, here):
        """Return sum_c u[c] cost[c] of each row.

        cost(here) returns the costs at the places of the classes, and cost(None) the table of all.
        """
        given = cost(here)
        if not self.by_class:
            given = row_products(self.table(), given)
        elif self.w is not None:
            given = products(self.weight(self.t), given)
        if not self.e:
            return given
        spread = cost(None)
        spread = row_sums(spread) if self.w is None else row_products(self.w, spread)
        return products(1 - self.e, given) + self.e / self.classes * spread

    def subtract_from(self, x, scale, at, here):
        """Subtract scale * u from the table `x` of the same rows, whose `places` are `here`.

        Return what was subtracted at the places `at`, one in each row, and the sum of what was
        subtracted elsewhere in the row. A difference would lose the digits of a small sum.
        """
        if self.by_class:
            given = scale * (1 - self.e) * self.weight(self.t)
            x.put(here, x.take(here) - given)
            mine = (here == at) * given
            others = given - mine
        else:
            given = scale * (1 - self.e) * self.table()
            x -= given
            mine = given.take(at)
            given.put(at, 0)
            others = row_sums(given)
        if not self.e:
            return mine, others
        share = scale * self.e / self.classes
        if self.w is None:
            x -= share
            return mine + share, others + share * np.float64(self.classes - 1)
        x -= share * self.w
        c = at - starts(x)
        return mine + share * self.w.take(c), others + share * self.weights_of_others()[c]

    def weights_of_others(self):
        """Return for each class the sum of the weights of the other classes."""
        w = self.w
        others = w.sum() - w
        top = w.argmax()  # only this one can be most of the sum
        others[top] = w[:top].sum() + w[top + 1 :].sum()
        return others


def as_factors(
    targets, prediction, name, axis, class_weights, ignore_index, label_smoothing, reduction
):
    """Return the factors of all rows, the sum of each row of them, and which rows are ignored.

    None stands for sums of 1, and for no ignored rows.

    A mean depends on ratios of weights only. There the largest sum is brought near 1, by a power
    of 2, so that weights next to the limits of floats make a mean like others.
    """
    t = as_targets(targets, prediction, name, axis, ignore_index)
    classes, e = prediction.shape[axis], as_number(label_smoothing, "label_smoothing", 0, 1)
    w = None if class_weights is None else as_class_weights(class_weights, classes)
    t, ignored = as_rows(t, axis) if t.dtype.kind == "f" else t.ravel(), None
    if ignore_index is not None:
        ignored = t == ignore_index
        t = t * ~ignored
    u = Factors(t if t.ndim > 1 else np.asarray(t, np.intp), w, e, classes)
    if w is None and u.by_class and ignored is None:
        return u, None, None
    totals = u.totals() if ignored is None else u.totals() * ~ignored
    if w is not None and reduction == "mean":
        power = -frexp(totals.max(initial=0))[1]
        u, totals = Factors(u.t, np.ldexp(w, power), e, classes), np.ldexp(totals, power)
    return u, totals, ignored


def as_rows(x, axis):
    """Return `x` as a table (N, C) with the classes of one example in a row."""
    return axis_last(x, axis).reshape(-1, x.shape[axis])


def as_shaped(rows, shape, axis):
    """Return the table (N, C) in `shape`, with the classes on `axis`: undo `as_rows`."""
    if axis in (-1, len(shape) - 1):
        return rows.reshape(shape)
    order = list(range(len(shape)))
    order.insert(axis % len(shape), order.pop())
    return rows.reshape(*without(shape, axis), rows.shape[1]).transpose(order)


# --- what targets and weights must be like -------------------------------------------------


def as_targets(x, prediction, name, axis, ignore_index=None):
    """Return targets as class indices, or as distributions over the classes of `prediction`.

    The dtype decides which: integers are indices, in the shape of `prediction` without
    `axis`; floats, and flags of its full shape, are probabilities. Here and below, `name` is
    the name of the prediction.
    """
    x, shape = as_array(x, "targets"), without(prediction.shape, axis)
    if ignore_index is not None:
        as_integer(ignore_index, "ignore_index")
    empty = x.size == 0 and x.shape == shape  # an empty list has no kind of its own
    if has_integers(x) or empty:
        return as_indices(x, prediction, name, axis, ignore_index)
    if x.dtype == bool and x.shape == prediction.shape:
        x = np.asarray(x, prediction.dtype)
    if x.dtype.kind != "f" or x.shape == shape:  # or indices that were cast
        problem, expected = "class indices must be integers", f"integers of shape {shape}"
        hint = f"For probabilities pass floats of shape {prediction.shape}."
        raise TypeError(refusal("targets", problem, expected, f"dtype {x.dtype}", hint))
    if ignore_index is not None:
        problem, got = "goes with class indices only", f"{ignore_index} and probability targets"
        raise ValueError(refusal("ignore_index", problem, "None", got, "Leave out those rows."))
    if x.shape != prediction.shape:
        hint = f"For class indices pass integers of shape {shape}."
        hint = swapped(x, prediction) or hint
        raise ValueError(mismatch("targets", x, name, prediction.shape, hint))
    return as_probs(x, "targets", axis)


def swapped(x, prediction):
    """Return a hint if the targets have an axis more than the prediction."""
    more = x.ndim == prediction.ndim + 1
    return "Are the arguments swapped? The prediction comes first." if more else ""


def as_indices(x, prediction, name, axis, ignore_index):
    """Return class indices in [0, C), except where they equal `ignore_index`."""
    shape, classes = without(prediction.shape, axis), prediction.shape[axis]
    if x.shape != shape:
        axes = [a for a in range(-prediction.ndim, 0) if x.shape == without(prediction.shape, a)]
        hint = f"For one-hot rows pass floats of shape {prediction.shape}."
        hint = f"Is the class axis {axes[-1]}? Pass it as axis." if axes else hint
        hint = "Drop the axis of length 1." if x.shape == (*shape, 1) else hint
        other = f"{name} {prediction.shape} without axis {axis}"
        raise ValueError(mismatch("targets", x, other, shape, swapped(x, prediction) or hint))
    x = x if x.size else x.astype(np.intp)  # an empty list came as floats
    return as_labels(x, "targets", classes, ignore_index)


def as_labels(x, name, classes, ignore_index=None):
    """Return integers that lie in [0, classes), or equal `ignore_index`."""
    if np.maximum.reduce(x.astype(np.uint64), None, initial=0) < classes:
        return x  # without its sign, a negative index would be huge
    outside = (x < 0) | (x >= classes)
    if ignore_index is not None:
        outside &= x != ignore_index
    if np.count_nonzero(outside):
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


def as_weights(x, name):
    """Return `x` as float64 weights: finite, and not negative. Flags count as 0 and 1."""
    x = np.asarray(as_floats(x, name, flags=as_array(x, name).ndim > 0), np.float64)
    low, high = x.min(initial=0), x.max(initial=0)
    if low < 0 or high == np.inf:
        got = f"min {low:g}" if low < 0 else f"max {high:g}"
        hint = "A weight says how often an example counts; 0 leaves it out."
        expected = f"finite numbers from 0 up, as {x.dtype}"
        raise ValueError(refusal(name, "not weights", expected, got, hint))
    return x


def as_class_weights(x, classes):
    """Return one weight for each class."""
    for mine in labels(x):
        if mine != list(range(classes)):
            refuse_labels("class_weights", mine, f"the classes from 0 to {classes - 1}")
    x = as_weights(x, "class_weights")
    if x.shape != (classes,):
        hint = "Give one weight for each class, in the order of the classes."
        raise ValueError(mismatch("class_weights", x, f"{classes} classes", (classes,), hint))
    return x


def kept(x, axis, ignored, fill):
    """Return `x` with a harmless number in the rows that are ignored, which need not be valid."""
    if ignored is None or not ignored.any():
        return x
    rows = ignored.reshape(without(x.shape, axis))
    return np.where(np.expand_dims(rows, axis), x.dtype.type(fill), x)


def as_classes(x, name):
    """Return an array of integers, or one without entries."""
    array = as_array(x, name)
    if has_integers(array) or array.size == 0:
        return array
    got, hint = misread(x, array)
    hint = "Number the classes from 0." if array.ndim or array.dtype != object else hint
    raise TypeError(refusal(name, "class indices must be integers", "integers", got, hint))


def as_rows_of_shares(x, axis):
    """Return distributions; integers are class indices here as in the losses, and refused."""
    if has_integers(as_array(x, "targets")):
        problem, hint = "class indices", "Write them as rows first: one_hot(targets, num_classes)."
        raise TypeError(refusal("targets", problem, "floats", "integers", hint))
    return as_probs(x, "targets", axis)


# --- yes-or-no targets ---------------------------------------------------------------------


def as_answers(x, prediction, name, raw):
    """Return targets in [0, 1], in exactly the shape of `prediction`: nothing is broadcast."""
    check_labels("targets", x, name, raw)
    t = as_shares(x, "targets", True, prediction)
    if t.shape != prediction.shape:
        hint = "Reshape one of them; shapes are not broadcast."
        if has_integers(as_array(x, "targets")) and t.shape == prediction.shape[:-1]:
            hint = "For class numbers use cross_entropy_with_logits."
        raise ValueError(mismatch("targets", t, name, prediction.shape, hint))
    return t


def as_entry_weights(x, name, prediction, raw, mean=False):
    """Return weights broadcast to the shape of `prediction`; None stays None.

    A mean depends on ratios only: a power of 2 brings the largest weight near 1.
    """
    if x is None:
        return None
    check_labels(name, x, "the prediction", raw)
    x = as_weights(x, name)
    if mean:
        x = np.ldexp(x, -frexp(x.max(initial=0))[1])
    if x.shape == prediction.shape:
        return x
    try:
        return np.broadcast_to(x, prediction.shape)
    except ValueError:
        hint = "Give one number, or one for each entry."
        raise ValueError(mismatch(name, x, "the prediction", prediction.shape, hint)) from None

"""Cross-entropy losses: prediction first, target second, in nats.

The name says what the prediction is: logits, log-probabilities or probabilities. Class
targets are integers of the shape of the prediction without the class axis, or floats of
its full shape that are distributions over the classes; the dtype decides.

`reduction` has one meaning everywhere, with loss_n the loss of an example, its weight w_n
included:

    none    loss_n
    sum     sum_n loss_n
    mean    sum_n loss_n / sum_n w_n

Nothing is clipped: probability 0 for what happens costs inf. A target, or a weight, of 0
costs 0 whatever the prediction is.

Results have the dtype of the prediction, whatever that of the targets; lists and integers count
as float64, and float16 computes in float32. Rows of probabilities may sum to 1 but for
C sqrt(eps), at most 0.2. A float is a probability, so one-hot rows are floats.
"""

import numpy as np
from scipy.special import xlog1py, xlogy

from .activations import softplus
from .blocks import each_block
from .validation import (
    as_class_weights,
    as_classes,
    as_factors,
    as_floats,
    as_integer,
    as_labels,
    as_log_probs,
    as_number,
    as_probs,
    as_reals,
    as_same_shape,
    as_scores,
    as_shares,
    as_targets,
    check_axis,
    check_losses,
    check_reduction,
    check_top,
    rounded,
    total_weight,
    without,
    working,
)

BINARY_ARRAYS = 5  # arrays like its logits that a block of binary losses writes to
SHORT = 2**12  # bytes; sums of longer rows have large errors unless they are made in pairs


def cross_entropy_with_logits(
    logits,
    targets,
    *,
    axis=-1,
    class_weights=None,
    ignore_index=None,
    label_smoothing=0.0,
    reduction="mean",
):
    """Cross-entropy of the softmax of `logits` to class targets.

        loss_n = -w[y_n] log softmax(z_n)[y_n]           for class indices y
        loss_n = -sum_c w[c] t_n[c] log softmax(z_n)[c]  for distributions t

    Why this form: with m the largest logit and c* its class,

        -log softmax(z)[y] = logsumexp(z) - z[y]
                           = m + log(1 + sum_{c != c*} exp(z[c] - m)) - z[y]
                           = log1p(sum_{c != c*} exp(z[c] - m)) + (m - z[y])

    Neither term of the last line is negative, so nothing cancels: a loss of 1e-18 keeps its
    digits, and shifting all logits changes nothing.

    Parameters
    ----------
    logits : (..., C) array_like
        Unnormalized log-probabilities; -inf masks a class.
    targets : array_like
        (...) integers in [0, C), or (..., C) floats that sum to 1 over `axis`.
    axis : int, default -1
        The axis of the C classes.
    class_weights : (C,) array_like, optional
        Floats w from 0 up; None for ones.
    ignore_index : int, optional
        Class indices equal to it have weight 0.
    label_smoothing : float, default 0.0
        e in [0, 1]: t becomes (1 - e) t + e / C before it is weighted.
    reduction : {"none", "sum", "mean"}, default "mean"
        The mean is the sum of loss_n divided by the sum of w_n, where w_n is w[y_n], or
        sum_c w[c] t_n[c] of smoothed t.

    Returns
    -------
    (...) floats, or a scalar
        In nats.

    Raises
    ------
    ValueError
        NaN or +inf; a row with -inf only; an index outside [0, C); rows that do not sum to
        1; shapes that do not match; weights below 0 or infinite; smoothing outside [0, 1];
        ignore_index beside distributions; another reduction; a mean without weight.
    TypeError
        Class indices that are not integers; logits that are no real numbers.

    Notes
    -----
    Edge cases: a masked class as target costs inf, also by smoothing; an empty batch has
    sum 0.

    Differs from torch: that takes the classes on axis 1 and ignores -100 unless told
    otherwise; with smoothing and class weights it divides by the unsmoothed weights, with
    one-hot rows and class weights by N. Keras divides by N.

    References
    ----------
    Blanchard, Higham & Higham 2021, doi:10.1093/imanum/draa038

    Examples
    --------
    >>> round(float(cross_entropy_with_logits([[2.0, 0.0]], [0])), 6)
    0.126928
    """
    check_reduction(reduction)
    z = as_scores(logits, "logits", axis)
    y, w = as_counts(targets, z, "logits", axis, class_weights, ignore_index, label_smoothing)
    rows, dtype = working(as_rows(z, axis))
    block_losses, arrays = (index_losses, 1) if y.ndim == 1 else (soft_losses, 2)

    def work(part, *space):
        return block_losses(rows[part], y[part], *space)[:2]

    losses, top = each_block(work, rows, arrays)
    shape = without(z.shape, axis)
    check_top("logits", top.reshape(shape))
    losses = scaled(losses, w) if y.ndim == 1 else losses
    return reduced(losses, w, reduction, shape, dtype)


def nll_loss(
    log_probs, targets, *, axis=-1, class_weights=None, ignore_index=None, reduction="mean"
):
    """Negative log-likelihood: cross-entropy from log-probabilities.

        loss_n = -w[y_n] log_probs[n, y_n]           for class indices y
        loss_n = -sum_c w[c] t_n[c] log_probs[n, c]  for distributions t

    Parameters
    ----------
    log_probs : (..., C) array_like
        Logarithms of probabilities, in nats; -inf for 0. Neither their sign nor the sum of
        their exponentials is checked.
    targets : array_like
        (...) integers in [0, C), or (..., C) floats that sum to 1 over `axis`.
    axis : int, default -1
        The axis of the C classes.
    class_weights : (C,) array_like, optional
        Floats w from 0 up; None for ones.
    ignore_index : int, optional
        Class indices equal to it have weight 0.
    reduction : {"none", "sum", "mean"}, default "mean"
        The mean is the sum of losses divided by the sum of w.

    Returns
    -------
    (...) floats, or a scalar
        In nats.

    Raises
    ------
    ValueError
        NaN or +inf; an index outside [0, C); rows of targets that do not sum to 1; shapes
        that do not match; a mean without weight.
    TypeError
        Class indices that are not integers.

    Notes
    -----
    Edge cases: -inf at the target gives inf; -inf elsewhere adds 0.

    Differs from torch.nn.functional.nll_loss, which takes the classes on axis 1, ignores
    -100 unless told otherwise, and gives NaN for the mean of no targets.

    Examples
    --------
    >>> round(float(nll_loss([[np.log(0.25), np.log(0.75)]], [1])), 6)
    0.287682
    """
    check_reduction(reduction)
    log_p = as_log_probs(log_probs, "log_probs", axis)
    y, w = as_counts(targets, log_p, "log_probs", axis, class_weights, ignore_index)
    rows, dtype = working(as_rows(log_p, axis))
    losses = scaled(-entries(rows, y), w) if y.ndim == 1 else scaled(-rows, y).sum(axis=1)
    return reduced(losses, w, reduction, without(log_p.shape, axis), dtype)


def categorical_cross_entropy(
    probs,
    targets,
    *,
    axis=-1,
    class_weights=None,
    ignore_index=None,
    label_smoothing=0.0,
    reduction="mean",
):
    """Cross-entropy of probabilities to class targets.

        loss_n = -w[y_n] log probs[n, y_n]           for class indices y
        loss_n = -sum_c w[c] t_n[c] log probs[n, c]  for distributions t

    Prefer `cross_entropy_with_logits` if there are logits: a probability that was rounded
    to 0 or 1 has lost what its logits knew.

    Parameters
    ----------
    probs : (..., C) array_like
        Floats that sum to 1 over `axis`.
    targets : array_like
        (...) integers in [0, C), or (..., C) floats that sum to 1 over `axis`.
    axis : int, default -1
        The axis of the C classes.
    class_weights : (C,) array_like, optional
        Floats w from 0 up; None for ones.
    ignore_index : int, optional
        Class indices equal to it have weight 0.
    label_smoothing : float, default 0.0
        e in [0, 1]: t becomes (1 - e) t + e / C before it is weighted.
    reduction : {"none", "sum", "mean"}, default "mean"
        The mean is the sum of losses divided by the sum of w.

    Returns
    -------
    (...) floats, or a scalar
        In nats.

    Raises
    ------
    ValueError
        Values outside [0, 1]; rows that do not sum to 1; an index outside [0, C); shapes
        that do not match; a mean without weight.
    TypeError
        Class indices that are not integers.

    Notes
    -----
    Edge cases: probability 0 at the target gives inf; 0 log 0 = 0.

    Differs from Keras, which clips probabilities to [1e-7, 1 - 1e-7] and so never exceeds
    16.12, and scikit-learn's log_loss, which clips at the eps of the dtype.

    Examples
    --------
    >>> round(float(categorical_cross_entropy([[0.25, 0.75]], [1])), 6)
    0.287682
    """
    check_reduction(reduction)
    p = as_probs(probs, "probs", axis)
    y, w = as_counts(targets, p, "probs", axis, class_weights, ignore_index, label_smoothing)
    rows, dtype = working(as_rows(p, axis))
    if y.ndim == 1:
        losses = scaled(-xlogy(1, entries(rows, y)), w)
    else:
        losses = -xlogy(y, rows).sum(axis=1)
    return reduced(losses, w, reduction, without(p.shape, axis), dtype)


def binary_cross_entropy(probs, targets, *, weights=None, reduction="mean"):
    """Cross-entropy of the probabilities of yes to yes-or-no targets.

        loss = -w (t log p + (1 - t) log(1 - p))

    log1p(-p) computes log(1 - p), which keeps the digits of a small p.

    Parameters
    ----------
    probs : (...) array_like
        Floats p in [0, 1].
    targets : (...) array_like
        Numbers t in [0, 1], in the shape of `probs`: 1 for yes, 0 for no.
    weights : array_like, optional
        Floats w from 0 up that broadcast to that shape; None for 1.
    reduction : {"none", "sum", "mean"}, default "mean"
        The mean is the sum of losses divided by the sum of w.

    Returns
    -------
    (...) floats, or a scalar
        In nats.

    Raises
    ------
    ValueError
        Values outside [0, 1]; shapes that differ; a mean without weight.
    TypeError
        Values that are not real numbers.

    Notes
    -----
    Edge cases: p = 0 with t > 0, and p = 1 with t < 1, give inf; 0 log 0 = 0.

    Differs from torch, which stops at 100, and Keras, which clips p and stops at 16.12.

    Examples
    --------
    >>> round(float(binary_cross_entropy([0.75], [1])), 6)
    0.287682
    """
    check_reduction(reduction)
    p, t, dtype = as_binary(as_shares(probs, "probs"), targets, "probs")
    w = as_factors(weights, "weights", p)
    losses = scaled(-xlogy(t, p) - xlog1py(1 - t, -p), w)
    return reduced(losses, w, reduction, np.shape(probs), dtype)


def binary_cross_entropy_with_logits(
    logits, targets, *, pos_weight=None, weights=None, reduction="mean"
):
    """Cross-entropy of the sigmoid of `logits` to yes-or-no targets; also multi-label.

        loss = -w (a t log sigmoid(x) + (1 - t) log(1 - sigmoid(x)))

    Why this form: -log sigmoid(x) = softplus(-x) = max(-x, 0) + s, and
    -log(1 - sigmoid(x)) = softplus(x) = max(x, 0) + s, with s = `log1p(exp(-|x|))`, so

        loss = w (a t softplus(-x) + (1 - t) softplus(x))
             = w (|x| (a t if x < 0 else 1 - t) + (a t + 1 - t) s)

    No term is negative, so nothing cancels, and the mirror image (-x, 1 - t) costs
    exactly the same.

    Parameters
    ----------
    logits : (...) array_like
        Floats x: log-odds of yes, in nats; infinities are legal.
    targets : (...) array_like
        Numbers t in [0, 1], in the shape of `logits`: 1 for yes, 0 for no.
    pos_weight : array_like, optional
        Floats a from 0 up that broadcast to that shape; None for 1. It multiplies the cost
        of yes, and is no part of the weight in a mean.
    weights : array_like, optional
        Floats w from 0 up that broadcast to that shape; None for 1.
    reduction : {"none", "sum", "mean"}, default "mean"
        The mean is the sum of losses divided by the sum of w.

    Returns
    -------
    (...) floats, or a scalar
        In nats.

    Raises
    ------
    ValueError
        NaN; targets outside [0, 1]; shapes that differ; a mean without weight.
    TypeError
        Values that are not real numbers.

    Notes
    -----
    Edge cases: x = -inf with t = 0, and x = inf with t = 1, cost 0.

    Differs from torch, where (-x, 0) loses the digits of (x, 1), and where targets outside
    [0, 1] pass; torch and Keras divide by the number of entries, not by sum of w.

    Examples
    --------
    >>> round(float(binary_cross_entropy_with_logits([2.0, 0.0], [1, 1], reduction="sum")), 6)
    0.820075
    """
    check_reduction(reduction)
    x, t, dtype = as_binary(as_reals(logits, "logits"), targets, "logits")
    a, w = as_factors(pos_weight, "pos_weight", x), as_factors(weights, "weights", x)

    def work(part, *space):
        losses = binary_losses(x[part], t[part], cut(a, part), cut(w, part), *space)[0]
        return (from_block(losses, reduction, space),)

    (losses,) = each_block(work, x, BINARY_ARRAYS)
    check_losses("logits", logits, losses)
    return reduced(losses, w, reduction, np.shape(logits), dtype)


def focal_loss_with_logits(logits, targets, *, gamma=2.0, alpha=None, reduction="mean"):
    """Focal loss of the sigmoid of `logits`: a cross-entropy that plays down what is easy.

        loss = -a_t (1 - p_t)^gamma log p_t
        p_t  = sigmoid(x) for yes, 1 - sigmoid(x) for no
        a_t  = alpha for yes, 1 - alpha for no; 1 without alpha

    The power is exp(gamma log(1 - p_t)), and log(1 - p_t) is a log-sigmoid, so that a p_t
    next to 1 keeps its digits. A target between 0 and 1 costs t times the loss of yes plus
    1 - t times the loss of no.

    Parameters
    ----------
    logits : (...) array_like
        Floats x: log-odds of yes, in nats; infinities are legal.
    targets : (...) array_like
        Numbers t in [0, 1], in the shape of `logits`: 1 for yes, 0 for no.
    gamma : float, default 2.0
        A number from 0 up; 0 gives the binary cross-entropy.
    alpha : float, optional
        A number in [0, 1], or None.
    reduction : {"none", "sum", "mean"}, default "mean"
        The mean is over all entries: alpha is no weight in it.

    Returns
    -------
    (...) floats, or a scalar
        In nats.

    Raises
    ------
    ValueError
        NaN; targets outside [0, 1]; shapes that differ; gamma or alpha out of range; a mean
        of no targets.
    TypeError
        Values that are not real numbers.

    Notes
    -----
    Differs from torchvision, whose alpha is 0.25 by default.

    References
    ----------
    Lin et al. 2017, doi:10.1109/ICCV.2017.324

    Examples
    --------
    >>> round(float(focal_loss_with_logits([2.0], [1])), 6)
    0.001804
    """
    check_reduction(reduction)
    x, yes, no, gamma, dtype = as_focal(logits, targets, gamma, alpha)
    losses = scaled(focal_term(x, gamma), yes) + scaled(focal_term(-x, gamma), no)
    return reduced(losses, None, reduction, np.shape(logits), dtype)


def smooth_labels(targets, epsilon, *, axis=-1):
    """Mix distributions with the uniform one.

        t' = (1 - epsilon) t + epsilon / C

    Parameters
    ----------
    targets : (..., C) array_like
        Floats that sum to 1 over `axis`.
    epsilon : float
        The share of the uniform distribution, in [0, 1].
    axis : int, default -1
        The axis of the C classes.

    Returns
    -------
    (..., C) floats
        With sum 1 over `axis`.

    Raises
    ------
    ValueError
        Values outside [0, 1]; sums other than 1; epsilon outside [0, 1].
    TypeError
        Values that are not real numbers.

    Notes
    -----
    Differs from fairseq, which gives epsilon / (C - 1) to the other classes only.

    References
    ----------
    Szegedy et al. 2016, doi:10.1109/CVPR.2016.308

    Examples
    --------
    >>> smooth_labels([1, 0, 0, 0], 0.1).round(6).tolist()
    [0.925, 0.025, 0.025, 0.025]
    """
    t, dtype = working(as_probs(targets, "targets", axis))
    epsilon = as_number(epsilon, "epsilon", 0, 1)
    return rounded(mixed(t, epsilon, t.shape[axis]), dtype)


def one_hot(labels, num_classes, *, axis=-1):
    """Write class indices as distributions with a single 1.

    Parameters
    ----------
    labels : (...) array_like
        Integers in [0, C).
    num_classes : int
        The C of the result.
    axis : int, default -1
        Where the result has its axis of classes.

    Returns
    -------
    (..., C) float64
        1 at the label, 0 elsewhere.

    Raises
    ------
    ValueError
        A label outside [0, C); an axis that the result does not have.
    TypeError
        Labels that are not integers.

    Examples
    --------
    >>> one_hot([2, 0], 3).tolist()
    [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    """
    num_classes = as_integer(num_classes, "num_classes", 1)
    labels = as_labels(as_classes(labels, "labels"), "labels", num_classes)
    rows = one_hot_rows(labels.ravel(), num_classes, np.float64).reshape(*labels.shape, num_classes)
    check_axis(rows, "one_hot", axis)
    return np.moveaxis(rows, -1, axis)


# --- what the functions above share -----------------------------------------------------


def as_rows(x, axis):
    """Return `x` as a table (N, C) with the classes of one example in a row."""
    x = x if axis in (-1, x.ndim - 1) else np.moveaxis(x, axis, -1)
    return x.reshape(-1, x.shape[-1])


def as_counts(targets, prediction, name, axis, class_weights, ignore_index, label_smoothing=0.0):
    """Return what multiplies -log p in each row, and the weight of each row.

    For class indices these are the classes y (N,) and their weights (N,), or None for ones; for
    distributions, and smoothed labels, the table u[n, c] = w[c] t[n, c] and its row sums. So the
    losses of a table have their weights already, and those of indices have to be multiplied.
    """
    t = as_targets(targets, prediction, name, axis, ignore_index)
    classes, epsilon = prediction.shape[axis], as_number(label_smoothing, "label_smoothing", 0, 1)
    dtype, per_class = np.promote_types(prediction.dtype, np.float32), None
    if class_weights is not None:
        per_class = as_class_weights(class_weights, classes, dtype)
    if t.dtype.kind == "f":
        t = t.astype(dtype, copy=per_class is not None)  # `table` would weight them in place
        return table(as_rows(t, axis), epsilon, per_class)
    y, counted = t.ravel(), None
    if ignore_index is not None:
        counted = (y != ignore_index).astype(np.float64)
        y = np.where(counted, y, 0)  # any class will do, as its weight is 0
    if epsilon:
        return table(one_hot_rows(y, classes, dtype), epsilon, per_class, counted)
    return y, counted if per_class is None else scaled(per_class[y], counted)


def table(t, epsilon, per_class, counted=None):
    """Return distributions (N, C), smoothed, then weighted in place, and the sum of each row."""
    u = scaled(mixed(t, epsilon, t.shape[1]) if epsilon else t, per_class)
    u = u if counted is None else scaled(u, counted[:, None])
    return u, u.sum(axis=1, dtype=np.float64)


def mixed(t, epsilon, classes):
    """Return new distributions: `t` mixed with the uniform one."""
    return (1 - epsilon) * t + epsilon / classes


def one_hot_rows(y, classes, dtype):
    """Return the table (N, C) with a 1 at the class of each row."""
    rows = np.zeros((len(y), classes), dtype)
    rows[np.arange(len(y)), y] = 1
    return rows


def entries(rows, y):
    """Return the entry of each row at its class."""
    return rows[np.arange(len(y)), y]


def scaled(x, factor):
    """Multiply `x` in place by factors, where 0 gives 0 even if x is infinite; None is 1."""
    if factor is None:
        return x
    if x.max(initial=0) == np.inf:
        x[np.broadcast_to(factor, x.shape) == 0] = 0
    x *= factor
    return x


def peel(z, out=None):
    """Return z - m with m the largest logit of each row, m, and the places of m and of each row.

    A place counts along the flat table, which NumPy finds faster than a pair. The functions
    in `activations` do the same along any axis, without a place to write to.
    """
    z = np.ascontiguousarray(z)
    rows = np.arange(0, z.size, z.shape[1])
    at_top = rows + z.argmax(axis=1)
    top = z.take(at_top)
    return np.subtract(z, top[:, None], out=out), top, at_top, rows


def others(shifted, at_top, out):
    """Return exp(z - m), with 0 at the places of m, and its row sums.

    The exponential at m is exactly 1. It is left to log1p, which keeps the digits of the rest.
    """
    e = np.exp(shifted, out=out)
    e.put(at_top, 0)
    return e, row_sums(e)


def row_sums(x):
    """Return the sum of each row: quickly if rows are short, in pairs if they are long.

    einsum keeps a few running sums, whose error grows with the row; the error of pairs hardly.
    """
    short = x.shape[1] * x.itemsize <= SHORT
    return np.einsum("nc->n", x) if short else np.add.reduce(x, axis=1)


def index_losses(z, y, out=None):
    """Return -log softmax(z)[y] and m of each row, and what the gradient needs as well.

    That is the table and the row sums of `others`, and the places of m and of y.
    """
    shifted, top, at_top, rows = peel(z, out)
    at_y = rows + y
    behind = shifted.take(at_y)  # z[y] - m, before exp takes its place
    e, rest = others(shifted, at_top, shifted)
    return np.log1p(rest) - behind, top, e, rest, at_top, at_y


def soft_losses(z, u, out=None, space=None):
    """Return -sum_c u[c] log softmax(z)[c] and m of each row, log softmax(z), and the space."""
    log_p, top, at_top, _ = peel(z, out)
    e, rest = others(log_p, at_top, space)
    log_p -= np.log1p(rest)[:, None]
    return scaled(np.negative(log_p, out=e), u).sum(axis=1), top, log_p, e


def as_binary(prediction, targets, name):
    """Return predictions and targets of the same shape, at least 1-dimensional, and the dtype."""
    t = as_same_shape(targets, prediction, name)
    x, dtype = working(prediction)
    t = t.astype(np.promote_types(t.dtype, x.dtype), copy=False)  # 1 - t keeps the digits of t
    return (x, t, dtype) if x.ndim else (x[None], t[None], dtype)


def cut(factor, part):
    """Return that part of a factor; None is 1 everywhere."""
    return None if factor is None else factor[part]


def binary_losses(x, t, a, w, e=None, yes=None, r=None, losses=None, s=None):
    """Return the weighted binary cross-entropies of a block, and what its gradient needs.

    The last five arguments are BINARY_ARRAYS to write to, or None for new ones.
    """
    e = np.abs(x, out=e)
    np.exp(np.negative(e, out=e), out=e)
    yes, r, k = sides(x, t, a, yes, r)
    losses = product(r, x, losses)
    s = np.log1p(e, out=s)
    losses += scaled(s, k)
    return scaled(losses, w), e, yes, r, k, s


def sides(x, t, a, yes, r):
    """Return [x >= 0], and r and k with loss = r x + k log1p(exp(-|x|)).

    |r| is the weight of the answer that x speaks against, 1 - t where x >= 0 and a t
    where x < 0, and r has the sign of x. k is the weight of both answers, a t + 1 - t,
    or None for 1.
    """
    yes = np.greater_equal(x, 0, out=yes).astype(x.dtype, copy=False)
    r = np.subtract(yes, t, out=r).astype(x.dtype, copy=False)
    if a is None:
        return yes, r, None
    r *= np.where(yes, 1, a)
    return yes, r, (a * t + (1 - t)).astype(x.dtype, copy=False)


def product(r, x, out):
    """Return r x, where 0 times an infinite x is 0."""
    rx = np.multiply(r, x, out=out)
    lost = np.isnan(rx)
    if np.count_nonzero(lost):
        rx[lost] = 0
    return rx


def from_block(losses, reduction, space):
    """Return the losses of a block, or their sum if only that is asked for.

    If one block is all, and so has no space of its own, they stay as they are.
    """
    if space[0] is None:
        return losses
    if reduction == "none":
        return losses.copy()  # the next block writes to their place
    return np.add.reduce(losses, None, dtype=np.float64, keepdims=True)


def as_focal(logits, targets, gamma, alpha):
    """Return the arguments of the focal loss: x, the weights of yes and of no, gamma, the dtype."""
    x, t, dtype = as_binary(as_floats(logits, "logits"), targets, "logits")
    gamma = as_number(gamma, "gamma", 0, np.inf)
    if alpha is None:
        return x, t, 1 - t, gamma, dtype
    alpha = as_number(alpha, "alpha", 0, 1)
    return x, alpha * t, (1 - alpha) * (1 - t), gamma, dtype


def focal_term(x, gamma):
    """Return the focal loss of yes at log-odds `x`; that of no is the one at -x."""
    return np.exp(-scaled(softplus(x), gamma)) * softplus(-x)


def reduced(losses, weights, reduction, shape, dtype):
    """Return weighted losses as they are, their sum, or their sum per weight."""
    if reduction == "none":
        return rounded(losses.reshape(shape) + 0.0, dtype)  # a minus zero becomes 0
    total = np.add.reduce(losses, axis=None, dtype=np.float64)
    return rounded(total / total_weight(weights, shape) if reduction == "mean" else total, dtype)

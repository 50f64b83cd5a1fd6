"""Cross-entropy losses: prediction first, target second, in nats.

The name says what the prediction is: logits, log-probabilities or probabilities. Class
targets are integers of the shape of the prediction without the class axis, or floats of
its full shape that are distributions over the classes; the dtype decides.

`reduction` has one meaning everywhere:

    none    w·loss of each example
    sum     sum of w·loss
    mean    sum of w·loss / sum of w

Nothing is clipped: probability 0 for what happens costs inf. A target, or a weight, of 0
costs 0 whatever the prediction is.
"""

import numpy as np
from scipy.special import xlog1py, xlogy

from .activations import log_softmax, softplus
from .validation import (
    as_class_weights,
    as_classes,
    as_factors,
    as_floats,
    as_integer,
    as_labels,
    as_log_probs,
    as_logits,
    as_number,
    as_probs,
    as_same_shape,
    as_shares,
    as_targets,
    check_axis,
    check_reduction,
    mean_weight,
    rounded,
    without,
    working,
)

BLOCK = 2**18  # bytes worked on at a time: few enough to stay in the cache of a core


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

    Both terms of the last line are positive, so nothing cancels: a loss of 1e-18 has all
    its digits, and shifting all logits changes nothing.

    Parameters
        logits           (..., C) floats: unnormalized log-probabilities; -inf masks a class
        targets          (...) integers in [0, C), or (..., C) floats that sum to 1 over `axis`
        axis             the axis of the C classes
        class_weights    (C,) floats w from 0 up; None for ones
        ignore_index     an integer: class indices equal to it have weight 0
        label_smoothing  e in [0, 1]: t becomes (1 - e) t + e / C before it is weighted
        reduction        "none" | "sum" | "mean" = sum of w loss / sum of w, where the weight
                         of a row is w[y_n], or sum_c w[c] t_n[c] (smoothed)
    Returns   (...) floats, or a scalar; nats
    Raises    ValueError  NaN or +inf; a row with -inf only; an index outside [0, C); rows that
                          do not sum to 1; shapes that do not match; a mean without weight
              TypeError   class indices that are not integers
    Edge cases   a masked class as target costs inf, also by smoothing; an empty batch has sum 0
    Differs from torch: with smoothing and class weights it divides by the unsmoothed weights,
                 with one-hot rows and class weights by N. Keras divides by N.
    Reference    Blanchard, Higham & Higham 2021, doi:10.1093/imanum/draa038

    >>> round(float(cross_entropy_with_logits([[2.0, 0.0]], [0])), 6)
    0.126928
    """
    check_reduction(reduction)
    z = as_logits(logits, "logits", axis)[0]
    y, w = as_counts(targets, z, "logits", axis, class_weights, ignore_index, label_smoothing)
    rows, dtype = working(as_rows(z, axis))
    losses = np.empty(len(rows), rows.dtype)
    for part in blocks(rows):
        if y.ndim == 1:
            losses[part] = scaled(w[part], winners(rows[part], y[part])[0])
        else:
            losses[part] = scaled(y[part], -log_softmax(rows[part])).sum(axis=1)
    return reduced(losses, w, reduction, without(z.shape, axis), dtype)


def nll_loss(
    log_probs, targets, *, axis=-1, class_weights=None, ignore_index=None, reduction="mean"
):
    """Negative log-likelihood: cross-entropy from log-probabilities.

        loss_n = -w[y_n] log_probs[n, y_n]           for class indices y
        loss_n = -sum_c w[c] t_n[c] log_probs[n, c]  for distributions t

    Parameters
        log_probs      (..., C) floats: logarithms of probabilities, in nats; -inf for 0.
                       Neither their sign nor the sum of their exponentials is checked
        targets        (...) integers in [0, C), or (..., C) floats that sum to 1 over `axis`
        axis           the axis of the C classes
        class_weights  (C,) floats w from 0 up; None for ones
        ignore_index   an integer: class indices equal to it have weight 0
        reduction      "none" | "sum" | "mean" = sum of w loss / sum of w
    Returns   (...) floats, or a scalar; nats
    Raises    ValueError  NaN or +inf; an index outside [0, C); rows of targets that do not sum
                          to 1; shapes that do not match; a mean without weight
              TypeError   class indices that are not integers
    Edge cases   -inf at the target gives inf; -inf elsewhere adds 0
    Differs from torch.nn.functional.nll_loss, which takes the classes on axis 1, ignores -100
                 unless told otherwise, and gives NaN for the mean of no targets

    >>> round(float(nll_loss([[np.log(0.25), np.log(0.75)]], [1])), 6)
    0.287682
    """
    check_reduction(reduction)
    log_p = as_log_probs(log_probs, "log_probs", axis)
    y, w = as_counts(targets, log_p, "log_probs", axis, class_weights, ignore_index)
    rows, dtype = working(as_rows(log_p, axis))
    losses = scaled(w, -entries(rows, y)) if y.ndim == 1 else scaled(y, -rows).sum(axis=1)
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
        probs            (..., C) floats that sum to 1 over `axis`
        targets          (...) integers in [0, C), or (..., C) floats that sum to 1 over `axis`
        axis             the axis of the C classes
        class_weights    (C,) floats w from 0 up; None for ones
        ignore_index     an integer: class indices equal to it have weight 0
        label_smoothing  e in [0, 1]: t becomes (1 - e) t + e / C before it is weighted
        reduction        "none" | "sum" | "mean" = sum of w loss / sum of w
    Returns   (...) floats, or a scalar; nats
    Raises    ValueError  values outside [0, 1]; rows that do not sum to 1; an index outside
                          [0, C); shapes that do not match; a mean without weight
              TypeError   class indices that are not integers
    Edge cases   probability 0 at the target gives inf; 0 log 0 = 0
    Differs from Keras, which clips probabilities to [1e-7, 1 - 1e-7] and so never exceeds
                 16.12, and scikit-learn's log_loss, which clips at the eps of the dtype

    >>> round(float(categorical_cross_entropy([[0.25, 0.75]], [1])), 6)
    0.287682
    """
    check_reduction(reduction)
    p = as_probs(probs, "probs", axis)
    y, w = as_counts(targets, p, "probs", axis, class_weights, ignore_index, label_smoothing)
    rows, dtype = working(as_rows(p, axis))
    losses = -xlogy(w, entries(rows, y)) if y.ndim == 1 else -xlogy(y, rows).sum(axis=1)
    return reduced(losses, w, reduction, without(p.shape, axis), dtype)


def binary_cross_entropy(probs, targets, *, weights=None, reduction="mean"):
    """Cross-entropy of the probabilities of yes to yes-or-no targets.

        loss = -w (t log p + (1 - t) log(1 - p))

    log1p(-p) computes log(1 - p), which keeps the digits of a small p.

    Parameters
        probs      (...) floats p in [0, 1]
        targets    (...) numbers t in [0, 1], in the shape of `probs`: 1 for yes, 0 for no
        weights    floats w from 0 up that broadcast to that shape; None for 1
        reduction  "none" | "sum" | "mean" = sum of w loss / sum of w
    Returns   (...) floats, or a scalar; nats
    Raises    ValueError  values outside [0, 1]; shapes that differ; a mean without weight
              TypeError   values that are not real numbers
    Edge cases   p = 0 with t > 0, and p = 1 with t < 1, give inf; 0 log 0 = 0
    Differs from torch, which stops at 100, and Keras, which clips p and stops at 16.12

    >>> round(float(binary_cross_entropy([0.75], [1])), 6)
    0.287682
    """
    check_reduction(reduction)
    p = as_shares(probs, "probs")
    t = as_same_shape(targets, p, "probs")
    w = as_factors(weights, "weights", p.shape)
    p, dtype = working(p)
    yes, no = both_sides(t, p.dtype)
    losses = -scaled(w, xlogy(yes, p) + xlog1py(no, -p))
    return reduced(losses, w, reduction, p.shape, dtype)


def binary_cross_entropy_with_logits(
    logits, targets, *, pos_weight=None, weights=None, reduction="mean"
):
    """Cross-entropy of the sigmoid of `logits` to yes-or-no targets; also multi-label.

        loss = -w (a t log sigmoid(x) + (1 - t) log(1 - sigmoid(x)))

    Why this form: -log sigmoid(x) = softplus(-x) = max(-x, 0) + s, and
    -log(1 - sigmoid(x)) = softplus(x) = max(x, 0) + s, with s = log1p(exp(-|x|)), so

        loss = w (a t softplus(-x) + (1 - t) softplus(x))
             = w (|x| (a t if x < 0 else 1 - t) + (a t + 1 - t) s)

    All terms are positive, so nothing cancels, and the mirror image (-x, 1 - t) costs
    exactly the same.

    Parameters
        logits      (...) floats x: log-odds of yes, in nats; infinities are legal
        targets     (...) numbers t in [0, 1], in the shape of `logits`: 1 for yes, 0 for no
        pos_weight  floats a from 0 up that broadcast to that shape; None for 1. It multiplies
                    the cost of yes, and is no part of the weight in a mean
        weights     floats w from 0 up that broadcast to that shape; None for 1
        reduction   "none" | "sum" | "mean" = sum of w loss / sum of w
    Returns   (...) floats, or a scalar; nats
    Raises    ValueError  NaN; targets outside [0, 1]; shapes that differ; a mean without weight
              TypeError   values that are not real numbers
    Edge cases   x = -inf with t = 0, and x = inf with t = 1, cost 0
    Differs from torch, where (-x, 0) loses the digits of (x, 1), and where targets outside
                 [0, 1] pass; torch and Keras divide by the number of entries, not by sum of w

    >>> round(float(binary_cross_entropy_with_logits([2.0, 0.0], [1, 1], reduction="sum")), 6)
    0.820075
    """
    check_reduction(reduction)
    x = as_floats(logits, "logits")
    t = as_same_shape(targets, x, "logits")
    a, w = as_factors(pos_weight, "pos_weight", x.shape), as_factors(weights, "weights", x.shape)
    x, dtype = working(x)
    yes, no = both_sides(t, x.dtype)
    yes = a.astype(x.dtype) * yes
    losses = scaled(np.where(x < 0, yes, no), abs(x)) + (yes + no) * np.log1p(np.exp(-abs(x)))
    return reduced(scaled(w, losses), w, reduction, x.shape, dtype)


def focal_loss_with_logits(logits, targets, *, gamma=2.0, alpha=None, reduction="mean"):
    """Focal loss of the sigmoid of `logits`: a cross-entropy that plays down what is easy.

        loss = -a_t (1 - p_t)^gamma log p_t
        p_t  = sigmoid(x) for yes, 1 - sigmoid(x) for no
        a_t  = alpha for yes, 1 - alpha for no; 1 without alpha

    The power is exp(gamma log(1 - p_t)), and log(1 - p_t) is a log-sigmoid, so that a p_t
    next to 1 keeps its digits. A target between 0 and 1 costs t times the loss of yes plus
    1 - t times the loss of no.

    Parameters
        logits     (...) floats x: log-odds of yes, in nats; infinities are legal
        targets    (...) numbers t in [0, 1], in the shape of `logits`: 1 for yes, 0 for no
        gamma      a number from 0 up; 0 gives the binary cross-entropy
        alpha      a number in [0, 1], or None
        reduction  "none" | "sum" | "mean", the mean over all entries: alpha is no weight in it
    Returns   (...) floats, or a scalar; nats
    Raises    ValueError  NaN; targets outside [0, 1]; shapes that differ; gamma or alpha out of
                          range; a mean of no targets
              TypeError   values that are not real numbers
    Differs from torchvision, whose alpha is 0.25 by default
    Reference    Lin et al. 2017, doi:10.1109/ICCV.2017.324

    >>> round(float(focal_loss_with_logits([2.0], [1])), 6)
    0.001804
    """
    check_reduction(reduction)
    x, yes, no, gamma, dtype = as_focal(logits, targets, gamma, alpha)
    losses = scaled(yes, focal_term(x, gamma)) + scaled(no, focal_term(-x, gamma))
    return reduced(losses, np.ones(x.shape), reduction, x.shape, dtype)


def smooth_labels(targets, epsilon, *, axis=-1):
    """Mix distributions with the uniform one.

        t' = (1 - epsilon) t + epsilon / C

    Parameters
        targets  (..., C) floats that sum to 1 over `axis`
        epsilon  the share of the uniform distribution, in [0, 1]
        axis     the axis of the C classes
    Returns   (..., C) floats that sum to 1 over `axis`
    Raises    ValueError  values outside [0, 1]; sums other than 1; epsilon outside [0, 1]
              TypeError   values that are not real numbers
    Differs from fairseq, which gives epsilon / (C - 1) to the other classes only
    Reference    Szegedy et al. 2016, doi:10.1109/CVPR.2016.308

    >>> smooth_labels([1, 0, 0, 0], 0.1).round(6).tolist()
    [0.925, 0.025, 0.025, 0.025]
    """
    t, dtype = working(as_probs(targets, "targets", axis))
    epsilon = as_number(epsilon, "epsilon", 0, 1)
    return rounded(smoothed(t, epsilon, t.shape[axis]), dtype)


def one_hot(labels, num_classes, *, axis=-1):
    """Write class indices as distributions with a single 1.

    Parameters
        labels       (...) integers in [0, C)
        num_classes  C
        axis         where the result has its axis of classes
    Returns   (..., C) float64: 1 at the label, 0 elsewhere
    Raises    ValueError  a label outside [0, C); an axis that the result does not have
              TypeError   labels that are not integers

    >>> one_hot([2, 0], 3).tolist()
    [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    """
    num_classes = as_integer(num_classes, "num_classes", 1)
    labels = as_labels(as_classes(labels, "labels"), "labels", num_classes)
    rows = indicators(labels.ravel(), num_classes).reshape(*labels.shape, num_classes)
    check_axis(rows, "the result", axis)
    return np.moveaxis(rows, -1, axis)


# --- what the functions above share -----------------------------------------------------


def as_rows(x, axis):
    """Return `x` as a table (N, C) with one distribution a row."""
    if axis not in (-1, x.ndim - 1):
        x = np.moveaxis(x, axis, -1)
    return x.reshape(-1, x.shape[-1])


def blocks(x):
    """Yield slices of the first axis that cover about BLOCK bytes each."""
    step = max(1, BLOCK * len(x) // max(1, x.nbytes))
    return (slice(start, start + step) for start in range(0, len(x), step))


def as_counts(targets, prediction, name, axis, class_weights, ignore_index, label_smoothing=0.0):
    """Return what multiplies -log p in each row, and the weight of the row.

    For class indices these are the classes y (N,) and their weights (N,); for distributions,
    and where labels are smoothed, the table w[c] t[c] (N, C) and its row sums.
    """
    t = as_targets(targets, prediction, name, axis, ignore_index)
    epsilon = as_number(label_smoothing, "label_smoothing", 0, 1)
    classes = prediction.shape[axis]
    w = np.ones(classes) if class_weights is None else as_class_weights(class_weights, classes)
    if t.dtype.kind == "f":
        counts = smoothed(as_rows(t, axis), epsilon, classes) * w
        return counts, counts.sum(axis=1)
    y = t.ravel()
    kept = np.ones(y.shape, bool) if ignore_index is None else y != ignore_index
    y = np.where(kept, y, 0)
    if epsilon == 0:
        return y, w[y] * kept
    counts = smoothed(indicators(y, classes), epsilon, classes) * w * kept[:, None]
    return counts, counts.sum(axis=1)


def smoothed(t, epsilon, classes):
    """Return distributions mixed with the uniform one."""
    return (1 - epsilon) * t + epsilon / classes


def indicators(y, classes):
    """Return the rows (N, C) with a 1 at each of the classes (N,)."""
    rows = np.zeros((len(y), classes))
    rows[np.arange(len(y)), y] = 1
    return rows


def entries(rows, y):
    """Return the entry of each row at its class."""
    return rows[np.arange(len(y)), y]


def scaled(factor, x):
    """Return factor · x, where factor 0 gives 0 even if x is infinite."""
    return factor * np.where(factor != 0, x, 0)


def winners(z, y):
    """Return -log softmax(z)[y] of each row, and what its gradient needs as well.

    These are the place of the largest logit m, exp(z - m) with a 0 at that place, and
    the row sums of it.
    """
    n = np.arange(len(z))
    at = z.argmax(axis=1)
    with np.errstate(over="ignore"):  # a gap beyond the largest float is inf
        e = z - z[n, at][:, None]
    behind = e[n, y]
    np.exp(e, out=e)
    e[n, at] = 0  # its exponential is exactly 1: leave it to log1p
    rest = e.sum(axis=1)
    return np.log1p(rest) - behind, at, e, rest


def both_sides(t, dtype):
    """Return t and 1 - t, each rounded once: 1 - t first, in case `dtype` is the coarser one."""
    t = t.astype(np.result_type(t, dtype), copy=False)
    return t.astype(dtype, copy=False), (1 - t).astype(dtype, copy=False)


def as_focal(logits, targets, gamma, alpha):
    """Return the arguments of the focal loss: x, the weights of yes and of no, gamma, the dtype."""
    x = as_floats(logits, "logits")
    t = as_same_shape(targets, x, "logits")
    gamma = as_number(gamma, "gamma", 0, np.inf)
    x, dtype = working(x)
    yes, no = both_sides(t, x.dtype)
    if alpha is not None:
        alpha = as_number(alpha, "alpha", 0, 1)
        yes, no = alpha * yes, (1 - alpha) * no
    return x, yes, no, gamma, dtype


def focal_term(x, gamma):
    """Return the focal loss of yes at log-odds `x`; that of no is the one at -x."""
    return np.exp(-scaled(gamma, softplus(x))) * softplus(-x)


def reduced(losses, weights, reduction, shape, dtype):
    """Return weighted losses as they are, their sum, or their sum per weight."""
    if reduction == "none":
        return rounded(losses.reshape(shape) + 0.0, dtype)  # a minus zero becomes 0
    total = losses.sum(dtype=np.float64) + 0.0
    return rounded(total / mean_weight(weights) if reduction == "mean" else total, dtype)

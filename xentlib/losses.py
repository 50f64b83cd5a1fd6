"""Cross-entropy losses: prediction first, target second, in nats.

The functions of two distributions in `information` take the truth first.

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
sqrt(eps) or C eps, at most 1/32. A float is a probability, so one-hot rows are floats, or
flags. Weights act in float64; a mean depends on their ratios only. A row that is ignored need not
be valid.
"""

import numpy as np
from scipy.special import xlog1py, xlogy

from .kernels import binary_block, reduced, row_losses, weighted
from .options import check_reduction
from .sweeps import focal_block_with, of_entries, softmax_cross_entropy
from .targets import as_answers, as_entry_weights, as_factors, kept
from .validation import (
    as_log_probs,
    as_probs,
    as_scores,
    as_shares,
    check_labels,
    for_scipy,
    quiet,
    without,
    working,
)


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
    options = class_weights, ignore_index, label_smoothing, reduction
    return softmax_cross_entropy(logits, targets, axis, *options)[0]


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
        their exponentials is checked, since logarithms of densities may be positive; so
        probabilities pass, too, and cost less than 0.
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
    log_p = as_scores(log_probs, "log_probs", axis)
    check_labels("targets", targets, "log_probs", log_probs, axis)
    options = class_weights, ignore_index, 0.0, reduction
    with quiet():
        u, totals, ignored = as_factors(targets, log_p, "log_probs", axis, *options)
        log_p, dtype = working(as_log_probs(kept(log_p, axis, ignored, 0), "log_probs"))
        losses = row_losses(np.negative, log_p, axis, u, ignored)
        return reduced(losses, totals, reduction, without(log_p.shape, axis), dtype)


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
    p = as_scores(probs, "probs", axis)
    check_labels("targets", targets, "probs", probs, axis)
    options = class_weights, ignore_index, label_smoothing, reduction
    with quiet():
        u, totals, ignored = as_factors(targets, p, "probs", axis, *options)
        p, dtype = working(as_probs(kept(p, axis, ignored, 1 / p.shape[axis]), "probs", axis))
        losses = row_losses(lambda q: -np.log(q), p, axis, u, ignored)
        return reduced(losses, totals, reduction, without(p.shape, axis), dtype)


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
    p, dtype = working(for_scipy(as_shares(probs, "probs"), "probs"))
    t = as_answers(targets, p, "probs", probs)
    with quiet():
        w = as_entry_weights(weights, "weights", p, probs, reduction == "mean")
        losses = weighted(np.asarray(-xlogy(t, p) - xlog1py(1 - t, -p), p.dtype), w)
        return reduced(losses, w, reduction, p.shape, dtype)


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
    return of_entries(binary_block, logits, targets, pos_weight, weights, reduction)[0]


def focal_loss_with_logits(logits, targets, *, gamma=2.0, alpha=None, reduction="mean"):
    """Focal loss of the sigmoid of `logits`: a cross-entropy that plays down what is easy.

        loss = -a_t (1 - p_t)^gamma log p_t
        p_t  = sigmoid(x) for yes, 1 - sigmoid(x) for no
        a_t  = alpha for yes, 1 - alpha for no; 1 without alpha

    1 - p_t is the sigmoid of the other sign, so that a p_t next to 1 keeps its digits. A target
    between 0 and 1 costs t times the loss of yes plus 1 - t times the loss of no.

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
    block = focal_block_with(gamma, alpha)
    return of_entries(block, logits, targets, None, None, reduction)[0]

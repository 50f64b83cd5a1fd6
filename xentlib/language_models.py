"""What the training of language models needs beside the losses: rows are tokens, in nats."""

from math import prod

import numpy as np

from .kernels import exponentials, reduced, shifted, softmax_losses
from .options import as_number, check_reduction
from .targets import as_factors, as_rows, starts
from .validation import (
    as_costs,
    as_counts,
    as_scores,
    check_any,
    check_labels,
    check_top,
    quiet,
    refusal,
    without,
    working,
)


def cross_entropy_with_logits_sums(
    logits, targets, *, axis=-1, class_weights=None, ignore_index=None, label_smoothing=0.0
):
    """Sum of the cross-entropies of a micro-batch, and the weight that a mean divides it by.

        loss = sum_n loss_n        weight = sum_n w_n

    with loss_n and w_n of `cross_entropy_with_logits`. Both add over micro-batches, steps and
    processes, and the sum of the losses divided by the sum of the weights is the mean over all:

        mean = sum_k loss_k / sum_k weight_k

    A mean of means is another number, unless all weights are equal.

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

    Returns
    -------
    loss : scalar
        In nats.
    weight : scalar
        Without class weights the number of rows that are not ignored.

    Raises
    ------
    ValueError
        As `cross_entropy_with_logits`, but for a mean without weight.
    TypeError
        Class indices that are not integers; logits that are no real numbers.

    Notes
    -----
    Edge cases: a micro-batch in which every row is ignored has the loss 0 and the weight 0.

    Both are float64, also for logits of float16, whose largest number is less than the loss of
    some thousand tokens.

    Examples
    --------
    >>> loss, weight = cross_entropy_with_logits_sums(np.zeros((3, 2)), [0, 1, -1], ignore_index=-1)
    >>> round(float(loss), 6), int(weight)
    (1.386294, 2)
    """
    z = as_scores(logits, "logits", axis)
    check_labels("targets", targets, "logits", logits, axis)
    options = class_weights, ignore_index, label_smoothing, "sum"
    with quiet():
        u, totals, ignored = as_factors(targets, z, "logits", axis, *options)
        losses, _ = softmax_losses(z, axis, u, totals, ignored)
        weight = len(losses) if totals is None else totals.sum()
        return losses.sum(dtype=np.float64), np.float64(weight)


def perplexity(nats, tokens=None):
    """Perplexity of texts: e to the power of their mean cost per token.

        exp(sum_k tokens_k nats_k / sum_k tokens_k)

    The mean is over all tokens of all texts. A mean of the perplexities of the texts is another
    number, unless they are equal.

    Parameters
    ----------
    nats : (...) array_like
        Costs of tokens, or mean costs per token of texts: minus the logarithms of
        probabilities, to base e.
    tokens : (...) array_like, optional
        How many tokens each cost is the mean of; None for one each.

    Returns
    -------
    scalar
        From 1 up.

    Raises
    ------
    ValueError
        NaN; a cost below 0; numbers of tokens that are not whole or that do not match; no token.
    TypeError
        Values that are not real numbers.

    Notes
    -----
    Edge cases: a token of probability 0 costs inf and makes the perplexity inf. A text without
    tokens does not count.

    The base does not matter where it is the same in the logarithm and in the power: a cost of b
    bits is b log(2) nats, and exp(b log(2)) = 2^b.

    It is float64, also from costs of float16.

    References
    ----------
    Jelinek, Mercer, Bahl & Baker 1977, doi:10.1121/1.2016299

    Examples
    --------
    >>> round(float(perplexity(np.log([2.0, 8.0]))), 6)
    4.0
    >>> round(float(perplexity(np.log([2.0, 8.0]), [30, 10])), 6)
    2.828427
    """
    costs, count = totals_of(nats, tokens)
    with quiet():
        return np.exp(costs / count)


def bits_per_byte(nats, tokens, bytes):
    """Bits per byte of texts: what compares models whose tokens differ.

        sum_k tokens_k nats_k / (log(2) sum_k bytes_k)

    Parameters
    ----------
    nats : (...) array_like
        Mean costs per token of texts, to base e.
    tokens : (...) array_like
        How many tokens were scored in each text.
    bytes : (...) array_like
        How many bytes these tokens have as text: len(text.encode("utf8")).

    Returns
    -------
    scalar

    Raises
    ------
    ValueError
        NaN; a cost below 0; numbers that are not whole or do not match; no token, or no byte.
    TypeError
        Values that are not real numbers.

    Notes
    -----
    Edge cases: a token of probability 0 costs inf. A text without tokens costs nothing, and its
    bytes count.

    References
    ----------
    Gao et al. 2020, https://arxiv.org/abs/2101.00027

    Examples
    --------
    >>> round(float(bits_per_byte(np.log(8), 100, 300)), 6)
    1.0
    """
    costs, _ = totals_of(nats, tokens)
    size = as_counts(bytes, "bytes", np.asarray(nats), nats).sum()
    with quiet():
        return costs / (size * np.log(2))


def totals_of(nats, tokens):
    """Return the cost of all tokens, in nats, and their number."""
    costs = as_costs(nats, "nats")
    if tokens is None:
        check_any(costs.size, "nats")
        return costs.sum(), costs.size
    count = as_counts(tokens, "tokens", costs, nats)
    with quiet():
        parts = np.where(count > 0, costs * count, 0)
    return parts.sum(), count.sum()


def z_loss(logits, *, axis=-1, alpha=1e-4, reduction="mean"):
    """Penalty on the logarithm of the normalizer of a softmax, to be added to the cross-entropy.

        loss_n = alpha (log Z_n)^2        log Z_n = logsumexp(z_n)

    Cross-entropy does not change when all logits of a row are shifted; this pulls log Z to 0.
    Its gradient is 2 alpha log Z_n softmax(z_n).

    Parameters
    ----------
    logits : (..., C) array_like
        Unnormalized log-probabilities; -inf masks a class.
    axis : int, default -1
        The axis of the C classes.
    alpha : float, default 1e-4
        A number from 0 up.
    reduction : {"none", "sum", "mean"}, default "mean"
        The mean is over all rows. Leave out the rows that do not count: z_loss(logits[kept]).

    Returns
    -------
    (...) floats, or a scalar

    Raises
    ------
    ValueError
        NaN or +inf; a row with -inf only; alpha below 0; another reduction; a mean of no rows.
    TypeError
        Values that are not real numbers.

    Notes
    -----
    Edge cases: alpha = 0 costs 0.

    Another loss has the same name, the Z-loss of de Brebisson and Vincent (2016).

    References
    ----------
    Chowdhery et al. 2023, https://jmlr.org/papers/v24/22-1144.html

    Examples
    --------
    >>> round(float(z_loss([[2.0, 0.0]], alpha=0.5)), 6)
    2.261911
    """
    check_reduction(reduction)
    z = as_scores(logits, "logits", axis)
    alpha = as_number(alpha, "alpha", 0, np.inf)
    shape = without(z.shape, axis)
    if reduction == "mean" and not prod(shape):
        hint = "Use reduction='sum', which is 0 here, or skip the batch."
        got = f"shape {z.shape}"
        raise ValueError(refusal("logits", "mean of no rows", "at least one row", got, hint))
    rows, dtype = working(np.ascontiguousarray(as_rows(z, axis)))
    with quiet():
        e, m, at = shifted(rows, starts(rows))
        losses = alpha * (m + np.log1p(exponentials(e, at))) ** 2
        check_top("logits", m.reshape(shape))
        return reduced(losses, None, reduction, shape, dtype)

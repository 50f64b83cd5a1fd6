"""One loss and its gradient from one sweep over the logits: check the arguments, call a kernel,
and reduce. Without `gradient` only the loss is computed, and None stands for the other.
"""

import numpy as np

from .kernels import (
    entry_losses,
    focal_block,
    reduced,
    softmax_losses,
    total_weight,
)
from .options import as_number, check_reduction
from .targets import as_answers, as_entry_weights, as_factors
from .validation import as_floats, as_reals, as_scores, check_labels, has_nan, quiet, without


def softmax_cross_entropy(logits, targets, axis, *options, gradient=False):
    """Return `cross_entropy_with_logits`, and its gradient if asked, from one sweep.

    With the factors u that stand for targets of all kinds, and U = sum_c u[c], a loss is

        U log1p(sum_{c != c*} exp(z[c] - m)) + sum_c u[c] (m - z[c])

    which `kernels.softmax_block` computes, some rows at a time.
    """
    check_reduction(reduction := options[-1])
    z = as_scores(logits, "logits", axis)
    check_labels("targets", targets, "logits", logits, axis)
    shape, scale = without(z.shape, axis), None
    with quiet():
        u, totals, ignored = as_factors(targets, z, "logits", axis, *options)
        if gradient:
            scale = 1 / total_weight(totals, shape) if reduction == "mean" else 1.0
        losses, grad = softmax_losses(z, axis, u, totals, ignored, scale)
        return reduced(losses, totals, reduction, shape, z.dtype), grad


def of_entries(block, logits, targets, pos_weight, weights, reduction, gradient=False):
    """Return a loss of yes-or-no targets, and its gradient if asked, from one sweep.

    `block` computes some entries: `kernels.binary_block` or `kernels.focal_block`.
    """
    check_reduction(reduction)
    x = as_reals(logits, "logits")
    t = as_answers(targets, x, "logits", logits)
    with quiet():
        a = as_entry_weights(pos_weight, "pos_weight", x, logits)
        w = as_entry_weights(weights, "weights", x, logits, reduction == "mean")
        total = None
        if gradient:
            total = total_weight(w, x.shape) if reduction == "mean" else 1.0
        losses, grad = entry_losses(block, x, t, a, w, reduction, total)
        if has_nan(losses):
            as_floats(logits, "logits")
        return reduced(losses, w, reduction, x.shape, x.dtype), grad


def focal_block_with(gamma, alpha):
    """Return `focal_block` with its two numbers, after a look at them."""
    gamma = as_number(gamma, "gamma", 0, np.inf)
    alpha = None if alpha is None else as_number(alpha, "alpha", 0, 1)
    return lambda x, t, a, w, gradient: focal_block(x, t, gamma, alpha, gradient)

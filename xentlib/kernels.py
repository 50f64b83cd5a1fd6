"""The arithmetic of the losses and their gradients, on one block of rows or entries at a time.

Arguments have been checked. With m the largest logit of a row and c* its class,

    rest = sum_{c != c*} exp(z[c] - m)         logsumexp(z) = m + log1p(rest)

and everything else follows from m and rest. No formula here subtracts numbers that are nearly
equal, unless the result is that small for the exact numbers, too.
"""

from math import prod

import numpy as np

from .blocks import in_blocks
from .targets import as_rows, as_shaped, products, row_sums, starts
from .validation import check_top, computing, refusal, rounded, without

BUFFER = 512  # entries

# --- softmax -------------------------------------------------------------------------------


def shifted(z, first, out=None):
    """Return z - m, m of each row and its place in the flat table, whose rows begin at `first`."""
    at = z.argmax(axis=1) + first
    m = z.take(at)
    return np.subtract(z, m[:, None], out=out), m, at


def exponentials(e, at):
    """Turn z - m into exp(z - m), with 0 at c*, whose places are `at`, and return rest.

    The exponential at c* is exactly 1. It is left to log1p, which keeps the digits of the rest.
    """
    np.exp(e, out=e)
    e.put(at, 0)
    return row_sums(e)


def softmax_block(z, u, totals, scale, out):
    """Return the losses and m of some rows; turn `out`, if it is given, into their gradient.

        loss = -sum_c u[c] log softmax(z)[c] = U log1p(rest) - sum_c u[c] (z[c] - m)

    with U the sum of u. No z[c] - m is positive, so nothing cancels.
    """
    first = starts(z)
    e, m, at = shifted(z, first, out)
    here = u.places(first)
    behind = u.dot(lambda places: e if places is None else e.take(places), here)
    rest = exponentials(e, at)
    losses = weighted(np.log1p(rest), totals) - behind
    if out is not None:
        slopes(e, at, here, rest, u, totals, scale)
    return losses, m


def slopes(e, at, here, rest, u, totals, scale):
    """Turn exp(z - m) into scale (U p - u), the gradient, where p = exp(z - m) / (1 + rest).

    At c* both p and u may be next to 1. There the sum V of u over the other classes is taken:
    U p - u = p V - u (1 - p) = (V - u rest) / (1 + rest). For a class y that is all of u,
    U p - u = (exp(z - m) - 1 - rest) U / (1 + rest) at y, which is exact at c*, too.
    """
    whole = 1 + rest
    share = np.asarray((scale if totals is None else scale * totals) / whole, e.dtype)[:, None]
    if here is not None and not u.e:
        e.put(at, 1)
        e.put(here, e.take(here) - 1 - rest)
        e *= share
        return
    e *= share
    mine, others = u.subtract_from(e, scale, at, here)
    e.put(at, (others - mine * rest) / whole)


def softmax_losses(z, axis, u, totals, ignored, scale=None):
    """Return the losses of all rows, and scale times their gradients if `scale` is given."""
    rows, compute = as_rows(z, axis), computing(z.dtype)
    grad = None if scale is None else np.empty(rows.shape, rows.dtype)

    def work(part):
        if rows.shape[1] >= BUFFER:  # z - m[:, None] copies rows that fit in the buffer
            np.setbufsize(BUFFER)  # leaving `quiet` restores it
        block, out = np.ascontiguousarray(rows[part], compute), None
        if grad is not None:
            out = grad[part] if grad.dtype == compute else np.empty_like(block)
        total = None if totals is None else totals[part]
        found = softmax_block(block, u[part], total, scale, out)
        if grad is not None and grad.dtype != compute:
            grad[part] = out
        return found

    parts = in_blocks(work, rows.shape[:1], compute.itemsize * rows.shape[1])
    losses, tops = parts[0] if len(parts) == 1 else map(np.concatenate, zip(*parts))
    if ignored is not None:
        for array in (losses, tops) if grad is None else (losses, tops, grad):
            array[ignored] = 0
    check_top("logits", tops.reshape(without(z.shape, axis)))
    return losses, None if grad is None else as_shaped(grad, z.shape, axis)


def row_losses(cost, x, axis, u, ignored):
    """Return sum_c u[c] cost(x[c]) of each row, and 0 for those that are ignored."""
    rows = as_rows(x, axis)
    here = u.places(starts(rows))
    losses = u.dot(lambda places: cost(rows if places is None else rows.take(places)), here)
    return losses if ignored is None else np.where(ignored, 0, losses)


# --- entries of their own: binary losses ---------------------------------------------------


def binary_block(x, t, a, w, gradient):
    """Return the binary cross-entropies of some log-odds, and their derivatives if asked.

        loss = w (r x + k log1p(exp(-|x|)))      r = 1 - t where x >= 0, else -a t
        d loss / d x = w (r - k sign(x) sigmoid(-|x|))     k = a t + 1 - t

    |r| is the weight of the answer that x speaks against. Without a, k is 1.
    """
    e = np.abs(x)
    np.negative(e, out=e)
    np.exp(e, out=e)
    yes = x >= 0
    r, k = np.asarray(yes.astype(x.dtype) - t, x.dtype), None
    if a is not None:
        r, k = r * np.where(yes, 1, a), a * t + (1 - t)
    s = np.log1p(e)
    losses = products(r, x)
    losses += s if k is None else products(k, s)
    if not gradient:
        return weighted(losses, w), None
    np.add(e, 1, out=s)
    e /= s
    np.copysign(e if k is None else k * e, x + 0, out=e)  # -0 + 0 is +0, like x >= 0
    r -= e
    return weighted(losses, w), weighted(r, w)


def weighted(x, w):
    """Return w x, where a weight of 0 hides an infinity; None is 1."""
    return x if w is None else products(w, x)


def focal_block(x, t, gamma, alpha, gradient):
    """Return the focal losses of some log-odds, and their derivatives if asked.

        loss of yes = q^gamma softplus(-x)          p = sigmoid(x), q = sigmoid(-x)
        d loss / d x = -q^gamma (q + gamma p softplus(-x))

    The loss of no is that of yes at -x. A target t costs t times the one and 1 - t the other.
    """
    size = np.abs(x)
    e = np.exp(-size)
    s, likely = np.log1p(e), 1 / (1 + e)
    small, positive, negative = e * likely, x >= 0, x < 0
    yes, no = (t, 1 - t) if alpha is None else (alpha * t, (1 - alpha) * (1 - t))
    pro, contra = positive * yes + negative * no, positive * no + negative * yes
    easy, hard = small**gamma, likely**gamma
    size += s  # softplus(|x|)
    losses = products(pro, easy * s) + products(contra, hard * size)
    if not gradient:
        return losses, None
    grad = contra * (hard * (likely + gamma * products(small, size)))
    grad -= pro * (easy * (small + gamma * (likely * s)))
    return losses, grad * np.copysign(1, x + 0)  # -0 + 0 is +0, like x >= 0


def entry_losses(block, x, t, a, w, reduction, total=None):
    """Return the losses of all entries, or sums of them; and their gradient, divided by `total`.

    block(x, t, a, w, gradient) takes a part of each. Weights act in float64.
    """
    compute = computing(x.dtype)
    if a is not None or w is not None:
        compute = np.promote_types(compute, np.float64)
    wide = np.promote_types(compute, np.float64)
    arrays = (x, t, a, w) if x.ndim else [v if v is None else v[None] for v in (x, t, a, w)]
    shape, losses = arrays[0].shape, None
    if reduction == "none":
        losses = np.empty(shape, compute)
    grad = None if total is None else np.empty(shape, x.dtype)

    def work(part):
        log_odds, share, *factors = [v if v is None else v[part] for v in arrays]
        log_odds = np.asarray(log_odds, compute)
        share = np.asarray(share, np.promote_types(share.dtype, compute))
        found, slopes = block(log_odds, share, *factors, grad is not None)
        if grad is not None:
            np.divide(slopes, total, out=grad[part])
        if losses is None:
            return found if part is Ellipsis else found.sum(dtype=wide)
        losses[part] = found

    sums = in_blocks(work, shape, 4 * compute.itemsize)  # for temporaries, too
    if losses is None:
        losses = sums[0] if len(sums) == 1 else np.array(sums)
    return losses, None if grad is None else grad.reshape(x.shape)[()]


# --- reductions ----------------------------------------------------------------------------


def reduced(losses, weights, reduction, shape, dtype):
    """Return weighted losses as they are, their sum, or their sum per weight."""
    if reduction == "none":
        np.add(losses, 0.0, out=losses)  # a minus zero becomes 0
        return rounded(losses.reshape(shape), dtype)
    divisor = total_weight(weights, shape) if reduction == "mean" else 1
    total = np.add.reduce(losses, None, dtype=np.promote_types(losses.dtype, np.float64))
    return rounded(total / divisor, dtype)


def total_weight(weights, shape):
    """Return the sum of all weights, which a mean divides by, so not 0; None is for ones."""
    count = prod(shape)
    total = count if weights is None else np.add.reduce(weights, None)
    if total == 0:
        problem, expected = "mean of no targets", "at least one of positive weight"
        hint = "Use reduction='sum', which is 0 here, or skip the batch."
        raise ValueError(refusal("targets", problem, expected, f"0 of {count}", hint))
    return total

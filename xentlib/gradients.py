"""Gradients of the losses, written out, and the check that compares them with differences.

Each `*_grad` takes the arguments of its loss and returns the gradient of the same reduced
loss with respect to the logits, in their shape and dtype. With reduction "none" a row holds
the gradient of its own loss.
"""

import numpy as np

from .activations import sigmoid, softmax, softplus
from .blocks import each_block
from .losses import (
    BINARY_ARRAYS,
    as_binary,
    as_counts,
    as_focal,
    as_rows,
    binary_losses,
    cut,
    from_block,
    index_losses,
    reduced,
    scaled,
    soft_losses,
)
from .validation import (
    as_factors,
    as_finite,
    as_floats,
    as_logits,
    as_number,
    as_reals,
    as_scores,
    check_losses,
    check_reduction,
    check_step,
    check_top,
    mismatch,
    refusal,
    rounded,
    total_weight,
    without,
    working,
)


def cross_entropy_with_logits_grad(
    logits,
    targets,
    *,
    axis=-1,
    class_weights=None,
    ignore_index=None,
    label_smoothing=0.0,
    reduction="mean",
):
    """Gradient of `cross_entropy_with_logits` with respect to the logits.

        d loss_n / d z_n[c] = w[y_n] (p_n[c] - [c = y_n])           for class indices y
        d loss_n / d z_n[c] = p_n[c] sum_k w[k] t_n[k] - w[c] t_n[c]  for distributions t

    with p_n = softmax(z_n), and divided by the sum of all weights for the mean.

    Why this form: p[y] - 1 = expm1(log p[y]) = expm1(-loss) keeps the digits of a p[y] next
    to 1. For distributions, with u = w t and U its sum, p[c] U - u[c] is split into
    p[c] (U - u[c]) - u[c] (1 - p[c]), which does the same for a t next to 0 or 1.

    Returns
    -------
    (..., C) floats
        In the shape of `logits`; rows sum to 0.

    Notes
    -----
    Parameters and errors are those of `cross_entropy_with_logits`.

    Edge cases: a masked class has gradient 0, or -w if it is the target; an ignored row has
    0.

    Examples
    --------
    >>> cross_entropy_with_logits_grad([[2.0, 0.0]], [0]).round(6).tolist()
    [[-0.119203, 0.119203]]
    """
    options = axis, class_weights, ignore_index, label_smoothing, reduction
    return loss_and_grad(logits, targets, *options)[1]


def loss_and_grad(logits, targets, axis, class_weights, ignore_index, label_smoothing, reduction):
    """Return `cross_entropy_with_logits` and its gradient from one sweep over the logits."""
    check_reduction(reduction)
    z = as_scores(logits, "logits", axis)
    y, w = as_counts(targets, z, "logits", axis, class_weights, ignore_index, label_smoothing)
    shape = without(z.shape, axis)
    rows, dtype = working(as_rows(z, axis))
    total = total_weight(w, shape) if reduction == "mean" else 1
    grad = np.empty(rows.shape, dtype)
    if y.ndim == 1:  # works in the place of the gradient, unless that is float16
        block_grad, arrays = index_grad, int(dtype != rows.dtype)
    else:
        block_grad, arrays = soft_grad, 2

    def work(part, *space):
        return block_grad(rows[part], y[part], cut(w, part), total, grad[part], *space)

    losses, top = each_block(work, rows, arrays)
    check_top("logits", top.reshape(shape))
    losses = scaled(losses, w) if y.ndim == 1 else losses
    return reduced(losses, w, reduction, shape, dtype), as_shaped(grad, z.shape, axis)


def index_grad(z, y, w, total, out, *space):
    """Write w (softmax(z) - one_hot(y)) / total to `out`; return the losses and m."""
    losses, top, e, rest, at_top, at_y = index_losses(z, y, *space or [out])  # e may be `out`
    scale = np.asarray((1 if w is None else w) / total, z.dtype)
    e.put(at_top, 1)
    np.multiply(e, (scale / (1 + rest))[:, None], out=out)
    out.put(at_y, scale * np.expm1(-losses))  # p[y] - 1 in the place of p[y]
    return losses, top


def soft_grad(z, u, w, total, out, *space):
    """Write (softmax(z) sum(u) - u) / total to `out`; return the losses and m."""
    losses, top, log_p, e = soft_losses(z, u, *space)
    p = np.exp(log_p, out=e)
    p *= w[:, None] - u
    p += np.multiply(u, np.expm1(log_p, out=log_p), out=log_p)
    np.divide(p, total, out=out)
    return losses, top


def as_shaped(rows, shape, axis):
    """Return the table (N, C) in `shape`, with the classes on `axis`: undo `as_rows`."""
    if axis in (-1, len(shape) - 1):
        return rows.reshape(shape)
    return np.moveaxis(rows.reshape(*without(shape, axis), rows.shape[1]), -1, axis)


def binary_cross_entropy_with_logits_grad(
    logits, targets, *, pos_weight=None, weights=None, reduction="mean"
):
    """Gradient of `binary_cross_entropy_with_logits` with respect to the logits.

        d loss / d x = w ((1 - t) sigmoid(x) - a t sigmoid(-x))
                     = w (1 - t - (a t + 1 - t) sigmoid(-|x|))   for x >= 0
                     = w ((a t + 1 - t) sigmoid(-|x|) - a t)     for x < 0

    and divided by the sum of w for the mean. The last two lines need one small sigmoid only.
    With a = 1 the first is w (sigmoid(x) - t), whose subtraction would lose the digits of a
    sigmoid next to t = 1.

    Returns
    -------
    (...) floats
        In the shape of `logits`.

    Notes
    -----
    Parameters and errors are those of `binary_cross_entropy_with_logits`.

    Examples
    --------
    >>> binary_cross_entropy_with_logits_grad([2.0], [1]).round(6).tolist()
    [-0.119203]
    """
    return binary_loss_and_grad(logits, targets, pos_weight, weights, reduction)[1]


def binary_loss_and_grad(logits, targets, pos_weight, weights, reduction):
    """Return `binary_cross_entropy_with_logits` and its gradient from one sweep."""
    check_reduction(reduction)
    x, t, dtype = as_binary(as_reals(logits, "logits"), targets, "logits")
    a, w = as_factors(pos_weight, "pos_weight", x), as_factors(weights, "weights", x)
    shape = np.shape(logits)
    total = total_weight(w, shape) if reduction == "mean" else 1
    grad = np.empty(x.shape, dtype)

    def work(part, *space):
        losses, *rest = binary_losses(x[part], t[part], cut(a, part), cut(w, part), *space)
        slopes = scaled(binary_slopes(*rest), cut(w, part))
        np.divide(slopes, total, out=grad[part])
        return (from_block(losses, reduction, space),)

    (losses,) = each_block(work, x, BINARY_ARRAYS)
    check_losses("logits", logits, losses)
    return reduced(losses, w, reduction, shape, dtype), grad.reshape(shape)[()]


def binary_slopes(e, yes, r, k, space):
    """Return the derivatives r - k sign(x) sigmoid(-|x|) of a block, in the space of r.

    `sides` explains r and k; sigmoid(-|x|) = e / (1 + e) with e = exp(-|x|).
    """
    e /= np.add(e, 1, out=space)
    yes += yes
    yes -= 1  # now the sign: 1, or -1 where x < 0
    yes *= e
    r -= scaled(yes, k)
    return r


def focal_loss_with_logits_grad(logits, targets, *, gamma=2.0, alpha=None, reduction="mean"):
    """Gradient of `focal_loss_with_logits` with respect to the logits.

        d loss / d x = -a_t (1 - p_t)^gamma (1 - p_t - gamma p_t log p_t)      for yes

    and the mirror image of it for no; divided by the number of entries for the mean. Neither
    term of the bracket is negative: log p_t <= 0.

    Returns
    -------
    (...) floats
        In the shape of `logits`.

    Notes
    -----
    Parameters and errors are those of `focal_loss_with_logits`.

    Examples
    --------
    >>> focal_loss_with_logits_grad([2.0], [1]).round(6).tolist()
    [-0.004871]
    """
    check_reduction(reduction)
    x, yes, no, gamma, dtype = as_focal(logits, targets, gamma, alpha)
    total = total_weight(None, np.shape(logits)) if reduction == "mean" else 1
    grad = no * focal_slope(-x, gamma) - yes * focal_slope(x, gamma)
    return rounded(grad.reshape(np.shape(logits)) / total, dtype)


def focal_slope(x, gamma):
    """Return how fast the focal loss of yes falls at log-odds `x`."""
    p_log_p = scaled(softplus(-x), sigmoid(x))  # 0 at x = -inf
    return np.exp(-scaled(softplus(x), gamma)) * (sigmoid(-x) + gamma * p_log_p)


def softmax_vjp(z, v, *, axis=-1):
    """Vector-Jacobian product of softmax: the gradient of sum(v · softmax(z)).

        vjp_c = p_c (v_c - sum_k p_k v_k),    p = softmax(z)

    It costs C products instead of the C² of the Jacobian diag(p) - p pᵀ. Adding a constant
    to v changes nothing, so the v of the most probable class is subtracted first, which
    keeps the digits of the difference where p is close to one-hot.

    Parameters
    ----------
    z : (..., C) array_like
        Logits, not probabilities.
    v : (..., C) array_like
        Finite floats: the gradient with respect to the probabilities.
    axis : int, default -1
        The axis of the C classes.

    Returns
    -------
    (..., C) floats
        Rows sum to 0.

    Raises
    ------
    ValueError
        NaN, logits of +inf, a row of -inf only; shapes that differ.
    TypeError
        Values that are not real numbers.

    Examples
    --------
    >>> softmax_vjp([2.0, 0.0], [1.0, 0.0]).round(6).tolist()
    [0.104994, -0.104994]
    """
    z, at, _ = as_logits(z, "z", axis)
    v = as_finite(v, "v", np.promote_types(z.dtype, np.float32))
    if v.shape != z.shape:
        raise ValueError(mismatch("v", v, "z", z.shape, "Give one number for each logit."))
    z, dtype = working(z)
    p = softmax(z, axis=axis)
    v = v - np.take_along_axis(v, at, axis)
    return rounded(p * (v - (p * v).sum(axis=axis, keepdims=True)), dtype)


def numerical_gradient(f, x, *, step=1e-5):
    """Gradient of `f` at `x` by central differences.

        df/dx_i = (f(x + h e_i) - f(x - h e_i)) / 2h + O(h²)

    Rounding adds about `eps |f| / h`; h = 1e-5 balances the two errors for a smooth f of
    size 1 in float64. The difference is divided by the step that was made, after rounding.

    Parameters
    ----------
    f : callable
        A function that takes an array like `x` and returns one number.
    x : (...) array_like
        Finite floats; they are converted to float64.
    step : float, default 1e-5
        The h of the formula.

    Returns
    -------
    (...) float64

    Raises
    ------
    ValueError
        NaN or infinity in x; a step that is not positive, or so small that it is lost
        beside x (1e-5 beside 1e12); `f` returns an array.
    TypeError
        Values that are not real numbers.

    Examples
    --------
    >>> numerical_gradient(lambda x: x @ x, [1.0, 2.0]).round(6).tolist()
    [2.0, 4.0]
    """
    x = as_finite(x, "x", np.float64)
    h = as_number(step, "step", np.finfo(np.float64).tiny, np.inf)
    check_step(x, h)
    grad = np.empty_like(x)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        grad[i] = (as_value(f(up)) - as_value(f(down))) / (up[i] - down[i])
    return grad


def as_value(y):
    """Return what a function to differentiate gave, if it is one number."""
    y = as_floats(y, "f")
    if y.ndim:
        expected, hint = "one number", "Sum or average its values."
        raise ValueError(refusal("f", "returns an array", expected, f"shape {y.shape}", hint))
    return y


def check_gradient(f, grad, x, *, rtol=1e-6):
    """Compare a gradient with central differences, and raise if they disagree.

        error = max_i |grad_i - numerical_i| / max_i |numerical_i|

    Where the differences are all 0, only a gradient of 0 passes.

    Parameters
    ----------
    f : callable
        A function that takes an array like `x` and returns one number.
    grad : callable or array_like
        Its gradient: a function of `x`, or the values at `x`.
    x : (...) array_like
    rtol : float, default 1e-6
        The largest error that passes.

    Returns
    -------
    float
        The error.

    Raises
    ------
    ValueError
        An error above `rtol`; shapes that differ.
    TypeError
        Values that are not real numbers.

    Examples
    --------
    >>> check_gradient(lambda x: x @ x, lambda x: 2 * x, [1.0, 2.0]) < 1e-9
    True
    """
    x = as_finite(x, "x", np.float64)
    want, got = numerical_gradient(f, x), as_floats(grad(x) if callable(grad) else grad, "grad")
    if got.shape != x.shape:
        raise ValueError(mismatch("grad", got, "x", x.shape, "Return one number for each x."))
    off = abs(got - want)
    error = float(off.max(initial=0) / max(abs(want).max(initial=0), np.finfo(float).tiny))
    if not error <= as_number(rtol, "rtol", 0, np.inf):  # NaN is no success
        place = [int(k) for k in np.unravel_index(off.argmax(), off.shape)]
        problem, hint = "differs from central differences", "Derive it again, entry by entry."
        expected, got = f"a relative error up to {rtol:g}", f"{error:.3g} at index {place}"
        raise ValueError(refusal("grad", problem, expected, got, hint))
    return error

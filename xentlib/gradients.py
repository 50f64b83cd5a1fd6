"""Gradients of the losses, written out, and the check that compares them with differences.

Each `*_grad` takes the arguments of its loss and returns the gradient of the same reduced
loss with respect to the logits, in their shape and dtype. With reduction "none" a row holds
the gradient of its own loss.
"""

import numpy as np

from .activations import softmax
from .kernels import binary_block
from .losses import (
    binary_cross_entropy_with_logits,
    cross_entropy_with_logits,
    focal_loss_with_logits,
)
from .options import as_number, check_function, check_step
from .sweeps import focal_block_with, of_entries, softmax_cross_entropy
from .targets import as_rows, as_shaped, row_sums
from .validation import (
    as_finite,
    as_floats,
    as_scores,
    check_labels,
    mismatch,
    quiet,
    refusal,
    rounded,
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

    Why this form: at the likeliest class p and t may both be next to 1. There p U - u, with
    u = w t and U its sum, is (V - u r) / (1 + r), with V the sum of u over the other classes and
    r that of exp(z - m). Elsewhere p is at most 1/2. So the error is some eps of the two terms,
    p U and u or what they lack to 1; what cancels beyond that is the gradient itself, which is
    small next to its optimum.

    Parameters and errors are those of `cross_entropy_with_logits`.

    Edge cases: a masked class has gradient 0, or -w if it is the target; an ignored row has
    0.

    Examples
    --------
    >>> cross_entropy_with_logits_grad([[2.0, 0.0]], [0]).round(6).tolist()
    [[-0.119203, 0.119203]]
    """
    options = class_weights, ignore_index, label_smoothing, reduction
    return softmax_cross_entropy(logits, targets, axis, *options, gradient=True)[1]


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
    factors = pos_weight, weights
    return of_entries(binary_block, logits, targets, *factors, reduction, gradient=True)[1]


def loss_and_gradient(loss, logits, targets, **options):
    """Loss and its gradient with respect to the logits, from one sweep over them.

    It takes as long as the gradient alone.

    Parameters
    ----------
    loss : function
        `cross_entropy_with_logits`, `binary_cross_entropy_with_logits` or
        `focal_loss_with_logits`.
    logits, targets, **options
        What that function takes.

    Returns
    -------
    (loss, gradient)
        What the function and its `*_grad` return.

    Raises
    ------
    TypeError
        Another function, or what the loss refuses.
    ValueError
        What the loss refuses.

    Examples
    --------
    >>> from xentlib import cross_entropy_with_logits
    >>> loss, grad = loss_and_gradient(cross_entropy_with_logits, [[2.0, 0.0]], [0])
    >>> round(float(loss), 6), grad.round(6).tolist()
    (0.126928, [[-0.119203, 0.119203]])
    """
    if loss not in SWEEPS:
        names = ", ".join(f.__name__ for f in SWEEPS)
        got = getattr(loss, "__name__", repr(loss))
        hint = "Other gradients are found by numerical_gradient."
        raise TypeError(refusal("loss", "no gradient is written for it", names, got, hint))
    return SWEEPS[loss](logits, targets, **options)


def softmax_sweep(
    logits,
    targets,
    *,
    axis=-1,
    class_weights=None,
    ignore_index=None,
    label_smoothing=0.0,
    reduction="mean",
):
    """Return `cross_entropy_with_logits` and its gradient."""
    options = class_weights, ignore_index, label_smoothing, reduction
    return softmax_cross_entropy(logits, targets, axis, *options, gradient=True)


def binary_sweep(logits, targets, *, pos_weight=None, weights=None, reduction="mean"):
    """Return `binary_cross_entropy_with_logits` and its gradient."""
    factors = pos_weight, weights
    return of_entries(binary_block, logits, targets, *factors, reduction, gradient=True)


def focal_sweep(logits, targets, *, gamma=2.0, alpha=None, reduction="mean"):
    """Return `focal_loss_with_logits` and its gradient."""
    block = focal_block_with(gamma, alpha)
    return of_entries(block, logits, targets, None, None, reduction, gradient=True)


SWEEPS = {
    cross_entropy_with_logits: softmax_sweep,
    binary_cross_entropy_with_logits: binary_sweep,
    focal_loss_with_logits: focal_sweep,
}


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
    block = focal_block_with(gamma, alpha)
    return of_entries(block, logits, targets, None, None, reduction, gradient=True)[1]


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
    check_labels("v", v, "z", z)
    z, dtype = working(as_scores(z, "z", axis))
    p, v = softmax(z, axis=axis), as_finite(v, "v", z.dtype)
    if v.shape != z.shape:
        raise ValueError(mismatch("v", v, "z", z.shape, "Give one number for each logit."))
    p, v = as_rows(p, axis), as_rows(v, axis)
    with quiet():
        v = v - v[np.arange(len(v)), p.argmax(axis=1)][:, None]
        vjp = p * (v - row_sums(p * v)[:, None])
        return rounded(as_shaped(vjp, z.shape, axis), dtype)


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
        beside x (1e-5 beside 1e12), or so large that x overflows; `f` returns an array, or
        a number that is not finite.
    TypeError
        Values that are not real numbers; an `f` that cannot be called.

    Notes
    -----
    Each call gets an array of its own, so `f` may change it.

    Examples
    --------
    >>> numerical_gradient(lambda x: x @ x, [1.0, 2.0]).round(6).tolist()
    [2.0, 4.0]
    """
    check_function(f, "f")
    x = as_finite(x, "x")
    h = as_number(step, "step", np.finfo(np.float64).tiny, np.inf)
    check_step(x, h)
    grad = np.empty_like(x)
    for i in np.ndindex(x.shape):
        up, down = x[i] + h, x[i] - h
        difference = value_at(f, x, i, up) - value_at(f, x, i, down)
        grad[i] = difference / (up - down)
    return grad


def value_at(f, x, i, xi):
    """Return what `f` gives for an array of its own, `x` with the number `xi` at index i."""
    x = x.copy()
    x[i] = xi
    place = x.copy()
    y = as_floats(f(x), "f")
    if y.ndim:
        expected, hint = "one number", "Sum or average its values."
        raise ValueError(refusal("f", "returns an array", expected, f"shape {y.shape}", hint))
    if not np.isfinite(y):
        expected, got = "a finite number", f"{y} at x = {np.array2string(place, threshold=6)}"
        raise ValueError(refusal("f", "not finite", expected, got, "Move x, or take less steps."))
    return float(y)


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
        The largest error that passes, from 0 to 0.5: a gradient of half the size, twice the
        size, 0 or the other sign has an error of 0.5 or more.

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
    x, rtol = as_finite(x, "x"), as_number(rtol, "rtol", 0, 0.5)
    want = numerical_gradient(f, x)
    got = as_floats(grad(x.copy()) if callable(grad) else grad, "grad")
    if got.shape != x.shape:
        raise ValueError(mismatch("grad", got, "x", x.shape, "Return one number for each x."))
    off = abs(got - want)
    error = float(off.max(initial=0) / max(abs(want).max(initial=0), np.finfo(float).tiny))
    if not error <= rtol:
        place = [int(k) for k in np.unravel_index(off.argmax(), off.shape)]
        problem, hint = "differs from central differences", "Derive it again, entry by entry."
        expected, got = f"a relative error up to {rtol:g}", f"{error:.3g} at index {place}"
        raise ValueError(refusal("grad", problem, expected, got, hint))
    return error

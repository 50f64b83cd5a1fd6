"""From logits to probabilities and their logarithms, without overflow and to the last digits.

Logits may be any finite numbers; -inf masks a class. Results are dimensionless, or nats
where they are logarithms.
"""

import numpy as np

from .kernels import exponentials, shifted
from .options import check_flag
from .targets import as_rows, as_shaped, starts
from .validation import as_floats, as_scores, check_top, quiet, rounded, without, working


def logsumexp(z, *, axis=-1, keepdims=False):
    """Logarithm of the sum of exponentials: a smooth maximum.

        logsumexp(z) = log sum_c exp(z_c) = m + log(1 + sum_{c != c*} exp(z_c - m))

    with m = z_{c*} the largest logit. Its own exponential is exactly 1, so it is left to
    log1p, which keeps the digits of a small rest.

    Parameters
    ----------
    z : (..., C) array_like
        Logits.
    axis : int, default -1
        The axis of the C classes.
    keepdims : bool, default False
        Keep `axis` with length 1.

    Returns
    -------
    (...) floats
        Between m and m + log C, in nats.

    Raises
    ------
    ValueError
        NaN or +inf.
    TypeError
        Values that are not real numbers.

    Notes
    -----
    Edge cases: a row of -inf only, the sum of no probability, gives -inf.

    References
    ----------
    Blanchard, Higham & Higham 2021, doi:10.1093/imanum/draa038

    Examples
    --------
    >>> round(float(logsumexp([1000.0, 1000.0])) - 1000, 6)
    0.693147
    """
    check_flag(keepdims, "keepdims")
    z, rows, dtype = as_table(z, axis)
    with quiet():
        e, m, at = shifted(rows, starts(rows))
        rest = exponentials(e, at)
        total = np.where(m == -np.inf, m, m + np.log1p(rest)).reshape(without(z.shape, axis))
        check_top("z", np.where(total == -np.inf, 0, total))
        return rounded(np.expand_dims(total, axis) if keepdims else total, dtype)


def log_softmax(z, *, axis=-1):
    """Logarithms of the softmax probabilities.

        log_softmax(z)_c = z_c - logsumexp(z) = (z_c - m) - log(1 + sum_{c != c*} exp(z_c - m))

    The second form subtracts the maximum m first, so that shifting all logits changes
    nothing, and a probability next to 1 keeps its digits.

    Parameters
    ----------
    z : (..., C) array_like
        Logits; -inf masks a class.
    axis : int, default -1
        The axis of the C classes.

    Returns
    -------
    (..., C) floats
        Up to 0, in nats; -inf for a masked class.

    Raises
    ------
    ValueError
        NaN or +inf, or a row with -inf only.
    TypeError
        Values that are not real numbers.

    Notes
    -----
    Differs from scipy.special.log_softmax, whose `axis` is the whole array by default.

    References
    ----------
    Blanchard, Higham & Higham 2021, doi:10.1093/imanum/draa038

    Examples
    --------
    >>> log_softmax([2.0, 0.0]).round(6).tolist()
    [-0.126928, -2.126928]
    """
    z, rows, dtype = as_table(z, axis)
    with quiet():
        e, m, at = shifted(rows, starts(rows))
        rest = exponentials(e, at)
        np.subtract(rows, m[:, None], out=e)
        e -= np.log1p(rest)[:, None]
        check_top("z", m.reshape(without(z.shape, axis)))
        return rounded(as_shaped(e, z.shape, axis), dtype)


def softmax(z, *, axis=-1):
    """Probabilities that are proportional to exp(z).

        softmax(z)_c = exp(z_c) / sum_k exp(z_k)

    The maximum is subtracted first: the quotient does not change and no exp overflows.

    Parameters
    ----------
    z : (..., C) array_like
        Logits; -inf masks a class.
    axis : int, default -1
        The axis of the C classes.

    Returns
    -------
    (..., C) floats
        In [0, 1], with sum 1 over `axis`.

    Raises
    ------
    ValueError
        NaN or +inf, or a row with -inf only.
    TypeError
        Values that are not real numbers.

    Notes
    -----
    Differs from scipy.special.softmax, whose `axis` is the whole array by default.

    Examples
    --------
    >>> softmax([2.0, 1.0, -1.0]).round(6).tolist()
    [0.705385, 0.259496, 0.035119]
    """
    z, rows, dtype = as_table(z, axis)
    with quiet():
        e, m, at = shifted(rows, starts(rows))
        rest = exponentials(e, at)
        e.put(at, 1)
        e /= (1 + rest)[:, None]
        check_top("z", m.reshape(without(z.shape, axis)))
        return rounded(as_shaped(e, z.shape, axis), dtype)


def as_table(z, axis):
    """Return logits, their table with the classes of one example in a row, and their dtype."""
    z = as_scores(z, "z", axis)
    rows, dtype = working(as_rows(z, axis))
    return z, np.ascontiguousarray(rows), dtype


def softplus(x):
    """Softplus, a smooth max(x, 0).

        softplus(x) = log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|))

    The second form never meets the exponential of a positive number.

    Parameters
    ----------
    x : (...) array_like
        Floats; infinities are legal.

    Returns
    -------
    (...) floats
        From 0 up, in nats.

    Raises
    ------
    ValueError
        NaN.
    TypeError
        Values that are not real numbers.

    Examples
    --------
    >>> round(float(softplus(0.0)), 6)
    0.693147
    """
    x, dtype = working(as_floats(x, "x"))
    with quiet():
        return rounded(np.maximum(x, 0) + np.log1p(np.exp(-abs(x))), dtype)


def sigmoid(x):
    """Logistic sigmoid: the probability whose log-odds are `x` nats.

        sigmoid(x) = 1 / (1 + exp(-x)) = exp(x) / (1 + exp(x))

    The first form serves x >= 0 and the second x < 0, so that no exp overflows.

    Parameters
    ----------
    x : (...) array_like
        Log-odds, in nats; infinities are legal.

    Returns
    -------
    (...) floats
        In [0, 1].

    Raises
    ------
    ValueError
        NaN.
    TypeError
        Values that are not real numbers.

    Examples
    --------
    >>> round(float(sigmoid(2.0)), 6)
    0.880797
    """
    x, dtype = working(as_floats(x, "x"))
    with quiet():
        e = np.exp(-abs(x))
        top = np.maximum(e, (x >= 0).astype(x.dtype))  # 1 where x >= 0, and e elsewhere
        return rounded(top / (1 + e), dtype)


def log_sigmoid(x):
    """Logarithm of the logistic sigmoid.

        log_sigmoid(x) = -log(1 + exp(-x)) = -softplus(-x)

    Parameters
    ----------
    x : (...) array_like
        Log-odds, in nats; infinities are legal.

    Returns
    -------
    (...) floats
        Up to 0, in nats.

    Raises
    ------
    ValueError
        NaN.
    TypeError
        Values that are not real numbers.

    Examples
    --------
    >>> round(float(log_sigmoid(-1000.0)), 6)
    -1000.0
    """
    return 0 - softplus(-as_floats(x, "x"))  # 0 - 0 is 0, but -(0.0) is -0.0

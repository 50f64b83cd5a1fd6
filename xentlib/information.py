"""Information, entropy, cross-entropy and divergences of distributions on finite sets.

`p` is the truth and `q` the model, in the order of D(p || q). Results are in nats
unless `base` says otherwise: 2 for bits, 10 for bans. Nothing is clipped: an outcome
that happens although the model calls it impossible costs `inf`, and 0 log 0 is 0.

Sums may differ from 1 by C sqrt(eps), 1.5e-8 C in float64 and 3.5e-4 C in float32, but not by
more than 0.2. Lists and integers count as float64; results have the wider dtype of p and q,
and float16 computes in float32. In a pair, the axes other than `axis` broadcast.
"""

import numpy as np
from scipy import special

from .validation import as_joint, as_pair, as_probs, as_shares, log_base, rounded, working


def information_content(p, *, base=None):
    """Information content (surprisal) of outcomes that have probability `p`.

        I = -log p

    Parameters
    ----------
    p : (...) array_like
        Floats in [0, 1]; they need not sum to 1.
    base : float, optional
        Base of the logarithm: None for nats, 2 for bits, 10 for bans.

    Returns
    -------
    (...) floats
        In [0, inf], in the unit of `base`.

    Raises
    ------
    ValueError
        A value outside [0, 1], NaN, or a base that is not positive or is 1.
    TypeError
        Values that are not real numbers.

    Notes
    -----
    Edge cases: p = 0 gives inf, p = 1 gives 0.

    References
    ----------
    Shannon 1948, doi:10.1002/j.1538-7305.1948.tb01338.x

    Examples
    --------
    >>> float(information_content(1 / 32, base=2))
    5.0
    """
    p, dtype = working(as_shares(p, "p"))
    if log_base(base) == log_base(2):  # exact for powers of 1/2, as nats / log(2) is not
        with np.errstate(divide="ignore"):
            return rounded(0.0 - np.log2(p), dtype)
    return in_unit(-special.xlogy(1, p), base, dtype)  # xlogy(1, 0) does not warn


def entropy(p, *, axis=-1, base=None):
    """Entropy: the mean information content of a draw from `p`.

        H(p) = -sum_x p(x) log p(x)

    Parameters
    ----------
    p : (..., C) array_like
        Floats that sum to 1 over `axis`.
    axis : int, default -1
        The axis of the C outcomes.
    base : float, optional
        Base of the logarithm: None for nats, 2 for bits, 10 for bans.

    Returns
    -------
    (...) floats
        Between 0 and log C, in the unit of `base`.

    Raises
    ------
    ValueError
        Values outside [0, 1], sums other than 1, or a bad base.
    TypeError
        Values that are not real numbers.

    Notes
    -----
    Edge cases: 0 log 0 = 0.

    Differs from scipy.stats.entropy: that normalises `p` silently and takes axis 0.

    References
    ----------
    Shannon 1948, doi:10.1002/j.1538-7305.1948.tb01338.x

    Examples
    --------
    >>> float(entropy([1/2, 1/4, 1/8, 1/8], base=2))
    1.75
    """
    p, dtype = working(as_probs(p, "p", axis))
    return in_unit(special.entr(p).sum(axis=axis), base, dtype)


def cross_entropy(p, q, *, axis=-1, base=None):
    """Cross-entropy: the mean information content that `q` assigns to draws from `p`.

        H(p, q) = -sum_x p(x) log q(x) = H(p) + D(p || q)

    Parameters
    ----------
    p : (..., C) array_like
        Floats that sum to 1 over `axis`: the truth.
    q : (..., C) array_like
        Floats that sum to 1 over `axis`: the model.
    axis : int, default -1
        The axis of the C outcomes.
    base : float, optional
        Base of the logarithm: None for nats, 2 for bits, 10 for bans.

    Returns
    -------
    (...) floats
        In [H(p), inf], in the unit of `base`.

    Raises
    ------
    ValueError
        Values outside [0, 1], sums other than 1, shapes that do not match, or a bad base.
    TypeError
        Values that are not real numbers.

    Notes
    -----
    Edge cases: q(x) = 0 where p(x) > 0 gives inf; p(x) = 0 adds 0 whatever q(x) is.

    References
    ----------
    Good 1952, doi:10.1111/j.2517-6161.1952.tb00104.x

    Examples
    --------
    >>> p, q = [1/2, 1/4, 1/8, 1/8], [1/8, 1/2, 1/4, 1/8]
    >>> float(cross_entropy(p, q, base=2)), float(cross_entropy(q, p, base=2))
    (2.375, 2.25)
    """
    p, q, dtype = working(*as_pair(p, q, axis))
    return in_unit(-special.xlogy(p, q).sum(axis=axis), base, dtype)


def kl_divergence(p, q, *, axis=-1, base=None):
    """Kullback-Leibler divergence: what it costs to use the model `q` where `p` is the truth.

        D(p || q) = sum_x p(x) log(p(x) / q(x)) = H(p, q) - H(p)

    The terms come from scipy.special.rel_entr, which is exact where p and q are close.
    Their sum is then small and carries the error of the sums of p and q: some eps if they are 1
    but for rounding, and as much as they differ if not. So it may end below 0 by as much.
    H(p, q) - H(p) would add the rounding of both entropies.

    Parameters
    ----------
    p : (..., C) array_like
        Floats that sum to 1 over `axis`: the truth.
    q : (..., C) array_like
        Floats that sum to 1 over `axis`: the model.
    axis : int, default -1
        The axis of the C outcomes.
    base : float, optional
        Base of the logarithm: None for nats, 2 for bits, 10 for bans.

    Returns
    -------
    (...) floats
        In [0, inf] but for that error, in the unit of `base`.

    Raises
    ------
    ValueError
        Values outside [0, 1], sums other than 1, shapes that do not match, or a bad base.
    TypeError
        Values that are not real numbers.

    Notes
    -----
    Edge cases: q(x) = 0 where p(x) > 0 gives inf; p(x) = 0 adds 0 whatever q(x) is.

    Differs from scipy.special.kl_div, whose terms are x log(x/y) - x + y.

    References
    ----------
    Kullback & Leibler 1951, doi:10.1214/aoms/1177729694

    Examples
    --------
    >>> p, q = [1/2, 1/4, 1/8, 1/8], [1/8, 1/2, 1/4, 1/8]
    >>> round(float(kl_divergence(p, q, base=2)), 12), float(kl_divergence(q, p, base=2))
    (0.625, 0.5)
    """
    p, q, dtype = working(*as_pair(p, q, axis))
    return in_unit(special.rel_entr(p, q).sum(axis=axis), base, dtype)


def js_divergence(p, q, *, axis=-1, base=None):
    """Jensen-Shannon divergence: the mean of D(p || m) and D(q || m), with m in the middle.

        JS(p, q) = D(p || m) / 2 + D(q || m) / 2,    m = (p + q) / 2

    It is symmetric, and at most log 2. With d = (p - q) / (p + q), so that p = m (1 + d)
    and q = m (1 - d), a term of the sum is m [2 d artanh d + log(1 - d^2)] / 2. That form
    keeps the digits of close p and q; where `|d|` is 1/2 or more, the definition keeps them.

    Parameters
    ----------
    p, q : (..., C) array_like
        Floats that sum to 1 over `axis`.
    axis : int, default -1
        The axis of the C outcomes.
    base : float, optional
        Base of the logarithm: None for nats, 2 for bits, 10 for bans.

    Returns
    -------
    (...) floats
        In [0, log 2], in the unit of `base`.

    Raises
    ------
    ValueError
        Values outside [0, 1], sums other than 1, shapes that do not match, or a bad base.
    TypeError
        Values that are not real numbers.

    Notes
    -----
    Edge cases: an outcome with p(x) = q(x) = 0 adds 0; log 2 where p and q share no
    outcome.

    Differs from scipy.spatial.distance.jensenshannon, which returns the square root.

    References
    ----------
    Lin 1991, doi:10.1109/18.61115

    Examples
    --------
    >>> round(float(js_divergence([1, 0], [0, 1], base=2)), 12)
    1.0
    """
    p, q, dtype = working(*as_pair(p, q, axis))
    m = (p + q) / 2
    d = (p - q) / np.where(m > 0, 2 * m, 1)
    close = abs(d) < 0.5
    c = np.where(close, d, 0)
    near = m * (2 * c * np.arctanh(c) + np.log1p(-c * c))
    terms = np.where(close, near, special.rel_entr(p, m) + special.rel_entr(q, m))
    return in_unit(terms.sum(axis=axis) / 2, base, dtype)


def conditional_entropy(joint, *, base=None):
    """Conditional entropy: what is left to learn of Y once X is known.

        H(Y | X) = -sum_xy p(x, y) log(p(x, y) / p(x)) = H(X, Y) - H(X)

    Parameters
    ----------
    joint : (X, Y) array_like
        Floats that sum to 1: joint[x, y] = p(x, y).
    base : float, optional
        Base of the logarithm: None for nats, 2 for bits, 10 for bans.

    Returns
    -------
    float
        Between 0 and log Y, in the unit of `base`.

    Raises
    ------
    ValueError
        Not a table, values outside [0, 1], a sum other than 1, or a bad base.
    TypeError
        Values that are not real numbers.

    Notes
    -----
    Edge cases: a row of X that never happens adds 0.

    References
    ----------
    Shannon 1948, doi:10.1002/j.1538-7305.1948.tb01338.x

    Examples
    --------
    >>> float(conditional_entropy([[1/4, 1/4], [0, 1/2]], base=2))
    0.5
    """
    joint, dtype = working(as_joint(joint, "joint"))
    x = joint.sum(axis=1, keepdims=True)
    return in_unit(-special.rel_entr(joint, x).sum(), base, dtype)


def mutual_information(joint, *, base=None):
    """Mutual information: what X tells about Y, and Y about X.

        I(X; Y) = sum_xy p(x, y) log(p(x, y) / (p(x) p(y))) = H(Y) - H(Y | X)
                = sum_x p(x) D(p(Y | x) || p(Y))

    The last form never meets p(x) p(y), a product that could underflow to 0.

    Parameters
    ----------
    joint : (X, Y) array_like
        Floats that sum to 1: joint[x, y] = p(x, y).
    base : float, optional
        Base of the logarithm: None for nats, 2 for bits, 10 for bans.

    Returns
    -------
    float
        Between 0 and min(H(X), H(Y)), but for some eps, in the unit of `base`.

    Raises
    ------
    ValueError
        Not a table, values outside [0, 1], a sum other than 1, or a bad base.
    TypeError
        Values that are not real numbers.

    Notes
    -----
    Edge cases: independent X and Y give 0 but for some eps.

    References
    ----------
    Shannon 1948, doi:10.1002/j.1538-7305.1948.tb01338.x

    Examples
    --------
    >>> float(mutual_information([[1/2, 0], [0, 1/2]], base=2))
    1.0
    """
    joint, dtype = working(as_joint(joint, "joint"))
    x, y = joint.sum(axis=1, keepdims=True), joint.sum(axis=0)
    y_given_x = joint / np.where(x > 0, x, 1)
    return in_unit((x * special.rel_entr(y_given_x, y)).sum(), base, dtype)


def in_unit(nats, base, dtype):
    """Return nats in the unit of `base`, rounded once to `dtype`; a minus zero becomes 0."""
    return rounded(nats / log_base(base) + 0.0, dtype)

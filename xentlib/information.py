"""Information, entropy, cross-entropy and divergences of distributions on finite sets.

`p` is the truth and `q` the model, in the order of D(p || q). Results are in nats
unless `base` says otherwise: 2 for bits, 10 for bans. Nothing is clipped: an outcome
that happens although the model calls it impossible costs `inf`, and 0 log 0 is 0.

Sums may differ from 1 by sqrt(eps) or C eps, whichever is larger: by 1.5e-8 in float64, and by
3.5e-4 in float32 up to 2896 outcomes; never by more than 1/32. Lists and integers count as
float64; results have the wider dtype of p and q, and float16 computes in float32. In a pair,
the axes other than `axis` broadcast.
"""

import numpy as np
from scipy import special

from .blocks import in_blocks
from .options import log_base
from .validation import (
    as_joint,
    as_pair,
    as_probs,
    as_shares,
    axis_last,
    for_scipy,
    quiet,
    rounded,
    working,
)

SERIES = [1 / k for k in range(3, 27, 2)]  # artanh(s) = s + s^3 / 3 + s^5 / 5 + ...


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
        A value outside [0, 1], NaN, or a base that is not above 1.
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
    with quiet():
        if log_base(base) == log_base(2):  # exact for powers of 1/2, as nats / log(2) is not
            return rounded(0.0 - np.log2(p), dtype)
        return in_unit(-np.log(p), base, dtype)


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
    p, dtype = working(for_scipy(as_probs(p, "p", axis), "p"))
    with quiet():
        return in_unit(total(special.entr(p), axis), base, dtype)


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

    The truth stands first, as in H(p, q); the losses take the prediction first.

    References
    ----------
    Good 1952, doi:10.1111/j.2517-6161.1952.tb00104.x

    Examples
    --------
    >>> p, q = [1/2, 1/4, 1/8, 1/8], [1/8, 1/2, 1/4, 1/8]
    >>> float(cross_entropy(p, q, base=2)), float(cross_entropy(q, p, base=2))
    (2.375, 2.25)
    """
    p, q = as_pair(p, q, axis)
    p, q, dtype = working(for_scipy(p, "p"), for_scipy(q, "q"))
    with quiet():
        return in_unit(-total(special.xlogy(p, q), axis), base, dtype)


def kl_divergence(p, q, *, axis=-1, base=None):
    """Kullback-Leibler divergence: what it costs to use the model `q` where `p` is the truth.

        D(p || q) = sum_x p(x) log(p(x) / q(x)) = H(p, q) - H(p)
                  = sum_x [p(x) log(p(x) / q(x)) - p(x) + q(x)]

    The last form is computed, as by scipy.special.kl_div. Floats sum to 1 but for rounding,
    which makes the first one negative for close p and q, and costs it all digits. The terms of
    the last are never negative, and none cancels: the result is theirs but for some eps. For
    sums of exactly 1 both are the same; otherwise they differ by as much as the sums.

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
        In [0, inf], in the unit of `base`.

    Raises
    ------
    ValueError
        Values outside [0, 1], sums other than 1, shapes that do not match, or a bad base.
    TypeError
        Values that are not real numbers.

    Notes
    -----
    Edge cases: q(x) = 0 where p(x) > 0 gives inf; 0 log 0 = 0.

    The truth stands first, as in D(p || q); the losses take the prediction first.

    Differs from scipy.stats.entropy(p, q), which normalises both and adds up the first form.

    References
    ----------
    Kullback & Leibler 1951, doi:10.1214/aoms/1177729694

    Examples
    --------
    >>> p, q = [1/2, 1/4, 1/8, 1/8], [1/8, 1/2, 1/4, 1/8]
    >>> kl_divergence([p, q], [q, p], base=2).round(12).tolist()
    [0.625, 0.5]
    """
    p, q, dtype = working(*as_pair(p, q, axis))
    with quiet():
        return in_unit(total(divergence(p, q), axis), base, dtype)


def divergence(p, q):
    """Return p log(p / q) - p + q for all entries, some at a time: temporaries stay small."""
    p, q = (p, q) if p.shape == q.shape else np.broadcast_arrays(p, q)
    terms = np.empty(p.shape, p.dtype)

    def work(part):
        terms[part] = divergence_block(p[part], q[part])

    in_blocks(work, terms.shape, 16 * terms.itemsize)
    return terms


def divergence_block(p, q):
    """Return p log(p / q) - p + q, which is never negative, without cancellation.

    With s = (p - q) / (p + q), log(p / q) is 2 artanh(s), and the term is

        (p + q) ((1 + s) artanh(s) - s) = (p + q) (s artanh(s) + (artanh(s) - s))

    where a series gives the last difference of a small s. Where |s| is next to 1, artanh loses
    the digits that s has lost, and the definition has none to lose.
    """
    both = p + q
    s = (p - q) / both  # 0 / 0 is NaN, and counts as far
    artanh = np.arctanh(s)
    rest = np.where(abs(s) < 0.25, beyond_the_first_term(s), artanh - s)
    close = both * (s * artanh + rest)
    far = np.where(p > 0, p * log_ratio(p, q), 0) + (q - p)
    return np.where(abs(s) < 0.75, close, far)


def beyond_the_first_term(s):
    """Return artanh(s) - s for |s| < 1/4, from the series s^3 / 3 + s^5 / 5 + ..."""
    square = s * s
    series = np.full_like(s, SERIES[-1])
    for coefficient in SERIES[-2::-1]:
        series *= square
        series += coefficient
    return series * square * s


def log_ratio(p, q):
    """Return log(p / q), also where the quotient overflows."""
    ratio = np.asarray(p / q)
    log = np.log(ratio)
    beyond = np.isinf(ratio)
    return np.where(beyond, np.log(p) - np.log(q), log) if np.count_nonzero(beyond) else log


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
    p, q = as_pair(p, q, axis)
    p, q, dtype = working(for_scipy(p, "p"), for_scipy(q, "q"))
    with quiet():
        m = (p + q) / 2
        d = (p - q) / (2 * m)  # 0 / 0 is NaN, and counts as far
        close = m * (2 * d * np.arctanh(d) + np.log1p(-d * d))
        far = special.rel_entr(p, m) + special.rel_entr(q, m)
        return in_unit(total(np.where(abs(d) < 0.5, close, far), axis) / 2, base, dtype)


def conditional_entropy(joint, *, base=None):
    """Conditional entropy: what is left to learn of Y once X is known.

        H(Y | X) = -sum_xy p(x, y) log(p(x, y) / p(x)) = H(X, Y) - H(X)

    The likeliest y of each x has log(p(x) / p(x, y)) = log1p(rest / p(x, y)), with the sum of the
    others as rest: so an X that nearly decides Y costs no digits.

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
    joint, dtype = working(for_scipy(as_joint(joint, "joint"), "joint"))
    with quiet():
        top = joint.max(axis=1)
        others = np.where(np.arange(joint.shape[1]) == joint.argmax(axis=1)[:, None], 0, joint)
        rest = total(others, 1)
        likely = top * np.log1p(rest / np.where(top > 0, top, 1))  # log(p(x) / p(x, y))
        rare = -special.rel_entr(others, (top + rest)[:, None])
        return in_unit(total(likely, 0) + total(total(rare, 1), 0), base, dtype)


def mutual_information(joint, *, base=None):
    """Mutual information: what X tells about Y, and Y about X.

        I(X; Y) = sum_xy p(x, y) log(p(x, y) / (p(x) p(y))) = H(Y) - H(Y | X)
                = sum_x p(x) D(p(Y | x) || p(Y))

    The last form never meets p(x) p(y), a product that could underflow to 0, and is never
    negative. Its error is some eps of the square root of I: what rounding the marginals costs.

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
    Edge cases: independent X and Y give 0 but for some eps squared.

    References
    ----------
    Shannon 1948, doi:10.1002/j.1538-7305.1948.tb01338.x

    Examples
    --------
    >>> float(mutual_information([[1/2, 0], [0, 1/2]], base=2))
    1.0
    """
    joint, dtype = working(as_joint(joint, "joint"))
    with quiet():
        x, y = total(joint, 1), total(joint, 0)
        told = x * total(divergence(joint / x[:, None], y / total(y, 0)), 1)
        return in_unit(total(np.where(x > 0, told, 0), 0), base, dtype)


def total(x, axis):
    """Return the sum over an axis, in pairs: NumPy adds so along adjacent numbers only.

    The rounding of a running sum would grow with the number of terms.
    """
    return np.add.reduce(np.ascontiguousarray(axis_last(x, axis)), axis=-1)


def in_unit(nats, base, dtype):
    """Return nats in the unit of `base`, rounded once to `dtype`; a minus zero becomes 0."""
    return rounded(nats / log_base(base) + 0.0, dtype)

"""Reference values with 50 digits, and what the tests of the library share."""

import re
import tracemalloc

import mpmath
import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st

settings.register_profile(
    "xentlib", derandomize=True, database=None, max_examples=60, deadline=None
)
settings.load_profile("xentlib")

INF = np.inf
DTYPES = [np.float16, np.float32, np.float64]
FLOATS = pytest.mark.parametrize("dtype", [np.float32, np.float64])
REDUCTIONS = pytest.mark.parametrize("reduction", ["none", "sum", "mean"])

MP = mpmath.mp.clone()
MP.dps = 50


def with_peak(function, *args):
    """Return what a call returns, and the most memory it held meanwhile, in bytes."""
    tracemalloc.start()
    try:
        return function(*args), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def exact(x):
    """Return the floats of `x`, which are exact binary fractions, as a flat list of mpf."""
    return [MP.mpf(v) for v in np.ravel(x).tolist()]


def worst_error(got, want):
    """Return the largest relative error in units of eps, over the `want` that are normal numbers.

    It is NaN if a result is, and raises if no value was compared.
    """
    info = np.finfo(got.dtype)
    low, high, eps = float(info.tiny), float(info.max), float(info.eps)
    pairs = zip(np.ravel(got).tolist(), want, strict=True)
    return np.max([float(abs(g - w) / abs(w) / eps) for g, w in pairs if low <= abs(w) <= high])


def random_rows(shape, seed=0, dtype=np.float64, concentration=1.0):
    """Return distributions along the last axis; a small concentration puts them near a corner."""
    rows = np.random.default_rng(seed).dirichlet(np.full(shape[-1], concentration), shape[:-1])
    return rows.astype(dtype)


def frozen(x):
    """Return `x` such that writing to it raises."""
    x.setflags(write=False)
    return x


def normalised(numbers):
    return np.array(numbers) / np.sum(numbers)


def distributions(classes):
    """Hypothesis strategy: probabilities of so many classes, zeros and tiny values included."""
    numbers = st.one_of(st.just(0.0), st.floats(0, 1), st.integers(0, 9).map(float))
    lists = st.lists(numbers, min_size=classes, max_size=classes)
    return lists.filter(lambda n: sum(n) > 1e-3).map(normalised)


def any_distribution(most=8):
    """Hypothesis strategy: probabilities of one class up to so many."""
    return st.integers(1, most).flatmap(distributions)


def pairs_of_distributions():
    """Hypothesis strategy: (p, q) over the same outcomes."""
    return st.integers(1, 8).flatmap(lambda c: st.tuples(distributions(c), distributions(c)))


MESSAGE = re.compile(r"(\w+): (.+); expected (.+), got (.+?)\. (.+\.)", re.DOTALL)


def refused(error, name, problem, expected, got, function, *args, **options):
    """Assert that the call raises exactly that error, with these parts of the message."""
    with pytest.raises(error) as caught:
        function(*args, **options)
    assert caught.type is error
    parts = MESSAGE.fullmatch(str(caught.value))
    assert parts, caught.value
    assert parts[1] == name
    assert problem in parts[2]
    assert expected in parts[3]
    assert got in parts[4]

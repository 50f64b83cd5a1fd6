"""Entropies and divergences: exactness, identities, bounds, shapes, and the numbers of the book."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles import (
    MP,
    any_distribution,
    distributions,
    exact,
    frozen,
    normalised,
    pairs_of_distributions,
    random_rows,
    worst_error,
)
from scipy import spatial, stats
from xentlib import (
    conditional_entropy,
    cross_entropy,
    entropy,
    information_content,
    js_divergence,
    kl_divergence,
    mutual_information,
)
from xentlib.information import divergence

P, Q = [1 / 2, 1 / 4, 1 / 8, 1 / 8], [1 / 8, 1 / 2, 1 / 4, 1 / 8]
FLOATS = pytest.mark.parametrize("dtype", [np.float32, np.float64])
ALL_FLOATS = pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
OF_TWO = pytest.mark.parametrize("function", [cross_entropy, kl_divergence, js_divergence])
OF_JOINT = pytest.mark.parametrize("function", [conditional_entropy, mutual_information])
small_tables = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda shape: distributions(shape[0] * shape[1]).map(lambda p: p.reshape(shape))
)


def entropy_of_first(p, q, **options):
    """entropy(p), in the form of the functions of two distributions."""
    return entropy(p, **options)


REDUCTIONS = pytest.mark.parametrize(
    "function", [entropy_of_first, cross_entropy, kl_divergence, js_divergence]
)

# --- the numbers of the book -----------------------------------------------------------


def test_the_running_example():
    assert entropy(P, base=2) == 1.75
    assert entropy(Q, base=2) == 1.75
    assert cross_entropy(P, Q, base=2) == 2.375
    assert cross_entropy(Q, P, base=2) == 2.25
    assert kl_divergence(P, Q, base=2) == pytest.approx(0.625, rel=1e-15)
    assert kl_divergence(Q, P, base=2) == pytest.approx(0.5, rel=5e-16)


def test_two_shooters():  # articles, A3
    shooters = np.array([[0.10, 0.90], [0.999, 0.001]])
    assert entropy(shooters, base=2).round(6).tolist() == [0.468996, 0.011408]
    assert entropy(shooters).round(6).tolist() == [0.325083, 0.007907]


def test_table_tennis():  # articles, B1 and B2
    assert information_content([63 / 64, 1 / 64], base=2).round(6).tolist() == [0.022720, 6]
    rows = [[63 / 64, 1 / 64], [1 / 2, 1 / 2], [1, 0]]
    assert entropy(rows, base=2).round(6).tolist() == [0.116115, 1, 0]


def test_the_nearer_prediction_costs_less():  # articles, A4
    predictions = [[0.5, 0.2, 0.3], [0.8, 0.1, 0.1]]
    assert cross_entropy([1, 0, 0], predictions).round(6).tolist() == [0.693147, 0.223144]
    assert cross_entropy([1, 0, 0], predictions, base=10).round(6).tolist() == [0.301030, 0.096910]


def test_a_one_hot_target_with_two_ones():  # articles, B8
    q = [0.1, 0.6, 0.2, 0.1]
    assert cross_entropy([0, 1, 0, 0], q).round(6) == 0.510826
    assert cross_entropy([0, 1, 0, 0], q, base=2).round(6) == 0.736966
    assert ([0, 1, 0, 1] @ information_content(q)).round(6) == 2.813411
    with pytest.raises(ValueError, match=r"p: rows must sum to 1.*got sum 2"):
        cross_entropy([0, 1, 0, 1], q)


# --- exactness -------------------------------------------------------------------------


def surprise(p):
    return -MP.log(p) if p else MP.inf


def term(p, q):
    """p log(p / q) with 50 digits."""
    return p * MP.log(p / q) if p else MP.zero


def js_term(p, q):
    return (term(p, (p + q) / 2) + term(q, (p + q) / 2)) / 2


def neighbour(p, distance):
    """Return a distribution whose probabilities differ from p by that relative distance."""
    factors = 1 + distance * np.random.default_rng(1).uniform(-1, 1, p.shape)
    moved = p.astype(np.float64) * factors
    return (moved / moved.sum()).astype(p.dtype)


def coins(heads):
    return np.stack([heads, 1 - heads], axis=-1)


def hard_pairs(dtype):
    """Yield (p, q): unrelated, close, next to the corners, and around |p - q| / (p + q) = 1/2."""
    for concentration in (1, 0.1):
        for classes in (2, 10, 100):
            rows = random_rows((2, classes), classes, dtype, concentration)
            yield rows[0], rows[1]
            for power in range(-15, 0):
                yield rows[0], neighbour(rows[0], 10.0**power)
    tails = 10.0 ** -np.linspace(0.5, 30, 60)
    for p, q in zip(coins(tails), coins(tails**1.1), strict=True):
        yield p.astype(dtype), q.astype(dtype)
        yield q.astype(dtype)[::-1], p.astype(dtype)
    for p in coins(np.linspace(0.70, 0.80, 41)).astype(dtype):
        yield p, p[::-1]


@FLOATS
def test_information_content_is_exact(dtype):
    tiny = 10.0 ** -np.linspace(0, 300 if dtype == np.float64 else 37, 101)
    p = np.concatenate([tiny, 1 - tiny[:20], np.linspace(0.01, 1, 100)]).astype(dtype)
    assert worst_error(information_content(p), map(surprise, exact(p))) <= 2
    bits = [surprise(v) / MP.ln2 for v in exact(p)]
    assert worst_error(information_content(p, base=2), bits) <= 2


@FLOATS
def test_entropy_and_cross_entropy_are_exact(dtype):
    for p, q in hard_pairs(dtype):
        entropies = MP.fsum(v * surprise(v) for v in exact(p) if v)
        assert worst_error(entropy(p), [entropies]) <= 4
        crossed = MP.fsum(a * surprise(b) for a, b in zip(exact(p), exact(q), strict=True) if a)
        assert worst_error(cross_entropy(p, q), [crossed]) <= 4


def exact_kl(p, q):
    """Return the sum of p log(p / q) - p + q with 50 digits."""
    return MP.fsum(term(a, b) - a + b for a, b in zip(exact(p), exact(q), strict=True))


@FLOATS
def test_kl_is_exact_at_every_distance_and_never_negative(dtype):
    worst = []
    for p, q in hard_pairs(dtype):
        if ((p > 0) & (q == 0)).any():
            continue
        want = exact_kl(p, q)
        assert kl_divergence(p, q) >= 0
        if want > float(np.finfo(dtype).tiny):
            worst.append(worst_error(kl_divergence(p, q), [want]))
    assert len(worst) > 150
    assert np.max(worst) <= 8


@FLOATS
def test_each_term_of_kl_is_exact_where_its_forms_meet(dtype):
    s = np.concatenate([np.linspace(-0.99, 0.99, 500), *np.add.outer([0.25, -0.25], [-1e-3, 1e-3])])
    q = np.full(s.shape, 1e-3, dtype)
    p = (q * (1 + s) / (1 - s)).astype(dtype)
    want = [term(a, b) - a + b for a, b in zip(exact(p), exact(q), strict=True)]
    assert worst_error(divergence(p, q), want) <= 8


@FLOATS
def test_js_is_exact_and_never_negative(dtype):
    worst = []
    for p, q in hard_pairs(dtype):
        want = MP.fsum(js_term(a, b) for a, b in zip(exact(p), exact(q), strict=True))
        assert js_divergence(p, q) >= 0
        if want > float(np.finfo(dtype).tiny):
            worst.append(worst_error(js_divergence(p, q), [want]))
    assert len(worst) > 150
    assert np.max(worst) <= 8


def pairs_of_outcomes(joint):
    """Return (p(x, y), p(x), p(y)) with 50 digits."""
    table = MP.matrix(joint.astype(float).tolist())
    x, y = table * MP.ones(table.cols, 1), MP.ones(1, table.rows) * table
    return [(table[i, j], x[i], y[j]) for i in range(table.rows) for j in range(table.cols)]


@FLOATS
def test_conditional_entropy_is_exact_even_where_x_nearly_decides_y(dtype):
    for seed in range(10):
        for small in (1, 1e-3, 1e-12, 1e-30):
            joint = random_rows((12,), seed, np.float64, 0.3).reshape(3, 4) * small
            joint[range(3), [0, 1, 3]] += [0.5, 0.3, 0.2]
            joint = (joint / joint.sum()).astype(dtype)
            want = MP.fsum(-term(p, x) for p, x, _ in pairs_of_outcomes(joint))
            assert worst_error(conditional_entropy(joint), [want]) <= 8


@FLOATS
def test_mutual_information_is_exact_to_eps_times_its_square_root(dtype):
    for seed in range(10):
        for small in (1, 1e-2, 1e-4, 1e-6):
            x, y = random_rows((3,), seed)[:, None], random_rows((4,), seed + 50)
            both = x * y * (1 + small * np.random.default_rng(seed).uniform(-1, 1, (3, 4)))
            joint = (both / both.sum()).astype(dtype)
            total = MP.fsum(exact(joint))
            want = MP.fsum(term(p, x * y / total) for p, x, y in pairs_of_outcomes(joint))
            eps = MP.mpf(float(np.finfo(dtype).eps))
            got = MP.mpf(float(mutual_information(joint)))
            assert got >= 0
            assert abs(got - want) <= 4 * eps * (MP.sqrt(want) + want) + 8 * eps**2


def test_a_thousandth_holds_three_bans():
    assert information_content(1e-3, base=10) == pytest.approx(3, rel=1e-15)
    assert information_content(1e-3, base=3) == pytest.approx(np.log(1000) / np.log(3), rel=1e-15)


@ALL_FLOATS
def test_powers_of_one_half_hold_whole_bits(dtype):
    bits = np.arange(0, 1 - np.finfo(dtype).minexp + np.finfo(dtype).nmant)
    p = np.ldexp(np.ones(len(bits), dtype), -bits)
    got = information_content(p, base=2)
    assert got.dtype == dtype and got.tolist() == bits.tolist()
    assert not np.signbit(got).any() and information_content(0, base=2) == np.inf


# --- identities ------------------------------------------------------------------------


@given(pairs_of_distributions())
def test_cross_entropy_is_entropy_plus_kl(pair):
    p, q = pair
    parts = entropy(p) + kl_divergence(p, q)
    assert cross_entropy(p, q) == pytest.approx(parts, rel=1e-13, abs=1e-13)


@given(any_distribution())
def test_a_distribution_compared_with_itself(p):
    assert kl_divergence(p, p) == 0
    assert js_divergence(p, p) == 0
    assert cross_entropy(p, p) == pytest.approx(entropy(p), rel=1e-15)


@given(pairs_of_distributions())
def test_js_is_symmetric_and_the_mean_divergence_from_the_middle(pair):
    p, q = pair
    middle = (p + q) / 2
    mean = (kl_divergence(p, middle) + kl_divergence(q, middle)) / 2
    assert js_divergence(p, q) == js_divergence(q, p)
    assert js_divergence(p, q) == pytest.approx(mean, abs=1e-15)


@REDUCTIONS
@pytest.mark.parametrize("base", [2, 10, 256, 1.5, np.e, np.float32(2)])
def test_another_base_divides_by_its_logarithm(function, base):
    nats = function(P, Q)
    assert function(P, Q, base=base) == pytest.approx(nats / np.log(float(base)), rel=1e-15)


@OF_JOINT
def test_another_base_of_a_joint_distribution(function):
    joint = random_rows((12,)).reshape(3, 4)
    assert function(joint, base=2) == pytest.approx(function(joint) / np.log(2), rel=1e-15)


@REDUCTIONS
def test_the_order_of_the_outcomes_does_not_matter(function):
    p, q = random_rows((2, 9))
    order = np.random.default_rng(0).permutation(9)
    assert function(p[order], q[order]) == pytest.approx(function(p, q), rel=1e-13)


@given(any_distribution(6), any_distribution(6))
def test_independent_parts_add(x, y):
    joint = np.outer(x, y)
    assert entropy(joint.ravel()) == pytest.approx(entropy(x) + entropy(y), abs=1e-12)
    assert conditional_entropy(joint) == pytest.approx(entropy(y), abs=1e-12)
    assert mutual_information(joint) == pytest.approx(0, abs=1e-14)


@given(pairs_of_distributions())
def test_divergences_of_independent_repetitions_add(pair):
    p, q = pair
    twice = kl_divergence(np.outer(p, p).ravel(), np.outer(q, q).ravel())
    if (np.outer(q, q) > 0).all():
        assert twice == pytest.approx(2 * kl_divergence(p, q), rel=1e-9, abs=1e-12)


@given(small_tables)
def test_joint_entropy_is_made_of_conditional_and_mutual_parts(joint):
    x, y, both = entropy(joint.sum(1)), entropy(joint.sum(0)), entropy(joint.ravel())
    assert mutual_information(joint) == pytest.approx(x + y - both, abs=1e-13)
    assert conditional_entropy(joint) == pytest.approx(both - x, abs=1e-13)
    assert mutual_information(joint) == pytest.approx(mutual_information(joint.T), abs=1e-13)
    assert -1e-15 <= mutual_information(joint) <= min(x, y) + 1e-13
    assert 0 <= conditional_entropy(joint) <= y + 1e-13


def test_rare_pairs_do_not_underflow():
    joint = np.array([[1e-30, 1e-30], [1e-30, 1]], np.float32)
    assert 0 <= mutual_information(joint) < 1e-27
    assert 0 <= mutual_information([[1e-200, 1e-200], [1e-200, 1]]) < 1e-197


@given(pairs_of_distributions())
def test_scipy_agrees(pair):
    p, q = pair
    assert entropy(p) == pytest.approx(stats.entropy(p), abs=1e-13)
    assert entropy(p, base=2) == pytest.approx(stats.entropy(p, base=2), abs=1e-13)
    assert kl_divergence(p, q) == pytest.approx(stats.entropy(p, q), rel=1e-13, abs=1e-13)
    root = spatial.distance.jensenshannon(p, q)
    assert np.sqrt(js_divergence(p, q)) == pytest.approx(root, abs=1e-7)


# --- bounds ----------------------------------------------------------------------------


@given(any_distribution())
def test_entropy_lies_between_0_and_log_c(p):
    assert 0 <= entropy(p) <= np.log(len(p)) + 1e-14
    assert not np.signbit(entropy(p))


@given(any_distribution(), st.floats(0.01, 1))
def test_mixing_with_the_uniform_distribution_raises_the_entropy(p, share):
    uniform = np.full(len(p), 1 / len(p))
    assert entropy(uniform) == pytest.approx(np.log(len(p)), rel=1e-14)
    assert entropy((1 - share) * p + share * uniform) >= entropy(p) - 1e-14


@given(pairs_of_distributions())
def test_no_model_beats_the_truth(pair):
    p, q = pair
    assert kl_divergence(p, q) >= -1e-15
    assert cross_entropy(p, q) >= entropy(p) - 1e-14


@given(pairs_of_distributions())
def test_kl_grows_at_least_with_the_square_of_the_distance(pair):
    p, q = pair
    assert kl_divergence(p, q) >= abs(p - q).sum() ** 2 / 2 - 1e-14


@given(pairs_of_distributions())
def test_js_lies_between_0_and_log_2(pair):
    assert 0 <= js_divergence(*pair) <= np.log(2) * (1 + 4e-16)


@given(pairs_of_distributions())
def test_an_impossible_outcome_costs_inf_and_nothing_else_does(pair):
    p, q = pair
    impossible = ((p > 0) & (q == 0)).any()
    assert np.isinf(cross_entropy(p, q)) == impossible
    assert np.isinf(kl_divergence(p, q)) == impossible
    assert np.isfinite(js_divergence(p, q))


@FLOATS
def test_the_smallest_float_is_still_possible(dtype):
    p, q = np.array([1, 0], dtype), np.array([np.finfo(dtype).smallest_subnormal, 1], dtype)
    assert cross_entropy(p, q) == information_content(q[0])
    assert kl_divergence(p, q) == pytest.approx(information_content(q[0]), rel=1e-6)
    assert np.isfinite(information_content(q[0]))


def test_certainty_and_impossibility():
    assert information_content([1, 0, 0.5], base=2).tolist() == [0, np.inf, 1]
    assert cross_entropy([1, 0], [0, 1]) == kl_divergence([1, 0], [0, 1]) == np.inf
    assert cross_entropy([1, 0], [1, 0]) == 0
    assert js_divergence([1, 0], [0, 1]) == np.log(2)


@pytest.mark.parametrize("base", [None, 2, 1.5])
def test_zero_is_plus_zero(base):
    sure = [1.0, 0.0]
    results = [information_content(1, base=base), entropy(sure, base=base)]
    results += [f(sure, sure, base=base) for f in (cross_entropy, kl_divergence, js_divergence)]
    results += [f([sure], base=base) for f in (conditional_entropy, mutual_information)]
    assert results == [0] * 7
    assert not np.signbit(results).any()


# --- shapes, dtypes, memory ------------------------------------------------------------


@pytest.mark.parametrize("shape", [(4,), (3, 4), (2, 3, 4), (2, 3, 1)])
@REDUCTIONS
def test_each_row_is_computed_by_itself_on_any_axis(function, shape):
    p, q = random_rows((2, *shape))
    flat_p, flat_q = (x.reshape(-1, shape[-1]) for x in (p, q))
    rows = [function(a, b) for a, b in zip(flat_p, flat_q, strict=True)]
    want = np.reshape(rows, shape[:-1])
    np.testing.assert_allclose(function(p, q), want, rtol=1e-13)
    for axis in range(len(shape)):
        moved = function(np.moveaxis(p, -1, axis), np.moveaxis(q, -1, axis), axis=axis)
        np.testing.assert_allclose(moved, want, rtol=1e-13)


@OF_TWO
def test_one_distribution_against_many(function):
    p, q = random_rows((4,)), random_rows((2, 3, 4), 1)
    np.testing.assert_array_equal(function(p, q), function(np.broadcast_to(p, q.shape), q))
    np.testing.assert_array_equal(function(q, p), function(q, np.broadcast_to(p, q.shape)))


@REDUCTIONS
def test_an_empty_batch_stays_empty(function):
    assert function(np.zeros((0, 3)), np.zeros((0, 3))).shape == (0,)
    assert function(np.zeros((2, 3, 0)), np.zeros((2, 3, 0)), axis=1).shape == (2, 0)


@ALL_FLOATS
@REDUCTIONS
def test_the_dtype_of_the_input_is_that_of_the_result(function, dtype):
    p, q = random_rows((2, 3, 4), dtype=dtype)
    assert function(p, q).dtype == dtype
    assert type(function(p[0], q[0])) is dtype


@ALL_FLOATS
@OF_JOINT
def test_the_dtype_of_a_joint_distribution_is_that_of_the_result(function, dtype):
    assert type(function(random_rows((6,), dtype=dtype).reshape(2, 3))) is dtype
    assert type(information_content(dtype(0.5))) is dtype


@REDUCTIONS
def test_float16_computes_in_float32_and_rounds_once(function):
    p, q = random_rows((2, 200, 8), dtype=np.float16, concentration=5)
    want = function(p.astype(np.float32), q.astype(np.float32), base=2).astype(np.float16)
    np.testing.assert_array_equal(function(p, q, base=2), want)


@OF_TWO
def test_the_wider_dtype_wins(function):
    p, q = random_rows((4,), dtype=np.float32), random_rows((4,), 1)
    assert type(function(p, q)) is np.float64
    assert type(function(p.astype(np.float16), p)) is np.float32


@REDUCTIONS
def test_integers_and_lists_become_float64(function):
    assert type(function([1, 0], [1, 0])) is np.float64
    assert type(function(np.array([1, 0], np.int8), np.array([1, 0], np.int8))) is np.float64
    assert type(information_content(1)) is np.float64
    assert function(P, Q) == function(np.array(P), np.array(Q))


@REDUCTIONS
def test_the_input_is_not_written_to_and_may_have_strides(function):
    p, q = frozen(random_rows((2, 6, 5)))
    wide_p, wide_q = (frozen(np.repeat(np.repeat(x, 2, 0), 3, 1)) for x in (p, q))
    np.testing.assert_array_equal(function(wide_p[::2, ::3], wide_q[::2, ::3]), function(p, q))
    fortran = function(np.asfortranarray(p), np.asfortranarray(q))
    np.testing.assert_allclose(fortran, function(p, q), rtol=1e-14)


@OF_JOINT
def test_the_joint_table_is_not_written_to_and_may_have_strides(function):
    joint = frozen(random_rows((6,)).reshape(2, 3))
    wide = frozen(np.repeat(joint, 2, 1))
    assert function(wide[:, ::2]) == pytest.approx(function(joint), rel=1e-14)


def test_rows_may_miss_1_by_the_tolerance():
    off = normalised([1, 2, 3]) * (1 + 1.4e-8)
    assert entropy(off) == pytest.approx(entropy(normalised([1, 2, 3])), rel=1e-6)
    assert entropy(np.array([0.1, 0.2, 0.7], np.float16)) > 0

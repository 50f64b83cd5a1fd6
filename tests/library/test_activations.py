"""From logits to probabilities: exactness, equivalences, shapes and dtypes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles import MP, exact, frozen, worst_error
from scipy import special
from xentlib import log_sigmoid, log_softmax, logsumexp, sigmoid, softmax, softplus

FLOATS = pytest.mark.parametrize("dtype", [np.float32, np.float64])
SCALAR_FUNCTIONS = [softplus, sigmoid, log_sigmoid]
ROW_FUNCTIONS = [softmax, log_softmax, logsumexp]
logits = st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=8).map(np.array)


def random_logits(shape, scale=3.0, seed=0):
    return scale * np.random.default_rng(seed).normal(size=shape)


def axis_in_front(function, z):
    """Return function(z) after moving the last axis to the front and back again."""
    moved = function(np.moveaxis(z, -1, 0), axis=0)
    return moved if function is logsumexp else np.moveaxis(moved, 0, -1)


# --- exactness -------------------------------------------------------------------------

# float32: NumPy's own exp and log1p are off by up to 1.7 eps each there.
LIMIT = {np.float32: 3, np.float64: 2}

DEFINITIONS = {
    sigmoid: lambda x: 1 / (1 + MP.exp(-x)),
    softplus: lambda x: MP.log1p(MP.exp(x)),
    log_sigmoid: lambda x: -MP.log1p(MP.exp(-x)),
}


def log_odds(dtype):
    """Return x in [-800, 800]: far out, near 0, and where the two branches meet."""
    small = 10.0 ** np.linspace(-12, 2, 57)
    normal = random_logits(300)
    return np.concatenate([np.linspace(-800, 800, 161), small, -small, normal]).astype(dtype)


@FLOATS
@pytest.mark.parametrize("function", SCALAR_FUNCTIONS)
def test_scalar_functions_are_exact_to_the_last_digits(function, dtype):
    x = log_odds(dtype)
    want = [DEFINITIONS[function](v) for v in exact(x)]
    assert worst_error(function(x), want) <= LIMIT[dtype]


def exact_log_softmax(z):
    """Return log p_c = -log(1 + sum over the others of exp(z_k - z_c)) with 50 digits."""
    z = exact(z)
    others = [[MP.exp(b - a) for k, b in enumerate(z) if k != c] for c, a in enumerate(z)]
    return [-MP.log1p(MP.fsum(terms)) for terms in others]


def gap_that_matters(z):
    """Return the distance from the largest logit to the others, weighted by their probability."""
    behind = np.sort(z.max() - z.astype(np.float64))[1:]
    weights = np.exp(behind[0] - behind)
    return (weights * behind).sum() / weights.sum()


@FLOATS
@pytest.mark.parametrize("shift", [0, 1e4, -1e4])
@pytest.mark.parametrize("classes", [2, 3, 10])
def test_log_softmax_loses_no_more_than_half_the_gap_and_8_eps(classes, shift, dtype):
    for power in range(-12, 5):
        z = (random_logits(classes, 10.0**power, seed=power + 12) + shift).astype(dtype)
        limit = gap_that_matters(z) / 2 + 8
        assert worst_error(log_softmax(z), exact_log_softmax(z)) <= limit, z


@FLOATS
def test_log_softmax_keeps_the_digits_of_a_probability_next_to_1(dtype):
    for gap in range(1, 60):
        z = np.array([gap, 0], dtype)
        assert worst_error(log_softmax(z), exact_log_softmax(z)) <= gap / 2 + 8


@FLOATS
@pytest.mark.parametrize("shift", [0, 1e4, -1e4])
def test_logsumexp_is_exact(shift, dtype):
    for power in range(-12, 5):
        z = (random_logits(5, 10.0**power, seed=power + 12) + shift).astype(dtype)
        want = MP.log(MP.fsum(map(MP.exp, exact(z))))
        assert worst_error(logsumexp(z), [want]) <= 4


@FLOATS
def test_logsumexp_keeps_the_digits_of_a_small_rest(dtype):
    for gap in range(1, 80):
        want = MP.log1p(MP.exp(-gap))
        assert worst_error(logsumexp(np.array([0, -gap], dtype)), [want]) <= 4


@FLOATS
def test_softmax_is_exact_apart_from_the_gap(dtype):
    for power in range(-12, 3):
        z = random_logits(5, 10.0**power, seed=power + 12).astype(dtype)
        weights = [MP.exp(v) for v in exact(z)]
        want = [w / MP.fsum(weights) for w in weights]
        assert worst_error(softmax(z), want) <= np.ptp(z) / 2 + 8


def test_scores_of_the_three_colors():  # articles, E5
    assert softmax([2, 1, -1]).round(6).tolist() == [0.705385, 0.259496, 0.035119]


# --- two ways to the same number -------------------------------------------------------


@given(logits)
def test_softmax_is_exp_of_log_softmax(z):
    np.testing.assert_allclose(softmax(z), np.exp(log_softmax(z)), rtol=1e-12)


@given(logits)
def test_log_softmax_is_logits_minus_logsumexp(z):
    np.testing.assert_allclose(log_softmax(z), z - logsumexp(z), atol=1e-12)


@given(logits)
def test_softmax_sums_to_1(z):
    assert softmax(z).min() >= 0
    assert softmax(z).sum() == pytest.approx(1, abs=1e-15 * len(z))


@given(logits)
def test_logsumexp_lies_between_max_and_max_plus_log_c(z):
    assert z.max() <= logsumexp(z) <= (z.max() + np.log(len(z))) * (1 + 1e-15) + 1e-12


@given(st.lists(st.integers(-900, 900), min_size=1, max_size=8), st.sampled_from([-(2**13), 2**13]))
def test_shifting_all_logits_changes_no_bit(z, shift):
    z = np.array(z, float)
    np.testing.assert_array_equal(log_softmax(z + shift), log_softmax(z))
    np.testing.assert_array_equal(softmax(z + shift), softmax(z))


@given(logits, st.randoms(use_true_random=False))
def test_permuting_the_logits_permutes_the_result(z, random):
    order = random.sample(range(len(z)), len(z))
    np.testing.assert_allclose(log_softmax(z[order]), log_softmax(z)[order], rtol=1e-13)
    np.testing.assert_allclose(softmax(z[order]), softmax(z)[order], rtol=1e-13)


@given(st.floats(-700, 700))
def test_sigmoid_is_a_softmax_over_x_and_0(x):
    np.testing.assert_allclose(softmax([x, 0]), [sigmoid(x), sigmoid(-x)], rtol=1e-14)


@given(st.floats(-700, 700))
def test_log_sigmoid_is_a_log_softmax_over_x_and_0(x):
    want = [log_sigmoid(x), log_sigmoid(-x)]
    np.testing.assert_allclose(log_softmax([x, 0]), want, rtol=1e-12)


@given(st.floats())
def test_softplus_is_minus_log_sigmoid_of_minus_x(x):
    if not np.isnan(x):
        assert softplus(x) == -log_sigmoid(-x)


@given(st.floats(-36, 36))
def test_softplus_minus_its_mirror_image_is_x(x):
    assert softplus(x) - softplus(-x) == pytest.approx(x, abs=1e-14)


@given(logits)
def test_scipy_agrees(z):
    np.testing.assert_allclose(logsumexp(z), special.logsumexp(z), atol=1e-12)
    np.testing.assert_allclose(softmax(z), special.softmax(z), rtol=1e-12, atol=1e-300)
    np.testing.assert_allclose(sigmoid(z), special.expit(z), rtol=1e-14, atol=1e-300)
    np.testing.assert_allclose(log_sigmoid(z), special.log_expit(z), rtol=1e-14, atol=1e-300)
    np.testing.assert_allclose(softplus(z), np.logaddexp(0, z), rtol=1e-14, atol=1e-300)


# --- legal extremes --------------------------------------------------------------------


def test_a_masked_class_has_probability_0():
    assert softmax([-np.inf, 0, 0]).tolist() == [0, 0.5, 0.5]
    assert log_softmax([-np.inf, 5]).tolist() == [-np.inf, 0]
    assert logsumexp([-np.inf, 5]) == 5


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_a_gap_beyond_the_largest_float_is_minus_inf(dtype):
    big = np.finfo(dtype).max
    z = np.array([big, -big], dtype)
    assert log_softmax(z).tolist() == [0, -np.inf]
    assert softmax(z).tolist() == [1, 0]
    assert logsumexp(z) == big


def test_infinite_log_odds():
    x = np.array([-np.inf, np.inf])
    assert sigmoid(x).tolist() == [0, 1]
    assert softplus(x).tolist() == [0, np.inf]
    assert log_sigmoid(x).tolist() == [-np.inf, 0]


@pytest.mark.parametrize("x", [np.inf, 1000.0, np.float16(1000)])
def test_certainty_is_plus_zero(x):
    assert not np.signbit(log_sigmoid(x))
    assert not np.signbit(log_softmax(np.array([min(x, 5000), -5000]))[0])
    assert not np.signbit(log_softmax([3.0])[0])


# --- shapes, dtypes, memory ------------------------------------------------------------


@pytest.mark.parametrize("shape", [(4,), (3, 4), (2, 3, 4), (2, 3, 1)])
@pytest.mark.parametrize("function", ROW_FUNCTIONS)
def test_each_row_is_computed_by_itself_on_any_axis(function, shape):
    z = random_logits(shape)
    rows = [function(row) for row in z.reshape(-1, shape[-1])]
    want = np.reshape(rows, shape[:-1] if function is logsumexp else shape)
    np.testing.assert_allclose(function(z), want, rtol=1e-14)
    np.testing.assert_allclose(axis_in_front(function, z), want, rtol=1e-14)


@pytest.mark.parametrize("function", ROW_FUNCTIONS)
def test_an_empty_batch_stays_empty(function):
    assert function(np.zeros((0, 3))).shape == ((0,) if function is logsumexp else (0, 3))
    assert softplus(np.zeros((0, 3))).shape == (0, 3)


def test_logsumexp_removes_no_other_axis_of_length_1():
    assert logsumexp(np.zeros((1, 3, 1))).shape == (1, 3)
    assert logsumexp(np.zeros((1, 3, 1)), axis=1).shape == (1, 1)


@pytest.mark.parametrize(("axis", "shape"), [(0, (1, 3, 4)), (1, (2, 1, 4)), (-1, (2, 3, 1))])
def test_logsumexp_keeps_the_axis_on_request(axis, shape):
    z = random_logits((2, 3, 4))
    kept = logsumexp(z, axis=axis, keepdims=True)
    assert kept.shape == shape
    np.testing.assert_array_equal(kept.squeeze(axis), logsumexp(z, axis=axis))


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("function", SCALAR_FUNCTIONS + ROW_FUNCTIONS)
def test_the_dtype_of_the_input_is_that_of_the_result(function, dtype):
    assert function(random_logits((3, 4)).astype(dtype)).dtype == dtype


@pytest.mark.parametrize("function", SCALAR_FUNCTIONS + ROW_FUNCTIONS)
def test_float16_computes_in_float32_and_rounds_once(function):
    x = random_logits((5, 40), 6).astype(np.float16)
    want = function(x.astype(np.float32)).astype(np.float16)
    np.testing.assert_array_equal(function(x), want)


@pytest.mark.parametrize("function", SCALAR_FUNCTIONS + ROW_FUNCTIONS)
def test_integers_and_lists_become_float64(function):
    want = function(np.array([2.0, 1.0, -1.0]))
    for x in ([2, 1, -1], np.array([2, 1, -1], np.int8)):
        assert function(x).dtype == np.float64
        np.testing.assert_array_equal(function(x), want)


@pytest.mark.parametrize("function", SCALAR_FUNCTIONS)
def test_a_number_gives_a_number(function):
    assert type(function(1)) is np.float64
    assert type(function(np.float32(1))) is np.float32


@pytest.mark.parametrize("function", SCALAR_FUNCTIONS + ROW_FUNCTIONS)
def test_the_input_is_not_written_to_and_may_have_strides(function):
    wide = frozen(random_logits((6, 10)))
    want = function(wide[::2, ::-3].copy())
    np.testing.assert_array_equal(function(wide[::2, ::-3]), want)
    np.testing.assert_allclose(function(np.asfortranarray(wide)), function(wide), rtol=1e-14)

"""Losses: exactness, equivalences, shapes and dtypes."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles import (
    DTYPES,
    FLOATS,
    INF,
    MP,
    REDUCTIONS,
    exact,
    frozen,
    random_rows,
    worst_error,
)
from xentlib import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    categorical_cross_entropy,
    cross_entropy,
    cross_entropy_with_logits,
    cross_entropy_with_logits_grad,
    entropy,
    focal_loss_with_logits,
    kl_divergence,
    log_softmax,
    nll_loss,
    one_hot,
    sigmoid,
    smooth_labels,
    softmax,
)

SCORES = np.array([[2.0, 0, 0], [0, 1, 0], [0, 0, 3]])
WEIGHTS = [1, 2, 10]
random = np.random.default_rng


def random_logits(shape, scale=3.0, seed=0, dtype=np.float64):
    return (scale * random(seed).normal(size=shape)).astype(dtype)


@st.composite
def problems(draw, least=1):
    """Hypothesis strategy: (logits, class indices) of some rows over at least so many classes."""
    c, n = draw(st.integers(least, 6)), draw(st.integers(1, 6))
    z = draw(st.lists(st.floats(-60, 60), min_size=n * c, max_size=n * c))
    y = draw(st.lists(st.integers(0, c - 1), min_size=n, max_size=n))
    return np.reshape(z, (n, c)), np.array(y)


log_odds = st.floats(-800, 800)
shares = st.integers(0, 64).map(lambda k: k / 64)  # 1 - t is exact


# --- exactness -------------------------------------------------------------------------


def exact_losses(z):
    """Return -log softmax(z)[c] of each class with 50 digits."""
    z = exact(z)
    behind = [[MP.exp(b - a) for k, b in enumerate(z) if k != c] for c, a in enumerate(z)]
    return [MP.log1p(MP.fsum(terms)) for terms in behind]


def largest_gap_that_matters(z):
    """Return the distance from the largest logit to the others, weighted by probability."""
    behind = np.sort(z.max() - z.astype(np.float64))[1:]
    weights = np.exp(behind[0] - behind)
    return (weights * behind).sum() / weights.sum()


@FLOATS
@pytest.mark.parametrize("shift", [0, 1e4, -1e4])
@pytest.mark.parametrize("classes", [2, 10, 1000])
def test_cross_entropy_loses_no_more_than_half_the_gap_and_8_eps(classes, shift, dtype):
    for power in range(-12, 5, 1 if classes < 1000 else 8):
        z = (random_logits(classes, 10.0**power, seed=power + 12) + shift).astype(dtype)
        picked = np.arange(min(classes, 10))
        want = exact_losses(z)[: len(picked)] if classes < 1000 else exact_first_losses(z)
        got = cross_entropy_with_logits(np.tile(z, (len(picked), 1)), picked, reduction="none")
        assert worst_error(got, want) <= largest_gap_that_matters(z) / 2 + 8


def exact_first_losses(z):
    """Return -log softmax(z)[c] of the first 10 classes, of which none may be the likeliest."""
    total = MP.log(MP.fsum(MP.exp(v) for v in exact(z)))
    return [total - v for v in exact(z)[:10]]


@FLOATS
@pytest.mark.parametrize("classes", [1000, 1024, 1025, 32_000])
def test_equal_terms_do_not_pile_up_their_rounding(classes, dtype):
    gaps = np.linspace(0.1, 9.9, 20).astype(dtype)
    z = np.where(np.arange(classes) == 7, 0, -gaps[:, None]).astype(dtype)
    want = [MP.log1p((classes - 1) * MP.exp(-gap)) for gap in exact(gaps)]
    got = cross_entropy_with_logits(z, np.full(20, 7), reduction="none")
    assert worst_error(got, want) <= 8
    grad = cross_entropy_with_logits_grad(z, np.full(20, 7), reduction="none")
    want = [1 / (MP.exp(gap) + classes - 1) for gap in exact(gaps)]
    assert worst_error(grad[:, 0], want) <= 16


@FLOATS
def test_cross_entropy_keeps_the_digits_of_a_small_loss(dtype):
    for gap in range(1, 85):
        z = np.array([gap, 0], dtype)
        want = [MP.log1p(MP.exp(-gap)), MP.log1p(MP.exp(gap))]
        got = cross_entropy_with_logits([z, z], [0, 1], reduction="none")
        assert worst_error(got.astype(dtype), want) <= 4


@FLOATS
def test_cross_entropy_to_distributions_is_exact(dtype):
    for power in range(-12, 2):
        z = random_logits(6, 10.0**power, power + 12, dtype)
        t = random_rows((6,), power + 12, dtype)
        want = MP.fsum(a * b for a, b in zip(exact(t), exact_losses(z), strict=True))
        got = cross_entropy_with_logits(z, t, reduction="none")
        assert worst_error(got, [want]) <= largest_gap_that_matters(z) / 2 + 8


def exact_binary(x, t, a=1):
    """Return a t softplus(-x) + (1 - t) softplus(x) with 50 digits."""
    x, t = MP.mpf(float(x)), MP.mpf(float(t))
    return a * t * MP.log1p(MP.exp(-x)) + (1 - t) * MP.log1p(MP.exp(x))


def many_log_odds(dtype):
    small = 10.0 ** np.linspace(-12, 2, 43)
    return np.concatenate(
        [np.linspace(-800, 800, 81), small, -small, random_logits(200), [0.0]]
    ).astype(dtype)


# float32: NumPy's own exp and log1p are off by up to 1.7 eps each.
BINARY_LIMIT = {np.float32: 3, np.float64: 2}


@FLOATS
@pytest.mark.parametrize("t", [0, 1, 0.5, 0.1, 1 - 2.0**-20])
def test_binary_cross_entropy_with_logits_is_exact(t, dtype):
    x = many_log_odds(dtype)
    t = np.full(x.shape, t, dtype)
    got = binary_cross_entropy_with_logits(x, t, reduction="none")
    want = [exact_binary(a, b) for a, b in zip(x, t, strict=True)]
    assert worst_error(got, want) <= BINARY_LIMIT[dtype]


@FLOATS
@pytest.mark.parametrize("t", [0, 1, 0.25])
def test_pos_weight_costs_no_digits(t, dtype):
    x = many_log_odds(dtype)
    got = binary_cross_entropy_with_logits(x, np.full(x.shape, t), pos_weight=3.0, reduction="none")
    assert worst_error(got, [exact_binary(a, t, 3) for a in x]) <= BINARY_LIMIT[dtype] + 1


def test_targets_finer_than_the_logits_keep_their_complement():
    x, t = np.float32([30]), np.array([1 - 1e-9])
    want = exact_binary(30, t[0])
    assert worst_error(binary_cross_entropy_with_logits(x, t), [want]) <= 3


@FLOATS
def test_binary_cross_entropy_of_probabilities_is_exact(dtype):
    tiny = 10.0 ** -np.arange(1, 37)
    p = np.concatenate([tiny, 1 - tiny[:7], np.linspace(0.01, 0.99, 99)]).astype(dtype)
    for t in (0, 1, 0.3):
        t = dtype(t)
        q = exact(p)
        want = [-(exact(t)[0] * MP.log(v) + (1 - exact(t)[0]) * MP.log1p(-v)) for v in q]
        got = binary_cross_entropy(p, np.full(p.shape, t), reduction="none")
        assert worst_error(got, want) <= 2


@FLOATS
def test_cross_entropy_of_probabilities_is_exact(dtype):
    p = random_rows((50, 4), 1, dtype)
    y, t = random(2).integers(0, 4, 50), random_rows((50, 4), 3, dtype)
    want = [-MP.log(exact(row)[k]) for row, k in zip(p, y, strict=True)]
    assert worst_error(categorical_cross_entropy(p, y, reduction="none"), want) <= 2
    want = [
        -MP.fsum(a * MP.log(b) for a, b in zip(exact(u), exact(q), strict=True))
        for u, q in zip(t, p, strict=True)
    ]
    assert worst_error(categorical_cross_entropy(p, t, reduction="none"), want) <= 4


@FLOATS
@pytest.mark.parametrize("gamma", [0, 0.5, 2, 5])
def test_focal_loss_is_exact(gamma, dtype):
    x = many_log_odds(dtype)
    x = x[abs(x) < 60]
    want = [
        MP.exp(-gamma * MP.log1p(MP.exp(v))) * MP.log1p(MP.exp(-v)) for v in exact(x)
    ]  # (1 - p)^gamma (-log p)
    for sign, t in (1, 1.0), (-1, 0.0):
        got = focal_loss_with_logits(sign * x, np.full(x.shape, t), gamma=gamma, reduction="none")
        assert worst_error(got, want) <= 4 + gamma


@FLOATS
def test_sums_are_taken_in_float64(dtype):
    z = np.zeros((100_001, 2), dtype)  # in float32 a running sum would be off by 1e-4
    y = np.zeros(len(z), int)
    log_2 = float(mpmath.log(2))
    mean = cross_entropy_with_logits(z, y)
    assert mean == pytest.approx(log_2, rel=2 * float(np.finfo(dtype).eps))
    assert cross_entropy_with_logits(z, y, reduction="sum") == pytest.approx(
        len(z) * log_2, rel=2 * float(np.finfo(dtype).eps)
    )
    assert binary_cross_entropy_with_logits(z[:, 0], y) == mean


def test_a_mean_of_float16_does_not_overflow():  # torch and TensorFlow give NaN
    z = np.zeros((100_000, 2), np.float16)
    assert cross_entropy_with_logits(z, np.zeros(len(z), int)) == np.float16(np.log(2))
    assert cross_entropy_with_logits(z, np.zeros(len(z), int), reduction="sum") == INF


# --- worked examples -------------------------------------------------------------------


def test_class_weights():  # F-A
    for targets in ([0, 1, 2], np.eye(3)):
        loss = cross_entropy_with_logits(SCORES, targets, class_weights=WEIGHTS)
        assert loss == pytest.approx(0.176282, abs=1e-6)
    assert cross_entropy_with_logits(SCORES[2:], [2], class_weights=WEIGHTS) == pytest.approx(
        0.094923, abs=1e-6
    )
    losses = cross_entropy_with_logits(SCORES, [0, 1, 2], class_weights=WEIGHTS, reduction="none")
    np.testing.assert_allclose(losses, [0.239545, 2 * 0.551445, 10 * 0.094923], atol=5e-6)


def test_weights_of_binary_targets():  # F-A
    x, t = [0.0, 1, -1], [1, 0, 1]
    loss = binary_cross_entropy_with_logits(x, t, weights=WEIGHTS)
    assert loss == pytest.approx(1.265560, abs=1e-6)
    p = binary_cross_entropy(sigmoid(x), t, weights=WEIGHTS)
    assert p == pytest.approx(1.265560, abs=1e-6)


def test_label_smoothing():  # F-B
    y = [0, 1, 2]
    loss = cross_entropy_with_logits(SCORES, y, label_smoothing=0.1)
    assert loss == pytest.approx(0.428638, abs=1e-6)
    options = {"class_weights": WEIGHTS, "label_smoothing": 0.1}
    losses = cross_entropy_with_logits(SCORES, y, reduction="none", **options)
    np.testing.assert_allclose(losses, [1.119393, 1.598226, 1.195439], atol=1e-6)
    smooth = 0.9 * np.eye(3) + 0.1 / 3
    total = (smooth * WEIGHTS).sum()  # torch divides by 13, the sum for the unsmoothed targets
    mean = cross_entropy_with_logits(SCORES, y, **options)
    assert mean == pytest.approx(losses.sum() / total, rel=1e-14)
    assert losses.sum() / 13 == pytest.approx(0.301005, abs=1e-6)


def test_a_masked_class():  # F-G
    z = [1, 0, -INF]
    for target in (0, [1.0, 0, 0]):
        assert cross_entropy_with_logits(z, target) == pytest.approx(0.313262, abs=1e-6)
    assert cross_entropy_with_logits(z, 2) == INF
    assert cross_entropy_with_logits(z, 0, label_smoothing=0.1) == INF
    assert cross_entropy_with_logits(z, [0.9, 0, 0.1]) == INF


def test_impossible_events_cost_inf_and_sure_ones_nothing():  # F-D
    assert categorical_cross_entropy([[0.0, 1.0]], [0]) == INF
    assert categorical_cross_entropy([[0.0, 1.0]], [1]) == 0
    assert categorical_cross_entropy([[0.0, 1.0]], [[0.0, 1.0]]) == 0
    assert nll_loss([[-INF, 0.0]], [0]) == INF
    assert nll_loss([[-INF, 0.0]], [[0.0, 1.0]]) == 0
    assert binary_cross_entropy([0, 1, 0, 1], [1, 0, 0, 1], reduction="none").tolist() == [
        INF,
        INF,
        0,
        0,
    ]


def test_infinite_log_odds():  # F-G: NaN in torch, TensorFlow and optax
    x, t = [INF, -INF, INF, -INF], [1, 0, 0, 1]
    for options in ({}, {"pos_weight": 3.0}, {"weights": 2.0}):
        losses = binary_cross_entropy_with_logits(x, t, reduction="none", **options)
        assert losses.tolist() == [0, 0, INF, INF]
    for gamma in (0, 0.5, 2):
        losses = focal_loss_with_logits(x, t, gamma=gamma, reduction="none")
        assert losses.tolist() == [0, 0, INF, INF]


def test_a_zero_weight_hides_an_infinite_loss():
    z = [[0.0, -INF], [0.0, 0.0]]
    losses = cross_entropy_with_logits(z, [1, 0], class_weights=[1, 0], reduction="none")
    assert losses.tolist() == [0, np.log(2)]
    assert cross_entropy_with_logits(z, [1, 0], ignore_index=1) == np.log(2)
    soft = cross_entropy_with_logits(z, [[0, 1.0], [1, 0]], class_weights=[1, 0], reduction="sum")
    assert soft == np.log(2)
    assert nll_loss([[0.0, -INF]], [1], class_weights=[1, 0], reduction="sum") == 0
    assert categorical_cross_entropy([[1.0, 0]], [1], class_weights=[1, 0], reduction="sum") == 0
    assert binary_cross_entropy([0.0, 0.5], [1, 1], weights=[0, 1]) == np.log(2)
    assert binary_cross_entropy_with_logits([-INF, 0], [1, 1], weights=[0, 1]) == np.log(2)
    assert binary_cross_entropy_with_logits([-INF], [1], pos_weight=0.0) == 0


def test_small_losses():  # F-J
    assert cross_entropy_with_logits([40.0, 0], 0) == pytest.approx(4.248354e-18, rel=1e-6)
    for x, t in ((40.0, 1), (-40.0, 0)):
        loss = binary_cross_entropy_with_logits(x, t)
        assert loss == pytest.approx(4.248354e-18, rel=1e-6)
    z = np.float32([1e6, 1e6 + 1])
    assert cross_entropy_with_logits(z, 1) == pytest.approx(0.3132617, rel=3e-7)


def test_focal():  # F-K
    x, t = [2, -1, 0.5], [1, 0, 1]
    losses = focal_loss_with_logits(x, t, reduction="none")
    np.testing.assert_allclose(losses, [0.001804, 0.022658, 0.067573], atol=1e-6)
    losses = focal_loss_with_logits(x, t, alpha=0.25, reduction="none")
    np.testing.assert_allclose(losses, [0.000451, 0.016994, 0.016893], atol=1e-6)
    assert focal_loss_with_logits(x, t, alpha=0.25) == pytest.approx(losses.mean(), rel=1e-14)


def test_pos_weight():  # F-L
    x, t = [2, -1, 0.5], [1, 0, 1]
    losses = binary_cross_entropy_with_logits(x, t, pos_weight=3, reduction="none")
    np.testing.assert_allclose(losses, [0.380784, 0.313262, 1.422231], atol=1e-6)
    mean = binary_cross_entropy_with_logits(x, t, pos_weight=3)
    assert mean == pytest.approx(0.705426, abs=1e-6)
    assert binary_cross_entropy_with_logits(0.0, 0.5, pos_weight=3) == 2 * np.log(2)


def test_smooth_labels_keeps_the_sum():
    np.testing.assert_allclose(smooth_labels([0.2, 0.8], 0.5), [0.35, 0.65], rtol=1e-15)
    np.testing.assert_array_equal(
        smooth_labels(np.eye(4), 0.2, axis=0), smooth_labels(np.eye(4), 0.2)
    )
    columns = smooth_labels([[1.0, 0], [0, 1], [0, 0]], 0.3, axis=0)
    np.testing.assert_allclose(columns, [[0.8, 0.1], [0.1, 0.8], [0.1, 0.1]], rtol=1e-14)
    assert smooth_labels([1.0, 0], 1).tolist() == [0.5, 0.5]
    assert smooth_labels([1.0, 0], 0).tolist() == [1, 0]


def test_one_hot():
    assert one_hot(1, 3).tolist() == [0, 1, 0]
    assert one_hot([], 3).shape == (0, 3)
    labels = np.array([[2, 0], [1, 1]])
    for axis in (-3, -2, -1, 0, 1, 2):
        rows = one_hot(labels, 3, axis=axis)
        np.testing.assert_array_equal(rows.argmax(axis=axis), labels)
        np.testing.assert_array_equal(rows.sum(axis=axis), 1)
        assert rows.dtype == np.float64


def test_mean_of_means():  # F-M
    z = random_logits((5, 3))
    y = np.array([0, 1, -100, 2, 0])
    sums = [
        cross_entropy_with_logits(z[s], y[s], ignore_index=-100, reduction="sum")
        for s in (slice(0, 3), slice(3, 5))
    ]
    mean = cross_entropy_with_logits(z, y, ignore_index=-100)
    assert mean == pytest.approx(sum(sums) / 4, rel=1e-14)


# --- two ways to the same number -------------------------------------------------------


@REDUCTIONS
@given(problems())
def test_class_indices_are_one_hot_rows(reduction, problem):
    z, y = problem
    c = z.shape[1]
    rows, weights = one_hot(y, c), np.arange(1.0, c + 1)
    for options in ({}, {"class_weights": weights}, {"label_smoothing": 0.1},
                    {"class_weights": weights, "label_smoothing": 0.1}):  # fmt: skip
        options["reduction"] = reduction
        a = cross_entropy_with_logits(z, y, **options)
        b = cross_entropy_with_logits(z, rows, **options)
        np.testing.assert_allclose(a, b, rtol=1e-13)
        p = softmax(z / 20)
        a = categorical_cross_entropy(p, y, **options)
        b = categorical_cross_entropy(p, rows, **options)
        np.testing.assert_allclose(a, b, rtol=1e-13, atol=1e-15)


@given(problems())
def test_from_logits_log_probabilities_or_probabilities(problem):
    z, y = problem
    want = cross_entropy_with_logits(z, y, reduction="none")
    np.testing.assert_allclose(nll_loss(log_softmax(z), y, reduction="none"), want, rtol=1e-12)
    p = softmax(z)
    got = categorical_cross_entropy(p, y, reduction="none")
    np.testing.assert_allclose(got, want, rtol=1e-12, atol=1e-15)


@given(problems(), st.data())
def test_integer_weights_are_repetitions(problem, data):
    z, y = problem
    c = z.shape[1]
    counts = np.array(data.draw(st.lists(st.integers(0, 3), min_size=c, max_size=c)))
    repeat = counts[y]
    if repeat.sum() == 0:
        return
    weighted = cross_entropy_with_logits(z, y, class_weights=counts)
    repeated = cross_entropy_with_logits(np.repeat(z, repeat, axis=0), np.repeat(y, repeat))
    np.testing.assert_allclose(weighted, repeated, rtol=1e-12, atol=1e-300)


@given(st.lists(st.tuples(log_odds, shares, st.integers(0, 3)), min_size=1, max_size=8))
def test_integer_weights_of_binary_targets_are_repetitions(rows):
    x, t, w = np.array(rows).T
    n = w.astype(int)
    if n.sum() == 0:
        return
    for loss, inputs in ((binary_cross_entropy_with_logits, x), (binary_cross_entropy, sigmoid(x))):
        weighted = loss(inputs, t, weights=w)
        repeated = loss(np.repeat(inputs, n), np.repeat(t, n))
        np.testing.assert_allclose(weighted, repeated, rtol=1e-12, atol=1e-300)


@REDUCTIONS
@pytest.mark.parametrize("ignored", [-100, -1, 99, 0])
@pytest.mark.parametrize("options", [{}, {"label_smoothing": 0.1}, {"class_weights": [1, 2, 3, 4]}])
def test_a_mask_is_a_deletion(options, ignored, reduction):
    z, y = random_logits((8, 4)), random(1).integers(0, 4, 8)
    y[[1, 4]] = ignored
    kept = y != ignored
    a = cross_entropy_with_logits(z, y, ignore_index=ignored, reduction=reduction, **options)
    b = cross_entropy_with_logits(z[kept], y[kept], reduction=reduction, **options)
    if reduction == "none":
        assert a[~kept].tolist() == [0] * (~kept).sum()
        a = a[kept]
    np.testing.assert_allclose(a, b, rtol=1e-14)
    if "label_smoothing" not in options:
        log_p, p = log_softmax(z), softmax(z)
        options = dict(options, reduction=reduction, ignore_index=ignored)
        c = nll_loss(log_p, y, **options)
        d = categorical_cross_entropy(p, y, **options)
        np.testing.assert_allclose(c, d, rtol=1e-12)
        np.testing.assert_allclose(c[kept] if reduction == "none" else c, b, rtol=1e-12)


@given(problems(), st.sampled_from([-(2.0**13), 2.0**13]))
def test_shifting_all_logits_changes_no_bit(problem, shift):
    z, y = problem
    z = np.round(z)
    a = cross_entropy_with_logits(z, y, reduction="none")
    np.testing.assert_array_equal(cross_entropy_with_logits(z + shift, y, reduction="none"), a)


@given(problems(), st.randoms(use_true_random=False))
def test_the_order_of_classes_does_not_matter(problem, shuffle):
    z, y = problem
    order = np.array(shuffle.sample(range(z.shape[1]), z.shape[1]))
    place = np.argsort(order)
    a = cross_entropy_with_logits(z, y, reduction="none")
    b = cross_entropy_with_logits(z[:, order], place[y], reduction="none")
    np.testing.assert_allclose(a, b, rtol=1e-13)


@given(problems(least=2))
def test_cross_entropy_is_entropy_plus_divergence(problem):
    z, _ = problem
    q = softmax(z / 6)
    p = random_rows(z.shape)
    loss = cross_entropy_with_logits(z / 6, p, reduction="none")
    np.testing.assert_allclose(loss, entropy(p) + kl_divergence(p, q), rtol=1e-12)
    np.testing.assert_allclose(loss, cross_entropy(p, q), rtol=1e-12)
    np.testing.assert_allclose(
        categorical_cross_entropy(q, p, reduction="none"), cross_entropy(p, q), rtol=1e-12
    )
    assert (loss >= entropy(p) * (1 - 1e-14)).all()  # Gibbs


@given(problems(), st.floats(0, 1))
def test_label_smoothing_is_smooth_labels(problem, epsilon):
    z, y = problem
    c = z.shape[1]
    a = cross_entropy_with_logits(z, y, label_smoothing=epsilon, reduction="none")
    t = smooth_labels(one_hot(y, c), epsilon)
    np.testing.assert_allclose(a, cross_entropy_with_logits(z, t, reduction="none"), rtol=1e-13)
    uniform = np.full(z.shape, 1 / c)
    b = (1 - epsilon) * cross_entropy_with_logits(z, y, reduction="none")
    b += epsilon * cross_entropy_with_logits(z, uniform, reduction="none")
    np.testing.assert_allclose(a, b, rtol=1e-12)


@given(log_odds, shares)
def test_binary_cross_entropy_is_a_cross_entropy_of_two_classes(x, t):
    want = cross_entropy_with_logits([0, x], [1 - t, t])
    np.testing.assert_allclose(binary_cross_entropy_with_logits(x, t), want, rtol=1e-13)


@given(log_odds, shares)
def test_the_mirror_image_costs_exactly_the_same(x, t):
    a = binary_cross_entropy_with_logits(x, t)
    assert a == binary_cross_entropy_with_logits(-x, 1 - t)
    assert focal_loss_with_logits(x, t, alpha=0.25) == focal_loss_with_logits(-x, 1 - t, alpha=0.75)


@given(st.floats(-30, 30), shares)
def test_binary_cross_entropy_from_logits_or_probabilities(x, t):
    got, want = binary_cross_entropy(sigmoid(x), t), binary_cross_entropy_with_logits(x, t)
    np.testing.assert_allclose(got, want, rtol=1e-2, atol=1e-13)
    if abs(x) < 5:
        np.testing.assert_allclose(got, want, rtol=1e-12)


@given(log_odds, shares, st.floats(0, 10))
def test_pos_weight_multiplies_the_cost_of_yes(x, t, a):
    want = a * t * binary_cross_entropy_with_logits(x, 1)
    want += (1 - t) * binary_cross_entropy_with_logits(x, 0)
    got = binary_cross_entropy_with_logits(x, t, pos_weight=a)
    np.testing.assert_allclose(got, want, rtol=1e-13)


@given(log_odds, shares, st.floats(0, 1), st.floats(0, 5))
def test_focal_loss_mixes_yes_and_no(x, t, alpha, gamma):
    yes, no = (focal_loss_with_logits(x, k, gamma=gamma) for k in (1, 0))
    got = focal_loss_with_logits(x, t, gamma=gamma, alpha=alpha)
    np.testing.assert_allclose(got, alpha * t * yes + (1 - alpha) * (1 - t) * no, rtol=1e-13)
    zero = focal_loss_with_logits(x, t, gamma=0)
    np.testing.assert_allclose(zero, binary_cross_entropy_with_logits(x, t), rtol=1e-13)


def test_the_best_constant_prediction_is_the_class_frequency():
    y = np.array([0, 0, 0, 1, 2, 2])
    frequency = np.bincount(y) / len(y)
    best = cross_entropy_with_logits(np.tile(np.log(frequency), (6, 1)), y)
    assert best == pytest.approx(entropy(frequency), rel=1e-14)
    for step in random(0).normal(size=(50, 3)):
        worse = cross_entropy_with_logits(np.tile(np.log(frequency) + 0.1 * step, (6, 1)), y)
        assert worse > best


@pytest.mark.parametrize("targets", [[0, 1, 2], np.eye(3)])
@pytest.mark.parametrize("weights", [None, WEIGHTS])
def test_reductions(weights, targets):
    options = {"class_weights": weights}
    each = cross_entropy_with_logits(SCORES, targets, reduction="none", **options)
    total = cross_entropy_with_logits(SCORES, targets, reduction="sum", **options)
    mean = cross_entropy_with_logits(SCORES, targets, reduction="mean", **options)
    assert total == pytest.approx(each.sum(), rel=1e-15)
    assert mean == pytest.approx(total / (13 if weights else 3), rel=1e-15)
    assert cross_entropy_with_logits(SCORES, targets, **options) == mean


# --- shapes, dtypes, memory ------------------------------------------------------------

MULTICLASS = [cross_entropy_with_logits, nll_loss, categorical_cross_entropy]
BINARY = [binary_cross_entropy, binary_cross_entropy_with_logits, focal_loss_with_logits]
SHAPES = [(4,), (3, 4), (2, 3, 4), (0, 4), (2, 0, 4), (3, 1)]


def prediction(function, shape, dtype=np.float64):
    z = random_logits(shape)
    if function is nll_loss:
        z = log_softmax(z)
    if function is categorical_cross_entropy:
        z = softmax(z)
    return (sigmoid(z) if function is binary_cross_entropy else z).astype(dtype)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("function", MULTICLASS)
def test_each_row_is_computed_by_itself_on_any_axis(function, shape):
    x = prediction(function, shape)
    y, t = random(1).integers(0, shape[-1], shape[:-1]), random_rows(shape, 2)
    flat, labels = x.reshape(-1, shape[-1]), y.ravel()
    want = np.array([function(row, k) for row, k in zip(flat, labels, strict=True)])
    got = function(x, y, reduction="none")
    assert np.shape(got) == shape[:-1]
    np.testing.assert_allclose(got, want.reshape(shape[:-1]), rtol=1e-14)
    soft = function(x, t, reduction="none")
    for axis in range(len(shape)):
        moved = np.moveaxis(x, -1, axis)
        for a in (axis, axis - len(shape)):
            again = function(moved, y, axis=a, reduction="none")
            np.testing.assert_array_equal(again, got)
            again = function(moved, np.moveaxis(t, -1, axis), axis=a, reduction="none")
            np.testing.assert_array_equal(again, soft)


@pytest.mark.parametrize("shape", [(), (4,), (3, 4), (2, 3, 4), (0,), (2, 0)])
@pytest.mark.parametrize("function", BINARY)
def test_each_entry_is_computed_by_itself(function, shape):
    x, t = prediction(function, shape), random(1).random(shape)
    got = function(x, t, reduction="none")
    assert np.shape(got) == shape
    want = [function(a, b) for a, b in zip(x.flat, t.flat, strict=True)]
    np.testing.assert_allclose(np.ravel(got), want, rtol=1e-15)
    assert function(x, t, reduction="sum") == pytest.approx(sum(want), rel=1e-14)


@pytest.mark.parametrize("function", MULTICLASS)
def test_an_empty_batch_has_the_sum_0(function):
    for empty in ([], np.zeros(0, int), np.zeros((0, 3))):
        assert function(np.zeros((0, 3)), empty, reduction="sum") == 0
        assert function(np.zeros((0, 3)), empty, reduction="none").shape == (0,)


@REDUCTIONS
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("function", MULTICLASS)
def test_the_dtype_of_the_prediction_is_that_of_the_result(function, dtype, reduction):
    x = prediction(function, (5, 4), dtype)
    y = random(1).integers(0, 4, 5)
    for targets in (y, y.astype(np.uint8), one_hot(y, 4), one_hot(y, 4).astype(np.float16)):
        for options in ({}, {"class_weights": [1, 2, 3, 4.5]}):
            loss = function(x, targets, reduction=reduction, **options)
            assert loss.dtype == dtype
            wide = x.astype(np.promote_types(dtype, np.float32))
            wide = function(wide, targets, reduction=reduction, **options)
            np.testing.assert_allclose(loss, wide, rtol=8 * np.finfo(dtype).eps)


@REDUCTIONS
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("function", BINARY)
def test_the_dtype_of_binary_losses(function, dtype, reduction):
    x = prediction(function, (5, 4), dtype)
    t = random(1).integers(0, 2, (5, 4))
    wide = function(x.astype(np.promote_types(dtype, np.float32)), t, reduction=reduction)
    for targets in (t, t.astype(np.float16), t.astype(np.float64)):
        loss = function(x, targets, reduction=reduction)
        assert loss.dtype == dtype
        np.testing.assert_allclose(loss, wide.astype(dtype), rtol=8 * np.finfo(dtype).eps)


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_label_smoothing_keeps_the_dtype(dtype):
    z = random_logits((5, 4), dtype=dtype)
    assert cross_entropy_with_logits(z, [0, 1, 2, 3, 0], label_smoothing=0.1).dtype == dtype
    assert smooth_labels(np.eye(3, dtype=dtype), 0.1).dtype == dtype


@pytest.mark.parametrize("options", [{}, {"label_smoothing": 0.1}, {"class_weights": [3, 0.1, 7]}])
def test_coarse_targets_do_not_make_the_loss_coarse(options):
    z, t = random_logits((2, 3)), np.array([[0.75, 0.125, 0.125], [0.25, 0.5, 0.25]])
    for coarse in (t.astype(np.float16), t.astype(np.float32)):
        got = cross_entropy_with_logits(z, coarse, **options)
        assert got == cross_entropy_with_logits(z, coarse.astype(np.float64), **options)
        got = binary_cross_entropy_with_logits(z, coarse)
        assert got == binary_cross_entropy_with_logits(z, coarse.astype(np.float64))


def test_a_mean_over_many_smoothed_float32_rows():
    z, y = np.zeros((3, 100_000), np.float32), [0, 1, 2]
    got = cross_entropy_with_logits(z, y, label_smoothing=0.5)
    assert got == pytest.approx(np.log(100_000), rel=1e-6)


def test_an_ignored_row_of_a_single_class():
    assert cross_entropy_with_logits([[5.0], [3.0]], [0, -1], ignore_index=-1) == 0


def test_float16_computes_in_float32_and_rounds_once():
    z, y = random_logits((50, 9), dtype=np.float16), random(1).integers(0, 9, 50)
    want = cross_entropy_with_logits(z.astype(np.float32), y, reduction="none")
    got = cross_entropy_with_logits(z, y, reduction="none")
    np.testing.assert_array_equal(got, want.astype(np.float16))


def test_a_gap_beyond_the_largest_float_is_inf():
    big = np.finfo(np.float32).max
    z = np.float32([[big, -big]] * 2)
    for targets in ([0, 1], np.eye(2)):
        losses = cross_entropy_with_logits(z, targets, reduction="none")
        assert losses.tolist() == [0, INF]


@pytest.mark.parametrize("function", MULTICLASS + BINARY)
def test_certainty_costs_plus_zero(function):
    sure = {nll_loss: [0.0, -INF], categorical_cross_entropy: [1.0, 0]}.get(function, [900.0, 0])
    if function in BINARY:
        sure = 1.0 if function is binary_cross_entropy else 900.0
    for reduction in ("none", "sum", "mean"):
        loss = function(sure, 1 if function in BINARY else 0, reduction=reduction)
        assert loss == 0
        assert not np.signbit(loss)


@pytest.mark.parametrize("function", MULTICLASS + BINARY)
def test_the_inputs_are_not_written_to_and_may_have_strides(function):
    x = frozen(prediction(function, (6, 8)))
    t = frozen(random(1).random((6, 8)) if function in BINARY else random_rows((6, 8), 1))
    extra = {"weights": frozen(np.ones(8))} if function is binary_cross_entropy else {}
    if function in MULTICLASS:
        extra = {"class_weights": frozen(np.arange(8.0))}
        y = frozen(random(1).integers(-1, 8, 6))
        options = {"ignore_index": -1, "reduction": "none", **extra}
        got = function(np.asfortranarray(x)[::2], y[::2], **options)
        np.testing.assert_array_equal(got, function(x[::2].copy(), y[::2].copy(), **options))
    want = function(x[::-2].copy(), t[::-2].copy(), reduction="none", **extra)
    np.testing.assert_array_equal(function(x[::-2], t[::-2], reduction="none", **extra), want)

"""What is counted in tokens: sums that add over micro-batches, and the penalty on log Z."""

import numpy as np
import pytest
from oracles import DTYPES, FLOATS, INF, MP, REDUCTIONS, exact, worst_error
from xentlib import (
    bits_per_byte,
    cross_entropy_with_logits,
    cross_entropy_with_logits_sums,
    logsumexp,
    numerical_gradient,
    perplexity,
    softmax,
    z_loss,
)

random = np.random.default_rng

# --- losses of micro-batches -------------------------------------------------------------


def batch(seed=0, rows=12, classes=5):
    """Return logits, and class indices of which some are ignored as -100."""
    rng = random(seed)
    z, y = 3 * rng.normal(size=(rows, classes)), rng.integers(0, classes, rows)
    return z, np.where(rng.random(rows) < 0.3, -100, y)


@pytest.mark.parametrize("weights", [None, [1.0, 2, 0, 0.5, 3]])
@pytest.mark.parametrize("smoothing", [0, 0.1])
@pytest.mark.parametrize("cuts", [[], [6], [1, 3, 11], list(range(1, 12))])
def test_the_sums_of_micro_batches_are_those_of_the_whole(cuts, smoothing, weights):
    z, y = batch()
    options = {"ignore_index": -100, "class_weights": weights, "label_smoothing": smoothing}
    parts = [
        cross_entropy_with_logits_sums(a, b, **options)
        for a, b in zip(np.split(z, cuts), np.split(y, cuts), strict=True)
    ]
    loss, weight = np.sum(parts, axis=0)
    assert loss / weight == pytest.approx(cross_entropy_with_logits(z, y, **options), rel=1e-14)
    assert loss == pytest.approx(
        cross_entropy_with_logits(z, y, reduction="sum", **options), rel=1e-14
    )


def test_a_mean_of_means_is_another_number():
    z, y = batch()
    parts = [(z[:2], y[:2]), (z[2:], y[2:])]
    means = [cross_entropy_with_logits(a, b, ignore_index=-100) for a, b in parts]
    whole = cross_entropy_with_logits(z, y, ignore_index=-100)
    assert abs(np.mean(means) - whole) > 0.01


def test_the_weight_is_the_number_of_rows_that_count():
    z, y = batch()
    assert cross_entropy_with_logits_sums(z, y, ignore_index=-100)[1] == np.sum(y != -100)
    assert cross_entropy_with_logits_sums(z, abs(y) % 5)[1] == 12
    t = softmax(z)
    loss, weight = cross_entropy_with_logits_sums(z, t, class_weights=[1, 2, 3, 4, 5])
    assert weight == pytest.approx((t @ [1, 2, 3, 4, 5]).sum(), rel=1e-14)
    want = cross_entropy_with_logits(z, t, class_weights=[1, 2, 3, 4, 5])
    assert loss / weight == pytest.approx(want, rel=1e-14)


def test_a_micro_batch_without_targets_adds_nothing():
    nothing = np.full((2, 3), np.nan), [-100, -100]
    assert cross_entropy_with_logits_sums(*nothing, ignore_index=-100) == (0, 0)
    assert cross_entropy_with_logits_sums(np.empty((0, 3)), []) == (0, 0)


@pytest.mark.parametrize("dtype", DTYPES)
def test_sums_are_float64_and_do_not_overflow(dtype):
    z, y = np.zeros((20_000, 2), dtype), np.zeros(20_000, int)
    z[:, 1] = 10
    got = cross_entropy_with_logits_sums(z, y)
    assert [v.dtype for v in got] == [np.float64] * 2
    assert [v.shape for v in got] == [()] * 2
    assert got[0] == pytest.approx(20_000 * np.log1p(np.exp(10.0)), rel=1e-6)


def test_sums_over_another_axis_and_more_axes():
    z, y = batch()
    want = cross_entropy_with_logits_sums(z, y, ignore_index=-100)
    assert cross_entropy_with_logits_sums(z.T, y, axis=0, ignore_index=-100) == want
    got = cross_entropy_with_logits_sums(z.reshape(3, 4, 5), y.reshape(3, 4), ignore_index=-100)
    assert got == want


def test_a_masked_class_as_target_costs_infinity():
    with np.errstate(all="raise"):
        assert cross_entropy_with_logits_sums([[0, -INF]], [1]) == (INF, 1)


# --- perplexity and bits per byte -----------------------------------------------------------


def texts(seed=0, count=9):
    """Return mean costs of texts, with their tokens and bytes."""
    rng = random(seed)
    tokens = rng.integers(1, 400, count)
    return rng.gamma(3, size=count), tokens, tokens * rng.integers(1, 6, count)


@pytest.mark.parametrize("dtype", DTYPES)
def test_perplexity_and_bits_per_byte_are_exact(dtype):
    nats, tokens, size = texts()
    nats = nats.astype(dtype)
    total = MP.fsum(c * int(n) for c, n in zip(exact(nats), tokens, strict=True))
    got = perplexity(nats, tokens)
    assert got.dtype == np.float64
    assert worst_error(got, [MP.exp(total / int(tokens.sum()))]) <= 16
    got = bits_per_byte(nats, tokens, size)
    assert got.dtype == np.float64
    assert worst_error(got, [total / (MP.log(2) * int(size.sum()))]) <= 4


def test_all_tokens_of_all_texts_count_alike():
    costs = np.split(random(1).gamma(2, size=60), [7, 20, 21])
    nats, tokens = [c.mean() for c in costs], [len(c) for c in costs]
    want = perplexity(np.concatenate(costs))
    assert perplexity(nats, tokens) == pytest.approx(want, rel=1e-14)
    assert perplexity(np.concatenate(costs).reshape(3, 4, 5)) == pytest.approx(want, rel=1e-14)
    size = np.array(tokens) * 3
    want = bits_per_byte(np.concatenate(costs).mean(), 60, 180)
    assert bits_per_byte(nats, tokens, size) == pytest.approx(want, rel=1e-14)


def test_perplexity_of_a_uniform_guess_is_the_number_of_tokens():
    loss = cross_entropy_with_logits(np.zeros((5, 73)), np.arange(5), reduction="none")
    assert perplexity(loss) == pytest.approx(73, rel=1e-14)
    assert perplexity(loss.mean()) == pytest.approx(73, rel=1e-14)
    loss, weight = cross_entropy_with_logits_sums(np.zeros((5, 73)), np.arange(5))
    assert perplexity(loss / weight, weight) == pytest.approx(73, rel=1e-14)


def test_bits_per_byte_of_one_token_a_byte_are_bits_per_token():
    assert bits_per_byte(np.log(2), 7, 7) == pytest.approx(1, rel=1e-15)
    assert bits_per_byte(np.log(256), 10, 10) == pytest.approx(8, rel=1e-15)


def test_edges_of_perplexity():
    with np.errstate(all="raise"):
        assert perplexity(0.0) == 1
        assert perplexity([1.0, INF]) == INF
        assert perplexity([1e3]) == INF
        assert perplexity([0.0, INF], [2, 0]) == 1
        assert perplexity([1e308, 1e308], [9, 9]) == INF
        assert bits_per_byte(INF, 2, 3) == INF
        assert bits_per_byte([0.0, INF], [2, 0], [3, 1]) == 0
    assert perplexity(np.float16(2)) == pytest.approx(np.exp(2.0))
    assert perplexity([1, 3]) == pytest.approx(np.exp(2.0))


def test_what_perplexity_refuses():
    with pytest.raises(
        ValueError, match=r"^nats: mean of nothing; expected at least one, got none"
    ):
        perplexity([])
    with pytest.raises(ValueError, match=r"^tokens: mean of nothing; "):
        bits_per_byte(1.0, 0, 3)
    with pytest.raises(ValueError, match=r"^bytes: mean of nothing; "):
        bits_per_byte(1.0, 3, 0)
    with pytest.raises(ValueError, match=r"^nats: is negative; .* got min -2\. "):
        perplexity(np.log([0.5, np.exp(-2)]))


# --- z-loss ----------------------------------------------------------------------------------


@FLOATS
@pytest.mark.parametrize("alpha", [1e-4, 1])
def test_z_loss_is_exact(alpha, dtype):
    z = (4 + 3 * random(0).normal(size=(20, 7))).astype(dtype)
    log_z = [MP.log(MP.fsum(MP.exp(v) for v in exact(row))) for row in z]
    got = z_loss(z, alpha=alpha, reduction="none")
    assert got.dtype == dtype
    assert worst_error(got, [MP.mpf(alpha) * v**2 for v in log_z]) <= 8


@REDUCTIONS
@pytest.mark.parametrize("axis", [0, 1, -1])
def test_z_loss_is_alpha_times_the_square_of_the_logsumexp(axis, reduction):
    z = random(1).normal(size=(4, 5, 6))
    want = 0.5 * logsumexp(z, axis=axis) ** 2
    want = {"none": want, "sum": want.sum(), "mean": want.mean()}[reduction]
    got = z_loss(z, axis=axis, alpha=0.5, reduction=reduction)
    np.testing.assert_allclose(got, want, rtol=1e-13)


def test_its_gradient_is_twice_alpha_log_z_times_softmax():
    for row in 2 * random(2).normal(size=(10, 5)) + 3:
        got = numerical_gradient(lambda z: z_loss(z, alpha=0.1), row)
        np.testing.assert_allclose(got, 0.2 * logsumexp(row) * softmax(row), rtol=1e-7)


def test_z_loss_of_half_precision_is_rounded_once():
    z = np.array([[11.0, 10, 9]], np.float16)
    want = np.float16(z_loss(z.astype(np.float64), alpha=1))
    assert z_loss(z, alpha=1) == want
    assert z_loss(z, alpha=1).dtype == np.float16
    assert z_loss(np.full((1, 2), 300, np.float16), alpha=1) == INF


def test_edges_of_z_loss():
    assert z_loss([[-INF, 0.0]], alpha=1) == 0
    assert z_loss([[5.0, 1.0]], alpha=0) == 0
    assert z_loss(np.empty((0, 3)), reduction="sum") == 0
    assert z_loss(np.empty((0, 3)), reduction="none").shape == (0,)
    assert z_loss([2.0, 0.0], alpha=1) == pytest.approx(np.log(np.e**2 + 1) ** 2)
    default = z_loss([[2.0, 0.0]])
    assert default == pytest.approx(1e-4 * np.log(np.e**2 + 1) ** 2)
    with np.errstate(all="raise"):
        assert z_loss([[1e200, 0.0]]) == INF


def test_what_z_loss_refuses():
    with pytest.raises(
        ValueError,
        match=r"^logits: mean of no rows; expected at least one row, got shape \(0, 3\)\. "
        r"Use reduction='sum', which is 0 here, or skip the batch\.$",
    ):
        z_loss(np.empty((0, 3)))
    with pytest.raises(ValueError, match=r"^logits: row 1 contains nan; "):
        z_loss([[0.0, 1], [np.nan, 1]])
    with pytest.raises(ValueError, match=r"^logits: row \(0, 1\) has no finite value; "):
        z_loss([[[0.0, 1], [-INF, -INF]]])

"""The last number that passes and the first that does not, and where sums are made."""

from concurrent.futures import Future
from math import fsum
from types import SimpleNamespace

import numpy as np
import pytest
from oracles import with_peak
from test_without_a_word import Labelled
from xentlib import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    blocks,
    categorical_cross_entropy,
    cross_entropy_with_logits,
    cross_entropy_with_logits_grad,
    entropy,
    focal_loss_with_logits,
    information_content,
    kl_divergence,
    loss_and_gradient,
    mutual_information,
    nll_loss,
    numerical_gradient,
    one_hot,
    perplexity,
    softmax,
)

random = np.random.default_rng

# --- tolerances ------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_sixteen_eps_above_1_pass_and_seventeen_do_not(dtype):
    eps = np.finfo(dtype).eps
    assert information_content(np.array(1 + 16 * eps, dtype)) == 0
    with pytest.raises(ValueError, match=r"^p: values must lie in \[0, 1\]"):
        information_content(np.array(1 + 17 * eps, dtype))


def test_a_sum_that_is_off_by_the_tolerance_passes():
    for above in (1 / 32, -1 / 32):  # sqrt(eps) of float16
        assert entropy(np.array([0.5, 0.5 + above], np.float16)) > 0
    with pytest.raises(ValueError, match=r"^p: rows must sum to 1"):
        entropy(np.array([0.5, 0.5 + 33 / 1024], np.float16))


def test_the_largest_tolerance_is_a_thirty_second():
    row = np.zeros(2**20, np.float32)
    row[:2] = 0.5, 0.5 + 0.999 / 32
    assert entropy(row) > 0
    row[1] = 0.5 + 1.001 / 32
    with pytest.raises(ValueError, match=r"^p: rows must sum to 1"):
        entropy(row)


def test_rows_of_half_precision_are_summed_in_float64_along_any_axis():
    p = np.full((4096, 2), 1 / 4096, np.float16)  # in float16 the sum would stop at 1/2
    np.testing.assert_allclose(entropy(p, axis=0), np.log(4096), rtol=1e-3)


# --- sums are made in float64, and rounded once ------------------------------------------------


def losses_of(dtype, seed):
    """Yield losses as functions of the reduction alone."""
    z = (3 * random(seed).normal(size=(400, 7))).astype(dtype)
    y, t = random(seed + 1).integers(0, 7, 400), (z > 1).astype(dtype)
    p = softmax(z.astype(np.float64)).astype(dtype)
    yield lambda r: cross_entropy_with_logits(z, y, reduction=r)
    yield lambda r: cross_entropy_with_logits(z, p, reduction=r)
    yield lambda r: nll_loss(-abs(z), y, reduction=r)
    yield lambda r: categorical_cross_entropy(p, y, reduction=r)
    yield lambda r: binary_cross_entropy(p, t, reduction=r)
    yield lambda r: binary_cross_entropy_with_logits(z, t, reduction=r)
    yield lambda r: focal_loss_with_logits(z, t, reduction=r)


@pytest.mark.parametrize("block", [2**21, 1000])
@pytest.mark.parametrize("seed", range(5))
def test_a_sum_of_float32_is_that_of_its_terms_rounded_once(monkeypatch, seed, block):
    monkeypatch.setattr(blocks, "BLOCK", block)
    for loss in losses_of(np.float32, seed):
        total = fsum(loss("none").ravel().tolist())
        assert loss("sum") == np.float32(total)


def test_perplexities_are_over_all_entries():
    nats, tokens = np.array([[1.0, 2], [3, 4]]), np.array([[1, 2], [3, 4]])
    assert perplexity(nats) == pytest.approx(np.exp(2.5))
    assert perplexity(nats, tokens) == pytest.approx(np.exp(3.0))


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_perplexities_are_float64(dtype):
    nats = np.array([1.1, 2.2, 3.3], dtype)
    wide = nats.astype(np.float64)
    assert perplexity(nats).dtype == np.float64
    assert perplexity(nats) == perplexity(wide)
    tokens = [60_000, 10_000, 5000]  # their sum is beyond float16
    assert perplexity(nats, np.array(tokens, dtype)) == perplexity(wide, tokens)


# --- nothing, and no weight --------------------------------------------------------------------


def test_a_batch_of_nothing_has_a_sum_but_no_mean():
    z, y, w = np.zeros((0, 3)), np.zeros(0, int), [1.0, 2, 3]
    assert cross_entropy_with_logits(z, y, class_weights=w, reduction="sum") == 0
    with pytest.raises(ValueError, match=r"^targets: mean of no targets; .*, got 0 of 0"):
        cross_entropy_with_logits(z, y, class_weights=w)
    x, none = np.zeros((0, 2)), np.zeros((0, 2))
    assert binary_cross_entropy_with_logits(x, x, weights=none, reduction="sum") == 0
    with pytest.raises(ValueError, match=r"^targets: mean of no targets; .*, got 0 of 0"):
        binary_cross_entropy_with_logits(x, x, weights=none)
    assert nll_loss(z, y, reduction="sum") == 0


def test_a_row_that_never_happens_tells_nothing():
    table = [[0.3, 0.2], [0, 0], [0.1, 0.4]]
    assert mutual_information(table) == mutual_information([table[0], table[2]])
    assert kl_divergence([0.5, 0, 0.5], [0.25, 0, 0.75]) == kl_divergence([0.5, 0.5], [0.25, 0.75])


def test_a_sum_next_to_1_makes_no_information():
    independent = np.outer([0.25, 0.75], [0.5, 0.5]) * (1 + 1e-8)
    assert 0 <= mutual_information(independent) < 1e-30


# --- options that may be left out ----------------------------------------------------------------


def test_without_options_the_mean_is_taken():
    x, t = np.array([0.5, -1.0, 2.0]), np.array([1.0, 0.0, 0.5])
    for loss in (binary_cross_entropy_with_logits, focal_loss_with_logits):
        assert loss_and_gradient(loss, x, t)[0] == loss(x, t)
    z, y = np.eye(2, 3), np.array([0, 2])
    got = loss_and_gradient(cross_entropy_with_logits, z, y)[0]
    assert got == cross_entropy_with_logits(z, y)


# --- labels ----------------------------------------------------------------------------------------


def test_labels_of_classes_are_left_out_for_class_numbers():
    z, p = Labelled(np.eye(3, 2), "abc", [7, 8]), Labelled(np.full((3, 2), 0.5), "abc", [7, 8])
    y = Labelled([0, 1, 1], "abc")
    assert nll_loss(z, y) == nll_loss(z.values, y.values)
    assert categorical_cross_entropy(p, y) == np.log(2)
    turned = Labelled(z.values.T, [7, 8], "abc"), Labelled(p.values.T, [7, 8], "abc")
    assert nll_loss(turned[0], y, axis=0) == nll_loss(z, y)
    assert categorical_cross_entropy(turned[1], y, axis=0) == np.log(2)


def test_an_axis_of_length_1_may_have_any_label():
    p, q = Labelled([[0.5, 0.5]], ["x"], "ab"), Labelled([[0.25, 0.75]], ["y"], "ab")
    assert kl_divergence(p, q) == kl_divergence(p.values, q.values)


class Column:
    """What polars has: a name, and no labels."""

    def __init__(self, values):
        self.values = np.array(values)

    def to_numpy(self):
        return self.values

    def __array__(self, dtype=None, copy=None):
        return self.values


def test_a_column_without_labels_is_an_array():
    p = Column([0.5, 0.5])
    assert kl_divergence(p, p) == 0
    assert kl_divergence(p, Labelled([0.5, 0.5], "ab")) == 0


def test_seven_labels_are_shortened_and_six_are_not():
    for count, mine in ((6, r"\[1, 2, 3, 4, 5, 6\]"), (7, r"\[1, 2, 3\] \.\.\. 7")):
        p, q = (Labelled(np.full(count, 1 / count), range(k, count + k)) for k in (0, 1))
        with pytest.raises(ValueError, match=f"got {mine}. Reindex"):
            kl_divergence(p, q)


# --- what messages say at their edges ----------------------------------------------------------------


def test_a_long_x_is_shortened_from_seven_numbers_on():
    def first_is_infinite(x):
        return np.inf

    for count, place in ((6, "[1. 1. 1. 1. 1. 1.]"), (7, "[1. 1. 1. ... 1. 1. 1.]")):
        with pytest.raises(ValueError) as caught:
            numerical_gradient(first_is_infinite, np.ones(count), step=1e-10)
        assert f"at x = {place}. Move x" in str(caught.value)


def test_one_number_that_is_no_class():
    with pytest.raises(TypeError, match=r"Number the classes from 0\.$"):
        one_hot(0.5, 3)


def test_class_numbers_beside_a_prediction_of_three_axes():
    hint = r"For class numbers use cross_entropy_with_logits\.$"
    with pytest.raises(ValueError, match=hint):
        binary_cross_entropy_with_logits(np.zeros((2, 3, 4)), np.ones((2, 3), int))
    with pytest.raises(ValueError, match=r"Reshape one of them; shapes are not broadcast\.$"):
        binary_cross_entropy_with_logits(np.zeros((2, 3, 4)), np.ones(2, int))


# --- threads and memory --------------------------------------------------------------------------------------------


def test_no_more_threads_help_than_there_are_parts(monkeypatch):
    for threads, parts, helpers in ((4, 2, 1), (2, 7, 1), (4, 3, 2), (1, 5, 0), (4, 1, 0)):
        pool = SimpleNamespace(asked=0)

        def submit(take, pool=pool):
            pool.asked += 1
            return Future()  # which never begins

        pool.submit = submit
        monkeypatch.setattr(blocks, "THREADS", threads)
        monkeypatch.setattr(blocks, "pool", lambda pool=pool: pool)
        assert blocks.shared(lambda part: part, list(range(parts))) == list(range(parts))
        assert pool.asked == helpers


def test_divergences_of_many_outcomes_need_little_memory(monkeypatch):
    monkeypatch.setattr(blocks, "THREADS", 1)
    p = np.full((2000, 1000), 1e-3)
    assert with_peak(kl_divergence, p, p)[1] < 1.2 * p.nbytes


# --- smoothing with weights ---------------------------------------------------------------------------


def test_smoothing_pulls_a_certain_class_by_the_weights_of_the_others():
    z, w = [[0.0, 800, 0, 0]], [1.0, 5, 2, 1]  # the other classes have probability 0
    options = {"class_weights": w, "label_smoothing": 0.1, "reduction": "none"}
    got = cross_entropy_with_logits_grad(z, [1], **options)
    np.testing.assert_allclose(got, [[-0.025, 0.1, -0.05, -0.025]], rtol=1e-14)

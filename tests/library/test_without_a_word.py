"""What must not happen without a word: a changed argument, a lost weight, label or digit."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles import FLOATS, INF, MP, exact, random_rows, worst_error
from xentlib import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    binary_cross_entropy_with_logits_grad,
    bits_per_byte,
    categorical_cross_entropy,
    check_gradient,
    conditional_entropy,
    cross_entropy,
    cross_entropy_with_logits,
    cross_entropy_with_logits_grad,
    cross_entropy_with_logits_sums,
    entropy,
    focal_loss_with_logits,
    focal_loss_with_logits_grad,
    information_content,
    js_divergence,
    kl_divergence,
    log_softmax,
    logsumexp,
    mutual_information,
    nll_loss,
    numerical_gradient,
    one_hot,
    perplexity,
    sigmoid,
    softmax,
    softmax_vjp,
    softplus,
)

NAN = np.nan
random = np.random.default_rng

# --- a function that changes its argument ----------------------------------------------------


def changes_its_argument(z):
    z -= z.max()
    e = np.exp(z)
    return -np.log(e[0] / e.sum())


def test_a_function_may_change_its_argument():
    x = np.array([1.0, 2, 0])
    want = softmax(x) - [1, 0, 0]
    np.testing.assert_allclose(numerical_gradient(changes_its_argument, x), want, rtol=1e-8)

    def grad(z):
        z *= 0
        return want

    assert check_gradient(changes_its_argument, grad, x) < 1e-8
    assert x.tolist() == [1, 2, 0]
    seen = []
    numerical_gradient(lambda z: seen.append(z) or 0.0, x)
    assert len({id(z) for z in seen}) == 6 and all(z is not x for z in seen)


# --- weights beyond the dtype of the logits ---------------------------------------------------


@FLOATS
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("scale", [1e-300, 1e-60, 1, 1e39, 1e307, 2.0**1021])
@pytest.mark.parametrize("soft", [False, True])
def test_only_the_ratios_of_class_weights_count_in_a_mean(soft, scale, smoothing, dtype):
    z, y = random(0).normal(size=(5, 3)).astype(dtype), np.array([0, 2, 0, 1, 2])
    t = random_rows((5, 3), 1) if soft else y
    for f in (cross_entropy_with_logits, cross_entropy_with_logits_grad):
        options = {"label_smoothing": smoothing}
        want = f(z.astype(float), t, class_weights=[1, 2, 4], **options)
        got = f(z, t, class_weights=np.array([1, 2, 4]) * scale, **options)
        np.testing.assert_allclose(got, want, rtol=1e-12 if dtype == np.float64 else 2e-5)


@FLOATS
@pytest.mark.parametrize("targets", [[0, 2, 0], np.eye(3)[[0, 2, 0]]])
def test_small_weights_are_weights(targets, dtype):
    z = np.array([[1, 2, 0], [0, 1, 2], [2, 0, 1]], dtype)
    kept = {"class_weights": [1e-60, 1, 1e-60]}
    want = cross_entropy_with_logits(z.astype(float), targets)
    assert cross_entropy_with_logits(z, targets, **kept) == pytest.approx(float(want), rel=1e-6)
    p = (
        nll_loss(log_softmax(z), targets, **kept),
        categorical_cross_entropy(softmax(z), targets, **kept),
    )
    assert p == pytest.approx([float(want)] * 2, rel=1e-6)
    total = cross_entropy_with_logits(z.astype(float), targets, reduction="sum", **kept)
    assert total == pytest.approx(3e-60 * want, rel=1e-12)


@pytest.mark.parametrize("scale", [1e-300, 1e-60, 1e39, 1e307, 2.0**1023])
def test_only_the_ratios_of_binary_weights_count_in_a_mean(scale):
    x, t, w = random(0).normal(size=7), random(1).random(7), random(2).random(7)
    functions = [
        (binary_cross_entropy_with_logits, x),
        (binary_cross_entropy_with_logits_grad, x),
        (binary_cross_entropy, sigmoid(x)),
    ]
    for f, prediction in functions:
        want = f(prediction, t, weights=w)
        np.testing.assert_allclose(f(prediction, t, weights=w * scale), want, rtol=1e-12)
        single = f(np.float32(prediction), t, weights=w * scale)
        np.testing.assert_allclose(single, want, rtol=2e-6, atol=1e-8)
    for a in (1e-30, 1e30):
        got = binary_cross_entropy_with_logits(np.float32(x), np.ones(7), pos_weight=a)
        want = a * binary_cross_entropy_with_logits(np.float32(x).astype(float), np.ones(7))
        assert got == pytest.approx(want, rel=1e-6)
    tiny = {"pos_weight": 1e-60, "weights": 1e60, "reduction": "sum"}
    got = binary_cross_entropy_with_logits(np.float32(x), np.ones(7), **tiny)
    want = binary_cross_entropy_with_logits(np.float32(x), np.ones(7), reduction="sum")
    assert got == pytest.approx(float(want), rel=1e-6)


@pytest.mark.parametrize("option", ["weights", "pos_weight"])
def test_binary_weights_act_in_float64(option):
    x, t, w = (
        random(0).normal(size=99).astype(np.float32),
        random(1).random(99),
        random(2).random(99),
    )
    for f in (binary_cross_entropy_with_logits, binary_cross_entropy_with_logits_grad):
        options = {option: w, "reduction": "none"}
        want = f(x.astype(float), t, **options).astype(np.float32)
        np.testing.assert_array_equal(f(x, t, **options), want)


@pytest.mark.parametrize("weights", [None, [0.1, 1, 3]])
def test_targets_in_half_precision_are_exact_numbers(weights):
    z, t = random(0).normal(size=(9, 3)).astype(np.float32), random_rows((9, 3)).astype(np.float16)
    for f in (cross_entropy_with_logits, cross_entropy_with_logits_grad):
        for reduction in ("none", "mean"):
            options = {"class_weights": weights, "reduction": reduction}
            want = f(z, t.astype(np.float32), **options)
            np.testing.assert_array_equal(f(z, t, **options), want)


def test_the_smallest_weights_count_in_a_mean():
    x, t, w = random(0).normal(size=4), random(1).random(4), np.array([1.0, 1, 2, 0])
    want = binary_cross_entropy_with_logits(x, t, weights=w)
    assert binary_cross_entropy_with_logits(x, t, weights=5e-324 * w) == want
    z, y = random(2).normal(size=(4, 3)), [0, 1, 2, 2]
    want = cross_entropy_with_logits(z, y, class_weights=w[1:])
    assert cross_entropy_with_logits(z, y, class_weights=5e-324 * w[1:]) == want


# --- what a container carries ----------------------------------------------------------------


class Labelled:
    """Numbers with labels along each axis, as pandas has them: NumPy sees the numbers only."""

    def __init__(self, values, *axes):
        self.values, self.axes = np.array(values), [list(a) for a in axes]

    def to_numpy(self):
        return self.values

    def __array__(self, dtype=None, copy=None):
        return self.values


class Named(SimpleNamespace):
    """The same as xarray has it."""

    def get_index(self, dim):
        return self.indexes[dim]

    def __array__(self, dtype=None, copy=None):
        return np.array(self.values)


REFUSED = r"^{}: other labels; expected .*\. Reindex it, or pass x\.to_numpy\(\) if the places"


@pytest.mark.parametrize("function", [cross_entropy, kl_divergence, js_divergence])
def test_outcomes_in_another_order(function):
    p, q = [0.5, 0.3, 0.2], [0.2, 0.3, 0.5]
    mine, theirs = Labelled(p, "abc"), Labelled(q, "cba")
    with pytest.raises(ValueError, match=REFUSED.format("q")):
        function(mine, theirs)
    want = function(p, q)
    assert function(mine, Labelled(q, "abc")) == function(mine, q) == function(p, theirs) == want
    rows = Labelled([q, q], "xy", "abc")
    assert function(mine, rows).tolist() == [want] * 2
    with pytest.raises(ValueError, match=REFUSED.format("q")):
        function(mine, Labelled([q, q], "xy", "bca"))
    with pytest.raises(ValueError, match=REFUSED.format("q")):
        function(
            Named(values=p, dims=["x"], indexes={"x": [1, 2, 3]}),
            Named(values=q, dims=["x"], indexes={"x": [3, 2, 1]}),
        )


def test_rows_and_classes_in_another_order():
    z, y = Labelled(np.eye(2, 3), [7, 8], "abc"), Labelled([0, 1], [8, 7])
    for function in (cross_entropy_with_logits, cross_entropy_with_logits_grad):
        with pytest.raises(ValueError, match=REFUSED.format("targets")):
            function(z, y)
        function(z, Labelled([0, 1], [7, 8]))
    turned = Labelled(np.eye(3, 2), "abc", [7, 8])
    cross_entropy_with_logits(turned, Labelled([0, 1], [7, 8]), axis=0)
    with pytest.raises(ValueError, match=REFUSED.format("targets")):
        nll_loss(turned, y, axis=0)
    with pytest.raises(ValueError, match=REFUSED.format("targets")):
        categorical_cross_entropy(Labelled(np.full((2, 3), 1 / 3), [7, 8], "abc"), y)
    x, t = Labelled(np.eye(2), [7, 8], "ab"), Labelled(np.eye(2), [7, 8], "ba")
    for function in (binary_cross_entropy_with_logits, focal_loss_with_logits):
        with pytest.raises(ValueError, match=REFUSED.format("targets")):
            function(x, t)
    for name in ("weights", "pos_weight"):
        with pytest.raises(ValueError, match=REFUSED.format(name)):
            binary_cross_entropy_with_logits(x, x, **{name: Labelled([1.0, 2], "ba")})
    with pytest.raises(ValueError, match=REFUSED.format("v")):
        softmax_vjp(x, t)
    weights = Labelled([1.0, 2, 3], [0, 1, 2])
    assert cross_entropy_with_logits(np.eye(2, 3), [0, 1], class_weights=weights) > 0
    long = Labelled(np.full(9, 1 / 9), range(9)), Labelled(np.full(9, 1 / 9), range(1, 10))
    with pytest.raises(
        ValueError, match=r"those of p, \[0, 1, 2\] \.\.\. 8, got \[1, 2, 3\] \.\.\. 9"
    ):
        kl_divergence(*long)


LOGITS, ROWS = Labelled(np.eye(2), [7, 8], "ab"), Labelled(np.full((2, 2), 0.5), [7, 8], "ab")
OTHERS = Labelled(np.full((2, 2), 0.5), [7, 8], "ba")  # the classes stand in another order
COSTS, COUNTS = Labelled([1.0, 2], "ab"), Labelled([3, 4], "ba")
AB = "those of {}, ['a', 'b'], got ['b', 'a']. Reindex it, or pass x.to_numpy() if the places are right."


@pytest.mark.parametrize(
    ("call", "name", "other"),
    [
        (lambda: cross_entropy_with_logits_sums(LOGITS, OTHERS), "targets", "logits"),
        (lambda: cross_entropy_with_logits(LOGITS, OTHERS), "targets", "logits"),
        (lambda: nll_loss(LOGITS, OTHERS), "targets", "log_probs"),
        (lambda: categorical_cross_entropy(ROWS, OTHERS), "targets", "probs"),
        (lambda: binary_cross_entropy(ROWS, OTHERS), "targets", "probs"),
        (lambda: binary_cross_entropy(ROWS, ROWS, weights=OTHERS), "weights", "the prediction"),
        (lambda: softmax_vjp(LOGITS, OTHERS), "v", "z"),
        (lambda: perplexity(COSTS, COUNTS), "tokens", "nats"),
        (lambda: bits_per_byte(COSTS, COUNTS, [5, 6]), "tokens", "nats"),
        (lambda: bits_per_byte(COSTS, [3, 4], COUNTS), "bytes", "nats"),
    ],
)  # fmt: skip
def test_the_message_names_both_arguments(call, name, other):
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == f"{name}: other labels; expected {AB.format(other)}"


def test_rows_of_sums_in_another_order():
    turned = Labelled(np.eye(3, 2), "abc", [7, 8])
    for targets, axis in ((Labelled([0, 1], [8, 7]), 0), (Labelled([0, 1, 1], "bac"), 1)):
        with pytest.raises(ValueError, match=REFUSED.format("targets")):
            cross_entropy_with_logits_sums(turned, targets, axis=axis)
    assert cross_entropy_with_logits_sums(turned, Labelled([0, 1], [7, 8]), axis=0)[1] == 2
    assert cross_entropy_with_logits_sums(turned, Labelled([0, 1, 1], "abc"), axis=1)[1] == 3


def test_a_mask_without_masked_entries_is_none():
    assert softmax(np.ma.array([1.0, 2, 3])).tolist() == softmax([1.0, 2, 3]).tolist()


# --- one meaning taken for another ------------------------------------------------------------


def test_swapped_arguments():
    y, x = [[1, 0, 1]], [[2.5, -1.0, 0.5]]
    for function in (binary_cross_entropy, binary_cross_entropy_with_logits):
        with pytest.raises(
            ValueError, match=r"\. Are the arguments swapped\? The prediction comes first\.$"
        ):
            function(y, x)
    with pytest.raises(ValueError, match=r"Are the arguments swapped\? The prediction"):
        cross_entropy_with_logits([0, 1], [[2.0, 1], [0, 1]])


def test_unsigned_indices_do_not_wrap():
    y = np.array([0, 2**64 - 1], np.uint64)
    with pytest.raises(ValueError, match="index 18446744073709551615 at position 1"):
        cross_entropy_with_logits(np.eye(2), y, ignore_index=-1)
    assert cross_entropy_with_logits(np.eye(2), y, ignore_index=2**64 - 1) > 0
    with pytest.raises(ValueError, match="index 18446744073709551615 at position 1"):
        one_hot(y, 2)


def test_flags_are_answers_masks_and_one_hot_rows():
    x, yes = np.array([1.0, -2, 0.5]), np.array([True, False, True])
    for function in (binary_cross_entropy_with_logits, focal_loss_with_logits):
        assert function(x, yes) == function(x, yes.astype(int))
    kept = binary_cross_entropy_with_logits(x, yes, weights=yes)
    assert kept == binary_cross_entropy_with_logits(x[yes], yes[yes])
    z, y = np.eye(2, 3), np.array([1, 2])
    assert cross_entropy_with_logits(z, one_hot(y, 3) > 0) == cross_entropy_with_logits(z, y)


# --- ignored rows need not be valid -----------------------------------------------------------


@pytest.mark.parametrize("bad", [[NAN] * 3, [INF, 0, 0], [-INF] * 3, [0, NAN, -INF]])
@pytest.mark.parametrize("smoothing", [0, 0.1])
@pytest.mark.parametrize("weights", [None, [1, 0, 3]])
@pytest.mark.parametrize("axis", [0, -1])
def test_ignored_rows_need_not_be_valid(axis, weights, smoothing, bad):
    z, y = random(0).normal(size=(4, 3)), np.array([0, -1, 2, 0])
    z[1] = bad
    turned = z if axis else z.T
    options = {"class_weights": weights, "ignore_index": -1}
    kept, left = y >= 0, z[y >= 0]
    for reduction in ("none", "sum", "mean"):
        options["reduction"] = reduction
        smooth = dict(options, label_smoothing=smoothing)
        cases = [(cross_entropy_with_logits, turned, left, smooth)]
        for f, of in ((nll_loss, log_softmax), (categorical_cross_entropy, softmax)):
            whole = np.array(z)
            whole[kept] = of(left)
            cases.append((f, whole if axis else whole.T, of(left), options))
        for f, whole, part, chosen in cases:
            got, want = f(whole, y, axis=axis, **chosen), f(part, y[kept], **chosen)
            if reduction == "none":
                assert got[1] == 0
                got = got[kept]
            np.testing.assert_allclose(got, want, rtol=1e-14)
        got = cross_entropy_with_logits_grad(turned, y, axis=axis, **smooth)
        got = got if axis else got.T
        assert got[1].tolist() == [0, 0, 0]
        want = cross_entropy_with_logits_grad(left, y[kept], **smooth)
        np.testing.assert_allclose(got[kept], want, rtol=1e-14)
    with pytest.raises(ValueError, match=r"row 1|NaN|inf|lie in"):
        cross_entropy_with_logits(z, [0, 1, 2, 0])


# --- the axis and the layout decide no error --------------------------------------------------


def layouts(rows):
    """Yield the same rows in other layouts, with the axis of their entries."""
    yield np.ascontiguousarray(rows), -1
    yield np.ascontiguousarray(rows.T), 0
    yield np.asfortranarray(rows), -1
    yield np.ascontiguousarray(rows[:, None].transpose(1, 2, 0)), 1


@FLOATS
def test_sums_over_any_axis_are_as_exact(dtype):
    n, eps = 200_000, float(np.finfo(dtype).eps)
    z = np.zeros((2, n), dtype)
    z[:, 0] = 5, 0.1
    for rows, axis in layouts(z):
        e = np.array([np.exp(5.0), np.exp(dtype(0.1))], float)
        want = np.log(e + n - 1)
        got = np.ravel(logsumexp(rows, axis=axis)).astype(float)
        np.testing.assert_allclose(got, want, rtol=4 * eps)
        p = softmax(rows, axis=axis)
        np.testing.assert_allclose(p.sum(axis=axis, dtype=float), 1, rtol=16 * eps)
        want = -(np.longdouble(p) * np.log(np.longdouble(p))).sum(axis=axis)
        q = np.full_like(p, 1 / n)
        np.testing.assert_allclose(entropy(p, axis=axis), want.astype(float), rtol=8 * eps)
        want = -(np.longdouble(p) * np.log(np.longdouble(q))).sum(axis=axis)
        got = cross_entropy(p, q, axis=axis)
        np.testing.assert_allclose(got, want.astype(float), rtol=8 * eps)
        wide = np.longdouble(p), np.longdouble(q)
        want = (wide[0] * np.log(wide[0] / wide[1]) - wide[0] + wide[1]).sum(axis=axis)
        got = kl_divergence(p, q, axis=axis)
        np.testing.assert_allclose(got, want.astype(float), rtol=8 * eps, atol=1e-18)
        loss = nll_loss(np.log(p), p, axis=axis, reduction="none")
        soft = cross_entropy_with_logits(np.log(p), p, axis=axis, reduction="none")
        other = categorical_cross_entropy(p, p, axis=axis, reduction="none")
        for got in (loss, soft, other):
            np.testing.assert_allclose(got, entropy(p, axis=axis), rtol=16 * eps)


@FLOATS
def test_marginals_of_long_tables_are_exact(dtype):
    joint = np.full((100_000, 2), 1 / 200_000, dtype)
    joint[0] = joint[0] + dtype(1) - joint.sum(dtype=float)
    eps = float(np.finfo(dtype).eps)
    for table in (joint, joint.T.copy()):
        assert 0 <= mutual_information(table) < eps
        rows = table.shape[1]
        assert conditional_entropy(table) == pytest.approx(np.log(rows), rel=1e-2)


# --- small results --------------------------------------------------------------------------


@FLOATS
def test_the_gradient_for_distributions_keeps_its_digits_next_to_certainty(dtype):
    for gap in (3, 10, 14):
        for wrong in (1e-1, 1e-4, 1e-6):
            z = np.array([gap, 0, -1], dtype)
            t = np.array([1 - wrong, 0.75 * wrong, 0.25 * wrong], dtype)
            e = [MP.exp(v) for v in exact(z)]
            u, rest = exact(t), MP.fsum(e[1:])
            want = [v / MP.fsum(e) * MP.fsum(u) - w for v, w in zip(e, u, strict=True)]
            got = cross_entropy_with_logits_grad(z, t, reduction="sum")
            lost = MP.mpf(float(np.finfo(dtype).eps)) * (rest / MP.fsum(e) + MP.fsum(u[1:]))
            for a, b in zip(exact(got), want, strict=True):
                assert abs(a - b) <= (8 + gap) * lost


@FLOATS
@pytest.mark.parametrize("weights", [None, [1.0, 1e-9, 2.0, 0.0]])
@pytest.mark.parametrize("epsilon", [1e-7, 0.1, 1])
def test_smoothing_has_the_digits_of_its_definition(epsilon, weights, dtype):
    z = (3 * random(3).normal(size=(20, 4))).astype(dtype)
    y = random(4).integers(0, 4, 20)
    w = [MP.mpf(v) for v in (weights or [1] * 4)]
    losses, slopes, bounds = [], [], []
    for row, k in zip(z, y, strict=True):
        e = [MP.exp(v) for v in exact(row)]
        total = MP.fsum(e)
        share = MP.mpf(epsilon) / 4
        u = [w[c] * (share + (1 - MP.mpf(epsilon)) * int(c == k)) for c in range(4)]
        losses.append(MP.fsum(a * MP.log(total / b) for a, b in zip(u, e, strict=True)))
        slopes += [b / total * MP.fsum(u) - a for a, b in zip(u, e, strict=True)]
        bounds += [b / total * MP.fsum(u) + a for a, b in zip(u, e, strict=True)]
    options = {"label_smoothing": epsilon, "class_weights": weights, "reduction": "none"}
    assert worst_error(cross_entropy_with_logits(z, y, **options), losses) <= 12
    got = cross_entropy_with_logits_grad(z, y, **options)
    eps = float(np.finfo(dtype).eps)
    for a, b, bound in zip(exact(got), slopes, bounds, strict=True):
        assert abs(a - b) <= 12 * eps * bound


# --- NumPy may be told to raise ---------------------------------------------------------------


@given(
    st.sampled_from([np.float16, np.float32, np.float64]),
    st.lists(st.sampled_from([0.0, -800.0, 700.0, 1e-300, -6e4, 30.0]), min_size=3, max_size=3),
)
def test_nothing_raises_where_numpy_is_told_to(dtype, row):
    half = np.array([1e-300, 1e-310, 1]) / 2
    with np.errstate(all="raise"):
        z, tiny = np.array(row).astype(np.float64), [1e-300, 1e-310, 1]
        with np.errstate(all="ignore"):
            z, p = z.astype(dtype), np.array(tiny).astype(dtype)
        p = p if p.sum() == 1 else np.array([0, 0, 1], dtype)
        t = np.array(tiny)
        for f in (softmax, log_softmax, logsumexp, sigmoid, softplus):
            f(z)
        for targets in (0, t):
            for options in ({}, {"class_weights": [1e-60, 1, 1e300]}, {"label_smoothing": 1e-5}):
                cross_entropy_with_logits(z, targets, **options)
                cross_entropy_with_logits_grad(z, targets, **options)
                categorical_cross_entropy(p, targets, **options)
            nll_loss(log_softmax(z), targets)
        for f in (
            binary_cross_entropy_with_logits, binary_cross_entropy_with_logits_grad,
            focal_loss_with_logits, focal_loss_with_logits_grad,
        ):  # fmt: skip
            f(z, t)
        binary_cross_entropy_with_logits(z, t, weights=1e-300, pos_weight=1e-300)
        binary_cross_entropy(p, t, weights=1e-300)
        softmax_vjp(z, p)
        information_content(p, base=2)
        for f in (cross_entropy, kl_divergence, js_divergence):
            f(p, t)
            f(t, p)
        entropy(p), conditional_entropy(p[None]), mutual_information([half, half])
        assert np.geterr()["under"] == "raise"

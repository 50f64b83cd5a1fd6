"""Gradients: exactness, finite differences, torch autograd, shapes and dtypes."""

import numpy as np
import pytest
import torch
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
    binary_cross_entropy_with_logits,
    binary_cross_entropy_with_logits_grad,
    blocks,
    check_gradient,
    cross_entropy_with_logits,
    cross_entropy_with_logits_grad,
    focal_loss_with_logits,
    focal_loss_with_logits_grad,
    loss_and_gradient,
    numerical_gradient,
    one_hot,
    sigmoid,
    softmax,
    softmax_vjp,
)

PAIRS = {
    cross_entropy_with_logits: cross_entropy_with_logits_grad,
    binary_cross_entropy_with_logits: binary_cross_entropy_with_logits_grad,
    focal_loss_with_logits: focal_loss_with_logits_grad,
}
random = np.random.default_rng


def random_logits(shape, scale=3.0, seed=0, dtype=np.float64):
    return (scale * random(seed).normal(size=shape)).astype(dtype)


log_odds = st.floats(-800, 800)
shares = st.integers(0, 64).map(lambda k: k / 64)  # 1 - t is exact


# --- exactness -------------------------------------------------------------------------


def exact_gradient(z, y):
    """Return softmax(z) - one_hot(y) with 50 digits, without a difference for entry y."""
    e = [MP.exp(v) for v in exact(z)]
    p = [v / MP.fsum(e) for v in e]
    p[y] = -MP.fsum(v for c, v in enumerate(p) if c != y)
    return p


@FLOATS
@pytest.mark.parametrize("classes", [2, 10])
def test_the_gradient_is_exact_for_class_indices_and_one_hot_rows(classes, dtype):
    for power in range(-12, 2):
        z = random_logits(classes, 10.0**power, power + 12, dtype)
        for y in (0, z.argmax()):
            want = exact_gradient(z, y)
            got = cross_entropy_with_logits_grad(z, y)
            assert worst_error(got, want) <= 32
            got = cross_entropy_with_logits_grad(z, one_hot(y, classes))
            assert worst_error(got, want) <= 32


@FLOATS
def test_the_gradient_of_a_small_loss_keeps_its_digits(dtype):
    for gap in range(1, 85):
        q = MP.exp(-gap) / (1 + MP.exp(-gap))
        got = cross_entropy_with_logits_grad(np.array([gap, 0], dtype), 0)
        assert worst_error(got, [-q, q]) <= 4


def many_log_odds(dtype):
    small = 10.0 ** np.linspace(-12, 2, 43)
    numbers = [np.linspace(-800, 800, 81), small, -small, random_logits(200), [0.0]]
    return np.concatenate(numbers).astype(dtype)


@FLOATS
def test_the_binary_gradient_is_exact(dtype):
    x = many_log_odds(dtype)
    no = [1 / (1 + MP.exp(-v)) for v in exact(x)]
    yes = [-1 / (1 + MP.exp(v)) for v in exact(x)]
    for t, want in ((0, no), (1, yes)):
        got = binary_cross_entropy_with_logits_grad(x, np.full(x.shape, t), reduction="none")
        assert worst_error(got, want) <= 4
    got = binary_cross_entropy_with_logits_grad(
        x, np.ones(x.shape), pos_weight=3.0, reduction="none"
    )
    assert worst_error(got, [3 * v for v in yes]) <= 5


@FLOATS
@pytest.mark.parametrize("gamma", [0, 0.5, 2])
def test_the_focal_gradient_is_exact(gamma, dtype):
    x = many_log_odds(dtype)
    x = x[abs(x) < 60]
    want = []
    for v in exact(x):
        p, q = 1 / (1 + MP.exp(-v)), 1 / (1 + MP.exp(v))
        want.append(-(q**gamma) * (q + gamma * p * MP.log1p(MP.exp(-v))))
    for sign, t in (1, 1.0), (-1, 0.0):
        got = focal_loss_with_logits_grad(
            sign * x, np.full(x.shape, t), gamma=gamma, reduction="none"
        )
        assert worst_error(sign * got, want) <= 8


def test_softmax_vjp_is_exact_next_to_one_hot():
    for gap in range(0, 60, 4):
        q = MP.exp(-gap) / (1 + MP.exp(-gap))
        want = (1 - q) * q * 3
        assert worst_error(softmax_vjp([gap, 0.0], [5.0, 2.0]), [want, -want]) <= 8


# --- worked examples -------------------------------------------------------------------


def test_small_gradients():  # torch gives 0 for both
    q = pytest.approx(4.248354e-18, rel=1e-6)
    assert -cross_entropy_with_logits_grad([40.0, 0], 0)[0] == q
    assert -binary_cross_entropy_with_logits_grad(40.0, 1) == q
    assert binary_cross_entropy_with_logits_grad(-40.0, 0) == q


def test_targets_that_sum_to_a_little_more_than_1():  # TensorFlow returns p - t
    t = np.array([0.5, 0.25, 0.25]) * (1 + 1e-9)
    z = random_logits(3)
    want = softmax(z) * t.sum() - t
    got = cross_entropy_with_logits_grad(z, t, reduction="sum")
    np.testing.assert_allclose(got, want, rtol=1e-14)
    assert got.sum() == pytest.approx(0, abs=1e-16)


def test_a_masked_class():  # F-G
    z = [1, 0, -INF]
    want = [-0.268941, 0.268941, 0]
    for target in (0, [1.0, 0, 0]):
        np.testing.assert_allclose(cross_entropy_with_logits_grad(z, target), want, atol=1e-6)
    for target in (2, [0, 0, 1.0]):
        got = cross_entropy_with_logits_grad(z, target)
        np.testing.assert_allclose(got, [0.731059, 0.268941, -1], atol=1e-6)


def test_infinite_log_odds():
    x, t = [INF, -INF, INF, -INF], [1, 0, 0, 1]
    got = binary_cross_entropy_with_logits_grad(x, t, reduction="none")
    assert got.tolist() == [0, 0, 1, -1]
    for gamma in (0, 0.5, 2):
        got = focal_loss_with_logits_grad(x, t, gamma=gamma, reduction="none")
        assert got.tolist() == [0, 0, 1, -1]


def test_a_gradient_of_saturated_probabilities():  # F-D: through a sigmoid torch and Keras lose it
    assert binary_cross_entropy_with_logits_grad(-100.0, 1) == -1


def test_a_focal_gradient_where_torchvision_gives_nan():  # F-K
    got = focal_loss_with_logits_grad(30.0, 1, gamma=0.5)
    assert got == pytest.approx(-4.29e-20, rel=1e-3)


def test_errors_of_central_differences():  # F-N
    z = np.array([1.0, 2.0, 3.0])
    want = softmax(z) - [1, 0, 0]

    def error(step):
        got = numerical_gradient(lambda x: cross_entropy_with_logits(x, 0), z, step=step)
        return abs(got - want).max()

    errors = [error(step) for step in (1e-2, 1e-5, 1e-8, 1e-12)]
    assert errors[1] < 1e-10 < errors[0]
    assert 1e-10 < errors[2] < 1e-7
    assert 1e-6 < errors[3] < 1e-2


# --- finite differences and torch ------------------------------------------------------

OPTIONS = [
    {},
    {"label_smoothing": 0.1},
    {"class_weights": [1, 0, 2.5, 4]},
    {"class_weights": [1, 2, 2.5, 4], "label_smoothing": 0.3},
]


@pytest.mark.parametrize("reduction", ["sum", "mean"])
@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("kind", ["indices", "ignored", "distributions"])
def test_cross_entropy_against_differences(kind, options, reduction):
    z = random_logits((3, 4, 2))
    y = random(1).integers(0, 4, (3, 2))
    options = dict(options, reduction=reduction, axis=1)
    if kind == "ignored":
        y[1] = -5
        options["ignore_index"] = -5
    if kind == "distributions":
        y = np.moveaxis(random_rows((3, 2, 4)), -1, 1)
    error = check_gradient(
        lambda x: cross_entropy_with_logits(x, y, **options),
        lambda x: cross_entropy_with_logits_grad(x, y, **options),
        z,
    )
    assert error < 1e-8
    each = cross_entropy_with_logits_grad(z, y, **dict(options, reduction="none"))
    total = cross_entropy_with_logits_grad(z, y, **dict(options, reduction="sum"))
    np.testing.assert_array_equal(each, total)


BINARY_OPTIONS = [
    {},
    {"pos_weight": 3.0},
    {"pos_weight": [0.5, 0, 2]},
    {"weights": 2.0},
    {"weights": [[1], [0], [2], [3.5]], "pos_weight": [1, 2, 3]},
]


@pytest.mark.parametrize("reduction", ["sum", "mean"])
@pytest.mark.parametrize("options", BINARY_OPTIONS)
def test_binary_cross_entropy_against_differences(options, reduction):
    x, t = random_logits((4, 3)), random(1).random((4, 3))
    options = dict(options, reduction=reduction)
    error = check_gradient(
        lambda x: binary_cross_entropy_with_logits(x, t, **options),
        lambda x: binary_cross_entropy_with_logits_grad(x, t, **options),
        x,
    )
    assert error < 1e-8


@pytest.mark.parametrize("reduction", ["sum", "mean"])
@pytest.mark.parametrize("gamma", [0, 0.5, 1, 2.5])
@pytest.mark.parametrize("alpha", [None, 0, 0.25, 1])
def test_focal_loss_against_differences(alpha, gamma, reduction):
    x, t = random_logits((4, 3)), random(1).random((4, 3))
    options = {"alpha": alpha, "gamma": gamma, "reduction": reduction}
    error = check_gradient(
        lambda x: focal_loss_with_logits(x, t, **options),
        lambda x: focal_loss_with_logits_grad(x, t, **options),
        x,
    )
    assert error < 1e-8


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_softmax_vjp_against_differences(axis):
    z, v = random_logits((2, 3, 4)), random(1).normal(size=(2, 3, 4))
    error = check_gradient(
        lambda x: (v * softmax(x, axis=axis)).sum(), lambda x: softmax_vjp(x, v, axis=axis), z
    )
    assert error < 1e-8


def backward(function, z, *args, **options):
    """Return the gradient that torch finds; its sum if the function does not reduce."""
    leaf = torch.tensor(z, requires_grad=True)
    function(leaf, *map(torch.tensor, args), **options).sum().backward()
    return leaf.grad.numpy()


@REDUCTIONS
@pytest.mark.parametrize("weights", [None, [1, 0.5, 2.5, 4]])
@pytest.mark.parametrize("ignored", [-100, 2])
def test_torch_finds_the_same_gradient(ignored, weights, reduction):
    z, y = random_logits((6, 4, 3)), random(1).integers(0, 4, (6, 3))
    want = backward(
        torch.nn.functional.cross_entropy,
        z,
        y,
        weight=None if weights is None else torch.tensor(weights, dtype=torch.float64),
        ignore_index=ignored,
        reduction=reduction,
    )
    options = {"axis": 1, "class_weights": weights, "ignore_index": ignored}
    got = cross_entropy_with_logits_grad(z, y, reduction=reduction, **options)
    np.testing.assert_allclose(got, want, rtol=1e-11, atol=1e-15)


@REDUCTIONS
def test_torch_finds_the_same_gradient_for_distributions(reduction):
    z, t = random_logits((6, 4)), random_rows((6, 4))
    function = torch.nn.functional.cross_entropy
    want = backward(function, z, t, label_smoothing=0.1, reduction=reduction)
    got = cross_entropy_with_logits_grad(z, t, label_smoothing=0.1, reduction=reduction)
    np.testing.assert_allclose(got, want, rtol=1e-11, atol=1e-15)


@REDUCTIONS
def test_torch_finds_the_same_binary_gradient(reduction):
    x, t, a = random_logits((6, 4)), random(1).random((6, 4)), random(2).random(4)
    function = torch.nn.functional.binary_cross_entropy_with_logits
    want = backward(function, x, t, pos_weight=torch.tensor(a), reduction=reduction)
    got = binary_cross_entropy_with_logits_grad(x, t, pos_weight=a, reduction=reduction)
    np.testing.assert_allclose(got, want, rtol=1e-11, atol=1e-15)


def test_torch_finds_the_same_vjp():
    z, v = random_logits((6, 4)), random(1).normal(size=(6, 4))
    want = backward(lambda leaf, v: v * torch.softmax(leaf, 1), z, v)
    np.testing.assert_allclose(softmax_vjp(z, v), want, rtol=1e-11, atol=1e-15)


# --- properties ------------------------------------------------------------------------


@given(st.lists(st.floats(-60, 60), min_size=1, max_size=6), st.data())
def test_rows_of_the_gradient_sum_to_0(row, data):
    z, c = np.array(row), len(row)
    y = data.draw(st.integers(0, c - 1))
    shift = data.draw(st.sampled_from([-(2.0**13), 2.0**13]))
    for targets in (y, one_hot(y, c), np.full(c, 1 / c)):
        for epsilon in (0, 0.1):
            g = cross_entropy_with_logits_grad(z, targets, label_smoothing=epsilon)
            assert g.sum() == pytest.approx(0, abs=1e-15 * c)
            moved = np.round(z) + shift
            a = cross_entropy_with_logits_grad(moved, targets, label_smoothing=epsilon)
            b = cross_entropy_with_logits_grad(np.round(z), targets, label_smoothing=epsilon)
            np.testing.assert_array_equal(a, b)
    assert softmax_vjp(z, z[::-1]).sum() == pytest.approx(0, abs=1e-13)


@given(log_odds, shares)
def test_the_mirror_image_has_exactly_the_opposite_gradient(x, t):
    got = binary_cross_entropy_with_logits_grad(x, t)
    if x:
        assert got == -binary_cross_entropy_with_logits_grad(-x, 1 - t)
    assert got == pytest.approx(sigmoid(x) - t, abs=2e-16)
    a = focal_loss_with_logits_grad(x, t, alpha=0.25)
    assert a == -focal_loss_with_logits_grad(-x, 1 - t, alpha=0.75)
    zero = focal_loss_with_logits_grad(x, t, gamma=0)
    np.testing.assert_allclose(zero, got, rtol=1e-13, atol=3e-16)


@given(st.floats(-60, 60), shares)
def test_the_binary_gradient_is_that_of_two_classes(x, t):
    want = cross_entropy_with_logits_grad([0, x], [1 - t, t])[1]
    got = binary_cross_entropy_with_logits_grad(x, t)
    np.testing.assert_allclose(got, want, rtol=1e-13, atol=3e-16)


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("ignored", [None, -1])
def test_loss_and_gradient_in_one_sweep(ignored, options):
    z, y = random_logits((7, 4)), random(1).integers(0, 4, 7)
    y[3] = 0 if ignored is None else ignored
    for reduction in ("none", "sum", "mean"):
        keywords = dict(options, ignore_index=ignored, reduction=reduction)
        loss, grad = loss_and_gradient(cross_entropy_with_logits, z, y, **keywords)
        single = loss_and_gradient(cross_entropy_with_logits, np.float32(z), y, **keywords)
        assert single[0].dtype == single[1].dtype == np.float32
        np.testing.assert_array_equal(loss, cross_entropy_with_logits(z, y, **keywords))
        np.testing.assert_array_equal(grad, cross_entropy_with_logits_grad(z, y, **keywords))
        if ignored is not None:
            assert grad[3].tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("pos_weight", [None, [0, 1, 2.5, 3]])
@pytest.mark.parametrize("weights", [None, [[0.0], [1], [3]]])
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("block", [blocks.BLOCK, 8])
def test_binary_loss_and_gradient_in_one_sweep(monkeypatch, block, dtype, weights, pos_weight):
    monkeypatch.setattr(blocks, "BLOCK", block)
    x, t = random_logits((3, 4), dtype=dtype), random(1).random((3, 4))
    x[0, 0], t[0, 0], x[0, 1], t[0, 1] = np.inf, 1, -np.inf, 0
    for reduction in ("none", "sum", "mean"):
        options = {"pos_weight": pos_weight, "weights": weights, "reduction": reduction}
        loss, grad = loss_and_gradient(binary_cross_entropy_with_logits, x, t, **options)
        assert loss.dtype == grad.dtype == dtype
        np.testing.assert_array_equal(loss, binary_cross_entropy_with_logits(x, t, **options))
        np.testing.assert_array_equal(grad, binary_cross_entropy_with_logits_grad(x, t, **options))
        assert np.isfinite(loss).all() and np.isfinite(grad).all()


@pytest.mark.parametrize("alpha", [None, 0.25])
def test_focal_loss_and_gradient_in_one_sweep(alpha):
    x, t = random_logits((3, 4)), random(1).random((3, 4))
    for options in ({}, {"gamma": 0.5, "reduction": "none"}):
        options["alpha"] = alpha
        loss, grad = loss_and_gradient(focal_loss_with_logits, x, t, **options)
        np.testing.assert_array_equal(loss, focal_loss_with_logits(x, t, **options))
        np.testing.assert_array_equal(grad, focal_loss_with_logits_grad(x, t, **options))


@pytest.mark.parametrize("function", [cross_entropy_with_logits_grad, cross_entropy_with_logits])
def test_foreign_byte_order_becomes_that_of_the_machine(function):
    z, y = random_logits((3, 4), dtype=np.float32), [0, 1, 2]
    got = function(z.astype(z.dtype.newbyteorder()), y, reduction="none")
    assert got.dtype.isnative
    np.testing.assert_array_equal(got, function(z, y, reduction="none"))


@pytest.mark.parametrize("loss", PAIRS)
def test_the_gradient_takes_the_arguments_of_the_loss(loss):
    import inspect

    assert inspect.signature(PAIRS[loss]) == inspect.signature(loss)
    x, t = random_logits((2, 3)), np.eye(2, 3)
    defaults = {name: p.default for name, p in inspect.signature(loss).parameters.items()}
    options = {name: v for name, v in defaults.items() if v is not inspect.Parameter.empty}
    np.testing.assert_array_equal(PAIRS[loss](x, t), PAIRS[loss](x, t, **options))
    assert check_gradient(lambda v: loss(v, t), lambda v: PAIRS[loss](v, t), x) < 1e-8


# --- shapes, dtypes, memory ------------------------------------------------------------


@pytest.mark.parametrize("shape", [(4,), (3, 4), (2, 3, 4), (0, 4), (3, 1)])
def test_each_row_is_computed_by_itself_on_any_axis(shape):
    z, y, t = random_logits(shape), random(1).integers(0, shape[-1], shape[:-1]), random_rows(shape)
    options = {"reduction": "sum"}
    got = cross_entropy_with_logits_grad(z, y, **options)
    rows = zip(z.reshape(-1, shape[-1]), y.ravel(), strict=True)
    want = [cross_entropy_with_logits_grad(row, k) for row, k in rows]
    np.testing.assert_allclose(got, np.reshape(want, shape), rtol=1e-14)
    soft = cross_entropy_with_logits_grad(z, t, **options)
    for axis in range(len(shape)):
        moved = cross_entropy_with_logits_grad(np.moveaxis(z, -1, axis), y, axis=axis, **options)
        np.testing.assert_array_equal(moved, np.moveaxis(got, -1, axis))
        moved = cross_entropy_with_logits_grad(
            np.moveaxis(z, -1, axis), np.moveaxis(t, -1, axis), axis=axis - len(shape), **options
        )
        np.testing.assert_array_equal(moved, np.moveaxis(soft, -1, axis))


@pytest.mark.parametrize("shape", [(), (4,), (3, 4), (0,)])
@pytest.mark.parametrize("grad", list(PAIRS.values())[1:])
def test_binary_gradients_have_the_shape_of_the_logits(grad, shape):
    x, t = random_logits(shape), random(1).random(shape)
    got = grad(x, t, reduction="sum")
    assert np.shape(got) == shape
    want = [grad(a, b) for a, b in zip(x.flat, t.flat, strict=True)]
    np.testing.assert_allclose(np.ravel(got), want, rtol=1e-15)
    if x.size:
        np.testing.assert_allclose(grad(x, t), got / x.size, rtol=1e-15)


@pytest.mark.parametrize("dtype", DTYPES)
def test_dtypes(dtype):
    z, y = random_logits((5, 4), dtype=dtype), random(1).integers(0, 4, 5)
    wide = z.astype(np.promote_types(dtype, np.float32))
    near = {"rtol": 8 * np.finfo(dtype).eps, "atol": np.finfo(dtype).tiny}
    for targets in (y, one_hot(y, 4), one_hot(y, 4).astype(np.float16)):
        for options in ({}, {"label_smoothing": 0.1}, {"class_weights": [1, 2, 3, 4.5]}):
            got = cross_entropy_with_logits_grad(z, targets, **options)
            assert got.dtype == dtype
            want = cross_entropy_with_logits_grad(wide, targets, **options).astype(dtype)
            np.testing.assert_allclose(got, want, **near)
    t = one_hot(y, 4)
    for grad in (binary_cross_entropy_with_logits_grad, focal_loss_with_logits_grad):
        for targets in (t, t.astype(int), t.astype(np.float16)):
            got = grad(z, targets)
            assert got.dtype == dtype
            np.testing.assert_allclose(got, grad(wide, targets).astype(dtype), **near)
    got = binary_cross_entropy_with_logits_grad(z, t, pos_weight=[1, 2, 3, 4], weights=2.0)
    assert got.dtype == dtype
    got = softmax_vjp(z, t)
    assert got.dtype == dtype
    np.testing.assert_allclose(got, softmax_vjp(wide, t).astype(dtype), **near)


@pytest.mark.parametrize("loss", PAIRS)
@pytest.mark.parametrize("block", [blocks.BLOCK, 8])
def test_float16_computes_in_float32_and_is_rounded_once(monkeypatch, block, loss):
    monkeypatch.setattr(blocks, "BLOCK", block)
    z = random_logits((40, 9), dtype=np.float16)
    by_class = loss is cross_entropy_with_logits
    targets = random(1).integers(0, 9, 40) if by_class else (z > 0).astype(float)
    for function in (loss, PAIRS[loss]):
        got = function(z, targets, reduction="none")
        want = function(z.astype(np.float32), targets, reduction="none").astype(np.float16)
        np.testing.assert_array_equal(got, want)


def test_the_inputs_are_not_written_to():
    z, y, t = frozen(random_logits((3, 4))), frozen(np.array([0, 1, 2])), frozen(np.eye(3, 4))
    for targets in (y, t):
        for options in ({}, {"class_weights": frozen(np.ones(4))}, {"label_smoothing": 0.1}):
            cross_entropy_with_logits_grad(z, targets, **options)
    w = frozen(np.ones((3, 1)))
    binary_cross_entropy_with_logits_grad(z, t, weights=w, pos_weight=w)
    focal_loss_with_logits_grad(z, t, alpha=0.25)
    softmax_vjp(z, t)


# --- the check itself ------------------------------------------------------------------


def test_numerical_gradient():
    x = frozen(np.array([[1.0, -2], [0.5, 3]]))
    got = numerical_gradient(lambda v: (v**3).sum(), x)
    np.testing.assert_allclose(got, 3 * x**2, rtol=1e-8)
    assert numerical_gradient(lambda v: v**2, 3.0) == pytest.approx(6, rel=1e-9)
    assert numerical_gradient(lambda v: v @ v, np.float32([1, 2])).dtype == np.float64
    assert numerical_gradient(lambda v: 0.0, np.zeros((0, 2))).shape == (0, 2)
    assert numerical_gradient(lambda v: v @ v, [1, 2], step=1e-3) == pytest.approx([2, 4])


def test_numerical_gradient_divides_by_the_step_it_took():
    x = 1e6 + 0.1  # x + h and x - h are rounded
    got = numerical_gradient(lambda v: 7 * v, x, step=1e-8)
    assert got == pytest.approx(7, rel=0.2)


def test_check_gradient_returns_the_error_relative_to_the_largest_entry():
    x = np.array([1.0, 2.0, 3.0])
    wrong = 2 * x + [0, 0, 6e-4]

    def square(v):
        return v @ v

    assert check_gradient(square, lambda v: 2 * v, x) < 1e-9
    assert check_gradient(square, 2 * x, x) < 1e-9
    assert check_gradient(square, wrong, x, rtol=1e-3) == pytest.approx(1e-4, rel=1e-4)
    assert type(check_gradient(square, wrong, x, rtol=1e-3)) is float
    assert check_gradient(lambda v: 1.0, np.zeros(3), x, rtol=0) == 0
    assert check_gradient(lambda v: 1.0, np.zeros(0), []) == 0
    small = check_gradient(lambda v: square(v) / 1000, wrong / 1000, x, rtol=1e-3)
    assert small == pytest.approx(1e-4, rel=1e-4)
    seen = []
    check_gradient(square, lambda v: seen.append(v.dtype) or 2 * v, np.float32(x))
    assert seen == [np.float64]
    with pytest.raises(ValueError, match=r"relative error up to 1e-06, got 0.0001 at index \[2\]"):
        check_gradient(square, wrong, x)
    with pytest.raises(ValueError, match="grad: differs from central differences"):
        check_gradient(lambda v: 1.0, np.full(3, 1e-3), x)

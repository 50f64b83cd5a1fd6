"""SciPy's and scikit-learn's values on a grid, away from where they clip or lose digits."""

import itertools

import numpy as np
import pytest
from scipy import special, stats
from scipy.spatial.distance import jensenshannon
from sklearn._loss import HalfBinomialLoss, HalfMultinomialLoss
from sklearn.metrics import log_loss
from xentlib import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    binary_cross_entropy_with_logits_grad,
    categorical_cross_entropy,
    cross_entropy_with_logits,
    cross_entropy_with_logits_grad,
    entropy,
    js_divergence,
    kl_divergence,
    log_sigmoid,
    log_softmax,
    logsumexp,
    sigmoid,
    softmax,
)

GRID = [
    (shape, dtype, scale)
    for shape, dtype, scale in itertools.product(
        [(1, 2), (7, 3), (50, 10), (20, 100)], [np.float32, np.float64], [0.1, 1, 5]
    )
]
grid = pytest.mark.parametrize(("shape", "dtype", "scale"), GRID)
LIMIT = {np.float32: 2e-5, np.float64: 1e-12}


def case(shape, dtype, scale):
    """Return logits, class indices, and weights of rows."""
    random = np.random.default_rng(0)
    z = (scale * random.normal(size=shape)).astype(dtype)
    return z, random.integers(0, shape[1], shape[0]), random.random(shape[0]) + 0.1


@grid
def test_scipy_activations(shape, dtype, scale):
    z, _, _ = case(shape, dtype, scale)
    near = {"rtol": LIMIT[dtype], "atol": LIMIT[dtype]}
    for axis in (0, 1):
        np.testing.assert_allclose(softmax(z, axis=axis), special.softmax(z, axis=axis), **near)
        want = special.log_softmax(z, axis=axis)
        np.testing.assert_allclose(log_softmax(z, axis=axis), want, **near)
        want = special.logsumexp(z, axis=axis)
        np.testing.assert_allclose(logsumexp(z, axis=axis), want, **near)
    np.testing.assert_allclose(sigmoid(z), special.expit(z), **near)
    np.testing.assert_allclose(log_sigmoid(z), special.log_expit(z), **near)


@grid
def test_scipy_losses(shape, dtype, scale):
    z, y, _ = case(shape, dtype, scale)
    near = {"rtol": LIMIT[dtype], "atol": LIMIT[dtype]}
    want = -special.log_softmax(z, axis=1)[np.arange(len(z)), y]
    np.testing.assert_allclose(cross_entropy_with_logits(z, y, reduction="none"), want, **near)
    t = (z > scale).astype(dtype)
    want = -(t * special.log_expit(z) + (1 - t) * special.log_expit(-z))
    got = binary_cross_entropy_with_logits(z, t, reduction="none")
    np.testing.assert_allclose(got, want, **near)


@grid
def test_scipy_entropies(shape, dtype, scale):
    z, _, _ = case(shape, dtype, scale)
    p, q = softmax(z), softmax(z[:, ::-1])
    near = {"rtol": LIMIT[dtype], "atol": LIMIT[dtype]}
    for base in (None, 2):
        want = stats.entropy(p, axis=1, base=base)
        np.testing.assert_allclose(entropy(p, base=base), want, **near)
        want = stats.entropy(p, q, axis=1, base=base)
        np.testing.assert_allclose(kl_divergence(p, q, base=base), want, **near)
        want = jensenshannon(p, q, axis=1, base=base) ** 2
        np.testing.assert_allclose(js_divergence(p, q, base=base), want, **near)


@grid
@pytest.mark.parametrize("normalize", [True, False])
def test_sklearn_log_loss(shape, dtype, scale, normalize):
    z, y, w = case(shape, dtype, scale)
    reduction = "mean" if normalize else "sum"
    p, labels = special.softmax(z.astype(float), axis=1), np.arange(shape[1])  # float32 is clipped
    want = log_loss(y, p, labels=labels, normalize=normalize)
    for got in (
        categorical_cross_entropy(softmax(z), y, reduction=reduction),
        cross_entropy_with_logits(z, y, reduction=reduction),
    ):
        assert got == pytest.approx(want, rel=LIMIT[dtype])
    per_class = w[: shape[1]] if shape[1] <= len(w) else np.resize(w, shape[1])
    want = log_loss(y, p, labels=labels, normalize=normalize, sample_weight=per_class[y])
    got = cross_entropy_with_logits(z, y, class_weights=per_class, reduction=reduction)
    assert got == pytest.approx(want, rel=LIMIT[dtype])


@grid
def test_sklearn_binary_log_loss(shape, dtype, scale):
    z, y, w = case(shape, dtype, scale)
    x, t = z[:, 0], (y > 0).astype(int)
    want = log_loss(t, sigmoid(x), labels=[0, 1], sample_weight=w)
    got = binary_cross_entropy_with_logits(x, t, weights=w)
    assert got == pytest.approx(want, rel=LIMIT[dtype])
    got = binary_cross_entropy(sigmoid(x), t, weights=w)
    assert got == pytest.approx(want, rel=LIMIT[dtype])


@grid
def test_sklearn_losses_and_gradients_of_raw_predictions(shape, dtype, scale):
    z, y, w = case(shape, dtype, scale)
    if shape[1] > 2:
        loss = HalfMultinomialLoss(n_classes=shape[1])
        want, gradient = loss.loss_gradient(y.astype(dtype), z)
        near = {"rtol": LIMIT[dtype], "atol": LIMIT[dtype]}
        got = cross_entropy_with_logits(z, y, reduction="none")
        np.testing.assert_allclose(got, want, **near)
        got = cross_entropy_with_logits_grad(z, y, reduction="sum")
        np.testing.assert_allclose(got, gradient, **near)
    x, t = np.ascontiguousarray(z[:, 0]), (y > 0).astype(dtype)
    want, gradient = HalfBinomialLoss().loss_gradient(t, x, sample_weight=w.astype(dtype))
    near = {"rtol": LIMIT[dtype]}
    options = {"weights": w, "reduction": "none"}
    got = binary_cross_entropy_with_logits(x, t, **options)
    np.testing.assert_allclose(got, want, **near)
    got = binary_cross_entropy_with_logits_grad(x, t, **options)
    np.testing.assert_allclose(got, gradient, **near)


def test_where_sklearn_differs():
    z, y, w = [[2.0, 0, 0], [0, 1, 0], [0, 0, 3]], [0, 1, 2], np.array([1, 2, 10])
    want = log_loss(y, softmax(z), sample_weight=w)
    assert want == pytest.approx(0.176282, abs=1e-6)
    assert cross_entropy_with_logits(z, y, class_weights=w) == pytest.approx(want, rel=1e-14)
    for dtype, clipped in ((np.float64, 36.043653), (np.float32, 15.942385)):
        p = np.array([[0.0, 1.0]], dtype)
        assert log_loss([0], p, labels=[0, 1]) == pytest.approx(clipped, abs=1e-6)
        assert categorical_cross_entropy(p, [0]) == np.inf
    raw, one = np.array([40.0]), np.array([1.0])
    assert HalfBinomialLoss().loss(one, raw).tolist() == [0]
    assert binary_cross_entropy_with_logits(raw, one) == pytest.approx(4.248354e-18, rel=1e-6)
    x = np.float32([[1e6, 1e6 + 1, 0]])
    got = HalfMultinomialLoss(n_classes=3).loss(np.float32([1]), x)
    assert got.tolist() == [0.3125]
    assert cross_entropy_with_logits(x, [1]) == pytest.approx(0.3132617, rel=3e-7)

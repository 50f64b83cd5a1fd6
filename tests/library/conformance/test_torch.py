"""Where PyTorch agrees, and every number in which it differs, so that a new version is noticed.

The letters are the sections of the comparison of frameworks that the library was designed
from: A weights in a mean, B smoothing, C divergences, D probability 0, G infinite logits,
H negative losses, J precision, K focal loss, L pos_weight.
"""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from xentlib import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy_with_logits,
    kl_divergence,
    nll_loss,
    one_hot,
    sigmoid,
)

SCORES, CLASSES, WEIGHTS = [[2.0, 0, 0], [0, 1, 0], [0, 0, 3]], [0, 1, 2], [1.0, 2, 10]
INF = np.inf


def t(x):
    return torch.tensor(x, dtype=None if isinstance(x[0], int) else torch.float64)


def near(x):
    return pytest.approx(x, abs=1.5e-6, nan_ok=True)


def torch_loss(z, y, **options):
    options = {k: t(v) if k == "weight" else v for k, v in options.items()}
    target = torch.as_tensor(y) if np.ndim(y) == np.ndim(z) - 1 else t(y)
    return F.cross_entropy(t(z), target, **options).numpy()


@pytest.mark.parametrize("reduction", ["none", "sum", "mean"])
@pytest.mark.parametrize("weights", [None, [1, 0.5, 2.5, 4]])
@pytest.mark.parametrize("ignored", [-100, 2])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_class_indices(dtype, ignored, weights, reduction):
    random = np.random.default_rng(0)
    z, y = (3 * random.normal(size=(6, 4, 3))).astype(dtype), random.integers(0, 4, (6, 3))
    w = None if weights is None else torch.tensor(weights, dtype=torch.from_numpy(z).dtype)
    options = {"weight": w, "ignore_index": ignored, "reduction": reduction}
    want = F.cross_entropy(torch.from_numpy(z), torch.from_numpy(y), **options)
    options = {"class_weights": weights, "ignore_index": ignored, "reduction": reduction}
    got = cross_entropy_with_logits(z, y, axis=1, **options)
    np.testing.assert_allclose(got, want, rtol=2e5 * np.finfo(dtype).eps)
    log_p = torch.log_softmax(torch.from_numpy(z), 1).numpy()
    got = nll_loss(log_p, y, axis=1, **options)
    np.testing.assert_allclose(got, want, rtol=2e5 * np.finfo(dtype).eps)


@pytest.mark.parametrize("reduction", ["none", "sum", "mean"])
def test_distributions_and_smoothing(reduction):
    random = np.random.default_rng(0)
    z, y = 3 * random.normal(size=(6, 4)), random.dirichlet([1, 1, 1, 1], 6)
    for targets in (y, random.integers(0, 4, 6)):
        want = torch_loss(z, targets, label_smoothing=0.2, reduction=reduction)
        got = cross_entropy_with_logits(z, targets, label_smoothing=0.2, reduction=reduction)
        np.testing.assert_allclose(got, want, rtol=1e-12)


def test_a_weights_in_a_mean():
    rows = np.eye(3).tolist()
    assert torch_loss(SCORES, CLASSES, weight=WEIGHTS) == near(0.176282)
    assert torch_loss(SCORES, rows, weight=WEIGHTS) == near(0.763888)
    for targets in (CLASSES, rows):
        got = cross_entropy_with_logits(SCORES, targets, class_weights=WEIGHTS)
        assert got == near(0.176282)
    assert torch_loss(SCORES[2:], [2], weight=WEIGHTS) == near(0.094923)
    assert torch_loss(SCORES[2:], rows[2:], weight=WEIGHTS) == near(0.949229)
    assert torch_loss(SCORES, CLASSES, weight=[-1.0, -2, -10]) == near(0.176282)
    assert np.isnan(torch_loss(SCORES, CLASSES, weight=[0.0, 0, 0]))
    x, y = [0.0, 1, -1], [1.0, 0, 1]
    want = F.binary_cross_entropy_with_logits(t(x), t(y), weight=t(WEIGHTS))
    assert want == near(5.484097)
    got = binary_cross_entropy_with_logits(x, y, weights=WEIGHTS)
    assert got * 13 / 3 == near(float(want))
    x, y = [0.4, -0.2, -0.2], [1, 0, 0]
    weights = np.array([1.0, 3])
    assert torch_loss([[0, v] for v in x], y, weight=weights.tolist()) == near(0.547065)
    bce = F.binary_cross_entropy_with_logits(t(x), t([1.0, 0, 0]), weight=t([3.0, 1, 1]))
    assert bce == near(0.911774)
    assert binary_cross_entropy_with_logits(x, y, weights=weights[y]) == near(0.547065)


def test_b_smoothing():
    assert torch_loss(SCORES, CLASSES, label_smoothing=0.1) == near(0.428638)
    assert cross_entropy_with_logits(SCORES, CLASSES, label_smoothing=0.1) == near(0.428638)
    options = {"weight": WEIGHTS, "label_smoothing": 0.1}
    assert torch_loss(SCORES, CLASSES, **options) == near(0.301005)
    assert torch_loss(SCORES, np.eye(3).tolist(), **options) == near(1.304353)
    options = {"class_weights": WEIGHTS, "label_smoothing": 0.1}
    weight = ((0.9 * np.eye(3) + 0.1 / 3) * WEIGHTS).sum()
    got = cross_entropy_with_logits(SCORES, CLASSES, **options)
    assert got * weight / 13 == near(0.301005)
    assert got * weight / 3 == near(1.304353)
    assert torch_loss(SCORES, CLASSES, label_smoothing=-0.1) == near(0.295304)  # not looked at
    smoothed = cross_entropy_with_logits([[0.0, 2.0]], [1], label_smoothing=0.1)
    assert smoothed == near(0.226928)
    assert binary_cross_entropy_with_logits(2.0, 0.95) == near(0.226928)
    assert torch_loss([[1.0, 0, -INF]], [0], label_smoothing=0.1) == INF


def test_c_divergences():
    p, q = [0.5, 0.5], [0.9, 0.1]
    assert kl_divergence(p, q) == near(0.510826)
    assert kl_divergence(q, p) == near(0.368064)
    assert F.kl_div(t(q).log(), t(p), reduction="sum") == near(0.510826)
    assert F.kl_div(t(p).log(), t(q), reduction="sum") == near(0.368064)
    assert F.kl_div(t(q), t(p), reduction="sum") == near(-1.193147)
    p, q = t([p, q]), t([q, p])
    each = kl_divergence(p.numpy(), q.numpy())
    assert F.kl_div(q.log(), p, reduction="batchmean") == near(each.mean())
    sure = t([1.0, 0.0])
    assert torch.isnan(F.kl_div(sure.log(), sure, reduction="sum"))
    assert kl_divergence(sure.numpy(), sure.numpy()) == 0


def test_d_probability_0():
    zero, one = t([0.0]), t([1.0])
    assert F.nll_loss(t([[-INF, 0.0]]), torch.tensor([0])) == INF
    assert nll_loss([[-INF, 0.0]], [0]) == INF
    assert F.binary_cross_entropy(zero, one) == 100
    assert binary_cross_entropy([0.0], [1]) == INF
    x = torch.tensor([-100.0], requires_grad=True)
    F.binary_cross_entropy(torch.sigmoid(x), torch.ones(1)).backward()
    assert x.grad == 0
    assert binary_cross_entropy(sigmoid(np.float64(-100.0)), 1) == near(100)


def test_g_infinite_logits():
    z = [[1.0, 0, -INF]]
    assert torch_loss(z, [0]) == near(0.313262)
    assert np.isnan(torch_loss(z, [[1.0, 0, 0]]))
    assert torch_loss(z, [2]) == INF
    for x, y in ((INF, 1.0), (-INF, 0.0)):
        assert torch.isnan(F.binary_cross_entropy_with_logits(t([x]), t([y])))
        assert binary_cross_entropy_with_logits([x], [y]) == 0
    assert np.isnan(torch_loss(SCORES, [-100] * 3))


def test_h_negative_losses():
    assert F.binary_cross_entropy_with_logits(t([3.0]), t([2.0])) == near(-2.951413)
    assert torch_loss([[0.0, 0, 0]], [[-1.0, 0, 0]]) == near(-1.098612)


def test_j_precision():
    assert torch_loss([[40.0, 0]], [0]) == 0
    assert cross_entropy_with_logits([[40.0, 0]], [0]) == pytest.approx(4.248354e-18, rel=1e-6)
    assert F.binary_cross_entropy_with_logits(t([-40.0]), t([0.0])) == 0
    got = binary_cross_entropy_with_logits(-40.0, 0)
    assert got == pytest.approx(4.248354e-18, rel=1e-6)
    x = torch.tensor([16.0])
    for mine, theirs in ((x, torch.ones(1)), (-x, torch.zeros(1))):
        got = binary_cross_entropy_with_logits(mine.numpy(), theirs.numpy())
        assert got == pytest.approx(1.12535e-07, rel=1e-5)
    assert F.binary_cross_entropy_with_logits(-x, torch.zeros(1)) == 0


def test_l_pos_weight():
    x, y = [2.0, -1, 0.5], [1.0, 0, 1]
    want = F.binary_cross_entropy_with_logits(t(x), t(y), pos_weight=t([3.0]), reduction="none")
    np.testing.assert_allclose(want, [0.380784, 0.313262, 1.422231], atol=1e-6)
    got = binary_cross_entropy_with_logits(x, y, pos_weight=3, reduction="none")
    np.testing.assert_allclose(got, want, rtol=1e-14)


def test_swapped_probabilities_are_refused_here():
    p, q = [[0.7, 0.2, 0.1]], [[1.0, 0, 0]]
    assert torch_loss(p, q) != torch_loss(q, p)
    with pytest.raises(ValueError, match="targets: rows must sum to 1"):
        cross_entropy_with_logits(q, [[0.7, 0.2, 0.2]])


def test_the_class_axis_is_1():  # I: a target of the other axis passes when the sizes agree
    z = np.random.default_rng(0).normal(size=(2, 3, 3))
    y = np.array([[0, 1, 2], [2, 1, 0]])
    want = F.cross_entropy(t(z.tolist()), torch.tensor(y))
    assert cross_entropy_with_logits(z, y, axis=1) == near(float(want))
    assert cross_entropy_with_logits(z, y) != near(float(want))
    got = cross_entropy_with_logits(z, one_hot(y, 3))
    assert got == near(float(cross_entropy_with_logits(z, y)))

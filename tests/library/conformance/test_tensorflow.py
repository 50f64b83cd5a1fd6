"""Where TensorFlow and Keras agree, and the numbers in which they differ.

This is the only test of the library that imports TensorFlow; the letters are those of
test_torch.py.
"""

import os
import warnings

import numpy as np
import pytest
from xentlib import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    categorical_cross_entropy,
    cross_entropy_with_logits,
    cross_entropy_with_logits_grad,
    focal_loss_with_logits,
    kl_divergence,
    one_hot,
    softmax,
)

SCORES, CLASSES, WEIGHTS = [[2.0, 0, 0], [0, 1, 0], [0, 0, 3]], [0, 1, 2], np.array([1.0, 2, 10])
ROWS = np.eye(3)
INF = np.inf


@pytest.fixture(scope="module", autouse=True)
def frameworks():
    """Import both when the first test runs: they take seconds, also where none is selected."""
    global keras, tf
    os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", TF_ENABLE_ONEDNN_OPTS="0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import keras
        import tensorflow as tf


def near(x):
    return pytest.approx(x, abs=2e-6)


def keras_loss(name, truth, prediction, weight=None, **options):
    loss = getattr(keras.losses, name)(**options)
    truth, prediction = (np.asarray(x, np.float32) for x in (truth, prediction))
    return loss(truth, prediction, sample_weight=weight).numpy()


def test_random_logits():
    random = np.random.default_rng(0)
    z, y = 3 * random.normal(size=(20, 5)), random.integers(0, 5, 20)
    want = tf.nn.sparse_softmax_cross_entropy_with_logits(y, z).numpy()
    got = cross_entropy_with_logits(z, y, reduction="none")
    np.testing.assert_allclose(got, want, rtol=1e-11)
    t = random.dirichlet(np.ones(5), 20)
    want = tf.nn.softmax_cross_entropy_with_logits(t, z).numpy()
    np.testing.assert_allclose(cross_entropy_with_logits(z, t, reduction="none"), want, rtol=1e-11)
    t = random.random((20, 5))
    want = tf.nn.weighted_cross_entropy_with_logits(t, z, 3.0).numpy()
    got = binary_cross_entropy_with_logits(z, t, pos_weight=3, reduction="none")
    np.testing.assert_allclose(got, want, rtol=1e-11)
    want = tf.nn.sigmoid_cross_entropy_with_logits(t, z).numpy()
    got = binary_cross_entropy_with_logits(z, t, reduction="none")
    np.testing.assert_allclose(got, want, rtol=1e-11)


def test_a_weights_in_a_mean():
    name, w = "CategoricalCrossentropy", WEIGHTS
    assert keras_loss(name, ROWS, SCORES, w, from_logits=True) == near(0.763888)
    options = {"from_logits": True, "reduction": "mean_with_sample_weight"}
    assert keras_loss(name, ROWS, SCORES, w, **options) == near(0.176282)
    assert cross_entropy_with_logits(SCORES, CLASSES, class_weights=w) == near(0.176282)


def test_b_smoothing():
    options = {"from_logits": True, "label_smoothing": 0.1}
    name = "CategoricalCrossentropy"
    assert keras_loss(name, ROWS, SCORES, **options) == near(0.428638)
    assert cross_entropy_with_logits(SCORES, ROWS, label_smoothing=0.1) == near(0.428638)
    assert keras_loss(name, ROWS, SCORES, WEIGHTS, **options) == near(1.519444)
    each = keras_loss(name, ROWS, SCORES, WEIGHTS, reduction="none", **options)
    np.testing.assert_allclose(each, [0.372878, 1.236223, 2.949229], atol=2e-6)
    options = {"from_logits": True, "label_smoothing": 1.5}
    assert keras_loss(name, ROWS, SCORES, **options) == near(2.295304)  # not looked at
    binary = keras_loss("BinaryCrossentropy", [1.0], [2.0], from_logits=True, label_smoothing=0.1)
    assert binary == near(0.226928)


def test_c_divergences():
    p, q = [0.5, 0.5], [0.9, 0.1]
    assert keras_loss("KLDivergence", p, q) == near(kl_divergence(p, q))
    assert keras_loss("KLDivergence", p, [1.0, 0]) == pytest.approx(7.365901, abs=1e-5)
    assert kl_divergence(p, [1.0, 0]) == INF


def test_d_probability_0():
    name = "CategoricalCrossentropy"
    assert keras_loss(name, [[1.0, 0]], [[0.0, 1]]) == pytest.approx(16.118095, abs=1e-5)
    assert categorical_cross_entropy([[0.0, 1]], [0]) == INF
    assert keras_loss(name, [[1.0, 0]], [[1.0, 0]]) == pytest.approx(1.19e-7, rel=0.01)
    assert categorical_cross_entropy([[1.0, 0]], [0]) == 0
    assert keras_loss("BinaryCrossentropy", [0.0], [1.0]) == pytest.approx(15.942385, abs=1e-5)
    assert binary_cross_entropy([1.0], [0]) == INF


def test_e_logits_where_probabilities_are_expected():
    z, t = [[3.0, -1, 0.5]], [[1.0, 0, 0]]
    assert keras_loss("CategoricalCrossentropy", t, z) == pytest.approx(1.19e-7, rel=0.01)
    assert keras_loss("SparseCategoricalCrossentropy", [0], z) == near(0.405465)
    assert cross_entropy_with_logits(z, [0]) == near(0.095674)
    with pytest.raises(ValueError, match=r"probs: values must lie in \[0, 1\].* use cross_entropy"):
        categorical_cross_entropy(z, [0])
    twice = cross_entropy_with_logits(softmax([[10.0, 0, 0]]), [0])
    assert twice == near(0.551502)


def test_f_eager_and_graph():
    t, p = np.float32([[1, 0, 0]]), softmax(np.float32([[0, 100, 0]]))
    eager = keras.losses.categorical_crossentropy(t, p).numpy()

    def loss(z):
        return keras.losses.categorical_crossentropy(t, tf.nn.softmax(z))

    graph = tf.function(loss)(np.float32([[0, 100, 0]])).numpy()
    assert eager[0] == pytest.approx(16.118095, abs=1e-5)
    assert graph[0] == pytest.approx(100, abs=1e-4)
    assert cross_entropy_with_logits([[0.0, 100, 0]], [0]) == 100


def test_g_infinite_logits():
    z, t = np.array([[1.0, 0, -INF]]), np.array([[1.0, 0, 0]])
    assert tf.nn.sparse_softmax_cross_entropy_with_logits([0], z).numpy() == near(0.313262)
    assert np.isnan(tf.nn.softmax_cross_entropy_with_logits(t, z).numpy())
    assert cross_entropy_with_logits(z, t) == near(0.313262)
    assert np.isnan(tf.nn.sigmoid_cross_entropy_with_logits(np.ones(1), np.array([INF])).numpy())
    assert binary_cross_entropy_with_logits([INF], [1]) == 0


def test_j_precision():
    z = np.array([[40.0, 0]])
    assert tf.nn.sparse_softmax_cross_entropy_with_logits([0], z).numpy() == 0
    assert cross_entropy_with_logits(z, [0]) == pytest.approx(4.248354e-18, rel=1e-6)


def test_k_focal():
    x, t = np.float32([2, -1, 0.5]), np.float32([1, 0, 1])
    options = {"from_logits": True, "reduction": "none", "axis": -1}
    got = keras.losses.BinaryFocalCrossentropy(**options)(t[:, None], x[:, None]).numpy()
    np.testing.assert_allclose(got, focal_loss_with_logits(x, t, reduction="none"), rtol=1e-5)
    np.testing.assert_allclose(got, [0.001804, 0.022658, 0.067573], atol=1e-6)


def test_the_gradient_for_targets_that_do_not_sum_to_1():
    z, t = tf.zeros((1, 3), tf.float64), np.array([[2.0, 0, 0]])
    with tf.GradientTape() as tape:
        tape.watch(z)
        loss = tf.nn.softmax_cross_entropy_with_logits(t, z)
    np.testing.assert_allclose(tape.gradient(loss, z), [[-5 / 3, 1 / 3, 1 / 3]])
    options = {"class_weights": [2.0, 1, 1], "reduction": "sum"}  # the legal way to count twice
    got = cross_entropy_with_logits_grad(z.numpy(), one_hot([0], 3), **options)
    np.testing.assert_allclose(got, [[-4 / 3, 2 / 3, 2 / 3]], rtol=1e-14)

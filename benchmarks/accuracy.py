"""Errors of the losses beside SciPy, scikit-learn, PyTorch and TensorFlow.

    python benchmarks/accuracy.py            the table
    python benchmarks/accuracy.py --exit     the same, and exit code 1 if xentlib misses a goal

Each number is a relative error in units of eps of the dtype, against mpmath with 50 digits;
the median and the largest over all inputs whose exact result is a normal number. The inputs
are rounded to the dtype first, so that they are exact. An error of 1/eps, 8e6 in float32 and
5e15 in float64, means that no digit is right, or a loss of 0 where there is one.

A difference of two logits is rounded before exp sees it, which costs half the gap in eps: for
logits beyond scale 10 the goal has that on top.
"""

import math
import os
import sys
import warnings
from statistics import median

import mpmath
import numpy as np

os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", TF_ENABLE_ONEDNN_OPTS="0", CUDA_VISIBLE_DEVICES="-1")
warnings.simplefilter("ignore")

import tensorflow as tf
import torch
import xentlib as xe
from scipy import special
from scipy.spatial.distance import jensenshannon
from sklearn.metrics import log_loss

MP = mpmath.mp.clone()
MP.dps = 50
RANDOM = np.random.default_rng(0)


def exact(x):
    return [MP.mpf(v) for v in np.ravel(x).tolist()]


# --- exact results -----------------------------------------------------------------------


def losses_of_classes(z):
    """Return -log softmax(z) of a row."""
    z = exact(z)
    e = [MP.exp(v) for v in z]
    behind = [MP.fsum(e[:c] + e[c + 1 :]) / e[c] for c in range(len(z))]
    return [MP.log1p(v) for v in behind]


def softmax_gradient(z):
    """Return softmax(z) - one_hot(0) of a row."""
    e = [MP.exp(v) for v in exact(z)]
    return [-MP.fsum(e[1:]) / MP.fsum(e)] + [v / MP.fsum(e) for v in e[1:]]


def jensen_shannon(p, q):
    p, q = exact(p), exact(q)
    terms = [
        v * MP.log(2 * v / (a + b)) for a, b in zip(p, q, strict=True) for v in (a, b) if v > 0
    ]
    return MP.fsum(terms) / 2


def divergence(p, q):
    """Return the sum of p log(p / q) - p + q, the generalized form, of the given floats."""
    terms = zip(exact(p), exact(q), strict=True)
    return MP.fsum((a * MP.log(a / b) if a > 0 else 0) - a + b for a, b in terms)


def focal(x, gamma):
    return [MP.log1p(MP.exp(-v)) * (1 + MP.exp(v)) ** -gamma for v in exact(x)]


def smoothed(z, epsilon, weights):
    """Return the weighted loss of class 0 of a row, of smoothed labels."""
    losses, share = losses_of_classes(z), MP.mpf(epsilon) / len(z)
    given = (1 - MP.mpf(epsilon)) * MP.mpf(weights[0]) * losses[0]
    return given + MP.fsum(share * MP.mpf(w) * v for w, v in zip(weights, losses, strict=True))


# --- inputs: name, goal in eps, arrays for one row or one column of numbers -----------------


def rows(dtype):
    """Yield (name, goal, logits): small and large gaps, and large shifts."""
    for scale in (1e-12, 1e-6, 1e-3, 1, 10):
        yield f"scale {scale:g}", 8, (scale * RANDOM.normal(size=(40, 10))).astype(dtype)
    z = RANDOM.normal(size=(40, 10)) + RANDOM.choice([-1e4, 1e4], (40, 1))
    yield "scale 1, shifted by 1e4", 8, z.astype(dtype)
    z = np.stack([np.linspace(5, 80, 60), RANDOM.normal(size=60), np.zeros(60)], axis=1)
    yield "a lead of 5 to 80", 8 + 80 / 2, z.astype(dtype)
    z = 10 ** np.linspace(2, 4, 40)[:, None] * RANDOM.normal(size=(40, 10))
    yield "scale 100 to 10000", 8 + 745 / 2, z.astype(dtype)  # beyond 745, exp is 0


def log_odds(dtype):
    yield "log-odds, scale 3", (3 * RANDOM.normal(size=400)).astype(dtype)
    yield "log-odds -800 to 800", np.linspace(-800, 800, 401).astype(dtype)
    small = 10.0 ** np.linspace(-12, 1, 200)
    yield "log-odds next to 0", np.concatenate([small, -small]).astype(dtype)


# --- contenders ----------------------------------------------------------------------------


def t(x):
    return torch.tensor(x)


def torch_gradient(function, x, *args):
    leaf = t(x).requires_grad_()
    function(leaf, *args).backward()
    return leaf.grad.numpy()


def tf_gradient(function, x):
    x = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        total = tf.reduce_sum(function(x))
    return tape.gradient(total, x).numpy()


F = torch.nn.functional
SCE, BCE = tf.nn.sparse_softmax_cross_entropy_with_logits, tf.nn.sigmoid_cross_entropy_with_logits

LOG_SOFTMAX = {
    "xentlib": xe.log_softmax,
    "SciPy": lambda z: special.log_softmax(z, axis=1),
    "torch": lambda z: F.log_softmax(t(z), 1).numpy(),
    "TensorFlow": lambda z: tf.nn.log_softmax(z).numpy(),
}


def first(z):
    return np.zeros(len(z), int)


CROSS_ENTROPY = {
    "xentlib": lambda z: xe.cross_entropy_with_logits(z, first(z), reduction="none"),
    "SciPy": lambda z: -special.log_softmax(z, axis=1)[:, 0],
    "torch": lambda z: F.cross_entropy(t(z), t(first(z)), reduction="none").numpy(),
    "TensorFlow": lambda z: SCE(first(z), z).numpy(),
    "scikit-learn": lambda z: np.array(
        [log_loss([0], special.softmax(row)[None], labels=range(len(row))) for row in z], z.dtype
    ),
}
CROSS_ENTROPY_GRADIENT = {
    "xentlib": lambda z: xe.cross_entropy_with_logits_grad(z, first(z), reduction="sum"),
    "SciPy": lambda z: special.softmax(z, axis=1) - np.eye(1, z.shape[1], dtype=z.dtype),
    "torch": lambda z: torch_gradient(
        F.cross_entropy, z, t(first(z)), None, None, -100, None, "sum"
    ),
    "TensorFlow": lambda z: tf_gradient(lambda x: SCE(first(z), x), z),
}


def binary(y):
    full = {
        "xentlib": lambda x: xe.binary_cross_entropy_with_logits(
            x, np.full_like(x, y), reduction="none"
        ),
        "SciPy": lambda x: -(y * special.log_expit(x) + (1 - y) * special.log_expit(-x)),
        "torch": lambda x: F.binary_cross_entropy_with_logits(
            t(x), t(np.full_like(x, y)), reduction="none"
        ).numpy(),
        "TensorFlow": lambda x: BCE(np.full_like(x, y), x).numpy(),
    }
    gradient = {
        "xentlib": lambda x: xe.binary_cross_entropy_with_logits_grad(
            x, np.full_like(x, y), reduction="sum"
        ),
        "SciPy": lambda x: special.expit(x) - x.dtype.type(y),
        "torch": lambda x: torch_gradient(
            lambda a, b: F.binary_cross_entropy_with_logits(a, b, reduction="sum"),
            x,
            t(np.full_like(x, y)),
        ),
        "TensorFlow": lambda x: tf_gradient(lambda a: BCE(np.full_like(x, y), a), x),
    }
    return full, gradient


PROBABILITIES = {
    "xentlib": lambda p: xe.binary_cross_entropy(p, np.zeros_like(p), reduction="none"),
    "SciPy": lambda p: -special.xlog1py(p.dtype.type(1), -p),
    "torch": lambda p: F.binary_cross_entropy(t(p), t(np.zeros_like(p)), reduction="none").numpy(),
    "TensorFlow": lambda p: tf.keras.losses.binary_crossentropy(
        np.zeros_like(p)[:, None], p[:, None]
    ).numpy(),
    "scikit-learn": lambda p: np.array(
        [log_loss([0], np.array([1 - v, v])[None], labels=[0, 1]) for v in p], p.dtype
    ),
}
SIGMOID = {
    "xentlib": xe.sigmoid,
    "SciPy": special.expit,
    "torch": lambda x: torch.sigmoid(t(x)).numpy(),
    "TensorFlow": lambda x: tf.sigmoid(x).numpy(),
}
SOFTPLUS = {
    "xentlib": xe.softplus,
    "SciPy": lambda x: np.logaddexp(x.dtype.type(0), x),
    "torch": lambda x: F.softplus(t(x)).numpy(),
    "TensorFlow": lambda x: tf.math.softplus(x).numpy(),
}
JENSEN_SHANNON = {
    "xentlib": lambda p, q: xe.js_divergence(p, q),
    "SciPy": lambda p, q: jensenshannon(p, q, axis=1) ** 2,
}
DIVERGENCE = {
    "xentlib": lambda p, q: xe.kl_divergence(p, q),
    "SciPy": lambda p, q: special.kl_div(p, q).sum(axis=1),
    "torch": lambda p, q: F.kl_div(t(q).log(), t(p), reduction="none").sum(1).numpy(),
    "TensorFlow": lambda p, q: tf.keras.losses.KLDivergence(reduction="none")(p, q).numpy(),
}


# --- the table ------------------------------------------------------------------------------

MISSED = []


def errors(got, want, dtype):
    """Return relative errors in eps where the exact value is a normal number."""
    info = np.finfo(dtype)
    low, high, eps = float(info.tiny), float(info.max), float(info.eps)
    pairs = zip(np.ravel(got).tolist(), want, strict=True)
    return [float(abs(g - w) / abs(w)) / eps for g, w in pairs if low <= abs(w) <= high]


def line(what, dtype, name, goal, want, contenders, *inputs):
    cells = []
    for contender in ("xentlib", "SciPy", "torch", "TensorFlow", "scikit-learn"):
        if contender not in contenders:
            cells.append(f"{'-':>16}")
            continue
        got = errors(contenders[contender](*inputs), want, dtype)
        worst = max(got, key=lambda e: math.inf if math.isnan(e) else e)
        cells.append(f"{median(got):7.2g} /{worst:8.2g}")
        if contender == "xentlib" and goal and not worst <= goal:
            MISSED.append(f"{what}, {name}, {np.dtype(dtype)}: {worst:.2g} > {goal:g}")
    limit = f"{goal:5.0f}" if goal else f"{'-':>5}"
    print(f"{what:17} {np.dtype(dtype).name:8} {name:27}{limit} " + " ".join(cells), flush=True)


def table(dtype):
    for name, goal, z in rows(dtype):
        want = [losses_of_classes(row) for row in z]
        each = [-v for row in want for v in row]
        line("log_softmax", dtype, name, goal, each, LOG_SOFTMAX, z)
        line("cross-entropy", dtype, name, goal, [row[0] for row in want], CROSS_ENTROPY, z)
        want = [v for row in z for v in softmax_gradient(row)]
        line("  its gradient", dtype, name, max(goal, 32), want, CROSS_ENTROPY_GRADIENT, z)
    for name, x in log_odds(dtype):
        v = exact(x)
        yes, no = [MP.log1p(MP.exp(-a)) for a in v], [MP.log1p(MP.exp(a)) for a in v]
        p, q = [1 / (1 + MP.exp(-a)) for a in v], [1 / (1 + MP.exp(a)) for a in v]
        line("sigmoid", dtype, name, 2, p, SIGMOID, x)
        line("softplus", dtype, name, 2, no, SOFTPLUS, x)
        for y, want, slope in ((1, yes, [-a for a in q]), (0, no, p)):
            loss, gradient = binary(y)
            line(f"binary, y = {y}", dtype, name, 2, want, loss, x)
            line("  its gradient", dtype, name, 32, slope, gradient, x)
        soft = binary(1 - 2.0**-20)
        share = MP.mpf(1) - MP.mpf(2) ** -20
        want = [share * a + (1 - share) * b for a, b in zip(yes, no, strict=True)]
        line("binary, 1 - 1e-6", dtype, name, 2, want, soft[0], x)
    p = np.concatenate([10.0 ** np.linspace(-37, -1, 100), 1 - 10.0 ** np.linspace(-7, -1, 50)])
    p = p.astype(dtype)
    want = [-MP.log1p(-v) for v in exact(p)]
    line("from probs, y = 0", dtype, "p next to 0 and to 1", 2, want, PROBABILITIES, p)
    for name, p, q in pairs(dtype):
        want = [jensen_shannon(a, b) for a, b in zip(p, q, strict=True)]
        line("Jensen-Shannon", dtype, name, 8, want, JENSEN_SHANNON, p, q)
        want = [divergence(a, b) for a, b in zip(p, q, strict=True)]
        line("Kullback-Leibler", dtype, name, 8, want, DIVERGENCE, p, q)
        for f in (xe.js_divergence, xe.kl_divergence):
            if (lowest := f(p, q).min()) < 0:
                MISSED.append(f"{f.__name__}, {name}, {np.dtype(dtype)}: {lowest:g} < 0")
    for gamma in (0.5, 2, 5):
        x = np.linspace(-60, 60, 401).astype(dtype)
        want = focal(x, gamma)
        line("focal, yes", dtype, f"log-odds, gamma {gamma}", 4 + gamma, want, focal_of(gamma), x)
    z = (3 * RANDOM.normal(size=(40, 10))).astype(dtype)
    for name, weights in (("smoothing 0.1", np.ones(10)), ("and weights to 1e-60", SMALL)):
        want = [smoothed(row, 0.1, weights) for row in z]
        line("cross-entropy", dtype, name, 16, want, smoothed_of(weights), z)
    want = [MP.fsum(losses_of_classes(row)[0] for row in z) / 40]
    line("cross-entropy", dtype, "mean, all weights 1e-60", 8, want, SMALL_MEAN, z)
    long_axis(dtype)


SMALL = [1e-60, 1.0] * 5


def focal_of(gamma):
    def loss(x):
        return xe.focal_loss_with_logits(x, np.ones_like(x), gamma=gamma, reduction="none")

    return {
        "xentlib": loss,
        "SciPy": lambda x: -((1 - special.expit(x)) ** x.dtype.type(gamma)) * special.log_expit(x),
    }


def smoothed_of(weights):
    options = {"class_weights": weights, "label_smoothing": 0.1, "reduction": "none"}

    def by_torch(z):
        w = t(np.asarray(weights, z.dtype))
        options = {"weight": w, "label_smoothing": 0.1, "reduction": "none"}
        return F.cross_entropy(t(z), t(first(z)), **options).numpy()

    return {
        "xentlib": lambda z: xe.cross_entropy_with_logits(z, first(z), **options),
        "torch": by_torch,
    }


SMALL_MEAN = {
    "xentlib": lambda z: np.atleast_1d(
        xe.cross_entropy_with_logits(z, first(z), class_weights=np.full(10, 1e-60))
    ),
    "torch": lambda z: F.cross_entropy(t(z), t(first(z)), t(np.full(10, 1e-60, z.dtype))).numpy()[
        None
    ],
}


def long_axis(dtype):
    """Compare sums of many equal probabilities, and of one that is larger, along axis 0."""
    n = 1_000_000
    p = np.full((n, 2), 1 / (2 * n), dtype)
    p[0] += dtype(0.5)
    a, b = exact(p[0])[0], exact(p[1])[0]
    want = [-(a * MP.log(a) + (n - 1) * b * MP.log(b))] * 2
    functions = {
        "xentlib": lambda p: xe.entropy(p, axis=0),
        "SciPy": lambda p: special.entr(p).sum(axis=0),
        "torch": lambda p: torch.special.entr(t(p)).sum(0).numpy(),
    }
    line("entropy", dtype, "a million classes, axis 0", 8, want, functions, p)
    z = np.zeros((n, 2), dtype)
    z[0] = 3
    functions = {
        "xentlib": lambda z: xe.softmax(z, axis=0).sum(axis=0, dtype=float),
        "SciPy": lambda z: special.softmax(z, axis=0).sum(axis=0, dtype=float),
        "torch": lambda z: torch.softmax(t(z), 0).numpy().sum(axis=0, dtype=float),
    }
    line("sum of softmax", dtype, "a million classes, axis 0", 8, [MP.mpf(1)] * 2, functions, z)


def pairs(dtype):
    """Yield (name, p, q): distributions that differ much, little, and nearly not at all."""
    p, q = RANDOM.dirichlet(np.ones(5), (2, 40))
    yield "random distributions", p.astype(dtype), q.astype(dtype)
    for step in (1e-1, 1e-3, 1e-6, 1e-9, 1e-13) if dtype == np.float64 else (1e-1, 1e-2, 1e-3):
        q = p * (1 + step * RANDOM.normal(size=p.shape))
        q /= q.sum(axis=1, keepdims=True)
        yield f"q = p (1 + {step:g} noise)", p.astype(dtype), q.astype(dtype)


if __name__ == "__main__":
    names = ["xentlib", "SciPy", "torch", "TensorFlow", "scikit-learn"]
    print("relative error in eps, median / largest\n")
    print(f"{'':54}{' goal'} " + " ".join(f"{name:>16}" for name in names))
    for dtype in (np.float32, np.float64):
        table(dtype)
    print("\n" + ("xentlib misses: " + "; ".join(MISSED) if MISSED else "xentlib meets every goal"))
    sys.exit(bool(MISSED) and "--exit" in sys.argv)

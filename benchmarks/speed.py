"""Time and memory of the losses beside SciPy, scikit-learn, PyTorch and TensorFlow.

    python benchmarks/speed.py                            every case; takes some minutes
    python benchmarks/speed.py 1024x1000 float32 softmax  one case

Every contender has a process of its own and they take short turns, so that a slow moment of
the machine hits all of them. Printed are the median and the least time in
milliseconds, the least time as a multiple of xentlib's, and the memory that a call takes beyond
its inputs as a multiple of the logits. Nothing is asserted: times belong to a machine.

"loss" is the mean loss; "loss + gradient" also its gradient, which xentlib returns from one
call, PyTorch and TensorFlow by backpropagation, and SciPy by the formula softmax - one-hot.
NumPy asks the system for huge pages and PyTorch does not, which decides much of the large
cases. So PyTorch runs with and without them, and so does xentlib.
"""

import multiprocessing
import os
import statistics
import sys
import time
import warnings

import numpy as np

SHAPES = [(64, 10), (4096, 100), (1024, 1000), (4096, 32000)]
SECONDS = 1.0  # for each contender and case, but at least three turns
TURN = 0.003  # seconds: a contender with short calls makes several in its turn
CASES = ["softmax", "sigmoid"]


# --- contenders: each returns (loss, loss + gradient) as functions without arguments -----


def copy(case, z, y):
    g = np.empty_like(z)
    return lambda: np.copyto(g, z), lambda: np.copyto(g, z)


def xentlib(case, z, y):
    from xentlib import binary_cross_entropy_with_logits, cross_entropy_with_logits, gradients

    if case == "softmax":
        options = -1, None, None, 0.0, "mean"
        return (
            lambda: cross_entropy_with_logits(z, y),
            lambda: gradients.loss_and_grad(z, y, *options),
        )
    return (
        lambda: binary_cross_entropy_with_logits(z, y),
        lambda: gradients.binary_cross_entropy_with_logits_grad(z, y),
    )


def xentlib_small_pages(case, z, y):
    np._core.multiarray._set_madvise_hugepage(0)
    return xentlib(case, z, y)


def scipy(case, z, y):
    from scipy.special import expit, log_expit, log_softmax

    rows = np.arange(len(z))

    def softmax_both():
        log_p = log_softmax(z, axis=1)
        loss, g = -log_p[rows, y].mean(), np.exp(log_p)
        g[rows, y] -= 1
        return loss, g / len(z)

    def sigmoid_loss():
        return -(y * log_expit(z) + (1 - y) * log_expit(-z)).mean()

    if case == "softmax":
        return lambda: -log_softmax(z, axis=1)[rows, y].mean(), softmax_both
    return sigmoid_loss, lambda: (sigmoid_loss(), (expit(z) - y) / z.size)


def sklearn(case, z, y):
    if z.size > 1e8:
        return None, None  # minutes
    from scipy.special import expit, softmax
    from sklearn.metrics import log_loss

    if case == "softmax":
        labels = np.arange(z.shape[1])
        return lambda: log_loss(y, softmax(z, axis=1), labels=labels), None
    return lambda: log_loss(y.ravel(), expit(z).ravel()), None


def torch(case, z, y, threads=1, huge_pages=False):
    os.environ["THP_MEM_ALLOC_ENABLE"] = str(int(huge_pages))
    import torch

    torch.set_num_threads(threads)
    f = torch.nn.functional
    f = f.cross_entropy if case == "softmax" else f.binary_cross_entropy_with_logits
    with warnings.catch_warnings(action="ignore"):  # the inputs are read-only
        plain, target = torch.from_numpy(z), torch.from_numpy(y)
    leaf = plain.detach().requires_grad_()

    def both():
        leaf.grad = None
        f(leaf, target).backward()

    return lambda: f(plain, target), both


def torch_2(case, z, y):
    return torch(case, z, y, 2)


def torch_huge(case, z, y):
    return torch(case, z, y, 1, True)


def torch_2_huge(case, z, y):
    return torch(case, z, y, 2, True)


def tensorflow(case, z, y):
    os.environ.update(
        TF_CPP_MIN_LOG_LEVEL="3", TF_ENABLE_ONEDNN_OPTS="0", CUDA_VISIBLE_DEVICES="-1"
    )
    import tensorflow as tf

    logits, target = tf.constant(z), tf.constant(y)

    def mean(x):
        if case == "softmax":
            loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=target, logits=x)
        else:
            loss = tf.nn.sigmoid_cross_entropy_with_logits(labels=target, logits=x)
        return tf.reduce_mean(loss)

    def both(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = mean(x)
        return loss, tape.gradient(loss, x)

    mean_graph, both_graph = tf.function(mean), tf.function(both)
    return lambda: mean_graph(logits).numpy(), lambda: both_graph(logits)[1].numpy()


CONTENDERS = {
    "copy of the logits": copy,
    "xentlib": xentlib,
    "xentlib, small pages": xentlib_small_pages,
    "SciPy": scipy,
    "scikit-learn": sklearn,
    "torch, 1 thread": torch,
    "torch, 2 threads": torch_2,
    "torch, 1, huge pages": torch_huge,
    "torch, 2, huge pages": torch_2_huge,
    "TensorFlow": tensorflow,
}


# --- measuring -------------------------------------------------------------------------


def peak():
    """Return the most memory this process has held, in bytes (Linux)."""
    with open("/proc/self/status") as status:
        return next(1024 * int(line.split()[1]) for line in status if line.startswith("VmHWM"))


def memory(call, z):
    """Return how much the peak rises during a second call, as a multiple of the logits."""
    call()
    try:
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")  # the peak starts anew from what is held now
        before = peak()
        call()
        return (peak() - before) / z.nbytes
    except OSError:
        return float("nan")


def serve(make, case, z, y, pipe):
    """Answer requests: for each number received, time that function."""
    warnings.simplefilter("ignore")
    calls = make(case, z, y)
    pipe.send([call and memory(call, z) for call in calls])
    for which in iter(pipe.recv, None):
        start, count = time.perf_counter(), 0
        while count == 0 or time.perf_counter() - start < TURN:
            calls[which]()
            count += 1
        pipe.send((time.perf_counter() - start) / count)


def inputs(case, shape, dtype):
    """Return logits and targets, read-only: class indices, or yes and no for each logit."""
    random = np.random.default_rng(0)
    z = np.empty(shape, dtype)
    for row in z:
        row[:] = 3 * random.normal(size=shape[1])
    y = random.integers(0, shape[1], shape[0]) if case == "softmax" else (z > 1).astype(dtype)
    return z, y


def compare(case, shape, dtype):
    """Print one table."""
    z, y = inputs(case, shape, dtype)
    fork = multiprocessing.get_context("fork")  # processes share the inputs
    workers, extra, times = {}, {}, {}
    for name, make in CONTENDERS.items():
        pipe, other = fork.Pipe()
        process = fork.Process(target=serve, args=(make, case, z, y, other), daemon=True)
        process.start()
        workers[name], extra[name] = (process, pipe), pipe.recv()
        times[name] = [], []
    end = time.perf_counter() + SECONDS * 2 * len(workers)
    while time.perf_counter() < end or len(times["xentlib"][0]) < 3:
        for which in (0, 1):
            for name, (_, pipe) in workers.items():
                if extra[name][which] is not None:
                    pipe.send(which)
                    times[name][which].append(pipe.recv())
    for process, pipe in workers.values():
        pipe.send(None)
        process.join()
    report(case, shape, dtype, times, extra)


def report(case, shape, dtype, times, extra):
    print(f"\n{case} cross-entropy of {shape[0]} x {shape[1]} logits, {np.dtype(dtype)}")
    head = f"{'median':>9} {'least ms':>9} {'ratio':>6} {'memory':>6}"
    print(f"{'':22}{'loss':>33}   {'loss + gradient':>33}\n{'':22}{head}   {head}")
    for name, both in times.items():
        cells = []
        for which, seconds in enumerate(both):
            if not seconds:
                cells.append(f"{'-':>33}")
                continue
            ratio = min(seconds) / min(times["xentlib"][which])
            ms = [1e3 * statistics.median(seconds), 1e3 * min(seconds)]
            cells.append(f"{ms[0]:9.3f} {ms[1]:9.3f} {ratio:6.2f} {extra[name][which]:6.2f}")
        print(f"{name:22}" + "   ".join(cells), flush=True)


if __name__ == "__main__":
    wanted = sys.argv[1:]
    for shape in SHAPES:
        for dtype in (np.float32, np.float64):
            for case in CASES:
                here = {f"{shape[0]}x{shape[1]}", np.dtype(dtype).name, case}
                if set(wanted) <= here:
                    compare(case, shape, dtype)

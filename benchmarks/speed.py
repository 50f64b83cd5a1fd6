"""Time and memory of the losses beside SciPy, scikit-learn, PyTorch and TensorFlow.

    python benchmarks/speed.py                            every case; six to eight minutes
    python benchmarks/speed.py 1024x1000 float32 softmax  one case

Every contender has a process of its own and they take short turns, so that a slow moment of
the machine hits all of them. Printed are the median and the least time in
milliseconds, the least time as a multiple of xentlib's, and the memory that a call takes beyond
its inputs as a multiple of the logits. Nothing is asserted: times belong to a machine. Two last
tables compare the medians, and the least times, with the goals: below 1 beside SciPy, and for
the larger softmax cases at most 0.7 beside the best of PyTorch.

"loss" is the mean loss; "loss + gradient" also its gradient, which xentlib returns from one
call, PyTorch and TensorFlow by backpropagation, and SciPy by the formula softmax - one-hot.
NumPy asks the system for huge pages and PyTorch does not, which decides much of the large
cases. So PyTorch runs with and without them, and so does xentlib.

With XENTLIB_BEFORE=folder the xentlib in that folder runs beside this one. Smoothing and the focal
loss have no goal beside others, but beside the losses without: at most 1.3, and 3.

Two rows are no contenders but floors. "copy of the logits" is what the memory allows. "floor of
NumPy" is the passes that no NumPy code can leave out, on as many threads as xentlib's and
without its checks: for softmax the maximum, a subtraction, exp and a sum, and a product for
the gradient; for sigmoid -|x|, exp, log1p and a sum, and a quotient for the gradient.
"""

import multiprocessing
import os
import statistics
import sys
import time
import warnings
from mmap import mmap

import numpy as np

SHAPES = [(64, 10), (4096, 100), (1024, 1000), (4096, 32000)]
SECONDS, CALLS = 0.25, 5  # at least, for each contender and function
LIMIT = 2  # seconds after which no further call is made
TURN = 0.003  # seconds: a contender with short calls makes several in its turn
CASES = ["softmax", "smoothing", "sigmoid", "focal"]  # the others beside their kin


# --- contenders: each returns (loss, loss + gradient) as functions without arguments -----


def copy(case, z, y):
    g = np.empty_like(z)
    return lambda: np.copyto(g, z), lambda: np.copyto(g, z)


def floor(case, z, y):
    if case not in ("softmax", "sigmoid"):
        return None, None
    from xentlib.blocks import in_blocks

    g, row = np.empty_like(z), z.itemsize * z.shape[1]

    def softmax_passes(part, gradient):
        rows, e = z[part], g[part]
        top = np.take_along_axis(rows, rows.argmax(axis=1)[:, None], 1)
        np.exp(np.subtract(rows, top, out=e), out=e)
        total = np.einsum("nc->n", e)
        if gradient:
            np.multiply(e, total[:, None], out=e)
        return (total,)

    def sigmoid_passes(part, gradient):
        x, e = z[part], g[part]
        np.exp(np.negative(np.abs(x, out=e), out=e), out=e)
        total = np.einsum("nc->n", np.log1p(e))
        if gradient:
            np.divide(e, x, out=e)
        return (total,)

    passes = softmax_passes if case == "softmax" else sigmoid_passes
    return (
        lambda: in_blocks(lambda part: passes(part, False), z.shape[:1], row),
        lambda: in_blocks(lambda part: passes(part, True), z.shape[:1], row),
    )


def xentlib(case, z, y):
    import xentlib as xe

    loss, options = {
        "softmax": (xe.cross_entropy_with_logits, {}),
        "smoothing": (xe.cross_entropy_with_logits, {"label_smoothing": 0.1}),
        "sigmoid": (xe.binary_cross_entropy_with_logits, {}),
        "focal": (xe.focal_loss_with_logits, {}),
    }[case]
    return (
        lambda: loss(z, y, **options),
        lambda: xe.loss_and_gradient(loss, z, y, **options),
    )


def before(case, z, y):
    """Return the calls of an older version, whose folder XENTLIB_BEFORE names."""
    folder = os.environ.get("XENTLIB_BEFORE")
    if not folder or case not in ("softmax", "sigmoid"):
        return None, None
    sys.path.insert(0, folder)
    from xentlib import binary_cross_entropy_with_logits, cross_entropy_with_logits, gradients

    if case == "softmax":
        options = -1, None, None, 0.0, "mean"
        return (
            lambda: cross_entropy_with_logits(z, y),
            lambda: gradients.loss_and_grad(z, y, *options),
        )
    return (
        lambda: binary_cross_entropy_with_logits(z, y),
        lambda: gradients.binary_loss_and_grad(z, y, None, None, "mean"),
    )


def xentlib_1(case, z, y):
    from xentlib import blocks

    blocks.THREADS = 1
    return xentlib(case, z, y)


def xentlib_small_pages(case, z, y):
    np._core.multiarray._set_madvise_hugepage(0)
    return xentlib(case, z, y)


def scipy(case, z, y):
    if case not in ("softmax", "sigmoid"):
        return None, None
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
    if z.size > 1e8 or case not in ("softmax", "sigmoid"):
        return None, None  # the first would take minutes
    from scipy.special import expit, softmax
    from sklearn.metrics import log_loss

    if case == "softmax":
        labels = np.arange(z.shape[1])
        return lambda: log_loss(y, softmax(z, axis=1), labels=labels), None
    return lambda: log_loss(y.ravel(), expit(z).ravel()), None


def torch(case, z, y, threads=1, huge_pages=False):
    if case == "focal":
        return None, None  # it has none
    os.environ["THP_MEM_ALLOC_ENABLE"] = str(int(huge_pages))
    import torch

    torch.set_num_threads(threads)
    f = torch.nn.functional
    options = {"label_smoothing": 0.1} if case == "smoothing" else {}
    f = f.binary_cross_entropy_with_logits if case == "sigmoid" else f.cross_entropy
    with warnings.catch_warnings(action="ignore"):  # the inputs are read-only
        plain, target = torch.from_numpy(z), torch.from_numpy(y)
    leaf = plain.detach().requires_grad_()

    def both():
        leaf.grad = None
        f(leaf, target, **options).backward()

    return lambda: f(plain, target, **options), both


def torch_2(case, z, y):
    return torch(case, z, y, 2)


def torch_huge(case, z, y):
    return torch(case, z, y, 1, True)


def torch_2_huge(case, z, y):
    return torch(case, z, y, 2, True)


def tensorflow(case, z, y):
    if case not in ("softmax", "sigmoid"):
        return None, None
    os.environ.update(
        TF_CPP_MIN_LOG_LEVEL="3", TF_ENABLE_ONEDNN_OPTS="0", CUDA_VISIBLE_DEVICES="-1"
    )
    import tensorflow as tf

    tf.get_logger().setLevel("ERROR")  # that a function is compiled for each case is meant
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
    "floor of NumPy": floor,
    "xentlib": xentlib,
    "xentlib before": before,
    "xentlib, 1 thread": xentlib_1,
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


def first(call, z):
    """Return the time of a call, and how much the peak rises as a multiple of the logits."""
    try:
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")  # the peak starts anew from what is held now
        before, start = peak(), time.perf_counter()
        call()
        seconds = time.perf_counter() - start
        return seconds, (peak() - before) / z.nbytes
    except OSError:
        start = time.perf_counter()
        call()
        return time.perf_counter() - start, float("nan")


def serve(make, memory, pipe):
    """Answer requests: make the functions of a case, or time one of them."""
    warnings.simplefilter("ignore")
    for request in iter(pipe.recv, None):
        if isinstance(request, tuple):
            calls = None  # before there are new ones
            z, y = views(memory, *request)
            for call in make(request[0], z[:64], y[:64]):  # it imports, compiles, starts threads
                call and call()
            calls = make(request[0], z, y)
            z.max(), y.max()  # a page counts as memory of this process from its first use
            pipe.send([call and first(call, z) for call in calls])
            continue
        start, count = time.perf_counter(), 0
        while count == 0 or time.perf_counter() - start < TURN:
            calls[request]()
            count += 1
        pipe.send((time.perf_counter() - start) / count)


def views(memory, case, shape, dtype):
    """Return the logits and targets in the memory that all processes share."""
    size, middle = shape[0] * shape[1], len(memory) // 2
    z = np.frombuffer(memory, dtype, size).reshape(shape)
    if case in ("softmax", "smoothing"):
        return z, np.frombuffer(memory, np.int64, shape[0], middle)
    return z, np.frombuffer(memory, dtype, size, middle).reshape(shape)


def fill(memory, case, shape, dtype):
    """Write logits and targets: class indices, or yes and no for each logit."""
    random = np.random.default_rng(0)
    z, y = views(memory, case, shape, dtype)
    for k in range(len(z)):
        z[k] = 3 * random.standard_normal(shape[1], np.float32)
        if case in ("sigmoid", "focal"):
            y[k] = z[k] > 1
    if case in ("softmax", "smoothing"):
        y[:] = random.integers(0, shape[1], shape[0])


def compare(memory, pipes, case, shape, dtype):
    """Print one table, and return the times of each contender."""
    fill(memory, case, shape, dtype)
    times, extra = {}, {}
    for name, pipe in pipes.items():
        pipe.send((case, shape, dtype))
        answers = [answer or (None, None) for answer in pipe.recv()]
        times[name] = [[] if seconds is None else [seconds] for seconds, _ in answers]
        extra[name] = [rise for _, rise in answers]
    spent = {(name, k): both[k][0] for name, both in times.items() for k in (0, 1) if both[k]}
    while spent:
        for name, k in list(spent):
            start = time.perf_counter()
            pipes[name].send(k)
            times[name][k].append(pipes[name].recv())
            spent[name, k] += time.perf_counter() - start
            count = len(times[name][k])
            enough = count >= CALLS and count * max(TURN, min(times[name][k])) > SECONDS
            if enough or spent[name, k] > LIMIT:
                del spent[name, k]
    report(case, shape, dtype, times, extra)
    return times


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


def summary(what, statistic, results):
    """Print xentlib as multiples of SciPy, of PyTorch, of itself before, and of a kindred loss."""
    print(f"\n{what}: xentlib / SciPy, / best torch, / copy of the logits, / xentlib before,")
    print("and smoothing / softmax, focal / sigmoid")
    print(f"{'':34}{'loss':>39}   {'loss + gradient':>39}")
    for case, times in results.items():
        cells = []
        for k in (0, 1):
            ms = {name: 1e3 * statistic(both[k]) for name, both in times.items() if both[k]}
            torches = [ms[name] for name in ms if name.startswith("torch")]
            kin = results.get(case.replace("smoothing", "softmax").replace("focal", "sigmoid"))
            others = [ms.get("SciPy"), min(torches, default=None), ms["copy of the logits"]]
            others += [
                ms.get("xentlib before"),
                1e3 * statistic(kin["xentlib"][k]) if kin else None,
            ]
            cells.append("".join(f"{ms['xentlib'] / t:8.2f}" if t else f"{'-':>8}" for t in others))
        print(f"{case:34}" + "  ".join(cells))


def main(wanted):
    cases = [
        (case, shape, dtype)
        for shape in SHAPES
        for dtype in (np.float32, np.float64)
        for case in CASES
        if set(wanted) <= {f"{shape[0]}x{shape[1]}", np.dtype(dtype).name, case}
    ]
    largest = max((rows * columns for _, (rows, columns), _ in cases), default=0)
    memory = mmap(-1, 2 * max(8 * largest, 2**20))  # logits and targets
    fork, pipes = multiprocessing.get_context("fork"), {}  # processes share the memory
    for name, make in CONTENDERS.items():
        pipes[name], other = fork.Pipe()
        fork.Process(target=serve, args=(make, memory, other), daemon=True).start()
    results = {}
    for case, shape, dtype in cases:
        label = f"{case} {shape[0]} x {shape[1]} {np.dtype(dtype)}"
        results[label] = compare(memory, pipes, case, shape, dtype)
    for pipe in pipes.values():
        pipe.send(None)
    summary("medians", statistics.median, results)
    summary("least times", min, results)


if __name__ == "__main__":
    main(sys.argv[1:])

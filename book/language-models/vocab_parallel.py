"""The cross-entropy of a vocabulary that is split over several processes.

    python vocab_parallel.py                            two processes on this machine
    python vocab_parallel.py --processes 4 mesh         four, with the experiment "mesh"
    torchrun --nproc-per-node 2 vocab_parallel.py       the same two, started by torchrun

On two hosts, with HOST the name of the first, type on each of them

    torchrun --nnodes 2 --nproc-per-node 1 --rdzv-backend c10d \\
        --rdzv-endpoint HOST:29500 --rdzv-id 1 vocab_parallel.py

Process 0 prints what the experiments gave, as JSON. It needs PyTorch and nothing else.
"""

import argparse
import json
import os
import signal
import sys
import tempfile
import time
from datetime import timedelta

import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch.distributed._functional_collectives import all_reduce as all_reduce_with_slope
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.tensor import Replicate, Shard, distribute_tensor
from torch.distributed.tensor.debug import CommDebugMode
from torch.distributed.tensor.parallel import loss_parallel

sent = []  # (what, bytes) of each message that this process took part in


def all_reduce(tensor, op, what, group=None):
    """Replace `tensor` by the maximum or sum over all processes, and note its size."""
    sent.append((what, tensor.numel() * tensor.element_size()))
    dist.all_reduce(tensor, op, group=group)


def share(C, size, rank):
    """Return the first class of a process and the one after its last, cut as torch.chunk does."""
    length = -(-C // size)
    return min(rank * length, C), min((rank + 1) * length, C)


class VocabParallelLoss(torch.autograd.Function):
    """The loss of each token from the logits of this process's classes."""

    @staticmethod
    def forward(ctx, Z, y, start, group):
        m = Z.amax(1) if Z.shape[1] else Z.new_full(y.shape, -torch.inf)
        all_reduce(m, dist.ReduceOp.MAX, "maximum", group)
        E = (Z - m[:, None]).exp()
        inside = (y >= start) & (y < start + Z.shape[1])
        right = torch.zeros_like(m)
        right[inside] = Z[inside, y[inside] - start]
        both = torch.stack([E.sum(1), right])
        all_reduce(both, dist.ReduceOp.SUM, "sum and right logit", group)
        s, right = both
        ctx.save_for_backward(E / s[:, None], y, inside)
        ctx.start = start
        return m + s.log() - right

    @staticmethod
    def backward(ctx, slope):  # no message
        Q, y, inside = ctx.saved_tensors
        D = Q.clone()
        D[inside, y[inside] - ctx.start] -= 1
        return D * slope[:, None], None, None, None


class Shared(torch.autograd.Function):
    """Hand the same X to all processes; its slope is the sum of their slopes."""

    @staticmethod
    def forward(ctx, X, group):
        ctx.group = group
        return X.view_as(X)

    @staticmethod
    def backward(ctx, slope):
        slope = slope.clone()
        all_reduce(slope, dist.ReduceOp.SUM, "slopes in X", ctx.group)
        return slope, None


def vocab_parallel_cross_entropy(Z, y, start, C, reduction="mean", ignore_index=-100, group=None):
    """Return the cross-entropy of logits whose columns are split over processes.

    Z: (N, c) logits of the classes start to start + c - 1, which this process holds
    y: (N,) class numbers from 0 to C - 1, or ignore_index; the same on all processes
    reduction: "mean" over the tokens that count, "sum", or "none"
    """
    counts = y != ignore_index
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"reduction: expected mean, sum or none, got {reduction!r}")
    if bool((counts & ((y < 0) | (y >= C))).any()):  # no process would notice: each has a part
        raise ValueError(f"y: expected classes from 0 to {C - 1}, or {ignore_index}")
    losses = torch.where(counts, VocabParallelLoss.apply(Z, y, start, group), 0)
    if reduction == "none":
        return losses
    return losses.sum() / counts.sum() if reduction == "mean" else losses.sum()


# The experiments: each is run by all processes, and returns what process 0 prints


def draw(N, d, C, masked=0, dtype=torch.float64):
    """Return hidden states, an output matrix and targets, the same on all processes."""
    random = torch.Generator().manual_seed(0)
    X = torch.randn(N, d, generator=random, dtype=torch.float64)
    W = torch.randn(C, d, generator=random, dtype=torch.float64) / 8
    y = torch.randint(C, (N,), generator=random)
    y[:masked] = -100
    return X.to(dtype), W.to(dtype), y


def plainly(X, W, y, **options):
    """Return loss and gradients as one process computes them."""
    X, W = X.clone().requires_grad_(), W.clone().requires_grad_()
    loss = F.cross_entropy(X @ W.T, y, **options)
    loss.sum().backward()
    return loss.detach(), X.grad, W.grad


def by_hand(X, W, y, **options):
    """Return loss, gradient in X, and gradient in this process's rows of W."""
    start, stop = share(len(W), dist.get_world_size(), dist.get_rank())
    X, part = X.clone().requires_grad_(), W[start:stop].clone().requires_grad_()
    Z = Shared.apply(X, None) @ part.T
    loss = vocab_parallel_cross_entropy(Z, y, start, len(W), **options)
    loss.sum().backward()
    return loss.detach(), X.grad, part.grad


def by_torch(X, W, y, mesh=None, **options):
    """Return the same with PyTorch's loss_parallel."""
    mesh = mesh or init_device_mesh("cpu", (dist.get_world_size(),))
    X = distribute_tensor(X, mesh, [Replicate()]).requires_grad_()
    W = distribute_tensor(W, mesh, [Shard(0)]).requires_grad_()
    with loss_parallel():
        loss = F.cross_entropy(X @ W.T, y, **options)
        loss.sum().backward()
    return loss.full_tensor().detach(), X.grad.full_tensor(), W.grad.to_local()


def apart(result, expected, C):
    """Return the largest difference of loss and gradients from one process, over all processes."""
    start, stop = share(C, dist.get_world_size(), dist.get_rank())
    loss, dX, dW = expected
    pairs = zip(result, (loss, dX, dW[start:stop]), strict=True)
    worst = torch.stack([(a - b).abs().max() if a.numel() else a.new_zeros(()) for a, b in pairs])
    dist.all_reduce(worst, dist.ReduceOp.MAX)
    return worst.max().item()


def agree(N=60, d=16, C=1000, masked=5):
    """Compare one process, our loss and PyTorch's."""
    X, W, y = draw(N, d, C, masked)
    found = {}
    for reduction in ("mean", "sum", "none"):
        expected = plainly(X, W, y, reduction=reduction)
        ways = {"hand": by_hand, "torch": by_torch}
        results = {name: way(X, W, y, reduction=reduction) for name, way in ways.items()}
        found[reduction] = {"one": expected[0].sum().item()}
        for name, result in results.items():
            found[reduction][name] = result[0].sum().item()
            found[reduction][f"{name} apart"] = apart(result, expected, C)
    return found


def messages(N=512, d=64, C=32_000):
    """Return the bytes of each message of one step in float32, and of this process's logits."""
    sent.clear()
    X, W, y = draw(N, d, C, dtype=torch.float32)
    by_hand(X, W, y)
    bytes_of = dict(sent)
    start, stop = share(C, dist.get_world_size(), dist.get_rank())
    cut = init_device_mesh("cpu", (dist.get_world_size(),))
    Z = distribute_tensor(X @ W.T, cut, [Shard(1)])
    with CommDebugMode() as counted, loss_parallel():
        F.cross_entropy(Z, y)
    return {
        "bytes": bytes_of,
        "logits": 4 * N * (stop - start),
        "messages of loss_parallel": counted.get_total_counts(),
    }


def check():
    """Return how far our loss and gradients are from one process, the worst over small cases."""
    size = dist.get_world_size()
    found = {}
    for C, masked in ((48, 0), (48, 3), (4 * size + 1, 3), (size + 1, 0), (2, 3)):
        X, W, y = draw(12, 8, C, masked)
        for reduction in ("mean", "sum", "none"):
            options = {"reduction": reduction}
            result, expected = by_hand(X, W, y, **options), plainly(X, W, y, **options)
            found[f"{C} classes, {masked} masked, {reduction}"] = apart(result, expected, C)
    return found


def edges(N=12, d=8, C=50):
    """Try what loss_parallel may be asked for, and return what happens."""
    X, W, y = draw(N, d, C)
    masked = torch.where(torch.arange(N) < 3, -100, y)
    weight = torch.linspace(0.5, 2, C, dtype=torch.float64)
    cases = {
        "uneven shards": (W[: C - 1], y % (C - 1), {}),  # 49 classes
        "ignore_index": (W, masked, {}),
        "class weights": (W, y, {"weight": weight}),
        "class weights and ignore_index": (W, masked, {"weight": weight}),
        "label smoothing": (W, y, {"label_smoothing": 0.1}),
        "soft targets": (W, F.one_hot(y, C).double(), {}),
    }
    found = {}
    for name, (V, t, options) in cases.items():
        try:
            off = apart(by_torch(X, V, t, **options), plainly(X, V, t, **options), len(V))
            found[name] = "agrees" if off < 1e-12 else f"off by {off:.1f}"
        except Exception as error:
            found[name] = type(error).__name__
            reset()
    outside = y.clone()
    outside[0] = C  # one too many
    one, wrong = plainly(X, W, y)[0], by_torch(X, W, outside)[0]
    found["a target that does not exist"] = f"no error, {wrong:.4f} nats (valid: {one:.4f})"
    with loss_parallel():
        found["a log-softmax of one's own"] = own_log_softmax(X, W)
    found["the same, outside"] = own_log_softmax(X, W)
    try:
        by_torch(X, W, y, label_smoothing=0.1)
    except Exception:
        found["the same, outside, after an error inside"] = own_log_softmax(X, W)
    reset()
    return found


def own_log_softmax(X, W):
    """Return how far the gradient of a sum of squared log-probabilities is off."""
    mesh = init_device_mesh("cpu", (dist.get_world_size(),))
    Z = (X @ W.T).requires_grad_()
    F.log_softmax(Z, 1).square().sum().backward()
    split = distribute_tensor(Z.detach(), mesh, [Shard(1)]).requires_grad_()
    F.log_softmax(split, 1).square().sum().backward()
    off = (split.grad.full_tensor() - Z.grad).abs().max().item()
    return "agrees" if off < 1e-12 else f"no error, gradient off by {off:.1f}"


def reset():
    """Leave loss_parallel: an error inside of it leaves it on, and the next exit turns it off."""
    with loss_parallel():
        pass


def averages():
    """Average over processes with unequal numbers of tokens, by DistributedDataParallel."""
    rank, size = dist.get_rank(), dist.get_world_size()
    costs = [torch.tensor([1.75] * 6), torch.tensor([4.75] * 2)][rank % 2].double()
    total = torch.tensor([costs.sum(), len(costs)], dtype=torch.float64)
    dist.all_reduce(total)

    def slope(loss):
        """Return the gradient after DDP's average; each token costs its c times the weight."""
        model = torch.nn.Linear(1, 1, bias=False, dtype=torch.float64)
        torch.nn.init.ones_(model.weight)
        wrapped = torch.nn.parallel.DistributedDataParallel(model)
        loss(wrapped(costs[:, None]).ravel()).backward()
        return model.weight.grad.item()

    return {
        "right": (total[0] / total[1]).item(),
        "own mean": slope(lambda c: c.mean()),
        "own sum / all tokens": slope(lambda c: c.sum() / total[1]),
        "times processes": slope(lambda c: size * c.sum() / total[1]),
    }


def telltales(N=60, d=16, C=1000):
    """Return right and wrong numbers of losses with one mistake each."""
    rank, size = dist.get_rank(), dist.get_world_size()
    X, W, y = draw(N, d, C)
    right, dX, _ = plainly(X, W, y)
    start, stop = share(C, size, rank)
    Z = X @ W.T

    def mean(losses):
        return losses.mean().item()

    gathered = VocabParallelLoss.apply(Z, y, rank * C, None)  # the whole Z on each process
    equal = torch.zeros(N, stop - start, dtype=torch.float64)
    alone = equal.logsumexp(1)  # each over its own part only
    logged = right.clone()
    dist.all_reduce(logged)  # although it is the same everywhere
    part = Z[:, start:stop].clone().requires_grad_()
    s = part.exp().sum(1)
    all_reduce_with_slope(s, "sum", dist.group.WORLD).log().mean().backward()
    wanted = Z.softmax(1)[:, start:stop] / N
    hidden = X.clone().requires_grad_()
    Zpart = hidden @ W[start:stop].T  # without Shared
    vocab_parallel_cross_entropy(Zpart, y, start, C).backward()
    whole = hidden.grad.clone()
    dist.all_reduce(whole)
    return {
        "right": mean(right),
        "gathered logits": mean(gathered),
        "equal, right": torch.tensor(float(C)).log().item(),
        "equal, alone": mean(alone),
        "logged sum": logged.item(),
        "slope factor": (part.grad / wanted).mean().item(),
        "slopes in X summed": bool((whole - dX).abs().max() < 1e-12),
        "slopes in X apart": bool((hidden.grad - dX).abs().max() < 1e-12),
    }


def mesh(N=24, d=8, C=50):
    """Train on a 2 x 2 mesh: data split over rows, vocabulary over columns."""
    from torch.distributed.fsdp import fully_shard
    from torch.distributed.tensor.parallel import ColwiseParallel, parallelize_module

    X, _, y = draw(N, d, C, masked=5)
    X, y = X[:20], y[:20]

    def network():
        torch.manual_seed(0)
        hidden = torch.nn.Linear(d, d, dtype=torch.float64)
        return torch.nn.Sequential(hidden, torch.nn.Linear(d, C, bias=False, dtype=torch.float64))

    plain = network()
    loss = F.cross_entropy(plain(X), y)
    loss.backward()

    grid = init_device_mesh("cpu", (2, 2), mesh_dim_names=("data", "vocabulary"))
    model = network()
    columns = ColwiseParallel(output_layouts=Shard(-1), use_local_output=False)
    parallelize_module(model, grid["vocabulary"], {"1": columns})
    fully_shard(model, mesh=grid["data"])
    row = grid["data"].get_local_rank()
    mine = slice(10 * row, 10 * (row + 1))
    count = (y != -100).sum()
    with loss_parallel():
        total = F.cross_entropy(model(X[mine]), y[mine], reduction="sum")
        (2 * total / count).backward()  # times 2, since FSDP averages over two rows
    local = total.full_tensor().detach()
    dist.all_reduce(local, group=grid["data"].get_group())
    pairs = zip(model.parameters(), plain.parameters(), strict=True)
    off = max((p.grad.full_tensor() - q.grad).abs().max().item() for p, q in pairs)
    means = F.cross_entropy(plain(X[mine]), y[mine]).detach()
    dist.all_reduce(means)
    Z = plain(X).detach()
    both = distribute_tensor(Z, grid, [Shard(0), Shard(1)]).requires_grad_()
    refused = ""
    with loss_parallel():
        target = distribute_tensor(y, grid, [Shard(0), Replicate()])
        try:
            F.cross_entropy(both, target)
        except Exception as error:
            refused = type(error).__name__
    return {
        "one": loss.item(),
        "mesh": (local / count).item(),
        "apart": max(off, abs((local / count - loss).item())),
        "mean of the rows' means": (means / 4).item(),
        "held": [list(p.to_local().shape) for p in model.parameters()],
        "mean on a mesh": refused,
    }


def refused():
    """Return what our loss says of a target that is no class."""
    try:
        vocab_parallel_cross_entropy(torch.zeros(1, 25), torch.tensor([50]), 0, 50)
    except ValueError as error:
        return str(error)


def die():
    """Kill process 1 between two messages; it prints when."""
    dist.barrier()
    if dist.get_rank() == 1:
        print(time.time(), flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    dist.all_reduce(torch.ones(1))


EXPERIMENTS = {
    f.__name__: f for f in (agree, check, messages, edges, averages, telltales, mesh, refused, die)
}


# Starting the processes


def work(rank, size, store, names):
    """Join the others, run the experiments, and let process 0 print."""
    torch.set_num_threads(1)
    dist.init_process_group(
        "gloo", f"file://{store}", timedelta(seconds=120), world_size=size, rank=rank
    )
    perform(names)


def perform(names):
    found = {name: EXPERIMENTS[name]() for name in names}
    if dist.get_rank() == 0:
        print(json.dumps(found, indent=1), flush=True)
    dist.destroy_process_group()


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("experiments", nargs="*", default=["agree"], help=", ".join(EXPERIMENTS))
    chosen = parser.parse_args(arguments)
    if "RANK" in os.environ:  # torchrun started this process, and others
        dist.init_process_group("gloo", timeout=timedelta(seconds=120))
        return perform(chosen.experiments)
    loopback = {"linux": "lo", "darwin": "lo0"}.get(sys.platform)
    if loopback:
        os.environ.setdefault("GLOO_SOCKET_IFNAME", loopback)
    with tempfile.TemporaryDirectory() as folder:
        size, store = chosen.processes, os.path.join(folder, "store")
        # A fork need not import PyTorch again; nothing has computed yet, so no thread gets lost.
        how = "fork" if sys.platform == "linux" else "spawn"
        torch.multiprocessing.start_processes(
            work, (size, store, chosen.experiments), nprocs=size, start_method=how
        )


if __name__ == "__main__":
    main(sys.argv[1:])

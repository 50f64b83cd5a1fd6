"""Work through a large array in blocks of rows, on more than one core.

A block finds its numbers in the cache, its temporaries are as small as a block, and each core
can take one, since NumPy lets go of the interpreter while it computes. Where a block ends
depends on the shape alone, so results do not depend on the number of cores, not in one bit.

OMP_NUM_THREADS bounds the threads, as it does in PyTorch and OpenBLAS; 1 means none but yours.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np

WHOLE = 2**20  # bytes up to which waking another thread takes more time than it saves
BLOCK = 2**21  # bytes; threads with less to do wait for the interpreter, with more for memory
BUFFER = 512  # entries
WISH = os.environ.get("OMP_NUM_THREADS", "")
THREADS = min(4, int(WISH) if WISH.isdecimal() else os.cpu_count() or 1)


def each_block(work, x, arrays=1):
    """Call work(part) for slices that cover the first axis of `x`, and join what it returns.

    `work` returns a tuple of arrays along that axis. While it works it holds so many arrays
    like x[part]; the more, the smaller are the blocks. NumPy does not warn meanwhile: a gap of
    logits beyond the largest float is inf, and rows with NaN are refused afterwards.
    """

    def quietly(part):
        with np.errstate(over="ignore", invalid="ignore"):  # restores the buffer size, too
            if x.shape[-1] >= BUFFER:  # NumPy would copy rows shorter than its buffer through it
                np.setbufsize(BUFFER)
            return work(part)

    held = arrays * x.nbytes
    if held <= WHOLE:
        return quietly(slice(None))
    blocks = max(2, -(-held // BLOCK))
    step = max(1, -(-len(x) // blocks))
    return joined(shared(quietly, [slice(k, k + step) for k in range(0, len(x), step)]))


def shared(work, parts):
    """Return [work(part) for part in parts], where other threads help."""
    results, left = [None] * len(parts), iter(range(len(parts)))

    def take():
        for k in left:  # whoever is done takes the next one
            results[k] = work(parts[k])

    helpers = [pool().submit(take) for _ in range(min(THREADS, len(parts)) - 1)]
    take()
    for helper in helpers:
        if not helper.cancel():  # one that has not begun came too late
            helper.result()
    return results


@cache
def pool():
    """Return the threads that help. They wait from call to call: starting one takes longer."""
    return ThreadPoolExecutor(max(1, THREADS - 1), "xentlib")


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=pool.cache_clear)  # a forked process has no threads


def joined(results):
    """Join the tuples of arrays that the blocks returned."""
    return tuple(map(np.concatenate, zip(*results, strict=True)))

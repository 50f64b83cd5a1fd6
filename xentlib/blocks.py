"""Work through a large array in blocks of rows, on more than one core.

A block finds its numbers in the cache, its temporaries are as small as a block, and each core
can take one, since NumPy lets go of the interpreter while it computes. Where a block ends
depends on the array and the loss alone, so results do not depend on the number of cores, not
in one bit.

At most four threads work; more were not tried. OMP_NUM_THREADS bounds them when this is
imported, as in PyTorch and OpenBLAS; 1 means none but yours.
"""

import os
import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from math import prod

import numpy as np

WHOLE = 2**21  # bytes up to which waking another thread takes more time than it saves
BLOCK = 6 * 2**20  # bytes; threads with less to do wait for the interpreter, with more for memory
BUFFER = 512  # entries
WISH = os.environ.get("OMP_NUM_THREADS", "")
OWN = threading.local()  # the memory that each thread keeps
THREADS = min(4, int(WISH) if WISH.isdecimal() else os.cpu_count() or 1)


def each_block(work, x, arrays=0):
    """Call work(part, *space) for slices that cover the first axis of `x`, and join the results.

    `work` returns a tuple of arrays along that axis. `space` is so many arrays with the shape
    and dtype of x[part] to write to; the more, the smaller are the blocks. Each thread has its
    own and keeps it, as memory fresh from the system takes longer to come than to fill: what
    `work` returns must lie elsewhere. Where one block is enough it is None, for which NumPy
    makes new arrays. NumPy does not warn meanwhile: a gap of logits beyond the largest float is
    inf, and rows with NaN are refused afterwards.
    """

    def quietly(part, space):
        with np.errstate(all="ignore"):  # restores the buffer size, too
            if x.shape[-1] >= BUFFER:  # z - m[:, None] copies rows that fit in the buffer
                np.setbufsize(BUFFER)
            return work(part, *space)

    held = (2 + arrays) * x.nbytes  # and two that it reads, or reads and fills
    if held <= WHOLE:
        return quietly(slice(None), (None,) * arrays)
    blocks = 2 * -(-held // (2 * BLOCK))  # even, as two threads are the least that help
    step = -(-len(x) // blocks)
    parts = [slice(k, min(k + step, len(x))) for k in range(0, len(x), step)]
    return joined(shared(quietly, parts, (arrays, step, *x.shape[1:]), x.dtype))


def shared(work, parts, shape, dtype):
    """Return [work(part, space) for part in parts], where other threads help."""
    results, left = [None] * len(parts), iter(range(len(parts)))

    def take():
        space, memory = own_space(shape, dtype)
        try:
            for k in left:  # whoever is done takes the next one: no two get the same
                results[k] = work(parts[k], space[:, : parts[k].stop - parts[k].start])
        finally:
            deque(left, maxlen=0)  # after an error nobody goes on
            if memory is not None:
                OWN.memory = memory

    helpers = submitted(take, min(THREADS, len(parts)) - 1)
    take()
    for helper in helpers:
        if not helper.cancel():  # one that has not begun came too late
            helper.result()
    return results


def submitted(task, count):
    """Give a task to so many helpers, or to fewer where the system has no thread to give."""
    helpers = []
    with suppress(RuntimeError):  # at a limit of threads, or at the end of the program
        for _ in range(count):
            helpers.append(pool().submit(task))
    return helpers


def own_space(shape, dtype):
    """Return an array, and the memory it lies in if this thread keeps that from call to call.

    Until it is given back the thread has none: a call amid a block, as from a signal handler,
    gets another.
    """
    size = prod(shape) * dtype.itemsize
    if not 0 < size <= 2 * BLOCK:  # more is a row that is longer than a block
        return np.empty(shape, dtype), None
    memory = OWN.__dict__.pop("memory", None)
    if memory is None or memory.nbytes < size:
        memory = np.empty(size, np.uint8)
    return memory[:size].view(dtype).reshape(shape), memory


@cache
def pool():
    """Return the threads that help. They wait from call to call: starting one takes longer."""
    return ThreadPoolExecutor(THREADS - 1, "xentlib")


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=pool.cache_clear)  # a forked process has no threads


def joined(results):
    """Join the tuples of arrays that the blocks returned."""
    return tuple(map(np.concatenate, zip(*results, strict=True)))

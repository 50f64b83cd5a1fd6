"""Work through a large array in blocks of rows that stay in the cache of a core.

A chain of NumPy calls then finds its numbers in the cache, its temporaries are as small as a
block, and each core can take a block, since NumPy lets go of the interpreter while it
computes. No block depends on another one, so results do not depend on the number of cores.
"""

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np

BLOCK = 2**20  # bytes
THREADS = min(4, os.cpu_count() or 1)  # more would wait for the interpreter
ALONE = 16  # blocks that are done before a second thread has started and got its turn
BUFFER = 512  # entries


def each_block(work, x):
    """Call work(part) for slices that cover the first axis of `x`, and join what it returns.

    `work` returns a tuple of arrays along that axis. NumPy does not warn meanwhile: a gap of
    logits beyond the largest float is inf, and rows with NaN are refused afterwards.
    """

    def quietly(part):
        with np.errstate(over="ignore", invalid="ignore"):  # restores the buffer size, too
            if x.shape[-1] >= BUFFER:  # NumPy would copy rows shorter than its buffer through it
                np.setbufsize(BUFFER)
            return work(part)

    if x.nbytes <= BLOCK:
        return quietly(slice(None))
    step = max(1, BLOCK * len(x) // x.nbytes)
    parts = [slice(start, start + step) for start in range(0, len(x), step)]
    if len(parts) <= ALONE:
        return joined(map(quietly, parts))
    with ThreadPoolExecutor(THREADS) as pool:
        return joined(pool.map(quietly, parts))


def joined(results):
    """Join the tuples of arrays that the blocks returned."""
    return tuple(map(np.concatenate, zip(*results, strict=True)))

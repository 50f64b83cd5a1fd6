"""Work through a large array in blocks, on more than one core.

A block finds its numbers in the cache, its temporaries are as small as a block, and each core
can take one, since NumPy lets go of the interpreter while it computes. Where a block ends
depends on the shape and dtype alone, so results do not depend on the number of cores, not in
one bit.

At most four threads work; more were not tried. OMP_NUM_THREADS bounds them when this is
imported, as in PyTorch and OpenBLAS; 1 means none but yours.
"""

import os
import re
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from math import prod

from .validation import quiet

BLOCK = 2**21  # bytes: what a part reads and writes finds room in the cache


def allowed_threads():
    """Return how many threads may work: what OMP_NUM_THREADS wishes, or the cores we may use.

    Of a list such as "4,2" the first number counts; the others are for nested loops.
    """
    wish = re.match(r"\s*\+?(\d+)\s*(,|$)", os.environ.get("OMP_NUM_THREADS", ""), re.ASCII)
    if wish and int(wish[1]):
        return min(4, int(wish[1]))
    affinity = getattr(os, "sched_getaffinity", None)  # a container may allow fewer cores
    return min(4, len(affinity(0)) if affinity else os.cpu_count() or 1)


THREADS = allowed_threads()


def in_blocks(work, shape, size):
    """Call work(part) for indices that cover an array of `shape`; return the results in order.

    An entry of it takes so many bytes. Threads do not warn either, like the caller.
    """
    if prod(shape) * size <= BLOCK:
        return [work(Ellipsis)]
    parts = list(pieces(shape, BLOCK // size))
    if len(parts) > 1 and THREADS > 1:
        try:
            return list(pool().map(quiet()(work), parts))
        except RuntimeError:  # the system has no thread to give
            pass
    return list(map(work, parts))


@cache
def pool():
    """Return the threads. They wait from call to call: starting them takes as long as 4 MB do."""
    return ThreadPoolExecutor(THREADS, "xentlib")


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=pool.cache_clear)  # a forked process has no threads


def pieces(shape, entries):
    """Yield indices that cover an array of `shape`, each of about so many entries at most.

    Rows stay whole unless they alone are longer.
    """
    row = prod(shape[1:])
    if row > entries and len(shape) > 1:
        yield from ((k, *rest) for k in range(shape[0]) for rest in pieces(shape[1:], entries))
        return
    step = max(1, entries // max(row, 1))
    count = -(-shape[0] // step)
    step = -(-shape[0] // max(count + count % 2 * (count > 1), 1)) or 1  # even: for two threads
    yield from ((slice(k, k + step),) for k in range(0, max(shape[0], 1), step))

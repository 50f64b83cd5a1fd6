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
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
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

    An entry of it takes so many bytes. A small array is one part, `...`.
    """
    if prod(shape) * size <= BLOCK:
        return [work(Ellipsis)]
    return shared(work, list(pieces(shape, BLOCK // size)))


def shared(work, parts):
    """Return [work(part) for part in parts]. Other threads help; none works when this ends."""
    results, left = [None] * len(parts), iter(range(len(parts)))

    def take():
        try:
            for k in left:
                results[k] = work(parts[k])
        finally:
            list(left)  # after an error no further part is begun

    helpers = []
    with suppress(RuntimeError):  # the system has no thread to give
        for _ in range(min(THREADS, len(parts)) - 1):
            helpers.append(pool().submit(quiet()(take)))
    try:
        take()
    finally:  # a helper that has not begun may wait for this very thread
        begun = [helper for helper in helpers if not helper.cancel()]
        wait(begun)
    for helper in begun:
        helper.result()  # raises what it raised
    return results


@cache
def pool():
    """Return the threads that help. They wait from call to call: a start takes as long as 4 MB."""
    return ThreadPoolExecutor(THREADS - 1, "xentlib")


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

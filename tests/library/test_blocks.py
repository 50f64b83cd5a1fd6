"""Blocks and threads: the same numbers, little memory, and what the environment allows."""

import multiprocessing
import os
import subprocess
import sys
import threading
import warnings

import numpy as np
import pytest
from oracles import DTYPES, random_rows, with_peak
from xentlib import (
    binary_cross_entropy_with_logits,
    binary_cross_entropy_with_logits_grad,
    blocks,
    cross_entropy_with_logits,
    cross_entropy_with_logits_grad,
    focal_loss_with_logits,
    focal_loss_with_logits_grad,
)

random = np.random.default_rng


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("dtype", DTYPES)
def test_blocks_and_threads_change_no_bit(monkeypatch, dtype, threads):
    z, y = (3 * random(0).normal(size=(41, 600))).astype(dtype), random(1).integers(0, 600, 41)
    t, yes = random_rows((41, 600), 2), random(3).random((41, 600))
    w, c = random(4).random((41, 1)), np.arange(600)
    y[7] = -1

    def results():
        for f in (cross_entropy_with_logits, cross_entropy_with_logits_grad):
            yield f(z, y, ignore_index=-1, reduction="none")
            yield f(z, y, class_weights=c, ignore_index=-1, label_smoothing=0.1, reduction="none")
            yield f(z, t, reduction="none")
        for f in (binary_cross_entropy_with_logits, binary_cross_entropy_with_logits_grad):
            yield f(z, yes, reduction="none")
            yield f(z, yes, weights=w, pos_weight=c, reduction="none")
        for f in (focal_loss_with_logits, focal_loss_with_logits_grad):
            yield f(z, yes, alpha=0.25, reduction="none")

    want = list(results())
    monkeypatch.setattr(blocks, "THREADS", threads)
    blocks.pool.cache_clear()
    for block in (3000, 10_000):  # bytes: rows in parts, and some rows at a time
        monkeypatch.setattr(blocks, "BLOCK", block)
        for a, b in zip(results(), want, strict=True):
            np.testing.assert_array_equal(a, b)
    mean = binary_cross_entropy_with_logits(z, yes, weights=w)
    assert mean == pytest.approx(float((want[6] * w).sum() / (w.sum() * 600)), rel=1e-3)


@pytest.mark.parametrize(
    "shape", [(0,), (1,), (7,), (100,), (3, 5), (0, 5), (3, 0), (2, 40), (2, 3, 11)]
)
def test_pieces_cover_an_array_once(shape):
    for entries in (1, 4, 10, 1000):
        seen = np.zeros(shape, int)
        for part in blocks.pieces(shape, entries):
            assert seen[part].size <= max(entries, 1)
            seen[part] += 1
        assert (seen == 1).all()


def test_long_arrays_have_an_even_number_of_pieces():
    for rows in (11, 20, 31, 50, 99):
        count = len(list(blocks.pieces((rows, 10), 100)))
        assert count >= 2 and (count % 2 == 0 or rows < count + 1)
        assert count <= rows / 10 + 2
    assert len(list(blocks.pieces((10, 10), 100))) == 1


def test_blocks_run_on_several_threads_and_hand_back_results_in_order(monkeypatch):
    monkeypatch.setattr(blocks, "THREADS", 2)
    monkeypatch.setattr(blocks, "BLOCK", 5)
    blocks.pool.cache_clear()
    meeting, seen = threading.Barrier(2, timeout=60), set()

    def work(part):
        meeting.wait()  # until two threads are here
        seen.add(threading.current_thread())
        return part[0].start

    assert blocks.in_blocks(work, (10,), 1) == [0, 5]
    assert len(seen) == 2
    with pytest.raises(ZeroDivisionError):
        blocks.in_blocks(lambda part: 1 / 0, (10,), 1)
    assert blocks.in_blocks(lambda part: part[0].stop, (10,), 1) == [5, 10]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_a_forked_process_has_threads_of_its_own(monkeypatch):
    monkeypatch.setattr(blocks, "THREADS", 2)
    blocks.pool.cache_clear()
    z, y = np.zeros((800, 1000)), np.zeros(800, int)
    want = cross_entropy_with_logits(z, y)
    inherited = blocks.pool()
    context = multiprocessing.get_context("fork")
    pipe, other = context.Pipe()

    def child():
        other.send((cross_entropy_with_logits(z, y), blocks.pool() is inherited))

    process = context.Process(target=child)
    with warnings.catch_warnings(action="ignore"):  # that there are threads is the point
        process.start()
    try:
        assert pipe.poll(60)
        assert pipe.recv() == (want, False)
    finally:
        process.kill()
        process.join()


@pytest.mark.parametrize("given", [0, 1])
def test_where_no_thread_can_be_had_the_caller_does_it_all(monkeypatch, given):
    start, started = threading.Thread.start, []

    def no_thread(self):
        if len(started) == given:
            raise RuntimeError("can't start new thread")
        started.append(self)
        start(self)

    x, t = random(0).normal(size=(600, 1000)), np.zeros((600, 1000))
    want = binary_cross_entropy_with_logits(x, t, reduction="none")
    monkeypatch.setattr(blocks, "THREADS", 4)
    blocks.pool.cache_clear()
    monkeypatch.setattr(threading.Thread, "start", no_thread)
    np.testing.assert_array_equal(binary_cross_entropy_with_logits(x, t, reduction="none"), want)
    assert len(started) == given


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt])
def test_after_an_error_no_further_part_is_begun(monkeypatch, threads, error):
    monkeypatch.setattr(blocks, "THREADS", threads)
    monkeypatch.setattr(blocks, "BLOCK", 5)
    blocks.pool.cache_clear()
    here, begun, ended = threading.Barrier(threads, timeout=60), [], []

    def work(part):
        begun.append(part)
        here.wait()  # until each thread has a part
        ended.append(part)
        raise error

    with pytest.raises(error):
        blocks.in_blocks(work, (100,), 1)
    assert len(begun) == len(ended) == threads


@pytest.mark.parametrize("threads", [1, 2])
def test_a_call_amid_a_block_of_the_same_thread_disturbs_nothing(monkeypatch, threads):
    monkeypatch.setattr(blocks, "THREADS", threads)
    blocks.pool.cache_clear()
    x, t = random(0).normal(size=(600, 1000)), np.zeros((600, 1000))
    want = [binary_cross_entropy_with_logits(z, t, reduction="none") for z in (x, 1 - x)]
    log1p, inner = np.log1p, {}

    def interrupted(*args, **options):  # as by a signal or by the end of an object
        if threading.get_ident() not in inner:
            inner[threading.get_ident()] = None
            found = binary_cross_entropy_with_logits(1 - x, t, reduction="none")
            inner[threading.get_ident()] = found
        return log1p(*args, **options)

    monkeypatch.setattr(np, "log1p", interrupted)
    np.testing.assert_array_equal(binary_cross_entropy_with_logits(x, t, reduction="none"), want[0])
    for found in inner.values():
        np.testing.assert_array_equal(found, want[1])


def threads_with(wish, *before):
    code = "from xentlib import blocks; print(blocks.THREADS)"
    environment = {**os.environ, "OMP_NUM_THREADS": wish}
    run = [*before, sys.executable, "-c", code]
    return int(subprocess.run(run, env=environment, capture_output=True, check=True).stdout)


@pytest.mark.parametrize(
    ("wish", "threads"),
    [("1", 1), ("3", 3), ("64", 4), ("2,1", 2), (" 3 , 2", 3), ("+2", 2), ("03", 3)],
)
def test_the_environment_bounds_the_threads(monkeypatch, wish, threads):
    monkeypatch.setenv("OMP_NUM_THREADS", wish)
    assert blocks.allowed_threads() == threads


@pytest.mark.parametrize("wish", [None, "", "0", "-1", "two", "2x", "1.5", "²", "٣"])
def test_what_is_no_number_of_threads_counts_for_nothing(monkeypatch, wish):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    if wish is not None:
        monkeypatch.setenv("OMP_NUM_THREADS", wish)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 5, 7}, raising=False)
    assert blocks.allowed_threads() == 3
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(64)))
    assert blocks.allowed_threads() == 4
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert blocks.allowed_threads() == 1


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="this system has no affinity")
def test_a_process_on_one_core_has_one_thread():
    assert threads_with("", "taskset", "-c", str(min(os.sched_getaffinity(0)))) == 1
    assert threads_with("3", "taskset", "-c", str(min(os.sched_getaffinity(0)))) == 3


def test_blocks_leave_numpy_as_it_was():
    before = np.getbufsize(), np.geterr()
    cross_entropy_with_logits(np.zeros((3, 1000)), [0, 0, 0])
    assert (np.getbufsize(), np.geterr()) == before


@pytest.mark.parametrize("shape", [(4000, 1000), (1, 4_000_000), (4_000_000,), (2, 2, 1_000_000)])
def test_binary_losses_of_any_shape_need_little_memory(monkeypatch, shape):
    monkeypatch.setattr(blocks, "THREADS", 1)
    x, t = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    for loss in (binary_cross_entropy_with_logits, focal_loss_with_logits):
        assert with_peak(loss, x, t)[1] < 0.9 * x.nbytes
        assert with_peak(lambda loss=loss: loss(x, t, reduction="none"))[1] < 1.9 * x.nbytes
    assert with_peak(binary_cross_entropy_with_logits_grad, x, t)[1] < 1.9 * x.nbytes


@pytest.mark.parametrize("smoothing", [0, 0.1])
def test_the_losses_of_many_logits_need_little_memory(monkeypatch, smoothing):
    monkeypatch.setattr(blocks, "THREADS", 1)
    z, y = np.zeros((4000, 2000), np.float32), np.zeros(4000, int)
    t = np.full(z.shape, 1 / 2000, np.float32)
    options = {"label_smoothing": smoothing}

    def peak(function, targets):
        return with_peak(lambda: function(z, targets, **options))[1] / z.nbytes

    assert peak(cross_entropy_with_logits, y) < 0.2
    assert peak(cross_entropy_with_logits, t) < 0.3
    assert peak(cross_entropy_with_logits_grad, y) < 1.2
    assert peak(cross_entropy_with_logits_grad, t) < 1.3

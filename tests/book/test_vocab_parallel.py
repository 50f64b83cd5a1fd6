"""The loss over processes: as that of one process to 1e-12, and an error, no hang, when one dies.

Each test starts processes of its own. Those marked weekly are run by `make weekly`.
"""

import json
import subprocess
import sys
import time

import pytest

from tools.notebooks import BOOK

FOLDER = BOOK / "language-models"
LIMIT = 300  # seconds, for a machine that is busy with other tests
weekly = pytest.mark.weekly


def run(*arguments, program=(sys.executable,)):
    command = [*program, "vocab_parallel.py", *arguments]
    return subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, timeout=LIMIT)


def found(*arguments, **options):
    done = run(*arguments, **options)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    "processes", [pytest.param(1, marks=weekly), 2, 3, pytest.param(4, marks=weekly)]
)
def test_processes_agree_with_one_to_1e_12(processes):
    """Even and uneven shards, an empty one, masked tokens; mean, sum and none; loss and gradients."""
    cases = found("--processes", str(processes), "check")["check"]
    assert {name.rpartition(" ")[2] for name in cases} == {"mean", "sum", "none"}
    assert len(cases) == 15
    assert {name: off for name, off in cases.items() if not off < 1e-12} == {}


def test_when_a_process_is_killed_the_others_end_with_an_error():
    done = run("--processes", "3", "die")
    ended = time.time()
    assert done.returncode != 0
    assert "terminated" in done.stderr
    assert ended - float(done.stdout) < 30  # seconds after it was killed


@weekly
def test_a_target_that_is_no_class_is_refused():
    done = run("refused")
    assert done.returncode == 0 and "y: expected classes from 0 to 49, or -100" in done.stdout


@weekly
@pytest.mark.parametrize("processes", [2, 3, 4])
def test_loss_parallel_agrees_with_one_process_to_1e_12(processes):
    for result in found("--processes", str(processes), "agree")["agree"].values():
        assert result["hand apart"] < 1e-12 and result["torch apart"] < 1e-12


@weekly
def test_a_mesh_agrees_with_one_process_to_1e_12():
    assert found("--processes", "4", "mesh")["mesh"]["apart"] < 1e-12


@weekly
def test_torchrun_starts_the_same_file():
    program = (sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2")
    assert found("messages", program=program)["messages"]["bytes"]["maximum"] == 2048

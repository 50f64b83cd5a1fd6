"""Which cells run in the reader's browser, as book/_ext/live.py finds it."""

import pytest

from book._ext import cells, live
from tools.notebooks import BOOK, chapters

NAMES = [path.relative_to(BOOK).with_suffix("").as_posix() for path in chapters()]


@pytest.mark.parametrize(
    ("sources", "letters"),
    [
        (["import torch\nimport numpy as np", "np.ones(3)", "torch.ones(3)"], "rrp"),
        (["import torch\nx = torch.ones(3)", "x.sum()", "x = 1", "x + 1"], "pprr"),
        (["from sklearn.metrics import log_loss\nimport keras", "log_loss, keras"], "rt"),
        (["import keras\nfor k in keras.x:\n    s = k", "[k for k in s]"], "tt"),
        (["import keras\nfor k in keras.x: 0", "[k for k in 'ab']", "for k in 'ab': k"], "trr"),
        (["import torch\ndef f(): return torch.ones(3)", "def g(): return f()", "g()"], "ppp"),
        (["import torch\nx = {}", "x[0] = torch.ones(3)", "x", "x = {}"], "rppr"),
        (["import torch\nn = torch.ones(3)", "n = n + 1", "n += 1"], "ppp"),
    ],
)
def test_a_cell_runs_without_what_is_not_there(sources, letters):
    made = [{"cell_type": "code", "id": str(k), "source": s} for k, s in enumerate(sources)]
    assert live.letters(made) == letters


def test_the_cells_that_differ_run_and_are_few():
    found = {name: live.letters(cells.read(name), live.differing().get(name, {})) for name in NAMES}
    listed = sum(map(len, live.differing().values()))
    every = "".join(found.values())
    assert every.count(live.DIFFERS) == listed, "live.yml names a cell that is not there, or rests"
    assert listed <= 0.01 * (every.count(live.RUNS) + listed)

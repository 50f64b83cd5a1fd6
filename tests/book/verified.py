"""What a full run of the tests verified, for the page on verification: _build/verified.json.

Only a run of everything counts: `make test`, with nothing left out and nothing failed.
"""

import json
import platform
from importlib.metadata import PackageNotFoundError, version

import numbers_in_text
import pytest

from book._ext.verification_record import RECORD, digest
from tools.notebooks import chapters, read

# The options of pytest that leave something out; a plugin that is switched off has none.
PARTIAL = ("keyword", "markexpr", "deselect", "ignore", "lf", "failedfirst", "nbval_lax")
PACKAGES = ("numpy", "scipy", "matplotlib", "scikit-learn", "torch", "keras", "nbval")


def is_full(config):
    """Say whether a run takes every test and compares every output."""
    whole = config.args_source == pytest.Config.ArgsSource.TESTPATHS
    return whole and not any(getattr(config.option, name, None) for name in PARTIAL)


def write(config, exitstatus, stats):
    """Keep a record of a full run, or none if it failed."""
    if not is_full(config):
        return
    RECORD.unlink(missing_ok=True)
    if exitstatus == 0:
        passed = [r for r in stats.get("passed", []) if r.when == "call"]
        kept = {"digest": digest(), "facts": facts(passed), "versions": versions()}
        RECORD.parent.mkdir(exist_ok=True)
        RECORD.write_text(json.dumps(kept, indent=1) + "\n", "utf8")


def facts(passed):
    """Return the facts of a run as {what: how many}, in the order in which they are shown."""
    books = [read(path) for path in chapters()]
    guarded = [
        n
        for page in numbers_in_text.pages()
        for text in numbers_in_text.texts(page)
        for n in numbers_in_text.guarded(text)
    ]
    return {
        "notebooks run from a fresh kernel": len(books),
        "code cells run and compared": sum(map(code_cells, books)),
        "numbers printed and compared": sum(len(numbers_in_text.printed(b)) for b in books),
        "figures compared": sum(map(figures, books)),
        "numbers guarded in the text": len(guarded),
        "of these, computed by an invisible claim": sum(bool(n.claim) for n in guarded),
        "of these, quoted from others": sum(bool(n.quoted) for n in guarded),
        "tests of the library and of the guards": sum("Cell " not in r.nodeid for r in passed),
    }


def code_cells(notebook):
    """Return the number of code cells of a notebook."""
    return sum(c.cell_type == "code" for c in notebook.cells)


def figures(notebook):
    """Return the number of figures that a notebook stores."""
    outputs = [o for c in notebook.cells for o in c.get("outputs", [])]
    return sum("image/svg+xml" in o.get("data", {}) for o in outputs)


def versions():
    """Return the versions of Python and of the packages that are installed."""
    found = {"Python": platform.python_version()}
    for name in (*PACKAGES, "tensorflow", "tensorflow-cpu"):  # its name depends on the machine
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            pass
    return found

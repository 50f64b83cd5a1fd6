"""What a full run of the tests verified, for the page on verification: _build/verified.json.

The record carries a digest of the chapters, so that a site built from other chapters does
not show it.
"""

import hashlib
import json
import platform
from collections import Counter
from importlib.metadata import version

import prose
from notebooks import ROOT, chapters, read

PACKAGES = ("numpy", "scipy", "matplotlib", "scikit-learn", "torch", "keras", "nbval")
PATH = ROOT / "_build" / "verified.json"


def digest():
    """Return a digest of all chapters."""
    texts = b"".join(path.read_bytes() for path in chapters())
    return hashlib.sha256(texts).hexdigest()


def expected_cells():
    """Return the number of cells and claims that each chapter runs, by its node."""
    return {
        path.relative_to(ROOT).as_posix(): code_cells(path) + len(prose.claims(path))
        for path in chapters()
    }


def code_cells(path):
    """Return the number of code cells of a chapter."""
    return sum(c.cell_type == "code" for c in read(path).cells)


def complete(passed):
    """Say whether the passed tests hold every cell and claim of every chapter, and other tests."""
    counts = Counter(report.nodeid.split("::")[0] for report in passed)
    expected = expected_cells()
    return all(counts[node] == n for node, n in expected.items()) and set(counts) > set(expected)


def facts(passed):
    """Return the facts of a run as {what: how many}, in the order in which they are shown."""
    in_book = [r for r in passed if r.nodeid.startswith("book/")]
    books = [read(path) for path in chapters()]
    guarded = [
        n for page in prose.pages() for text in prose.texts(page) for n in prose.guarded(text)
    ]
    return {
        "chapters run from a fresh kernel": len(books),
        "code cells run and compared": sum(map(code_cells, chapters())),
        "numbers printed and compared": sum(len(prose.printed(b)) for b in books),
        "figures compared": sum(figures(b) for b in books),
        "numbers guarded in the text": len(guarded),
        "of these, computed by an invisible claim": sum(bool(n.claim) for n in guarded),
        "of these, quoted from others": sum(bool(n.quoted) for n in guarded),
        "tests of the library and of the guards": len(passed) - len(in_book),
    }


def figures(notebook):
    """Return the number of figures that a notebook stores."""
    outputs = [o for c in notebook.cells for o in c.get("outputs", [])]
    return sum("image/svg+xml" in o.get("data", {}) for o in outputs)


def write(stats):
    """Keep a record of the run, if it was a full one and nothing failed."""
    passed = [r for r in stats.get("passed", []) if r.when == "call"]
    if stats.get("failed") or stats.get("error") or not complete(passed):
        return
    versions = {"Python": platform.python_version(), **{name: version(name) for name in PACKAGES}}
    PATH.parent.mkdir(exist_ok=True)
    kept = {"digest": digest(), "facts": facts(passed), "versions": versions}
    PATH.write_text(json.dumps(kept, indent=1) + "\n", "utf8")

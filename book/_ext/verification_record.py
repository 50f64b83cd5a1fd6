"""The directive {verification-record}: what the last `make test` verified, if it saw this book.

tests/book/verified.py writes the record; it carries a digest of what was verified, so that a
site built from anything else does not show it.
"""

import hashlib
import json
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive

ROOT = Path(__file__).resolve().parents[2]
RECORD = ROOT / "_build" / "verified.json"
VERIFIED = ("book/**/*.ipynb", "book/**/*.md", "book/**/*.yml", "xentlib/*.py", "xentlib/*.json")


def digest(root=ROOT):
    """Return a digest of the names and the texts of everything that a full run verifies."""
    paths = {path for pattern in VERIFIED for path in root.glob(pattern)}
    names = sorted(
        p.relative_to(root).as_posix() for p in paths if ".ipynb_checkpoints" not in p.parts
    )
    texts = (name.encode() + b"\0" + root.joinpath(name).read_bytes() for name in names)
    return hashlib.sha256(b"\0".join(texts)).hexdigest()


class VerificationRecord(Directive):
    """A table of the facts of the last full run of `make test`."""

    def run(self):
        self.state.document.settings.env.note_reread()  # the record changes without this page
        if not RECORD.exists():
            return [nodes.paragraph("", "This site was built before make test was run on it.")]
        return shown(json.loads(RECORD.read_text("utf8")), digest())


def shown(record, current):
    """Return what the page shows of a record, given the digest of the book as it is now."""
    if record["digest"] != current:
        return [nodes.paragraph("", "The book has changed since make test was last run on it.")]
    rows = [(what, f"{n:,}") for what, n in record["facts"].items()]
    return [table(rows + [(f"version of {name}", n) for name, n in record["versions"].items()])]


def table(rows):
    """Return a table of two columns."""
    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in range(2)), cols=2)
    body = nodes.tbody()
    for row in rows:
        body += nodes.row("", *(nodes.entry("", nodes.paragraph("", text)) for text in row))
    group += body
    return nodes.table("", group)


def setup(app):
    app.add_directive("verification-record", VerificationRecord)

"""The directive {verification-record}: what the last `make test` verified, if it saw these chapters."""

import hashlib
import json
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive

ROOT = Path(__file__).resolve().parents[2]
RECORD = ROOT / "_build" / "verified.json"


def digest():
    """Return the digest of all chapters, as tests/book/record.py computes it."""
    paths = (p for p in (ROOT / "book").rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts)
    return hashlib.sha256(b"".join(p.read_bytes() for p in sorted(paths))).hexdigest()


class VerificationRecord(Directive):
    """A table of the facts of the last full run of `make test`."""

    def run(self):
        self.state.document.settings.env.note_reread()  # the record changes without this page
        if not RECORD.exists():
            return [paragraph("This site was built before make test was run on it.")]
        record = json.loads(RECORD.read_text("utf8"))
        if record["digest"] != digest():
            return [paragraph("The chapters have changed since make test was last run on them.")]
        rows = [(what, f"{n:,}") for what, n in record["facts"].items()]
        rows += [(f"version of {name}", number) for name, number in record["versions"].items()]
        return [table(rows)]


def paragraph(text):
    return nodes.paragraph("", text)


def table(rows):
    """Return a table of two columns."""
    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in range(2)), cols=2)
    body = nodes.tbody()
    for row in rows:
        body += nodes.row("", *(nodes.entry("", paragraph(text)) for text in row))
    return nodes.table("", group + body)


def setup(app):
    app.add_directive("verification-record", VerificationRecord)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

"""Files of the project that hold data, read so that every error names its file.

An author is told what is wrong where: a file that is not UTF-8, a line that is no YAML, a key that
stands there twice (YAML would keep the last one), a notebook that git has left conflict marks in.
Warnings of Sphinx name the cell of a notebook, which MyST-NB calls line 10000, 20000 and so on.
"""

import json
import logging
import re
import sys
from contextlib import contextmanager
from pathlib import Path

import yaml
from pybtex.database import parse_string
from pybtex.exceptions import PybtexError
from sphinx.errors import ExtensionError, SphinxError

KINDS = {dict: "names, each with what it stands for", list: "a list, with a hyphen for each entry"}
ROOT = Path(__file__).resolve().parents[2]


class Loader(yaml.SafeLoader):
    """Reads YAML, and refuses a key that stands twice in one mapping."""

    def construct_mapping(self, node, deep=False):
        keys = [key.value for key, _ in node.value]
        for key, at in node.value:
            if keys.count(key.value) > 1:
                problem = f"{key.value!r} stands here twice"
                raise yaml.constructor.ConstructorError(None, None, problem, at.start_mark)
        return super().construct_mapping(node, deep)


def named(path):
    """Return a file as it is called below the root."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.as_posix()


def text_of(path):
    """Return the text of a file."""
    try:
        return path.read_text("utf8")
    except UnicodeDecodeError as error:
        raise ExtensionError(f"{named(path)}: not in UTF-8: {error}") from None


def yaml_of(path, kind=object):
    """Return what a file in YAML says, a dict or a list if one is asked for; an empty one if empty."""
    try:
        found = yaml.load(text_of(path), Loader)
    except yaml.YAMLError as error:
        raise ExtensionError(f"{named(path)}: {error}") from None
    if not isinstance(found, kind) and found is not None:
        raise ExtensionError(f"{named(path)}: expected {KINDS[kind]}")
    return kind() if found is None and kind in KINDS else found


def json_of(path, hint=""):
    """Return what a file in JSON says."""
    try:
        return json.loads(text_of(path))
    except json.JSONDecodeError as error:
        raise ExtensionError(f"{named(path)}: {hint}{error}") from None


def cells_of(path):
    """Return the cells of a notebook."""
    hint = "it is no notebook; did a merge leave its marks, <<<<<<<, in it? "
    try:
        return json_of(path, hint)["cells"]
    except (KeyError, TypeError) as error:
        raise ExtensionError(f"{named(path)}: {hint}{error}") from None


def sources_of(path):
    """Return the sources of a bibliography, by key."""
    try:
        return parse_string(text_of(path), "bibtex").entries
    except PybtexError as error:
        raise ExtensionError(f"{named(path)}: {error}") from None


@contextmanager
def telling(document, path):
    """Let warnings of what is parsed in the block name another file than that of the page."""
    before = document["source"], document.reporter.source
    document["source"] = document.reporter.source = str(path)
    try:
        yield
    finally:
        document["source"], document.reporter.source = before


def place(location):
    """Return where something is, with the name below the root and the number of a cell."""
    location = location.removeprefix(f"{ROOT}/")
    return re.sub(
        r"(\.ipynb):(\d+)(\d{4})$",
        lambda m: f"{m[1]}: cell {m[2]}, line {int(m[3]) - 1}",  # MyST-NB counts them from 2
        location,
    )


def name_cells(record):
    """Give a warning its place as an author knows it; a filter of logging."""
    record.location = place(getattr(record, "location", None) or "")
    return True


def end(kind, error, trace):
    """End without the traceback of Jupyter Book where the build has said what is wrong."""
    said = error.__cause__
    if isinstance(said, SphinxError) and said.__cause__ is None:  # else a program of ours failed
        print("Nothing was built: see what is said above.", file=sys.stderr)
    else:
        sys.__excepthook__(kind, error, trace)


def check(app, config):
    """Read what others read later, and would not name."""
    for path in sorted(ROOT.glob("book/*/*.ipynb")):
        cells_of(path)
    for path in sorted(ROOT.glob("book/**/*.yml")):
        yaml_of(path)
    json_of(ROOT / "xentlib" / "exercises.json")
    sources_of(ROOT / "book" / "references.bib")


def setup(app):
    sys.excepthook = end
    for handler in logging.getLogger("sphinx").handlers:
        handler.addFilter(name_cells)  # after Sphinx' own, which makes the location a text
    app.connect("config-inited", check)

"""Files of the project that hold data, read so that every error names its file.

An author is told what is wrong where: a file that is not UTF-8, a line that is no YAML, a key that
stands there twice (YAML would keep the last one), a notebook that git has left conflict marks in.
"""

import json
from pathlib import Path

import yaml
from pybtex.database import parse_string
from pybtex.exceptions import PybtexError
from sphinx.errors import ExtensionError

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


def yaml_of(path):
    """Return what a file in YAML says."""
    try:
        return yaml.load(text_of(path), Loader)
    except yaml.YAMLError as error:
        raise ExtensionError(f"{named(path)}: {error}") from None


def cells_of(path):
    """Return the cells of a notebook."""
    try:
        return json.loads(text_of(path))["cells"]
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        hint = "it is no notebook; did a merge leave its marks, <<<<<<<, in it?"
        raise ExtensionError(f"{named(path)}: {hint} {error}") from None


def sources_of(path):
    """Return the sources of a bibliography, by key."""
    try:
        return parse_string(text_of(path), "bibtex").entries
    except PybtexError as error:
        raise ExtensionError(f"{named(path)}: {error}") from None


def check(app, config):
    """Read what others read later, and would not name."""
    for path in sorted(ROOT.glob("book/*/*.ipynb")):
        cells_of(path)
    sources_of(ROOT / "book" / "references.bib")


def setup(app):
    app.connect("config-inited", check)

"""The reference of xentlib, from its docstrings. NumPy and SciPy need not be installed for it.

The docstring of a function is laid out as plain text, to be read with help(): its first line
becomes a paragraph, its examples become code, and the rest is shown as it stands, but for lines
that are wider than the page.
"""

import ast
import re
import sys
from pathlib import Path
from textwrap import wrap

ROOT = Path(__file__).resolve().parents[2]
WIDTH, KEEP = 78, {"break_on_hyphens": False, "break_long_words": False}  # columns of the page


def public_names():
    """Return the names that `import xentlib` offers."""
    tree = ast.parse((ROOT / "xentlib" / "__init__.py").read_text("utf8"))
    return {a.asname for n in tree.body if isinstance(n, ast.ImportFrom) for a in n.names}


def skip_helpers(app, what, name, member, skip, options):
    """Leave out what a module has for its own use; the figures' module is public as a whole."""
    own = getattr(member, "__module__", "") == "xentlib.plots"
    return skip or not (own or name in public_names())


def lay_out(app, what, name, member, options, lines):
    """Turn the lines of a docstring into reStructuredText, in place."""
    if what == "module":
        lines[:] = map(as_code, lines)
        return
    text = list(lines)
    first_example = next((k for k, line in enumerate(text) if line.startswith(">>>")), len(text))
    summary = text.index("") if "" in text else len(text)
    lines[:] = [
        *map(as_code, text[:summary]),
        "",
        *block("text", narrower(text[summary:first_example])),
        *block("pycon", text[first_example:]),
    ]


def narrower(text):
    """Break what is wider than the page, at the column where its description begins."""
    group, done = [], []
    for line in [*text, ""]:
        if group and group[0] and line and indent(line) == column(group, line):
            group.append(line)
            continue
        done += broken(group)
        group = [line]
    return done


def indent(line):
    """Return the number of spaces before a line."""
    return len(line) - len(line.lstrip())


def column(group, line):
    """Return where the description in a group of lines begins; `line` may be its second."""
    gaps = list(re.finditer(r"\S {2,}(?=\S)", group[0]))
    if gaps and gaps[-1].end() < WIDTH / 2:
        return gaps[-1].end()
    named = group[0].startswith("Differs from ")
    return indent(line) or len("Differs from ") if named else indent(group[0])


def broken(group):
    """Return the lines of a group, anew if one of them is too wide."""
    if max(map(len, group), default=0) <= WIDTH:
        return group
    start = column(group, group[-1])
    head = group[0][:start]
    words = " ".join([group[0][start:], *map(str.strip, group[1:])])
    return wrap(words, WIDTH, initial_indent=head, subsequent_indent=" " * start, **KEEP)


def as_code(line):
    """Return a line in which the names in backticks are code."""
    return re.sub(r"`([^`]+)`", r"``\1``", line)


def block(language, text):
    """Return a code block in reStructuredText, or nothing for no text."""
    if not "".join(text).strip():
        return []
    return [f".. code-block:: {language}", "", *(f"   {line}" for line in text), ""]


def setup(app):
    sys.path.insert(0, str(ROOT))
    app.setup_extension("sphinx.ext.autodoc")
    app.config.autodoc_mock_imports = ["numpy", "scipy", "matplotlib", "matplotlib_inline"]
    app.config.add_module_names = False
    app.config.autodoc_member_order = "bysource"
    app.connect("autodoc-skip-member", skip_helpers)
    app.connect("autodoc-process-docstring", lay_out)

"""The reference of xentlib, from its docstrings. NumPy and SciPy need not be installed for it.

The docstring of a function is laid out as plain text, to be read with help(): its first line
becomes a paragraph, its examples become code, and the rest is shown as it stands.
"""

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


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
        *block("text", text[summary:first_example]),
        *block("pycon", text[first_example:]),
    ]


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
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

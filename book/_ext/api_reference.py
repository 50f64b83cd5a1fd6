"""The reference of xentlib, from its docstrings, which napoleon reads in NumPy's style.

What napoleon leaves to us: a docstring marks a formula by indenting it, as help() shows it; the
helpers of a module are no part of the reference; and a "mean" in quotes keeps them straight, so
that it can be copied. NumPy and SciPy need not be installed for it.
"""

import ast

from docutils import nodes

from .toc import ROOT

# What is public of these, `import xentlib` does not offer: they need other packages.
WHOLE = ("xentlib.plots", "xentlib.tables")


def public_names():
    """Return the names that `import xentlib` offers."""
    tree = ast.parse((ROOT / "xentlib" / "__init__.py").read_text("utf8"))
    return {a.asname for n in tree.body if isinstance(n, ast.ImportFrom) for a in n.names}


def skip_helpers(app, what, name, member, skip, options):
    """Leave out what a module has for its own use."""
    return skip or not (getattr(member, "__module__", "") in WHOLE or name in public_names())


def mark_formulas(app, what, name, member, options, lines):
    """Let the indented lines below a paragraph be a block of text, as in the docstring."""
    for k, line in reversed(list(enumerate(lines))):
        above = next((text for text in reversed(lines[:k]) if text), "")
        starts = line.startswith("    ") and k and not lines[k - 1]
        if starts and not above.startswith(" "):
            lines[k:k] = [".. code-block:: text", ""]


def plain_quotes(app, domain, objtype, content):
    """Keep quotes as they are typed, and make napoleon's dashes, which goes together elsewhere."""
    content["support_smartquotes"] = False
    for text in list(content.findall(nodes.Text)):
        if text.startswith(" -- "):
            text.parent.replace(text, nodes.Text(text.replace("--", "\N{EN DASH}", 1)))


def setup(app):
    for name in ("autodoc", "napoleon"):
        app.setup_extension(f"sphinx.ext.{name}")
    config = app.config
    config.autodoc_mock_imports = ["numpy", "scipy", "matplotlib", "matplotlib_inline", "tabulate"]
    config.add_module_names = False
    config.autodoc_member_order = "bysource"
    config.default_role = "literal"  # in docstrings, what stands in backticks is code
    config.napoleon_google_docstring = False
    config.napoleon_use_param = config.napoleon_use_rtype = False  # types are words, not links
    app.connect("autodoc-skip-member", skip_helpers)
    app.connect("autodoc-process-docstring", mark_formulas, priority=400)  # before napoleon
    app.connect("object-description-transform", plain_quotes)

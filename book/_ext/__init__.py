"""The Sphinx extensions of the book, as one: docs/architecture.md has a line on each module.

They are imported as they lie in the tree, from the root of the repository: `book._ext.toc`.
"""

from importlib import import_module

# In this order they see a page. Those that are missing here only help the others.
EXTENSIONS = (
    "data",
    "v8",
    "formulas",
    "elements",
    "folds",
    "predict",
    "framework_tabs",
    "figures",
    "bundles",
    "html_repairs",
    "api_reference",
    "glossary",
    "verification_record",
    "quiz",
    "answers",
    "live",
    "course",
    "review",
    "run_elsewhere",
    "downloads",
    "navigation",
    "search",
    "social_card",
    "explorable",
    "policy",
)


def setup(app):
    for name in EXTENSIONS:
        import_module(f"{__name__}.{name}").setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

"""`make book LIVE=1`: code cells that run in the reader's browser, and chapters that verify themselves.

Which cells can run there is decided here, from the notebook: those that import nothing of ABSENT
and need no name that only such cells define. The page carries a letter for each of its cells; all
else is made by assets/live.js, when a reader asks for it. publish/runtime.py packs the Python.
"""

import ast
import json
import os
from functools import cache
from symtable import symtable

from docutils import nodes
from sphinx.errors import ExtensionError

from . import cells, toc
from .data import yaml_of
from .elements import add_reader

# What the Python in the page lacks, and the letter that stands for it.
ABSENT = {
    **dict.fromkeys(("torch",), "p"),
    **dict.fromkeys(("tensorflow", "keras"), "t"),
    **dict.fromkeys(("sklearn", "yaml", "subprocess"), "o"),
}
RUNS, DIFFERS = "r", "d"
DIFFERING = toc.ROOT / "book" / "live.yml"


@cache
def differing():
    """Return the cells that print otherwise in the page, by chapter: {id: reason}."""
    return yaml_of(DIFFERING, dict)


def names(source):
    """Return the names that a cell needs from those before it, and those that it defines or changes."""
    needed, made = set(), set()
    for statement in ast.parse(source).body:
        table = symtable(ast.unparse(statement), "cell", "exec")
        assigned = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}
        before = made | assigned if not isinstance(statement, ast.Assign) else made
        needed |= used(table) - before
        for node in ast.walk(statement):
            if isinstance(node, ast.AugAssign):
                needed |= {n.id for n in ast.walk(node.target) if isinstance(n, ast.Name)} - made
            if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store):
                assigned |= {n.id for n in ast.walk(node.value) if isinstance(n, ast.Name)}
        made |= assigned
    return needed, made


def used(table):
    """Return the names that a scope and those inside of it take from the notebook."""
    top = table.get_type() == "module"
    own = {
        s.get_name() for s in table.get_symbols() if s.is_referenced() and (top or s.is_global())
    }
    return own.union(*map(used, table.get_children()))


def imported(source):
    """Return the names that a cell imports, with the modules that they come from."""
    found = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                module = node.module if isinstance(node, ast.ImportFrom) else alias.name
                found[(alias.asname or alias.name).partition(".")[0]] = module.partition(".")[0]
    return found


def letters(notebook, differ=()):
    """Return a letter for each code cell: whether it runs in the page, and what it lacks if not."""
    found, missing = [], {}
    for cell in notebook:
        if cell["cell_type"] == "code":
            needed, made = names(cells.source(cell))
            brought = imported(cells.source(cell))
            lacks = {n: ABSENT[module] for n, module in brought.items() if module in ABSENT}
            inside = used(symtable(cells.source(cell), "cell", "exec"))
            reasons = [missing[n] for n in sorted(needed) if n in missing]
            reasons += [lacks[n] for n in sorted(inside) if n in lacks]
            for name in made:
                missing.pop(name, None)
            if reasons:  # but for its imports, which the page runs by themselves
                missing |= dict.fromkeys(made - set(brought), reasons[0])
            missing |= lacks
            runs = DIFFERS if cell["id"] in differ else RUNS
            found.append(reasons[0] if reasons else runs)
    return "".join(found)


def is_cell(node):
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def add_script(app, pagename, templatename, context, doctree):
    """Tell a chapter which of its cells run in the page."""
    chapter = pagename.removeprefix("book/")
    if not app.config.live or doctree is None or not any(doctree.findall(is_cell)):
        return
    differ = differing().get(chapter, {})
    code = [cell for cell in cells.read(chapter) if cell["cell_type"] == "code"]
    found = letters(code, differ)
    if len(found) != len(list(doctree.findall(is_cell))):
        raise ExtensionError(f"{pagename}: expected a cell on the page for each of the notebook")
    about = {"data-cells": found}
    if differ:
        reasons = {k: differ[c["id"]] for k, c in enumerate(code) if c["id"] in differ}
        about["data-reasons"] = json.dumps(reasons)
    add_reader(app)
    app.add_js_file("live.js", defer="defer", **about)


def tell_pages(app, config):
    """Let {only} show what is about cells that run in the page."""
    if config.live:
        app.tags.add("live")


def setup(app):
    app.connect("config-inited", tell_pages)
    app.add_config_value("live", bool(os.environ.get("LIVE")), "html")
    app.connect("html-page-context", add_script)

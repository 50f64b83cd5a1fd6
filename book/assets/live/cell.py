"""Runs the cells of a page as IPython does: what they print, what they show, how they fail.

This file runs in the reader's browser, in the Python that worker.js starts. IPython is not there:
xentlib asks it for nothing but how a figure becomes SVG, and that is here.
"""

import ast
import json
import linecache
import os
import sys
import traceback
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from io import BytesIO, TextIOBase
from types import ModuleType

names = {"__name__": "__main__"}  # what the cells define
shown = []  # what the running cell has shown
savefig = {"bbox_inches": "tight"}


class Formatter:
    """How objects of a type are drawn, as IPython's formatters keep it."""

    def __init__(self, draw):
        self.draw = draw

    def lookup_by_type(self, kind):
        return self.draw

    def for_type(self, kind, draw):
        self.draw = draw


def svg(figure):
    """Return a figure as matplotlib-inline writes it, or None where nothing is drawn."""
    if not figure.axes and not figure.lines:
        return None
    data = BytesIO()
    look = {"facecolor": figure.get_facecolor(), "edgecolor": figure.get_edgecolor()}
    figure.canvas.print_figure(data, format="svg", dpi=figure.dpi, **look, **savefig)
    return data.getvalue().decode()


figures = Formatter(svg)


def show(*args, **kwargs):
    """Show the open figures and close them: `plt.show()`, and the end of a cell."""
    if helpers := sys.modules.get("matplotlib._pylab_helpers"):
        for manager in helpers.Gcf.get_all_fig_managers():
            if drawn := figures.draw(manager.canvas.figure):
                shown.append({"svg": drawn})
        helpers.Gcf.destroy_all()


def display(*values):
    """Show values as Jupyter does."""
    for value in values:
        html = getattr(value, "_repr_html_", lambda: None)()
        shown.append({"html": html} if html else {"text": repr(value)})


def module(name, **contents):
    """Let a module be imported that is not there."""
    made = sys.modules[name] = ModuleType(name)
    made.__path__ = []
    made.__dict__.update(contents)


class Shell:
    """Stands for IPython's shell, of which xentlib.plots asks one formatter."""

    @classmethod
    def instance(cls):
        return cls


Shell.display_formatter = Shell
Shell.formatters = {"image/svg+xml": figures}
module("IPython", version_info=(9, 0), get_ipython=lambda: None)  # matplotlib asks
module("IPython.core")
module("IPython.core.interactiveshell", InteractiveShell=Shell)
module("IPython.display", display=display)
module("matplotlib_inline")
module(
    "matplotlib_inline.backend_inline",
    set_matplotlib_formats=lambda *formats, **options: savefig.update(options),
)
for name in ("fontTools", "fontTools.subset", "fontTools.agl"):
    module(name)  # 2 MB which matplotlib imports, and uses for PDF alone


class Missing(type):
    """Makes classes that stand for what a missing module has: they can be named, not called."""

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Missing(f"{cls.__name__}.{name}", (), {})

    def __call__(cls, *args, **kwargs):
        top = cls.__name__.partition(".")[0]
        raise ImportError(f"{cls.__name__}: {top} is not in this page; get the notebook")


class Absent(ModuleType):
    """Stands for a module that the chapters import and this Python lacks."""

    __path__ = ()

    def __getattr__(self, name):
        return Missing.__getattr__(self, name)


class Finder:
    """Finds modules that are not there, and loads them as Absent."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        lacks = name.partition(".")[0] in ("torch", "tensorflow", "keras", "sklearn", "yaml")
        return ModuleSpec(name, Finder, is_package=True) if lacks else None

    @staticmethod
    def create_module(spec):
        return Absent(spec.name)

    @staticmethod
    def exec_module(module):
        """There is nothing to execute."""


sys.meta_path.append(Finder)


class Later:
    """Finds large modules that much imports and little uses; they are loaded at their first use."""

    names = ("scipy.stats", "numpy.f2py", "numpy.testing")

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name in cls.names:
            spec = PathFinder.find_spec(name, path)
            spec.loader = LazyLoader(spec.loader)
            return spec


sys.meta_path.insert(0, Later)


def canvas(name):
    """Return the canvas of the backend; matplotlib is imported when a cell imports it."""
    if name != "FigureCanvas":
        raise AttributeError(name)
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    sys.modules["page_backend"].FigureCanvas = FigureCanvasAgg  # pyplot looks there next
    return FigureCanvasAgg


os.environ["MPLBACKEND"] = "module://page_backend"
module("page_backend", show=show, __getattr__=canvas)


class Printed(TextIOBase):
    """Takes what a cell prints, up to a limit, in its order among what it shows."""

    limit = 1_000_000  # characters

    def __init__(self, kind):
        self.kind, self.left = kind, self.limit

    def write(self, text):
        if len(text) > self.left >= 0:
            text = text[: self.left] + f"\n(cut here, after {self.limit:,} characters)\n"
            self.left = -1
        elif self.left < 0:
            return 0
        else:
            self.left -= len(text)
        if shown and self.kind in shown[-1]:
            shown[-1][self.kind] += text
        else:
            shown.append({self.kind: text})
        return len(text)


def execute(source, name):
    """Execute a cell and show the value of its last line."""
    tree, last = ast.parse(source, name), None
    if tree.body and isinstance(tree.body[-1], ast.Expr) and not source.rstrip().endswith(";"):
        last = ast.Expression(tree.body.pop().value)
    exec(compile(tree, name, "exec"), names)
    value = eval(compile(last, name, "eval"), names) if last else None
    if value is not None:
        names["_"] = value
        display(value)
    show()


def turn(source, name):
    """Run one cell and leave what it has shown, and the error it ended with, in a file."""
    shown.clear()
    name = f"<{name}>"
    linecache.cache[name] = len(source), None, source.splitlines(True), name
    sys.stdout, sys.stderr = Printed("print"), Printed("warn")
    error = None
    try:
        execute(source, name)
    except BaseException as failed:  # SystemExit, too
        trace = failed.__traceback__
        while trace and not trace.tb_frame.f_code.co_filename.startswith("<cell "):
            trace = trace.tb_next
        error = "".join(traceback.format_exception(type(failed), failed, trace, colorize=False))
        if helpers := sys.modules.get("matplotlib._pylab_helpers"):
            helpers.Gcf.destroy_all()  # or the next cell would show what is half drawn
    finally:
        sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    with open("/tmp/answer.json", "w", encoding="utf8") as file:
        json.dump({"shown": shown, "error": error}, file)

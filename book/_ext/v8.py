"""The one place where JavaScript runs in Python: in V8, from mini-racer, so no Node is needed."""

from functools import cache
from pathlib import Path

from py_mini_racer import JSEvalException, MiniRacer

__all__ = ["JSEvalException", "close", "context"]
OPEN = []


@cache
def context(*scripts):
    """Return a context in which these scripts have run, each a path or code."""
    made = MiniRacer()
    OPEN.append(made)
    for script in scripts:
        made.eval(script.read_text("utf8") if isinstance(script, Path) else script)
    return made


def close(*_):
    """End V8's threads: Python 3.13 would wait for them for ever when it exits."""
    while OPEN:
        OPEN.pop().close()
    context.cache_clear()


def setup(app):
    app.connect("build-finished", close)

"""Run the examples of the installed xentlib where nothing but NumPy and SciPy is installed."""

import doctest
import importlib
import importlib.metadata
import pkgutil

import xentlib


def main():
    names = {d.name.lower() for d in importlib.metadata.distributions()} - {"pip", "setuptools"}
    assert names == {"numpy", "scipy", "xentlib"}, names
    assert "site-packages" in xentlib.__file__, xentlib.__file__
    modules = {m.name for m in pkgutil.iter_modules(xentlib.__path__)}
    modules -= {"plots", "tables"}  # the files that need Matplotlib and tabulate
    results = [doctest.testmod(importlib.import_module(f"xentlib.{m}")) for m in sorted(modules)]
    tried = sum(r.attempted for r in results)
    assert tried >= 25 and not sum(r.failed for r in results), results
    print(f"make wheel: {tried} examples hold with {', '.join(sorted(names))} alone")


if __name__ == "__main__":
    main()

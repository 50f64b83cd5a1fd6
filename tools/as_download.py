"""Run the chapters that import no framework as a download is run: `make as-download`.

A clean environment gets the packages that a hosted kernel has, and xentlib from its wheel. The
chapters are copied, each into a folder of its own with a random name outside of the repository,
and have to print there what they store.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.notebooks import ROOT, canonical, executed, fix_environment
from tools.other_pythons import environment, light_chapters, pinned

HOSTED = ("numpy", "scipy", "matplotlib", "ipykernel", "nbclient")
FOLDER = ROOT / "_build" / "as-download"
WHERE = "import sys, xentlib; sys.exit(not xentlib.__file__.startswith(sys.prefix))"


def wheel():
    """Build the wheel of xentlib, from a copy because setuptools writes beside the sources."""
    source = FOLDER / "source"
    shutil.copytree(ROOT / "xentlib", source / "xentlib")
    for name in ("pyproject.toml", "LICENSE"):
        shutil.copy(ROOT / name, source)
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*pip, "-w", FOLDER, source], check=True)
    return next(FOLDER.glob("*.whl"))


def same(path):
    """Say whether the notebook at `path` prints what it stores."""
    return canonical(executed(path)) == path.read_text("utf8")


def run(names):
    """Run copies of the chapters, from random folders, in this very environment."""
    fix_environment()
    failed = 0
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            data = (ROOT / name).with_name("data")  # the page links to it
            if data.is_dir():
                shutil.copytree(data, Path(folder, "data"))
            ran = same(Path(shutil.copy(ROOT / name, folder)))
        print(f"{name}: {'same' if ran else 'changed'}", flush=True)
        failed += not ran
    return failed


def main(names):
    if names:
        sys.exit(run(names))
    shutil.rmtree(FOLDER, ignore_errors=True)
    python = environment(
        sys.executable, FOLDER / "venv", *map(pinned, HOSTED), f"{wheel()}[tables]"
    )
    clean = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    outside = tempfile.gettempdir()
    subprocess.run([python, "-c", WHERE], cwd=outside, env=clean, check=True)
    command = [python, "-m", "tools.as_download", *light_chapters()]
    sys.exit(subprocess.run(command, cwd=ROOT, env=clean).returncode)


if __name__ == "__main__":
    main(sys.argv[1:])

"""The chapters that import no framework print the same as downloads do: `make as-download`.

A clean environment gets the packages that a hosted kernel has, and xentlib from its wheel. The
chapters are copied outside of the repository, each into a folder of its own.
"""

import os
import shutil
import subprocess
import sys

import pytest

from tools.notebooks import ROOT, light_chapters

HOSTED = ("numpy", "scipy", "matplotlib", "scikit-learn", "ipykernel", "nbclient")
WHERE = "import sys, xentlib; sys.exit(not xentlib.__file__.startswith(sys.prefix))"
SAME = """
import sys
from pathlib import Path
from tools.notebooks import canonical, executed, fix_environment
fix_environment()
path = Path(sys.argv[1])
sys.exit(canonical(executed(path)) != path.read_text("utf8"))
"""


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """The wheel of xentlib, from a copy because setuptools writes beside the sources."""
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT / "xentlib", folder / "source" / "xentlib")
    for name in ("pyproject.toml", "LICENSE"):
        shutil.copy(ROOT / name, folder / "source")
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*pip, "-w", folder, folder / "source"], check=True)
    return next(folder.glob("*.whl"))


def test_every_copy_prints_what_it_stores(environment, pinned, wheel, tmp_path):
    python = environment(sys.executable, "download", *map(pinned, HOSTED), f"{wheel}[tables]")
    clean = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    subprocess.run([python, "-c", WHERE], cwd=tmp_path, env=clean, check=True)
    changed = []
    for k, name in enumerate(light_chapters()):
        (tmp_path / str(k)).mkdir()
        copy = shutil.copy(ROOT / name, tmp_path / str(k))
        data = (ROOT / name).with_name("data")  # the chapter says where to keep it
        if data.is_dir():
            shutil.copytree(data, tmp_path / str(k) / "data")
        if subprocess.run([python, "-c", SAME, copy], cwd=ROOT, env=clean).returncode:
            changed.append(name)
    assert changed == []

"""Environments other than ours, in _build/elsewhere."""

import os
import re
import subprocess

import pytest

from tools.notebooks import ROOT


@pytest.fixture(scope="session")
def pinned():
    """A function that adds to the name of a package the version that requirements.txt pins."""
    text = (ROOT / "requirements.txt").read_text("utf8")

    def requirement(name):
        match = re.search(rf"^{name}==\S+", text, re.MULTILINE)
        return match[0] if match else name

    return requirement


@pytest.fixture(scope="session")
def environment():
    """A function that makes a virtual environment with packages and returns its Python."""

    def made(python, name, *packages):
        folder = ROOT / "_build" / "elsewhere" / name
        subprocess.run([python, "-m", "venv", "--clear", folder], check=True)
        inside = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
        pip = [inside, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        subprocess.run([*pip, *packages], check=True)
        return inside

    return made

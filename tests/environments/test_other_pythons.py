"""The chapters that import no framework print the same elsewhere: `make other-pythons`.

Each Python from 3.11 to 3.13 is tried with the oldest NumPy that xentlib admits and that Python
has, and with the newest.
"""

import shutil
import subprocess

import pytest

from tools.notebooks import ROOT, light_chapters

OLDEST = {"3.11": "numpy==2.0.*", "3.12": "numpy==2.0.*", "3.13": "numpy==2.1.*"}
TOOLS = ("nbval", "pytest", "pytest-xdist", "ipykernel", "scikit-learn", "matplotlib")


@pytest.mark.parametrize("which", ["oldest", "newest"])
@pytest.mark.parametrize("version", OLDEST)
def test_every_output_is_the_stored_one(version, which, environment, pinned):
    python = shutil.which(f"python{version}")
    if python is None:
        pytest.skip(f"no python{version} on the PATH")
    numpy = OLDEST[version] if which == "oldest" else "numpy>=2"
    packages = (numpy, "scipy", "pyyaml", *map(pinned, TOOLS), "-e", f"{ROOT}[plots,tables]")
    inside = environment(python, f"{version}-{which}", *packages)
    command = [inside, "-m", "pytest", "-p", "no:cacheprovider", *light_chapters()]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout[-3000:]


def test_one_of_these_pythons_is_here():
    assert any(shutil.which(f"python{version}") for version in OLDEST), "install one of them"

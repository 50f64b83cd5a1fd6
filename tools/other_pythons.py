"""Run the chapters that import no framework elsewhere: `make other-pythons`.

Each Python from 3.11 to 3.13 that is found gets two environments in _build/other-pythons, one with
the oldest NumPy that xentlib admits and that Python has, and one with the newest.
"""

import os
import re
import shutil
import subprocess
import sys

from tools.notebooks import ROOT, chapters, read

FRAMEWORKS = re.compile(r"^\s*(?:import|from)\s+(?:torch|tensorflow|keras)\b", re.MULTILINE)
OLDEST = {"3.11": "numpy==2.0.*", "3.12": "numpy==2.0.*", "3.13": "numpy==2.1.*"}
TOOLS = ("nbval", "pytest", "pytest-xdist", "ipykernel", "scikit-learn", "matplotlib")


def light_chapters():
    """Return the chapters that import neither PyTorch nor TensorFlow, as names."""
    code = {
        p: "\n".join(c.source for c in read(p).cells if c.cell_type == "code") for p in chapters()
    }
    return [
        p.relative_to(ROOT).as_posix() for p, text in code.items() if not FRAMEWORKS.search(text)
    ]


def pinned(name):
    """Return a requirement with the version that requirements.txt pins, if it does."""
    match = re.search(rf"^{name}==\S+", (ROOT / "requirements.txt").read_text("utf8"), re.MULTILINE)
    return match[0] if match else name


def environment(python, folder, *packages):
    """Make a virtual environment with packages and return its Python."""
    subprocess.run([python, "-m", "venv", "--clear", folder], check=True)
    inside = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    pip = [inside, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, *packages], check=True)
    return inside


def with_numpy(python, name, numpy):
    """Return the Python of an environment in which the chapters are run with this NumPy."""
    packages = (numpy, "scipy", "pyyaml", *map(pinned, TOOLS), "-e", f"{ROOT}[plots,tables]")
    return environment(python, ROOT / "_build" / "other-pythons" / name, *packages)


def holds(python, names):
    """Run the chapters with this Python and say whether every output is the stored one."""
    run = subprocess.run([python, "-m", "pytest", "-p", "no:cacheprovider", *names], cwd=ROOT)
    shown = [python, "-c", "import numpy, sys; print(sys.version.split()[0], numpy.__version__)"]
    versions = subprocess.run(shown, capture_output=True, text=True, check=True).stdout.split()
    result = "failed" if run.returncode else "the same outputs"
    print("Python {}, NumPy {}:".format(*versions), result, flush=True)
    return run.returncode == 0


def main():
    found = {v: path for v in OLDEST if (path := shutil.which(f"python{v}"))}
    if not found:
        sys.exit(
            f"no Python of {', '.join(OLDEST)} is on the PATH, as python3.11 or so: install one"
        )
    names = light_chapters()
    print(f"{len(names)} notebooks without frameworks; Python {', '.join(found)}", flush=True)
    print(f"not found: {', '.join(OLDEST.keys() - found) or 'none'}", flush=True)
    results = [
        holds(with_numpy(path, f"{version}-{which}", numpy), names)
        for version, path in found.items()
        for which, numpy in (("oldest", OLDEST[version]), ("newest", "numpy>=2"))
    ]
    sys.exit(not all(results))


if __name__ == "__main__":
    main()

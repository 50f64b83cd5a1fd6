"""Run the chapters that import no framework elsewhere: `make compat`.

Each Python from 3.11 to 3.13 that is found gets two environments in _build/compat, one with
the oldest NumPy that xentlib admits and that Python has, and one with the newest.
"""

import os
import re
import shutil
import subprocess
import sys

from notebooks import ROOT, chapters, read

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


def environment(python, name, numpy):
    """Make a virtual environment and return its Python."""
    folder = ROOT / "_build" / "compat" / name
    inside = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([python, "-m", "venv", folder], check=True)
    tools = [pinned(t) for t in TOOLS]
    pip = [inside, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, numpy, "scipy", "pyyaml", *tools, "-e", f"{ROOT}[plots]"], check=True)
    return inside


def main():
    found = {v: path for v in OLDEST if (path := shutil.which(f"python{v}"))}
    names = light_chapters()
    print(f"{len(names)} chapters without frameworks; Python {', '.join(found)}", flush=True)
    failed = []
    for version, path in found.items():
        for which, numpy in (("oldest", OLDEST[version]), ("newest", "numpy>=2")):
            python = environment(path, f"{version}-{which}", numpy)
            number = [python, "-c", "import numpy; print(numpy.__version__)"]
            shown = subprocess.run(
                number, capture_output=True, text=True, check=True
            ).stdout.strip()
            run = subprocess.run(
                [python, "-m", "pytest", "-p", "no:cacheprovider", *names], cwd=ROOT
            )
            print(
                f"Python {version}, NumPy {shown}: {'failed' if run.returncode else 'same'}",
                flush=True,
            )
            failed += [version] if run.returncode else []
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()

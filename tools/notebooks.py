"""Run notebooks and store them in the canonical form: `make notebooks`.

The canonical form has stable cell ids, execution counts 1..n, only the metadata that a
page needs, joined output streams and sorted keys: running an unchanged chapter twice
changes no byte, and a diff shows what an author changed.
"""

import asyncio
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[1]
BOOK = ROOT / "book"

# Everything that makes the output of a kernel depend on the machine it runs on.
# The tests set the same, so that an author's run and the verifying run agree.
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "CUDA_VISIBLE_DEVICES": "-1",
    "KERAS_BACKEND": "tensorflow",
    "PYTHONHASHSEED": "0",
    "NO_COLOR": "1",
    "COLUMNS": "80",
    "IPYKERNEL_CELL_NAME": "<cell>",  # else warnings carry a process number
    "MATPLOTLIBRC": os.devnull,  # no personal settings of the reader
    "IPYTHONDIR": str(ROOT / "_build" / "ipython"),
}


FRAMEWORKS = re.compile(r"^\s*(?:import|from)\s+(?:torch|tensorflow|keras)\b", re.MULTILINE)

KEPT_METADATA = ("tags", "mystnb")
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def fix_environment():
    """Set the environment of all kernels that this process starts."""
    os.environ.update(ENVIRONMENT)
    Path(ENVIRONMENT["IPYTHONDIR"]).mkdir(parents=True, exist_ok=True)


def canonical(notebook):
    """Return the text of a notebook in canonical form."""
    notebook = nbformat.from_dict(notebook)
    notebook.metadata = nbformat.from_dict(NOTEBOOK_METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for cell in notebook.cells:
        cell.metadata = {k: cell.metadata[k] for k in KEPT_METADATA if k in cell.metadata}
        for output in cell.get("outputs", []):
            if "metadata" in output:
                output.metadata = {}
    return nbformat.writes(notebook) + "\n"


def read(path):
    """Return the notebook at `path`."""
    return nbformat.read(path, as_version=4)


def executed(path):
    """Return the notebook at `path`, run from a fresh kernel; end with what failed in which cell."""
    from nbclient import NotebookClient
    from nbclient import exceptions as failed

    notebook = read(path)
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=600,
        record_timing=False,
        coalesce_streams=True,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_start=lambda cell, cell_index: running.append(cell_index + 1),
    )
    running = []
    try:
        client.execute()
    except (failed.CellExecutionError, failed.CellTimeoutError, failed.DeadKernelError) as error:
        said = str(error).strip()  # a traceback is long, so what failed stands at its end
        sys.exit(
            f"{said}\n{path.relative_to(ROOT)}: cell {(running or [0])[-1]}: {said.splitlines()[-1]}"
        )
    return notebook


def chapters():
    """Return the paths of all notebooks of the book."""
    return sorted(p for p in BOOK.rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts)


def light_chapters():
    """Return the chapters that import neither PyTorch nor TensorFlow, as names below the root."""
    code = {
        p: "\n".join(c.source for c in read(p).cells if c.cell_type == "code") for p in chapters()
    }
    return [
        p.relative_to(ROOT).as_posix() for p, text in code.items() if not FRAMEWORKS.search(text)
    ]


def changed():
    """Return the notebooks that differ from the last commit, or all of them where there is none."""
    if shutil.which("git") is None:
        return chapters()
    git = ["git", "-C", str(BOOK)]
    top = subprocess.run([*git, "rev-parse", "--show-toplevel"], capture_output=True, text=True)
    # Names come as they are, ended by a zero, and from the top of what may be a larger repository.
    options = ["status", "--porcelain", "-z", "--untracked-files=all", "--", "."]
    status = subprocess.run([*git, *options], capture_output=True, text=True)
    if top.returncode or status.returncode:
        return chapters()
    names = {Path(top.stdout.strip(), entry[3:]) for entry in status.stdout.split("\0")}
    return [path for path in chapters() if path in names]


def named(argument):
    """Return the path of a notebook that was asked for by name."""
    path = Path(argument).resolve()
    if path not in chapters():
        sys.exit(f"{argument}: expected a notebook in {BOOK}; nothing was run")
    return path


def store(path, before, after):
    """Write a notebook, all of it or nothing, unless it has changed since it was `before`."""
    if path.read_bytes() != before:
        sys.exit(
            f"{path.name}: was saved while it ran, so its outputs are not stored: run it again"
        )
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_bytes(after)
        os.replace(beside, path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        sys.exit(f"{path.name}: could not be written, and is as it was: {error}")


def run(path):
    """Run the notebook at `path` and store its outputs; say whether they changed."""
    before = path.read_bytes()
    after = canonical(executed(path)).encode()
    if after != before:
        store(path, before, after)
    return after != before


def main(arguments):
    if arguments == ["--all"]:
        paths = chapters()
    else:
        paths = [named(argument) for argument in arguments] or changed()
    fix_environment()
    if sys.platform == "win32":
        asyncio.set_event_loop_policy(asyncio.WindowsSelectorEventLoopPolicy())
    for path in paths:
        print(f"{path.relative_to(ROOT)}: {'changed' if run(path) else 'same'}", flush=True)
    print(f"ran {len(paths)} of {len(chapters())} notebooks")


if __name__ == "__main__":
    main(sys.argv[1:])

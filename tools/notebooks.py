"""Run notebooks and store them in the canonical form: `make notebooks`.

The canonical form has stable cell ids, execution counts 1..n, only the metadata that a
page needs, joined output streams and sorted keys: running an unchanged chapter twice
changes no byte, and a diff shows what an author changed.
"""

import asyncio
import os
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
    """Return the notebook at `path`, run from a fresh kernel."""
    from nbclient import NotebookClient

    notebook = read(path)
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=600,
        record_timing=False,
        coalesce_streams=True,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    return notebook


def chapters():
    """Return the paths of all notebooks of the book."""
    return sorted(p for p in BOOK.rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts)


def changed():
    """Return the notebooks that differ from the last commit, or all of them where there is none."""
    command = ["git", "status", "--porcelain", "--untracked-files=all", "--", "book"]
    status = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if status.returncode:
        return chapters()
    names = {line[3:].split(" -> ")[-1].strip('"') for line in status.stdout.splitlines()}
    return [p for p in chapters() if p.relative_to(ROOT).as_posix() in names]


def main(arguments):
    fix_environment()
    if sys.platform == "win32":
        asyncio.set_event_loop_policy(asyncio.WindowsSelectorEventLoopPolicy())
    paths = (
        chapters()
        if arguments == ["--all"]
        else [Path(a).resolve() for a in arguments] or changed()
    )
    for path in paths:
        before = path.read_text("utf8")
        after = canonical(executed(path))
        path.write_text(after, "utf8", newline="\n")
        print(f"{path.relative_to(ROOT)}: {'same' if after == before else 'changed'}")
    print(f"ran {len(paths)} of {len(chapters())} notebooks")


if __name__ == "__main__":
    main(sys.argv[1:])

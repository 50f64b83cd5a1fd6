"""Pack the whole book as an EPUB: `make epub`.

One file a chapter, formulas as MathML, figures as SVG on their own light ground. Sphinx has a
builder for EPUB, but it knows nothing of our quizzes and tabs, and what it makes fails epubcheck.
"""

import html
import re
import uuid
import zipfile
from itertools import groupby

from publish import chromium, front_matter, site_reader

EPUB = site_reader.ROOT / "_build" / "cross-entropy-book.epub"
COVER = site_reader.ROOT / "_build" / "paper" / "cover.png"
WIDTH, HEIGHT = 1200, 1600
CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>
"""
KINDS = {
    "xhtml": "application/xhtml+xml",
    "css": "text/css",
    "svg": "image/svg+xml",
    "png": "image/png",
    "woff2": "font/woff2",
    "txt": "text/plain",
}
APPLIED = re.compile(r'<mo>\u2061</mo>(?!<mo stretchy="false">)')  # log x, but not log(x)
# What the HTML parser writes in lower case, as HTML allows and XML does not.
CASED = "viewBox preserveAspectRatio textLength clipPath linearGradient foreignObject".split()
# What a reader needs for it, and what it offers readers who do not see.
ACCESS = """<meta property="schema:accessMode">textual</meta>
<meta property="schema:accessMode">visual</meta>
<meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">alternativeText</meta>
<meta property="schema:accessibilityFeature">MathML</meta>
<meta property="schema:accessibilityFeature">structuralNavigation</meta>
<meta property="schema:accessibilityHazard">none</meta>"""


def mathml(formula):
    """Return a formula as MathML, with its TeX for readers that do not draw MathML."""
    math = re.search(r"<math.*</math>", formula, re.S)[0]
    math = re.sub(r"</?semantics>|<annotation.*?</annotation>", "", math, flags=re.S)
    math = APPLIED.sub('<mo rspace="0.1667em">\u2061</mo>', math)
    return math.replace("<math", f'<math alttext="{html.escape(site_reader.tex(formula))}"', 1)


def as_xml(text):
    """Return HTML of inline drawings as the XML that it has to be here."""
    for name in CASED:
        text = re.sub(rf"(?<=[ </]){name.lower()}(?=[ =>])", name, text)
    return text.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"')


def page(title, body, kind=""):
    """Return a page of the book."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en">
<head><title>{html.escape(title)}</title><link rel="stylesheet" href="book.css"/></head>
<body{kind and f' epub:type="{kind}"'}>
{body}
</body>
</html>
"""


class Package:
    """The files of the book, and the order in which they are read."""

    def __init__(self):
        self.files, self.spine = {}, []

    def add(self, name, data, read=False):
        """Add a file; those that are read stand in the order of the book."""
        self.files[name] = data
        if read:
            self.spine.append(name)

    def address(self, chapter, place):
        """Return the address of a place in a chapter, or of a picture, which is added."""
        if chapter is not None:
            return f"{chapter.key}.xhtml" + (f"#{chapter.key}--{place}" if place else "")
        name = f"images/{place.name}"
        data = (
            site_reader.light(place.read_text("utf8"))
            if place.suffix == ".svg"
            else place.read_bytes()
        )
        self.add(name, data)
        return name

    def font(self, path):
        """Return the address of a font, which is added."""
        self.add(f"fonts/{path.name}", path.read_bytes())
        return f"fonts/{path.name}"

    def manifest(self):
        """Return the list of the files with what each of them needs."""
        lines = []
        for name, data in self.files.items():
            needs = {"cover.png": "cover-image", "nav.xhtml": "nav"}.get(name, "")
            if name.endswith(".xhtml"):
                needs += " mathml" * ("<math" in data) + " svg" * ("<svg" in data)
            shown = f' properties="{needs.strip()}"' if needs else ""
            kind = KINDS[name.rpartition(".")[2]]
            lines.append(f'<item id="{ident(name)}" href="{name}" media-type="{kind}"{shown}/>')
        return "\n".join(lines)

    def opf(self):
        """Return the package document."""
        facts = front_matter.citation()
        title = html.escape(facts["title"])
        name = uuid.uuid5(uuid.NAMESPACE_URL, facts["title"])
        subjects = "".join(f"<dc:subject>{html.escape(k)}</dc:subject>" for k in facts["keywords"])
        order = "".join(f'<itemref idref="{ident(name)}"/>' for name in self.spine)
        return f"""<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="name" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="name">urn:uuid:{name}</dc:identifier><dc:title>{title}</dc:title>
<dc:creator>{html.escape(facts["authors"][0]["name"])}</dc:creator><dc:language>en</dc:language>
<dc:description>{html.escape(" ".join(facts["abstract"].split()))}</dc:description>{subjects}
<dc:rights>Text and figures: CC BY 4.0. Code: BSD 3-Clause.</dc:rights>
<meta property="dcterms:modified">{front_matter.made_at():%Y-%m-%dT%H:%M:%SZ}</meta>
{ACCESS}
</metadata>
<manifest>
{self.manifest()}
</manifest>
<spine>{order}</spine>
</package>
"""

    def write(self, path):
        """Write the book as a file that is the same whenever it is made of the same."""
        path.parent.mkdir(parents=True, exist_ok=True)
        texts = {f"book/{name}": data for name, data in self.files.items()}
        texts |= {"META-INF/container.xml": CONTAINER, "book/package.opf": self.opf()}
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(zipfile.ZipInfo("mimetype"), "application/epub+zip")  # not compressed
            for name, data in texts.items():
                archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)


def ident(name):
    return "f-" + re.sub(r"[^\w-]", "-", name)


def navigation(book):
    """Return the table of contents, with the parts around their chapters."""
    lines = [
        '<li><a href="cover.xhtml">Cover</a></li>',
        '<li><a href="imprint.xhtml">Imprint</a></li>',
    ]
    for part, chapters in groupby(book.chapters, lambda c: c.part):
        inside = "\n".join(map(chapter_line, chapters))
        lines.append(f"<li><span>{part}</span><ol>{inside}</ol></li>" if part else inside)
    toc = f'<nav epub:type="toc" id="toc"><h1>Contents</h1><ol>{"".join(lines)}</ol></nav>'
    return page("Contents", toc)


def chapter_line(chapter):
    """Return the line of a chapter in the table of contents, with its sections."""
    sections = "".join(
        f'<li><a href="{chapter.key}.xhtml#{chapter.key}--{place}">{html.escape(title)}</a></li>'
        for place, title in chapter.sections
    )
    link = f'<a href="{chapter.key}.xhtml">{html.escape(chapter.title)}</a>'
    return f"<li>{link}{sections and f'<ol>{sections}</ol>'}</li>"


def cover():
    """Return the picture of the cover."""
    COVER.parent.mkdir(parents=True, exist_ok=True)
    draft = COVER.with_suffix(".html")
    css = front_matter.style("cover.css")
    draft.write_text(
        f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Cover</title>'
        f"<style>{css}</style><body>{front_matter.cover_html()}</body></html>",
        "utf8",
    )
    chromium.screenshot(draft, COVER, WIDTH, HEIGHT)
    return COVER.read_bytes()


def packed(book):
    """Return the book as a package."""
    package = Package()
    package.add("cover.png", cover())
    title = front_matter.citation()["title"]
    image = f'<img src="cover.png" alt="{title}" class="cover-image"/>'
    package.add("cover.xhtml", page(title, f"<div>{image}</div>", "cover"), read=True)
    imprint = f"<p><b>{title}</b></p>{front_matter.imprint_html()}"
    package.add("imprint.xhtml", page("Imprint", imprint, "imprint"), read=True)
    package.add("nav.xhtml", navigation(book), read=True)
    book.resolve(package.address)
    book.unsound()
    for chapter in book.chapters:
        text = as_xml(book.html(chapter.body, mathml))
        package.add(f"{chapter.key}.xhtml", page(chapter.title, text), read=True)
    package.add("book.css", front_matter.style("epub.css", package.font))
    package.add("fonts/LICENSE.txt", (site_reader.ASSETS / "fonts" / "LICENSE").read_text("utf8"))
    return package


def main():
    package = packed(site_reader.Book())
    package.write(EPUB)
    size = EPUB.stat().st_size / 1e6
    print(
        f"epub: {len(package.spine)} files, {size:.1f} MB, in {EPUB.relative_to(site_reader.ROOT)}"
    )


if __name__ == "__main__":
    main()

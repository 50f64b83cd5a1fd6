"""What a page needs that is one file: slides and sheets work from a disk and request nothing."""

import base64
import re
from functools import partial
from hashlib import sha256
from pathlib import Path

from book._ext.bundles import embedded
from publish.site_reader import ASSETS, ROOT, Book, light

LICENSE = "The Cross-Entropy Book, by its authors. Text and figures: CC BY 4.0. Code: BSD 3-Clause."


def data_uri(data, kind):
    """Return a file as an address that needs no request."""
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def stand_alone(book, chapter):
    """Take the links and ids from a chapter, and put its pictures into it."""
    for link in chapter.body.select("a"):
        link.unwrap()
    for tag in chapter.body.select("[id]"):
        del tag["id"]
    for picture in chapter.body.select("img"):
        book.show(chapter, picture, partial(picture_uri, picture))


def picture_uri(picture, _, path):
    """Return a figure as an address that needs no request, and give the picture its size."""
    svg = path.read_text("utf8")
    size = re.search(r'<svg[^>]* width="([\d.]+)pt" height="([\d.]+)pt"', svg)
    if size:  # in points, of which CSS has 3 for 4 pixels
        picture["width"], picture["height"] = (str(round(float(n) * 4 / 3)) for n in size.groups())
    return data_uri(light(svg).encode(), "image/svg+xml")


def fonts_css():
    """Return the style sheets of the formulas and of the text font, with the WOFF2 fonts inside."""
    katex = (ASSETS / "katex" / "katex.min.css").read_text("utf8")
    katex = re.sub(r',url\([^)]+\.(?:woff|ttf)\) format\("\w+"\)', "", katex)
    faces = re.findall(r"@font-face\{[^}]+\}", (ASSETS / "book.css").read_text("utf8"))
    return embedded(katex, ASSETS / "katex") + embedded("\n".join(faces), ASSETS)


def write(kind, names, page, folder=None):
    """Make the page of each chapter, say where they are, in `_build` or in a folder, and return them."""
    folder = Path(folder or ROOT / "_build" / kind).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    book, paths = Book(only=[f"book/{name}" for name in names]), []
    for chapter in book.chapters:
        paths.append(folder / f"{chapter.name.rpartition('/')[2]}.html")
        paths[-1].write_text(page(book, chapter), "utf8", newline="\n")
    book.unsound()
    where = folder.relative_to(ROOT) if folder.is_relative_to(ROOT) else folder
    print(f"{kind}: {len(paths)} chapters, in {where}")
    return paths


def page(title, css, body, *notices):
    """Return the page; it carries the licenses of what it holds of others, which ask for it."""
    paths = [*notices, ASSETS / "katex" / "LICENSE", ASSETS / "fonts" / "LICENSE"]
    licenses = "\n\n".join(path.read_text("utf8").strip() for path in paths)
    return with_policy(f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<!--
{licenses}
-->
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>
{fonts_css()}
{css}
</style>
</head>
<body>
{body}
</body>
</html>
""")


def with_policy(page):
    """Return a page with a Content-Security-Policy that admits what it holds, and nothing else."""
    parts = {"script": "'none'", "style": "'none'"}
    for name in parts:
        inside = re.findall(rf"<{name}\b[^>]*>(.*?)</{name}>", page, re.DOTALL)
        hashes = [base64.b64encode(sha256(text.encode()).digest()).decode() for text in inside]
        parts[name] = " ".join(f"'sha256-{h}'" for h in hashes) or parts[name]
    policy = (
        f"default-src 'none'; script-src {parts['script']}; style-src {parts['style']}; "
        "style-src-attr 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
    )
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return page.replace('<meta charset="utf-8">', f'<meta charset="utf-8">\n{meta}', 1)

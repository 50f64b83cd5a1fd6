"""Make slides of three chapters from their notebooks: `make slides`.

A horizontal slide starts at each heading of a chapter. A box "Predict" ends its slide, so that
the answer comes on the next one. Exercises and solutions are left out. Each file is complete:
it works from a disk, without a network, and requests nothing.
"""

import html
import math
import re
import sys
import textwrap
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat
from nbconvert import SlidesExporter, TemplateExporter
from nbconvert.filters import Highlight2HTML
from pygments.formatters import HtmlFormatter

from publish import myst_html
from tools.notebooks import ROOT, read

# The chapters that have slides; book/teaching.md links to them.
CHAPTERS = ("information/entropy", "information/cross-entropy", "gradients/softmax-gradient")

TOOLS = Path(__file__).parent
WIDTH, HEIGHT = 1280, 720
ROOM = 575  # pixels for content below the heading of a slide
TEXT = 27  # pixels: the size of the text, as in slides.css
COLUMNS, LINE = 88, 37  # characters in a line of text, and its height in pixels
GAP = 14  # pixels between blocks
FIGURE = 400  # pixels: the height of a figure, as in slides.css
CODE, NARROW = 19, 1130  # pixels: the largest size of code, and the width that it may take
LEFT_OUT = ("exercise", "solution-start", "solution-end", "explorable")


@dataclass
class Piece:
    """Something that stands on one slide: a block of text, a part of a box, or a code cell."""

    kind: str
    height: float
    html: str = ""
    box: object = None  # the block whose part this is
    cell: object = None
    glued: bool = False  # the next piece belongs on the same slide


# Heights, as far as they can be told without a browser; fit() in slides.html.j2 mends the rest


def lines_of(source):
    """Return how many lines a text takes, with one sentence a line."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)|\{[\w:]+\}", r"\1", source)
    plain = re.sub(r"\\[A-Za-z]+", "x", plain)
    return sum(max(1, math.ceil(len(line) / COLUMNS)) for line in plain.splitlines())


def height_of(block):
    """Return the height of a block of text in pixels, roughly."""
    if block.kind == "math":
        rows = 1 + block.source.count(r"\\")
        return GAP + rows * (62 if re.search(r"\\d?frac|\\sum", block.source) else 46)
    if block.kind in ("h1", "h2", "h3"):
        return 60
    return GAP + LINE * lines_of(block.source)


def size_of(cell):
    """Return the size of the code of a cell, and whether its output stands beside it."""
    code = [] if hidden(cell) else cell.source.splitlines()
    shown = [line for o in cell.outputs for line in printed(o).splitlines()]
    if draws(cell):
        beside = largest(code, 600, 2)
        return (beside, True) if code else (min(CODE, 16), False)
    wide = max(map(len, [*code, ""])) + max(map(len, [*shown, ""])) + 6
    below = largest([*code, *shown], NARROW, 3)
    beside = min(largest([" " * wide], NARROW, 2), largest(max(code, shown, key=len), NARROW, 2))
    return (beside, True) if code and shown and beside > below + 1 else (below, False)


def largest(lines, width, more):
    """Return the size at which lines of code, and `more` lines of space, fit on a slide."""
    columns = max(map(len, [*lines, " "]))
    return min(CODE, width / (0.6 * columns), ROOM / (1.35 * (len(lines) + more)))


def height_of_cell(cell):
    """Return the height of a code cell with its outputs, in pixels."""
    size, beside = size_of(cell)
    code = 0 if hidden(cell) else 1.35 * size * (len(cell.source.splitlines()) + 1)
    shown = 1.35 * size * (sum(len(printed(o).splitlines()) for o in cell.outputs) + 1)
    shown += FIGURE * draws(cell)
    return 2 * GAP + (max(code, shown) if beside else code + shown)


def draws(cell):
    """Say whether a cell has a figure."""
    return any("image/svg+xml" in o.get("data", {}) for o in cell.outputs)


# From a notebook to pieces


def hidden(cell):
    """Say whether the site folds the code of a cell away."""
    return "hide-input" in cell.metadata.get("tags", [])


def printed(output):
    """Return what an output printed as text."""
    return "".join(output.get("text", ""))


def pieces(notebook):
    """Return the pieces of a chapter, in order, without its exercises."""
    found, leave_out = [], False
    for cell in notebook.cells:
        if cell.cell_type == "code":
            if not leave_out and (cell.outputs or not hidden(cell)):
                found.append(Piece("cell", height_of_cell(cell), cell=cell))
            continue
        for block in myst_html.blocks(cell.source):
            if block.kind == "h2":
                leave_out = block.source.strip() == "## Exercises"
            if not leave_out and block.kind not in LEFT_OUT:
                found += pieces_of(block)
    return found


def pieces_of(block):
    """Return the pieces of a block of text."""
    if not block.inside:
        return [piece(part) for part in parts(block)]
    if block.title.startswith("Predict"):
        return [Piece("predict", LINE * 2 + sum(map(height_of, block.inside)), block.html)]
    found = [replace(piece(part), box=block) for b in block.inside for part in parts(b)]
    found[0].height += 2 * LINE  # the title of the box and its padding
    return found


def piece(block):
    """Return the piece of a block that is no box."""
    glued = block.kind in ("h1", "h2", "h3") or block.source.rstrip().endswith((":", ","))
    return Piece(block.kind, height_of(block), block.html, glued=glued)


def parts(block):
    """Return a block, or its parts if it does not fit on a slide: sentences, or items of a list."""
    if block.kind not in ("text", "list") or height_of(block) < ROOM / 2:
        return [block]
    pattern = r"\n(?=[-*] |\d+\. )" if block.kind == "list" else r"\n"
    items, runs = re.split(pattern, block.source.strip()), [[]]
    for item in items:
        if runs[-1] and lines_of("\n".join([*runs[-1], item])) * LINE > ROOM / 2:
            runs.append([])
        runs[-1].append(item)
    return [b for run in runs for b in myst_html.blocks("\n".join(run))]


# From pieces to slides


def groups(found):
    """Return the pieces in groups that stay together."""
    made = [[]]
    for one in found:
        made[-1].append(one)
        if not one.glued:
            made.append([])
    return [group for group in made if group]


def slides(found):
    """Return the slides of a chapter: lists of pieces."""
    made, room = [[]], ROOM
    for group in groups(found):
        height = sum(p.height for p in group if p.kind != "h2")
        starts = group[0].kind in ("h1", "h2", "h3")
        answered = made[-1] and made[-1][-1].kind == "predict"
        if made[-1] and (starts or answered or height > room):
            made.append([])
            room = ROOM
        made[-1] += group
        room -= height
    return [s for slide in made for s in title_alone(slide)]


def title_alone(slide):
    """Return the first slide of a chapter as two, so that the title stands alone."""
    return [slide[:1], slide[1:]] if slide[0].kind == "h1" and slide[1:] else [slide]


def cells_of(slide, running, opened):
    """Return the cells of a slide; `running` is its section, `opened` has the boxes begun before."""
    cells = []
    if slide[0].kind not in ("h1", "h2"):
        cells.append(text_cell(f'<p class="running">{running}</p>'))
    for one in slide:
        if one.cell is not None:
            cells.append(code_cell(one.cell))
        elif one.box is None:
            cells.append(text_cell(one.html))
        elif cells and cells[-1].metadata.get("box") == id(one.box):
            cells[-1].source += one.html
        else:
            cells.append(text_cell(one.html))
            cells[-1].metadata["box"] = id(one.box)
    boxes = {id(one.box): one.box for one in slide if one.box is not None}
    for cell in cells:
        key = cell.metadata.pop("box", None)
        if key:
            cell.source = myst_html.boxed(boxes[key], cell.source, continued=key in opened)
            opened.add(key)
    return cells


def text_cell(source):
    """Return a cell whose text is HTML."""
    return nbformat.v4.new_markdown_cell(source)


def code_cell(cell):
    """Return a copy of a code cell that knows how it is shown."""
    cell = deepcopy(cell)
    size, beside = size_of(cell)
    cell.metadata["show"] = {
        "code": not hidden(cell),
        "size": f"{size / TEXT:.3f}em",
        "beside": beside,
    }
    cell.metadata["alt"] = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
    return cell


def deck(chapter):
    """Return a notebook whose cells are the slides of a chapter."""
    notebook = read(myst_html.path_of(chapter))
    cells, running, opened = [], "", set()
    for slide in slides(pieces(notebook)):
        head = slide[0]
        running = (
            re.sub(r"</?h\d>", "", head.html).strip() if head.kind in ("h1", "h2") else running
        )
        of_slide = cells_of(slide, running, opened)
        if head.kind == "h1":
            of_slide.append(text_cell(title_lines(chapter)))
        kind = "slide" if head.kind in ("h1", "h2") else "subslide"
        of_slide[0].metadata["slideshow"] = {"slide_type": kind}
        cells += of_slide
    notebook.cells = cells
    return notebook


def title_lines(chapter):
    """Return what the first slide says below the title."""
    number = myst_html.chapters().index(chapter) + 1
    return f'<p class="from">Chapter {number}</p><p class="license">{myst_html.LICENSE}</p>'


# From slides to a file


def figure(svg, alt, prefix):
    """Return a figure for the middle of a page: its names are its own, and it has an alt text."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\bid="', f'id="{prefix}', svg)
    svg = re.sub(r'href="#', f'href="#{prefix}', svg)
    svg = svg.replace("url(#", f"url(#{prefix}")
    return svg.replace("<svg", f'<svg role="img" aria-label="{html.escape(alt)}"', 1)


class Exporter(SlidesExporter):
    """nbconvert's exporter, without the last step in which it parses and rewrites the page."""

    def from_notebook_node(self, nb, resources=None, **options):
        self.register_filter("highlight_code", Highlight2HTML(pygments_lexer="python", parent=self))
        self.register_filter("shown", Outputs())
        return TemplateExporter.from_notebook_node(self, nb, resources, **options)


class Outputs:
    """Turns outputs into HTML; counts figures, so that their names differ."""

    def __init__(self):
        self.figures = 0

    def __call__(self, output, alt):
        data = output.get("data", {})
        if "image/svg+xml" in data:
            self.figures += 1
            return figure(data["image/svg+xml"], alt, f"f{self.figures}-")
        if "text/html" in data:
            return f'<div class="table">{data["text/html"]}</div>'
        return f"<pre>{html.escape(printed(output) or data.get('text/plain', ''))}</pre>"


def resources():
    """Return what the template puts into the page: styles and scripts."""
    script = (TOOLS / "reveal" / "reveal.js").read_text("utf8").replace("</script", "<\\/script")
    return {
        "reveal_js": re.sub(r"//# sourceMappingURL=.*", "", script),
        "css": "\n".join(
            [
                (TOOLS / "reveal" / "reveal.css").read_text("utf8"),
                myst_html.fonts_css(),
                HtmlFormatter(style="a11y-light").get_style_defs(".highlight"),
                (TOOLS / "styles" / "slides.css").read_text("utf8"),
            ]
        ),
        "width": WIDTH,
        "height": HEIGHT,
        "license": myst_html.LICENSE,
        "notices": myst_html.notices(TOOLS / "reveal" / "LICENSE"),
    }


def page(chapter):
    """Return the slides of a chapter as one HTML page."""
    exporter = Exporter(template_file=str(TOOLS / "styles" / "slides.html.j2"))
    notebook = deck(chapter)
    title = myst_html.TITLE.search(read(myst_html.path_of(chapter)).cells[0].source)[1]
    made, _ = exporter.from_notebook_node(notebook, {**resources(), "title": title})
    return made


def main(arguments):
    folder = Path(arguments[0]) if arguments else ROOT / "_build" / "slides"
    folder.mkdir(parents=True, exist_ok=True)
    for chapter in CHAPTERS:
        path = folder / f"{chapter.rpartition('/')[2]}.html"
        path.write_text(myst_html.made(page, chapter), "utf8", newline="\n")
    said = textwrap.shorten(", ".join(f"{c.rpartition('/')[2]}.html" for c in CHAPTERS), 200)
    print(
        f"slides: {said} in {folder.relative_to(ROOT) if folder.is_relative_to(ROOT) else folder}"
    )


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    finally:
        myst_html.close()  # else Python 3.13 would never exit after an error

"""Make exercise sheets, without solutions: `make sheets`.

For each chapter there is an HTML page that needs nothing else, and the PDF that a Chromium
makes of it.
"""

import html
import re
import sys
from pathlib import Path

from publish import chromium, myst_html
from tools.notebooks import ROOT, read

TOOLS = Path(__file__).parent
SPACE = {1: 5, 2: 8, 3: 12}  # lines to write on, for each number of stars
START = 3  # of them stay on the page of the exercise
SENTENCE = re.compile(r'<br class="sentence">')  # slides have one sentence a line, sheets have not


def exercises(chapter):
    """Return the exercises of a chapter, as blocks."""
    cells = read(myst_html.path_of(chapter)).cells
    text = [c.source for c in cells if c.cell_type == "markdown" and "{exercise}" in c.source]
    return [b for source in text for b in myst_html.blocks(source) if b.kind == "exercise"]


def stars(exercise):
    """Return how many stars an exercise has."""
    count = len(re.match(r"★*", exercise.title)[0])
    if count not in SPACE:
        raise ValueError(f"exercise {exercise.label!r}: expected one to three stars")
    return count


def exercise_html(exercise):
    """Return an exercise with space to write."""
    inside = SENTENCE.sub("", "".join(b.html for b in exercise.inside))
    name = myst_html.known(myst_html.names(), exercise.label, "exercise")
    head = f"<h2><span>{name}</span> {exercise.title}</h2>"
    first, more = START * "<i></i>", (SPACE[stars(exercise)] - START) * "<i></i>"
    start = f'<div class="start"><div class="ask">{head}{inside}</div>{first}</div>'
    return f'<section id="{exercise.label}">{start}{more}</section>\n'


def page(chapter):
    """Return the sheet of a chapter as one HTML page."""
    number = myst_html.chapters().index(chapter) + 1
    title = myst_html.TITLE.search(myst_html.markdown_of(read(myst_html.path_of(chapter))))[1]
    css = myst_html.fonts_css() + (TOOLS / "styles" / "sheets.css").read_text("utf8")
    css = css.replace("LICENSE", myst_html.LICENSE)
    body = "".join(map(exercise_html, exercises(chapter)))
    return f"""<!DOCTYPE html>
<!--
{myst_html.notices()}
-->
<html lang="en">
<head>
<meta charset="utf-8">
<title>{html.escape(title)}: exercises</title>
<link rel="icon" href="data:,">
<style>
{css}
</style>
</head>
<body>
<header><p>Chapter {number} &middot; exercises</p><h1>{myst_html.inline(title)}</h1>
<p class="name">Name: <span></span> Date: <span></span></p>
<p>★ uses what the chapter has just said, ★★ combines two ideas, ★★★ takes pen, paper and some time.
"Test" asks for a call of <code>check</code> in the notebook of the chapter; "this page" is that notebook.</p></header>
{body}<footer>{myst_html.LICENSE}</footer>
</body>
</html>
"""


def main(arguments):
    folder = (Path(arguments[0]) if arguments else ROOT / "_build" / "sheets").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    chromium.browser()  # else say so at once
    for chapter in myst_html.chapters():
        sheet = folder / f"{chapter.rpartition('/')[2]}.html"
        sheet.write_text(myst_html.made(page, chapter), "utf8", newline="\n")
        chromium.print_pdf(sheet, sheet.with_suffix(".pdf"))
    where = folder.relative_to(ROOT) if folder.is_relative_to(ROOT) else folder
    print(f"sheets: {len(myst_html.chapters())} chapters, as PDF and HTML, in {where}")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    finally:
        myst_html.close()  # else Python 3.13 would never exit after an error

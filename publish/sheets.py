"""Make exercise sheets, without solutions: `make sheets`.

For each chapter there is an HTML page that needs nothing else, and the PDF that a Chromium
makes of it.
"""

import html
import re
import sys

from publish import chromium, single_file
from publish.front_matter import STYLES
from publish.site_reader import toc

SPACE = {1: 5, 2: 8, 3: 12}  # lines to write on, for each number of stars
START = 3  # of them stay on the page of the exercise
TITLE = re.compile(r'<span class="caption-number">(.+?) *</span> *\((★*) *(.+)\)')


def exercise_html(book, exercise):
    """Return an exercise with space to write."""
    heading, inside = exercise.p, exercise.section
    title = TITLE.fullmatch(book.html(heading.decode_contents()))
    if title is None or len(title[2]) not in SPACE:
        said = heading.get_text()
        sys.exit(f"{said}: expected a title with one to three stars")
    head = f"<h2><span>{title[1]}</span> {title[2]} {title[3]}</h2>"
    lines = SPACE[len(title[2])]
    first, more = START * "<i></i>", (lines - START) * "<i></i>"
    ask = f'<div class="ask">{head}{book.html(inside.decode_contents())}</div>'
    return f'<section><div class="start">{ask}{first}</div>{more}</section>\n'


def page(book, chapter):
    """Return the sheet of a chapter as one HTML page."""
    single_file.stand_alone(book, chapter)
    title = chapter.title.partition(" ")[2]
    css = (STYLES / "sheets.css").read_text("utf8").replace("LICENSE", single_file.LICENSE)
    exercises = "".join(exercise_html(book, e) for e in chapter.body.select(".exercise"))
    body = f"""<header><p>Chapter {chapter.number} &middot; exercises</p><h1>{html.escape(title)}</h1>
<p class="name">Name: <span></span> Date: <span></span></p>
<p>★ uses what the chapter has just said, ★★ combines two ideas, ★★★ takes pen, paper and some time.
"Test" asks for a call of <code>check</code> in the notebook of the chapter; "this page" is that notebook.</p></header>
{exercises}<footer>{single_file.LICENSE}</footer>"""
    return single_file.page(f"{html.escape(title)}: exercises", css, body)


def main(arguments):
    chromium.browser()  # else say so at once
    for sheet in single_file.write("sheets", toc.chapters(), page, *arguments):
        chromium.print_pdf(sheet, sheet.with_suffix(".pdf"))
    print("sheets: each as PDF and HTML")


if __name__ == "__main__":
    main(sys.argv[1:])

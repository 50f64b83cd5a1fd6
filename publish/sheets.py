"""Make exercise sheets, without solutions: `make sheets`.

For each chapter there is an HTML page that needs nothing else, and the PDF that a Chromium
makes of it.
"""

import html
import re
import sys
from pathlib import Path

from publish import chromium, single_file
from publish.front_matter import STYLES
from publish.site_reader import ROOT, Book, toc

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
    folder = (Path(arguments[0]) if arguments else ROOT / "_build" / "sheets").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    chromium.browser()  # else say so at once
    book = Book(only=[f"book/{chapter}" for chapter in toc.chapters()])
    for chapter in book.chapters:
        sheet = folder / f"{chapter.name.rpartition('/')[2]}.html"
        sheet.write_text(page(book, chapter), "utf8", newline="\n")
        chromium.print_pdf(sheet, sheet.with_suffix(".pdf"))
    book.unsound()
    where = folder.relative_to(ROOT) if folder.is_relative_to(ROOT) else folder
    print(f"sheets: {len(book.chapters)} chapters, as PDF and HTML, in {where}")


if __name__ == "__main__":
    main(sys.argv[1:])

"""Make slides of three chapters from their pages: `make slides`.

A part of the slides starts at each section of a chapter; `styles/slides.js` lays its blocks out on
slides in the browser, which knows how high they are. Exercises, quizzes, folds and what a reader
moves are left out. Each file is complete: it works from a disk, without a network, and requests
nothing.
"""

import html
import sys
from pathlib import Path

from publish import single_file
from publish.front_matter import STYLES

# The chapters that have slides; book/teaching.md links to them.
CHAPTERS = ("information/entropy", "information/cross-entropy", "gradients/softmax-gradient")

REVEAL = Path(__file__).with_name("reveal")
LEFT_OUT = "#exercises, section:has(> .answer, > .solution), .quiz, .book-explorable, .fold"


def parts(book, chapter):
    """Return the parts of a chapter as HTML: what precedes its sections, then each of them."""
    body = chapter.body
    for tag in body.select(LEFT_OUT):
        tag.decompose()
    single_file.stand_alone(book, chapter)
    body.h1.decompose()
    sections = [section.extract() for section in body.find_all("section", recursive=False)]
    for part in (body, *sections):
        for box in part.select("section, .sd-tab-set, .sd-tab-content"):
            box.unwrap()  # so that blocks stand beside one another
    return [book.html(part.decode_contents()) for part in (body, *sections)]


def page(book, chapter):
    """Return the slides of a chapter as one HTML page."""
    title = html.escape(chapter.title.partition(" ")[2])
    head = f"""<header><h1>{title}</h1>
<p class="from">Chapter {chapter.number}</p><p class="license">{single_file.LICENSE}</p></header>"""
    first, *others = parts(book, chapter)
    made = "\n".join(f"<section>{part}</section>" for part in (head + first, *others))
    reveal = (REVEAL / "reveal.js").read_text("utf8").replace("</script", "<\\/script")
    body = f"""<div class="reveal">
<div class="slides">
{made}
</div>
<p class="footer">{single_file.LICENSE}</p>
</div>
<script>
{reveal.partition("//# sourceMappingURL")[0]}
</script>
<script type="module">
{(STYLES / "slides.js").read_text("utf8")}
</script>"""
    css = "\n".join(
        path.read_text("utf8") for path in (REVEAL / "reveal.css", STYLES / "slides.css")
    )
    return single_file.page(f"{title}: slides", css, body, REVEAL / "LICENSE")


def main(arguments):
    single_file.write("slides", CHAPTERS, page, *arguments)


if __name__ == "__main__":
    main(sys.argv[1:])

"""The questions and checked exercises of each chapter as a script, for the review on the course page.

They are cut from the written page, so that they are asked again as they were asked there.
"""

import json
import posixpath
import re
from pathlib import Path

from . import answers, toc
from .quiz import load

COURSE = "book/course.html"


def items(page, chapter):
    """Return the HTML of the questions and checked exercises of a page, by their names."""
    cuts = {q["id"]: rf'<book-quiz data-id="{q["id"]}".*?</book-quiz>' for q in load(chapter)}
    for name in answers.names_in(chapter):
        cuts[name] = rf'<div class="exercise admonition" id="{name}">.*?</book-answer></div>'
    return {n: moved(re.search(cut, page, re.DOTALL)[0], chapter) for n, cut in cuts.items()}


def moved(html, chapter):
    """Return HTML of a chapter as it reads on the course page: without ids, with its own links."""
    page, folder = f"book/{chapter}.html", posixpath.dirname(COURSE)

    def link(match):
        if re.match(r"\w+:", match[2]):
            return match[0]
        path, mark, place = match[2].partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
        return f'{match[1]}="{posixpath.relpath(target, folder)}{mark}{place}"'

    html = re.sub(r'(<[^<>]*?) id="[^"]*"', r"\1", html)
    return re.sub(r'\b(href|src)="([^"]*)"', link, html)


def write_scripts(app, exception):
    if exception or app.builder.name != "html":
        return
    for chapter in toc.chapters():
        page = Path(app.outdir, "book", f"{chapter}.html").read_text("utf8")
        found = json.dumps(items(page, chapter), ensure_ascii=False)
        path = Path(app.outdir, "_static", "reviews", f"{chapter}.js")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Object.assign(reviewItems, {found});\n", "utf8")


def setup(app):
    app.connect("build-finished", write_scripts)

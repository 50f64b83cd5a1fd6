"""`make public`: the PDF, the EPUB and the exercise sheets beside the site, and the links to them.

With PUBLISH=1, {only} shows what links to them, and the Makefile makes them of the pages that were
just built. Without, neither is there.
"""

import os

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from . import cells, toc

FOLDER = "downloads"  # in the site, and the tag for {only}


class Sheets(SphinxDirective):
    """A list of the exercise sheets, by the titles of their chapters."""

    def run(self):
        items = []
        for number, chapter in enumerate(toc.chapters(), 1):
            title = cells.headings(cells.text(cells.read(chapter)))[0][1]
            address = f"../{FOLDER}/sheets/{chapter.rpartition('/')[2]}.pdf"
            link = nodes.reference("", f"{number}. {title}", refuri=address)
            items.append(nodes.list_item("", nodes.paragraph("", "", link)))
        return [nodes.bullet_list("", *items)]


def tell_pages(app, config):
    if config.downloads:
        app.tags.add(FOLDER)


def setup(app):
    app.add_config_value("downloads", bool(os.environ.get("PUBLISH")), "html")
    app.add_directive("sheets", Sheets)
    app.connect("config-inited", tell_pages)

"""Run a chapter elsewhere: the one cell that installs xentlib where it is missing.

Colab opens the notebook that is in the repository, so the site cannot slip a cell into it. The
notebooks themselves do not hold the cell either: its address would stand in each of them, and
the tests would have to run it. So it is made here, from the address in _config.yml. It stands on
top of each copy that the site offers for download; the page PAGE shows it to those who come to
Colab, and the launch menu of each chapter leads there. Cell and menu name the commit that the site
is built from, so that a reader runs what the page shows, wherever the branch has gone since.
Without an address there is no cell, and the copies are the notebooks of the repository, byte for
byte.
"""

import re
import subprocess
from pathlib import Path

import nbformat
from docutils import nodes
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from .toc import ROOT

PAGE, SECTION = "book/using-the-notebooks", "run-them-elsewhere"
KNOWN = "public_address"  # the tag under which {only} shows what needs the address

# Without `download`, browsers show the JSON of a notebook wherever it is served as JSON, as on
# GitHub Pages; the theme's templates have no place for it (sphinx-book-theme, issue 918).
BUTTON = re.compile(r'(<a href="[^"]*" target="_blank")(\s+class="[^"]*btn-download-source-button)')

# The pictures in the launch menu, to which the theme gives no size.
LOGO = re.compile(r'<img(?= alt="(?:Binder|Colab) logo")')

# What Jupyter Book assumes where _config.yml names no repository.
DEFAULT = "https://github.com/executablebooks/jupyter-book"

# Before the branch in the addresses of Colab and Binder.
PLACE = "/blob/|/v2/gh/[^/]+/[^/]+/"

# Without the extra `plots`: with it, pip would replace the IPython that Colab depends on.
CELL = """\
try:
    import xentlib
except ModuleNotFoundError:  # as on Colab
    %pip install -q "xentlib[tables] @ git+{url}@{commit}"
"""


def published(options):
    """Return address and commit of what is published, for options of the theme; "" if unknown."""
    url = (options.get("repository_url") or "").rstrip("/")
    return ("", "") if url in ("", DEFAULT) else (url, commit())


def commit(folder=ROOT):
    """Return the commit that the book in a folder is."""
    command = ["git", "-C", str(folder), "rev-parse", "HEAD"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError) as error:
        raise ExtensionError(
            "_config.yml: with repository.url, cells for Colab install the commit that is built, "
            f"so build in a clone made by git. {getattr(error, 'stderr', '') or error}"
        ) from None


def install_cell(url, commit):
    """Return the cell that installs what is published, or "" where no address is known."""
    return CELL.format(url=url, commit=commit).rstrip() if url else ""


def with_cell(notebook, source):
    """Return the text of a notebook with a cell on top; without a source, as it was."""
    if not source:
        return notebook
    content = nbformat.reads(notebook, as_version=4)
    content.cells.insert(0, nbformat.v4.new_code_cell(source, id="install"))
    return nbformat.writes(content) + "\n"


def show_buttons(app, config):
    """Offer what leads to the repository, also to {only}, once its address is known."""
    options = config.html_theme_options
    config.published = published(options)
    known = any(config.published)
    for button in ("repository", "issues", "edit_page"):
        options[f"use_{button}_button"] = known
    if known:
        app.tags.add(KNOWN)
    else:
        options["launch_buttons"] = {}


def saving(page):
    """Return the HTML of a page whose download button saves the file instead of showing it."""
    return LOGO.sub('<img width="16" height="16"', BUTTON.sub(r"\1 download\2", page))


def write_downloads(app, exception):
    """Finish the copies for download, which Sphinx made from the sources, and their buttons."""
    if exception or app.builder.name != "html":
        return
    source = install_cell(*app.config.published)
    for name in app.env.found_docs:
        page = Path(app.outdir, f"{name}.html")
        page.write_text(saving(page.read_text("utf8")), "utf8", newline="\n")
        original, copy = Path(app.env.doc2path(name)), Path(app.outdir, "_sources", f"{name}.ipynb")
        if original.suffix == ".ipynb" and copy.exists():
            copy.write_text(with_cell(original.read_text("utf8"), source), "utf8", newline="\n")


def lead(app, pagename, templatename, context, doctree):
    """Let the launch menu open what is published and end with what has to be run first, and the
    button for reports lead to the forms."""
    branch = re.escape(app.config.html_theme_options.get("repository_branch") or "main")
    pinned = rf"\g<1>{app.config.published[1]}"
    for group in context.get("header_buttons", []):
        for button in (b for b in group.get("buttons", []) if "url" in b):
            url = re.sub(rf"({PLACE}){branch}(?=[/?])", pinned, button["url"])
            button["url"] = re.sub(r"(/issues/new)\?.*", r"\1/choose", url)
        if group.get("label") == "launch-buttons":
            group["buttons"].append(
                {
                    "type": "link",
                    "text": "What to run first",
                    "tooltip": "What has to be run first on Colab and Binder",
                    "icon": "fas fa-circle-info",
                    "url": f"{context['pathto'](PAGE)}#{SECTION}",
                }
            )


class InstallCell(SphinxDirective):
    """The cell, to be copied; nothing where no address is known."""

    def run(self):
        self.env.note_reread()  # the address changes without this page
        source = install_cell(*self.config.published)
        return [nodes.literal_block(source, source, language="ipython3")] if source else []


def setup(app):
    app.add_config_value("published", ("", ""), "html")  # another commit: all pages are written
    app.add_directive("install-cell", InstallCell)
    app.connect("config-inited", show_buttons)
    app.connect("html-page-context", lead, priority=900)  # after the theme's buttons
    app.connect("build-finished", write_downloads)

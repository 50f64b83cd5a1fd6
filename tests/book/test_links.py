"""Links from page to page: the build finds those that lead nowhere, so no guard looks for them.

Sphinx with -n and -W, as `make book` calls it, does the whole job; this holds it to that.
"""

import io

import pytest
import yaml
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from book._ext.toc import ROOT

SETTINGS = yaml.safe_load((ROOT / "_config.yml").read_text("utf8"))["sphinx"]["config"]
GOOD = "[a](there.md#is-12-a-good-loss) [b](<there.md#here>) [c](mailto:a@b.c) `[d](e)`"


def warnings(folder, link):
    """Build two pages with the book's own anchors and return what Sphinx warns of."""
    (folder / "index.md").write_text(
        f"# Page\n\n{GOOD} {link}\n\n```{{toctree}}\nthere\n```", "utf8"
    )
    (folder / "there.md").write_text(
        "# Is 1.2 a *good* loss?\n\n```\n# Hear\n```\n\n## Here\n", "utf8"
    )
    settings = {
        "extensions": ["myst_parser"],
        "source_suffix": {".md": "markdown"},
        "nitpicky": True,
        "suppress_warnings": SETTINGS.get("suppress_warnings", []),
        "myst_heading_anchors": SETTINGS["myst_heading_anchors"],
    }
    said, out = io.StringIO(), folder / "out"
    with docutils_namespace():
        Sphinx(folder, None, out, out, "dummy", settings, status=None, warning=said).build()
    return said.getvalue()


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("[e](there.md#hear)", "local id not found in doc 'there': 'hear'"),
        ('[f](gone.md "title")', "cross-reference target not found: 'gone.md'"),
        ("[g](#gone)", "cross-reference target not found: 'gone'"),
    ],
)
def test_a_link_that_leads_nowhere_is_warned_of(link, said, tmp_path):
    assert said in warnings(tmp_path, link)


def test_links_that_lead_somewhere_are_not(tmp_path):
    assert warnings(tmp_path, "") == ""


def test_warnings_fail_the_build():
    assert "jupyter-book build . -q -W -n" in (ROOT / "Makefile").read_text("utf8")

"""The built files: valid HTML, no link that leads nowhere, no bare picture, notebooks to take."""

import re
from html import escape
from itertools import pairwise

import pytest
import yaml
from built_files import bare, contents, dead, download_faults, files, invalid, target, unread

from book._ext import toc
from book._ext.run_elsewhere import install_cell, published
from tests.site.browser import AT, ROOT, SITE
from tools.notebooks import chapters

FILES = files(SITE)
each_file = pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(SITE).as_posix())
NOTEBOOKS = [path.relative_to(ROOT).as_posix() for path in chapters()]
BUTTON = re.compile(r'<a href="([^"]+)"[^>]*\bdownload\b[^>]*btn-download-source-button')


def test_html_is_valid():
    faults = invalid(FILES)
    assert faults == [], "\n".join(faults[:40])


@each_file
def test_links_lead_somewhere_and_pictures_have_a_text_and_formulas_are_read(path):
    faults = [*dead(SITE, path, AT), *bare(path), *unread(path)]
    assert faults == [], "\n".join(faults)


@each_file
def test_a_page_has_its_policy_before_anything_that_acts(path):
    head = path.read_text("utf8").partition("</head>")[0]
    policy, script = head.find('http-equiv="Content-Security-Policy"'), head.find("<script")
    assert 0 < policy and (script < 0 or policy < script)


def test_every_page_says_what_its_neighbors_give():
    recaps = yaml.safe_load((ROOT / "book/recaps.yml").read_text("utf8"))
    names = list(toc.pages())
    assert len(names) > 30
    for name, after in pairwise(names):
        here, there = ((SITE / f"{page}.html").read_text("utf8") for page in (name, after))
        assert f'<p class="recap">{escape(recaps[after])}</p>' in here, (
            f"{name}: no line on {after}"
        )
        assert f'<p class="recap">{escape(recaps[name])}</p>' in there, (
            f"{after}: no line on {name}"
        )


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_can_be_taken(name):
    page = (SITE / name).with_suffix(".html")
    buttons = BUTTON.findall(page.read_text("utf8"))
    assert len(buttons) == 1, f"{name}: expected one button that saves the notebook"
    offered, _ = target(SITE, page, buttons[0])
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf8"))["repository"]
    options = {"repository_url": config["url"], "repository_branch": config["branch"]}
    original = (ROOT / name).read_text("utf8")
    assert (
        download_faults(offered.read_text("utf8"), original, install_cell(*published(options)))
        == []
    )


def test_pictures_links_and_notebooks_were_looked_at():
    assert sum(len(contents(path).pictures) for path in FILES) > 50
    assert sum(len(contents(path).references) for path in FILES) > 2000
    assert len(NOTEBOOKS) > 15

"""Every Markdown link from page to page leads to a page and a heading that exist.

The site's build finds these, too; this takes seconds, and holds for readers on GitHub.
"""

import re

import prose
import pytest

from tools.notebooks import read

LINK = re.compile(
    r"""\]\((?!\w+:)<?(?P<page>[^)#\s>]*)(?:\#(?P<anchor>[^)\s>]+))?>?(?:\s+"[^"]*")?\)""",
    re.VERBOSE,
)
HEADING = re.compile(r"^#{1,3} (.+)$", re.MULTILINE)
CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL)


def markdown(path):
    """Return the text of a page without its code."""
    if path.suffix == ".md":
        return CODE.sub("", path.read_text("utf8"))
    cells = [c.source for c in read(path).cells if c.cell_type == "markdown"]
    return CODE.sub("", "\n\n".join(cells))


def slug(heading):
    """Return the anchor of a heading, as GitHub and MyST make it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def faults(path):
    """Return a line for each link of a page that leads nowhere."""
    found = []
    for link in LINK.finditer(markdown(path)):
        target = path.parent / link["page"] if link["page"] else path
        if not target.is_file():
            found.append(f"no such page: {link[0]}")
        elif link["anchor"] and link["anchor"] not in map(slug, HEADING.findall(markdown(target))):
            found.append(f"no such heading: {link[0]}")
    return found


@pytest.mark.parametrize("path", prose.pages(), ids=map(prose.name_of, prose.pages()))
def test_every_link_leads_somewhere(path):
    assert faults(path) == []


def test_a_link_that_leads_nowhere_is_found(tmp_path):
    text = "# Is 1.2 a *good* loss?\n\n```python\n# Hear\n```\n\n## Here\n"
    (tmp_path / "there.md").write_text(text, "utf8")
    page = tmp_path / "page.md"
    good = "[a](there.md#is-12-a-good-loss) [b](<there.md#here>) [c](mailto:a@b.c) `[d](e)`"
    page.write_text(f'{good} [e](there.md#hear) [f](gone.md "title")', "utf8")
    assert faults(page) == [
        "no such heading: ](there.md#hear)",
        'no such page: ](gone.md "title")',
    ]

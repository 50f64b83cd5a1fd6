"""The one reader of _toc.yml: the parts and the pages of the book, in their order.

A page is named by its file without the ending, as book/information/entropy; a chapter, which is
a page of a numbered part, without its folder too: information/entropy.
"""

from functools import cache
from typing import NamedTuple

from sphinx.errors import ExtensionError

from .data import ROOT, yaml_of


class Part(NamedTuple):
    """A part of the book; the first page alone is a part without a name."""

    caption: str
    number: int  # 0 where the chapters have no numbers, as in the appendix
    pages: list[str]

    @property
    def title(self):
        """Return what stands above the titles of the pages."""
        return f"Part {self.number} · {self.caption}" if self.number else self.caption

    @property
    def chapters(self):
        """Return the pages as chapters are named."""
        return [page.removeprefix("book/") for page in self.pages]


@cache
def contents():
    """Return what _toc.yml says."""
    return yaml_of(ROOT / "_toc.yml", dict)


def parts():
    """Return all parts."""
    found, number = [Part("", 0, [contents()["root"]])], 0
    for part in contents()["parts"]:
        if not {"caption", "chapters"} <= set(part):
            raise ExtensionError(f"_toc.yml: each part has a caption and chapters, not {part}")
        numbered = part.get("numbered", True)
        number += numbered
        pages = [chapter["file"] for chapter in part["chapters"]]
        found.append(Part(part["caption"], number if numbered else 0, pages))
    return found


def pages():
    """Return the title of the part of every page."""
    return {page: part.title for part in parts() for page in part.pages}


def numbered_parts():
    """Return the parts whose chapters are numbered."""
    return [part for part in parts() if part.number]


def chapters():
    """Return the numbered chapters."""
    return [chapter for part in numbered_parts() for chapter in part.chapters]

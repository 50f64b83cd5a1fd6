"""The pages of the built site, read once for all that is made of them: PDF, EPUB, slides, sheets.

Only the articles are taken, as chapters that hold what paper can do (`for_paper.py`). A link or a
picture that leads nowhere is a fault; `unsound` names them all, and the commands fail.
"""

import html
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import quote, unquote

from bs4 import BeautifulSoup

from book._ext import toc
from book._ext.formulas import apart
from publish.for_paper import drawn, formless, simplify

ROOT = toc.ROOT
SITE = ROOT / "_build" / "html"
ASSETS = ROOT / "book" / "assets"
# In code, only these have a look of their own: key words, strings, comments and prompts.
PLAIN = re.compile(
    r'<span class="(?!(?:k|kn|kc|ow|s1|s2|sd|sa|si|se|c1|gp)")\w{1,3}">([^<>]*)</span>'
)
EXTERNAL = re.compile(r"[a-z]+:", re.I)
ADDRESS = ":/?#[]@!$&'()*+,;=%~"  # may stand in an address as they are; browsers are less strict
FORMULA = re.compile("\ue000(\\d+)\ue001")  # stands in the text for the formula with this number


@dataclass
class Chapter:
    """A page of the site; `key` is its name in files and addresses."""

    name: str  # book/information/entropy
    part: str  # the caption of its part
    body: object  # the section that is the page
    title: str
    ids: set  # those that the page has on paper
    sections: list = field(default_factory=list)  # pairs of an id and a heading

    @property
    def key(self):
        return self.name.removeprefix("book/").replace("/", "-")

    @property
    def number(self):
        """The number of a numbered chapter."""
        return int(self.title.partition(".")[0])


def contents():
    """Return the pages of the book as pairs of a part and a name, in the order of _toc.yml."""
    return [(part.caption, name) for part in toc.parts() for name in part.pages]


class Book:
    """All chapters, ready for `address`, which says where a linked place or a picture is."""

    def __init__(self, site=SITE, only=None):
        """Read all pages, or those with the names in `only`."""
        self.site, self.faults, self.formulas = Path(site).resolve(), [], []
        wanted = [page for page in contents() if only is None or page[1] in only]
        self.chapters = [self.read(part, name) for part, name in wanted]
        self.by_name = {chapter.name: chapter for chapter in self.chapters}

    def read(self, part, name):
        """Return a page of the site as a chapter."""
        path = self.site / f"{name}.html"
        if not path.exists():
            sys.exit(f"{path} was not found: build the site first, with make book")
        article = path.read_text("utf8").partition("<article")[2].partition("</article>")[0]
        text = self.without_formulas("<article" + PLAIN.sub(r"\1", article))
        soup = BeautifulSoup(text, "html.parser")
        body = soup.section
        if not part:
            body.h1.string = "Introduction"  # on the site it has the name of the book
        simplify(soup, body)
        ids = {e["id"] for e in body.select("[id]")}
        for tag in formless(body):
            self.faults.append(f"{name}: <{tag}> has no form on paper: see publish/for_paper.py")
        heads = [s.find("h2", recursive=False) for s in body.select("section[id]")]
        sections = [(h.parent["id"], self.plain(h)) for h in heads if h]
        return Chapter(name, part, body, self.plain(body.h1), ids, sections)

    def without_formulas(self, text):
        """Return HTML with numbers for its formulas: they are most of it, and nothing changes there."""
        text, formulas = apart(text)
        for formula, after in formulas:
            text += f"\ue000{len(self.formulas)}\ue001{after}"
            self.formulas.append(formula)
        return text

    def plain(self, tag):
        """Return the text of an element, that of its formulas included."""
        return " ".join(self.filled(tag.get_text(), visible_text).split())

    def filled(self, text, formula):
        """Return a text with each formula as the function `formula` writes it."""
        return FORMULA.sub(lambda m: formula(self.formulas[int(m[1])]), text)

    def html(self, tag, formula=lambda inside: f'<span class="katex">{inside}</span>'):
        """Return HTML, with each formula as the function `formula` writes it."""
        return self.filled(str(tag), formula)

    def resolve(self, address):
        """Give links and pictures their addresses in the book.

        `address(chapter, id)` is that of a place, `address(None, path)` that of a picture. Only
        ids that something links to are kept, because the site has some of them twice.
        """
        linked = {(c.name, i) for c in self.chapters for i, _ in c.sections}
        for chapter in self.chapters:
            for link in chapter.body.select("a[href]"):
                self.lead(chapter, link, address, linked)
            for picture in chapter.body.select("img"):
                self.show(chapter, picture, address)
        for chapter in self.chapters:
            for tag in chapter.body.select("[id]"):
                if drawn(tag):
                    continue
                if (chapter.name, tag["id"]) in linked:
                    linked.remove((chapter.name, tag["id"]))
                    tag["id"] = address(chapter, tag["id"]).rpartition("#")[2]
                else:
                    del tag["id"]
            chapter.body["id"] = chapter.key

    def lead(self, chapter, link, address, linked):
        """Give a link its address; one to a page that the book has not becomes its text."""
        if EXTERNAL.match(link["href"]):
            link["href"], link["class"] = quote(link["href"], ADDRESS), ["external"]
            return
        path, _, place = unquote(link["href"]).partition("#")
        file = normpath(join(dirname(chapter.name), path)) if path else f"{chapter.name}.html"
        target = self.by_name.get(file.removesuffix(".html"))
        if target is None and (self.site / file).exists():
            link.unwrap()
        elif target is None or (place and place not in target.ids):
            self.faults.append(f"{chapter.name}: a link leads nowhere: {link['href']}")
        else:
            place = "" if place == target.body.get("id") else place
            linked |= {(target.name, place)} if place else set()
            link["href"], link["class"] = address(target, place), ["internal"]

    def show(self, chapter, picture, address):
        """Give a picture its address."""
        path = self.site / normpath(join(dirname(chapter.name), unquote(picture["src"])))
        if not path.is_file():
            self.faults.append(f"{chapter.name}: there is no picture {picture['src']}")
        elif not picture.get("alt"):
            self.faults.append(f"{chapter.name}: {picture['src']} has no alt text")
        else:
            picture["src"] = address(None, path)

    def unsound(self):
        """End with what is wrong, if something is."""
        if self.faults:
            sys.exit("\n".join(self.faults))


def tex(formula):
    """Return the source of a formula."""
    return html.unescape(re.search(r"<annotation[^>]*>(.*?)</annotation>", formula, re.S)[1])


def visible(formula):
    """Return that part of a formula which is seen."""
    return formula[formula.index('<span class="katex-html"') :]


def visible_text(formula):
    """Return the text of a formula as it is seen."""
    return html.unescape(re.sub("<[^>]+>|\u200b", "", visible(formula)))


def light(svg):
    """Return a figure without its rules for dark mode, which few readers pass on to it."""
    return re.sub(r'<style id="theme">.*?</style>', "", svg, flags=re.S)

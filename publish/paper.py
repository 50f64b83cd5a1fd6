"""The pages of the built site as chapters of one book: what the PDF and the EPUB share.

Only the articles are taken, and what a book cannot do is turned into what it can: tabs follow one
another, solutions and notes are unfolded, the answers to quizzes stand at the end of the chapter.
Whatever is left that has no form on paper is a fault, and so is a link or a picture that leads
nowhere: `unsound` names them all, and the commands fail.
"""

import html
import re
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import quote, unquote

import yaml
from bs4 import BeautifulSoup, Comment

from book._ext import toc

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "_build" / "html"
ASSETS = ROOT / "book" / "assets"
STYLES = Path(__file__).with_name("styles")
SUBTITLE = "From “how surprising was that?” to the loss that trains language models"

# Without a form on paper: what only a script or a mouse can use.
DROPPED = (
    "script, style, button, input, a.headerlink, book-read, .quiz-actions, p.sidebar-title:empty, "
    ".toctree-wrapper, .course-read, .cell.tag_hide-input details.hide, .explorable-controls, "
    ".explorable-spoken"
)
KNOWN = set(
    "a aside b blockquote br code dd div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img kbd "
    "li ol p pre section small span strong sub sup svg table tbody td th thead tr ul".split()
)
KEPT = {"id", "class", "href", "src", "alt", "colspan", "rowspan", "scope", "lang", "start"}
# In code, only these have a look of their own: key words, strings, comments and prompts.
PLAIN = re.compile(
    r'<span class="(?!(?:k|kn|kc|ow|s1|s2|sd|sa|si|se|c1|gp)")\w{1,3}">([^<>]*)</span>'
)
LONG = 12  # lines of code that need not stay on one page
EXTERNAL = re.compile(r"[a-z]+:", re.I)
ADDRESS = ":/?#[]@!$&'()*+,;=%~"  # may stand in an address as they are; browsers are less strict
FORMULA = re.compile("\ue000(\\d+)\ue001")  # stands in the text for the formula with this number
SPAN = re.compile(r"<(/?)span\b[^>]*>")


@dataclass
class Chapter:
    """A page of the site; `key` is its name in files and addresses."""

    name: str  # book/information/entropy
    part: str  # the caption of its part
    body: object  # the section that is the page
    title: str
    ids: set  # those that the page has, before any is left out
    sections: list = field(default_factory=list)  # pairs of an id and a heading

    @property
    def key(self):
        return self.name.removeprefix("book/").replace("/", "-")


@cache
def citation():
    """Return the facts that the book is cited by."""
    return yaml.safe_load((ROOT / "CITATION.cff").read_text("utf8"))


def contents():
    """Return the pages of the book as pairs of a part and a name."""
    return [(part.caption, page) for part in toc.parts() for page in part.pages]


class Book:
    """All chapters, ready for `address`, which says where a linked place or a picture is."""

    def __init__(self, site=SITE):
        self.site, self.faults, self.formulas = Path(site).resolve(), [], []
        self.chapters = [self.read(part, name) for part, name in contents()]
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
        ids = {e["id"] for e in body.select("[id]")}
        if not part:
            body.h1.string = "Introduction"  # on the site it has the name of the book
        simplify(soup, body)
        for tag in body.find_all(lambda e: e.name not in KNOWN and not drawn(e)):
            self.faults.append(f"{name}: <{tag.name}> has no form on paper: see publish/paper.py")
        heads = [s.find("h2", recursive=False) for s in body.select("section[id]")]
        sections = [(h.parent["id"], self.plain(h)) for h in heads if h]
        return Chapter(name, part, body, self.plain(body.h1), ids, sections)

    def without_formulas(self, text):
        """Return HTML with numbers for its formulas: they are most of it, and nothing changes there."""
        first, *rest = text.split('<span class="katex">')
        for part in rest:
            depth = 1
            for span in SPAN.finditer(part):
                depth += -1 if span[1] else 1
                if depth == 0:
                    break
            first += f"\ue000{len(self.formulas)}\ue001{part[span.end() :]}"
            self.formulas.append(part[: span.start()])
        return first

    def plain(self, tag):
        """Return the text of an element, that of its formulas included."""
        return " ".join(self.filled(tag.get_text(), visible_text).split())

    def filled(self, text, formula):
        """Return a text with each formula as the function `formula` writes it."""
        return FORMULA.sub(lambda m: formula(self.formulas[int(m[1])]), text)

    def html(self, chapter, formula):
        """Return a chapter as HTML."""
        return self.filled(str(chapter.body), formula)

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
        self.faults += [f"{name}: nothing left that has the id {i}" for name, i in sorted(linked)]

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


def drawn(tag):
    """Say whether an element belongs to an inline drawing."""
    return tag.name == "svg" or tag.find_parent("svg") is not None


def simplify(soup, body):
    """Turn what the site does with scripts and folds into what a book can do."""
    for comment in body.find_all(string=lambda s: isinstance(s, Comment)):
        comment.extract()
    quizzes(soup, body)
    for button in body.select("book-course button"):
        button.name = "strong"
    for column in body.select("book-course th"):
        if column.get_text() == "Read":
            column.decompose()
    for tag in body.select(DROPPED):
        tag.decompose()
    for cell in body.select("div.cell"):
        if not cell.get_text(strip=True) and not cell.find(["img", "svg"]):
            cell.decompose()
    for label in body.select("label.sd-tab-label"):
        label.name, label.string = "p", label.get_text(strip=True)
    for fold in body.select("details"):
        fold.name = "div"
    for summary in body.select("summary"):
        summary.name = "p"
    for tag in body.find_all(lambda e: "-" in e.name and e.get_text(strip=True) and not drawn(e)):
        tag.name, tag["class"] = "div", [tag.name]
    for pre in body.select("pre"):
        pre["class"] = "long" if pre.get_text().count("\n") > LONG else "short"
    for tag in [body, *body.find_all(True)]:
        if not drawn(tag):
            tag.attrs = {k: v for k, v in tag.attrs.items() if k in KEPT}


def quizzes(soup, body):
    """Number the quizzes, and gather their answers at the end of the chapter."""
    found = body.select("book-quiz")
    if not found:
        return
    number = re.match(r"\d+", body.h1.get_text())[0]
    answers = new(soup, "section", soup.new_tag("h2"), id="answers-to-the-questions")
    answers.h2.string = "Answers to the questions"
    for k, quiz in enumerate(found, 1):
        name = f"Question {number}.{k}"
        hint, *ask = [*quiz.legend.find_all(True, recursive=False)]
        more = [e for e in quiz.fieldset.find_all(True, recursive=False) if e.name != "label"]
        choices = [
            new(soup, "li", label.find_all("span", recursive=False)[-1])
            for label in quiz.select("label")
        ]
        hint.string = hint.get_text().partition(":")[2].strip()
        title = new(
            soup, "p", name + (": " if hint.string else ""), hint, class_="admonition-title"
        )
        reasons = quiz.details.ol.extract()
        right = [li.has_attr("data-right") for li in reasons.find_all("li", recursive=False)]
        answer = new(soup, "p", f"{name}: {'ABCDE'[right.index(True)]}", class_="admonition-title")
        answers.append(new(soup, "div", answer, reasons, class_="answer"))
        asked = [new(soup, "p", *ask), *more[1:], new(soup, "ol", *choices)]
        quiz.replace_with(new(soup, "div", title, *asked, class_="quiz"))
    body.append(answers)


def new(soup, tag, *children, class_=None, **attributes):
    """Return an element with children, which leave the place where they were."""
    made = soup.new_tag(tag, attrs=attributes | ({"class": [class_]} if class_ else {}))
    made.extend([c if isinstance(c, str) else c.extract() for c in children if c])
    return made


def style(address):
    """Return the style of the chapters; `address(path)` is that of a font."""
    explorables = (ASSETS / "explorables" / "explorables.css").read_text("utf8")
    css = (STYLES / "chapter.css").read_text("utf8")
    css = re.sub(r"url\((.+?)\)", lambda m: f"url({address((STYLES / m[1]).resolve())})", css)
    return css + explorables.replace("book-explorable", ".book-explorable")


def cover_html():
    """Return what stands on the title page and on the cover."""
    bars = ((0, 27, 27, "p"), (30, 40.5, 13.5, "q"), (75, 40.5, 13.5, "p"), (105, 0, 54, "q"))
    drawn = "".join(
        f'<rect class="{name}" x="{x}" y="{y}" width="27" height="{height}" rx="2"/>'
        for x, y, height, name in bars
    )
    return f"""<div class="cover"><p class="of">The</p><p class="title">Cross-Entropy<br/>Book</p>
<p class="subtitle">{SUBTITLE}</p>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 132 54" aria-hidden="true">{drawn}</svg></div>"""


def imprint_html():
    """Return what the book may be used for, and how it was made."""
    url = yaml.safe_load((ROOT / "_config.yml").read_text("utf8"))["repository"]["url"]
    source = f'<p>Source, notebooks and errata: <a href="{url}">{url}</a></p>' if url else ""
    return f"""<p>Text and figures may be shared and changed under the Creative Commons license
CC BY 4.0, creativecommons.org/licenses/by/4.0. Code may be used under the BSD 3-Clause license.</p>
<p>Every number that a program prints in this book was computed by the cell above it, and is computed
again and compared on every change of the book.</p>
<p>This edition was made from the website of the book. It leaves out the code that is folded away
there, because it only draws a figure or prepares the chapter; pictures that can be moved there stand
still here. The answers to the questions are at the end of each chapter.</p>{source}"""


def made_at():
    """Return the time of the site's newest page: what is made of the same site is the same."""
    newest = max((SITE / f"{name}.html").stat().st_mtime for _, name in contents())
    return datetime.fromtimestamp(newest, UTC)

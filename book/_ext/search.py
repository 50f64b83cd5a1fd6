"""The search: what it searches is every section of every page, as a script beside the pages.

Once the pages are written, their sections are read from them: the heading, the text as a reader
reads it, with formulas as plain text and with the outputs of cells, and apart from that the words of
the code. An entry of the glossary or of the library's reference is a section, too. `search.js`
ranks them, with the vendored MiniSearch; the page of results alone loads all three. What stands in
book/synonyms.yml, and the Chinese terms of the glossary, lead to the book's own words.
"""

import json
import re
from functools import cache
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

from sphinx.errors import ExtensionError

from . import glossary, toc
from .data import named, yaml_of
from .elements import version
from .formulas import apart

PAGE, INDEX = "search", "search-index.js"
SYNONYMS = toc.ROOT / "book" / "synonyms.yml"

# The text of a page


RELATIONS = set("=<>≤≥≈≠+−→←↔↦⇒∼∝∈∣∥⋅×±≪≫")
GAPS = {"\u2061": " ", "\u2062": "", "\u200b": "", ",": ", "}


def grouped(text):
    """Return a part of a formula that a line or a mark is about, in brackets if it needs them."""
    return text if re.fullmatch(r"[\w.′∞]+|\([^()]*\)", text) else f"({text})"


def gap(base):
    """Return what stands between the marks of a base and what follows, as after log_2 and ∑_i."""
    return " " if base.endswith((" ", "∑", "∏", "∫")) else ""


def plain_math(node):
    """Return a formula in MathML as a line of text: D_KL(p ∥ q) = 1/2."""
    tag = node.tag.rpartition("}")[2]
    parts = [plain_math(child) for child in node]
    match tag, parts:
        case (("annotation" | "mspace"), _):
            return " " * (tag == "mspace")
        case "mo", _:
            mark = node.text or ""
            return f" {mark} " if mark in RELATIONS else GAPS.get(mark, mark)
        case "mi", _:
            return f" {node.text}" if len(node.text or "") > 1 else node.text or ""
        case (("mn" | "mtext"), _):
            return node.text or ""
        case "mfrac", [above, below]:
            return f"{grouped(above.strip())}/{grouped(below.strip())}"
        case "msqrt", _:
            return f"√{grouped(''.join(parts).strip())}"
        case (("msub" | "munder"), [base, low]):
            return f"{base.rstrip()}_{grouped(low.strip())}{gap(base)}"
        case (("msup" | "mover"), [base, high]):
            accent = tag == "mover" and not re.search(r"\w", high)
            return f"{base}" if accent else f"{base}^{grouped(high.strip())}"
        case (("msubsup" | "munderover"), [base, low, high]):
            return f"{base.rstrip()}_{grouped(low.strip())}^{grouped(high.strip())}{gap(base)}"
        case "mtr", _:
            return " ".join(parts) + "; "
    return "".join(parts)


@cache
def plain_formula(mathml):
    """Return the text of a formula that KaTeX has made."""
    text = " ".join(plain_math(ElementTree.fromstring(mathml)).split())
    text = re.sub(r"(^|[(,=<>≤≥≈] ?)([−+]) ", r"\1\2", text)  # a sign, and no operation
    return re.sub(r"\s+(?=[,;.)])|(?<=\()\s+|;\s*$", "", text)


def without_formulas(page):
    """Return a page with plain text in the place of its formulas, each of which it has twice."""
    text, formulas = apart(page)
    for formula, after in formulas:
        mathml = re.search(r"<math\b.*?</math>", formula, re.DOTALL)[0]
        text += escape(plain_formula(mathml)) + after
    return text


# Its sections

EMPTY = {"br", "img", "input", "hr", "meta", "link", "source", "col", "wbr"}
INLINE = {"a", "abbr", "b", "code", "em", "i", "kbd", "mark", "q", "small", "span", "strong", "sub"}
INLINE |= {"sup", "td", "th", "u", "var", "label"}
# Not read: drawings and forms, among them what a box offers as answers, and marks of the theme.
LEFT_OUT = re.compile(r"book-\w+|svg|script|style|button|form|nav|template")
MARKS = {"headerlink", "section-number", "collapsed", "expanded", "eqno", "part-name"}
CODE = {"cell_input", "doctest", "highlight-python", "highlight-text", "highlight-default"}
HEADINGS = {f"h{level}" for level in range(1, 7)}


class Sections(HTMLParser):
    """Reads the article of a page into `found`: pairs of an id and what stands there."""

    def __init__(self, page):
        super().__init__()
        self.found = {}
        self.open = []  # for each open element: its tag, and what its end gives back
        self.here, self.kind = None, "text"
        article = page.partition("<article")[2].partition("</article>")[0]
        self.feed(f"<article{without_formulas(article)}")
        self.close()

    def begin(self, anchor):
        self.here = self.found.setdefault(anchor, {"heading": [], "text": [], "code": []})

    def handle_starttag(self, tag, attributes):
        if tag in EMPTY:
            self.handle_data("\n" if tag == "br" else "")
            return
        given = dict(attributes)
        classes = set((given.get("class") or "").split())
        self.open.append((tag, self.here, self.kind))
        if self.kind is None or LEFT_OUT.fullmatch(tag) or classes & MARKS:
            self.kind = None
        elif classes & CODE:
            self.kind = "code"
        elif tag == "section" and given.get("id"):
            self.begin(given["id"])
        elif tag in HEADINGS:
            self.kind = "heading"
        elif tag == "dt" and given.get("id"):
            self.begin_entry(given["id"], "sig" in classes)
        elif tag == "dd" and self.here and self.here.get("entry"):
            self.kind = "text"
        if tag not in INLINE:
            self.handle_data("\n")

    def begin_entry(self, anchor, signature):
        """Begin an entry of a list; of two names for one thing, the second belongs to the first."""
        if not (self.here and self.here.get("entry") and not "".join(self.here["text"]).strip()):
            self.begin(anchor)
            self.here["entry"] = 2 if signature else 1
        self.here["heading"].append(f" {anchor if signature else ''}")
        self.kind = "code" if signature else "heading"

    def handle_endtag(self, tag):
        if tag not in {name for name, *_ in self.open}:
            return
        self.handle_data(
            " " if tag in INLINE and tag in {"td", "th"} else "\n" * (tag not in INLINE)
        )
        while self.open:
            name, here, kind = self.open.pop()
            # An entry goes on after its name, until its list ends.
            self.here, self.kind = (self.here if name in {"dt", "dd"} else here), kind
            if name == tag:
                return

    def handle_data(self, text):
        if self.here and self.kind:
            self.here[self.kind].append(text)


def lines(parts):
    """Return a text without what is only there for its looks, a line for each paragraph or row."""
    text = re.sub(r"[\u2061\u200b\ufeff]", "", "".join(parts)).replace("\u00a0", " ")
    return "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())


def words_of_code(code, text):
    """Return the names in code that the text does not have, once each."""
    known = set(re.findall(r"\w+", text))
    names = dict.fromkeys(re.findall(r"[A-Za-z_]{3,}\w*", code))
    return " ".join(name for name in names if name not in known)


def sections(page):
    """Return the sections of a page as [id, heading, text, words of the code, kind]: 1 for an entry of
    the glossary, 2 for one of the library's reference, 0 for any other."""
    found = []
    for anchor, part in Sections(page).found.items():
        heading, text = " ".join(lines(part["heading"]).split()), lines(part["text"])
        code = words_of_code("".join(part["code"]), text)
        found.append([anchor, heading, text, code, part.get("entry", 0)])
    return found


# Other words


def synonyms():
    """Return what leads to the words of the book: pairs of a phrase and the book's phrases."""
    said = yaml_of(SYNONYMS, dict)
    if set(said) != {"same", "also"}:
        raise ExtensionError(f"{named(SYNONYMS)}: expected same and also, not {sorted(said)}")
    same = [(phrase, term, True) for term, them in said["same"].items() for phrase in them]
    also = [(phrase, term, False) for term, them in said["also"].items() for phrase in them]
    return same + also + [(chinese, english, False) for english, chinese, _ in glossary.entries()]


# The build


def index(outdir):
    """Return what the search knows: pages, their sections, and other words for the book's."""
    pages, found = [], []
    for name in toc.pages():
        first, *rest = sections(Path(outdir, f"{name}.html").read_text("utf8"))
        found.append([len(pages), "", *first[1:]])
        found += [[len(pages), *part] for part in rest if part[2] or part[3]]
        pages.append([f"{name}.html", first[1]])
    return {"pages": pages, "sections": found, "synonyms": synonyms()}


def write_index(app, exception):
    if exception or app.builder.name != "html":
        return
    told = json.dumps(index(app.outdir), ensure_ascii=False, separators=(",", ":"))
    Path(app.outdir, "_static", INDEX).write_text(f"self.bookIndex = {told};\n", "utf8")


def without_sphinx(app):
    """Sphinx need not make its own index, of pages, nor the page that searches it."""
    if app.builder.name == "html":
        app.builder.search = False


def extra_pages(app):
    """Yield the page of results."""
    if app.builder.name == "html":
        yield PAGE, {"title": "Search"}, f"{PAGE}.html"


def add_scripts(app, pagename, templatename, context, doctree):
    """Load the script on the page of results; that loads the rest with the first query."""
    if app.builder.name == "html" and pagename == PAGE:
        app.add_js_file("parts.js", defer="defer", **{"data-version": version()})
        app.add_js_file("search.js", defer="defer")


def setup(app):
    app.connect("builder-inited", without_sphinx)
    app.connect("html-page-context", add_scripts)
    app.connect("html-collect-pages", extra_pages)
    app.connect("build-finished", write_index, priority=950)

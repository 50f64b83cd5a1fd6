"""The text of the chapters as plain HTML, without Sphinx: for slides and exercise sheets.

Formulas are typeset by the KaTeX that the book vendors. References become the words that the
site shows; links between pages become their text, because slides and sheets stand alone.
"""

import base64
import html
import re
import sys
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.myst_role import myst_role_plugin
from pybtex.database import parse_file
from pybtex.richtext import Text

from tools.notebooks import BOOK, ROOT, read

sys.path.insert(0, str(ROOT))
from book._ext import formulas, toc, v8

ASSETS = BOOK / "assets"
LICENSE = "The Cross-Entropy Book, by its authors. Text and figures: CC BY 4.0. Code: BSD 3-Clause."
TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
COMMENT = re.compile(r"[ \t]*<!--.*?-->", re.DOTALL)
LABEL = re.compile(
    r"^:::+\{(?:prf:)?(?P<kind>\w+)\}[^\n]*\n:label: *(?P<label>\S+)|^\$\$ *\((?P<eq>[\w-]+)\)",
    re.MULTILINE,
)
# These share one counter, as on the site.
THEOREMS = ("theorem", "lemma", "corollary", "proposition")


@dataclass
class Block:
    """A top-level part of a text: a heading, a paragraph, a formula, a list, a table or a box."""

    kind: str  # h1 to h6, text, math, list, table, code or the name of a directive
    html: str
    source: str
    title: str = ""  # of a box, as HTML
    label: str = ""
    inside: list = field(default_factory=list)  # the blocks of a box


# Numbers and words of references


@cache
def chapters():
    """Return the names of the numbered chapters, as information/entropy, in the order of _toc.yml."""
    return toc.chapters()


def path_of(chapter):
    """Return the notebook of a chapter."""
    return BOOK / f"{chapter}.ipynb"


def markdown_of(notebook):
    """Return the text cells of a notebook as one text, without comments."""
    text = "\n\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
    return COMMENT.sub("", text)


@cache
def names():
    """Return what each label of the book is called: Eq. (2.1), Theorem 2.1 or Exercise 2.1."""
    found = {}
    for number, chapter in enumerate(chapters(), 1):
        counts = {}
        for match in LABEL.finditer(markdown_of(read(path_of(chapter)))):
            kind = match["kind"] or "eq"
            counter = "theorem" if kind in THEOREMS else kind
            counts[counter] = counts.get(counter, 0) + 1
            place = f"{number}.{counts[counter]}"
            label = match["label"] or match["eq"]
            found[label] = f"Eq. ({place})" if match["eq"] else f"{kind.capitalize()} {place}"
    return found


@cache
def sources():
    """Return authors and year of each entry of the bibliography."""
    entries = parse_file(str(BOOK / "references.bib")).entries
    return {
        key: (authors(entry), entry.fields.get("year", "n.d.")) for key, entry in entries.items()
    }


def authors(entry):
    """Return the authors of an entry in short form."""
    people = [" ".join(p.prelast_names + p.last_names) for p in entry.persons.get("author", [])]
    people = [str(Text.from_latex(n)) for n in people or [entry.fields.get("title", "")]]
    many = len(people) > 2 or people[-1] == "others"
    return people[0] + " et al." if many else " and ".join(people)


def known(found, key, kind):
    """Return what a key stands for, or say that nothing does."""
    if key not in found:
        raise ValueError(f"unknown {kind} {key!r}; a label stands in the first line of its box")
    return found[key]


def role(name, content):
    """Return the words for a role of MyST."""
    words = re.fullmatch(r"(.+?)\s*<([^>]+)>", content, re.DOTALL)
    if name.startswith("cite"):
        cited = [known(sources(), key.strip(), "source") for key in content.split(",")]
        if name == "cite:t":
            return " and ".join(f"{who} ({year})" for who, year in cited)
        return "(" + "; ".join(f"{who}, {year}" for who, year in cited) + ")"
    if name in ("ref", "eq", "prf:ref"):
        return words[1] if words else known(names(), content.strip(), "label")
    raise ValueError(f"no words for the role {name!r}: add it to role() in publish/myst_html.py")


# From MyST to HTML


def typeset(tex, display):
    """Return a formula as HTML; the numbers of equations are ours, as on the site."""
    tex = re.sub(r"\\(begin|end)\{(align|equation|gather)\}", r"\\\1{\2*}", tex.strip())
    return formulas.typeset(tex, display)


def display_math(tokens, k, options, env):
    token = tokens[k]
    number = names().get(token.info, "").removeprefix("Eq. ") if token.info else ""
    number = number and f'<span class="eqno">{number}</span>'
    return f'<div class="math">{typeset(token.content, True)}{number}</div>\n'


@cache
def parser():
    """Return a parser of the MyST that the chapters use."""
    md = MarkdownIt("commonmark", {"typographer": True}).enable(["table", "smartquotes"])
    md.use(dollarmath_plugin).use(colon_fence_plugin).use(myst_role_plugin)
    rules = md.renderer.rules
    rules["math_inline"] = lambda tokens, k, *_: typeset(tokens[k].content, False)
    rules["math_block"] = rules["math_block_label"] = display_math
    rules["myst_role"] = lambda tokens, k, *_: html.escape(
        role(tokens[k].meta["name"], tokens[k].content)
    )
    rules["softbreak"] = lambda *_: '<br class="sentence">\n'
    rules["link_open"] = rules["link_close"] = lambda *_: ""
    return md


def inline(text):
    """Return one line of MyST as HTML."""
    return parser().renderInline(text)


KINDS = {
    "paragraph_open": "text",
    "math_block": "math",
    "math_block_label": "math",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "table_open": "table",
    "blockquote_open": "text",
    "fence": "code",
}


def blocks(text):
    """Return the top-level blocks of a MyST text."""
    text = COMMENT.sub("", text)
    tokens, lines = parser().parse(text), text.splitlines()
    found, start = [], 0
    for k, token in enumerate(tokens):
        if token.level == 0 and token.nesting <= 0:
            found.append(block(tokens[start : k + 1], lines))
            start = k + 1
    return found


def block(tokens, lines):
    """Return the block of a run of tokens."""
    first = tokens[0]
    if first.type == "colon_fence":
        return box(first)
    kind = first.tag if first.type == "heading_open" else KINDS.get(first.type)
    if kind is None:
        raise ValueError(f"no HTML for {first.type}: add it to KINDS in publish/myst_html.py")
    source = "\n".join(lines[slice(*first.map)])
    return Block(kind, parser().renderer.render(tokens, parser().options, {}), source)


def box(token):
    """Return the block of a directive."""
    match = re.fullmatch(r"\{([\w:-]+)\} *(.*)", token.info.strip())
    if not match:
        raise ValueError(f"expected :::{{name}}, got :::{token.info.strip()}")
    kind, argument = match.groups()
    options = re.match(r"(?::\w+:[^\n]*\n)*", token.content)[0]
    label = re.search(r":label: *(\S+)", options)
    made = Block(kind, "", token.content[len(options) :], label=label[1] if label else "")
    made.inside = blocks(made.source)
    made.title = title(made, argument)
    made.html = boxed(made, "".join(b.html for b in made.inside))
    return made


def title(made, argument):
    """Return the title of a box as HTML."""
    if made.kind.startswith("prf:"):
        name = names().get(made.label, made.kind[4:].capitalize())
        return f"{name} ({inline(argument)})" if argument else name
    return inline(argument)


def boxed(made, inside, continued=False):
    """Return the HTML of a box around HTML."""
    said = made.title + (" (continued)" if continued and made.title else "")
    heading = f'<p class="title">{said}</p>' if said else ""
    return f'<div class="box {made.kind.replace(":", "-")}">{heading}{inside}</div>\n'


# What a page of its own needs


def data_uri(path, kind):
    """Return a file as an address that needs no request."""
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"


def self_contained(css, folder):
    """Return a style sheet with its WOFF2 fonts inside, and without other formats."""
    css = re.sub(r',url\([^)]+\.(?:woff|ttf)\) format\("\w+"\)', "", css)
    return re.sub(
        r"url\((fonts/[^)]+\.woff2)\)",
        lambda m: f"url({data_uri(folder / m[1], 'font/woff2')})",
        css,
    )


def fonts_css():
    """Return the style sheets of the formulas and of the text font, with the fonts inside."""
    katex = (ASSETS / "katex" / "katex.min.css").read_text("utf8")
    faces = re.findall(r"@font-face\{[^}]+\}", (ASSETS / "book.css").read_text("utf8"))
    return self_contained(katex, ASSETS / "katex") + self_contained("\n".join(faces), ASSETS)


def notices(*more):
    """Return the licenses of what a page holds of others; they ask to go with every copy."""
    paths = [*more, ASSETS / "katex" / "LICENSE", ASSETS / "fonts" / "LICENSE"]
    return "\n\n".join(path.read_text("utf8").strip() for path in paths)


def made(make, chapter):
    """Return the page that `make` makes of a chapter, or end with what is wrong in the chapter."""
    try:
        return make(chapter)
    except (KeyError, ValueError) as error:
        sys.exit(f"{chapter}: {error}")


def close():
    """End the engine that typesets formulas."""
    v8.close()

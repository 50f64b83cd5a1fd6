"""Links from the first use of each term on a page to its entry in the glossary.

The glossary is the one list of terms: the text of a chapter needs no marks. A link carries what the
entry says, and `terms.js` shows it beside the link while a reader points at it or focuses it.
"""

import re
from functools import cache
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from .elements import element, with_tag

GLOSSARY = Path(__file__).resolve().parents[1] / "appendix" / "glossary.md"
ENTRY = re.compile(r"^(?P<english>\S.*)\n(?P<chinese>\S.*)\n  (?P<text>\S.*)$", re.MULTILINE)
NOT_HERE = (nodes.reference, nodes.title, nodes.literal, nodes.raw, addnodes.pending_xref)
NO_CHAPTERS = {"appendix"}
TAUGHT = re.compile(r" \(\[[^]]+\]\([^)]+\)\)\.$")  # the link at the end of a sentence
OTHER_SENSE = {("temperature", "multi-label")}  # the weather's


@cache
def entries():
    """Return the entries of the glossary as (English, Chinese, sentence)."""
    directive = GLOSSARY.read_text("utf8").split(":::{glossary}\n")[1]
    return [match.groups() for match in ENTRY.finditer(directive)]


def pattern(english):
    """Return the pattern that finds a term in a text, in singular or plural."""
    words = r"\s+".join(map(re.escape, english.split())).replace("'", "['\u2019]")
    if words.endswith("y"):
        words = f"{words[:-1]}(?:y|ies)"
    elif words.endswith(("ss", "ch")):
        words += "(?:es)?"
    else:
        words = words.removesuffix("s") + "s?"
    return re.compile(rf"(?<![\w-]){words}(?![\w-])", re.IGNORECASE)


def terms_of(page):
    """Return the patterns of the terms that a page may link, by their English names."""
    return {e: pattern(e) for e, _, _ in entries() if (e, page) not in OTHER_SENSE}


class GlossaryLinks(SphinxTransform):
    """Link the first use of each term in the paragraphs of a chapter."""

    default_priority = 500

    def apply(self):
        page = Path(self.env.docname)
        if len(page.parts) < 3 or page.parent.name in NO_CHAPTERS:  # book/PART/CHAPTER
            return
        self.env.note_dependency(str(GLOSSARY))
        unused = terms_of(page.name)
        for text in list(self.document.findall(nodes.Text)):
            if in_prose(text):
                text.parent.replace(text, list(self.linked(str(text), unused)))

    def linked(self, text, unused):
        """Yield the pieces of a text, with links at the terms that are used for the first time."""
        found = [
            (m.start(), -m.end(), term, m) for term, p in unused.items() if (m := p.search(text))
        ]
        if not found:
            yield nodes.Text(text)
            return
        *_, term, match = min(found, key=lambda f: f[:3])
        del unused[term]
        if match.start():
            yield nodes.Text(text[: match.start()])
        yield link(match[0], term, self.env.docname)
        if text[match.end() :]:
            yield from self.linked(text[match.end() :], unused)


def in_prose(text):
    """Say whether a text stands in a paragraph and not in a heading, link, formula or code."""
    ancestors = []
    node = text.parent
    while node is not None:
        ancestors.append(node)
        node = node.parent
    return any(isinstance(a, nodes.paragraph) for a in ancestors) and not any(
        isinstance(a, NOT_HERE) for a in ancestors
    )


def link(shown, term, docname):
    """Return a reference to an entry of the glossary."""
    reference = addnodes.pending_xref(
        "", refdomain="std", reftype="term", reftarget=term, refdoc=docname, refexplicit=True
    )
    [(chinese, sentence)] = [(c, s) for e, c, s in entries() if e == term]
    said = {"data_term": term, "data_chinese": chinese, "data_says": TAUGHT.sub(".", sentence)}
    reference += element("span", shown, class_="glossary-term", **said)
    return reference


def add_script(app, pagename, templatename, context, doctree):
    """Load the script on the pages that have a linked term."""
    terms = doctree.findall(with_tag("span")) if doctree is not None else ()
    if any(span["attributes"].get("class") == "glossary-term" for span in terms):
        app.add_js_file("terms.js", defer="defer")


def setup(app):
    app.add_transform(GlossaryLinks)
    app.connect("html-page-context", add_script)

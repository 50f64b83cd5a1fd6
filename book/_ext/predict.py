"""Predictions: a box that asks, and the answer below it, which is shown when the reader wants it.

    :::{predict}
    :number: 0.4644 nats

    How many nats does the second row cost?
    :::

With `:number:` the box asks for a number, and the page compares the reader's guess with this one,
which an output or a claim of the answer has to print (tests/book/predictions.py). With `:right: 2`
the box ends with a list, whose second item is the right choice. Without either, there is a line to
write on. What answers a box is the next output with the words that follow it, and what comes until
the number has been printed; but no definition, theorem, fold or next box, and nothing after

    :::{predict-end}
    :::

The answer is written open, as a fold that paper, slides and pages without script take away again;
the head of the page and assets/theme.js close it as they close folds, and assets/predict.js
compares. Quizzes stand at the end of a section, below the answer.
"""

import re
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.errors import ExtensionError
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

from .elements import add_scripts, element, html_element, with_tag

NUMBER = re.compile(r"(?P<value>-?\d+(?:\.\d+)?(?:e-?\d+)?)(?: (?P<unit>\S.*))?")
DIGITS = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
ALWAYS = "Leave all answers open, on every page"


def number(text):
    """Return the value and the unit of a number, as texts."""
    found = NUMBER.fullmatch((text or "").replace("\u2212", "-"))
    if not found:
        raise ValueError(f"expected a number and its unit, such as 0.5 nats, got {text!r}")
    return found["value"], found["unit"]


class Predict(SphinxDirective):
    """A box that asks for a prediction."""

    has_content = True
    option_spec: ClassVar = {"number": number, "right": directives.positive_int}

    def run(self):
        self.assert_has_content()
        if len(self.options) > 1:
            raise self.error("predict: expected a number or choices, got both")
        box = nodes.admonition("", nodes.title("", "Predict"), classes=["admonition-predict"])
        self.set_source_info(box)
        self.state.nested_parse(self.content, self.content_offset, box)
        box += self.asked(box)
        return [box]

    def asked(self, box):
        """Return the element in which a reader answers."""
        if "right" in self.options:
            right = self.options["right"]
            return element("book-predict", self.choices(box), data_right=str(right))
        value, unit = self.options.get("number", (None, None))
        asks = "Your guess" if value else "Your prediction"
        named = {"%": "percent"}.get(unit, unit)
        asks += f", in {named}" if named else ""
        field = element("input", type="text", autocomplete="off", spellcheck="false")
        label = element("label", element("span", f"{asks}:"), " ", field)
        return element("book-predict", label, data_number=value, data_unit=unit)

    def choices(self, box):
        """Return the list at the end of the box with a button for each item."""
        items = box[-1].children if isinstance(box[-1], nodes.bullet_list) else []
        if not 2 <= len(items) <= 5 or self.options["right"] > len(items):
            raise self.error("predict: expected two to five choices at the end, with the right one")
        box.remove(box[-1])
        name = f"predict-{self.env.new_serialno('predict')}"
        rows = [element("li", self.choice(item, name)) for item in items]
        legend = element("legend", "Your prediction", class_="visually-hidden")
        return element("fieldset", legend, element("ul", *rows, class_="predict-choices"))

    @staticmethod
    def choice(item, name):
        """Return a choice; its text is no paragraph, in which the glossary might put a link."""
        button = element("input", type="radio", name=name)
        texts = [child for paragraph in item.children for child in paragraph.children]
        return element("label", button, " ", element("span", *texts))


class PredictEnd(SphinxDirective):
    """The place where an answer ends before its section does."""

    def run(self):
        return [element("predict-end")]


def is_box(node):
    """Say whether a node is a box that asks for a prediction."""
    return isinstance(node, nodes.admonition) and "admonition-predict" in node["classes"]


def ends_answer(node):
    """Say whether an answer ends before this node."""
    placed = isinstance(node, html_element) and "after" in node  # a quiz, the mark "read"
    return (
        isinstance(node, nodes.section) or is_box(node) or placed or with_tag("predict-end")(node)
    )


def shows(node):
    """Say whether a node is a cell of code or an explorable."""
    return "cell" in node.get("classes", ()) or with_tag("book-explorable")(node)


def looked_for(node):
    """Say whether a node is a definition, a theorem, a proof or a fold, which readers look for."""
    return "proof" in node.get("classes", ()) or with_tag("details")(node)


def length(rest, value):
    """Return how many of the nodes after a box answer it; `value` is the number it asks for."""
    shown = told = False  # an output, and words after it
    for k, node in enumerate(rest):
        ends = (told and shows(node)) or looked_for(node)
        if ends_answer(node) or (k and ends and printed(value, rest[:k])):
            return k
        shown = shown or shows(node)
        told = shown and not shows(node)
    return len(rest)


def printed(value, some):
    """Say whether a number stands in some nodes."""
    texts = " ".join(node.astext() for node in some).replace("\u2212", "-")
    return value is None or float(value) in {float(n[0]) for n in DIGITS.finditer(texts)}


class GatherAnswers(SphinxTransform):
    """Put what answers a box into a fold."""

    default_priority = 395  # after quizzes and folds, before the tabs, which look for neighbors

    def apply(self):
        for box in list(self.document.findall(is_box)):
            parent, first = box.parent, box.parent.index(box) + 1
            value = next(box.findall(with_tag("book-predict")))["attributes"].get("data-number")
            last = first + length(parent[first:], value)
            if last == first:
                raise ExtensionError(f"{self.env.docname}: nothing answers this: {box.astext()}")
            parent[first:last] = [answer(parent[first:last])]
        if first := next(self.document.findall(with_tag("book-predict")), None):
            box, words = element("input", type="checkbox"), element("span", ALWAYS)
            first += element("label", box, " ", words, class_="predict-all")
        for end in list(self.document.findall(with_tag("predict-end"))):
            end.parent.remove(end)


def answer(children):
    """Return the fold that holds an answer."""
    shows = element("span", "Show the answer", class_="collapsed")
    hides = element("span", "Hide the answer", class_="expanded")
    body = element("div", *children, class_="fold-body")
    summary = element("summary", shows, hides)
    return element("details", summary, body, class_="fold predicted", open=True)


def add_script(app, pagename, templatename, context, doctree):
    add_scripts(app, doctree, ("book-predict",))


def setup(app):
    app.add_directive("predict", Predict)
    app.add_directive("predict-end", PredictEnd)
    app.add_transform(GatherAnswers)
    app.connect("html-page-context", add_script)

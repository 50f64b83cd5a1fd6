"""Quizzes at the ends of sections, and the mark "read" at the end of a chapter.

The questions stand in book/quizzes/PART/CHAPTER.yml, so that a notebook holds no answers and
no widgets: the cells that show them exist in the build only. Without JavaScript the page has
the questions, and the answers folded away; assets/quiz.js adds the rest. A file is a list of

    - id: kl-order                 # unique in the book; a new id if the choices change
      after: Is it a distance?     # a ## or ### heading; the quiz stands where its section ends
      probability: true            # optional: the reader gives a probability to each choice
      ask: a question, in Markdown
      choices:                     # two to five, one of them right
        - {say: an answer in one paragraph, why: why it is wrong}
        - {say: another answer, why: why it is right, right: true}
"""

import html
import json
import re
from functools import cache
from itertools import groupby

import yaml
from docutils import nodes
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from . import toc

QUIZZES = toc.ROOT / "book" / "quizzes"
HEADING = re.compile(r"(#{1,6})\s+(.+?)\s*$")
FENCE = re.compile(r"\s*(```|~~~)")
READ_AFTER = "In three lines"
FIELDS = {"id", "after", "ask", "probability", "choices"}
HINTS = {
    False: "Quiz",
    True: "Probability quiz: how probable is each answer, in percent? You pay as many bits as "
    "the right one surprises you.",
}


# The data


def quiz_file(chapter):
    """Return the path at which the quizzes of a chapter stand, if it has any."""
    return QUIZZES / f"{chapter}.yml"


@cache
def parsed_yaml(text):
    """Return what a text in YAML says; each directive asks for its whole file."""
    return yaml.safe_load(text)


def load(chapter):
    """Return the quizzes of a chapter in their order."""
    path = quiz_file(chapter)
    try:
        found = parsed_yaml(path.read_text("utf8")) if path.exists() else None
    except yaml.YAMLError as error:
        raise ExtensionError(f"quizzes/{chapter}.yml: {error}") from None
    if not isinstance(found or [], list):
        raise ExtensionError(f"quizzes/{chapter}.yml: expected a list of quizzes")
    return found or []


def chapters_with_quizzes():
    """Return the chapters that have a file of quizzes."""
    found = sorted(QUIZZES.glob("*/*.yml"))
    return [path.relative_to(QUIZZES).with_suffix("").as_posix() for path in found]


def texts(quiz):
    """Return what a reader reads in a quiz."""
    return [quiz["ask"], *(text for c in quiz["choices"] for text in (c["say"], c["why"]))]


def faults(quiz):
    """Return what is wrong with a quiz, one line each."""
    name = quiz.get("id") if isinstance(quiz, dict) else None
    if not isinstance(name, str) or not re.fullmatch(r"[a-z][a-z0-9-]*", name):
        return [f"{name}: id: expected lower-case words joined by hyphens"]
    unknown = set(quiz) - FIELDS
    found = [f"{name}: unknown field {field}" for field in sorted(unknown)]
    found += [f"{name}: {f}: expected a text" for f in ("after", "ask") if not text(quiz.get(f))]
    if not isinstance(quiz.get("probability", False), bool):
        found.append(f"{name}: probability: expected true or false")
    return found + [f"{name}: {fault}" for fault in faults_of_choices(quiz.get("choices"))]


def faults_of_choices(choices):
    """Return what is wrong with the choices of a quiz."""
    if not isinstance(choices, list) or not 2 <= len(choices) <= 5:
        return ["choices: expected two to five"]
    if not all(isinstance(c, dict) and set(c) <= {"say", "why", "right"} for c in choices):
        return ["choices: each has say, why and, if it is the right one, right: true"]
    rights = [c["right"] for c in choices if "right" in c]
    found = [] if rights == [True] else ["expected right: true at exactly one choice"]
    for k, choice in enumerate(choices):
        letter = chr(ord("A") + k)
        found += [
            f"{letter}: {f}: expected a text" for f in ("say", "why") if not text(choice.get(f))
        ]
        if text(choice.get("say")) and "\n\n" in choice["say"].strip():
            found.append(f"{letter}: say: expected one paragraph; it labels a button")
    return found


def text(value):
    """Say whether a value is a text that is not empty."""
    return isinstance(value, str) and bool(value.strip())


def check(app):
    """Fail the build at once if a quiz is malformed, or an id is used twice."""
    found, seen = [], {}
    known = set(toc.chapters())
    for chapter in chapters_with_quizzes():
        if chapter not in known:
            found.append(f"quizzes/{chapter}.yml: _toc.yml has no such chapter")
        for quiz in load(chapter):
            wrong = faults(quiz)
            if not wrong and seen.setdefault(quiz["id"], chapter) != chapter:
                wrong = [f"{quiz['id']}: the id is also used in quizzes/{seen[quiz['id']]}.yml"]
            found += [f"quizzes/{chapter}.yml: {fault}" for fault in wrong]
        names = [q["id"] for q in load(chapter) if isinstance(q, dict) and "id" in q]
        found += [f"quizzes/{chapter}.yml: {n}: the id is used twice" for n in repeated(names)]
    if found:
        raise ExtensionError("\n".join(found))


def repeated(names):
    """Return the names that occur more than once."""
    return sorted({str(n) for n in names if names.count(n) > 1})


# The cells that exist in the build only


def headings(cells):
    """Return the headings as (cell, line, level, text), without what looks like one in code."""
    found = []
    for k, cell in enumerate(cells):
        if cell["cell_type"] != "markdown":
            continue
        fenced = False
        for n, line in enumerate("".join(cell["source"]).split("\n")):
            fenced ^= bool(FENCE.match(line))
            if not fenced and (match := HEADING.match(line)):
                found.append((k, n, len(match[1]), match[2]))
    return found


def end_of_section(cells, name):
    """Return where the section with this heading ends, as (cell, line)."""
    found = headings(cells)
    same = [k for k, (_, _, level, title) in enumerate(found) if title == name and level in (2, 3)]
    if len(same) != 1:
        count = "no" if not same else "more than one"
        raise ExtensionError(f"{count} section has the heading {name!r} (## or ###)")
    level = found[same[0]][2]
    later = [h[:2] for h in found[same[0] + 1 :] if h[2] <= level]
    return later[0] if later else (len(cells), 0)


def with_cells(cells, additions):
    """Return the cells of a notebook with Markdown added at ends of sections.

    The additions are pairs of a heading and a text. A cell in which another section begins is
    divided there.
    """
    places = [(end_of_section(cells, name), added) for name, added in additions]
    places.sort(key=lambda place: place[0])
    cells = list(cells)
    for (k, n), same in reversed([(p, list(same)) for p, same in groupby(places, lambda a: a[0])]):
        added = "\n\n".join(added for _, added in same)
        lines = "".join(cells[k]["source"]).split("\n") if n else []
        around = [lines[:n], added.split("\n"), lines[n:]]
        new = [markdown("\n".join(a), f"quiz-{k}-{i}") for i, a in enumerate(around) if a]
        cells[k : k + bool(n)] = new
    return cells


def markdown(source, name):
    """Return a Markdown cell."""
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def add_quizzes(app, docname, content):
    """Add the quizzes and the mark to the text of a chapter that Sphinx is about to parse."""
    chapter = docname.removeprefix("book/")
    if chapter not in toc.chapters():
        return
    if quiz_file(chapter).exists():
        app.env.note_dependency(str(quiz_file(chapter)))
    additions = [(q["after"], f":::{{quiz}} {chapter} {q['id']}\n:::") for q in load(chapter)]
    notebook = json.loads(content[0])
    if any(title == READ_AFTER for *_, title in headings(notebook["cells"])):
        additions.append((READ_AFTER, f":::{{chapter-read}} {chapter}\n:::"))
    try:
        notebook["cells"] = with_cells(notebook["cells"], additions)
    except ExtensionError as error:
        raise ExtensionError(f"quizzes/{chapter}.yml: {error}") from None
    content[0] = json.dumps(notebook)


def with_first_quizzes(app, env, added, changed, removed):
    """Return the chapters that have got a file of quizzes since they were read."""
    return [
        f"book/{chapter}"
        for chapter in chapters_with_quizzes()
        if f"book/{chapter}" in env.all_docs
        and str(quiz_file(chapter)) not in env.dependencies[f"book/{chapter}"]
    ]


# The page


class html_element(nodes.General, nodes.TextElement):
    """An element of HTML for which docutils has no node; other builders leave it out."""


def element(tag, *children, **attributes):
    """Return an element; a True attribute has no value, and data_page stands for data-page."""
    children = [nodes.Text(c) if isinstance(c, str) else c for c in children]
    named = {k.rstrip("_").replace("_", "-"): v for k, v in attributes.items() if v is not None}
    return html_element("", "", *children, tag=tag, attributes=named)


def visit_html(translator, node):
    if translator.builder.name == "epub":
        raise nodes.SkipNode
    given = node["attributes"].items()
    shown = "".join(f" {k}" if v is True else f' {k}="{html.escape(v)}"' for k, v in given)
    translator.body.append(f"<{node['tag']}{shown}>")


def depart_html(translator, node):
    if node["tag"] != "input":
        translator.body.append(f"</{node['tag']}>")


def skip(translator, node):
    raise nodes.SkipNode


def page_link(page, shown):
    """Return a link to a page of the book."""
    inner = nodes.inline("", shown)
    options = {"refdomain": "std", "reftype": "doc", "refexplicit": True, "refwarn": True}
    return addnodes.pending_xref("", inner, reftarget=f"/book/{page}", **options)


class Quiz(SphinxDirective):
    """The quiz of a chapter with an id."""

    required_arguments = 2

    def run(self):
        chapter, name = self.arguments
        quiz = next(q for q in load(chapter) if q["id"] == name)
        forecast = quiz.get("probability", False)
        question, *more = self.parsed(quiz["ask"], "span")
        legend = element("legend", self.hint(forecast), question)
        choices = [self.choice(quiz, k) for k in range(len(quiz["choices"]))]
        button = element("button", "Check", type="button", hidden=True, class_="quiz-check")
        return [
            element(
                "book-quiz",
                element("fieldset", legend, *more, *choices),
                element("p", button, class_="quiz-actions"),
                self.answers(quiz),
                data_id=name,
                data_kind="probability" if forecast else "choice",
            )
        ]

    @staticmethod
    def hint(forecast):
        return element("span", HINTS[forecast], class_="quiz-hint")

    def choice(self, quiz, k):
        """Return a choice with what it is answered with: a radio button or a percentage."""
        letter = element("b", chr(ord("A") + k))
        says = element("span", *self.parsed(quiz["choices"][k]["say"], "span"))
        if quiz.get("probability"):
            limits = {"min": "0", "max": "100", "step": "any", "inputmode": "decimal"}
            percent = element("span", "%", aria_hidden="true")
            box = [element("input", type="number", **limits), percent]
        else:
            box = [element("input", type="radio", name=quiz["id"], value=str(k))]
        return element("label", *box, " ", letter, " ", says)

    def answers(self, quiz):
        """Return the folded list of reasons, which is all that a page without script offers."""
        items = []
        for choice in quiz["choices"]:
            right = choice.get("right")
            why = element("div", *self.parsed(choice["why"], "p"), class_="quiz-why")
            verdict = [element("b", "Right. ")] if right else []
            items.append(element("li", *verdict, why, data_right=right))
        summary = element("summary", "The answer, and a word on each choice")
        return element("details", summary, element("ol", *items))

    def parsed(self, source, tag):
        """Return the nodes of a Markdown text.

        Paragraphs become elements of their own, so that the glossary puts no links there: the
        first use of a term is to be in the text, and a link in a label would take the click.
        """
        box = nodes.Element()
        lines = StringList(source.strip().splitlines(), str(quiz_file(self.arguments[0])))
        self.state.nested_parse(lines, 0, box)
        for paragraph in list(box.findall(nodes.paragraph)):
            inner = tag if paragraph.parent is box else "p"
            paragraph.replace_self(element(inner, *paragraph.children))
        return box.children


class ChapterRead(SphinxDirective):
    """The box that marks a chapter as read; the script fills it."""

    required_arguments = 1

    def run(self):
        link = page_link("course", "The course, and what you have done of it")
        return [element("book-read", element("span", link), data_page=self.arguments[0])]


def add_script(app, pagename, templatename, context, doctree):
    """Load the script on the pages that have one of its elements."""
    if doctree is not None and next(doctree.findall(html_element), None) is not None:
        app.add_js_file("quiz.js", defer="defer")


def setup(app):
    others = dict.fromkeys(("latex", "text", "man", "texinfo"), (skip, None))
    app.add_node(html_element, html=(visit_html, depart_html), **others)
    app.add_directive("quiz", Quiz)
    app.add_directive("chapter-read", ChapterRead)
    app.connect("builder-inited", check)
    app.connect("env-get-outdated", with_first_quizzes)
    app.connect("source-read", add_quizzes)
    app.connect("html-page-context", add_script)

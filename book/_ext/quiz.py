"""Quizzes at the ends of sections, and the mark "read" at the end of a chapter.

The questions stand in book/quizzes/PART/CHAPTER.yml, so that a notebook holds no answers and
no widgets: the boxes that show them exist in the build only. Without JavaScript the page has
the questions, and the answers folded away; assets/quiz.js adds the rest. A file is a list of

    - id: kl-order                 # unique in the book; a new id if the choices change
      after: Is it a distance?     # a ## or ### heading; the quiz stands where its section ends
      probability: true            # optional: the reader gives a probability to each choice
      ask: a question, in Markdown
      choices:                     # two to five, one of them right
        - {say: an answer in one paragraph, why: why it is wrong}
        - {say: another answer, why: why it is right, right: true}
"""

import json
import re
from functools import cache

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.errors import ExtensionError
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

from . import cells, toc
from .data import telling, text_of, yaml_of
from .elements import add_scripts, element, html_element, page_link

QUIZZES = toc.ROOT / "book" / "quizzes"
READ_AFTER = "In three lines"
ELEMENTS = ("book-quiz", "book-read")  # of assets/quiz.js
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
def parsed(path, changed):
    """Return what a file says that was changed at that time; each directive asks for its file."""
    return yaml_of(path)


def load(chapter):
    """Return the quizzes of a chapter in their order."""
    path = quiz_file(chapter)
    found = parsed(path, path.stat().st_mtime_ns) if path.exists() else None
    if not isinstance(found or [], list):
        raise ExtensionError(f"book/quizzes/{chapter}.yml: expected a list of quizzes")
    return found or []


def line_of(chapter, name):
    """Return the line of its file on which a quiz begins."""
    lines = enumerate(text_of(quiz_file(chapter)).splitlines(), 1)
    return next(k for k, line in lines if re.search(rf"\bid: *['\"]?{name}\b(?!-)", line))


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
            found.append(f"book/quizzes/{chapter}.yml: _toc.yml has no such chapter")
        for quiz in load(chapter):
            wrong = faults(quiz)
            if not wrong and seen.setdefault(quiz["id"], chapter) != chapter:
                wrong = [
                    f"{quiz['id']}: the id is also used in book/quizzes/{seen[quiz['id']]}.yml"
                ]
            found += [f"book/quizzes/{chapter}.yml: {fault}" for fault in wrong]
        names = [q["id"] for q in load(chapter) if isinstance(q, dict) and "id" in q]
        found += [f"book/quizzes/{chapter}.yml: {n}: the id is used twice" for n in repeated(names)]
    if found:
        raise ExtensionError("\n".join(found))


def repeated(names):
    """Return the names that occur more than once."""
    return sorted({str(n) for n in names if names.count(n) > 1})


# The places


def add_quizzes(app, docname, content):
    """Add the quizzes and the mark to the text of a chapter that Sphinx is about to parse.

    They are parsed in a cell of their own, after all others: PlaceBoxes moves them.
    """
    chapter = docname.removeprefix("book/")
    if chapter not in toc.chapters():
        return
    if quiz_file(chapter).exists():
        app.env.note_dependency(str(quiz_file(chapter)))
    notebook = json.loads(content[0])
    boxes = [f":::{{quiz}} {chapter} {q['id']}\n:::" for q in load(chapter)]
    if (2, READ_AFTER) in cells.headings(cells.text(notebook["cells"])):
        boxes.append(f":::{{chapter-read}} {chapter}\n:::")
    notebook["cells"].append(cells.markdown("\n\n".join(boxes), "quizzes"))
    content[0] = json.dumps(notebook)


class PlaceBoxes(SphinxTransform):
    """Move each quiz, and the mark, to the end of its section."""

    default_priority = 380  # before folds and tabs, which look for neighbors

    def apply(self):
        for box in [e for e in self.document.findall(html_element) if "after" in e]:
            box.parent.remove(box)
            self.section(box["after"]).append(box)

    def section(self, name):
        """Return the one section below the title that has this heading."""
        sections = self.document.findall(nodes.section)
        below = (s for s in sections if isinstance(s.parent, nodes.section))
        found = [s for s in below if s.next_node(nodes.title).astext() == name]
        if len(found) != 1:
            count = "more than one" if found else "no"
            page = self.env.docname.removeprefix("book/")
            raise ExtensionError(
                f"book/quizzes/{page}.yml: {count} section has the heading {name!r}"
            )
        return found[0]


def with_first_quizzes(app, env, added, changed, removed):
    """Return the chapters that have got a file of quizzes since they were read."""
    return [
        f"book/{chapter}"
        for chapter in chapters_with_quizzes()
        if f"book/{chapter}" in env.all_docs
        and str(quiz_file(chapter)) not in env.dependencies[f"book/{chapter}"]
    ]


# The page


class Quiz(SphinxDirective):
    """The quiz of a chapter with an id."""

    required_arguments = 2

    def run(self):
        chapter, name = self.arguments
        quiz = next(q for q in load(chapter) if q["id"] == name)
        forecast = quiz.get("probability", False)
        question, *more = self.parsed(quiz["ask"], "span")
        legend = element(
            "legend", self.hint(forecast), element("span", question, class_="quiz-ask")
        )
        more = [element("div", *more, class_="quiz-more")] if more else []
        choices = [self.choice(quiz, k) for k in range(len(quiz["choices"]))]
        button = element("button", "Check", type="button", hidden=True, class_="quiz-check")
        box = element(
            "book-quiz",
            element("fieldset", legend, *more, *choices),
            element("p", button, class_="quiz-actions"),
            self.answers(quiz),
            data_id=name,
            data_kind="probability" if forecast else "choice",
        )
        box["after"] = quiz["after"]
        return [box]

    @staticmethod
    def hint(forecast):
        return element("span", HINTS[forecast], class_="quiz-hint")

    def choice(self, quiz, k):
        """Return a choice with what it is answered with: a radio button or a percentage."""
        letter = element("b", chr(ord("A") + k))
        says = element("span", *self.parsed(quiz["choices"][k]["say"], "span"), class_="quiz-say")
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
        return element("details", summary, element("ol", *items, class_="quiz-reasons"))

    def parsed(self, source, tag):
        """Return the nodes of a Markdown text.

        Paragraphs become elements of their own, so that the glossary puts no links there: the
        first use of a term is to be in the text, and a link in a label would take the click.
        """
        box, (chapter, name) = nodes.Element(), self.arguments
        begins = line_of(chapter, name) - self.lineno - 1  # counted from 0
        with telling(self.state.document, quiz_file(chapter)):
            self.state.nested_parse(StringList(source.strip().splitlines()), begins, box)
        for paragraph in list(box.findall(nodes.paragraph)):
            inner = tag if paragraph.parent is box else "p"
            paragraph.replace_self(element(inner, *paragraph.children))
        return box.children


class ChapterRead(SphinxDirective):
    """The box that marks a chapter as read; the script fills it."""

    required_arguments = 1

    def run(self):
        link = page_link("course", "The course, and what you have done of it")
        box = element("book-read", element("span", link), data_page=self.arguments[0])
        box["after"] = READ_AFTER
        return [box]


def add_script(app, pagename, templatename, context, doctree):
    add_scripts(app, doctree, ELEMENTS)


def setup(app):
    app.add_directive("quiz", Quiz)
    app.add_directive("chapter-read", ChapterRead)
    app.add_transform(PlaceBoxes)
    app.connect("builder-inited", check)
    app.connect("env-get-outdated", with_first_quizzes)
    app.connect("source-read", add_quizzes)
    app.connect("html-page-context", add_script)

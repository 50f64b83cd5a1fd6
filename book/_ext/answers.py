"""The box under each exercise that takes an answer, or asks whether the reader had it.

Exercises with an entry in xentlib/exercises.json get what `check` says, in the same words, from
assets/check.js. The part of a chapter is a script of its own, which assets/answer.js loads when the
box is first used. The page itself holds no answers.
"""

import json
import re
from functools import cache
from pathlib import Path

from sphinx.transforms import SphinxTransform
from sphinx_exercise.nodes import exercise_enumerable_node

from . import cells, toc
from .elements import add_scripts, element

ANSWERS = toc.ROOT / "xentlib" / "exercises.json"
EXAMPLE = "7/4, ln 2, 2^-3"
FIELDS = ("answer", "unit", "mistakes", "hints")


@cache
def load():
    """Return the exercises with a numeric answer, by their names."""
    return json.loads(ANSWERS.read_text("utf8"))


def count(answer):
    """Return how many numbers an answer has."""
    return sum(map(count, answer)) if isinstance(answer, list) else 1


def depth(answer):
    """Return 0 for a number, 1 for a list of numbers, 2 for rows of them."""
    return 1 + depth(answer[0]) if isinstance(answer, list) else 0


def asks(entry):
    """Return what the box asks for."""
    unit = f", in {entry['unit']}" if entry["unit"] else ""
    many = count(entry["answer"])
    rows = ", row by row" if depth(entry["answer"]) > 1 else ""
    return f"Your answer{unit}" + (f": {many} numbers{rows}, with commas" if many > 1 else "")


def box(name, chapter):
    """Return the box for the exercise with a name."""
    says = element("div", role="status", aria_live="polite")
    if name in load():
        plain = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}
        field = element("input", type="text", placeholder=EXAMPLE, **plain)
        label = element("label", element("span", asks(load()[name])), " ", field)
        inside = [label, " ", element("button", "Check", type="button"), says]
    else:
        pressed = {"type": "button", "aria_pressed": "false"}
        had = element("button", "I had it", value="had", **pressed)
        missed = element("button", "I had not", value="missed", **pressed)
        inside = [element("span", "Compare with the solution:"), " ", had, " ", missed]
    return element("book-answer", *inside, data_name=name, data_chapter=chapter)


class AddBoxes(SphinxTransform):
    """Put a box at the end of each exercise of a chapter."""

    default_priority = 395

    def apply(self):
        chapter = self.env.docname.removeprefix("book/")
        if chapter not in toc.chapters():
            return
        self.env.note_dependency(str(ANSWERS))
        for exercise in self.document.findall(exercise_enumerable_node):
            exercise += box(exercise["label"], chapter)


def script(names):
    """Return the script that hands the answers to these exercises to assets/check.js."""
    chosen = {n: {f: v for f, v in load()[n].items() if f in FIELDS} for n in names}
    for entry in chosen.values():
        entry["mistakes"] = [
            {k: m[k] for k in ("value", "says")} for m in entry.get("mistakes", ())
        ]
    return f"checks.add({json.dumps(chosen, ensure_ascii=False, separators=(',', ':'))});\n"


def names_in(chapter):
    """Return the exercises of a chapter that have an answer, in their order."""
    labels = re.findall(r"^:label: (\S+)$", cells.text(cells.read(chapter)), re.MULTILINE)
    return [name for name in labels if name in load()]


def write_scripts(app, exception):
    if exception or app.builder.name != "html":
        return
    for chapter in toc.chapters():
        path = Path(app.outdir, "_static", "answers", f"{chapter}.js")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(script(names_in(chapter)), "utf8")


def add_script(app, pagename, templatename, context, doctree):
    add_scripts(app, doctree, ("book-answer",))


def setup(app):
    app.add_transform(AddBoxes)
    app.connect("html-page-context", add_script)
    app.connect("build-finished", write_scripts)

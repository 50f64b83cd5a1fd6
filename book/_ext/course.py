"""The course page: chapters, minutes, prerequisites and reading paths, from the chapters themselves.

Map and table are made from _toc.yml and from the first cells of the chapters, so that they cannot
differ from them. What a reader has done, assets/course.js writes into the map in the browser.
"""

import re

from docutils import nodes
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective, SphinxRole

from . import answers, cells, chapter_size, toc
from .data import yaml_of
from .elements import add_scripts, element, page_link
from .quiz import QUIZZES, load

NEEDS = re.compile(r"^- \*\*You need\*\*: (.*)$", re.MULTILINE)
LINK = re.compile(r"\]\((?:\.\./)*([\w/-]+)\.ipynb")
COUNTED = {"exercises": ("more",), "folds": ("folded",)}  # what a path reads beside the open text
COLUMNS = ("Chapter", "Minutes", "Quizzes")
READERS = "course-read"  # shows what a reader did, and is not for paper


def facts(chapter):
    """Return what the table says about a chapter."""
    text = cells.text(cells.read(chapter))
    read = chapter_size.of_chapter(chapter)
    return {
        "name": chapter,
        **facts_of(text, chapter),
        "minutes": read.minutes,
        "more": read.exercise_minutes,
        "folded": read.folded_minutes,
        "quizzes": [q["id"] for q in load(chapter)],
        "checked": answers.names_in(chapter),
    }


def facts_of(text, chapter):
    """Return title, prerequisites and number of exercises, from the text of a chapter."""
    title, needs = re.search(r"^# (.+)$", text, re.MULTILINE), NEEDS.search(text)
    if not (title and needs):
        raise ExtensionError(f"{chapter}: expected a title, then '- **You need**: ...'")
    part = chapter.partition("/")[0]
    linked = [n if "/" in n else f"{part}/{n}" for n in LINK.findall(needs[1])]
    return {
        "title": title[1],
        "needs": list(dict.fromkeys(linked)),
        "exercises": len(re.findall(r"\{exercise(?:-start)?\}", text)),
    }


def paths(chapters):
    """Return the reading paths; each has its chapters, and minutes for them."""
    found, where = yaml_of(QUIZZES / "paths.yml", list), "book/quizzes/paths.yml"
    for path in found:
        if missing := {"name", "for", "read", "chapters"} - set(path):
            raise ExtensionError(f"{where}: {path}: expected {', '.join(sorted(missing))}")
        path["chapters"] = list(chapters) if path["chapters"] == "all" else path["chapters"]
        unknown = set(path["chapters"]) - set(chapters)
        if unknown:
            raise ExtensionError(f"{where}: no such chapter: {', '.join(unknown)}")
        counted = ["minutes", *COUNTED.get(path.get("with"), ())]
        path["minutes"] = sum(chapters[name][m] for name in path["chapters"] for m in counted)
    return found


def said(minutes):
    """Return minutes as one says them."""
    return f"{minutes} minutes" if minutes < 120 else f"{round(minutes / 60)} hours"


class Course(SphinxDirective):
    """The reading paths, the map of the chapters and their table."""

    def run(self):
        self.env.note_reread()  # the chapters change without this page
        self.chapters = {name: facts(name) for name in toc.chapters()}
        numbers = {name: k for k, name in enumerate(self.chapters, 1)}
        bodies = [self.body(part, numbers) for part in toc.numbered_parts()]
        head = element("tr", *(element("th", name, scope="col") for name in COLUMNS))
        table = element("table", element("thead", head), *bodies, class_="table")
        box = element("div", table, class_="course-table")
        buttons = element("ul", *map(self.path, paths(self.chapters)), class_="course-paths")
        places = [place for part in toc.numbered_parts() for place in self.places(part, numbers)]
        chapters = element("div", *places, class_=f"course-map {READERS}")
        says = element("div", role="status", aria_live="polite", class_=READERS)
        return [element("book-course", buttons, says, chapters, box)]

    def places(self, part, numbers):
        """Return the chapters of a part as places of the map; the script says more in each."""
        found = []
        for chapter in map(self.chapters.get, part.chapters):
            name, count = chapter["name"], len(chapter["quizzes"]) + len(chapter["checked"])
            link = page_link(name, f"{numbers[name]}. {chapter['title']}")
            asked = element("span", f"{count} questions", class_="course-state")
            questions, exercises = " ".join(chapter["quizzes"]), " ".join(chapter["checked"])
            data = {"data_questions": questions, "data_exercises": exercises}
            found.append(element("li", link, asked, data_page=name, **data))
        return element("p", part.caption, class_="small-caps"), element(
            "ul", *found, aria_label=part.caption
        )

    def body(self, part, numbers):
        """Return the rows of a part; the scope of its heading ends with them."""
        head = element("tr", element("th", part.caption, colspan="3", scope="rowgroup"))
        rows = [self.row(self.chapters[name], numbers[name]) for name in part.chapters]
        return element("tbody", head, *rows)

    def row(self, chapter, number):
        """Return the row of a chapter."""
        title = f"{number}. {chapter['title']}"
        link = page_link(chapter["name"], title)
        cells = [element("th", link, *self.needs(chapter), scope="row", abbr=title)]
        exercises = element("span", f"{chapter['exercises']} exercises", class_="course-needs")
        cells.append(element("td", f"{chapter['minutes']} + {chapter['more']}", exercises))
        cells.append(element("td", str(len(chapter["quizzes"]))))
        return element("tr", *cells, data_page=chapter["name"])

    def needs(self, chapter):
        """Return the links to the chapters that a chapter builds on."""
        known = [name for name in chapter["needs"] if name in self.chapters]
        if not known:
            return []
        found = [nodes.Text("needs ")]
        for k, name in enumerate(known):
            found += [nodes.Text(", ")] * bool(k) + [page_link(name, self.chapters[name]["title"])]
        return [element("span", *found, class_="course-needs")]

    @staticmethod
    def path(path):
        """Return a reading path: a button, which only the script makes work, and its words."""
        names, time = " ".join(path["chapters"]), said(path["minutes"])
        options = {"aria_pressed": "false", "data_chapters": names}
        button = element("button", path["name"], type="button", disabled=True, **options)
        whom = path["for"][0].upper() + path["for"][1:]
        words = f" {whom}. Read {path['read']}. {time[0].upper() + time[1:]}."
        return element("li", button, element("span", words))


class PathMinutes(SphinxRole):
    """How long a reading path takes, by its name."""

    def run(self):
        self.env.note_reread()
        known = {path["name"]: path for path in paths({n: facts(n) for n in toc.chapters()})}
        if self.text not in known:
            raise ExtensionError(f"path-minutes: expected one of {list(known)}, got {self.text!r}")
        return [nodes.Text(said(known[self.text]["minutes"]))], []


class ChapterMinutes(SphinxRole):
    """How long a chapter takes, by its name."""

    def run(self):
        self.env.note_reread()
        if self.text not in toc.chapters():
            raise ExtensionError(f"chapter-minutes: expected a chapter, got {self.text!r}")
        return [nodes.Text(str(facts(self.text)["minutes"]))], []


class Record(SphinxDirective):
    """The calibration plot and the reader's own data, which only a script can show."""

    def run(self):
        words = "Your browser runs no script here, so there is no record, and no answer is kept."
        return [element("book-record", element("p", words))]


class Review(SphinxDirective):
    """What comes back of the chapters that were read, which only a script can ask."""

    def run(self):
        return [element("book-review", class_=READERS)]


class Continue(SphinxDirective):
    """The link to where the reader was last, which only a script knows."""

    def run(self):
        return [element("book-continue", class_=READERS)]


def add_script(app, pagename, templatename, context, doctree):
    add_scripts(app, doctree, ("book-course", "book-record"), "review.js", "course.js")
    if doctree is not None and pagename == "book/index":
        app.add_js_file("place.js", defer="defer")


def setup(app):
    app.connect("html-page-context", add_script)
    app.add_directive("course", Course)
    app.add_directive("course-record", Record)
    app.add_directive("course-review", Review)
    app.add_directive("continue", Continue)
    app.add_role("path-minutes", PathMinutes())
    app.add_role("chapter-minutes", ChapterMinutes())

"""What the site does with scripts, folds and tabs, turned into what paper can do.

Tabs follow one another and notes are unfolded. The answers to quizzes and the solutions of exercises
stand at the end of the chapter, where nobody reads them by accident; the answer to a prediction
follows it. Whatever is left that has no form on paper is a fault.
"""

import re

from bs4 import Comment

# Without a form on paper: what only a script or a mouse can use.
DROPPED = (
    "script, style, button, input, a.headerlink, book-read, .quiz-actions, p.sidebar-title:empty, "
    ".toctree-wrapper, .course-read, .cell.tag_hide-input details.hide, .explorable-controls, "
    ".explorable-spoken, book-answer, .predict-all, details.predicted > summary, .downloads"
)
KNOWN = set(
    "a aside b blockquote br code dd div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img kbd "
    "li ol p pre section small span strong sub sup svg table tbody td th thead tr ul".split()
)
KEPT = {"id", "class", "href", "src", "alt", "colspan", "rowspan", "scope", "lang", "start"}
AT_END = "at the end of this chapter"  # for which the PDF says on which page
LONG = 12  # lines of code that need not stay on one page


def drawn(tag):
    """Say whether an element belongs to an inline drawing."""
    return tag.name == "svg" or tag.find_parent("svg") is not None


def formless(body):
    """Return the names of the elements that have no form on paper."""
    return [tag.name for tag in body.find_all(lambda e: e.name not in KNOWN and not drawn(e))]


def simplify(soup, body):
    """Turn what the site does with scripts and folds into what a book can do."""
    for comment in body.find_all(string=lambda s: isinstance(s, Comment)):
        comment.extract()
    quizzes(soup, body)
    solutions(soup, body)
    for button in body.select("book-course button"):
        button.name = "strong"
    for column in body.select("book-course th"):
        if column.get_text() == "Read":
            column.decompose()
    for tag in body.select(DROPPED):
        tag.decompose()
    predictions(body)
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


def predictions(body):
    """Let the answers to predictions follow them in the text, and keep the choices as a list."""
    for asked in body.select("book-predict"):
        for tag in asked.select("label, fieldset"):
            tag.unwrap() if asked.ul else tag.decompose()
        for legend in asked.select("legend"):
            legend.decompose()
        asked.unwrap()
    for fold in body.select("details.predicted"):
        fold.select_one(".fold-body").unwrap()
        fold.unwrap()


def quizzes(soup, body):
    """Number the quizzes, and gather their answers at the end of the chapter."""
    number = re.match(r"\d*", body.h1.get_text())[0]
    answers = []
    for k, quiz in enumerate(body.select("book-quiz"), 1):
        name, place = f"Question {number}.{k}", f"question-{number}-{k}"
        hint, reasons = quiz.select_one(".quiz-hint"), quiz.select_one(".quiz-reasons")
        hint.string = hint.get_text().partition(":")[2].strip()
        colon = ": " if hint.string else ""
        right = [li.has_attr("data-right") for li in reasons.find_all("li", recursive=False)]
        title = (link(soup, place, name), f": {'ABCDE'[right.index(True)]}")
        answer = new(soup, "p", *title, class_="admonition-title")
        answers.append(new(soup, "div", answer, reasons, class_="answer", id=f"{place}-answer"))
        asked = (
            new(soup, "p", name + colon, hint, class_="admonition-title"),
            new(soup, "p", quiz.select_one(".quiz-ask")),
            quiz.select_one(".quiz-more"),
            new(soup, "ol", *(new(soup, "li", say) for say in quiz.select(".quiz-say"))),
            new(soup, "p", "Answer: ", link(soup, f"{place}-answer", AT_END), class_="at-end"),
        )
        quiz.replace_with(new(soup, "div", *asked, class_="quiz", id=place))
    gather(soup, body, "Answers to the questions", answers)


def solutions(soup, body):
    """Gather the solutions at the end of the chapter, each under the number of its exercise."""
    found = body.select(".solution")
    for solution in found:
        exercise = solution.find_previous_sibling(class_="exercise")
        name = exercise.select_one(".caption-number").get_text(strip=True)
        where = link(soup, solution["id"], AT_END)
        exercise.append(new(soup, "p", "Solution: ", where, class_="at-end"))
        solution.p.replace_with(
            new(soup, "p", link(soup, exercise["id"], name), class_="admonition-title")
        )
    gather(soup, body, "Solutions to the exercises", found)


def gather(soup, body, title, boxes):
    """Let boxes, if there are any, follow one another at the end of a chapter."""
    if boxes:
        name = title.lower().replace(" ", "-")
        body.append(new(soup, "section", new(soup, "h2", title), *boxes, id=name))


def link(soup, place, text):
    """Return a link to a place in the same chapter."""
    return new(soup, "a", text, href=f"#{place}")


def new(soup, tag, *children, class_=None, **attributes):
    """Return an element with children, which leave the place where they were."""
    made = soup.new_tag(tag, attrs=attributes | ({"class": [class_]} if class_ else {}))
    made.extend([c if isinstance(c, str) else c.extract() for c in children if c])
    return made

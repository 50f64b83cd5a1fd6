"""The planted faults: a copy of the site is spoiled, and the named test has to see it.

Each line of the table says what is wrong, in which file, how it gets there, which test has to fail,
and with which words. A kind of check that has no line here is not known to work: add one with it.
The faults of PDF and EPUB are in test_pdf_and_epub.py, those of single functions in test_bad_pages.py.
"""

import inspect
import random
import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest
import test_built_files as files
import test_explorables as explorables
import test_page_cells as live
import test_page_predictions as predictions
import test_page_quizzes as quizzes
import test_page_reading as reading
import test_page_review as reviews
import test_pages as pages
from built_files import contents
from playwright.sync_api import Error

from tests.site.browser import AT, SITE, WIDE, served, tab

LIGHT = "book/changes.html"  # nothing in it: each fault stands alone
CHAPTER, FULL = quizzes.CHAPTER, reading.FULL
DECK = "slides/entropy.html"
SCRIPTS, FIRST = "_static/site.js", "_static/first.js"
EXPLORABLES = "_static/explorables/"
SEARCH, INDEX = "_static/search.js", "_static/search-index.js"
TERMS = "_static/terms.js"
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
NOISE = random.Random(0).randbytes(200_000).hex()


# How a fault gets into a file


def swap(old, new, count=1):
    """Return a change that puts a text in the place of another."""

    def change(text):
        assert old in text, f"{old!r} is not there: the fault cannot be planted"
        return text.replace(old, new, count)

    return change


def body(html):
    """Return a change that puts HTML at the start of a page's text."""
    return swap('<article class="bd-article">', f'<article class="bd-article">{html}')


def head(html):
    """Return a change that puts HTML at the end of a page's head."""
    return swap("</head>", f"{html}</head>")


def style(css):
    return head(f"<style>{css}</style>")


def script(code):
    return body(f"<script>{code}</script>")


def at_end(text):
    return lambda old: old + text


def gone(text):
    """Take the file away."""
    return None


def first_right_moved(text):
    """Let the first question call its second answer the right one, or its first."""
    start = text.index("<ol", text.index("<details", text.index("<book-quiz")))
    quiz = text[start : text.index("</ol>", start)]
    items = quiz.split("<li")
    k = next(k for k, item in enumerate(items) if item.startswith(" data-right"))
    items[k] = items[k].replace(" data-right", "", 1)
    items[2 if k == 1 else 1] = " data-right" + items[2 if k == 1 else 1]
    return text.replace(quiz, "<li".join(items), 1)


def another_digit(found):
    return found[1] + str((int(found[2]) + 1) % 10)


# The table


@dataclass(frozen=True)
class Fault:
    what: str
    file: str
    change: object
    test: object
    said: str  # words of one line of what the test says, with … for what stands between them
    given: tuple = ()  # further arguments of the test, as pairs


def page(what, change, said, file=LIGHT):
    """Return a fault of a page that is seen when it is opened."""
    return Fault(what, file, change, pages.test_a_page_has_no_fault, said, (("name", file),))


SCROLLER = '<div class="{}" style="overflow-x: auto"><p style="width: {}px">wide</p></div>'
SHIFT = (
    "<div id='late'></div><p style='height: 500px'>Text</p>"
    "<script>new PerformanceObserver(() => setTimeout(() => { late.style.height = '300px' }, 100))"
    ".observe({type: 'paint', buffered: true})</script>"
)
TABLE = "<table><tr><th></th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>"
TINY = (
    "<style>@media (max-width: 600px) { .tiny { all: unset; font-size: 9px; line-height: 9px; "
    "display: block; width: 9px; height: 9px } }</style>"
    + 2
    * '<button class="tiny" style="padding: 0">x</button>'
)


def pale(name, css, where="{}"):
    """Return a change that puts in a text with a style that holds under some condition."""
    return body(f"<style>{where.format(css)}</style><p class='{name}'>Pale {name}</p>")


PHONE = "@media (max-width: 600px) {{ {} }}"
DARK = "html[data-theme=dark] "
# The grays differ, since of texts that look alike two are tried.
WHITE, BLACK = "{ color: #bbb; background: white }", "{ color: #333; background: #222 }"
GRAY = "{ color: #aaa; background: #ddd }"

PAGES = [
    page("too heavy", body(f"<!-- {NOISE} -->"), "1280 px: …kB, at most 250"),
    replace(
        page("too much script", lambda text: f"{text}//{NOISE}", "1280 px: …scripts, at most 40"),
        file=SCRIPTS,
    ),
    page(
        "too many files",
        body("".join(f'<img src="../_static/favicon.svg?{k}" alt="">' for k in range(40))),
        "1280 px: …requests, at most 30",
    ),
    page(
        "asks another host",
        body('<img src="http://127.0.0.2:9/x.png" alt="x" width="1" height="1">'),
        "1280 px: asks another host: http://127.0.0.2:9/x.png",
    ),
    page("an exception", script("undefined.x"), "1280 px: exception: …undefined"),
    page("an error on the console", script("console.error('oh')"), "1280 px: console: oh"),
    page("a script that is not there", head('<script src="gone.js"></script>'), "404 for …gone.js"),
    page(
        "a text too wide for a phone",
        body('<p id="w" style="width: 600px">w</p>'),
        '375 px: <p id="w"',
    ),
    page(
        "a text too wide for a screen",
        body('<p style="width: 3000px">w</p>'),
        "1280 px: …in 1280 px",
    ),
    page(
        "a note beside the text that hangs out of a phone",
        body('<aside class="margin sidebar" style="width: 400px"><p>Note</p></aside>'),
        '375 px: <aside class="margin',
    ),
    page(
        "a scroller that keys cannot reach",
        body(SCROLLER.format("far", 3000)),
        '1280 px: scrolls, but not with keys: <div class="far"',
    ),
    page(
        "a scroller that keys cannot reach on a phone",
        body(SCROLLER.format("near", 600)),
        '375 px: scrolls, but not with keys: <div class="near"',
    ),
    page(
        "a text too wide for a phone in a fold",
        body('<details><summary>More</summary><p id="f" style="width: 700px">w</p></details>'),
        '375 px: <p id="f"',
    ),
    page("a pale text", pale("pale", ".pale" + WHITE), '1280 px: light: color-contrast…"pale"'),
    page(
        "a text that is pale in dark mode",
        pale("dim", f"{DARK}.dim{BLACK}"),
        '1280 px: dark: color-contrast…"dim"',
    ),
    page(
        "a text that is pale on a phone",
        pale("small", f".small{GRAY}", PHONE),
        '375 px: light: color-contrast…"small"',
    ),
    page(
        "a text that is pale on a phone in dark mode",
        pale("night", f"{DARK}.night{GRAY}", PHONE),
        '375 px: dark: color-contrast…"night"',
    ),
    page(
        "a text on the ground of a box that lies under it",
        body(
            "<div style='position: relative'><div style='position: absolute; inset: 0; "
            "background: #2a323e; z-index: -1'></div><p id='over'>Dark on dark</p></div>"
            "<style>#over { color: #1b2430 }</style>"
        ),
        '1280 px: light: color-contrast…"over"',
    ),
    page(
        "a pale word in code",
        body(
            "<style>.x { color: #bbb; background: white }</style><pre class='highlight'>"
            "<span>ab</span> <span>cd</span> <span class='x'>ef</span></pre>"
        ),
        '1280 px: light: color-contrast…<span class="x"',
    ),
    page(
        "a pale sign in a formula",
        body(
            "<p><span class='katex'><span class='katex-html' aria-hidden='true'><span>ab</span>"
            "<span class='sign' style='color: #ccc'>xy</span></span></span></p>"
        ),
        '1280 px: light: color-contrast…"sign"',
    ),
    page(
        "a link that only its color sets apart",
        body(
            "<p>Text with <a href='#main-content' style='text-decoration: none; color: #555'>"
            "a link</a> inside.</p>"
        ),
        "1280 px: light: link-in-text-block",
    ),
    page("a picture without a text, on the screen", body('<img src="data:,">'), "image-alt"),
    page("a field without a label", body("<p><input></p>"), "light: label:"),
    page("a button without a name", body("<button></button>"), "button-name"),
    page("a link without a name", body('<a href="#main-content"></a>'), "link-name"),
    page("a heading that skips a level", body("<h6>Deep</h6>"), "heading-order"),
    page("a heading without words", body("<h2></h2>"), "empty-heading"),
    page("a column without a head", body(TABLE), "empty-table-header"),
    page("a wrong role", body('<p role="checkbox">x</p>'), "aria-required-attr"),
    page(
        "something hidden from some that keys reach",
        body('<p aria-hidden="true"><a href="#main-content">x</a></p>'),
        "aria-hidden-focus",
    ),
    page("a page without a language", swap('<html lang="en"', "<html"), "html-has-lang"),
    page("buttons too small for a thumb", body(TINY), "375 px: …target-size…tiny"),
    page(
        "a name missing from what only a phone shows",
        body(
            "<style>.wide { display: none } @media (max-width: 600px) { .wide { display: block } }"
            "</style><button class='wide'></button>"
        ),
        '375 px: light: button-name…"wide"',
    ),
    page("the text moves", body(SHIFT), "1280 px: shifts by 0.…Text"),  # the last: it is on top
    replace(
        page(
            "a handle is too small for a finger",
            swap(
                'strip(196, "H(p, q)"',
                'mark("circle", {cx: 9, cy: 9, r: 4, "data-control": "tiny"}) + strip(196, "H(p, q)"',
            ),
            "375 px: a handle smaller than 24 px: tiny",
            "book/index.html",
        ),
        file=EXPLORABLES + "bits.js",
    ),
]

FACES = pages.test_a_slow_first_visit_has_the_faces_of_the_book_at_once
INTRODUCTION = "book/index.html"
FACED = [
    Fault(what, file, change, FACES, said, (("name", INTRODUCTION), ("size", WIDE)))
    for what, file, change, said in (
        (
            "a page is painted before its fonts come",
            "_static/faces.js",
            swap("face.load()", "0"),
            "before its fonts",
        ),
        (
            "an italic in a face of the machine",
            INTRODUCTION,
            style("article em { font-family: 'DejaVu Serif' }"),
            "article h1 + p",
        ),
        ("the text moves on a slow first visit", INTRODUCTION, body(SHIFT), "shifts by"),
    )
]

LINKS = files.test_links_lead_somewhere_and_pictures_have_a_text_and_formulas_are_read
FILES = [
    Fault(
        "a page has no policy",
        LIGHT,
        str,  # every planted fault goes without
        files.test_a_page_has_its_policy_before_anything_that_acts,
        "",
        (("path", LIGHT),),
    ),
    Fault("invalid HTML", LIGHT, body("<p><table></p>"), files.test_html_is_valid, "changes.html:"),
    Fault(
        "an id twice",
        LIGHT,
        body("<p id='a'></p><p id='a'></p>"),
        files.test_html_is_valid,
        "changes.html:…Duplicate ID",
    ),
    *(
        Fault(what, file, change, LINKS, said, (("path", file),))
        for what, file, change, said in (
            (
                "a link to no page",
                LIGHT,
                body('<a href="gone.html">x</a>'),
                "gone.html: no such file",
            ),
            (
                "a link to no heading",
                LIGHT,
                body('<a href="course.html#gone">x</a>'),
                "course.html#gone: no such anchor",
            ),
            (
                "a link to no heading of its own",
                LIGHT,
                body('<a href="#lost">x</a>'),
                "#lost: no such",
            ),
            (
                "a picture that is not there",
                LIGHT,
                body('<img src="gone.svg">'),
                "gone.svg: no such",
            ),
            ("a picture without a text", LIGHT, body('<img src="a.png">'), "a.png: no alt"),
            (
                "a picture without a size",
                LIGHT,
                body('<img src="b.png" alt="b">'),
                "b.png: no height",
            ),
            (
                "a formula that KaTeX could not read",
                LIGHT,
                body("<p><span class='katex-error'>frac</span></p>".replace("'", '"')),
                "could not read: …frac",
            ),
            (
                "an old address that leads nowhere",
                "index.html",
                swap("url=book/index.html", "url=book/gone.html"),
                "gone.html: no such file",
            ),
            (
                "the page for wrong addresses counts its links from elsewhere",
                "404.html",
                swap(f'<base href="{AT}404.html">', f'<base href="{AT}book/404.html">'),
                "course.html: no such file",
            ),
            (
                "the list of chapters leads nowhere",
                "404.html",
                swap('<a href="book/changes.html">', '<a href="book/gone.html">', 99),
                "gone.html: no such file",
            ),
        )
    ),
    Fault(
        "no line on the next chapter",
        CHAPTER,
        swap('<p class="recap">', '<p class="recap">Not '),
        files.test_every_page_says_what_its_neighbors_give,
        "no line on",
    ),
    *(
        Fault(what, file, change, files.test_a_notebook_can_be_taken, said, (("name", name),))
        for what, file, change, said, name in (
            (
                "no button for the notebook",
                CHAPTER,
                swap("btn-download-source-button", "btn"),
                "one button",
                CHAPTER.replace(".html", ".ipynb"),
            ),
            (
                "a notebook with other numbers",
                "_sources/" + CHAPTER.replace(".html", ".ipynb"),
                swap("0.5", "0.6"),
                "not those of the book",
                CHAPTER.replace(".html", ".ipynb"),
            ),
        )
    ),
    Fault("a chapter without a page", CHAPTER, gone, pages.test_every_chapter_has_a_page, CHAPTER),
    Fault(
        "a kind of explorable that no chapter shows",
        EXPLORABLES + "bits.js",
        gone,
        explorables.test_every_kind_is_compared_with_xentlib,
        "bits",
    ),
]

SLIDES = [
    Fault(
        what,
        DECK,
        change,
        pages.test_slides_load_nothing_raise_no_error_and_fit,
        said,
        (("deck", "entropy.html"),),
    )
    for what, change, said in (
        ("slides load a file", head('<link rel="icon" href="../_static/favicon.svg">'), "one file"),
        ("slides raise an error", head("<script>undefined.x</script>"), "exception"),
        (
            "a slide is too wide",
            head("<style>html, body { overflow: visible !important; width: 3000px }</style>"),
            "px of content",
        ),
        (
            "what stands on some slide is beyond its edge",
            head("<style>.slides section section table { translate: 1300px }</style>"),
            "outside of its slide: …<table",
        ),
        (
            "slides do not go on",
            head(
                "<script>addEventListener('keydown', e => e.stopImmediatePropagation(), true)</script>"
            ),
            "did not become true",
        ),
    )
]

SHOWS = "test_an_explorable_shows_what_xentlib_computes"
EXPLORED = [
    Fault(what, EXPLORABLES + file, change, getattr(explorables, test), said, (("kind", kind),))
    for what, kind, file, change, test, said in (
        (
            "an explorable computes a wrong number",
            "tangent",
            "tangent.js",
            swap("slope: sigmoid(z) - y", "slope: sigmoid(z) - y + (z > 5) * 1e-4"),
            SHOWS,
            "slope at …computes",
        ),
        (
            "an explorable shows a wrong number",
            "tangent",
            "tangent.js",
            swap('["loss", `${shown(loss)}', '["loss", `${shown(1.01 * loss)}'),
            SHOWS,
            "is none of",
        ),
        (
            "probabilities are none when every slider has been at its end",
            "bits",
            "core.js",
            swap("(1 - v) / (probabilities.length - 1)", "0"),
            SHOWS,
            "at {…'p0': 0,…sum to 1",
        ),
        (
            "a button computes a wrong number",
            "bits",
            "bits.js",
            swap("[1, 0, 0, 0]", "[1, 0.1, 0, 0]"),
            SHOWS,
            "at {…'p0': 1, 'p1': 0.1…sum to 1",
        ),
        (
            "the last button does not lead back",
            "tangent",
            "core.js",
            swap(
                "change(this.settings) : first(this.kind)", "change(this.settings) : this.settings"
            ),
            SHOWS,
            "back to the start",
        ),
        (
            "a handle does not follow the mouse",
            "tangent",
            "core.js",
            swap('this.svg.addEventListener("pointermove", follow)', "follow(event)"),
            SHOWS,
            "did not follow",
        ),
        (
            "a handle is not let go",
            "bits",
            "core.js",
            swap(
                'removeEventListener("pointermove", follow)',
                'removeEventListener("pointer", follow)',
            ),
            SHOWS,
            "not let go",
        ),
        (
            "a finger on a handle moves the page",
            "bits",
            "core.js",
            swap("event.preventDefault(), { passive: false }", "0, { passive: false }"),
            "test_handles_follow_a_finger_and_the_page_does_not",
            "",
        ),
        (
            "nothing is spoken",
            "tangent",
            "core.js",
            swap("}, 700)", "}, 70_000)"),
            SHOWS,
            "speaks no summary",
        ),
        (
            "without a script there is no picture",
            "tangent",
            "explorables.css",
            at_end("@media (scripting: none) { book-explorable svg { display: none !important } }"),
            "test_without_a_script_the_picture_and_its_sentence_stand",
            "no picture",
        ),
        (
            "without a script there are sliders that do nothing",
            "tangent",
            "explorables.css",
            swap("@media (scripting:none){.explorable-controls{display:none}}", ""),
            "test_without_a_script_the_picture_and_its_sentence_stand",
            "explorable-controls",
        ),
    )
]

READER, COURSE = "_static/reader.js", "_static/course.js"
ASKED = [
    Fault(what, file, change, getattr(quizzes, test), said)
    for what, file, change, test, said in (
        (
            "a quiz marks the wrong answer",
            CHAPTER,
            first_right_moved,
            "test_a_question_is_answered_with_the_keyboard_and_kept",
            "Right.",
        ),
        (
            "the answers stand open",
            READER,
            swap("this.details.hidden = true", "this.details.hidden = false"),
            "test_a_question_is_answered_with_the_keyboard_and_kept",
            "hidden at first",
        ),
        (
            "an answer is forgotten",
            READER,
            swap("localStorage.setItem(KEY", "localStorage.setItem(NAME"),
            "test_a_question_is_answered_with_the_keyboard_and_kept",
            "Right.",
        ),
        (
            "a wrong answer does not say why",
            READER,
            swap("said.push(why)", "0"),
            "test_a_wrong_answer_says_why",
            "",
        ),
        (
            "a forecast costs the wrong bits",
            READER,
            swap("Math.log2(1 / (", "Math.log(1 / ("),
            "test_a_forecast_costs_bits_and_the_first_counts",
            "1.00 bits",
        ),
        (
            "the second forecast counts",
            READER,
            swap("this.tell(answer, first)", "this.tell(answer)"),
            "test_a_forecast_costs_bits_and_the_first_counts",
            "first answer counts",
        ),
        (
            "what was read does not show",
            COURSE,
            swap('read ? "✓ read, " : ""', '""'),
            "test_marks_and_answers_show_on_the_course_page",
            "✓ read",
        ),
        (
            "a record is not imported",
            COURSE,
            swap("merged(state, other)", "state"),
            "test_a_record_is_exported_erased_and_imported",
            "1 of",
        ),
        (
            "without a script there is no answer",
            CHAPTER,
            style("@media (scripting: none) { book-quiz summary { display: none } }"),
            "test_without_a_script_the_questions_and_the_answers_are_there",
            "",
        ),
        (
            "a quiz needs a browser that stores",
            FIRST,
            swap("try { window[name].length; } catch", "try { name.length; } catch"),
            "test_where_nothing_may_be_stored_a_quiz_works_and_the_record_says_so",
            "",
        ),
    )
]

REVIEWED = [
    Fault(what, file, change, getattr(reviews, test), said, given)
    for what, file, change, test, said, given in (
        (
            "what could not be loaded is not said",
            "_static/review.js",
            swap("The question could not be loaded. Is the connection lost?", ""),
            "test_what_cannot_be_loaded_is_said",
            "Timeout",
            (),
        ),
        (
            "a record of version 1 gets no days",
            READER,
            swap("if (version === 1)", "if (false)"),
            "test_a_record_goes_to_another_browser_and_one_of_version_1_is_read",
            "",
            (),
        ),
        (
            "that nothing is stored is not said",
            READER,
            swap("localStorage instanceof Storage", "true"),
            "test_where_storage_is_denied_pages_work_and_say_so",
            "Timeout",
            (),
        ),
        (
            "a tab overwrites what another stored",
            READER,
            swap(
                "const text = localStorage.getItem(KEY);",
                "const text = (window.once ??= [localStorage.getItem(KEY)])[0];",
            ),
            "test_two_tabs_write_one_record",
            "",
            (),
        ),
        (
            "a chapter that was read is the place still",
            READER,
            swap("isOver() ? begin() : here()", "here()"),
            "test_after_a_chapter_that_was_read_the_next_one_follows",
            "Continue: …",
            (),
        ),
        (
            "anything is taken for a place",
            "_static/place.js",
            swap("/^[a-z0-9-]+\\/[a-z0-9-]+$/.test(page)", "true"),
            "test_what_is_no_place_is_not_shown",
            "",
            (("place", '{"page": "javascript:1", "chapter": "x", "section": "", "anchor": ""}'),),
        ),
        (
            "a question comes back too early",
            READER,
            swap("[1, 3, 7, 21]", "[1, 3, 7, 20]"),
            "test_a_question_comes_back_after_1_3_7_and_21_days",
            "Nothing is due",
            (),
        ),
        (
            "what is missed goes on as if it were right",
            READER,
            swap("if (!old || !right)", "if (!old)"),
            "test_what_is_missed_comes_back_the_next_day",
            "",
            (),
        ),
        (
            "a review tells what was answered before",
            READER,
            swap('textContent && !("review" in this.dataset)', "textContent"),
            "test_an_exercise_comes_back_and_is_answered_with_keys_alone",
            "before",
            (),
        ),
        (
            "what has the wrong form counts as a miss",
            READER,
            swap("if (!unfit) record", "record"),
            "test_an_exercise_comes_back_and_is_answered_with_keys_alone",
            "counts as a miss",
            (),
        ),
        (
            "the questions for the review are not there",
            "_static/reviews/information/entropy.js",
            gone,
            "test_a_review_may_be_stopped_and_skipped_questions_stay_due",
            "Timeout",
            (),
        ),
        (
            "an import has no limit",
            COURSE,
            swap("file.size > LONGEST", "false"),
            "test_a_bad_import_is_refused_and_changes_nothing",
            "50.0 MB",
            (),
        ),
        (
            "a second record that cannot be read writes over the first",
            READER,
            swap("n += 1", "break"),
            "test_each_record_that_cannot_be_read_is_put_aside_and_can_be_saved",
            "",
            (),
        ),
        (
            "an answer writes over what could not be put aside",
            READER,
            swap("!blocked && write", "write"),
            "test_what_cannot_be_put_aside_is_not_written_over",
            "precious",
            (),
        ),
        (
            "a full storage is passed over in silence",
            READER,
            swap("    warn();", ""),
            "test_what_a_full_storage_keeps_back_is_stored_later_beside_what_others_stored",
            "Timeout",
            (),
        ),
        (
            "what was kept back writes over what others stored",
            READER,
            swap(
                "waiting.reduce((state, make) => make(state), read())",
                "(waiting.at(-1) ?? (x => x))(read())",
            ),
            "test_what_a_full_storage_keeps_back_is_stored_later_beside_what_others_stored",
            "",
            (),
        ),
        (
            "an answer that fits no question blocks it",
            READER,
            swap("stored.choice < n) ? stored : null", "stored.choice < n) ? stored : stored"),
            "test_an_answer_that_fits_no_question_counts_as_none",
            "",
            (("bad", {"choice": 77}),),
        ),
        (
            "a path marks nothing",
            COURSE,
            swap('toggle("on-path"', 'toggle("path"'),
            "test_a_path_changes_the_map_and_is_remembered",
            "",
            (),
        ),
        (
            "a path is forgotten",
            COURSE,
            swap("localStorage.setItem(PATH", "localStorage.setItem(KEY + 9"),
            "test_a_path_changes_the_map_and_is_remembered",
            "",
            (),
        ),
        (
            "the place where one was is forgotten",
            READER,
            swap('addEventListener("visibilitychange"', 'addEventListener("x"'),
            "test_one_continues_where_one_was",
            "",
            (),
        ),
        (
            "the link to where one was moves the page",
            FIRST,
            swap('classes.add("has-place")', "0"),
            "test_nothing_moves_and_everyone_can_use_it",
            "",
            (("size", reviews.WIDE),),
        ),
    )
]

PREDICTED = [
    Fault(what, file, change, getattr(predictions, test), said, given)
    for what, file, change, test, said, given in (
        (
            "an answer stands open",
            SCRIPTS,
            swap("fold.open = open && fold.matches", "fold.open = fold.matches"),
            "test_a_guess_is_compared_and_the_answer_shown_with_the_keyboard",
            "hidden at first",
            (),
        ),
        (
            "what was shown is hidden after a reload",
            READER,
            swap("history.replaceState(", "void ("),
            "test_a_guess_is_compared_and_the_answer_shown_with_the_keyboard",
            "again after a reload",
            (),
        ),
        (
            "a guess is compared the wrong way round",
            READER,
            swap("ratio = guess / number", "ratio = number / guess"),
            "test_a_guess_is_compared_and_the_answer_shown_with_the_keyboard",
            "1.8 times as large",
            (),
        ),
        (
            "a wrong choice is called right",
            READER,
            swap("labels[this.dataset.right - 1]", "labels[0]"),
            "test_a_choice_is_compared",
            "",
            (),
        ),
        (
            "a link leads into an answer that stays hidden",
            predictions.PROOFS,
            style("details.predicted > .fold-body { display: none }"),
            "test_a_link_into_an_answer_opens_it",
            "",
            (),
        ),
        (
            "that answers are to stay open is forgotten",
            READER,
            swap("localStorage.setItem(OPEN_ANSWERS", 'localStorage.setItem("x"'),
            "test_all_answers_stay_open_where_the_reader_wants_it",
            "forgotten on the next page",
            (),
        ),
        (
            "without a script an answer is hidden",
            predictions.CHAPTER,
            style("@media (scripting: none) { details.predicted > .fold-body { display: none } }"),
            "test_without_a_script_answers_stand_open_and_nothing_waits",
            "",
            (),
        ),
        (
            "a right answer is called wrong",
            "_static/check.js",
            swap("if (same(given, right))", "if (false)"),
            "test_an_answer_is_checked_and_remembered",
            "Right",
            (),
        ),
        (
            "the answers are loaded before anybody asks",
            READER,
            swap("this.field.onfocus =", "this.load(); this.field.onfocus ="),
            "test_an_answer_is_checked_and_remembered",
            "loaded too early",
            (),
        ),
        (
            "what was solved is forgotten",
            READER,
            swap('exercises: had => typeof had === "boolean"', "exercises: had => false"),
            "test_an_exercise_without_an_answer_asks_whether_it_was_solved",
            "",
            (),
        ),
        (
            "an answer is fetched as a file may not",
            READER,
            swap("document.head.append(script);", "fetch(script.src).then(done, failed);"),
            "test_it_works_from_files_and_where_nothing_may_be_stored",
            "",
            (("store", None),),
        ),
    )
]

READ = [
    Fault(what, file, change, getattr(reading, test), said, given)
    for what, file, change, test, said, given in (
        (
            "search finds another chapter",
            INDEX,
            swap(f'"{CHAPTER}"', '"book/changes.html"', 99),
            "test_searches_lead_to_their_sections",
            f"finds […and not {CHAPTER.removeprefix('book/').removesuffix('.html')}",
            (),
        ),
        (
            "the results show formulas three times",
            INDEX,
            at_end("bookIndex.sections.forEach(section => section[3] = 'H(p)H(p)H(p)')"),
            "test_searches_lead_to_their_sections",
            "shows [",
            (),
        ),
        (
            "a learners' word leads nowhere",
            INDEX,
            swap('"autocast"', '"outcast"'),
            "test_searches_lead_to_their_sections",
            "'autocast' finds",
            (),
        ),
        (
            "a heading says no more than a text",
            SEARCH,
            swap("heading: 4", "heading: 0.1"),
            "test_searches_lead_to_their_sections",
            "finds […and not",
            (),
        ),
        (
            "an integer is taken for the beginning of a longer one",
            SEARCH,
            swap("? 0.4 : 0.02", "? 0.4 : 9"),
            "test_searches_lead_to_their_sections",
            "100",
            (),
        ),
        (
            "the index is too large",
            INDEX,
            at_end(f"// {NOISE}"),
            "test_searches_lead_to_their_sections",
            "bytes",
            (),
        ),
        (
            "the search box leads elsewhere",
            FULL,
            swap('action="../../search.html"', 'action="../../genindex.html"'),
            "test_the_search_box_leads_to_a_marked_place",
            "Timeout",
            (),
        ),
        (
            "the marks of the search stay",
            SCRIPTS,
            swap('event.key === "Escape" && unmark()', "0"),
            "test_the_search_box_leads_to_a_marked_place",
            "the marks stay",
            (),
        ),
        (
            "the words of the search stay in the address",
            SCRIPTS,
            swap('history.replaceState(history.state, "", location.pathname', "(location.pathname"),
            "test_the_search_box_leads_to_a_marked_place",
            "the words stay",
            (),
        ),
        (
            "what the search found stays in its fold",
            SCRIPTS,
            swap("reveal(open[0]);", ""),
            "test_a_hit_in_a_fold_opens_it",
            "",
            (),
        ),
        (
            "the search does not say that it found nothing",
            SEARCH,
            swap("did not match", "was not"),
            "test_the_page_of_results_says_what_it_found",
            "Timeout",
            (),
        ),
        (
            "a term says nothing",
            TERMS,
            swap("note.hidden = false", "0"),
            "test_a_term_says_on_the_spot_what_it_means",
            "Timeout",
            (),
        ),
        (
            "the note of a term goes when it is pointed at",
            TERMS,
            swap("note.contains(event.target) || (to", "(to"),
            "test_a_term_says_on_the_spot_what_it_means",
            "goes when it is pointed at",
            (),
        ),
        (
            "the note of a term cannot be closed",
            TERMS,
            swap('event.key === "Escape"', "false"),
            "test_a_term_says_on_the_spot_what_it_means",
            "Escape leaves the note",
            (),
        ),
        (
            "the note of a term is hidden from a screen reader",
            TERMS,
            swap('setAttribute("aria-describedby"', 'setAttribute("data-note"'),
            "test_a_term_says_on_the_spot_what_it_means",
            "a screen reader does not learn",
            (),
        ),
        (
            "the note of a term hangs out of a phone",
            TERMS,
            swap("clientWidth - width - 8", "clientWidth"),
            "test_a_term_says_on_the_spot_what_it_means",
            "hangs out of the window",
            (),
        ),
        (
            "the note of a term is printed",
            FULL,
            style("@media print { .term-note { display: block !important } }"),
            "test_a_term_says_on_the_spot_what_it_means",
            "the note is printed",
            (),
        ),
        (
            "a finger opens the note of a term and follows no link",
            TERMS,
            at_end("addEventListener('click', event => event.preventDefault());"),
            "test_a_finger_follows_the_link_of_a_term",
            "Timeout",
            (),
        ),
        (
            "a page carries the whole glossary",
            FULL,
            body(f'<i data-term="{NOISE[:6000]}"></i>'),
            "test_a_page_carries_little_of_the_glossary",
            FULL,
            (),
        ),
        (
            "tabs do not follow one another",
            SCRIPTS,
            swap("otherInput.checked = true", "0"),
            "test_a_framework_is_chosen_everywhere_and_remembered",
            "PyTorch",
            (),
        ),
        (
            "the tab is forgotten",
            SCRIPTS,
            swap("window.localStorage.setItem(storageKeyPrefix + group, id)", "0"),
            "test_a_framework_is_chosen_everywhere_and_remembered",
            "forgotten",
            (),
        ),
        (
            "the button to print does nothing",
            SCRIPTS,
            swap('if (does === "print") print();', ""),
            "test_the_buttons_without_handlers_act",
            "nothing was printed",
            (),
        ),
        (
            "the theme is forgotten",
            FIRST,
            swap('stored("mode") || given', '"light"'),
            "test_the_theme_is_switched_and_remembered_and_figures_follow",
            "",
            (),
        ),
        (
            "a figure stays light",
            FULL,
            style("html[data-theme] img { color-scheme: light !important; background: white }"),
            "test_the_theme_is_switched_and_remembered_and_figures_follow",
            "dark",
            (),
        ),
        (
            "keys do not reach the theme",
            FULL,
            swap(
                'theme-switch-button pst-js-only"',
                'theme-switch-button pst-js-only" tabindex="-1"',
                9,
            ),
            "test_the_keyboard_reaches_everything",
            "never reached",
            (),
        ),
        (
            "something comes before the skip link",
            FULL,
            swap('<div id="pst-skip-link"', '<a href="#main-content">x</a><div id="pst-skip-link"'),
            "test_the_keyboard_reaches_everything",
            "skip-link",
            (),
        ),
        (
            "the skip link leads nowhere",
            FULL,
            swap('id="main-content"', 'id="main"'),
            "test_the_skip_link_leads_to_the_text",
            "",
            (),
        ),
        (
            "arrows do not move the tabs",
            FULL,
            lambda text: re.sub(r'(name="sd-tab-set-\d+" type=)"radio"', r'\1"checkbox"', text),
            "test_tabs_are_moved_with_arrows",
            "",
            (),
        ),
        (
            "the button saves another notebook",
            FULL,
            swap(FULL.replace(".html", ".ipynb"), "book/information/entropy.ipynb", 9),
            "test_a_notebook_is_saved_with_a_click",
            "",
            (),
        ),
        (
            "a page asks for what a file may not have",
            SEARCH,
            at_end("fetch('genindex.html').catch(() => 0)"),
            "test_it_works_from_files",
            "",
            (),
        ),
        (
            "headings are not printed",
            FULL,
            style("@media print { h3 { display: none !important } }"),
            "test_a_chapter_is_printed_whole",
            "not printed: ",
            (),
        ),
        (
            "a figure is not printed",
            FULL,
            style('@media print { article img[src$=".svg"] { display: none !important } }'),
            "test_a_chapter_is_printed_whole",
            "not printed: …svg",
            (),
        ),
        (
            "the menu is printed",
            FULL,
            style("@media print { .bd-sidebar-primary { display: block !important } }"),
            "test_a_chapter_is_printed_whole",
            "the menu is printed",
            (),
        ),
        (
            "formulas are not printed",
            FULL,
            style("@media print { article div.math { display: none } }"),
            "test_a_chapter_is_printed_whole",
            'hidden in print: …class="math',
            (),
        ),
        (
            "solutions are printed where they stand",
            SCRIPTS,
            swap('gather("Solutions', 'if (0) gather("Solutions'),
            "test_a_chapter_is_printed_whole",
            "printed before the end: ",
            (),
        ),
        (
            "what was printed stays at the end",
            SCRIPTS,
            swap("for (const act of undo) act();", ""),
            "test_a_chapter_is_printed_whole",
            "not as it was",
            (),
        ),
        (
            "a picture leaves half a page empty",
            FULL,
            body(
                "<p style='height: 120mm'>x</p><p style='height: 190mm; break-inside: avoid'>x</p>"
            ),
            "test_a_chapter_is_printed_whole",
            "is half empty",
            (),
        ),
    )
]

FIGURE = (
    "_images/"
    + (
        re.findall(r'src="[^"]*_images/([^"]*\.svg)"', (SITE / live.CHAPTER).read_text("utf8"))
        or [""]
    )[0]
)
LIVE = [
    Fault(what, file, change, getattr(live, test), said, given)
    for what, file, change, test, said, given in (
        (
            "a digit that is shown is not the computed one",
            live.CHAPTER,
            lambda text: re.sub(
                r'(class="output stream.*?\d\.\d\d)(\d)', another_digit, text, count=1, flags=re.S
            ),
            "test_a_page_verifies_itself",
            "36 of 38…here…on the page",
            (("name", live.CHAPTER),),
        ),
        (
            "a path of a figure is not the computed one",
            FIGURE,
            lambda text: re.sub(r'(<path d="M \d+\.\d)(\d)', another_digit, text, count=1),
            "test_a_page_verifies_itself",
            "36 of 38…in the figure, <path> of",
            (("name", live.CHAPTER),),
        ),
        (
            "Python comes before the reader asks",
            "_static/live.js",
            at_end("fetch(new URL('live/files.js', document.currentScript.src))"),
            "test_a_page_verifies_itself",
            "loaded too early",
            (("name", live.CHAPTERS[1]),),
        ),
        (
            "an error is not shown",
            "_static/live/page.js",
            swap("if (error) outputs.push", "if (false) outputs.push"),
            "test_code_is_edited_run_stopped_and_reset",
            "live-error",
            (),
        ),
        (
            "an endless loop is not stopped",
            "_static/live/runtime.js",
            swap('interrupt: () => fail("stopped")', "interrupt: () => 0"),
            "test_code_is_edited_run_stopped_and_reset",
            "Stopped",
            (),
        ),
        (
            "an empty cell cannot be run with keys",
            "_static/live/editor.js",
            swap("(shiftKey || control ? run : newLine)", "newLine"),
            "test_exercises_are_done_in_the_page",
            "Timeout",
            (),
        ),
        (
            "what was written under an exercise is lost",
            "_static/live/page.js",
            swap("codeEditor.type(cell.box, 0, cell.box.value.length,", "cell.box.value = (0,"),
            "test_exercises_are_done_in_the_page",
            "check(",
            (),
        ),
        (
            "what is said under a cell is too pale",
            "_static/live/page.css",
            swap(".live-hint{color:var(--pst-color-text-muted)", ".live-hint{color:#ccc"),
            "test_exercises_are_done_in_the_page",
            "color-contrast",
            (),
        ),
        (
            "no key leaves the code",
            "_static/live/editor.js",
            swap('leaving = key === "Escape"', "leaving = false"),
            "test_code_is_typed_with_the_keys_of_an_editor",
            "no key leaves the code",
            (),
        ),
        (
            "what is typed has the size of letters in another window",
            "_static/live/editor.js",
            swap("new ResizeObserver(fit).observe(code)", "fit()"),
            "test_code_is_typed_with_the_keys_of_an_editor",
            "did not become true",
            (),
        ),
        (
            "what is typed is not drawn",
            "_static/live/editor.js",
            swap("box.oninput = ", "box.onchange = "),
            "test_code_is_typed_with_the_keys_of_an_editor",
            "two",
            (),
        ),
        (
            "Python starts anew with a network only",
            "_static/live/runtime.js",
            swap("spare = navigator.onLine ? load() : null", "spare = null"),
            "test_code_is_edited_run_stopped_and_reset",
            "",
            (),
        ),
        (
            "a browser that cannot is not told why",
            "_static/live.js",
            swap("if (why) return", "if (false) return"),
            "test_where_python_cannot_run_the_button_says_why",
            "",
            (("kind", "file"),),
        ),
    )
]

FAULTS = [*PAGES, *FACED, *FILES, *SLIDES, *EXPLORED, *ASKED, *REVIEWED, *PREDICTED, *READ, *LIVE]

# These say all that is wrong, so their faults are planted together, but for those that end them.
SAY_ALL = {
    live.test_a_page_verifies_itself,
    reading.test_a_term_says_on_the_spot_what_it_means,
    reading.test_a_chapter_is_printed_whole,
    pages.test_a_page_has_no_fault,
    LINKS,
    files.test_html_is_valid,
    getattr(explorables, SHOWS),
}


def together():
    """Yield the faults in groups that are planted together."""
    groups = {}
    for fault in FAULTS:
        all_said = fault.test in SAY_ALL and fault.said != "Timeout"
        key = (fault.test, fault.given) if all_said else fault.what
        groups.setdefault(key, []).append(fault)
    for group in groups.values():
        more = f" and {len(group) - 1} more" if len(group) > 1 else ""
        yield pytest.param(group, id=f"{group[0].what}{more}".replace(" ", "-"))


# How they are tried


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A copy of the site, to be spoiled."""
    return shutil.copytree(SITE, tmp_path_factory.mktemp("planted") / "html")


@pytest.fixture(scope="module")
def home(site):
    with served(site) as address:
        yield address


@pytest.fixture(scope="module")
def shared(browser, home):
    with tab(browser, home) as visit:
        visit.page.set_default_timeout(5000)  # some faults are that something never comes
        visit.page.set_default_navigation_timeout(15_000)
        yield visit


@contextmanager
def planted(faults, site):
    """Spoil files of the copy while the block runs; there, no policy stops what is planted."""
    originals = {}
    for fault in faults:
        path = site / fault.file
        if path not in originals:
            originals[path] = path.with_name(path.name + ".aside")
            shutil.copy2(path, originals[path])
        changed = fault.change(POLICY.sub("", path.read_text("utf8")))
        path.unlink() if changed is None else path.write_text(changed, "utf8")
    contents.cache_clear()
    try:
        yield
    finally:
        for path, original in originals.items():
            original.replace(path)
        contents.cache_clear()


@pytest.mark.parametrize("faults", list(together()))
def test_faults_are_seen(faults, request, browser, home, shared, site, tmp_path, monkeypatch):
    for module in (files, reading, pages, explorables, quizzes, predictions, reviews, live):
        monkeypatch.setattr(module, "SITE", site)
    monkeypatch.setattr(files, "FILES", [site / faults[0].file])
    test, given = faults[0].test, dict(faults[0].given)
    if "path" in given:
        given["path"] = site / given["path"]
    known = {"browser": browser, "home": home, "shared": shared, "tmp_path": tmp_path, **given}
    with planted(faults, site):
        for name in inspect.signature(test).parameters:
            if name == "page":
                shared.go(home + CHAPTER)
                known["page"] = shared.page
            elif name not in known:
                known[name] = request.getfixturevalue(name)
        with pytest.raises((AssertionError, Error)) as seen:
            test(**{name: known[name] for name in inspect.signature(test).parameters})
    said = str(seen.value)
    words = {f.what: ".*".join(map(re.escape, f.said.split("…"))) for f in faults}
    unseen = [what for what, pattern in words.items() if not re.search(pattern, said)]
    assert unseen == [], f"{test.__name__} does not see these, but says:\n{said}"


def test_every_test_of_the_site_has_a_fault_that_it_sees():
    modules = (files, pages, explorables, quizzes, predictions, reviews, reading, live)
    functions = {f for m in modules for _, f in inspect.getmembers(m, inspect.isfunction)}
    tests = {f.__name__ for f in functions if f.__name__.startswith("test_")}
    assert tests - {f.test.__name__ for f in FAULTS} == {
        # These are about functions of the tests, or count what was looked at.
        "test_a_wrong_number_is_noticed",
        "test_leftovers_of_formulas_are_noticed",
        "test_pictures_links_and_notebooks_were_looked_at",
    }, "add a line to the table for each new test"

"""The planted faults: a copy of the site is spoiled in one place, and the named test has to see it.

Each line of the table says what is wrong, in which file, how it gets there, which test has to fail,
and with which words. A kind of check that has no line here is not known to work: add one with it.
"""

import inspect
import random
import re
import shutil
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import pytest
import test_explorables as explorables
import test_files as files
import test_pages as pages
import test_quizzes_live as quizzes
import test_reading as reading
from crawl import contents

from tools import measure
from tools.measure import NARROW, SITE, WIDE, opened, served

LIGHT = "book/changes.html"  # nothing in it: each fault stands alone
CHAPTER, FULL = quizzes.CHAPTER, reading.FULL
DECK = "slides/entropy.html"
SCRIPTS = "_static/site.js"
EXPLORABLES = "_static/explorables/"
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
    start = text.index("<ol>", text.index("<book-quiz"))
    quiz = text[start : text.index("</ol>", start)]
    items = quiz.split("<li")
    k = next(k for k, item in enumerate(items) if item.startswith(" data-right"))
    items[k] = items[k].replace(" data-right", "", 1)
    items[2 if k == 1 else 1] = " data-right" + items[2 if k == 1 else 1]
    return text.replace(quiz, "<li".join(items), 1)


# The table


@dataclass
class Fault:
    what: str
    file: str
    change: object
    test: object
    said: str
    given: dict = field(default_factory=dict)  # further arguments of the test


def page(what, change, test, said, size=WIDE, file=LIGHT):
    """Return a fault of a page that is seen when it is opened."""
    return Fault(what, file, change, test, said, {"size": size})


SCROLLER = '<div style="overflow-x: auto"><p style="width: 3000px">wide</p></div>'
PALE = "<p class='pale'>Pale</p>"
CODE = (
    "<style>.x {{ color: #bbb; background: white }}</style>"
    "<pre class='highlight'><span>ab</span> <span>cd</span> <span class='x'>ef</span></pre>"
)
SHIFT = (
    "<div id='late'></div><p style='height: 500px'>Text</p>"
    "<script>new PerformanceObserver(() => setTimeout(() => { late.style.height = '300px' }, 100))"
    ".observe({type: 'paint', buffered: true})</script>"
)

LOADED = [
    page(
        "a page is too heavy", body(f"<!-- {NOISE} -->"), pages.test_a_page_is_light, "kB at most"
    ),
    page(
        "a page asks for too many files",
        body("".join(f'<img src="../_static/favicon.svg?{k}" alt="">' for k in range(40))),
        pages.test_a_page_is_light,
        "requests at most",
    ),
    page(
        "a page asks another host",
        body('<img src="http://127.0.0.2:9/x.png" alt="x" width="1" height="1">'),
        pages.test_a_page_loads_from_no_other_host,
        "http://127.0.0.2:9/x.png",
    ),
    page("the text moves", body(SHIFT), pages.test_a_page_holds_still_while_it_loads, "shifted"),
    page(
        "an exception",
        script("undefined.x"),
        pages.test_a_page_raises_no_error,
        "exception: ",
    ),
    page(
        "an error on the console",
        script("console.error('oh')"),
        pages.test_a_page_raises_no_error,
        "console: oh",
    ),
    page(
        "a file that is not there",
        head('<script src="gone.js"></script>'),
        pages.test_a_page_raises_no_error,
        "404 for ",
    ),
]

SHOWN = [
    page(
        "a text too wide for a phone",
        body('<p style="width: 600px">wide</p>'),
        pages.test_nothing_is_wider_than_the_window,
        "in 375 px",
        NARROW,
    ),
    page(
        "a text too wide for a screen",
        body('<p style="width: 3000px">wide</p>'),
        pages.test_nothing_is_wider_than_the_window,
        "in 1280 px",
    ),
    page(
        "a note beside the text that hangs out of a phone",
        body('<aside class="margin sidebar" style="width: 400px"><p>Note</p></aside>'),
        pages.test_nothing_is_wider_than_the_window,
        "aside",
        NARROW,
    ),
    page(
        "a scroller that keys cannot reach",
        body(SCROLLER),
        pages.test_what_scrolls_sideways_can_be_focused,
        "overflow-x",
    ),
    page(
        "a scroller that keys cannot reach on a phone",
        body(SCROLLER.replace("3000px", "600px")),
        pages.test_what_scrolls_sideways_can_be_focused,
        "overflow-x",
        NARROW,
    ),
    *(
        page(what, change, pages.test_axe_finds_nothing_in_light_and_dark, said, size)
        for what, change, said, size in (
            (
                "a pale text",
                body(f"<style>.pale {{ color: #bbb; background: white }}</style>{PALE}"),
                "light: color-contrast",
                WIDE,
            ),
            (
                "a text that is pale in dark mode",
                body(
                    "<style>html[data-theme=dark] .pale { color: #333; background: #222 }</style>"
                    + PALE
                ),
                "dark: color-contrast",
                WIDE,
            ),
            (
                "a text that is pale on a phone",
                body(
                    "<style>@media (max-width: 600px) { .pale { color: #bbb; background: white } }"
                    f"</style>{PALE}"
                ),
                "light: color-contrast",
                NARROW,
            ),
            (
                "a text that is pale on a phone in dark mode",
                body(
                    "<style>@media (max-width: 600px) { html[data-theme=dark] .pale "
                    f"{{ color: #333; background: #222 }} }}</style>{PALE}"
                ),
                "dark: color-contrast",
                NARROW,
            ),
            ("a pale word in code", body(CODE.format()), "light: color-contrast", WIDE),
            (
                "a pale sign in a formula",
                body(
                    "<p><span class='katex'><span class='katex-html' aria-hidden='true'>"
                    "<span class='mord'>ab</span><span style='color: #ccc'>xy</span></span></span></p>"
                ),
                "light: color-contrast",
                WIDE,
            ),
            (
                "a link that only its color sets apart",
                body(
                    "<p>Text with <a href='#main-content' style='text-decoration: none; "
                    "color: #555'>a link</a> inside.</p>"
                ),
                "link-in-text-block",
                WIDE,
            ),
            (
                "a formula that KaTeX could not read",
                body("<p><span class='katex-error' style='color: #cc0000'>frac</span></p>"),
                "color-contrast",
                WIDE,
            ),
            (
                "a picture without a text, on the screen",
                body('<img src="data:,">'),
                "image-alt",
                WIDE,
            ),
            ("a field without a label", body("<p><input></p>"), "label:", WIDE),
            ("a button without a name", body("<button></button>"), "button-name", WIDE),
            ("a link without a name", body('<a href="#main-content"></a>'), "link-name", WIDE),
            ("a heading that skips a level", body("<h6>Deep</h6>"), "heading-order", WIDE),
            ("a heading without words", body("<h2></h2>"), "empty-heading", WIDE),
            (
                "a column without a head",
                body("<table><tr><th></th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>"),
                "empty-table-header",
                WIDE,
            ),
            (
                "a wrong role",
                body('<p role="checkbox">x</p>'),
                "aria-required-attr",
                WIDE,
            ),
            (
                "an element that is hidden from some and reached by keys",
                body('<p aria-hidden="true"><a href="#main-content">x</a></p>'),
                "aria-hidden-focus",
                WIDE,
            ),
            ("a page without a language", swap('<html lang="en"', "<html"), "html-has-lang", WIDE),
            (
                "buttons too small for a thumb",
                body(
                    "<style>@media (max-width: 600px) { .tiny { all: unset; font-size: 9px; "
                    "line-height: 9px; display: block; width: 9px; height: 9px } }</style>"
                    + 2
                    * '<button class="tiny" style="padding: 0">x</button>'
                ),
                "target-size",
                NARROW,
            ),
        )
    ),
]

FILES = [
    Fault(
        "invalid HTML",
        LIGHT,
        body("<p><table></p>"),
        files.test_html_is_valid,
        "changes.html",
    ),
    Fault(
        "an id twice", LIGHT, body("<p id='a'></p><p id='a'></p>"), files.test_html_is_valid, "ID"
    ),
    *(
        Fault(
            what,
            file,
            change,
            files.test_every_link_and_anchor_leads_somewhere,
            said,
            {"path": file},
        )
        for what, file, change, said in (
            ("a link to no page", LIGHT, body('<a href="gone.html">x</a>'), "no such file"),
            (
                "a link to no heading",
                LIGHT,
                body('<a href="course.html#gone">x</a>'),
                "no such anchor",
            ),
            ("a link to no heading of its own", LIGHT, body('<a href="#gone">x</a>'), "#gone"),
            ("a picture that is not there", LIGHT, body('<img src="gone.svg">'), "gone.svg"),
            (
                "an old address that leads nowhere",
                "index.html",
                swap("url=book/index.html", "url=book/gone.html"),
                "gone.html",
            ),
            (
                "the page for wrong addresses counts its links from elsewhere",
                "404.html",
                swap('<base href="/404.html">', '<base href="/book/404.html">'),
                "no such file",
            ),
            (
                "the list of chapters leads nowhere",
                "404.html",
                swap('<a href="book/course.html">', '<a href="book/courses.html">', 99),
                "courses.html",
            ),
        )
    ),
    *(
        Fault(
            what,
            LIGHT,
            body(img),
            files.test_every_picture_has_a_text_and_a_size,
            said,
            {"path": LIGHT},
        )
        for what, img, said in (
            ("a picture without a text", '<img src="a.png" width="1" height="1">', "no alt"),
            ("a picture without a size", '<img src="a.png" alt="a">', "no height"),
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
        Fault(what, file, change, files.test_a_notebook_can_be_taken, said, {"name": name})
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
        explorables.test_every_kind_stands_in_a_chapter_and_is_compared_with_xentlib,
        "bits",
    ),
]

SLIDES = [
    Fault(
        what,
        DECK,
        change,
        pages.test_slides_load_nothing_and_raise_no_error,
        said,
        {"deck": "entropy.html"},
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
            "slides do not go on",
            head(
                "<script>addEventListener('keydown', e => e.stopImmediatePropagation(), true)</script>"
            ),
            "Timeout",
        ),
    )
]

EXPLORED = [
    Fault(what, EXPLORABLES + file, change, getattr(explorables, test), said, {"kind": kind})
    for what, kind, file, change, test, said in (
        (
            "an explorable computes a wrong number",
            "tangent",
            "tangent.js",
            swap("slope: sigmoid(z) - y", "slope: sigmoid(z) - y + (z > 5) * 1e-4"),
            "test_numbers_are_those_of_xentlib_at_every_setting_of_the_keys",
            "slope at",
        ),
        (
            "an explorable shows a wrong number",
            "tangent",
            "tangent.js",
            swap('["loss", `${shown(loss)}', '["loss", `${shown(1.01 * loss)}'),
            "test_numbers_are_those_of_xentlib_at_every_setting_of_the_keys",
            "is none of",
        ),
        (
            "probabilities are none when every slider has been at its end",
            "bits",
            "core.js",
            swap("(1 - v) / (probabilities.length - 1)", "0"),
            "test_numbers_are_those_of_xentlib_when_every_slider_has_been_at_its_end",
            "sum to 1",
        ),
        (
            "a button computes a wrong number",
            "bits",
            "bits.js",
            swap("[1, 0, 0, 0]", "[1, 0.1, 0, 0]"),
            "test_numbers_are_those_of_xentlib_after_every_button",
            "sum to 1",
        ),
        (
            "the last button does not lead back",
            "tangent",
            "core.js",
            swap(
                "change(this.settings) : first(this.kind)", "change(this.settings) : this.settings"
            ),
            "test_numbers_are_those_of_xentlib_after_every_button",
            "back to the start",
        ),
        (
            "a handle does not follow the mouse",
            "tangent",
            "core.js",
            swap('this.svg.addEventListener("pointermove", follow)', "follow(event)"),
            "test_handles_follow_the_mouse",
            "did not follow",
        ),
        (
            "a handle is not let go",
            "tangent",
            "core.js",
            swap(
                'removeEventListener("pointermove", follow)',
                'removeEventListener("pointer", follow)',
            ),
            "test_handles_follow_the_mouse",
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
            "test_the_summary_is_spoken_once_the_hand_rests",
            "Timeout",
        ),
        (
            "a handle is too small for a finger",
            "tangent",
            "tangent.js",
            swap('r: 18, class: "touch"', 'r: 5, class: "touch"'),
            "test_handles_are_wide_enough_for_a_finger",
            "tangent: ",
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

QUIZ = "_static/quiz.js"
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
            QUIZ,
            swap("this.details.hidden = true", "this.details.hidden = false"),
            "test_a_question_is_answered_with_the_keyboard_and_kept",
            "hidden at first",
        ),
        (
            "an answer is forgotten",
            QUIZ,
            swap("localStorage.setItem(KEY", "localStorage.setItem(ASIDE"),
            "test_a_question_is_answered_with_the_keyboard_and_kept",
            "Right.",
        ),
        (
            "a wrong answer does not say why",
            QUIZ,
            swap("said.push(why)", "0"),
            "test_a_wrong_answer_says_why",
            "",
        ),
        (
            "a forecast costs the wrong bits",
            QUIZ,
            swap("Math.log2(1 / normalized", "Math.log(1 / normalized"),
            "test_a_forecast_costs_bits_and_the_first_counts",
            "1.00 bits",
        ),
        (
            "the second forecast counts",
            QUIZ,
            swap("again = Object.hasOwn(state.quizzes, this.dataset.id)", "again = false"),
            "test_a_forecast_costs_bits_and_the_first_counts",
            "first answer counts",
        ),
        (
            "what was read does not show",
            QUIZ,
            swap('done ? "✓ read" : "–"', '"–"'),
            "test_marks_and_answers_show_on_the_course_page",
            "✓ read",
        ),
        (
            "a path marks nothing",
            QUIZ,
            swap('toggle("on-path"', 'toggle("path"'),
            "test_marks_and_answers_show_on_the_course_page",
            "",
        ),
        (
            "a record is not imported",
            QUIZ,
            swap("save(merged(", "noState(merged("),
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
            QUIZ,
            swap(
                "try { text = localStorage.getItem(KEY); } catch { kept = false; return memory; }",
                "text = localStorage.getItem(KEY);",
            ),
            "test_where_nothing_may_be_stored_a_quiz_works_and_the_record_says_so",
            "",
        ),
    )
]

READ = [
    Fault(what, file, change, getattr(reading, test), said, given)
    for what, file, change, test, said, given in (
        (
            "search finds nothing",
            "searchindex.js",
            swap(f'"{CHAPTER.removesuffix(".html")}"', '"book/changes"', 99),
            "test_search_finds_a_chapter",
            "found [",
            {"chapter": CHAPTER},
        ),
        (
            "the results show formulas three times",
            "_static/search.js",
            lambda text: "",
            "test_search_finds_a_chapter",
            "",
            {"chapter": CHAPTER},
        ),
        (
            "the search box leads elsewhere",
            FULL,
            swap('action="../../search.html"', 'action="../../genindex.html"'),
            "test_the_search_box_leads_to_results",
            "Timeout",
            {},
        ),
        (
            "tabs do not follow one another",
            SCRIPTS,
            swap("otherInput.checked = true", "0"),
            "test_a_framework_is_chosen_everywhere_and_remembered",
            "PyTorch",
            {},
        ),
        (
            "the tab is forgotten",
            SCRIPTS,
            swap("window.localStorage.setItem(storageKeyPrefix + group, id)", "0"),
            "test_a_framework_is_chosen_everywhere_and_remembered",
            "forgotten",
            {},
        ),
        (
            "the theme is forgotten",
            FULL,
            swap('localStorage.getItem("mode") || "auto"', '"light"'),
            "test_the_theme_is_switched_and_remembered_and_figures_follow",
            "",
            {},
        ),
        (
            "a figure stays light",
            FULL,
            style("html[data-theme] img { color-scheme: light !important; background: white }"),
            "test_the_theme_is_switched_and_remembered_and_figures_follow",
            "dark",
            {},
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
            {},
        ),
        (
            "something comes before the skip link",
            FULL,
            swap('<div id="pst-skip-link"', '<a href="#main-content">x</a><div id="pst-skip-link"'),
            "test_the_keyboard_reaches_everything",
            "skip-link",
            {},
        ),
        (
            "the skip link leads nowhere",
            FULL,
            swap('id="main-content"', 'id="main"'),
            "test_the_skip_link_leads_to_the_text",
            "",
            {},
        ),
        (
            "arrows do not move the tabs",
            FULL,
            lambda text: re.sub(r'(name="sd-tab-set-\d+" type=)"radio"', r'\1"checkbox"', text),
            "test_tabs_are_moved_with_arrows",
            "",
            {},
        ),
        (
            "the button saves another notebook",
            FULL,
            swap(FULL.replace(".html", ".ipynb"), "book/information/entropy.ipynb", 9),
            "test_a_notebook_is_saved_with_a_click",
            "",
            {},
        ),
        (
            "a page asks for what a file may not have",
            "_static/search.js",
            swap('if (location.protocol === "file:")', "if (false)"),
            "test_it_works_from_files",
            "",
            {},
        ),
        (
            "headings are not printed",
            FULL,
            style("@media print { h3 { display: none !important } }"),
            "test_a_chapter_is_printed_whole",
            "",
            {},
        ),
        (
            "a figure is not printed",
            FULL,
            style('@media print { article img[src$=".svg"] { display: none !important } }'),
            "test_a_chapter_is_printed_whole",
            "is not printed",
            {},
        ),
        (
            "the menu is printed",
            FULL,
            style("@media print { .bd-sidebar-primary { display: block !important } }"),
            "test_a_chapter_is_printed_whole",
            "",
            {},
        ),
        (
            "formulas are not printed",
            FULL,
            style("@media print { article div.math { display: none } }"),
            "test_a_chapter_is_printed_whole",
            'div class="math',
            {},
        ),
    )
]

FAULTS = [*LOADED, *SHOWN, *FILES, *SLIDES, *EXPLORED, *ASKED, *READ]


# How they are tried


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A copy of the site, to be spoiled."""
    return shutil.copytree(SITE, tmp_path_factory.mktemp("planted") / "html")


@pytest.fixture(scope="module")
def home(site):
    with served(site) as address:
        yield address


@contextmanager
def planted(fault, site):
    """Spoil a file of the copy while the block runs."""
    path = site / fault.file
    aside = path.with_name(path.name + ".aside")
    changed = fault.change(path.read_text("utf8"))
    path.rename(aside)
    if changed is not None:
        path.write_text(changed, "utf8")
    contents.cache_clear()
    try:
        yield
    finally:
        aside.replace(path)
        contents.cache_clear()


def arguments(fault, given, browser, home, site, tmp_path, enter):
    """Return what a test asks for, made of the spoiled copy."""
    kind = given.get("kind")
    made = {
        "browser": lambda: browser,
        "home": lambda: home,
        "tmp_path": lambda: tmp_path,
        "path": lambda: site / given["path"],
        "visit": lambda: enter(opened(browser, home + fault.file, home, given["size"])),
        "page": lambda: enter(opened(browser, home + CHAPTER, home)).page,
        "element": lambda: (
            enter(opened(browser, home + explorables.PLACES[kind], home))
            .page.locator(f'book-explorable[kind="{kind}"]')
            .first
        ),
    }
    wanted = inspect.signature(fault.test).parameters
    return {name: made[name]() if name in made else given[name] for name in wanted}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.what.replace(" ", "-"))
def test_a_fault_is_seen(fault, browser, home, site, tmp_path, monkeypatch):
    for module in (files, reading, pages, explorables, quizzes):
        monkeypatch.setattr(module, "SITE", site)
    monkeypatch.setattr(pages, "pages", lambda: measure.pages(site))
    monkeypatch.setattr(files, "FILES", [site / fault.file])
    with planted(fault, site), ExitStack() as stack:
        given = arguments(fault, fault.given, browser, home, site, tmp_path, stack.enter_context)
        with pytest.raises((AssertionError, ValueError, measure.Error)) as seen:
            fault.test(**given)
        assert fault.said in str(seen.value), f"{fault.test.__name__} failed for another reason"


def test_every_test_of_the_site_has_a_fault_that_it_sees():
    modules = (files, pages, explorables, quizzes, reading)
    tests = {
        f
        for m in modules
        for name, f in inspect.getmembers(m, inspect.isfunction)
        if name.startswith("test_")
    }
    tested = {fault.test for fault in FAULTS}
    of_functions = {
        "test_a_wrong_number_is_noticed",
        "test_leftovers_of_formulas_are_noticed",
        "test_pictures_links_and_notebooks_were_looked_at",
    }
    assert {t.__name__ for t in tests - tested} == of_functions

"""What a reader does: searches, switches tabs and theme, uses the keyboard, prints, reads offline."""

import gzip
import html
import io
import re
import unicodedata

import nbformat
import searches
from built_files import filled
from PIL import Image
from pypdfium2 import PdfDocument

from book._ext import toc, v8
from book._ext.search import INDEX
from publish.pdf import text_of
from tests.site.browser import (
    NARROW,
    SITE,
    WIDE,
    opened,
    overflow,
    pages,
    unfold,
    until,
    violations_in_themes,
)
from tools.notebooks import ROOT

CHAPTERS = [f"book/{name}.html" for name in toc.chapters()]
WITH_TABS = [
    name for name in pages() if 'data-sync-id="pytorch"' in (SITE / name).read_text("utf8")
]
# The smallest chapter that has everything: tabs, quizzes, figures.
FULL = min(
    (n for n in WITH_TABS if re.search(r"<book-quiz[^$]*_images", (SITE / n).read_text("utf8"))),
    key=lambda name: (SITE / name).stat().st_size,
)
MOST_INDEX_KB, MOST_TERMS = 400, 6000  # bytes of what the terms of a page mean
FIGURE = 'article img[src*="_images/"][src$=".svg"]'


# Search


def texts(page, tag):
    """Return the headings of a page as a reader sees them, without number and anchor."""
    source = (SITE / page).read_text("utf8")
    heading = re.compile(rf'<{tag}>((?:(?!</{tag}>).)*)<a class="headerlink"', re.DOTALL)
    for found in heading.findall(source):
        said = re.sub(r'<span class="section-number">.*?</span>|<[^>]+>', "", found)
        yield html.unescape(said).strip()


def leftovers(snippet):
    """Return what no reader should see: markup, sources of formulas, formulas written three times."""
    marks = re.findall(r"<\w+|</|&\w+;|\{\{|\\\w+|[\u2061\u200b\ufeff]", snippet)
    thrice = [m[0] for m in re.finditer(r"(\S{2,})\s*\1\s*\1", snippet) if not m[1].isdigit()]
    return marks + [found for found in thrice if re.search(r"[\\=(^_]", found)]


def searching():
    """Return the function that search.js makes of the site's index."""
    names = ("minisearch/minisearch.js", INDEX, "search.js")
    scripts = [(SITE / "_static" / name).read_text("utf8") for name in names]
    made = v8.context("var self = globalThis", *scripts, "var ask = bookSearch(bookIndex)")
    return lambda query: made.call("ask", query)["best"]


def section(result):
    """Return a result as searches.py names it."""
    page = result["file"].removeprefix("book/").removesuffix(".html")
    return f"{page}#{result['anchor']}".removesuffix("#")


def faults_of_search(ask):
    """Yield which searches lead elsewhere, and which results show what no reader should see."""
    asked = {query: wanted for queries, wanted in searches.ASKED.items() for query in queries}
    titles = {next(texts(page, "h1")): section({"file": page, "anchor": ""}) for page in CHAPTERS}
    for query, wanted in {**titles, **asked}.items():
        found = ask(query)
        first = [section(result) for result in found[:3]]
        if wanted not in first:
            yield f"{query!r} finds {first}, and not {wanted}"
        for result in found:
            if bad := leftovers("".join(piece for piece, _ in result["excerpt"])):
                yield f"{query!r}: {section(result)} shows {bad}"
    for number in searches.NUMBERS:
        for result in ask(number)[:3]:
            shown = [piece for piece, mark in result["excerpt"] if mark] + result["title"].split()
            if not any(piece.startswith(number.lstrip("-")) for piece in shown):
                yield f"{number} finds {section(result)}, which does not print it"
    for ways in searches.SAME:
        found = {way: [section(result) for result in ask(way)] for way in ways}
        yield from (
            f"{way!r} finds other than {ways[0]!r}" for way in ways if found[way] != found[ways[0]]
        )


def test_searches_lead_to_their_sections():
    size = len(gzip.compress((SITE / "_static" / INDEX).read_bytes()))
    found = list(faults_of_search(searching()))
    assert len(searches.ASKED) >= 40
    assert size < MOST_INDEX_KB * 1000 and found == [], "\n".join([f"{size} bytes", *found])


def test_the_search_box_leads_to_a_marked_place(shared, home):
    shared.go(home + FULL)
    page = shared.page
    page.keyboard.press("Control+k")
    page.keyboard.type("jensen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?**")
    page.get_by_text("found").wait_for()
    while page.evaluate("document.activeElement.localName") != "a":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**#second-proof-jensen-s-inequality")
    assert "?" not in page.url, "the words stay in the address"
    assert page.evaluate("CSS.highlights.get('found').size") > 0
    page.keyboard.press("Escape")
    assert page.evaluate("CSS.highlights.size") == 0, "the marks stay"
    assert shared.errors == [], "\n".join(shared.errors)


# A section, and a word that stands in its folds alone.
IN_FOLD = """() => {
  const words = e => new Set(e.textContent.match(/[a-z]{5,}/g));
  for (const fold of document.querySelectorAll("section[id] > details.fold:not([open])")) {
    const rest = fold.parentElement.cloneNode(true);
    for (const e of rest.querySelectorAll("details.fold, .cell_input")) e.remove();
    const inside = fold.querySelector(".fold-body > p"), outside = words(rest);
    const word = inside && [...words(inside)].find(w => ![...outside].some(o => o.startsWith(w)));
    if (word) return [fold.parentElement.id, word];
  }
}"""


def test_a_hit_in_a_fold_opens_it(shared, home):
    shared.go(home + FULL)
    page = shared.page
    section, word = page.evaluate(IN_FOLD)
    page.goto(f"{home}{FULL}?found={word}#{section}")
    assert page.locator(f"#{section} > details.fold[open]", has_text=word).count(), (section, word)


def test_the_page_of_results_says_what_it_found(shared, home):
    shared.go(f"{home}search.html?q=xyzzy", NARROW)
    page, status = shared.page, shared.page.locator("[role=status]")
    status.get_by_text("did not match").wait_for()
    page.keyboard.type("0.6931")  # in place of what the field has, which is selected
    status.get_by_text("found").wait_for()
    assert page.url.endswith("q=0.6931")
    assert page.locator("#search-results mark").first.inner_text() == "0.6931"
    found = [*overflow(page), *violations_in_themes(page), *shared.errors]
    assert found == [], "\n".join(found)


def test_leftovers_of_formulas_are_noticed():
    assert leftovers("the entropy H(p) = 1.75 bits of p, and log_2 8 = 3") == []
    for bad in ("H(p)H(p)H(p) is", "ln\u2061 2", "a <span", "&amp; so", "\\log_2 8"):
        assert leftovers(bad), bad


# The glossary on the spot


def faults_of_note(page, link, said):
    """Yield what is wrong with the note that a link has called."""
    note = page.locator(".term-note")
    if not note.is_visible():
        yield "no note is shown"
        return
    if (
        note.inner_text().split("\n")[-1] != said["says"]
        or said["chinese"] not in note.inner_text()
    ):
        yield f"the note says {note.inner_text()!r}, and not {said}"
    if link.get_attribute("aria-describedby") != note.get_attribute("id"):
        yield "a screen reader does not learn of the note"
    box, line = note.bounding_box(), link.bounding_box()
    if box["x"] < 0 or box["x"] + box["width"] > page.viewport_size["width"]:
        yield f"the note hangs out of the window: {box}"
    if (
        min(abs(box["y"] - line["y"] - line["height"]), abs(box["y"] + box["height"] - line["y"]))
        > 9
    ):
        yield f"the note stands elsewhere: {box}, {line}"


def test_a_term_says_on_the_spot_what_it_means(shared, home):
    page, found = shared.page, []
    for size in (WIDE, NARROW):
        shared.go(home + FULL, size)
        note = page.locator(".term-note")
        links = page.locator("article a:has(> .glossary-term):visible")
        for link in (links.nth(0), links.nth(4)):
            said = link.locator(".glossary-term").evaluate("e => ({...e.dataset})")
            link.hover()
            note.wait_for()
            found += faults_of_note(page, link, said)
            page.keyboard.press("Escape")
            found += ["Escape leaves the note"] if note.is_visible() else []
            page.mouse.move(1, 1)
            link.hover()
            note.wait_for()
            note.hover()
            page.wait_for_timeout(400)
            found += [] if note.is_visible() else ["the note goes when it is pointed at"]
            page.mouse.move(1, 1)
            page.keyboard.press("Shift")
            link.focus()
            found += faults_of_note(page, link, said)
            link.blur()
            found += ["the note stays when the focus goes"] if note.is_visible() else []
        link.focus()
        page.emulate_media(media="print")
        found += ["the note is printed"] if note.is_visible() else []
        page.emulate_media(media="screen")
    found += violations_in_themes(page, where={"include": [[".term-note"]]})
    assert found + shared.errors == [], "\n".join(found + shared.errors)


def test_a_page_carries_little_of_the_glossary():
    weights = {
        name: sum(map(len, re.findall(r' data-term="[^>]*', (SITE / name).read_text("utf8"))))
        for name in pages(SITE)
    }
    assert weights[FULL] > 0
    assert {name: n for name, n in weights.items() if n > MOST_TERMS} == {}


def test_a_finger_follows_the_link_of_a_term(browser, home):
    with opened(browser, home + FULL, home, NARROW, has_touch=True) as visit:
        visit.page.locator("article a:has(> .glossary-term):visible").first.tap()
        visit.page.wait_for_url("**/glossary.html#term-*", timeout=5000)


# Tabs


def chosen(page):
    """Return the tabs that are chosen on a page."""
    return set(page.locator(".sd-tab-set > input:checked + label").all_inner_texts())


def shown(page, word):
    """Say whether code of a framework is shown."""
    return page.locator(f".cell.tag_fw-{word}").first.is_visible()


def test_a_framework_is_chosen_everywhere_and_remembered(shared, home):
    sets = {n: (SITE / n).read_text("utf8").count('class="sd-tab-set ') for n in WITH_TABS}
    first, second = sorted(sets, key=lambda name: -sets[name])[:2]
    assert sets[first] > 1, "no page has two sets of tabs, of which one follows the other"
    shared.go(home + first)
    page = shared.page
    unfold(page)
    assert not shown(page, "torch")
    page.locator(".sd-tab-set > label", has_text="PyTorch").first.click()
    assert chosen(page) == {"PyTorch"} and shown(page, "torch") and not shown(page, "numpy")
    page.reload()
    unfold(page)
    assert chosen(page) == {"PyTorch"}, f"{first}: forgotten after a reload"
    page.goto(home + second)
    unfold(page)
    assert chosen(page) == {"PyTorch"} and shown(page, "torch"), f"{second}: not chosen"


# Light and dark


def light_of(page, locator):
    """Return how light the corner of a figure is, from 0 to 255."""
    unfold(page)
    locator.scroll_into_view_if_needed()
    until(page, "e => e.complete && e.naturalWidth", arg=locator.element_handle())
    return Image.open(io.BytesIO(locator.screenshot())).convert("L").getpixel((3, 3))


def switch_theme(page, theme):
    """Press the button until the page has the theme."""
    for _ in range(3):
        page.locator(".theme-switch-button").first.click()
        if page.evaluate("document.documentElement.dataset.mode") == theme:
            return
    raise AssertionError(f"the button never led to {theme}")


def test_the_buttons_without_handlers_act(shared, home):
    shared.go(home + FULL)
    page = shared.page
    page.evaluate("() => { window.print = () => { window.printed = true; }; }")
    page.locator("[data-does=print]").dispatch_event("click")  # in a menu
    page.locator("[data-does=fullscreen]").click()
    until(page, "!!document.fullscreenElement", seconds=3)
    page.evaluate("document.exitFullscreen()")
    assert page.evaluate("window.printed === true"), "nothing was printed"


def test_the_theme_is_switched_and_remembered_and_figures_follow(shared, home):
    shared.go(home + FULL)
    page = shared.page
    figure = page.locator(FIGURE).first
    switch_theme(page, "light")
    assert light_of(page, figure) > 200
    switch_theme(page, "dark")
    assert light_of(page, figure) < 100, "a figure stays light in dark mode"
    assert figure.evaluate("e => getComputedStyle(e).colorScheme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.goto(home + CHAPTERS[0])
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert light_of(page, page.locator(FIGURE).first) < 100


# The keyboard

WHERE = """() => {
  const e = document.activeElement;
  return [...["skip-link", "search-button__button", "theme-switch-button", "quiz-check"]
    .filter(name => e.closest("." + name)), e.closest(".sd-tab-set > input") ? "tabs" : "",
    e.matches("book-quiz input") ? "quiz" : "", e.matches("summary") ? "summary" : "",
    e === document.body ? "body" : ""].join(" ");
}"""


def test_the_keyboard_reaches_everything(shared, home):
    wanted = {"skip-link", "search-button__button", "theme-switch-button", "tabs", "quiz"}
    wanted |= {"quiz-check", "summary"}
    shared.go(home + FULL)
    unfold(shared.page)
    met = []
    for _ in range(1500):
        shared.page.keyboard.press("Tab")
        met.append(shared.page.evaluate(WHERE).strip())
        if wanted <= set(met) or (met[-1] == "body" and len(met) > 1):
            break
    assert wanted - set(met) == set(), f"never reached in {len(met)} steps"
    assert met[0] == "skip-link"


def test_the_skip_link_leads_to_the_text(shared, home):
    shared.go(home + FULL)
    shared.page.keyboard.press("Tab")
    shared.page.keyboard.press("Enter")
    shared.page.keyboard.press("Tab")
    assert shared.page.evaluate("!!document.activeElement.closest('main')")


def test_tabs_are_moved_with_arrows(shared, home):
    shared.go(home + FULL)
    unfold(shared.page)
    shared.page.locator(".sd-tab-set > input").first.focus()
    shared.page.keyboard.press("ArrowRight")
    assert shown(shared.page, "torch")


# Elsewhere


def test_a_notebook_is_saved_with_a_click(shared, home):
    shared.go(home + FULL)
    shared.page.get_by_label("Download this page").click()
    with shared.page.expect_download() as download:
        shared.page.locator(".btn-download-source-button").click()
    saved = nbformat.read(download.value.path(), as_version=4)
    original = nbformat.read(ROOT / FULL.replace(".html", ".ipynb"), as_version=4)
    assert saved.cells[-len(original.cells) :] == original.cells


def test_it_works_from_files(browser):
    with opened(browser, (SITE / FULL).as_uri(), SITE.as_uri()) as visit:
        page = visit.page
        switch_theme(page, "dark")
        assert light_of(page, page.locator(FIGURE).first) < 100
        unfold(page)
        page.locator(".sd-tab-set > label", has_text="PyTorch").first.click()
        assert shown(page, "torch")
        quiz = page.locator('book-quiz[data-kind="choice"]').first
        quiz.locator("input").first.check()
        quiz.get_by_role("button", name="Check").click()
        assert "right" in quiz.locator("[role=status]").inner_text().lower()
        page.goto(f"{(SITE / 'search.html').as_uri()}?q=jensen")
        page.locator("#search-results a").first.click()
        page.wait_for_url("**#second-proof-jensen-s-inequality")
        assert page.evaluate("CSS.highlights.get('found').size") > 0
        assert visit.errors == [] and visit.foreign == []


# Print


def words(text):
    """Return the letters and digits of a text, for comparing it with that of a PDF."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text))


HIDDEN = """() =>
  [...document.querySelectorAll("article :is(p, li, table, .math, .cell_output)")]
    .filter(e => !e.checkVisibility() && !e.closest("details, .sd-tab-content, [hidden]")
      && !e.querySelector("button") && !e.matches(".admonition-title"))
    .map(e => e.outerHTML.slice(0, 120))"""


def faults_of_print(page, home):
    """Yield what is missing from a page that is printed, or too much."""
    page.emulate_media(media="print")
    before = page.locator("article").text_content()
    sheets = list(PdfDocument(page.pdf(prefer_css_page_size=True)))
    text = words("".join(map(text_of, sheets)))
    yield from (
        f"page {k} is half empty" for k, p in enumerate(sheets[:-1], 1) if filled(p, 16, 16) < 0.5
    )
    exercises, answers, solutions = map(
        text.rfind, ("Exercises", "Answerstothequestions", "Solutionstotheexercises")
    )
    if not exercises < answers < solutions:
        yield "answers and solutions do not stand at the end, in this order"
    for given, since in ((".quiz-why p:not(:has(.katex))", answers), (".solution pre", solutions)):
        first = page.locator(f"{given} >> nth=0").text_content()[:40]
        if not 0 <= since < text.find(words(first)):
            yield f"printed before the end: {first}"
    if page.locator("article").text_content() != before:
        yield "the page is not as it was before it was printed"
    for tag in ("h1", "h2", "h3"):
        yield from (f"not printed: {t}" for t in texts(FULL, tag) if words(t) not in text)
    sources = page.locator(FIGURE).evaluate_all("all => all.map(e => e.src)")
    if len(sources) < 2:
        yield f"expected two figures or more, found {sources}"
    for source in sources:  # lazily loaded or not: each has a word that stands in it alone
        figure = (SITE / source.removeprefix(home)).read_text("utf8")
        labels = map(html.unescape, re.findall(r"<text[^>]*>([^<]+)</text>", figure))
        if words(max(labels, key=len)) not in text:
            yield f"not printed: {source}"
    if page.locator(".bd-sidebar-primary").is_visible():
        yield "the menu is printed"
    yield from (f"hidden in print: {element}" for element in page.evaluate(HIDDEN))


def test_a_chapter_is_printed_whole(shared, home):
    shared.go(home + FULL)
    found = list(faults_of_print(shared.page, home))
    assert found == [], "\n".join(found)

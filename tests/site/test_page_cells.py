"""Cells that run in the reader's browser, where the site was built with LIVE=1."""

import re
from contextlib import contextmanager

import pytest
from xentlib.exercises import answers

from tests.site.browser import NARROW, SITE, opened, until, violations_in_themes
from tests.site.verify_pages import SAID, verified

CHAPTER = "book/information/entropy.html"
CHAPTERS = (CHAPTER, "book/probabilities/softmax.html", "book/losses/multi-label.html")
CODE, RUN = ".cell_input textarea", ".cell_input > .live-button"
# Note all that an element says from now on.
LISTEN = """e => {
  window.told = [];
  new MutationObserver(() => told.push(e.textContent)).observe(e, {childList: true, subtree: true});
}"""
SAME_LETTERS = """(box => getComputedStyle(box).font === getComputedStyle(box.previousSibling).font)(
  document.activeElement)"""
OLD = "WebAssembly.validate = () => false;"


@contextmanager
def offline(context):
    """Take the network away while the block runs."""
    context.set_offline(True)
    try:
        yield
    finally:
        context.set_offline(False)


def said(cell):
    """Return what is said of a cell that has run."""
    cell.locator(".live-hint, .live-said a").first.wait_for(timeout=45_000)  # a link: it failed
    return cell.locator(".live-said")


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_page_verifies_itself(name, shared, home, python):
    shared.go(home + name)
    assert not any("/live/" in request.url for request in shared.requests), "loaded too early"
    sentence, items, same = verified(shared.page)
    assert same, f"{sentence} {items}"
    first, _, total = sentence.split(" ")[:3]
    assert first == total and int(total) > 20 and "CPython 3." in sentence
    lacking = [item for item in items if item.startswith("Not compared (PyTorch)")]
    assert bool(lacking) == (name == CHAPTERS[2])
    assert shared.foreign == shared.errors == []


def test_code_is_edited_run_stopped_and_reset(shared, home, python):
    shared.go(home + CHAPTER)
    page, cell = shared.page, shared.page.locator("div.cell").nth(1)
    page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true; })")
    cell.locator(".live-said").evaluate(LISTEN)
    cell.locator(RUN).click()
    assert "The same on your machine." in said(cell).inner_text()
    sizes = re.findall(r" of (\d+) MB", " ".join(page.evaluate("told")))
    assert sizes and int(sizes[0]) <= 42, "the first press is to say what it costs"
    with offline(page.context):  # nothing has to come any more
        before = cell.locator(CODE).input_value()
        cell.locator(CODE).click()
        page.keyboard.press("Control+End")
        for line in ("", "for k in range(3):", "print('line', k / 1)"):
            page.keyboard.type(line)
            page.keyboard.press("Enter")
        page.keyboard.press("Shift+Enter")
        cell.get_by_text("line 2.0").wait_for()
        assert "the same" not in cell.locator(".live-said").inner_text().lower()

        page.keyboard.type("raise KeyError('mine')")
        page.keyboard.press("Shift+Enter")
        cell.locator(".live-error").wait_for()
        trace = cell.locator(".live-error").inner_text()
        assert "raise KeyError('mine')" in trace and "cell.py" not in trace

        cell.get_by_role("button", name="Reset").click()
        assert cell.locator(CODE).input_value() == before
        cell.locator(CODE).click()
        page.keyboard.press("Control+Home")
        page.keyboard.type("while True: pass\n")
        page.keyboard.press("Shift+Enter")
        cell.get_by_text("It runs.").wait_for()
        cell.get_by_role("button", name="Stop").click()
        cell.get_by_text("Stopped.").wait_for()
        shared.browser.send("Network.clearBrowserCache")  # what is kept elsewhere has to do
        cell.get_by_role("button", name="Reset").click()
        cell.locator(RUN).click()
        assert "The same on your machine." in said(cell).inner_text()
    assert shared.errors == []


def test_code_is_typed_with_the_keys_of_an_editor(shared, home, python):
    shared.go(home + CHAPTER)
    page = shared.page
    page.evaluate("parts.need('live/runtime.js', 'live/editor.js', 'live/page.js')")
    box = page.locator(f"{CODE}:visible").first
    before = box.input_value()
    box.focus()
    page.keyboard.press("Control+End")
    for typed in ("Enter", "if 1:  # so", "Enter", "x = ('two',", "Enter", "  3)", "Enter", "y"):
        page.keyboard.press(typed) if typed == "Enter" else page.keyboard.type(typed)
    page.keyboard.press("Shift+Tab")
    written = before + "\nif 1:  # so\n    x = ('two',\n      3)\ny"
    assert box.input_value() == written
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Tab")
    assert box.input_value() == written.replace("\n      3)\ny", "\n          3)\n    y")
    page.keyboard.press("Control+z")
    assert box.input_value() == written
    drawn = box.locator("xpath=preceding-sibling::pre")
    assert drawn.text_content() == box.input_value() + "\n"
    colored = drawn.locator("span").all_text_contents()
    assert colored[-5:] == ["if", "1", "# so", "'two'", "3"]
    assert drawn.bounding_box() == box.bounding_box(), "what is typed is not where it is seen"
    page.set_viewport_size(NARROW)
    until(page, "getComputedStyle(document.activeElement.previousSibling).fontSize < '13px'")
    until(page, SAME_LETTERS)
    page.keyboard.press("Tab")
    assert box.evaluate("e => e === document.activeElement")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert not box.evaluate("e => e === document.activeElement"), "no key leaves the code"
    assert shared.errors == []


def test_exercises_are_done_in_the_page(shared, home, python):
    shared.go(home + CHAPTER)
    page = shared.page
    names = [n for n in answers() if n.startswith("entropy-")][:3]
    bars = page.locator("book-answer:has(input) + .live-bar")
    for k, name in enumerate(names):
        bars.nth(k).get_by_role("button", name="Write code").click()
        bars.nth(k).locator("textarea:focus").wait_for()
        page.keyboard.type(f"from xentlib import check\ncheck('{name}', -1)\n")
        page.keyboard.type(f"import numpy as np\ncheck('{name}', {answers()[name]['answer']!r})")
        page.keyboard.press("Shift+Enter")
        bars.nth(k).locator(".live-said:not(:empty)").wait_for()
        words = said(bars.nth(k)).inner_text()
        assert f"{name}: not yet" in words and f"{name}: right" in words, words
    written = bars.nth(0).locator(CODE).input_value()
    bars.nth(0).get_by_role("button", name="Reset").click()
    assert bars.nth(0).locator(CODE).input_value() == ""
    page.keyboard.press("Control+z")
    assert bars.nth(0).locator(CODE).input_value() == written
    assert (
        violations_in_themes(page, where={"include": [[".live-bar"], ["#verify-this-page"]]}) == []
    )
    assert shared.errors == []


@pytest.mark.parametrize("kind", ["old", "file"])
def test_where_python_cannot_run_the_button_says_why(kind, browser, home, python):
    root = SITE.as_uri() + "/" if kind == "file" else home
    with opened(browser, root + CHAPTER, root) as visit:
        if kind == "old":
            visit.page.evaluate(OLD)
        visit.page.locator("#verify-this-page > button").click()
        place = visit.page.locator(SAID)
        assert ("too old" if kind == "old" else "as a file") in place.inner_text()
        assert place.get_by_role("link").get_attribute("href").endswith("entropy.ipynb")
        assert visit.errors == []

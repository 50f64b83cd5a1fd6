"""The explorables show what xentlib computes, however the reader moves them, and work for every hand."""

import re

import numpy as np
import pytest
from explorables import BUTTONS, EXPECTED
from playwright.sync_api import Error

from tests.site.browser import NARROW, SITE, pages, unfold, until

PLACES = {
    kind: page
    for page in pages()
    for kind in re.findall(r'<book-explorable kind="([\w-]+)"', (SITE / page).read_text("utf8"))
}
KEYS = ["End", "ArrowLeft", "Home", "PageUp", "PageUp"]
NUMBER = re.compile(r"[−-]?(?:∞|\d[\d,]*(?:\.\d+)?)")


def test_every_kind_is_compared_with_xentlib():
    files = {path.stem for path in (SITE / "_static/explorables").glob("*.js")}
    assert set(PLACES) == set(EXPECTED) == files - {"core"}


STATE = """e => ({settings: e.settings, values: e.values, texts: [
  ...[...e.querySelectorAll("dt")].map(x => x.textContent).filter(words => words.includes(".")),
  ...[...e.querySelectorAll("dd")].map(x => x.textContent)]})"""


def settings(element):
    return element.evaluate("e => e.settings")


def wrong(element):
    """Yield what differs from xentlib: the numbers of an explorable, and those beside the picture."""
    yield from wrong_in(element.get_attribute("kind"), element.evaluate(STATE))


def wrong_in(kind, state):
    now, values = state["settings"], state["values"]
    try:
        expected = EXPECTED[kind](now)
    except ValueError as error:  # probabilities that are none
        yield f"at {now}: {error}"
        return
    if values.keys() != expected.keys():
        yield f"computes {sorted(values)}, expected {sorted(expected)}"
        return
    for name, value in expected.items():
        computed = np.asarray(values[name], float)
        if not np.allclose(computed, value, rtol=1e-9, atol=1e-12, equal_nan=True):
            yield f"{name} at {now}: computes {computed}, expected {value}"
    known = np.concatenate([np.ravel(v) for v in (*expected.values(), *now.values())]).astype(float)
    for text in state["texts"]:
        for number in NUMBER.findall(text):
            if not is_one_of(number, known):
                yield f"{text!r} is none of {expected} at {now}"


def wrong_on_the_way(element, moves):
    """Yield what was wrong after any of many moves, all of which are asked for at once."""
    element.evaluate(
        f"e => {{ e.way = []; e.noted = () => e.way.push(({STATE})(e));"
        "e.addEventListener('input', e.noted); }"
    )
    moves()
    for state in element.evaluate("e => (e.removeEventListener('input', e.noted), e.way)"):
        yield from wrong_in(element.get_attribute("kind"), state)


def is_one_of(number, known):
    """Say whether a printed number is one of some values, rounded as it is printed."""
    value = float(number.replace("−", "-").replace(",", "").replace("∞", "inf"))
    half = 0.5 * 10.0 ** -len(number.partition(".")[2])
    return np.isclose(known, value, rtol=0, atol=half * (1 + 1e-6)).any()


def test_a_wrong_number_is_noticed():
    known = np.array([1.75, np.inf])
    assert is_one_of("1.7500", known) and is_one_of("∞", known)
    assert not is_one_of("1.7501", known) and not is_one_of("−∞", known)


def start_again(element):
    element.get_by_role("button", name="start again").click()


def faults_of_speech(element):
    """Yield what is wrong with the summary, which is spoken once the hand rests."""
    slider, spoken = element.locator("input[type=range]").first, element.get_by_role("status")
    if spoken.inner_text():
        yield "speaks before anything moved"
    slider.press("PageUp")
    try:
        until(
            element.page,
            "e => e.querySelector('[role=status]').textContent",
            arg=element.element_handle(),
        )
    except Error:  # it timed out
        yield "speaks no summary"
        return
    if spoken.inner_text() != element.locator(".explorable-summary").inner_text():
        yield f"speaks another summary: {spoken.inner_text()}"
    if not slider.get_attribute("aria-valuetext"):
        yield "a slider says no value"


def faults_of_buttons(element):
    start = settings(element)
    for button in element.get_by_role("button").all():
        before = settings(element)
        button.click()
        yield from wrong(element)
        leads = BUTTONS.get((element.get_attribute("kind"), button.inner_text()))
        expected = {**before, **leads(before)} if leads else settings(element)
        if settings(element) != pytest.approx(expected):
            yield f"{button.inner_text()!r} leads to {settings(element)}, expected {expected}"
    if settings(element) != start:
        yield "the last button does not lead back to the start"


def press(slider, *keys):
    slider.focus()
    for key in keys:
        slider.page.keyboard.press(key)


def faults_of_keys(element):
    def moves():
        for slider in element.locator("input[type=range]").all():
            press(slider, *KEYS)
        for radio in element.locator("input[type=radio]").all():
            radio.check()

    yield from wrong(element)
    yield from wrong_on_the_way(element, moves)


def faults_at_the_ends(element):
    """Yield what is wrong when every slider has been at its end.

    Probabilities that are rescaled at every step have to stay probabilities.
    """
    first, *others = element.locator("input[type=range]").all()

    def moves():
        for key in ("Home", "End"):
            for slider in (*others, first):
                press(slider, key)

    yield from wrong_on_the_way(element, moves)


def faults_of_handles(element):
    """Yield what is wrong when the mouse drags each handle."""
    controls = "all => [...new Set(all.map(e => e.dataset.control))].sort()"
    for name in element.locator("[data-control]").evaluate_all(controls):
        handle = element.locator(f'[data-control="{name}"]').first
        handle.scroll_into_view_if_needed()
        mouse = element.page.mouse
        box = handle.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        mouse.move(x, y)
        mouse.down()
        mouse.move(x + 12, y - 12, steps=3)
        there = settings(element)
        mouse.move(x - 12, y + 12, steps=3)
        mouse.up()
        after = settings(element)
        if after[name] == there[name]:
            yield f"the handle of {name} did not follow the mouse"
        yield from wrong(element)
        mouse.move(x - 30, y - 30)
        if settings(element) != after:
            yield f"the handle of {name} was not let go"


# Take away what stands around an element: with a whole chapter each move takes twice as long.
ALONE = """e => {
  for (let at = e; at.localName !== "article"; at = at.parentElement)
    for (const other of [...at.parentElement.children]) if (other !== at) other.remove();
}"""
WAYS = (faults_of_speech, faults_of_buttons, faults_of_keys, faults_at_the_ends, faults_of_handles)


@pytest.mark.parametrize("kind", sorted(PLACES))
def test_an_explorable_shows_what_xentlib_computes(kind, shared, home):
    """The page is opened once: every way to move the explorable begins at its start."""
    shared.go(home + PLACES[kind])
    unfold(shared.page)
    element = shared.page.locator(f'book-explorable[kind="{kind}"]').first
    element.evaluate(ALONE)
    found = []
    for way in WAYS:
        found += dict.fromkeys(way(element))
        start_again(element)
    assert found + shared.errors == [], "\n".join(found + shared.errors)


def test_handles_follow_a_finger_and_the_page_does_not(browser, home):
    with browser.new_context(viewport=NARROW, has_touch=True, is_mobile=True) as context:
        page = context.new_page()
        page.goto(home + PLACES["bits"])
        unfold(page)
        element = page.locator('book-explorable[kind="bits"]')
        handle = element.locator("[data-control=p0]")
        handle.scroll_into_view_if_needed()
        box, top = handle.bounding_box(), page.evaluate("scrollY")
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] - 2
        touch = context.new_cdp_session(page)
        for kind, way in [("touchStart", 0), *(("touchMove", k) for k in range(10, 70, 10))]:
            point = {"x": x, "y": y - way}
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
            page.wait_for_timeout(40)
        grip = handle.locator(".grip").bounding_box()
        assert abs(grip["y"] + grip["height"] / 2 - point["y"]) < 2
        assert page.evaluate("scrollY") == top


@pytest.mark.parametrize("kind", sorted(PLACES))
def test_without_a_script_the_picture_and_its_sentence_stand(kind, unscripted, home):
    unscripted.goto(home + PLACES[kind])
    element = unscripted.locator(f'book-explorable[kind="{kind}"]').first
    box = element.locator("svg").first.bounding_box()
    assert box and box["height"] > 100, "there is no picture"
    assert element.locator(".explorable-summary").is_visible()
    assert not element.locator(".explorable-controls").is_visible()

"""The explorables show what xentlib computes, however the reader moves them, and work for every hand."""

import re

import numpy as np
import pytest
from explorables import BUTTONS, EXPECTED

from tools.measure import NARROW, SITE, opened, pages

PLACES = {
    kind: page
    for page in pages()
    for kind in re.findall(r'<book-explorable kind="([\w-]+)"', (SITE / page).read_text("utf8"))
}
KEYS = ["End", "ArrowLeft", "ArrowLeft", "Home", "ArrowRight", "PageUp", "PageUp", "PageUp"]
NUMBER = re.compile(r"[−-]?(?:∞|\d[\d,]*(?:\.\d+)?)")


def test_every_kind_is_compared_with_xentlib():
    files = {path.stem for path in (SITE / "_static/explorables").glob("*.js")}
    assert set(PLACES) <= set(EXPECTED) == files - {"core"}


@pytest.fixture(params=sorted(PLACES))
def element(request, browser, home):
    """Open the page of a kind; return the explorable."""
    with opened(browser, home + PLACES[request.param], home) as visit:
        yield visit.page.locator(f'book-explorable[kind="{request.param}"]').first


def settings(element):
    return element.evaluate("e => e.settings")


def compare(element):
    """Compare the numbers of an explorable with xentlib's, and those beside the picture."""
    now = settings(element)
    expected = EXPECTED[element.get_attribute("kind")](now)
    values = element.evaluate("e => e.values")
    assert values.keys() == expected.keys()
    for name, value in expected.items():
        computed, message = np.asarray(values[name], float), f"{name} at {now}"
        np.testing.assert_allclose(computed, value, rtol=1e-9, atol=1e-12, err_msg=message)
    known = np.concatenate([np.ravel(v) for v in (*expected.values(), *now.values())]).astype(float)
    words = [w for w in element.locator("dt").all_inner_texts() if "." in w]
    for text in (*words, *element.locator("dd").all_inner_texts()):
        for number in NUMBER.findall(text):
            assert is_one_of(number, known), f"{text!r} is none of {expected} at {now}"


def is_one_of(number, known):
    """Say whether a printed number is one of some values, rounded as it is printed."""
    value = float(number.replace("−", "-").replace(",", "").replace("∞", "inf"))
    half = 0.5 * 10.0 ** -len(number.partition(".")[2])
    return np.isclose(known, value, rtol=0, atol=half * (1 + 1e-6)).any()


def test_a_wrong_number_is_noticed():
    known = np.array([1.75, np.inf])
    assert is_one_of("1.7500", known) and is_one_of("∞", known)
    assert not is_one_of("1.7501", known) and not is_one_of("−∞", known)


def test_numbers_are_those_of_xentlib_at_every_setting_of_the_keys(element):
    compare(element)
    for slider in element.locator("input[type=range]").all():
        for key in KEYS:
            slider.press(key)
            compare(element)
    for radio in element.locator("input[type=radio]").all():
        radio.check()
        compare(element)


def test_numbers_are_those_of_xentlib_when_every_slider_has_been_at_its_end(element):
    """Probabilities that are rescaled at every step have to stay probabilities."""
    first, *others = element.locator("input[type=range]").all()
    for key in ("Home", "End"):
        for slider in (*others, first):
            slider.press(key)
            compare(element)


def test_numbers_are_those_of_xentlib_after_every_button(element):
    start = settings(element)
    buttons = element.get_by_role("button").all()
    for button in buttons:
        before = settings(element)
        button.click()
        compare(element)
        leads = BUTTONS.get((element.get_attribute("kind"), button.inner_text()))
        if leads:
            assert settings(element) == pytest.approx({**before, **leads(before)})
    assert settings(element) == start, "the last button does not lead back to the start"


def test_handles_follow_the_mouse(element):
    for name in sorted(set(element.locator("[data-control]").evaluate_all(
        "all => all.map(e => e.dataset.control)"
    ))):  # fmt: skip
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
        assert after[name] != there[name], f"the handle of {name} did not follow the mouse"
        compare(element)
        mouse.move(x - 30, y - 30)
        assert settings(element) == after, f"the handle of {name} was not let go"


def test_handles_follow_a_finger_and_the_page_does_not(browser, home):
    with browser.new_context(viewport=NARROW, has_touch=True, is_mobile=True) as context:
        page = context.new_page()
        page.goto(home + PLACES["bits"])
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


def test_the_summary_is_spoken_once_the_hand_rests(element):
    slider = element.locator("input[type=range]").first
    spoken = element.get_by_role("status")
    assert spoken.inner_text() == ""
    slider.press("PageUp")
    element.page.wait_for_function(
        "e => e.querySelector('[role=status]').textContent", arg=element.element_handle()
    )
    assert spoken.inner_text() == element.locator(".explorable-summary").inner_text()
    assert slider.get_attribute("aria-valuetext")


def test_handles_are_wide_enough_for_a_finger(browser, home):
    for kind, page in PLACES.items():
        with opened(browser, home + page, home, size=NARROW) as visit:
            narrow = visit.page.locator(f'book-explorable[kind="{kind}"]').first
            for handle in narrow.locator("[data-control]").all():
                box = handle.bounding_box()
                assert min(box["width"], box["height"]) >= 24, f"{kind}: {box}"


@pytest.mark.parametrize("kind", sorted(PLACES))
def test_without_a_script_the_picture_and_its_sentence_stand(kind, browser, home):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(home + PLACES[kind])
        element = page.locator(f'book-explorable[kind="{kind}"]').first
        box = element.locator("svg").first.bounding_box()
        assert box and box["height"] > 100, "there is no picture"
        assert element.locator(".explorable-summary").is_visible()
        assert not element.locator(".explorable-controls").is_visible()

"""Predictions and the boxes under exercises in a browser; what they say, tests/book compares."""

import re

import pytest
from xentlib.exercises import answers

from tests.site.browser import DENY, FULL, SITE, opened, until

# It asks for numbers and choices, and all its exercises have an answer.
CHAPTER = "book/probabilities/sigmoid.html"
PROOFS = "book/information/kl-divergence.html"  # it has exercises without an answer
NUMBER, CHOICE = "book-predict[data-number]", "book-predict[data-right]"
ANSWER = ".admonition-predict:has({}) + details.predicted"
NAME, ENTRY = next((n, e) for n, e in answers().items() if n == "sigmoid-1")
LATER = re.compile(r"/(?:jsep|expression|check|answers/.*)\.js")


def said(page, element):
    """Return what an element says, once it says something."""
    status = page.locator(f"{element} > [role=status]").first
    until(page, "e => e.textContent", arg=status.element_handle())
    return status.inner_text()


def answer(page, kind):
    """Return what answers the first box of a kind."""
    return page.locator(ANSWER.format(kind)).first


def test_a_guess_is_compared_and_the_answer_shown_with_the_keyboard(shared, home):
    shared.go(home + CHAPTER)
    page, box = shared.page, shared.page.locator(NUMBER).first
    inside = answer(page, NUMBER).locator("> .fold-body")
    assert not inside.is_visible(), "the answer is to be hidden at first"
    box.get_by_label("Your guess").focus()
    page.keyboard.type("7/8")
    page.keyboard.press("Enter")
    assert said(page, NUMBER) == "You said 7/8; it is 0.5. Your guess is 1.8 times as large."
    assert inside.is_visible()
    page.reload()
    assert inside.is_visible(), "the answer is to be there again after a reload"
    assert page.locator("details.predicted[open]").count() == 1
    box.get_by_label("Your guess").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert not inside.is_visible(), "the line below the box is to hide the answer again"
    assert shared.errors == []


def test_a_choice_is_compared(shared, home):
    shared.go(home + CHAPTER)
    page, box = shared.page, shared.page.locator(CHOICE).first
    right = box.locator("li").nth(int(box.get_attribute("data-right")) - 1)
    box.locator("input").first.check()
    answer(page, CHOICE).locator("> summary").click()
    words = said(page, CHOICE)
    assert words.startswith("You said “the first”. It is “") and right.inner_text() in words
    right.locator("input").check()
    page.keyboard.press("Enter")
    box.get_by_text("As you said: “").wait_for()
    assert box.locator("li > .predict-right").count() == 1


def test_a_link_into_an_answer_opens_it(shared, home):
    shared.go(home + PROOFS)
    place = shared.page.locator("details.predicted > .fold-body [id]").first
    name = place.get_attribute("id")
    shared.go(f"{home}{PROOFS}#{name}")
    assert place.is_visible() and shared.page.locator("details.predicted[open]").count() == 1


def test_all_answers_stay_open_where_the_reader_wants_it(shared, home):
    shared.go(home + CHAPTER)
    page = shared.page
    opened_ones = "details.predicted[open]"
    everything = page.locator("details.predicted").count()
    page.get_by_label("Leave all answers open").check()
    assert page.locator(opened_ones).count() == everything > 5
    page.goto(home + PROOFS)
    closed = page.locator("details.predicted:not([open])").count()
    assert closed == 0, "it is forgotten on the next page"
    assert page.locator("details.fold:not(.predicted):not([open])").count() > 0
    page.get_by_label("Leave all answers open").uncheck()
    page.reload()
    assert page.locator(opened_ones).count() == 0


def test_without_a_script_answers_stand_open_and_nothing_waits(unscripted, home):
    unscripted.goto(home + CHAPTER)
    for kind in (NUMBER, CHOICE):
        assert answer(unscripted, kind).locator("> .fold-body").is_visible()
        assert not answer(unscripted, kind).locator("> summary").is_visible()
    assert unscripted.locator(CHOICE).first.locator("li").first.is_visible()
    waiting = unscripted.locator(":is(book-predict, book-answer) :is(input, button)")
    assert waiting.count() > 10
    assert not any(one.is_visible() for one in waiting.all())


def tried(page, typed):
    """Type an answer to the exercise, check it, and return what is said."""
    box = page.locator(f'book-answer[data-name="{NAME}"]')
    box.locator("input").fill(typed)
    box.get_by_role("button", name="Check").click()
    status = box.get_by_role("status")
    until(page, "e => e.textContent", arg=status.element_handle())
    words = status.inner_text()
    status.evaluate("e => { e.textContent = ''; }")
    return words


def test_an_answer_is_checked_and_remembered(shared, home):
    shared.go(home + CHAPTER)
    page = shared.page
    assert not any(LATER.search(request.url) for request in shared.requests), "loaded too early"
    mistake = ENTRY["mistakes"][0]
    assert mistake["says"] in tried(page, repr(mistake["value"]))
    assert tried(page, "12.25").endswith(f"Hint 1 of {len(ENTRY['hints'])}: {ENTRY['hints'][0]}")
    assert tried(page, "twelve").startswith("Write a number, or an expression")
    assert tried(page, "ln 99 - 1.5") == f"Right, {ENTRY['answer']:.4f} nats"
    assert any(LATER.search(request.url) for request in shared.requests)
    assert shared.foreign == shared.errors == []
    page.reload()
    assert said(page, f'book-answer[data-name="{NAME}"]') == "You had this right before."


def test_an_exercise_without_an_answer_asks_whether_it_was_solved(shared, home):
    shared.go(home + PROOFS)
    had = shared.page.get_by_role("button", name="I had it").first
    had.click()
    assert had.get_attribute("aria-pressed") == "true"
    shared.page.reload()
    assert had.get_attribute("aria-pressed") == "true"
    shared.page.get_by_role("button", name="I had not").first.click()
    assert had.get_attribute("aria-pressed") == "false"


@pytest.mark.parametrize("store", [None, DENY, FULL], ids=["stored", "denied", "full"])
def test_it_works_from_files_and_where_nothing_may_be_stored(store, browser):
    address = (SITE / CHAPTER).as_uri()
    with opened(browser, address, SITE.as_uri()) as visit:
        page = visit.page
        if store:
            page.add_init_script(store)
            page.goto(address)
        page.locator(NUMBER).first.get_by_label("Your guess").fill("0.5")
        answer(page, NUMBER).locator("> summary").click()
        assert said(page, NUMBER).endswith("it is 0.5. That is as near as makes no difference.")
        page.get_by_label("Leave all answers open").check()
        assert page.locator("details.predicted:not([open])").count() == 0
        assert tried(page, "ln 99 - 1.5").startswith("Right")
        assert visit.errors == visit.foreign == []

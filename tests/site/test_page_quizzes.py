"""Quizzes, marks and the course page in a browser; what the script computes, tests/book tests."""

import json
import re

import pytest

from book._ext.answers import names_in
from book._ext.quiz import load
from tests.site.browser import DENY, SITE, pages

# The smallest chapter with both kinds of questions.
CHAPTER = min(
    (
        name
        for name in pages()
        if len(set(re.findall(r'data-kind="(\w+)"', (SITE / name).read_text("utf8")))) == 2
    ),
    key=lambda name: (SITE / name).stat().st_size,
)
ASKED = load(CHAPTER.removeprefix("book/").removesuffix(".html"))
QUESTIONS = len(ASKED) + len(names_in(CHAPTER.removeprefix("book/").removesuffix(".html")))
CHOICE = next(q for q in ASKED if not q.get("probability"))
FORECAST = next(q for q in ASKED if q.get("probability"))
COURSE = "book/course.html"


def right(quiz):
    return next(k for k, choice in enumerate(quiz["choices"]) if choice.get("right"))


def element(page, quiz):
    return page.locator(f'book-quiz[data-id="{quiz["id"]}"]')


def said(page, quiz):
    return element(page, quiz).locator("[role=status]").inner_text()


def answer(page, quiz, k):
    """Choose an answer and check it."""
    element(page, quiz).locator("input").nth(k).check()
    element(page, quiz).get_by_role("button", name="Check").click()


def place(page):
    """Return what the map on the course page says of the chapter."""
    name = CHAPTER.removeprefix("book/").removesuffix(".html")
    return page.locator(f'.course-map [data-page="{name}"] .course-state').inner_text()


@pytest.fixture
def page(shared, home):
    shared.go(home + CHAPTER)
    yield shared.page
    assert shared.errors == []


def test_a_question_is_answered_with_the_keyboard_and_kept(page):
    quiz, k = element(page, CHOICE), right(CHOICE)
    assert not quiz.locator("details").is_visible(), "the answers are to be hidden at first"
    quiz.locator("input").first.focus()
    page.keyboard.press("Enter")
    assert said(page, CHOICE) == "Choose an answer first."
    page.keyboard.press("Space")
    for _ in range(k):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert said(page, CHOICE).startswith("Right.")
    assert quiz.locator("details").is_visible()
    page.reload()
    assert said(page, CHOICE).startswith("Right.")
    assert quiz.locator("input").nth(k).is_checked()


def test_a_wrong_answer_says_why(page):
    wrong = (right(CHOICE) + 1) % len(CHOICE["choices"])
    answer(page, CHOICE, wrong)
    assert said(page, CHOICE).startswith(f"{'ABCDE'[wrong]} is not right.")
    assert element(page, CHOICE).locator(".quiz-said .quiz-why").inner_text().strip()


def test_a_forecast_costs_bits_and_the_first_counts(page):
    quiz, k = element(page, FORECAST), right(FORECAST)
    check, inputs = quiz.get_by_role("button", name="Check"), quiz.locator("input")
    inputs.nth(k).fill("50")
    check.click()
    assert "add up to 100" in said(page, FORECAST)
    quiz.get_by_role("button", name="Share the rest").click()
    check.click()
    assert "You gave it 50 %: 1.00 bits." in said(page, FORECAST)
    for n in range(len(FORECAST["choices"])):
        inputs.nth(n).fill("100" if n == k else "0")
    check.click()
    assert "Your first answer counts" in said(page, FORECAST)
    assert "So far 1 forecast: 1.00 bits." in said(page, FORECAST)


def test_marks_and_answers_show_on_the_course_page(page, home):
    answer(page, CHOICE, 0)
    page.get_by_label("I have read this chapter").check()
    page.goto(home + COURSE)
    assert place(page) == f"✓ read, 1 of {QUESTIONS}"


def test_a_record_is_exported_erased_and_imported(page, home, tmp_path):
    answer(page, CHOICE, 0)
    page.goto(home + COURSE)
    record = page.locator("book-record")
    with page.expect_download() as download:
        record.get_by_role("button", name="Export").click()
    file = tmp_path / "record.json"
    download.value.save_as(file)
    saved = json.loads(file.read_text("utf8"))
    assert saved["quizzes"] == {CHOICE["id"]: {"choice": 0, "right": right(CHOICE)}}
    assert list(saved["reviews"]) == [CHOICE["id"]]
    page.once("dialog", lambda dialog: dialog.accept())
    record.get_by_role("button", name="Erase").click()
    assert place(page) == f"0 of {QUESTIONS}"
    (tmp_path / "bad.json").write_text("{", "utf8")
    for name, words, count in (("bad", "^Nothing was imported", 0), ("record", "^Imported", 1)):
        record.locator("input[type=file]").set_input_files(tmp_path / f"{name}.json")
        record.get_by_text(re.compile(words)).wait_for()
        assert place(page) == f"{count} of {QUESTIONS}"


def test_without_a_script_the_questions_and_the_answers_are_there(unscripted, home):
    page = unscripted
    page.goto(home + CHAPTER)
    quiz = element(page, CHOICE)
    assert quiz.locator("legend").is_visible() and quiz.locator("summary").is_visible()
    assert not quiz.locator("button").is_visible()
    quiz.locator("summary").click()
    assert quiz.locator(".quiz-why").first.is_visible()
    page.goto(home + COURSE)
    assert "runs no script" in page.locator("book-record").inner_text()


def test_where_nothing_may_be_stored_a_quiz_works_and_the_record_says_so(browser, home):
    with browser.new_context() as context:
        context.add_init_script(DENY)
        page = context.new_page()
        page.goto(home + CHAPTER)
        answer(page, CHOICE, right(CHOICE))
        assert said(page, CHOICE).startswith("Right.")
        page.goto(home + COURSE)
        assert "lets the page store nothing" in page.locator("book-record").inner_text()

"""The reader's record in a browser: what comes back and when, and that no answer is lost on the way."""

import json
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from test_page_quizzes import COURSE, right
from xentlib.exercises import answers

from book._ext import quiz
from book._ext.answers import names_in
from tests.site.browser import DENY, NARROW, SITE, WATCH, WIDE, settle, until, violations_in_themes

NAME = "information/entropy"
CHAPTER, FIRST = f"book/{NAME}.html", "book/index.html"
ASKED = [q for q in quiz.load(NAME) if not q.get("probability")]
QUESTION = ASKED[0]
EXERCISE = next(n for n in names_in(NAME) if isinstance(answers()[n]["answer"], float))
KEY = "cross-entropy-book"
START = datetime(2026, 3, 2, 10)
LINE = "book-review [role=status]"
GOOD = {"version": 2, "quizzes": {}, "read": {NAME: True}, "exercises": {}, "reviews": {}}


def fault_of(message):
    """Return an error's text; a picture that is opened alone has no icon for its tab."""
    asked = message.location.get("url", "")
    return message.text if message.type == "error" and not asked.endswith("/favicon.ico") else ""


@contextmanager
def reading(browser, home, address=CHAPTER, given=None, script="", **options):
    """Open a page in a profile of its own, in which something is stored, on the first day."""
    with browser.new_context(**options) as context:
        context.clock.set_fixed_time(START)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.add_init_script(WATCH)
        page.set_default_timeout(5000)
        if given:
            page.goto(f"{home}_static/favicon.svg")
            page.evaluate("given => Object.assign(localStorage, given)", given)
        page.errors = []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.on("console", lambda m: fault_of(m) and page.errors.append(fault_of(m)))
        page.goto(home + address)
        yield page
        assert page.errors == []


def stored(page, key=KEY):
    return page.evaluate("key => localStorage.getItem(key)", key)


def answer(page, k=None, name=QUESTION["id"]):
    """Give an answer to a question on the page: the right one, or that of a number."""
    box = page.locator(f'book-quiz[data-id="{name}"]')
    asked = next(q for q in ASKED if q["id"] == name)
    box.locator("input").nth(right(asked) if k is None else k).check()
    box.get_by_role("button", name="Check").click()


def arrived(page, name):
    """Wait until a tab knows of an answer that another has given, which takes some ms."""
    until(page, "name => name in record.load().quizzes", arg=name)


def on_day(page, home, days):
    """Return what the course page says of today on a later day."""
    page.context.clock.set_fixed_time(START + timedelta(days=days))
    if page.url == home + COURSE:
        page.evaluate("dispatchEvent(new Event('pageshow'))")  # as on the way back to it
    else:
        page.goto(home + COURSE)
    return page.locator(LINE).inner_text()


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def wrong():
    return (right(QUESTION) + 1) % len(QUESTION["choices"])


# What comes back


def test_a_question_comes_back_after_1_3_7_and_21_days(browser, home):
    with reading(browser, home) as page:
        answer(page)
        assert on_day(page, home, 5) == "Nothing waits for you yet.", "it is not read"
        page.goto(home + CHAPTER)
        page.get_by_label("I have read this chapter").check()
        day = 0
        for wait in (1, 3, 7, 21):
            assert on_day(page, home, day + wait - 1).startswith("Nothing is due") or wait == 1
            day += wait
            assert on_day(page, home, day) == "Today: 1 question, 1 minute."
            assert page.locator(".course-map .is-read").inner_text().endswith(", 1 due")
            press(page, "Start")
            answer(page)
            press(page, "Finish")
            assert page.locator(LINE).inner_text().startswith("1 of 1 right.")
        assert on_day(page, home, day + 400) == "Nothing waits for you yet."


def test_what_is_missed_comes_back_the_next_day(browser, home):
    review = {"at": START.timestamp() * 1000 - 8 * 864e5, "right": True, "step": 2}
    first = {"choice": right(QUESTION), "right": right(QUESTION)}
    state = {**GOOD, "quizzes": {QUESTION["id"]: first}, "reviews": {QUESTION["id"]: review}}
    with reading(browser, home, COURSE, {KEY: json.dumps(state)}) as page:
        press(page, "Start")
        answer(page, wrong())
        assert "is not right" in page.locator("book-review .quiz-said").inner_text()
        answer(page)  # it was just said: this changes nothing
        press(page, "Finish")
        said = page.locator(LINE).inner_text()
        assert said.startswith("0 of 1 right. Nothing is due today.") and "3 March" in said
        assert json.loads(stored(page))["quizzes"][QUESTION["id"]] == first, "the first counts"
        assert on_day(page, home, 1).startswith("Today: 1 question")


def test_an_exercise_comes_back_and_is_answered_with_keys_alone(browser, home):
    with reading(browser, home) as page:
        box = page.locator(f'book-answer[data-name="{EXERCISE}"]')
        box.locator("input").fill(repr(answers()[EXERCISE]["answer"]))
        page.keyboard.press("Enter")
        box.get_by_text("Right").wait_for()
        page.get_by_label("I have read this chapter").check()
        assert on_day(page, home, 1) == "Today: 1 exercise, 3 minutes."
        page.get_by_role("button", name="Start").focus()
        page.keyboard.press("Enter")
        page.locator("book-review book-answer").wait_for()
        assert page.evaluate("document.activeElement.textContent").startswith("1 of 1")
        field = page.locator("book-review input")
        assert "before" not in page.locator("book-review").inner_text()
        while not field.evaluate("e => e === document.activeElement"):
            page.keyboard.press("Tab")
        before = stored(page)
        for typed, says in (("nonsense", "Write a number"), ("1, 2, 3", "Expected one number")):
            field.fill("")
            page.keyboard.type(typed)
            page.keyboard.press("Enter")
            page.get_by_text(says).wait_for()
            assert stored(page) == before, f"{typed} counts as a miss"
        field.fill("")
        page.keyboard.type(f"{answers()[EXERCISE]['answer']!r} + ln 1")
        page.keyboard.press("Enter")
        page.locator("book-review .quiz-right").wait_for()
        for _ in range(2):  # past the button that checks
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.textContent").startswith("1 of 1 right.")
        assert json.loads(stored(page))["reviews"][EXERCISE]["step"] == 1


def test_a_review_may_be_stopped_and_skipped_questions_stay_due(browser, home):
    at = START.timestamp() * 1000 - 2 * 864e5
    reviews = {q["id"]: {"at": at + k, "right": False, "step": 0} for k, q in enumerate(ASKED[:3])}
    with reading(browser, home, COURSE, {KEY: json.dumps({**GOOD, "reviews": reviews})}) as page:
        press(page, "Start")
        press(page, "Skip")
        answer(page, name=ASKED[1]["id"])
        press(page, "Stop")
        assert page.locator(LINE).inner_text() == "1 of 1 right. Today: 2 questions, 2 minutes."


def test_what_cannot_be_loaded_is_said(browser, home):
    reviews = {QUESTION["id"]: {"at": 0, "right": True, "step": 0}}
    with reading(browser, home, COURSE, {KEY: json.dumps({**GOOD, "reviews": reviews})}) as page:
        page.route("**/reviews/**", lambda route: route.abort())
        press(page, "Start")
        page.get_by_text("could not be loaded").wait_for()
        press(page, "Stop")
        page.errors.clear()  # the browser notes that it did not come


def test_it_works_from_files(browser):
    reviews = {QUESTION["id"]: {"at": 0, "right": True, "step": 0}}
    home = f"{SITE.as_uri()}/"
    with reading(browser, home, COURSE, {KEY: json.dumps({**GOOD, "reviews": reviews})}) as page:
        assert page.locator(LINE).inner_text().startswith("Today: 1 question")
        press(page, "Start")
        answer(page)
        press(page, "Finish")
        assert page.locator(LINE).inner_text().startswith("1 of 1 right.")


# No answer is lost


def imported(page, tmp_path, text):
    """Import a text; return what the page says."""
    (tmp_path / "record.json").write_text(text, "utf8")
    page.locator("book-record input").set_input_files(tmp_path / "record.json")
    said = page.locator("book-record > [role=status]")
    until(page, "e => e.textContent", arg=said.element_handle())
    return said.inner_text()


def test_a_record_goes_to_another_browser_and_one_of_version_1_is_read(browser, home, tmp_path):
    with reading(browser, home) as page:
        answer(page)
        page.get_by_label("I have read this chapter").check()
        page.goto(home + COURSE)
        with page.expect_download() as download:
            press(page, "Export")
        download.value.save_as(tmp_path / "mine.json")
        exported = (tmp_path / "mine.json").read_text("utf8")
    old = {"version": 1, "quizzes": {QUESTION["id"]: {"choice": 0, "right": right(QUESTION)}}}
    texts = {"new": exported, "old": json.dumps({**old, "read": {NAME: True}})}
    for text in texts.values():
        with reading(browser, home, COURSE) as page:
            assert imported(page, tmp_path, text) == "Imported."
            assert on_day(page, home, 1).startswith("Today: 1 question")
    with reading(browser, home, COURSE, {KEY: texts["old"]}) as page:
        assert page.locator(LINE).inner_text().endswith("comes back on Tuesday 3 March.")
        assert json.loads(stored(page))["version"] == 2


def test_a_bad_import_is_refused_and_changes_nothing(browser, home, tmp_path):
    with reading(browser, home) as page:
        answer(page)
        before = stored(page)
        page.goto(home + COURSE)
        hostile = json.dumps({**GOOD, "read": {"<img src=x onerror=alert(1)>": True}})
        for text in (
            "{",
            hostile,
            json.dumps({**GOOD, "exercises": {"e": "yes"}}),
            " " * 50_000_000,
        ):
            assert imported(page, tmp_path, text).startswith("Nothing was imported.")
            assert stored(page) == before
            page.locator("book-record > [role=status]").evaluate("e => e.replaceChildren()")
        assert "50.0 MB" in imported(page, tmp_path, " " * 50_000_000)


def test_each_record_that_cannot_be_read_is_put_aside_and_can_be_saved(browser, home, tmp_path):
    with reading(browser, home, given={KEY: "broken", f"{KEY}-unreadable": "older"}) as page:
        answer(page)
        page.evaluate("localStorage.setItem('cross-entropy-book', '{\"version\": 9}')")
        answer(page)
        page.goto(home + COURSE)
        texts = {"unreadable": "older", "unreadable-1": "broken", "unreadable-2": '{"version": 9}'}
        for name, text in texts.items():
            with page.expect_download() as download:
                press(page, f"Save {KEY}-{name}")
            download.value.save_as(tmp_path / name)
            assert (tmp_path / name).read_text("utf8") == text
        assert QUESTION["id"] in json.loads(stored(page))["quizzes"]
        page.once("dialog", lambda dialog: dialog.accept())
        press(page, "Erase")
        assert page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('cross'))") == []


NO_ROOM = """{
  const set = Storage.prototype.setItem;
  Storage.prototype.setItem = function (key, text) {
    if (key.includes("unreadable")) throw new DOMException("full", "QuotaExceededError");
    set.call(this, key, text);
  };
}"""


def test_what_cannot_be_put_aside_is_not_written_over(browser, home):
    with reading(browser, home, given={KEY: "precious"}, script=NO_ROOM) as page:
        answer(page)
        assert stored(page) == "precious"
        page.get_by_role("alert").get_by_text("no room to put it aside").wait_for()
        page.goto(home + COURSE)
        with page.expect_download():
            press(page, f"Save {KEY}")
        assert stored(page) == "precious"


def test_where_storage_is_denied_pages_work_and_say_so(browser, home):
    with reading(browser, home, script=DENY) as page:
        assert page.locator("button.copybtn").count() > 0
        answer(page)
        page.get_by_role("alert").get_by_text("store nothing").wait_for()
        press(page, "Close")
        assert page.get_by_role("alert").count() == 0
        page.get_by_label("I have read this chapter").check()
        assert page.get_by_role("alert").count() == 0, "it is said once"
        page.goto(f"{home}search.html?q=jensen")
        page.locator("#search-results a").first.wait_for()
        page.goto(home + COURSE)
        assert "store nothing" in page.locator("book-record").inner_text()
        page.locator("book-course button").first.click()
        assert page.locator(".with-path").count() == 1


FILLED = """{
  const set = Storage.prototype.setItem;
  Storage.prototype.setItem = function (key, text) {
    if (window.full) throw new DOMException("full", "QuotaExceededError");
    set.call(this, key, text);
  };
}"""


def test_what_a_full_storage_keeps_back_is_stored_later_beside_what_others_stored(browser, home):
    with reading(browser, home, script=FILLED) as page:
        page.evaluate("window.full = true")
        answer(page)
        page.get_by_role("alert").get_by_text("storage of this browser is full").wait_for()
        assert stored(page) is None
        other = page.context.new_page()
        other.goto(home + CHAPTER)
        answer(other, name=ASKED[1]["id"])
        arrived(page, ASKED[1]["id"])
        page.evaluate("window.full = false")
        page.bring_to_front()
        page.get_by_label("I have read this chapter").check()
        kept = json.loads(stored(page))
        assert set(kept["quizzes"]) == {q["id"] for q in ASKED[:2]} and kept["read"] == {NAME: True}


def test_two_tabs_write_one_record(browser, home):
    with reading(browser, home) as page:
        other = page.context.new_page()
        other.goto(home + COURSE)
        page.bring_to_front()
        answer(page)
        page.get_by_label("I have read this chapter").check()
        place = other.locator(f'.course-map [data-page="{NAME}"]')
        place.get_by_text("✓ read, 1 of").wait_for()
        other.bring_to_front()
        other.goto(home + CHAPTER)
        answer(other, name=ASKED[1]["id"])
        page.bring_to_front()
        arrived(page, ASKED[1]["id"])
        answer(page, name=ASKED[2]["id"])
        assert set(json.loads(stored(page))["quizzes"]) == {q["id"] for q in ASKED[:3]}


@pytest.mark.parametrize("bad", [{"choice": 77}, {"right": 4}, {"probabilities": [0.5, 0.5]}])
def test_an_answer_that_fits_no_question_counts_as_none(browser, home, bad):
    given = {"choice": 0, "right": right(QUESTION), **bad}
    given = {k: v for k, v in given.items() if "probabilities" not in bad or k != "choice"}
    given["right"] = min(given["right"], 1) if "probabilities" in bad else given["right"]
    state = {**GOOD, "quizzes": {QUESTION["id"]: given}}
    with reading(browser, home, given={KEY: json.dumps(state)}) as page:
        box = page.locator(f'book-quiz[data-id="{QUESTION["id"]}"]')
        assert box.locator("[role=status]").inner_text() == ""
        answer(page)
        first = {"choice": right(QUESTION), "right": right(QUESTION)}
        assert json.loads(stored(page))["quizzes"][QUESTION["id"]] == first


# Where one stands


def test_a_path_changes_the_map_and_is_remembered(browser, home):
    look = """() => [...document.querySelectorAll(".course-map li")].map(e =>
      getComputedStyle(e).boxShadow + getComputedStyle(e).borderStyle)"""
    with reading(browser, home, COURSE) as page:
        plain = set(page.evaluate(look))
        path = page.locator("book-course button").nth(1)
        path.click()
        chosen = path.get_attribute("data-chapters").split()
        assert len(page.locator(".course-map .on-path").all()) == len(chosen)
        looks = page.evaluate(look)
        assert len(plain) == 1 and len(set(looks)) == 2 and plain.isdisjoint(looks)
        said = page.locator("book-course > [role=status]").inner_text()
        assert said.startswith("You train or score language models")
        page.reload()
        assert path.get_attribute("aria-pressed") == "true" and page.evaluate(look) == looks
        path.click()
        assert set(page.evaluate(look)) == plain
        page.reload()
        assert page.locator("[aria-pressed=true]").count() == 0


def leave(page, home, heading):
    """Read a chapter up to a section, and go to the first page."""
    page.goto(home + CHAPTER)
    page.locator("section > h2").nth(heading).evaluate("e => e.scrollIntoView()")
    page.goto(home + FIRST)


def test_one_continues_where_one_was(browser, home):
    with reading(browser, home, FIRST) as page:
        link = page.locator("book-continue")
        assert not link.is_visible(), "on the first visit there is nothing to continue"
        leave(page, home, 2)
        said = link.inner_text()
        assert said.startswith("Continue: Entropy, ") and "#" not in said
        link.locator("a").click()
        page.wait_for_url(f"{home}{CHAPTER}#*")
        page.goto(home + COURSE)
        assert link.inner_text() == said


def test_after_a_chapter_that_was_read_the_next_one_follows(browser, home):
    with reading(browser, home) as page:
        page.get_by_label("I have read this chapter").check()
        page.goto(home + COURSE)
        assert page.locator("book-continue").inner_text() == "Continue: Cross-entropy"
        page.once("dialog", lambda dialog: dialog.accept())
        press(page, "Erase")
        page.reload()
        assert not page.locator("book-continue").is_visible()


@pytest.mark.parametrize(
    "place",
    [
        "{",
        "null",
        '{"page": "javascript:alert(1)", "chapter": "x", "section": "", "anchor": ""}',
        '{"page": "a/b", "chapter": "x", "section": "", "anchor": "\\"><b>"}',
        '{"page": "a/b", "chapter": ["x"], "section": "", "anchor": ""}',
    ],
)
def test_what_is_no_place_is_not_shown(browser, home, place):
    with reading(browser, home, FIRST, {f"{KEY}-place": place}) as page:
        assert not page.locator("book-continue").is_visible()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_nothing_moves_and_everyone_can_use_it(browser, home, size):
    """With a place, a path, and questions that are due; with one of them asked."""
    at = START.timestamp() * 1000 - 2 * 864e5
    reviews = {name: {"at": at, "right": True, "step": 0} for name in (QUESTION["id"], EXERCISE)}
    place = {"page": NAME, "chapter": "Entropy", "section": "A long name " * 6, "anchor": ""}
    given = {KEY: json.dumps({**GOOD, "reviews": reviews}), f"{KEY}-path": "The engineer"}
    given[f"{KEY}-place"] = json.dumps(place)
    with reading(browser, home, FIRST, given, viewport=size) as page:
        for address in (FIRST, COURSE):
            page.goto(home + address)
            settle(page)
            assert page.locator("book-continue a").is_visible()
            assert page.evaluate("seen.shift") <= 0.01, page.evaluate("seen.shifts")
        press(page, "Start")
        page.locator("book-review book-quiz, book-review book-answer").first.wait_for()
        where = {"include": [["book-review"], [".course-map"], [".course-paths"]]}
        assert violations_in_themes(page, where=where) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]

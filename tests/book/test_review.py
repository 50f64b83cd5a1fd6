"""The reader's record and the review: what is read, refused and merged, and what comes back when."""

import json
import re
from copy import deepcopy
from datetime import datetime

import pytest

from book._ext import answers, quiz, review, toc, v8
from tools.notebooks import BOOK

SCRIPTS = [BOOK / "assets" / f"{name}.js" for name in ("parts", "record", "quiz", "review")]
NOON = int(datetime(2026, 3, 28, 12).timestamp() * 1000)  # the clocks change soon after, in places
HOUR, DAY = 3_600_000, 86_400_000
STATE = {
    "version": 2,
    "quizzes": {
        "a": {"choice": 2, "right": 1},
        "b": {"probabilities": [0.2, 0.8], "right": 1},
    },
    "read": {"information/entropy": True},
    "exercises": {"entropy-1": True, "entropy-2": False},
    "reviews": {"a": {"at": NOON, "right": False, "step": 0}},
}
MAPS = ("quizzes", "read", "exercises", "reviews")


@pytest.fixture(scope="module")
def js():
    yield v8.context(*SCRIPTS)
    v8.close()


# What a record is


def test_a_state_that_was_exported_is_read_back(js):
    assert js.call("parseState", json.dumps(STATE), NOON) == STATE
    assert js.call("parseState", json.dumps(js.call("noState")), NOON) == js.call("noState")


@pytest.mark.parametrize("exercises", [{}, {"exercises": STATE["exercises"]}])
def test_a_record_of_version_1_is_read_and_its_answers_count_as_of_today(js, exercises):
    old = {"version": 1, "quizzes": STATE["quizzes"], "read": STATE["read"], **exercises}
    now = js.call("parseState", json.dumps(old), NOON)
    rights = {"a": False, "b": True, **exercises.get("exercises", {})}
    dated = {name: {"at": NOON, "right": right, "step": 0} for name, right in rights.items()}
    assert now == {**old, "version": 2, "exercises": {}, **exercises, "reviews": dated}


def changed(field, value):
    return {**STATE, field: value}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        (None, "no record"),
        ([], "no record"),
        ({"version": 1, "quizzes": {}}, "no record"),
        (changed("version", 3), "Version 3"),
        (changed("version", "2"), "Version 2"),
        (changed("x", {}), "field x"),
        (changed("exercises", []), "field exercises"),
        (changed("reviews", None), "field reviews"),
        (changed("read", {"p": 1}), "entry p of read"),
        (changed("exercises", {"e": "yes"}), "entry e of exercises"),
        *(
            (changed("read", {name: True}), "entry .* of read")
            for name in ("", "A", "a b", "../x", "__proto__", "a" * 50 + "!")
        ),
        *(
            (changed("quizzes", {"a": bad}), "entry a of quizzes")
            for bad in (
                None,
                {"choice": 1},
                {"choice": -1, "right": 0},
                {"choice": 0.5, "right": 0},
                {"choice": 1, "right": 1, "x": 1},
                {"probabilities": [0.5, 0.5], "right": 2},
                {"probabilities": [0.5, 0.4], "right": 0},
                {"probabilities": [1.5, -0.5], "right": 0},
                {"probabilities": ["0.5", "0.5"], "right": 0},
                {"probabilities": [], "right": 0},
            )
        ),
        *(
            (changed("reviews", {"a": {**STATE["reviews"]["a"], **bad}}), "entry a of reviews")
            for bad in (
                {"at": -1},
                {"at": 1e17},
                {"at": "2026"},
                {"step": 5},
                {"step": -1},
                {"right": 1},
                {"x": 1},
            )
        ),
    ],
)
def test_what_is_no_record_is_refused_with_a_reason(js, given, said):
    text = given if isinstance(given, str) else json.dumps(given)
    with pytest.raises(v8.JSEvalException, match=said) as refused:
        js.call("parseState", text, NOON)
    assert len(str(refused.value).split("\n")[0]) < 200


def test_an_import_adds_and_the_later_review_counts(js):
    early, late = ({"at": at, "right": True, "step": 1} for at in (NOON - 1, NOON + 1))
    other = {
        "version": 2,
        "quizzes": {"a": {"choice": 0, "right": 1}, "c": {"choice": 1, "right": 1}},
        "read": {"q": True},
        "exercises": {"entropy-2": True, "entropy-1": False, "kl-1": False},
        "reviews": {"a": late, "c": early},
    }
    both = js.call("merged", STATE, other)
    assert both["quizzes"] == {**STATE["quizzes"], "c": {"choice": 1, "right": 1}}
    assert both["read"] == {"information/entropy": True, "q": True}
    assert both["exercises"] == {"entropy-1": True, "entropy-2": True, "kl-1": False}
    assert both["reviews"] == {"a": late, "c": early}
    other = {**deepcopy(other), "reviews": {"a": early}}
    assert js.call("merged", STATE, other)["reviews"] == STATE["reviews"]


# When a question comes back


def days_until(js, found, now):
    """Return after how many days a question comes back."""
    return js.call("comesBack", found, now) - js.call("day", now)


def test_a_question_comes_back_after_1_3_7_and_21_days_and_then_rests(js):
    now, found = NOON, js.call("reviewed", None, True, NOON)
    for days in (1, 3, 7, 21):
        assert days_until(js, found, now) == days
        assert js.call("reviewed", found, True, now + DAY * (days - 1)) == found, "too early"
        now += DAY * days
        found = js.call("reviewed", found, True, now)
    assert js.eval(f"comesBack({json.dumps(found)}, {now})") == float("inf")


def test_a_miss_comes_back_the_next_day_and_starts_again(js):
    old = {"at": NOON, "right": True, "step": 3}
    for later in (HOUR, 10 * DAY, 30 * DAY):
        found = js.call("reviewed", old, False, NOON + later)
        assert found == {"at": NOON + later, "right": False, "step": 0}
        assert days_until(js, found, NOON + later) == 1
    assert js.call("reviewed", found, True, found["at"] + HOUR) == found, "it was just shown"
    assert js.call("reviewed", found, True, found["at"] + DAY)["step"] == 1
    rests = {"at": NOON, "right": True, "step": 4}
    assert js.call("reviewed", rests, False, NOON + DAY)["step"] == 0


def test_days_are_those_of_the_calendar(js):
    late = int(datetime(2026, 3, 28, 23, 50).timestamp() * 1000)
    found = js.call("reviewed", None, True, late)
    assert days_until(js, found, late) == 1
    assert days_until(js, found, late + HOUR) == 0


def test_an_answer_from_the_future_is_due_and_does_not_last(js):
    future = {"at": NOON + 400 * DAY, "right": True, "step": 2}
    assert days_until(js, future, NOON) == 0
    assert js.call("reviewed", future, False, NOON) == {"at": NOON, "right": False, "step": 0}


def test_an_answer_that_was_kept_back_gives_way_to_a_later_one(js):
    later = {"at": NOON, "right": True, "step": 1}
    assert js.call("reviewed", later, False, NOON - HOUR, NOON + HOUR) == later


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ({"choice": 1, "right": 1}, True),
        ({"choice": 0, "right": 1}, False),
        ({"probabilities": [0.4, 0.3, 0.3], "right": 0}, True),
        ({"probabilities": [0.5, 0.5], "right": 0}, False),
        ({"probabilities": [0.2, 0.8], "right": 0}, False),
    ],
)
def test_which_answers_are_right(js, answer, right):
    assert js.call("isRight", answer) is right


# What the course page says

READ = {"page": "p/a", "title": "1. A", "questions": ["x", "y"], "exercises": ["e"]}
UNREAD = {"page": "p/b", "title": "2. B", "questions": ["z"], "exercises": []}


def items(js, reviews, now):
    state = {**STATE, "read": {"p/a": True}, "reviews": reviews}
    return js.call("comingBack", state, [READ, UNREAD], now)


def at(days, step=0):
    return {"at": NOON + days * DAY, "right": True, "step": step}


def test_what_was_answered_in_chapters_that_were_read_comes_back_in_its_order(js):
    found = items(js, {"y": at(-2), "x": at(-1), "e": at(-3), "z": at(-9), "gone": at(-9)}, NOON)
    assert [item["name"] for item in found] == ["e", "y", "x"]
    assert [item["kind"] for item in found] == ["exercise", "question", "question"]
    assert items(js, {"x": at(-100, step=4)}, NOON) == []


@pytest.mark.parametrize(
    ("reviews", "words"),
    [
        ({}, "Nothing waits for you yet."),
        ({"x": at(-1)}, "Today: 1 question, 1 minute."),
        ({"x": at(-1), "e": at(-5)}, "Today: 1 question and 1 exercise, 4 minutes."),
        ({"e": at(-5), "y": at(0)}, "Today: 1 exercise, 3 minutes."),
        ({"y": at(0)}, "Nothing is due today. The next one comes back on Sunday 29 March."),
        (
            {"x": at(0), "y": at(0), "e": at(0, 1)},
            "Nothing is due today. The next 2 come back on Sunday 29 March.",
        ),
    ],
)
def test_what_is_due_is_said(js, reviews, words):
    assert js.call("agenda", items(js, reviews, NOON), NOON) == words


# What the course page asks


def test_links_lead_from_the_course_page_to_where_they_led_and_ids_go():
    html = (
        '<p id="a"><a href="#b">b</a><a href="entropy.html#c">c</a><a class="x" href="../course.html">'
        '</a><a href="../p/d.html">d</a><a href="https://e.org/">e</a></p>'
    )
    assert re.findall(r'href="(.*?)"', review.moved(html, "information/kl-divergence")) == [
        "information/kl-divergence.html#b",
        "information/entropy.html#c",
        "course.html",
        "p/d.html",
        "https://e.org/",
    ]
    assert "id=" not in review.moved(html, "information/kl-divergence")


@pytest.mark.parametrize("chapter", toc.chapters())
def test_names_are_told_apart_and_fit_a_record(js, chapter):
    """Questions and exercises have one map of reviews, and a name that parseState admits."""
    names = [q["id"] for q in quiz.load(chapter)] + answers.names_in(chapter)
    assert len(names) == len(set(names))
    asked = {q["id"] for other in quiz.chapters_with_quizzes() for q in quiz.load(other)}
    assert asked.isdisjoint(answers.load())
    reviews = {name: at(0) for name in names}
    state = {**STATE, "read": {chapter: True}, "reviews": reviews}
    assert js.call("parseState", json.dumps(state), NOON) == state

"""Predictions: what a box may ask, what answers it, and what the page says to a guess."""

import gzip
import io
from copy import deepcopy

import predictions
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, writes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import docutils_namespace

from book._ext import cells, predict, toc, v8
from tools.notebooks import BOOK

ASSETS = BOOK / "assets"
ENOUGH = 5
each_chapter = pytest.mark.parametrize("chapter", toc.chapters())


# The guard


@each_chapter
def test_the_answer_prints_the_number_that_a_box_names(chapter):
    assert predictions.faults(cells.read(chapter)) == []


@each_chapter
def test_another_number_is_rejected(chapter):
    for box in predictions.boxes(cells.read(chapter)):
        if named := box.options.get("number"):
            value, *unit = named.split(" ")
            box.options["number"] = " ".join([f"{value}7" if "." in value else f"{value}86", *unit])
            assert box.fault()


@each_chapter
def test_a_chapter_asks_for_five_numbers_or_choices(chapter):
    asks = sum(box.chooses for box in predictions.boxes(cells.read(chapter)))
    assert asks >= ENOUGH, f"{asks} boxes name a number or end with choices, expected {ENOUGH}"


def text(source):
    return new_markdown_cell(source)


def code(printed):
    return new_code_cell("print()", outputs=[new_output("stream", name="stdout", text=printed)])


def asked(number):
    return text(f"## One\n\n:::{{predict}}\n:number: {number}\n\nHow much?\n:::")


@pytest.mark.parametrize(
    ("number", "answer"),
    [
        ("0.5 nats", [code("x  0.5000")]),
        ("0.5 nats", [code("0.5000 nats")]),
        ("\u22122 nats", [code("-2.0 nats")]),
        ("3", [text("Three: 3.0<!-- = 1 + 2 -->.")]),
        ("50 %", [text("Half, 50<!-- = 0.5 --> %.")]),
    ],
)
def test_a_number_that_is_printed_or_claimed_is_good(number, answer):
    assert predictions.faults([asked(number), *answer]) == []


@pytest.mark.parametrize(
    ("number", "answer"),
    [
        ("0.5 nats", [code("0.5001 nats")]),
        ("0.5 nats", [code("0.5000 bits")]),
        ("0.5 nats", [text("It is 0.5 nats.")]),
        ("0.5 nats", [text("## Two"), code("0.5 nats")]),
        ("0.5 nats", [text(":::{predict-end}\n:::"), code("0.5 nats")]),
        ("0.5 nats", [text(":::{predict}\nMore?\n:::"), code("0.5 nats")]),
        ("half", [code("0.5 nats")]),
    ],
)
def test_a_number_that_the_answer_does_not_print_is_rejected(number, answer):
    [fault] = predictions.faults([asked(number), *answer])
    assert f"a box asks for {number}, which its answer does not print: 'How much?" in fault


# The page

CELLS = [
    text("# Title\n\n## One\n\n:::{predict}\n:number: 0.5 nats\n\nHow much?\n:::\n\nSecret *one*."),
    code("0.5 nats"),
    text(":::{predict}\n:right: 2\n\nWhich?\n\n- this $x$\n- that\n:::\n\nSecret two."),
    text(
        ":::{predict-end}\n:::\n\nOpen again.\n\n:::{predict}\nWhy?\n:::\n\nSecret three.\n\n## Two\n\nText."
    ),
]


def built(folder, notebook, warning=None):
    """Return the page that a small notebook becomes."""
    (folder / "index.ipynb").write_text(writes(new_notebook(cells=deepcopy(notebook))), "utf8")
    config = {
        "extensions": ["myst_nb", *(f"book._ext.{n}" for n in ("elements", "folds", "predict"))],
        "nb_execution_mode": "off",
        "myst_enable_extensions": ["colon_fence", "dollarmath"],
    }
    out = folder / "out"
    with docutils_namespace():
        tree = folder / "tree"
        Sphinx(folder, None, out, tree, "html", config, status=None, warning=warning).build()
    return BeautifulSoup((out / "index.html").read_text("utf8"), "html.parser")


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    return built(tmp_path_factory.mktemp("predict"), CELLS)


def test_an_answer_is_open_in_the_file_and_ends_where_it_should(page):
    answers = page.select("details.predicted")
    assert all(a.has_attr("open") for a in answers)
    assert ["Secret one." in answers[0].text, "0.5 nats" in answers[0].text] == [True, True]
    assert [a.text.count("Secret") for a in answers] == [1, 1, 1]
    outside = page.select_one("[role=main], body")
    for answer in answers:
        answer.extract()
    assert (
        "Open again." in outside.text and "Secret" not in outside.text and "Text." in outside.text
    )


LAW = ":::{note}\n:class: proof\nLaw.\n:::"


@pytest.mark.parametrize(
    ("number", "after", "hidden"),
    [
        (None, [code("0.5 nats"), text("Words."), code("0.7 nats")], "0.5 Words."),
        ("0.7 nats", [code("0.5 nats"), text("Words."), code("0.7 nats")], "0.5 Words. 0.7"),
        (None, [code("0.5 nats"), text(f"Words.\n\n{LAW}")], "0.5 Words."),
        (None, [text(LAW)], "Law."),
    ],
)
def test_an_answer_ends_with_the_words_after_its_output(number, after, hidden, tmp_path):
    asks = asked(number) if number else text("## One\n\n:::{predict}\nHow much?\n:::")
    [answer] = built(tmp_path, [text("# Title"), asks, *after]).select("details.predicted")
    found = [words for words in ("0.5", "Words.", "0.7", "Law.") if words in answer.text]
    assert found == hidden.split()


def test_a_box_asks_for_a_number_a_choice_or_words(page):
    number, choice, words = page.select(".admonition-predict > book-predict")
    assert (number["data-number"], number["data-unit"]) == ("0.5", "nats")
    assert number.label.get_text(strip=True) == "Your guess, in nats:"
    assert choice["data-right"] == "2"
    assert [li.get_text(strip=True) for li in choice.select("li")] == ["this\\(x\\)", "that"]
    assert len({i["name"] for i in choice.select("input[type=radio]")}) == 1
    assert words.label.get_text(strip=True) == "Your prediction:" and not words.select("li")
    assert len(page.select(".predict-all")) == 1


@pytest.mark.parametrize(
    ("box", "said"),
    [
        (":::{predict}\n:::\n\nText.", "Content block expected"),
        (":::{predict}\n:number: much\n\nAsk.\n:::\n\nText.", "expected a number and its unit"),
        (
            ":::{predict}\n:right: 3\n\nAsk.\n\n- a\n- b\n:::\n\nText.",
            "expected two to five choices",
        ),
        (":::{predict}\n:right: 1\n\nAsk.\n:::\n\nText.", "expected two to five choices"),
        (":::{predict}\n:right: 1\n:number: 2\n\nAsk.\n\n- a\n- b\n:::\n\nText.", "got both"),
    ],
)
def test_a_malformed_box_is_named(box, said, tmp_path):
    warning = io.StringIO()
    built(tmp_path, [text(f"# Title\n\n{box}")], warning)
    assert said in warning.getvalue()


def test_a_box_that_nothing_answers_fails_the_build(tmp_path):
    with pytest.raises(ExtensionError, match="nothing answers this"):
        built(tmp_path, [text("# Title\n\n:::{predict}\nAsk.\n:::\n\n## Next\n\nText.")])


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("0.5 nats", ("0.5", "nats")),
        ("12", ("12", None)),
        ("\u22121.5e-3 bits a day", ("-1.5e-3", "bits a day")),
    ],
)
def test_a_number_and_its_unit_are_read(text, parts):
    assert predict.number(text) == parts


# What the page says


@pytest.fixture(scope="module")
def js():
    yield v8.context(ASSETS / "predict.js")
    v8.close()


@pytest.mark.parametrize(
    ("guess", "number", "said"),
    [
        (0.464, 0.4644, "That is as near as makes no difference."),
        (0, 0, "That is as near as makes no difference."),
        (1, 0.4, "Your guess is 2.5 times as large."),
        (0.1, 0.4, "It is 4 times your guess."),
        (1e6, 3, "Your guess is 330000 times as large."),
        (0.5, 0.4, "Your guess is 0.1 nats above."),
        (-0.4, 0.4, "Your guess is 0.8 nats below."),
        (-8, -2, "Your guess is 4 times as large."),
        (2, 0, "Your guess is 2 nats above."),
    ],
)
def test_the_distance_of_a_guess_in_words(js, guess, number, said):
    assert js.call("distance", guess, number, "nats") == said


def test_the_script_is_small(js):
    assert len(gzip.compress((ASSETS / "predict.js").read_bytes())) < 2500

"""The search: what it reads in a page, and how it ranks what it has read."""

import json

import pytest

from book._ext import formulas, glossary, search, toc, v8

ASSETS = toc.ROOT / "book/assets"
PAGE = """<article class="bd-article"><p class="part-name">Part 1</p><section id="odds"><h1>
<span class="section-number">3. </span>The odds<a class="headerlink" href="#odds">#</a></h1>
<p>What is <em>open</em>?</p><section id="in-code"><h2>In code<a class="headerlink">#</a></h2>
<div class="cell"><div class="cell_input"><pre>total = <span>np</span>.log(2)</pre></div>
<div class="cell_output"><pre>0.6931 nats
total</pre></div></div><table><tr><th>sun</th><td>0.5</td></tr><tr><th>rain</th><td>0.25</td></tr></table>
<book-quiz><p>A wrong answer</p></book-quiz></section></section>
<dl class="glossary"><dt id="term-bit">bit</dt><dt id="term-0">比特</dt><dd><p>A unit.</p></dd>
<dt id="term-nat">nat</dt><dd><p>Another.</p></dd></dl>
<dl><dt class="sig" id="lib.entropy"><span>entropy</span>(p)</dt><dd><p>The mean.</p></dd></dl></article>"""


def test_a_page_is_read_by_sections_without_what_is_no_text():
    assert search.sections(PAGE) == [
        ["odds", "The odds", "What is open?", "", 0],
        ["in-code", "In code", "0.6931 nats\ntotal\nsun 0.5\nrain 0.25", "log", 0],
        ["term-bit", "bit 比特", "A unit.", "", 1],
        ["term-nat", "nat", "Another.", "", 1],
        ["lib.entropy", "lib.entropy", "The mean.", "entropy", 2],
    ]


@pytest.mark.parametrize(
    ("tex", "plain"),
    [
        (r"D_{\mathrm{KL}}(p \,\|\, q) \ge 0", "D_KL(p ∥ q) ≥ 0"),
        (r"-\sum_i p_i \ln q_i", "−∑_i p_i ln q_i"),
        (r"\frac{1}{1 + e^{-x}}", "1/(1 + e^(−x))"),
        (r"\log_2 8 = 3,", "log_2 8 = 3,"),
        (r"\sqrt{2} \approx 1.4142", "√2 ≈ 1.4142"),
        (r"\hat p = (0.2, -0.8)", "p = (0.2, −0.8)"),
        (r"\begin{aligned} a &= 1 \\ b &= 2 \end{aligned}", "a = 1; b = 2"),
    ],
)
def test_a_formula_becomes_a_line_of_text(tex, plain):
    page = f'<article><section id="a"><p>So {formulas.typeset(tex, False)}.</p></section></article>'
    assert search.sections(page)[0][2] == f"So {plain}."


def test_every_other_word_leads_somewhere_else():
    found = search.synonyms()
    assert {(chinese, english, False) for english, chinese, _ in glossary.entries()} <= set(found)
    assert len({phrase for phrase, _, same in found if same}) == sum(same for *_, same in found)
    assert all(phrase.lower() != term.lower() for phrase, term, _ in found)


# The ranking

SECTIONS = [  # of two pages, the second of which is called "Entropy"
    ["", "Loss", "What a loss is.", "", 0],
    [
        "nan",
        "Not a number",
        "The loss is NaN: an entropy of 0.6931 nats, or a loss of -100.",
        "",
        0,
    ],
    ["long", "Digits", "It is 0.693147, or 1000, and 2.3026.", "", 0],
    ["", "Entropy", "The mean.", "", 0],
    ["mean", "The entropy of a mean", "It is 100.", "log_softmax", 0],
    ["term-bit", "bit 比特", "A unit of entropy.", "", 1],
]
SYNONYMS = [
    ["average loss", "loss", True],
    ["wrong", "not a number", False],
    ["比特", "bit", False],
]


@pytest.fixture(scope="module")
def ask():
    """Return a function that says which of the sections a query finds, in their order."""
    pages = [[0, *s] for s in SECTIONS[:3]] + [[1, *s] for s in SECTIONS[3:]]
    index = {
        "pages": [["loss.html", "Loss"], ["entropy.html", "Entropy"]],
        "sections": pages,
        "synonyms": SYNONYMS,
    }
    scripts = [ASSETS / "minisearch/minisearch.js", ASSETS / "search.js"]
    made = v8.context(*scripts, f"var ask = bookSearch({json.dumps(index)})")

    def found(query):
        best = made.call("ask", query)["best"]
        return [one["anchor"] or one["title"] for one in best]

    found.best = lambda query: made.call("ask", query)["best"]
    return found


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("entropy", ["Entropy", "mean"]),  # a title, a heading, then texts
        ("Entropies", ["Entropy", "mean"]),
        ("entrpy", ["Entropy", "mean"]),
        ("0.6931", ["nan", "long"]),  # exactly so, then longer
        ("0.693", ["long", "nan"]),
        ("2.303", ["long"]),  # rounds to it
        ("-100", ["nan", "mean", "long"]),  # with its minus, without, and longer
        ("\u2212100", ["nan", "mean", "long"]),
        ("1,000", ["long"]),
        ("nan loss", ["nan"]),
        ("the average loss", ["Loss", "nan"]),
        ("wrong", ["nan"]),
        ("softmax", ["mean"]),
        ("比特", ["term-bit"]),
        ("xyzzy", []),
        ("?", []),
        ("constructor", []),  # which every object of JavaScript has
        ("__proto__", []),
    ],
)
def test_titles_come_before_headings_and_exact_numbers_before_longer_ones(query, first, ask):
    assert ask(query)[: len(first)] == first
    assert first or ask(query) == []


def test_the_words_around_a_hit_are_shown_and_the_hit_is_marked(ask):
    [best, *_] = ask.best("nan entropies")
    assert best["title"] == "Loss · Not a number" and best["file"] == "loss.html"
    assert [piece for piece, marked in best["excerpt"] if marked] == ["NaN", "entropy"]
    assert "".join(piece for piece, _ in best["excerpt"]) == SECTIONS[1][2]

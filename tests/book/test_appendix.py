"""The appendix: the glossary, the questions and the rechecked sources are complete."""

import re

import pytest
import yaml

from book._ext import glossary
from tools.notebooks import BOOK, chapters, read

ENTRIES = glossary.entries()
SOURCES = {"A": 8, "B": 18, "C": 4, "D": 3, "E": 17}  # examples that each article has


# Headings, code, formulas and links, in which the glossary is not linked.
NOT_LINKED = re.compile(r"^#.*$|`[^`]*`|\$[^$]*\$|\[[^]]*\]\([^)]*\)", re.MULTILINE)


def text_of_chapters():
    """Return the text of the chapters that may be linked, without the appendix."""
    cells = [
        c for p in chapters() if p.parent.name not in glossary.NO_CHAPTERS for c in read(p).cells
    ]
    text = "\n".join(c.source for c in cells if c.cell_type == "markdown")
    return NOT_LINKED.sub("", text)


TEXT = text_of_chapters()


def test_every_entry_of_the_glossary_is_read():
    directive = glossary.GLOSSARY.read_text("utf8").split(":::{glossary}\n")[1].split("\n:::")[0]
    assert len(ENTRIES) == len(directive.strip().split("\n\n"))
    assert len({english for english, _, _ in ENTRIES}) == len(ENTRIES)


@pytest.mark.parametrize(
    ("english", "chinese", "sentence"), ENTRIES, ids=[e for e, _, _ in ENTRIES]
)
def test_a_term_has_both_languages_one_sentence_a_link_and_a_use(english, chinese, sentence):
    assert re.search(r"[a-z]{2}", english) and not re.search(r"[\u4e00-\u9fff]", english)
    assert re.search(r"[\u4e00-\u9fff]", chinese)
    assert re.fullmatch(r"[^.]+ \(\[[^]]+\]\([^)]+\.ipynb\)\)\.", sentence)
    assert glossary.pattern(english).search(TEXT), f"no chapter uses {english}"


def test_every_example_of_the_articles_is_rechecked():
    rows = yaml.safe_load((BOOK / "appendix" / "sources.yml").read_text("utf8"))
    rechecked = {re.match(r"[A-E]\d+", row["id"])[0] for row in rows}
    assert rechecked == {f"{letter}{k}" for letter, n in SOURCES.items() for k in range(1, n + 1)}
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert (BOOK / f"{row['taught']}.ipynb").exists()
        assert {"prints", "holds"} & set(row), f"{row['id']} gives nothing to judge"


@pytest.mark.parametrize(
    ("english", "text", "found"),
    [
        ("entropy", "Two entropies.", "entropies"),
        ("entropy", "The cross-entropy of it.", None),
        ("loss", "All losses, even the lossless.", "losses"),
        ("logits", "A logit of 3.", "logit"),
        ("Jensen's inequality", "By Jensen\u2019s inequality.", "Jensen\u2019s inequality"),
        ("KL divergence", "The KL\ndivergence.", "KL\ndivergence"),
        ("bit", "A habit, a two-bit code.", None),
    ],
)
def test_terms_are_found_in_singular_and_plural_and_not_inside_words(english, text, found):
    match = glossary.pattern(english).search(text)
    assert (match and match[0]) == found


def test_a_link_carries_what_the_glossary_says_without_its_own_link():
    span = glossary.link("bits", "bit", "book/losses/likelihood")[0]
    said = span["attributes"]
    assert (span.astext(), said["data-term"], said["data-chinese"]) == ("bits", "bit", "比特")
    assert said["data-says"].endswith("fair yes-or-no question carries.")
    assert not any(glossary.TAUGHT.sub("", s).count("](") for _, _, s in ENTRIES)


def test_a_term_in_another_sense_is_not_linked():
    assert "temperature" in glossary.terms_of("softmax")
    assert "temperature" not in glossary.terms_of("multi-label")

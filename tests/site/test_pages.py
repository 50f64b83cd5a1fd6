"""Every page in a browser, wide and narrow: light, quiet, still, and within everyone's reach."""

import pytest

from book._ext import toc
from tools.measure import (
    CHANGED,
    NARROW,
    REST,
    SITE,
    WIDE,
    overflow,
    pages,
    unfold,
    unreachable,
    violations_in_themes,
)

MOST_KB, MOST_REQUESTS, MOST_SHIFT = 250, 30, 0.05
MOST_SCRIPT_KB = 40  # before anybody does anything
FINGER = 24  # px


def too_much(visit):
    """Yield what loads too much, or from elsewhere."""
    if visit.weight > MOST_KB * 1000:
        heaviest = sorted(visit.sizes.items(), key=lambda item: -item[1])[:5]
        yield f"{visit.weight / 1000:.0f} kB, at most {MOST_KB}; heaviest: {heaviest}"
    if visit.scripts > MOST_SCRIPT_KB * 1000:
        yield f"{visit.scripts / 1000:.0f} kB of scripts, at most {MOST_SCRIPT_KB}"
    if len(visit.sizes) > MOST_REQUESTS:
        yield f"{len(visit.sizes)} requests, at most {MOST_REQUESTS}: {list(visit.sizes)}"
    yield from (f"asks another host: {address}" for address in visit.foreign)


def faults_of(visit, address, size, looks, where=None):
    """Yield all that is wrong with a page in a window of some size; axe-core looks at a part."""
    visit.go(address, size, REST)
    yield from too_much(visit)
    yield from visit.errors
    if visit.shift > MOST_SHIFT:
        yield f"shifts by {visit.shift:.3f}, at most {MOST_SHIFT}: {visit.shifted}"
    unfold(visit.page)
    yield from overflow(visit.page)
    yield from (f"scrolls, but not with keys: {it}" for it in unreachable(visit.page))
    for handle in visit.page.locator("book-explorable [data-control]").all():
        box = handle.bounding_box()
        if min(box["width"], box["height"]) < FINGER:
            yield f"a handle smaller than {FINGER} px: {handle.get_attribute('data-control')} {box}"
    yield from violations_in_themes(visit.page, looks, where)  # the last: it spoils formulas


@pytest.mark.parametrize("name", pages())
def test_a_page_has_no_fault(name, shared, home, looks):
    """The narrow window comes second: axe-core looks there at what the width can change."""
    found = [
        f"{size['width']} px: {fault}"
        for size, where in ((WIDE, None), (NARROW, CHANGED))
        for fault in faults_of(shared, home + name, size, looks, where)
    ]
    assert found == [], "\n".join(found)


def test_every_chapter_has_a_page():
    assert {f"{name}.html" for name in toc.pages()} | {"search.html"} <= set(pages(SITE))


@pytest.mark.parametrize("deck", sorted(path.name for path in (SITE / "slides").glob("*.html")))
def test_slides_load_nothing_and_raise_no_error(deck, shared, home):
    shared.go(f"{home}slides/{deck}")
    first = shared.page.locator(".slides section.present").last.inner_text()
    shared.page.keyboard.press("ArrowRight")
    shared.page.wait_for_function("Reveal.getIndices().h + Reveal.getIndices().v > 0")
    assert shared.page.locator(".slides section.present").last.inner_text() != first
    assert list(shared.sizes) == [shared.page.url.partition("#")[0]], "slides are one file"
    assert shared.errors == [] and overflow(shared.page) == []

"""Every page in a browser, wide and narrow: light, quiet, still, and within everyone's reach."""

import pytest

from book._ext import toc
from tools.measure import (
    NARROW,
    SITE,
    WIDE,
    opened,
    overflow,
    pages,
    unreachable,
    violations_in_themes,
)

MOST_KB, MOST_REQUESTS, MOST_SHIFT = 250, 30, 0.05


def each_view():
    """Yield every page in both sizes."""
    for page in pages():
        for size in (WIDE, NARROW):
            yield pytest.param((page, size), id=f"{page}-{size['width']}")


@pytest.fixture(scope="module", params=each_view())
def visit(request, browser, home):
    """The visit of a page in a size."""
    page, size = request.param
    with opened(browser, home + page, home, size) as visit:
        yield visit


def test_a_page_is_light(visit):
    heaviest = sorted(visit.sizes.items(), key=lambda item: -item[1])[:5]
    assert visit.weight <= MOST_KB * 1000, f"kB at most {MOST_KB}; heaviest: {heaviest}"
    assert len(visit.sizes) <= MOST_REQUESTS, f"requests at most {MOST_REQUESTS}: {visit.sizes}"


def test_a_page_loads_from_no_other_host(visit):
    assert visit.foreign == []


def test_a_page_holds_still_while_it_loads(visit):
    assert visit.shift <= MOST_SHIFT, f"shifted: {visit.shifted}"


def test_nothing_is_wider_than_the_window(visit):
    found = overflow(visit.page)
    assert found == [], "\n".join(found)


def test_what_scrolls_sideways_can_be_focused(visit):
    found = unreachable(visit.page)
    assert found == [], "\n".join(found)


def test_axe_finds_nothing_in_light_and_dark(visit):
    found = violations_in_themes(visit.page)
    assert found == [], "\n".join(found)


def test_a_page_raises_no_error(visit):
    assert visit.errors == [], "\n".join(visit.errors)


def test_every_chapter_has_a_page():
    assert {"search.html", *(f"{page}.html" for page in toc.pages())} <= set(pages())


@pytest.mark.parametrize("deck", sorted(path.name for path in (SITE / "slides").glob("*.html")))
def test_slides_load_nothing_and_raise_no_error(deck, browser, home):
    with opened(browser, f"{home}slides/{deck}", home) as visit:
        first = visit.page.locator(".slides section.present").last.inner_text()
        visit.page.keyboard.press("ArrowRight")
        visit.page.wait_for_function("Reveal.getIndices().h + Reveal.getIndices().v > 0")
        assert visit.page.locator(".slides section.present").last.inner_text() != first
        assert list(visit.sizes) == [visit.page.url.partition("#")[0]], "slides are one file"
        assert visit.errors == [] and overflow(visit.page) == []

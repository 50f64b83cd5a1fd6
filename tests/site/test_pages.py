"""Every page in a browser, wide and narrow: light, quiet, still, and within everyone's reach."""

import pytest

from book._ext import toc
from tests.site.browser import (
    CHANGED,
    NARROW,
    REST,
    SITE,
    WIDE,
    overflow,
    pages,
    tab,
    unfold,
    unreachable,
    until,
    violations_in_themes,
)

MOST_KB, MOST_REQUESTS, MOST_SHIFT = 250, 30, 0.02
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


FIRST = """requestAnimationFrame(() => {
  seen.faces = [...document.fonts].filter(f => /Source/.test(f.family)).map(f => f.status);
})"""
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 2e5, "uploadThroughput": 2e5}


def faces(visit, selector):
    """Return the fonts that an element is drawn with, and whether each came with the page."""
    root = visit.browser.send("DOM.getDocument")["root"]["nodeId"]
    place = {"nodeId": root, "selector": selector}
    node = visit.browser.send("DOM.querySelector", place)["nodeId"]
    fonts = visit.browser.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return [(font["familyName"], font["isCustomFont"]) for font in fonts]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", ["book/index.html", "book/information/kl-divergence.html"])
def test_a_slow_first_visit_has_the_faces_of_the_book_at_once(name, size, browser, home):
    """With a processor of a quarter of the speed and 1.6 Mbit/s."""
    with tab(browser, home) as visit:
        for domain in ("DOM", "CSS", "Network"):
            visit.browser.send(f"{domain}.enable")
        visit.browser.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        visit.browser.send("Network.emulateNetworkConditions", SLOW)
        visit.page.add_init_script(FIRST)
        visit.go(home + name, size, REST)
        assert visit.page.evaluate("seen.faces") == 2 * ["loaded"], "painted before its fonts came"
        for selector in ("article h1", "article h1 + p", "article em"):
            assert faces(visit, selector) == [("Source Serif 4", True)], selector
        assert visit.shift <= 0.01, f"shifts by {visit.shift:.3f}: {visit.shifted}"


def test_every_chapter_has_a_page():
    assert {f"{name}.html" for name in toc.pages()} | {"search.html"} <= set(pages(SITE))


# Show one slide after another, and return what stands outside of its slide or of the window.
SLIDES = """() => {
  const found = [], within = (a, b) => a.left > b.left - 1 && a.right < b.right + 1
    && a.top > b.top - 1 && a.bottom < b.bottom + 1;
  const screen = {left: 0, top: 0, right: innerWidth, bottom: innerHeight};
  for (let k = 1; ; k++, Reveal.next()) {
    const slide = Reveal.getCurrentSlide(), box = slide.getBoundingClientRect();
    if (box.width < innerWidth / 2 || !within(box, screen)) found.push(`${k}: not on the screen`);
    for (const e of slide.querySelectorAll("*"))
      if (!e.closest(".katex, svg") && e.checkVisibility() && !within(e.getBoundingClientRect(), box))
        found.push(`${k}: outside of its slide: ${e.outerHTML.slice(0, 100)}`);
    if (Reveal.isLastSlide()) return [k, found];
  }
}"""


@pytest.mark.parametrize("deck", sorted(path.name for path in (SITE / "slides").glob("*.html")))
def test_slides_load_nothing_raise_no_error_and_fit(deck, shared, home):
    shared.go(f"{home}slides/{deck}")
    first = shared.page.locator(".slides section.present").last.inner_text()
    shared.page.keyboard.press("ArrowRight")
    until(shared.page, "Reveal.getIndices().h + Reveal.getIndices().v > 0")
    assert shared.page.locator(".slides section.present").last.inner_text() != first
    assert list(shared.sizes) == [shared.page.url.partition("#")[0]], "slides are one file"
    assert shared.errors == [] and overflow(shared.page) == []
    shown, outside = shared.page.evaluate(SLIDES)
    assert shown > 30 and outside == []

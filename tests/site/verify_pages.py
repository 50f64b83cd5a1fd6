"""Let a browser compute what the pages show, and compare: `make live-test`.

Each page does it itself ("Verify this page"); this presses the button and reads what it says.
"""

import re
import sys
import time
from pathlib import Path

from tests.site.browser import SITE, browsing, pages, served, tab

BUTTON, SAID = "#verify-this-page > button", "#verify-this-page > .live-said"
MINUTES = 5


def verified(page):
    """Verify the page that is open; return the sentence, and the items below it."""
    page.locator(BUTTON).click()
    page.wait_for_selector(f"{SAID}:is(:has(> ul), :has(> a))", timeout=MINUTES * 60_000)
    return (
        page.locator(f"{SAID} > span, {SAID}").first.inner_text().partition("\n")[0],
        page.locator(f"{SAID} li").all_inner_texts(),
        page.locator(SAID).get_attribute("data-same") == "true",
    )


def first_result(visit, address):
    """Return the seconds from the first press to its output, with nothing kept and once more."""
    visit.go(address)
    for _ in range(2):
        began = time.monotonic()
        visit.page.locator(".live-button").first.dispatch_event("click")
        visit.page.locator(".live-hint").wait_for(state="attached", timeout=MINUTES * 60_000)
        yield time.monotonic() - began
        visit.page.reload()


def memory(browser):
    """Return the MB of the largest renderer, where Linux tells them."""
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    drawing = (p["id"] for p in processes if p["type"] == "renderer")
    paths = [Path("/proc", str(number), "smaps_rollup") for number in drawing]
    kb = [re.search(r"^Pss: +(\d+)", p.read_text(), re.M) for p in paths if p.exists()]
    return max((int(found[1]) for found in kb), default=0) / 1000


def times():
    """Print how long the first output takes, and the memory after all cells of a chapter."""
    with served(SITE) as home:
        address = f"{home}book/information/entropy.html"
        with browsing() as browser, tab(browser, home) as visit:
            cold, warm = first_result(visit, address)
        with browsing() as browser, tab(browser, home) as visit:  # without what visits left behind
            visit.go(address)
            page = memory(browser)
            visit.page.locator(".cell_input > .live-button").last.dispatch_event("click")
            visit.page.locator(".live-hint").wait_for(state="attached", timeout=MINUTES * 60_000)
            added = memory(browser) - page
    print(f"first output: {cold:.1f} s, again {warm:.1f} s")
    print(f"memory: the page {page:.0f} MB, Python and all cells {added:.0f} MB more")


def main(names):
    """Verify some pages, or all that have cells; return how many show what is not computed."""
    if names == ["--times"]:
        return times()
    names = names or [n for n in pages() if "data-cells=" in (SITE / n).read_text("utf8")]
    if not names:
        sys.exit("The site has no cells that run in the browser: make book LIVE=1")
    failed = 0
    with served(SITE) as home, browsing() as browser, tab(browser, home) as visit:
        for name in names:
            visit.go(home + name)
            sentence, items, same = verified(visit.page)
            failed += not same
            print(f"{name}: {sentence}", *items if not same else [], sep="\n    ", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) and "Some outputs differ, or could not be computed.")

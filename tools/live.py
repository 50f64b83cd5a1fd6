"""Let a browser compute what the pages show, and compare: `make live-test`.

Each page does it itself ("Verify this page"); this presses the button and reads what it says.
"""

import sys

from tools.measure import SITE, browsing, pages, served, tab

BUTTON, SAID = "#verify-this-page > button", "#verify-this-page > .live-said"
MINUTES = 2


def verified(page):
    """Verify the page that is open; return the sentence, and the items below it."""
    page.locator(BUTTON).click()
    page.wait_for_selector(f"{SAID}:is(:has(> ul), :has(> a))", timeout=MINUTES * 60_000)
    return (
        page.locator(f"{SAID} > span, {SAID}").first.inner_text().partition("\n")[0],
        page.locator(f"{SAID} li").all_inner_texts(),
        page.locator(SAID).get_attribute("data-same") == "true",
    )


def main(names):
    """Verify some pages, or all that have cells; return how many show what is not computed."""
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

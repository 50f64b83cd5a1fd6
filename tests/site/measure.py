"""What a reader's browser does with each page of the built site, as a table: `make measure`."""

import argparse
import gzip
import re
import sys

from tests.site.browser import REST, SITE, browsing, pages, served, tab, violations_in_themes

HEAD = (
    f"{'page':44}{'requests':>9}{'kB gzip':>9}{'scripts':>9}"
    f"{'FCP ms':>8}{'LCP ms':>8}{'load ms':>9}{'CLS':>7}"
)


def row(name, visit, shift, found):
    """Return the line of a page."""
    times = "".join(f"{visit.times[t]:{w}.0f}" for t, w in (("fcp", 8), ("lcp", 8), ("load", 9)))
    axe = "" if found is None else f"{len(found):5}"
    weight = f"{len(visit.sizes):9}{visit.weight / 1000:9.1f}{visit.scripts / 1000:9.1f}"
    return f"{name:44}{weight}{times}{shift:7.3f}{axe}"


def later(site=SITE):
    """Return the scripts that others load when a reader first uses them, with their bytes."""
    static = site / "_static"
    texts = [path.read_text("utf8") for path in static.glob("*.js") if path.name != "site.js"]
    calls = " ".join(re.findall(r"parts\.need\(([^)]*)\)", " ".join(texts)))
    named = [static / name for name in sorted(set(re.findall(r'"([\w./-]+\.js)"', calls)))]
    found = [*named, *sorted(static.glob("answers/*/*.js")), *sorted(static.glob("reviews/*/*.js"))]
    return {p.relative_to(static).as_posix(): len(gzip.compress(p.read_bytes())) for p in found}


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("pages", nargs="*", help="such as book/course.html; all, if none is named")
    parser.add_argument("--axe", action="store_true", help="count the violations axe-core finds")
    options = parser.parse_args(arguments)
    if not (SITE / "index.html").exists():
        sys.exit(f"{SITE} holds no site; build it first: make book")
    names, total = options.pages or pages(), [0, 0, 0]
    print(HEAD + ("  axe" if options.axe else ""))
    with served(SITE) as home, browsing() as browser, tab(browser, home) as visit:
        for name in names:
            visit.go(home + name, rest=REST)
            shift = visit.shift  # before formulas and code are spoiled
            found = violations_in_themes(visit.page) if options.axe else None
            print(row(name, visit, shift, found), flush=True)
            now = (len(visit.sizes), visit.weight, len(found or ()))
            total = [a + b for a, b in zip(total, now, strict=True)]
    axe = f"{total[2]:{5 + 32}}" if options.axe else ""
    print(f"{f'all {len(names)} pages':44}{total[0]:9}{total[1] / 1000:9.1f}{axe}")
    print("\nloaded when they are first used, kB gzip")
    for name, size in later().items():
        print(f"{name:62}{size / 1000:9.1f}")


if __name__ == "__main__":
    main(sys.argv[1:])

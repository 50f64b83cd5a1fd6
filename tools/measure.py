"""What a reader's browser does with the pages of the built site: `make measure` prints a table.

tests/site holds the site to limits with the same functions. Each page is opened once, in a fresh
browser context, from a server that compresses like those that publish such sites.
"""

import argparse
import gzip
import os
import re
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Error, sync_playwright

from publish import chromium

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "_build" / "html"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 375, "height": 800}
REDIRECT = re.compile(r'<meta http-equiv="?refresh', re.I)


# The server


def pages(site=SITE):
    """Return the site's pages, as addresses below its root; slides and redirects are none."""
    found = {path.relative_to(site).as_posix(): path for path in site.rglob("*.html")}
    ours = {n: p for n, p in found.items() if not n.startswith(("_static/", "slides/"))}
    return sorted(n for n, path in ours.items() if not REDIRECT.search(path.read_text("utf8")))


@cache
def compressed(path, changed):
    """Return a file as gzip; `changed` is the time of its last change."""
    return gzip.compress(Path(path).read_bytes(), mtime=0)


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder as GitHub Pages does: compressed where that helps."""

    protocol_version = "HTTP/1.1"  # keeps connections open
    kinds = (".html", ".css", ".js", ".svg", ".json", ".ipynb", ".txt")

    def do_GET(self):
        path = self.translate_path(self.path)
        if os.path.isdir(path):
            path = os.path.join(path, "index.html")
        if not (path.endswith(self.kinds) and os.path.isfile(path)):
            return super().do_GET()
        body = compressed(path, os.path.getmtime(path))
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        """Say nothing: what fails is seen in the browser."""


@contextmanager
def served(folder):
    """Serve a folder while the block runs; yield the address of its root."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=folder)) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


# The browser


@contextmanager
def browsing():
    """Yield a headless browser."""
    flags = ["--disable-gpu"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        flags.append("--no-sandbox")  # Chromium's sandbox refuses to run for root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.browser(), args=flags)
        yield browser
        browser.close()


# A page


WATCH = """
window.seen = {lcp: 0, shift: 0, shifts: []};
new PerformanceObserver(list => { for (const e of list.getEntries()) seen.lcp = e.startTime; })
  .observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver(list => {
  for (const e of list.getEntries()) if (!e.hadRecentInput) {
    seen.shift += e.value;
    seen.shifts.push(...e.sources.map(({node}) =>
      (node?.outerHTML ?? node?.parentElement?.outerHTML ?? "something").slice(0, 120)));
  }
}).observe({type: "layout-shift", buffered: true});
"""

TIMES = """() => ({
  fcp: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
  lcp: seen.lcp || NaN,
  load: performance.getEntriesByType("navigation")[0].loadEventEnd,
})"""


@dataclass
class Visit:
    """What came of opening a page."""

    page: object  # the page itself, which is still open
    requests: list = field(default_factory=list)  # all that were made until now
    sizes: dict = field(
        default_factory=dict
    )  # of the first view: bytes over the network, by address
    foreign: list = field(default_factory=list)  # requests to other hosts
    errors: list = field(default_factory=list)  # exceptions, console errors, failed requests
    times: dict = field(default_factory=dict)  # in ms

    @property
    def weight(self):
        """The bytes of the first view, headers included."""
        return sum(self.sizes.values())

    @property
    def shift(self):
        """The cumulative layout shift, until now."""
        return self.page.evaluate("seen.shift")

    @property
    def shifted(self):
        """What shifted, until now."""
        return self.page.evaluate("[...new Set(seen.shifts)]")


def watch(page, home):
    """Note what a page does from now on; `home` is where every address has to begin."""
    visit = Visit(page)
    ours = (home, "data:", "blob:", "about:")

    def asked(request):
        if not request.url.startswith(("data:", "blob:")):
            visit.requests.append(request)
        if not request.url.startswith(ours):
            visit.foreign.append(request.url)

    def answered(response):
        if response.status >= 400:
            visit.errors.append(f"{response.status} for {response.url}")

    def said(message):
        if message.type == "error":
            visit.errors.append(f"console: {message.text}")

    page.on("request", asked)
    page.on("response", answered)
    page.on("requestfailed", lambda r: visit.errors.append(f"{r.failure} for {r.url}"))
    page.on("pageerror", lambda error: visit.errors.append(f"exception: {error}"))
    page.on("console", said)
    page.add_init_script(WATCH)
    return visit


@contextmanager
def opened(browser, address, home, size=WIDE, theme="light", **options):
    """Open a page with nothing in the cache; yield the visit once it is at rest."""
    context = browser.new_context(viewport=size, color_scheme=theme, **options)
    try:
        visit = watch(context.new_page(), home)
        visit.page.goto(address, wait_until="networkidle")
        settle(visit.page)
        visit.sizes = {request.url: transferred(request) for request in visit.requests}
        visit.times = visit.page.evaluate(TIMES)
        yield visit
    finally:
        context.close()


def transferred(request):
    """Return how many bytes came over the network for a request."""
    try:
        sizes = request.sizes()
    except Error:  # it failed, which is noted elsewhere
        return 0
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]


def settle(page):
    """Wait until the page has its fonts and has been painted, and the observers know of it."""
    page.evaluate("document.fonts.ready")
    page.wait_for_function("seen.lcp > 0")
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def show(page, theme):
    """Show a page that is open in a theme, at once, as the site's own switch does."""
    page.emulate_media(color_scheme=theme)
    page.add_style_tag(content="*, ::before, ::after { transition: none !important }")
    page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    settle(page)


# What can be wrong with a page that is shown

OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const out = [...document.body.querySelectorAll("*")].filter(e => {
    const box = e.getBoundingClientRect();
    return box.width && box.right > width + 1 && getComputedStyle(e).position !== "fixed";
  });
  return [`${document.documentElement.scrollWidth} px of content in ${width} px`,
    ...out.slice(0, 5).map(e => e.outerHTML.slice(0, 120))];
}"""

# A browser other than Chromium gives the focus to a scroller only if it is asked to.
SCROLLERS = """() => [...document.body.querySelectorAll("*")].filter(e => {
  if (e.scrollWidth <= e.clientWidth + 1 || !e.clientWidth) return false;
  const style = getComputedStyle(e);
  if (!["auto", "scroll"].includes(style.overflowX) || style.visibility === "hidden") return false;
  return e.tabIndex < 0 || !(e.hasAttribute("tabindex") || e.matches("a[href],button,input,textarea"));
}).map(e => e.outerHTML.slice(0, 160))"""

# The contrast of a text depends on its color, ground, size and weight alone. Code and formulas have
# thousands of pieces with few combinations of these: all but the first of each are away meanwhile.
HIDE_TWINS = """() => {
  const grounds = new Map(), seen = new Set(), back = [];
  const ground = e => {
    if (!e) return "";
    if (!grounds.has(e)) {
      const {backgroundColor} = getComputedStyle(e);
      const clear = backgroundColor === "rgba(0, 0, 0, 0)";
      grounds.set(e, clear ? ground(e.parentElement) : backgroundColor);
    }
    return grounds.get(e);
  };
  const look = e => {
    const {color, fontSize, fontWeight} = getComputedStyle(e);
    return [color, ground(e), fontSize, fontWeight].join();
  };
  const twin = key => seen.has(key) || !seen.add(key);
  const leaves = e => [...e.querySelectorAll("span")].filter(x => !x.firstElementChild);
  for (const formula of document.querySelectorAll(".katex-html")) {
    if (!formula.checkVisibility() || !leaves(formula).every(x => seen.has(look(x)))) {
      leaves(formula).forEach(x => seen.add(look(x)));
      continue;
    }
    const pieces = [...formula.childNodes];
    formula.replaceChildren();
    back.push(() => formula.replaceChildren(...pieces));
  }
  for (const block of document.querySelectorAll(".highlight"))
    for (const piece of leaves(block)) {
      const short = piece.textContent.trim().length < 2;  // axe-core passes over these
      if (!piece.checkVisibility() || !(short || twin("code " + look(piece)))) continue;
      piece.style.visibility = "hidden";
      back.push(() => { piece.style.visibility = ""; });
    }
  window.showTwins = () => back.forEach(undo => undo());
}"""

# axe-core reads no MathML: it takes the head of a column for empty that is a formula alone.
AXE = """options => axe.run(document, options).then(({violations}) => {
  const formula = n => document.querySelector(n.target[0])?.querySelector("math");
  for (const v of violations)
    if (v.id === "empty-table-header") v.nodes = v.nodes.filter(n => !formula(n));
  return violations.filter(v => v.nodes.length).map(v =>
    `${v.id}: ${v.help} (${v.nodes.length}): ` + v.nodes.slice(0, 3).map(n =>
      `${n.target.flat(3).join(" ")} ${n.html.slice(0, 160)} ${n.any.map(c => c.message)[0] ?? ""}`
    ).join(" | "));
})"""
EVERYTHING = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
COLORS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


def overflow(page):
    """Return what is wider than the window."""
    return page.evaluate(OVERFLOW)


def unreachable(page):
    """Return what scrolls sideways and cannot be focused."""
    return page.evaluate(SCROLLERS)


def violations(page, run_only=EVERYTHING):
    """Return what axe-core finds, a line for each rule."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    page.evaluate(HIDE_TWINS)
    found = page.evaluate(AXE, {"runOnly": run_only, "resultTypes": ["violations"]})
    page.evaluate("showTwins()")
    return found


def violations_in_themes(page):
    """Return what axe-core finds in light and in dark mode, a line for each rule and theme.

    The theme changes colors and nothing else, so the other rules are tried in one theme only.
    """
    found = []
    for theme, run_only in (("light", EVERYTHING), ("dark", COLORS)):
        show(page, theme)
        found += [f"{theme}: {violation}" for violation in violations(page, run_only)]
    return found


# The table

HEAD = f"{'page':44}{'requests':>9}{'kB gzip':>9}{'FCP ms':>8}{'LCP ms':>8}{'load ms':>9}{'CLS':>7}"


def row(name, visit, found):
    """Return the line of a page."""
    times = "".join(f"{visit.times[t]:{w}.0f}" for t, w in (("fcp", 8), ("lcp", 8), ("load", 9)))
    axe = "" if found is None else f"{len(found):5}"
    weight = f"{len(visit.sizes):9}{visit.weight / 1000:9.1f}"
    return f"{name:44}{weight}{times}{visit.shift:7.3f}{axe}"


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("pages", nargs="*", help="such as book/course.html; all, if none is named")
    parser.add_argument("--axe", action="store_true", help="count the violations axe-core finds")
    options = parser.parse_args(arguments)
    if not (SITE / "index.html").exists():
        sys.exit(f"{SITE} holds no site; build it first: make book")
    names, total = options.pages or pages(), [0, 0, 0]
    print(HEAD + ("  axe" if options.axe else ""))
    with served(SITE) as home, browsing() as browser:
        for name in names:
            with opened(browser, home + name, home) as visit:
                found = violations_in_themes(visit.page) if options.axe else None
                print(row(name, visit, found), flush=True)
                now = (len(visit.sizes), visit.weight, len(found or ()))
                total = [a + b for a, b in zip(total, now, strict=True)]
    axe = f"{total[2]:{5 + 32}}" if options.axe else ""
    print(f"{f'all {len(names)} pages':44}{total[0]:9}{total[1] / 1000:9.1f}{axe}")


if __name__ == "__main__":
    main(sys.argv[1:])

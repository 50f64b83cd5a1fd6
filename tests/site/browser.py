"""The built site in a browser: a server, a visit, and what can be wrong with a page that is shown.

Each page is opened as on a first visit, with nothing in the cache, from a server that compresses
like those that publish such sites.
"""

import gzip
import os
import re
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import yaml
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Error, sync_playwright

from book._ext.navigation import base_path
from publish import chromium

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
AT = base_path(yaml.safe_load((ROOT / "_config.yml").read_text("utf8"))["html"]["baseurl"])
SCRIPT = Path(__file__).with_name("browser.js").read_text("utf8")
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 375, "height": 800}
REST = 250  # ms: what moves or is asked for later than that after all is there goes unseen
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
    at = "/"
    kinds = (".html", ".css", ".js", ".svg", ".json", ".ipynb", ".txt")

    def translate_path(self, path):
        """Return the file at an address, or one that is not there outside of the path of the site."""
        inside = path.startswith(self.at)
        return super().translate_path(path.removeprefix(self.at) if inside else "/no/such/file")

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
def served(folder, handler=Handler, at=AT):
    """Serve a folder at a path of a host while the block runs; yield its address."""
    handler = type("Here", (handler,), {"at": at})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=folder)) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}{at}"
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

# Browsers that deny their storage, or whose storage is full.
DENY = """for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, {
  configurable: true, get() { throw new DOMException("denied", "SecurityError"); }
});"""
FULL = """Storage.prototype.setItem = () => {
  throw new DOMException("full", "QuotaExceededError");
};"""

TIMES = """() => ({
  fcp: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
  lcp: seen.lcp || NaN,
  load: performance.getEntriesByType("navigation")[0].loadEventEnd,
})"""

FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@dataclass
class Visit:
    """A tab, and what came of the address that was opened last."""

    page: object
    home: str  # where every address has to begin
    requests: list = field(default_factory=list)  # all that were made until now
    sizes: dict = field(default_factory=dict)  # at first: bytes over the network, by address
    foreign: list = field(default_factory=list)  # requests to other hosts
    errors: list = field(default_factory=list)  # exceptions, console errors, failed requests
    times: dict = field(default_factory=dict)  # in ms

    def __post_init__(self):
        """Note what the page does from now on."""
        ours = (self.home, "data:", "blob:", "about:")

        def asked(request):
            if not request.url.startswith(("data:", "blob:")):
                self.requests.append(request)
            if not request.url.startswith(ours):
                self.foreign.append(request.url)

        def answered(response):
            if response.status >= 400:
                self.errors.append(f"{response.status} for {response.url}")

        def failed(request):
            if request.failure != "net::ERR_ABORTED":  # the page was left before it came
                self.errors.append(f"{request.failure} for {request.url}")

        def said(message):
            if message.type == "error":
                self.errors.append(f"console: {message.text}")

        self.page.on("request", asked)
        self.page.on("response", answered)
        self.page.on("requestfailed", failed)
        self.page.on("pageerror", lambda error: self.errors.append(f"exception: {error}"))
        self.page.on("console", said)
        self.page.add_init_script(WATCH)
        self.browser = self.page.context.new_cdp_session(self.page)

    def go(self, address, size=WIDE, rest=0):
        """Open an address as on a first visit: nothing is cached or stored, the theme is light.

        `rest` is for how many ms it is watched once it is there.
        """
        self.page.goto("about:blank")  # so that nothing of the page before is noted or laid out
        self.browser.send("Network.clearBrowserCache")
        if self.home.startswith("http"):
            origin = {"origin": "/".join(self.home.split("/")[:3]), "storageTypes": "all"}
            self.browser.send("Storage.clearDataForOrigin", origin)
        for noted in (self.requests, self.foreign, self.errors):
            noted.clear()
        self.page.set_viewport_size(size)
        self.page.emulate_media(media="screen", color_scheme="light")
        self.page.goto(address)
        settle(self.page)
        self.page.wait_for_timeout(rest)
        self.sizes = {request.url: transferred(request) for request in self.requests}
        self.times = self.page.evaluate(TIMES)

    @property
    def weight(self):
        """The bytes of the first view, headers included."""
        return sum(self.sizes.values())

    @property
    def scripts(self):
        """The bytes of the scripts that come before anybody does anything."""
        return sum(n for url, n in self.sizes.items() if url.partition("?")[0].endswith(".js"))

    @property
    def shift(self):
        """The cumulative layout shift, until now."""
        return self.page.evaluate("seen.shift")

    @property
    def shifted(self):
        """What shifted, until now."""
        return self.page.evaluate("[...new Set(seen.shifts)]")


@contextmanager
def tab(browser, home, **options):
    """Yield a tab with a profile of its own, for visits one after another."""
    context = browser.new_context(**options)
    try:
        yield Visit(context.new_page(), home)
    finally:
        context.close()


@contextmanager
def opened(browser, address, home, size=WIDE, **options):
    """Open a page in a tab of its own; yield the visit once it is at rest."""
    with tab(browser, home, **options) as visit:
        visit.go(address, size)
        yield visit


def transferred(request):
    """Return how many bytes came over the network for a request."""
    try:
        sizes = request.sizes()
    except Error:  # it failed, which is noted elsewhere
        return 0
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]


def until(page, question, arg=None, seconds=10):
    """Wait until a page says yes. Playwright's wait_for_function is stopped by the page's policy."""
    end = time.monotonic() + seconds
    while not page.evaluate(question, arg):
        if time.monotonic() > end:
            raise Error(f"in {seconds} s this did not become true: {question}")
        page.wait_for_timeout(20)


def settle(page):
    """Wait until the page has its fonts and has been painted, and the observers know of it."""
    page.evaluate("document.fonts.ready")
    until(page, "seen.lcp > 0")
    page.evaluate(FRAMES)


def show(page, theme):
    """Show a page that is open in a theme, as the site's own switch does."""
    page.emulate_media(color_scheme=theme)
    page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)


# What can be wrong with a page that is shown

EVERYTHING = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
COLORS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
# What another width can change: all that is around the text, and in it what a finger or a key
# reaches and what looks new. The text itself has been tried in the first window.
CHANGED = {
    "include": [
        ["html"],
        ["article :is(a, button, input, summary, label, [tabindex], [data-tried])"],
    ],
    "exclude": [["article"]],
}


def asked(page, question, *given):
    """Return what a function of browser.js says of a page."""
    if not page.evaluate("'book' in window"):
        page.evaluate(SCRIPT)
    return page.evaluate(f"given => book.{question}(...given)", given)


def unfold(page):
    """Open what is folded on a page, so that it is looked at, too."""
    asked(page, "unfold")
    page.evaluate(FRAMES)


def overflow(page):
    """Return what is wider than the window."""
    return asked(page, "overflow")


def unreachable(page):
    """Return what scrolls sideways and cannot be focused."""
    return asked(page, "unreachable")


def violations_in_themes(page, looks=None, where=None):
    """Return what axe-core finds in light and in dark mode, a line for each rule and theme.

    The theme changes colors and nothing else, so the other rules are tried in one theme only.
    `looks` holds the looks of texts whose contrast was tried before, and takes the new ones up.
    `where` is a context of axe-core, for a part of the page; where that shows no new look, its
    colors were tried in both themes. Formulas and code are spoiled on the way.
    """
    looks, known = (set(), 0) if looks is None else (looks, len(looks))
    page.evaluate(AXE_SCRIPT)
    looks |= set(asked(page, "choose", sorted(looks)))
    themes = [("light", EVERYTHING), ("dark", COLORS)]
    found = []
    for theme, run_only in themes if where is None or len(looks) > known else themes[:1]:
        show(page, theme)
        found += [
            f"{theme}: {violation}" for violation in asked(page, "violations", run_only, where)
        ]
    return found

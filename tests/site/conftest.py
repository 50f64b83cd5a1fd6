"""A browser and a server for the built site; without either there is nothing to test."""

import pytest

from publish.chromium import browser as program
from tests.site.browser import SITE, browsing, served, tab


def pytest_configure():
    """Say at once what is missing."""
    if not (SITE / "index.html").exists():
        pytest.exit(f"{SITE} holds no site; build it first: make book", returncode=1)
    try:
        program()
    except SystemExit as missing:
        pytest.exit(str(missing), returncode=1)


def pytest_collection_modifyitems(items):
    """Begin with the PDF, the EPUB and the second site, which take longest.

    Two workers would write the same files at once. With `--dist worksteal` the first of them gets
    the first tests, in their order, and others take from the end of what is left.
    """
    made = {"reader", "files", "root"}  # the fixtures of test_pdf_and_epub.py and test_public.py
    items.sort(key=lambda item: made.isdisjoint(item.fixturenames))


@pytest.fixture(scope="session")
def browser():
    with browsing() as found, pytest.MonkeyPatch.context() as patch:
        make = found.new_context

        def new_context(**options):
            context = make(**options)
            context.on("console", note)
            return context

        patch.setattr(found, "new_context", new_context)
        yield found


STOPPED = []  # what the policy of a page has stopped


def note(message):
    if "Content Security Policy" in message.text:
        STOPPED.append(f"{message.page.url}: {message.text}")


@pytest.fixture(autouse=True)
def nothing_was_stopped():
    """Whatever a test does with a page, the page's policy admits it."""
    STOPPED.clear()
    yield
    assert STOPPED == []


@pytest.fixture(scope="session")
def home():
    """The address of the site's root."""
    with served(SITE) as address:
        yield address


@pytest.fixture(scope="session")
def shared(browser, home):
    """A tab that every page is opened in, one after another."""
    with tab(browser, home) as visit:
        yield visit


@pytest.fixture(scope="session")
def looks():
    """The looks of texts whose contrast was tried, on whichever page: it depends on nothing else."""
    return set()


@pytest.fixture(scope="session")
def unscripted(browser):
    """A page of a browser that runs no script."""
    with browser.new_context(java_script_enabled=False) as context:
        yield context.new_page()


@pytest.fixture(scope="session")
def python():
    """Skip what needs the Python in the site."""
    if not (SITE / "_static/live/files.js").exists():
        pytest.skip("the site was built without the Python for the browser: make book LIVE=1")

"""A browser and a server for the built site; without either there is nothing to test."""

import pytest

from publish.chromium import browser as program
from tools.measure import SITE, browsing, served, tab


def pytest_configure(config):
    """Say at once what is missing, and let the workers share the tests of each file."""
    if not (SITE / "index.html").exists():
        pytest.exit(f"{SITE} holds no site; build it first: make book", returncode=1)
    try:
        program()
    except SystemExit as missing:
        pytest.exit(str(missing), returncode=1)
    config.option.dist = "loadgroup"  # each test stands alone, but for those below


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items):
    """Let one worker make the PDF and the EPUB, first of all, because they take longest."""
    made = {"reader", "files"}  # the fixtures of test_paper.py
    items.sort(key=lambda item: made.isdisjoint(item.fixturenames))
    for item in items:
        if not made.isdisjoint(item.fixturenames):
            item.add_marker(pytest.mark.xdist_group("paper"))


@pytest.fixture(scope="session")
def browser():
    with browsing() as found:
        yield found


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

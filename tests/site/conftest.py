"""A browser and a server for the built site; without either there is nothing to test."""

import pytest
from xdist.scheduler import LoadScopeScheduling

from publish.chromium import browser as program
from tools.measure import SITE, browsing, served


class ByView(LoadScopeScheduling):
    """Keep together what shares a costly fixture: the views of a page, and the printed book."""

    def _split_scope(self, nodeid):
        file, _, test = nodeid.partition("::")
        if file.endswith("test_paper.py"):
            return file
        # The view of a page is the parameter of its tests.
        return f"{file}[{test.partition('[')[2]}" if file.endswith("test_pages.py") else nodeid


def pytest_xdist_make_scheduler(config, log):
    return ByView(config, log)


def pytest_configure():
    """Say at once what is missing."""
    if not (SITE / "index.html").exists():
        pytest.exit(f"{SITE} holds no site; build it first: make book", returncode=1)
    try:
        program()
    except SystemExit as missing:
        pytest.exit(str(missing), returncode=1)


@pytest.fixture(scope="session")
def browser():
    with browsing() as found:
        yield found


@pytest.fixture(scope="session")
def home():
    """The address of the site's root."""
    with served(SITE) as address:
        yield address

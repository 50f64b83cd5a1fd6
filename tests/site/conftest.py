"""A browser and a server for the built site; without either there is nothing to test."""

import pytest
from chromium import browser as program
from measure import SITE, browsing, served


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

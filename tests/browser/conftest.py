"""One Chromium and one site over the demo desk for all tests here; a page of its own for each, judged when it ends."""

import pytest

from tests.browser import pages
from tests.browser.chromium import found, sheet, started

NO_BROWSER = "no Chromium is on this machine"


@pytest.fixture(scope="module")
def chromium():
    program = found()
    if program is None:
        pytest.skip(NO_BROWSER)
    with started(program) as browser:
        yield browser


@pytest.fixture(scope="module")
def site(chromium, demo_desk):
    with pages.served(demo_desk) as address:
        yield address


@pytest.fixture(scope="module")
def paths(chromium, demo_desk):
    return pages.paths(demo_desk)


@pytest.fixture
def reader(chromium, site):
    """Somebody whose browser asks for English."""
    with sheet(chromium, site) as one:
        yield one
        assert [] == one.told()

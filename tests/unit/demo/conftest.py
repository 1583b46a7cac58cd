"""The newsstand, open while a module's tests run, and a way to ask it something over real HTTP."""

import http.client
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from crawler.demo import Newsstand

SLOW_S = 0.5


@dataclass(frozen=True)
class Answer:
    """One answer as it came over the wire: nothing unpacked, no redirect followed."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


def ask(url: str, method: str = "GET", **headers: str) -> Answer:
    """Ask once; header names are written with _ for -."""
    parts = urlsplit(url)
    line = http.client.HTTPConnection(parts.netloc, timeout=10)
    try:
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        line.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        said = line.getresponse()
        return Answer(said.status, said.headers, said.read())
    finally:
        line.close()


@pytest.fixture(scope="module")
def stand() -> Iterator[Newsstand]:
    with Newsstand(SLOW_S) as stand:
        yield stand


@pytest.fixture
def fresh() -> Iterator[Newsstand]:
    """A stand of the test's own, to edit."""
    with Newsstand(SLOW_S) as stand:
        yield stand


@pytest.fixture(scope="session", name="ask")
def asking():
    return ask


@pytest.fixture(scope="session")
def feeds_of():
    """The feeds of a stand as its feeds.yaml lists them: slug -> address."""

    def read(stand: Newsstand) -> dict[str, str]:
        lines = [line.strip().partition(": ") for line in stand.feeds_yaml().splitlines()]
        slugs = [value for key, _, value in lines if key == "slug"]
        return dict(zip(slugs, (value for key, _, value in lines if key == "url"), strict=True))

    return read

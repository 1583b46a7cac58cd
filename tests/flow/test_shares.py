"""`koplamp crawl --processes 2`: the same crawl, asked by two processes, stored by one."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from crawler.shares import share_of
from tests.flow.conftest import Call, Office, feed_line
from tests.flow.origin import STORY, Said, Site, feed_of, page_of
from tests.flow.test_process import start, wait_until
from tests.sessions import of_session


@pytest.fixture
def sites() -> Iterator[list[Site]]:
    """Four sites, two of each share."""
    with ExitStack() as open_ones:
        found: list[list[Site]] = [[], []]
        while min(map(len, found)) < 2:
            site = open_ones.enter_context(Site())
            found[share_of(site.url, 2)].append(site)
        yield [*found[0][:2], *found[1][:2]]


def news(sites: list[Site], wait_s: float = 0.0) -> list[str]:
    """A feed of each site, with a page that it lists."""
    lines = []
    for number, site in enumerate(sites):
        site.say("/feed.xml", feed_of((f"Car {number}", "/page")))
        site.say("/page", Said(page_of(f"Car {number}", f"This is about car {number}.", *STORY), wait_s=wait_s))
        lines.append(feed_line(f"feed-{number}", f"{site.url}/feed.xml"))
    return lines


def children(pid: int) -> list[int]:
    """The processes that ask, of a crawl."""
    found = []
    for process in of_session(pid):
        words = Path(f"/proc/{process}/cmdline").read_bytes()
        if b"crawler.shares" in words:
            found.append(process)
    return found


def test_two_processes_bring_what_one_would(office: Office, sites: list[Site], koplamp: Call) -> None:
    busy = sites[3]
    office.feeds(*news(sites))
    busy.say("/feed.xml", Said(status=429, headers={"Retry-After": "3600"}))
    sites[0].say("/robots.txt", Said(b"User-agent: *\nDisallow: /page\n"))
    code, out, err = koplamp("crawl", "--now", "--processes", "2", "--verbose")

    assert (0, "") == (code, err)
    assert "4 feeds asked: 3 fresh, 0 unchanged, 1 failed" in out
    assert ["extracted", "extracted", "failed"] == office.column("select stage from articles order by stage")
    assert 4 == office.column("select count(*) from origins")[0], "robots.txt is remembered"
    assert ["HTTP 429"] == office.column("select reason from hosts where blocked_until is not null")
    before = len(busy.asked)
    assert 0 == koplamp("crawl", "--now", "--processes", "2")[0]
    assert before == len(busy.asked), "and so is the rest of the other"
    assert office.column("select cpu_s from runs")[0] > 0


def test_a_process_that_dies_ends_the_run_and_the_next_one_goes_on(office: Office, sites: list[Site]) -> None:
    office.feeds(*news(sites, wait_s=5))
    run = start(office, "crawl", "--processes", "2")
    wait_until(lambda: all(any(asked.path == "/page" for asked in site.asked) for site in sites))
    first = children(run.pid)
    os.kill(first[0], signal.SIGKILL)
    _, said = run.communicate(timeout=30)

    assert (1, "koplamp: a process of this crawl ended too early; ") == (run.returncode, said[:50])
    assert 2 == len(first)
    wait_until(lambda: not of_session(run.pid), 10)
    news(sites)
    again = start(office, "crawl", "--processes", "2")
    again.communicate(timeout=60)
    assert 0 == again.returncode
    assert ["extracted"] * 4 == office.column("select stage from articles")


def test_a_signal_ends_all_of_them_in_order(office: Office, sites: list[Site]) -> None:
    office.feeds(*news(sites, wait_s=20))
    run = start(office, "crawl", "--processes", "2")
    wait_until(lambda: all(any(asked.path == "/page" for asked in site.asked) for site in sites))
    run.send_signal(signal.SIGTERM)
    _, said = run.communicate(timeout=15)

    assert (128 + signal.SIGTERM, "") == (run.returncode, said)
    assert [128 + signal.SIGTERM] == office.column("select exit_code from runs")
    wait_until(lambda: not of_session(run.pid), 10)

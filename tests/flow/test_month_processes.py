"""The ends of `koplamp crawl` as cron sees them: one real process each, over desks and feeds in every state."""

import signal
import socket
import sqlite3
from collections.abc import Callable

import pytest

from tests.flow.conftest import HEAD, Office, feed_line
from tests.flow.origin import Said, Site, feed_of
from tests.flow.scenarios import HTML, MOMENT, NO_NEWS
from tests.flow.test_process import some_news, start, wait_until

QUICK = HEAD + "  minutes_per_run: 0.5\n  limits:\n    seconds: 1\n"
GOOD = feed_of(("Harrier estate", "/1"), ("Kestrel van", "/2"))


def answering(said: Said) -> Callable[[Office, Site], None]:
    """A desk with one feed that answers so."""

    def prepare(office: Office, site: Site) -> None:
        site.say("/feed.xml", said)
        office.feeds(feed_line("kolibri", f"{site.url}/feed.xml", follow=False), head=QUICK)

    return prepare


def nobody(times: int, hosts: int) -> list[str]:
    """That many addresses of so many hosts at which nobody listens."""
    free = [socket.socket() for _ in range(hosts)]
    for one in free:
        one.bind(("127.0.0.1", 0))
    addresses = [f"http://127.0.0.1:{one.getsockname()[1]}" for one in free]
    for one in free:
        one.close()
    return [addresses[number % hosts] for number in range(times)]


def closed(of: int, open_ones: int = 0, on: int = 9) -> Callable[[Office, Site], None]:
    """A desk whose feeds, on so many hosts, refuse the connection, but for some on one that does not."""

    def prepare(office: Office, site: Site) -> None:
        site.say("/feed.xml", GOOD)
        hosts = [site.url] * open_ones + nobody(of - open_ones, on)
        office.feeds(
            *(feed_line(f"feed-{number}", f"{host}/feed.xml?{number}") for number, host in enumerate(hosts)), head=QUICK
        )

    return prepare


def written(feeds_yaml: str) -> Callable[[Office, Site], None]:
    """A desk with this feeds.yaml."""
    return lambda office, site: office.desk.feeds_yaml.write_text(feeds_yaml) and None


def no_feeds_yaml(office: Office, site: Site) -> None:
    """A folder that is no desk yet."""


def with_file(name: str, content: bytes) -> Callable[[Office, Site], None]:
    """A desk where something lies in a database's place."""

    def prepare(office: Office, site: Site) -> None:
        answering(Said(GOOD))(office, site)
        (office.desk.folder / name).write_bytes(content)

    return prepare


def strangers_database(office: Office, site: Site) -> None:
    answering(Said(GOOD))(office, site)
    db = sqlite3.connect(office.desk.news_db)
    db.execute("create table articles (id integer)")
    db.close()


def folder_for_database(office: Office, site: Site) -> None:
    answering(Said(GOOD))(office, site)
    office.desk.news_db.mkdir()


FEED = "name: A\n    url: http://127.0.0.1:9/feed.xml\n"

ENDS = {
    "a good feed": (0, answering(Said(GOOD, headers={"ETag": '"a"'}))),
    "an empty feed": (0, answering(Said(NO_NEWS))),
    "no feeds": (0, written(HEAD + "feeds: []\n")),
    "half a feed": (0, answering(Said(GOOD, cut=True))),
    "a home page": (0, answering(Said(HTML))),
    "a challenge": (0, answering(Said(MOMENT))),
    "forbidden": (0, answering(Said(status=403))),
    "missing": (0, answering(Said(status=404))),
    "gone": (0, answering(Said(status=410))),
    "busy": (0, answering(Said(status=429, headers={"Retry-After": "600"}))),
    "a server error": (0, answering(Said(status=500))),
    "too slow": (0, answering(Said(GOOD, wait_s=2.0))),
    "in circles": (0, answering(Said(status=302, headers={"Location": "/feed.xml"}))),
    "four closed hosts": (0, closed(4)),
    "five closed of seven": (0, closed(7, open_ones=2)),
    "all of five closed": (69, closed(5)),
    "all of five closed, on one host": (69, closed(5, on=1)),
    "eight closed of nine, on one host": (0, closed(9, open_ones=1, on=1)),
    "four closed of five": (69, closed(5, open_ones=1)),
    "no feeds.yaml": (2, no_feeds_yaml),
    "no YAML": (2, written("feeds: [")),
    "an unknown key": (2, written(f"feeds:\n  - {FEED}    langauge: nl\n")),
    "two of one name": (2, written(f"feeds:\n  - {FEED}  - {FEED}")),
    "a text for a database": (74, with_file("news.db", b"years of work")),
    "an empty database": (74, with_file("news.db", b"")),
    "pages that are none": (74, with_file("pages.db", b"years of work")),
    "a stranger's database": (74, strangers_database),
    "a folder for a database": (74, folder_for_database),
}


@pytest.mark.parametrize(("code", "prepare"), ENDS.values(), ids=ENDS.keys())
def test_a_crawl_ends_with_the_code_that_cron_can_go_by(
    office: Office, site: Site, code: int, prepare: Callable[[Office, Site], None]
) -> None:
    prepare(office, site)

    run = start(office, "crawl")
    out, err = run.communicate(timeout=60)

    assert (code, "") == (run.returncode, out)
    assert "Traceback" not in err
    assert (code != 0) == bool(err)


def test_a_second_start_ends_with_75_and_a_stopped_one_with_143(office: Office, site: Site) -> None:
    office.feeds(*some_news(site, feeds=1, articles=2, wait_s=15.0))
    first = start(office, "crawl")
    wait_until(lambda: len(site.paths()) >= 2)

    second = start(office, "crawl")
    said = second.communicate(timeout=60)
    first.send_signal(signal.SIGTERM)
    first.communicate(timeout=20)

    assert (75, ("", "")) == (second.returncode, said)
    assert 143 == first.returncode


def test_after_a_run_a_signal_means_what_it_meant_before(office: Office, site: Site) -> None:
    answering(Said(NO_NEWS))(office, site)
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)

    office.crawl()

    assert before == (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT))

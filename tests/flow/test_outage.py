"""Whose fault it is that feeds cannot be reached: a dead publisher is charged, our own network is not."""

import socket
from contextlib import ExitStack

import pytest

from tests.flow.conftest import HEAD, Clock, Office, feed_line
from tests.flow.origin import Said, Site, feed_of

DEAD = [f"127.0.0.{number}" for number in range(11, 17)]
STREET = HEAD.replace("[127.0.0.1]", f"[127.0.0.1, {', '.join(DEAD)}]")
NEWS = feed_of(("A new car is here today", "/a"))


@pytest.fixture
def office(office: Office) -> Office:
    office.clock = Clock()
    return office


def pass_hours(office: Office, hours: float) -> None:
    assert isinstance(office.clock, Clock)
    office.clock.skip(hours=hours)


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def quarterly(slug: str, url: str) -> str:
    return feed_line(slug, url, follow=False, every="15m")


def dead_feeds(count: int, *, hosts: int) -> list[str]:
    """Feeds on that many addresses where nobody listens."""
    port = closed_port()
    return [quarterly(f"dead-{n}", f"http://{DEAD[n % hosts]}:{port}/{n}.xml") for n in range(count)]


def test_a_dead_publisher_with_many_feeds_is_charged_while_another_answers(office: Office, site: Site) -> None:
    site.say("/feed.xml", NEWS)
    office.feeds(quarterly("good", f"{site.url}/feed.xml"), *dead_feeds(5, hosts=1), head=STREET)

    codes = []
    for _ in range(4):
        codes.append(office.crawl(now=False).run.exit_code)
        pass_hours(office, 2)

    assert [0] * 4 == codes
    assert 0.5 < min(office.column("select fail_score from feeds where slug like 'dead%'"))  # type: ignore[type-var]
    assert {"network"} == set(office.column("select last_outcome from feeds where slug like 'dead%'"))


def test_feeds_that_nobody_asked_do_not_hide_an_outage(office: Office, site: Site) -> None:
    resting = [quarterly(f"rests-{n}", f"{site.url}/{n}.xml") for n in range(3)]
    for n in range(3):
        site.say(f"/{n}.xml", Said(b"", 429, {"Retry-After": "86400"}))
    office.feeds(*resting, head=STREET)
    office.crawl()
    office.feeds(*resting, *dead_feeds(6, hosts=6), head=STREET)

    crawled = office.crawl()

    assert 69 == crawled.run.exit_code
    assert {None} == set(office.column("select last_outcome from feeds where slug like 'dead%'"))


def test_the_only_publisher_of_a_desk_is_excused_for_a_day(office: Office) -> None:
    office.feeds(*dead_feeds(5, hosts=1), head=STREET)
    codes = []
    for _ in range(4):
        codes.append(office.crawl(now=False).run.exit_code)
        pass_hours(office, 11)

    assert [69, 69, 69, 0] == codes
    assert 5 == office.column("select count(*) from fetches")[0]


def test_publishers_enough_are_excused_for_as_long_as_it_takes(office: Office) -> None:
    office.feeds(*dead_feeds(6, hosts=6), head=STREET)
    codes = []
    for _ in range(3):
        codes.append(office.crawl(now=False).run.exit_code)
        pass_hours(office, 30)

    assert [69] * 3 == codes
    assert 0 == office.column("select count(*) from fetches")[0]


def test_hosts_that_take_no_connection_are_not_reached(office: Office) -> None:
    """As behind a cable that was pulled: nobody says no."""
    with ExitStack() as stack:
        full = stack.enter_context(socket.socket())
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        slow = STREET + "  limits:\n    seconds: 1\n"
        url = f"http://127.0.0.1:{full.getsockname()[1]}"
        office.feeds(*(quarterly(f"f-{n}", f"{url}/{n}.xml") for n in range(5)), head=slow)

        crawled = office.crawl()

    assert {"timeout"} == set(crawled.outcomes.values())
    assert 69 == crawled.run.exit_code


def test_slow_servers_are_no_outage(office: Office, site: Site) -> None:
    slow = STREET + "  limits:\n    seconds: 1\n"
    for n in range(5):
        site.say(f"/{n}.xml", Said(NEWS, wait_s=1.3))
    office.feeds(*(quarterly(f"slow-{n}", f"{site.url}/{n}.xml") for n in range(5)), head=slow)

    crawled = office.crawl()

    assert {"timeout"} == set(crawled.outcomes.values())
    assert 0 == crawled.run.exit_code
    assert 5 == office.column("select count(*) from fetches")[0]

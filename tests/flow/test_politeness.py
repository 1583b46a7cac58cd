"""Politeness as the asked see it: what came, when, and what did not."""

import threading
from contextlib import ExitStack
from itertools import pairwise

import pytest

from crawler import settings
from tests.flow.conftest import HEAD, Clock, Office, feed_line
from tests.flow.origin import STORY, Asked, Said, Site, feed_of, page_of

SLOWLY = HEAD.replace("pause: 0s", "pause: 1s")
NO_PAGES = HEAD + "  pages_per_run: 0\n"
JITTER = 0.3  # of the pause, either way
WITHIN_S = 10  # a host waits no longer for what another is to do
TICK = 0.05  # two clocks, and a thread that is late
BUSY = Said(b"slow down", 429, {"Retry-After": "7200"})
ROBOTS = {"Content-Type": "text/plain"}


@pytest.fixture
def office(office: Office) -> Office:
    office.clock = Clock()
    return office


def clock_of(office: Office) -> Clock:
    assert isinstance(office.clock, Clock)
    return office.clock


def listing(count: int, channel: str = "Kolibri Auto") -> bytes:
    return feed_of(*((f"Story {number}", f"/{number}") for number in range(count)), channel=channel)


def starts_apart(*sites: Site) -> list[float]:
    """Seconds between one request's start and the next one's."""
    starts = sorted(asked.at for site in sites for asked in site.asked)
    return [later - earlier for earlier, later in pairwise(starts)]


def overlaps(site: Site) -> int:
    """How often a request came before the one before it was answered."""
    return sum(later.at < earlier.ended[0] for earlier, later in pairwise(site.asked))


# ---------------------------------------------------------------- a host that has had enough


@pytest.mark.parametrize("headers", [{}, {"Content-Encoding": "gzip"}], ids=["plain", "gzip that cannot be unpacked"])
def test_after_the_first_429_a_host_is_asked_nothing_more(office: Office, site: Site, headers: dict[str, str]) -> None:
    site.say("/feed.xml", listing(40))
    pages: list[Asked] = []

    def page(asked: Asked) -> Said:
        pages.append(asked)
        return Said(BUSY.body, 429, BUSY.headers | headers) if len(pages) >= 3 else Said(page_of("Story", *STORY))

    for number in range(40):
        site.say(f"/{number}", page)
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml", look_again=False))
    office.crawl()

    assert 3 == len(pages)
    assert {"extracted": 2, "listed": 38} == {
        row["stage"]: row["n"] for row in office.rows("select stage, count(*) as n from articles group by stage")
    }
    assert [429] == office.column("select http_status from articles where stage = 'listed' and http_status is not null")
    assert {0: 37, 1: 1} == {  # no attempt is charged to those that were not asked
        row["attempts"]: row["n"] for row in office.rows("select attempts, count(*) as n from leases group by attempts")
    }

    site.asked.clear()
    clock_of(office).skip(minutes=119)

    assert {"kolibri": "busy"} == office.crawl().outcomes
    assert [] == site.asked

    clock_of(office).skip(minutes=20)
    for number in range(40):
        site.say(f"/{number}", page_of(f"Story {number}", *STORY))
    office.crawl()

    assert 39 == len(site.paths())
    assert [40] == office.column("select count(*) from articles where stage = 'extracted'")


def test_of_pages_that_waited_for_one_robots_txt_none_is_asked_after_a_429(office: Office, site: Site) -> None:
    """They come to their host's queue in one moment, and there is no pause between them."""
    with Site() as pages:
        site.say("/feed.xml", feed_of(*((f"Story {number}", f"{pages.url}/{number}") for number in range(12))))
        pages.say("/robots.txt", Said(b"", 404, wait_s=0.3))
        for number in range(12):
            pages.say(f"/{number}", BUSY)
        office.feeds(feed_line("kolibri", f"{site.url}/feed.xml", look_again=False))

        office.crawl()

        assert 2 == len(pages.asked)


def test_the_next_hop_of_a_redirect_waits_for_no_other_hosts_robots_txt(office: Office, site: Site) -> None:
    """As many requests are under way as may be, and each waits for a robots.txt, which is a request as well."""
    hosts = [f"127.0.3.{number}" for number in range(1, 1 + settings.CONCURRENT_REQUESTS)]
    crowded, arrived = threading.Event(), threading.Event()
    asked: list[str] = []
    waited: list[bool] = []

    def moved(_: Asked) -> Said:
        crowded.wait(WITHIN_S)
        return Said(b"", 302, {"Location": "/moved.xml"})

    def here(_: Asked) -> Said:
        arrived.set()
        return Said(listing(0))

    def robots(question: Asked) -> Said:
        asked.append(question.host)
        if len(asked) >= settings.CONCURRENT_REQUESTS - 1:
            crowded.set()
        waited.append(arrived.wait(WITHIN_S))
        return Said(b"", 404)

    site.say("/feed.xml", moved)
    site.say("/moved.xml", here)
    with ExitStack() as street:
        others = [street.enter_context(Site(host)) for host in hosts]
        for other in others:
            other.say("/robots.txt", robots)
        lines = [feed_line(f"slow-{number}", f"{other.url}/feed.xml") for number, other in enumerate(others)]
        head = HEAD.replace("[127.0.0.1]", f"[127.0.0.1, {', '.join(hosts)}]")
        office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"), *lines, head=head)

        office.crawl()

    assert [True] * len(hosts) == waited, "each host was still being asked when the next hop came"


@pytest.mark.parametrize("status", [401, 403, 451])
def test_after_three_refusals_the_other_pages_of_a_host_are_left_for_a_day(
    office: Office, site: Site, status: int
) -> None:
    site.say("/feed.xml", listing(30))
    for number in range(40):
        site.say(f"/{number}", Said(b"", status))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))
    asked = []
    for hours, listed in ((0, 30), (1, 40), (22, 40), (2, 40)):
        clock_of(office).skip(hours=hours)
        site.say("/feed.xml", listing(listed))
        site.asked.clear()
        office.crawl()
        asked.append(sorted({"feed" if path == "/feed.xml" else "page" for path in site.paths()}))
        assert site.paths().count("/feed.xml") == 1
        assert len(site.paths()) <= 4

    assert [["feed", "page"], ["feed"], ["feed"], ["feed", "page"]] == asked
    assert [6] == office.column("select count(*) from articles where stage = 'failed'")
    assert [0] == office.column("select count(*) from leases where attempts > 0")


def test_a_page_that_comes_in_between_ends_the_row_of_refusals(office: Office, site: Site) -> None:
    """Every third article is free."""
    site.say("/feed.xml", listing(12))
    for number in range(12):
        site.say(f"/{number}", Said(b"", 403) if number % 3 else page_of(f"Story {number}", *STORY))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))

    office.crawl()

    assert 13 == len(site.paths())


def test_a_feed_that_was_too_busy_is_due_when_its_host_has_rested(office: Office, site: Site) -> None:
    site.say("/feed.xml", BUSY)
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))

    assert {"kolibri": "busy"} == office.crawl(now=False).outcomes
    clock_of(office).skip(minutes=119)
    assert 0 == office.crawl(now=False).run.feeds_due
    clock_of(office).skip(minutes=2)
    site.say("/feed.xml", listing(0) + b"<!-- nothing yet -->")
    assert 1 == office.crawl(now=False).run.feeds_due
    assert [0.0] == office.column("select fail_score from feeds")


def test_a_host_that_does_not_say_how_long_rests_longer_the_second_time(office: Office, site: Site) -> None:
    site.say("/feed.xml", Said(b"", 503))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))
    rests = []
    for skip in (0, 16, 31):
        clock_of(office).skip(minutes=skip)
        office.crawl()
        [until] = office.column("select strftime('%s', blocked_until) from hosts")
        rests.append(round((int(str(until)) - office.clock().timestamp()) / 60))

    assert [15, 30, 60] == rests
    assert 3 == len(site.paths())

    clock_of(office).skip(days=2, hours=1)
    office.crawl()
    assert [1] == office.column("select strikes from hosts")


def test_a_rest_asked_for_while_our_clock_stood_ahead_is_kept_and_ends(office: Office, site: Site) -> None:
    site.say("/feed.xml", BUSY)
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))
    clock_of(office).skip(days=40)
    office.crawl(now=False)
    clock_of(office).skip(days=-40)
    asked = []
    for minutes in (0, 60, 59, 2):
        clock_of(office).skip(minutes=minutes)
        office.crawl(now=False)
        asked.append(len(site.paths()))

    assert [1, 1, 1, 2] == asked


def test_a_redirect_to_a_host_that_rests_is_not_followed(office: Office, site: Site) -> None:
    with Site() as other:
        other.say("/busy.xml", BUSY)
        site.say("/feed.xml", Said(status=302, headers={"Location": f"{other.url}/feed.xml"}))
        other.say("/feed.xml", listing(1))
        office.feeds(feed_line("busy", f"{other.url}/busy.xml"), head=NO_PAGES)
        office.crawl()
        office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"), head=NO_PAGES)

        assert {"kolibri": "busy"} == office.crawl().outcomes
        assert (["/busy.xml"], ["/feed.xml"]) == (other.paths(), site.paths())
        assert [] == office.column("select host from hosts where host = ?", site.url.removeprefix("http://"))

        clock_of(office).skip(hours=3)
        assert {"kolibri": "fresh"} == office.crawl().outcomes


@pytest.mark.parametrize("headers", [{}, {"Content-Encoding": "gzip"}], ids=["plain", "gzip that cannot be unpacked"])
def test_a_busy_robots_txt_lets_the_whole_host_rest(office: Office, site: Site, headers: dict[str, str]) -> None:
    site.say("/robots.txt", Said(b"slow down", 429, {"Retry-After": "600"} | headers))
    office.feeds(*(feed_line(f"kolibri-{n}", f"{site.url}/{n}.xml") for n in range(3)))
    first = office.crawl()
    clock_of(office).skip(minutes=9)
    office.crawl()

    assert ["/robots.txt"] == [asked.path for asked in site.asked]
    assert {"robots.txt cannot be had (HTTP 429), so the site is left alone"} == set(first.seen.errors.values())


# ---------------------------------------------------------------- rhythm


def test_two_feeds_of_one_host_never_overlap_and_keep_its_pause(office: Office, site: Site) -> None:
    for name in ("one", "two"):
        site.say(f"/{name}.xml", Said(listing(1, name).replace(b">/", b">/%s" % name.encode()), wait_s=0.2))
        site.say(f"/{name}0", Said(page_of("Story", *STORY), wait_s=0.1))
    office.feeds(
        *(feed_line(name, f"{site.url}/{name}.xml") for name in ("one", "two")),
        head=SLOWLY,
    )

    office.crawl()

    assert 5 == len(site.asked)
    assert 0 == overlaps(site)
    assert 1 - JITTER - TICK <= min(starts_apart(site))
    assert max(starts_apart(site)) <= 1 + JITTER + 0.5  # and nothing else is waited for


@pytest.mark.parametrize(("pause", "least"), [("1.5s", 1.5), ("0s", 1 - JITTER)])
def test_a_feed_may_have_a_longer_pause_of_its_own_and_no_shorter_one(
    office: Office, site: Site, pause: str, least: float
) -> None:
    site.say("/feed.xml", listing(1))
    site.say("/0", page_of("Story", *STORY))
    with Site("127.0.0.2") as other:
        other.say("/feed.xml", listing(1))
        other.say("/0", page_of("Story", *STORY))
        office.feeds(
            feed_line("own", f"{site.url}/feed.xml", pause=pause),
            feed_line("other", f"{other.url}/feed.xml"),
            head=SLOWLY.replace("127.0.0.1]", "127.0.0.1, 127.0.0.2]"),
        )

        office.crawl()

        assert (3, 3) == (len(site.asked), len(other.asked))
        assert least - TICK <= min(starts_apart(site))
        assert min(starts_apart(other)) < 1 + JITTER + TICK


def test_hosts_do_not_wait_for_each_other(office: Office, site: Site) -> None:
    with Site() as other:
        for one in (site, other):
            one.say("/feed.xml", listing(2))
            for number in range(2):
                one.say(f"/{number}", page_of("Story", *STORY))
        office.feeds(feed_line("a", f"{site.url}/feed.xml"), feed_line("b", f"{other.url}/feed.xml"), head=SLOWLY)
        office.crawl()

        for one in (site, other):
            assert 1 - JITTER - TICK <= min(starts_apart(one))
        assert min(starts_apart(site, other)) < 0.5
        assert other.asked[0].at < site.asked[-1].at


def test_a_crawl_delay_is_kept_and_outlives_the_run(office: Office, site: Site) -> None:
    site.say(
        "/robots.txt", Said(b"User-agent: *\nCrawl-delay: 9\n\nUser-agent: koplamp\nCrawl-delay: 1.5\n", 200, ROBOTS)
    )
    site.say("/feed.xml", listing(2))
    for number in range(2):
        site.say(f"/{number}", page_of("Story", *STORY))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))

    office.crawl()
    last = site.asked[-1].at
    office.crawl()

    assert ["/robots.txt", "/feed.xml", "/0", "/1", "/feed.xml"] == [asked.path for asked in site.asked]
    assert 1.5 - TICK <= min(starts_apart(site))
    assert site.asked[-1].at - last < 1.5 + 2  # the database knows whole seconds, and a run has to start


# ---------------------------------------------------------------- robots.txt


def test_robots_txt_is_asked_once_a_day_whatever_is_asked_of_the_host(office: Office, site: Site) -> None:
    site.say("/feed.xml", listing(2))
    site.say("/other.xml", listing(2, "Other"))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"), feed_line("other", f"{site.url}/other.xml"))
    asked = []
    for skip in ({}, {"hours": 1}, {"hours": 22, "minutes": 50}, {"minutes": 20}, {"hours": 1}):
        clock_of(office).skip(**skip)
        office.crawl()
        asked.append(sum(one.path == "/robots.txt" for one in site.asked))

    assert [1, 1, 1, 2, 2] == asked


def test_robots_txt_that_fails_is_asked_again_by_the_next_run_and_nothing_else_is(office: Office, site: Site) -> None:
    site.say("/robots.txt", Said(b"", 500))
    site.say("/feed.xml", listing(0))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"), feed_line("other", f"{site.url}/other.xml"))

    assert {"kolibri": "server_error", "other": "server_error"} == office.crawl().outcomes
    assert ["/robots.txt"] == [one.path for one in site.asked]
    site.say("/robots.txt", Said(b"", 404))
    office.crawl()
    assert ["/robots.txt", "/robots.txt"] == [one.path for one in site.asked][:2]
    assert {"/feed.xml", "/other.xml"} == set(site.paths())


BEYOND = 150 * 1024  # lines of four bytes: more than 500 KiB
ROBOTS_READ = [
    (b"User-agent: koplamp\nDisallow: /\n\nUser-agent: *\nDisallow:\n", "refused"),
    (b"User-agent: Koplamp\nDisallow: /feed\n", "refused"),
    (b"User-agent: *\nDisallow: /\n\nUser-agent: koplamp\nDisallow: /x\n", "fresh"),
    (b"User-agent: somebot\nDisallow: /\n", "fresh"),
    (b"User-agent: test\nDisallow: /\n", "fresh"),  # a word of our User-Agent, and not its name
    (b"\xef\xbb\xbfUser-agent: *\nDisallow: /feed.xml\n", "refused"),
    (b"User-agent: *\nDisallow: /feed\nAllow: /feed.xml\n", "fresh"),
    (b"User-agent: *\nDisallow: /*.xml$\n", "refused"),
    (b"User-agent: *\n" + b"# x\n" * BEYOND + b"Disallow: /\n", "fresh"),
    (b"User-agent: *\n" + b"# x\n" * (BEYOND - 50 * 1024) + b"Disallow: /\n", "refused"),
    (b"User-agent: *\nDisallow: /" + b"a" * (600 * 1024), "fresh"),
    (b"User-agent: *\nCrawl-delay: nan\nCrawl-delay: -1\nCrawl-delay: inf\n", "fresh"),
]


def test_robots_txt_is_read_as_its_standard_says(office: Office) -> None:
    with ExitStack() as stack:
        sites = [stack.enter_context(Site()) for _ in ROBOTS_READ]
        for site, (robots, _) in zip(sites, ROBOTS_READ, strict=True):
            site.say("/robots.txt", Said(robots, 200, ROBOTS))
            site.say("/feed.xml", listing(1))
        office.feeds(*(feed_line(f"n{n}", f"{site.url}/feed.xml") for n, site in enumerate(sites)), head=NO_PAGES)
        expected = {f"n{number}": outcome for number, (_, outcome) in enumerate(ROBOTS_READ)}

        assert expected == office.crawl().outcomes
        again = {slug: "unchanged" if outcome == "fresh" else outcome for slug, outcome in expected.items()}
        assert again == office.crawl().outcomes  # from memory
        assert {1} == {sum(one.path == "/robots.txt" for one in site.asked) for site in sites}

"""Sitemaps and their indexes over many polls: no part is forgotten, none is sent twice for nothing."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.desk.paths import Desk
from tests.flow.conftest import Clock, Office, feed_line
from tests.flow.origin import Asked, Said, Site

NS = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
THIS_MORNING = "2025-11-19T10:00:00Z"  # the clock begins at noon


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(Desk(tmp_path), Clock())


def urlset(*rows: tuple[str, str]) -> bytes:
    """A sitemap of (address, lastmod)."""
    listed = "".join(f"<url><loc>{url}</loc><lastmod>{at}</lastmod></url>" for url, at in rows)
    return f"<?xml version='1.0'?><urlset {NS}>{listed}</urlset>".encode()


def index(site: Site, *parts: tuple[str, str]) -> bytes:
    """A sitemap index of (path, lastmod or nothing)."""
    listed = "".join(
        f"<sitemap><loc>{site.url}{path}</loc>{at and f'<lastmod>{at}</lastmod>'}</sitemap>" for path, at in parts
    )
    return f"<sitemapindex {NS}>{listed}</sitemapindex>".encode()


def tagged(body: bytes, etag: str) -> Callable[[Asked], Said]:
    """An honest server: 304 to whoever has that already."""

    def answer(asked: Asked) -> Said:
        known = asked.headers.get("if-none-match") == etag
        return Said(status=304, headers={"ETag": etag}) if known else Said(body, headers={"ETag": etag})

    return answer


def poll(office: Office, site: Site, **later: float) -> tuple[str, str | None, list[str]]:
    """One crawl -> outcome, error and the paths asked for; then the clock goes on."""
    site.asked.clear()
    crawled = office.crawl()
    skipped: Clock = office.clock  # type: ignore[assignment]
    skipped.skip(**later or {"hours": 1})
    return crawled.outcomes["kolibri"], crawled.seen.errors["kolibri"], site.paths()


def watched(office: Office, site: Site, path: str) -> None:
    office.feeds(feed_line("kolibri", site.url + path, kind="sitemap", follow=False, every="15m"))


def test_undated_parts_are_all_read_in_their_turn(office: Office, site: Site) -> None:
    site.say("/index.xml", index(site, *((f"/s{n}.xml", "") for n in range(8))))
    for n in range(8):
        site.say(f"/s{n}.xml", urlset((f"{site.url}/car/{n}", THIS_MORNING)))
    watched(office, site, "/index.xml")

    first, second, third = (poll(office, site) for _ in range(3))

    assert ("fresh", "5 of 8 parts read") == first[:2]
    assert ("fresh", None) == second[:2]
    assert ("unchanged", None) == third[:2]
    assert {f"/s{n}.xml" for n in range(8)} | {"/index.xml"} == {*first[2], *second[2]}
    assert [6, 6, 6] == [len(one[2]) for one in (first, second, third)]
    assert [8] == office.column("select count(*) from articles")


def test_the_sixth_of_six_parts_that_change_is_not_left_behind(office: Office, site: Site) -> None:
    watched(office, site, "/index.xml")
    asked = []
    for hour in range(12, 16):
        changed = [(f"/s{n}.xml", f"2025-11-19T{hour}:{0 if n == 5 else 10 + n:02}:00Z") for n in range(6)]
        site.say("/index.xml", index(site, *changed))
        for n in range(6):
            site.say(f"/s{n}.xml", urlset((f"{site.url}/car/{n}-{hour}", f"2025-11-19T{hour}:00:00Z")))
        asked.append(poll(office, site))

    assert {"5 of 6 parts read"} == {error for _, error, _ in asked}
    assert "/s5.xml" in asked[1][2]
    assert 5 == len({str(url).rpartition("-")[0][-1] for url in office.column("select url from articles")} - {"5"})
    assert [1] == office.column("select 1 from articles where url like '%/car/5-13'")
    assert ["5 of 6 parts read"] == office.column("select last_error from feed_health")


def test_a_part_that_waited_for_days_brings_all_it_had(office: Office, site: Site) -> None:
    def say(stuck_at: int) -> None:
        newest = [(f"/s{n}.xml", f"2025-11-19T11:{10 + n}:00Z") for n in range(5)]
        site.say("/index.xml", index(site, *newest, ("/stuck.xml", THIS_MORNING)))
        site.say("/stuck.xml", Said(b"later", stuck_at) if stuck_at != 200 else urlset((f"{site.url}/x", THIS_MORNING)))

    for n in range(5):
        site.say(f"/s{n}.xml", urlset((f"{site.url}/car/{n}", THIS_MORNING)))
    watched(office, site, "/index.xml")
    say(500)

    first, *others = (poll(office, site, hours=20) for _ in range(4))
    say(200)
    last = poll(office, site)

    assert ("fresh", "5 of 6 parts read") == first[:2]
    assert {("partial", f"{site.url}/stuck.xml: HTTP 500; 5 of 6 parts read")} == {one[:2] for one in others}
    assert ("fresh", None) == last[:2]
    assert [1] == office.column("select 1 from articles where url like '%/x'")


def test_an_index_that_stays_as_it_is_costs_one_question(office: Office, site: Site) -> None:
    site.say("/index.xml", index(site, ("/a.xml", THIS_MORNING), ("/old.xml", "2020-01-01")))
    site.say("/a.xml", urlset((f"{site.url}/car/1", THIS_MORNING)))
    site.say("/old.xml", urlset((f"{site.url}/car/0", "2020-01-01")))
    watched(office, site, "/index.xml")

    first, second = poll(office, site), poll(office, site)

    assert (["/index.xml", "/a.xml", "/old.xml"], ["/index.xml"]) == (first[2], second[2])
    assert ("unchanged", None) == second[:2]


def test_a_part_is_asked_with_its_own_validators_and_the_index_without(office: Office, site: Site) -> None:
    site.say("/index.xml", tagged(index(site, ("/a.xml", ""), ("/b.xml", "")), '"index"'))
    for name in "ab":
        site.say(f"/{name}.xml", tagged(urlset((f"{site.url}/{name}", THIS_MORNING)), f'"{name}"'))
    watched(office, site, "/index.xml")

    outcomes = [poll(office, site)[0] for _ in range(2)]
    sent = {asked.path: asked.headers.get("if-none-match") for asked in site.asked}
    site.say("/a.xml", tagged(urlset((f"{site.url}/a", THIS_MORNING), (f"{site.url}/a2", THIS_MORNING)), '"a2"'))

    assert ["fresh", "unchanged", "fresh"] == [*outcomes, poll(office, site)[0]]
    assert {"/index.xml": None, "/a.xml": '"a"', "/b.xml": '"b"'} == sent
    assert ['"a2"', '"b"'] == office.column("select etag from feed_parts order by url")
    assert [3] == office.column("select count(*) from articles")


def test_a_part_that_lies_is_found_out_within_a_day(office: Office, site: Site) -> None:
    body = urlset((f"{site.url}/1", THIS_MORNING))

    def lie(asked: Asked) -> Said:
        asked_before = asked.headers.get("if-none-match")
        return Said(status=304) if asked_before else Said(body, headers={"ETag": '"same"'})

    site.say("/index.xml", index(site, ("/a.xml", "")))
    site.say("/a.xml", lie)
    watched(office, site, "/index.xml")
    poll(office, site)
    body = urlset((f"{site.url}/1", THIS_MORNING), (f"{site.url}/2", "2025-11-19T13:00:00Z"))

    outcomes = [poll(office, site, hours=8)[0] for _ in range(4)]

    assert ["unchanged", "unchanged", "unchanged", "fresh"] == outcomes
    assert [0] == office.column("select trusts_304 from feeds")
    assert [2] == office.column("select count(*) from articles")


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_sitemap_is_asked_with_its_validators(office: Office, site: Site, pack: Callable[[bytes], bytes]) -> None:
    site.say("/map.xml", tagged(pack(urlset((f"{site.url}/car/1", THIS_MORNING))), '"1"'))
    watched(office, site, "/map.xml")

    outcomes = [poll(office, site, hours=20)[0] for _ in range(4)]

    assert ["fresh", "unchanged", "unchanged", "unchanged"] == outcomes
    assert [200, 304, 200, 304] == office.column("select http_status from fetches order by id")
    assert [1] == office.column("select trusts_304 from feeds")


def test_a_sitemap_that_lists_nothing_any_more_is_empty(office: Office, site: Site) -> None:
    watched(office, site, "/map.xml")
    outcomes = []
    for rows in (3, 0, 0, 0):
        site.say("/map.xml", urlset(*((f"{site.url}/car/{n}", THIS_MORNING) for n in range(rows))))
        outcomes.append(poll(office, site)[0])

    assert ["fresh", "empty", "unchanged", "unchanged"] == outcomes
    assert [3] == office.column("select empty_polls from feeds")


def test_another_address_begins_anew(office: Office, site: Site) -> None:
    site.say("/index.xml", index(site, ("/a.xml", "")))
    site.say("/a.xml", urlset((f"{site.url}/car/1", THIS_MORNING)))
    site.say("/map.xml", urlset((f"{site.url}/car/2", THIS_MORNING)))
    watched(office, site, "/index.xml")
    poll(office, site)
    assert [1] == office.column("select count(*) from feed_parts")

    watched(office, site, "/map.xml")
    poll(office, site)

    assert [(0,)] == [tuple(row.values()) for row in office.rows("select count(*) from feed_parts")]
    assert [None] == office.column("select parts_since from feeds")

"""What a stranger may cost us: half bodies, heads without end, a feed that takes its time at every step."""

import gzip
import zlib

import brotli
import pytest
from backports import zstd

from crawler.polling import limits
from tests.flow.conftest import HEAD, Clock, Office, feed_line
from tests.flow.origin import STORY, Asked, Said, Site, feed_of, page_of

pytestmark = pytest.mark.usefixtures("each_transport")

MANY = feed_of(*((f"Story {number} {number * 7919:x}", f"/{number}") for number in range(300)))
NO_PAGES = HEAD + "  pages_per_run: 0\n"
WHOLE = page_of("Estate", *STORY, *(f"Paragraph {number * 7919:x} tells more of the car. " * 4 for number in range(40)))
RAW = zlib.compressobj(wbits=-zlib.MAX_WBITS)
PACKED = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}
SITEMAP = (
    "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
    + "".join(
        f"<url><loc>http://127.0.0.1/{n * 7919:x}</loc><lastmod>2025-11-19T10:{n % 60:02}:00Z</lastmod></url>"
        for n in range(300)
    )
    + "</urlset>"
).encode()


def cut(coding: str, body: bytes, *, labelled: bool = True) -> Said:
    """Half of the packed body, told as if it were all of it."""
    packed = PACKED[coding](body)
    return Said(packed[: len(packed) // 2], headers={"Content-Encoding": coding} if labelled else {})


HALVES = {
    **{coding: cut(coding, MANY) for coding in PACKED},
    "gzip, unlabelled": cut("gzip", MANY, labelled=False),
    "content-length": Said(MANY, cut=True),
    "chunked": Said(MANY, cut=True, chunked=True),
    "chunked gzip": Said(gzip.compress(MANY), headers={"Content-Encoding": "gzip"}, cut=True, chunked=True),
    "content-length too small": Said(MANY[: len(MANY) // 2]),
}


def test_half_a_feed_is_partial_and_leaves_no_validators(office: Office, site: Site) -> None:
    for number, said in enumerate(HALVES.values()):
        said.headers = {**said.headers, "ETag": '"half"', "Last-Modified": "Wed, 19 Nov 2025 10:00:00 GMT"}
        site.say(f"/{number}.xml", said)
    office.feeds(*(feed_line(f"n{n}", f"{site.url}/{n}.xml") for n in range(len(HALVES))), head=NO_PAGES)

    came = office.crawl().outcomes

    assert {**dict.fromkeys(HALVES, "partial"), "zstd": "network"} == {
        name: came[f"n{number}"] for number, name in enumerate(HALVES)
    }  # zstd gives nothing out before the end of its first block
    assert {(None, None, None)} == {
        tuple(row.values()) for row in office.rows("select etag, last_modified, body_sha256 from feeds")
    }
    assert 0 < office.rows("select count(*) as n from articles")[0]["n"]


@pytest.mark.parametrize("coding", ["gzip", "deflate", "file"])
def test_half_a_sitemap_is_partial(office: Office, site: Site, coding: str) -> None:
    site.say("/sitemap.xml", cut("gzip", SITEMAP, labelled=False) if coding == "file" else cut(coding, SITEMAP))
    office.feeds(feed_line("kolibri", f"{site.url}/sitemap.xml", kind="sitemap"), head=NO_PAGES)

    assert {"kolibri": "partial"} == office.crawl().outcomes


@pytest.mark.parametrize("coding", [*PACKED, "content-length", "chunked"])
def test_half_a_page_never_takes_the_place_of_a_whole_one(office: Office, site: Site, coding: str) -> None:
    half = cut(coding, WHOLE) if coding in PACKED else Said(WHOLE, cut=True, chunked=coding == "chunked")
    office.clock = clock = Clock()
    site.say("/feed.xml", feed_of(("Estate", "/page")))
    site.say("/page", WHOLE)
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))
    office.crawl()
    [before] = office.column("select blocks from article_text")
    site.say("/page", half)

    clock.skip(hours=2)  # its first look is due
    seen = office.crawl().seen

    assert ["network"] == [str(visit.answer.outcome) for visit in seen.visits]
    assert [before] == office.column("select blocks from article_text")
    clock.skip(hours=8)
    office.crawl()
    assert 3 == site.paths().count("/page")  # it was asked again


@pytest.mark.parametrize("coding", [*PACKED, "foo", "identity"])
def test_a_body_that_only_says_it_is_packed_is_read_as_it_is(office: Office, site: Site, coding: str) -> None:
    site.say("/feed.xml", Said(MANY, headers={"Content-Encoding": coding}))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"), head=NO_PAGES)

    assert {"kolibri": "fresh"} == office.crawl().outcomes


@pytest.mark.parametrize("coding", PACKED)
def test_a_bomb_goes_off_nowhere(office: Office, site: Site, coding: str) -> None:
    site.say("/feed.xml", Said(PACKED[coding](bytes(64 << 20)), headers={"Content-Encoding": coding}))
    site.say(
        "/twice.xml",
        Said(gzip.compress(PACKED[coding](bytes(64 << 20))), headers={"Content-Encoding": f"{coding}, gzip"}),
    )
    office.feeds(feed_line("once", f"{site.url}/feed.xml"), feed_line("twice", f"{site.url}/twice.xml"))

    assert {"once": "too_large", "twice": "too_large"} == office.crawl().outcomes


def test_a_head_has_bounds_and_a_large_honest_one_fits(office: Office, site: Site) -> None:
    policy = {"Content-Security-Policy": "x" * 15_000, **{f"X-{number}": "y" for number in range(200)}}
    site.say("/large.xml", Said(MANY, headers=policy))
    site.say("/long.xml", Said(MANY, headers={"X-A": "x" * (limits.HEADER_BYTES + 10)}))
    site.say("/many.xml", Said(MANY, headers={f"X-{number}": "y" for number in range(limits.HEADERS + 10)}))
    office.feeds(*(feed_line(name, f"{site.url}/{name}.xml") for name in ("large", "long", "many")), head=NO_PAGES)

    assert {"large": "fresh", "long": "network", "many": "network"} == office.crawl().outcomes


def test_all_questions_of_a_feed_share_their_time(office: Office, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each hop is quick enough for a request, and there are few enough of them; together they take too long."""
    monkeypatch.setattr(limits, "FEED_S", 2)

    def on(asked: Asked) -> Said:
        number = int(asked.path.rpartition("/")[2])
        return Said(b"", 302, {"Location": f"/hop/{number + 1}"}, wait_s=0.9)

    for number in range(9):
        site.say(f"/hop/{number}", on)
    site.say("/feed.xml", MANY)
    feed = feed_line("slow", f"{site.url}/hop/0", limits="{seconds: 1}")
    office.feeds(feed, feed_line("good", f"{site.url}/feed.xml"), head=NO_PAGES)

    run = office.crawl()

    assert {"slow": "timeout", "good": "fresh"} == run.outcomes
    assert "2 s" in (run.seen.errors["slow"] or "") or "in time" in (run.seen.errors["slow"] or "")
    assert len([path for path in site.paths() if path.startswith("/hop")]) <= 4


def test_pauses_do_not_count(office: Office, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FEED_S", 1)
    for number in range(4):
        site.say(f"/{number}.xml", feed_of((f"Story {number}", f"/{number}")))
    head = NO_PAGES.replace("pause: 0s", "pause: 1s")
    office.feeds(*(feed_line(f"n{n}", f"{site.url}/{n}.xml", limits="{seconds: 1}") for n in range(4)), head=head)

    assert {"fresh"} == set(office.crawl().outcomes.values())

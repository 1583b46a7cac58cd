"""What the newsstand answers over HTTP: everything a real publisher's server does, and nothing more."""

import gzip
import socket
import threading
import time
from urllib.parse import urlsplit

import pytest

from crawler import config
from crawler.demo import Newsstand
from crawler.demo.resources import takes_gzip
from crawler.model import Outcome
from tests.pace import Pace

BOUGIE, ASFALTPOST, KOLBENBLATT, CAMSHAFT, CULASSE = (
    "bougie",
    "asfaltpost",
    "kolbenblatt",
    "camshaft-courier",
    "joint-de-culasse",
)


SLOW_S = 0.5  # as conftest.py opens the stand


def expected(stand, part):
    (found,) = (one for one in stand.expected() if part in one.url)
    return found


def test_robots_txt_shuts_one_folder_everywhere(stand, ask):
    said = {ask(f"{front}robots.txt").body for front in stand.addresses.values()}

    assert {b"User-agent: *\nDisallow: /intern/\n"} == said


def test_front_pages_name_the_feeds(stand, ask):
    front = ask(stand.addresses["de-bougie"]).body.decode()

    assert 'type="application/rss+xml" title="De Bougie" href="/feed/"' in front
    assert 'title="De Bougie: elektrisch" href="/feed/elektrisch/"' in front


@pytest.mark.parametrize("slug", [BOUGIE, ASFALTPOST, KOLBENBLATT, CULASSE])
def test_a_feed_that_is_known_answers_304_without_a_body(stand, ask, feeds_of, slug):
    url = feeds_of(stand)[slug]
    first = ask(url)
    tag, since = first.headers["ETag"], first.headers["Last-Modified"]
    known = {"If_None_Match": tag} if tag else {"If_Modified_Since": since}

    again = ask(url, **known)

    assert (200, 304, b"") == (first.status, again.status, again.body)
    assert tag == again.headers["ETag"]


@pytest.mark.parametrize(
    "known",
    [
        {"If_None_Match": '"some-other-tag"'},
        {"If_None_Match": '"some-other-tag"', "If_Modified_Since": "Fri, 21 Nov 2025 10:00:00 GMT"},
        {"If_Modified_Since": "Mon, 03 Nov 2025 10:00:00 GMT"},
        {"If_Modified_Since": "yesterday"},
    ],
)
def test_a_feed_that_is_not_known_is_sent_whole(stand, ask, feeds_of, known):
    assert 200 == ask(feeds_of(stand)[BOUGIE], **known).status


def test_one_feed_has_a_weak_tag_and_one_has_none(stand, ask, feeds_of):
    feeds = feeds_of(stand)
    tags = {slug: ask(feeds[slug]).headers["ETag"] for slug in (BOUGIE, KOLBENBLATT, CULASSE)}

    assert tags[BOUGIE].startswith('"')
    assert tags[KOLBENBLATT].startswith('W/"')
    assert None is tags[CULASSE]
    assert 304 == ask(feeds[KOLBENBLATT], If_None_Match=tags[KOLBENBLATT].removeprefix("W/")).status


def test_the_german_feed_is_latin_1_and_packed_for_those_who_can_unpack(stand, ask, feeds_of):
    url = feeds_of(stand)[KOLBENBLATT]
    plain, packed = ask(url), ask(url, Accept_Encoding="deflate, gzip;q=0.8")

    assert (None, "gzip") == (plain.headers["Content-Encoding"], packed.headers["Content-Encoding"])
    assert plain.body == gzip.decompress(packed.body)
    assert b"f\xfcr" in plain.body
    assert b'encoding="ISO-8859-1"' in plain.body
    assert "charset" not in plain.headers["Content-Type"]
    assert "Accept-Encoding" == packed.headers["Vary"]


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip, deflate, br", True),
        ("br;q=1, gzip;q=0.5", True),
        ("gzip;q=0", False),
        ("gzip; q=0.0, br", False),
        ("", False),
        ("identity", False),
    ],
)
def test_gzip_only_where_it_is_accepted(accepted, packed):
    assert packed == takes_gzip(accepted)


def test_german_pages_are_latin_1_by_their_own_meta_only(stand, ask):
    page = ask(expected(stand, "opel-manta").url)

    assert "text/html" == page.headers["Content-Type"]
    assert b"charset=iso-8859-1" in page.body
    assert "Möller".encode("latin-1") in page.body


def test_a_feed_moved_for_good(stand, ask, feeds_of):
    url = feeds_of(stand)[CAMSHAFT]
    moved = ask(url)

    assert (301, "/feeds/news.json") == (moved.status, moved.headers["Location"])
    assert 200 == ask(f"{stand.addresses['camshaft-courier']}feeds/news.json").status


def test_a_page_moved_for_good(stand, ask):
    story = expected(stand, "citroen-bx")
    moved = ask(story.listed[0])

    assert "hoekige-held?utm_source=rss" in story.listed[0]
    assert (301, story.url) == (moved.status, moved.headers["Location"])
    assert 200 == ask(story.url).status


def test_the_dead_feed_refuses_the_connection_and_keeps_its_port(stand, feeds_of):
    parts = urlsplit(feeds_of(stand)["remlicht"])

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((parts.hostname, parts.port), timeout=2)
    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind((parts.hostname, parts.port))


def test_a_slow_page_holds_up_nobody_else(stand, ask):
    slow, other = expected(stand, "filezwaarte").url, expected(stand, "zandvoort").url
    took = {}

    def timed(url):
        start = time.monotonic()
        ask(url)
        took[url] = time.monotonic() - start

    asking = threading.Thread(target=timed, args=(slow,))
    asking.start()
    timed(other)
    asking.join()

    assert took[slow] >= SLOW_S > took[other]


def test_pages_that_cannot_be_had(stand, ask):
    odd = {one.reason: one for one in stand.expected() if one.reason}

    assert {Outcome.MISSING, Outcome.REFUSED} == set(odd)
    assert 404 == ask(odd[Outcome.MISSING].url).status
    assert "/intern/" in odd[Outcome.REFUSED].url
    assert 200 == ask(odd[Outcome.REFUSED].url).status, "only robots.txt keeps a crawler out"


def test_head_has_no_body_and_post_is_not_allowed(stand, ask):
    front = stand.addresses["asfaltpost"]
    head = ask(front, "HEAD")

    assert (200, b"") == (head.status, head.body)
    assert 405 == ask(front, "POST").status


def test_every_link_on_a_page_to_another_story_can_be_followed(stand, ask):
    page = ask(expected(stand, "duurtest").url).body.decode()
    links = [link.split('"')[0] for link in page.split('href="/artikel/')[1:]]

    assert 3 <= len(links)
    assert {200} == {ask(f"{stand.addresses['de-bougie']}artikel/{link}").status for link in links}


def test_requests_are_written_down_with_their_status(fresh, ask, feeds_of):
    url = feeds_of(fresh)[BOUGIE]
    tag = ask(url).headers["ETag"]
    ask(url, If_None_Match=tag)
    ask(f"{fresh.addresses['asfaltpost']}nothing?here=1", "HEAD")

    assert [
        ("de-bougie", "GET", "/feed/", 200, None, None),
        ("de-bougie", "GET", "/feed/", 304, tag, None),
        ("asfaltpost", "HEAD", "/nothing?here=1", 404, None, None),
    ] == fresh.requests


def test_the_second_edition_changes_one_article_and_one_feed(fresh, ask, feeds_of):
    feeds = {slug: url for slug, url in feeds_of(fresh).items() if slug not in ("remlicht", CAMSHAFT)}
    feeds[CAMSHAFT] = f"{fresh.addresses['camshaft-courier']}feeds/news.json"
    tags = {slug: ask(url) for slug, url in feeds.items()}
    pages = {one.url: ask(one.url).body for one in fresh.expected() if not one.reason}

    edited = fresh.edit()

    status = {slug: ask(feeds[slug], **validators(said)).status for slug, said in tags.items()}
    assert {**dict.fromkeys(feeds, 304), ASFALTPOST: 200} == status
    assert [edited] == [url for url, body in pages.items() if ask(url).body != body]


def validators(said):
    tag, date = said.headers["ETag"], said.headers["Last-Modified"]
    return {**({"If_None_Match": tag} if tag else {}), **({"If_Modified_Since": date} if date else {})}


def test_the_second_edition_has_a_new_headline_and_paragraph(fresh, ask):
    before = {one.url: one for one in fresh.expected()}
    edited = fresh.edit()
    after = {one.url: one for one in fresh.expected()}
    page = ask(edited).body.decode()

    assert [edited] == [url for url, one in after.items() if one != before[url]]
    assert "Volvo Gent zoekt 350 mensen om de EX30 sneller te bouwen" == before[edited].title
    assert "Volvo Gent zoekt 480 mensen om de EX30 sneller te bouwen" == after[edited].title
    assert 1 == len(set(after[edited].paragraphs) - set(before[edited].paragraphs))
    assert before[edited].title not in page
    assert 'property="article:modified_time" content="2025-11-20T11:45:00+01:00"' in page


def test_editing_twice_is_editing_once(fresh):
    first, once = fresh.edit(), fresh.expected()

    assert (first, once) == (fresh.edit(), fresh.expected())


def test_nothing_is_left_when_the_stand_closes():
    before = set(threading.enumerate())
    with Newsstand() as stand:
        urls = list(stand.addresses.values())
        ours = set(threading.enumerate()) - before

    assert ["newsstand"] == [thread.name for thread in ours]
    assert before == set(threading.enumerate())
    for url in urls:
        parts = urlsplit(url)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((parts.hostname, parts.port), timeout=2)


def test_a_stand_can_close_while_a_slow_page_is_asked_for(ask):
    with Newsstand(slow_s=30.0) as stand:
        url = expected(stand, "filezwaarte").url
        parts = urlsplit(url)
        with socket.create_connection((parts.hostname, parts.port), timeout=2) as line:
            line.sendall(f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
            while not stand.requests:
                time.sleep(0.01)
            with Pace() as took:
                stand.__exit__(None, None, None)

    assert took.s < 5


def test_two_stands_do_not_meet():
    with Newsstand() as one, Newsstand() as two:
        assert not set(one.addresses.values()) & set(two.addresses.values())


def test_its_feeds_yaml_is_one_the_crawler_reads(stand, feeds_of):
    feeds = config.load(stand.feeds_yaml())

    assert 8 == len(feeds.feeds)
    assert feeds_of(stand) == {feed.slug: feed.url for feed in feeds.feeds}
    assert ("Europe/Amsterdam", 0.0, ("127.0.0.1",)) == (feeds.timezone, feeds.pause_s, feeds.private_hosts)
    assert ["camshaft-columns"] == [feed.slug for feed in feeds.feeds if not feed.follow]
    assert ["de-bougie", "de-bougie"] == [feed.source for feed in feeds.feeds if "bougie" in feed.slug]
    assert {"nl", "de", "en", "fr"} == {feed.language for feed in feeds.feeds}

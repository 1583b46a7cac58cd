"""One entry and one page, from what was sent to what is stored."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.model import Article, Block, Entry, Feed, Page, Stage, When
from crawler.normal import urls
from crawler.process import Circumstances, read_feed, read_page
from crawler.process.entries import draft_from
from crawler.process.finishing import finished

FEED = Feed("kolibri", "Kolibri", "https://kolibri.example/feed", "kolibri.example", language="en")
NOW = datetime(2025, 11, 20, 12, 0, tzinfo=UTC)
AROUND = Circumstances(FEED, "Europe/Amsterdam", NOW)
LONG = "The estate goes on sale next spring, the maker said on Wednesday, and an electric one follows a year later. "


A_KEY, B_KEY = urls.url_key("https://kolibri.example/a"), urls.url_key("https://kolibri.example/b")


def by_words(words: str) -> str:
    return f"kolibri#{hashlib.sha256(words.encode()).hexdigest()}"


@pytest.mark.parametrize(
    ("entry", "key", "stage"),
    [
        (Entry("https://kolibri.example/a?utm_source=rss", "1", "A"), A_KEY, "listed"),
        (Entry(None, "https://kolibri.example/b", "B", guid_is_permalink=True), B_KEY, "listed"),
        (Entry(None, "4711", "C"), by_words("4711"), "extracted"),
        (Entry(None, None, "D", summary="Words"), by_words("D\nWords"), "extracted"),
        (Entry(None, None, "", content="Only a text"), by_words("Only a text"), "extracted"),
        (Entry("javascript:alert(1)", None, "E"), by_words("E"), "extracted"),
    ],
)
def test_an_entry_has_one_identity(entry: Entry, key: str, stage: str) -> None:
    draft = draft_from(entry, 1, AROUND)

    assert draft is not None
    assert (key, urls.url_hash(key), stage) == (draft.url_key, draft.url_hash, draft.stage)


def test_an_entry_that_says_nothing_is_no_article() -> None:
    assert draft_from(Entry(None, None, "  "), 1, AROUND) is None


def test_an_entry_listed_twice_counts_once() -> None:
    item = "<item><title>{}</title><link>https://kolibri.example/a{}</link></item>"
    body = (
        f"<rss version='2.0'><channel>{item.format('A', '')}{item.format('A again', '?utm_medium=x')}</channel></rss>"
    )

    reading = read_feed(body.encode(), FEED.url, "", AROUND)

    assert reading is not None
    assert (2, 1, ["A"]) == (reading.seen, reading.dropped, [draft.article.title for draft in reading.drafts])


@pytest.mark.parametrize(
    ("entry", "on", "provenance"),
    [
        (Entry(None, "1", "A", published_raw="Wed, 19 Nov 2025 23:30:00 +0000"), "2025-11-20", "feed published"),
        (Entry(None, "1", "A", updated_raw="2025-11-19T08:30:00Z"), "2025-11-19", "feed updated"),
        (Entry(None, "1", "A", published_raw="soon"), None, None),
        (Entry(None, "1", "A", published_raw="2031-01-01T00:00:00Z"), None, None),
        (Entry(None, "1", "A"), None, None),
    ],
)
def test_a_feeds_date_is_the_day_at_the_desk_and_never_made_up(
    entry: Entry, on: str | None, provenance: str | None
) -> None:
    draft = draft_from(entry, 1, AROUND)

    assert draft is not None
    published = draft.article.published
    assert on == (published.on if published else None)
    assert provenance == dict(draft.article.provenance).get("published")


def test_an_entry_without_a_title_is_called_by_how_it_begins() -> None:
    draft = draft_from(Entry(None, "1", "", summary=LONG * 3), 1, AROUND)

    assert draft is not None
    assert draft.article.title.endswith(" …")
    assert LONG.startswith(draft.article.title.removesuffix(" …"))


def test_what_the_feed_says_makes_the_entry_hash() -> None:
    said = Entry("https://kolibri.example/a", "1", "A", summary="Words", updated_raw="2025-11-19")
    again = Entry("https://kolibri.example/a", "1", "A", summary="Words", updated_raw="2025-11-20")

    one, same, other = (draft_from(entry, position, AROUND) for entry, position in ((said, 1), (said, 9), (again, 1)))

    assert one is not None
    assert same is not None
    assert other is not None
    assert one.entry_hash == same.entry_hash != other.entry_hash


def page(html: str, url: str = "https://kolibri.example/a") -> Page:
    return Page("x", url, url, 200, (("content-type", "text/html"),), html.encode(), NOW)


HEAD = (
    "<meta property='og:title' content='The page says so'>"
    "<meta property='article:published_time' content='2025-11-18T10:00:00Z'>"
)
BODY = f"<article><h1>The page says so</h1><p>{LONG * 3}</p></article>"


def test_the_pages_title_and_the_feeds_date_win() -> None:
    feeds_day = When("2025-11-19", "2025-11-19T07:00:00Z", "raw", "second", "feed")

    html = f"<html><head>{HEAD}</head><body>{BODY}</body></html>"

    found = read_page(page(html), Article("Old", published=feeds_day), AROUND)

    assert found.article is not None
    assert ("The page says so", feeds_day) == (found.article.title, found.article.published)


def test_a_page_gives_the_date_its_feed_lacks() -> None:
    found = read_page(page(f"<html><head>{HEAD}</head><body>{BODY}</body></html>"), Article("Old"), AROUND)

    assert found.article is not None
    assert found.article.published is not None
    assert ("2025-11-18", "meta") == (found.article.published.on, found.article.published.source)


@pytest.mark.parametrize(
    ("canonical", "known"),
    [
        ("https://kolibri.example/the-real-one", True),
        ("https://kolibri.example/", False),
        ("https://elsewhere.example/the-real-one", False),
        ("https://www.kolibri.example/a/?utm_source=x", False),
    ],
)
def test_a_canonical_address_counts_on_its_own_site_and_not_as_the_front_page(canonical: str, known: bool) -> None:
    html = f"<html><head><link rel='canonical' href='{canonical}'></head><body>{BODY}</body></html>"

    found = read_page(page(html), Article("A"), AROUND)

    assert known == bool(found.aliases)
    assert found.article is not None
    assert (found.article.canonical_url is None) == canonical.endswith(".example/")


@pytest.mark.parametrize(
    "path",
    [
        *("", "/", "/?utm_source=x", "/index.html", "/?lang=en", "/#/9", "/index.php?fbclid=1", "/amp/"),
        *("/nl", "/nl/", "/en-gb/", "/de_DE", "/nl/index.html", "/nl/?lang=nl", "/NL/nieuws/"),
        *("/news", "/news/", "/nieuws/?utm_medium=rss", "/Nachrichten/", "/models", "/models/vans/"),
    ],
)
def test_no_page_is_called_by_the_address_where_its_site_or_section_begins(path: str) -> None:
    html = f"<html><head><link rel='canonical' href='https://kolibri.example{path}'></head><body>{BODY}</body></html>"

    found = read_page(page(html, "https://kolibri.example/models/vans/new-van"), Article("A"), AROUND)

    assert found.article is not None
    assert ((), None) == (found.aliases, found.article.canonical_url)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("/new-estate/amp-view", "/new-estate"),
        ("/new-estate/print", "/new-estate"),
        ("/kolibri/print", "/kolibri"),
        ("/estate/2", "/estate"),
        ("/1234/print", "/1234"),
        ("/print?id=7", "/?p=7"),
        ("/nl/print.php?id=7", "/nl/?id=7"),
        ("/m-7", "/news/new-estate"),
        ("/story-7", "/nl/new-estate"),
        ("/story-7", "/#!/story/7"),
    ],
)
def test_a_print_page_is_called_by_its_articles_address(url: str, path: str) -> None:
    canonical = f"https://kolibri.example{path}"
    html = f"<html><head><link rel='canonical' href='{canonical}'></head><body>{BODY}</body></html>"

    found = read_page(page(html, f"https://kolibri.example{url}"), Article("A"), AROUND)

    assert found.article is not None
    assert (canonical, ["canonical"]) == (found.article.canonical_url, [how for _, _, how in found.aliases])


def test_a_page_without_a_text_leaves_the_feeds() -> None:
    blocks = (Block("p", LONG * 3),)

    found = read_page(
        page("<html><body><p>Log in</p></body></html>"), Article("A", body=LONG * 3, blocks=blocks), AROUND
    )

    assert found.article is not None
    assert (blocks, "feed") == (found.article.blocks, found.article.body_method)


@pytest.mark.parametrize("body", ["", "\x89PNG\r\n", "{}", "%PDF-1.7", "<rss version='2.0'></rss>"])
def test_what_is_no_page_is_said_to_be_none(body: str) -> None:
    found = read_page(page(body), Article("A"), AROUND)

    assert found.article is None
    assert found.reason


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<title>Page not found</title><h1>Oops</h1><p>Nothing here.</p>", "the page says that it does not exist"),
        ("<title>Privacy Gate</title><p>Accept?</p>", "a wall that asks for consent stands before the page"),
    ],
)
def test_a_page_that_is_not_the_one_asked_for_says_nothing_of_the_article(html: str, reason: str) -> None:
    reading = read_page(page(f"<html><head>{html}"), Article("As the feed has it"), AROUND)

    assert (None, reason) == (reading.article, reading.reason)


@pytest.mark.parametrize("path", ["/", "/?utm_source=gone", "/index.html", "/nl/", "/en", "/news/"])
def test_an_address_that_leads_to_the_front_page_leads_to_no_article(path: str) -> None:
    asked = replace(page(HEAD + BODY), url_final=f"https://kolibri.example{path}")

    reading = read_page(asked, Article("As the feed has it"), AROUND)

    assert (None, "the address leads to the site's front page") == (reading.article, reading.reason)
    assert () == reading.aliases


@pytest.mark.parametrize(
    ("body", "path"), [("%PDF-1.7", "/a"), ("{}", "/a"), (HEAD + BODY, "/"), (HEAD + BODY, "/nl/")]
)
@pytest.mark.parametrize(
    ("policy", "header", "file", "word"),
    [
        ("respect", ("TDM-Reservation", "1"), "", "tdm-reservation"),
        ("respect", ("x-robots-tag", "noindex, noai"), "", "noai"),
        ("respect", ("Content-Language", "nl"), '[{"location": "/", "tdm-reservation": 1}]', "tdm-reservation"),
        ("respect", ("tdm-reservation", "0"), '[{"location": "/", "tdm-reservation": 1}]', None),
        ("record", ("TDM-Reservation", "1"), "", None),
    ],
)
def test_what_is_not_the_article_can_reserve_what_its_feed_carried(
    body: str, path: str, policy: str, header: tuple[str, str], file: str, word: str | None
) -> None:
    asked = replace(page(body), url_final=f"https://kolibri.example{path}")
    asked = replace(asked, headers=(*asked.headers, header))
    around = replace(AROUND, feed=replace(FEED, rights=policy), tdmrep=file)
    draft = Article("Title", "Lead", LONG, blocks=(Block("p", LONG),), body_method="feed", word_count=20)

    found = read_page(asked, draft, around)

    why = f"rights: its publisher states {word}" if word else None
    assert why == found.reserved
    assert (word is None) == (found.article is None)
    if found.article is not None:
        assert ("Title", "Lead", "", ()) == tuple(
            getattr(found.article, name) for name in ("title", "lead", "body", "blocks")
        )
        assert found.article.rights


def test_a_feed_that_is_not_followed_needs_no_page() -> None:
    feed = Circumstances(Feed("k", "K", FEED.url, "k", follow=False), "Europe/Amsterdam", NOW)

    draft = draft_from(Entry("https://kolibri.example/a", "1", "A", summary=f"<p>{LONG}</p>"), 1, feed)

    assert draft is not None
    assert (Stage.EXTRACTED, LONG.strip()) == (draft.stage, draft.article.body)


@pytest.mark.parametrize(
    ("day", "provenance"),
    [
        ("2025-11-19", "feed published"),
        ("2025-11-17", "feed published"),
        ("2025-11-01", "feed published; page says 2025-11-18"),
    ],
)
def test_a_page_that_contradicts_its_feeds_date_is_not_passed_over_in_silence(day: str, provenance: str) -> None:
    draft = Article("Old", published=When(day, None, day, "day", "feed"), provenance=(("published", "feed published"),))
    html = f"<html><head>{HEAD}</head><body>{BODY}</body></html>"

    once = read_page(page(html), draft, AROUND).article
    assert once is not None
    again = read_page(page(html), once, AROUND).article

    assert once.published == draft.published
    assert provenance == dict(once.provenance)["published"]
    assert again is not None
    assert provenance == dict(again.provenance)["published"]


def test_a_page_tells_of_its_kind_image_and_rights() -> None:
    head = (
        "<meta name='robots' content='noarchive'><meta property='og:type' content='video.other'>"
        "<meta property='og:image' content='/estate-red.jpg'>"
    )
    shown = "<figure><img src='/estate-red.jpg'><figcaption>The estate. Photo: Jane Doe</figcaption></figure>"
    asked = page(f"<html><head>{head}</head><body>{shown}<p>{LONG * 3}</p></body></html>")
    asked = replace(asked, headers=(*asked.headers, ("TDM-Reservation", "1")))

    found = read_page(asked, Article("A"), AROUND).article

    assert found is not None
    assert ("The estate.", "Jane Doe", "video") == (found.image_caption, found.image_credit, found.kind)
    assert {"tdm-reservation": "1", "robots": "noarchive"} == dict(found.rights)


@pytest.mark.parametrize(
    ("text", "wall", "free"),
    [
        (LONG * 3, "<p>Subscribe to continue reading</p>", False),
        (LONG * 3, "", None),
        (LONG * 30, "<p>Subscribe to continue reading</p>", None),
    ],
)
def test_a_paywall_on_a_page_says_that_a_short_text_is_not_free(text: str, wall: str, free: bool | None) -> None:
    html = f"<html><body><article><h1>A</h1><p>{text}</p></article>{wall}</body></html>"

    found = read_page(page(html), Article("A"), AROUND).article

    assert found is not None
    assert free is found.free_access
    assert (free is False) == ("free_access" in dict(found.provenance))


def test_a_feed_alone_tells_the_kind_by_title_and_address() -> None:
    draft = draft_from(Entry("https://kolibri.example/reviews/estate", "1", "The estate"), 1, AROUND)

    assert draft is not None
    assert "review" == draft.article.kind


@pytest.mark.parametrize(
    ("policy", "robots", "reserved"),
    [
        ("record", "noarchive", None),
        ("respect", "nosnippet", None),
        ("respect", "noarchive", "rights: its publisher states noarchive"),
    ],
)
def test_a_reserved_text_is_kept_or_not_as_the_feed_is_told(policy: str, robots: str, reserved: str | None) -> None:
    around = replace(AROUND, feed=replace(FEED, rights=policy))
    html = f"<html><head>{HEAD}<meta name='robots' content='{robots}'></head><body>{BODY}</body></html>"

    found = read_page(page(html), Article("Old", lead="The lead of the feed."), around)

    assert found.article is not None
    assert (reserved, reserved) == (found.reserved, found.reason)
    assert (reserved is None) == bool(found.article.body)
    assert ("The page says so", "The lead of the feed.") == (found.article.title, found.article.lead)
    assert (("robots", robots),) == found.article.rights


@pytest.mark.parametrize(
    ("modified", "known", "source"),
    [
        ("2025-11-19T12:00:00+01:00", "2025-11-19T11:00:00Z", "meta"),
        ("2025-11-17T12:00:00Z", None, None),
        ("2025-11-19", None, None),
    ],
)
def test_a_change_comes_after_the_publication_and_says_where_it_stood(
    modified: str, known: str | None, source: str | None
) -> None:
    changed = f"<meta property='article:modified_time' content='{modified}'>"

    found = read_page(page(f"<html><head>{HEAD}{changed}</head><body>{BODY}</body></html>"), Article("A"), AROUND)

    assert found.article is not None
    assert (known, source) == (found.article.modified_at, dict(found.article.provenance).get("modified"))


def dated(on: str, source: str) -> Article:
    return Article("Old", published=When(on, None, on, "day", source), provenance=(("published", source),))


@pytest.mark.parametrize(
    ("stored", "head", "on", "source"),
    [
        (dated("2025-11-01", "htmldate"), HEAD, "2025-11-18", "meta"),
        (dated("2025-11-01", "jsonld"), HEAD, "2025-11-18", "meta"),
        (dated("2025-11-01", "rule"), HEAD, "2025-11-18", "meta"),
        (dated("2025-11-01", "time"), "", "2025-11-01", "time"),
        (dated("2025-11-19", "feed"), HEAD, "2025-11-19", "feed"),
        (dated("2025-11-19", "feed"), "", "2025-11-19", "feed"),
    ],
)
def test_a_date_that_the_page_gave_is_what_the_page_says_now(stored: Article, head: str, on: str, source: str) -> None:
    found = read_page(page(f"<html><head>{head}</head><body>{BODY}</body></html>"), stored, AROUND).article

    assert found is not None
    assert found.published is not None
    assert (on, source, source) == (found.published.on, found.published.source, dict(found.provenance)["published"])


@pytest.mark.parametrize(
    ("policy", "path", "stated", "reserved"),
    [
        ("respect", "/a", "", "rights: its publisher states tdm-reservation"),
        ("respect", "/b", "", None),
        ("respect", "/a", "<meta name='tdm-reservation' content='0'>", None),
        ("record", "/a", "", None),
    ],
)
def test_what_its_origin_reserves_counts_where_a_page_is_silent(
    policy: str, path: str, stated: str, reserved: str | None
) -> None:
    file = '[{"location": "/a", "tdm-reservation": 1}]'
    around = replace(AROUND, feed=replace(FEED, rights=policy), tdmrep=file)
    asked = page(f"<html><head>{HEAD}{stated}</head><body>{BODY}</body></html>", f"https://kolibri.example{path}")

    found = read_page(asked, Article("Old"), around)

    assert reserved == found.reserved
    assert found.article is not None
    assert (reserved is None) == bool(found.article.body)


def test_a_language_says_who_says_so_and_how_likely_it_is() -> None:
    long = (
        "De fabrikant liet de eerste exemplaren deze week van de band rollen, zegt de importeur, en dat is vroeg. " * 4
    )

    read, short = (
        finished(Article("Kop", body="", blocks=(Block("p", text),)), (("nl", "html"),)) for text in (long, "Ja")
    )

    assert ("nl", "html") == (read.language, dict(read.provenance)["language"])
    assert float(dict(read.provenance)["language_confidence"]) > 0.8
    assert {"language": "html"} == dict(
        finished(replace(short, provenance=read.provenance), (("nl", "html"),)).provenance
    )

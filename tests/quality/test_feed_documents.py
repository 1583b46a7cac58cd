"""246 real feed documents in ten dialects and six character sets: every entry of every one is read.

And read as feedparser reads it, whose reading of whole bytes is the second opinion; `feed_differences` says where not.
"""

import io
import json
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import feedparser
import pytest

from crawler import feeds
from crawler.model import Entry, Feed, When
from crawler.normal.urls import fetch_url
from crawler.process import Circumstances
from crawler.process.entries import article_from_entry
from tests.quality import feed_differences
from tests.quality.feed_differences import REASONS, Difference

MOST = 2000
ELSEWHERE = "https://feed.example/feed.xml"  # of documents that do not say where they live


@pytest.fixture(scope="module")
def manifest(shared_data):
    """(what is known of a document, its bytes), for each."""
    listed = json.loads((shared_data / "feeds" / "MANIFEST.json").read_text("utf-8"))
    return [(known, (shared_data / "feeds" / known["pack_name"]).read_bytes()) for known in listed]


@pytest.fixture(scope="module")
def second_readings(manifest):
    """Document -> its entries as somebody else reads them."""
    return {
        known["pack_name"]: list(
            of_json(body, address(known)) if known["fmt"].startswith("json") else of_feedparser(body, address(known))
        )
        for known, body in manifest
    }


@pytest.fixture(scope="module")
def documents(manifest):
    """(what is known, what was read, seconds)."""
    found = []
    for known, body in manifest:
        began = time.process_time()
        document = feeds.read(body, address(known), "text/html", MOST)
        found.append((known, document, time.process_time() - began))
    return found


def address(known: dict[str, Any]) -> str:
    """Where a document came from, as far as it says."""
    return known["link"] if known["link"].startswith("http") else ELSEWHERE


Reading = tuple[str | None, datetime | None]  # link, instant


def of_feedparser(body: bytes, url: str) -> Iterator[Reading]:
    headers = {"content-location": url, "content-type": "application/xml"}
    for entry in feedparser.parse(io.BytesIO(body), response_headers=headers, sanitize_html=False).entries:
        dates = [dict.get(entry, name) for name in ("published_parsed", "updated_parsed", "created_parsed")]
        yield entry.get("link"), next((datetime(*told[:6], tzinfo=UTC) for told in dates if told), None)


def of_json(body: bytes, url: str) -> Iterator[Reading]:
    """Plain JSON: feedparser reads no JSON Feed."""
    for item in json.loads(body.decode("utf-8-sig"))["items"]:
        link = item.get("url") or (item["id"] if str(item["id"]).startswith("http") else item.get("external_url"))
        told = item.get("date_published") or item.get("date_modified")
        yield urljoin(url, link) if link else None, datetime.fromisoformat(told) if told else None


def differences(known: dict[str, Any], entry: Entry, theirs: Reading) -> Iterator[Difference]:
    """What two readings of one entry do not agree on, as far as either has it."""
    link, instant = theirs
    if entry.url != (fetch_url(link, address(known)) if link else None):
        yield Difference("link", entry.guid or "", entry.url, link)
    when = published(known, entry)
    ours = datetime.fromisoformat(when.at) if when and when.at else None
    if ours != (instant and instant.replace(microsecond=0)) or (when and not ours):
        yield Difference("date", entry.published_raw or entry.updated_raw or "", when, instant)


def published(known: dict[str, Any], entry: Entry) -> When | None:
    """As the product reads it."""
    feed = Feed("feed", "Feed", ELSEWHERE, "feed.example", language=known["lang"] or "nl")
    around = Circumstances(feed, "Europe/Amsterdam", feed_differences.NOW)
    return article_from_entry(entry, around, with_text=False).published


def test_every_entry_of_every_document_is_read(documents):
    expected = {known["pack_name"]: known["entries"] for known, _, _ in documents}

    assert 246 == len(expected)
    assert expected == {known["pack_name"]: document and len(document.entries) for known, document, _ in documents}


def test_json_feeds_are_read_too(documents):
    versions = [document.version for known, document, _ in documents if known["fmt"].startswith("json")]

    assert 8 == len(versions)
    assert {"json10", "json11"} >= set(versions)


def test_titles_links_and_dates_are_where_the_documents_have_them(documents):
    entries = [entry for _, document, _ in documents for entry in document.entries]
    with_link = sum(entry.url is not None for entry in entries)
    with_date = sum(bool(entry.published_raw or entry.updated_raw) for entry in entries)

    assert 4996 == len(entries)
    assert 378 == len(entries) - with_link, "that many have none: podcasts, job offers, plain texts"
    assert 499 == len(entries) - with_date
    assert all(entry.url is None or entry.url.startswith(("http://", "https://")) for entry in entries)


def test_every_link_and_date_is_the_second_readers_or_differs_for_a_listed_reason(documents, second_readings):
    expected = {(name, file): times for name, (_, files) in REASONS.items() for file, times in files.items()}
    found = Counter(
        (feed_differences.reason(difference), known["pack_name"])
        for known, document, _ in documents
        for ours, theirs in zip(document.entries, second_readings[known["pack_name"]], strict=True)
        for difference in differences(known, ours, theirs)
    )

    assert [] == [unexplained for unexplained in found if unexplained[0] not in REASONS]
    assert expected == found


def test_the_second_reader_finds_something_to_compare(documents, second_readings):
    readings = [reading for entries in second_readings.values() for reading in entries]

    assert 246 == len(second_readings) == len(documents)
    assert (4996, 4618, 4478) == (
        len(readings),
        sum(link is not None for link, _ in readings),
        sum(instant is not None for _, instant in readings),
    )


def test_every_address_is_absolute(documents):
    addresses = [
        address
        for _, document, _ in documents
        for entry in document.entries
        for address in (entry.url, entry.image_url, *entry.aliases)
        if address
    ]

    assert [] == [address for address in addresses if fetch_url(address) != address]
    assert 5000 < len(addresses)


def test_a_document_takes_milliseconds(documents):
    seconds = sorted(seconds for _, _, seconds in documents)

    assert 0.25 > sum(seconds) / len(seconds), "0.02 s on an idle machine"
    assert 4 > seconds[-1]


def test_the_first_entries_are_the_same_when_only_a_few_are_wanted(manifest):
    for known, body in manifest[::12]:
        url = address(known)
        whole, few = feeds.read(body, url, "", MOST), feeds.read(body, url, "", 3)

        assert [entry.guid for entry in whole.entries[:3]] == [entry.guid for entry in few.entries], known["pack_name"]
        assert whole.warning is not None or few.warning is None, known["pack_name"]

"""246 real feed documents in ten dialects and six character sets: every entry of every one is read."""

import json
import time

import pytest

from crawler import feeds

MOST = 2000


@pytest.fixture(scope="module")
def manifest(shared_data):
    """(what is known of a document, its bytes), for each."""
    listed = json.loads((shared_data / "feeds" / "MANIFEST.json").read_text("utf-8"))
    return [(known, (shared_data / "feeds" / known["pack_name"]).read_bytes()) for known in listed]


@pytest.fixture(scope="module")
def documents(manifest):
    """(what is known, what was read, seconds)."""
    found = []
    for known, body in manifest:
        began = time.process_time()
        document = feeds.read(body, known["link"] or "https://feed.example/feed.xml", "text/html", MOST)
        found.append((known, document, time.process_time() - began))
    return found


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


def test_a_document_takes_milliseconds(documents):
    seconds = sorted(seconds for _, _, seconds in documents)

    assert 0.25 > sum(seconds) / len(seconds), "0.02 s on an idle machine"
    assert 4 > seconds[-1]


def test_the_first_entries_are_the_same_when_only_a_few_are_wanted(manifest):
    for known, body in manifest[::12]:
        url = known["link"] or "https://feed.example/feed.xml"
        whole, few = feeds.read(body, url, "", MOST), feeds.read(body, url, "", 3)

        assert [entry.guid for entry in whole.entries[:3]] == [entry.guid for entry in few.entries], known["pack_name"]
        assert whole.warning is not None or few.warning is None, known["pack_name"]

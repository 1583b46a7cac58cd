"""JSON Feeds as publishers write them -> entries."""

import json

import pytest

from crawler import feeds

URL = "https://krant.example/feed.json"
VERSION = "https://jsonfeed.org/version/1.1"


def read(feed, most=100):
    written = feed if isinstance(feed, bytes) else json.dumps(feed).encode()
    return feeds.read(written, URL, "text/html", most)


def one(item, **channel):
    document = read({"version": VERSION, "items": [item], **channel})
    assert document is not None
    return document.entries[0]


def test_an_ordinary_item_is_read_whole():
    entry = one(
        {
            "id": 4711,
            "url": "/nieuws/1",
            "title": "  Polestar 5 ",
            "content_html": "<p>Zie <a href='/x'>hier</a></p>",
            "summary": "Kort & goed < lang",
            "image": "foto.jpg",
            "date_published": "2025-11-19T08:30:00+01:00",
            "date_modified": "2025-11-20T08:30:00+01:00",
            "authors": [{"name": "Jan"}, {"name": "An"}, {"url": "https://x.example"}],
            "tags": ["EV", "", 3, "Polestar"],
            "language": "nl",
        }
    )

    assert ("4711", False, "https://krant.example/nieuws/1") == (entry.guid, entry.guid_is_permalink, entry.url)
    assert "Polestar 5" == entry.title
    assert "<p>Zie <a href='https://krant.example/x'>hier</a></p>" == entry.content
    assert "Kort &amp; goed &lt; lang" == entry.summary
    assert ("2025-11-19T08:30:00+01:00", "2025-11-20T08:30:00+01:00") == (entry.published_raw, entry.updated_raw)
    assert (("Jan", "An"), ("EV", "Polestar"), "nl") == (entry.authors, entry.categories, entry.language)
    assert "https://krant.example/foto.jpg" == entry.image_url


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ({"id": "https://a.example/1"}, "https://a.example/1"),
        ({"id": "1", "external_url": "https://b.example/1"}, "https://b.example/1"),
        ({"id": "1", "url": "https://a.example/1", "external_url": "https://b.example/1"}, "https://a.example/1"),
        ({"id": "1"}, None),
        ({"id": 1.5, "url": ["x"]}, None),
        ({"id": True, "url": "javascript:x"}, None),
    ],
)
def test_the_address_of_an_item(item, url):
    assert url == one(item).url


def test_the_feeds_author_and_language_hold_for_items_without():
    entry = one({"id": "1", "content_text": "a < b"}, author={"name": "Redactie"}, language="nl")

    assert (("Redactie",), "nl", "a &lt; b") == (entry.authors, entry.language, entry.content)


def test_most_and_version():
    document = read(
        {"version": VERSION, "title": "Blad", "items": [{"id": str(number)} for number in range(9)]}, most=2
    )

    assert ("json11", "Blad", ["0", "1"]) == (
        document.version,
        document.title,
        [entry.guid for entry in document.entries],
    )


def test_a_byte_order_mark_and_raw_line_feeds_do_no_harm():
    written = b'\xef\xbb\xbf {"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "title": "a\n b"}]}'

    assert "a b" == read(written).entries[0].title


@pytest.mark.parametrize(
    "written",
    [
        b"{" * 100_000,
        b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 100_000,
        b'{"items": [{"id": ' + b"9" * 10_000 + b"}]}",
        b'{"a": "\\ud800"}',
        b"{}",
        b"[]",
        b"{\xff\xfe}",
        b'{"items": [{"title": "no id, no text"}]}',
    ],
)
def test_hostile_or_other_json_is_no_feed(written):
    assert None is read(written)


def test_a_document_that_ends_in_the_middle_keeps_its_whole_items():
    whole = json.dumps({"version": VERSION, "title": "Blad", "items": [{"id": str(n), "title": "a"} for n in range(5)]})
    document = read(whole[: whole.index('"4"')].encode())

    assert ("Blad", ["0", "1", "2", "3"], True) == (
        document.title,
        [entry.guid for entry in document.entries],
        document.cut_short,
    )


def test_a_comma_too_many_is_forgiven_and_told():
    document = read(b'{"version": "%s", "items": [{"id": "1", "title": "a ,] b",},],}' % VERSION.encode())

    assert ("a ,] b", False) == (document.entries[0].title, document.cut_short)
    assert "comma" in document.warning


@pytest.mark.parametrize("items", [None, 3, "x", {"id": "1"}, [None, 3, {"id": {"a": 1}, "authors": 7, "tags": "x"}]])
def test_odd_items_are_passed_over(items):
    assert read({"version": VERSION, "items": items}) is not None


def test_strings_without_an_end_take_no_quadratic_time() -> None:
    """A quarter of a megabyte of them took minutes."""
    assert read(b'{"items":[' + b'"\\' * 130_000) is None
    assert read(b'{"items":[' + b'"a' * 130_000) is None

"""Rows as Atom and JSON Feed, read back by feedparser and by our own reader."""

import feedparser
import pytest
from lxml import etree

from crawler.errors import UsageError
from crawler.feeds import jsonfeed, rss
from crawler.store.answers import named, of_sql, search_for
from tests.unit.out.test_out_rows import HOSTILE, sql_text

HASH = "0123456789abcdef0123456789abcdef"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
ROW = f"select '{HASH}' as url_hash, {{title}} as title, {{url}} as url, '2025-11-19T08:00:00Z' as published_at"


def row(title: str = "Auto", url: str = "https://autovisie.example/1", more: str = "") -> str:
    return ROW.format(title=sql_text(title), url=sql_text(url)) + more


def read(atom: bytes) -> feedparser.FeedParserDict:
    found = feedparser.parse(atom)
    assert ("atom10", False) == (found.version, bool(found.bozo))
    return found


def test_the_latest_articles_are_an_atom_feed(export):
    found = read(export(named("latest", {}), "atom"))
    newest = found.entries[0]

    assert ("Koplamp: Latest", "2025-11-19T08:30:00Z") == (found.feed.title, found.feed.updated)
    assert ["Auto 2", "Auto 1"] == [entry.title for entry in found.entries]
    assert ("https://autovisie.example/2", "Een korte lead") == (newest.link, newest.summary)
    assert ("2025-11-19T08:00:00Z", "Autovisie") == (newest.published, newest.author)


def test_the_latest_articles_are_a_json_feed(export):
    document = jsonfeed.read(export(named("latest", {}), "jsonfeed").decode(), "https://desk.example/feed.json", 100)

    assert document is not None
    assert ("json11", "Koplamp: Latest", None) == (document.version, document.title, document.warning)
    assert ["Auto 2", "Auto 1"] == [entry.title for entry in document.entries]
    assert ["https://autovisie.example/2", "https://autovisie.example/1"] == [entry.url for entry in document.entries]


def test_our_own_reader_reads_the_atom_feed(export):
    document = rss.read(export(named("latest", {}), "atom").decode(), "https://desk.example/feed.atom", 100)

    assert document is not None
    assert ["Auto 2", "Auto 1"] == [entry.title for entry in document.entries]


def test_both_have_the_same_ids_made_of_the_hash(export):
    [entry] = read(export(row(), "atom")).entries
    document = jsonfeed.read(export(row(), "jsonfeed").decode(), "https://desk.example/", 9)

    assert f"tag:koplamp.invalid,2025:article/{HASH}" == entry.id == document.entries[0].guid


def test_a_search_is_a_feed_and_texts_come_where_the_rows_have_them(export):
    [hit, reserved] = sorted(read(export(search_for("accu"), "atom")).entries, key=lambda entry: entry.title)
    [full] = read(
        export(row(more=", 'Alles' as body, 'Ans; Bo' as authors, 'laden; accu' as keywords"), "atom")
    ).entries

    assert "*accu*" in hit.summary
    assert "Een korte lead" == reserved.summary
    assert ("Alles", "Ans; Bo", ["laden", "accu"]) == (
        full.content[0].value, full.author, [tag.term for tag in full.tags],
    )  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(export, text):
    sql = row(text, text, f", {sql_text(text)} as lead, {sql_text(text)} as language, {sql_text(text)} as image_url")
    atom = etree.fromstring(export(sql, "atom"))
    [item] = jsonfeed.json.loads(export(sql, "jsonfeed"))["items"]

    shown = text.replace("\ue000", "*").replace("\ue001", "*").replace("\x01", "")
    expected = shown.replace("\r\n", "\n")  # as XML has it
    assert [expected] == [found.text or "" for found in atom.findall("a:entry/a:title", ATOM)]
    assert [] == atom.findall("a:entry/a:link", ATOM), "no address, so no link"
    assert [expected] == [found.text or "" for found in atom.findall("a:entry/a:content", ATOM)], "but then a content"
    assert {"a"} == {etree.QName(one).namespace and "a" for one in atom.iter()}
    assert (shown, shown) == (item.get("title", ""), item["content_text"])
    assert not {"url", "language", "image"} & item.keys()


@pytest.mark.parametrize(("when", "updated"), [
    ("'2025-11-19T08:00:00Z' as published_at, '2025-11-20T08:00:00Z' as modified_at", "2025-11-20T08:00:00Z"),
    ("'2025-11-19T08:00:00Z' as published_at, '2025-11-18T08:00:00Z' as modified_at", "2025-11-19T08:00:00Z"),
    ("null as published_at, '2025-11-19' as published_on, '2025-11-19T09:00:00Z' as sort_at", "2025-11-19T09:00:00Z"),
    ("'2025-11-19' as published_on", "2025-11-19T23:59:59Z"),
    ("'gisteren' as published_on", "1970-01-01T00:00:00Z"),
])  # fmt: skip
def test_when_an_entry_changed(export, when, updated):
    [entry] = read(export(f"select 'Auto' as title, 'https://a.example/' as url, {when}", "atom")).entries

    assert updated == entry.updated
    assert ("published_at" in when and "null" not in when) == ("published" in entry), "a day is no moment"


def test_a_json_feed_says_nothing_of_an_unknown_day(export):
    sql = "select 'Auto' as title, 'https://a.example/' as url, null as published_on"
    [item] = jsonfeed.json.loads(export(sql, "jsonfeed"))["items"]

    assert not {"date_published", "date_modified"} & item.keys()


def test_an_article_in_several_rows_is_one_entry(export):
    assert 1 == len(read(export(f"{row()} union all {row('Other')}", "atom")).entries)


def test_nothing_found_is_a_valid_feed(export):
    assert [] == read(export(f"select * from ({row()}) where 0", "atom")).entries
    assert [] == jsonfeed.json.loads(export(f"select * from ({row()}) where 0", "jsonfeed"))["items"]


@pytest.mark.parametrize("sql", ["select 1 as a", "select '' as title, '' as url", "select '' as url, '' as sort_at"])
@pytest.mark.parametrize("format_", ["atom", "jsonfeed"])
def test_rows_that_are_no_entries_are_refused(export, sql, format_):
    with pytest.raises(UsageError, match="a feed needs the columns title, url and one of"):
        export(sql, format_)


def test_a_feed_of_another_question_is_another_feed(export):
    ids = {
        read(export(question, "atom")).feed.id for question in (of_sql(row(), {}), row("Other"), named("latest", {}))
    }

    assert 3 == len(ids)

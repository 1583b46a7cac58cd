"""What is published of a desk: nothing that is reserved, no texts unless asked for, whole and sound."""

import sqlite3
from contextlib import closing, nullcontext
from datetime import timedelta

import pytest

from crawler.errors import UsageError
from crawler.store import describe, pages, runs, snapshot
from crawler.store.database import open_news, open_pages
from crawler.store.schema import NEWS
from crawler.store.snapshot import FETCHING, INNER, JUST_CAME, SHOWN, With
from tests.unit.out.conftest import FREE, SECRET, fill
from tests.unit.store.store_makers import MINUTE, NOW, draft, page, poll, visit, words

FRAME = "".join(f"<div class='c{n}'>{n * 7919}</div>" for n in range(400))


def listen(_):
    return nullcontext()


@pytest.fixture
def publish(store, tmp_path):
    """What is published of the desk -> the file."""

    def made(**what):
        drafts = (tmp_path / "draft.db", tmp_path / "snapshot.db")
        for one in drafts:
            one.unlink(missing_ok=True)
        snapshot.take_news(tmp_path / "news.db", drafts, With(**what), NOW, listen)
        return drafts[1]

    return made


def column(path, sql):
    with closing(sqlite3.connect(path)) as db:
        return [found for (found,) in db.execute(sql)]


def found(path, word):
    return column(path, f"select rowid from articles_fts where articles_fts match '{word}' order by rowid")


def test_every_table_is_published_or_not_because_somebody_decided_so():
    with closing(sqlite3.connect(":memory:")) as connection:
        tables = describe.tables(describe.empty(connection, NEWS))

    assert sorted(tables) == sorted([*SHOWN, *FETCHING, *INNER])


def test_texts_stay_at_home(store, publish):
    fill(store)
    path = publish()

    assert ["Auto 1", "Auto 2"] == column(path, "select title from articles order by id")
    assert {""} == {*column(path, "select body from article_text"), *column(path, "select body from article_versions")}
    assert {"[]"} == {*column(path, "select blocks from article_text")}
    assert [] == [word for word in (b"vrije", b"geheime") if word in path.read_bytes()]
    assert ([1, 2], [1, 2], []) == (found(path, "auto"), found(path, "korte"), found(path, "accu"))


def test_with_texts_those_that_are_reserved_stay(store, publish):
    fill(store)
    path = publish(texts=True)

    assert [True, False] == [FREE in body for body in column(path, "select body from article_text order by article_id")]
    assert [True, False] == [
        FREE in one for one in column(path, "select body from article_versions order by article_id")
    ]
    assert SECRET.encode() not in path.read_bytes()
    assert (b"vrije" in path.read_bytes(), b"geheime" in path.read_bytes()) == (True, False)
    assert ([1], [], [1, 2]) == (found(path, "accu"), found(path, "geheime"), found(path, "korte"))


@pytest.mark.parametrize("texts", [True, False])
def test_it_is_a_whole_and_sound_database_of_the_same_shape(store, publish, tmp_path, texts):
    fill(store)
    path = publish(texts=texts)
    shape = (
        "select type || name || coalesce(sql, '') from sqlite_master where name not glob 'sqlite_*' order by type, name"
    )

    assert column(tmp_path / "news.db", shape) == column(path, shape)
    assert ["ok"] == column(path, "pragma integrity_check")
    assert [] == column(path, "select 1 from pragma_foreign_key_check")
    with closing(sqlite3.connect(path)) as db:
        db.execute("insert into articles_fts(articles_fts, rank) values ('integrity-check', 1)")
        db.rollback()
    open_news(path, write=False).close()


def test_a_reader_needs_to_write_nothing(store, publish):
    path = publish()

    assert b"\x01\x01" == path.read_bytes()[18:20], "no write-ahead log"
    assert ["delete"] == column(path, "pragma journal_mode")


def test_it_says_of_when_it_is_and_with_what(store, publish):
    path = publish(texts=True, fetches=True)

    assert ["2025-11-19T08:30:00Z"] == column(path, "select value from about where name = 'published_at'")
    assert ["texts fetches"] == column(path, "select value from about where name = 'published_with'")


def test_how_feeds_were_asked_is_left_out_unless_asked_for(store, publish):
    store.save_poll(poll(draft(), etag='"secret"'))

    assert [0] == column(publish(), "select count(*) from fetches")
    assert [None] == column(publish(), "select etag from feeds")
    assert [1] == column(publish(fetches=True), "select count(*) from fetches")
    assert ['"secret"'] == column(publish(fetches=True), "select etag from feeds")
    assert ["autovisie"] == column(publish(), "select slug from feed_health")


def read_page(store, number, *, rights=(), **facts):
    """An article whose page was read; pages of one site share their frame."""
    [job] = store.save_poll(poll(draft(f"https://autovisie.example/{number}", words(f"Auto {number}"))))[1]
    body = f"<html>{FRAME}<p>{'geheim' if rights else 'vrij'} {number}</p></html>".encode()
    article = words(f"Auto {number}", body=f"Woorden over auto {number}.", rights=rights)
    store.save_visit(visit(job, article, page=page(job, body, **facts)))
    return job.url_hash


def published_pages(store, tmp_path, now):
    """The raw pages that are published -> hash: bytes."""
    drafts = (tmp_path / "pages-draft.db", tmp_path / "snapshot.pages.db")
    snapshot.copy_pages(tmp_path / "pages.db", drafts[0], listen)
    news = (tmp_path / "draft.db", tmp_path / "snapshot.db")
    snapshot.take_news(tmp_path / "news.db", news, With(pages=True), now, listen)
    snapshot.take_pages(drafts, news[1], now, listen)
    with closing(open_pages(drafts[1], write=False)) as db:
        kept = (pages.read(db, [one]) for one in column(drafts[1], "select url_hash from pages"))
        return {one.url_hash: one.body for one in kept if one is not None}


def test_of_raw_pages_those_of_free_articles_are_whole_also_where_a_reserved_one_helped_to_pack_them(store, tmp_path):
    hashes = [read_page(store, n, rights=(("tdm-reservation", "1"),) if n == 8 else ()) for n in range(15)]
    [dictionary] = column(tmp_path / "pages.db", "select url_hash from dictionaries")
    assert hashes[8] == dictionary
    assert column(tmp_path / "pages.db", "select 1 from pages where dictionary_id is not null"), "it is needed"

    published = published_pages(store, tmp_path, NOW + 10 * MINUTE)

    assert set(hashes) - {hashes[8]} == published.keys()
    assert all(b"vrij" in body and FRAME.encode() in body for body in published.values())
    assert [] == column(tmp_path / "snapshot.pages.db", "select 1 from dictionaries")


def test_pages_that_state_it_themselves_and_pages_without_an_article_stay(store, tmp_path):
    free = read_page(store, 1)
    read_page(store, 2, headers=(("X-Robots-Tag", "noarchive"),))
    read_page(store, 3, headers=(("TDM-Reservation", "1"),))
    [job] = store.save_poll(poll(draft("https://autovisie.example/4")))[1]
    store.save_visit(visit(job))

    assert {free} == published_pages(store, tmp_path, NOW + 10 * MINUTE).keys()


def test_a_page_that_just_came_waits_until_it_was_surely_read(store, tmp_path):
    read_page(store, 1)

    assert {} == published_pages(store, tmp_path, NOW + JUST_CAME - timedelta(seconds=1))


def test_a_snapshot_that_is_crawled_into_is_a_desk_and_not_replaced(store, tmp_path, publish):
    copy = publish()
    snapshot.may_be_replaced(copy, NEWS, ())
    with closing(open_news(copy)) as db:
        runs.start(db, "now", "1", NOW)

    with pytest.raises(UsageError, match="was not published by Koplamp"):
        snapshot.may_be_replaced(copy, NEWS, ())

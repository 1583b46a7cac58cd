"""A file that is damaged: it is seen, mended as far as that goes, or saved into a new one."""

import sqlite3

import pytest

from crawler.errors import StorageError
from crawler.passes.enrich import enrich
from crawler.passes.enrich_tags import gazetteers
from crawler.store import schema
from crawler.store.copies import aside_of
from crawler.store.database import PAGE_SIZE, close, open_news, rows
from crawler.store.drafts import draft_of
from crawler.store.salvage import salvage
from crawler.store.soundness import Fault, examine, index_anew, may_lose_its_log
from crawler.store.store import Store
from tests.databases import fold_in, page_that_holds, spoil_page
from tests.unit.store.store_makers import MINUTE, NOW, desk, draft, page, poll, visit, words

MANY = 120
LESS = "insert into articles_fts(articles_fts, rowid, title, lead, body) values ('delete', 3, 'Auto 2', '', '')"
PARTLY = (
    "update sqlite_master set sql = replace(sql, '(sort_at)', '(sort_at) where id > 5') where name = 'articles_sort'"
)
WHOLE = "update sqlite_master set sql = replace(sql, ' where id > 5', '') where name = 'articles_sort'"


@pytest.fixture
def path(tmp_path):
    """A news.db with many articles, each with a text that names its number; closed."""
    with Store(tmp_path / "news.db", tmp_path / "pages.db") as store:
        store.sync_feeds(desk(), NOW)
        drafts = [draft(f"https://autovisie.example/{n}", words(f"Auto {n}")) for n in range(MANY)]
        _, jobs = store.save_poll(poll(*drafts))
        for job in jobs:
            number = job.url.rpartition("/")[2]
            body = f"Tekst{number}einde " + "woord " * 200
            store.save_visit(visit(job, words(f"Auto {number}", body=body), page=page(job)))
    fold_in(tmp_path / "news.db")
    return tmp_path / "news.db"


def faults(path, **how):
    return {found.fault for found in examine(path, schema.NEWS, NOW, alone=True, **how)}


def column(path, sql):
    db = sqlite3.connect(path)
    try:
        return [found for (found,) in db.execute(sql)]
    finally:
        db.close()


def change(path, *statements):
    db = sqlite3.connect(path)
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()


def test_a_sound_file_has_no_faults(path):
    assert set() == faults(path)


def test_the_file_is_left_as_it_is(path):
    before = path.read_bytes()
    faults(path)

    assert before == path.read_bytes()


def empty(path):
    path.write_bytes(b"")


def without_its_header(path):
    spoil_page(path, 0)


def with_a_leaf_page_damaged(path):
    spoil_page(path, page_that_holds(path, b'"Tekst60einde'))


def cut_short(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def of_a_newer_koplamp(path):
    change(
        path,
        "insert into _sqlite_migrations(migration_set, name, applied_at) "
        "values ('koplamp-news', 'm9999_later', 'then')",
    )


def with_an_index_that_lacks_a_row(path):
    change(path, "pragma writable_schema = on", PARTLY)
    change(path, "update articles set sort_at = '2001-01-01T00:00:00Z' where id = 3")
    change(path, "pragma writable_schema = on", WHOLE)


def with_a_reference_into_nothing(path):
    change(path, "update sightings set feed_id = 999 where article_id = 1")


def with_a_broken_promise(path):
    change(path, "update sources set name = char(7)")


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (empty, Fault.FOREIGN),
        (without_its_header, Fault.FOREIGN),
        (with_a_leaf_page_damaged, Fault.DAMAGED),
        (cut_short, Fault.DAMAGED),
        (of_a_newer_koplamp, Fault.NEWER),
        (with_an_index_that_lacks_a_row, Fault.INDEX),
        (with_a_reference_into_nothing, Fault.REFERENCE),
        (with_a_broken_promise, Fault.PROMISE),
    ],
)
def test_each_damage_is_called_by_its_name(path, damage, expected):
    damage(path)

    assert {expected} == faults(path)


def test_words_that_the_search_index_lacks_are_seen_and_put_back(path):
    change(
        path, "insert into articles_fts(articles_fts, rowid, title, lead, body) values ('delete', 3, 'Auto 2', '', '')"
    )
    seen = faults(path)
    index_anew(path)

    assert {Fault.SEARCH} == seen
    assert set() == faults(path)


def test_an_index_that_lacks_a_row_is_made_anew(path):
    with_an_index_that_lacks_a_row(path)
    index_anew(path)

    assert set() == faults(path)


def test_the_search_index_is_not_looked_at_beside_a_run(path):
    change(
        path, "insert into articles_fts(articles_fts, rowid, title, lead, body) values ('delete', 3, 'Auto 2', '', '')"
    )

    assert () == examine(path, schema.NEWS, NOW, alone=False)


# ---------------------------------------------------------------- into a new file


def saved_from(path):
    with draft_of(path) as new:
        saved = {one.table: one for one in salvage(path, new)}
        new.rename(path.with_name("saved.db"))
    return path.with_name("saved.db"), saved


def test_of_a_damaged_table_all_rows_but_those_of_the_damaged_page_are_saved(path):
    with_a_leaf_page_damaged(path)
    new, saved = saved_from(path)

    texts = column(new, "select body from article_text where body <> ''")
    waiting = column(new, "select title from articles where stage = 'listed'")
    assert MANY > saved["article_text"].rows > MANY - 20
    assert len(texts) == saved["article_text"].rows
    assert MANY == saved["articles"].rows == column(new, "select count(*) from articles")[0]
    assert MANY - len(texts) == len(waiting)
    assert "Auto 60" in waiting
    assert set() == faults(new)


def test_what_lost_its_text_is_asked_for_again(path, tmp_path):
    with_a_leaf_page_damaged(path)
    new, _ = saved_from(path)
    with Store(new, tmp_path / "pages.db") as store:
        store.sync_feeds(desk(), NOW)
        jobs = store.pages_waiting(desk(), NOW + MINUTE)
        due = store.due(desk(), NOW + MINUTE)

    assert "https://autovisie.example/60" in {job.url for job in jobs}
    assert [None, None] == [due[0].body_sha256, due[0].etag]


def test_watches_look_at_what_is_saved_only_where_it_may_be_new(path):
    old = "2025-11-17T08:30:00Z"
    change(
        path, f"update articles set sort_at = '{old}', first_seen_at = '{old}' where id <= 50", "delete from watch_due"
    )
    new, _ = saved_from(path)

    assert [51] == column(new, "select min(article_id) from watch_due")


@pytest.mark.parametrize("table", ["articles", "sightings", "article_urls", "fetches", "looks"])
def test_whatever_table_is_damaged_the_rest_is_saved(path, table):
    roots = "select rootpage from sqlite_master where name = ?"
    db = sqlite3.connect(path)
    [root] = db.execute(roots, [table]).fetchone()
    db.close()
    spoil_page(path, root - 1)
    new, saved = saved_from(path)

    assert 0 == saved[table].rows
    assert set() == faults(new)
    if table != "articles":
        assert MANY == column(new, "select count(*) from articles")[0]


def test_a_lost_feed_or_source_takes_no_article_with_it(path):
    db = sqlite3.connect(path)
    db.execute("pragma foreign_keys = off")
    db.execute("delete from feeds")
    db.execute("delete from sources")
    db.commit()
    db.close()
    new, _ = saved_from(path)

    assert [MANY] == column(new, "select count(*) from articles")
    assert ["lost-1"] == column(new, "select slug from feeds")
    assert set() == faults(new)


def test_a_file_of_an_earlier_koplamp_is_saved_as_one_and_then_brought_up_to_date(path):
    version = len(schema.NEWS.steps)
    change(
        path,
        f"delete from _sqlite_migrations where name = '{schema.NEWS.steps[-1]}'",
        f"pragma user_version = {version - 1}",
        "drop table quarantine",
        "alter table feeds drop column costly_sha256",
        "alter table feeds drop column costly_rules",
        "alter table feed_parts drop column costly_sha256",
        "alter table feed_parts drop column costly_rules",
    )
    with_a_leaf_page_damaged(path)
    new, _ = saved_from(path)

    assert [version - 1] == column(new, "pragma user_version")
    db = open_news(new)
    assert MANY == rows(db, "select count(*) as n from articles")[0]["n"]
    close(db)
    assert set() == faults(new)


def test_names_that_were_lost_are_put_back_by_the_next_enrichment(path, tmp_path):
    with Store(path, tmp_path / "pages.db") as store:
        enrich(store, lambda: NOW)
    change(path, "delete from models where id % 2", "update articles set title = title || ': Mazda 5, Golf'")
    new, _ = saved_from(path)
    with Store(new, tmp_path / "pages.db") as store:
        enrich(store, lambda: NOW)

    assert [len(gazetteers().models)] == column(new, "select count(*) from models")
    assert set() == faults(new)


@pytest.mark.parametrize("cut", [1, 3])
def test_of_a_file_without_its_last_pages_all_that_stands_before_them_is_saved(path, tmp_path, cut):
    """Where the table of contents goes on there, it has a hole."""
    change(path, "pragma wal_checkpoint(truncate)", f"vacuum into '{tmp_path / 'cut.db'}'")
    short = tmp_path / "cut.db"
    short.write_bytes(short.read_bytes()[: -cut * PAGE_SIZE])
    new, saved = saved_from(short)

    assert MANY == saved["articles"].rows == column(new, "select count(*) from articles")[0]
    assert set() == faults(new)


def test_where_nothing_can_be_read_that_is_said(path):
    path.write_bytes(path.read_bytes()[:100] + b"\xff" * (path.stat().st_size - 100))
    with pytest.raises(StorageError, match="koplamp restore"), draft_of(path) as new:
        salvage(path, new)


def test_two_files_put_aside_in_one_second_have_two_names(tmp_path):
    first = aside_of(tmp_path / "news.db", "damaged", NOW)
    first.touch()

    assert "news.db.damaged-20251119T083000Z" == first.name
    assert first != aside_of(tmp_path / "news.db", "damaged", NOW)


# ---------------------------------------------------------------- every week, before a run


def test_a_damaged_page_is_noticed_before_a_run_once_a_week(path, tmp_path):
    with Store(path, tmp_path / "pages.db") as store:
        store.look_through(NOW)
    with_a_leaf_page_damaged(path)
    with Store(path, tmp_path / "pages.db") as store:
        store.look_through(NOW + 6 * 24 * 60 * MINUTE)
        for _ in range(2):  # it is not noted as done while it fails
            with pytest.raises(StorageError, match=r"news\.db: it is damaged .*koplamp doctor --repair"):
                store.look_through(NOW + 7 * 24 * 60 * MINUTE)


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("3.40.1", True),
        ("3.44.5", True),
        ("3.44.6", False),
        ("3.45.0", True),
        ("3.50.6", True),
        ("3.50.7", False),
        ("3.51.2", True),
        ("3.51.3", False),
        ("3.53.0", False),
        ("3.6.23", False),
    ],
)
def test_a_sqlite_that_may_lose_its_log_is_known(version, expected):
    assert expected == may_lose_its_log(version)

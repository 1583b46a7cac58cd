"""A whole copy of a database, also while it is written, and such a copy back in its place."""

import os
import sqlite3
import stat
from contextlib import closing, nullcontext

import pytest

from crawler.errors import NewerDatabase, StorageError, UsageError
from crawler.normal.urls import url_hash, url_key
from crawler.store import schema, snapshot
from crawler.store.copies import copy, put_back
from crawler.store.database import open_pages, run, writing
from crawler.store.snapshot import With
from tests.databases import PAGE
from tests.unit.store.store_makers import NOW, draft, poll, visit, words

ADDRESS = "https://autovisie.example/1"


def titles(path):
    with closing(sqlite3.connect(path)) as db:
        return [title for (title,) in db.execute("select title from articles order by id")]


def listed(store, *titles_and_numbers):
    drafts = [draft(f"https://autovisie.example/{n}", words(title)) for n, title in titles_and_numbers]
    return store.save_poll(poll(*drafts))[1]


def test_a_copy_has_the_last_commit_while_the_file_is_open(store, tmp_path):
    listed(store, (1, "Renault"))
    copy(tmp_path / "news.db", tmp_path / "copy.db", schema.NEWS)

    assert ["Renault"] == titles(tmp_path / "copy.db")
    assert 0o600 == stat.S_IMODE((tmp_path / "copy.db").stat().st_mode)
    assert {"copy.db", "copy.db-wal"} & set(os.listdir(tmp_path)) == {"copy.db"}


def test_what_another_connection_has_not_committed_is_not_in_it(store, tmp_path):
    with writing(store.news):
        run(store.news, "insert into notices values ('half', 'x')")
        copy(tmp_path / "news.db", tmp_path / "copy.db", schema.NEWS)

    with closing(sqlite3.connect(tmp_path / "copy.db")) as db:
        assert [] == db.execute("select * from notices").fetchall()


def test_nothing_is_overwritten(store, tmp_path):
    (tmp_path / "copy.db").write_text("dear to me")
    with pytest.raises(UsageError, match="exists already"):
        copy(tmp_path / "news.db", tmp_path / "copy.db", schema.NEWS)

    assert "dear to me" == (tmp_path / "copy.db").read_text()


@pytest.mark.parametrize("to", ["nowhere/copy.db", "news.db/copy.db"])
def test_a_copy_that_cannot_be_made_is_told_in_one_line(store, tmp_path, to):
    with pytest.raises(StorageError, match=r"copy\.db: ") as told:
        copy(tmp_path / "news.db", tmp_path / to, schema.NEWS)

    assert "\n" not in str(told.value)


def test_of_a_damaged_file_no_copy_is_made(store, tmp_path):
    listed(store, *((n, f"Auto {n} " + "lang " * 100) for n in range(200)))
    copy(tmp_path / "news.db", tmp_path / "damaged.db", schema.NEWS)
    with (tmp_path / "damaged.db").open("r+b") as file:
        file.seek(PAGE)
        file.write(b"\xff" * (tmp_path / "damaged.db").stat().st_size)
    with pytest.raises(StorageError, match="damaged"):
        copy(tmp_path / "damaged.db", tmp_path / "copy.db", schema.NEWS)

    assert not (tmp_path / "copy.db").exists()
    assert [] == [name for name in os.listdir(tmp_path) if name.startswith(".copy")]


def test_a_copy_is_put_back_and_what_it_replaces_is_kept(store, tmp_path):
    listed(store, (1, "Renault"))
    copy(tmp_path / "news.db", tmp_path / "copy.db", schema.NEWS)
    listed(store, (2, "Nissan"))
    store.close()
    kept = put_back(tmp_path / "copy.db", tmp_path / "news.db", NOW)

    assert ["Renault"] == titles(tmp_path / "news.db")
    assert kept is not None
    assert "news.db.replaced-20251119T083000Z" == kept.name
    assert ["Renault", "Nissan"] == titles(kept)
    assert 0o600 == stat.S_IMODE((tmp_path / "news.db").stat().st_mode)


def test_a_copy_made_with_its_log_beside_it_is_whole(store, tmp_path):
    listed(store, (1, "Renault"))
    for side in ("", "-wal"):
        (tmp_path / f"copy.db{side}").write_bytes((tmp_path / f"news.db{side}").read_bytes())
    store.close()
    put_back(tmp_path / "copy.db", tmp_path / "news.db", NOW)

    assert ["Renault"] == titles(tmp_path / "news.db")


def test_where_there_was_no_file_there_is_one_now(store, tmp_path):
    listed(store, (1, "Renault"))
    copy(tmp_path / "news.db", tmp_path / "copy.db", schema.NEWS)
    (tmp_path / "other").mkdir()

    assert None is put_back(tmp_path / "copy.db", tmp_path / "other" / "news.db", NOW)
    assert ["Renault"] == titles(tmp_path / "other" / "news.db")


def test_what_was_forgotten_since_does_not_come_back(store, tmp_path):
    [job] = listed(store, (1, "Renault"))
    store.save_visit(visit(job, words("Renault", body="Tekst.")))
    copy(tmp_path / "news.db", tmp_path / "copy.db", schema.NEWS)
    store.forget(ADDRESS, NOW)
    store.close()
    put_back(tmp_path / "copy.db", tmp_path / "news.db", NOW)

    with closing(sqlite3.connect(tmp_path / "news.db")) as db:
        assert [] == db.execute("select * from articles").fetchall()
        assert [(url_hash(url_key(ADDRESS)), "forgotten")] == db.execute(
            "select url_hash, reason from tombstones"
        ).fetchall()


def damaged(path):
    data = bytearray(path.read_bytes())
    data[PAGE * 3 :] = b"\xff" * len(data[PAGE * 3 :])
    path.write_bytes(bytes(data))


def foreign(path):
    path.unlink()
    open_pages(path).close()


def emptied(path):
    path.write_bytes(b"")


def a_text(path):
    path.write_text("import sqlite3\n")


def published(path):
    path.unlink()
    drafts = (path.with_name("draft.db"), path)
    snapshot.take_news(path.with_name("news.db"), drafts, With(), NOW, lambda _: nullcontext())


def newer(path):
    with closing(sqlite3.connect(path)) as db:
        db.execute(
            "insert into _sqlite_migrations(migration_set, name, applied_at) values ('koplamp-news', 'm9999', 'then')"
        )
        db.commit()


@pytest.mark.parametrize(
    ("spoil", "error", "said"),
    [
        (damaged, StorageError, "damaged"),
        (foreign, UsageError, "no copy of a news.db: .* news.db is as it was"),
        (emptied, UsageError, "no copy of a news.db: .* news.db is as it was"),
        (a_text, UsageError, "no copy of a news.db: .* news.db is as it was"),
        (published, UsageError, "`koplamp publish` made it for others"),
        (newer, NewerDatabase, "update Koplamp"),
    ],
)
def test_a_copy_that_is_not_ours_or_not_sound_changes_nothing(store, tmp_path, spoil, error, said):
    copy(tmp_path / "news.db", tmp_path / "copy.db", schema.NEWS)
    spoil(tmp_path / "copy.db")
    listed(store, (1, "Renault"))
    with pytest.raises(error, match=said) as told:
        put_back(tmp_path / "copy.db", tmp_path / "news.db", NOW)

    assert "\n" not in str(told.value)
    assert ["Renault"] == titles(tmp_path / "news.db")
    assert [] == [name for name in os.listdir(tmp_path) if name.startswith((".", "news.db.replaced"))]


def test_a_desk_that_cannot_be_copied_is_blamed_and_not_the_place_of_the_copy(store, tmp_path):
    damaged(tmp_path / "news.db")

    with pytest.raises(StorageError, match=r"^\S*/news.db: it is damaged; run `koplamp doctor --repair`"):
        copy(tmp_path / "news.db", tmp_path / "copy.db", schema.NEWS)
    assert not (tmp_path / "copy.db").exists()

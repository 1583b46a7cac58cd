"""Opening a file: it is made, it is ours, or one line says what to do."""

import contextlib
import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.errors import ForeignDatabase, NewerDatabase, StorageError
from crawler.store import database, schema
from crawler.store.advice import ADVICE
from crawler.store.database import (
    clean,
    clean_text,
    clean_texts,
    close,
    open_news,
    open_pages,
    row,
    rows,
    run,
    value,
    writing,
)
from crawler.store.store import Store
from tests.unit.store.store_makers import NOW


@pytest.fixture
def news(tmp_path):
    db = open_news(tmp_path / "news.db")
    yield db
    db.close()


def pragma(db, name):
    return db.execute(f"pragma {name}").fetchone()[0]


def made_by_sqlite(path: Path, statement: str = "create table t(x)") -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()


# ---------------------------------------------------------------- a new file


def test_a_new_file_is_set_up_for_one_careful_writer(news):
    wanted = {
        "page_size": 8192,
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "application_id": int.from_bytes(b"KOPL", "big"),
        "user_version": len(schema.NEWS.steps),
    }

    assert wanted == {name: pragma(news, name) for name in wanted}


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o277])
def test_a_new_file_is_its_owners_alone_whatever_the_umask(tmp_path, umask):
    before = os.umask(umask)
    try:
        open_news(tmp_path / "news.db").close()
    finally:
        os.umask(before)

    assert 0o600 == stat.S_IMODE((tmp_path / "news.db").stat().st_mode)


def test_nothing_but_the_file_is_left_behind(tmp_path):
    close(open_news(tmp_path / "news.db"))

    assert ["news.db"] == os.listdir(tmp_path)


def test_a_name_full_of_signs_is_only_a_name(tmp_path):
    folder = tmp_path / "a b?mode=memory#%20é"
    folder.mkdir()
    open_news(folder / "news.db").close()

    assert (folder / "news.db").stat().st_size > 0


def test_four_processes_may_make_it_at_once(tmp_path):
    code = (
        "from pathlib import Path as P; from crawler.store.store import *; Store(P('news.db'), P('pages.db')).close()"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    said = [one.communicate()[1] for one in started]

    left = {name for name in os.listdir(tmp_path) if not name.endswith(("-wal", "-shm"))}  # of two that left at once

    assert ["", "", "", ""] == said
    assert {"news.db", "pages.db"} == left


def test_a_process_killed_while_making_it_leaves_no_half_file(tmp_path, monkeypatch):
    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(schema, "migrate", killed)
    with pytest.raises(KeyboardInterrupt):
        open_news(tmp_path / "news.db")

    assert [] == os.listdir(tmp_path)


def test_a_backup_that_was_put_back_is_ours_and_written_as_carefully(news, tmp_path):
    news.execute("vacuum into ?", [str(tmp_path / "back.db")])
    back = open_news(tmp_path / "back.db")

    assert ("wal", 8192) == (pragma(back, "journal_mode"), pragma(back, "page_size"))
    back.close()


# ---------------------------------------------------------------- a file that is not ours


def foreign(path: Path) -> None:
    made_by_sqlite(path)


def empty(path: Path) -> None:
    path.touch()


def text(path: Path) -> None:
    path.write_text("feeds:\n" * 100)


def cut_short(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0")


def the_other_one(path: Path) -> None:
    open_pages(path).close()


@pytest.mark.parametrize(
    ("lay", "said"),
    [
        (foreign, "this database is not Koplamp's (news)"),
        (empty, "the file is empty"),
        (text, "this is no SQLite database"),
        (cut_short, "this is no SQLite database"),
        (the_other_one, "this database is not Koplamp's (news)"),
    ],
)
@pytest.mark.parametrize("write", [True, False])
def test_a_strangers_file_is_left_alone(tmp_path, lay, said, write):
    path = tmp_path / "news.db"
    lay(path)
    before = path.read_bytes()
    with pytest.raises(ForeignDatabase) as refused:
        open_news(path, write=write)

    assert str(refused.value).startswith(f"{path}: {said}")
    assert "\n" not in str(refused.value)
    assert before == path.read_bytes()
    assert ["news.db"] == os.listdir(tmp_path)


@pytest.mark.parametrize("lay", [empty, text, cut_short])
def test_pages_that_are_none_are_made_anew_and_no_article_is_lost(tmp_path, lay):
    lay(tmp_path / "pages.db")

    with pytest.raises(ForeignDatabase, match=r"`koplamp doctor --repair` puts a new one there; no article is in it$"):
        open_pages(tmp_path / "pages.db")


def test_a_file_of_a_newer_koplamp_is_left_alone(tmp_path):
    db = open_news(tmp_path / "news.db")
    db.execute(
        "insert into _sqlite_migrations(migration_set, name, applied_at) values ('koplamp-news', 'm9999_later', 'then')"
    )
    db.close()
    with pytest.raises(NewerDatabase, match="m9999_later"):
        open_news(tmp_path / "news.db")


def test_a_file_of_a_newer_version_is_left_alone(tmp_path):
    db = open_news(tmp_path / "news.db")
    db.execute("pragma user_version = 99")
    db.close()
    with pytest.raises(NewerDatabase):
        open_news(tmp_path / "news.db")


def test_a_damaged_file_says_so(tmp_path):
    path = tmp_path / "news.db"
    close(open_news(path))
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 8092)
    with pytest.raises(StorageError, match="damaged") as refused:
        open_news(path)

    assert "\n" not in str(refused.value)


# ---------------------------------------------------------------- readers


def test_a_reader_makes_nothing(tmp_path):
    with pytest.raises(StorageError, match="run `koplamp crawl` first"):
        open_news(tmp_path / "news.db", write=False)

    assert [] == os.listdir(tmp_path)


def test_a_reader_writes_nothing(tmp_path):
    open_news(tmp_path / "news.db").close()
    reader = open_news(tmp_path / "news.db", write=False)
    with pytest.raises(StorageError, match="may not be written"):
        run(reader, "insert into notices values ('a', 'b')")
    reader.close()


def test_a_reader_needs_no_pages_until_it_reads_one(tmp_path):
    open_news(tmp_path / "news.db").close()
    with Store(tmp_path / "news.db", tmp_path / "pages.db", write=False) as reader:
        assert 0 == reader.counts()["articles"]
        with pytest.raises(StorageError, match=r"pages\.db: no database here yet"):
            reader.page("0" * 32)


def test_a_reader_sees_a_run_while_it_writes(store, tmp_path):
    store.start_run("cron", "0.1", NOW)
    with Store(tmp_path / "news.db", tmp_path / "pages.db", write=False) as reader:
        assert "cron" == reader.last_run()["trigger"]


def test_a_reader_does_not_read_an_older_shape(tmp_path):
    db = open_news(tmp_path / "news.db")
    db.execute("update about set value = 'old' where name = 'views_sha256'")
    db.close()
    with pytest.raises(StorageError, match="older Koplamp"):
        open_news(tmp_path / "news.db", write=False)


def test_a_store_whose_pages_cannot_be_opened_leaves_nothing_open(tmp_path):
    (tmp_path / "pages.db").touch()
    with pytest.raises(ForeignDatabase, match=r"pages\.db"):
        Store(tmp_path / "news.db", tmp_path / "pages.db")

    assert ["news.db", "pages.db"] == sorted(os.listdir(tmp_path))  # a connection would hold a -wal


# ---------------------------------------------------------------- trouble while writing


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(StorageError, match="there is no folder"):
        open_news(tmp_path / "nowhere" / "news.db")


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path):
    (tmp_path / "news.db").mkdir()
    with pytest.raises(StorageError, match=r"news\.db: Is a directory"):
        open_news(tmp_path / "news.db")


def test_another_writer_is_waited_for_and_then_told(news, tmp_path):
    other = sqlite3.connect(tmp_path / "news.db", isolation_level=None)
    other.execute("begin immediate")
    news.execute("pragma busy_timeout = 50")
    with pytest.raises(StorageError, match="another program is writing to it"), writing(news):
        run(news, "insert into notices values ('late', 'x')")
    other.close()


def test_a_full_disk_is_told_and_keeps_what_was_stored(news):
    with writing(news):
        run(news, "insert into notices values ('kept', 'x')")
    news.execute(f"pragma max_page_count = {pragma(news, 'page_count')}")
    too_much = f"insert into notices select value, hex(zeroblob(1000)) from json_each('{list(range(1000))}')"
    with pytest.raises(StorageError, match="the disk is full"), writing(news):
        run(news, too_much)

    assert ["kept"] == [found["name"] for found in rows(news, "select name from notices")]
    assert "ok" == value(news, "pragma quick_check")


def test_what_breaks_off_leaves_nothing(news):
    def breaks_off():
        with writing(news):
            run(news, "insert into notices values ('half', 'x')")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        breaks_off()

    assert row(news, "select * from notices") is None


def test_each_piece_of_advice_says_what_to_do():
    assert [] == [sign for sign, advice in ADVICE if ";" not in advice]


def test_an_open_transaction_does_not_outlive_close(tmp_path):
    db = open_news(tmp_path / "news.db")
    db.execute("begin immediate")
    close(db)

    assert "news.db" in os.listdir(tmp_path)


# ---------------------------------------------------------------- the gate


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Citroën ë3: €24.990 – “nu”", "Citroën ë3: €24.990 – “nu”"),
        ("e\u0308", "ë"),
        ("a\x00b\x1bc", "abc"),
        ("half \ud83d emoji", "half  emoji"),
        ("\u202egnp.exe", "gnp.exe"),
        ("a mark \ue000of ours\ue001", "a mark of ours"),
        ("one\r\ntwo", "one\ntwo"),
    ],
)
def test_every_text_that_is_bound_passes_the_gate(news, written, stored):
    with writing(news):
        run(news, "insert into about(name, value) values (?, ?)", ["text", written])
    with writing(news):
        run(news, "update about set value = :value where name = :name", {"name": "text", "value": written})

    assert stored == value(news, "select value from about where name = 'text'")


@pytest.mark.parametrize("thing", [None, 1, 1.5, b"bytes", True])
def test_what_is_no_text_is_left_as_it_is(thing):
    assert thing == clean(thing)


# ---------------------------------------------------------------- upgrades


def of_the_version_before(path):
    """A file as the last Koplamp made it: without the newest migration."""
    path.touch()
    database.fill(path, schema.until(schema.NEWS, schema.NEWS.version - 1))


@pytest.mark.parametrize(
    "texts", [[], ["w:taycan", "x:ele\u0301ctrique", "a\x00b", "n:9.4"], ["", "Zo\u00eb"], ["a\nb", "\u0301a"]]
)
def test_many_texts_pass_the_gate_as_each_would(texts):
    assert [clean_text(text) for text in texts] == clean_texts(texts)


def test_before_an_upgrade_a_copy_is_kept_in_the_place_of_the_last_one(tmp_path):
    path, version = tmp_path / "news.db", len(schema.NEWS.steps)
    of_the_version_before(path)
    (tmp_path / "news.db.version-1").touch()
    close(open_news(path))
    kept = tmp_path / f"news.db.version-{version - 1}"

    assert ["news.db", kept.name] == sorted(os.listdir(tmp_path))
    assert 0o600 == stat.S_IMODE(kept.stat().st_mode)
    with contextlib.closing(sqlite3.connect(kept)) as db:
        assert (version - 1,) == db.execute("pragma user_version").fetchone()
    with contextlib.closing(sqlite3.connect(path)) as db:
        assert (version,) == db.execute("pragma user_version").fetchone()


def test_what_lies_beside_an_open_file_is_its_owners_alone(tmp_path):
    before = os.umask(0)
    try:
        with Store(tmp_path / "news.db", tmp_path / "pages.db") as opened:
            opened.start_run("cron", "0.1", NOW)
            modes = {name: stat.S_IMODE((tmp_path / name).stat().st_mode) for name in os.listdir(tmp_path)}
    finally:
        os.umask(before)

    assert {"news.db-wal", "news.db-shm"} <= set(modes)
    assert {0o600} == set(modes.values())


def test_a_log_that_a_long_reader_made_grow_is_cut_when_it_has_left(tmp_path):
    news = open_news(tmp_path / "news.db")
    reader = open_news(tmp_path / "news.db", write=False)
    reader.execute("begin")
    rows(reader, "select * from notices")
    for number in range(40):
        with writing(news):
            run(news, "insert into notices values (?, hex(zeroblob(100000)))", [str(number)])
    log = tmp_path / "news.db-wal"
    grown = log.stat().st_size
    reader.close()
    assert 64 * 1024 * 1024 == pragma(news, "journal_size_limit")
    close(news)

    assert grown > 4_000_000
    assert not log.exists()


def test_a_file_that_may_not_be_written_is_told(tmp_path):
    news = open_news(tmp_path / "news.db")
    news.execute("pragma query_only = on")
    with pytest.raises(StorageError, match="may not be written; check who owns"), writing(news):
        run(news, "insert into notices values ('a', 'b')")
    news.close()

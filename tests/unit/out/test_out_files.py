"""A file is there whole or not at all, and a snapshot replaces nothing but a snapshot."""

import os
import stat
from pathlib import Path

import pytest

from crawler.errors import StorageError, UsageError
from crawler.out.export import export as write_export
from crawler.out.files import written
from crawler.out.publish import publish
from crawler.store.answers import of_sql
from crawler.store.copies import copy
from crawler.store.schema import NEWS
from crawler.store.snapshot import With
from tests.unit.store.store_makers import NOW

COUNTED = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000) "
LATER = COUNTED + "select abs(iif(i = 5000, {}, i)) from n"
BROKEN = LATER.format("-9223372036854775808")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def exported(news, to, sql="select 1 as a", format_=None):
    return write_export(news, of_sql(sql, {}), str(to), format_, NOW)


def test_a_file_is_written_under_its_name_as_the_umask_says(news, tmp_path):
    assert 1 == exported(news, tmp_path / "x.csv")
    assert (b"a\r\n1\r\n", 0o644) == ((tmp_path / "x.csv").read_bytes(), mode(tmp_path / "x.csv"))


@pytest.mark.parametrize("name", ["x.csv", "x.jsonl"])
def test_an_error_in_the_last_row_leaves_the_file_that_was_there(news, tmp_path, name):
    (tmp_path / name).write_text("of yesterday")
    with pytest.raises(UsageError, match="integer overflow"):
        exported(news, tmp_path / name, BROKEN)

    assert "of yesterday" == (tmp_path / name).read_text()
    assert [] == [one for one in os.listdir(tmp_path) if one.startswith(".")]


def test_who_may_read_the_file_that_is_replaced_may_read_the_new_one(news, tmp_path):
    (tmp_path / "x.csv").touch()
    (tmp_path / "x.csv").chmod(0o640)
    exported(news, tmp_path / "x.csv")

    assert 0o640 == mode(tmp_path / "x.csv")


def test_through_a_link_the_file_behind_it_is_replaced(news, tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "x.csv").symlink_to(tmp_path / "there" / "y.csv")
    exported(news, tmp_path / "x.csv")

    assert (tmp_path / "x.csv").is_symlink()
    assert b"a\r\n1\r\n" == (tmp_path / "there" / "y.csv").read_bytes()


def test_a_device_stays_one(news):
    exported(news, "/dev/null", format_="csv")

    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@pytest.mark.parametrize(("to", "error", "said"), [
    ("nowhere/x.csv", UsageError, "there is no folder"),
    ("folder.csv", UsageError, "is a folder"),
    ("news.db", UsageError, "is a database"),
    ("x.xlsx", UsageError, "--format csv"),
    ("x", UsageError, "--format csv"),
])  # fmt: skip
def test_a_file_that_cannot_be_is_told_in_one_line(news, tmp_path, to, error, said):
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(error, match=said):
        exported(news, tmp_path / to, format_="csv" if to == "news.db" else None)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_told_in_one_line(news):
    with pytest.raises(StorageError, match="/dev/full: No space left"):
        exported(news, "/dev/full", LATER.format("1"), "csv")


def test_a_draft_is_its_owners_alone_until_it_is_whole(tmp_path):
    with written(str(tmp_path / "x.csv")) as to:
        to.write(b"half")
        [draft] = tmp_path.iterdir()

        assert (0o600, True) == (mode(draft), draft.name.startswith(".x.csv."))


# ---------------------------------------------------------------- snapshots


def published(news, to, **what):
    return publish(news, news.with_name("pages.db"), to, With(**what), NOW)


def test_everybody_may_read_a_snapshot_whatever_the_umask(news, tmp_path):
    (tmp_path / "out").mkdir()
    before = os.umask(0o077)
    try:
        files = published(news, tmp_path / "out" / "news.db", pages=True)
    finally:
        os.umask(before)

    assert ["news.db", "news.pages.db"] == sorted(os.listdir(tmp_path / "out"))
    assert [0o644, 0o644] == [mode(file) for file in files]


def test_a_snapshot_is_replaced_and_what_somebody_left_beside_it_goes(news, tmp_path):
    (tmp_path / "out").mkdir()
    published(news, tmp_path / "out" / "news.db")
    first = (tmp_path / "out" / "news.db").stat().st_ino
    (tmp_path / "out" / "news.db-wal").write_bytes(b"of somebody who wrote into it")
    published(news, tmp_path / "out" / "news.db")

    assert ["news.db"] == os.listdir(tmp_path / "out")
    assert first != (tmp_path / "out" / "news.db").stat().st_ino


def test_nothing_else_is_replaced(news, tmp_path):
    (tmp_path / "letter.txt").write_text("dear to me")
    copy(news, tmp_path / "backup.db", NEWS)
    (tmp_path / "link.db").symlink_to(news)
    content = news.read_bytes()
    for name, said in (
        ("letter.txt", "was not published"), ("backup.db", "was not published"), (".", "was not published"),
        ("news.db", "own database"), ("link.db", "own database"), ("pages.db", "own database"),
        ("nowhere/news.db", "no folder"),
    ):  # fmt: skip
        with pytest.raises(UsageError, match=said):
            published(news, tmp_path / name)

    assert ("dear to me", content) == ((tmp_path / "letter.txt").read_text(), news.read_bytes())


def test_pages_go_into_no_file_of_somebody_elses(news, tmp_path):
    (tmp_path / "out.pages.db").write_text("dear to me")
    with pytest.raises(UsageError, match="was not published"):
        published(news, tmp_path / "out.db", pages=True)

    assert not (tmp_path / "out.db").exists()


def test_of_a_damaged_desk_the_last_snapshot_stays(news, tmp_path):
    published(news, tmp_path / "out.db")
    before = (tmp_path / "out.db").read_bytes()
    with news.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * (news.stat().st_size - 8192))
    with pytest.raises(StorageError):
        published(news, tmp_path / "out.db")

    assert before == (tmp_path / "out.db").read_bytes()
    assert [] == [name for name in os.listdir(tmp_path) if name.startswith(".")]

"""The steps of docs/operators.md for a damaged database, taken with its commands."""

import json
import shutil
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.desk.lock import held
from tests.databases import fold_in, page_that_holds, spoil_page
from tests.flow.conftest import Call, Office, feed_line
from tests.flow.origin import STORY, Site, feed_of, page_of

MANY = 40


def publish(site: Site, numbers: range) -> None:
    """A feed with a page for each number."""
    entries = [(f"Car {n}", f"/cars/{n}") for n in numbers]
    site.say("/feed.xml", feed_of(*entries))
    for title, path in entries:
        site.say(path, page_of(title, f"This is all about {title.replace(' ', '-')}x and its story.", *STORY))


@pytest.fixture
def crawled(office: Office, site: Site) -> Office:
    """A desk that has crawled forty articles."""
    publish(site, range(MANY))
    office.feeds(feed_line("cars", f"{site.url}/feed.xml"))
    office.crawl()
    fold_in(office.desk.news_db)
    return office


def a_leaf_page(path: Path) -> None:
    spoil_page(path, page_that_holds(path, b'"This is all about Car-20x'))


def the_header(path: Path) -> None:
    spoil_page(path, 0)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def removed(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("damage", [a_leaf_page, the_header, cut_short, emptied, removed])
def test_a_backup_is_put_back_and_the_next_crawl_finds_what_came_since(
    crawled: Office, site: Site, koplamp: Call, tmp_path_factory: pytest.TempPathFactory, damage: Callable[[Path], None]
) -> None:
    copy = tmp_path_factory.mktemp("backups") / "news.db"
    assert (0, "", "") == koplamp("backup", str(copy))
    publish(site, range(MANY + 5))
    crawled.crawl()
    fold_in(crawled.desk.news_db)

    damage(crawled.desk.news_db)
    told = koplamp("doctor")
    assert 3 == told[0]
    assert "koplamp restore" in told[1] or "restore a backup" in told[1] or "koplamp doctor --repair" in told[1]
    assert (0, "", "") == koplamp("restore", str(copy))
    assert [MANY] == crawled.column("select count(*) from articles where stage = 'extracted'")
    assert 0o600 == stat.S_IMODE(crawled.desk.news_db.stat().st_mode)

    crawled.crawl()
    assert [MANY + 5] == crawled.column("select count(*) from articles where stage = 'extracted'")
    assert (0, "", "") == koplamp("doctor")


def test_without_a_backup_all_but_the_damaged_page_is_saved_and_the_next_crawl_brings_the_rest(
    crawled: Office, site: Site, koplamp: Call
) -> None:
    a_leaf_page(crawled.desk.news_db)

    assert 3 == koplamp("doctor")[0]
    code, said, _ = koplamp("doctor", "--repair")
    lost = crawled.column("select title from articles where stage = 'listed'")
    assert 0 == code
    assert f"{MANY} articles were saved" in said
    assert 1 <= len(lost) < MANY / 2
    assert "Car 20" in lost

    crawled.crawl(now=False)
    assert [MANY] == crawled.column("select count(*) from articles where stage = 'extracted'")
    assert (0, "", "") == koplamp("doctor")
    assert [1] == crawled.column("select count(*) from articles_fts where articles_fts match '\"car 20x\"'")


def test_a_damaged_page_ends_a_crawl_with_one_line_before_anything_is_written(crawled: Office, koplamp: Call) -> None:
    a_leaf_page(crawled.desk.news_db)
    crawled.run("delete from notices where name = 'quick_check'")
    runs = crawled.column("select count(*) from runs")

    code, out, err = koplamp("crawl", "--now")

    assert (74, "") == (code, out)
    assert 1 == len(err.splitlines())
    assert "koplamp doctor --repair" in err
    assert runs == crawled.column("select count(*) from runs")


def test_a_search_index_of_other_words_is_made_anew(crawled: Office, koplamp: Call) -> None:
    crawled.run("insert into articles_fts(articles_fts) values ('delete-all')")

    assert 3 == koplamp("doctor")[0]
    code, said, _ = koplamp("doctor", "--repair")
    assert (0, 1) == (code, len(said.splitlines()))
    assert "nothing was lost" in said
    assert [1] == crawled.column("select count(*) from articles_fts where articles_fts match '\"car 20x\"'")


def test_a_log_that_was_lost_costs_its_last_commits_and_no_more(crawled: Office, site: Site, koplamp: Call) -> None:
    """Of a copy of the desk that left the -wal behind: the crawl finds again what was only in there."""
    publish(site, range(MANY + 3))
    reader = sqlite3.connect(crawled.desk.news_db)
    reader.execute("begin")
    reader.execute("select count(*) from articles").fetchone()
    crawled.crawl()  # the reader keeps the log from being folded in
    left = crawled.desk.folder / "left.db"
    shutil.copyfile(crawled.desk.news_db, left)
    reader.close()
    shutil.copyfile(left, crawled.desk.news_db)
    for side in ("-wal", "-shm"):
        Path(f"{crawled.desk.news_db}{side}").unlink(missing_ok=True)
    left.unlink()

    assert [MANY] == crawled.column("select count(*) from articles")
    crawled.crawl()
    assert [MANY + 3] == crawled.column("select count(*) from articles where stage = 'extracted'")
    assert 0 == koplamp("doctor")[0]


def test_doctor_tells_everything_as_json(crawled: Office, koplamp: Call) -> None:
    code, said, _ = koplamp("doctor", "--json")
    checks = {check["name"]: check["state"] for check in json.loads(said)["checks"]}

    assert 0 == code
    assert {"koplamp", "sqlite", "feeds.yaml", "news.db", "pages.db", "permissions", "disk", "lock"} <= set(checks)
    assert {"ok", "note"} >= set(checks.values())


@pytest.mark.parametrize(
    "command",
    [
        ("crawl",),
        ("backfill", "cars", "--since", "2025-01-01"),
        ("prune", "--older-than", "2y"),
        ("forget", "https://cars.example/1"),
        ("replay",),
        ("boilerplate", "cars.example", "--veto", "x"),
        ("doctor", "--repair"),
        ("restore", "copy.db"),
    ],
)
def test_whoever_writes_holds_the_lock(office: Office, koplamp: Call, command: tuple[str, ...]) -> None:
    """Nothing is brought up to date, and nothing made, while another run is at work."""
    office.feeds(feed_line("cars", "https://cars.example/feed.xml"))
    copy = office.desk.folder / "copy.db"
    copy.write_bytes(b"x")
    office.desk.news_db.write_bytes(b"x")
    with held(office.desk.lock):
        code, _, _ = koplamp(*(str(copy) if word == "copy.db" else word for word in command))

    assert 75 == code
    assert b"x" == office.desk.news_db.read_bytes()

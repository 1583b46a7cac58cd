"""What leaves a desk, with its commands: files that are whole, and a snapshot that opens at every moment."""

import csv
import io
import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.flow.conftest import Call, Office, feed_line
from tests.flow.origin import STORY, Said, Site, feed_of, page_of
from tests.pace import Pace

NOBODY = 65534
FOREVER = "with recursive n(i) as (select 1 union all select i + 1 from n) select i from n"
LOUD = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000) select i from n"


@pytest.fixture
def crawled(office: Office, site: Site) -> Office:
    """A desk with three free articles and a reserved one."""
    entries = [(f"Car {n}", f"/cars/{n}") for n in range(4)]
    site.say("/feed.xml", feed_of(*entries))
    for title, path in entries:
        headers = {"X-Robots-Tag": "noarchive"} if title == "Car 3" else {}
        site.say(path, Said(page_of(title, f"All about {title}.", *STORY), headers=headers))
    office.feeds(feed_line("cars", f"{site.url}/feed.xml"))
    office.crawl()
    return office


def start(office: Office, *arguments: str, out: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "crawler", *arguments, "--desk", str(office.desk.folder)]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE)


def test_a_view_a_search_and_sql_become_files(crawled: Office, koplamp: Call, tmp_path: Path) -> None:
    assert (0, "", "") == koplamp("export", "latest", "--to", str(tmp_path / "latest.csv"))
    assert (0, "", "") == koplamp("export", "--search", "car", "--to", str(tmp_path / "hits.jsonl"))
    asked = ("--sql", "select title from latest where title = :title", "-p", "title=Car 1")
    assert (0, "title\r\nCar 1\r\n", "") == koplamp("export", *asked, "--to", "-")

    rows = list(csv.DictReader(io.StringIO((tmp_path / "latest.csv").read_text("utf-8"))))
    hits = [json.loads(line) for line in (tmp_path / "hits.jsonl").read_text("utf-8").splitlines()]
    cars = {f"Car {n}" for n in range(4)}
    assert cars == {row["title"] for row in rows} == {hit["title"] for hit in hits}


def test_whatever_is_exported_no_reserved_text_is_in_it(crawled: Office, koplamp: Call) -> None:
    assert [4] == crawled.column("select count(*) from article_text where body like '%All about Car%'")
    said = {}
    for name in ("article_export", "article_text", "searchable"):
        code, said[name], _ = koplamp("export", name, "--to", "-", "--format", "jsonl")
        assert 0 == code
    _, said["search"], _ = koplamp("export", "search", "-p", "q=about", "--to", "-")

    assert dict.fromkeys(said, (True, False)) == {
        name: ("All about Car 1" in text.replace("*", ""), "All about Car 3" in text.replace("*", ""))
        for name, text in said.items()
    }


@pytest.mark.parametrize(("arguments", "said"), [
    (("latset", "--to", "x.csv"), "did you mean latest"),
    (("latest", "--to", "x.doc"), "--format csv | jsonl | parquet | atom | jsonfeed"),
    (("latest", "--sql", "select 1", "--to", "-"), "one of them"),
    (("--to", "-"), "one of them"),
    (("--search", "...", "--to", "-"), "at least one word"),
    (("--search", "car", "-p", "q=x", "--to", "-"), "--search has no parameters"),
    (("search", "--to", "-"), "-p q=..."),
    (("search", "-p", "q", "--to", "-"), "write -p NAME=VALUE"),
    (("--sql", "select titel from latest", "--to", "-"), "did you mean title"),
    (("--sql", "delete from articles", "--to", "-"), "not authorized"),
    (("feeds", "--to", "-", "--format", "atom"), "a feed needs the columns title, url"),
])  # fmt: skip
def test_what_is_wrong_is_said_in_one_line_with_code_2(
    crawled: Office, koplamp: Call, arguments: tuple[str, ...], said: str
) -> None:
    code, out, err = koplamp("export", *arguments)

    assert (2, "") == (code, out)
    assert said in err
    assert 1 == err.count("\n")


def test_whoever_stops_reading_ends_it_without_a_word(crawled: Office) -> None:
    export = start(crawled, "export", "--sql", LOUD, "--to", "-", out=subprocess.PIPE)
    assert export.stdout is not None
    assert export.stderr is not None
    assert b"i\r\n" == export.stdout.readline()
    export.stdout.close()

    assert (0, b"") == (export.wait(timeout=30), export.stderr.read())


@pytest.mark.parametrize(("number", "drafts"), [(signal.SIGTERM, 0), (signal.SIGINT, 0), (signal.SIGKILL, 1)])
def test_ended_half_way_the_file_is_the_one_of_before(
    crawled: Office, tmp_path: Path, number: signal.Signals, drafts: int
) -> None:
    (tmp_path / "x.csv").write_text("of yesterday")
    export = start(crawled, "export", "--sql", FOREVER, "--to", str(tmp_path / "x.csv"))
    wait_until(lambda: any(draft.stat().st_size > 100_000 for draft in tmp_path.glob(".x.csv.*")))
    with Pace() as took:
        export.send_signal(number)
        code = export.wait(timeout=30)

    assert code == (-number if number == signal.SIGKILL else 128 + number)
    assert took.s < 5
    assert "of yesterday" == (tmp_path / "x.csv").read_text()
    assert drafts == len(list(tmp_path.glob(".x.csv.*")))


def wait_until(true: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


# ---------------------------------------------------------------- the snapshot


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that everybody may read and only we may write."""
    with tempfile.TemporaryDirectory(prefix="koplamp-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@contextmanager
def reading(snapshot: Path, user: int) -> Iterator[Callable[[], dict[str, object]]]:
    """Another process, of another user if need be, that opens a snapshot again and again -> what it met, once asked."""
    told, tells = os.pipe()
    stop, stops = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(stops)
        os.setresgid(user, user, user) if user else None
        os.setresuid(user, user, user) if user else None
        os.write(tells, json.dumps(_read(snapshot, stop)).encode())
        os._exit(0)
    os.close(tells)

    def met() -> dict[str, object]:
        os.write(stops, b".")
        with os.fdopen(told, "rb") as pipe:
            said: dict[str, object] = json.loads(pipe.read())
        return said

    try:
        yield met
    finally:
        os.close(stops)
        os.close(stop)
        os.waitpid(child, 0)


def _read(snapshot: Path, stop: int) -> dict[str, object]:
    """Until `stop` says something: open, ask, look through, close."""
    os.set_blocking(stop, False)
    errors, files, counts = [], set(), set()
    while True:
        try:
            files.add(snapshot.stat().st_ino)
            with closing(sqlite3.connect(f"{snapshot.as_uri()}?mode=ro", uri=True)) as db:
                counts.add(db.execute("select count(*) from latest").fetchone()[0])
                counts.add(db.execute("select count(*) from articles_fts where articles_fts match 'car'").fetchone()[0])
                errors += [said for (said,) in db.execute("pragma quick_check") if said != "ok"]
        except (sqlite3.Error, OSError) as error:
            errors.append(repr(error))
        try:
            os.read(stop, 1)
        except BlockingIOError:
            continue
        return {"errors": errors, "files": len(files), "counts": sorted(counts), "user": os.getuid()}


@pytest.mark.parametrize("user", [0, NOBODY], ids=["ourselves", "another-user"])
def test_a_snapshot_opens_at_every_moment_while_it_is_replaced_and_crawls_run(
    crawled: Office, site: Site, koplamp: Call, public: Path, user: int
) -> None:
    if user and os.geteuid() != 0:
        pytest.skip("only root can become another user")
    entries = [(f"Car {n}", f"/cars/{n}") for n in range(40)]
    site.say("/feed.xml", feed_of(*entries))
    for title, path in entries[4:]:
        site.say(path, Said(page_of(title, f"All about {title}.", *STORY), wait_s=0.1))
    snapshot = public / "news.db"
    assert (0, "", "") == koplamp("publish", str(snapshot))
    with reading(snapshot, user) as met:
        crawl, published = start(crawled, "crawl", "--now"), 0
        while crawl.poll() is None or published < 5:
            assert (0, "", "") == koplamp("publish", str(snapshot))
            published += 1
        seen = met()

    assert crawl.stderr is not None
    assert (0, b"") == (crawl.returncode, crawl.stderr.read())
    assert ([], user or os.getuid()) == (seen["errors"], seen["user"])
    assert seen["files"] > 2  # type: ignore[operator]
    assert ["news.db"] == os.listdir(public), "neither a draft nor a file of SQLite's is left"
    assert 0o644 == stat.S_IMODE(snapshot.stat().st_mode)


def test_a_published_desk_has_no_texts_and_with_texts_none_that_is_reserved(
    crawled: Office, koplamp: Call, public: Path
) -> None:
    assert (0, "", "") == koplamp("publish", str(public / "news.db"))
    assert (0, "", "") == koplamp("publish", str(public / "texts.db"), "--with-texts", "--with-fetches", "--with-pages")

    def bodies(name: str) -> list[bool]:
        with closing(sqlite3.connect(public / name)) as db:
            return [bool(body) for (body,) in db.execute("select t.body from article_text t join articles a "
                                                         "on a.id = t.article_id order by a.title")]  # fmt: skip

    assert ([False] * 4, [True, True, True, False]) == (bodies("news.db"), bodies("texts.db"))
    assert ["news.db", "texts.db", "texts.pages.db"] == sorted(os.listdir(public))
    assert b"All about Car" not in (public / "news.db").read_bytes()


def test_publish_replaces_nothing_but_what_it_published(crawled: Office, koplamp: Call, public: Path) -> None:
    (public / "dear.txt").write_text("to me")
    for path in (public / "dear.txt", crawled.desk.news_db, crawled.desk.pages_db, public / "nowhere" / "news.db"):
        code, _, err = koplamp("publish", str(path))

        assert (2, 1) == (code, err.count("\n"))
    assert "to me" == (public / "dear.txt").read_text()


def test_without_a_database_there_is_nothing_to_publish_or_export(office: Office, koplamp: Call, public: Path) -> None:
    office.feeds()

    assert 74 == koplamp("publish", str(public / "news.db"))[0]
    assert 74 == koplamp("export", "latest", "--to", str(public / "x.csv"))[0]
    assert [] == os.listdir(public)

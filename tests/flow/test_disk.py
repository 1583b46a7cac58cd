"""A disk that is full at any moment of a crawl: one line, exit 74, nothing lost, and the next run heals it.

Twice: on a small disk of memory that the test fills from outside in the middle of a run, where the tests may mount one,
and everywhere with a limit to the size of files, which meets each file in its turn.
"""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crawler.desk.paths import Desk
from crawler.desk.room import LEAST_MIB
from tests.databases import broken_promises
from tests.flow.conftest import Office, feed_line
from tests.flow.origin import STORY, Asked, Said, Site, feed_of, page_of

KIB, MIB = 1 << 10, 1 << 20
FEEDS, ARTICLES = 2, 10
RUN = "from crawler.cli import main; main()"
LIMITED = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0})); " + RUN


def koplamp(desk: Desk, *arguments: str, limit: int | None = None) -> tuple[int, str, str]:
    """The program in a process of its own, its files no larger than `limit` -> exit code, stdout, stderr."""
    story = RUN if limit is None else LIMITED.format(limit)
    words = [sys.executable, "-c", story, *arguments, "--desk", str(desk.folder)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=250, check=False)
    return done.returncode, done.stdout, done.stderr


def publish(site: Site, at: dict[str, Callable[[], None]] | None = None) -> tuple[str, ...]:
    """Two feeds of ten articles; when a path of `at` is asked for, something is done before it is answered."""
    lines = []
    for feed in range(FEEDS):
        entries = [(f"Car {feed}-{n}", f"/{feed}/{n}") for n in range(ARTICLES)]
        bodies = {
            path: page_of(title, f"About car {title}. " + "More of it. " * 900, *STORY) for title, path in entries
        }
        bodies[f"/{feed}.xml"] = feed_of(*entries)
        for path, body in bodies.items():
            does = (at or {}).get(path)
            site.say(path, _doing(body, does) if does else body)
        lines.append(feed_line(f"feed-{feed}", f"{site.url}/{feed}.xml"))
    return tuple(lines)


def _doing(body: bytes, does: Callable[[], None]) -> Callable[[Asked], Said]:
    def answer(_: Asked) -> Said:
        does()
        return Said(body)

    return answer


def is_sound(office: Office) -> None:
    """Nothing is damaged or half-stored; also the search index says what the articles say."""
    for path in (office.desk.news_db, office.desk.pages_db):
        if path.exists():
            db = sqlite3.connect(path, isolation_level=None)
            assert [("ok",)] == db.execute("pragma quick_check").fetchall()
            if path == office.desk.news_db:
                db.execute("insert into articles_fts(articles_fts, rank) values ('integrity-check', 1)")
            db.close()
    assert [] == broken_promises(office.desk.folder)


def announced(office: Office) -> set[object]:
    """What was stored so far."""
    if not office.desk.news_db.exists():
        return set()
    return set(office.column("select title || '|' || stage from articles where stage = 'extracted'"))


def heals(office: Office, before: set[object]) -> None:
    """The next run stores the rest, and what was stored is still there."""
    assert 0 == office.crawl().run.exit_code
    after = announced(office)
    assert FEEDS * ARTICLES == len(after)
    assert before <= after
    is_sound(office)


def one_line(told: tuple[int, str, str]) -> str:
    """What a run that ended for want of room said."""
    code, out, err = told
    assert (74, "", 1) == (code, out, len(err.splitlines())), err
    assert "Traceback" not in err
    return err


# ---------------------------------------------------------------- a limit to the size of files


@pytest.mark.parametrize("kib", [4, 560, 640, 760])
def test_no_file_may_grow_beyond_a_size(office: Office, site: Site, kib: int) -> None:
    """From the making of news.db (4 KiB) over its first log to the last text."""
    office.feeds(*publish(site))

    said = one_line(koplamp(office.desk, "crawl", "--now", limit=kib * KIB))
    assert "disk" in said or "File too large" in said
    before = announced(office)
    is_sound(office)
    heals(office, before)


def test_a_limit_in_the_second_run_takes_nothing_from_the_first(office: Office, site: Site) -> None:
    office.feeds(*publish(site)[:1])
    assert 0 == office.crawl().run.exit_code
    before = announced(office)

    office.feeds(*publish(site))
    one_line(koplamp(office.desk, "crawl", "--now", limit=32 * KIB))
    assert before <= announced(office)
    heals(office, before)


# ---------------------------------------------------------------- a small disk


class SmallDisk:
    """A file system in memory, and a file on it that takes what the test wants taken."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def leave(self, size: int) -> None:
        """Leave only so many bytes free."""
        disk = os.statvfs(self.folder)
        take = disk.f_bavail * disk.f_frsize - size
        if take > 0:
            with self._ballast.open("ab") as file:
                os.posix_fallocate(file.fileno(), file.tell(), take)

    def free(self) -> None:
        self._ballast.unlink()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """One with 120 MiB; only root may mount one, and not in every container."""
    folder = tmp_path / "disk"
    folder.mkdir()
    size = f"size={LEAST_MIB + 20}m,mode=700"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", size, "koplamp-test", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a disk of memory cannot be mounted here")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize(
    ("when", "left"),
    [
        ("/0.xml", 0),  # nothing can be stored of a poll
        ("/0/4", 24 * KIB),  # pages come
        ("/1/9", 8 * KIB),  # the last
    ],
)
def test_a_disk_that_fills_up_during_a_run(site: Site, disk: SmallDisk, when: str, left: int) -> None:
    office = Office(Desk(disk.folder))
    office.feeds(*publish(site, {when: lambda: disk.leave(left)}))

    assert "the disk is full" in one_line(koplamp(office.desk, "crawl", "--now"))
    disk.free()
    before = announced(office)
    is_sound(office)
    publish(site)
    heals(office, before)


def test_a_disk_that_is_full_at_the_start(site: Site, disk: SmallDisk) -> None:
    """Nothing is asked and nothing made; what was there stays, and can be read again when there is room."""
    office = Office(Desk(disk.folder))
    office.feeds(*publish(site))
    disk.leave((LEAST_MIB - 1) * MIB + 64 * KIB)  # the lock takes a page
    said = one_line(koplamp(office.desk, "crawl", "--now"))
    assert f"{LEAST_MIB - 1} MiB are left on this disk, and a run needs {LEAST_MIB}" in said
    assert not office.desk.news_db.exists()
    assert [] == site.asked

    disk.free()
    heals(office, set())
    before = announced(office)
    disk.leave(0)
    one_line(koplamp(office.desk, "status"))  # SQLite cannot even read a database with a log there
    one_line(koplamp(office.desk, "backup", str(disk.folder / "copy.db")))
    assert 3 == koplamp(office.desk, "doctor")[0]
    disk.free()
    assert before == announced(office)
    assert not (disk.folder / "copy.db").exists()
    heals(office, before)

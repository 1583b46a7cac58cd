"""Ctrl-C, or the end of the session, in the middle of any command: exit code 128+n in seconds, no file half-written."""

import contextlib
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.cli import cli
from crawler.desk.paths import Desk
from crawler.store.copies import copy
from crawler.store.schema import NEWS
from crawler.store.store import Store
from tests.databases import broken_promises
from tests.flow.conftest import Office, feed_line
from tests.flow.nursery import Nursery
from tests.flow.origin import STORY, Said, Site, feed_of, page_of
from tests.flow.test_process import KOPLAMP, wait_until
from tests.pace import Pace
from tests.test_docs import every_command

# Each command, by what it waits for when the signal comes.
DATABASE = """
crawl | backfill kolibri --since 2025-01-01 | status | search renault | serve --port 0 | feeds diff
prune --older-than 1d | forget https://kolibri.example/1 | export latest --to {to} | publish {to} | replay | enrich
story list | story show 1 | story split 1 2 | story merge 1 2 | story move 1 --to 2
tag reject 1 seat | tag accept 1 seat | tag candidates | tag decide Kia no-model
boilerplate | rules | doctor | backup {to} | restore {copy} | watch check | watch run | watch list
"""
SITE = "try {site} | feeds discover {site} | feeds add {site} | feeds check"
FEEDS_YAML = "feeds list | feeds export {to} | feeds import {copy}"
REDIS = "worker --redis {redis} | writer --redis {redis} | dead --redis {redis}"
ELSEWHERE = {
    "demo": "tests/flow/test_demo.py::test_a_signal_in_its_first_run_ends_the_demo_and_not_that_run_alone",
    "init": "test_a_draft_in_the_making_is_removed",
}
BY_ALL_SIGNALS = ("backup", "restore")
WATCHES = "watches: [{name: own, make: Seat, to: log}]\nchannels: [{name: log, jsonl: log.jsonl}]\n"
WITHIN_S = 5


@dataclass
class Waiting:
    """A command on a desk of its own, and what became of it."""

    words: list[str]
    number: int
    desk: Desk
    child: int = 0
    told_at: float = 0.0

    @property
    def out(self) -> Path:
        return self.desk.folder.with_suffix(".out")

    @property
    def to(self) -> Path:
        return self.desk.folder.with_suffix(".csv")

    @property
    def name(self) -> str:
        return " ".join(self.words)


def listed(commands: str) -> list[list[str]]:
    """The words of each."""
    return [part.split() for line in commands.strip().splitlines() for part in line.split("|")]


def cases(commands: str, folder: Path) -> Iterator[Waiting]:
    """A command of a table for each signal it is told."""
    for words in listed(commands):
        more = (signal.SIGTERM, signal.SIGHUP) if words[0] in BY_ALL_SIGNALS else ()
        for number in (signal.SIGINT, *more):
            yield Waiting(words, number, Desk(folder / "-".join([*filter(str.isalpha, words[:2]), str(int(number))])))


def late(one: Waiting) -> str:
    """The path of its feed, which is long in coming."""
    return f"/{one.desk.folder.name}"


def furnished(desk: Desk, site: Site) -> None:
    """A desk with an empty database and a copy of it."""
    desk.folder.mkdir(0o700)
    Office(desk).feeds(feed_line("kolibri", f"{site.url}/{desk.folder.name}"))
    desk.watches_yaml.write_text(WATCHES)
    Store(desk.news_db, desk.pages_db).close()
    copy(desk.news_db, desk.folder / "copy", NEWS)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Nobody else may even read."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("pragma locking_mode = exclusive")
        other.execute("begin exclusive")
        yield


@contextlib.contextmanager
def unsaid(path: Path) -> Iterator[None]:
    """A file that says nothing, and does not end."""
    path.unlink()
    os.mkfifo(path)
    handle = os.open(path, os.O_RDWR)
    yield
    os.close(handle)


def opened_by(pid: int, path: Path) -> bool:
    """Whether a process has a file open."""
    with contextlib.suppress(OSError):
        return str(path) in [os.readlink(handle) for handle in Path(f"/proc/{pid}/fd").iterdir()]
    return False


def has_ended(pid: int) -> bool:
    """Whether a process waits for nothing but that somebody asks what became of it."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].startswith("Z")


def files_of(desk: Desk) -> dict[str, int]:
    """The files of a desk that are not of this moment, with their numbers."""
    passing = ("-wal", "-shm", "koplamp.lock")
    files = [file for file in desk.folder.iterdir() if file.is_file()]
    return {file.name: file.stat().st_ino for file in files if not file.name.endswith(passing)}


def is_whole(desk: Desk) -> bool:
    """Both databases are sound, and no draft lies about."""
    assert [] == [file.name for file in desk.folder.iterdir() if file.name.startswith(".")]
    return not broken_promises(desk.folder)


def test_every_command_is_interrupted_here_or_elsewhere() -> None:
    here = [words for table in (DATABASE, SITE, FEEDS_YAML, REDIS) for words in listed(table)]
    commands = [name.split()[1:] for name, _ in every_command(cli, "koplamp")]

    assert [] == [name for name in commands if name[0] not in ELSEWHERE and name not in [w[: len(name)] for w in here]]


def test_commands_that_wait_end_within_five_seconds(tmp_path: Path, site: Site) -> None:
    """Python hears of no signal while SQLite waits for a lock, so those commands are ended by force."""
    told: list[Waiting] = []
    with Pace() as took, contextlib.ExitStack() as held, Nursery() as nursery:

        def tell(one: Waiting, waits: Callable[[], object], redis: str = "") -> None:
            places = {"to": one.to, "copy": one.desk.folder / "copy", "redis": redis, "site": site.url + late(one)}
            desk = [] if "{redis}" in one.words and one.words[0] != "writer" else ["--desk", str(one.desk.folder)]
            one.child = nursery.start([*(word.format(**places) for word in one.words), *desk], one.out)
            wait_until(lambda: waits() or has_ended(one.child))
            one.told_at = time.monotonic()
            os.kill(one.child, one.number)
            told.append(one)

        for one in cases(DATABASE, tmp_path):
            furnished(one.desk, site)
            held.enter_context(locked(one.desk.news_db))
            tell(one, lambda one=one: opened_by(one.child, one.desk.news_db))
        for one in cases(SITE, tmp_path):
            furnished(one.desk, site)
            site.say(late(one), Said(wait_s=20))
            tell(one, lambda one=one: late(one) in site.paths())
        for one in cases(FEEDS_YAML, tmp_path):
            furnished(one.desk, site)
            read = one.desk.folder / ("copy" if "{copy}" in one.words else "feeds.yaml")
            held.enter_context(unsaid(read))
            tell(one, lambda one=one, read=read: opened_by(one.child, read))
        for one in cases(REDIS, tmp_path):
            furnished(one.desk, site)
            mute = held.enter_context(socket.create_server(("127.0.0.1", 0)))
            mute.settimeout(60)
            tell(
                one,
                lambda mute=mute: held.enter_context(mute.accept()[0]),
                f"redis://127.0.0.1:{mute.getsockname()[1]}/0",
            )
        ended = nursery.ended()

    assert {one.name: (128 + one.number, "") for one in told} == {
        one.name: (ended[one.child][0], one.out.read_text().strip()) for one in told
    }
    assert [] == [one.name for one in told if ended[one.child][1] - one.told_at > WITHIN_S * took.busy]
    assert [] == [one.name for one in told if one.to.exists() or not is_whole(one.desk)]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize(
    ("command", "module"),
    [
        ("backup {to}", "store.copies"),
        ("publish {to}", "out.publish"),
        ("export latest --to {to}", "out.files"),
        ("restore {copy}", "store.copies"),
        ("init {new}", "desk.init"),
    ],
)
def test_a_draft_in_the_making_is_removed(office: Office, command: str, module: str, number: int) -> None:
    office.feeds()
    Store(office.desk.news_db, office.desk.pages_db).close()
    copy(office.desk.news_db, office.desk.folder / "copy", NEWS)
    before = files_of(office.desk)
    story = (
        f"import os, sys, time\nimport crawler.{module} as module\nfrom crawler.__main__ import main\n"
        "def told(path):\n    print(path, flush=True)\n    time.sleep(60)\n"
        "module.to_disk = told\n"
        "main()"
    )
    folder = office.desk.folder
    words = command.format(to=folder / "made.csv", copy=folder / "copy", new=folder / "new")
    run = subprocess.Popen(
        [sys.executable, "-c", story, *words.split()],
        env={**os.environ, "KOPLAMP_DESK": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert run.stdout is not None
    draft = Path(run.stdout.readline().strip())
    assert draft.is_file()
    assert draft.name.startswith(".")

    with Pace() as took:
        run.send_signal(number)
        said = run.communicate(timeout=20)

    assert (128 + number, "", "") == (run.returncode, said[0], said[1].strip())
    assert took.s < WITHIN_S
    assert before == files_of(office.desk)
    assert not draft.exists()
    assert is_whole(office.desk)


def test_a_question_that_is_not_answered_adds_nothing(office: Office, site: Site) -> None:
    site.say("/feed.xml", feed_of(("New estate", "/1")))
    site.say("/1", page_of("New estate", *STORY))
    office.feeds()
    before = office.desk.feeds_yaml.read_bytes()
    run = subprocess.Popen(
        [*KOPLAMP, "feeds", "add", f"{site.url}/feed.xml", "--desk", str(office.desk.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert run.stdout is not None
    said = b""
    while b"Add it?" not in said and (piece := os.read(run.stdout.fileno(), 65536)):
        said += piece

    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=20)

    assert b"Add it?" in said
    assert (130, b"") == (run.returncode, err.strip())
    assert before == office.desk.feeds_yaml.read_bytes()

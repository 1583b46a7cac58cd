"""A desk -> how it is, check by check, each with what to do; and a damaged one -> mended as far as that goes.

Only `WRONG` needs a person; a `NOTE` is worth knowing. A check is a function over a `Patient`, which returns what it
saw; a new one is a function and its line in CHECKS.
"""

import os
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path

from crawler import config
from crawler.desk import lock, room
from crawler.desk.paths import Desk, read_feeds_yaml
from crawler.desk.ruling import rules_of
from crawler.errors import AlreadyRunning, ConfigError, StorageError
from crawler.feeds.expat import expat_fault
from crawler.store import quarantine, schema, soundness
from crawler.store.schema import Shape
from crawler.store.soundness import Fault

MENDED = "`koplamp doctor --repair` mends that"
TO_DO = {
    Fault.DAMAGED: "`koplamp doctor --repair` saves what can be read, `koplamp restore FILE` puts a backup back",
    Fault.INDEX: MENDED,
    Fault.SEARCH: MENDED,
    Fault.REFERENCE: "that must not happen: please report it",
    Fault.PROMISE: "that must not happen: please report it",
}


class State(StrEnum):
    """How something is."""

    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    state: State
    said: str


@dataclass(frozen=True, slots=True)
class Patient:
    """The desk, and in what light it is looked at."""

    desk: Desk
    now: datetime
    environ: Mapping[str, str]
    holder: str | None  # who is at work on the desk; None: nobody, it is ours

    @property
    def alone(self) -> bool:
        return self.holder is None


def examine(desk: Desk, now: datetime, environ: Mapping[str, str] = os.environ) -> tuple[Check, ...]:
    """Look at everything; nothing is changed. Raises nothing of ours."""
    with _held_if_free(desk) as holder:
        patient = Patient(desk, now, environ, holder)
        return tuple(seen for check in CHECKS for seen in check(patient))


@contextmanager
def _held_if_free(desk: Desk) -> Iterator[str | None]:
    """The desk's lock, or who has it."""
    try:
        holding = lock.held(desk.lock)
        holding.__enter__()
    except (AlreadyRunning, StorageError) as error:
        yield str(error)
        return
    try:
        yield None
    finally:
        holding.__exit__(None, None, None)


# ---------------------------------------------------------------- the checks


def _versions(_: Patient) -> Iterator[Check]:
    yield Check("koplamp", State.OK, f"{version('koplamp')}, Python {sys.version.split()[0]}")
    sqlite = soundness.sqlite_version()
    if soundness.may_lose_its_log(sqlite):
        why = (
            "may damage a file that two programs write (sqlite.org/wal.html#walresetbug): let nothing but koplamp "
            "write to news.db, or use Python with SQLite 3.51.3 or newer"
        )
        yield Check("sqlite", State.NOTE, f"SQLite {sqlite} {why}")
    else:
        yield Check("sqlite", State.OK, f"SQLite {sqlite}")
    if (fault := expat_fault()) is not None:
        yield Check("expat", State.WRONG, fault)


def _feeds_yaml(patient: Patient) -> Iterator[Check]:
    name = patient.desk.feeds_yaml.name
    try:
        feeds = config.load(read_feeds_yaml(patient.desk), name)
    except ConfigError as error:
        yield Check(name, State.WRONG, _first(error.faults))
        return
    active = [feed for feed in feeds.feeds if feed.enabled]
    yield Check(name, State.OK, f"{len(active)} feeds are asked")
    if feeds.contact_is_ours:
        yield Check(name, State.NOTE, "put your own contact into defaults: user_agent, so that sites can reach you")
    for feed in active:
        for variable in config.missing_variables(feed, patient.environ):
            said = (
                f"feed '{feed.slug}' is not asked where the environment variable {variable} is not set, as it is here"
            )
            yield Check(name, State.NOTE, said)


def _rules_yaml(patient: Patient) -> Iterator[Check]:
    read = rules_of(patient.desk)
    if read.faults:
        yield Check(patient.desk.rules_yaml.name, State.WRONG, _first(read.faults))
    elif patient.desk.rules_yaml.exists():
        yield Check(patient.desk.rules_yaml.name, State.OK, f"{len(read.rules)} rules")


def _news_db(patient: Patient) -> Iterator[Check]:
    desk = patient.desk
    if desk.news_db.exists():
        yield from _file(patient, desk.news_db, schema.NEWS)
    elif desk.pages_db.exists():
        yield Check("news.db", State.WRONG, "it is gone, and pages.db is there: `koplamp restore FILE` the last backup")
    else:
        yield Check("news.db", State.NOTE, "not there yet: the first `koplamp crawl` makes it")


def _pages_db(patient: Patient) -> Iterator[Check]:
    if patient.desk.pages_db.exists():
        yield from _file(patient, patient.desk.pages_db, schema.PAGES)


def _file(patient: Patient, path: Path, shape: Shape) -> Iterator[Check]:
    found = soundness.examine(path, shape, patient.now, alone=patient.alone)
    for one in found:
        todo = TO_DO.get(one.fault)
        yield Check(path.name, State.WRONG, f"{one.said}; {todo}" if todo else one.said)
    if not found:
        yield Check(path.name, State.OK, "sound")
        if shape is schema.NEWS and not patient.alone:
            yield Check(path.name, State.NOTE, "its search index was not looked at: another run is at work")
    if not found and not soundness.is_current(path, shape):
        yield Check(path.name, State.NOTE, "an older Koplamp wrote it: the next `koplamp crawl` brings it up to date")


def _permissions(patient: Patient) -> Iterator[Check]:
    """News for its owner, and the raw pages of others even more so."""
    desk = patient.desk
    files = [name for db in (desk.news_db, desk.pages_db) for name in (db, *map(Path, (f"{db}-wal", f"{db}-shm")))]
    there = [file for file in files if file.exists()]
    open_ones = [file for file in there if stat.S_IMODE(file.stat().st_mode) & 0o077]
    foreign = [file for file in there if not os.access(file, os.R_OK | os.W_OK)]
    for file in foreign:
        yield Check(
            "permissions", State.WRONG, f"{file.name} may not be read and written by this user: see who owns it"
        )
    if open_ones:
        names = " ".join(file.name for file in open_ones)
        yield Check("permissions", State.WRONG, f"others can read what only its owner should: chmod 600 {names}")
    if there and not open_ones and not foreign:
        yield Check("permissions", State.OK, "only their owner can read the databases")
    yield from _folder(desk)


def _folder(desk: Desk) -> Iterator[Check]:
    mode = stat.S_IMODE(desk.folder.stat().st_mode)
    if mode & 0o022 and not mode & stat.S_ISVTX:
        yield Check(
            "permissions", State.WRONG, f"others can put files of theirs into this folder: chmod 700 {desk.folder}"
        )
    elif mode & 0o055 and desk.pages_db.exists():
        said = f"raw pages are kept here, and others can enter the folder: chmod 700 {desk.folder}, or keep_pages: 0d"
        yield Check("permissions", State.NOTE, said)


def _disk(patient: Patient) -> Iterator[Check]:
    try:
        room.enough_for_a_run(patient.desk.folder)
        yield Check("disk", State.OK, f"{room.free_mib(patient.desk.folder)} MiB are left")
    except StorageError as error:
        yield Check("disk", State.WRONG, str(error))


def _lock(patient: Patient) -> Iterator[Check]:
    if patient.alone:
        yield Check("lock", State.OK, "nobody is at work on this desk")
    else:
        can_be_locked = os.access(patient.desk.folder, os.W_OK)
        yield Check("lock", State.OK if can_be_locked else State.WRONG, str(patient.holder))


def _quarantine(patient: Patient) -> Iterator[Check]:
    try:
        held = quarantine.counted(patient.desk.news_db)
    except StorageError:
        return  # what is wrong with the file was said
    if held.feeds or held.pages:
        much = f"{held.feeds} feeds and {held.pages} pages"
        said = f"{much} cost too much to read, and wait until they or the rules change"
        yield Check("quarantine", State.NOTE, said)


CHECKS: tuple[Callable[[Patient], Iterator[Check]], ...] = (
    _versions,
    _feeds_yaml,
    _rules_yaml,
    _news_db,
    _pages_db,
    _permissions,
    _disk,
    _lock,
    _quarantine,
)


def _first(faults: tuple[str, ...]) -> str:
    return faults[0] + (f" (and {len(faults) - 1} more)" if len(faults) > 1 else "")

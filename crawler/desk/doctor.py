"""A desk -> how it is, check by check, each with what to do; and a damaged one -> mended as far as that goes.

Only `WRONG` needs a person; a `NOTE` is worth knowing. A check is a function over a `Patient`, which returns what it
saw; a new one is a function and its line in CHECKS.
"""

import os
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from crawler import config
from crawler.config.watches_values import variables
from crawler.desk import lock, machine, reasons
from crawler.desk.check import Check, Machine, Patient, State, this_machine
from crawler.desk.paths import Desk, read_feeds_yaml
from crawler.desk.ruling import rules_of
from crawler.desk.watches import failing, file_of, watches_of
from crawler.errors import AlreadyRunning, ConfigError, StorageError
from crawler.store import deliveries, quarantine, runs, schema, soundness
from crawler.store.schema import Shape
from crawler.store.soundness import Fault
from crawler.store.times import moment

PASSING = timedelta(days=1)  # a channel that fails for less may come back by itself
PATIENCE = {  # how long a feed may be so before somebody has to look; of gone, moved and stale the state itself waited
    "blocked": timedelta(days=7),
    "empty": timedelta(days=7),
    "failing": timedelta(days=7),
    "late": timedelta(days=1),
}
MENDED = "`koplamp doctor --repair` mends that"
OUR_FAULT = (
    "a fault of Koplamp's own, and crawls go on: report this line with what `koplamp --version` says, and keep a"
    " `koplamp backup FILE` for whoever looks into it"
)
SET = "set it where `koplamp crawl` runs"
TO_DO = {
    Fault.DAMAGED: "`koplamp doctor --repair` saves what can be read, `koplamp restore FILE` puts a backup back",
    Fault.INDEX: MENDED,
    Fault.SEARCH: MENDED,
    Fault.REFERENCE: OUR_FAULT,
    Fault.PROMISE: OUR_FAULT,
    Fault.UNREADABLE: "if it stays so, `koplamp restore FILE` puts a backup back",
}


def examine(
    desk: Desk, now: datetime, environ: Mapping[str, str] = os.environ, on: Machine | None = None
) -> tuple[Check, ...]:
    """Look at everything; nothing is changed. `on`: the machine, if it is not this one. Raises nothing of ours."""
    with _held_if_free(desk) as holder:
        patient = Patient(desk, now, environ, holder, on or this_machine())
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


def _feeds_yaml(patient: Patient) -> Iterator[Check]:
    name = patient.desk.feeds_yaml.name
    try:
        feeds = config.load(read_feeds_yaml(patient.desk), name)
    except ConfigError as error:
        yield Check(name, State.WRONG, _first(error.faults))
        return
    active = [feed for feed in feeds.feeds if feed.enabled]
    yield Check(name, State.OK, f"feeds that are asked: {len(active)}")
    if feeds.contact_is_ours:
        yield Check(name, State.NOTE, "put your own contact into defaults: user_agent, so that sites can reach you")
    for variable in variables(feeds.heartbeat or ""):
        if not patient.environ.get(variable):
            said = f"no heartbeat is sent where the environment variable {variable} is not set, as it is here"
            yield Check(name, State.NOTE, f"{said}: {SET}")
    for feed in active:
        for variable in config.missing_variables(feed, patient.environ):
            said = (
                f"feed '{feed.slug}' is not asked where the environment variable {variable} is not set, as it is here"
            )
            yield Check(name, State.NOTE, f"{said}: {SET}")


def _rules_yaml(patient: Patient) -> Iterator[Check]:
    read = rules_of(patient.desk)
    if read.faults:
        yield Check(patient.desk.rules_yaml.name, State.WRONG, _first(read.faults))
    elif patient.desk.rules_yaml.exists():
        yield Check(patient.desk.rules_yaml.name, State.OK, f"rules: {len(read.rules)}")


def _watches_yaml(patient: Patient) -> Iterator[Check]:
    name = file_of(patient.desk).name
    try:
        wanted = watches_of(patient.desk)
    except ConfigError as error:
        yield Check(name, State.WRONG, _first(error.faults))
        return
    if wanted.watches:
        yield Check(name, State.OK, f"watches: {len(wanted.watches)}, channels: {len(wanted.channels)}")
    for channel in wanted.channels:
        for variable in variables(*channel.secrets):
            if not patient.environ.get(variable):
                said = f"channel '{channel.name}' gets nothing where the environment variable {variable} is not set"
                yield Check(name, State.NOTE, f"{said}, as it is here: {SET}")


def _channels(patient: Patient) -> Iterator[Check]:
    try:
        told = [*failing(watches_of(patient.desk), deliveries.channels_in(patient.desk.news_db))]
    except (ConfigError, StorageError):
        return  # what is wrong with the files was said
    for one in told:
        yield Check("channels", State.NOTE if patient.now - one.since < PASSING else State.WRONG, one.line)


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
            yield Check(
                path.name, State.NOTE, "its search index was not looked at, another run is at work: ask again after it"
            )
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


def _lock(patient: Patient) -> Iterator[Check]:
    if patient.alone:
        yield Check("lock", State.OK, "nobody is at work on this desk")
    else:
        can_be_locked = os.access(patient.desk.folder, os.W_OK)
        yield Check("lock", State.OK if can_be_locked else State.WRONG, str(patient.holder))


def _feeds(patient: Patient) -> Iterator[Check]:
    """Feeds that are not well: at first they may mend themselves, then they need a person."""
    try:
        rows = runs.feed_rows_in(patient.desk.news_db)
    except StorageError:
        return  # what is wrong with the file was said
    lines = reasons.lines(patient.desk)
    ill = [row for row in rows if row["state"] in reasons.ILL]
    for row in sorted(ill, key=lambda row: (reasons.WORST_FIRST.index(row["state"]), row["slug"])):
        since = moment(row["since_at"]) if row["since_at"] else patient.now
        passing = patient.now - since < PATIENCE.get(row["state"], timedelta())
        place = f"{patient.desk.feeds_yaml.name}:{lines[row['slug']]}: " if row["slug"] in lines else ""
        how = f"{row['slug']}: {row['state']} since {since:%Y-%m-%d}"
        told = f"{place}{how}: {reasons.why(row)}; {reasons.to_do(row)}"
        yield Check("feeds", State.NOTE if passing else State.WRONG, told)
    if rows and not ill:
        yield Check("feeds", State.OK, "all are well")


def _quarantine(patient: Patient) -> Iterator[Check]:
    try:
        held = quarantine.counted(patient.desk.news_db)
    except StorageError:
        return  # what is wrong with the file was said
    if held.feeds or held.pages:
        much = f"{held.feeds} feeds and {held.pages} pages"
        said = f"{much} cost too much to read, and wait until they or the rules change"
        todo = (
            "`koplamp status` names such feeds: tell the publisher, or write enabled: false; pages need nothing of you"
        )
        yield Check("quarantine", State.NOTE, f"{said}: {todo}")


CHECKS: tuple[Callable[[Patient], Iterator[Check]], ...] = (
    machine.versions,
    machine.packages,
    _feeds_yaml,
    _rules_yaml,
    _watches_yaml,
    _news_db,
    _pages_db,
    _permissions,
    machine.disk,
    machine.clock,
    _lock,
    machine.network,
    _feeds,
    _channels,
    _quarantine,
)


def _first(faults: tuple[str, ...]) -> str:
    return faults[0] + (f" (and {len(faults) - 1} more)" if len(faults) > 1 else "")

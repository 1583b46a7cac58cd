"""The checks of `koplamp doctor` that are about the machine: versions, packages, clock, network, disk.

Nothing is sent to anybody: the network is judged by what the last runs came to, and by what the system has set up.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from crawler.desk import room
from crawler.desk.check import Check, Patient, State
from crawler.desk.expat import expat_fault
from crawler.desk.settings import feeds_or_defaults
from crawler.errors import ConfigError, StorageError
from crawler.store import runs, soundness

FIRST, LAST = datetime(2025, 11, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)  # this program is no older
SLACK = timedelta(minutes=5)  # between two machines that share a desk, one after the other
PASSING = timedelta(hours=1)  # a router that starts anew takes minutes
ANYWHERE = ("00000000", "0" * 32)  # a default route's destination in /proc/net/route and /proc/net/ipv6_route
ROUTE_UP = 0x1
LOOPBACK = "lo"


def versions(patient: Patient) -> Iterator[Check]:
    """Koplamp, Python, SQLite, the parser of XML."""
    python, wanted = patient.machine.python, patient.machine.required_python
    if not SpecifierSet(wanted).contains(python, prereleases=True):
        yield Check(
            "python", State.WRONG, f"Python is {python} and has to be {wanted}: install Koplamp with such a one"
        )
    yield Check("koplamp", State.OK, f"{version('koplamp')}, Python {python}")
    sqlite = soundness.sqlite_version()
    if (lack := soundness.sqlite_lacks(sqlite)) is not None:
        yield Check("sqlite", State.WRONG, f"SQLite {sqlite} {lack}: use a Python with a newer one")
    elif soundness.may_lose_its_log(sqlite):
        why = (
            "may damage a file that two programs write (sqlite.org/wal.html#walresetbug): let nothing but koplamp "
            "write to news.db, or use Python with SQLite 3.51.3 or newer"
        )
        yield Check("sqlite", State.NOTE, f"SQLite {sqlite} {why}")
    else:
        yield Check("sqlite", State.OK, f"SQLite {sqlite}")
    if (fault := expat_fault()) is not None:
        yield Check("expat", State.WRONG, fault)


def packages(patient: Patient) -> Iterator[Check]:
    """What pyproject.toml asks for, against what is installed; extras count where they are there."""
    wrong, looked = [], 0
    for wanted in map(Requirement, patient.machine.required):
        there, marker = patient.machine.installed.get(wanted.name), wanted.marker
        is_optional = marker is not None and not marker.evaluate({"extra": ""})
        if is_optional and (there is None or "extra" not in str(marker)):
            continue
        looked += 1
        if there is None:
            wrong.append(f"{wanted.name} is missing")
        elif not wanted.specifier.contains(there, prereleases=True):
            wrong.append(f"{wanted.name} is {there} and has to be {wanted.specifier}")
    if wrong:
        said = f"{'; '.join(wrong)}: install Koplamp anew (`make` in a clone, else `pip install --upgrade koplamp`)"
        yield Check("packages", State.WRONG, said)
    else:
        yield Check("packages", State.OK, f"{looked} are there, each as new as it has to be")


def clock(patient: Patient) -> Iterator[Check]:
    """A clock that stands wrong dates articles wrongly, and asks feeds at the wrong time or never."""
    mend = "set it (`timedatectl set-ntp true` lets the system do it)"
    said = f"{patient.now:%Y-%m-%d %H:%M} UTC"
    if not FIRST <= patient.now < LAST:
        yield Check("clock", State.WRONG, f"it says {said}, which cannot be: {mend}")
        return
    try:
        newest = runs.newest(patient.desk.news_db)
    except StorageError:
        return  # what is wrong with the file was said
    if newest is not None and patient.now < newest - SLACK:
        past = f"it says {said}, and something was stored at {newest:%Y-%m-%d %H:%M} UTC: it is wrong now, or was then"
        yield Check("clock", State.WRONG, f"{past}; {mend}")
    else:
        yield Check("clock", State.OK, said)


def network(patient: Patient) -> Iterator[Check]:
    """Whether the last runs reached anybody; if not, or if there was none, what the system lacks for it."""
    lacks = "; ".join(_lacks(patient))
    try:
        reached = runs.reached(patient.desk.news_db, patient.now)
    except StorageError:
        return  # what is wrong with the file was said
    if reached.offline_since is not None:
        since = f"no run reached anybody since {reached.offline_since:%Y-%m-%d %H:%M} UTC"
        do = lacks or "see whether this machine, its name server or its firewall lets it out"
        passing = patient.now - reached.offline_since < PASSING
        yield Check("network", State.NOTE if passing else State.WRONG, f"{since}: {do}")
    elif reached.answered_at is not None:
        yield Check("network", State.OK, f"a site answered at {reached.answered_at:%Y-%m-%d %H:%M} UTC")
    elif lacks:
        yield Check("network", State.NOTE, f"nobody was asked yet, and {lacks}")
    else:
        yield Check("network", State.OK, "nobody was asked yet")


def _lacks(patient: Patient) -> Iterator[str]:
    if not any(map(_has_default, patient.machine.routes)):
        yield "there is no default route: connect this machine to a network"
    if not _is_proxied(patient) and not _has_name_server(patient.machine.name_servers):
        yield f"{patient.machine.name_servers} names no name server: write one, or let the network manager do it"


def _has_default(routes: Path) -> bool:
    """Whether the kernel's table has a way to anywhere; where there is no such table, nobody knows."""
    try:
        told = [line.split() for line in routes.read_text("ascii", "replace").splitlines()]
    except OSError:
        return routes.name == "route" and not routes.exists()
    v4 = any(one[1] == ANYWHERE[0] and int(one[3], 16) & ROUTE_UP for one in told[1:] if len(one) > 7)
    v6 = any(one[0] == ANYWHERE[1] and one[1] == "00" and one[-1] != LOOPBACK for one in told if len(one) > 9)
    return v4 if routes.name == "route" else v6


def _has_name_server(file: Path) -> bool:
    try:
        told = file.read_text("utf-8", "replace")
    except OSError:
        return False
    return any(line.split()[:1] == ["nameserver"] for line in told.splitlines())


def _is_proxied(patient: Patient) -> bool:
    """Whether a proxy resolves names for us."""
    try:
        return feeds_or_defaults(patient.desk).proxy is not None
    except ConfigError:
        return False


def disk(patient: Patient) -> Iterator[Check]:
    """Whether a run has room."""
    try:
        room.enough_for_a_run(patient.desk.folder)
        yield Check("disk", State.OK, f"{room.free_mib(patient.desk.folder)} MiB are left")
    except StorageError as error:
        yield Check("disk", State.WRONG, str(error))

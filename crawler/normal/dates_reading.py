"""What was read of a date -> `When`, held within bounds; and the zones a clock can be printed in."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize
from zoneinfo import ZoneInfo

from crawler.model import When

EARLIEST = date(1995, 1, 1)  # before news was on the web: a wrong reading
LEEWAY = timedelta(days=2)  # a clock ahead of ours, or a zone: anything later is announced, not published
RAW_CHARS = 100

# Minutes east of Greenwich.
ZONES = {
    "ACDT": 630,
    "ACST": 570,
    "ADT": -180,
    "AEDT": 660,
    "AEST": 600,
    "AKDT": -480,
    "AKST": -540,
    "ART": -180,
    "AST": -240,
    "AWST": 480,
    "BRT": -180,
    "BST": 60,
    "CAT": 120,
    "CDT": -300,
    "CEST": 120,
    "CET": 60,
    "CST": -360,
    "EAT": 180,
    "EDT": -240,
    "EEST": 180,
    "EET": 120,
    "EST": -300,
    "GMT": 0,
    "HKT": 480,
    "HST": -600,
    "IST": 330,
    "JST": 540,
    "KST": 540,
    "MDT": -360,
    "MEST": 120,
    "MESZ": 120,
    "MET": 60,
    "MEZ": 60,
    "MSK": 180,
    "MST": -420,
    "NDT": -150,
    "NST": -210,
    "NZDT": 780,
    "NZST": 720,
    "PDT": -420,
    "PKT": 300,
    "PST": -480,
    "SAST": 120,
    "SGT": 480,
    "TRT": 180,
    "UT": 0,
    "UTC": 0,
    "WAT": 60,
    "WEST": 60,
    "WET": 0,
    "WIB": 420,
    "Z": 0,
}
# Summer or winter as the day has it.
SEASONAL = {"CT": "America/Chicago", "ET": "America/New_York", "MT": "America/Denver", "PT": "America/Los_Angeles"}
# The same letters mean something else there.
ELSEWHERE = {
    "Asia/Jerusalem": {"IST": 120},
    "Asia/Macau": {"CST": 480},
    "Asia/Shanghai": {"CST": 480},
    "Asia/Taipei": {"CST": 480},
    "Australia": {"CDT": 630, "CST": 570, "EDT": 660, "EST": 600, "WST": 480},
    "Europe/Dublin": {"IST": 60},
}
AMERICAN = frozenset(
    {"AKDT", "AKST", "CDT", "CST", "CT", "EDT", "EST", "ET", "HST", "MDT", "MST", "MT", "PDT", "PST", "PT"}
)
OFFSET = re.compile(r"(?:GMT|UTC|UT)?\s?([+-])(\d{1,2})(?::?(\d\d))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when a date was printed. Bad zone names count as UTC."""

    languages: tuple[str, ...]  # best guess first
    timezone: str  # of the publisher, for times without a zone
    desk_timezone: str  # of the desk, for `When.on`
    now: datetime  # aware: when the text was fetched
    source: str  # feed, jsonld, meta, time, text, url


class Found(NamedTuple):
    """An aware datetime if a time was printed, else the printed day (of a month: its first)."""

    when: date
    precision: str  # second, minute, day, month


class Clock(NamedTuple):
    """A printed time of day; `second` is -1 if none was printed, `zone` the printed one, as written."""

    hour: int
    minute: int
    second: int = -1
    zone: str = ""


@lru_cache(maxsize=256)
def zone(name: str) -> tzinfo:
    """The time zone of that IANA name; UTC if there is none."""
    return _iana(name) or UTC


@lru_cache(maxsize=256)
def _iana(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # unknown; a folder or too long; a path or empty
        return None


@lru_cache(maxsize=512)
def printed_zone(written: str, near: str) -> tzinfo | None:
    """The zone a page wrote behind a time: `+0100`, `GMT+1`, `CEST`, `ET`, `Europe/Amsterdam`. None: unknown.

    `near` is the publisher's own zone: IST is another one in Dublin than in Delhi.
    """
    if found := OFFSET.fullmatch(written):
        minutes = int(found[2]) * 60 + int(found[3] or 0)
        if minutes > 14 * 60 or int(found[3] or 0) > 59:
            return None
        return timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes))
    name = written.upper()
    for region, names in ELSEWHERE.items():
        if near.startswith(region) and name in names:
            return timezone(timedelta(minutes=names[name]))
    if name in ZONES:
        return timezone(timedelta(minutes=ZONES[name]))
    if name in SEASONAL:
        return zone(SEASONAL[name])
    return _iana(written) if "/" in written else None


def full_year(digits: str) -> int:
    """`25` -> 2025, `98` -> 1998, `2025` -> 2025."""
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (2000 if year < 70 else 1900)


def day_of(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has none."""
    try:
        return date(year, month, day)
    except (OverflowError, ValueError):
        return None


def moment(day: date | None, clock: Clock | None, place: Place) -> Found | None:
    """A day and perhaps a time of day -> what was found; None: no such time.

    A time in a zone nobody knows is no time: the day alone stands.
    """
    if day is None or clock is None:
        return Found(day, "day") if day else None
    if clock.hour == 24 and clock.minute == 0 and clock.second <= 0 and day < date.max:
        day, clock = day + timedelta(days=1), clock._replace(hour=0)
    second = min(clock.second, 59) if clock.second != 60 else 59  # a leap second
    if clock.hour > 23 or clock.minute > 59 or clock.second > 60:
        return None
    where = printed_zone(clock.zone, place.timezone) if clock.zone else zone(place.timezone)
    if where is None:
        return Found(day, "day")
    when = datetime.combine(day, time(clock.hour, clock.minute, max(second, 0), tzinfo=where))
    return Found(when, "minute" if second < 0 else "second")


def here(place: Place) -> datetime:
    """Now, on the publisher's clock."""
    now = place.now if place.now.tzinfo else place.now.replace(tzinfo=UTC)
    return now.astimezone(zone(place.timezone))


def settle(found: Found, raw: str, place: Place) -> When | None:
    """What was found as the product writes it; None if it lies before 1995 or more than two days ahead."""
    when, latest = found.when, here(place) + LEEWAY
    if not EARLIEST.year - 1 <= when.year <= latest.year + 1:  # also keeps conversions from overflowing
        return None
    desk = zone(place.desk_timezone)
    at, on = None, when
    if isinstance(when, datetime):
        if when > latest:
            return None
        at, on = when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), when.astimezone(desk).date()
    elif when > latest.astimezone(desk).date():
        return None
    if on < EARLIEST:
        return None
    return When(on=on.isoformat(), at=at, raw=as_written(raw), precision=found.precision, source=place.source)


def as_written(raw: str) -> str:
    """One line of at most 100 printable characters, as the database may hold it."""
    line = " ".join(raw.split())
    if not (line.isascii() and line.isprintable()):
        line = normalize("NFC", "".join(char for char in line if char.isprintable()))
    return line[:RAW_CHARS]

"""Moments as the database writes them: datetime <-> `2025-11-19T08:30:00Z`; datetime, zone -> `2025-11-19`."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from crawler.model import When

INSTANT = re.compile(r"\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\dZ", re.ASCII)
DAY = re.compile(r"\d{4}-[01]\d-[0-3]\d", re.ASCII)


def instant(moment: datetime) -> str:
    """UTC to the second. A datetime without a zone is a mistake of ours: ValueError."""
    if moment.tzinfo is None:
        raise ValueError(f"a moment without a time zone: {moment!r}")
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def moment(text: str) -> datetime:
    """The other way round; anything else is a ValueError."""
    if INSTANT.fullmatch(text) is None:
        raise ValueError(f"not a moment: {text!a}")
    return datetime.fromisoformat(text)


def day(moment: datetime, zone: ZoneInfo) -> str:
    """The calendar day a moment falls on in a zone."""
    return moment.astimezone(zone).strftime("%Y-%m-%d")


def known(when: When | None) -> When | None:
    """The date, if it has the shape the columns hold; a date of another shape is no date."""
    if when is None or not DAY.fullmatch(when.on):
        return None
    return when if when.at is None or INSTANT.fullmatch(when.at) else None


def known_instant(text: str | None) -> str | None:
    """The instant, if it has the shape the columns hold."""
    return text if text is not None and INSTANT.fullmatch(text) else None


def sort_at(when: When | None, first_seen_at: str) -> str:
    """What lists are sorted by: the printed time, the end of the printed day or first sight; never after first sight.

    The end of the day, because an article that prints only today's date is met minutes after it appeared: it then sorts
    by first sight, among its neighbours. Never after first sight, so that a post-dated article cannot stay on top.
    """
    if when is None:
        return first_seen_at
    return min(when.at or f"{when.on}T23:59:59Z", first_seen_at)

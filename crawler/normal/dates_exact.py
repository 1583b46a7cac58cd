"""Dates as machines write them (ISO 8601, RFC 822 and its relatives, epochs) -> what was found."""

import re
from datetime import UTC, datetime

from crawler.normal.dates_reading import Clock, Found, Place, day_of, full_year, moment
from crawler.normal.dates_tokens import lexicon

ISO = re.compile(
    r"(\d{4})([-/.]?)(\d\d)\2(\d\d)"
    r"(?:(?:[Tt]|,?\s)?(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d{1,12})?)?"
    r"\s?([Zz]|[+-]\d\d(?::?\d\d)?|[A-Z]{1,5}|(?:GMT|UTC)[+-]\d{1,2}|[A-Z][a-z]+/[\w/+-]+)?(?:\[[\w/+-]+\])?)?",
    re.ASCII,
)
ISO_MONTH = re.compile(r"(\d{4})([-/])(\d\d)", re.ASCII)
RFC = re.compile(
    r"(?:([^\W\d_]{2,12})\.?,?\s{1,3})?(\d{1,2})[\s-]([^\W\d_]{3,12})\.?[\s-](\d{4}|\d\d)"
    r"\s{1,3}(\d\d?):(\d\d)(?::(\d\d))?(?:\s?([+-]\d\d:?\d\d|[A-Za-z]{1,5}|[A-Z][a-z]+/[\w/+-]+))?(?:\s?\([^()]{1,40}\))?"
)
EPOCH = re.compile(r"\d{10}|\d{13}", re.ASCII)
MACHINES = frozenset({"feed", "jsonld", "meta"})  # on a page ten digits are a telephone number


def exact(text: str, place: Place) -> Found | None:
    """A date as a machine writes it, alone on its line."""
    return _iso(text, place) or _rfc(text, place) or _epoch(text, place)


def _iso(text: str, place: Place) -> Found | None:
    if not (found := ISO.fullmatch(text)):
        return _month(text, place)
    year, _, month, day, hour, minute, second, zone = found.groups()
    clock = Clock(int(hour), int(minute), int(second or -1), zone or "") if hour else None
    return moment(day_of(int(year), int(month), int(day)), clock, place)


def _month(text: str, place: Place) -> Found | None:
    """`2025-11`, or `2025/11` in an address; in running text it may be a season or a pair of years."""
    found = ISO_MONTH.fullmatch(text)
    if not found or place.source == "text" or (found[2] == "/" and place.source != "url"):
        return None
    first = day_of(int(found[1]), int(found[3]), 1)
    return Found(first, "month") if first else None


def _rfc(text: str, place: Place) -> Found | None:
    """RFC 822, with the day and month names of every language we know, any zone name and no zone at all."""
    if not (found := RFC.fullmatch(text)):
        return None
    weekday, day, name, year, hour, minute, second, zone = found.groups()
    words = lexicon(place.languages)
    month = words.get(name.lower())
    if month is None or month.kind not in "ma" or (weekday and len(weekday) > 3 and weekday.lower() not in words):
        return None
    if zone and zone.lower() in {"am", "pm", "uhr", "uur"}:
        return None
    clock = Clock(int(hour), int(minute), int(second or -1), zone or "")
    return moment(day_of(full_year(year), int(month.value), int(day)), clock, place)


def _epoch(text: str, place: Place) -> Found | None:
    """Seconds or milliseconds since 1970."""
    if place.source not in MACHINES or not EPOCH.fullmatch(text):
        return None
    return Found(datetime.fromtimestamp(int(text[:10]), UTC), "second")

"""Where our reading of a real entry differs from a second reading of the same bytes -> the reason, and how often.

The second reading is feedparser's own, and for a JSON Feed the plain JSON. Who is right is said with each reason.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from crawler.model import When

ZONE = ZoneInfo("Europe/Amsterdam")  # of feeds that say no other
NOW = datetime(2026, 11, 1, tzinfo=UTC)  # after nearly all of the documents
ZONED = re.compile(r"(?:[Zz]|[+-]\d\d:?\d\d|[A-Z]{2,5})$")
DAY_FIRST = re.compile(r"(\d\d)\.(\d\d)\.(\d{4})")
YEAR_FIRST = re.compile(r"\d{4}/\d{1,2}/\d{1,2} \d\d:\d\d:\d\d")


@dataclass(frozen=True)
class Difference:
    """One entry that two readers read differently. Instants are aware; None: nothing was read."""

    field: str  # link, date
    written: str  # the date or the guid as the document has it
    ours: When | str | None
    theirs: datetime | str | None


def _only_a_day(found: Difference) -> bool:
    """We keep the day and say that no time was printed; feedparser makes midnight UTC of it."""
    return (
        isinstance(found.ours, When)
        and (found.ours.at, found.ours.precision, found.ours.on) == (None, "day", found.written)
        and found.theirs == datetime.fromisoformat(found.written).replace(tzinfo=UTC)
    )


def _no_zone(found: Difference) -> bool:
    """We take it for the time of day where the publisher is, as feeds.yaml says; feedparser takes it for UTC."""
    return (
        not ZONED.search(found.written)
        and isinstance(found.theirs, datetime)
        and _at(found) == found.theirs.replace(tzinfo=ZONE)
    )


def _year_first_with_slashes(found: Difference) -> bool:
    """`2020/1/10 14:33:00` is 10 January to us, 1 November to feedparser: it sees 2020-1-1 and a 0."""
    if not YEAR_FIRST.fullmatch(found.written):
        return False
    meant = datetime.strptime(found.written, "%Y/%m/%d %H:%M:%S").replace(tzinfo=ZONE)
    return _at(found) == meant and isinstance(found.theirs, datetime) and found.theirs.month != meant.month


def _only_we_read_it(found: Difference) -> bool:
    """`05.02.2025` is the fifth of February all over the continent; feedparser reads nothing."""
    return isinstance(found.ours, When) and found.theirs is None and found.ours.on == _day_first(found.written)


def _before_news_was_on_the_web(found: Difference) -> bool:
    """A year below 1995 is an empty field of a database: no date with us."""
    return found.ours is None and isinstance(found.theirs, datetime) and found.theirs.year < 1995


def _announced(found: Difference) -> bool:
    """More than two days ahead of the time of asking: no date with us."""
    return found.ours is None and isinstance(found.theirs, datetime) and found.theirs > NOW + timedelta(days=2)


def _guid_is_no_address(found: Difference) -> bool:
    """feedparser gives the guid for the link, although it is a tag: URI; we take the entry's alternate link."""
    return found.field == "link" and found.theirs == found.written and not found.written.startswith("http")


def _day_first(written: str) -> str | None:
    day = DAY_FIRST.fullmatch(written)
    return f"{day[3]}-{day[2]}-{day[1]}" if day else None


def _at(found: Difference) -> datetime | None:
    when = found.ours
    return datetime.fromisoformat(when.at) if isinstance(when, When) and when.at else None


# Reason -> (whether it explains a difference, document -> entries it explains).
REASONS: dict[str, tuple[Callable[[Difference], bool], dict[str, int]]] = {
    "a day without a time has no instant": (
        _only_a_day,
        {
            "Ranchero-Software_NetNewsWire__Modules__RSParser__Tests__RSParserTests__Resources__bio.rdf": 30,
            "kagisearch_fastfeedparser__benchmark_data__c5ab9fd6c5c3ee86": 120,
        },
    ),
    "a time without a zone is the publisher's, not UTC": (
        _no_zone,
        {
            "KDE_syndication__autotests__additional__gmane.comp.gnu.binutils.xml": 21,
            "rometools_rome__rome-modules__src__test__resources__base__events-atombase.xml": 2,
            "spacecowboy_Feeder__app__src__androidTest__resources__com__nononsenseapps__feeder__model__"
            "rss_nixers_newsletter.xml": 111,
        },
    ),
    "feedparser misreads year, month and day with slashes": (
        _year_first_with_slashes,
        {"Ranchero-Software_NetNewsWire__Modules__RSParser__Tests__RSParserTests__Resources__kc0011.rss": 20},
    ),
    "feedparser reads no day before month before year": (
        _only_we_read_it,
        {
            "spacecowboy_Feeder__app__src__test__resources__com__nononsenseapps__feeder__model__muhasebetr.html": 19,
        },
    ),
    "before 1995 is no date": (
        _before_news_was_on_the_web,
        {
            "kagisearch_fastfeedparser__benchmark_data__1c17c9c37207f120": 19,
            "kagisearch_fastfeedparser__benchmark_data__d597083ccac7f99a": 1,
        },
    ),
    "more than two days ahead is no date": (
        _announced,
        {
            "nextcloud_news__tests__test_helper__feeds__Nextcloud.rss": 10,
            "nextcloud_news__tests__test_helper__feeds__heise.xml": 150,
        },
    ),
    "feedparser takes a guid that is no address for the link": (
        _guid_is_no_address,
        {"Ranchero-Software_NetNewsWire__Modules__RSParser__Tests__RSParserTests__Resources__pappacoda.atom": 1},
    ),
}


def reason(found: Difference) -> str:
    """The first reason that explains a difference; else what is to be explained."""
    for name, (explains, _) in REASONS.items():
        if explains(found):
            return name
    return f"NO REASON: {found.field} {found.written!r}: {found.ours!r} is not {found.theirs!r}"

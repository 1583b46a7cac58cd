"""Which sitemaps of an index are asked now, from when on their entries may be new, and what is still to be read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawler.model import Feed, FeedJob, Further, Kind, Part
from crawler.polling import rules
from crawler.process import FeedReading
from crawler.process.parts import Index, index_of, together

NOW = datetime(2025, 11, 19, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
FEED = Feed("kolibri", "Kolibri", "https://kolibri.example/index.xml", "kolibri.example", Kind.SITEMAP)
Listed = list[tuple[str, str | None]]


def reading(listed: Listed) -> FeedReading:
    further = tuple(Further(url, "index", lastmod) for url, lastmod in listed)
    return FeedReading("", (), 0, 0, None, cut_short=False, further=further, listed=len(listed))


def index(listed: Listed, *known: Part, **facts: Any) -> Index:
    facts = {"parts_since": NOW - 10 * DAY, "last_success_at": NOW - MINUTE} | facts if known else facts
    found = index_of(FeedJob(FEED, FEED.url, parts=known, **facts), reading(listed), NOW)
    assert found is not None
    return found


def asked(found: Index) -> str:
    return "".join(part.url for part in found.chosen)


def read(url: str, lastmod: str | None = None, ago: timedelta = HOUR) -> Part:
    return Part(url, lastmod, asked_at=NOW - ago, read_at=NOW - ago)


@pytest.mark.parametrize(
    ("listed", "chosen"),
    [
        ([("a", "2025-01-01"), ("b", "2025-03-01"), ("c", "2025-02-01")], "bca"),
        ([("a", None), ("b", None), ("c", None)], "acb"),
        ([("a", None), ("b", "2025-03-01"), ("c", None), ("d", "2025-04-01")], "dbac"),
        ([(name, None) for name in "abcdefgh"], "ahgfe"),
        ([(name, f"2025-0{number}-01") for number, name in enumerate("abcdefgh", 1)], "hgfed"),
        ([("x", None), *((name, f"2025-0{number}-01") for number, name in enumerate("abcdefgh", 1))], "hgfex"),
    ],
)
def test_at_first_the_parts_that_changed_last_are_asked(listed: Listed, chosen: str) -> None:
    assert chosen == asked(index(listed))


def test_a_next_page_is_no_part() -> None:
    page = replace(reading([]), further=(Further("https://kolibri.example/?paged=2", "next"),))

    assert None is index_of(FeedJob(FEED, FEED.url), page, NOW)


@pytest.mark.parametrize(
    ("lastmod", "known", "is_asked"),
    [
        ("2025-11-19T10:30:00Z", None, True),  # never read
        ("2025-11-01", None, False),  # older than what is wanted
        (None, None, True),
        ("gisteren", None, True),
        ("2025-11-18T10:00:00Z", read("a", "2025-11-18T10:00:00Z"), False),  # as it was when it was read
        ("2025-11-18T11:00:00Z", read("a", "2025-11-18T10:00:00Z"), True),
        ("2025-11-01", read("a", "2025-11-18T10:00:00Z"), True),
        ("2025-11-19", read("a", "2025-11-19"), True),  # it may have changed since, on that day
        ("2025-11-19T10:59:00Z", read("a", "2025-11-19T10:59:00Z"), True),  # a copy may have been read
        (None, read("a"), True),
        ("2025-11-18T10:00:00Z", Part("a", asked_at=NOW - HOUR), True),  # it only failed
    ],
)
def test_a_part_is_asked_if_it_may_list_something_new(lastmod: str | None, known: Part | None, is_asked: bool) -> None:
    found = index([("a", lastmod)], *([known] if known else [read("z")]))

    assert ("a" if is_asked else "") == asked(found)


def test_who_waits_longest_is_asked_beside_what_changed_last() -> None:
    known = [
        read(name, "x", ago) for name, ago in zip("abcdefg", (MINUTE * n for n in (1, 9, 2, 8, 3, 7, 4)), strict=True)
    ]
    listed: Listed = [(part.url, f"2025-11-19T11:0{9 - number}:00Z") for number, part in enumerate(known)]

    assert "abdfg" == asked(index(listed, *known))


def test_undated_parts_take_turns() -> None:
    listed: Listed = [(name, None) for name in "abcdefgh"]
    known: dict[str, Part] = {}
    seen = []
    for tick in range(4):
        found = index(listed, *known.values())
        seen.append(asked(found))
        known |= {part.url: replace(part, asked_at=NOW + tick * MINUTE, read_at=NOW) for part in found.chosen}

    assert ["ahgfe", "ahdcb", "ahgfe", "ahdcb"] == seen


def test_dates_never_leave_the_undated_without_a_turn() -> None:
    listed: Listed = [(name, "2025-11-19T11:30:00Z") for name in "abcdef"] + [("x", None), ("y", None)]
    known = [*(read(name, "before") for name in "abcdef"), read("x", ago=MINUTE), read("y")]

    assert "y" == asked(index(listed, *known))[-1]
    assert rules.SITEMAP_PARTS == len(index(listed, *known).chosen)


def test_entries_of_a_part_may_be_new_since_it_came() -> None:
    first = index([("a", None)])
    later = index([("a", None), ("b", None)], read("a", ago=DAY))
    was_a_sitemap = index([("a", None)], last_success_at=NOW - HOUR)

    assert None is first.newer_than(first.parts["a"])
    assert NOW - 2 * DAY == first.since
    assert NOW - 3 * DAY == later.newer_than(later.parts["a"])
    assert NOW - 10 * DAY == later.newer_than(later.parts["b"])
    assert NOW - HOUR - 2 * DAY == was_a_sitemap.newer_than(was_a_sitemap.parts["a"])


def test_what_is_still_to_be_read_is_told_until_it_was() -> None:
    listed: Listed = [(name, None) for name in "abcdefgh"]
    fresh, half = index(listed), index(listed, *(read(name) for name in "abcde"))
    whole = index(listed, *(read(name) for name in "abcdefgh"))
    old = index([("a", None), ("b", "2020-01-01")], read("a"))

    assert ["0 of 8 parts read", "5 of 8 parts read", None, None] == [
        together(found, reading(listed), ()).warning for found in (fresh, half, whole, old)
    ]

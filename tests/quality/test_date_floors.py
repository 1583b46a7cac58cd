"""How many real dates are read right, how many wrong, and what a reading costs.

Scored on `../shared/data/dates`, which is not part of the repository.
"""

import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crawler.model import When
from crawler.normal.dates import Place, read
from crawler.normal.dates_exact import exact
from crawler.normal.dates_grammar import spoken
from tests.pace import Pace

AMSTERDAM = "Europe/Amsterdam"
LATER = datetime(2026, 11, 1, tzinfo=UTC)  # after all of the time elements
FEED_LANGUAGES = ("nl", "de", "en")
COUNTED_BACK = re.compile(r"\bago$|前$|^\w+day at ")  # no day is printed, and the instant it was read at is unknown
FEED_DATE = re.compile(
    rb"<(?:pubDate|dc:date|published|updated|lastBuildDate|date)[^>]{0,80}>([^<]{1,80})<", re.IGNORECASE
)


def say(*figures: object) -> None:
    """Seen with `pytest -s`."""
    print(*figures)  # noqa: T201


def handmade(shared_data: Path) -> Iterator[tuple[str, str, Place]]:
    """Each string, its expected reading and the place it stands in."""
    for path in sorted((shared_data / "dates").glob("handmade-*.json")):
        table = json.loads(path.read_text("utf-8"))
        now = datetime.fromisoformat(table["reference"])
        for pair in table["pairs"]:
            languages = FEED_LANGUAGES if pair["lang"] == "rfc" else (pair["lang"],)
            yield pair["input"], pair["expected"], Place(languages, AMSTERDAM, AMSTERDAM, now, "time")


def elements(shared_data: Path) -> list[dict[str, str]]:
    """The time elements that print a day (or, rarely, only a time, which counts as missing)."""
    table = json.loads((shared_data / "dates" / "time-elements.json").read_text("utf-8"))
    return [one for one in table if one["kind"] == "absolute" and not COUNTED_BACK.search(one["input"])]


def feed_dates(shared_data: Path) -> Iterator[str]:
    """Every date in the feed documents."""
    for path in sorted((shared_data / "feeds").rglob("*")):
        if path.is_file() and path.suffix != ".json":
            for raw in FEED_DATE.findall(path.read_bytes()):
                yield unescape(raw.decode("utf-8", "replace"))


def as_expected(when: When, expected: str) -> bool:
    """A day alone must be that day and have no time; a time is compared to the minute."""
    if "T" not in expected:
        return when.at is None and when.on == expected
    instant = datetime.fromisoformat(expected)
    instant = instant if instant.tzinfo else instant.replace(tzinfo=ZoneInfo(AMSTERDAM))
    return (when.at or "")[:16] == instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")


def as_printed(when: When, element: dict[str, str]) -> bool:
    """The printed day was read.

    `expected_date` is the day in the zone of the machine-readable value. Where that is another zone than the page's,
    the instant decides if the page printed a zone, and else the figure: a neighbouring day is right if its number is in
    the text and the expected one's is not. A text without a year is judged by month and day: nobody knows when it was
    read.
    """
    text, expected = element["input"], element["expected_date"]
    if not re.search(r"\d{4}|\d[/.-]\d\d?[/.-]\d\d", text):
        expected = when.on[:4] + expected[4:]
    if when.on == expected or (
        when.at and abs(instant(when.at) - instant(element["datetime_attr"])) < timedelta(minutes=2)
    ):
        return True
    ours, theirs = date.fromisoformat(when.on), date.fromisoformat(expected)
    figures = {int(figure) for figure in re.findall(r"\d+", text)}
    return abs(ours - theirs) == timedelta(days=1) and ours.day in figures and theirs.day not in figures


def instant(written: str) -> datetime:
    """A machine-readable value; one that Python does not read is no instant of ours."""
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def test_hand_written_dates_are_right_and_none_is_wrong(shared_data):
    verdicts = Counter()
    for written, expected, place in handmade(shared_data):
        when = read(written, place)
        verdicts["missing" if when is None else "right" if as_expected(when, expected) else f"wrong: {written}"] += 1
    say(dict(verdicts))

    # 76 of 78; the other two lie more than two days after the reference instant, where nothing is published
    assert verdicts["right"] / verdicts.total() >= 0.97
    assert verdicts["right"] + verdicts["missing"] == verdicts.total()


def test_real_time_elements_are_read_by_their_printed_day(shared_data):
    verdicts = Counter()
    for element in elements(shared_data):
        when = read(element["input"], Place((element["page_lang"],), "", "UTC", LATER, "time"))
        verdicts["missing" if when is None else "right" if as_printed(when, element) else "wrong"] += 1
    shares = {verdict: count / verdicts.total() for verdict, count in verdicts.items()}
    say(dict(verdicts), {verdict: f"{share:.2%}" for verdict, share in shares.items()})

    assert shares["right"] >= 0.985  # measured 98.9 %
    assert shares["wrong"] <= 0.004  # measured 0.3 %: European pages in English that print 05/03/2019


def test_every_feed_date_of_our_time_is_read(shared_data):
    written = [raw for raw in feed_dates(shared_data) if not re.search("0001|2035", raw)]  # no date; made up
    place = Place(FEED_LANGUAGES, AMSTERDAM, AMSTERDAM, LATER, "feed")
    unread = {raw for raw in written if read(raw, place) is None}
    say(len(written), "dates of feeds")

    assert len(written) > 5000
    assert not unread


def test_dateparser_is_for_languages_without_words_of_ours_only(shared_data):
    elsewhere = Counter()
    for element in elements(shared_data):
        place = Place((element["page_lang"],), "", "UTC", LATER, "time")
        text = " ".join(element["input"].split())
        if read(text, place) is not None:
            elsewhere[element["page_lang"] if not (exact(text, place) or spoken(text, place)) else "ours"] += 1
    say(dict(elsewhere))

    assert elsewhere["ours"] / elsewhere.total() >= 0.99


COSTS = {  # what it may cost at most: ten times what was measured, a dateparser call costs 500 to 1,800
    "ISO": (90, ["2025-11-19T14:32:00+0100", "2025-11-19T13:32:00Z", "2019-10-18 19:11", "2019-10-18"]),
    "RFC 822": (120, ["Wed, 19 Nov 2025 14:32:00 +0100", "Wed, 19 Nov 2025 14:32:00 CET"]),
    "month names": (350, ["19 november 2025", "wo. 19 nov. 2025, 14:32", "November 19, 2025", "19. November 2025"]),
    "figures": (350, ["19-11-2025 14:32", "19.11.2025, 14:32 Uhr", "19/11/2025"]),
    "from now": (350, ["3 uur geleden", "gisteren 21:04", "12 minuten geleden"]),
    "no date": (350, ["binnenkort", "Golf 8", "19:45", "€ 24.995", "De nieuwe Renault 5 komt in 2026 naar Nederland"]),
    "dateparser": (20_000, ["2025. augusztus 18. 14:32", "2025. február 3."]),
}


@pytest.mark.parametrize("kind", COSTS)
def test_a_reading_is_cheap(kind):
    most, texts = COSTS[kind]
    languages = ("hu",) if kind == "dateparser" else ("nl", "de", "en")
    place = Place(languages, AMSTERDAM, AMSTERDAM, datetime(2025, 11, 19, 14, tzinfo=UTC), "time")
    spent = min(microseconds(texts, place) for _ in range(4))
    say(f"{kind}: {spent:.1f} us CPU a call")

    assert spent < most


def microseconds(texts: list[str], place: Place) -> float:
    rounds = 30
    began = time.process_time()
    for _ in range(rounds):
        for text in texts:
            read(text, place)
    return (time.process_time() - began) / rounds / len(texts) * 1e6


def test_a_page_of_junk_costs_nothing():
    place = Place(("nl", "ru"), AMSTERDAM, AMSTERDAM, LATER, "text")

    with Pace() as took:
        assert [None] * 4 == [read(junk * 100_000, place) for junk in ("1", "1 ", "vor ", "19 november 2025 ")]

    assert took.cpu_s < 0.1

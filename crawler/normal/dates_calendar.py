"""A date of the calendar, in pieces -> what was found: which figure is the month, which year is meant."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from crawler.normal.dates_reading import (
    AMERICAN,
    EARLIEST,
    LEEWAY,
    Clock,
    Found,
    Place,
    day_of,
    full_year,
    here,
    moment,
)
from crawler.normal.dates_tokens import Piece

# English is written month first there, ...
MONTH_FIRST = ("America/", "Asia/Manila", "Pacific/Guam", "Pacific/Honolulu", "US/")
# ... and day first here.
DAY_FIRST = (
    "Africa/",
    "Asia/",
    "Australia/",
    "Europe/Dublin",
    "Europe/London",
    "Europe/Malta",
    "GB",
    "Indian/",
    "Pacific/",
)
ENGLISH = {  # region -> month first
    "en-au": False,
    "en-ca": True,
    "en-gb": False,
    "en-ie": False,
    "en-in": False,
    "en-nz": False,
    "en-ph": True,
    "en-sg": False,
    "en-us": True,
    "en-za": False,
}
YEAR_FIRST = frozenset({"hu", "ja", "ko", "lt", "zh"})
FRESH = timedelta(days=3)  # what we fetch was mostly written in the days before
YEARS_BACK = 9  # a 29 February can be eight years ago


class Clues(NamedTuple):
    """What stands around figures and helps to read them."""

    weekday: int | None  # 0 is Monday
    zone: str  # as printed
    notation: str  # 12, 24 or T, of the time of day


def printed(shape: str, core: list[Piece], clock: Clock | None, clues: Clues, place: Place) -> Found | None:
    """Pieces in the order `shape` tells (D, P, nmn, nmy, mny, ymn, nm, mn, my) -> the date."""
    if shape == "D":
        return moment(in_figures(core[0].parts, core[0].word, clues, place), clock, place)
    if shape == "P":
        bare = clock is None and clues.weekday is None and core[0].word != "cjk"  # "18.2." alone is a chapter
        return None if bare else _without_year(core[0].parts, clock, clues, place)
    month = core[shape.index("m")]
    if shape == "my":
        return _month(month, core[1], clock, clues)
    day = core[shape.index("n")]
    if shape in {"nm", "mn"}:
        sure = shape == "nm" or day.value < 10 or _language(place) == "en"  # "mei 25" is May 2025 as well
        known = sure and month.ours
        return _without_year((int(day.value), int(month.value)), clock, clues, place) if known else None
    if shape == "nmn" and not (len(core[2].word) == 2 and core[2].word.isdigit()):
        return None  # "31 October 23", but not "5 mei 7"
    year = full_year(core[2].word) if shape == "nmn" else int(core[shape.index("y")].value)
    return moment(day_of(year, int(month.value), int(day.value)), clock, place)


def _month(month: Piece, year: Piece, clock: Clock | None, clues: Clues) -> Found | None:
    """`november 2025`, if nothing says it should have been a day."""
    if clock or clues.weekday is not None or not month.ours:
        return None
    first = day_of(int(year.value), int(month.value), 1)
    return Found(first, "month") if first else None


def _without_year(day_month: tuple[int, ...], clock: Clock | None, clues: Clues, place: Place) -> Found | None:
    """The last such day not after now; None if a printed weekday tells of another year."""
    now = here(place)
    for year in range(now.year, max(now.year - YEARS_BACK, EARLIEST.year), -1):
        day = day_of(year, day_month[1], day_month[0])
        if day is None or day > now.date():
            continue
        if clues.weekday not in {None, day.weekday()}:
            return None
        found = moment(day, clock, place)
        if found and isinstance(found.when, datetime) and found.when > now:
            return Found(day, "day")  # later today: the clock is of an unknown zone
        return found
    return None


def in_figures(parts: tuple[int, ...], sign: str, clues: Clues, place: Place) -> date | None:
    """Three figures -> the day. `sign` is empty if they are year, month, day already.

    `05/03/2019` is the fifth of March, except in English, where it is what a printed weekday, the calendar (nothing is
    published in the future), a printed zone, the publisher's country and the clock speak for.
    """
    if not sign:
        return day_of(*parts[:3])
    first, second, year = parts
    if _language(place) in YEAR_FIRST and year < 2070 and (found := day_of(2000 + first, second, year % 100)):
        return found
    by_day, by_month = day_of(year, second, first), day_of(year, first, second)
    if by_day is None or by_month is None or by_day == by_month:
        return by_day or by_month
    if clues.weekday is not None and (by_day.weekday() == clues.weekday) != (by_month.weekday() == clues.weekday):
        return by_day if by_day.weekday() == clues.weekday else by_month
    if sign == "." or _language(place) not in {"en", ""}:
        return by_day
    return by_month if _american(by_day, by_month, clues, place) else by_day


def _american(by_day: date, by_month: date, clues: Clues, place: Place) -> bool:
    """Whether an English page puts the month first; the strongest evidence on top.

    With none at all it does: of the English pages measured, ten hosts write so and four, European ones, do not.
    """
    today = here(place).date()
    if (by_day > today + LEEWAY) != (by_month > today + LEEWAY):
        return by_day > today + LEEWAY
    if clues.zone:
        return clues.zone in AMERICAN
    tag = place.languages[0].lower().replace("_", "-") if place.languages else ""
    if tag in ENGLISH:
        return ENGLISH[tag]
    if place.timezone.startswith(MONTH_FIRST):
        return True
    if place.timezone.startswith(DAY_FIRST):
        return False
    fresh_by_day, fresh_by_month = (today - FRESH <= day <= today + LEEWAY for day in (by_day, by_month))
    if fresh_by_day != fresh_by_month:
        return fresh_by_month
    if place.timezone.startswith("Europe/") and place.timezone != place.desk_timezone:
        return False  # the desk's own zone says nothing: a feed without one gets it
    return clues.notation != "24"


def _language(place: Place) -> str:
    """The first language, without its region."""
    return place.languages[0][:20].lower().replace("_", "-").split("-")[0] if place.languages else ""

"""A date told from now ("3 uur geleden", "gestern, 21:04 Uhr", "Monday at 1:51 PM") -> what was found."""

from datetime import date, datetime, timedelta

from crawler.normal.dates_reading import Clock, Found, Place, here, moment
from crawler.normal.dates_tokens import DAY, MONTH, WEEK, Piece

LONGEST = 40 * 365 * DAY  # seconds; also keeps the calendar from overflowing


def told_from_now(core: list[Piece], clock: Clock | None, place: Place) -> Found | None:
    """The pieces of such a date, without the time of day -> the date. Nothing is told from now into the future."""
    kinds = {piece.kind for piece in core}
    if not kinds.isdisjoint("ABV"):
        return None if clock else _counted(core, place)
    if "R" in kinds:
        return None if clock else Found(here(place), "minute")
    if "r" in kinds:
        return _not_ahead(here(place).date() - timedelta(days=core[0].value), clock, place)
    if "w" in kinds:
        return _weekday(core, clock, place)
    return _last(core, place) if "l" in kinds and not clock else None


def _counted(core: list[Piece], place: Place) -> Found | None:
    """A sum of numbers of units. Of months and years pages drop the remainder: they do not even name a month."""
    number, seconds, fine = 1.0, 0.0, True
    for piece in core:
        if piece.kind in "nNqh":
            number *= piece.value
        elif piece.kind in "UV":
            if piece.value < 0:
                return None
            seconds += number * piece.value
            fine = fine and piece.value < DAY
            number = 1.0
    if seconds > LONGEST:
        return None
    when = here(place) - timedelta(seconds=seconds)
    return Found(when, "minute") if fine or seconds % DAY else Found(when.date(), "day")


def _not_ahead(day: date, clock: Clock | None, place: Place) -> Found | None:
    """That day, at that time unless it is still to come: then its zone is another one, and the day alone stands."""
    found = moment(day, clock, place)
    if found and isinstance(found.when, datetime) and found.when > here(place):
        return Found(day, "day")
    return found


def _weekday(core: list[Piece], clock: Clock | None, place: Place) -> Found | None:
    """The last such day not after now; "last Monday" is never today."""
    weekday = next(piece for piece in core if piece.kind == "w")
    today = here(place).date()
    back = (today.weekday() - int(weekday.value)) % 7
    if len(core) == 1 and clock is None:
        return None  # a weekday alone may be the next one, and "do", "Mi" or "so" anything
    found = moment(today - timedelta(days=back), clock, place)
    late = found and isinstance(found.when, datetime) and found.when > here(place)
    if back == 0 and (late or len(core) > 1):
        return moment(today - timedelta(days=7), clock, place)
    return found


def _last(core: list[Piece], place: Place) -> Found | None:
    """Last week: seven days ago. Last month: that month. Last year or hour: nothing one could name."""
    unit = next((piece.value for piece in core if piece.kind == "U"), 0)
    today = here(place).date()
    if unit == WEEK:
        return Found(today - timedelta(days=7), "day")
    return Found((today.replace(day=1) - timedelta(days=1)).replace(day=1), "month") if unit == MONTH else None

"""What stands in an address under `days` -> one of the periods that pages are about."""

from dataclasses import dataclass

from crawler.site.desk import Desk

DAYS = (7, 30, 90, 365)
USUAL = 30


@dataclass(frozen=True, slots=True)
class Period:
    """So many days; `typed` is what could not be understood, or ''."""

    days: int
    typed: str


def period(desk: Desk) -> Period:
    """The period that was asked for, or the usual one."""
    typed = desk.typed("days")
    if not typed:
        return Period(USUAL, "")
    return Period(int(typed), "") if typed in map(str, DAYS) else Period(USUAL, typed[:40])

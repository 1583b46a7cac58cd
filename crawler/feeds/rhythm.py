"""What a feed's channel says of its pace, and the text before its first entry -> a Rhythm.

`<ttl>` is in minutes (RSS 2.0), `sy:updatePeriod` and `sy:updateFrequency` are so many times a period (the syndication
module of RSS 1.0), `<skipHours>` and `<skipDays>` are in GMT (RSS 0.91). feedparser keeps of the last two only the last
hour and the last day, so they are read here.
"""

import re
from collections.abc import Mapping
from typing import Any

from crawler.model import Rhythm

_HOUR, _DAY = 60, 24 * 60
_LONGEST = 366 * _DAY  # who asks for more means something else
_PERIODS = {  # minutes; `dayly` and bare nouns have been seen in feeds (mediacloud's table)
    "annually": 365 * _DAY,
    "daily": _DAY,
    "day": _DAY,
    "dayly": _DAY,
    "hour": _HOUR,
    "hourly": _HOUR,
    "hourlly": _HOUR,
    "month": 30 * _DAY,
    "monthly": 30 * _DAY,
    "montly": 30 * _DAY,
    "week": 7 * _DAY,
    "weekly": 7 * _DAY,
    "weekley": 7 * _DAY,
    "year": 365 * _DAY,
    "yearly": 365 * _DAY,
}
_DAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}

_SKIP_HOURS = re.compile(r"<skipHours(?:\s[^<>]{0,200})?>(.{0,4000})", re.IGNORECASE | re.DOTALL)
_SKIP_DAYS = re.compile(r"<skipDays(?:\s[^<>]{0,200})?>(.{0,4000})", re.IGNORECASE | re.DOTALL)
_END = re.compile(r"</skip", re.IGNORECASE)
_SKIPPED_HOUR = re.compile(r"<hour(?:\s[^<>]{0,200})?>\s{0,99}(\d{1,2})\s{0,99}<", re.IGNORECASE)
_SKIPPED_DAY = re.compile(
    r"<day(?:\s[^<>]{0,200})?>\s{0,99}(mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\s{0,99}<", re.IGNORECASE
)
_WHOLE = re.compile(r"[0-9]{1,7}")


def read(channel: Mapping[str, Any], head: str) -> Rhythm:
    """`channel` as feedparser gives it. What is absurd or skips everything is passed over."""
    pauses = (_minutes(_whole(channel.get("ttl"))), _syndication(channel))
    hours = {int(hour) % 24 for hour in _skipped(_SKIP_HOURS, _SKIPPED_HOUR, head) if int(hour) <= 24}
    days = {_DAYS[day.lower()] for day in _skipped(_SKIP_DAYS, _SKIPPED_DAY, head)}
    return Rhythm(
        every_minutes=max((pause for pause in pauses if pause), default=None),
        skip_hours=tuple(sorted(hours)) if len(hours) < 24 else (),
        skip_days=tuple(sorted(days)) if len(days) < 7 else (),
    )


def _syndication(channel: Mapping[str, Any]) -> int | None:
    period = channel.get("sy_updateperiod")
    minutes = _PERIODS.get(period.strip().lower()) if isinstance(period, str) else None
    times = _whole(channel.get("sy_updatefrequency")) or 1
    return _minutes(minutes // times) if minutes else None


def _whole(written: object) -> int | None:
    """A whole number; anything else says nothing."""
    return int(written) if isinstance(written, str) and _WHOLE.fullmatch(written := written.strip()) else None


def _minutes(count: int | None) -> int | None:
    return count if count and count <= _LONGEST else None


def _skipped(around: re.Pattern[str], within: re.Pattern[str], head: str) -> list[str]:
    found = around.search(head)
    return within.findall(_END.split(found[1], maxsplit=1)[0]) if found else []

"""A written time (every, pause, stale_after, keep_pages) -> minutes, seconds or days, or a ValueError that says how."""

import re

from crawler.config.mistake_words import AUTO_WORDS
from crawler.config.places import Odd, shown

SHORTEST, LONGEST = 5, 7 * 24 * 60  # minutes between two questions: sooner is impolite, later is not news
LONGEST_PAUSE = 60.0  # seconds; robots.txt may ask for more, an operator need not
MOST_KEPT = 3650  # days: ten years of raw pages are an archive
MOST_STALE = 400  # days: even a feed that speaks once a year has spoken by then

EVERY = r"[1-9][0-9]{0,4}[mhd]"
PAUSE = r"[0-9]{1,2}(?:\.[0-9]{1,3})?s"
KEPT = r"(?:0|[1-9][0-9]{0,3})[dw]"
STALE = r"[1-9][0-9]{0,2}[dw]"

_MINUTES = {"m": 1, "h": 60, "d": 24 * 60}
_DAYS = {"d": 1, "w": 7}


def every(written: object) -> int | None:
    """Minutes between two questions, from 30m, 2h, 1d or a number of minutes; None: auto."""
    if written == "auto":
        return None
    if isinstance(written, str) and re.fullmatch(EVERY, written):
        minutes = int(written[:-1]) * _MINUTES[written[-1]]
    elif isinstance(written, int) and not isinstance(written, bool):
        minutes = written
    elif isinstance(written, str) and written.casefold() in AUTO_WORDS:
        raise ValueError(f"every {shown(written)} is not a time; write auto")
    else:
        raise ValueError(f"every{as_written(written)} is not a time; write auto, 30m, 2h, 1d or a number of minutes")
    if not SHORTEST <= minutes <= LONGEST:
        raise ValueError(
            f"every{as_written(written)} is too {'short' if minutes < SHORTEST else 'long'}; write 5m to 7d, or auto"
        )
    return minutes


def pause(written: object) -> float:
    """Seconds, from 1s, 0.5s or a number."""
    if isinstance(written, str) and re.fullmatch(PAUSE, written):
        seconds = float(written[:-1])
    elif isinstance(written, (int, float)) and not isinstance(written, bool):
        seconds = float(written)
    else:
        raise ValueError(f"pause{as_written(written)} is not a number of seconds; write 1s, 0.5s or 0s")
    if not 0 <= seconds <= LONGEST_PAUSE:
        raise ValueError(f"pause{as_written(written)} is out of bounds; write 0s to 60s")
    return seconds


def stale_after(written: object) -> int:
    """Days of silence that are an alarm, from 14d or 3w."""
    if not (isinstance(written, str) and re.fullmatch(STALE, written)):
        raise ValueError(f"stale_after{as_written(written)} is not a number of days or weeks; write 14d or 3w")
    days = int(written[:-1]) * _DAYS[written[-1]]
    if days > MOST_STALE:
        raise ValueError(f"stale_after {shown(written)} is too long; write 1d to {MOST_STALE}d")
    return days


def keep_pages(written: object) -> int:
    """Days that raw pages are kept, from 0d, 30d or 12w."""
    if not (isinstance(written, str) and re.fullmatch(KEPT, written)):
        raise ValueError(f"keep_pages{as_written(written)} is not a number of days or weeks; write 30d, 12w or 0d")
    days = int(written[:-1]) * _DAYS[written[-1]]
    if days > MOST_KEPT:
        raise ValueError(f"keep_pages {shown(written)} is too long; write 0d to {MOST_KEPT}d")
    return days


def as_written(written: object) -> str:
    """A value as a sentence shows it behind its key: a blank and the value, or nothing if it is no single value."""
    if isinstance(written, bool):
        return f" '{str(written).lower()}'"
    if isinstance(written, Odd):
        return f" {shown(written.raw)}"
    return f" {shown(str(written))}" if isinstance(written, (str, int, float)) else ""

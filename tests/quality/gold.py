"""How an answer is scored against what a person wrote down of a real page."""

import re
from datetime import UTC, date, datetime

from benchmarks.corpora import Page

ISO_DAY = re.compile(r"\s*(\d{4}-\d\d-\d\d)(?!\d)")


def day_is_right(page: Page, at: str | None, on: str | None, raw: str | None) -> bool:
    """Whether a stored date is the gold day: in the gold's zone where it has one, else as the publisher prints it."""
    assert page.instant is not None
    if on is None:
        return False
    if page.instant.tzinfo is not None and at is not None:
        found = datetime.fromisoformat(at).astimezone(page.instant.tzinfo).date()
    elif printed := ISO_DAY.match(raw or ""):
        found = date.fromisoformat(printed[1])
    else:
        found = date.fromisoformat(on)
    return found == page.instant.date()


def instant_is_right(page: Page, at: str | None) -> bool:
    """Whether a stored instant is the gold one, to the second."""
    assert page.instant is not None
    return at is not None and datetime.fromisoformat(at) == page.instant.astimezone(UTC).replace(microsecond=0)


def title_is_right(stored: str, gold: str) -> bool:
    """Equal, or one contained in the other with at least 60 % of its length; marks and spaces do not count."""
    ours, theirs = _words(stored), _words(gold)
    if not ours or not theirs:
        return False
    short, long = sorted((ours, theirs), key=len)
    return short in long and len(short) >= 0.6 * len(long)


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))

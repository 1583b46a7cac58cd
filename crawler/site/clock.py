"""Moments as they are stored -> what a reader's clock and calendar say, in the desk's own time zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

from crawler.site.wording import Words

DAY_ONLY = "T23:59:59Z"  # what an article is sorted by of which only the day is printed

WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
}


@dataclass(frozen=True, slots=True)
class Clock:
    """A time zone and a language."""

    name: str
    zone: tzinfo
    words: Words

    def on(self, stored: str) -> str:
        """The day a moment falls on: 2025-11-19; that day, where no more than a day is known."""
        if len(stored) == len("2025-11-19") or stored.endswith(DAY_ONLY):
            return stored[:10]
        return self._here(stored).date().isoformat()

    def time(self, stored: str) -> str:
        """08:30."""
        return self._here(stored).strftime("%H:%M")

    def day(self, stored: str) -> str:
        """19 Nov 2025."""
        return self.words.day(self.on(stored))

    def when(self, stored: str) -> str:
        """19 Nov 2025, 08:30; only the day, where no more is known."""
        return self.day(stored) if stored.endswith(DAY_ONLY) else f"{self.day(stored)}, {self.time(stored)}"

    def weekday(self, on: str) -> str:
        """Wednesday 19 Nov 2025."""
        weekday = WEEKDAYS[self.words.language][date.fromisoformat(on).weekday()]
        return f"{weekday} {self.words.day(on)}"

    def full(self, stored: str) -> str:
        """Wednesday 19 Nov 2025, 08:30."""
        return f"{self.weekday(self.on(stored))}, {self.time(stored)}"

    def _here(self, stored: str) -> datetime:
        return datetime.fromisoformat(stored).astimezone(self.zone)


def clock_of(zone: str, words: Words) -> Clock:
    """A clock of a zone by its IANA name; of UTC where there is none of that name."""
    try:
        return Clock(zone, ZoneInfo(zone), words)
    except (KeyError, ValueError, OSError):
        return Clock("UTC", UTC, words)

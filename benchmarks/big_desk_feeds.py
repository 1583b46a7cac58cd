"""Chance and a last day -> sources, their feeds, how these were asked in two years, and the runs that asked them."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

DAYS = 730
SOURCES = 60
LANGUAGES = ("nl",) * 11 + ("en",) * 5 + ("de",) * 3 + ("fr",)  # 55, 25, 15 and 5 of a hundred sources
ILL = {7: "blocked", 11: "timeout", 17: "missing", 23: "not_a_feed", 31: "gone", 37: "empty", 43: "server_error"}
SILENT = 13  # the feed that answers and lists nothing new
KEPT = 30  # fetches of each feed, as the desk keeps them
EVERY = timedelta(minutes=15)

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Source:
    """A publisher, and the numbers of its feeds; every third has two."""

    id: int
    slug: str
    language: str
    feeds: tuple[int, ...]


def instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


class Publishers:
    """Everything of a desk but its articles."""

    def __init__(self, chance: random.Random, last: date) -> None:
        self._chance = chance
        self.now = datetime.combine(last, time(20), UTC)
        self.sources = []
        feed = 1
        for number in range(1, SOURCES + 1):
            count = 2 if number % 3 == 0 else 1
            language = LANGUAGES[number % len(LANGUAGES)]
            self.sources.append(Source(number, f"bron-{number}", language, tuple(range(feed, feed + count))))
            feed += count
        self.weights = [1 / (number + 2) for number in range(SOURCES)]

    def tables(self) -> list[tuple[str, list[Row]]]:
        """Table and rows, parents first."""
        feeds = [self._feed(source, feed) for source in self.sources for feed in source.feeds]
        return [
            ("about", [{"name": "timezone", "value": "Europe/Amsterdam"}]),
            ("sources", [{"id": s.id, "slug": s.slug, "name": f"Bron {s.id}", "language": s.language}
                         for s in self.sources]),
            ("feeds", feeds),
            ("runs", [self._run(number) for number in range(DAYS * 96)]),
            ("fetch_days", [self._fetch_day(feed, day) for feed in feeds for day in range(DAYS)]),
            ("fetches", [self._fetch(feed, nth) for nth in range(KEPT) for feed in feeds]),
            ("gaps", [self._gap(feed, nth) for feed in feeds for nth in range(self._chance.choice((0, 0, 1, 4)))]),
        ]  # fmt: skip

    def _feed(self, source: Source, feed: int) -> Row:
        outcome = ILL.get(feed, "fresh")
        good = outcome in ("fresh", "empty")
        silent_for = timedelta(days=9) if not good else timedelta(days=40 if feed == SILENT else 0, minutes=70)
        return {
            "id": feed, "source_id": source.id, "slug": f"{source.slug}-{feed}", "name": f"Bron {source.id} ({feed})",
            "kind": ("rss", "rss", "rss", "sitemap", "list")[feed % 5], "url": f"https://{source.slug}.example/{feed}",
            "language": source.language, "follow": 1, "active": 1, "window_items": 30, "gap_minutes": 90.0,
            "added_at": instant(self.now - timedelta(days=DAYS)), "next_check_at": instant(self.now + EVERY),
            "last_attempt_at": instant(self.now - EVERY), "last_outcome": outcome, "fail_score": 0.0 if good else 5.0,
            "last_success_at": instant(self.now - (EVERY if good else silent_for)),
            "last_new_item_at": instant(self.now - silent_for), "empty_polls": 4 if outcome == "empty" else 0,
            "last_http_status": {"blocked": 403, "missing": 404, "gone": 410, "server_error": 502}.get(outcome, 200),
            "last_error": None if good else f"HTTP trouble: {outcome}",
            "gone_first_seen_at": instant(self.now - silent_for) if outcome == "gone" else None,
            "failing_since_at": None if good else instant(self.now - silent_for),
        }  # fmt: skip

    def _run(self, number: int) -> Row:
        began = self.now - timedelta(days=DAYS) + number * EVERY
        return {
            "id": number + 1, "started_at": instant(began), "finished_at": instant(began + timedelta(minutes=2)),
            "trigger": "cron", "exit_code": 0, "feeds_due": 40, "feeds_fresh": 12, "feeds_unchanged": 26,
            "feeds_failed": 2, "articles_new": self._chance.randrange(30), "articles_changed": 1, "pages_fetched": 20,
            "bytes": 2_000_000, "cpu_s": 4.0, "peak_rss_mib": 180.0, "version": "0.1.0",
        }  # fmt: skip

    def _fetch_day(self, feed: Row, ago: int) -> Row:
        ill = feed["last_error"] is not None and ago < 9
        return {
            "feed_id": feed["id"], "fetched_on": (self.now - timedelta(days=ago)).date().isoformat(), "asked": 48,
            "fresh": 0 if ill else 12, "unchanged": 0 if ill else 35, "failed": 48 if ill else 1,
            "new": 0 if ill else 20, "ms": 9000, "bytes": 900_000,
        }  # fmt: skip

    def _fetch(self, feed: Row, nth: int) -> Row:
        at = self.now - EVERY * (KEPT - nth)
        return {
            "run_id": DAYS * 96 - (KEPT - nth) + 1, "feed_id": feed["id"], "fetched_at": instant(at),
            "fetched_on": at.date().isoformat(), "outcome": feed["last_outcome"], "ms": 180, "bytes": 40_000,
            "http_status": feed["last_http_status"], "entries_seen": 30, "error": feed["last_error"],
        }  # fmt: skip

    def _gap(self, feed: Row, nth: int) -> Row:
        at = self.now - timedelta(days=self._chance.randrange(DAYS), hours=nth)
        closed = self._chance.choice(("paging", "sitemap", "none"))
        return {
            "feed_id": feed["id"], "from_at": instant(at - timedelta(hours=7)), "to_at": instant(at),
            "window_items": 30, "closed_by": closed, "closed_at": instant(at + timedelta(hours=1)),
            "articles_found": self._chance.randrange(20),
        }  # fmt: skip

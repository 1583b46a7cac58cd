"""feeds.yaml and what the database knows of it -> what the next crawl would change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from crawler.config.across import same_address
from crawler.model import Feed, Feeds
from crawler.store.feeds import settings_of

NEW, GONE, BACK, CHANGED, RENAMED = "new", "gone", "back", "changed", "renamed?"
MEANS = {
    NEW: "the next crawl asks it for the first time",
    GONE: "no longer in feeds.yaml: it is not asked any more, its articles stay",
    BACK: "asked again from the next crawl on",
    CHANGED: "the next crawl goes by feeds.yaml",
    RENAMED: "it would be a new feed, and its articles stay with the old one",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One feed that feeds.yaml and the database do not agree on."""

    slug: str
    what: str  # new, gone, back, changed, renamed?
    line: int | None  # of feeds.yaml
    said: str


def differences(feeds: Feeds, rows: Iterable[Mapping[str, Any]]) -> tuple[Difference, ...]:
    """Each feed that differs, in the order of feeds.yaml, those that left it behind."""
    known = {row["slug"]: row for row in rows}
    written = {feed.slug for feed in feeds.feeds}
    left = {slug: row for slug, row in known.items() if slug not in written}
    found = []
    for feed in feeds.feeds:
        row = known.get(feed.slug)
        if row is None:
            old = _same(feed, left.values())
            found.append(_renamed(feed, old) if old else Difference(feed.slug, NEW, feed.line, MEANS[NEW]))
        elif changes := _changes(feed, row):
            what = BACK if feed.enabled and not row["active"] else CHANGED
            found.append(Difference(feed.slug, what, feed.line, changes))
    gone = sorted(slug for slug, row in left.items() if row["active"])
    return (*found, *(Difference(slug, GONE, None, MEANS[GONE]) for slug in gone))


def _same(feed: Feed, rows: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """What looks like the same feed under another slug: it has its address, or its name at its publisher."""
    for row in rows:
        if same_address(row["url"]) == same_address(feed.url):
            return row
        if row["name"].casefold() == feed.name.casefold() and row["source"] == feed.source:
            return row
    return None


def _renamed(feed: Feed, row: Mapping[str, Any]) -> Difference:
    said = f"once '{row['slug']}'? {MEANS[RENAMED]}; to go on with those write slug: {row['slug']}"
    return Difference(feed.slug, RENAMED, feed.line, said)


def _changes(feed: Feed, row: Mapping[str, Any]) -> str:
    wanted: dict[str, object] = {
        "url": feed.url,
        "kind": str(feed.kind),
        "name": feed.name,
        "source": feed.source,
        "language": feed.language,
        "every": _every(feed.every_minutes),
        "follow": feed.follow,
        "pages_per_run": feed.pages_per_run,
        "stale_after": feed.stale_days,
        "enabled": feed.enabled,
    }
    before: dict[str, object] = {
        **{name: row[name] for name in ("url", "kind", "name", "source", "language", "pages_per_run")},
        "every": _every(row["every_minutes"]),
        "follow": bool(row["follow"]),
        "stale_after": row["stale_days"],
        "enabled": bool(row["active"]),
    }
    told = [f"{key}: {_shown(before[key])} -> {_shown(value)}" for key, value in wanted.items() if value != before[key]]
    if row["settings_sha256"] not in (None, settings_of(feed)):
        told.append("list:, keep:, block: or limits: are others: what it lists is judged anew")
    return "; ".join(told)


def _every(minutes: int | None) -> str:
    return "auto" if minutes is None else f"{minutes}m"


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "none" if value is None else str(value)

"""What an article said before: when that was seen to be changed, and one change in full."""

import sqlite3
from dataclasses import dataclass, replace

from crawler.store.reads.asking import rows

VERSIONS = """
select version, seen_at, title, changed, what from article_versions where article_id = :id order by version desc"""
SAID = """
select title, coalesce(lead, '') as lead, body from article_versions where article_id = :id and version = :version"""


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier version, and what became of it: `changed` of its words, 0 to 1, by `seen_at`."""

    version: int
    seen_at: str
    title: str
    next_title: str
    changed: float
    what: str  # title, text, both


@dataclass(frozen=True, slots=True)
class Said:
    """Title, lead and text of one version; `body` is None where texts are not shown."""

    title: str
    lead: str
    body: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """A version, and the one that came after it."""

    version: Version
    before: Said
    after: Said


def versions(db: sqlite3.Connection, article_id: int, title: str) -> tuple[Version, ...]:
    """The earlier versions of an article that now has this title, the newest first."""
    found, after = [], title
    for one in rows(db, VERSIONS, {"id": article_id}):
        found.append(Version(**one, next_title=after))
        after = one["title"]
    return tuple(found)


def change(
    db: sqlite3.Connection, article_id: int, known: tuple[Version, ...], version: int | None, now: Said
) -> Change | None:
    """What became of one of the known versions, of the newest where that one is not known; None where none is.

    `now` is what the article says today; where its text is not shown, no version's is.
    """
    if not known:
        return None
    at = next((at for at, one in enumerate(known) if one.version == version), 0)
    before = _said(db, article_id, known[at].version)
    after = _said(db, article_id, known[at - 1].version) if at else now
    if now.body is None:
        before, after = replace(before, body=None), replace(after, body=None)
    return Change(known[at], before, after)


def _said(db: sqlite3.Connection, article_id: int, version: int) -> Said:
    return Said(**rows(db, SAID, {"id": article_id, "version": version})[0])

"""Addresses by the rules of today: each also leads to its article by its new hash; what turns out to be one is told.

An article keeps the hash it has, which others may have linked to, and every older hash goes on leading to it. So only
rows of `article_urls` are added. Two articles whose addresses are one now are proposed to a person, never merged by
themselves: a text would go.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from crawler.normal.editions import of_files
from crawler.normal.urls import url_hash, url_key
from crawler.store import merging
from crawler.store.articles import add_address, find
from crawler.store.database import row, rows, run, value, writing
from crawler.store.times import instant

NAME = "url_rules"
EDITION = of_files(
    "normal/urls.py",
    "normal/urls_syntax.py",
    "normal/urls_params.py",
    "normal/urls_params.toml",
    "normal/suffixes.py",
)
HOW = "rekey"
AT_ONCE = 5000  # addresses of one transaction: a crawl on another desk waits for nobody
SOME = "select url_hash, url, article_id from article_urls where url_hash > ? and how <> ? order by url_hash limit ?"
NOTE = "insert into about(name, value) values (?, ?) on conflict(name) do update set value = excluded.value"
TITLE = "select url, title from articles where id = ?"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two articles whose addresses are one by today's rules; the older would stay."""

    older_id: int
    younger_id: int
    older: str  # its address
    younger: str
    title: str  # of the older


def is_due(db: Database) -> bool:
    """Whether the addresses were hashed by other rules than today's."""
    return bool(value(db, "select value from about where name = ?", [NAME]) != EDITION)


def rekey(db: Database, now: datetime) -> int:
    """Give every address its hash by today's rules -> how many lead to their articles by a new one."""
    added = 0
    for found in _by_other_rules(db):
        with writing(db):
            for hashed, url, article_id in found:
                if find(db, hashed) is None:
                    add_address(db, article_id, (hashed, url, HOW), instant(now))
                    added += 1
    with writing(db):
        run(db, NOTE, [NAME, EDITION])
    return added


def proposals(db: Database) -> tuple[Proposal, ...]:
    """Articles that are one by today's rules, each pair once; their addresses are looked through, 10 s a million."""
    pairs = set()
    for found in _by_other_rules(db):
        for hashed, _, article_id in found:
            other = find(db, hashed)
            if other is not None and other["id"] != article_id:
                pairs.add((min(article_id, other["id"]), max(article_id, other["id"])))
    return tuple(_proposal(db, *pair) for pair in sorted(pairs))


def merge(db: Database, proposed: Proposal) -> bool:
    """Make two articles one: the older keeps its text and gets what led to the younger -> whether both were there."""
    with writing(db):
        older, younger = (find_by_id(db, one) for one in (proposed.older_id, proposed.younger_id))
        if older is None or younger is None:
            return False
        merging.move(db, proposed.older_id, younger)
        return True


def find_by_id(db: Database, article_id: int) -> dict[str, object] | None:
    """The article of a number, with its text."""
    hashed = value(db, "select url_hash from articles where id = ?", [article_id])
    return None if hashed is None else find(db, str(hashed))


def _by_other_rules(db: Database) -> Iterator[list[tuple[str, str, int]]]:
    """Addresses whose hash is another today, some thousands at a time: new hash, address, article."""
    last = ""
    while found := rows(db, SOME, [last, HOW, AT_ONCE]):
        last = str(found[-1]["url_hash"])
        changed = [
            (hashed, str(one["url"]), int(one["article_id"]))
            for one in found
            if (hashed := url_hash(url_key(str(one["url"])))) != one["url_hash"]
        ]
        if changed:
            yield changed


def _proposal(db: Database, older: int, younger: int) -> Proposal:
    told = [row(db, TITLE, [one]) or {} for one in (older, younger)]
    addresses = [str(one.get("url") or "") for one in told]
    return Proposal(older, younger, addresses[0], addresses[1], str(told[0].get("title") or ""))

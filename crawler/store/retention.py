"""What leaves the desk for good, and the tombstones that keep it from coming back."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlite_utils import Database

from crawler.polling import rules
from crawler.store.articles import find
from crawler.store.database import Row, rows, run, writing
from crawler.store.times import instant

AT_ONCE = 500  # articles in one transaction: a crawl waits for it

# What a feed of ours still lists would come back with the next poll, so it stays, however old it is. Of a sitemap only
# what is newer than it was last time is read, so what it lists no more shows late.
PRUNABLE = """
select a.id, a.url_hash from articles a
where a.sort_at < :before and a.stage <> 'listed' and not exists (
  select 1 from sightings s join feeds f on f.id = s.feed_id
  where s.article_id = a.id and f.active = 1 and s.last_seen_at >= coalesce(iif(f.kind = 'sitemap',
    strftime('%Y-%m-%dT%H:%M:%SZ', f.last_whole_at, :sitemaps), f.last_whole_at), ''))
order by a.id limit :most"""
HASHES = """
select url_hash from articles where id in (select value from json_each(:ids))
union select url_hash from article_urls where article_id in (select value from json_each(:ids))"""
TOMBSTONE = """
insert into tombstones(url_hash, reason, at) values (?, ?, ?)
on conflict(url_hash) do update set reason = excluded.reason"""


def prunable(db: Database, before: datetime) -> int:
    """How many articles `prune` would remove."""
    return len(rows(db, PRUNABLE, _values(before, -1)))


def prune(db: Database, before: datetime, now: datetime) -> list[str]:
    """Remove articles from before a moment that no feed lists any more, some hundreds at a time -> their url hashes.

    An empty list: nothing is left to do.
    """
    with writing(db):
        found = rows(db, PRUNABLE, _values(before, AT_ONCE))
        return _removed(db, found, "pruned", now)


def forget(db: Database, hashes: Sequence[str], now: datetime) -> list[str]:
    """Remove the article that one of these addresses leads to, whoever lists it -> all its url hashes.

    Where there is none the addresses are refused from now on all the same.
    """
    with writing(db):
        found = [article for article in (find(db, one) for one in hashes) if article is not None]
        removed = _removed(db, found, "forgotten", now)
        _bury(db, hashes, "forgotten", now)
        return sorted({*removed, *hashes})


def bury_again(db: Database, dead: Sequence[tuple[str, str, datetime]]) -> None:
    """What was removed since a copy was made may not come back with it: url hash, why and when."""
    with writing(db):
        for one, reason, at in dead:
            article = find(db, one)
            _removed(db, [article] if article is not None else [], reason, at)
            _bury(db, [one], reason, at)


def is_stored(db: Database, url_hash: str) -> bool:
    """Whether an article of this address is stored."""
    return find(db, url_hash) is not None


def _values(before: datetime, most: int) -> Row:
    return {"before": instant(before), "most": most, "sitemaps": f"-{rules.SITEMAP_LISTS.days} days"}


def _removed(db: Database, articles: Sequence[Row], reason: str, now: datetime) -> list[str]:
    ids = json.dumps([article["id"] for article in articles])
    hashes = [found["url_hash"] for found in rows(db, HASHES, {"ids": ids})]
    _bury(db, hashes, reason, now)
    run(db, "delete from leases where url_hash in (select value from json_each(?))", [json.dumps(hashes)])
    run(db, "delete from articles where id in (select value from json_each(?))", [ids])
    return hashes


def _bury(db: Database, hashes: Iterable[str], reason: str, now: datetime) -> None:
    for one in hashes:
        run(db, TOMBSTONE, [one, reason, now])

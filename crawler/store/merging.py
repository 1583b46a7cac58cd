"""Two rows that turn out to be one article -> one row: the older, with the addresses and sightings of both.

Called inside the transaction of a visit.
"""

from sqlite_utils import Database

from crawler.model import Stage
from crawler.store.articles import add_address, find, is_reserved
from crawler.store.database import Row, run
from crawler.store.leases import settle

WITHOUT_TEXT = frozenset({Stage.LISTED, Stage.FAILED})

MOVE_SIGHTINGS = """
insert into sightings(article_id, feed_id, guid, entry_hash, position, first_seen_at, last_seen_at)
select :keep, feed_id, guid, entry_hash, position, first_seen_at, last_seen_at from sightings where article_id = :drop
on conflict(article_id, feed_id) do update set first_seen_at = min(first_seen_at, excluded.first_seen_at),
  last_seen_at = max(last_seen_at, excluded.last_seen_at)"""


def absorb(db: Database, article: Row, alias: tuple[str, str, str], at: str) -> Row | None:
    """Note that an address leads to this article. If it led to another the two become one, and that row is returned.

    The older row stays. The younger must not have a text of its own (stage listed or failed, or reserved): two articles
    with texts are left apart, and the address stays with the one that had it.
    """
    other = find(db, alias[0])
    if other is None:
        add_address(db, article["id"], alias, at)
        return None
    if other["id"] == article["id"]:
        return None
    older, younger = sorted((article, other), key=lambda found: int(found["id"]))
    if younger["stage"] not in WITHOUT_TEXT and not is_reserved(younger):
        return None
    _move(db, older["id"], younger)
    add_address(db, older["id"], alias, at)
    return find(db, older["url_hash"])


def _move(db: Database, keep: int, younger: Row) -> None:
    ids = {"keep": keep, "drop": younger["id"]}
    run(db, MOVE_SIGHTINGS, ids)
    run(db, "update article_urls set article_id = :keep where article_id = :drop", ids)
    run(db, "update articles set last_seen_at = max(last_seen_at, ?) where id = ?", [younger["last_seen_at"], keep])
    settle(db, younger["url_hash"])
    run(db, "delete from articles where id = :drop", ids)

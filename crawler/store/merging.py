"""Two rows that turn out to be one article -> one row: the older, with the addresses and sightings of both.

Called inside the transaction of a visit.
"""

from sqlite_utils import Database

from crawler.model import Article, Stage
from crawler.store.articles import add_address, find, is_reserved, slug
from crawler.store.database import Row, run
from crawler.store.leases import settle

WITHOUT_TEXT = frozenset({Stage.LISTED, Stage.FAILED})
OWN_WORD = frozenset({"canonical", "amp"})  # addresses that a page claims for itself
FEW_WORDS = 3  # a shorter title may stand in many others
RUN = 5  # words in a row that two texts share by no chance
SHARE = 0.5  # of the shorter text's runs: a print page lacks boxes, an AMP page captions
MOST_WORDS = 3000  # of a text that are compared

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
    move(db, older["id"], younger)
    add_address(db, older["id"], alias, at)
    return find(db, older["url_hash"])


def is_ones_own(db: Database, article: Row, found: Article | None, alias: tuple[str, str, str]) -> bool:
    """Whether an address may be this article's: a page that claims that of another must have its title or its text.

    Templates claim one address for many pages. An article of which neither is known yet contradicts nobody.
    """
    other = find(db, alias[0]) if alias[2] in OWN_WORD else None
    if other is None or other["id"] == article["id"]:
        return True
    if not other["title"] and not other["body"]:
        return True
    titles = {article["title"], found.title if found else ""}
    texts = {article["body"], found.body if found else ""}
    if any(_are_one_title(title, other["title"]) for title in titles):
        return True
    return any(_are_one_text(text, other["body"]) for text in texts)


def _are_one_title(one: str, other: str) -> bool:
    """The same words, or one title within the other: "Title | Site"."""
    short, long = sorted((slug(one), slug(other)), key=len)
    if short.count("-") + 1 < FEW_WORDS:
        return bool(short) and short == long
    return f"-{short}-" in f"-{long}-"


def _are_one_text(one: str, other: str) -> bool:
    short, long = sorted((_runs(one), _runs(other)), key=len)
    return bool(short) and len(short & long) >= SHARE * len(short)


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = text.casefold().split()[:MOST_WORDS]
    return (
        frozenset(tuple(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1))) if words else frozenset()
    )


def move(db: Database, keep: int, younger: Row) -> None:
    """Give an article the sightings and addresses of a younger one, which goes."""
    ids = {"keep": keep, "drop": younger["id"]}
    run(db, MOVE_SIGHTINGS, ids)
    run(db, "update article_urls set article_id = :keep where article_id = :drop", ids)
    run(db, "update articles set last_seen_at = max(last_seen_at, ?) where id = ?", [younger["last_seen_at"], keep])
    run(db, "update or ignore watch_hits set article_id = :keep where article_id = :drop", ids)
    settle(db, younger["url_hash"])
    run(db, "delete from articles where id = :drop", ids)

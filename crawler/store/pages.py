"""Raw pages, kept as they came: the last one of every address that was asked for, squeezed with zstd."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from sqlite_utils import Database

from crawler.model import Article, Page
from crawler.store import packing, statements
from crawler.store.database import Row, clean_text, json_object, row, run, writing
from crawler.store.times import instant, moment

HEADERS = (
    "content-language", "content-type", "etag", "expires", "last-modified", "tdm-policy", "tdm-reservation",
    "x-robots-tag",
)  # fmt: skip
VALIDATORS = frozenset({"etag", "last-modified"})
MOST_HEADER = 1000  # characters

SAVE = """
insert into pages(url_hash, url, url_final, fetched_at, status, content_type, headers, sha256, bytes, body_zstd,
  feed, draft_zstd, dictionary_id)
values (:url_hash, :url, :url_final, :at, :status, :content_type, :headers, :sha256, :bytes, :body, :feed, :draft,
  :dictionary)
on conflict(url_hash) do update set url = excluded.url, url_final = excluded.url_final,
  fetched_at = excluded.fetched_at,
  status = excluded.status, content_type = excluded.content_type, headers = excluded.headers,
  sha256 = excluded.sha256,
  bytes = excluded.bytes, body_zstd = excluded.body_zstd, feed = excluded.feed, draft_zstd = excluded.draft_zstd,
  dictionary_id = excluded.dictionary_id"""

PRUNE = """
delete from pages where fetched_at < ? and (feed is null or feed not in (select value from json_each(?)))"""
PLACES = """
select url_hash, url_final, fetched_at from pages where fetched_at >= ? order by fetched_at desc, url_hash"""


def save(db: Database, page: Page, feed: str, draft: Article) -> None:
    """Keep a page, with what its feed said of the article. The same bytes again only note that they came again."""
    digest, at = hashlib.sha256(page.body).hexdigest(), instant(page.fetched_at)
    said = packing.pack_text(statements.written(draft))
    with writing(db):
        same = "update pages set fetched_at = ?, feed = ?, draft_zstd = ? where url_hash = ? and sha256 = ?"
        if run(db, same, [at, feed, said, page.url_hash, digest]).rowcount:
            return
        kept = {name: text[:MOST_HEADER] for name, text in ((n.lower(), t) for n, t in page.headers) if name in HEADERS}
        for name in VALIDATORS & kept.keys():  # they go back byte for byte or not at all
            if len(kept[name]) == MOST_HEADER or clean_text(kept[name]) != kept[name]:
                del kept[name]
        body, dictionary = packing.pack(db, feed, page)
        values = {
            "url_hash": page.url_hash,
            "url": page.url,
            "url_final": page.url_final,
            "at": at,
            "status": page.status,
            "content_type": kept.get("content-type"),
            "headers": json_object(sorted(kept.items())),
            "sha256": digest,
            "bytes": len(page.body),
            "body": body,
            "dictionary": dictionary,
            "feed": feed,
            "draft": said,
        }
        run(db, SAVE, values)


def read(db: Database, url_hashes: Iterable[str]) -> Page | None:
    """The newest page that was fetched for one of these addresses."""
    found = row(
        db,
        "select * from pages where url_hash in (select value from json_each(?)) order by fetched_at desc limit 1",
        [json.dumps(list(url_hashes))],
    )
    return None if found is None else _page(db, found)


def _page(db: Database, found: Row) -> Page:
    return Page(
        url_hash=found["url_hash"],
        url=found["url"],
        url_final=found["url_final"],
        status=found["status"],
        headers=tuple(json.loads(found["headers"]).items()),
        body=packing.unpack(db, found["body_zstd"], found["dictionary_id"]),
        fetched_at=moment(found["fetched_at"]),
    )


def draft(db: Database, url_hash: str) -> Article | None:
    """What its feed said of an article when this page was read; None: no page, or one from before that was kept."""
    found = row(db, "select draft_zstd from pages where url_hash = ?", [url_hash])
    return None if found is None else _draft(found["draft_zstd"])


def headers(db: Database, url_hash: str) -> dict[str, str]:
    """The headers that came with the page that is kept; none where none is."""
    found = row(db, "select headers from pages where url_hash = ?", [url_hash])
    told: dict[str, str] = json.loads(found["headers"]) if found is not None else {}
    return told


def keep_draft(db: Database, url_hash: str, said: Article) -> None:
    """Note what its feed said beside a page that was kept without it."""
    packed = packing.pack_text(statements.written(said))
    run(db, "update pages set draft_zstd = ? where url_hash = ? and draft_zstd is null", [packed, url_hash])


def _draft(packed: bytes | None) -> Article | None:
    said = packing.unpack_text(packed)
    return statements.read(said) if said else None


def places(db: Database, since: datetime | None) -> Iterator[tuple[str, str, str]]:
    """Every page that came since a moment, newest first: its hash, its address, and when it last came."""
    yield from run(db, PLACES, [instant(since) if since else ""])


def kept(db: Database, url_hash: str) -> tuple[Page, Article | None] | None:
    """A page, and what its feed said of its article where that was kept."""
    found = row(db, "select * from pages where url_hash = ?", [url_hash])
    return None if found is None else (_page(db, found), _draft(found["draft_zstd"]))


def best(db: Database, own: str, others: Iterable[str]) -> str | None:
    """Of the pages of one article the one that counts: that of its own address, else the newest."""
    wanted = (
        "select url_hash from pages where url_hash in (select value from json_each(:all)) "
        "order by url_hash = :own desc, fetched_at desc limit 1"
    )
    found = row(db, wanted, {"all": json.dumps([own, *others]), "own": own})
    return None if found is None else str(found["url_hash"])


def forget(db: Database, url_hash: str) -> None:
    """Keep no page of this address."""
    with writing(db):
        packing.forget(db, url_hash)
        run(db, "delete from pages where url_hash = ?", [url_hash])


def prune(db: Database, before: datetime, own: Mapping[str, datetime] | None = None) -> int:
    """Forget the pages last fetched before a moment, those of some feeds before one of their own -> how many."""
    own = own or {}
    with writing(db):
        told = [before, json.dumps(list(own))]
        gone = run(db, PRUNE, told).rowcount
        for feed, moment_of_its_own in own.items():
            gone += run(db, "delete from pages where feed = ? and fetched_at < ?", [feed, moment_of_its_own]).rowcount
        packing.tidy(db, before)
        return gone

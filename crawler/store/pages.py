"""Raw pages, kept as they came: the last one of every address that was asked for, squeezed with zstd."""

import hashlib
import json
import sys
from collections.abc import Iterable
from datetime import datetime

from sqlite_utils import Database

from crawler.model import Page
from crawler.store.database import json_object, row, run, writing
from crawler.store.times import instant, moment

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LEVEL = 9  # 6.3 : 1 at 2.2 ms a page; level 19 is 6.7 : 1 at 54 ms
HEADERS = ("content-language", "content-type", "etag", "last-modified", "tdm-reservation", "x-robots-tag")
MOST_HEADER = 1000  # characters

SAVE = """
insert into pages(url_hash, url, url_final, fetched_at, status, content_type, headers, sha256, bytes, body_zstd)
values (:url_hash, :url, :url_final, :at, :status, :content_type, :headers, :sha256, :bytes, :body)
on conflict(url_hash) do update set url = excluded.url, url_final = excluded.url_final,
  fetched_at = excluded.fetched_at,
  status = excluded.status, content_type = excluded.content_type, headers = excluded.headers,
  sha256 = excluded.sha256,
  bytes = excluded.bytes, body_zstd = excluded.body_zstd"""


def save(db: Database, page: Page) -> None:
    """Keep a page. The same bytes again only note that they were there again."""
    digest, at = hashlib.sha256(page.body).hexdigest(), instant(page.fetched_at)
    with writing(db):
        same = "update pages set fetched_at = ? where url_hash = ? and sha256 = ?"
        if run(db, same, [at, page.url_hash, digest]).rowcount:
            return
        kept = {name: text[:MOST_HEADER] for name, text in ((n.lower(), t) for n, t in page.headers) if name in HEADERS}
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
            "body": zstd.compress(page.body, level=LEVEL),
        }
        run(db, SAVE, values)


def read(db: Database, url_hashes: Iterable[str]) -> Page | None:
    """The newest page that was fetched for one of these addresses."""
    found = row(
        db,
        "select * from pages where url_hash in (select value from json_each(?)) order by fetched_at desc limit 1",
        [json.dumps(list(url_hashes))],
    )
    if found is None:
        return None
    return Page(
        url_hash=found["url_hash"],
        url=found["url"],
        url_final=found["url_final"],
        status=found["status"],
        headers=tuple(json.loads(found["headers"]).items()),
        body=zstd.decompress(found["body_zstd"]),
        fetched_at=moment(found["fetched_at"]),
    )


def forget(db: Database, url_hash: str) -> None:
    """Keep no page of this address."""
    with writing(db):
        run(db, "delete from pages where url_hash = ?", [url_hash])


def prune(db: Database, before: datetime) -> int:
    """Forget the pages that were last fetched before a moment -> how many."""
    with writing(db):
        return run(db, "delete from pages where fetched_at < ?", [before]).rowcount

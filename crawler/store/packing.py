"""A page's bytes <-> fewer bytes: zstd, with an earlier page of the same feed as dictionary where that is smaller.

Pages of one site share their frame. Measured on 111 pages of 50 sites, months apart: 25 % less than without; one
dictionary for all sites saves 5 %, which is not worth having. A dictionary is somebody's page, so it is forgotten with
it: those that were packed with it are packed anew.
"""

import sys
from datetime import timedelta

from sqlite_utils import Database

from crawler.model import Page
from crawler.store.database import row, rows, run, value
from crawler.store.times import moment

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LEVEL = 9  # 6.3 : 1 at 2.2 ms a page; level 19 is 6.7 : 1 at 54 ms
ENOUGH = 8  # pages of a feed within RENEWED: below that a dictionary costs more than it saves
RENEWED = timedelta(days=7)  # sites change their frame, and a dictionary is not to outlive keep_pages by more
PAYS = 0.9  # of the bytes without: for less than a tenth no page is made to depend on another
MOST = 1024 * 1024  # bytes of a dictionary: each page packed with it reads it

NEWEST = "select id, made_at, content_zstd from dictionaries where feed = ? order by made_at desc limit 1"
ARRIVED = "select count(*) from (select 1 from pages where feed = ? and fetched_at >= ? limit ?)"
MADE = "insert into dictionaries(feed, url_hash, made_at, content_zstd) values (?, ?, ?, ?)"
UNUSED = """
delete from dictionaries where made_at < ?
  and not exists (select 1 from pages where dictionary_id = dictionaries.id)"""


def pack(db: Database, feed: str, page: Page) -> tuple[bytes, int | None]:
    """The page's bytes, packed, and which dictionary that took; makes one of this page if its feed needs one."""
    alone = zstd.compress(page.body, level=LEVEL)
    found = row(db, NEWEST, [feed])
    since = page.fetched_at - RENEWED
    if found is None or moment(found["made_at"]) < since:
        if value(db, ARRIVED, [feed, since, ENOUGH]) >= ENOUGH:
            content = alone if len(page.body) <= MOST else zstd.compress(page.body[:MOST], level=LEVEL)
            run(db, MADE, [feed, page.url_hash, page.fetched_at, content])
        return alone, None
    try:
        like = zstd.ZstdDict(zstd.decompress(found["content_zstd"]), is_raw=True)
        short = zstd.compress(page.body, level=LEVEL, zstd_dict=like.as_prefix)
    except (zstd.ZstdError, ValueError):  # a disk damaged it
        return alone, None
    return (short, found["id"]) if len(short) < PAYS * len(alone) else (alone, None)


def unpack(db: Database, packed: bytes, dictionary_id: int | None) -> bytes:
    """The bytes; none where a disk damaged them, so that one page does not stand in the way of all others."""
    try:
        if dictionary_id is None:
            return zstd.decompress(packed)
        content = value(db, "select content_zstd from dictionaries where id = ?", [dictionary_id])
        like = zstd.ZstdDict(zstd.decompress(content), is_raw=True)
        return zstd.decompress(packed, zstd_dict=like.as_prefix)
    except (zstd.ZstdError, TypeError, ValueError):
        return b""


def forget(db: Database, url_hash: str) -> None:
    """Keep this page in no dictionary either."""
    for found in rows(db, "select id from dictionaries where url_hash = ?", [url_hash]):
        for page in rows(db, "select url_hash, body_zstd from pages where dictionary_id = ?", [found["id"]]):
            body = zstd.compress(unpack(db, page["body_zstd"], found["id"]), level=LEVEL)
            alone = "update pages set body_zstd = ?, dictionary_id = null where url_hash = ?"
            run(db, alone, [body, page["url_hash"]])
        run(db, "delete from dictionaries where id = ?", [found["id"]])


def tidy(db: Database, before: object) -> None:
    """Forget the dictionaries from before a moment that no page needs any more."""
    run(db, UNUSED, [before])


def pack_text(text: str) -> bytes:
    """A short text, packed."""
    return zstd.compress(text.encode(), level=LEVEL)


def unpack_text(packed: bytes | None) -> str:
    """The other way round; '' for none, or for what a disk damaged."""
    try:
        return "" if packed is None else zstd.decompress(packed).decode()
    except (zstd.ZstdError, ValueError):
        return ""

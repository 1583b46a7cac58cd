"""What every database of ours keeps -> which of it this one breaks: one SQL query a table, or a promise.

Texts are clean (no control characters but line feed and tab, no half characters, valid UTF-8), days and instants are
possible ones, links are http(s), what is shown is text and no markup, and rows that belong together are together.
`koplamp doctor` asks all of it, and the tests of every database they make.
"""

import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from crawler.store.database import rows
from crawler.store.times import instant

EARLIEST = "1995-01-01"  # as in normal.dates: before news was on the web
AHEAD = timedelta(days=2)
LATEST_ZONE = timedelta(hours=14)  # where it is latest on earth: a day there may be one further
BLOCK_KEYS = {"kind", "text"}

UNCLEAN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
ENDS_OF_BLOCKS = re.compile(
    r"</(?:p|div|span|a|li|ul|ol|h[1-6]|section|article|table|tr|td|blockquote)\s*>", re.IGNORECASE
)
MARKUP_ENDS = 3  # an article about web pages names a tag or two
FIRST_TAG = re.compile(r"\s*<[a-z!/][^<>]*>", re.IGNORECASE)
LAST_TAG = re.compile(r"<[a-z/][^<>]*>\s*\Z", re.IGNORECASE)
MOST_TAG = 1000  # characters
NO_LINK = "\"{0}\" not glob 'http://?*' and \"{0}\" not glob 'https://?*'"

# Rows that belong together; each query finds those that break the sentence.
VERSIONED = "select a.id from articles a join article_versions v on v.article_id = a.id"
RELATIONS = {
    "every article has a text": "select id from articles where id not in (select article_id from article_text)",
    "every text has an article": "select 1 from article_text where article_id not in (select id from articles)",
    "every article was seen in a feed": "select id from articles where id not in (select article_id from sightings)",
    "its own address leads to it": "select 1 from articles join article_urls using (url_hash) where article_id <> id",
    "what waits has an address": "select id from articles where stage = 'listed' and fetch_url is null",
    "what failed says why": "select id from articles where (stage = 'failed') > (stage_reason is not null)",
    "versions are older than their article": f"{VERSIONED} where v.version >= a.version",
    "only an article with text has versions": f"{VERSIONED} where a.stage <> 'extracted'",
    "no lease outlives its article": "select 1 from leases where url_hash not in (select url_hash from articles)",
    "nothing sorts after its first sight": "select id from articles where sort_at > first_seen_at",
}
DAYS = """
select 'published_on' as place from articles where published_on < :earliest or published_on > :last_day
union all select 'published_at' from articles where published_at < :earliest or published_at > :latest
union all select 'modified_at' from articles where modified_at < :earliest or modified_at > :latest"""
MARKUP = """
select 'articles.title' as place from articles where is_markup(cast(title as blob))
union all select 'articles.lead' from articles where is_markup(cast(lead as blob))
union all select 'article_text.body' from article_text where is_markup(cast(body as blob))
union all select 'article_versions.body' from article_versions where is_markup(cast(body as blob))"""
BLOCKS = "select 'article_text.blocks' as place from article_text where is_odd(cast(blocks as blob))"


@dataclass(frozen=True, slots=True)
class Broken:
    """A promise that some rows break."""

    promise: str
    place: str
    rows: int

    def __str__(self) -> str:
        return f"{self.promise}: {self.rows} {'row' if self.rows == 1 else 'rows'} of {self.place} break that"


def broken_news(db: Database, now: datetime) -> tuple[Broken, ...]:
    """The promises that a news.db of this program's shape breaks, those of broken_texts left out."""
    _teach(db.conn)
    last_day = (now + AHEAD + LATEST_ZONE).strftime("%Y-%m-%d")
    days = {"earliest": EARLIEST, "latest": instant(now + AHEAD), "last_day": last_day}
    return (
        *_counted("days lie between 1995 and the day after tomorrow", rows(db, DAYS, days)),
        *_counted("texts are no markup", rows(db, MARKUP)),
        *_counted("blocks are a kind and a text", rows(db, BLOCKS)),
        *(Broken(promise, "articles", len(found)) for promise, sql in RELATIONS.items() if (found := rows(db, sql))),
    )


def broken_texts(db: Database) -> tuple[Broken, ...]:
    """The promises of any file of ours that this one breaks: clean texts, and links that are http(s)."""
    _teach(db.conn)
    return tuple(broken for table in tables(db) for broken in _of_table(db, table))


def _of_table(db: Database, table: str) -> Iterator[Broken]:
    shape = str(rows(db, "select sql from sqlite_master where name = ?", [table])[0]["sql"])
    columns = [row["name"] for row in rows(db, "select name from pragma_table_info(?) where type = 'TEXT'", [table])]
    asked = {name: _question(name, shape) for name in columns}
    links = [name for name in columns if is_link(name)]
    sums = [f'total({sql}) as "{name}"' for name, sql in asked.items()]
    sums += [
        f'total("{name}" not glob \'http://?*\' and "{name}" not glob \'https://?*\') as "link {name}"'
        for name in links
    ]
    if not sums:
        return
    [found] = rows(db, f'select {", ".join(sums)} from "{table}"')  # noqa: S608  # names of our own schema
    for name, number in found.items():
        if number:
            said = "links are http(s)" if name.startswith("link ") else "texts are clean"
            yield Broken(said, f"{table}.{name.removeprefix('link ')}", int(number))


def _question(name: str, shape: str) -> str:
    """As bytes: a text with half a character in it could not even be handed over.

    Of plain ASCII, which SQLite sees far sooner, nothing is asked. It stops at a NUL, so both lengths count.
    """
    if re.search(rf"json_valid\({name}\)", shape):
        return f'is_unclean_json(cast("{name}" as blob))'
    plain = f'"{name}" not glob \'*[^ -~]*\' and length("{name}") = length(cast("{name}" as blob))'
    return f'case when {plain} then 0 else is_unclean(cast("{name}" as blob)) end'


def is_link(column: str) -> bool:
    """Whether a column holds an address of the web."""
    return column == "url" or column.endswith("_url") or column in ("url_final", "url_effective", "origin")


def _counted(promise: str, found: list[dict[str, str]]) -> Iterator[Broken]:
    places = [row["place"] for row in found]
    return (Broken(promise, place, places.count(place)) for place in sorted(set(places)))


def tables(db: Database) -> list[str]:
    """The tables that hold what was collected; not those of the search index and of SQLite."""
    asked = (
        "select name from pragma_table_list where schema = 'main' and type = 'table' and name not glob 'sqlite_*' "
        "and name not glob '_sqlite_*' order by name"
    )
    return [row["name"] for row in rows(db, asked)]


# ---------------------------------------------------------------- what SQL cannot tell


def _teach(connection: sqlite3.Connection) -> None:
    for name, function in (
        ("is_unclean", is_unclean),
        ("is_unclean_json", is_unclean_json),
        ("is_markup", lambda stored: is_markup((stored or b"").decode("utf-8", "replace"))),
        ("is_odd", lambda stored: is_odd(stored.decode("utf-8", "replace"))),
    ):
        connection.create_function(name, 1, function, deterministic=True)


def is_unclean(stored: bytes | None) -> bool:
    """Whether these are not the bytes of a text that passed the gate."""
    if stored is None:
        return False
    try:
        return UNCLEAN.search(stored.decode("utf-8")) is not None
    except UnicodeDecodeError:
        return True


def is_unclean_json(stored: bytes | None) -> bool:
    """The same of JSON, where escapes may hide what the gate would have seen."""
    if is_unclean(stored):
        return True
    try:
        return stored is not None and any(UNCLEAN.search(text) for text in _texts(json.loads(stored)))
    except ValueError:
        return True


def is_odd(blocks: str) -> bool:
    """Whether blocks of text are anything else: what a reader would have to show is a kind and a text, no more."""
    told = json.loads(blocks)
    return any(not isinstance(block, dict) or set(block) != BLOCK_KEYS or is_markup(block["text"]) for block in told)


def is_markup(text: str) -> bool:
    """Whether a text is the source of a page, not its words. One that is about tags, and names some, is none."""
    if "<" not in text:
        return False
    if FIRST_TAG.match(text) and LAST_TAG.search(text[-MOST_TAG:]):
        return True
    return len(ENDS_OF_BLOCKS.findall(text)) >= MARKUP_ENDS


def _texts(told: object) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict):
        for name, value in told.items():
            yield from (name, *_texts(value))
    elif isinstance(told, list):
        for value in told:
            yield from _texts(value)

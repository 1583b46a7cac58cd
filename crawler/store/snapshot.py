"""news.db -> a copy for other eyes: one moment of it, in one file, without what is nobody else's.

a whole copy -> what is left out and what publishers reserve goes -> search index made anew -> copied once more, so that
nothing of what went is left between the rows

Tables are left out unless they stand here: a new one is published only when somebody decides so.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from crawler.errors import StorageError, UsageError
from crawler.store import database, packing, schema, soundness
from crawler.store.database import rows, run, speaking, value, writing
from crawler.store.describe import tables
from crawler.store.reserved import RESERVED
from crawler.store.schema import Shape
from crawler.store.times import instant

PUBLISHED_AT, PUBLISHED_WITH = "published_at", "published_with"  # names in `about`
JUST_CAME = timedelta(minutes=5)  # a page is kept before it is read, and only then it is known to be reserved

SHOWN = frozenset({
    "about", "article_authors", "article_companies", "article_duplicates", "article_keywords", "article_makes",
    "article_models", "article_text", "article_topics", "article_urls", "article_versions", "articles", "authors",
    "companies", "feeds", "fetch_days", "gaps", "keywords", "makes", "model_candidates", "models", "rules", "runs",
    "sightings", "sources", "stories", "stories_apart", "story_edits", "tag_days", "topics",
})  # fmt: skip
FETCHING = frozenset({"archives", "feed_parts", "fetches", "hosts", "origins", "replays", "rule_hits"})
INNER = frozenset({  # what the work needs and no question does
    "article_vectors", "candidate_sightings", "deliveries", "delivery_hits", "enrich_due", "enrich_steps",
    "fingerprints", "host_lines", "leases", "looks", "notices", "quarantine", "shingles", "story_terms",
    "story_vectors", "term_articles",
    "tombstones", "trend_days_due", "watch_due", "watch_hits", "watch_stories_due",
})  # fmt: skip

RESERVED_IDS = f"select a.id from articles a where {RESERVED}"  # noqa: S608  # all of it stands in this repository
NO_TEXTS = "insert into article_text(article_id, body, blocks) select id, '', '[]' from articles"
NO_TEXT = f"update article_text set body = '', blocks = '[]' where article_id in ({RESERVED_IDS})"  # noqa: S608
NO_VERSIONS = "update article_versions set body = ''"
NO_VERSION = f"{NO_VERSIONS} where article_id in ({RESERVED_IDS})"
NO_VALIDATORS = "update feeds set etag = null, last_modified = null"
NOTE = "insert into about(name, value) values (?, ?) on conflict(name) do update set value = excluded.value"

PAGES_THAT_MAY_GO = f"""
select a.url_hash from articles a where a.stage = 'extracted' and not {RESERVED}
union
select u.url_hash from article_urls u join articles a on a.id = u.article_id
where a.stage = 'extracted' and not {RESERVED}"""  # noqa: S608
PAGES = """
select url_hash, fetched_at as at, json_extract(headers, '$."tdm-reservation"') = '1'
  or coalesce(json_extract(headers, '$."x-robots-tag"'), '') like '%noarchive%'
  or coalesce(json_extract(headers, '$."x-robots-tag"'), '') like '%noai%' as reserved from pages
union all select url_hash, made_at, 0 from dictionaries"""


@dataclass(frozen=True, slots=True)
class With:
    """What is published beyond the default: titles, leads, addresses, dates, tags, stories, the health of feeds."""

    texts: bool = False  # of articles and of their earlier versions
    fetches: bool = False  # how feeds and sites were asked, and what they answered
    pages: bool = False  # pages.db as well


Listen = Callable[
    [Callable[[], None]], AbstractContextManager[None]
]  # it calls what it is handed when somebody wants the end


def take_news(news_db: Path, drafts: tuple[Path, Path], what: With, now: datetime, listen: Listen) -> None:
    """What is published of news.db, as the second draft's new content; the first holds all of it on the way.

    Raises StorageError, also where it was interrupted.
    """
    copy(database.open_news(news_db, write=False), drafts[0], listen)
    _strip(drafts, lambda db: strip(db, what, now), listen)


def take_pages(drafts: tuple[Path, Path], news: Path, now: datetime, listen: Listen) -> None:
    """The same of pages.db, which stands in the first draft already, copied before `news` was taken."""
    with closing(database.connect(news, write=False)) as db:
        may_go = frozenset(found["url_hash"] for found in rows(db, PAGES_THAT_MAY_GO))
    _strip(drafts, lambda db: strip_pages(db, may_go, now), listen)


def copy(opened: Database, to: Path, listen: Listen) -> None:
    """All that one moment of a database holds, as an empty file's new content; the database is closed."""
    with closing(opened) as db, listen(db.conn.interrupt):
        run(db, "vacuum into ?", [str(to)])


def copy_pages(pages_db: Path, to: Path, listen: Listen) -> None:
    """The same of a desk's pages.db."""
    copy(database.open_pages(pages_db, write=False), to, listen)


def _strip(drafts: tuple[Path, Path], strip: Callable[[Database], None], listen: Listen) -> None:
    with closing(database.connect(drafts[0], write=True)) as db, listen(db.conn.interrupt):
        strip(db)
        run(db, "vacuum into ?", [str(drafts[1])])
    with closing(database.connect(drafts[1], write=False)) as db, listen(db.conn.interrupt):
        if (said := soundness.quick(db)) is not None:
            raise StorageError(f"this desk's database is damaged ({said}): see `koplamp doctor`")


def strip(db: Database, what: With, now: datetime) -> None:
    """Take out of a copy of news.db what is not to be published. Nobody else has it open, and it may break."""
    _unsafe(db)
    run(db, "pragma foreign_keys = off")
    shown = SHOWN | (FETCHING if what.fetches else set())
    with writing(db):
        triggers = rows(db, "select name, sql from sqlite_master where type = 'trigger' order by rowid")
        for trigger in triggers:
            run(db, f'drop trigger "{trigger["name"]}"')
        for table in tables(db):
            if table not in shown:
                run(db, f'delete from "{table}"')  # noqa: S608  # a name of ours
        _without_texts(db, what)
        if not what.fetches:
            run(db, NO_VALIDATORS)
        run(db, NOTE, [PUBLISHED_AT, instant(now)])
        run(db, NOTE, [PUBLISHED_WITH, " ".join(name for name in ("texts", "fetches") if getattr(what, name))])
        for trigger in triggers:
            run(db, trigger["sql"])


def _without_texts(db: Database, what: With) -> None:
    if not what.texts:
        run(db, "delete from article_text")
        run(db, NO_TEXTS)
        run(db, NO_VERSIONS)
    elif value(db, f"select exists ({RESERVED_IDS})"):
        run(db, NO_TEXT)
        run(db, NO_VERSION)
    else:
        return
    run(db, "insert into articles_fts(articles_fts) values ('rebuild')")


def strip_pages(db: Database, may_go: frozenset[str], now: datetime) -> None:
    """Take out of a copy of pages.db every page of another article, those that just came, and what others owe them."""
    _unsafe(db)
    since = instant(now - JUST_CAME)
    stay = {f["url_hash"] for f in rows(db, PAGES) if f["url_hash"] not in may_go or f["reserved"] or f["at"] > since}
    with writing(db):
        for url_hash in sorted(stay):
            packing.forget(db, url_hash)
            run(db, "delete from pages where url_hash = ?", [url_hash])


def _unsafe(db: Database) -> None:
    """A draft that breaks is thrown away, so nothing is spent on its safety."""
    run(db, "pragma journal_mode = off").fetchall()
    run(db, "pragma synchronous = off")


def may_be_replaced(path: Path, shape: Shape, own: Iterable[Path]) -> None:
    """Raise UsageError if a path holds something that is not an earlier snapshot."""
    if not path.exists():
        return
    if any(path.samefile(one) for one in own if one.exists()):
        raise UsageError(f"{path} is this desk's own database: name another file")
    if not path.is_file() or not _is_snapshot(path, shape):
        raise UsageError(f"{path} exists and was not published by Koplamp: name another file")


def _is_snapshot(path: Path, shape: Shape) -> bool:
    try:
        database.check_mark(path, shape)
    except StorageError:
        return False
    if shape is not schema.NEWS:
        with path.open("rb") as file:
            return file.read(19)[18] == 1  # of a desk's own pages.db it is 2: https://sqlite.org/fileformat2.html, 1.3
    return is_published(path)


def is_published(news_db: Path) -> bool:
    """Whether a news.db of ours began as a snapshot."""
    with speaking(news_db), closing(database.connect(news_db, write=False)) as db:
        return value(db, "select 1 from about where name = ?", [PUBLISHED_AT]) is not None

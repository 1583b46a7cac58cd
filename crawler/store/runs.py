"""Runs, hosts at rest, what was last said to the operator, and the figures that `status` shows."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from crawler.errors import NothingReached
from crawler.model import Run
from crawler.store.database import Row, connect, open_news, row, rows, run, speaking, value, writing
from crawler.store.reads.health import SINCE
from crawler.store.snapshot import PUBLISHED_AT, PUBLISHED_WITH
from crawler.store.times import instant, moment

COUNTS = {
    "articles": "select count(*) from articles where stage = 'extracted'",
    "listed": "select count(*) from articles where stage = 'listed'",
    "failed": "select count(*) from articles where stage = 'failed'",
    "dropped": "select count(*) from articles where stage = 'dropped'",
    "quarantined": "select (select count(*) from quarantine) + (select count(*) from feeds where active = 1 "
    "and costly_sha256 is not null)",
    "versions": "select count(*) from article_versions",
    "candidates": "select count(*) from model_candidates where decided is null",
    "feeds": "select count(*) from feeds where active = 1",
    "sources": "select count(distinct source_id) from feeds where active = 1",
}

FINISH = """
update runs set finished_at = :finished_at, exit_code = :exit_code, feeds_due = :feeds_due,
  feeds_fresh = :feeds_fresh,
  feeds_unchanged = :feeds_unchanged, feeds_failed = :feeds_failed, articles_new = :articles_new,
  articles_changed = :articles_changed,
  pages_fetched = :pages_fetched, bytes = :bytes, cpu_s = :cpu_s, peak_rss_mib = :peak_rss_mib
where id = :id"""
OFFLINE_SINCE = """
select min(started_at) from runs where exit_code = :exit_code and started_at <= :now
  and started_at > coalesce(
    (select max(fetched_at) from fetches where http_status is not null and fetched_at <= :now), '')"""
NEWEST = """
select max(at) from (select max(started_at) as at from runs union all select max(last_attempt_at) from feeds
  union all select max(first_seen_at) from articles)"""
ANSWERED = "select max(fetched_at) from fetches where http_status is not null and fetched_at <= :now"
FEED_ROWS = """
select h.*, h.health as state, (select count(*) from articles a where a.first_feed_id = f.id
  and a.stage = 'extracted') as articles, {since}
from feed_health h join feeds f on f.slug = h.slug order by h.slug"""


def start(db: Database, trigger: str, version: str, now: datetime) -> int:
    """A run begins -> its id. A desk that began as a snapshot is none from then on."""
    with writing(db):
        run(db, "delete from about where name in (?, ?)", [PUBLISHED_AT, PUBLISHED_WITH])
        started = "insert into runs(started_at, trigger, version) values (?, ?, ?)"
        return int(run(db, started, [now, trigger, version]).lastrowid or 0)


def finish(db: Database, run_id: int, done: Run) -> None:
    """A run ended; one that never gets here was killed, and its finished_at stays NULL."""
    values = {name: getattr(done, name) for name in Run.__dataclass_fields__ if name != "size"}
    with writing(db):
        run(db, FINISH, values | {"id": run_id, "bytes": done.size})


def offline_for(db: Database, now: datetime) -> timedelta:
    """For how long runs have ended with "nothing could be reached", with no answer of anybody in between."""
    began = value(db, OFFLINE_SINCE, {"exit_code": NothingReached.exit_code, "now": now})
    return now - moment(began) if began else timedelta()


def feed_rows_in(path: Path) -> list[Row]:
    """The same of a file; none where it is not there. Raises StorageError if it is of an earlier shape."""
    if not path.exists():
        return []
    with speaking(path), closing(open_news(path, write=False)) as db:
        return feed_rows(db)


@dataclass(frozen=True, slots=True)
class Reached:
    """Since when runs reach nobody (None: the last one did), and when somebody answered last."""

    offline_since: datetime | None = None
    answered_at: datetime | None = None


def reached(path: Path, now: datetime) -> Reached:
    """Whether the runs of a file reached anybody; nothing is known where it is not there, or of an earlier shape."""
    with _looking(path) as db:
        if db is None:
            return Reached()
        answered = value(db, ANSWERED, {"now": now})
        lost = offline_for(db, now)
        return Reached(now - lost if lost else None, moment(answered) if answered else None)


def newest(path: Path) -> datetime | None:
    """When the newest thing of a file was stored; None: nothing was."""
    with _looking(path) as db:
        at = None if db is None else value(db, NEWEST)
        return moment(at) if at else None


@contextmanager
def _looking(path: Path) -> Iterator[Database | None]:
    """A file that is only looked at, whatever its shape is; None where it is not there or holds no runs yet."""
    if not path.exists():
        yield None
        return
    with speaking(path), closing(connect(path, write=False)) as db:
        has_runs = db.execute("select 1 from sqlite_master where name = 'runs'").fetchone()
        yield db if has_runs else None


def last(db: Database) -> Row | None:
    """The newest run."""
    return row(db, "select * from runs order by id desc limit 1")


def was_noted(db: Database, name: str, now: datetime, every: timedelta) -> bool:
    """Whether this was said or done less than `every` ago; what lies in the future is a clock that stood wrong."""
    said = value(db, "select said_at from notices where name = ?", [name])
    return said is not None and instant(now - every) < said <= instant(now)


def notice_due(db: Database, name: str, now: datetime, every: timedelta) -> bool:
    """Whether it is time to say this to the operator (again); if so, it counts as said now."""
    with writing(db):
        if was_noted(db, name, now, every):
            return False
        run(
            db,
            "insert into notices(name, said_at) values (?, ?) "
            "on conflict(name) do update set said_at = excluded.said_at",
            [name, now],
        )
        return True


def feed_rows(db: Database) -> list[Row]:
    """A row a feed, as the view feed_health has them, with its articles counted and since when it is so."""
    return rows(db, FEED_ROWS.format(since=SINCE))


def states(db: Database) -> dict[str, str]:
    """How each feed is, by its slug."""
    return {one["slug"]: one["health"] for one in rows(db, "select slug, health from feed_health order by slug")}


def newest_article(db: Database) -> str | None:
    """When the newest article was first seen."""
    at = value(db, "select first_seen_at from articles order by id desc limit 1")
    return str(at) if at else None


def counts(db: Database) -> dict[str, int]:
    """How many articles of each stage, versions, and feeds and sources that are asked."""
    return {name: int(value(db, sql)) for name, sql in COUNTS.items()}

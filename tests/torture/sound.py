"""A desk somebody was killed at -> what is wrong with it; a copy is looked at, and the next run finds it as it was."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.torture.stand import Stand

DRAFTS = (".news.db.*", ".pages.db.*")

LONE = {  # what may never be seen, whenever one looks
    "a text is missing": "select count(*) from articles a where stage = 'extracted'"
    " and not exists (select 1 from article_text t where t.article_id = a.id and t.body <> '')",
    "a text without its article": "select count(*) from article_text t"
    " where not exists (select 1 from articles a where a.id = t.article_id)",
    "an article without a sighting": "select count(*) from articles a"
    " where not exists (select 1 from sightings s where s.article_id = a.id)",
    "a feed was asked and has no next time": "select count(*) from feeds"
    " where last_attempt_at is not null and next_check_at is null",
    "a feed's last question is not its last fetch": "select count(*) from feeds f"
    " where last_attempt_at is not (select max(fetched_at) from fetches where feed_id = f.id)",
    "a feed's new articles are not those that were counted": "select count(*) from feeds f"
    " where (select count(*) from articles where first_feed_id = f.id and stage <> 'dropped')"
    " <> (select coalesce(sum(new), 0) from fetch_days where feed_id = f.id)",
    "a validator without its document's hash": "select count(*) from feeds where etag is not null"
    " and (body_sha256 is null or last_success_at is null)",
}


def faults(desk: Path, stand: Stand) -> list[str]:
    """Everything that is wrong with the databases; a desk without any is sound."""
    with TemporaryDirectory(prefix="koplamp-torture-") as folder:
        for name in ("news.db", "news.db-wal", "pages.db", "pages.db-wal"):
            if (desk / name).exists():
                shutil.copy(desk / name, folder)
        return [*_of_news(Path(folder), stand), *_of_pages(Path(folder))]


def _of_news(folder: Path, stand: Stand) -> Iterator[str]:
    if not (folder / "news.db").exists():
        return
    with closing(sqlite3.connect(folder / "news.db")) as db:
        yield from _of_file(db)
        try:
            db.execute("insert into articles_fts(articles_fts, rank) values ('integrity-check', 1)")
        except sqlite3.DatabaseError as error:
            yield f"the search: {error}"
        yield from (fault for fault, sql in LONE.items() if db.execute(sql).fetchone()[0])
        for slug, etag in db.execute("select slug, etag from feeds where etag is not null"):
            known = {url for (url,) in db.execute("select url from article_urls where url is not null")}
            if not stand.listed(slug, int(etag.strip('"'))) <= known:
                yield f"{slug}: the validator of edition {etag} is stored, and not all of its entries"


def _of_pages(folder: Path) -> Iterator[str]:
    if not (folder / "pages.db").exists() or not (folder / "news.db").exists():
        return
    with closing(sqlite3.connect(folder / "pages.db")) as db:
        yield from _of_file(db)
        kept = {digest for (digest,) in db.execute("select url_hash from pages")}
    with closing(sqlite3.connect(folder / "news.db")) as db:
        read = {
            digest
            for (digest,) in db.execute(
                "select url_hash from articles where stage = 'extracted' and body_method is not 'feed'"
            )
        }
    if lost := read - kept:
        yield f"{len(lost)} pages are missing that a text is said to come from"


def _of_file(db: sqlite3.Connection) -> Iterator[str]:
    if (told := db.execute("pragma integrity_check").fetchall()) != [("ok",)]:
        yield f"integrity: {told[:3]}"
    if broken := db.execute("pragma foreign_key_check").fetchall():
        yield f"foreign keys: {broken[:3]}"


def lost(desk: Path, said: str, run_before: int) -> list[str]:
    """What a run announced in its JSON lines and is not in the database; a line that was cut off was not said."""
    told = [json.loads(line) for line in said.splitlines(keepends=True) if line.endswith("\n")]
    if not told:
        return []
    stored = {
        (row["slug"], row["outcome"], row["entries_seen"], row["entries_new"])
        for row in read(
            desk,
            "select slug, outcome, entries_seen, entries_new from fetches f join feeds on feeds.id = f.feed_id"
            " where run_id > ?",
            run_before,
        )
    }
    gone = [line for line in told if "feed" in line and _as_stored(line) not in stored]
    finished = read(desk, "select 1 from runs where id > ? and finished_at is not null", run_before)
    if any("exit_code" in line for line in told) and not finished:
        gone.append({"run": "was said to have ended"})
    return [f"announced and lost: {line}" for line in gone]


def announced(said: str) -> int:
    """How many lines that is."""
    return said.count("\n")


def _as_stored(line: dict[str, object]) -> tuple[object, ...]:
    return line["feed"], line["outcome"], line["entries"], line["new"]


def articles(desk: Path) -> dict[str, tuple[str, str, str]]:
    """What an analyst reads: address -> title, stage, text."""
    sql = "select url, title, stage, coalesce(body, '') as body from articles left join article_text on article_id = id"
    return {row["url"]: (row["title"], row["stage"], row["body"]) for row in read(desk, sql)}


def read(desk: Path, sql: str, *values: object) -> list[sqlite3.Row]:
    """Rows of the desk's news.db; none if there is none yet."""
    if not (desk / "news.db").exists():
        return []
    with closing(sqlite3.connect(f"{(desk / 'news.db').as_uri()}?mode=ro", uri=True, timeout=30)) as db:
        db.row_factory = sqlite3.Row
        return db.execute(sql, values).fetchall()

"""Stored pages read again by today's rules -> what of their articles changes, and that written.

pages, newest first -> page, its feed's words, its article -> (a reading, made elsewhere) -> Change -> rows

What the rules change is no change of the publisher's: no row goes to `article_versions`, `version` stays, and the next
look at the page is compared with the new text. What an article said by older rules is not kept; its raw page is.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlite_utils import Database

from crawler.model import Article, Page, Stage
from crawler.normal.urls import registrable_domain, same_site
from crawler.store import articles, lines, pages, statements, visits, waiting
from crawler.store.articles import Look
from crawler.store.database import Row, clean, row, rows, run, value, writing
from crawler.store.times import instant

SHOWN = (
    "title", "lead", "authors", "keywords", "published_on", "published_at", "published_from", "modified_at", "language",
    "section", "kind", "free_access", "rights", "image_url", "image_caption", "image_credit", "url", "stage", "body",
)  # fmt: skip
UNSEEN = (
    "published_raw", "published_precision", "sort_at", "word_count", "content_hash", "provenance", "body_method",
    "quality", "blocks",
)  # fmt: skip

ARTICLE = """
select a.*, t.body, t.blocks, f.slug as feed, f.name as feed_name, f.url as feed_url, f.language as feed_language,
  s.slug as source,
  (select json_group_array(name) from (select w.name from article_authors x join authors w on w.id = x.author_id
    where x.article_id = a.id order by x.position)) as authors,
  (select json_group_array(name) from (select k.name from article_keywords y join keywords k on k.id = y.keyword_id
    where y.article_id = a.id order by y.position)) as keywords
from articles a join article_text t on t.article_id = a.id join feeds f on f.id = a.first_feed_id
  join sources s on s.id = a.source_id
where a.id = coalesce((select id from articles where url_hash = :hash),
  (select article_id from article_urls where url_hash = :hash)) and a.stage in ('extracted', 'failed')"""
UNFINISHED = """
select * from replays where id = (select max(id) from replays) and finished_at is null and host is :host
  and since_at is :since and rules_version = :rules and feeds_sha256 = :feeds"""
BEGIN = """
insert into replays(started_at, host, since_at, rules_version, feeds_sha256)
values (:now, :host, :since, :rules, :feeds)"""
REACHED = """
update replays set pages = pages + :pages, changed = changed + :changed, unreadable = unreadable + :unreadable,
  reached_at = :at, reached_hash = :hash where id = :id"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pages: of a host or registrable domain, that came since a moment; by which rules and which feeds.yaml."""

    host: str | None
    since: datetime | None
    rules_version: int
    feeds_sha256: str


@dataclass(frozen=True, slots=True)
class Place:
    """One stored page on the way through all of them."""

    url_hash: str
    fetched_at: str


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a replay has come."""

    replay_id: int
    place: Place


@dataclass(frozen=True, slots=True)
class Kept:
    """One stored page, what its feed said of the article, and the article as it is stored."""

    place: Place
    page: Page
    draft: Article
    article: Row


@dataclass(frozen=True, slots=True)
class Names:
    """Authors or keywords; two that have the same slugs are equal, however the names are spelt."""

    slugs: tuple[str, ...]
    text: str = field(compare=False)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Change:
    """What a reading by today's rules makes of an article. Without a new article it keeps what it has: `why`."""

    kept: Kept
    article: Article | None = None
    differences: tuple[tuple[str, Any, Any], ...] = ()  # column, before, after: what people see
    is_other: bool = False  # something differs, be it seen or not
    why: str | None = None
    reserved: str | None = None  # its publisher reserves the text: it goes


def places(db: Database, wanted: Wanted, after: Row | None = None) -> Iterator[Place]:
    """The pages to read, newest first; `after` is the row of a replay that was ended early, and goes on there."""
    reached, at_hash = (after["reached_at"], after["reached_hash"]) if after else (None, "")
    for url_hash, url, fetched_at in pages.places(db, wanted.since):
        if reached and (fetched_at > reached or (fetched_at == reached and url_hash <= at_hash)):
            continue
        if wanted.host is None or is_of(url, wanted.host):
            yield Place(url_hash, fetched_at)


def hosts(db: Database) -> tuple[str, ...]:
    """The hosts whose pages are stored, with their ports."""
    found = {urlsplit(url).netloc.rpartition("@")[2].lower() for _, url, _ in pages.places(db, None)}
    return tuple(sorted(found - {""}))


def is_of(url: str, host: str) -> bool:
    """Whether an address is on a host, on one below it, or of the registrable domain `host`."""
    name = (urlsplit(url).hostname or "").lower()
    return name == host or name.endswith(f".{host}") or registrable_domain(url) == host


def kept(news: Database, raw: Database, place: Place) -> Kept | None:
    """A page with its article; None: the article has none, is not wanted, or another page of it counts."""
    article = row(news, ARTICLE, {"hash": place.url_hash})
    if article is None:
        return None
    known = rows(news, "select url_hash from article_urls where article_id = ?", [article["id"]])
    if pages.best(raw, article["url_hash"], [found["url_hash"] for found in known]) != place.url_hash:
        return None
    found = pages.kept(raw, place.url_hash)
    if found is None:
        return None
    page, said = found
    return Kept(place, page, said or statements.of_feed(waiting.draft(article)), article)


def changed(news: Database, of: Kept, read: Article | None, why: str | None) -> Change:
    """What a reading changes, without the lines that the host repeats."""
    if read is None or not read.body or articles.says_less(of.article, read):
        return Change(of, why=why or "no text")
    article = lines.filtered(news, registrable_domain(of.page.url_final), _own(of, read))
    if not article.body:
        return Change(of, why="nothing but lines that its host repeats")
    before, after = _columns(of.article), _columns(of.article | _after(of.article, article))
    differences = tuple((name, before[name], after[name]) for name in SHOWN if before[name] != after[name])
    is_other = bool(differences) or any(before[name] != after[name] for name in UNSEEN)
    return Change(of, article, differences, is_other)


def reserved(of: Kept, read: Article, reason: str) -> Change:
    """Its publisher reserves the text: title, lead and link stay."""
    before = of.article
    was_there = bool(before["body"]) or before["stage_reason"] != reason[:300]
    differences = (("stage", before["stage"], reason),) if was_there else ()
    return Change(of, _own(of, read), differences, was_there, reserved=reason)


def _own(of: Kept, read: Article) -> Article:
    """The article without an address that it claims on somebody else's site."""
    claimed = read.canonical_url
    return replace(read, canonical_url=None) if claimed and not same_site(claimed, of.page.url_final) else read


def begin(db: Database, wanted: Wanted, now: datetime) -> Row:
    """The row of a new replay, or of one that was ended early and asked for the same."""
    values = {"host": wanted.host, "since": wanted.since, "rules": wanted.rules_version, "feeds": wanted.feeds_sha256}
    with writing(db):
        found = row(db, UNFINISHED, values)
        if found is not None:
            return found
        made = run(db, BEGIN, values | {"now": now}).lastrowid
        return {"id": made, "started_at": instant(now), "reached_at": None, "pages": 0, "changed": 0, "unreadable": 0}


def save(news: Database, raw: Database, reached: Reached, changes: Sequence[Change], look: Look) -> None:
    """Write what some readings change, and how far the replay has come, in one transaction."""
    with writing(raw):
        for change in changes:
            pages.keep_draft(raw, change.kept.place.url_hash, change.kept.draft)
    with writing(news):
        for change in changes:
            _write(news, change, look)
        counted = {
            "pages": len(changes),
            "changed": sum(bool(change.differences) for change in changes),
            "unreadable": sum(change.article is None for change in changes),
        }
        place = {"id": reached.replay_id, "at": reached.place.fetched_at, "hash": reached.place.url_hash}
        run(news, REACHED, counted | place)
    for change in changes:
        if change.reserved is not None:
            pages.forget(raw, change.kept.place.url_hash)


def finish(db: Database, replay_id: int, now: datetime) -> None:
    """A replay has read all it was to read."""
    with writing(db):
        run(db, "update replays set finished_at = ? where id = ?", [now, replay_id])


def use_rules(db: Database, fingerprint: str, now: datetime) -> int:
    """The number that rules with this fingerprint have on this desk; new ones get the next."""
    known = value(db, "select version from rules where fingerprint = ?", [fingerprint])
    if known is not None:
        return int(known)
    with writing(db):
        insert = "insert into rules(fingerprint, first_used_at) values (?, ?)"
        return int(run(db, insert, [fingerprint, now]).lastrowid or 0)


def _write(db: Database, change: Change, look: Look) -> None:
    if change.article is None:
        return
    if change.reserved is not None:
        if change.is_other:
            visits.reserve(db, change.kept.article, change.article, change.reserved, look)
    elif change.is_other:
        articles.rewrite(db, change.kept.article, change.article, look)
    else:
        done = [look.rules_version, change.kept.article["id"]]
        run(db, "update articles set rules_version = ? where id = ? and rules_version <> ?", [*done, done[0]])


def _after(before: Row, article: Article) -> dict[str, Any]:
    """The columns as `rewrite` would leave them; names that are not told stay."""
    told = {name: clean(said) for name, said in articles.as_stored(before, article).items()}
    told |= {"body": articles.Words.of(article).body, "blocks": articles.blocks_text(article.blocks)}
    for name, names in (("authors", article.authors), ("keywords", article.keywords)):
        if articles.by_slug(names):
            told[name] = json.dumps(list(names))
    return told | {"stage": Stage.EXTRACTED}


def _columns(of: Row) -> dict[str, Any]:
    """A row in a form in which two that say the same are equal."""
    told = {name: of[name] for name in (*SHOWN, *UNSEEN)}
    for name in ("authors", "keywords"):
        found = articles.by_slug(tuple(json.loads(of[name])))
        told[name] = Names(tuple(found), ", ".join(found.values()))
    told["stage"] = str(told["stage"])
    return told

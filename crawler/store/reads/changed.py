"""What publishers changed after we read it: headlines, texts, and pages that are no longer there."""

import sqlite3
from dataclasses import dataclass

from crawler.store.reads.asking import Row, Span, ending, row, rows, span

A_PAGE = 40

# The outer query is the view's own, in the view's own order: so that SQLite walks down the index and stops in time.
HEADLINES = """
select c.article_id, c.changed_at, c.title_before as before, c.title_after as after, c.changed_share, a.language,
  s.slug as source_slug, s.name as source
from changed_headlines c join articles a on a.id = c.article_id join sources s on s.id = a.source_id
where c.changed_at >= :since and c.changed_at < date(:until, '+1 day') and a.stage <> 'dropped'
  and c.title_before <> c.title_after and (:source is null or s.slug = :source)
order by c.changed_at desc limit :most offset :skip"""
OF_ARTICLES = """
select v.article_id, v.seen_at as changed_at, v.title as before, v.changed as changed_share, a.language,
  coalesce((select n.title from article_versions n where n.article_id = v.article_id and n.version > v.version
    order by n.version limit 1), a.title) as after, s.slug as source_slug, s.name as source
from json_each(:ids) j cross join article_versions v on v.article_id = j.value
cross join articles a on a.id = v.article_id cross join sources s on s.id = a.source_id
where v.what in ('title', 'both') and v.title <> after
order by v.seen_at desc, v.id desc limit :most"""
TEXTS = """
select v.article_id, v.seen_at as changed_at, a.title, v.changed as changed_share, a.language, s.slug as source_slug,
  s.name as source
from article_versions v join articles a on a.id = v.article_id join sources s on s.id = a.source_id
where v.seen_at >= :since and v.seen_at < date(:until, '+1 day') and v.what = 'text' and a.stage <> 'dropped'
  and (:source is null or s.slug = :source)
order by v.seen_at desc limit :most"""
GONE = """
select a.id as article_id, a.gone_at, a.title, a.published_on, a.language, s.slug as source_slug, s.name as source
from articles a join sources s on s.id = a.source_id
where a.gone_at >= :since and a.gone_at < date(:until, '+1 day') and a.stage <> 'dropped'
  and (:source is null or s.slug = :source)
order by a.gone_at desc limit :most"""
COUNTS = """
select s.slug, s.name, count(*) filter (where v.what in ('title', 'both')) as headlines,
  count(*) filter (where v.what = 'text') as texts
from article_versions v join articles a on a.id = v.article_id join sources s on s.id = a.source_id
where v.seen_at >= :since and v.seen_at < date(:until, '+1 day') and a.stage <> 'dropped'
group by s.id order by headlines desc, texts desc, s.name"""
LAST = """
select max(coalesce((select max(seen_at) from article_versions), ''),
  coalesce((select max(gone_at) from articles where gone_at is not null), '')) as at"""
SOURCE = "select slug, name from sources where slug = :slug"


@dataclass(frozen=True, slots=True)
class Edited:
    """A headline before and after; `changed_share` of its text was changed with it, 0 to 1."""

    article_id: int
    changed_at: str
    before: str
    after: str
    changed_share: float
    language: str | None
    source_slug: str
    source: str


@dataclass(frozen=True, slots=True)
class Rewritten:
    """An article whose text was changed and whose headline was not."""

    article_id: int
    changed_at: str
    title: str
    changed_share: float
    language: str | None
    source_slug: str
    source: str


@dataclass(frozen=True, slots=True)
class Gone:
    """An article whose page was not there any more when it was looked at again."""

    article_id: int
    gone_at: str
    title: str
    published_on: str | None
    language: str | None
    source_slug: str
    source: str


@dataclass(frozen=True, slots=True)
class Editor:
    """A source, and how often it changed what it had published."""

    slug: str
    name: str
    headlines: int
    texts: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What was changed in some days, the newest first; `more`: there is another page of headlines."""

    span: Span
    page: int
    source: str | None  # the name of the only source that is shown; None: all are
    headlines: tuple[Edited, ...]
    more: bool
    texts: tuple[Rewritten, ...]
    gone: tuple[Gone, ...]
    editors: tuple[Editor, ...]


def changes(db: sqlite3.Connection, days: int, source: str | None = None, page: int = 1) -> Changes:
    """What was changed in the last days with news or with a change; of a source that is not there, nothing."""
    over = _span(db, days)
    asked: Row = {"since": over.since, "until": over.until, "source": source, "most": A_PAGE + 1}
    found = rows(db, HEADLINES, asked | {"skip": (page - 1) * A_PAGE})
    known = row(db, SOURCE, {"slug": source}) if source else None
    return Changes(
        over,
        page,
        known["name"] if known else None,
        tuple(Edited(**one) for one in found[:A_PAGE]),
        len(found) > A_PAGE,
        tuple(Rewritten(**one) for one in rows(db, TEXTS, asked | {"most": 15})),
        tuple(Gone(**one) for one in rows(db, GONE, asked | {"most": 30})),
        tuple(Editor(**one) for one in rows(db, COUNTS, asked)),
    )


def of_articles(db: sqlite3.Connection, ids: str, most: int) -> tuple[Edited, ...]:
    """Changed headlines of these articles (a JSON list of ids), the newest first."""
    return tuple(Edited(**one) for one in rows(db, OF_ARTICLES, {"ids": ids, "most": most}))


def _span(db: sqlite3.Connection, days: int) -> Span:
    """A change may be seen days after the last article came."""
    return ending(max(span(db, days).until, str(rows(db, LAST)[0]["at"])[:10]), days)

"""A source: how its feeds are, how much it writes and on what, how late it is, whom it shares text with, its changes.

All but the feeds is about its articles of some days, whose ids are looked up once.
"""

import json
import sqlite3
from collections import Counter
from dataclasses import dataclass
from statistics import median

from crawler.store.reads import changed
from crawler.store.reads.asking import Row, Span, counted, ids, minutes_later, row, rows, span
from crawler.store.reads.changed import Edited
from crawler.store.reads.health import FeedHealth, of_source
from crawler.store.reads.listed import Headline
from crawler.store.reads.tagged import HEADLINES, Beside

SOURCE = "select id, slug, name, country, language from sources where slug = :slug"
DAYS = """
select published_on as on_day, coalesce(language, '') as language, count(*) as articles from articles
where source_id = :id and published_on between :since and :until and +stage = 'extracted'
group by on_day, language order by on_day"""
BEFORE = """
select count(*) as articles from articles
where source_id = :id and published_on between :since and :until and +stage = 'extracted'"""
EVERYTHING = """
select count(*) as articles from articles where published_on between :since and :until and +stage = 'extracted'"""
KNOWN = "select min(substr(added_at, 1, 10)) < :since as known from feeds where source_id = :id"
IDS = """
select id from articles
where source_id = :id and published_on between :since and :until and +stage = 'extracted'"""
NEWEST = """
select * from (
  select id from articles where source_id = :id and published_on between :since and :until and +stage = 'extracted'
  order by published_on desc, id desc limit :most)
union all
select * from (
  select id from articles where source_id = :id and published_on is null and +stage = 'extracted'
  order by id desc limit :most)"""
VOLUME = "select articles, base_week, z, verdict, last_on from source_volume where slug = :slug"

_TAGS = """
select t.{of}_id as id, count(*) as articles from json_each(:ids) j cross join article_{of}s t on t.article_id = j.value
where t.rejected_by is null group by t.{of}_id order by articles desc, t.{of}_id"""
TAGS = {of: _TAGS.format(of=of) for of in ("make", "model", "topic")}
_NAMES = """
select n.id, n.slug, n.{label} as name, (select total(d.articles) from tag_days d
  where d.kind = '{of}' and d.tag_id = n.id and d.on_day between :since and :until) as everywhere
from json_each(:ids) j cross join {of}s n on n.id = j.value"""
NAMES = {of: _NAMES.format(of=of, label="label" if of == "model" else "name") for of in TAGS}
# On every day on which there is something about it, this source is the only one.
ALONE = """
select j.value as id from json_each(:ids) j where not exists (select 1 from tag_days d
  where d.kind = :kind and d.tag_id = j.value and d.on_day between :since and :until and d.source_ids <> :only)
limit :most"""
COPIES = """
select s.slug, s.name, d.kind, d.first_id = j.value as is_first, o.id as other_id, j.value as id
from json_each(:ids) j cross join article_duplicates d on d.article_id = j.value
cross join articles o on o.id = d.other_id cross join sources s on s.id = o.source_id
where o.source_id <> :id
union all
select s.slug, s.name, d.kind, d.first_id = j.value, o.id, j.value
from json_each(:ids) j cross join article_duplicates d on d.other_id = j.value
cross join articles o on o.id = d.article_id cross join sources s on s.id = o.source_id
where o.source_id <> :id"""
# Its first article of each story it took part in; who had first the stories that several sources tell.
MINE = """
select a.story_id, min(a.sort_at) as sort_at, a.published_at from json_each(:ids) j
cross join articles a on a.id = j.value
where a.story_id is not null group by a.story_id"""
FIRST = """
select t.id as story_id, f.source_id, f.published_at, s.slug, s.name
from json_each(:stories) j cross join stories t on t.id = j.value
cross join articles f on f.id = t.first_article_id cross join sources s on s.id = f.source_id
where t.source_count > 1"""

MOST, MOST_NEWEST, MOST_CHANGED = 12, 15, 8


@dataclass(frozen=True, slots=True)
class Volume:
    """Its last whole week against the eight before, as `source_volume` has it."""

    articles: int
    base_week: float | None
    z: float | None
    verdict: str  # silent, low, high, usual, unknown
    last_on: str | None


@dataclass(frozen=True, slots=True)
class Leader:
    """A source that had stories before this one."""

    slug: str
    name: str
    stories: int


@dataclass(frozen=True, slots=True)
class Lag:
    """Stories of several sources in which it took part, those it had first, and how late it was with the others.

    `median_minutes` is None where no lag is known; `counts` are stories by lag: within an hour, a day, later, unknown.
    """

    stories: int
    first: int
    median_minutes: int | None
    counts: tuple[int, int, int, int]
    leaders: tuple[Leader, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """Texts it has in common with another source: those the other had first, those it had first itself, in words."""

    slug: str
    name: str
    theirs: int
    ours: int
    whole: int  # of both: word for word
    parts: int  # a piece of it, or a quotation


@dataclass(frozen=True, slots=True)
class Alone:
    """Something that no other source wrote about in these days."""

    kind: str
    slug: str
    name: str
    articles: int


@dataclass(frozen=True, slots=True)
class _Tags:
    first: tuple[Beside, ...]
    alone: tuple[Alone, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """All that a page says about a source. `before`: articles of as many days before; None: it was not known then.

    Tags, lags, shared texts and changes are counted over `counted`: of very much, only the last.
    """

    slug: str
    name: str
    country: str | None
    language: str | None
    span: Span
    counted: Span
    feeds: tuple[FeedHealth, ...]
    articles: int
    before: int | None
    share: float  # of all news of these days
    languages: tuple[str, ...]  # the most first; '' where it is not known
    days: tuple[tuple[str, tuple[int, ...]], ...]  # each day, its articles by language
    volume: Volume | None  # None: no feed of it is asked
    lag: Lag
    makes: tuple[Beside, ...]
    topics: tuple[Beside, ...]
    shared: tuple[Shared, ...]
    changed: tuple[Edited, ...]
    alone: tuple[Alone, ...]
    newest: tuple[Headline, ...]


def source(db: sqlite3.Connection, slug: str, days: int) -> Source | None:
    """A source by its slug, over the last days with news; None: there is none."""
    found = row(db, SOURCE, {"slug": slug})
    if found is None:
        return None
    over = span(db, days)
    asked: Row = {"id": found["id"], "slug": slug, "since": over.since, "until": over.until, "most": MOST}
    languages, by_day = _days(rows(db, DAYS, asked), over)
    articles = sum(sum(counts) for _, counts in by_day)
    part = counted(over, ((on, sum(counts)) for on, counts in by_day))
    some = asked | {"since": part.since, "only": json.dumps([found["id"]])}
    some["ids"] = ids(rows(db, IDS, some))
    some["everything"] = rows(db, EVERYTHING, some)[0]["articles"]
    volume = row(db, VOLUME, asked)
    newest = ids(rows(db, NEWEST, asked | {"most": MOST_NEWEST * 4}))
    all_news = some["everything"] if part == over else rows(db, EVERYTHING, asked)[0]["articles"]
    makes, models, topics = (_tags(db, kind, some) for kind in TAGS)
    return Source(
        slug, found["name"], found["country"], found["language"], over, part, of_source(db, found["id"]), articles,
        _before(db, asked, over), articles / max(1, all_news), languages, by_day, Volume(**volume) if volume else None,
        lag(db, found["id"], rows(db, MINE, some)), makes.first, topics.first, _shared(rows(db, COPIES, some)),
        changed.of_articles(db, some["ids"], MOST_CHANGED), (*makes.alone, *models.alone, *topics.alone),
        tuple(Headline(**one) for one in rows(db, HEADLINES, {"ids": newest, "most": MOST_NEWEST})),
    )  # fmt: skip


def lag(db: sqlite3.Connection, source_id: int, mine: list[Row]) -> Lag:
    """How late a source was with what others told too."""
    own = {one["story_id"]: one for one in mine}
    told = rows(db, FIRST, {"stories": json.dumps(list(own))})
    late = [one for one in told if one["source_id"] != source_id]
    lags = [minutes_later(one["published_at"], own[one["story_id"]]["published_at"]) for one in late]
    known = [minutes for minutes in lags if minutes is not None]
    within = sum(minutes <= 60 for minutes in known), sum(60 < minutes <= 1440 for minutes in known)
    leaders = Counter((one["slug"], one["name"]) for one in late)
    return Lag(
        len(told),
        len(told) - len(late),
        round(median(known)) if known else None,
        (*within, sum(minutes > 1440 for minutes in known), len(lags) - len(known)),
        tuple(Leader(slug, name, count) for (slug, name), count in leaders.most_common(5)),
    )


def _before(db: sqlite3.Connection, asked: Row, over: Span) -> int | None:
    before = asked | {"since": over.before.since, "until": over.before.until}
    known = rows(db, KNOWN, before)[0]["known"]
    return int(rows(db, BEFORE, before)[0]["articles"]) if known else None


def _days(found: list[Row], over: Span) -> tuple[tuple[str, ...], tuple[tuple[str, tuple[int, ...]], ...]]:
    """Its languages, the most first, and its articles in each of them on every day."""
    total: Counter[str] = Counter()
    counts: dict[tuple[str, str], int] = {}
    for one in found:
        total[one["language"]] += one["articles"]
        counts[one["on_day"], one["language"]] = one["articles"]
    languages = tuple(name for name, _ in total.most_common())
    return languages, tuple((on, tuple(counts.get((on, name), 0) for name in languages)) for on in over.days)


def _tags(db: sqlite3.Connection, kind: str, some: Row) -> _Tags:
    """What it writes about most, and what nobody else writes about."""
    counts = {one["id"]: one["articles"] for one in rows(db, TAGS[kind], some)}
    alone = [one["id"] for one in rows(db, ALONE, some | {"kind": kind, "ids": json.dumps(list(counts))})]
    first = list(counts)[:MOST]
    names = {one["id"]: one for one in rows(db, NAMES[kind], some | {"ids": json.dumps([*first, *alone])})}
    own, everything = len(json.loads(some["ids"])), some["everything"]
    return _Tags(
        tuple(
            Beside(
                names[at]["slug"], names[at]["name"], counts[at], counts[at] / own, names[at]["everywhere"] / everything
            )
            for at in first
        ),
        tuple(Alone(kind, names[at]["slug"], names[at]["name"], counts[at]) for at in alone),
    )


def _shared(found: list[Row]) -> tuple[Shared, ...]:
    """By source, those with the most texts in common first."""
    by: dict[tuple[str, str], Counter[str]] = {}
    for one in found:
        counts = by.setdefault((one["slug"], one["name"]), Counter())
        counts["ours" if one["is_first"] else "theirs"] += 1
        counts["whole" if one["kind"] in ("exact", "syndicated") else "parts"] += 1
    made = (Shared(*who, n["theirs"], n["ours"], n["whole"], n["parts"]) for who, n in by.items())
    return tuple(sorted(made, key=lambda one: (-one.theirs - one.ours, one.name))[:MOST])

"""A make, model or topic -> what was written about it in some days: how much, with what, by whom, in which stories.

`tag_days` says on which days there is something, and only those days are looked up in the tables of tags. Undated
articles stand on no day: they are among the newest ones, and nowhere else.
"""

import json
import sqlite3
from dataclasses import dataclass

from crawler.store.reads.asking import EARLIEST, LATEST_DAY, Row, Span, counted, ids, rows
from crawler.store.reads.listed import Headline

_ON = """
select t.article_id as id from json_each(:days) d
cross join article_{of}s t on t.published_on = d.value and t.{of}_id = :id
where t.rejected_by is null"""
ON = {kind: _ON.format(of=kind) for kind in ("make", "model", "topic")}
_UNDATED = """
select article_id as id from article_{of}s where published_on is null and {of}_id = :id and rejected_by is null
order by article_id desc limit :most"""
UNDATED = {kind: _UNDATED.format(of=kind) for kind in ("make", "model", "topic")}
# As many days, the newest first, as it takes to have enough.
RECENT = """
select on_day from (
  select on_day, sum(articles) over (order by on_day desc) - articles as newer from tag_days
  where kind = :kind and tag_id = :id and on_day between :since and :until)
where newer < :most"""
DAYS = """
select on_day, articles, stories from tag_days
where kind = :kind and tag_id = :id and on_day between :since and :until order by on_day"""
BEFORE = """
select total(articles) as articles, (select min(on_day) from tag_days where kind = 'make') < :since as known
from tag_days where kind = :kind and tag_id = :id and on_day between :since and :until"""
COUNTS = """
select (select count(distinct s.value) from tag_days d, json_each(d.source_ids) s
    where d.kind = :kind and d.tag_id = :id and d.on_day between :since and :until) as sources,
  (select count(distinct s.value) from tag_days d, json_each(d.story_ids) s
    where d.kind = :kind and d.tag_id = :id and d.on_day between :since and :until) as stories,
  exists (select 1 from tag_days where kind = :kind and tag_id = :id) as ever"""

# What else stands in these articles, and who wrote them.
MAKES = """
select m.slug, m.name, m.id, count(*) as articles from json_each(:ids) j
cross join article_makes t on t.article_id = j.value
cross join makes m on m.id = t.make_id
where t.rejected_by is null and not (:kind = 'make' and t.make_id = :id)
group by t.make_id order by articles desc, m.name limit :most"""
MODELS = """
select n.slug, n.label as name, n.id, count(*) as articles from json_each(:ids) j
cross join article_models t on t.article_id = j.value
cross join models n on n.id = t.model_id
where t.rejected_by is null and not (:kind = 'model' and t.model_id = :id) and not (:kind = 'make' and n.make_id = :id)
group by t.model_id order by articles desc, n.label limit :most"""
TOPICS = """
select n.slug, n.name, n.id, count(*) as articles from json_each(:ids) j
cross join article_topics t on t.article_id = j.value
cross join topics n on n.id = t.topic_id
where t.rejected_by is null and not (:kind = 'topic' and t.topic_id = :id)
group by t.topic_id order by articles desc, n.name limit :most"""
SOURCES = """
select s.slug, s.name, s.id, count(*) as articles from json_each(:ids) j
cross join articles a on a.id = j.value
cross join sources s on s.id = a.source_id
where a.stage = 'extracted' group by a.source_id order by articles desc, s.name"""
USUAL = """
select tag_id as id, total(articles) as articles from json_each(:ids) j
join tag_days d on d.kind = 'topic' and d.tag_id = j.value and d.on_day between :since and :until group by d.tag_id"""
ALL = """
select source_id as id, count(*) as articles from articles
where published_on between :since and :until and +stage = 'extracted' group by source_id"""
OF_MAKE = """
select n.slug, n.label as name, d.on_day, d.articles from models n
join tag_days d on d.kind = 'model' and d.tag_id = n.id and d.on_day between :since and :until
where n.make_id = :id order by n.id, d.on_day"""
# Of stories that name it in passing, in fewer than half of their articles, there is no word.
STORIES = """
select t.id, t.title, t.language, t.first_at, t.last_at, t.source_count as sources, t.article_count as articles
from (select a.story_id, count(*) as about from json_each(:ids) j cross join articles a on a.id = j.value
  where a.story_id is not null group by a.story_id) s
cross join stories t on t.id = s.story_id
where t.source_count > 1 and t.merged_into is null and 2 * s.about >= t.article_count
order by t.source_count desc, t.last_at desc, t.id limit :most"""
HEADLINES = """
select a.id, a.title, a.language, a.kind, a.published_on, a.published_at, a.sort_at, s.slug as source_slug,
  s.name as source
from json_each(:ids) j cross join articles a on a.id = j.value cross join sources s on s.id = a.source_id
where a.stage = 'extracted' order by a.sort_at desc, a.id desc limit :most"""

MOST = 12  # rows of a list: more is a table, and that is a link away
MOST_STORIES = 8
MOST_NEWEST = 15
MOST_MODELS = 24


@dataclass(frozen=True, slots=True)
class Tag:
    """A make, a model or a topic."""

    kind: str  # make, model, topic
    id: int
    slug: str  # of a model: make/model
    name: str


@dataclass(frozen=True, slots=True)
class Day:
    """How much was written on a day."""

    on: str
    articles: int
    stories: int


@dataclass(frozen=True, slots=True)
class Beside:
    """A tag that stands in the same articles: in how many, which share of them, and of all news (None: not counted)."""

    slug: str
    name: str
    articles: int
    share: float
    usual_share: float | None = None


@dataclass(frozen=True, slots=True)
class Teller:
    """A source that wrote about it: how much, which share of all that was, and which share of its own articles."""

    slug: str
    name: str
    articles: int
    share: float
    own_share: float


@dataclass(frozen=True, slots=True)
class Line:
    """A model of a make: its articles in these days, and on each of them."""

    slug: str
    name: str
    articles: int
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A story of several sources."""

    id: int
    title: str
    language: str | None
    first_at: str
    last_at: str
    sources: int
    articles: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """All that a page says about a tag. `before` counts the articles of as many days before; None: not all are known.

    What stands beside it, and who wrote it, is counted over `counted`: of very much, only the last.
    """

    tag: Tag
    span: Span
    counted: Span
    articles: int
    stories: int
    source_count: int
    before: int | None
    ever: bool  # something was written about it at some time
    days: tuple[Day, ...]
    makes: tuple[Beside, ...]
    models: tuple[Beside, ...]
    topics: tuple[Beside, ...]
    sources: tuple[Teller, ...]
    told: tuple[Told, ...]
    newest: tuple[Headline, ...]


def coverage(db: sqlite3.Connection, tag: Tag, span: Span) -> Coverage:
    """What was written about a tag in these days."""
    asked: Row = {"kind": tag.kind, "id": tag.id, "since": span.since, "until": span.until, "most": MOST}
    days = _days(db, asked, span)
    counts = rows(db, COUNTS, asked)[0]
    part = counted(span, ((day.on, day.articles) for day in days))
    some = [day for day in days if day.articles and day.on >= part.since]
    beside = asked | {"since": part.since, "days": json.dumps([day.on for day in some])}
    beside["ids"] = ids(rows(db, ON[tag.kind], beside))
    number = sum(day.articles for day in some)
    everything = {one["id"]: one["articles"] for one in rows(db, ALL, beside)}
    return Coverage(
        tag, span, part, sum(day.articles for day in days), counts["stories"], counts["sources"],
        _before(db, asked, span), bool(counts["ever"]), days, _beside(rows(db, MAKES, beside), number),
        _beside(rows(db, MODELS, beside), number), _topics(db, beside, number, sum(everything.values())),
        _tellers(rows(db, SOURCES, beside), number, everything),
        tuple(Told(**one) for one in rows(db, STORIES, beside | {"most": MOST_STORIES})), newest(db, tag),
    )  # fmt: skip


def recent(db: sqlite3.Connection, asked: Row) -> list[Row]:
    """Ids of articles about a tag: of as many days, the newest first, as it takes to have `most` of them."""
    days = json.dumps([one["on_day"] for one in rows(db, RECENT, asked)])
    return rows(db, ON[asked["kind"]], asked | {"days": days})


def newest(db: sqlite3.Connection, tag: Tag) -> tuple[Headline, ...]:
    """The last articles about a tag, whenever they came."""
    asked: Row = {
        "kind": tag.kind, "id": tag.id, "since": EARLIEST, "until": LATEST_DAY, "most": MOST_NEWEST,
    }  # fmt: skip
    found = recent(db, asked) + rows(db, UNDATED[tag.kind], asked)
    return tuple(Headline(**one) for one in rows(db, HEADLINES, asked | {"ids": ids(found)}))


def lines(db: sqlite3.Connection, make_id: int, span: Span) -> tuple[Line, ...]:
    """The models of a make that were written about, the most first."""
    asked = {"id": make_id, "since": span.since, "until": span.until}
    at = {day: n for n, day in enumerate(span.days)}
    found: dict[str, Row] = {}
    for one in rows(db, OF_MAKE, asked):
        line = found.setdefault(one["slug"], {"name": one["name"], "days": [0] * len(at)})
        line["days"][at[one["on_day"]]] = one["articles"]
    made = (Line(slug, line["name"], sum(line["days"]), tuple(line["days"])) for slug, line in found.items())
    return tuple(sorted(made, key=lambda line: (-line.articles, line.name))[:MOST_MODELS])


def _days(db: sqlite3.Connection, asked: Row, span: Span) -> tuple[Day, ...]:
    """Every day, also those on which nothing was written."""
    found = {one["on_day"]: one for one in rows(db, DAYS, asked)}
    none = {"articles": 0, "stories": 0}
    return tuple(Day(on, (one := found.get(on, none))["articles"], one["stories"]) for on in span.days)


def _before(db: sqlite3.Connection, asked: Row, span: Span) -> int | None:
    before = span.before
    [found] = rows(db, BEFORE, asked | {"since": before.since, "until": before.until})
    return int(found["articles"]) if found["known"] else None


def _beside(found: list[Row], articles: int) -> tuple[Beside, ...]:
    return tuple(Beside(one["slug"], one["name"], n := one["articles"], n / articles) for one in found)


def _topics(db: sqlite3.Connection, asked: Row, articles: int, all_news: int) -> tuple[Beside, ...]:
    """The topics beside it, each with its share of all news."""
    found = rows(db, TOPICS, asked)
    usual = {one["id"]: one["articles"] for one in rows(db, USUAL, asked | {"ids": ids(found)})}
    return tuple(
        Beside(one["slug"], one["name"], n := one["articles"], n / articles, usual.get(one["id"], 0) / max(1, all_news))
        for one in found
    )


def _tellers(found: list[Row], articles: int, everything: dict[int, int]) -> tuple[Teller, ...]:
    return tuple(
        Teller(one["slug"], one["name"], n := one["articles"], n / articles, n / max(n, everything.get(one["id"], 0)))
        for one in found
    )

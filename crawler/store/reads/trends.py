"""What is written about most and what rises: makes, models, topics; share of voice; sources off their usual."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import repeat

from crawler.store.reads.asking import Row, Span, rows, span

RISING = "select make as name, slug, stories, base_week, z, articles, sources, until_day from makes_rising"
_COVERED = """
with many as materialized (
  select n.id, n.slug, n.{label} as name, (
    select sum(d.articles) from tag_days d
    where d.kind = '{of}' and d.tag_id = n.id and d.on_day between :since and :until) as articles
  from {of}s n order by articles desc, n.id limit :most)
select id, slug, name, articles, iif(
  (select min(on_day) from tag_days where kind = 'make') > :from, null, (
    select cast(total(d.articles) as integer) from tag_days d
    where d.kind = '{of}' and d.tag_id = many.id and d.on_day between :from and :before)) as before
from many where articles > 0 order by articles desc, name"""
COVERED = {of: _COVERED.format(of=of, label="label" if of == "model" else "name") for of in ("make", "model", "topic")}
SERIES = """
select json_group_object(on_day, articles) as days from tag_days
where kind = :kind and tag_id = :id and on_day between :since and :until"""
VOICE = "select source, make, slug, articles, share, usual_share from share_of_voice"
PAGES = "select name, min(slug) as slug from sources group by name having count(*) = 1"
VOLUME = "select source as name, slug, articles, base_week, z, verdict, last_on from source_volume"

Mention = tuple[str, str, str, int, float, float]  # a row of VOICE

MOST = 12
VOICE_MAKES, VOICE_SOURCES = 8, 14


@dataclass(frozen=True, slots=True)
class Rising:
    """A make: stories of its last week, those of a middling one, and how unlikely that is (None: too few weeks)."""

    name: str
    slug: str
    stories: int
    base_week: float | None
    z: float | None
    articles: int
    sources: int
    until_day: str


@dataclass(frozen=True, slots=True)
class Covered:
    """A tag, how much was written about it, how much in as many days before (None: not known), and on each day."""

    slug: str
    name: str
    articles: int
    before: int | None
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """A source, and the share of each make in what it writes about makes, in the order of `Trends.voice_makes`."""

    slug: str | None
    name: str
    articles: int
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class VoiceMake:
    """A make, and its share over all sources."""

    slug: str
    name: str
    usual_share: float


@dataclass(frozen=True, slots=True)
class Odd:
    """A source that writes less or more than it usually does, or that can not be compared yet."""

    name: str
    slug: str
    articles: int
    base_week: float | None
    z: float | None
    verdict: str
    last_on: str | None


@dataclass(frozen=True, slots=True)
class Trends:
    """All that the page shows."""

    span: Span
    rising: tuple[Rising, ...]
    makes: tuple[Covered, ...]
    models: tuple[Covered, ...]
    topics: tuple[Covered, ...]
    voice_makes: tuple[VoiceMake, ...]
    voice: tuple[Voice, ...]
    odd: tuple[Odd, ...]  # silent, low or high
    usual: int  # sources that write as they do
    unknown: int  # sources that are too young to say


def trends(db: sqlite3.Connection, days: int) -> Trends:
    """Over the last days with news; what rises is always the last week, share of voice the last 30 days."""
    over = span(db, days)
    volume = [Odd(**one) for one in rows(db, VOLUME)]
    pages = {one["name"]: one["slug"] for one in rows(db, PAGES)}
    voice_makes, voice = _voice(db.execute(VOICE), pages)
    return Trends(
        over,
        tuple(Rising(**one) for one in rows(db, RISING)),
        covered(db, "make", over),
        covered(db, "model", over),
        covered(db, "topic", over),
        voice_makes,
        voice,
        tuple(one for one in volume if one.verdict in ("silent", "low", "high")),
        sum(one.verdict == "usual" for one in volume),
        sum(one.verdict == "unknown" for one in volume),
    )


def covered(
    db: sqlite3.Connection, kind: str, over: Span, most: int = MOST, drawn: Span | None = None
) -> tuple[Covered, ...]:
    """What was written about most of one kind (make, model, topic), and on each day of `drawn`, or of the same days."""
    asked: Row = {
        "kind": kind, "since": over.since, "until": over.until, "from": over.before.since, "before": over.before.until,
        "most": most,
    }  # fmt: skip
    shown = drawn or over
    days, series = shown.days, asked | {"since": shown.since, "until": shown.until}
    made = []
    for one in rows(db, COVERED[kind], asked):
        found = json.loads(rows(db, SERIES, series | {"id": one["id"]})[0]["days"])
        each = tuple(map(found.get, days, repeat(0)))
        made.append(Covered(one["slug"], one["name"], one["articles"], one["before"], each))
    return tuple(made)


def _voice(found: Iterable[Mention], pages: Row) -> tuple[tuple[VoiceMake, ...], tuple[Voice, ...]]:
    """The makes that are mentioned most, and the sources that mention most, of thousands of pairs."""
    usual: dict[str, tuple[float, str]] = {}
    totals: Counter[str] = Counter()
    shares: dict[tuple[str, str], float] = {}
    for source, make, slug, articles, share, usual_share in found:
        usual[slug] = (-usual_share, make)
        totals[source] += articles
        shares[source, slug] = share
    makes = [VoiceMake(slug, usual[slug][1], -usual[slug][0]) for slug in sorted(usual, key=usual.__getitem__)]
    makes = makes[:VOICE_MAKES]
    loudest = sorted(totals, key=lambda name: (-totals[name], name))[:VOICE_SOURCES]
    return tuple(makes), tuple(
        Voice(pages.get(name), name, totals[name], tuple(shares.get((name, make.slug), 0.0) for make in makes))
        for name in loudest
    )

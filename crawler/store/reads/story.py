"""A story: who told it and when, who was first, in which languages, about what, with which text in common."""

import json
import sqlite3
from collections import Counter
from dataclasses import dataclass

from crawler.store.reads import tagged
from crawler.store.reads.asking import Row, minutes_later, row, rows
from crawler.store.reads.tagged import Beside

STORY = """
select id, title, language, first_at, last_at, article_count as articles, source_count as sources, merged_into
from stories where id = :id"""
ARTICLES = """
select a.id, a.title, a.language, a.kind, a.published_at, a.published_on, a.sort_at, a.story_score as score,
  a.story_edit_id is not null as by_hand, s.slug as source_slug, s.name as source
from articles a cross join sources s on s.id = a.source_id
where a.story_id = :id and a.stage <> 'dropped' order by a.sort_at, a.id limit :most"""
COPIES = """
select d.article_id, d.other_id, d.kind, d.containment, d.first_id, d.lag_minutes
from json_each(:ids) j cross join article_duplicates d on d.article_id = j.value
cross join articles o on o.id = d.other_id
where o.story_id = :id order by d.first_id, d.lag_minutes limit :most"""
EDITS = """
select e.at, e.actor, e.op, e.story_id = :id as is_out, t.id as other_id, t.title, t.language,
  json_array_length(e.articles) as articles
from story_edits e join stories t on t.id = iif(e.story_id = :id, e.other_id, e.story_id)
where e.story_id = :id or e.other_id = :id order by e.id desc limit :most"""
PARTS = "select count(*) as stories from stories where merged_into = :id"

MOST_ARTICLES, MOST_COPIES, MOST_EDITS, MOST_TAGS = 500, 60, 50, 12
FARTHEST = 50  # stories that became part of each other, one after the other


@dataclass(frozen=True, slots=True)
class Telling:
    """An article of the story. `lag_minutes` after the first one; None: of one of them only the day is known."""

    id: int
    title: str
    language: str | None
    kind: str
    published_at: str | None
    published_on: str | None
    sort_at: str
    score: float | None  # how like the story it was when it joined, 0 to 1
    by_hand: int
    source_slug: str
    source: str
    lag_minutes: int | None


@dataclass(frozen=True, slots=True)
class Teller:
    """A source that tells it: its articles, the first one first."""

    slug: str
    name: str
    tellings: tuple[Telling, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles of the story with text in common, the one that came out first in front."""

    first: Telling
    later: Telling
    kind: str
    containment: float
    lag_minutes: int | None


@dataclass(frozen=True, slots=True)
class Edit:
    """What somebody decided: articles went to another story (`is_out`), or came from it."""

    at: str
    actor: str
    op: str  # split, merge, move
    is_out: int
    other_id: int
    title: str
    language: str | None
    articles: int


@dataclass(frozen=True, slots=True)
class Story:
    """All that a page says about a story. `articles` and `sources` are counted by the desk; `tellings` are the first
    of them, which is all of them but in the largest stories."""

    id: int
    title: str
    language: str | None
    first_at: str
    last_at: str
    articles: int
    sources: int
    tellings: tuple[Telling, ...]
    tellers: tuple[Teller, ...]  # the first one first
    languages: tuple[tuple[str, int], ...]  # articles in each, '' where it is not known
    makes: tuple[Beside, ...]
    models: tuple[Beside, ...]
    topics: tuple[Beside, ...]
    pairs: tuple[Pair, ...]
    edits: tuple[Edit, ...]  # the last one first
    parts: int  # stories that became part of it


def story(db: sqlite3.Connection, story_id: int) -> Story | None:
    """A story by its id; where it became part of another one, that one. None: there is none."""
    found = _standing(db, story_id)
    if found is None:
        return None
    asked: Row = {"id": found["id"]}
    tellings = _tellings(rows(db, ARTICLES, asked | {"most": MOST_ARTICLES}))
    about: Row = {"ids": json.dumps([one.id for one in tellings]), "kind": "", "id": 0, "most": MOST_TAGS}
    makes, models, topics = (
        tuple(Beside(one["slug"], one["name"], n := one["articles"], n / len(tellings)) for one in rows(db, sql, about))
        for sql in (tagged.MAKES, tagged.MODELS, tagged.TOPICS)
    )
    return Story(
        **found, tellings=tellings, tellers=_tellers(tellings), makes=makes, models=models, topics=topics,
        languages=tuple(Counter(one.language or "" for one in tellings).most_common()),
        pairs=_pairs(rows(db, COPIES, about | asked | {"most": MOST_COPIES}), tellings),
        edits=tuple(Edit(**one) for one in rows(db, EDITS, asked | {"most": MOST_EDITS})),
        parts=rows(db, PARTS, asked)[0]["stories"],
    )  # fmt: skip


def _standing(db: sqlite3.Connection, story_id: int) -> Row | None:
    """The story that stands by itself and holds this one."""
    for _ in range(FARTHEST):
        found = row(db, STORY, {"id": story_id})
        if found is None:
            return None
        story_id = found.pop("merged_into")
        if story_id is None:
            return found
    return None


def _tellings(found: list[Row]) -> tuple[Telling, ...]:
    first = found[0]["published_at"] if found else None
    late = [0 if at == 0 else minutes_later(first, one["published_at"]) for at, one in enumerate(found)]
    return tuple(Telling(**one, lag_minutes=lag) for one, lag in zip(found, late, strict=True))


def _tellers(tellings: tuple[Telling, ...]) -> tuple[Teller, ...]:
    by: dict[str, list[Telling]] = {}
    for one in tellings:
        by.setdefault(one.source_slug, []).append(one)
    return tuple(Teller(slug, told[0].source, tuple(told)) for slug, told in by.items())


def _pairs(found: list[Row], tellings: tuple[Telling, ...]) -> tuple[Pair, ...]:
    by = {one.id: one for one in tellings}
    pairs = []
    for one in found:
        later = one["other_id"] if one["first_id"] == one["article_id"] else one["article_id"]
        if one["first_id"] in by and later in by:
            pairs.append(Pair(by[one["first_id"]], by[later], one["kind"], one["containment"], one["lag_minutes"]))
    return tuple(pairs)

"""Ids -> articles as a list shows them: title, lead, when, by whom, about which makes, in which story."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.store.reads.asking import rows

LISTED = """
select a.id, a.title, coalesce(a.lead, '') as lead, a.language, a.kind, a.published_on, a.published_at, a.sort_at,
  s.slug as source_slug, s.name as source, t.id as story_id, t.source_count as story_sources
from json_each(:ids) j cross join articles a on a.id = j.value cross join sources s on s.id = a.source_id
left join stories t on t.id = a.story_id and t.source_count > 1 and t.merged_into is null
where a.stage = 'extracted'"""
MAKES = """
select t.article_id as id, m.slug, m.name from json_each(:ids) j
cross join article_makes t on t.article_id = j.value cross join makes m on m.id = t.make_id
where t.rejected_by is null order by t.article_id, t.in_title desc, t.mentions desc, m.name"""

MOST_MAKES = 3  # beside an article


@dataclass(frozen=True, slots=True)
class Named:
    """A make, or whatever else has a page and a name."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Headline:
    """An article in a list. Only the day is known where `published_at` is None, and nothing where `published_on` is."""

    id: int
    title: str
    language: str | None
    kind: str
    published_on: str | None
    published_at: str | None
    sort_at: str
    source_slug: str
    source: str


@dataclass(frozen=True, slots=True)
class Listed(Headline):
    """An article with its lead and what it is about. `story_id` is None where no other source tells it."""

    lead: str
    story_id: int | None
    story_sources: int | None
    makes: tuple[Named, ...]


def listed(db: sqlite3.Connection, ids: Sequence[int]) -> tuple[Listed, ...]:
    """The articles, in the order of their ids here."""
    asked = {"ids": json.dumps(list(ids))}
    makes: dict[int, list[Named]] = {}
    for one in rows(db, MAKES, asked):
        makes.setdefault(one["id"], []).append(Named(one["slug"], one["name"]))
    found = {
        one["id"]: Listed(**one, makes=tuple(makes.get(one["id"], ())[:MOST_MAKES])) for one in rows(db, LISTED, asked)
    }
    return tuple(found[one] for one in ids if one in found)

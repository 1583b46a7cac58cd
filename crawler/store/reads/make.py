"""The page of a make, and that of a model: what was written about it, and a make's models with their days."""

import sqlite3
from dataclasses import dataclass

from crawler.store.reads.asking import row, rows, span
from crawler.store.reads.tagged import Coverage, Line, Tag, coverage, lines

MAKE = "select id, slug, name, group_name from makes where slug = :slug"
MODEL = """
select n.id, n.slug, n.label as name, n.from_year, n.to_year, n.powertrain, m.slug as make_slug, m.name as make
from models n join makes m on m.id = n.make_id where n.slug = :slug"""
OF_GROUP = """
select m.slug, m.name from makes m where m.group_name = :group_name and m.slug <> :slug
  and exists (select 1 from tag_days d where d.kind = 'make' and d.tag_id = m.id)
order by m.name"""


@dataclass(frozen=True, slots=True)
class Sister:
    """Another make of the same group."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Make:
    """A make, what was written about it, and its models."""

    coverage: Coverage
    group: str | None
    sisters: tuple[Sister, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A model, whose it is, and what was written about it. Years: those of its making, if known."""

    coverage: Coverage
    make: Sister
    from_year: int | None
    to_year: int | None
    powertrain: str | None


def make(db: sqlite3.Connection, slug: str, days: int) -> Make | None:
    """A make by its slug, over the last days with news; None: there is none."""
    found = row(db, MAKE, {"slug": slug})
    if found is None:
        return None
    over = span(db, days)
    sisters = rows(db, OF_GROUP, found) if found["group_name"] else []
    tag = Tag("make", found["id"], slug, found["name"])
    return Make(
        coverage(db, tag, over),
        found["group_name"],
        tuple(Sister(one["slug"], one["name"]) for one in sisters),
        lines(db, tag.id, over),
    )


def model(db: sqlite3.Connection, slug: str, days: int) -> Model | None:
    """The same of a model by its slug, `renault/5`."""
    found = row(db, MODEL, {"slug": slug})
    if found is None:
        return None
    tag = Tag("model", found["id"], slug, found["name"])
    whose = Sister(found["make_slug"], found["make"])
    years = found["from_year"], found["to_year"]
    return Model(coverage(db, tag, span(db, days)), whose, *years, found["powertrain"])

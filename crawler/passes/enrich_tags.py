"""Articles -> makes, models, topics and companies in them, and names beside a make that nobody knows.

words -> tags.vehicles, tags.topics, tags.companies, tags.candidates -> article_makes ..., candidate_sightings
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from crawler.model import Tag, TagKind, Told
from crawler.normal.editions import of_files
from crawler.store import candidates as sightings
from crawler.store import tags as stored
from crawler.store.database import Database
from crawler.store.tags import Gazetteers
from crawler.tags import candidates, companies, gazetteer, topics, vehicles
from crawler.tags.candidates import Candidate

MOST_CHARS = 200_000
RACING = "motorsport"  # there a driver's name stands behind a make


RULES = of_files("tags", "passes/enrich_tags.py")


def work(news: Database, ids: Sequence[int], now: datetime) -> None:
    """Tag these articles, inside the caller's transaction."""
    stored.sync(news, gazetteers())
    known = stored.tellings(news, ids, MOST_CHARS)
    found = {at: read(one.told) for at, one in known.items()}
    stored.save(news, ids, known, {at: tags for at, (tags, _) in found.items()})
    makes = stored.numbers(news, TagKind.MAKE, (one.make for _, names in found.values() for one in names))
    seen = {at: [(makes[one.make], one.name) for one in names] for at, (_, names) in found.items()}
    sightings.save(news, ids, seen)


def read(told: Told) -> tuple[tuple[Tag, ...], tuple[Candidate, ...]]:
    """Everything that an article is about, and the unknown names in it."""
    reading = vehicles.read(told)
    cars = vehicles.tags_of(reading)
    about = topics.tags(told, cars)
    racing = any(tag.slug == RACING for tag in about)
    names = () if racing else candidates.find(reading)
    return (*cars, *about, *companies.tags(told, cars)), names


@cache
def gazetteers() -> Gazetteers:
    """What there is to be named, as rows."""
    return Gazetteers(
        RULES,
        [{"slug": one.slug, "name": one.name, "group_name": one.group or None} for one in gazetteer.makes()],
        [
            {
                "slug": one.slug,
                "make": one.make,
                "name": one.name,
                "label": one.label,
                "from_year": one.from_year,
                "to_year": one.to_year,
                "powertrain": one.powertrain,
            }
            for one in gazetteer.models()
        ],
        [{"slug": one.slug, "name": one.name} for one in topics.topics()],
        [{"slug": one.slug, "name": one.name, "kind": one.kind} for one in companies.companies()],
    )

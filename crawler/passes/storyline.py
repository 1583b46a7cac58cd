"""A story after its articles changed -> what it tells, how it is found and what it is called, made anew."""

from collections.abc import Collection, Iterable
from hashlib import sha256

from crawler.passes.rules import of_files
from crawler.related.stories import Told, likeness, together, weigh
from crawler.related.terms import named, terms
from crawler.store import stories as stored
from crawler.store.database import Database
from crawler.store.stories import ALL, Member
from crawler.store.times import instant

EDITION = of_files(
    "related/concepts.toml",
    "related/stories.py",
    "related/subjects.py",
    "related/terms.py",
    "passes/enrich_stories.py",
    "passes/storyline.py",
)
NAMED_IN = ("nl",)  # languages in which a story is called, where it is told in one of them
MOST_NAMES = 5  # titles among which the one nearest the centre is looked for
MOST_MEMBERS = 100  # newest articles of which a story's terms are made anew


def basis(member: Member) -> str:
    """By which rules and words an article is judged: the same again, and nothing is to be done."""
    words, names = terms(member.glimpse), named(member.glimpse)
    said = repr((member.glimpse.language, instant(member.at), sorted(words.items()), [*names.titles], [*names.texts]))
    return f"{EDITION}:{sha256(said.encode()).hexdigest()[:16]}"


def told(news: Database, members: Iterable[Member]) -> list[Told]:
    """What each of these articles tells, its terms weighed by how rare they are."""
    every = [(member, terms(member.glimpse)) for member in members]
    counted = stored.articles_with(news, {ALL}.union(*(found for _, found in every)))
    total = counted.get(ALL, 0)
    return [
        Told(
            weigh(found, counted, total),
            frozenset({member.glimpse.language or "?"}),
            member.at,
            member.at,
            named(member.glimpse),
        )
        for member, found in every
    ]


def rebuild(news: Database, story: int) -> None:
    """Make what a story tells of its articles, as they are now."""
    members = stored.members_of(news, story, MOST_MEMBERS)
    if members:
        stored.keep(news, story, together(told(news, members)))
    else:
        stored.forget(news, story)


def rename(news: Database, stories: Collection[int]) -> None:
    """Call each story by the title of the article nearest its centre, a Dutch one where there is one; count it."""
    centres = stored.stories(news, stories)
    choices = {story: stored.could_name(news, story, NAMED_IN, MOST_NAMES) for story in centres}
    members = stored.members(news, {at for ids in choices.values() for at in ids})
    known = {one.id: (one, vector) for one, vector in zip(members, told(news, members), strict=True)}
    for story, ids in choices.items():
        found = [known[at] for at in ids if at in known]
        preferred = [pair for pair in found if pair[0].glimpse.language in NAMED_IN]
        if found:
            nearest = max(preferred or found, key=lambda pair: (likeness(pair[1], centres[story]), -pair[0].id))[0]
            stored.describe(news, story, nearest.glimpse.title, nearest.glimpse.language)

"""A story after its articles changed -> what it tells, how it is found and what it is called, made anew."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha256

from crawler.normal.editions import of_files
from crawler.passes import semantic
from crawler.related.stories import Told, likeness, together, weigh
from crawler.related.terms import compared, named, terms
from crawler.store import stories as stored
from crawler.store.database import Database
from crawler.store.stories import ALL, Member, Name
from crawler.store.times import instant

WORDS = of_files(
    "related/meaning.py",
    "related/meaning.toml",
    "related/concepts.toml",
    "related/stories.py",
    "related/subjects.py",
    "related/terms.py",
    "passes/enrich_stories.py",
    "passes/semantic.py",
    "passes/storyline.py",
)


def edition(model: str | None) -> str:
    """By which rules stories are made: other ones where a model is installed, or another."""
    return sha256(f"{WORDS} {model}".encode()).hexdigest()[:32] if model else WORDS


EDITION = edition(semantic.model())
NAMED_IN = ("nl",)  # languages in which a story is called, where it is told in one of them
MOST_NAMES = 5  # titles among which the one nearest the centre is looked for
MOST_MEMBERS = 100  # newest articles of which a story's terms are made anew


def basis(member: Member) -> str:
    """By which rules and words an article is judged: the same again, and nothing is to be done."""
    said = repr((instant(member.at), compared(member.glimpse)))
    return f"{EDITION}:{sha256(said.encode()).hexdigest()[:16]}"


def told(news: Database, members: Iterable[Member]) -> list[Told]:
    """What each of these articles tells, its terms weighed by how rare they are."""
    every = [(member, terms(member.glimpse)) for member in members]
    meant = semantic.meanings(news, [member for member, _ in every])
    counted = stored.articles_with(news, {ALL}.union(*(found for _, found in every)))
    total = counted.get(ALL, 0)
    return [
        Told(
            weigh(found, counted, total),
            frozenset({member.glimpse.language or "?"}),
            member.at,
            member.at,
            named(member.glimpse),
            meant.get(member.id),
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
    choices = stored.could_name(news, centres, NAMED_IN, MOST_NAMES)
    members = {one.id: one for one in stored.members(news, {at for ids in choices.values() for at in ids})}
    found = {story: _preferred([members[at] for at in ids if at in members]) for story, ids in choices.items()}
    compared = [one for several in found.values() if len(several) > 1 for one in several]
    known = {one.id: vector for one, vector in zip(compared, told(news, compared), strict=True)}
    nearest = {story: _nearest(several, known, centres[story]) for story, several in found.items() if several}
    stored.describe(news, {story: Name(one.glimpse.title, one.glimpse.language) for story, one in nearest.items()})


def _preferred(members: Sequence[Member]) -> Sequence[Member]:
    return [one for one in members if one.glimpse.language in NAMED_IN] or members


def _nearest(several: Sequence[Member], known: Mapping[int, Told], centre: Told) -> Member:
    if len(several) == 1:
        return several[0]
    return max(several, key=lambda one: (likeness(known[one.id], centre), -one.id))

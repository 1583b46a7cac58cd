"""Somebody knows better which articles tell of one event -> the stories as he says, written down, never undone.

A story may be named by any id that it ever had. What cannot be done raises UsageError, which says what to do instead;
nothing is changed then. The caller holds the desk's lock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crawler.errors import UsageError
from crawler.passes import storyline
from crawler.store import stories as stored
from crawler.store import story_edits
from crawler.store.database import Database, writing
from crawler.store.story_edits import Edit, Op


@dataclass(frozen=True, slots=True)
class By:
    """Who decides, and when."""

    actor: str
    at: datetime


def split(news: Database, story: int, articles: Sequence[int], by: By) -> int:
    """Take articles out of a story into a new one -> its id."""
    with writing(news):
        story = known(news, story)
        chosen = _in(news, story, articles)
        if len(chosen) == len(story_edits.articles(news, story)):
            raise UsageError(f"story {story} would have no article left: name only those that do not belong to it")
        new = stored.open_story(news, chosen[0])
        _carry_out(news, Edit(Op.SPLIT, story, new, chosen, by.actor, by.at))
    return new


def merge(news: Database, story: int, other: int, by: By) -> int:
    """Make one story of two -> its id, that of `story`; the other id leads there from now on."""
    with writing(news):
        story, other = known(news, story), known(news, other)
        if story == other:
            raise UsageError(f"both are story {story} already")
        articles = tuple(int(found["id"]) for found in story_edits.articles(news, other))
        _carry_out(news, Edit(Op.MERGE, other, story, articles, by.actor, by.at))
        stored.merge_into(news, story, other)
    return story


def move(news: Database, articles: Sequence[int], story: int, by: By) -> int:
    """Put articles into a story, wherever they are now -> its id."""
    with writing(news):
        story = known(news, story)
        found = _read(news, articles)
        if there := [at for at, left in found.items() if left == story]:
            raise UsageError(f"{_named(there)} in story {story} already")
        for left in sorted(set(found.values())):
            moved = tuple(at for at, of in found.items() if of == left)
            _carry_out(news, Edit(Op.MOVE, left, story, moved, by.actor, by.at))
            if not story_edits.articles(news, left):
                stored.merge_into(news, story, left)
    return story


def known(news: Database, story: int) -> int:
    """The id under which a story lives on. UsageError: there never was such a story."""
    found = stored.resolve(news, story)
    if found is None:
        raise UsageError(f"there is no story {story}: `koplamp story list` shows the latest ones with their ids")
    return found


def _in(news: Database, story: int, articles: Sequence[int]) -> tuple[int, ...]:
    """These articles, if all of them are in the story."""
    found = _read(news, articles)
    if other := {at: left for at, left in found.items() if left != story}:
        at, left = next(iter(other.items()))
        raise UsageError(
            f"article {at} is not in story {story} but in {left}: `koplamp story show {story}` lists its own"
        )
    return tuple(found)


def _read(news: Database, articles: Sequence[int]) -> dict[int, int]:
    """These articles, each once -> the story that it is in."""
    found = story_edits.whereabouts(news, articles)
    if not articles:
        raise UsageError("no article was named: give their ids, as `koplamp story show` lists them")
    if missing := [at for at in articles if at not in found]:
        raise UsageError(f"there is no article {missing[0]}: `koplamp story show` lists the ids of a story's articles")
    if alone := [at for at in articles if found[at]["story_id"] is None]:
        raise UsageError(f"article {alone[0]} is in no story yet: `koplamp enrich` finds one for each that was read")
    return {at: int(found[at]["story_id"]) for at in dict.fromkeys(articles)}


def _carry_out(news: Database, edit: Edit) -> None:
    story_edits.record(news, edit)
    for story in (edit.story, edit.other):
        storyline.rebuild(news, story)
    storyline.rename(news, {edit.story, edit.other})


def _named(articles: Sequence[int]) -> str:
    if len(articles) == 1:
        return f"article {articles[0]} is"
    return f"articles {', '.join(map(str, articles))} are"

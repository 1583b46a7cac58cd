"""Articles -> the stories they tell: each joins the story it is most like, or opens one; stories that met become one.

    its words -> terms -> the nearest stories -> joined or opened -> merge pass over what was touched -> named, counted

Ids are stable: a story that becomes part of another keeps its id, which leads there (`merged_into`). What somebody
decided by hand (crawler/passes/story_editing.py) stays: those articles are not judged, those stories not merged.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from crawler.passes import storyline
from crawler.related.stories import ASKED, JOIN, MERGE, STAY, Told, likeness, may_meet, together
from crawler.related.terms import terms
from crawler.store import stories as stored
from crawler.store.database import Database
from crawler.store.stories import ALL, Member

RULES = storyline.EDITION


@dataclass(slots=True)
class Changed:
    """The stories that changed; `opened`: those of them that tell of one article, which was like no other story."""

    stories: set[int] = field(default_factory=set)
    opened: set[int] = field(default_factory=set)


def work(news: Database, ids: Sequence[int], now: datetime) -> None:
    """Find the stories of these articles, inside the caller's transaction."""
    changed = place(news, ids)
    merge(news, changed)
    storyline.rename(news, changed.stories - changed.opened)


def place(news: Database, ids: Sequence[int]) -> Changed:
    """Put each of these articles, where its words or the rules are new, into a story."""
    if stored.edition(news) != RULES:
        stored.count_anew(news, RULES)
    bases = [(one, storyline.basis(one)) for one in stored.members(news, ids)]
    judged = [(one, basis) for one, basis in bases if basis != one.basis or one.story_id is None]
    _count(news, [one for one, _ in judged if not (one.basis or "").startswith(f"{RULES}:")])
    placing = _Placing(news, stored.paired(news, [one.id for one, _ in judged]))
    for (one, basis), told in zip(judged, storyline.told(news, [one for one, _ in judged]), strict=True):
        placing.place(one, told, basis)
    return placing.changed


def _count(news: Database, members: Sequence[Member]) -> None:
    """An article counts once by an edition of the rules, with the words it has then."""
    counted: Counter[str] = Counter()
    for one in members:
        counted.update(terms(one.glimpse).keys())
    if members:
        stored.count(news, {**counted, ALL: len(members)})


class _Placing:
    """Articles on their way into stories; `paired`: those of them that repeat another, or are repeated."""

    def __init__(self, news: Database, paired: Collection[int]) -> None:
        self._news = news
        self._paired = paired
        self.changed = Changed()

    def place(self, one: Member, told: Told, basis: str) -> None:
        """Put an article where it belongs."""
        news, left = self._news, one.story_id
        score: float | None
        if left is None:
            story, score = self._join(one, told)
        elif one.by_hand or self._stays(one, left, told):
            story, score = left, one.score
        else:
            stored.take_out(news, one.id)
            storyline.rebuild(news, left)
            self._changes(left)
            story, score = self._join(one, told)
        stored.put(news, one.id, story, score, basis)
        if story == left:
            storyline.rebuild(news, story)
            self._changes(story)

    def _changes(self, story: int) -> None:
        self.changed.stories.add(story)
        self.changed.opened.discard(story)

    def _stays(self, one: Member, story: int, told: Told) -> bool:
        """Whether an article whose words changed is still like the others of its story."""
        others = [other for other in stored.members_of(self._news, story, storyline.MOST_MEMBERS) if other.id != one.id]
        if not others:
            return True
        rest = together(storyline.told(self._news, others))
        return self._original(one) == story or (may_meet(told, rest) and likeness(told, rest) >= STAY)

    def _original(self, one: Member) -> int | None:
        return stored.original(self._news, one.id) if one.id in self._paired else None

    def _join(self, one: Member, told: Told) -> tuple[int, float]:
        """The story of the article that it repeats, else the one it is most like, else a new one -> and how like."""
        news, copied = self._news, self._original(one)
        candidates = stored.near(news, told) if copied is None else stored.stories(news, [copied])
        scored = [
            (likeness(told, theirs), -story) for story, theirs in candidates.items() if copied or may_meet(told, theirs)
        ]
        score, minus_story = max(scored, default=(0.0, 0))
        if not scored or (copied is None and score < JOIN):
            story = stored.open_story(news, one.id, told)
            self._changes(story)
            if copied is None:
                self.changed.opened.add(story)
            return story, 1.0
        story = -minus_story
        stored.keep(news, story, together([candidates[story], told]))
        self._changes(story)
        return story, min(round(score, 4), 1.0)


def merge(news: Database, changed: Changed) -> None:
    """Make one of those that turn out to tell the same; the older id stays. `changed` is kept true.

    What was like no other story when it was opened is compared with those that changed since; all others with all.
    """
    centres, found_by = stored.stories(news, changed.stories), defaultdict[str, set[int]](set)
    for story, told in centres.items():
        _index(found_by, story, told)
    waiting = sorted(changed.stories)
    while waiting:
        story = waiting.pop()
        if story not in centres:
            continue
        told = centres[story]
        if story in changed.opened:
            others = set().union(*(found_by[term] for term in islice(told.keys, ASKED)))
            near = {other: centres[other] for other in others & centres.keys()}
        else:
            near = stored.near(news, told)
        near.pop(story, None)
        parted = stored.apart(news, [story]) if near else set()
        scored = [
            (likeness(told, theirs), -other)
            for other, theirs in near.items()
            if may_meet(told, theirs) and (min(story, other), max(story, other)) not in parted
        ]
        score, minus_other = max(scored, default=(0.0, 0))
        if score < MERGE:
            continue
        first, second = sorted((story, -minus_other))
        stored.merge_into(news, first, second)
        centres.pop(second, None)
        centres[first] = together([told, near[-minus_other]])
        stored.keep(news, first, centres[first])
        _index(found_by, first, centres[first])
        changed.stories = changed.stories - {second} | {first}
        changed.opened -= {first, second}
        waiting.append(first)


def _index(found_by: defaultdict[str, set[int]], story: int, told: Told) -> None:
    for term in told.keys:
        found_by[term].add(story)

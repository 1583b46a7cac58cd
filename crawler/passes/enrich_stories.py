"""Articles -> the stories they tell: each joins the story it is most like, or opens one; stories that met become one.

    its words -> terms -> the nearest stories -> joined or opened -> merge pass over what was touched -> named, counted

Ids are stable: a story that becomes part of another keeps its id, which leads there (`merged_into`). What somebody
decided by hand (crawler/passes/story_editing.py) stays: those articles are not judged, those stories not merged.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from crawler.passes import storyline
from crawler.related.stories import JOIN, MERGE, STAY, Told, likeness, may_meet, together
from crawler.related.terms import terms
from crawler.store import stories as stored
from crawler.store.database import Database
from crawler.store.stories import ALL, Member

RULES = storyline.EDITION


def work(news: Database, ids: Sequence[int], now: datetime) -> None:
    """Find the stories of these articles, inside the caller's transaction."""
    touched = place(news, ids)
    merge(news, touched)
    storyline.rename(news, touched)


def place(news: Database, ids: Sequence[int]) -> set[int]:
    """Put each of these articles, where its words or the rules are new, into a story -> the stories that changed."""
    if stored.edition(news) != RULES:
        stored.count_anew(news, RULES)
    bases = [(one, storyline.basis(one)) for one in stored.members(news, ids)]
    judged = [(one, basis) for one, basis in bases if basis != one.basis or one.story_id is None]
    _count(news, [one for one, _ in judged if not (one.basis or "").startswith(f"{RULES}:")])
    touched: set[int] = set()
    for (one, basis), told in zip(judged, storyline.told(news, [one for one, _ in judged]), strict=True):
        touched |= _place(news, one, told, basis)
    return touched


def _count(news: Database, members: Sequence[Member]) -> None:
    """An article counts once by an edition of the rules, with the words it has then."""
    counted: Counter[str] = Counter()
    for one in members:
        counted.update(terms(one.glimpse).keys())
    if members:
        stored.count(news, {**counted, ALL: len(members)})


def _place(news: Database, one: Member, told: Told, basis: str) -> set[int]:
    """Put an article where it belongs -> the stories that changed."""
    if one.story_id is None:
        story, score = _join(news, one, told)
        stored.put(news, one.id, story, score, basis)
        return {story}
    left = one.story_id
    if one.by_hand or _stays(news, one, told):
        stored.put(news, one.id, left, one.score, basis)
        storyline.rebuild(news, left)
        return {left}
    stored.take_out(news, one.id)
    storyline.rebuild(news, left)
    story, score = _join(news, one, told)
    stored.put(news, one.id, story, score, basis)
    return {left, story}


def _stays(news: Database, one: Member, told: Told) -> bool:
    """Whether an article whose words changed is still like the others of its story."""
    others = [
        other for other in stored.members_of(news, one.story_id or 0, storyline.MOST_MEMBERS) if other.id != one.id
    ]
    if not others:
        return True
    rest = together(storyline.told(news, others))
    return stored.original(news, one.id) == one.story_id or (may_meet(told, rest) and likeness(told, rest) >= STAY)


def _join(news: Database, one: Member, told: Told) -> tuple[int, float]:
    """The story of the article that it repeats, else the one it is most like, else a new one -> and how like."""
    copied = stored.original(news, one.id)
    candidates = stored.near(news, told) if copied is None else stored.stories(news, [copied])
    scored = [
        (likeness(told, theirs), -story) for story, theirs in candidates.items() if copied or may_meet(told, theirs)
    ]
    score, minus_story = max(scored, default=(0.0, 0))
    if not scored or (copied is None and score < JOIN):
        story = stored.open_story(news, one.id)
        stored.keep(news, story, told)
        return story, 1.0
    story = -minus_story
    stored.keep(news, story, together([candidates[story], told]))
    return story, min(round(score, 4), 1.0)


def merge(news: Database, touched: set[int]) -> None:
    """Make one of those that turn out to tell the same; the older id stays. `touched` is kept true."""
    waiting = sorted(touched)
    while waiting:
        story = waiting.pop()
        told = stored.stories(news, [story]).get(story)
        if told is None:
            continue
        near = {other: theirs for other, theirs in stored.near(news, told).items() if other != story}
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
        stored.keep(news, first, together([told, near[-minus_other]]))
        touched.discard(second)
        touched.add(first)
        waiting.append(first)

"""Articles labelled by event -> a desk that meets them as cron would -> how well its stories are those events.

BCubed (Bagga and Baldwin, 1998; Amigo et al., 2009): of each article, which share of its story tells of its event
(precision), and which share of its event lies in its story (recall). Pairwise: of all pairs of articles. Articles
that stay alone are met as well; they count where it says so. Then pairs of one week that only look alike, and pairs
that only look different (near.yaml), after the articles of the first gold were met. Figures:
`python -m benchmarks.story_scores [events.yaml]`.
"""

import hashlib
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from crawler.model import Answer, Article, Draft, Feed, FeedJob, Feeds, Outcome, Poll, Stage, When
from crawler.normal.urls import url_hash, url_key
from crawler.passes import enrich_duplicates, enrich_stories, enrich_tags, semantic
from crawler.related import stories
from crawler.store.database import rows, value, writing
from crawler.store.store import Store
from crawler.store.times import instant

GOLD = Path(__file__).resolve().parents[1] / "tests/golden/stories/events.yaml"
NEAR = GOLD.with_name("near.yaml")
AT_ONCE = timedelta(hours=2)  # what a run of cron finds
LATER = timedelta(days=10)  # after the first gold the pairs come out: no story of it is news any more


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article, and the event it tells of."""

    event: str
    hard: bool
    alone: bool
    publisher: str
    language: str
    at: datetime
    title: str
    lead: str

    @property
    def half(self) -> str:
        """`a`: rules were written with its words in view; `b`: without, but its score decided between equals."""
        return "ab"[hashlib.sha256(self.event.encode()).digest()[0] % 2]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles of one week, and whether they tell of one event."""

    together: bool
    half: str  # `a`: for tuning; `b`: only for a score
    one: Labelled
    other: Labelled


@dataclass(frozen=True, slots=True)
class Score:
    """Three figures between 0 and 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __str__(self) -> str:
        return f"{self.precision:.3f} / {self.recall:.3f} / {self.f1:.3f}"


def gold(path: Path = GOLD) -> list[Labelled]:
    """Every article of the gold in the order in which they came out."""
    told: dict[str, Any] = YAML(typ="safe").load(path.read_text("utf-8"))
    found = [
        Labelled(
            event["id"],
            bool(event.get("hard")),
            len(event["articles"]) == 1,
            one["publisher"],
            one["language"],
            datetime.fromisoformat(one["published"]),
            one["title"],
            one["lead"].strip(),
        )
        for event in (*told["events"], *told.get("singles", ()))
        for one in event["articles"]
    ]
    return sorted(found, key=lambda one: one.at)


def pairs(path: Path = NEAR) -> list[Pair]:
    """Every pair of the second gold, all from one moment on."""
    told: dict[str, Any] = YAML(typ="safe").load(path.read_text("utf-8"))
    since = max(one.at for one in gold()) + LATER
    return [
        Pair(
            kind == "together",
            pair["half"],
            _of_pair("first", since, pair["one"]),
            _of_pair("second", since + timedelta(hours=pair["hours"]), pair["other"]),
        )
        for kind in ("apart", "together")
        for pair in told[kind]
    ]


def _of_pair(publisher: str, at: datetime, said: Sequence[str]) -> Labelled:
    return Labelled("", False, False, publisher, said[0], at, said[1], said[2])


def joined(found: Sequence[Pair]) -> list[bool]:
    """Whether each of these pairs lies in one story, after a month of other news."""
    both = [one for pair in found for one in (pair.one, pair.other)]
    order = sorted(range(len(both)), key=lambda at: both[at].at)
    stories_of = clustered([*gold(), *(both[at] for at in order)])[-len(both) :]
    story = dict(zip(order, stories_of, strict=True))
    return [story[2 * at] == story[2 * at + 1] for at in range(len(found))]


def clustered(articles: Sequence[Labelled], *, merging: bool = True) -> list[int]:
    """The story of each article, after all of them were met."""
    with tempfile.TemporaryDirectory() as folder, desk(Path(folder), articles) as store:
        ids = [identity for batch in batches(articles) for identity in meet(store, batch, merging=merging)]
        told = {found["id"]: found["story_id"] for found in rows(store.news, "select id, story_id from articles")}
    return [told[identity] for identity in ids]


@contextmanager
def desk(folder: Path, articles: Sequence[Labelled]) -> Iterator[Store]:
    """An empty desk that knows their publishers."""
    feeds = {one.publisher: _feed(one) for one in articles}
    with Store(folder / "news.db", folder / "pages.db") as store:
        store.sync_feeds(Feeds(tuple(feeds.values()), "Koplamp", False, "Europe/Amsterdam"), articles[0].at)
        yield store


def batches(articles: Sequence[Labelled]) -> Iterator[list[Labelled]]:
    """What each run of cron finds new."""
    batch: list[Labelled] = []
    for one in articles:
        if batch and one.at - batch[0].at >= AT_ONCE:
            yield batch
            batch = []
        batch.append(one)
    yield batch


def meet(store: Store, batch: Sequence[Labelled], *, merging: bool = True) -> list[int]:
    """Store what a run found and enrich it, with the merge pass or without -> ids."""
    ids = [_stored(store, one, batch[-1].at) for one in batch]
    with writing(store.news):
        enrich_tags.work(store.news, ids, batch[-1].at)
        enrich_duplicates.work(store.news, ids, batch[-1].at)
        if merging:
            enrich_stories.work(store.news, ids, batch[-1].at)
        else:
            enrich_stories.place(store.news, ids)
    return ids


def _feed(one: Labelled) -> Feed:
    return Feed(one.publisher, one.publisher, f"https://{one.publisher}.example/feed", one.publisher)


def _stored(store: Store, one: Labelled, now: datetime) -> int:
    url = f"https://{one.publisher}.example/{hashlib.sha256(one.title.encode()).hexdigest()[:12]}"
    day, at = one.at.strftime("%Y-%m-%d"), instant(one.at)
    article = Article(
        one.title,
        one.lead,
        "",
        language=one.language,
        published=When(day, at, at, "second", "feed"),
        content_hash=one.title,
    )
    key = url_key(url)
    draft = Draft(url_hash(key), key, url, url, 1, one.title, article, Stage.EXTRACTED)
    feed = _feed(one)
    answer = Answer(Outcome.FRESH, 200)
    told = Poll(FeedJob(feed, feed.url), now, answer, drafts=(draft,), entries_seen=1, next_check_at=now + AT_ONCE)
    store.save_poll(told)
    return int(value(store.news, "select id from articles where url_hash = ?", [draft.url_hash]))


# ---------------------------------------------------------------- figures


def bcubed(articles: Sequence[Labelled], found: Sequence[int], counts: Callable[[Labelled], bool]) -> Score:
    """Over the articles that count; their stories and events are taken whole."""
    sizes, events = Counter(found), Counter(one.event for one in articles)
    both = Counter((story, one.event) for story, one in zip(found, articles, strict=True))
    judged = [(story, one) for story, one in zip(found, articles, strict=True) if counts(one)]
    precision = sum(both[story, one.event] / sizes[story] for story, one in judged) / len(judged)
    recall = sum(both[story, one.event] / events[one.event] for story, one in judged) / len(judged)
    return Score(precision, recall)


def pairwise(articles: Sequence[Labelled], found: Sequence[int]) -> Score:
    """Of the pairs of articles in one story which are of one event, and the other way round."""
    sizes, events = Counter(found), Counter(one.event for one in articles)
    both = Counter((story, one.event) for story, one in zip(found, articles, strict=True))
    right, joined, wanted = (sum(n * (n - 1) // 2 for n in counted.values()) for counted in (both, sizes, events))
    return Score(right / joined if joined else 1.0, right / wanted if wanted else 1.0)


def right(found: Sequence[Pair], lie: Sequence[bool], *, together: bool, half: str = "ab") -> float:
    """The share of the pairs that should lie in one story, or in two, which do."""
    judged = [
        at == pair.together
        for pair, at in zip(found, lie, strict=True)
        if pair.together == together and pair.half in half
    ]
    return sum(judged) / len(judged)


SUBSETS: dict[str, Callable[[Labelled], bool]] = {
    "all events": lambda one: not one.alone,
    "hard events": lambda one: one.hard,
    "events and singles": lambda one: True,
    "half a (rules written on it)": lambda one: not one.alone and one.half == "a",
    "half b (its words unread)": lambda one: not one.alone and one.half == "b",
    "half b, hard": lambda one: one.hard and one.half == "b",
}


def main(path: Path) -> None:
    articles = gold(path)
    by = semantic.model() or "words alone"
    print(f"{len(articles)} articles; join {stories.JOIN}, merge {stories.MERGE}; {by}; precision / recall / F1")
    for merging in (True, False):
        began = time.process_time()
        found = clustered(articles, merging=merging)
        took = (time.process_time() - began) / len(articles) * 1000
        called = "with" if merging else "without"
        print(f"\n{called} the merge pass: {len(set(found))} stories, {took:.1f} ms CPU an article, storing included")
        for name, counts in SUBSETS.items():
            if any(counts(one) for one in articles):
                print(f"  BCubed {name:<28} {bcubed(articles, found, counts)}")
        print(f"  pairwise {'':<26} {pairwise(articles, found)}")

    print()
    found_pairs = pairs()
    lie = joined(found_pairs)
    for kind, half in (("apart", "a"), ("apart", "b"), ("together", "a"), ("together", "b")):
        print(f"  pairs {kind}, half {half}: {right(found_pairs, lie, together=kind == 'together', half=half):.3f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else GOLD)

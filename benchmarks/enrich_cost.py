"""The real texts beside the repository on a desk -> what enrichment costs an article, and what a second time changes.

`python -m benchmarks.enrich_cost`; its second table is of the same texts, none longer than 3,000 characters.
"""

import hashlib
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from benchmarks import corpora
from crawler.model import Answer, Article, Block, Draft, Feed, FeedJob, Feeds, Outcome, Poll, Stage, When
from crawler.normal import language
from crawler.normal.urls import url_hash, url_key
from crawler.passes import enrich
from crawler.store.database import rows
from crawler.store.store import Store
from crawler.store.times import instant

BEGAN = datetime(2025, 10, 1, tzinfo=UTC)
USUAL = 3000  # characters
APART = timedelta(minutes=15)  # between two articles: a week of a small desk
FEED = Feed("a-feed", "A feed", "https://news.example/rss", "a-source")
TABLES = (
    "article_makes", "article_models", "article_topics", "article_companies", "article_duplicates", "fingerprints",
    "shingles", "stories", "story_terms", "tag_days", "model_candidates",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU milliseconds an article, of each step and of all; how many characters an article has; what a redo changed."""

    articles: int
    mean_chars: int
    once_ms: float  # the first article: what a process loads and an empty desk is filled with
    steps: dict[str, float]  # of the others
    all_ms: float
    again_ms: float
    changed: tuple[str, ...]  # tables that were not the same after all was done a second time


def cost(pages: Sequence[corpora.Page], most_chars: int | None = None) -> Cost:
    """Store the pages' texts, or so much of each, one every quarter of an hour, and enrich them twice."""
    texts = [(page, str(page.gold["body"])[:most_chars]) for page in pages if page.gold.get("body")]
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder, "news.db"), Path(folder, "pages.db")) as store:
        store.sync_feeds(Feeds((FEED,), "Koplamp", False, "Europe/Amsterdam"), BEGAN)
        now = BEGAN + len(texts) * APART
        once_ms = 0.0
        for number, (page, body) in enumerate(texts):
            _keep(store, page, body, BEGAN + number * APART)
            if not number:
                once_ms = _ms(lambda: enrich.enrich(store, lambda: now))
        steps = {}
        for one in enrich.STEPS:
            steps[one[0]] = _ms(partial(enrich.enrich, store, lambda: now, steps=(one,))) / (len(texts) - 1)
        before = _state(store)
        enrich.again(store, None)
        again_ms = _ms(lambda: enrich.enrich(store, lambda: now)) / len(texts)
        changed = tuple(name for name, state in _state(store).items() if state != before[name])
    mean = sum(len(body) for _, body in texts) // len(texts)
    return Cost(len(texts), mean, once_ms, steps, sum(steps.values()), again_ms, changed)


def _ms(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def _state(store: Store) -> dict[str, str]:
    tables = {name: rows(store.news, f'select * from "{name}" order by 1, 2') for name in TABLES}
    tables["articles"] = rows(store.news, "select id, story_id, story_score from articles order by id")
    return {name: hashlib.sha256(repr(found).encode()).hexdigest() for name, found in tables.items()}


def _keep(store: Store, page: corpora.Page, body: str, at: datetime) -> None:
    blocks = tuple(Block("p", text) for text in body.split("\n") if text.strip())
    title = str(page.gold.get("title") or page.title_html)
    when = When(at.strftime("%Y-%m-%d"), instant(at), instant(at), "second", "feed")
    known = {"word_count": len(body.split()), "published": when, "content_hash": page.name}
    spoken = language.detect(f"{title}\n{body}", ((FEED.language, "feeds.yaml"),))
    known |= {"language": spoken.code, "provenance": spoken.provenance} if spoken else {}
    article = replace(Article(title, "", body, **known), blocks=blocks, body_method="feed")  # type: ignore[arg-type]
    key = url_key(page.url)
    draft = Draft(url_hash(key), key, page.url, page.url, 1, page.name, article, Stage.EXTRACTED)
    told = Poll(FeedJob(FEED, FEED.url), at, Answer(Outcome.FRESH, 200), drafts=(draft,), entries_seen=1)
    store.save_poll(replace(told, next_check_at=at + APART))


def main() -> None:
    """Print what one article costs: whole, and no longer than most are."""
    for most_chars in (None, USUAL):
        with ProcessPoolExecutor(1, get_context("spawn")) as fresh:  # it remembers no words yet
            found = fresh.submit(cost, corpora.articles(), most_chars).result()
        print(f"enrichment of {found.articles} articles of {found.mean_chars} characters, CPU ms an article")
        for name, ms in found.steps.items():
            print(f"  {name:<12} {ms:.2f}")
        print(f"  {'all':<12} {found.all_ms:.2f}\n  {'once more':<12} {found.again_ms:.2f}")
        print(f"  the first one, with all that is loaded once: {found.once_ms:.0f}")
        print(f"  what doing all of it once more changed: {', '.join(found.changed) or 'nothing'}")


if __name__ == "__main__":
    main()

"""The real texts beside the repository on a desk -> what enrichment costs an article, and what a second time changes.

`python -m benchmarks.enrich_cost`
"""

import hashlib
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import corpora
from crawler.model import Answer, Article, Block, Draft, Feed, FeedJob, Feeds, Outcome, Poll, Stage, When
from crawler.normal.urls import url_hash, url_key
from crawler.passes import enrich
from crawler.store.database import rows
from crawler.store.store import Store
from crawler.store.times import instant

BEGAN = datetime(2025, 10, 1, tzinfo=UTC)
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
    steps: dict[str, float]
    all_ms: float
    again_ms: float
    changed: tuple[str, ...]  # tables that were not the same after all was done a second time


def cost(pages: Sequence[corpora.Page]) -> Cost:
    """Store the pages' texts, one every quarter of an hour, and enrich them twice."""
    texts = [page for page in pages if page.gold.get("body")]
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder, "news.db"), Path(folder, "pages.db")) as store:
        store.sync_feeds(Feeds((FEED,), "Koplamp", False, "Europe/Amsterdam"), BEGAN)
        for number, page in enumerate(texts):
            _keep(store, page, BEGAN + number * APART)
        now = BEGAN + len(texts) * APART
        enrich.enrich(store, lambda: now, 0)  # what is loaded once a process
        steps = {}
        for name, step in enrich.STEPS:
            began = time.process_time()
            enrich.enrich(store, lambda: now, steps=((name, step),))
            steps[name] = (time.process_time() - began) * 1000 / len(texts)
        before = _state(store)
        began = time.process_time()
        enrich.again(store, None)
        enrich.enrich(store, lambda: now)
        again_ms = (time.process_time() - began) * 1000 / len(texts)
        changed = tuple(name for name, state in _state(store).items() if state != before[name])
    mean = sum(len(str(page.gold["body"])) for page in texts) // len(texts)
    return Cost(len(texts), mean, steps, sum(steps.values()), again_ms, changed)


def _state(store: Store) -> dict[str, str]:
    tables = {name: rows(store.news, f'select * from "{name}" order by 1, 2') for name in TABLES}
    tables["articles"] = rows(store.news, "select id, story_id, story_score from articles order by id")
    return {name: hashlib.sha256(repr(found).encode()).hexdigest() for name, found in tables.items()}


def _keep(store: Store, page: corpora.Page, at: datetime) -> None:
    body = str(page.gold["body"])
    blocks = tuple(Block("p", text) for text in body.split("\n") if text.strip())
    title = str(page.gold.get("title") or page.title_html)
    when = When(at.strftime("%Y-%m-%d"), instant(at), instant(at), "second", "feed")
    known = {"word_count": len(body.split()), "published": when, "content_hash": page.name}
    article = replace(Article(title, "", body, **known), blocks=blocks, body_method="feed")  # type: ignore[arg-type]
    key = url_key(page.url)
    draft = Draft(url_hash(key), key, page.url, page.url, 1, page.name, article, Stage.EXTRACTED)
    told = Poll(FeedJob(FEED, FEED.url), at, Answer(Outcome.FRESH, 200), drafts=(draft,), entries_seen=1)
    store.save_poll(replace(told, next_check_at=at + APART))


def main() -> None:
    """Print what one article costs."""
    found = cost(corpora.articles())
    print(f"enrichment of {found.articles} articles of {found.mean_chars} characters, CPU ms an article")
    for name, ms in found.steps.items():
        print(f"  {name:<12} {ms:.2f}")
    print(f"  {'all':<12} {found.all_ms:.2f}\n  {'once more':<12} {found.again_ms:.2f}")
    print(f"  what doing all of it once more changed: {', '.join(found.changed) or 'nothing'}")


if __name__ == "__main__":
    main()

"""Feeds, drafts, polls and visits as a test needs them: what it does not mention is ordinary."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from crawler.model import (
    Answer,
    Article,
    Block,
    Draft,
    Feed,
    FeedJob,
    Feeds,
    Outcome,
    Page,
    PageJob,
    Poll,
    Stage,
    Visit,
    When,
)
from crawler.normal.urls import url_hash, url_key

NOW = datetime(2025, 11, 19, 8, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def feed(slug: str = "autovisie", **facts: Any) -> Feed:
    return replace(Feed(slug, slug.title(), f"https://{slug}.example/feed", slug), **facts)


def desk(*feeds: Feed, timezone: str = "Europe/Amsterdam") -> Feeds:
    return Feeds(feeds or (feed(),), "Koplamp", False, timezone)


def words(title: str = "Renault en Nissan", lead: str = "", body: str = "", **facts: Any) -> Article:
    blocks = tuple(Block("p", text) for text in body.split("\n\n") if text)
    method = "trafilatura" if body else None
    known: dict[str, Any] = {"blocks": blocks, "body_method": method, "word_count": len(body.split()), "language": "nl"}
    return Article(title, lead, body, content_hash=f"{title}|{lead}|{body}", **(known | facts))


def draft(url: str | None = "https://autovisie.example/1", article: Article | None = None, **facts: Any) -> Draft:
    article = article or words()
    key = url_key(url) if url else f"autovisie#{article.title}"
    known: dict[str, Any] = {"guid": url, "position": 1, "entry_hash": article.content_hash, "stage": Stage.LISTED}
    return Draft(url_hash=url_hash(key), url_key=key, fetch_url=url, article=article, **(known | facts))


def poll(*drafts: Draft, of: Feed | None = None, outcome: Outcome | None = None, **facts: Any) -> Poll:
    of = of or feed()
    outcome = outcome or (Outcome.FRESH if drafts else Outcome.UNCHANGED)
    known: dict[str, Any] = {"asked_at": NOW, "answer": Answer(outcome, 200), "entries_seen": len(drafts)}
    known["next_check_at"] = facts.get("asked_at", NOW) + 30 * MINUTE
    told = {name: facts.pop(name) for name in ("etag", "last_modified", "moved_to") if name in facts}
    made = Poll(FeedJob(of, of.url), drafts=drafts, **(known | facts))
    return replace(made, answer=replace(made.answer, **told))


def page(job: PageJob, body: bytes = b"<p>page</p>", **facts: Any) -> Page:
    return replace(Page(job.url_hash, job.url, job.url, 200, (("Content-Type", "text/html"),), body, NOW), **facts)


def visit(job: PageJob, article: Article | None = None, outcome: Outcome = Outcome.FRESH, **facts: Any) -> Visit:
    came = page(job) if outcome is Outcome.FRESH else None
    known: dict[str, Any] = {"asked_at": NOW + MINUTE, "answer": Answer(outcome, 200), "page": came, "article": article}
    return Visit(job, **(known | facts))


def alias(url: str, how: str) -> tuple[str, str, str]:
    return url_hash(url_key(url)), url, how


def on(day: str, at: str | None = None) -> When:
    return When(day, at, at or day, "second" if at else "day", "feed")

"""The desk at a glance: how much is new, per day and language, the latest, makes, stories, feeds that are ill."""

import sqlite3
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from crawler.store.reads import health
from crawler.store.reads.asking import Row, Span, ending, row, rows, span
from crawler.store.reads.health import FeedHealth
from crawler.store.reads.listed import Listed, listed
from crawler.store.reads.trends import Covered, covered
from crawler.store.times import instant, moment

RUN = """
select started_at, finished_at, exit_code, feeds_due, feeds_fresh, feeds_failed, articles_new
from runs order by id desc limit 1"""
NEWEST = "select max(sort_at) as at from articles where published_on = :on and +stage = 'extracted'"
SEEN = "select max(first_seen_at) as at from articles"
ALL = """
select (select count(*) from articles)
  - (select count(*) from articles where stage in ('listed', 'failed', 'dropped')) as articles"""
WITHIN = """
select count(*) as articles from articles where sort_at > :after and sort_at <= :until and +stage = 'extracted'"""
DAYS = """
select published_on as on_day, coalesce(language, '') as language, count(*) as articles from articles
where published_on between :since and :until and +stage = 'extracted' group by on_day, +language"""
PUBLISHING = """
select count(distinct source_id) as sources from articles
where published_on between :since and :until and +stage = 'extracted'"""
SOURCES = "select count(*) as sources from sources"
LATEST = "select id from latest limit :most"
STORY_COUNT = "select count(*) as stories from big_stories"
STORIES = """
select b.story_id as id, b.title, b.language, b.sources, b.articles, b.languages, b.first_source, b.last_at
from big_stories b limit :most"""

CHART_DAYS, SPARK_DAYS, WEEK = 60, 30, 7
MOST_LATEST, MOST_MAKES, MOST_STORIES, MOST_ILL = 14, 12, 8, 6
LANGUAGES = 5  # with a colour of their own; the others share one


@dataclass(frozen=True, slots=True)
class Change:
    """A number now, and as it was before; None: that long ago there was no desk yet."""

    now: int
    before: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """A story that several sources tell."""

    id: int
    title: str
    language: str | None
    sources: int
    articles: int
    languages: int
    first_source: str
    last_at: str


@dataclass(frozen=True, slots=True)
class Run:
    """The last crawl. `finished_at` is None while it runs, or where it was killed."""

    started_at: str
    finished_at: str | None
    exit_code: int | None
    feeds_due: int
    feeds_fresh: int
    feeds_failed: int
    articles_new: int


@dataclass(frozen=True, slots=True)
class Home:
    """All that the page shows. `until_at`: up to when the desk knows; None: no crawl has been and nothing is known."""

    until_at: str | None
    newest_at: str | None  # the newest article: the numbers of 24 hours and of 7 days count back from there
    span: Span  # of the chart
    articles: int  # of all time
    day: Change  # 24 hours, and the 24 hours before
    day_a_week_ago: int | None
    week: Change
    stories: int  # of several sources in the last week
    sources: int
    publishing: int  # sources with an article in the last week
    feeds: int
    ill_count: int
    languages: tuple[str, ...]  # the most first; '' where it is not known, and for all that have no colour of their own
    days: tuple[tuple[str, tuple[int, ...]], ...]
    latest: tuple[Listed, ...]
    makes: tuple[Covered, ...]
    told: tuple[Told, ...]
    ill: tuple[FeedHealth, ...]
    run: Run | None


def home(db: sqlite3.Connection) -> Home:
    """The desk as it is now."""
    over = span(db, CHART_DAYS)
    found = row(db, RUN)
    run = Run(**found) if found else None
    newest = rows(db, NEWEST, {"on": over.until})[0]["at"]
    languages, days = _days(rows(db, DAYS, {"since": over.since, "until": over.until}), over)
    totals = [sum(counts) for _, counts in days]
    known = _known_days(totals)
    week = ending(over.until, WEEK)
    makes = covered(db, "make", week, MOST_MAKES, ending(over.until, SPARK_DAYS))
    publishing = rows(db, PUBLISHING, {"since": week.since, "until": week.until})[0]["sources"]
    states = {one["health"]: one["feeds"] for one in rows(db, health.STATES)}
    return Home(
        _until(db, run), newest, over, rows(db, ALL)[0]["articles"],
        Change(_within(db, newest, 0), _within(db, newest, 1) if known > 1 else None),
        _within(db, newest, WEEK) if known > WEEK else None,
        Change(sum(totals[-WEEK:]), sum(totals[-2 * WEEK : -WEEK]) if known > WEEK else None),
        rows(db, STORY_COUNT)[0]["stories"], rows(db, SOURCES)[0]["sources"], publishing,
        sum(states.values()), sum(count for state, count in states.items() if state not in ("ok", "off")),
        languages, days, listed(db, [one["id"] for one in rows(db, LATEST, {"most": MOST_LATEST})]), makes,
        tuple(Told(**one) for one in rows(db, STORIES, {"most": MOST_STORIES})), health.ill(db, MOST_ILL), run,
    )  # fmt: skip


def _until(db: sqlite3.Connection, run: Run | None) -> str | None:
    """When the desk last looked, or last stored something."""
    known = [rows(db, SEEN)[0]["at"], *([run.finished_at or run.started_at] if run else [])]
    return max((at for at in known if at), default=None)


def _within(db: sqlite3.Connection, until: str | None, days_ago: int) -> int:
    """Articles of 24 hours, which ended so many days before `until`."""
    if until is None:
        return 0
    last = moment(until) - timedelta(days_ago)
    asked = {"after": instant(last - timedelta(1)), "until": instant(last)}
    return int(rows(db, WITHIN, asked)[0]["articles"])


def _known_days(totals: list[int]) -> int:
    """On how many days, up to the last, the desk had news: before the first of them it did not look."""
    return next((len(totals) - at for at, total in enumerate(totals) if total), 0)


def _days(found: list[Row], over: Span) -> tuple[tuple[str, ...], tuple[tuple[str, tuple[int, ...]], ...]]:
    """The languages, the most first, and how much was written in each of them on every day."""
    total: Counter[str] = Counter()
    for one in found:
        total[one["language"]] += one["articles"]
    own = [name for name, _ in total.most_common() if name][:LANGUAGES]
    names = (*own, "") if len(own) < len(total) else tuple(own)
    counts: Counter[tuple[str, str]] = Counter()
    for one in found:
        counts[one["on_day"], one["language"] if one["language"] in own else ""] += one["articles"]
    return names, tuple((on, tuple(counts[on, name] for name in names)) for on in over.days)

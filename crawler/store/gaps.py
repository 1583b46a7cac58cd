"""No overlap between two polls -> a row of `gaps`, and the documents in which the missed entries are looked for.

A document of older entries (a row of `archives`) is asked once, also when the run that found the gap was killed. Its
Finding brings entries, and further documents, until an entry turns up that the feed had listed before.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlite_utils import Database

from crawler.model import ArchiveJob, Draft, Feed, Feeds, Finding, Kind, Outcome, PageJob, Poll, Stored
from crawler.normal.older import within
from crawler.polling import rules
from crawler.polling.older import Place, is_no_news, next_page, places, sitemaps
from crawler.store import entries
from crawler.store.articles import Look
from crawler.store.database import Row, row, rows, run, value, writing
from crawler.store.times import instant, moment
from crawler.store.visits import PASSING, UNASKED

ADD = """
insert into archives(feed_id, gap_id, url, how, page, since_at, added_at, not_before)
values (:feed_id, :gap_id, :url, :how, :page, :since, :now, :now)
on conflict do nothing returning id"""
WAITING = """
select r.*, f.slug from archives r join feeds f on f.id = r.feed_id
where r.asked_at is null and (r.not_before <= :now or r.not_before > :absurd) and f.active = 1
  and f.slug in (select value from json_each(:slugs))
order by r.page, r.id limit :most"""
DONE = """
update archives set asked_at = :now, outcome = :outcome, error = :error, entries_seen = :seen, sha256 = :sha256
where id = :id"""
COUNT = """
update archives set entries_new = entries_new + :new, entries_telling = entries_telling + :telling where id = :id"""
LATER = """
update archives set attempts = attempts + :charged, not_before = :later, outcome = :outcome, error = :error
where id = :id"""
REACHED = """
select 1 from sightings s join gaps g on g.id = :gap_id
where s.feed_id = :feed_id and s.first_seen_at <= g.from_at and s.article_id in (
  select article_id from article_urls where url_hash in (select value from json_each(:hashes))
  union select id from articles where url_hash in (select value from json_each(:hashes)))
limit 1"""
# Of the documents that may close a gap, how many were read, how many could not be (a day without articles has none),
# and how many entries showed that they list what the feed does, of that time.
READ = """
select count(*) filter (where outcome in ('fresh', 'empty')) as came,
  count(*) filter (where outcome not in ('fresh', 'empty') and not (how = 'list' and outcome = 'missing')) as failed,
  sum(entries_telling) as telling
from archives where gap_id = :gap_id and how = :how"""
MOST_WAITING = 200
AT_ONCE = 2000  # entries in one transaction: a crawl waits for it
BACKFILL = """
select count(r.asked_at) as asked, count(r.id) - count(r.asked_at) as waiting,
  coalesce(sum(r.entries_new), 0) as found,
  (select count(*) from articles a where a.first_feed_id = f.id and a.stage = 'listed') as listed
from feeds f left join archives r on r.feed_id = f.id and r.gap_id is null and r.since_at = :since
where f.slug = :slug"""


def noticed(db: Database, poll: Poll, feed: Row, known: int) -> tuple[ArchiveJob, ...]:
    """Note a gap if no entry of the document was known; -> what is to be asked to close it. `feed`: as before the poll.

    Half a document gives no such evidence, nor does a sitemap: what it lists is filtered by date, it is no window on
    the newest entries.
    """
    is_window = poll.answer.outcome is Outcome.FRESH and poll.job.feed.kind is not Kind.SITEMAP
    if known or not poll.drafts or not feed["window_items"] or not is_window:
        return ()
    since, until = feed["last_read_at"], instant(poll.asked_at)
    gap = run(
        db,
        "insert into gaps(feed_id, from_at, to_at, window_items) values (?, ?, ?, ?)",
        [feed["id"], since, until, poll.entries_seen],
    ).lastrowid
    robots = _robots_txt(db, poll.job.url)
    first = moment(since) - rules.KNOWN_BEFORE  # an entry may appear later than it is dated
    span = (first, poll.asked_at)
    found = places(poll.job.feed, poll.job.url, poll.further, robots, span)
    if not found:
        _close(db, int(gap or 0), "none", until)
    return _added(db, poll.job.feed, _Dig(feed["id"], gap, instant(first), until), found)


@dataclass(frozen=True, slots=True)
class _Dig:
    """What documents of older entries are looked through for."""

    feed_id: int
    gap_id: int | None  # None: a backfill
    since: str
    now: str


def start_backfill(db: Database, feed: Feed, url: str, since: datetime, now: datetime) -> int:
    """Line up where a feed's entries since then are listed -> how many documents are waiting now.

    What an earlier backfill of the same time has asked is not asked again.
    """
    with writing(db):
        feed_id = int(value(db, "select id from feeds where slug = ?", [feed.slug]))
        dig = _Dig(feed_id, None, instant(since), instant(now))
        front_says = feed.archive in ("auto", "paging")  # how it goes on
        _added(db, feed, dig, [Place(url, "feed")] if front_says else places(feed, url, (), "", (since, now)))
        waiting = "select count(*) from archives where feed_id = ? and gap_id is null and asked_at is null"
        return int(value(db, waiting, [feed_id]))


def backfill_row(db: Database, slug: str, since: datetime) -> Row:
    """How far a backfill has come: documents asked and waiting, articles found, and pages of the feed still listed."""
    return rows(db, BACKFILL, {"slug": slug, "since": instant(since)})[0]


def waiting(db: Database, feeds: Feeds, now: datetime, slugs: tuple[str, ...], most: int) -> tuple[ArchiveJob, ...]:
    """Documents of older entries that are still to be asked for, at most so many."""
    asked = frozenset(slugs)
    ours = {feed.slug: feed for feed in feeds.feeds if feed.slug in asked}
    absurd = instant(now + rules.LONGEST + rules.DAY)  # a clock stood ahead when it was written
    values = {"now": now, "absurd": absurd, "slugs": json.dumps(sorted(ours)), "most": most}
    return tuple(_job(ours[found["slug"]], found) for found in rows(db, WAITING, values))


def save(db: Database, finding: Finding, rules_version: int) -> tuple[Stored, tuple[PageJob | ArchiveJob, ...]]:
    """Store what a document of older entries lists -> what was new, and the pages and documents to ask next."""
    with writing(db):
        asked = row(db, "select * from archives where id = ?", [finding.job.id])
        feed = row(db, "select * from feeds where slug = ?", [finding.job.feed.slug])
        if asked is None or feed is None or asked["asked_at"] is not None:
            return Stored(), ()
        now = instant(finding.asked_at)
        if _is_worth_another_try(db, asked, finding):
            return Stored(), ()
        listed, reached = _stored(db, asked, feed, finding, Look(now, rules_version))
        repeated = finding.sha256 is not None and _is_repeated(db, asked, finding.sha256)
        done = {"id": asked["id"], "now": now, "outcome": str(finding.answer.outcome), "error": finding.answer.error}
        run(db, DONE, done | {"seen": finding.entries_seen, "sha256": finding.sha256})
        further: tuple[ArchiveJob, ...] = ()
        is_last = repeated or (reached and asked["how"] == "paging")
        if not is_last and not _reaches_back(finding.drafts, asked["since_at"]):
            dig = _Dig(feed["id"], asked["gap_id"], asked["since_at"], now)
            deeper = asked["page"] + (asked["how"] != "feed")  # the front only says where to go
            further = _added(db, finding.job.feed, dig, _onward(db, finding), deeper)
        if asked["gap_id"] is not None:
            _settle(db, asked, now, reached=reached)
        return Stored(new=listed.new, changed=listed.rewritten), (*listed.pages, *further)


def save_some(db: Database, finding: Finding, rules_version: int) -> tuple[Stored, tuple[PageJob, ...]]:
    """Store some of what a long document lists; `save` then stores the rest and what follows from the whole."""
    with writing(db):
        asked = row(db, "select * from archives where id = ? and asked_at is null", [finding.job.id])
        feed = row(db, "select * from feeds where slug = ?", [finding.job.feed.slug])
        if asked is None or feed is None:
            return Stored(), ()
        listed, _ = _stored(db, asked, feed, finding, Look(instant(finding.asked_at), rules_version))
        return Stored(new=listed.new, changed=listed.rewritten), tuple(listed.pages)


def in_pieces(finding: Finding) -> list[Finding]:
    """A finding of many entries as several, each for one transaction; the last one is for `save`."""
    starts = range(0, max(1, len(finding.drafts)), AT_ONCE)
    return [replace(finding, drafts=finding.drafts[start : start + AT_ONCE]) for start in starts]


def _stored(db: Database, asked: Row, feed: Row, finding: Finding, look: Look) -> tuple[entries.Listed, bool]:
    """Store the entries that are wanted -> what became of them, and whether the feed had listed one before the gap."""
    gap = row(db, "select * from gaps where id = ?", [asked["gap_id"]])
    until = gap["to_at"] if gap else look.at
    drafts = tuple(draft for draft in finding.drafts if _is_wanted(draft, asked, finding.job.feed, until))
    reached = gap is not None and _is_reached(db, asked, finding)
    listed = entries.save(db, entries.Listing(finding.job.feed, feed, drafts, look, front=False))
    telling = reached + (_of_the_time(drafts, asked["how"], gap) if gap else 0)
    run(db, COUNT, {"id": asked["id"], "new": listed.new, "telling": telling})
    if gap:
        run(db, "update gaps set articles_found = articles_found + ? where id = ?", [listed.new, gap["id"]])
    return listed, reached


def _is_wanted(draft: Draft, asked: Row, feed: Feed, until: str) -> bool:
    """Whether an entry is of the time that is looked for. A sitemap that the operator did not name lists whatever the
    site has, so what it does not date is not taken for an article."""
    if _is_older(draft, asked["since_at"]):
        return False
    if asked["how"] != "sitemap" or (asked["gap_id"] is None and feed.archive == asked["url"]):
        return True
    return within(draft.dated_raw or "", asked["since_at"], until)


def _of_the_time(drafts: tuple[Draft, ...], how: str, gap: Row) -> int:
    """How many entries are dated within a gap; the pages of a dated archive are those of its days."""
    if how == "list":
        return len(drafts)
    return sum(within(draft.dated_raw or "", gap["from_at"], gap["to_at"]) for draft in drafts)


def _onward(db: Database, finding: Finding) -> list[Place]:
    """Where a document of older entries leads: the parts of an index, or the page after it."""
    job = finding.job
    told = (part for part in finding.further if not is_no_news(part.url))
    named = sorted(told, key=lambda part: part.lastmod_raw or "", reverse=True)  # a bound may cut the rest
    parts = [Place(part.url, "sitemap") for part in named if part.how == "index"]
    if parts or job.how == "sitemap":
        return parts if job.page < rules.SITEMAP_DEPTH else []
    if job.how == "feed":
        return places(job.feed, job.url, finding.further, _robots_txt(db, job.url), (job.since, finding.asked_at))
    if job.how == "paging" and finding.drafts and (url := next_page(job.url, finding.further)):
        return [Place(url, "paging")]
    if job.how == "paging" and not finding.drafts and job.page <= 2 and job.feed.archive == "auto":
        return [Place(url, "sitemap") for url in sitemaps(_robots_txt(db, job.url), job.url)]  # it has no such pages
    return []


def _added(db: Database, feed: Feed, dig: _Dig, found: list[Place], page: int = 1) -> tuple[ArchiveJob, ...]:
    """Line up documents, each once, within the bound of one gap or one backfill."""
    of_dig = "select count(*) from archives where feed_id = ? and gap_id is ? and since_at = ?"
    most = rules.GAP_PAGES if dig.gap_id is not None else rules.BACKFILL_PAGES
    room = most - int(value(db, of_dig, [dig.feed_id, dig.gap_id, dig.since]))
    jobs = []
    for place in found[: max(0, room)]:
        values = {"feed_id": dig.feed_id, "gap_id": dig.gap_id, "since": dig.since, "now": dig.now}
        added = rows(db, ADD, values | {"url": place.url, "how": place.how, "page": page})
        jobs += [ArchiveJob(new["id"], feed, place.url, place.how, moment(dig.since), page) for new in added]
    return tuple(jobs)


def _job(feed: Feed, found: Row) -> ArchiveJob:
    return ArchiveJob(found["id"], feed, found["url"], found["how"], moment(found["since_at"]), found["page"])


def _is_worth_another_try(db: Database, asked: Row, finding: Finding) -> bool:
    """Whether to ask for the document again, and when; where nothing was sent for it no attempt is charged."""
    answer = finding.answer
    charged = not (answer.outcome in UNASKED and answer.http_status is None)
    if answer.outcome not in PASSING or (charged and asked["attempts"] + 1 >= rules.ARCHIVE_ATTEMPTS):
        return False
    pause = max(rules.REST_UNSAID * 2 ** asked["attempts"], timedelta(seconds=answer.retry_after_s or 0))
    values = {"id": asked["id"], "charged": charged, "outcome": str(answer.outcome), "error": answer.error}
    run(db, LATER, values | {"later": finding.asked_at + pause})
    return True


def _is_older(draft: Draft, since: str) -> bool:
    when = draft.article.published
    return when is not None and (when.at < since if when.at else when.on < since[:10])


def _reaches_back(drafts: tuple[Draft, ...], since: str) -> bool:
    """Whether a document ends before what is wanted begins; a pinned old entry at its top says nothing."""
    dated = [draft for draft in drafts if draft.article.published]
    return bool(dated) and _is_older(dated[-1], since)


def _is_repeated(db: Database, asked: Row, sha256: str) -> bool:
    """Whether another page of the same dig said the same: a site that takes ?paged=9 for its front has no more."""
    same = "select 1 from archives where feed_id = ? and gap_id is ? and since_at = ? and sha256 = ? and id <> ?"
    return (
        value(db, f"{same} limit 1", [asked["feed_id"], asked["gap_id"], asked["since_at"], sha256, asked["id"]])
        is not None
    )


def _is_reached(db: Database, asked: Row, finding: Finding) -> bool:
    """Whether the document lists an entry that the feed had listed before the gap: a date says nothing of that, nor
    does what the feed lists now."""
    hashes = json.dumps([draft.url_hash for draft in finding.drafts])
    values = {"feed_id": asked["feed_id"], "gap_id": asked["gap_id"], "hashes": hashes}
    return value(db, REACHED, values) is not None


def _settle(db: Database, asked: Row, now: str, *, reached: bool) -> None:
    """Close a gap when an entry turned up that the feed had listed before it, or by a sitemap or an archive when all
    their documents were read and some entry shows that they cover it; else by none, when nothing is left to ask."""
    gap = asked["gap_id"]
    open_ones = value(db, "select count(*) from archives where gap_id = ? and asked_at is null", [gap])
    if reached and asked["how"] == "paging":
        _close(db, gap, "paging", now)
    elif not open_ones:
        [of] = rows(db, READ, {"gap_id": gap, "how": asked["how"]})
        is_whole = asked["how"] in ("sitemap", "list") and of["came"] and of["telling"] and not of["failed"]
        _close(db, gap, asked["how"] if is_whole else "none", now)


def _close(db: Database, gap_id: int, by: str, now: str) -> None:
    run(db, "update gaps set closed_by = ?, closed_at = ? where id = ? and closed_by is null", [by, now, gap_id])


def _robots_txt(db: Database, url: str) -> str:
    origin = "/".join(url.split("/", 3)[:3])
    return str(value(db, "select robots_txt from origins where origin = ?", [origin]) or "")

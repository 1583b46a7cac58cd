"""Articles whose pages are looked at again: when, on behalf of which feed, and what of them the host gets to see.

A row is an article that has looks before it; the moments are in `polling.rules.LOOKS`, counted from its first fetch.
What was missed (a machine that was off, a host that rests) is not made up for: one look, then the next moment.
"""

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta

from sqlite_utils import Database

from crawler.model import Article, Feeds, PageJob, Stage, Visit
from crawler.normal.fronts import is_front_page
from crawler.polling import rules
from crawler.polling.answers import validators
from crawler.store import articles, pages, statements, waiting
from crawler.store.database import Row, row, rows, run, writing
from crawler.store.times import instant, moment

LOCKED_SHARE = 0.5  # of its words that a page still shows when it was put behind a paywall
STRANGE_SIZE = 0.5  # of a text's words: less than that of another title may be another page in its place
STRANGE_WORDS = 0.2  # of its long words that stood in the text before: two texts about cars share 0.07, 17 of 20 < 0.2
ABSURD = 2 * rules.LOOKS[-1]  # no look is that far off: a clock stood wrong when it was written

LONG_WORD = re.compile(r"\w{6,}")

# The cross joins keep SQLite to the few looks that are due. On behalf of the feed that listed the article first, else
# of another that follows it.
DUE = """
with due as materialized (
  select article_id, next_at from looks where next_at <= :now
  union all select article_id, next_at from looks where next_at > :absurd
)
select article_id, slug from (
  select l.article_id, l.next_at, f.slug, row_number() over (partition by l.article_id
    order by f.id <> a.first_feed_id, f.id) as choice
  from due l
  cross join articles a on a.id = l.article_id
  cross join sightings s on s.article_id = a.id
  cross join feeds f on f.id = s.feed_id
  where a.stage = 'extracted' and a.fetch_url is not null
    and f.active = 1 and f.slug in (select value from json_each(:slugs))
) where choice = 1 order by next_at, article_id limit :most"""
ARTICLE = """
select a.*, t.body, t.blocks,
  (select json_group_array(name) from (select w.name from article_authors x join authors w on w.id = x.author_id
    where x.article_id = a.id order by x.position)) as authors,
  (select json_group_array(name) from (select k.name from article_keywords y join keywords k on k.id = y.keyword_id
    where y.article_id = a.id order by y.position)) as keywords
from articles a join article_text t on t.article_id = a.id where a.id = ?"""
BEGIN = """
insert into looks(article_id, first_at, step, next_at) values (?, ?, 0, ?) on conflict do nothing"""


def begin(db: Database, article: Row, visit: Visit) -> None:
    """The page of an article was read for the first time: look at it again, if it is news and its feed wants that."""
    is_old = visit.asked_at - moment(article["sort_at"]) > rules.LOOK_AT_NEWS
    if visit.job.feed.look_again and not is_old:
        run(db, BEGIN, [article["id"], visit.asked_at, visit.asked_at + rules.LOOKS[0]])


def done(db: Database, article_id: int, at: datetime) -> None:
    """One look less: the next moment that has not passed, or none."""
    found = row(db, "select first_at, step from looks where article_id = ?", [article_id])
    if found is None:
        return
    first = moment(found["first_at"])
    later = range(found["step"] + 1, len(rules.LOOKS))
    step = next((step for step in later if first + rules.LOOKS[step] > at), None)
    if step is None:
        end(db, article_id)
    else:
        values = [step, first + rules.LOOKS[step], article_id]
        run(db, "update looks set step = ?, next_at = ? where article_id = ?", values)


def put_off(db: Database, article_id: int, until: datetime) -> None:
    """Nothing was asked of the page: this look is still to come."""
    run(db, "update looks set next_at = ? where article_id = ?", [until, article_id])


def end(db: Database, article_id: int) -> None:
    """No more looks."""
    run(db, "delete from looks where article_id = ?", [article_id])


def forget(db: Database, now: datetime) -> int:
    """Forget the looks that nobody took in time, of feeds that are switched off, say -> how many."""
    with writing(db):
        return run(db, "delete from looks where next_at < ?", [now - rules.LOOKS[-1]]).rowcount


def due(
    news: Database, raw: Database, feeds: Feeds, now: datetime, slugs: tuple[str, ...], most: int
) -> tuple[PageJob, ...]:
    """Pages to look at now, longest waiting first, each with the validators of the page that is kept."""
    asked = set(slugs)
    ours = {feed.slug: feed for feed in feeds.feeds if feed.follow and feed.look_again and feed.slug in asked}
    values = {"slugs": json.dumps(list(ours)), "now": now, "absurd": instant(now + ABSURD), "most": most}
    jobs = []
    for found in rows(news, DUE, values):
        article = row(news, ARTICLE, [found["article_id"]])
        if article is not None:
            said = statements.of_feed(waiting.draft(article))
            job = PageJob(article["url_hash"], article["fetch_url"], ours[found["slug"]], said, is_look=True)
            jobs.append(_conditional(as_its_feed_said(raw, job), raw, now))
    return tuple(jobs)


def as_its_feed_said(raw: Database, job: PageJob) -> PageJob:
    """The job with what the feed said of the article when its page was read the last time, where that was kept."""
    said = pages.draft(raw, job.url_hash)
    return job if said is None else replace(job, draft=said)


def _conditional(job: PageJob, raw: Database, now: datetime) -> PageJob:
    """A 304 says that the page is as we keep it, so nothing is sent where none is kept."""
    etag, modified = validators(pages.headers(raw, job.url_hash), now)
    return replace(job, etag=etag, last_modified=modified)


def spoils(db: Database, visit: Visit) -> bool:
    """Whether what came is worse than what is stored of its article: the page must not take the kept one's place."""
    article = articles.find(db, visit.job.url_hash)
    return article is not None and is_worse(article, visit)


def is_worse(article: Row, visit: Visit) -> bool:
    """A stored text must not give way to the front page that removed articles lead to, to a page without a text, to a
    few words about something else (that it is gone, or that it wants consent), or to the beginning of one that is to be
    paid for now."""
    found = visit.article
    if article["stage"] != Stage.EXTRACTED or visit.page is None:
        return False
    if is_led_away(visit):
        return True
    if visit.reserved is not None:
        return False
    if found is None or articles.says_less(article, found) or is_strange(article, found):
        return True
    is_locked = found.free_access is False and article["free_access"] != 0
    return is_locked and found.word_count < LOCKED_SHARE * article["word_count"]


def is_led_away(visit: Visit) -> bool:
    """Whether the front page came instead."""
    return visit.page is not None and is_front_page(visit.page.url_final) and not is_front_page(visit.job.url)


def is_strange(article: Row, found: Article) -> bool:
    """Whether a text must be another page's: another title, few words, and those not of the story."""
    if found.word_count >= STRANGE_SIZE * article["word_count"] or not found.body:
        return False
    if articles.slug(found.title) == articles.slug(article["title"]):
        return False
    ours, theirs = _long_words(article["body"]), _long_words(found.body)
    return len(ours & theirs) < STRANGE_WORDS * max(1, len(theirs))


def _long_words(text: str) -> frozenset[str]:
    """Those that say what a text is about: short ones stand in any."""
    return frozenset(LONG_WORD.findall(text.casefold()))


def wait(pause: timedelta) -> timedelta:
    """How long a look is put off when nothing could be asked."""
    return max(rules.CRON_PERIOD, pause)

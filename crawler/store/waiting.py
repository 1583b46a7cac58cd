"""Rows of articles that wait for their page -> PageJobs."""

import json
from datetime import datetime, timedelta

from sqlite_utils import Database

from crawler.model import Article, Block, Feed, Feeds, PageJob, Stage, When
from crawler.store.database import Row, rows
from crawler.store.statements import of_feed
from crawler.store.times import instant

MOST = 2000  # jobs in one answer: their drafts are held in memory; ask again for the rest
ABSURD = timedelta(days=2)  # no lease is that long: a clock stood wrong when it was written

# An article is asked for on behalf of the feed that listed it first, or of another one that still follows it.
# The cross joins keep SQLite from walking all waiting articles once for each feed: 0.4 s instead of 107 s for 100,000.
WAITING = """
with waiting as materialized (
  select id from articles where stage = 'listed'
  union all
  select a.id from leases l cross join articles a on a.url_hash = l.url_hash where a.stage = 'extracted'
), candidates as (
  select a.id, f.slug, f.pages_per_run, l.attempts,
    row_number() over (partition by a.id order by f.id <> a.first_feed_id, f.id) as choice
  from waiting w
  cross join articles a on a.id = w.id
  cross join sightings s on s.article_id = a.id
  cross join feeds f on f.id = s.feed_id
  left join leases l on l.url_hash = a.url_hash
  where a.fetch_url is not null and f.active = 1 and f.follow = 1 and f.slug in (select value from json_each(:slugs))
    and (l.not_before is null or l.not_before <= :now or l.not_before > :absurd)
), ranked as (
  select id, slug, pages_per_run, attempts, row_number() over (partition by slug order by id desc) as place
  from candidates where choice = 1
)
select r.slug, coalesce(r.attempts, 0) as attempts, a.*, t.body, t.blocks,
  (select json_group_array(name) from (select w.name from article_authors x join authors w on w.id = x.author_id
    where x.article_id = a.id order by x.position)) as authors,
  (select json_group_array(name) from (select k.name from article_keywords y join keywords k on k.id = y.keyword_id
    where y.article_id = a.id order by y.position)) as keywords
from ranked r join articles a on a.id = r.id join article_text t on t.article_id = a.id
where r.place <= r.pages_per_run
order by r.place, a.id desc
limit :most"""


def waiting(
    db: Database, feeds: Feeds, now: datetime, slugs: tuple[str, ...] | None, most: int = MOST
) -> tuple[PageJob, ...]:
    """Pages to ask for, per feed at most its pages_per_run and newest first, the feeds taking turns.

    `slugs` looks at these feeds only; None at all that are enabled and followed.
    """
    asked = {feed.slug for feed in feeds.feeds} if slugs is None else set(slugs)
    ours = {feed.slug: feed for feed in feeds.feeds if feed.follow and feed.slug in asked}
    if not ours:
        return ()
    values = {"slugs": json.dumps(list(ours)), "now": now, "absurd": instant(now + ABSURD), "most": most}
    return tuple(_job(found, ours[found["slug"]]) for found in rows(db, WAITING, values))


def _job(found: Row, feed: Feed) -> PageJob:
    said = draft(found)
    if found["stage"] == Stage.EXTRACTED:  # its feed says something else now: what the page said is no word of the feed
        said = of_feed(said)
    return PageJob(found["url_hash"], found["fetch_url"], feed, said, found["attempts"])


def draft(found: Row) -> Article:
    """What the rows say of an article, as the feed's reading that its page's is completed from."""
    return Article(
        title=found["title"],
        lead=found["lead"] or "",
        body=found["body"],
        blocks=tuple(Block(block["kind"], block["text"]) for block in json.loads(found["blocks"])),
        published=_when(found),
        modified_at=found["modified_at"],
        language=found["language"],
        authors=tuple(json.loads(found["authors"])),
        keywords=tuple(json.loads(found["keywords"])),
        section=found["section"],
        image_url=found["image_url"],
        image_caption=found["image_caption"],
        image_credit=found["image_credit"],
        kind=found["kind"],
        rights=tuple(json.loads(found["rights"] or "{}").items()),
        free_access=None if found["free_access"] is None else bool(found["free_access"]),
        body_method=found["body_method"],
        provenance=tuple(json.loads(found["provenance"]).items()),
        content_hash=found["content_hash"],
        word_count=found["word_count"],
    )


def _when(found: Row) -> When | None:
    if found["published_on"] is None:
        return None
    raw, precision, source = (found[f"published_{name}"] or "" for name in ("raw", "precision", "from"))
    return When(on=found["published_on"], at=found["published_at"], raw=raw, precision=precision, source=source)

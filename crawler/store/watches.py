"""What waits to be looked at -> hits of watches, each once, and what is known of hits.

An article waits from when it has its text until it was looked at, and is ready when enrichment has nothing new to say
of it. A story waits when it grew. The caller of what writes holds the write lock.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from crawler.model import Watch
from crawler.store.database import Row, rows, run, value
from crawler.store.search import expression
from crawler.store.times import instant

OLD_DAYS = 14  # published so long before it was first seen: an article of an archive, no news
STORY_DAYS = 7  # a story whose last article is older is not news when it is only counted anew
MAKE_DAYS = 7  # z-scores are of 7 days: sooner it would be the same rise

READY = """
select d.article_id from watch_due d
where not exists (select 1 from enrich_due e where e.article_id = d.article_id and e.again = 0)
order by d.article_id limit ?"""
STORIES_READY = "select story_id from watch_stories_due order by story_id limit ?"
LOOKED_AT = "delete from watch_due where article_id in (select value from json_each(?))"
STORIES_LOOKED_AT = "delete from watch_stories_due where story_id in (select value from json_each(?))"
WAITING = "select exists (select 1 from watch_due) or exists (select 1 from watch_stories_due)"

# Which articles are meant, as they came and as a question of the last days.
NEWS = f"a.sort_at >= strftime('%Y-%m-%dT%H:%M:%SZ', a.first_seen_at, '-{OLD_DAYS} days')"
THESE = f"a.id in (select value from json_each(:ids)) and {NEWS}"  # noqa: S608  # a figure of ours
SINCE = "a.sort_at >= :since"
OF_STORIES = "a.story_id in (select value from json_each(:stories))"

FOUND = """
select a.id as article_id, a.story_id from articles a
where {scope} and a.stage = 'extracted'{conditions}
order by a.id"""
CLAUSES = {
    "words": "a.id in (select rowid from articles_fts where articles_fts match :words{range})",
    "makes": "exists (select 1 from article_makes t join makes n on n.id = t.make_id where t.article_id = a.id "
    "and t.rejected_by is null and n.slug in (select value from json_each(:makes)))",
    "models": "exists (select 1 from article_models t join models n on n.id = t.model_id where t.article_id = a.id "
    "and t.rejected_by is null and n.slug in (select value from json_each(:models)))",
    "topics": "exists (select 1 from article_topics t join topics n on n.id = t.topic_id where t.article_id = a.id "
    "and t.rejected_by is null and n.slug in (select value from json_each(:topics)))",
    "sources": "(select s.slug from sources s where s.id = a.source_id) in (select value from json_each(:sources))",
    "languages": "a.language in (select value from json_each(:languages))",
}
STORIES = """
select s.id as story_id, s.source_count as sources, coalesce(s.first_article_id,
  (select min(id) from articles where story_id = s.id)) as article_id
from stories s
where s.id in (select value from json_each(:stories)) and s.source_count >= :least and s.merged_into is null
  and s.last_at >= :recent and article_id is not null
order by s.id"""
STORIES_SINCE = "select id from stories where last_at >= :since and source_count >= :least and merged_into is null"
# A story that took in another one, or articles of one, is not found again.
STORY_KNOWN = """
select 1 from watch_hits h left join articles a on a.id = h.article_id
where h.watch = :watch and h.kind = 'story' and (h.story_id = :story or a.story_id = :story) limit 1"""
RISING = """
select m.id as make_id, r.make, r.z, r.stories, r.base_week from makes_rising r join makes m on m.slug = r.slug
where r.z >= :least and (:makes = '[]' or r.slug in (select value from json_each(:makes)))"""
MAKE_KNOWN = (
    "select 1 from watch_hits where watch = :watch and kind = 'make' and make_id = :make and at > :recent limit 1"
)
HIT = """
insert into watch_hits(key, watch, kind, article_id, story_id, make_id, at, reason)
values (:key, :watch, :kind, :article_id, :story_id, :make_id, :at, :reason) on conflict do nothing returning id"""
LATELY = "select watch, count(*) as hits, max(at) as last_at from watch_hits group by watch"

TOLD = """
select h.id as hit_id, h.key, h.watch, h.kind, h.at, h.reason,
  a.url_hash, a.url, a.title, a.lead, a.language, a.published_on, a.published_at,
  s.slug as source, s.name as source_name,
  (select group_concat(slug, '; ') from (select n.slug from article_makes x join makes n on n.id = x.make_id
    where x.article_id = a.id and x.rejected_by is null order by x.score desc, n.slug)) as makes,
  (select group_concat(slug, '; ') from (select n.slug from article_models x join models n on n.id = x.model_id
    where x.article_id = a.id and x.rejected_by is null order by x.score desc, n.slug)) as models,
  (select group_concat(slug, '; ') from (select n.slug from article_topics x join topics n on n.id = x.topic_id
    where x.article_id = a.id and x.rejected_by is null order by x.score desc, n.slug)) as topics,
  t.id as story_id, t.title as story_title, t.source_count as story_sources, t.article_count as story_articles,
  t.first_at as story_first_at, m.slug as make, m.name as make_name
from watch_hits h
left join articles a on a.id = h.article_id
left join sources s on s.id = a.source_id
left join stories t on t.id = h.story_id
left join makes m on m.id = h.make_id
where h.id in (select value from json_each(?)) order by h.id"""
GLIMPSED = """
select a.id, a.title, a.url, a.published_on, s.name as source from articles a join sources s on s.id = a.source_id
where a.id in (select value from json_each(?)) order by a.sort_at desc, a.id desc"""


@dataclass(frozen=True, slots=True)
class Hit:
    """What a watch found: an article, a story by its first article, or a make."""

    kind: str
    reason: str
    article_id: int | None = None
    story_id: int | None = None
    make_id: int | None = None


def is_waiting(db: Database) -> bool:
    """Whether anything is to be looked at."""
    return bool(value(db, WAITING))


def ready(db: Database, most: int) -> list[int]:
    """Articles to look at now."""
    return [int(found["article_id"]) for found in rows(db, READY, [most])]


def stories_ready(db: Database, most: int) -> list[int]:
    """Stories to look at now."""
    return [int(found["story_id"]) for found in rows(db, STORIES_READY, [most])]


def looked_at(db: Database, articles: Sequence[int], stories: Sequence[int]) -> None:
    """These wait no longer."""
    run(db, LOOKED_AT, [json.dumps(list(articles))])
    run(db, STORIES_LOOKED_AT, [json.dumps(list(stories))])


# ---------------------------------------------------------------- what a watch finds


def articles(db: Database, watch: Watch, ids: Sequence[int], reason: str) -> list[Hit]:
    """Those of these articles that it looks for; none for a watch of stories or makes."""
    if watch.story_sources is not None or watch.z_score is not None or not ids:
        return []
    narrow = f" and rowid between {min(ids)} and {max(ids)}"
    found = _found(db, watch, THESE, {"ids": json.dumps(list(ids))}, narrow)
    return [Hit("article", reason, article_id=one["article_id"]) for one in found]


def articles_since(db: Database, watch: Watch, since: datetime, reason: str) -> list[Hit]:
    """The same of all articles published since a moment."""
    if watch.story_sources is not None or watch.z_score is not None:
        return []
    return [Hit("article", reason, article_id=one["article_id"]) for one in _found(db, watch, SINCE, {"since": since})]


def stories(db: Database, watch: Watch, ids: Sequence[int], recent: datetime) -> list[Hit]:
    """Those of these stories that enough sources tell, and one of whose articles the watch looks for."""
    if watch.story_sources is None or not ids:
        return []
    told = {found["story_id"] for found in _found(db, watch, OF_STORIES, {"stories": json.dumps(list(ids))})}
    values = {"stories": json.dumps(sorted(told)), "least": watch.story_sources, "recent": recent}
    return [
        Hit("story", f"told by {found['sources']} sources", found["article_id"], found["story_id"])
        for found in rows(db, STORIES, values)
    ]


def stories_since(db: Database, watch: Watch, since: datetime) -> list[Hit]:
    """The same of all stories that went on since a moment."""
    if watch.story_sources is None:
        return []
    found = rows(db, STORIES_SINCE, {"since": since, "least": watch.story_sources})
    return stories(db, watch, [one["id"] for one in found], since)


def makes(db: Database, watch: Watch) -> list[Hit]:
    """The makes that rise so much now."""
    if watch.z_score is None:
        return []
    found = rows(db, RISING, {"least": watch.z_score, "makes": json.dumps(list(watch.makes))})
    return [
        Hit(
            "make",
            f"{one['make']}: {one['stories']} stories in 7 days, usually {one['base_week']:g}: z-score {one['z']:g}",
            make_id=one["make_id"],
        )
        for one in found
    ]


def _found(db: Database, watch: Watch, scope: str, values: dict[str, object], narrow: str = "") -> list[Row]:
    lists = {name: getattr(watch, name) for name in CLAUSES if name != "words"}
    asked = {name: json.dumps(list(wanted)) for name, wanted in lists.items() if wanted}
    clauses = [CLAUSES[name] for name in asked]
    if watch.words:
        asked["words"] = expression(watch.words) or '""'
        clauses.append(CLAUSES["words"].format(range=narrow))
    conditions = "".join(f"\n  and {one}" for one in clauses)
    return rows(db, FOUND.format(scope=scope, conditions=conditions), values | asked)


# ---------------------------------------------------------------- hits


def keep(db: Database, watch: Watch, hit: Hit, now: datetime) -> int | None:
    """Note a hit -> its id; None: it is known."""
    if hit.kind == "story" and value(db, STORY_KNOWN, {"watch": watch.name, "story": hit.story_id}):
        return None
    recent = now - timedelta(days=MAKE_DAYS)
    if hit.kind == "make" and value(db, MAKE_KNOWN, {"watch": watch.name, "make": hit.make_id, "recent": recent}):
        return None
    facts: Row = {"key": secrets.token_hex(16), "watch": watch.name, "at": instant(now), "reason": hit.reason}
    ids: Row = {"kind": hit.kind, "article_id": hit.article_id, "story_id": hit.story_id, "make_id": hit.make_id}
    written = run(db, HIT, facts | ids).fetchall()
    return int(written[0][0]) if written else None


def told(db: Database, ids: Sequence[int]) -> list[Row]:
    """All that is told of these hits."""
    return rows(db, TOLD, [json.dumps(list(ids))])


def glimpsed(db: Database, ids: Sequence[int]) -> list[Row]:
    """Title, address, day and source of these articles, the newest first."""
    return rows(db, GLIMPSED, [json.dumps(list(ids))])


def lately(db: Database) -> dict[str, Row]:
    """Each watch that ever found something: `hits` and `last_at`."""
    return {found["watch"]: found for found in rows(db, LATELY)}

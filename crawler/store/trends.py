"""Days on which tags came or went -> `tag_days`: how many stories, articles and sources carried each tag on each day.

Stories are counted, not copies: articles of one story are one, and an article without a story is its own. What an
analyst rejected does not count. Triggers write the days to be counted again into `trend_days_due`.
"""

from sqlite_utils import Database

from crawler.model import TagKind
from crawler.store.database import Row, rows, run, run_each
from crawler.store.tags import TABLES

_DUE = "select on_day from trend_days_due order by on_day desc limit ?"
_STORED = "select tag_id, stories, articles, sources, source_ids, story_ids from tag_days where kind = ? and on_day = ?"
_WRITE = """
insert into tag_days(kind, tag_id, on_day, stories, articles, sources, source_ids, story_ids)
values (:kind, :tag_id, :day, :stories, :articles, :sources, :source_ids, :story_ids)
on conflict(kind, tag_id, on_day) do update set stories = excluded.stories, articles = excluded.articles,
  sources = excluded.sources, source_ids = excluded.source_ids, story_ids = excluded.story_ids"""
_DELETE = "delete from tag_days where kind = ? and on_day = ? and tag_id = ?"
_COUNT = """
select {of}_id as tag_id, count(distinct coalesce(a.story_id, -a.id)) as stories, count(*) as articles,
  count(distinct a.source_id) as sources, json_group_array(distinct a.source_id) as source_ids,
  json_group_array(distinct coalesce(a.story_id, -a.id)) as story_ids
from (select {of}_id, article_id from article_{names}
  where published_on = ? and rejected_by is null order by {of}_id, article_id) t
join articles a on a.id = t.article_id group by {of}_id"""


def due(db: Database, most: int) -> list[str]:
    """Days that wait to be counted, the newest first."""
    return [str(found["on_day"]) for found in rows(db, _DUE, [most])]


def count(db: Database, day: str) -> None:
    """Count a day anew, and write what is different; the caller holds the write lock."""
    for kind, table in TABLES.items():
        found = {one["tag_id"]: one for one in rows(db, _COUNT.format(of=table.of, names=table.names), [day])}
        stored = {one["tag_id"]: one for one in rows(db, _STORED, [str(kind), day])}
        run_each(db, _DELETE, [(str(kind), day, tag) for tag in stored if tag not in found])
        run_each(db, _WRITE, [_facts(kind, day, one) for tag, one in found.items() if one != stored.get(tag)])
    run(db, "delete from trend_days_due where on_day = ?", [day])


def _facts(kind: TagKind, day: str, one: Row) -> Row:
    return one | {"kind": str(kind), "day": day}

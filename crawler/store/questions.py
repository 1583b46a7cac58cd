"""What people ask of the news itself: one article, what each source brought, what could not be had, what was edited."""

from sqlite_utils import Database

from crawler.store.database import Row, row, rows

ARTICLE = """
select a.*, s.name as source, t.body, t.blocks
from articles a join sources s on s.id = a.source_id join article_text t on t.article_id = a.id where a.url_hash = ?"""
SOURCES = """
select s.name as source, group_concat(distinct a.language) as languages, count(*) as articles,
  min(a.published_on) as first_on, max(a.published_on) as last_on
from articles a join sources s on s.id = a.source_id where a.stage = 'extracted' group by s.id order by s.name"""
MISSED = """
select a.url, s.name as source, a.title, a.stage_reason
from articles a join sources s on s.id = a.source_id where a.stage = 'failed' order by a.id desc limit ?"""
EDITED = """
select a.url, v.title as title_before, a.title as title_now, v.what, v.changed, v.seen_at
from article_versions v join articles a on a.id = v.article_id order by v.id desc limit ?"""

MAKES = """
select m.name, count(*) as articles from article_makes t join makes m on m.id = t.make_id where t.rejected_by is null
group by m.id order by articles desc, m.name limit ?"""
STORIES = """
select story_id, title, sources, articles, languages, first_source from big_stories"""
COPIES = """
select source, title, kind, round(100 * containment) as percent, first_source, lag_minutes from copied_text"""


def article(db: Database, url_hash: str) -> Row | None:
    """An article with its source's name and its text, by column."""
    return row(db, ARTICLE, [url_hash])


def source_rows(db: Database) -> list[Row]:
    """Each source that has articles with text: how many, in which languages, from which day to which."""
    return rows(db, SOURCES)


def missed_rows(db: Database, most: int) -> list[Row]:
    """Articles that were listed and could not be had or read, newest first, with the reason."""
    return rows(db, MISSED, [most])


def edited_rows(db: Database, most: int) -> list[Row]:
    """Articles that changed after they were stored, newest change first."""
    return rows(db, EDITED, [most])


def make_rows(db: Database, most: int) -> list[Row]:
    """The makes that most articles are about, and how many."""
    return rows(db, MAKES, [most])


def story_rows(db: Database) -> list[Row]:
    """Stories that several sources tell: their title, sources, articles, languages, and who was first."""
    return rows(db, STORIES)


def copy_rows(db: Database) -> list[Row]:
    """Articles that repeat those of another source, how, and how many minutes later."""
    return rows(db, COPIES)

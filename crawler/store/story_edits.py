"""What somebody decided about stories: each decision a row, the articles it was about, and what must stay apart."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlite_utils import Database

from crawler.store.database import Row, row, rows, run
from crawler.store.stories import part

RECORD = """
insert into story_edits(at, actor, op, story_id, other_id, articles)
values (:at, :actor, :op, :story, :other, :articles)"""
PUT = """
update articles set story_id = :story, story_edit_id = :edit, story_score = null
where id in (select value from json_each(:articles))"""
PIN_REST = "update articles set story_edit_id = ? where story_id = ? and story_edit_id is null"
TOGETHER = "delete from stories_apart where story_id = ? and other_id = ?"
OF = """
select e.at, e.actor, e.op, e.story_id, e.other_id, e.articles from story_edits e
where :story in (e.story_id, e.other_id) order by e.id"""
LIST = """
select id, first_at, last_at, title, language, article_count, source_count, language_count, first_article_id
from stories where article_count >= :least and last_at >= :since order by last_at desc, id desc limit :most"""
ARTICLES = """
select a.id, a.sort_at, s.name as source, a.language, a.title, a.url, a.story_score,
  a.story_edit_id is not null as by_hand
from articles a join sources s on s.id = a.source_id where a.story_id = ? order by a.sort_at, a.id"""
WHERE = "select id, stage, story_id from articles where id in (select value from json_each(?)) order by id"


class Op(StrEnum):
    """What can be done to stories."""

    SPLIT = "split"
    MERGE = "merge"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Edit:
    """One decision: articles went from `story` to `other`."""

    op: Op
    story: int
    other: int
    articles: tuple[int, ...]
    actor: str
    at: datetime


def record(news: Database, edit: Edit) -> None:
    """Write a decision down and carry it out; its articles and those they met are judged by the machine no more.

    Two stories that were parted stay apart; what was merged is apart no longer.
    """
    articles = json.dumps(edit.articles)
    told = {"at": edit.at, "actor": edit.actor, "op": edit.op, "story": edit.story, "other": edit.other}
    number = int(run(news, RECORD, {**told, "articles": articles}).lastrowid or 0)
    run(news, PUT, {"story": edit.other, "edit": number, "articles": articles})
    run(news, PIN_REST, [number, edit.other])
    if edit.op is Op.MERGE:
        run(news, TOGETHER, sorted((edit.story, edit.other)))
    else:
        run(news, PIN_REST, [number, edit.story])
        part(news, edit.story, edit.other, number)


def edits_of(news: Database, story: int) -> list[Row]:
    """The decisions in which a story took part, oldest first."""
    return rows(news, OF, {"story": story})


def stories(news: Database, since: datetime, least: int, most: int) -> list[Row]:
    """The stories that went on since a moment, the newest first, of at least so many articles."""
    return rows(news, LIST, {"since": since, "least": least, "most": most})


def story(news: Database, number: int) -> Row | None:
    """What is known of a story."""
    return row(news, "select * from stories where id = ?", [number])


def articles(news: Database, number: int) -> list[Row]:
    """The articles of a story, the first one first."""
    return rows(news, ARTICLES, [number])


def whereabouts(news: Database, ids: Collection[int]) -> dict[int, Row]:
    """Which stage these articles have and in which story they are."""
    return {found["id"]: found for found in rows(news, WHERE, [json.dumps(list(ids))])}

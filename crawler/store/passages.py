"""What enrichment asks to find passages: which articles hold a hash that several hold, and the lines of those."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from crawler.article.text import lines
from crawler.model import Block
from crawler.normal.urls import registrable_domain
from crawler.store.database import Row, rows
from crawler.store.times import moment

MOST_HOLDERS = 64  # articles of one hash that are looked at, the newest

SHARED = f"""
select value as h from json_each(?)
where exists (select 1 from shingles where h = value limit 1 offset {lines.COUNTS - 1})"""  # noqa: S608  # a figure of ours
HOLDERS = "select article_id from shingles where h = ? order by article_id desc limit ?"
ADDRESSES = """
select a.id, coalesce(
  (select url from article_urls u where u.article_id = a.id and u.how = 'redirect' order by first_seen_at desc limit 1),
  a.fetch_url) as url
from articles a where a.id in (select value from json_each(?))"""
CARRIERS = """
select a.id, a.title, a.first_seen_at, t.blocks from articles a join article_text t on t.article_id = a.id
where a.id in (select value from json_each(?)) and a.stage = 'extracted' and a.body_method is not 'feed'
order by a.id"""


@dataclass(frozen=True, slots=True)
class Carrier:
    """An article whose text may hold a passage of its host."""

    id: int
    title: str
    first_seen_at: datetime
    lines: tuple[str, ...]


def holders(news: Database, hashes: Iterable[int]) -> dict[int, list[int]]:
    """Hash -> the newest articles that hold it, of those which as many articles hold as a line must stand on."""
    shared = [int(found["h"]) for found in rows(news, SHARED, [json.dumps(sorted(hashes))])]
    return {h: [int(found["article_id"]) for found in rows(news, HOLDERS, [h, MOST_HOLDERS])] for h in shared}


def hosts(news: Database, ids: Iterable[int]) -> dict[int, str]:
    """The hosts on which the pages of these articles stand, as `registrable_domain` writes them."""
    return {
        found["id"]: registrable_domain(found["url"] or "")
        for found in rows(news, ADDRESSES, [json.dumps(sorted(ids))])
    }


def carriers(news: Database, ids: Iterable[int]) -> dict[int, Carrier]:
    """These articles, as far as their pages were read, the oldest first; what a feed carried teaches nothing."""
    return {found["id"]: _carrier(found) for found in rows(news, CARRIERS, [json.dumps(sorted(ids))])}


def _carrier(found: Row) -> Carrier:
    blocks = tuple(Block(block["kind"], block["text"]) for block in json.loads(found["blocks"]))
    said = tuple(lines.keyed(blocks).values())
    return Carrier(found["id"], found["title"] or "", moment(found["first_seen_at"]), said)

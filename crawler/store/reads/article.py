"""An article: what it says, what it is about and by which rule, what it said before, who prints it too, its story.

A public site and a published copy hold no texts, or no reserved ones: then `Text.state` says so.
"""

import json
import sqlite3
from dataclasses import dataclass
from enum import StrEnum

from crawler.article.facts.rights import reserved
from crawler.model import Block
from crawler.model.vocabulary import RESERVED, Stage
from crawler.store.reads.asking import Row, row, rows
from crawler.store.reads.listed import Headline
from crawler.store.reads.versions import Change, Said, Version, change, versions

ARTICLE = """
select a.id, a.url, a.title, coalesce(a.lead, '') as lead, a.source_id, s.slug as source_slug, s.name as source,
  a.published_at, a.published_on, a.published_raw, a.published_from, a.published_precision, a.modified_at,
  a.first_seen_at, a.last_seen_at, a.language, a.section, a.word_count, a.image_url, a.image_caption, a.image_credit,
  a.free_access, a.stage, a.stage_reason, a.version, a.provenance, a.body_method, a.kind, coalesce(a.rights, '{}') as
  rights, a.quality, a.gone_at, a.volatile, a.story_id, a.story_score, a.story_edit_id is not null as by_hand
from articles a cross join sources s on s.id = a.source_id where a.id = :id and a.stage <> 'dropped'"""
TEXT = "select body, blocks from article_text where article_id = :id"
AUTHORS = """
select n.name from article_authors t cross join authors n on n.id = t.author_id
where t.article_id = :id order by t.position"""
KEYWORDS = """
select n.name from article_keywords t cross join keywords n on n.id = t.keyword_id
where t.article_id = :id order by n.name"""
_TAGS = """
select '{of}' as kind, n.id, n.slug, n.{label} as name, t.mentions, t.in_title, t.score, t.rule, t.rejected_by
from article_{many} t cross join {many} n on n.id = t.{of}_id
where t.article_id = :id order by t.score desc, n.slug"""
TAGS = {
    of: _TAGS.format(of=of, many=many, label="label" if of == "model" else "name")
    for of, many in (("make", "makes"), ("model", "models"), ("topic", "topics"), ("company", "companies"))
}
COPIES = """
select o.id, o.title, o.language, o.published_on, s.slug as source_slug, s.name as source,
  o.source_id = :source_id as is_own, d.kind, d.containment, d.first_id = :id as is_later, d.lag_minutes
from (
  select other_id as id, kind, containment, first_id, lag_minutes from article_duplicates where article_id = :id
  union all
  select article_id, kind, containment, first_id, lag_minutes from article_duplicates where other_id = :id) d
cross join articles o on o.id = d.id cross join sources s on s.id = o.source_id
where o.stage <> 'dropped' order by o.sort_at, o.id limit :most"""
STORY = """
select id, title, language, article_count as articles, source_count as sources, first_article_id = :id as is_first
from stories where id = :story_id and merged_into is null"""
BESIDE = """
select a.id, a.title, a.language, a.kind, a.published_on, a.published_at, a.sort_at, s.slug as source_slug,
  s.name as source
from articles a cross join sources s on s.id = a.source_id
where a.story_id = :story_id and a.id <> :id and a.stage <> 'dropped' order by a.sort_at, a.id limit :most"""
LISTED = """
select f.slug, f.name, g.position, g.first_seen_at from sightings g cross join feeds f on f.id = g.feed_id
where g.article_id = :id order by g.first_seen_at, f.slug"""
ADDRESSES = """
select url, how from article_urls where article_id = :id and url <> coalesce(:url, '')
order by first_seen_at, url limit :most"""

MOST_CHARS = 200_000  # of a text on one page; the rest is a link away
MOST_COPIES, MOST_BESIDE, MOST_ADDRESSES = 40, 8, 20


class State(StrEnum):
    """Whether an article's text is here, and if not, why."""

    HERE = "here"
    CLOSED = "closed"  # it was read, and is not shown here
    RESERVED = "reserved"  # its publisher reserves it, so it was not kept
    WAITING = "waiting"  # its page is still to be asked for
    FAILED = "failed"  # its page cannot be had
    NONE = "none"  # its page was read, and no text was found on it


@dataclass(frozen=True, slots=True)
class Text:
    """What there is to read, block by block; `is_cut`: it goes on."""

    state: State
    blocks: tuple[Block, ...]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """The article's own columns, as stored; `reserved`: the word by which its publisher reserves the text, or None."""

    id: int
    url: str | None
    title: str
    lead: str
    source_id: int
    source_slug: str
    source: str
    published_at: str | None
    published_on: str | None
    published_raw: str | None
    published_from: str | None
    published_precision: str | None
    modified_at: str | None
    first_seen_at: str
    last_seen_at: str
    language: str | None
    section: str | None
    word_count: int
    image_url: str | None
    image_caption: str | None
    image_credit: str | None
    free_access: int | None
    stage: str
    stage_reason: str | None
    version: int
    provenance: dict[str, str]
    body_method: str | None
    kind: str
    rights: dict[str, str]
    quality: float | None
    gone_at: str | None
    volatile: int
    story_id: int | None
    story_score: float | None
    by_hand: int  # somebody put it into its story, or left it there
    reserved: str | None


@dataclass(frozen=True, slots=True)
class Tagged:
    """Something the article is about, and why; `rejected_by` says who took it out again."""

    kind: str  # make, model, topic, company
    id: int
    slug: str
    name: str
    mentions: int
    in_title: int
    score: float
    rule: str
    rejected_by: str | None


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article that has text in common with this one; `is_later`: this one came out before it."""

    id: int
    title: str
    language: str | None
    published_on: str | None
    source_slug: str
    source: str
    is_own: int  # of the same source
    kind: str  # exact, revision, syndicated, excerpt, quotes
    containment: float
    is_later: int
    lag_minutes: int | None


@dataclass(frozen=True, slots=True)
class InStory:
    """The story that the article tells, and others that tell it, the first ones first."""

    id: int
    title: str
    language: str | None
    articles: int
    sources: int
    is_first: int
    beside: tuple[Headline, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A feed that lists the article; `position` 1 is the top."""

    slug: str
    name: str
    position: int | None
    first_seen_at: str


@dataclass(frozen=True, slots=True)
class Article:
    """All that a page says about an article. `change`: the version that was asked for and the one after it."""

    facts: Facts
    text: Text
    authors: tuple[str, ...]
    keywords: tuple[str, ...]
    tags: tuple[Tagged, ...]
    versions: tuple[Version, ...]  # the newest first
    change: Change | None
    copies: tuple[Copy, ...]
    more_copies: bool
    story: InStory | None
    listed: tuple[Listed, ...]
    addresses: tuple[tuple[str, str], ...]  # others that led to it: address, who told


def article(db: sqlite3.Connection, article_id: int, version: int | None = None) -> Article | None:
    """An article by its id, with the change of one version (None: the newest); None: there is none to show."""
    found = row(db, ARTICLE, {"id": article_id})
    if found is None:
        return None
    facts = _facts(found)
    asked: Row = {"id": article_id, "source_id": facts.source_id, "story_id": facts.story_id, "url": facts.url}
    told = row(db, TEXT, asked)
    body = told["body"] if told else None
    text = _text(facts, body, told["blocks"] if told else None)
    copies = rows(db, COPIES, asked | {"most": MOST_COPIES + 1})
    before = versions(db, facts.id, facts.title)
    return Article(
        facts,
        text,
        tuple(one["name"] for one in rows(db, AUTHORS, asked)),
        tuple(one["name"] for one in rows(db, KEYWORDS, asked)),
        tuple(Tagged(**one) for sql in TAGS.values() for one in rows(db, sql, asked)),
        before,
        change(
            db, facts.id, before, version, Said(facts.title, facts.lead, None if text.state is State.CLOSED else body)
        ),
        tuple(Copy(**one) for one in copies[:MOST_COPIES]),
        len(copies) > MOST_COPIES,
        _story(db, asked),
        tuple(Listed(**one) for one in rows(db, LISTED, asked)),
        tuple((one["url"], one["how"]) for one in rows(db, ADDRESSES, asked | {"most": MOST_ADDRESSES})),
    )


def _facts(found: Row) -> Facts:
    told = {name: _object(found[name]) for name in ("provenance", "rights")}
    return Facts(**(found | told), reserved=reserved(tuple(told["rights"].items())))


def _object(stored: str) -> dict[str, str]:
    return {str(name): str(said) for name, said in json.loads(stored).items()}


def _text(facts: Facts, body: str | None, blocks: str | None) -> Text:
    if not body:
        return Text(_why_not(facts, body), (), False)
    pieces = [Block(one["kind"], one["text"]) for one in json.loads(blocks or "[]")]
    pieces = pieces or [Block("p", part) for part in body.split("\n\n")]
    kept, room = [], MOST_CHARS
    for piece in pieces:
        if room <= 0:
            break
        kept.append(Block(piece.kind, piece.text[:room]))
        room -= len(piece.text)
    return Text(State.HERE, tuple(kept), room < 0 or len(kept) < len(pieces))


def _why_not(facts: Facts, body: str | None) -> State:
    if (facts.stage_reason or "").startswith(RESERVED):
        return State.RESERVED
    if facts.stage != Stage.EXTRACTED:
        return State.WAITING if facts.stage == Stage.LISTED else State.FAILED
    return State.CLOSED if body is None or facts.word_count else State.NONE


def _story(db: sqlite3.Connection, asked: Row) -> InStory | None:
    found = row(db, STORY, asked)
    if found is None:
        return None
    return InStory(**found, beside=tuple(Headline(**one) for one in rows(db, BESIDE, asked | {"most": MOST_BESIDE})))

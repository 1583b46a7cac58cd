"""What a feed lists -> new articles, sightings of known ones, and the pages to ask for.

The first feed to list an article owns it: another feed's sighting is noted, and never changes the text of an article
whose text came from a feed.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlite_utils import Database

from crawler.model import Draft, Feed, PageJob, Poll, Stage
from crawler.store import articles
from crawler.store.articles import Look
from crawler.store.database import Row, row, rows, run
from crawler.store.leases import lease, look_again
from crawler.store.times import instant

MOST_GUID = 1000  # characters
FROM_FEED = frozenset({None, "feed"})  # body methods of a text that no page gave

KNOWN = """
select url_hash, article_id from article_urls where url_hash in (select value from json_each(:hashes))
union all
select url_hash, id from articles where url_hash in (select value from json_each(:hashes))"""
SAID = """
select article_id, entry_hash from sightings
where feed_id = :feed_id and article_id in (select value from json_each(:articles))"""
LIGHT = """
select a.id, a.url_hash, a.fetch_url, a.stage, a.body_method, a.first_feed_id, f.follow as owner_follows
from articles a join feeds f on f.id = a.first_feed_id where a.id = ?"""
SIGHTING = """
insert into sightings(article_id, feed_id, guid, entry_hash, position, first_seen_at, last_seen_at)
values (:article_id, :feed_id, :guid, :entry_hash, :position, :at, :at)
on conflict(article_id, feed_id) do update set guid = coalesce(excluded.guid, guid), entry_hash = excluded.entry_hash,
  position = excluded.position, last_seen_at = excluded.last_seen_at"""


@dataclass(slots=True)
class Listed:
    """What became of a document's entries."""

    new: int = 0
    changed: int = 0  # known ones of which the feed now says something else
    rewritten: int = 0  # articles whose stored text changed by that
    dropped: int = 0
    pages: list[PageJob] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Before:
    """What the database knew of a document's entries; `articles` and `met` grow as they are stored."""

    articles: dict[str, int]  # url_hash, own or alias -> article
    said: dict[int, str]  # article -> hash of what this feed said of it
    forgotten: frozenset[str]  # url hashes that may not come back
    met: set[int] = field(default_factory=set)  # articles this document already brought: its first entry counts


def save(db: Database, poll: Poll, feed: Row, rules_version: int) -> Listed:
    """Store a document's entries, in its order; `feed` is the feed's row."""
    before = _before(db, poll.drafts, feed["id"])
    storing = _Storing(db, poll.job.feed, feed, Look(instant(poll.asked_at), rules_version), before)
    for draft in poll.drafts:
        storing.entry(draft)
    run(
        db,
        "update articles set last_seen_at = ? where id in (select value from json_each(?))",
        [storing.look.at, json.dumps(sorted(before.met))],
    )
    return storing.listed


def _before(db: Database, drafts: Iterable[Draft], feed_id: int) -> Before:
    hashes = json.dumps(sorted({found for draft in drafts for found in _hashes(draft)}))
    known = {found["url_hash"]: found["article_id"] for found in rows(db, KNOWN, {"hashes": hashes})}
    said = rows(db, SAID, {"feed_id": feed_id, "articles": json.dumps(sorted(set(known.values())))})
    dead = rows(db, "select url_hash from tombstones where url_hash in (select value from json_each(?))", [hashes])
    return Before(
        known,
        {found["article_id"]: found["entry_hash"] for found in said},
        frozenset(found["url_hash"] for found in dead),
    )


@dataclass(frozen=True, slots=True)
class _Storing:
    """The entries of one document on their way into the database."""

    db: Database
    feed: Feed
    row: Row
    look: Look
    before: Before
    listed: Listed = field(default_factory=Listed)

    def entry(self, draft: Draft) -> None:
        if self.before.forgotten.intersection(_hashes(draft)):
            self.listed.dropped += 1
            return
        known = next((self.before.articles[h] for h in _hashes(draft) if h in self.before.articles), None)
        article_id = self.new(draft) if known is None else known
        self.note_addresses(draft, article_id)
        if article_id in self.before.met:
            return
        self.before.met.add(article_id)
        self.note_sighting(draft, article_id)
        if self.before.said.get(article_id, draft.entry_hash) != draft.entry_hash:
            self.listed.changed += 1
            self.changed(draft, article_id)

    def new(self, draft: Draft) -> int:
        article_id = articles.insert(self.db, draft, self.row, self.look)
        self.before.articles[draft.url_hash] = article_id
        self.listed.new += 1
        if draft.stage is Stage.LISTED and (address := articles.web(draft.fetch_url)):
            self.listed.pages.append(PageJob(draft.url_hash, address, self.feed, draft.article))
        return article_id

    def note_addresses(self, draft: Draft, article_id: int) -> None:
        own = ((draft.url_hash, draft.fetch_url, "feed"),) if draft.fetch_url else ()
        for found, url, how in (*own, *draft.aliases):
            if found not in self.before.articles and articles.web(url):
                articles.add_address(self.db, article_id, (found, url, how), self.look.at)
                self.before.articles[found] = article_id

    def note_sighting(self, draft: Draft, article_id: int) -> None:
        values = {
            "article_id": article_id,
            "feed_id": self.row["id"],
            "guid": draft.guid[:MOST_GUID] if draft.guid else None,
            "entry_hash": draft.entry_hash,
            "position": draft.position,
            "at": self.look.at,
        }
        run(self.db, SIGHTING, values)

    def changed(self, draft: Draft, article_id: int) -> None:
        """The feed says something else of an article than before: look at its page again, or take over the words."""
        article = row(self.db, LIGHT, [article_id])
        if article is None or article["stage"] == Stage.DROPPED:
            return
        if draft.stage is Stage.LISTED:
            if article["owner_follows"]:
                self.look_at_page(draft, article)
        elif article["first_feed_id"] == self.row["id"] and article["body_method"] in FROM_FEED:
            self.listed.rewritten += self.take_over(draft, article, Stage.EXTRACTED)

    def look_at_page(self, draft: Draft, article: Row) -> None:
        address = article["fetch_url"] or articles.web(draft.fetch_url)
        if address is None:
            return
        key, is_listed = article["url_hash"], article["stage"] == Stage.LISTED
        held = lease(self.db, key) if is_listed else look_again(self.db, key, self.look.at)
        if article["stage"] != Stage.EXTRACTED:  # the feed's words are all that is stored: these are newer
            self.take_over(draft, article, Stage.LISTED)
        if held.not_before <= self.look.at:
            self.listed.pages.append(PageJob(key, address, self.feed, draft.article, held.attempts))

    def take_over(self, draft: Draft, article: Row, stage: Stage) -> bool:
        full = articles.find(self.db, article["url_hash"])
        return full is not None and articles.rewrite(self.db, full, draft.article, self.look, stage)


def _hashes(draft: Draft) -> tuple[str, ...]:
    return (draft.url_hash, *(found for found, _, _ in draft.aliases))

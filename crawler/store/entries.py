"""What a feed lists -> new articles, sightings of known ones, and the pages to ask for.

The first feed to list an article owns it: another feed's sighting is noted, and never changes the text of an article
whose text came from a feed.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from sqlite_utils import Database

from crawler.model import Draft, Feed, PageJob, Stage
from crawler.store import articles
from crawler.store.articles import Look
from crawler.store.database import Row, row, rows, run, value
from crawler.store.leases import lease, look_again, settle
from crawler.store.repairs import Repairs

MOST_GUID = 1000  # characters
MOST_ADDRESSES = 50  # of an article that moves and moves
FROM_FEED = frozenset({None, "feed"})  # body methods of a text that no page gave

KNOWN = """
select url_hash, article_id from article_urls where url_hash in (select value from json_each(:hashes))
union all
select url_hash, id from articles where url_hash in (select value from json_each(:hashes))"""
SAID = """
select s.article_id, s.entry_hash,
  a.stage = 'dropped' and (a.stage_reason glob 'keep*' or a.stage_reason glob 'block *') and s.turned_away_at is null
    as by_others
from sightings s join articles a on a.id = s.article_id
where s.feed_id = :feed_id and s.article_id in (select value from json_each(:articles))"""
LIGHT = """
select a.id, a.url_hash, a.fetch_url, a.stage, a.volatile, a.body_method, a.first_feed_id, f.follow as owner_follows,
  a.stage_reason glob 'keep*' or a.stage_reason glob 'block *' as filtered,
  exists (select 1 from sightings s where s.article_id = a.id and s.feed_id <> :feed_id) as elsewhere
from articles a join feeds f on f.id = a.first_feed_id where a.id = :id"""
SIGHTING = """
insert into sightings(article_id, feed_id, guid, entry_hash, position, first_seen_at, last_seen_at)
values (:article_id, :feed_id, :guid, :entry_hash, :position, :at, :at)
on conflict(article_id, feed_id) do update set guid = coalesce(excluded.guid, guid), entry_hash = excluded.entry_hash,
  position = excluded.position, last_seen_at = excluded.last_seen_at"""
FOUND = """
insert into sightings(article_id, feed_id, guid, entry_hash, position, first_seen_at, last_seen_at)
values (:article_id, :feed_id, :guid, :entry_hash, null, :at, :at) on conflict do nothing"""
TAKEN_OUT = """
update articles set stage = 'dropped', stage_reason = :reason where id = :id"""
LET_IN = """
update articles set stage = 'listed', stage_reason = null, first_feed_id = :feed_id, source_id = :source_id
where id = :id"""
HEARD = """
update sightings set turned_away_at = null where article_id = :id and feed_id = :feed_id"""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a document of a feed lists; `row` is the feed's. A document that is not its `front` lists what is older.

    Of one that is not `whole` the end is missing: what it does not list may still be listed.
    """

    feed: Feed
    row: Row
    drafts: tuple[Draft, ...]
    look: Look
    front: bool = True
    whole: bool = True


@dataclass(slots=True)
class Listed:
    """What became of a document's entries."""

    new: int = 0
    changed: int = 0  # known ones of which the feed now says something else
    rewritten: int = 0  # articles whose stored text changed by that
    dropped: int = 0
    known: int = 0  # entries that this feed had listed before; one that is only much like such a one proves nothing
    unheard: int = 0  # entries that it had not, whoever else had; without those it drops
    pages: list[PageJob] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Before:
    """What the database knew of a document's entries; `articles` and `met` grow as they are stored."""

    articles: dict[str, int]  # url_hash, own or alias -> article
    said: dict[int, str]  # article -> hash of what this feed said of it
    by_others: frozenset[int]  # of those, the ones that are dropped by the conditions of other feeds only
    forgotten: frozenset[str]  # url hashes that may not come back
    met: set[int] = field(default_factory=set)  # articles this document already brought: its first entry counts


def save(db: Database, listing: Listing) -> Listed:
    """Store a document's entries, in its order."""
    before = _before(db, listing.drafts, listing.row["id"])
    can_tell = listing.front and listing.whole  # what left the document
    repairs = Repairs.of(db, listing.row, listing.drafts) if can_tell else Repairs()
    storing = _Storing(db, listing, before, repairs)
    for draft in listing.drafts:
        storing.entry(draft)
    if listing.front:
        run(
            db,
            "update articles set last_seen_at = ? where id in (select value from json_each(?))",
            [listing.look.at, json.dumps(sorted(before.met))],
        )
    return storing.listed


def _before(db: Database, drafts: Iterable[Draft], feed_id: int) -> Before:
    hashes = json.dumps(sorted({found for draft in drafts for found in _hashes(draft)}))
    known = {found["url_hash"]: found["article_id"] for found in rows(db, KNOWN, {"hashes": hashes})}
    dead = rows(db, "select url_hash from tombstones where url_hash in (select value from json_each(?))", [hashes])
    seen = _seen(db, feed_id, known.values())
    return Before(
        known,
        {sighting["article_id"]: sighting["entry_hash"] for sighting in seen},
        frozenset(sighting["article_id"] for sighting in seen if sighting["by_others"]),
        frozenset(found["url_hash"] for found in dead),
    )


def _seen(db: Database, feed_id: int, articles_known: Iterable[int]) -> list[Row]:
    """What this feed said of articles so far."""
    return rows(db, SAID, {"feed_id": feed_id, "articles": json.dumps(sorted(set(articles_known)))})


@dataclass(frozen=True, slots=True)
class _Storing:
    """The entries of one document on their way into the database."""

    db: Database
    listing: Listing
    before: Before
    repairs: Repairs
    listed: Listed = field(default_factory=Listed)

    @property
    def look(self) -> Look:
        return self.listing.look

    def entry(self, draft: Draft) -> None:
        if self.before.forgotten.intersection(_hashes(draft)):
            self.listed.dropped += 1
            return
        known = next((self.before.articles[h] for h in _hashes(draft) if h in self.before.articles), None)
        if known is None and (known := self.repairs.of_draft(draft)) is not None:
            self.moved(draft, known)
        article_id = self.new(draft) if known is None else known
        self.note_addresses(draft, article_id)
        if article_id in self.before.met:
            return
        self.before.met.add(article_id)
        is_known = article_id in self.before.said
        self.listed.known += is_known and article_id not in self.repairs.by_title
        self.listed.unheard += not is_known and draft.stage is not Stage.DROPPED
        self.note_sighting(draft, article_id)
        let_in = known is not None and self.refilter(draft, article_id)
        if self.listing.front and self.before.said.get(article_id, draft.entry_hash) != draft.entry_hash:
            self.listed.changed += 1
            if not let_in:
                self.changed(draft, article_id)

    def new(self, draft: Draft) -> int:
        if draft.stage is Stage.DROPPED:
            draft = replace(draft, article=replace(draft.article, lead="", body="", blocks=(), word_count=0))
            self.listed.dropped += 1
        article_id = articles.insert(self.db, draft, self.listing.row, self.look)
        self.before.articles[draft.url_hash] = article_id
        self.listed.new += draft.stage is not Stage.DROPPED
        if draft.stage is Stage.LISTED:
            self.ask_page(draft)
        return article_id

    def ask_page(self, draft: Draft) -> None:
        if (address := articles.web(draft.fetch_url)) is not None:
            self.listed.pages.append(PageJob(draft.url_hash, address, self.listing.feed, draft.article))

    def moved(self, draft: Draft, article_id: int) -> None:
        """The article is listed under another address now: there its page is asked for from now on."""
        seen = _seen(self.db, self.listing.row["id"], [article_id])
        self.before.said.update((sighting["article_id"], sighting["entry_hash"]) for sighting in seen)
        if (address := articles.web(draft.fetch_url)) is not None:
            run(self.db, "update articles set fetch_url = ?, url = ? where id = ?", [address, address, article_id])
        known = value(self.db, "select count(*) from article_urls where article_id = ?", [article_id])
        if known >= MOST_ADDRESSES:  # another parameter each time: it is found by its guid all the same
            self.before.articles[draft.url_hash] = article_id

    def refilter(self, draft: Draft, article_id: int) -> bool:
        """What the feed does not want any more is not asked for, what it wants now is. An article that one feed wants
        is wanted, whatever other feeds make of it and whichever of them came first. True: it was let in."""
        is_new_chance = article_id in self.before.by_others and draft.stage is not Stage.DROPPED
        is_as_before = self.before.said.get(article_id) == draft.entry_hash
        if is_as_before and not is_new_chance and self.listing.row["semantic_sha256"] is not None:
            return False  # sync() forgets the hash of a feed's document when its conditions change
        article = self.light(article_id)
        if article is None:
            return False
        if draft.stage is Stage.DROPPED:
            if article["stage"] == Stage.LISTED and not article["elsewhere"]:
                run(self.db, TAKEN_OUT, {"id": article_id, "reason": draft.stage_reason})
                settle(self.db, article["url_hash"])
        elif article["stage"] == Stage.DROPPED and article["filtered"]:
            feed = self.listing.row
            run(self.db, LET_IN, {"id": article_id, "feed_id": feed["id"], "source_id": feed["source_id"]})
            run(self.db, HEARD, {"id": article_id, "feed_id": feed["id"]})
            self.take_over(draft, article, draft.stage)
            if draft.stage is Stage.LISTED:
                self.ask_page(draft)
            return True
        return False

    def light(self, article_id: int) -> Row | None:
        return row(self.db, LIGHT, {"id": article_id, "feed_id": self.listing.row["id"]})

    def note_addresses(self, draft: Draft, article_id: int) -> None:
        own = ((draft.url_hash, draft.fetch_url, "feed"),) if draft.fetch_url else ()
        for found, url, how in (*own, *draft.aliases):
            if found not in self.before.articles and articles.web(url):
                articles.add_address(self.db, article_id, (found, url, how), self.look.at)
                self.before.articles[found] = article_id

    def note_sighting(self, draft: Draft, article_id: int) -> None:
        values = {
            "article_id": article_id,
            "feed_id": self.listing.row["id"],
            "guid": draft.guid[:MOST_GUID] if draft.guid else None,
            "entry_hash": draft.entry_hash,
            "position": draft.position,
            "at": self.look.at,
        }
        run(self.db, SIGHTING if self.listing.front else FOUND, values)

    def changed(self, draft: Draft, article_id: int) -> None:
        """The feed says something else of an article than before: look at its page again, or take over the words."""
        article = self.light(article_id)
        if article is None or Stage.DROPPED in (article["stage"], draft.stage):
            return
        if draft.stage is Stage.LISTED:
            if article["owner_follows"] and not article["volatile"]:
                self.look_at_page(draft, article)
        elif article["first_feed_id"] == self.listing.row["id"] and article["body_method"] in FROM_FEED:
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
            self.listed.pages.append(PageJob(key, address, self.listing.feed, draft.article, held.attempts))

    def take_over(self, draft: Draft, article: Row, stage: Stage) -> bool:
        full = articles.find(self.db, article["url_hash"])
        return full is not None and articles.rewrite(self.db, full, draft.article, self.look, stage)


def _hashes(draft: Draft) -> tuple[str, ...]:
    return (draft.url_hash, *(found for found, _, _ in draft.aliases))

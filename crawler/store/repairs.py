"""An entry nobody knows and what its feed listed before -> the article it is, if only its address changed.

Publishers correct a headline and with it the address. The entry is then the same article if the feed calls it by the
same guid and nothing speaks against it, or if its title is nearly the same within two days; and always only if the old
entry has left the document.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Self

from sqlite_utils import Database

from crawler.model import Draft
from crawler.polling import rules
from crawler.store.database import Row, rows
from crawler.store.repairs_words import NUMBERS
from crawler.store.times import moment

REMEMBERED = 2000  # newest articles of a feed among which the old entry is looked for by its guid
COMPARED = 500  # and by its title, which takes longer
FEWEST_WORDS = 4  # a shorter title ("Duurtest", "The week in pictures") stands above many articles
VANISHED = """
select a.id, a.url_hash, a.title, a.published_at, s.guid, s.first_seen_at
from sightings s join articles a on a.id = s.article_id
where s.feed_id = :feed_id and s.last_seen_at >= :read_at and a.stage <> 'dropped'
  and a.url_hash not in (select value from json_each(:listed))
  and not exists (select 1 from article_urls u where u.article_id = a.id
    and u.url_hash in (select value from json_each(:listed)))
order by s.article_id desc limit :most"""


@dataclass(slots=True)
class Repairs:
    """What the feed listed last time and lists no more; each article is given away once, few of them by titles."""

    vanished: dict[int, Row] = field(default_factory=dict)
    guids: dict[str, list[int]] = field(default_factory=dict)  # of those, the articles that were called so
    dates: Counter[str] = field(default_factory=Counter)  # how many entries of the document carry the same
    by_title: set[int] = field(default_factory=set)  # articles that were given away for their titles alone

    @classmethod
    def of(cls, db: Database, feed: Row, drafts: tuple[Draft, ...]) -> Self:
        """For one document of a feed; `feed` is its row."""
        if feed["last_whole_at"] is None:
            return cls()
        hashes = {found for draft in drafts for found in (draft.url_hash, *(alias for alias, _, _ in draft.aliases))}
        values = {"feed_id": feed["id"], "read_at": feed["last_whole_at"], "most": REMEMBERED}
        vanished = {row["id"]: row for row in rows(db, VANISHED, values | {"listed": json.dumps(sorted(hashes))})}
        guids = defaultdict(list)
        for article_id, row in vanished.items():
            guids[row["guid"]].append(article_id)
        return cls(vanished, guids, Counter(filter(None, map(_instant, drafts))))

    def of_draft(self, draft: Draft) -> int | None:
        """The id of the article that this entry is, or None: it is new."""
        if draft.fetch_url is None:
            return None
        named = self.guids.get(draft.guid, ()) if draft.guid else ()
        found = self._first(named, lambda row: self._is_plausible(draft, row))
        if found is None and len(self.by_title) < rules.REPAIRS:
            found = self._first(islice(self.vanished, COMPARED), lambda row: _is_same(draft, row))
            if found is not None:
                self.by_title.add(found)
        if found is not None:
            del self.vanished[found]
        return found

    def _first(self, articles: Iterable[int], fits: Callable[[Row], bool]) -> int | None:
        return next((one for one in articles if one in self.vanished and fits(self.vanished[one])), None)

    def _is_plausible(self, draft: Draft, row: Row) -> bool:
        """Whether an entry of the same guid tells the same story: some feeds number their places, and put another one
        there each time. A date that several entries carry says nothing."""
        if are_similar(draft.article.title, row["title"]):
            return True
        at = _instant(draft)
        return at is not None and at == row["published_at"] and self.dates[at] == 1


def _instant(draft: Draft) -> str | None:
    return draft.article.published.at if draft.article.published else None


def _is_same(draft: Draft, row: Row) -> bool:
    """Whether an entry of another guid, or of none, is the same by its title."""
    if draft.guid and row["guid"]:
        is_address = draft.guid.lower().startswith(("http://", "https://"))
        if draft.guid == row["guid"] or not is_address:
            return False  # it was not plausible; or the feed names its entries itself, and calls this another one
    return alike(draft.article.title, row["title"]) and _near(draft, row)


def _near(draft: Draft, row: Row) -> bool:
    at = _instant(draft)
    if at is None:
        return False
    before = moment(row["published_at"] or row["first_seen_at"])
    return abs(datetime.fromisoformat(at) - before) <= rules.REPAIR_WITHIN


def alike(one: str, other: str) -> bool:
    """Whether two titles of some length are similar."""
    return min(len(_words(one)), len(_words(other))) >= FEWEST_WORDS and are_similar(one, other)


def are_similar(one: str, other: str) -> bool:
    """Whether two titles share nearly all their words (Dice's coefficient of the two sets), and differ in no number."""
    here, there = _words(one), _words(other)
    if not here or any(word in NUMBERS or re.search(r"\d", word) for word in here ^ there):
        return False
    return 2 * len(here & there) >= rules.REPAIR_ALIKE * (len(here) + len(there))


def _words(title: str) -> set[str]:
    return set(re.findall(r"\w+", title.casefold()))

"""An entry nobody knows and what its feed listed before -> the article it is, if only its address changed.

Publishers correct a headline and with it the address. The entry is then the same article if the feed calls it by the
same guid, or if its title is nearly the same within two days; and always only if the old entry has left the document.
"""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from sqlite_utils import Database

from crawler.model import Draft
from crawler.polling import rules
from crawler.store.database import Row, rows
from crawler.store.times import moment

REMEMBERED = 500  # newest articles of a feed among which the old entry is looked for
FEWEST_WORDS = 4  # a shorter title ("Duurtest", "The week in pictures") stands above many articles
VANISHED = """
select a.id, a.url_hash, a.title, a.published_at, s.guid, s.first_seen_at
from sightings s join articles a on a.id = s.article_id
where s.feed_id = :feed_id and s.last_seen_at = :read_at and a.stage <> 'dropped'
  and a.url_hash not in (select value from json_each(:listed))
  and not exists (select 1 from article_urls u where u.article_id = a.id
    and u.url_hash in (select value from json_each(:listed)))
order by s.article_id desc limit :most"""


@dataclass(slots=True)
class Repairs:
    """What the feed listed last time and lists no more; each article is given away once, at most a few in a poll."""

    vanished: list[Row] = field(default_factory=list)
    left: int = rules.REPAIRS

    @classmethod
    def of(cls, db: Database, feed: Row, drafts: tuple[Draft, ...]) -> Self:
        """For one document of a feed; `feed` is its row."""
        if feed["last_read_at"] is None:
            return cls()
        hashes = {found for draft in drafts for found in (draft.url_hash, *(alias for alias, _, _ in draft.aliases))}
        values = {"feed_id": feed["id"], "read_at": feed["last_read_at"], "most": REMEMBERED}
        return cls(rows(db, VANISHED, values | {"listed": json.dumps(sorted(hashes))}))

    def of_draft(self, draft: Draft) -> int | None:
        """The id of the article that this entry is, or None: it is new."""
        if self.left <= 0 or draft.fetch_url is None:
            return None
        found = next((row for row in self.vanished if _is_same(draft, row)), None)
        if found is None:
            return None
        self.vanished.remove(found)
        self.left -= 1
        return int(found["id"])


def _is_same(draft: Draft, row: Row) -> bool:
    if draft.guid and row["guid"]:
        is_address = draft.guid.lower().startswith(("http://", "https://"))
        if draft.guid == row["guid"]:
            return True
        if not is_address:
            return False  # the feed names its entries itself, and calls this another one
    return alike(draft.article.title, row["title"]) and _near(draft, row)


def _near(draft: Draft, row: Row) -> bool:
    when = draft.article.published
    if when is None or when.at is None:
        return False
    before = moment(row["published_at"] or row["first_seen_at"])
    return abs(datetime.fromisoformat(when.at) - before) <= rules.REPAIR_WITHIN


def alike(one: str, other: str) -> bool:
    """Whether two titles share nearly all their words (Dice's coefficient of the two sets)."""
    here, there = set(re.findall(r"\w+", one.casefold())), set(re.findall(r"\w+", other.casefold()))
    if min(len(here), len(there)) < FEWEST_WORDS:
        return False
    return 2 * len(here & there) >= rules.REPAIR_ALIKE * (len(here) + len(there))

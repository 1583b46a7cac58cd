"""What a text is read in the light of."""

from dataclasses import dataclass
from datetime import datetime

from crawler.model import Feed, SiteRule
from crawler.normal import dates


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a text is read in the light of: the feed it came from, the desk's time zone, and when.

    Of a sitemap, entries that are certainly older than `newer_than` are left out; of any document, the first `skipped`.
    """

    feed: Feed
    desk_timezone: str
    now: datetime
    newer_than: datetime | None = None
    skipped: int = 0  # entries of a long document that were read before
    rules: tuple[SiteRule, ...] = ()  # those of the page's host
    tdmrep: str = ""  # what the page's origin says of reservations


def place(around: Circumstances, codes: tuple[str | None, ...], source: str) -> dates.Place:
    languages = tuple(dict.fromkeys(filter(None, (*codes, around.feed.language, "en"))))
    return dates.Place(languages, around.feed.timezone, around.desk_timezone, around.now, source)

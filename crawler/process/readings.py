"""What the readers are handed, and what they make of it."""

from dataclasses import dataclass, field
from datetime import datetime

from crawler.model import Article, Draft, Feed, Further, Rhythm, RuleUse, SiteRule


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


@dataclass(frozen=True, slots=True)
class FeedReading:
    """What a feed document says; `seen` counts its entries, `dropped` those that are repeated or say nothing."""

    title: str
    drafts: tuple[Draft, ...]
    seen: int
    dropped: int
    warning: str | None
    cut_short: bool
    rhythm: Rhythm = field(default_factory=Rhythm)
    further: tuple[Further, ...] = ()
    listed: int = 0  # rows of a sitemap, those that were left out included
    goes_on: bool = False  # there are more entries than were to be read


@dataclass(frozen=True, slots=True)
class PageReading:
    """What a page says. Without a text there is a reason; `article` is None where the page says nothing at all."""

    article: Article | None
    aliases: tuple[tuple[str, str, str], ...] = ()
    reason: str | None = None
    unwanted: str | None = None
    reserved: str | None = None  # why its text may not be kept
    rule: RuleUse | None = None  # the site rule that was tried

"""The words that columns and tables are filled with: kinds of feeds, outcomes of asking, stages of an article."""

from enum import StrEnum

RESERVED = "rights: its publisher states"  # begins the stage_reason of an article whose text may not be kept


class Kind(StrEnum):
    """What a feed's address holds."""

    RSS = "rss"  # any RSS, Atom, RDF or JSON Feed
    SITEMAP = "sitemap"
    LIST = "list"  # an HTML page that lists links


class Outcome(StrEnum):
    """The whole vocabulary for what asking a feed or a page can come to."""

    FRESH = "fresh"
    UNCHANGED = "unchanged"
    PARTIAL = "partial"
    EMPTY = "empty"
    NOT_A_FEED = "not_a_feed"
    CHALLENGE = "challenge"
    BLOCKED = "blocked"
    MISSING = "missing"
    GONE = "gone"
    BUSY = "busy"
    SERVER_ERROR = "server_error"
    REDIRECT = "redirect"
    TIMEOUT = "timeout"
    NETWORK = "network"
    TOO_LARGE = "too_large"
    TOO_COSTLY = "too_costly"
    REFUSED = "refused"
    STORAGE = "storage"


class Stage(StrEnum):
    """How far an article has come."""

    LISTED = "listed"  # a feed named it, its page is still to be asked for
    EXTRACTED = "extracted"  # its page was read: its text is stored, or RESERVED
    FAILED = "failed"  # its page cannot be had or read; stage_reason says why
    DROPPED = "dropped"  # not wanted; stage_reason says why

"""What an operator wrote in feeds.yaml, with the defaults filled in."""

from dataclasses import dataclass, field

from crawler.model.vocabulary import Kind


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that hold for every request and every document."""

    body_mib: int = 8  # after decompression: a news page above that is a mistake or an attack
    seconds: int = 25  # from connect to the last byte
    redirects: int = 5
    entries: int = 2000  # per feed document, newest first
    url_chars: int = 2048


@dataclass(frozen=True, slots=True)
class Selectors:
    """Where an HTML page of kind `list` holds its entries: CSS selectors, those below `item` seen from an item."""

    item: str
    container: str | None = None  # None: the whole page
    link: str | None = None  # None: the item itself if it is a link, else its first one
    title: str | None = None  # None: the text of the link
    date: str | None = None  # None: the first <time>
    summary: str | None = None  # None: no summary


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition of `keep` or `block`: a regular expression (any case) that is searched for in a field."""

    field: str  # title, url, text, author, category, language
    pattern: str


@dataclass(frozen=True, slots=True)
class Feed:
    """One entry of feeds.yaml with the defaults filled in."""

    slug: str
    name: str
    url: str
    source: str  # slug or domain of the publisher, such as autoblog.nl
    kind: Kind = Kind.RSS
    language: str = "nl"  # ISO 639-1
    country: str | None = None  # ISO 3166-1 alpha-2
    timezone: str = "Europe/Amsterdam"  # of dates printed without a zone
    every_minutes: int | None = 30  # None: auto, by how much it usually brings at that hour
    follow: bool = True  # ask for the pages; False: the feed's own text is the article
    enabled: bool = True
    headers: tuple[tuple[str, str], ...] = ()  # values may hold ${ENV}, filled in when asked
    pause_s: float = 0.0  # between two questions to its site, where that is longer than the desk's
    pages_per_run: int = 50
    look_again: bool = True  # at the pages of new articles, for changes
    keep_pages: int = 30  # days that raw pages are kept; 0: they are not
    stale_days: int | None = None  # silent for longer is an alarm; None: a week, and six of its usual pauses
    limits: Limits = field(default_factory=Limits)
    selectors: Selectors | None = None  # of kind `list`
    keep: tuple[Filter, ...] = ()  # none: everything; else what fits one of these
    block: tuple[Filter, ...] = ()  # what fits one of these is dropped, also if `keep` would have it
    verify_tls: bool = True  # False: the certificate of its own origin is not looked at
    rights: str = "record"  # respect: of what its publisher reserves only title, lead and link are kept
    archive: str = "auto"  # where older entries are listed: auto, none, paging, a sitemap, pages {year}/{month}/{day}
    line: int = 0  # in feeds.yaml, for messages


@dataclass(frozen=True, slots=True)
class Feeds:
    """All of feeds.yaml."""

    feeds: tuple[Feed, ...]
    user_agent: str
    contact_is_ours: bool  # nobody put in a contact of their own yet
    timezone: str  # the desk's one time zone: published_on is a day there
    pause_s: float = 1.0  # between two questions to one host
    minutes_per_run: float = 12.0  # below the cron period of 15
    private_hosts: tuple[str, ...] = ()  # names or addresses that may be asked although they are not public
    limits: Limits = field(default_factory=Limits)
    proxy: str | None = None  # http://host:port; user and password may stand in it as ${ENV}, filled in when asked
    keep_pages: int = 30  # days, of feeds that left feeds.yaml
    heartbeat: str | None = None  # told after each good run: an address, in which ${ENV} is filled in, or a file
    metrics: str | None = None  # a file of figures for Prometheus, written after each run

"""The keys of feeds.yaml as pydantic models: what may be written where, and the JSON schema editors read.

Every field's description is the tooltip an operator sees. Where a field has `default_factory=str` or `int`, its "" or 0
says "not written": the value comes from elsewhere, and the schema offers editors no default.
"""

import re
from typing import Annotated

from pydantic import ConfigDict, Field, SkipValidation

from crawler.config.schema_parts import Written, schema_of
from crawler.config.schema_types import (
    Archive,
    Country,
    Every,
    Heartbeat,
    KeepPages,
    Kind,
    Language,
    Metrics,
    Name,
    Pattern,
    Pause,
    PrivateHost,
    Proxy,
    Rights,
    Selector,
    Slug,
    Source,
    StaleAfter,
    Timezone,
    Url,
    UserAgent,
)
from crawler.config.watches_schema import ChannelWritten, WatchWritten
from crawler.model import Limits

_LIMITS = Limits()
_LIST = re.compile(r"\[\s+([^][{}]*?)\s+\]")  # 249 countries belong on one line


class LimitsWritten(Written):
    """Bounds that hold for every request and every document."""

    body_mib: int = Field(
        default=_LIMITS.body_mib, ge=1, le=64, description="Largest answer, in MiB after decompression."
    )
    seconds: int = Field(default=_LIMITS.seconds, ge=1, le=120, description="Longest wait for one answer, in seconds.")
    redirects: int = Field(
        default=_LIMITS.redirects, ge=0, le=20, description="How many redirects of one request to follow."
    )
    entries: int = Field(default=_LIMITS.entries, ge=1, le=10_000, description="How many entries of one feed to read.")
    url_chars: int = Field(
        default=_LIMITS.url_chars, ge=100, le=2048, description="Longest address of an article, in characters."
    )


class FeedLimits(Written):
    """Bounds of one feed; what is left out holds as under defaults."""

    body_mib: int = Field(
        default_factory=int,
        ge=1,
        le=64,
        description="Largest answer of this feed, in MiB after decompression. A sitemap may have 50 if nothing is"
        " written here or under defaults.",
    )
    seconds: int = Field(
        default_factory=int, ge=1, le=120, description="Longest wait for one answer of this feed, in seconds."
    )
    entries: int = Field(
        default_factory=int, ge=1, le=10_000, description="How many entries of this feed to read, newest first."
    )


_NO_LIMITS = FeedLimits()  # one for all feeds: to make two objects for each took a third of the time of 2,000 feeds


class Condition(Written):
    """One condition of keep or block: a field, and a regular expression that is searched for in it in any case."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

    title: Pattern = Field(default_factory=str, description="Searched for in the title, such as advertorial|sponsored.")
    url: Pattern = Field(default_factory=str, description="Searched for in the article's address.")
    text: Pattern = Field(default_factory=str, description="Searched for in the lead and the text.")
    author: Pattern = Field(default_factory=str, description="Searched for in the name of each author.")
    category: Pattern = Field(
        default_factory=str, description="Searched for in each category and keyword, and in the section."
    )
    language: Pattern = Field(
        default_factory=str, description="Searched for in the language's code, such as nl. Write ^(nl|de)$ for two."
    )


Conditions = list[Condition]


class ListWritten(Written):
    """Where an HTML page holds its entries: CSS selectors."""

    item: Selector = Field(description="One entry of the list, such as article.card.")
    container: Selector = Field(
        default_factory=str, description="The part of the page that holds the list; the whole page if left out."
    )
    link: Selector = Field(
        default_factory=str,
        description="The link to the article, inside an entry. If left out: the entry itself if it is a link, else its"
        " first one.",
    )
    title: Selector = Field(
        default_factory=str, description="The title, inside an entry; the text of the link if left out."
    )
    date: Selector = Field(default_factory=str, description="The date, inside an entry; the first <time> if left out.")
    summary: Selector = Field(default_factory=str, description="The summary, inside an entry; none if left out.")


_NO_LIST = ListWritten.model_construct()


class Defaults(Written):
    """What holds for the whole desk, and for every feed that says nothing else."""

    user_agent: UserAgent = Field(
        default_factory=str,
        description="What the crawler calls itself to every site. Put a contact of your own into it, a page or a"
        " mailbox, so that publishers can reach you.",
    )
    timezone: Timezone = Field(
        default="Europe/Amsterdam",
        description="Time zone of the desk: what day an article is from. Also the zone of dates that feeds print"
        " without one.",
    )
    language: Language = Field(
        default="nl", description="Language of feeds that say nothing else: two letters, ISO 639-1."
    )
    country: Country = Field(
        default_factory=str, description="Country of feeds that say nothing else: two capitals, ISO 3166-1."
    )
    every: Every = Field(
        default=30,
        description="How often to ask a feed: 30m, 2h, 1d or a number of minutes; from 5 minutes to 7 days. auto: by"
        " how much it usually brings at that hour.",
    )
    pause: Pause = Field(default=1.0, description="Pause between two questions to one site: 0s to 60s.")
    pages_per_run: int = Field(
        default=50, ge=0, le=10_000, description="How many pages of one feed's articles to ask for in one run."
    )
    look_again: bool = Field(
        default=True,
        description="true: look again at the pages of new articles, after 1 hour, 6 hours, a day and a week, for"
        " changes. false: once.",
    )
    keep_pages: KeepPages = Field(
        default_factory=lambda: 30,
        description="How long raw pages are kept, for rules that change later: 30d (the default) or 12w; 0d: not.",
    )
    minutes_per_run: float = Field(
        default=12.0,
        gt=0,
        le=1440,
        description="When a run stops by itself, in minutes; keep it below the cron period.",
    )
    private_hosts: list[PrivateHost] = Field(
        default_factory=list,
        description="Host names or addresses in your own network that may be asked; all others must be public.",
    )
    proxy: Proxy = Field(
        default_factory=str,
        description="The proxy that is asked instead of each site: http://host:port, with a user name and password as"
        " http://${NAME}:${NAME}@host:port. What private_hosts names is asked without it.",
    )
    heartbeat: Heartbeat = Field(
        default_factory=str,
        description="Told after each good run: an address that is asked by GET, secrets in it written ${NAME}, or a"
        " file that the time is written into. Whoever watches it notices when runs stop.",
    )
    metrics: Metrics = Field(
        default_factory=str,
        description="A file whose name ends in .prom, written anew after each run: figures for Prometheus, by way of"
        " node_exporter's textfile collector.",
    )
    stale_after: StaleAfter = Field(
        default_factory=int,
        description="How long a feed may bring nothing new before it is reported: 14d or 3w, at most 400d. If left out:"
        " a week, and six of its usual pauses.",
    )
    rights: Rights = Field(
        default="record",
        description="What to do with articles whose publisher reserves the text (tdm-reservation, noarchive, noai)."
        " record: keep it for this desk's own use, and write down what the publisher states. respect: keep title, lead"
        " and link, neither text nor page.",
    )
    limits: LimitsWritten = Field(
        default_factory=lambda: LimitsWritten(), description="Bounds for every request and document."
    )
    keep: Conditions = Field(
        default_factory=Conditions,
        description="Of feeds that have no keep of their own: articles that fit none of these conditions are dropped.",
    )
    block: Conditions = Field(
        default_factory=Conditions,
        description="Articles of any feed that fit one of these conditions are dropped, also if keep would have them.",
    )


class FeedWritten(Written):
    """One feed: an address that lists a site's new articles."""

    name: Name = Field(description="What people call the feed. No two feeds share a name.")
    url: Url = Field(description="The feed's address. Passwords and keys belong into headers, not in here.")
    slug: Slug = Field(
        default_factory=str,
        description="The feed's key in the database and on the command line; made from the name if left out. With a"
        " new slug it is a new feed.",
    )
    source: Source = Field(
        default_factory=str,
        description="The publisher, by its domain; taken from the address if left out. A publisher's feeds share it.",
    )
    kind: Kind = Field(
        default="rss",
        description="What the address holds. rss: any RSS, Atom, RDF or JSON Feed. sitemap: any sitemap or sitemap"
        " index. list: an HTML page that lists links.",
    )
    list: ListWritten = Field(
        default_factory=lambda: _NO_LIST,
        description="CSS selectors that find the entries of a page of kind list, or of the pages of an archive.",
    )
    language: Language = Field(default_factory=str, description="Language of the articles: two letters, ISO 639-1.")
    country: Country = Field(default_factory=str, description="Country of the publisher: two capitals, ISO 3166-1.")
    timezone: Timezone = Field(
        default_factory=str, description="Zone of the dates this publisher prints without one, such as Europe/Brussels."
    )
    every: Every = Field(default_factory=int, description="How often to ask this feed: auto, 30m, 2h, 1d or minutes.")
    pause: Pause = Field(
        default_factory=float,
        description="Pause between two questions to this feed's site, feeds and pages, where that is longer than under"
        " defaults.",
    )
    follow: bool = Field(
        default=True, description="true: ask for each article's page. false: the text in the feed is all that is kept."
    )
    enabled: bool = Field(default=True, description="false: keep the feed in this file and do not ask it.")
    headers: dict[str, str] = Field(
        default_factory=dict,
        description="Headers to send with each request to the feed's own site. Secrets are written ${NAME} and come"
        " from the environment.",
    )
    pages_per_run: int = Field(
        default_factory=int,
        ge=0,
        le=10_000,
        description="How many pages of this feed's articles to ask for in one run.",
    )
    look_again: bool = Field(
        default_factory=bool,
        description="false: never look again at the pages of this feed's articles for changes. As under defaults if"
        " left out.",
    )
    keep_pages: KeepPages = Field(
        default_factory=int, description="How long raw pages of this feed are kept: 30d or 12w; 0d keeps none."
    )
    stale_after: StaleAfter = Field(
        default_factory=int,
        description="How long this feed may bring nothing new before it is reported: 14d or 3w, at most 400d.",
    )
    limits: FeedLimits = Field(default_factory=lambda: _NO_LIMITS, description="Bounds of this feed.")
    keep: Conditions = Field(
        default_factory=Conditions,
        description="Articles that fit none of these conditions are dropped. Takes the place of keep under defaults; []"
        " keeps all.",
    )
    block: Conditions = Field(
        default_factory=Conditions,
        description="Articles that fit one of these conditions, or one of block under defaults, are dropped, also if"
        " keep would have them.",
    )
    rights: Rights = Field(
        default_factory=str,
        description="What to do with articles whose publisher reserves the text: record or respect, as under defaults.",
    )
    verify_tls: bool = Field(
        default=True,
        description="false: take any certificate of this feed's own site, also one that is expired or self-signed."
        " Whoever sits on the way can then read and change what comes; you are reminded once a day.",
    )
    archive: Archive = Field(
        default="auto",
        description="Where older articles are listed. auto: wherever the site says so. none: nowhere. paging: on"
        " further pages of the feed. Or the address of a sitemap, or of pages by date, with {year}, {month} and {day}.",
    )


class FeedsFile(Written):
    """feeds.yaml: the feeds a desk reads, and what holds for all of them."""

    defaults: Defaults = Field(
        default_factory=lambda: Defaults(), description="What holds for the desk and for all feeds."
    )
    feeds: list[FeedWritten] = Field(description="The feeds, in any order.")
    watches: Annotated[list[WatchWritten] | None, SkipValidation] = Field(  # config.watches reads them
        default=None, description="What is looked for in what is new, unless it stands in watches.yaml."
    )
    channels: Annotated[list[ChannelWritten] | None, SkipValidation] = Field(
        default=None, description="Where the watches of this file are told."
    )


def json_schema() -> str:
    """The JSON schema (draft 2020-12) of feeds.yaml, as `crawler/config/feeds.schema.json` keeps it."""
    return _LIST.sub(lambda found: "[" + " ".join(found[1].split()) + "]", schema_of(FeedsFile))

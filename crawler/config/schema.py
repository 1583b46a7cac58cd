"""The keys of feeds.yaml as pydantic models: what may be written where, and the JSON schema editors read.

Every field's description is the tooltip an operator sees.
"""

import json
import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from crawler.config import values
from crawler.config.code_words import COUNTRIES, LANGUAGES
from crawler.model import Limits

_LIMITS = Limits()
_LIST = re.compile(r"\[\s+([^][{}]*?)\s+\]")  # 249 countries belong on one line


def _text(**bounds: object) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", **bounds})


def _exactly(pattern: str) -> str:
    return f"^(?:{pattern})$"


Name = Annotated[str, AfterValidator(values.name), _text(minLength=1, maxLength=values.MOST_NAME)]
Slug = Annotated[str, AfterValidator(values.slug), _text(pattern=_exactly(values.SLUG), maxLength=values.MOST_SLUG)]
Source = Annotated[
    str, AfterValidator(values.source), _text(pattern=_exactly(values.SOURCE), maxLength=values.MOST_SLUG)
]
Url = Annotated[str, AfterValidator(values.url), _text(pattern=r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s{}#]+$", maxLength=2048)]
Kind = Annotated[str, AfterValidator(values.kind), _text(enum=["rss"])]
Language = Annotated[str, AfterValidator(values.language), _text(enum=sorted(LANGUAGES))]
Country = Annotated[str, AfterValidator(values.country), _text(enum=sorted(COUNTRIES))]
Timezone = Annotated[str, AfterValidator(values.timezone), _text(examples=["Europe/Amsterdam", "America/New_York"])]
UserAgent = Annotated[str, AfterValidator(values.user_agent), _text(minLength=1, maxLength=values.MOST_AGENT)]
PrivateHost = Annotated[str, AfterValidator(values.private_host), _text(examples=["intranet.example", "10.0.0.7"])]
Every = Annotated[
    int,
    BeforeValidator(values.every),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": _exactly(values.EVERY)},
                {"type": "integer", "minimum": values.SHORTEST, "maximum": values.LONGEST},
            ],
            "examples": ["30m", "2h", "1d"],
        }
    ),
]
Pause = Annotated[
    float,
    BeforeValidator(values.pause),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": _exactly(values.PAUSE)},
                {"type": "number", "minimum": 0, "maximum": values.LONGEST_PAUSE},
            ],
            "examples": ["1s", "0.5s"],
        }
    ),
]


class _Written(BaseModel):
    # Where a field has `default_factory=str` or `int`, its "" or 0 says "not written": the value comes from elsewhere,
    # and the schema offers editors no default.
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class LimitsWritten(_Written):
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


class Defaults(_Written):
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
        default=30, description="How often to ask a feed: 30m, 2h, 1d or a number of minutes; from 5 minutes to 7 days."
    )
    pause: Pause = Field(default=1.0, description="Pause between two questions to one site: 0s to 60s.")
    pages_per_run: int = Field(
        default=50, ge=0, le=10_000, description="How many pages of one feed's articles to ask for in one run."
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
    limits: LimitsWritten = Field(
        default_factory=lambda: LimitsWritten(), description="Bounds for every request and document."
    )


class FeedWritten(_Written):
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
    kind: Kind = Field(default="rss", description="What the address holds. rss: any RSS, Atom, RDF or JSON Feed.")
    language: Language = Field(default_factory=str, description="Language of the articles: two letters, ISO 639-1.")
    country: Country = Field(default_factory=str, description="Country of the publisher: two capitals, ISO 3166-1.")
    timezone: Timezone = Field(
        default_factory=str, description="Zone of the dates this publisher prints without one, such as Europe/Brussels."
    )
    every: Every = Field(default_factory=int, description="How often to ask this feed: 30m, 2h, 1d or minutes.")
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


class FeedsFile(_Written):
    """feeds.yaml: the feeds a desk reads, and what holds for all of them."""

    defaults: Defaults = Field(
        default_factory=lambda: Defaults(), description="What holds for the desk and for all feeds."
    )
    feeds: list[FeedWritten] = Field(description="The feeds, in any order.")


def json_schema() -> str:
    """The JSON schema (draft 2020-12) of feeds.yaml, as `crawler/config/feeds.schema.json` keeps it."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **FeedsFile.model_json_schema()}
    written = json.dumps(schema, indent=2, ensure_ascii=False)
    return _LIST.sub(lambda found: "[" + " ".join(found[1].split()) + "]", written) + "\n"

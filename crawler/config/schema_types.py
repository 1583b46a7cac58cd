"""The types of values in feeds.yaml: how each is read, and what the JSON schema says of it."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from crawler.config import (
    values,
    values_archive,
    values_filters,
    values_proxy,
    values_selectors,
    values_signs,
    values_times,
)
from crawler.config.code_words import COUNTRIES, LANGUAGES


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
Kind = Annotated[str, AfterValidator(values.kind), _text(enum=list(values.KINDS))]
Rights = Annotated[str, AfterValidator(values.rights), _text(enum=list(values.RIGHTS))]
Language = Annotated[str, AfterValidator(values.language), _text(enum=sorted(LANGUAGES))]
Country = Annotated[str, AfterValidator(values.country), _text(enum=sorted(COUNTRIES))]
Timezone = Annotated[str, AfterValidator(values.timezone), _text(examples=["Europe/Amsterdam", "America/New_York"])]
UserAgent = Annotated[str, AfterValidator(values.user_agent), _text(minLength=1, maxLength=values.MOST_AGENT)]
PrivateHost = Annotated[str, AfterValidator(values.private_host), _text(examples=["intranet.example", "10.0.0.7"])]
Proxy = Annotated[str, AfterValidator(values_proxy.proxy), _text(pattern=_exactly(values_proxy.PROXY), maxLength=300)]
Every = Annotated[
    int | None,
    BeforeValidator(values_times.every),
    WithJsonSchema(
        {
            "anyOf": [
                {"const": "auto"},
                {"type": "string", "pattern": _exactly(values_times.EVERY)},
                {"type": "integer", "minimum": values_times.SHORTEST, "maximum": values_times.LONGEST},
            ],
            "examples": ["auto", "30m", "2h", "1d"],
        }
    ),
]
Pause = Annotated[
    float,
    BeforeValidator(values_times.pause),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": _exactly(values_times.PAUSE)},
                {"type": "number", "minimum": 0, "maximum": values_times.LONGEST_PAUSE},
            ],
            "examples": ["1s", "0.5s"],
        }
    ),
]
StaleAfter = Annotated[
    int,
    BeforeValidator(values_times.stale_after),
    _text(pattern=_exactly(values_times.STALE), examples=["14d", "3w"]),
]
KeepPages = Annotated[
    int,
    BeforeValidator(values_times.keep_pages),
    _text(pattern=_exactly(values_times.KEPT), examples=["30d", "12w", "0d"]),
]
Selector = Annotated[
    str,
    AfterValidator(values_selectors.selector),
    _text(minLength=1, maxLength=values_selectors.MOST_SELECTOR),
]
Pattern = Annotated[
    str,
    AfterValidator(values_filters.pattern),
    _text(minLength=1, maxLength=values_filters.MOST_PATTERN),
]
Heartbeat = Annotated[
    str,
    AfterValidator(values_signs.heartbeat),
    _text(minLength=1, maxLength=2048, examples=["https://hc.example/${HEARTBEAT_ID}", "heartbeat.txt"]),
]
Metrics = Annotated[
    str,
    AfterValidator(values_signs.metrics),
    _text(pattern=r"\.prom$", maxLength=4096, examples=["/var/lib/node_exporter/koplamp.prom"]),
]
Archive = Annotated[
    str,
    BeforeValidator(values_archive.archive),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": list(values_archive.WORDS)},
                {"type": "string", "pattern": r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s#]+$", "maxLength": 2048},
            ],
            "examples": [*values_archive.WORDS, "https://www.example.org/archive/{year}/{month}/{day}"],
        }
    ),
]

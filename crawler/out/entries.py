"""Rows -> entries of a feed: what is common to Atom and JSON Feed.

A row needs `title`, `url` and something that says when; all else that a feed can say is taken where it is there.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from crawler.errors import UsageError
from crawler.normal.urls import url_hash, url_key
from crawler.out.cells import plain
from crawler.store.answers import Answer

HASH = re.compile(r"[0-9a-f]{32}")
HTTP = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
INSTANT = re.compile(r"\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\dZ", re.ASCII)
DAY = re.compile(r"\d{4}-[01]\d-[0-3]\d", re.ASCII)
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*", re.ASCII)
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # no XML 1.0 may hold it

SEEN = ("changed_at", "seen_at", "sort_at", "first_seen_at")  # where no time was printed
WHEN = ("modified_at", "published_at", *SEEN, "published_on")
UNKNOWN = "1970-01-01T00:00:00Z"  # Atom wants a moment; that of the export would make an entry new with every one
IDS = "tag:koplamp.invalid,2025:"  # RFC 4151; an id is never asked for, and stays when the desk moves


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """What a feed says of a row; '' where it says nothing. Instants are UTC text."""

    id: str
    title: str
    url: str
    published: str
    updated: str
    author: str
    summary: str
    text: str
    language: str
    image: str
    tags: tuple[str, ...]


def id_of(answer: Answer) -> str:
    """What a feed of this question is known by."""
    asked = answer.question
    told = "\0".join([asked.sql, *(f"{name}={value}" for name, value in sorted(asked.values.items()))])
    return f"{IDS}feed/{asked.name}/{hashlib.sha256(told.encode()).hexdigest()[:16]}"


def entries(answer: Answer) -> Iterator[FeedEntry]:
    """Every row as an entry, an article's first where it has several. Raises UsageError if columns are missing."""
    lacking = [name for name in ("title", "url") if name not in answer.columns]
    if lacking or not {*WHEN} & {*answer.columns}:
        raise UsageError(
            f"a feed needs the columns title, url and one of {', '.join(WHEN)}; {answer.question.name} has "
            f"{', '.join(answer.columns)}: take `latest`, or name columns so in --sql (... as title)"
        )
    seen: set[int] = set()
    for row in answer.rows():
        entry = _entry(_fields(answer.columns, row))
        if (known := hash(entry.id)) not in seen:
            seen.add(known)
            yield entry


def _fields(columns: Sequence[str], row: Sequence[object]) -> Callable[[str], str]:
    told = {name: value for name, value in zip(columns, map(plain, row), strict=True) if value is not None}
    return lambda name: UNWRITABLE.sub("", str(told.get(name, "")))


def _entry(field: Callable[[str], str]) -> FeedEntry:
    url = field("url") if HTTP.fullmatch(field("url")) else ""
    told = HASH.fullmatch(field("url_hash"))
    key = told[0] if told else url_hash(url_key(url) if url else field("title"))
    lead, found = field("lead"), field("found")
    return FeedEntry(
        id=f"{IDS}article/{key}",
        title=field("title"),
        url=url,
        published=_instant(field("published_at")),
        updated=_updated(field),
        author=field("authors") or field("source"),
        summary=found or lead,
        text=field("body"),
        language=field("language") if LANGUAGE.fullmatch(field("language")) else "",
        image=field("image_url") if HTTP.fullmatch(field("image_url")) else "",
        tags=tuple(tag for tag in field("keywords").split("; ") if tag),
    )


def _updated(field: Callable[[str], str]) -> str:
    """When it last changed, else appeared, else was seen; of a day its end, as in sort_at."""
    changed, appeared = _instant(field("modified_at")), _instant(field("published_at"))
    if changed or appeared:
        return max(changed, appeared)
    day = f"{field('published_on')}T23:59:59Z" if DAY.fullmatch(field("published_on")) else ""
    return next(filter(None, (*(_instant(field(name)) for name in SEEN), day)), UNKNOWN)


def _instant(text: str) -> str:
    return text if INSTANT.fullmatch(text) else ""

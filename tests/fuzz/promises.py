"""What a worker made of strangers' bytes -> where it breaks a promise, one line each.

The promises are those of docs/schema.md and crawler/model: whatever the bytes were, this holds of what is stored.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, fields, is_dataclass
from datetime import date, datetime, timedelta
from typing import Any

from crawler.model import Article, Block, Draft, Failure, Further, When
from crawler.normal import urls
from crawler.normal.text import gate, one_line
from crawler.process import FeedReading, PageReading
from tests.fuzz.documents import NOW, Document

BLOCKS = {"p", "h", "li", "quote", "table", "caption"}
KINDS = {"news", "review", "video", "gallery", "liveblog", "pressrelease"}
PRECISIONS = {"second", "minute", "day", "month"}
ADDRESSES = {"fetch_url", "canonical_url", "image_url"}
AS_WRITTEN = {"raw", "dated_raw", "lastmod_raw"}  # the store's own gate is for them
LONGEST = {"title": 1000, "lead": 1000, "guid": 1000, "raw": 100, "body": 1_000_000, "section": 1000, "warning": 500}
LONGEST_TITLE = 500  # of an article; a feed's own is a line
LONGEST_TEXT = 1_000_000
LONGEST_LIST = 2000  # names, keywords, statements of rights
LONGEST_STORED = 8_000_000  # bytes of one article as JSON
FIRST_DAY = "1995-01-01"


def broken(document: Document, result: object) -> Iterator[str]:
    """Every promise that this result breaks."""
    for path, thing in things(type(result).__name__, result):
        yield from PROMISES.get(type(thing), _nothing)(path, thing)
    if isinstance(result, FeedReading):
        yield from _reading(document, result)
    elif isinstance(result, PageReading):
        yield from _aliases("aliases", result.aliases)


def _nothing(path: str, thing: object) -> tuple[str, ...]:
    """Flags, figures, and what only holds others."""
    return ()


def things(path: str, thing: Any) -> Iterator[tuple[str, Any]]:
    """A result and all that is in it, each with the way to it."""
    yield path, thing
    if is_dataclass(thing) and not isinstance(thing, type):
        for field in fields(thing):
            yield from things(f"{path}.{field.name}", getattr(thing, field.name))
    elif isinstance(thing, tuple):
        for one in thing:
            yield from things(path, one)


def _name(path: str) -> str:
    return path.rpartition(".")[2]


def _text(path: str, text: str) -> Iterator[str]:
    name = _name(path)
    if name not in AS_WRITTEN and gate(text) != text:
        yield f"{path} does not pass the gate: {text[:200]!a}"
    if len(text) > LONGEST.get(name, LONGEST_TEXT):
        yield f"{path} has {len(text)} characters"
    if name in ADDRESSES:
        yield from _address(path, text)


def _address(path: str, address: str) -> Iterator[str]:
    if urls.fetch_url(address) != address or len(address) > urls.LONGEST_FETCHED:
        yield f"{path} is no address that may be asked for: {address[:200]!a}"


def _article(path: str, article: Article) -> Iterator[str]:
    if len(article.title) > LONGEST_TITLE:
        yield f"{path}.title has {len(article.title)} characters"
    if article.kind not in KINDS:
        yield f"{path}.kind is {article.kind!a}"
    if article.quality is not None and not 0 <= article.quality <= 1:
        yield f"{path}.quality is {article.quality}"
    if article.language is not None and not (len(article.language) == 2 and article.language.isascii()):
        yield f"{path}.language is {article.language!a}"
    if article.modified_at is not None:
        yield from _instant(f"{path}.modified_at", article.modified_at)
    if article.word_count != len(article.body.split()):
        yield f"{path}.word_count is {article.word_count}"
    for name in ("authors", "keywords", "rights"):
        if len(getattr(article, name)) > LONGEST_LIST:
            yield f"{path}.{name} lists {len(getattr(article, name))}"
        if any(not word for word in getattr(article, name)):
            yield f"{path}.{name} lists nothing"
    yield from _stored(path, article)


def _stored(path: str, article: Article) -> Iterator[str]:
    try:
        stored = json.dumps(asdict(article), ensure_ascii=False, allow_nan=False).encode()
    except ValueError as error:  # NaN, a lone surrogate
        yield f"{path} cannot be stored: {error}"
        return
    if len(stored) > LONGEST_STORED:
        yield f"{path} takes {len(stored)} bytes"


def _block(path: str, block: Block) -> Iterator[str]:
    if block.kind not in BLOCKS:
        yield f"{path}.kind is {block.kind!a}"
    if not block.text.strip():
        yield f"{path} is empty"


def _when(path: str, when: When) -> Iterator[str]:
    if when.precision not in PRECISIONS:
        yield f"{path}.precision is {when.precision!a}"
    yield from _day(path, when.on)
    if when.at is not None:
        yield from _instant(path, when.at)
        if abs(date.fromisoformat(when.on) - date.fromisoformat(when.at[:10])) > timedelta(days=1):
            yield f"{path} is {when.on} and {when.at}"


def _day(path: str, day: str) -> Iterator[str]:
    if (
        date.fromisoformat(day).isoformat() != day
        or not FIRST_DAY <= day <= (NOW + timedelta(days=2)).date().isoformat()
    ):
        yield f"{path} is on {day}"


def _instant(path: str, instant: str) -> Iterator[str]:
    read = datetime.fromisoformat(instant)
    if f"{read:%Y-%m-%dT%H:%M:%SZ}" != instant or read > NOW + timedelta(days=2) or read.year < 1995:
        yield f"{path} is at {instant}"


def _draft(path: str, draft: Draft) -> Iterator[str]:
    if draft.url_hash != urls.url_hash(draft.url_key):
        yield f"{path}.url_hash is of another key"
    if draft.fetch_url and not draft.url_key == urls.url_key(draft.url_key) == urls.url_key(draft.fetch_url):
        yield f"{path}.url_key changes: {draft.url_key!a}"
    yield from _aliases(f"{path}.aliases", draft.aliases)


def _aliases(path: str, aliases: tuple[tuple[str, str, str], ...]) -> Iterator[str]:
    for digest, address, _ in aliases:
        yield from _address(path, address)
        if digest != urls.url_hash(urls.url_key(address)):
            yield f"{path} has the hash of something else: {address!a}"


def _reading(document: Document, reading: FeedReading) -> Iterator[str]:
    if len(reading.drafts) > document.around.feed.limits.entries:
        yield f"{len(reading.drafts)} drafts"
    if len(reading.drafts) + reading.dropped != reading.seen:
        yield f"{len(reading.drafts)} drafts and {reading.dropped} dropped make {reading.seen}"
    if len({draft.url_hash for draft in reading.drafts}) != len(reading.drafts):
        yield "two drafts of one article"
    if reading.warning is not None and one_line(reading.warning) != reading.warning:
        yield f"a warning that is no clean line: {reading.warning!a}"
    if not set(reading.rhythm.skip_hours) <= set(range(24)) or not set(reading.rhythm.skip_days) <= set(range(7)):
        yield f"rhythm {reading.rhythm}"
    if reading.rhythm.every_minutes is not None and not 0 < reading.rhythm.every_minutes < 10**7:
        yield f"rhythm {reading.rhythm}"


def _failure(path: str, failure: Failure) -> Iterator[str]:
    if not failure.reason or one_line(failure.reason) != failure.reason:
        yield f"{path}: a reason that is no clean line: {failure.reason!a}"


def _further(path: str, further: Further) -> Iterator[str]:
    yield from _address(f"{path}.url", further.url)


PROMISES: dict[type, Callable[[str, Any], Iterable[str]]] = {
    Article: _article,
    Block: _block,
    Draft: _draft,
    Failure: _failure,
    Further: _further,
    When: _when,
    str: _text,
}

"""Jobs, what came of them, and what hosts said <-> messages of JSON: versioned, validated, never pickled.

A message is `{"version": 1, "kind": "poll", "what": {...}}`. The raw page of a visit stands beside `what` as `page`,
deflated and in base64: it is bytes, of an unknown charset.
"""

import base64
import binascii
import json
import zlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from crawler.errors import KoplampError
from crawler.model import (
    ArchiveJob,
    FeedJob,
    Feeds,
    Finding,
    HostState,
    Job,
    PageJob,
    Poll,
    RobotsTxt,
    SiteRule,
    TdmRep,
    Visit,
)

VERSION = 1  # of the messages; it is part of every key as well, so that two versions never meet
MOST_PAGE = 64 << 20  # bytes of a page once it is inflated: no limit of ours lets a larger one in


@dataclass(frozen=True, slots=True)
class Rest:
    """A host is to be left alone until then."""

    host: str
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class NoPages:
    """The pages of a host are not to be asked for before then."""

    host: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Pauses:
    """When hosts that were asked may be asked again."""

    until: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of a host."""

    host: str
    state: HostState


@dataclass(frozen=True, slots=True)
class Terms:
    """What all workers go by: the writer reads feeds.yaml and rules.yaml, so that they need neither."""

    feeds: Feeds  # only those with headers or a pause of their own
    rules: tuple[SiteRule, ...]
    lease_s: float  # so long hosts are a worker's from when it last said so


Result = Poll | Finding | Visit
Word = Rest | NoPages | Pauses | RobotsTxt | TdmRep  # of hosts: worth remembering beyond the cluster
Message = Job | Result | Word | Known | Terms

KINDS: dict[str, type[Any]] = {
    "archive": ArchiveJob,
    "feed": FeedJob,
    "finding": Finding,
    "known": Known,
    "no pages": NoPages,
    "page": PageJob,
    "pauses": Pauses,
    "poll": Poll,
    "rest": Rest,
    "robots": RobotsTxt,
    "tdmrep": TdmRep,
    "terms": Terms,
    "visit": Visit,
}
NAMES = {of: name for name, of in KINDS.items()}


class Unreadable(KoplampError):
    """A message that this version cannot read."""


_adapters: dict[str, TypeAdapter[Any]] = {}


def _adapter(kind: str) -> TypeAdapter[Any]:
    """What checks and writes a kind; made when the first one comes, which takes a while."""
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(KINDS[kind])
    return _adapters[kind]


def written(thing: Message) -> bytes:
    """A thing as a message."""
    page = None
    if isinstance(thing, Visit) and thing.page is not None:
        page = base64.b64encode(zlib.compress(thing.page.body, 1)).decode("ascii")
        thing = replace(thing, page=replace(thing.page, body=b""))
    kind = NAMES[type(thing)]
    adapter = _adapter(kind)
    try:
        what = adapter.dump_json(thing)
    except (PydanticSerializationError, UnicodeEncodeError):
        what = json.dumps(_without_surrogates(adapter.dump_python(thing))).encode()
    beside = f',"page":"{page}"' if page is not None else ""
    return b'{"version":%d,"kind":"%b","what":%b%b}' % (VERSION, kind.encode(), what, beside.encode())


def read(message: bytes, *wanted: type) -> Any:
    """The thing a message holds, which is one of these. Raises Unreadable."""
    try:
        told = json.loads(message)
        version, of = told["version"], KINDS[told["kind"]]
    except (ValueError, KeyError, TypeError) as cause:
        raise Unreadable(f"no message of ours: {message[:80]!r}") from cause
    if version != VERSION:
        raise Unreadable(f"a message of version {version}; this Koplamp reads {VERSION}")
    if of not in wanted:
        raise Unreadable(f"a message of kind '{told['kind']}' where none belongs")
    try:
        thing = _adapter(told["kind"]).validate_python(told["what"])
        if isinstance(thing, Visit) and thing.page is not None:
            thing = replace(thing, page=replace(thing.page, body=_inflated(told["page"])))
    except (ValidationError, ValueError, KeyError, TypeError, zlib.error, binascii.Error) as cause:
        raise Unreadable(f"a message of kind '{told['kind']}' that is not whole: {str(cause)[:200]}") from cause
    return thing


def _inflated(page: str) -> bytes:
    opened = zlib.decompressobj()
    body = opened.decompress(base64.b64decode(page, validate=True), MOST_PAGE)
    if opened.unconsumed_tail:
        raise ValueError("its page is larger than any may be")
    return body


def _without_surrogates(thing: Any) -> Any:
    """The same with '?' for halves of characters, which UTF-8 cannot hold."""
    if isinstance(thing, str):
        return thing.encode("utf-8", "replace").decode()
    if isinstance(thing, dict):
        return {name: _without_surrogates(one) for name, one in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [_without_surrogates(one) for one in thing]
    return thing.isoformat() if isinstance(thing, datetime) else "" if isinstance(thing, bytes) else thing


def for_workers(feeds: Feeds) -> Feeds:
    """What workers need of feeds.yaml: of its feeds those with headers or a pause of their own."""
    theirs = (feed for feed in feeds.feeds if feed.enabled and (feed.headers or feed.pause_s > feeds.pause_s))
    return replace(feeds, feeds=tuple(theirs))


def key(job: Job) -> str:
    """What a job is about: the same for two jobs that ask the same, and two such are never open at once."""
    if isinstance(job, FeedJob):
        return f"feed {job.feed.slug}"
    if isinstance(job, ArchiveJob):
        return f"archive {job.id}"
    return f"{'look' if job.is_look else 'page'} {job.url_hash}"

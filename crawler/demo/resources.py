"""A publisher at an address -> what each of its paths answers, and whether an asker already has it."""

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from crawler.demo import channels, looks
from crawler.demo.looks import Site
from crawler.demo.shelf import Channel, Story

ROBOTS = "User-agent: *\nDisallow: /intern/\n"
_HTML = "text/html; charset=utf-8"
_NOT_HERE = "<!DOCTYPE html><title>404</title><h1>404</h1>"


@dataclass(frozen=True, slots=True)
class Resource:
    """One answer; `packed` is the body in gzip, for those who can take it."""

    body: bytes
    content_type: str
    status: int = 200
    location: str = ""
    etag: str = ""
    modified: datetime | None = None
    packed: bytes = b""
    wait_s: float = 0.0


MISSING = Resource(_NOT_HERE.encode(), _HTML, 404)


def resources(site: Site, slow_s: float) -> dict[str, Resource]:
    """Every path that is not a plain 404. A slow page waits `slow_s` seconds."""
    found = {
        "/": Resource(looks.front(site).encode(), _HTML),
        "/robots.txt": Resource(ROBOTS.encode(), "text/plain; charset=utf-8"),
    }
    for story in site.publisher.stories:
        found |= _of_story(site, story, slow_s)
    for channel in site.publisher.channels:
        found[channel.path] = _feed(site, channel)
        if channel.moved_from:
            found[channel.moved_from] = _moved_to(channel.path)
    return found


def _of_story(site: Site, story: Story, slow_s: float) -> dict[str, Resource]:
    if story.answer == "missing":
        return {}
    path = site.publisher.path_of(story)
    charset = "; charset=utf-8" if site.publisher.encoding == "utf-8" else ""  # else the page's own meta says it
    wait_s = slow_s if story.answer == "slow" else 0.0
    drawn = looks.picture(story).encode()
    found = {
        path: _encoded(site, looks.page(site, story), Resource(b"", f"text/html{charset}", wait_s=wait_s)),
        f"/img/{story.slug}.svg": Resource(drawn, "image/svg+xml"),
    }
    if story.old_slug:
        found[site.publisher.asked_path_of(story)] = _moved_to(site.address(story))
    if "amp" in site.publisher.head:
        found[f"{path}amp/"] = Resource(looks.amp(site, story).encode(), _HTML)
    return found


def _feed(site: Site, channel: Channel) -> Resource:
    kind = channels.content_type(site, channel)
    plain = _encoded(site, channels.document(site, channel), Resource(b"", kind))
    digest = hashlib.sha256(plain.body).hexdigest()[:20]
    etag = {"strong": f'"{digest}"', "weak": f'W/"{digest}"', "none": ""}[channel.etag]
    dates = [channel.modified, *(story.modified for story in site.publisher.listed_by(channel))]
    newest = max((date for date in dates if date), default=None) if channel.modified else None
    return Resource(plain.body, kind, etag=etag, modified=newest, packed=plain.packed)


def _encoded(site: Site, text: str, frame: Resource) -> Resource:
    """The text as bytes: what the encoding lacks becomes a character reference, as old systems do it."""
    body = text.encode(site.publisher.encoding, "xmlcharrefreplace")
    packed = gzip.compress(body, mtime=0) if site.publisher.compressed else b""
    return Resource(body, frame.content_type, packed=packed, wait_s=frame.wait_s)


def _moved_to(location: str) -> Resource:
    return Resource(b"", _HTML, 301, location)


# ---------------------------------------------------------------- what an asker gets


def is_known(resource: Resource, asked: Mapping[str, str]) -> bool:
    """Whether the validators of a request match: an ETag goes before a date (RFC 9110, 13.2.2)."""
    if resource.status != 200:
        return False
    if tags := asked.get("If-None-Match"):
        wanted = resource.etag.removeprefix("W/")
        return bool(wanted) and (tags.strip() == "*" or wanted in re.findall(r'"[^"]*"', tags))
    since = _date(asked.get("If-Modified-Since", ""))
    return since is not None and resource.modified is not None and resource.modified <= since


def _date(written: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(written)
    except (ValueError, TypeError):
        return None
    return found if found.tzinfo else None


def headers(resource: Resource, *, packed: bool) -> dict[str, str]:
    """The headers of an answer, packed or not."""
    said = {"Content-Type": resource.content_type, "Server": "newsstand"}
    if resource.location:
        said["Location"] = resource.location
    if resource.etag:
        said["ETag"] = resource.etag
    if resource.modified:
        said["Last-Modified"] = format_datetime(resource.modified.astimezone(UTC), usegmt=True)
    if resource.packed:
        said["Vary"] = "Accept-Encoding"
    if packed:
        said["Content-Encoding"] = "gzip"
    return said


def takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding allows gzip."""
    return re.search(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", accepted) is not None

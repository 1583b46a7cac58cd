"""An OPML file -> feeds to be written down, and what is said of the others; feeds.yaml -> an OPML file's feeds.

Keys of feeds.yaml stand in OPML as attributes in our namespace. What feeds.yaml has no key for (folders, attributes of
other readers) stands in feeds.yaml as a remark behind its feed, and goes back into OPML from there.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from crawler import config
from crawler.config.across import same_address
from crawler.config.schema import FeedWritten
from crawler.config.values import slug_of
from crawler.config.writing import NewFeed, block_of, remarks, settings
from crawler.desk.listing import entry
from crawler.errors import ConfigError
from crawler.feeds.opml import Opml, Outline
from crawler.model import Feed, Feeds
from crawler.normal.urls import fetch_url, registrable_domain

_SECRET = re.compile(r"auth|cookie|curl|header|passw|proxy|secret|token|user", re.IGNORECASE)
_MOST_REMARK = 4000  # characters
_BEFORE_AN_ADDRESS = re.compile(r"^feed:(?=https?://)", re.IGNORECASE)
_OVER_THE_WEB = re.compile(r"^(?:feed|itpc|pcast)://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Import:
    """What an OPML file brings: feeds to be written, and what and why not, a pair each."""

    new: tuple[NewFeed, ...]
    known: tuple[tuple[str, str], ...]  # name, which feed asks for it already
    left_out: tuple[tuple[str, str], ...]  # name, why
    remarks: tuple[tuple[str, str], ...]  # of a new one: name, what of it was not taken over


def imported(opml: Opml, feeds: Feeds, newcomer: Feed) -> Import:
    """What of the file is new to feeds.yaml, each fit to stand in it; `newcomer` has the desk's defaults."""
    taken = {same_address(feed.url): f"'{feed.slug}' (line {feed.line})" for feed in feeds.feeds}
    new: list[NewFeed] = []
    known: list[tuple[str, str]] = []
    left_out = list(opml.left_out)
    said: list[tuple[str, str]] = []
    for outline in opml.feeds:
        url = _address(outline.url)
        if url is None:
            left_out.append((outline.name, f"{outline.url[:200]!a} is no address that can be asked"))
            continue
        if (who := taken.get(same_address(url))) is not None:
            known.append((outline.name, who))
            continue
        keys, not_taken = _keys(outline)
        _leave_to_defaults(keys, feeds, newcomer, outline.name, url)
        keys = entry(feeds, outline.name, url, keys)
        one = NewFeed(keys, _remark(outline))
        if (fault := _fault(one)) is not None:
            left_out.append((outline.name, fault))
            continue
        said.extend((outline.name, one) for one in not_taken)
        new.append(one)
        taken[same_address(url)] = f"'{keys['name']}' of the same file"
        feeds = replace(feeds, feeds=(*feeds.feeds, _feed(keys, url)))
    return Import(tuple(new), tuple(known), tuple(left_out), tuple(said))


def _address(written: str) -> str | None:
    """The address as feeds.yaml wants it: whole, without the part that no server sees."""
    web = _OVER_THE_WEB.sub("http://", _BEFORE_AN_ADDRESS.sub("", written))
    address = fetch_url(web if "://" in web else f"https://{web}")
    return address.partition("#")[0] if address else None


def _keys(outline: Outline) -> tuple[dict[str, object], list[str]]:
    """The keys of feeds.yaml that the file gives, and what of them was not taken over."""
    keys, not_taken = {}, []
    for key, written in outline.settings.items():
        value = _value(written)
        if key not in FeedWritten.model_fields or key in ("name", "url"):
            not_taken.append(f"{key}: is no key of feeds.yaml")
        elif key == "headers" and "${" in written:
            not_taken.append(
                "headers: would send secrets of this machine to a site that the file names; write them by hand"
            )
        elif key == "verify_tls":
            not_taken.append("verify_tls: is yours to decide; write it by hand")
        else:
            keys[key] = value
    return keys, not_taken


def _leave_to_defaults(keys: dict[str, object], feeds: Feeds, newcomer: Feed, name: str, url: str) -> None:
    """Take out what would be so anyway, and a slug that is taken."""
    usual = {
        "slug": slug_of(name),
        "source": registrable_domain(url),
        "language": newcomer.language,
        "country": newcomer.country,
        "timezone": newcomer.timezone,
    }
    for key, value in usual.items():
        if key in keys and keys[key] == value:
            del keys[key]
    if keys.get("slug") in {feed.slug for feed in feeds.feeds}:
        del keys["slug"]


def _value(written: str) -> object:
    """A key's value from its attribute: JSON, or words."""
    try:
        return json.loads(written)
    except ValueError:
        return written


def _fault(new: NewFeed) -> str | None:
    """What would be wrong with this feed in feeds.yaml."""
    try:
        config.load(f"feeds:\n{block_of(new)}")
    except ConfigError as error:
        return error.faults[0].partition(": ")[2]
    return None


def _feed(keys: Mapping[str, object], url: str) -> Feed:
    name = str(keys["name"])
    return Feed(slug=str(keys.get("slug") or slug_of(name)), name=name, url=url, source="")


def _remark(outline: Outline) -> str:
    """What feeds.yaml has no key for, on one line; never what may be a secret."""
    others = {name: value for name, value in outline.others.items() if not _SECRET.search(name.rpartition("}")[2])}
    told: dict[str, object] = {}
    if outline.folders and outline.folders != (str(outline.settings.get("source")),):
        told["folders"] = outline.folders
    if outline.tags:
        told["tags"] = outline.tags
    told |= {"others": others} if others else {}
    line = json.dumps(told, ensure_ascii=True) if told else ""
    return line if len(line) <= _MOST_REMARK else ""


# ---------------------------------------------------------------- out


def exported(text: str, feeds: Feeds) -> tuple[Outline, ...]:
    """Every feed of a feeds.yaml that was loaded, with each key that stands in it.

    A feed without a folder of its own stands in one of its publisher, if that has several.
    """
    written, said = settings(text), remarks(text)
    per_source = Counter(feed.source for feed in feeds.feeds)
    found = []
    for number, (line, keys) in enumerate(written):
        feed = feeds.feeds[number]
        end = written[number + 1][0] if number + 1 < len(written) else None
        told = _told(remark for at, remark in said.items() if at > line and (end is None or at < end))
        own = {key: _attribute(value) for key, value in keys.items() if key not in ("name", "url")}
        own.setdefault("slug", feed.slug)
        own.setdefault("source", feed.source)
        own.setdefault("language", feed.language)
        own.setdefault("timezone", feed.timezone)
        if feed.country:
            own.setdefault("country", feed.country)
        folders = told.folders or ((feed.source,) if per_source[feed.source] > 1 else ())
        found.append(replace(told, name=feed.name, url=feed.url, folders=folders, settings=own))
    return tuple(found)


def _attribute(value: object) -> str:
    """A key's value as an attribute: words as they are where they are read back as words, else JSON."""
    if isinstance(value, str) and _value(value) == value:
        return value
    return json.dumps(value, ensure_ascii=False)


def _told(lines: Iterable[str]) -> Outline:
    """What the last remark of a feed says; one that somebody has broken says nothing."""
    nothing = Outline("", "")
    for line in lines:
        value = _value(line)
        if not isinstance(value, dict):
            continue
        others = value.get("others")
        nothing = Outline(
            "",
            "",
            _words(value.get("folders")),
            _words(value.get("tags")),
            others={str(k): str(v) for k, v in others.items()} if isinstance(others, dict) else {},
        )
    return nothing


def _words(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else ()

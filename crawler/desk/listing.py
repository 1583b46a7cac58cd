"""feeds.yaml and new feeds -> feeds.yaml with them behind the others, every other byte as it was."""

import os
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from crawler import config
from crawler.config.across import same_address
from crawler.config.values import MOST_NAME, slug_of
from crawler.config.writing import NewFeed, block_of, free_name, with_feeds
from crawler.desk.paths import Desk, read_feeds_yaml
from crawler.errors import ConfigError, StorageError
from crawler.model import Feed, Feeds
from crawler.normal.text import one_line
from crawler.store.drafts import draft_of, to_disk

_ANYWHERE = "https://feed.invalid/"  # RFC 2606: an address nobody has
_NO_FEEDS = "feeds: []\n"


def append(desk: Desk, new: Iterable[NewFeed]) -> Feeds:
    """Write these feeds into the desk's feeds.yaml -> what it says now.

    The file is read anew, and what would come of it is loaded before a byte is written. Raises ConfigError if
    feeds.yaml is wrong, or would be, or has no place for them; StorageError if it cannot be written.
    """
    new = tuple(new)
    text = read_feeds_yaml(desk)
    config.load(text, desk.feeds_yaml.name)
    after = with_feeds(text, new)
    if after is None:
        block = "".join(block_of(one) for one in new)
        what = (
            f"{desk.feeds_yaml}: its feeds stand in [ ]; write each on lines of its own, or add these by hand:\n{block}"
        )
        raise ConfigError((what,))
    try:
        feeds = config.load(after, desk.feeds_yaml.name)
    except ConfigError as error:
        told = (f"{desk.feeds_yaml}: nothing was added, for it would read:", *error.faults)
        raise ConfigError(told) from error
    _write(desk.feeds_yaml.resolve(), after)  # where it is a link, what it leads to
    return feeds


def _write(path: Path, text: str) -> None:
    """The whole file or nothing: a draft beside it takes its place, with its mode and owner."""
    try:
        before = path.read_bytes()[:3]
        known = path.stat()
        with draft_of(path) as draft:
            mark = before if before == b"\xef\xbb\xbf" else b""
            draft.write_bytes(mark + text.encode())
            draft.chmod(stat.S_IMODE(known.st_mode))
            with suppress(PermissionError):  # only root may give a file away
                os.chown(draft, known.st_uid, known.st_gid)
            to_disk(draft)
            draft.replace(path)
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror}; nothing was added") from error


def newcomer(desk: Desk) -> Feed:
    """A feed that nobody has written down yet: what the desk's defaults make of a name and an address."""
    text = read_feeds_yaml(desk) if desk.feeds_yaml.exists() else _NO_FEEDS
    new = NewFeed({"name": "newcomer", "slug": "a-feed-that-nobody-has-written-down-yet", "url": _ANYWHERE})
    after = with_feeds(text, [new]) or with_feeds(_NO_FEEDS, [new]) or ""
    return replace(config.load(after, desk.feeds_yaml.name).feeds[-1], line=0)


def known_as(feeds: Feeds, url: str) -> Feed | None:
    """The feed of feeds.yaml that asks for this address already, by http or https, with or without its last slash."""
    return next((feed for feed in feeds.feeds if same_address(feed.url) == same_address(url)), None)


def entry(feeds: Feeds, name: str, url: str, settings: Mapping[str, object]) -> dict[str, object]:
    """The keys of a new feed, with a name and a slug that no other has; settings that say nothing are left out."""
    called = " ".join(one_line("".join(letter for letter in name if letter.isprintable()), MOST_NAME - 10).split())
    free = free_name(called or feed_name(url), [f.slug for f in feeds.feeds], [f.name for f in feeds.feeds])
    keys: dict[str, object] = {"name": free}
    if not slug_of(free):
        keys["slug"] = slug_of(free_name(feed_name(url), [f.slug for f in feeds.feeds], ()))
    return keys | {"url": url} | {key: value for key, value in settings.items() if value not in (None, "", {})}


def feed_name(url: str) -> str:
    """A name for a feed that has none: its host."""
    host = url.partition("://")[2].partition("/")[0].rpartition("@")[2]
    return host.removeprefix("www.")

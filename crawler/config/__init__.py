"""What an operator writes in feeds.yaml -> `Feeds`; every fault is one line: where, what, and what to write instead."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

from pydantic import ValidationError

from crawler.config.across import across
from crawler.config.headers import filled_headers, missing_variables
from crawler.config.judging import judged
from crawler.config.places import Fault, Node, Value
from crawler.config.reading import read
from crawler.config.schema import Condition, Defaults, FeedsFile, FeedWritten, json_schema
from crawler.config.values import slug_of
from crawler.config.values_proxy import filled_proxy, secret_values
from crawler.errors import ConfigError
from crawler.model import Feed, Feeds, Filter, Kind, Limits, Selectors
from crawler.normal.urls import registrable_domain

__all__ = [
    "default_user_agent",
    "filled_headers",
    "filled_proxy",
    "json_schema",
    "load",
    "missing_variables",
    "secret_values",
]

_NOBODY = re.compile(r"(?<=[@/.])example(?:\.(?:com|net|org))?(?![\w-]|\.\w)")  # RFC 2606: nobody answers there
PART = 1000  # feeds that are checked at a time
_SITEMAP_MIB = 50  # sitemaps.org: no sitemap is larger


def load(text: str, name: str = "feeds.yaml") -> Feeds:
    """The feeds of one file, with the defaults filled in.

    `name` is what messages call the file. Raises ConfigError with every fault, ordered by place, each a line
    `feeds.yaml:14:5: feed 'autoblog': unknown key 'langauge'; did you mean 'language'?`. Only a fault of YAML's own
    grammar hides what stands behind it.
    """
    written = read(text)
    faults = set(written.faults)
    defaults = Defaults()
    feeds: tuple[Feed, ...] = ()
    if written.root:
        faults.update(across(written.root))
        defaults, feeds = _feeds(written.root, faults)
    if faults:
        raise ConfigError(tuple(f"{name}:{fault}" for fault in sorted(faults)))
    return _desk(defaults, feeds)


def _feeds(root: Node, faults: set[Fault]) -> tuple[Defaults, tuple[Feed, ...]]:
    """What a file holds, as far as it is right; what is wrong goes to the faults.

    Feeds that are made give their nodes up: 100,000 of them fill 200 MiB.
    """
    feeds: list[Feed] = []
    defaults = Defaults()
    for start, part in _parts(root):
        file, wrong = _checked(root, part, start)
        faults.update(wrong)
        if file is not None and not faults:
            defaults, limits = file.defaults, Limits(**file.defaults.limits.model_dump())
            nodes, values = root.children["feeds"].children, root.children["feeds"].value
            for at, feed in enumerate(file.feeds, start):
                feeds.append(_feed(feed, defaults, limits, nodes.pop(at).place.line))
                if isinstance(values, list):
                    values[at] = None
    return defaults, tuple(feeds)


def _parts(root: Node) -> Iterator[tuple[int, Value]]:
    """The file with some of its feeds at a time, and the number of the first: pydantic takes 3 KiB a feed for them."""
    feeds = root.value.get("feeds") if isinstance(root.value, dict) else None
    if not isinstance(feeds, list) or not feeds or not isinstance(root.value, dict):
        yield 0, root.value
        return
    for start in range(0, len(feeds), PART):
        yield start, {**root.value, "feeds": feeds[start : start + PART]}


def _checked(root: Node, part: Value, start: int) -> tuple[FeedsFile | None, tuple[Fault, ...]]:
    try:
        return FeedsFile.model_validate(part), ()
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        for one in found:
            if one["loc"][:1] == ("feeds",) and len(one["loc"]) > 1:
                one["loc"] = ("feeds", start + int(one["loc"][1]), *one["loc"][2:])
        return None, tuple(judged(root, found))


@lru_cache(maxsize=1)
def default_user_agent() -> str:
    """What the crawler calls itself until an operator puts in a name and a contact of their own."""
    try:
        ours = version("koplamp")
    except PackageNotFoundError:  # run from a checkout that was never installed
        ours = "0"
    return f"Koplamp/{ours} (+https://example.org/koplamp; you@example.org)"


def _desk(defaults: Defaults, feeds: tuple[Feed, ...]) -> Feeds:
    agent = defaults.user_agent or default_user_agent()
    return Feeds(
        feeds=feeds,
        user_agent=agent,
        contact_is_ours=bool(_NOBODY.search(agent.casefold())) or not ("@" in agent or "://" in agent),
        timezone=defaults.timezone,
        pause_s=defaults.pause,
        minutes_per_run=float(defaults.minutes_per_run),
        private_hosts=tuple(dict.fromkeys(defaults.private_hosts)),
        limits=Limits(**defaults.limits.model_dump()),
        proxy=defaults.proxy or None,
        heartbeat=defaults.heartbeat or None,
        metrics=defaults.metrics or None,
        keep_pages=defaults.keep_pages,
    )


def _feed(feed: FeedWritten, defaults: Defaults, limits: Limits, line: int) -> Feed:
    written = feed.model_fields_set
    return Feed(
        slug=feed.slug or slug_of(feed.name),
        name=feed.name,
        url=feed.url,
        source=feed.source or registrable_domain(feed.url),
        kind=Kind(feed.kind),
        language=feed.language or defaults.language,
        country=feed.country or defaults.country or None,
        timezone=feed.timezone or defaults.timezone,
        every_minutes=feed.every if "every" in written else defaults.every,
        pause_s=feed.pause,
        follow=feed.follow,
        enabled=feed.enabled,
        headers=tuple(feed.headers.items()),
        pages_per_run=feed.pages_per_run if "pages_per_run" in written else defaults.pages_per_run,
        look_again=feed.look_again if "look_again" in written else defaults.look_again,
        keep_pages=feed.keep_pages if "keep_pages" in written else defaults.keep_pages,
        stale_days=feed.stale_after or defaults.stale_after or None,
        limits=_limits(feed, defaults, limits),
        selectors=_selectors(feed) if "list" in written else None,
        keep=_filters(feed.keep if "keep" in written else defaults.keep),
        block=_filters((*feed.block, *defaults.block)),
        verify_tls=feed.verify_tls,
        rights=feed.rights or defaults.rights,
        archive=feed.archive,
        line=line,
    )


def _limits(feed: FeedWritten, defaults: Defaults, desk: Limits) -> Limits:
    """The desk's bounds with the feed's own in their place."""
    own = feed.limits.model_dump(exclude_unset=True)
    if feed.kind == Kind.SITEMAP and "body_mib" not in defaults.limits.model_fields_set:
        own.setdefault("body_mib", _SITEMAP_MIB)
    return replace(desk, **own) if own else desk


def _selectors(feed: FeedWritten) -> Selectors:
    return Selectors(**feed.list.model_dump(exclude_unset=True))


def _filters(conditions: Iterable[Condition]) -> tuple[Filter, ...]:
    """Each condition once, in the order they were written."""
    return tuple(
        dict.fromkeys(
            Filter(field, pattern)
            for condition in conditions
            for field, pattern in condition.model_dump(exclude_unset=True).items()
        )
    )

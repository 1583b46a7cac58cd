"""A desk's feeds.yaml, or the defaults where there is none."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from crawler import config
from crawler.desk.paths import Desk, read_feeds_yaml
from crawler.errors import ConfigError
from crawler.model import Feeds


def feeds_or_defaults(desk: Desk) -> Feeds:
    """What feeds.yaml says; the defaults and no feeds where the directory is no desk. Raises ConfigError."""
    text = read_feeds_yaml(desk) if desk.feeds_yaml.exists() else "feeds: []\n"
    return config.load(text, desk.feeds_yaml.name)


def trusting(feeds: Feeds) -> Iterator[str]:
    """A reminder for each feed whose site may show any certificate."""
    for feed in feeds.feeds:
        if feed.enabled and not feed.verify_tls:
            yield f"feed {feed.slug}: its certificate is not verified (verify_tls: false), so what comes may be forged"


def reminders(desk: Desk) -> tuple[str, ...]:
    """Those of a desk; none while feeds.yaml has mistakes, which every crawl names."""
    try:
        return tuple(trusting(feeds_or_defaults(desk)))
    except ConfigError:
        return ()


def near(name: str, slugs: Collection[str]) -> str:
    """What to do about a name that no feed has."""
    found = get_close_matches(name, slugs, 1)
    return f"did you mean '{found[0]}'?" if found else "`koplamp status` lists them"

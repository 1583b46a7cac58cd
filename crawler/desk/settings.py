"""A desk's feeds.yaml, or the defaults where there is none."""

from crawler import config
from crawler.desk.paths import Desk, read_feeds_yaml
from crawler.model import Feeds


def feeds_or_defaults(desk: Desk) -> Feeds:
    """What feeds.yaml says; the defaults and no feeds where the directory is no desk. Raises ConfigError."""
    text = read_feeds_yaml(desk) if desk.feeds_yaml.exists() else "feeds: []\n"
    return config.load(text, desk.feeds_yaml.name)

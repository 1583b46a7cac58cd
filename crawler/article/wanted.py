"""An article and its feed's `keep` and `block` -> why it is not wanted, or None.

Asked twice: before a page is asked for, with what the feed alone tells, and after the page was read.
"""

import re
from functools import lru_cache

from crawler.model import Article, Feed, Filter
from crawler.normal.text import one_line

REASON_CHARS = 300

_ASSUMED = "feeds.yaml"  # nobody said which language it is: the feed's own was taken


def unwanted(article: Article, url: str | None, feed: Feed, *, complete: bool) -> str | None:
    """The reason an analyst reads, such as `block title: advertorial`; None: the article is wanted.

    `complete` says that no more will be learned of it: its page was read, or will not be asked for. Until then nothing
    is dropped for what is not known yet: `keep` waits for a field that is still empty, for the whole text where there
    is only a lead, and both lists wait for a language that was only assumed.
    """
    for condition in feed.block:
        if _fits(condition, article, url, complete=complete):
            return _reason(f"block {condition.field}: {condition.pattern}")
    if not feed.keep or any(_fits(condition, article, url, complete=complete) for condition in feed.keep):
        return None
    if not complete and not all(_known(condition.field, article, url) for condition in feed.keep):
        return None
    if len(feed.keep) == 1:
        return _reason(f"keep {feed.keep[0].field}: does not fit {feed.keep[0].pattern}")
    return f"keep: none of {len(feed.keep)} conditions fits"


def _fits(condition: Filter, article: Article, url: str | None, *, complete: bool) -> bool:
    if condition.field == "language" and not complete and not _known("language", article, url):
        return False
    pattern = _compiled(condition.pattern)
    return any(pattern.search(value) for value in _values(condition.field, article, url))


def _values(field: str, article: Article, url: str | None) -> tuple[str, ...]:
    """What a field holds; nothing is in it where nothing is known."""
    held: tuple[str | None, ...] = ()
    match field:
        case "title":
            held = (article.title,)
        case "url":
            held = (url,)
        case "text":
            held = ("\n".join(filter(None, (article.lead, article.body))),)
        case "author":
            held = article.authors
        case "category":
            held = (*article.keywords, article.section)
        case "language":
            held = (article.language,)
    return tuple(value for value in held if value)


def _known(field: str, article: Article, url: str | None) -> bool:
    """Whether the page will hardly tell more of a field than the feed did."""
    if field == "text":
        return bool(article.body)
    if field == "language" and dict(article.provenance).get("language") == _ASSUMED:
        return False
    return bool(_values(field, article, url))


def _reason(said: str) -> str:
    return one_line(said, REASON_CHARS)


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)

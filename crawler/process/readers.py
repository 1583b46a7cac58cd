"""The readers as a run knows them. What they need is loaded where they are called: in a worker, when it is to read."""

from crawler.model import Article, Failure, Page
from crawler.process.readings import Circumstances, FeedReading, PageReading


def read_feed(body: bytes, url: str, content_type: str, around: Circumstances) -> FeedReading | Failure:
    """A feed document's entries with their identity, top first; a Failure says why these bytes are no such document."""
    from crawler.process import entries

    return entries.read_feed(body, url, content_type, around)


def read_page(asked: Page, draft: Article, around: Circumstances) -> PageReading:
    """A raw page and what its feed said of it -> the article: the page's own words, the feed's where it has none."""
    from crawler.process import pages

    return pages.read_page(asked, draft, around)

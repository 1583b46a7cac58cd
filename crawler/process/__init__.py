"""The path of one feed document and of one page, in order, each on one screen.

bytes -> Document -> Entry -> identity -> wanted? -> Draft          entries.read_feed
index, what is remembered -> its parts to ask now                   parts
bytes -> tree -> Metadata, Text -> Article -> wanted?               pages.read_page

The readers run in a worker process: they are pure, and what they are handed says everything they need.
"""

from crawler.process.around import Circumstances
from crawler.process.entries import FeedReading, article_from_entry, draft_from, read_feed
from crawler.process.finishing import without_lines
from crawler.process.pages import PageReading, read_page

__all__ = [
    "Circumstances",
    "FeedReading",
    "PageReading",
    "article_from_entry",
    "draft_from",
    "read_feed",
    "read_page",
    "without_lines",
]

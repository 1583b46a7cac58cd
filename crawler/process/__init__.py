"""The path of one feed document and of one page, in order, each on one screen.

bytes -> Document -> Entry -> identity -> wanted? -> Draft          entries.read_feed
index, what is remembered -> its parts to ask now                   parts
bytes -> tree -> Metadata, Text -> Article -> wanted?               pages.read_page

The readers run in a worker process: they are pure, and what they are handed says everything they need.
"""

from crawler.process.readers import read_feed, read_page
from crawler.process.readings import Circumstances, FeedReading, PageReading

__all__ = ["Circumstances", "FeedReading", "PageReading", "read_feed", "read_page"]

"""A newsstand of our own on loopback: five small publishers to crawl, and what a perfect crawl of them stores."""

from crawler.demo.expected import Expected
from crawler.demo.newsstand import Newsstand, Request

__all__ = ["Expected", "Newsstand", "Request"]

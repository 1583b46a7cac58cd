"""Scrapy's settings for the news spider alone: the parts of it that it needs. Other spiders here have Scrapy's own.

What is left out stands by for what this spider does not do, and each answer pays for it.
"""

from typing import Any

from crawler.transport.hops import HopsFirst
from crawler.transport.uncounted import Uncounted

EXTENSIONS = (
    "scrapy.extensions.corestats.CoreStats",
    "scrapy.extensions.logcount.LogCount",
    "scrapy.extensions.logstats.LogStats",
)
SPIDER_MIDDLEWARES = (
    "scrapy.spidermiddlewares.depth.DepthMiddleware",
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware",
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware",
)
DOWNLOADER_MIDDLEWARES = (
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware",
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware",
)
LEAN: dict[Any, Any] = {
    "SCHEDULER": HopsFirst,
    "STATS_CLASS": Uncounted,
    "DOWNLOADER_STATS": False,
    "CONCURRENT_ITEMS": 1,  # Scrapy starts that many tasks per response; what this spider yields is nothing
    "EXTENSIONS": dict.fromkeys(EXTENSIONS),
    "SPIDER_MIDDLEWARES": dict.fromkeys(SPIDER_MIDDLEWARES),
    "DOWNLOADER_MIDDLEWARES": dict.fromkeys(DOWNLOADER_MIDDLEWARES),
}

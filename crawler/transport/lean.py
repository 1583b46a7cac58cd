"""Scrapy's settings for the news spider alone: the parts of it that it needs. Other spiders here have Scrapy's own.

What is left out stands by for what this spider does not do, and each answer pays for it.
"""

from typing import Any

from crawler.transport.hops import HopsFirst
from crawler.transport.uncounted import Uncounted

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
    # Instead of all that Scrapy has: what is only switched off there is imported all the same, aiohttp with it.
    "EXTENSIONS_BASE": {"scrapy.extensions.memusage.MemoryUsage": 0},
    "SPIDER_MIDDLEWARES": dict.fromkeys(SPIDER_MIDDLEWARES),
    "DOWNLOADER_MIDDLEWARES": dict.fromkeys(DOWNLOADER_MIDDLEWARES),
}

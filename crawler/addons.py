"""Scrapy add-ons: each switches on one of our parts, so that `scrapy crawl` of any spider here has them too."""

from scrapy.settings import BaseSettings

HANDLERS = {
    "curl": "crawler.transport.curl_handler.CurlHandler",
    "aiohttp": "crawler.transport.handler.GuardedHandler",
    "twisted": "crawler.transport.twisted_handler.GuardedTwistedHandler",
}


class GuardedTransport:
    """http and https through a guarded handler: the one that the setting TRANSPORT names."""

    def update_settings(self, settings: BaseSettings) -> None:
        handlers = settings["DOWNLOAD_HANDLERS"]
        for scheme in ("http", "https"):  # at "addon" Scrapy's own default for reactorless runs would win
            handlers.set(scheme, HANDLERS[settings["TRANSPORT"]], priority="project")
        parts = settings["DOWNLOADER_MIDDLEWARES"]
        parts.set("scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware", None, priority="addon")
        # nearer to the network than redirects (600), which may carry a secret of ours elsewhere
        parts.set("crawler.transport.secrets.Redaction", 610, priority="addon")
        parts.set("crawler.transport.unpacking.Unpacking", 620, priority="addon")


class Politeness:
    """robots.txt as RFC 9309 asks, pauses as hosts ask, configured headers to their own origin only."""

    def update_settings(self, settings: BaseSettings) -> None:
        parts = settings["DOWNLOADER_MIDDLEWARES"]
        parts.set("scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware", None, priority="addon")
        parts.set("crawler.middlewares.Robots", 100, priority="addon")
        parts.set("crawler.middlewares.Reservations", 110, priority="addon")
        parts.set("crawler.middlewares.OwnOrigin", 555, priority="addon")
        # nearer to the network than what unpacks bodies: a 429 whose body nobody can read is a 429 all the same
        parts.set("crawler.middlewares.Rests", 630, priority="addon")

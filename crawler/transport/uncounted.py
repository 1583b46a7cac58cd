"""What Scrapy counts of a crawl -> nothing: a run counts what it stores, and nobody reads Scrapy's figures."""

from typing import Any

from scrapy.crawler import Crawler


class Uncounted:
    """A stats collector that keeps what is set, and lets what is counted go."""

    def __init__(self, crawler: Crawler) -> None:
        self._set: dict[str, Any] = {}

    def get_value(self, key: str, default: Any = None) -> Any:
        return self._set.get(key, default)

    def set_value(self, key: str, value: Any) -> None:
        self._set[key] = value

    def get_stats(self) -> dict[str, Any]:
        return self._set

    def inc_value(self, key: str, count: int = 1, start: int = 0) -> None:
        """Nothing."""

    def max_value(self, key: str, value: Any) -> None:
        """Nothing."""

    def min_value(self, key: str, value: Any) -> None:
        """Nothing."""

    def open_spider(self) -> None:
        """Nothing."""

    def close_spider(self, reason: str | None = None) -> None:
        """Nothing."""

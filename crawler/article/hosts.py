"""The rules of rules.yaml, an address -> those that hold for its host."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from crawler.model import SiteRule


def of_host(rules: Iterable[SiteRule], url: str) -> tuple[SiteRule, ...]:
    """The rules for an address's host: those of the host itself, and of the names above it."""
    try:
        parts = urlsplit(url)
        name, port = (parts.hostname or "").casefold().removesuffix("."), parts.port
    except ValueError:
        return ()
    return tuple(rule for rule in rules if name and _holds_for(rule.host, name, port))


def _holds_for(host: str, name: str, port: int | None) -> bool:
    wanted, _, its_port = host.partition(":")
    return (name == wanted or name.endswith(f".{wanted}")) and its_port in ("", str(port))

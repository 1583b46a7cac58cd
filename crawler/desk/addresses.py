"""What somebody typed as an address -> the address to ask, or what is wrong with it."""

import re

from crawler.errors import UsageError
from crawler.normal.urls import fetch_url
from crawler.normal.urls_syntax import split

WITH_PORT = re.compile(r"(https?://(?:\[[^\]/?#]*\]|[^\[\]/?#:@]+)):([^/?#@]*)(?![^/?#])", re.IGNORECASE)


def typed(url: str) -> str:
    """The address to ask. Raises UsageError, with the reason, if there is none."""
    address = fetch_url(url)
    if address is not None:
        return address
    found = WITH_PORT.match(url.strip())
    if found and fetch_url(found[1] + url.strip()[found.end() :]):  # without its port it is one
        why = "is none that may be asked: it belongs to another service than the web" if split(url) else "is no port"
        raise UsageError(f"{url!a}: port {found[2]} {why}")
    raise UsageError(f"{url!a} is not an http(s) address")

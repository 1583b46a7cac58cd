"""Addresses as a feed writes them -> absolute ones."""

import re
from urllib.parse import urljoin

from lxml.html import HtmlElement

from crawler.normal.urls import fetch_url

_ATTRIBUTE = re.compile(r"""(\s(?:href|src)\s{0,9}=\s{0,9})("[^"]*"|'[^']*')""", re.IGNORECASE)


def join(base: str, address: str) -> str:
    """`address` seen from `base`; an address that cannot be read stays as it is."""
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return address


def absolute(address: object, base: str) -> str | None:
    """An http(s) address that may be asked for, or None."""
    if not isinstance(address, str) or not address.strip():
        return None
    return fetch_url(address, base)


def absolute_html(html: str, base: str) -> str:
    """The same HTML with every relative href and src made absolute."""

    def whole(match: re.Match[str]) -> str:
        quote, address = match[2][0], match[2][1:-1]
        return match[0] if address.startswith("#") else f"{match[1]}{quote}{join(base, address)}{quote}"

    return _ATTRIBUTE.sub(whole, html)


def base_of(page: HtmlElement, url: str) -> str:
    """What the addresses in a page are relative to."""
    href = next((base.get("href") for base in page.iter("base") if base.get("href")), None)
    written = join(url, href) if href else url
    return written if absolute(written, url) else url

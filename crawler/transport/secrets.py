"""Secrets that this run sends -> the same text or bytes without them.

A site that is sent a secret may send it back: in an error page, a redirect, a header, a link. What came is cleaned
before anything reads it, so that it reaches no database, no log, no screen and no other site.
"""

import re
from collections.abc import Iterable
from html import escape
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response

SHORTEST = 8  # characters: what is shorter stands in every other text by chance, and is no secret
REMOVED = "secret-removed"  # may stand in a URL, a header and a text


class Redactor:
    """Takes these secrets out of whatever it is handed, also where URLs, HTML or JSON write their signs otherwise."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        kept = sorted({one for one in secrets if len(one) >= SHORTEST}, key=lambda one: (-len(one), one))
        written = "|".join(_pattern(one) for one in kept)
        self._text = re.compile(written) if kept else None
        self._bytes = re.compile(written.encode()) if kept else None
        self._wide = tuple(
            (one.encode(encoding), REMOVED.encode(encoding)) for one in kept for encoding in ("utf-16-le", "utf-16-be")
        )

    def __bool__(self) -> bool:
        return self._text is not None

    def text(self, written: str) -> str:
        return written if self._text is None else self._text.sub(REMOVED, written)

    def body(self, came: bytes) -> bytes:
        if self._bytes is None:
            return came
        for form, removed in self._wide:
            came = came.replace(form, removed)
        return self._bytes.sub(REMOVED.encode(), came)


def _pattern(secret: str) -> str:
    return "".join(letter if letter.isalnum() else _sign(letter) for letter in secret)


def _sign(sign: str) -> str:
    """A sign as it is, and as %2F, &#47;, &#x2f;, &lt;, \\u003c or \\/."""
    code = ord(sign)
    named = escape(sign) if escape(sign) != sign else f"&#{code};"
    coded = rf"(?i:%{code:02x}|&#0*{code};|&#x0*{code:x};|\\u00{code:02x}|{named})"
    return rf"(?:\\?{re.escape(sign)}|{coded})"


class Redaction:
    """Cleans each answer, before a redirect in it is followed."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Pass the answer on without secrets of ours."""
        redactor: Redactor | None = getattr(self.crawler.spider, "redactor", None)
        if not redactor:
            return response
        headers = Headers({name: [redactor.body(line) for line in lines] for name, lines in response.headers.items()})
        return response.replace(headers=headers, body=redactor.body(response.body))

"""Why a request brought no answer: our own refusals and Scrapy's errors, folded into one Answer.

Our refusals are IgnoreRequest, because Scrapy retries nothing that raises one.
"""

import re
import ssl

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.model import Answer, Outcome
from crawler.polling.answers import one_line_error


class AddressRefused(IgnoreRequest):
    """The host is not on the public internet."""


class RobotsRefused(IgnoreRequest):
    """The site's robots.txt asks us to stay out."""


class RobotsUnknown(IgnoreRequest):
    """The site's robots.txt cannot be had for now, so nothing else is asked of it (RFC 9309, 2.3.1.4)."""


class HostRests(IgnoreRequest):
    """The host asked for a pause, now or in an earlier run; `seconds` of it are left."""

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class OutOfTime(IgnoreRequest):
    """The questions of one job took longer than all of them may."""


class NotHttp(DownloadFailedError):
    """What came is no answer as HTTP has it."""


class Unreached(Exception):
    """Nobody took the connection in time; the cause of an error."""


class RunStopped(DownloadCancelledError):
    """The run ends before this request could be sent or answered."""


# The first class that fits counts.
MEANINGS: tuple[tuple[type[BaseException], Outcome, str], ...] = (
    (AddressRefused, Outcome.REFUSED, ""),
    (RobotsRefused, Outcome.REFUSED, ""),
    (RobotsUnknown, Outcome.SERVER_ERROR, ""),
    (HostRests, Outcome.BUSY, ""),
    (OutOfTime, Outcome.TIMEOUT, ""),
    (CannotResolveHostError, Outcome.NETWORK, "the host name cannot be resolved"),
    (DownloadTimeoutError, Outcome.TIMEOUT, "no complete answer in time"),
    (ResponseDataLossError, Outcome.NETWORK, "the connection was closed before the end of the answer"),
    (DownloadConnectionRefusedError, Outcome.NETWORK, "no connection"),
    (NotHttp, Outcome.NETWORK, "the answer is no HTTP"),
    (DownloadFailedError, Outcome.NETWORK, "no connection"),
    (DownloadCancelledError, Outcome.TOO_LARGE, "the answer is larger than the limit"),
    (UnsupportedURLSchemeError, Outcome.REFUSED, "not an http(s) address"),
    (NotSupported, Outcome.REFUSED, "not an http(s) address"),
    (HttpError, Outcome.REDIRECT, "a redirect without a target"),
    (ValueError, Outcome.REDIRECT, "a redirect to what is no address"),  # Scrapy's Request refuses it
)
UNCONNECTED = (CannotResolveHostError, DownloadConnectionRefusedError)
IGNORED_WORDS = (
    ("DOWNLOAD_MAXSIZE", Outcome.TOO_LARGE, "the answer is larger than the limit once unpacked"),
    ("max redirections", Outcome.REDIRECT, "too many redirects"),
)
# aiohttp prints its TLS context and its socket's address into the message.
NOISE = re.compile(r" ssl:\S+( object at [^>]*>)?|Cannot connect to host | \[(?:Connect call failed \([^)]*\)|None)\]")


def meaning(error: BaseException | None) -> Answer:
    """What a failed request comes to. What Scrapy and its parts raise beyond the table is an answer nobody can read:
    a body that says gzip and is not, for one. Whatever it is, it is one feed's or page's, and the run goes on."""
    if isinstance(error, HttpError) and not 300 <= error.response.status < 400:
        return Answer(Outcome.NETWORK, error=f"HTTP {error.response.status}, which is no status")
    for kind, outcome, words in MEANINGS:
        if isinstance(error, kind):
            tls_failed = isinstance(error.__cause__, ssl.SSLError)
            is_late = isinstance(error.__cause__, Unreached)
            return Answer(
                outcome,
                error=_said(words, error),
                retry_after_s=getattr(error, "seconds", None),
                tls_failed=tls_failed,
                unconnected=(isinstance(error, UNCONNECTED) and not tls_failed) or is_late,
            )
    if isinstance(error, IgnoreRequest):
        for mark, outcome, words in IGNORED_WORDS:
            if mark in str(error):
                return Answer(outcome, error=words)
        return Answer(Outcome.REFUSED, error=one_line_error(str(error)))
    return Answer(Outcome.NETWORK, error=one_line_error(f"an answer that cannot be read: {error}"))


def _said(words: str, error: BaseException) -> str:
    detail = one_line_error(NOISE.sub("", str(error)))
    return one_line_error(f"{words}: {detail}" if words and detail else words or detail)

"""Why a request brought no answer, in our words."""

import ssl
from gzip import BadGzipFile

import pytest
from aiohttp import ClientResponseError, ConnectionTimeoutError
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
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.model import Outcome
from crawler.transport.errors import (
    AddressRefused,
    HostRests,
    NotHttp,
    RobotsRefused,
    RobotsUnknown,
    Unreached,
    meaning,
)
from crawler.transport.handler import in_our_words


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (AddressRefused("10.0.0.1"), Outcome.REFUSED),
        (RobotsRefused("stay out"), Outcome.REFUSED),
        (HostRests("pause", 60), Outcome.BUSY),
        (CannotResolveHostError(), Outcome.NETWORK),
        (DownloadConnectionRefusedError("CERTIFICATE_VERIFY_FAILED"), Outcome.NETWORK),
        (DownloadFailedError("reset"), Outcome.NETWORK),
        (DownloadTimeoutError("slow"), Outcome.TIMEOUT),
        (ResponseDataLossError(), Outcome.NETWORK),
        (DownloadCancelledError("too big"), Outcome.TOO_LARGE),
        (UnsupportedURLSchemeError("gopher"), Outcome.REFUSED),
        (NotSupported("file"), Outcome.REFUSED),
        (IgnoreRequest("... exceeded DOWNLOAD_MAXSIZE (1 B) during decompression."), Outcome.TOO_LARGE),
        (IgnoreRequest("max redirections reached"), Outcome.REDIRECT),
        (IgnoreRequest("something else"), Outcome.REFUSED),
        (ValueError("Missing scheme in request url: javascript:alert(1)"), Outcome.REDIRECT),
        (BadGzipFile("Not a gzipped file"), Outcome.NETWORK),
        (RobotsUnknown("HTTP 500"), Outcome.SERVER_ERROR),
    ],
)
def test_each_failure_has_an_outcome_and_words(error: Exception, outcome: Outcome) -> None:
    answer = meaning(error)

    assert outcome == answer.outcome
    assert answer.error


@pytest.mark.parametrize("cause", [ssl.SSLError("WRONG_VERSION_NUMBER"), ssl.SSLCertVerificationError("expired"), None])
def test_a_failed_handshake_is_told_from_a_refused_connection(cause: Exception | None) -> None:
    error = DownloadConnectionRefusedError("refused")
    error.__cause__ = cause

    assert (Outcome.NETWORK, cause is not None) == (meaning(error).outcome, meaning(error).tls_failed)


@pytest.mark.parametrize(
    ("error", "cause", "unconnected"),
    [
        (CannotResolveHostError(), None, True),
        (DownloadConnectionRefusedError(), None, True),
        (DownloadConnectionRefusedError(), ssl.SSLError("WRONG_VERSION_NUMBER"), False),
        (DownloadFailedError("reset"), None, False),
        (DownloadTimeoutError("slow"), TimeoutError(), False),
        (DownloadTimeoutError("slow"), Unreached(), True),
        (ResponseDataLossError(), None, False),
        (BadGzipFile("Not a gzipped file"), None, False),
        (HostRests("pause", 60), None, False),
    ],
)
def test_who_was_not_reached_is_told_from_who_answered_badly(
    error: Exception, cause: Exception | None, *, unconnected: bool
) -> None:
    error.__cause__ = cause

    assert unconnected == meaning(error).unconnected


def test_a_resting_host_says_for_how_long() -> None:
    answer = meaning(HostRests("pause", 3600))

    assert 3600 == answer.retry_after_s


@pytest.mark.parametrize("cause", ["Connect call failed ('127.0.0.1', 43605)", "None"])
def test_what_aiohttp_says_is_told_without_its_noise(cause: str) -> None:
    raw = f"Cannot connect to host 127.0.0.1:43605 ssl:<ssl.SSLContext object at 0x7f4123aecd40> [{cause}]"

    assert "no connection: 127.0.0.1:43605" == meaning(DownloadConnectionRefusedError(raw)).error


@pytest.mark.parametrize(
    ("status", "outcome", "words"),
    [
        (302, Outcome.REDIRECT, "a redirect without a target: Ignoring"),
        (999, Outcome.NETWORK, "HTTP 999, which is no status"),
        (0, Outcome.NETWORK, "HTTP 0, which is no status"),
    ],
)
def test_a_status_that_does_not_exist_is_no_redirect(status: int, outcome: Outcome, words: str) -> None:
    answer = meaning(HttpError(Response("http://a.example/", status), "Ignoring"))

    assert (outcome, words) == (answer.outcome, answer.error)


def test_of_what_is_no_http_only_the_fault_is_told_and_not_what_came() -> None:
    cause = ClientResponseError(None, (), message="Bad status line:\n\n  b'<rss>pages of it'")  # type: ignore[arg-type]

    with pytest.raises(NotHttp) as found, in_our_words():
        raise DownloadFailedError("400, message=...") from cause

    assert "the answer is no HTTP: Bad status line" == meaning(found.value).error


def test_only_who_took_no_connection_in_time_was_not_reached() -> None:
    with pytest.raises(DownloadTimeoutError) as late, in_our_words():
        raise DownloadTimeoutError("slow") from ConnectionTimeoutError()
    with pytest.raises(DownloadTimeoutError) as slow, in_our_words():
        raise DownloadTimeoutError("slow") from TimeoutError()

    assert (True, False) == (meaning(late.value).unconnected, meaning(slow.value).unconnected)

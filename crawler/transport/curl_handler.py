"""The first string, where koplamp[fast] is installed: libcurl behind the same guard.

It takes a third of what Scrapy's aiohttp handler takes for an answer over http, and less for one over https. libcurl
hands us an address before it opens a socket to it, head and body as they come, and nothing else is asked of it: it
follows no redirect, unpacks nothing, and reads no environment.
"""

import asyncio
import re
import ssl
from collections.abc import Iterator
from socket import socket
from time import monotonic
from typing import Any

import pycurl
from scrapy import Request
from scrapy.core.downloader.handlers._base_http import BaseHttpDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    NotSupported,
    ResponseDataLossError,
)
from scrapy.http import Headers, Response
from scrapy.utils._download_handlers import make_response
from scrapy.utils.httpobj import urlparse_cached

from crawler.polling import limits
from crawler.polling.addresses import verdict
from crawler.transport.errors import AddressRefused, NotHttp, RunStopped, Unreached
from crawler.transport.guard import PORTS, Guard, Way, is_unverified, permitted, spent
from crawler.transport.room import Place

MOST_IDLE = 256  # connections kept open for the next question to their hosts
BUFFER_BYTES = 64 * 1024
# Of curl.h; pycurl has no names for them.
SUPPRESS_CONNECT_HEADERS = 265  # what a proxy says before the tunnel is no part of the answer
QUICK_EXIT = 322  # a name that is still being resolved holds up no end
ALWAYS: tuple[tuple[int, Any], ...] = (
    (pycurl.NOSIGNAL, 1),
    (pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS),
    (pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1),
    (pycurl.NOPROXY, ""),
    (pycurl.PATH_AS_IS, 1),
    (pycurl.SSLVERSION, pycurl.SSLVERSION_TLSv1_2),
    (pycurl.BUFFERSIZE, BUFFER_BYTES),
    (SUPPRESS_CONNECT_HEADERS, 1),
    (QUICK_EXIT, 1),
)
NO_TLS = frozenset({
    pycurl.E_SSL_CONNECT_ERROR,
    pycurl.E_SSL_CERTPROBLEM,
    pycurl.E_SSL_CIPHER,
    pycurl.E_SSL_ISSUER_ERROR,
    pycurl.E_SSL_CACERT_BADFILE,
    pycurl.E_PEER_FAILED_VERIFICATION,
})  # fmt: skip
NO_HTTP = frozenset({pycurl.E_UNSUPPORTED_PROTOCOL, pycurl.E_FTP_WEIRD_SERVER_REPLY})  # one that has no head, or half
STATUS_LINE = re.compile(rb"(HTTP/\d(?:\.\d)?) +(\d{3})(?!\d)")
MOST_FIGURES = 18  # of a length
NO_GOODBYE = "unexpected eof"  # OpenSSL's word for it
BROKEN_SIGNS = re.compile(rb"[\x00\r\n]")
ABORT = -1  # what a callback returns to end its exchange
PAUSE: int = pycurl.WRITEFUNC_PAUSE


class CurlHandler(BaseHttpDownloadHandler):
    """One multi handle for a run; what is under way ends at once when the spider's `stopping` event is set."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._guard = Guard.of(crawler)
        self._multi = pycurl.AsyncCurlMulti()
        self._multi.setopt(pycurl.M_MAXCONNECTS, MOST_IDLE)
        self._idle: list[Line] = []
        self._under_way: set[asyncio.Future[pycurl.Curl]] = set()
        self._ending: asyncio.Future[None] | None = None

    async def download_request(self, request: Request) -> Response:
        """The answer, guarded."""
        way = permitted(self.crawler, self._guard, request)
        if request.method != "GET":
            raise NotSupported(f"{request.method}: only GET is asked over this transport")
        if self._ending is None and (stopping := getattr(self.crawler.spider, "stopping", None)) is not None:
            self._ending = asyncio.ensure_future(self._ended(stopping))
        line = self._idle.pop() if self._idle else Line(self._guard)
        try:
            with spent(request):
                await self._exchanged(line, request, way)
            return line.response(request)
        except pycurl.error as error:
            return self._half(line, request, error, way.seconds)
        finally:
            line.clear()
            self._idle.append(line)

    async def _exchanged(self, line: "Line", request: Request, way: Way) -> None:
        line.prepare(request, way, int(request.meta.get("download_maxsize", self._default_maxsize)))
        began = monotonic()
        under_way = self._multi.add_handle(line.curl)
        self._under_way.add(under_way)
        try:
            await under_way
        finally:
            self._under_way.discard(under_way)
            request.meta["download_latency"] = (line.answered_at or monotonic()) - began

    def _half(self, line: "Line", request: Request, error: pycurl.error, seconds: float) -> Response:
        """What came of an answer whose end libcurl takes for none, where that will do; else why not."""
        if line.is_whole(error):
            return line.response(request)
        if not line.is_cut(error):
            raise line.failure(error, seconds) from line.cause(error)
        if request.meta.get("download_fail_on_dataloss", self._fail_on_dataloss):
            raise ResponseDataLossError(str(error.args[1])) from error
        return line.response(request, ["dataloss"])

    async def _ended(self, stopping: asyncio.Event) -> None:
        """End what is under way when the run ends."""
        await stopping.wait()
        for one in tuple(self._under_way):
            if not one.done():
                one.set_exception(RunStopped("the run was stopped"))

    async def close(self) -> None:
        """Close every connection."""
        if self._ending is not None:
            self._ending.cancel()
        await self._multi.aclose()
        for line in self._idle:
            line.curl.close()


class Line:
    """An easy handle, which serves one exchange after the other, and what comes over it."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self.curl = pycurl.Curl()
        for option, value in ALWAYS:
            self.curl.setopt(option, value)
        _trust_in_the_systems_authorities(self.curl)
        self._waiting: asyncio.Future[None] | None = None  # for room
        self.curl.setopt(pycurl.OPENSOCKETFUNCTION, self._open)
        self.curl.setopt(pycurl.PREREQFUNCTION, self._reach)
        self.curl.setopt(pycurl.HEADERFUNCTION, self._take_head)
        self.curl.setopt(pycurl.WRITEFUNCTION, self._take)
        self.clear()

    def clear(self) -> None:
        """Forget the last exchange."""
        if self._waiting is not None:
            self._waiting.cancel()  # else it would take the room when nobody is there to give it up
        self.answered_at: float | None = None
        self._fault: Exception | None = None
        self._refused: list[str] = []
        self._let_in = self._reached = False
        self._version, self._status = "", 0
        self._fields: list[tuple[bytes, bytes]] = []
        self._lines = self._interim = 0
        self._expects_status = True
        self._body: list[bytes] = []
        self._came, self._most = 0, 0
        self._place: Place | None = None
        self._waiting = None

    def prepare(self, request: Request, way: Way, most: int) -> None:
        """What is asked, and how much of an answer is taken."""
        parts = urlparse_cached(request)
        proxy, self._most, self._place = way.proxy, most, request.meta.get("place")
        self._host, self._port = parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0)
        self._judged = (proxy.host, proxy.port) if proxy else (self._host, self._port)
        curl, checked = self.curl, not is_unverified(request)
        curl.setopt(pycurl.URL, request.url)
        curl.setopt(pycurl.HTTPHEADER, list(_lines(request.headers)))
        curl.setopt(pycurl.TIMEOUT_MS, max(1, int(way.seconds * 1000)))
        connecting = min(limits.CONNECT_S, limits.CONNECT_SHARE * way.seconds)
        curl.setopt(pycurl.CONNECTTIMEOUT_MS, max(1, int(connecting * 1000)))
        curl.setopt(pycurl.PROXY, proxy.url if proxy else "")
        curl.setopt(pycurl.PROXYHEADER, [f"Proxy-Authorization: {proxy.secret}"] if proxy and proxy.secret else [])
        if parts.scheme == "https":
            curl.setopt(pycurl.SSL_VERIFYPEER, int(checked))
            curl.setopt(pycurl.SSL_VERIFYHOST, 2 if checked else 0)

    # ------------------------------------------------------------ what libcurl calls

    def _open(self, purpose: int, to: Any) -> Any:
        """A socket to an address that may be asked; none to another."""
        address = str(to.addr[0])
        if not self._guard.allows(self._judged[0], address, self._judged[1]):
            self._refused.append(f"{address} ({verdict(address)})")
            return pycurl.SOCKET_BAD
        self._let_in = True
        return socket(to.family, to.socktype, to.protocol)

    def _reach(self, *_: Any) -> int:
        """The connection stands, with its TLS; now the question is sent."""
        self._reached = True
        return pycurl.PREREQFUNC_OK  # type: ignore[no-any-return]

    def _take_head(self, line: bytes) -> int | None:
        """A line of a head, with its end; also of trailers, which nobody reads."""
        self._lines += 1
        if len(line) > limits.HEADER_BYTES or self._lines > limits.HEADERS:
            return self._abort(
                NotHttp(f"a head of more than {limits.HEADERS} lines or {limits.HEADER_BYTES} bytes in one")
            )
        if self.answered_at is not None:
            return None
        text = line.rstrip(b"\r\n")
        if self._expects_status:
            return self._take_status(text)
        if not text:
            return self._take_end_of_head()
        if BROKEN_SIGNS.search(text):
            return self._abort(NotHttp("a head with a line break or a null byte in a line"))
        name, colon, value = text.partition(b":")
        if text[:1] in b" \t" and self._fields:
            known, before = self._fields.pop()
            self._fields.append((known, before + b" " + text.strip()))
        elif colon and name.strip():
            self._fields.append((name.strip(), value.strip()))
        return None

    def _take_status(self, text: bytes) -> int | None:
        found = STATUS_LINE.match(text)
        if found is None:
            return self._abort(NotHttp("no status line"))
        self._version, self._status = found[1].decode(), int(found[2])
        self._expects_status = False
        return None

    def _take_end_of_head(self) -> int | None:
        if self._status < 200 and self._status != 101:
            self._interim += 1
            self._fields, self._lines, self._expects_status = [], 0, True
            if self._interim > limits.INTERIM:
                return self._abort(NotHttp(f"more than {limits.INTERIM} answers 1xx before the one that counts"))
            return None
        self.answered_at = monotonic()
        announced = next((value for name, value in self._fields if name.lower() == b"content-length"), b"")
        if announced.isdigit() and (len(announced) > MOST_FIGURES or int(announced) > self._most):
            return self._abort(DownloadCancelledError("more bytes were announced"))
        return None

    def _take(self, piece: bytes) -> int | None:
        """A piece of the body; of what is larger than usual when there is room for it."""
        came = self._came + len(piece)
        if came > self._most:
            return self._abort(DownloadCancelledError(f"more than {self._most} bytes came"))
        if came > limits.USUAL_BYTES and self._place is not None and not self._place.is_taken:
            if self._waiting is None:
                self._waiting = asyncio.ensure_future(self._go_on(self._place))
            return PAUSE
        self._body.append(piece)
        self._came = came
        return None

    async def _go_on(self, place: Place) -> None:
        await place.take()
        self.curl.pause(pycurl.PAUSE_CONT)

    def _abort(self, why: Exception) -> int:
        self._fault = why
        return ABORT

    # ------------------------------------------------------------ what came of it

    def response(self, request: Request, flags: list[str] | None = None) -> Response:
        """The answer as Scrapy has it."""
        headers, body = Headers(self._fields), b"".join(self._body)
        told: dict[str, Any] = {"status": self._status, "headers": headers, "flags": flags, "protocol": self._version}
        if not body:
            return Response(request.url, **told)
        return make_response(request.url, body=body, **told)

    def is_whole(self, error: pycurl.error) -> bool:
        """Whether a body that ends with its connection came to that end, without the goodbye that TLS knows.

        Many servers say none; over http nobody could.
        """
        lengths = {b"content-length", b"transfer-encoding"}.intersection(name.lower() for name, _ in self._fields)
        return self.is_cut(error) and not lengths and NO_GOODBYE in str(error.args[1])

    def is_cut(self, error: pycurl.error) -> bool:
        """Whether an answer began and did not come to its end, for no fault of ours."""
        timed_out = error.args[0] == pycurl.E_OPERATION_TIMEDOUT
        return self.answered_at is not None and self._fault is None and not timed_out

    def failure(self, error: pycurl.error, seconds: float) -> Exception:
        """What an exchange without an answer comes to, in Scrapy's words."""
        code, said = error.args[0], str(error.args[1])
        if self._fault is not None:
            return self._fault
        if self._refused and not self._let_in:
            return AddressRefused(f"{self._judged[0]} is not a public address: {', '.join(self._refused[:3])}")
        if code == pycurl.E_OPERATION_TIMEDOUT:
            return DownloadTimeoutError(f"no complete answer within {seconds:g} s")
        if code in (pycurl.E_COULDNT_RESOLVE_HOST, pycurl.E_COULDNT_RESOLVE_PROXY):
            return CannotResolveHostError(said)
        if code == pycurl.E_COULDNT_CONNECT or code in NO_TLS:
            return DownloadConnectionRefusedError(said)
        return NotHttp(said) if code in NO_HTTP else DownloadFailedError(said)

    def cause(self, error: pycurl.error) -> BaseException:
        """The same as what `meaning` looks for behind it."""
        code, said = error.args[0], str(error.args[1])
        if code in NO_TLS:
            return ssl.SSLError(said)
        return Unreached(said) if code == pycurl.E_OPERATION_TIMEDOUT and not self._reached else error


def _lines(headers: Headers) -> Iterator[bytes]:
    """Lines of a request's head. Raises DownloadFailedError for what would be several."""
    if b"Accept" not in headers:
        yield b"Accept:"  # else libcurl accepts everything in our name
    for name, values in headers.items():
        for value in values if name != b"Proxy-Authorization" else ():
            if BROKEN_SIGNS.search(value) or BROKEN_SIGNS.search(name):
                raise DownloadFailedError("a line break in a header that would be sent")
            yield b"%b: %b" % (name, value) if value else name + b";"


def _trust_in_the_systems_authorities(curl: pycurl.Curl) -> None:
    """Those that Python trusts in: a file, which libcurl then reads once for all handles, or a folder."""
    paths = ssl.get_default_verify_paths()
    for option, place in ((pycurl.CAINFO, paths.cafile), (pycurl.CAPATH, paths.capath)):
        if place:
            curl.setopt(option, place)
        else:
            curl.unsetopt(option)

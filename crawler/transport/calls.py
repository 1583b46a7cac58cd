"""A host and a port -> a connection to it, judged as those of a crawl are; for what is sent, not collected.

Names are resolved once, every address is judged, and the socket goes to one of those that passed: there is no second
look-up in which a name could change. What is called is waited for so long and no longer, wherever it hangs.
"""

import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from types import TracebackType
from typing import Any, TypeVar
from urllib.parse import urlsplit

from crawler.ending import when_asked
from crawler.polling.addresses import verdict
from crawler.transport.errors import AddressRefused, OutOfTime, RunStopped
from crawler.transport.guard import PORTS, Guard

T = TypeVar("T")

ANSWER_BYTES = 64 * 1024  # at most, of what comes besides the answer that counts


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is posted, or asked for: then it has no body."""

    url: str
    headers: Mapping[str, str]
    body: bytes | None = None


def connected(host: str, port: int, guard: Guard, seconds: float) -> socket.socket:
    """A socket to the first address of a host that may be asked and takes it.

    Raises AddressRefused if none may be, OSError if none does.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    kept = [one for one in found if guard.allows(host, str(one[4][0]), port)]
    if not kept:
        why = ", ".join(f"{one[4][0]} ({verdict(str(one[4][0]))})" for one in found[:3])
        raise AddressRefused(f"{host} is not a public address: {why}")
    failure: OSError = ConnectionError("no address")
    for family, kind, protocol, _, address in kept:
        line = socket.socket(family, kind, protocol)
        try:
            line.settimeout(seconds)
            line.connect(address)
        except OSError as error:
            line.close()
            failure = error
        else:
            return line
    raise failure


def post(parcel: Parcel, guard: Guard, seconds: float) -> int:
    """Post something -> the status of the answer. No redirect is followed, and its body is hardly looked at.

    Raises AddressRefused, OSError (ssl.SSLError among them), HTTPException for what is no HTTP, and ValueError or
    InvalidURL for what is no address.
    """
    return _asked("POST", parcel, guard, seconds)


def get(url: str, headers: Mapping[str, str], guard: Guard, seconds: float) -> int:
    """Ask for an address -> the status of the answer, and nothing else of it. Raises what `post` does."""
    return _asked("GET", Parcel(url, headers), guard, seconds)


def _asked(method: str, parcel: Parcel, guard: Guard, seconds: float) -> int:
    line, asked, headers = _line(parcel, guard, seconds)
    try:
        line.request(method, asked, body=parcel.body, headers={**parcel.headers, **headers})
        answer = line.getresponse()
        with suppress(OSError, HTTPException):  # the status counts, whatever comes behind it
            answer.read1(ANSWER_BYTES)
        return answer.status
    finally:
        line.close()


def _line(parcel: Parcel, guard: Guard, seconds: float) -> tuple[HTTPConnection, str, dict[str, str]]:
    """A connection that is not open yet, what to ask of it, and what its proxy wants to hear."""
    parts = urlsplit(parcel.url)
    host, port = parts.hostname, parts.port or PORTS.get(parts.scheme)
    if not host or port is None or parts.username is not None:
        raise ValueError("not an http(s) address, or one with a user in it")
    proxy = guard.way(parcel.url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    word = {"Proxy-Authorization": proxy.secret} if proxy is not None and proxy.secret else {}
    at = (proxy.host, proxy.port) if proxy is not None else (host, port)
    if parts.scheme == "http":
        return _guarded(HTTPConnection(*at, timeout=seconds), guard, seconds), parcel.url if proxy else path, word
    secure = HTTPSConnection(*at, timeout=seconds, context=ssl.create_default_context())
    if proxy is not None:
        secure.set_tunnel(host, port, headers=word)
    return _guarded(secure, guard, seconds), path, {}


def _guarded(line: HTTPConnection, guard: Guard, seconds: float) -> HTTPConnection:
    """The same, its socket opened by us; http.client has kept this hook since 3.2, and a test notices when it goes."""

    def create(address: tuple[str, int], *_: object) -> socket.socket:
        return connected(*address, guard, seconds)

    line._create_connection = create  # type: ignore[attr-defined]
    return line


def in_time(work: Callable[[], T], seconds: float) -> T:
    """What `work` returns or raises, if it does so within the time.

    Raises OutOfTime if it does not, RunStopped if a signal came first; whatever it hangs in is then left alone, in a
    thread that keeps no process from ending.
    """
    future: Future[T] = Future()
    over = threading.Event()
    future.add_done_callback(lambda _: over.set())
    threading.Thread(target=_fulfil, args=(future, work), name="call", daemon=True).start()
    with when_asked(over.set):
        in_order = over.wait(seconds)
    if future.done():
        return future.result()
    raise RunStopped("the run was stopped") if in_order else OutOfTime("no answer in time")


def _fulfil(future: Future[T], work: Callable[[], T]) -> None:
    with _Handing(future):
        future.set_result(work())


@dataclass(frozen=True, slots=True)
class _Handing:
    """Hands whatever fails in here on to who waits for the future."""

    future: Future[Any]

    def __enter__(self) -> None:
        """Nothing is needed before."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if error is not None:
            self.future.set_exception(error)
        return True

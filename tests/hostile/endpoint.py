"""One hostile (or good) thing on the web, as a row: what it serves, byte by byte, and what asking it must come to."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field

CRLF = b"\r\n"
CHUNK = 1 << 16
XML = "application/rss+xml; charset=utf-8"
HTML = "text/html; charset=utf-8"
RESET = b"\0 this connection is to be reset \0"  # a piece that is not sent: the connection ends with an RST

LISTS = frozenset({"fresh", "partial"})  # its entries, or some of them, were read
ENTRIES = frozenset({*LISTS, "empty"})
ANY_FEED = frozenset({*ENTRIES, "not_a_feed"})
INSIDE = frozenset({"refused"})  # an address that is not public
BROKEN = frozenset({"network"})
LATE = frozenset({"timeout"})
LOST = BROKEN | LATE
COSTLY = frozenset({"too_costly"})


@dataclass(frozen=True)
class Place:
    """Where things are while the servers run, for answers that name addresses."""

    port: int  # of every endpoint and, at other addresses, of the canaries
    other_port: int  # of a canary at 127.0.0.1
    elsewhere: str  # an origin that may be asked and is nobody's own: http://127.7.250.1:port
    seconds: float  # that a request may take
    secure: str = ""  # the same over TLS, with a certificate that is believed


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    path: str
    headers: tuple[tuple[str, str], ...]
    host: str  # the address it came to
    at: float
    place: Place

    @property
    def here(self) -> str:
        """The origin that was asked."""
        return f"http://{self.host}:{self.place.port}"


Serve = Callable[[Asked], AsyncIterator[bytes]]


@dataclass(frozen=True)
class Endpoint:
    """A row of the tables in this folder. Its feed stands at /feed of an address of its own."""

    name: str
    table: str  # the fault table's letter; G: nothing is wrong with it
    serves: Serve
    ends: frozenset[str]  # outcomes that are right
    also: Mapping[str, Serve] = field(default_factory=dict)  # what other paths answer; /robots.txt is 404 unless here
    feed: str = "follow: false"  # more lines of its entry in feeds.yaml
    url: str = ""  # instead of its own /feed: {port} and {other_port} are filled in
    tls: str = ""  # with which certificate it speaks TLS
    pages: frozenset[str] | None = None  # stages that its articles may be in; None: whatever they are
    stored: Callable[[list[dict[str, object]]], bool] | None = None  # holds for its rows of articles

    def at(self, path: str) -> Serve:
        """What is served at a path."""
        if path in self.also:
            return self.also[path]
        return self.serves if path.startswith("/feed") else status(404, b"not here")


# ---------------------------------------------------------------- what is served


def head(status_line: str = "200 OK", **headers: object) -> bytes:
    """Status line and headers: Content_Type="text/plain" is Content-Type."""
    lines = [f"HTTP/1.1 {status_line}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + CRLF + CRLF


def ok(body: bytes | Callable[[Asked], bytes], kind: str = XML, **headers: object) -> Serve:
    """A whole answer, which may depend on the request. Everything else here is a variation on it."""
    return status(200, body, Content_Type=kind, **headers)


def status(code: int, body: bytes | Callable[[Asked], bytes] = b"", **headers: object) -> Serve:
    """An answer with this status."""

    async def serve(asked: Asked) -> AsyncIterator[bytes]:
        said = await asyncio.to_thread(body, asked) if callable(body) else body  # the others are served meanwhile
        yield head(f"{code} Said", Connection="close", Content_Length=len(said), **headers)
        for start in range(0, len(said), CHUNK):
            yield said[start : start + CHUNK]

    return serve


def to(target: str, code: int = 302, **headers: object) -> Serve:
    """A redirect; in the target {port}, {other_port}, {here}, {elsewhere} and {secure} are filled in."""

    async def serve(asked: Asked) -> AsyncIterator[bytes]:
        yield head(
            f"{code} Over there", Connection="close", Content_Length=0, Location=filled(target, asked), **headers
        )

    return serve


def filled(text: str, asked: Asked) -> str:
    """A text with the places in it."""
    place = asked.place
    known = {"port": place.port, "other_port": place.other_port, "elsewhere": place.elsewhere, "secure": place.secure}
    for name, value in {**known, "here": asked.here}.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def raw(*pieces: bytes) -> Serve:
    """These bytes and no others; then the connection is closed."""

    async def serve(asked: Asked) -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    return serve


def then_silence(*pieces: bytes) -> Serve:
    """These bytes; then the connection stays open and nothing comes."""

    async def serve(asked: Asked) -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece
        await asyncio.sleep(3600)

    return serve


def endless(start: bytes, piece: bytes, end: bytes = b"", pieces: int | None = None, pause: float = 0.0) -> Serve:
    """A start and then the same piece for ever, or so many times and an end; with pauses it drips."""

    async def serve(asked: Asked) -> AsyncIterator[bytes]:
        yield start
        sent = 0
        while pieces is None or sent < pieces:
            yield piece
            sent += 1
            if pause:
                await asyncio.sleep(pause)
        yield end

    return serve


def late(serve: Serve, share: float) -> Serve:
    """The same after a share of the time that a request may take."""

    async def later(asked: Asked) -> AsyncIterator[bytes]:
        await asyncio.sleep(share * asked.place.seconds)
        async for piece in serve(asked):
            yield piece

    return later


def by_validators(first: Serve, again: Serve) -> Serve:
    """One answer to a question without validators, another to one that sends some."""

    async def serve(asked: Asked) -> AsyncIterator[bytes]:
        names = {name for name, _ in asked.headers}
        async for piece in (again if names & {"if-none-match", "if-modified-since"} else first)(asked):
            yield piece

    return serve

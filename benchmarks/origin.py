"""A web server for benchmarks: F feeds with A articles each on many loopback addresses, in a process of its own.

Feeds: http://127.0.1.H:PORT/feed/N.xml, with an ETag, 304 when it is sent back; pages: /page/N/K.html. Answers are made
before the first question, so that serving costs little beside what is measured. Over TLS each connection serves one
answer, as if each feed had a host of its own.
"""

import asyncio
import multiprocessing
import ssl
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import product
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnContext
from pathlib import Path
from random import Random

SYLLABLES = [
    "an", "ber", "car", "dor", "el", "fi", "gan", "hov", "in", "jar", "ko", "lum", "mer",
    "nis", "or", "pel", "qui", "ran", "sol", "tor", "un", "ver", "wil", "xen", "yar", "zet",
]  # fmt: skip
WORDS = ["".join(pair) for pair in product(SYLLABLES, SYLLABLES, SYLLABLES)]  # 17,576: no two texts look alike


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the server has: `feeds` spread over `hosts` addresses, `articles` in each; every answer `delay_s` late.

    `certificate`: a file with a key and a certificate of all hosts, for https.
    """

    feeds: int
    articles: int = 30
    hosts: int = 200
    delay_s: float = 0.0
    certificate: Path | None = None

    def base(self, feed: int, port: int) -> str:
        """Where a feed and its pages live."""
        return f"http{'s' if self.certificate else ''}://{host_of(feed, self.hosts)}:{port}"

    def address(self, feed: int, port: int) -> str:
        """The feed's address."""
        return f"{self.base(feed, port)}/feed/{feed}.xml"


def host_of(feed: int, hosts: int) -> str:
    """The loopback address on which a feed and its pages live."""
    return f"127.0.1.{feed % hosts + 1}"


@contextmanager
def origin(shelf: Shelf) -> Iterator["Origin"]:
    """The server while the block runs; it ends with us, whatever happens."""
    context: SpawnContext = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(shelf, there), daemon=True)
    process.start()
    there.close()  # so that its end is heard
    try:
        yield Origin(shelf, here.recv(), here)
    finally:
        process.terminate()
        process.join()


@dataclass(frozen=True, slots=True)
class Origin:
    """The server as its user sees it."""

    shelf: Shelf
    port: int
    line: Connection

    def urls(self) -> list[str]:
        """Every feed's address."""
        return [self.shelf.address(n, self.port) for n in range(self.shelf.feeds)]

    def change(self, feeds: frozenset[int]) -> None:
        """From now on these have an entry more than before."""
        self.line.send(feeds)
        self.line.recv()

    def delay(self, seconds: float) -> None:
        """From now on every answer is that late."""
        self.line.send(seconds)
        self.line.recv()

    def met(self) -> list[str]:
        """Hosts that were asked something while an earlier question to them was not answered, once each time."""
        self.line.send("met")
        found: list[str] = self.line.recv()
        return found

    def served(self) -> tuple[int, int]:
        """How many whole answers and how many 304s went out since the last question."""
        self.line.send(None)
        whole, unchanged = self.line.recv()
        return whole, unchanged


def feed_body(feed: int, articles: int, base: str) -> bytes:
    """An RSS document of about 700 bytes an entry."""
    items = "".join(_item(feed, k, base) for k in range(articles))
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Publisher {feed}</title>'
        f"<link>{base}/</link><description>Car news</description><language>en</language>{items}</channel></rss>"
    ).encode()


def page_body(feed: int, number: int) -> bytes:
    """An article page of about 20 kB: a head with facts, a menu, fifteen paragraphs, a footer."""
    title = title_of(feed, number)
    menu = "".join(f'<li><a href="/section/{n}">Section {n}</a></li>' for n in range(60))
    body = "".join(f"<p>{prose(feed, number * 50 + n, 4)}</p>" for n in range(15))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} - Publisher {feed}</title>'
        f'<meta property="og:title" content="{title}"><meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="2025-11-{number % 28 + 1:02}T08:00:00+01:00"></head>'
        f"<body><nav><ul>{menu}</ul></nav><main><article><h1>{title}</h1>{body}</article></main>"
        f"<footer><p>About Publisher {feed}. All rights reserved.</p></footer></body></html>"
    ).encode()


def title_of(feed: int, number: int) -> str:
    """A headline nobody else has."""
    return f"{sentence(feed, number, 6).capitalize()} {feed}-{number}"


def sentence(feed: int, number: int, length: int) -> str:
    """Words that depend on both numbers, always the same."""
    return " ".join(Random(feed * 1_000_003 + number).choices(WORDS, k=length))


def prose(feed: int, number: int, sentences: int) -> str:
    """Sentences of 15 words, a third of them those by which extractors tell a text."""
    words = sentence(feed, number, 10 * sentences).split()
    lines = (words[10 * n : 10 * n + 10] for n in range(sentences))
    return " ".join("The {} and {} is {} to {}, with {} {} in {} of {} {} {}.".format(*line) for line in lines)


def _item(feed: int, number: int, base: str) -> str:
    link = f"{base}/page/{feed}/{number}.html"
    return (
        f"<item><title>{title_of(feed, number)}</title><link>{link}</link><guid>{link}</guid>"
        f"<pubDate>{number % 28 + 1:02} Nov 2025 08:00:00 +0100</pubDate>"
        f"<description>{sentence(feed, number + 1, 60)}</description></item>"
    )


class _Answers:
    def __init__(self, shelf: Shelf, port: int) -> None:
        self._shelf, self._port = shelf, port
        self.more: Counter[int] = Counter()  # entries that came to a feed since
        self.delay_s = shelf.delay_s
        self.whole = self.unchanged = 0
        self.asking: Counter[str] = Counter()  # questions to a host that are not answered
        self.met: list[str] = []
        self._feeds = {n: self._feed(n) for n in range(shelf.feeds)}

    def change(self, feeds: frozenset[int]) -> None:
        self.more.update(feeds)
        self._feeds |= {n: self._feed(n) for n in feeds}

    def begun(self, host: str) -> None:
        self.asking[host] += 1
        if self.asking[host] > 1:
            self.met.append(host)

    def to(self, path: bytes, head: bytes) -> bytes:
        kind, _, rest = path.lstrip(b"/").partition(b"/")
        name = rest.rpartition(b".")[0]
        if kind == b"feed" and name.isdigit():
            tag, answer = self._feeds[int(name)]
            if tag in head:
                self.unchanged += 1
                return b"HTTP/1.1 304 Not Modified\r\nETag: " + tag + b"\r\n\r\n"
            self.whole += 1
            return answer
        if kind == b"page":
            feed, _, number = name.partition(b"/")
            self.whole += 1
            return _answer(page_body(int(feed), int(number)), b"text/html; charset=utf-8", b"")
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"

    def _feed(self, n: int) -> tuple[bytes, bytes]:
        articles = self._shelf.articles + self.more[n]
        body = feed_body(n, articles, self._shelf.base(n, self._port))
        tag = b'"%d-%d"' % (n, articles)
        return tag, _answer(body, b"application/rss+xml; charset=utf-8", b"ETag: " + tag + b"\r\n")


def _answer(body: bytes, kind: bytes, more: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\n%bContent-Length: %d\r\n\r\n%b" % (kind, more, len(body), body)


class _Connection(asyncio.Protocol):
    def __init__(self, answers: _Answers) -> None:
        self._answers, self._read = answers, b""
        self._transport: asyncio.Transport | None = None
        self._host, self._open = "", 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._host = transport.get_extra_info("sockname")[0]

    def connection_lost(self, exc: Exception | None) -> None:
        self._answers.asking[self._host] -= self._open
        self._open = 0

    def data_received(self, data: bytes) -> None:
        self._read += data
        while (end := self._read.find(b"\r\n\r\n")) >= 0:
            head, self._read = self._read[:end], self._read[end + 4 :]
            answer = self._answers.to(head.split(b" ", 2)[1], head)
            self._answers.begun(self._host)
            self._open += 1
            if self._answers.delay_s:
                asyncio.get_running_loop().call_later(self._answers.delay_s, self._send, answer)
            else:
                self._send(answer)

    def _send(self, answer: bytes) -> None:
        if self._open:
            self._open -= 1
            self._answers.asking[self._host] -= 1
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(answer)
            if self._transport.get_extra_info("sslcontext"):
                self._transport.close()


def _serve(shelf: Shelf, line: Connection) -> None:
    with suppress(KeyboardInterrupt):
        asyncio.run(_listen(shelf, line))


async def _listen(shelf: Shelf, line: Connection) -> None:
    loop = asyncio.get_running_loop()
    hosts = [f"127.0.1.{n + 1}" for n in range(min(shelf.hosts, shelf.feeds))]
    answers: list[_Answers] = []
    tls = None
    if shelf.certificate is not None:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(shelf.certificate)
    first = await loop.create_server(lambda: _Connection(answers[0]), hosts[0], 0, backlog=1024, ssl=tls)
    port = first.sockets[0].getsockname()[1]
    answers.append(_Answers(shelf, port))
    for host in hosts[1:]:
        await loop.create_server(lambda: _Connection(answers[0]), host, port, backlog=1024, ssl=tls)
    loop.add_reader(line.fileno(), _told, line, answers[0])
    line.send(port)
    await asyncio.Event().wait()


def _told(line: Connection, answers: _Answers) -> None:
    try:
        order = line.recv()
    except EOFError:  # who started us was killed
        raise SystemExit from None
    if order is None:
        line.send((answers.whole, answers.unchanged))
        answers.whole = answers.unchanged = 0
    elif isinstance(order, float):
        answers.delay_s = order
        line.send(True)
    elif order == "met":
        line.send(answers.met)
    else:
        answers.change(order)
        line.send(True)

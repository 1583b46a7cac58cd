"""A web server of the test's own on loopback: it says what the test tells it to, and remembers what it was asked."""

import selectors
import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Self


@dataclass
class Said:
    """One answer."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str | list[str]] = field(default_factory=dict)  # a list: the header stands several times
    wait_s: float = 0.0
    cut: bool = False  # announce the whole body, send half of it
    chunked: bool = False  # do not say how long the body is
    drip_s: float = 0.0  # send the body in pieces for so long


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    at: float
    host: str = ""  # the address it came to
    ended: list[float] = field(default_factory=list, compare=False)  # when the answer was sent, as soon as it was


Answering = Callable[[Asked], Said]

PIECES = 8  # of a body that drips


def handler_of(answer: Answering) -> type[BaseHTTPRequestHandler]:
    """What serves one connection: each request is put to `answer`, and what that says is sent."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body leave together: in two packets each answer takes 40 ms
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            host = str(self.connection.getsockname()[0])
            asked = Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, time.monotonic(), host)
            _send(self, answer(asked))
            asked.ended.append(time.monotonic())

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def _send(to: BaseHTTPRequestHandler, said: Said) -> None:
    time.sleep(said.wait_s)
    to.send_response(said.status)
    for name, value in {"Content-Type": "text/html; charset=utf-8", **said.headers}.items():
        for line in [value] if isinstance(value, str) else value:
            to.send_header(name, line)
    if said.chunked:
        to.send_header("Transfer-Encoding", "chunked")
    elif said.status != 304:
        to.send_header("Content-Length", str(len(said.body)))
    to.end_headers()
    for piece in _pieces(said):
        to.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece) if said.chunked else piece)
        if said.drip_s:
            to.wfile.flush()
            time.sleep(said.drip_s / PIECES)
    if said.chunked and not said.cut:
        to.wfile.write(b"0\r\n\r\n")
    if said.cut:
        to.close_connection = True


def _pieces(said: Said) -> list[bytes]:
    body = b"" if said.status == 304 else said.body[: len(said.body) // 2] if said.cut else said.body
    size = max(1, -(-len(body) // PIECES) if said.drip_s or said.chunked else len(body))
    return [body[start : start + size] for start in range(0, len(body), size)]


class QuietServer(ThreadingHTTPServer):
    """Says nothing of a caller that hung up."""

    daemon_threads = True
    request_queue_size = 64

    def server_bind(self) -> None:
        TCPServer.server_bind(self)  # HTTPServer's own asks the name service who we are: 70 ms for an address

    def handle_error(self, request: object, client_address: object) -> None:
        pass


class Site:
    """A server on 127.0.0.1 (or another loopback address) with scripted answers; robots.txt is 404 unless said."""

    def __init__(self, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> None:
        self.asked: list[Asked] = []
        self._answers: dict[str, Said | Answering] = {}
        self._server = QuietServer((host, 0), handler_of(self._answer))
        if tls is not None:  # the handshake is left to the connection's own thread
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.url = f"http{'s' if tls else ''}://{host}:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def _answer(self, asked: Asked) -> Said:
        self.asked.append(asked)
        said = self._answers.get(asked.path, Said(b"not here", 404))
        return said(asked) if callable(said) else said

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def say(self, path: str, said: Said | bytes | str | Answering, **headers: str) -> None:
        """From now on answer `path` with this."""
        if isinstance(said, str):
            said = said.encode()
        if isinstance(said, bytes):
            said = Said(said, headers={name.replace("_", "-"): value for name, value in headers.items()})
        self._answers[path] = said

    def paths(self) -> list[str]:
        """What was asked, in order, robots.txt left out."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]


class Street:
    """Sites on many loopback addresses, all at one port; those that are shut refuse every connection."""

    def __init__(self, hosts: Collection[str], answer: Answering) -> None:
        self._handler = handler_of(answer)
        self._selector = selectors.DefaultSelector()
        self._bell, self._ear = socket.socketpair()
        self._selector.register(self._ear, selectors.EVENT_READ)
        self._servers: dict[str, QuietServer] = {}
        self._lock = threading.Lock()
        self._ended = False
        self.port = 0
        self.open(hosts)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def open(self, hosts: Collection[str]) -> None:
        """From now on these are open, and no others."""
        with self._lock:
            for host in sorted(set(self._servers) - set(hosts)):
                server = self._servers.pop(host)
                self._selector.unregister(server.socket)
                server.server_close()
            for host in sorted(set(hosts) - set(self._servers)):
                server = QuietServer((host, self.port), self._handler)
                server.timeout = 0.0
                self.port = int(server.server_address[1])
                self._servers[host] = server
                self._selector.register(server.socket, selectors.EVENT_READ, server)
        self._bell.send(b".")

    def _serve(self) -> None:
        while not self._ended:
            ready = self._selector.select()
            with self._lock:
                for key, _ in ready:
                    if key.data is None:
                        self._ear.recv(100)
                    elif key.data in self._servers.values():
                        key.data.handle_request()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ended = True
        self.open(())
        self._thread.join()
        self._selector.close()
        self._bell.close()
        self._ear.close()


def feed_of(*entries: tuple[str, str], channel: str = "Kolibri Auto") -> bytes:
    """An RSS 2.0 document that lists (title, link)."""
    items = "".join(
        f"<item><title>{title}</title><link>{link}</link><guid isPermaLink='false'>{number}</guid>"
        f"<pubDate>Wed, 19 Nov 2025 {8 + number % 12:02}:30:00 +0100</pubDate></item>"
        for number, (title, link) in enumerate(entries)
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>{channel}</title>{items}</channel></rss>".encode()


def page_of(title: str, *paragraphs: str) -> bytes:
    """An article page."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html><html lang='en'><head><title>{title}</title>"
        f"<meta property='og:title' content='{title}'></head>"
        f"<body><article><h1>{title}</h1>{text}</article></body></html>"
    ).encode()


STORY = (
    "The new estate car was shown on Wednesday and goes on sale next spring, the maker said at the unveiling.",
    "It has room for five people and a boot of six hundred litres, which is more than most of its rivals offer.",
    "Prices start at thirty-two thousand euros; an electric version follows a year later with a larger battery.",
)

"""A web server of the test's own on loopback: it says what the test tells it to, and remembers what it was asked."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


@dataclass
class Said:
    """One answer."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    wait_s: float = 0.0
    cut: bool = False  # announce the whole body, send half of it


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    at: float


class Site:
    """A server on 127.0.0.1 (or another loopback address) with scripted answers; robots.txt is 404 unless said."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.asked: list[Asked] = []
        self._answers: dict[str, Said | Callable[[Asked], Said]] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                asked = Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, time.monotonic())
                site.asked.append(asked)
                said = site._answers.get(self.path, Said(b"not here", 404))
                if callable(said):
                    said = said(asked)
                time.sleep(said.wait_s)
                self.send_response(said.status)
                for name, value in {"Content-Type": "text/html; charset=utf-8", **said.headers}.items():
                    self.send_header(name, value)
                if said.status != 304:
                    self.send_header("Content-Length", str(len(said.body)))
                self.end_headers()
                if said.status != 304:
                    self.wfile.write(said.body[: len(said.body) // 2] if said.cut else said.body)
                if said.cut:
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer((host, 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://{host}:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def say(self, path: str, said: Said | bytes | str | Callable[[Asked], Said], **headers: str) -> None:
        """From now on answer `path` with this."""
        if isinstance(said, str):
            said = said.encode()
        if isinstance(said, bytes):
            said = Said(said, headers={name.replace("_", "-"): value for name, value in headers.items()})
        self._answers[path] = said

    def paths(self) -> list[str]:
        """What was asked, in order, robots.txt left out."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]


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

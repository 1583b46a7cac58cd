"""What hits are sent to, on loopback: a web server that takes posts, and a mail server."""

import base64
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Self

from tests.flow.origin import QuietServer

MARKER = "k0lib<ri/MARKER=42"  # what both repeat whenever they can, if they were told it


@dataclass(frozen=True)
class Posted:
    """One post as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Reply:
    """One answer to a post."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    wait_s: float = 0.0


class Hook:
    """A server on 127.0.0.1 that answers posts, each with the next of its replies; the last one counts from then on."""

    def __init__(
        self, *replies: Reply, seen: Callable[[Posted], None] = lambda _: None, tls: ssl.SSLContext | None = None
    ) -> None:
        self.posts: list[Posted] = []
        self.replies = list(replies) or [Reply()]
        hook = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                posted = Posted(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
                hook.posts.append(posted)
                seen(posted)
                reply = hook.replies.pop(0) if len(hook.replies) > 1 else hook.replies[0]
                time.sleep(reply.wait_s)
                self.send_response(reply.status)
                for name, value in {**reply.headers, "Content-Length": str(len(reply.body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = QuietServer(("127.0.0.1", 0), Handler)
        if tls is not None:  # the handshake is left to the connection's own thread
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self._server.server_address[1]}/hook"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@dataclass
class Manners:
    """How a mail server behaves."""

    context: ssl.SSLContext | None = None
    at_once: bool = False  # TLS from the first byte, else by STARTTLS
    word: str = ""  # the password it wants; '': none
    refused: tuple[str, ...] = ()  # recipients
    chatter: int = 0  # lines it says before it lets anybody say something
    pause_s: float = 0.0  # before whatever it says
    goodbye: str | None = "221 bye"  # '': it says none and waits; None: it hangs up when it has a mail


class PostOffice:
    """A mail server on 127.0.0.1 that keeps what it is sent."""

    def __init__(self, manners: Manners) -> None:
        self.mails: list[bytes] = []
        self.recipients: list[list[str]] = []
        self.said: list[str] = []  # every command, what was sent in the open marked with a star
        self.manners = manners
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:" + str(self._listener.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        try:
            if self.manners.at_once and self.manners.context is not None:
                line = self.manners.context.wrap_socket(line, server_side=True)
            _Talk(self, line).go()
        except (OSError, ValueError):
            pass
        finally:
            line.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()


class _Talk:
    def __init__(self, office: PostOffice, line: socket.socket) -> None:
        self.office, self.line, self.file = office, line, line.makefile("rb")
        self.secret = isinstance(line, ssl.SSLSocket)
        self.to: list[str] = []

    def say(self, text: str) -> None:
        time.sleep(self.office.manners.pause_s)
        self.line.sendall(f"{text}\r\n".encode())

    def go(self) -> None:
        for _ in range(self.office.manners.chatter):
            self.say("220-" + "x" * 500)
        self.say("220 kolibri")
        while came := self.file.readline():
            told = came.decode().rstrip()
            self.office.said.append(told if self.secret else f"*{told}")
            if not self.answer(told):
                return

    def answer(self, told: str) -> bool:
        word, manners = told.split(" ")[0].upper(), self.office.manners
        if word == "EHLO":
            self.say("250-kolibri")
            if manners.context is not None and not self.secret:
                self.say("250-STARTTLS")
            self.say("250 AUTH PLAIN" if manners.word else "250 8BITMIME")
        elif word == "STARTTLS" and manners.context is not None:
            self.say("220 go")
            self.line = manners.context.wrap_socket(self.line, server_side=True)
            self.file, self.secret = self.line.makefile("rb"), True
        elif word == "AUTH":
            given = base64.b64decode(told.split(" ")[2]).decode().split("\0")[2]
            self.say("235 in" if given == manners.word else f"535 {given} is not your password")
        elif word == "RCPT":
            self.recipient(told)
        elif word == "DATA":
            self.take()
            return manners.goodbye is not None
        elif word == "QUIT":
            return self.part()
        else:
            self.say("250 ok")
        return True

    def recipient(self, told: str) -> None:
        address = told.partition("<")[2].partition(">")[0]
        if address in self.office.manners.refused:
            self.say(f"550 {MARKER} knows no {address}")
            return
        self.to.append(address)
        self.say("250 ok")

    def part(self) -> bool:
        """Whether the talk goes on."""
        if self.office.manners.goodbye:
            self.say(self.office.manners.goodbye)
        return not self.office.manners.goodbye

    def take(self) -> None:
        self.say("354 go")
        body = b""
        while (row := self.file.readline()) != b".\r\n":
            body += row
        self.office.mails.append(body)
        self.office.recipients.append(self.to)
        self.say("250 taken")

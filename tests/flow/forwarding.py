"""A forwarding proxy on loopback, plain and CONNECT: every name leads to one site; it remembers what it was asked."""

import socket
import threading
from contextlib import suppress
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any, Self


class Forwarder:
    """Answers `word` for Proxy-Authorization with 407 unless it is right; "" asks for none."""

    def __init__(self, port: int, word: str = "") -> None:
        self.asked: list[str] = []  # METHOD target
        outer = self

        class Handler(StreamRequestHandler):
            def handle(self) -> None:
                outer.serve(self.rfile, self.connection, port, word)

        ThreadingTCPServer.allow_reuse_address = ThreadingTCPServer.daemon_threads = True
        self._server = ThreadingTCPServer(("127.0.0.3", 0), Handler)
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def serve(self, source: Any, back: socket.socket, port: int, word: str) -> None:
        """One connection, which carries one request or one tunnel."""
        method, target, version = source.readline().decode("latin-1").split(" ")
        lines = []
        while (line := source.readline()) not in (b"\r\n", b""):
            lines.append(line.decode("latin-1"))
        given = [line.partition(":")[2].strip() for line in lines if line.lower().startswith("proxy-authorization:")]
        if word and given != [word]:
            back.sendall(b"HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        self.asked.append(f"{method} {target}")
        with socket.create_connection(("127.0.0.1", port)) as there:
            if method == "CONNECT":
                back.sendall(b"HTTP/1.1 200 Here you are\r\n\r\n")
            else:
                kept = [line for line in lines if not line.lower().startswith(("connection:", "proxy-"))]
                path = "/" + target.split("/", 3)[3]
                there.sendall(f"{method} {path} {version}{''.join(kept)}Connection: close\r\n\r\n".encode("latin-1"))
            to = threading.Thread(target=_pour, args=(back, there), daemon=True)
            to.start()
            _pour(there, back)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _pour(source: socket.socket, into: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(65536):
            into.sendall(piece)
        into.shutdown(socket.SHUT_WR)

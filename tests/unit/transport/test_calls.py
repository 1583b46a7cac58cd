"""What is sent goes where a crawl might go, and is waited for so long and no longer."""

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.client import InvalidURL

import pytest

from crawler.transport import calls
from crawler.transport.calls import ANSWER_BYTES, Parcel, connected, in_time, post
from crawler.transport.errors import AddressRefused, OutOfTime
from crawler.transport.guard import Guard, Proxy
from tests.pace import Pace

OURS = Guard(("127.0.0.1",))


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


def answering(listener: socket.socket, answer: bytes, wait_s: float = 0.0) -> Callable[[], bytes]:
    """Answer one connection with these bytes -> a function that says what came."""
    came: list[bytes] = []

    def serve() -> None:
        line, _ = listener.accept()
        with line:
            came.append(request_on(line))
            time.sleep(wait_s)
            line.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()

    def told() -> bytes:
        thread.join(5)
        return came[0]

    return told


def request_on(line: socket.socket) -> bytes:
    """A whole request."""
    came = b""
    while True:
        head, blank, body = came.partition(b"\r\n\r\n")
        size = re.search(rb"Content-Length: ([0-9]+)", head)
        if blank and len(body) >= int(size[1] if size else 0):
            return came
        came += line.recv(65536)


def url(listener: socket.socket, host: str = "127.0.0.1") -> str:
    return f"http://{host}:{listener.getsockname()[1]}/x?y"


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("127.0.0.1", "loopback"),
        ("127.1", "loopback"),
        ("2130706433", "loopback"),
        ("::1", "loopback"),
        ("::ffff:10.0.0.1", "IPv4-mapped form of a private address"),
        ("localhost", "loopback"),
        ("10.0.0.1", "private"),
        ("169.254.169.254", "cloud metadata"),
        ("0.0.0.0", "unspecified"),
    ],
)
def test_no_socket_is_opened_to_what_is_not_public(host: str, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("a socket was opened"))

    with pytest.raises(AddressRefused, match=why):
        connected(host, 80, Guard(), 1)


def test_the_address_that_was_judged_is_the_one_that_is_asked(
    listener: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that leads elsewhere at the second look-up is looked up once."""
    asked: list[str] = []
    port = listener.getsockname()[1]

    def resolve(host: str, *_: object, **__: object) -> list[object]:
        asked.append(host)
        address = "10.0.0.1" if len(asked) > 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with connected("hooks.example", port, Guard(("hooks.example",)), 1) as line:
        assert ("127.0.0.1", port) == line.getpeername()
    assert ["hooks.example"] == asked


def test_of_several_addresses_those_that_may_be_asked_are(
    listener: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = listener.getsockname()[1]
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (at, port)) for at in ("127.0.0.2", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    monkeypatch.setattr(Guard, "allows", lambda _, host, address, port: address == "127.0.0.1")

    with connected("hooks.example", port, Guard(), 1) as line:
        assert "127.0.0.1" == line.getpeername()[0]


def test_a_redirect_is_an_answer_and_not_followed(listener: socket.socket) -> None:
    told = answering(listener, f"HTTP/1.1 307 x\r\nLocation: {url(listener)}\r\nContent-Length: 0\r\n\r\n".encode())

    assert 307 == post(Parcel(url(listener), {"X-A": "b"}, b"{}"), OURS, 5)
    came = told()
    assert came.startswith(b"POST /x?y HTTP/1.1\r\n")
    assert b"\r\nX-A: b\r\n" in came
    assert came.endswith(b"\r\n\r\n{}")


@pytest.mark.parametrize(
    "rest",
    [
        b"Content-Length: 99999999\r\n\r\n" + b"x" * ANSWER_BYTES,
        b"Content-Length: 99\r\n\r\nx",
        b"Transfer-Encoding: chunked\r\n\r\nno chunk",
        b"\r\n",
    ],
)
def test_a_status_counts_whatever_comes_behind_it(listener: socket.socket, rest: bytes) -> None:
    answering(listener, b"HTTP/1.1 200 x\r\n" + rest)

    assert 200 == post(Parcel(url(listener), {}, b""), OURS, 5)


@pytest.mark.parametrize(
    "url", ["gopher://a.example/", "http:///x", "http://[::1/", "//a.example", "http://me:k@a.example/"]
)
def test_what_is_no_address_is_not_asked(url: str) -> None:
    with pytest.raises((ValueError, InvalidURL)):
        post(Parcel(url, {}, b""), OURS, 1)


def test_a_proxy_gets_the_whole_address_and_its_word(listener: socket.socket) -> None:
    behind = Guard((), Proxy("127.0.0.1", listener.getsockname()[1], "Basic eDp5"))
    told = answering(listener, b"HTTP/1.1 204 x\r\n\r\n")

    assert 204 == post(Parcel("http://hooks.example/x", {}, b"{}"), behind, 5)
    came = told()
    assert came.startswith(b"POST http://hooks.example/x HTTP/1.1\r\n")
    assert b"\r\nProxy-Authorization: Basic eDp5\r\n" in came
    with pytest.raises(AddressRefused):
        post(Parcel("http://10.0.0.1/x", {}, b"{}"), behind, 5)


def test_through_a_proxy_the_word_is_for_the_proxy_alone(listener: socket.socket) -> None:
    behind = Guard((), Proxy("127.0.0.1", listener.getsockname()[1], "Basic eDp5"))
    told = answering(listener, b"HTTP/1.1 403 x\r\n\r\n")

    with pytest.raises(OSError, match="403"):
        post(Parcel("https://hooks.example/x", {"secret": "s"}, b"{}"), behind, 5)
    came = told()
    assert came.startswith(b"CONNECT hooks.example:443 HTTP/1.")
    assert b"Proxy-Authorization: Basic eDp5" in came
    assert b"secret" not in came


# ---------------------------------------------------------------- time


def test_what_takes_too_long_is_left_alone() -> None:
    with Pace() as took, pytest.raises(OutOfTime):
        in_time(lambda: time.sleep(30), 0.1)

    assert took.s < 2


def test_what_comes_in_time_is_handed_on_and_so_is_what_fails(capfd: pytest.CaptureFixture[str]) -> None:
    assert 7 == in_time(lambda: 7, 5)
    with pytest.raises(ZeroDivisionError):
        in_time(lambda: 1 // 0, 5)
    time.sleep(0.05)
    assert ("", "") == capfd.readouterr()


def test_an_answer_that_drips_is_out_of_time(listener: socket.socket) -> None:
    def drip() -> None:
        line, _ = listener.accept()
        with line:
            for _ in range(100):
                line.sendall(b"HTTP/1.1 100 x\r\n\r\n")
                time.sleep(0.1)

    threading.Thread(target=drip, daemon=True).start()

    with Pace() as took, pytest.raises(OutOfTime):
        in_time(lambda: post(Parcel(url(listener), {}, b""), OURS, 0.5), 0.5)

    assert took.s < 2
    assert calls.ANSWER_BYTES == 65536

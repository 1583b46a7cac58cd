"""Who may ask the site, and what a browser may do with its pages: an ASGI app around an ASGI app."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

# Datasette's own pages hold inline styles and scripts, and its editor draws data: images; nothing comes from elsewhere.
HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; "
        b"img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
)


def guarded(app: App, names: Iterable[str]) -> App:
    """Answer only who asks for one of `names` (any port), 421 to the rest; add the headers above to every answer.

    A page from elsewhere can make a browser ask 127.0.0.1 under that page's own name and then read the answer
    (DNS rebinding); only the Host header tells.
    """
    known = {name.lower() for name in names}

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *HEADERS]
            await send(message)

        if host_of(scope) in known:
            await app(scope, receive, answer)
        else:
            await _refuse(answer)

    return door


def host_of(scope: Scope) -> str:
    """The name a request asks for, without its port; '' if it names none, or more than one."""
    hosts: list[bytes] = [value for name, value in scope["headers"] if name == b"host"]
    if len(hosts) != 1:
        return ""
    host = hosts[0].decode("latin-1").lower()
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


async def _refuse(send: Send) -> None:
    text = b"This desk does not answer to that name.\n"
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(text)).encode())]
    await send({"type": "http.response.start", "status": 421, "headers": headers})
    await send({"type": "http.response.body", "body": text})

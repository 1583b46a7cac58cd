"""Who may ask the site, and what a browser may do with its pages: an ASGI app around an ASGI app."""

import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import quote, unquote

from crawler.site.front import NEWS, Front

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

# Nothing comes from elsewhere. Our own pages hold no style and no script in them; Datasette's do, and its editor draws
# data: images.
OURS = (
    b"default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    b"frame-ancestors 'none'"
)
THEIRS = (
    b"default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; "
    b"img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
POLICY = b"content-security-policy"
HEADERS = (
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
NOT_INDEXED = (b"x-robots-tag", b"noindex, nofollow")
READING = ("GET", "HEAD")

# What a search engine may keep of a public site: the pages that sum up. Not the articles, which are their publishers',
# nor tables, files and searches, of which there is no end.
ROBOTS = """User-agent: *
Disallow: {base}article/
Disallow: {base}search
Disallow: {base}{news}
Disallow: {base}-/
Disallow: {base}*?
"""
KEPT_FROM_ROBOTS = ("article", "search", NEWS, f"{NEWS}.json", "-")


def guarded(app: App, front: Front, own: Iterable[str]) -> App:
    """Answer only who asks for one of the names of `front` or `own` (any port), 421 to the rest; add the headers above.

    A page from elsewhere can make a browser ask 127.0.0.1 under that page's own name and then read the answer
    (DNS rebinding); only the Host header tells. A public site is only read, and what Datasette says of itself (files,
    plugins, settings, threads) stays closed.
    """
    known = {name.lower() for name in (*own, *front.names)}

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        scope = _below(scope, front.base_url)
        path = scope["raw_path"].decode("latin-1")

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = _headers(front, path, scope)
                message["headers"] = [*_theirs(front, message.get("headers", ()), ours), *ours]
            await send(message)

        if host_of(scope) not in known:
            await _say(answer, 421, "This desk does not answer to that name.\n")
        elif not front.public:
            await app(scope, receive, answer)
        elif scope["method"] not in READING:
            await _say(answer, 405, "This site is only read.\n", (b"allow", b"GET, HEAD"))
        elif path == "/robots.txt":
            await _say(answer, 200, ROBOTS.format(base=front.base_url, news=NEWS))
        elif _is_closed(path):
            await _say(answer, 404, "There is nothing here.\n")
        else:
            await app(scope, receive, answer)

    return door


def host_of(scope: Scope) -> str:
    """The name a request asks for, without its port; '' if it names none, or more than one."""
    hosts: list[bytes] = [value for name, value in scope["headers"] if name == b"host"]
    if len(hosts) != 1:
        return ""
    host = hosts[0].decode("latin-1").lower()
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


def _below(scope: Scope, base_url: str) -> Scope:
    """The request as if the site stood at /, for a proxy that leaves the base there; Datasette adds it to its links."""
    raw = bytes(scope.get("raw_path") or quote(scope["path"]).encode()).partition(b"?")[0]
    if raw.startswith(base_url.encode()):
        raw = b"/" + raw.removeprefix(base_url.encode())
    return {**scope, "raw_path": raw, "path": unquote(raw.decode("latin-1"))}


def _theirs(front: Front, headers: Iterable[tuple[bytes, bytes]], ours: Headers) -> Headers:
    """Datasette's headers but those that we set. Where it sends on to a path as we handed it, the base is put there."""
    names = {name for name, _ in ours}
    base = front.base_url.encode()
    kept = [(name.lower(), value) for name, value in headers if name.lower() not in names]
    return [
        (
            name,
            base + value[1:]
            if name == b"location" and re.match(b"/(?!/)", value) and not value.startswith(base)
            else value,
        )
        for name, value in kept
    ]


def _is_closed(path: str) -> bool:
    return "/-/" in path and not path.startswith(("/-/static/", "/-/static-plugins/"))


def _headers(front: Front, path: str, scope: Scope) -> Headers:
    first = path.split("/")[1]
    policy = THEIRS if first in ("-", NEWS) or first.startswith(f"{NEWS}.") else OURS
    hidden = front.public and (first in KEPT_FROM_ROBOTS or scope["query_string"])
    return [(POLICY, policy), *HEADERS, *([NOT_INDEXED] if hidden else [])]


async def _say(send: Send, status: int, said: str, *more: tuple[bytes, bytes]) -> None:
    text = said.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(text)).encode()), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text})

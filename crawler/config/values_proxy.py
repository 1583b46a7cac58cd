"""The proxy of feeds.yaml: how it may be written, and its address with `${NAME}` filled in from the environment."""

import base64
import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from crawler.config.values import split
from crawler.errors import ConfigError
from crawler.model import Feeds

PROXY = r"http://(?:\$\{[A-Za-z_][A-Za-z0-9_]*\}:\$\{[A-Za-z_][A-Za-z0-9_]*\}@)?(?:[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:]+\]):[0-9]{1,5}"
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_SHAPE = "write http://host:port, such as http://proxy.example.org:3128"


def proxy(text: str) -> str:
    """A proxy's address. Never shown in a message: it may hold a password."""
    if not text.startswith("http://"):
        raise ValueError(f"only a proxy that is spoken to by http:// can be used; {_SHAPE}")
    user, at, _ = text.removeprefix("http://").rpartition("@")
    if at and not re.fullmatch(r"\$\{\w+\}:\$\{\w+\}", user):
        raise ValueError(
            "the user name and password of a proxy are secrets; put them into environment variables and write"
            " http://${USER_NAME}:${PASSWORD_NAME}@host:port"
        )
    parts = split(_VARIABLE.sub("x", text))
    if parts is None or not re.fullmatch(PROXY, text) or not parts.port:
        raise ValueError(f"this is not the address of a proxy; {_SHAPE}")
    return text


def filled_proxy(feeds: Feeds, environ: Mapping[str, str]) -> str | None:
    """The proxy's address as it is used. Raises ConfigError with one line per variable that is not set."""
    if feeds.proxy is None:
        return None
    lacking = [name for name in _VARIABLE.findall(feeds.proxy) if not environ.get(name)]
    if lacking:
        raise ConfigError(
            tuple(f"defaults: environment variable {name} is not set; proxy: needs it" for name in lacking)
        )
    return _VARIABLE.sub(lambda found: quote(environ[found[1]], safe=""), feeds.proxy)


def secret_values(feeds: Feeds, environ: Mapping[str, str]) -> tuple[str, ...]:
    """What the environment variables hold that feeds.yaml names, once each: nobody may see it."""
    values = [environ[name] for name in _named(feeds) if environ.get(name)]
    pair = ":".join(environ.get(name, "") for name in _VARIABLE.findall(feeds.proxy or ""))
    sent = [base64.b64encode(pair.encode()).decode()] if len(pair) > 1 else []  # as Proxy-Authorization has it
    return tuple(dict.fromkeys((*values, *sent)))


def _named(feeds: Feeds) -> Iterator[str]:
    yield from _VARIABLE.findall(feeds.proxy or "")
    yield from _VARIABLE.findall(feeds.heartbeat or "")
    for feed in feeds.feeds:
        for _, value in feed.headers:
            yield from _VARIABLE.findall(value)

"""An address as publishers write it -> its parts, read as browsers read it; None where there is nothing to ask for."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote, unquote_to_bytes

import idna

DEFAULT_PORTS = {"http": 80, "https": 443}
LONGEST_HOST = 253  # RFC 1035, 2.3.4; the punycode encoder is slow on labels that DNS could not hold anyway

_EDGES = "".join(map(chr, range(33))) + "\x7f\x85\xa0\u200b\u2028\u2029\u3000\ufeff"
_INNER_BREAKS = re.compile(r"[\t\n\r]")
_SURROGATES = re.compile("[\ud800-\udfff]")
# Feeds that escape their links once too often leave these; no query has a parameter called "amp;x".
_ESCAPED_AMPERSAND = re.compile(r"&(?:amp;|#0?38;|#x26;)+", re.IGNORECASE)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_BARE_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")
# RFC 3986, and the brackets and bars that browsers send as they are.
_ILLEGAL = re.compile(r"[^A-Za-z0-9\-._~!$&'()*+,;=:@/?%|\[\]]")
_UNRESERVED = re.compile(r"[A-Za-z0-9\-._~]*")
_DOT_SEGMENT = re.compile(r"(?:^|/)(?:\.|%2e){1,2}(?:/|$)", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?")
_NUMBER = re.compile(r"0[xX][0-9a-fA-F]*|[0-9]+")


@dataclass(frozen=True, slots=True)
class Parts:
    """An absolute http(s) address."""

    scheme: str
    host: str  # lower case, punycode, IPv6 in brackets
    port: int | None  # None: the scheme's own
    path: str  # starts with a slash, holds no dot segments
    query: str | None
    fragment: str | None = None  # only where it names a page

    def __str__(self) -> str:
        port = f":{self.port}" if self.port else ""
        query = "" if self.query is None else f"?{self.query}"
        fragment = f"#{self.fragment}" if self.fragment else ""
        return f"{self.scheme}://{self.host}{port}{self.path}{query}{fragment}"


def split(url: str, base: Parts | None = None) -> Parts | None:
    """The parts of an address, seen from `base` if it is relative (WHATWG URL standard, its rules for http and https).

    None: another scheme, no host, a bad host or port, or a user name in it (a stranger's link that logs in is a trap).
    """
    text = tidied(url)
    scheme, text = _scheme_of(text, base)
    if scheme is None:
        return None
    text, hash_, fragment = text.partition("#")
    text, mark, query = text.partition("?")
    text = text.replace("\\", "/")
    kept = _fragment(fragment) if hash_ else None
    asked = _encoded(query) if mark else None
    if text.startswith("//"):
        authority, slash, path = text.lstrip("/").partition("/")
        place = _authority(authority, scheme)
        return Parts(scheme, *place, _path(slash + path), asked, kept) if place else None
    if base is None or not (text or mark or kept):
        return None
    if not text:
        path, asked = base.path, asked if mark else base.query
    else:
        path = _path(text if text.startswith("/") else base.path.rpartition("/")[0] + "/" + text)
    return Parts(base.scheme, base.host, base.port, path, asked, kept)


def ipv4(host: str) -> str | None:
    """The address that a host of numbers stands for (127.1, 0x7f000001, 017700000001), as inet_aton reads it."""
    numbers = host.removesuffix(".").split(".")
    if len(numbers) > 4 or not all(_NUMBER.fullmatch(number) for number in numbers):
        return None
    values = [_number(number) for number in numbers]
    if any(value is None or value > 255 for value in values[:-1]):
        return None
    last, room = values[-1], 256 ** (5 - len(values))
    if last is None or last >= room:
        return None
    head = sum((value or 0) << (24 - 8 * at) for at, value in enumerate(values[:-1]))
    return str(IPv4Address(head + last))


def canonical(piece: str, safe: str) -> str:
    """One spelling for a piece of an address: decoded, NFC, encoded but for unreserved characters and `safe`."""
    if _UNRESERVED.fullmatch(piece):
        return piece
    raw = unquote_to_bytes(piece)
    if raw.isascii():
        return quote(raw, safe=safe)
    try:
        return quote(unicodedata.normalize("NFC", raw.decode("utf-8")), safe=safe)
    except UnicodeDecodeError:  # Latin-1 from an old system: its bytes are its identity
        return quote(raw, safe=safe)


def tidied(url: str) -> str:
    """The text without what never belongs to an address: blanks around it, line ends, lone surrogates, HTML's &amp;."""
    text = url.strip(_EDGES)
    if not (text.isascii() and text.isprintable()):
        text = _SURROGATES.sub("\ufffd", _INNER_BREAKS.sub("", text))
    return _ESCAPED_AMPERSAND.sub("&", text) if "&" in text else text


def _scheme_of(text: str, base: Parts | None) -> tuple[str | None, str]:
    """The scheme and what follows it; `//` is put before a host that a browser would find without it."""
    found = _SCHEME.match(text)
    if not found:
        if text[:2].replace("\\", "/") == "//":
            return base.scheme if base else "https", text
        return (base.scheme if base else None), text
    scheme, rest = found[1].lower(), text[found.end() :]
    if scheme not in DEFAULT_PORTS:
        return None, ""
    if base and scheme == base.scheme and rest[:2].replace("\\", "/") != "//":
        return scheme, rest
    return scheme, "//" + rest.lstrip("/\\")


def _authority(authority: str, scheme: str) -> tuple[str, int | None] | None:
    if "@" in authority:
        return None
    if authority.startswith("["):
        literal, bracket, tail = authority.partition("]")
        colon, port = tail[:1], tail[1:]
        if not bracket or colon not in ("", ":"):
            return None
        host = _ipv6(literal[1:])
    else:
        name, _, port = authority.partition(":")
        host = _host(name) if len(name) <= 3 * LONGEST_HOST else None
    number = _port(port, scheme)
    return (host, number or None) if host and number is not None else None


def _port(port: str, scheme: str) -> int | None:
    """The port's number, 0 for the scheme's own; None: not a port."""
    if not port:
        return 0
    digits = port.lstrip("0")
    if not (port.isascii() and port.isdigit()) or not 1 <= len(digits) <= 5 or int(digits) > 65535:
        return None
    return 0 if int(digits) == DEFAULT_PORTS[scheme] else int(digits)


def _ipv6(literal: str) -> str | None:
    try:
        return None if "%" in literal else f"[{IPv6Address(literal).compressed}]"
    except ValueError:
        return None


@lru_cache(maxsize=8192)  # a feed names one host or two
def _host(name: str) -> str | None:
    host = unquote_to_bytes(name).decode("utf-8", "replace") if "%" in name else name
    if len(host) > LONGEST_HOST + 1:
        return None
    if not host.isascii():
        try:
            labels = idna.uts46_remap(host, std3_rules=False, transitional=False).split(".")
        except idna.IDNAError:  # a code point that no host may have
            return None
        host = ".".join(label if label.isascii() else f"xn--{label.encode('punycode').decode()}" for label in labels)
    host = host.lower()
    if not _HOST.fullmatch(host) or len(host.removesuffix(".")) > LONGEST_HOST:
        return None
    return ipv4(host) if _NUMBER.fullmatch(host.removesuffix(".").rpartition(".")[2]) else host


def _number(number: str) -> int | None:
    base, digits = 10, number
    if number[:2] in ("0x", "0X"):
        base, digits = 16, number[2:] or "0"
    elif number[0] == "0":
        base = 8
    digits = digits.lstrip("0") or "0"
    if len(digits) > 11 or (base == 8 and set(digits) & set("89")):
        return None
    return int(digits, base)


def _path(path: str) -> str:
    path = _encoded(path)
    if not _DOT_SEGMENT.search(path):
        return path if path.startswith("/") else "/" + path
    kept: list[str] = []
    segments = path.removeprefix("/").split("/")
    for at, segment in enumerate(segments):
        dots = segment.lower().replace("%2e", ".")
        if dots == ".." and kept:
            kept.pop()
        if dots not in (".", ".."):
            kept.append(segment)
        elif at == len(segments) - 1:
            kept.append("")
    return "/" + "/".join(kept)


def _fragment(fragment: str) -> str | None:
    """Only a route of a page that is put together in the browser (#!/a/1, #/a/1) names a page."""
    if len(fragment) < 2 or fragment[0] not in "!/":
        return None
    return _encoded(fragment)


def _encoded(text: str) -> str:
    """The same text with what may not stand there percent-encoded; what is encoded already stays as it is."""
    if "%" in text:
        text = _BARE_PERCENT.sub("%25", text)
    return _ILLEGAL.sub(lambda found: quote(found[0], safe=""), text)

"""An address as a publisher wrote it -> the one we ask for, the one we compare by, and the site it belongs to."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from crawler.normal.suffixes import registered
from crawler.normal.urls_params import RULES, says_nothing
from crawler.normal.urls_syntax import DEFAULT_PORTS, Parts, canonical, ipv4, split, tidied

__all__ = ["fetch_url", "registrable_domain", "same_site", "url_hash", "url_key"]

LONGEST_FETCHED = 2048  # what servers, caches and other crawlers accept
LONGEST_FOLDED = 8192  # an address above that is compared as it stands

REFUSED_PORTS = frozenset(RULES["refused_ports"])

_PATH_SAFE = "!$&'()*+,;=:@"
_QUERY_SAFE = "/?:@!$'()*,[]|"
_FRAGMENT_SAFE = "/?:@!$&'()*+,;="

_MIRROR = re.compile(r"www[0-9]{0,2}|m|amp|mobile")
# As nearly all are written, and as a browser asks for it.
_READY = re.compile(
    r"https?://(?:[a-z0-9-]{1,40}\.){1,5}[a-z]{2,20}/[A-Za-z0-9._~!$&'()*+,=:@/-]*(?:\?[A-Za-z0-9._~!$&'()*+,=:@/?-]*)?"
)
_SCHEME_TWICE = re.compile(r"^https?://(https?)//")
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid)=[^;]*", re.IGNORECASE)
_ASP_SESSION = re.compile(r"\((?:[A-Z]\([0-9A-Za-z_-]*\))+\)")
_INDEX_PAGE = r"index\.(?:html?|shtml|php[0-9]?|aspx?|jsp|cfm)|default\.(?:aspx?|html?)"
_MARK = re.compile(rf"amp(?:\.html)?|{_INDEX_PAGE}|{_ASP_SESSION.pattern}", re.IGNORECASE)
_AMP_FILE = re.compile(r"(?:(?<=[^.])\.amp|(?<=[0-9]{5})[-_]amp)+(?=\.html?$|$)", re.IGNORECASE)
_AMP_CACHE = re.compile(r"(?:.+\.)?(?:cdn\.ampproject\.org|bing-amp\.com)")
_GOOGLE = re.compile(r"google\.(?:com?\.)?[a-z]{2,3}")
_GOOGLE_NEWS_ITEM = re.compile(r"(?:rss/|__i/rss/rd/)?articles/(CBMi[A-Za-z0-9_=-]+)")
_SECOND = "?utm_"
_LEADS_TO = tuple((re.compile(rule["host"]), rule.get("path"), rule["names"]) for rule in RULES["leads_to"])


def fetch_url(url: str, base: str | None = None) -> str | None:
    """The absolute http(s) address that a browser would ask for, seen from `base` if it is relative.

    Nothing is lost: query order and percent-encoding stay. A fragment goes, unless it is the route of a page that is
    put together in the browser (#!/artikel/1): there it is the identity.
    An address that was pasted behind a scheme (http://https://host/) is the one that was pasted: no host is called so.
    None: another scheme, no host, a user name, a bad port, above 2048 characters.
    """
    if len(url) > 2 * LONGEST_FETCHED:
        return None
    if _READY.fullmatch(url) and "/." not in url:
        return url if len(url) <= LONGEST_FETCHED else None
    parts = _split(url, _base(base) if base and len(base) <= 2 * LONGEST_FETCHED else None)
    if parts is None or parts.port in REFUSED_PORTS:
        return None
    address = str(parts)
    return address if len(address) <= LONGEST_FETCHED else None


def _split(url: str, base: Parts | None = None) -> Parts | None:
    """The parts of an address; of one that was pasted behind a scheme, of what was pasted, however it is written."""
    parts = split(url, base)
    if parts is None or parts.host not in ("http", "https") or not _SCHEME_TWICE.match(written := str(parts)):
        return parts
    return _split(_SCHEME_TWICE.sub(r"\1://", written))


@lru_cache(maxsize=64)  # the entries of a document are seen from one place
def _base(base: str) -> Parts | None:
    return split(base)


def url_key(url: str) -> str:
    """The form by which two addresses of one article are equal; never fetched. Idempotent.

    http is https; www., m., amp. and mobile. go; tracking parameters, sessions, AMP marks, index pages, empty segments
    and fragments go; parameters are sorted; percent-encoding has one form; AMP caches and outgoing links of Google,
    Facebook and others are unwrapped. Case of the path, other parameters, ports and hashbang routes stay: they may be
    the identity. What is no http(s) address is its own key.
    """
    if len(url) > LONGEST_FOLDED and len(url := tidied(url)) > LONGEST_FOLDED:
        return url
    parts = _split(url)
    if parts is None:
        return tidied(url)
    while True:  # an outgoing link holds an address shorter than itself, so this ends
        address = _Folded.of(parts)
        inner = address.leads_to()
        if inner is None or (found := _split(inner)) is None:
            return address.key()
        parts = found


def url_hash(key: str) -> str:
    """The first 32 hex digits of the SHA-256 of a key."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:32]


def registrable_domain(url: str) -> str:
    """Whose server it is: the name its owner registered (autoweek.nl, bbc.co.uk, a blog's name on blogspot.com).

    By the public suffix list. Addresses, localhost and names of a private network: host:port. '' for what is no http(s)
    address.
    """
    return _owner(url) if len(url) <= LONGEST_FOLDED else ""


@lru_cache(maxsize=8192)  # a run asks several times for each address, first of all when it takes up what is due
def _owner(url: str) -> str:
    parts = _split(url)
    if parts is None:
        return ""
    host = parts.host.removesuffix(".")
    return _registered(host) or f"{host}:{parts.port or DEFAULT_PORTS[parts.scheme]}"


def same_site(a: str, b: str) -> bool:
    """True when one publisher answers for both addresses."""
    site = registrable_domain(a)
    return site != "" and site == registrable_domain(b)


@lru_cache(maxsize=8192)
def _registered(host: str) -> str | None:
    """None: an address, localhost, an ending no list knows."""
    if host.startswith("[") or "." not in host or ipv4(host) is not None:
        return None
    return registered(host)


@dataclass(frozen=True, slots=True)
class _Folded:
    """An address in one spelling, not yet without what says nothing."""

    parts: Parts
    host: str
    segments: list[str]
    path: str  # of the segments, without marks
    parameters: list[tuple[str, str]]

    @classmethod
    def of(cls, parts: Parts) -> "_Folded":
        segments = _segments(parts.path)
        path = "/" + "/".join(_without_marks(segments))
        return cls(parts, _folded_host(parts.host), segments, path, _parameters(parts.query) if parts.query else [])

    def leads_to(self) -> str | None:
        """The address this one only leads to."""
        if self.host == "news.google.com":
            inside = _from_news_id("/".join(self.segments))
        elif self.host == "r.search.yahoo.com":
            inside = _from_yahoo(self.segments)
        else:
            inside = _from_amp(self.host, self.segments, self.parts.query)
        return inside or _from_parameters(self.host, self.path, self.parameters)

    def key(self) -> str:
        port, route = self.parts.port, self.parts.fragment
        kept = {
            f"{name}={value}" if value else name
            for name, value in self.parameters
            if not says_nothing(name, value, self.host, self.path)
        }
        where = self.host if port is None or port in DEFAULT_PORTS.values() else f"{self.host}:{port}"
        query = "?" + "&".join(sorted(kept)) if kept else ""
        fragment = f"#{canonical(route, _FRAGMENT_SAFE)}" if route else ""
        return f"https://{where}{self.path}{query}{fragment}"


@lru_cache(maxsize=8192)
def _folded_host(host: str) -> str:
    """The host without the labels that name a mirror of the same site: www.a.nl, m.a.nl and de.m.a.org, not m.nl."""
    host = host.removesuffix(".")
    owned = _registered(host) or _unlisted(host)
    if owned is None:
        return host
    labels = [label for label in host.removesuffix(owned).split(".") if label and not _MIRROR.fullmatch(label)]
    host = ".".join((*labels, owned))
    # www.gov.uk is a name under the suffix gov.uk
    return host.removeprefix("www.") if host.startswith("www.") and host.count(".") > 1 else host


def _unlisted(host: str) -> str | None:
    """The last two labels, where no list knows the ending: the public suffix list's own rule for that case, "*"."""
    labels = host.rsplit(".", 2)
    named = len(labels) > 1 and not host.startswith("[") and ipv4(host) is None
    return ".".join(labels[-2:]) if named else None


def _segments(path: str) -> list[str]:
    """The path's segments in one spelling, without sessions and empty ones."""
    found = [_segment(segment) for segment in path.split("/") if segment]
    return [
        segment
        for segment in found
        if segment not in ("", ".", "..") and not (segment[0] == "(" and _ASP_SESSION.fullmatch(segment))
    ]


def _segment(written: str) -> str:
    segment = canonical(written, _PATH_SAFE)
    if ";" not in segment:
        return segment
    # what stands before the session can now be read by itself
    return canonical(_SESSION_IN_PATH.sub("", segment), _PATH_SAFE)


def _without_marks(segments: list[str]) -> list[str]:
    """The same without AMP's segment and without index pages and AMP's suffix at the end."""
    kept = [segment for segment in segments if segment.lower() != "amp"]
    while kept:
        kept[-1] = _AMP_FILE.sub("", kept[-1])
        if not _MARK.fullmatch(kept[-1]):
            break
        kept.pop()
    return kept


def _parameters(query: str) -> list[tuple[str, str]]:
    """Name and value of each parameter in one spelling; a plus is a blank, as in every form.

    A second question mark before a campaign (?id=1?utm_source=rss) is a tool's that did not look for the first.
    """
    pairs = (piece.partition("=") for piece in query.replace("+", "%20").split("&") if piece.strip("="))
    found = [(canonical(name, _QUERY_SAFE), canonical(value, _QUERY_SAFE + "=")) for name, _, value in pairs]
    if "?" not in query and "%" not in query:
        return found
    return [pair for one in found if any(pair := _without_campaign(*one))]


def _without_campaign(name: str, value: str) -> tuple[str, str]:
    """Cut only once both are in one spelling: what an escape hid would show in the key, and be cut from that."""
    bare, campaign, _ = name.partition(_SECOND)
    return (bare, "") if campaign else (name, value.partition(_SECOND)[0])


def _from_amp(host: str, segments: list[str], query: str | None) -> str | None:
    """The address inside the path of an AMP cache (/c/s/host/path) or of Google's viewer (/amp/s/host/path)."""
    viewer = segments[:1] == ["amp"] and _GOOGLE.fullmatch(host)
    cache = segments[:1] in (["c"], ["v"], ["wp"]) and _AMP_CACHE.fullmatch(host)
    if not (viewer or cache):
        return None
    address = "/".join(segments[2:] if segments[1:2] == ["s"] else segments[1:])
    if "." not in address.partition("/")[0]:
        return None
    return f"https://{address}" if query is None else f"https://{address}?{query}"


def _from_news_id(path: str) -> str | None:
    """Google News wrote the address into its ids until 2024: base64 of a protocol buffer, field 4."""
    found = _GOOGLE_NEWS_ITEM.fullmatch(path)
    code = found[1].rstrip("=") if found else ""
    try:
        raw = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4))
    except binascii.Error:
        return None
    if len(raw) < 8:
        return None
    length, start = raw[3], 4
    if length >= 128:  # a varint of two bytes
        length, start = length - 128 + (raw[4] << 7), 5
    address = raw[start : start + length]
    return address.decode("ascii", "replace") if address.startswith((b"http://", b"https://")) else None


def _from_yahoo(segments: list[str]) -> str | None:
    """Yahoo's search writes it into a segment of its own: /_ylt=.../RU=https%3A%2F%2F.../RK=2."""
    held = (unquote(segment.removeprefix("RU=")) for segment in segments if segment.startswith("RU="))
    return next((address for address in held if address.startswith(("http://", "https://"))), None)


def _from_parameters(host: str, path: str, parameters: list[tuple[str, str]]) -> str | None:
    """The address inside an outgoing link (google.com/url?q=...)."""
    for hosts, expected, names in _LEADS_TO if parameters else ():
        if expected in (None, path) and hosts.fullmatch(host):
            held = dict(reversed(parameters))
            for name in names:
                if (address := unquote(held.get(name, ""))).startswith(("http://", "https://")):
                    return address
    return None

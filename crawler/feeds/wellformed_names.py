"""An element's name in a feed -> the name feedparser would know it by, and which of those say more than they seem to.

feedparser goes by prefixes: of the namespaces it knows by the usual one, of all others by the one that was written.
"""

import re
from functools import lru_cache

from lxml import etree

_PLAIN = (
    "http://backend.userland.com/rss",
    "http://blogs.law.harvard.edu/tech/rss",
    "http://example.com/necho",
    "http://example.com/newformat#",
    "http://my.netscape.com/rdf/simple/0.9/",
    "http://purl.org/atom/ns#",
    "http://purl.org/echo/",
    "http://purl.org/pie/",
    "http://purl.org/rss/1.0/",
    "http://purl.org/rss/1.0/modules/rss091#",
    "http://www.w3.org/2005/atom",
    "uri/of/echo/namespace#",
)
PREFIXES = {  # in small letters: the usual prefix
    **dict.fromkeys(_PLAIN, ""),
    "http://backend.userland.com/creativecommonsrssmodule": "creativecommons",
    "http://creativecommons.org/ns#license": "cc",
    "http://cyber.law.harvard.edu/rss/creativecommonsrssmodule.html": "creativecommons",
    "http://example.com/dtds/podcast-1.0.dtd": "itunes",
    "http://madskills.com/public/xml/rss/module/trackback/": "trackback",
    "http://podlove.org/simple-chapters": "psc",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/rss/1.0/modules/slash/": "slash",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://purl.org/rss/1.0/modules/taxonomy/": "taxo",
    "http://purl.org/rss/1.0/modules/threading/": "thr",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://search.yahoo.com/mrss": "media",
    "http://search.yahoo.com/mrss/": "media",
    "http://web.resource.org/cc/": "cc",
    "http://webns.net/mvcb/": "admin",
    "http://wellformedweb.org/commentapi/": "wfw",
    "http://www.georss.org/georss": "georss",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.opengis.net/gml": "gml",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/1999/xlink": "xlink",
    "http://www.w3.org/2003/01/geo/wgs84_pos#": "geo",
    "http://www.w3.org/xml/1998/namespace": "xml",
}
# What feedparser calls the other namespaces it knows.
_OTHER_PREFIXES = {
    *("ag", "annotate", "audio", "blogchannel", "co", "cp", "email", "ev", "fm", "foaf", "icbm", "image", "l", "prism"),
    *("pingback", "rdfs", "ref", "reqv", "search", "soap", "ss", "str", "sub", "szf", "ti", "wiki"),
}
# Prefixes that with a name behind them mean something to feedparser or to us: nothing else may go by them.
_TAKEN = {
    *("admin", "cc", "content", "creativecommons", "dc", "dcterms", "feedburner", "generator", "georss", "gml"),
    *("itunes", "media", "psc", "rdf", "summary", "sy", "title", "xhtml", "xml"),
}
_STANDARD = _TAKEN | _OTHER_PREFIXES | set(PREFIXES.values())
_USUAL = {
    prefix: namespace
    for namespace, prefix in PREFIXES.items()
    if prefix in ("content", "dc", "dcterms", "feedburner", "media", "sy")
}
_LONG = 1000  # characters of a declaration
_DECLARED = re.compile(r"""xmlns(?::([^\s=<>"']{1,100}))?\s*=\s*(?:"([^"]*)"|'([^']*)')""")

# Names with a meaning of their own, where they are not expected.
MEANT = frozenset(
    {
        *("abstract", "author", "body", "category", "channel", "cloud", "content", "content:encoded", "contributor"),
        *("copyright", "created", "date", "dc:author", "dc:creator", "dc:date", "dc:description", "dc:language"),
        *("dc:subject", "dc:title", "dcterms:created", "dcterms:issued", "dcterms:modified", "dcterms:valid"),
        *("description", "email", "enclosure", "entries", "entry", "expirationdate", "feed", "fullitem", "generator"),
        *("guid", "height", "homepage", "id", "image", "info", "issued", "item", "items", "keywords", "language"),
        *("itunes:author", "itunes:category", "itunes:email", "itunes:keywords", "itunes:link", "itunes:name"),
        *("itunes:owner", "itunes:subtitle", "itunes:summary", "lastbuilddate", "link", "managingeditor", "modified"),
        *("media:caption", "media:category", "media:content", "media:description", "media:group", "media:keywords"),
        *("media:thumbnail", "media:title", "name", "newlocation", "pubdate", "published", "rights", "rss", "source"),
        *("subtitle", "summary", "tagline", "tags", "textinput", "title", "updated", "uri", "url", "webmaster"),
        *("where", "width", "authors", "links", "guidislink", "feedburner:origlink", "feedburner:browserfriendly"),
        *("georssgeom", "geom", "dc:publisher", "dc:rights", "dc:contributor"),
        *("sy:updatefrequency", "sy:updateperiod", "ttl"),
    }
)
MEANT_ROOMS = frozenset({"admin", "cc", "creativecommons", "georss", "gml", "psc", "xhtml"})
_USERLAND = "backend.userland.com/rss"  # with anything around it
_STRANGE = "?"  # before the name of an element of a namespace nobody knows


class Doubt(Exception):
    """feedparser may read this in another way."""


@lru_cache(maxsize=4096)
def name(tag: str) -> str:
    """`pubdate`, `dc:creator`; `?:name` for one of a namespace nobody knows."""
    namespace, _, local = tag.rpartition("}")
    local = local.lower()
    if not namespace:
        return local
    namespace = namespace[1:].lower()
    if _USERLAND in namespace:
        return local
    prefix = PREFIXES.get(namespace, _STRANGE)
    return f"{prefix}:{local}" if prefix else local


def attributes(element: etree._Element) -> dict[str, str]:
    """By their names in small letters; those of namespaces nobody knows go without a prefix."""
    written = element.items()
    if not written:
        return {}
    found: dict[str, str] = {}
    for tag, value in written:
        key = _key(str(tag))
        found[key] = str(value).lower() if key in ("rel", "type") else str(value)
    if len(found) < len(written) or len(found) > 100:
        raise Doubt
    return found


@lru_cache(maxsize=4096)
def _key(tag: str) -> str:
    return name(tag).removeprefix(f"{_STRANGE}:")


def with_usual_namespaces(feed: str) -> str:
    """The feed, the namespaces at its root that go by a usual prefix being the usual ones: that is how they are read.

    Every prefix that is declared, or looks it, stands for one namespace, and no other goes by its prefix.
    """
    known: dict[str, str] = {}
    last = max(feed.rfind("xmlns"), 0)
    end = last + _LONG if _DECLARED.match(feed, last, last + _LONG) else len(feed)
    for prefix, double, single in _DECLARED.findall(feed, 0, end):
        prefix, namespace = prefix.lower(), (double or single).lower()
        if prefix and known.setdefault(prefix, namespace) != namespace:
            raise Doubt
    odd: list[str] = []
    for prefix, namespace in known.items():
        usual = PREFIXES.get(namespace)
        if prefix == usual or {prefix, usual} <= MEANT_ROOMS:  # whoever uses these is left to feedparser anyway
            continue
        if usual is None and prefix in _USUAL:
            odd.append(prefix)
        elif prefix in _TAKEN or (usual and prefix in _STANDARD):
            raise Doubt
    return _renamed(feed, odd, known) if odd else feed


def _renamed(feed: str, odd: list[str], known: dict[str, str]) -> str:
    root, mark, rest = feed.partition(">")
    for prefix in odd:
        declared = re.compile(rf"""(\sxmlns:{prefix}\s*=\s*)(?:"[^"]*"|'[^']*')""")
        root, times = declared.subn(rf'\1"{_USUAL[prefix]}"', root)
        is_used_otherwise = list(known.values()).count(known[prefix]) > 1 or re.search(rf"\s{prefix}:[\w-]+\s*=", feed)
        if times != 1 or is_used_otherwise or re.search(rf"xmlns:{prefix}\s*=", rest, re.IGNORECASE):
            raise Doubt
    return root + mark + rest


def check_silent(element: etree._Element, allowed: frozenset[str] = frozenset()) -> None:
    """Neither an element nor anything in it says something of an entry, but for the names that are `allowed`."""
    for one in element.iter() if len(element) else (element,):
        tag = str(one.tag)
        if not _is_silent(tag) and name(tag) not in allowed:
            raise Doubt
        if _is_strange(tag) and one.prefix is None and not _is_silent(tag.rpartition("}")[2]):
            raise Doubt


@lru_cache(maxsize=4096)
def _is_strange(tag: str) -> bool:
    return name(tag).startswith(_STRANGE)


@lru_cache(maxsize=4096)
def _is_silent(tag: str) -> bool:
    known = name(tag)
    prefix, colon, local = known.rpartition(":")
    as_prefixed = not colon and local.partition("_")[0] in _TAKEN and "_" in local  # <media_content>
    return known not in MEANT and prefix not in MEANT_ROOMS and not as_prefixed

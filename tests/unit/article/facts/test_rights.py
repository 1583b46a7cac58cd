"""A page and its header -> the rights its publisher states, and whether they reserve the text."""

import pytest
from lxml.html import document_fromstring

from crawler.article.facts import metadata, rights

URL = "https://krant.example/auto/kia"


def read(head: str = "", body: str = "", headers: rights.Headers = ()) -> dict[str, str]:
    tree = document_fromstring(f"<html><head><title>x</title>{head}</head><body>{body}</body></html>")
    return dict(metadata.read(tree, URL, headers).rights)


def meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{content}">'


STATED = {
    "nothing": ("", "", (), {}),
    "words about indexes are none": (meta("robots", "noindex, nofollow, max-snippet:-1"), "", (), {}),
    "a meta": (meta("tdm-reservation", "1"), "", (), {"tdm-reservation": "1"}),
    "a header": ("", "", (("TDM-Reservation", "1"),), {"tdm-reservation": "1"}),
    "the stricter of two": (meta("tdm-reservation", "0"), "", (("tdm-reservation", "1"),), {"tdm-reservation": "1"}),
    "no reservation": (meta("tdm-reservation", "0"), "", (), {"tdm-reservation": "0"}),
    "a policy": (meta("tdm-policy", "https://krant.example/tdm"), "", (), {"tdm-policy": "https://krant.example/tdm"}),
    "a policy that is no link": (meta("tdm-policy", "javascript:alert(1)"), "", (), {}),
    "robots": (meta("robots", "index, NOARCHIVE ,noai"), "", (), {"robots": "noai, noarchive"}),
    "robots in a header": ("", "", (("X-Robots-Tag", "noarchive"),), {"robots": "noarchive"}),
    "not what is meant for another": ("", "", (("x-robots-tag", "otherbot: noarchive"),), {}),
    "a linked licence": (
        '<link rel="license" href="/licentie">',
        "",
        (),
        {"licence": "https://krant.example/licentie"},
    ),
    "a licence in the text": (
        "",
        '<a rel="license nofollow" href="https://creativecommons.org/licenses/by/4.0/">CC</a>',
        (),
        {"licence": "https://creativecommons.org/licenses/by/4.0/"},
    ),
    "json-ld": (
        '<script type="application/ld+json">{"@type": "Article", "license": {"@type": "CreativeWork", '
        '"url": "https://krant.example/l"}, "copyrightNotice": "© De Krant"}</script>',
        "",
        (),
        {"licence": "https://krant.example/l", "copyright": "© De Krant"},
    ),
    "a copyright": (meta("copyright", "De Krant BV"), "", (), {"copyright": "De Krant BV"}),
}


@pytest.mark.parametrize("what", STATED)
def test_what_is_stated(what):
    head, body, headers, said = STATED[what]

    assert said == read(head, body, headers)


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({}, None),
        ({"tdm-reservation": "0", "robots": "nosnippet", "copyright": "De Krant"}, None),
        ({"tdm-reservation": "1"}, "tdm-reservation"),
        ({"robots": "nosnippet, noarchive"}, "noarchive"),
        ({"robots": "noai"}, "noai"),
    ],
)
def test_what_reserves_a_text(said, word):
    assert word == rights.reserved(tuple(said.items()))

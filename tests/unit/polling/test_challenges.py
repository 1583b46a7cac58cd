"""A bot check or a consent wall instead of what was asked for, told from an article about one."""

from datetime import UTC, datetime

import pytest

from crawler.model import Outcome
from crawler.polling.answers import Reply, challenge, explain
from crawler.polling.challenge_words import STRONG, WEAK

NOW = datetime(2025, 11, 19, 12, 0, tzinfo=UTC)
URL = "https://kolibri.example/nieuws/1"
ARTICLE = (
    b"<!doctype html><html lang='nl'><head><title>Cloudflare eist een captcha van Chinese auto's</title></head><body>"
    b"<p>Access denied, zegt het scherm; verify you are human. Checking your browser duurt te lang, vindt DataDome."
    b"</p><script src='https://challenges.cloudflare.com/turnstile/v0/api.js'></script></body></html>"
)


def page(mark: bytes) -> bytes:
    return b"<!DOCTYPE HTML><html><head>" + mark + b"</head><body>please wait</body></html>"


def reply(status: int = 200, body: bytes = b"", url: str = URL, hops: tuple[int, ...] = (), **headers: str) -> Reply:
    return Reply(status, url, {name.replace("_", "-"): value for name, value in headers.items()}, body, hops)


@pytest.mark.parametrize("mark", [mark for mark, _ in STRONG])
@pytest.mark.parametrize("status", [200, 403, 503])
def test_a_page_that_is_a_bot_check_is_one_whatever_its_status(mark: bytes, status: int) -> None:
    answer = explain(reply(status, page(mark.upper())), NOW)

    assert Outcome.CHALLENGE == answer.outcome
    assert f"(HTTP {status})" in str(answer.error)


@pytest.mark.parametrize("mark", [mark for mark, _ in WEAK])
@pytest.mark.parametrize("status", [200, 401, 403, 404, 429, 500, 503])
def test_words_that_articles_use_too_count_on_an_error_only(mark: bytes, status: int) -> None:
    assert (status in (401, 403, 429, 503)) == (challenge(reply(status, page(mark))) is not None)


@pytest.mark.parametrize(
    ("status", "headers", "who"),
    [
        (200, {"cf_mitigated": "challenge"}, "Cloudflare"),
        (403, {"cf_mitigated": "Challenge"}, "Cloudflare"),
        (200, {"cf_mitigated": "none"}, None),
        (403, {"server": "ddos-guard"}, "DDoS-Guard"),
        (200, {"server": "ddos-guard"}, None),
        (403, {"x_datadome": "protected"}, "DataDome"),
        (200, {"x_datadome": "protected"}, None),
        (403, {"x_amzn_waf_action": "captcha"}, "AWS WAF"),
        (404, {"x_amzn_waf_action": "captcha"}, None),
        (403, {"server": "cloudflare"}, None),
    ],
)
def test_a_bot_check_names_itself_in_a_header(status: int, headers: dict[str, str], who: str | None) -> None:
    assert (f"a bot check of {who}" if who else None) == challenge(reply(status, b"", **headers))


@pytest.mark.parametrize(
    ("url", "hops", "is_wall"),
    [
        ("https://consent.kolibri.example/?to=x", (302,), True),
        ("https://myprivacy.dpgmedia.example/consent?siteKey=x", (302,), True),
        ("https://kolibri.example/cookiewall?return=x", (301, 302), True),
        ("https://kolibri.example/privacy-gate/", (307,), True),
        ("https://kolibri.example/cookiewall?return=x", (), False),  # asked for by that very address
        ("https://kolibri.example/nieuws/consent-manager-getest", (301,), False),
        ("https://kolibri.example/nieuws/1", (302,), False),
        ("https://[/", (302,), False),
    ],
)
def test_a_redirect_to_a_consent_wall_is_not_the_article(url: str, hops: tuple[int, ...], *, is_wall: bool) -> None:
    assert is_wall == (Outcome.CHALLENGE == explain(reply(200, ARTICLE, url, hops), NOW).outcome)


@pytest.mark.parametrize("status", [200, 404, 500])
def test_an_article_about_bot_checks_is_an_article(status: int) -> None:
    assert challenge(reply(status, ARTICLE)) is None


KINDS = ("rss", "after a comment", "atom", "rdf", "sitemap", "json")
FEEDS = [
    b"<?xml version='1.0'?><rss><channel><item>%s</item></channel></rss>",
    b"\xef\xbb\xbf\n<!-- made by hand --><rss version='2.0'><channel><item>%s</item></channel></rss>",
    b"<feed xmlns='http://www.w3.org/2005/Atom'><entry>%s</entry></feed>",
    b"<?xml version='1.0'?><rdf:RDF><item>%s</item></rdf:RDF>",
    b"<?xml version='1.0'?><urlset><url>%s</url></urlset>",
    b' {"version": "https://jsonfeed.org/version/1.1", "items": ["%s"]}',
]


@pytest.mark.parametrize("feed", FEEDS, ids=KINDS)
@pytest.mark.parametrize("mark", [mark for mark, _ in STRONG])
def test_a_feed_that_quotes_a_bot_check_is_a_feed(feed: bytes, mark: bytes) -> None:
    quoted = feed % (b"<title>DDoS-Guard</title><![CDATA[<!doctype html><html>" + mark + b"</html>]]>")

    assert Outcome.FRESH == explain(reply(200, quoted), NOW).outcome


@pytest.mark.parametrize("feed", FEEDS, ids=KINDS)
def test_a_feed_behind_a_consent_like_address_is_a_feed(feed: bytes) -> None:
    moved = reply(200, feed % b"x", "https://kolibri.example/consent/feed.xml", (301,))

    assert Outcome.FRESH == explain(moved, NOW).outcome


def test_the_script_of_a_bot_check_in_a_whole_article_is_none():
    script = b"<script src='/_Incapsula_Resource?SWJIYLWA=1'></script>"
    page = b"<!doctype html><html><head>%s</head><body><p>%s</p></body></html>"

    assert "a bot check of Imperva" == challenge(Reply(200, URL, body=page % (script, b"")))
    assert None is challenge(Reply(200, URL, body=page % (script, b"A new estate car. " * 1000)))

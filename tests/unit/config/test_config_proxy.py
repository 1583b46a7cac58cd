"""defaults: proxy, and verify_tls of a feed: what may be written, and what is filled in."""

import pytest

from crawler.config import filled_proxy, load, secret_values
from crawler.errors import ConfigError

FEEDS = "feeds:\n  - name: Kolibri\n    url: {url}\n{more}"


def desk(proxy="", url="https://kolibri.example/feed", more=""):
    head = f"defaults:\n  proxy: '{proxy}'\n" if proxy else ""
    return load(head + FEEDS.format(url=url, more=more))


@pytest.mark.parametrize(
    ("written", "filled"),
    [
        ("", None),
        ("http://proxy.example:3128", "http://proxy.example:3128"),
        ("http://[::1]:3128", "http://[::1]:3128"),
        ("http://${USER_NAME}:${WORD}@10.0.0.9:3128", "http://desk:a%2Fb%40c@10.0.0.9:3128"),
    ],
)
def test_a_proxy_is_filled_in_from_the_environment(written, filled):
    assert filled == filled_proxy(desk(written), {"USER_NAME": "desk", "WORD": "a/b@c"})


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("proxy.example:3128", "only a proxy that is spoken to by http:// can be used"),
        ("https://proxy.example:3128", "only a proxy that is spoken to by http:// can be used"),
        ("socks5://proxy.example:1080", "only a proxy that is spoken to by http:// can be used"),
        ("http://proxy.example", "this is not the address of a proxy"),
        ("http://proxy.example:0", "this is not the address of a proxy"),
        ("http://proxy.example:99999", "this is not the address of a proxy"),
        ("http://proxy.example:3128/x", "this is not the address of a proxy"),
        ("http://desk:s3cret@proxy.example:3128", "the user name and password of a proxy are secrets"),
        ("http://desk:${WORD}@proxy.example:3128", "the user name and password of a proxy are secrets"),
    ],
)
def test_another_proxy_is_refused_and_never_shown(written, sentence):
    with pytest.raises(ConfigError) as raised:
        desk(written)

    assert f"feeds.yaml:2:10: defaults: {sentence}" in raised.value.faults[0]
    assert "s3cret" not in str(raised.value)


def test_what_the_proxy_lacks_is_named():
    with pytest.raises(ConfigError) as raised:
        filled_proxy(desk("http://${A}:${B}@proxy.example:1"), {"A": "x"})

    assert ("defaults: environment variable B is not set; proxy: needs it",) == raised.value.faults


def test_all_that_the_environment_holds_for_us_is_a_secret():
    feeds = desk("http://${A}:${B}@proxy.example:1", more='    headers: {X-Api-Key: "k ${C}", X-Trace: "${C}${D}"}\n')

    assert ("x", "y", "z", "eDp5") == secret_values(feeds, {"A": "x", "B": "y", "C": "z", "E": "other"})


def test_a_certificate_may_go_unverified_where_there_is_one():
    [feed] = desk(more="    verify_tls: false\n").feeds
    with pytest.raises(ConfigError) as raised:
        desk(url="http://kolibri.example/feed", more="    verify_tls: false\n")

    assert feed.verify_tls is False
    assert desk().feeds[0].verify_tls is True
    assert "verify_tls: is for https:// addresses" in raised.value.faults[0]


@pytest.mark.parametrize("value", ["Bearer abcdefgh12345678", "token s3cr3t-words", "4f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c"])
def test_a_secret_is_told_by_its_look_whatever_its_header_is_called(value):
    with pytest.raises(ConfigError) as raised:
        desk(more=f'    headers: {{X-Custom: "{value}"}}\n')

    assert "header 'X-Custom' is a secret" in raised.value.faults[0]
    assert value not in str(raised.value)


@pytest.mark.parametrize(
    "value", ["text/html, application/xhtml+xml", "nl-NL,nl;q=0.9", "https://kolibri.example/a-long-page"]
)
def test_ordinary_values_are_no_secrets(value):
    assert desk(more=f'    headers: {{X-Custom: "{value}"}}\n').feeds[0].headers

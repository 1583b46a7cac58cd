"""Request headers: secrets stand in the environment and nowhere else."""

import pytest

from crawler.config import filled_headers, load, missing_variables
from crawler.errors import ConfigError
from crawler.model import Feed


def feed_with(*headers):
    return Feed(slug="paid", name="Paid", url="https://example.org/feed", source="example.org", headers=headers)


def test_variables_are_filled_in():
    feed = feed_with(("Authorization", "Bearer ${TOKEN}"), ("Cookie", "a=${A}; b=${A}${B}"), ("Accept", "text/xml"))

    filled = filled_headers(feed, {"TOKEN": "t0p", "A": "1", "B": "2", "HOME": "/"})

    assert (("Authorization", "Bearer t0p"), ("Cookie", "a=1; b=12"), ("Accept", "text/xml")) == filled


def test_a_value_that_looks_like_a_variable_is_not_filled_in_again():
    feed = feed_with(("X-Api-Key", "${A}"))

    assert (("X-Api-Key", "${B}"),) == filled_headers(feed, {"A": "${B}", "B": "secret"})


def test_a_feed_without_headers_needs_no_environment():
    assert () == filled_headers(feed_with(), {})
    assert () == missing_variables(feed_with(), {})


def test_missing_variables_are_named_once_each_and_all_of_them():
    feed = feed_with(("A", "${ONE} ${TWO} ${ONE}"), ("B", "${THREE}"), ("C", "${FOUR}"))

    assert ("ONE", "THREE") == missing_variables(feed, {"TWO": "2", "THREE": "", "FOUR": "4"})
    with pytest.raises(ConfigError) as raised:
        filled_headers(feed, {"TWO": "2", "FOUR": "4"})
    assert (
        "feed 'Paid': environment variable ONE is not set; its headers need it",
        "feed 'Paid': environment variable THREE is not set; its headers need it",
    ) == raised.value.faults


@pytest.mark.parametrize("value", ["s3cret\r\nX-Evil: 1", "s3cret\n", "s3cret\0", "s3crét"])
def test_a_variable_cannot_smuggle_in_a_second_header_and_is_not_shown(value):
    with pytest.raises(ConfigError) as raised:
        filled_headers(feed_with(("X-Api-Key", "${KEY}")), {"KEY": value})

    assert (
        "feed 'Paid': environment variable KEY holds a line break or another character that no header may hold",
    ) == raised.value.faults


FEED = "feeds:\n  - name: Paid\n    url: https://example.org/feed\n    headers:\n"


@pytest.mark.parametrize(
    ("line", "header"),
    [
        ("Authorization: Bearer ${TOKEN}", ("Authorization", "Bearer ${TOKEN}")),
        ('Authorization: "Basic ${USER_PASSWORD}"', ("Authorization", "Basic ${USER_PASSWORD}")),
        ("X-Api-Key: ${_key1}", ("X-Api-Key", "${_key1}")),
        ("Cookie: 'session=${SESSION}'", ("Cookie", "session=${SESSION}")),
        ("Accept: application/rss+xml", ("Accept", "application/rss+xml")),
        ("Referer: https://example.org/", ("Referer", "https://example.org/")),
        ('X-Version: "2"', ("X-Version", "2")),
    ],
)
def test_headers_that_may_be_written(line, header):
    (feed,) = load(FEED + f"      {line}\n").feeds

    assert (header,) == feed.headers


SECRET = "hunter2hunter2"


@pytest.mark.parametrize(
    "line",
    [
        f"    headers: {{Authorization: Bearer {SECRET}}}",
        f"    headers: {{X-Auth-Token: {SECRET}}}",
        f"    headers: {{X-API-Key: {SECRET}}}",
        f"    headers: {{X-Key: {SECRET}}}",
        f"    headers: {SECRET}",
        f"    headers: {{Cookie: sid={SECRET}}}",
        f"    headers: {{X-Plain: '${SECRET}'}}",
        f'    headers: {{X-Plain: "{SECRET}\\n"}}',
        f"    headers: [{SECRET}]",
        f"    url: https://bob:{SECRET}@example.org/feed",
        f"    url: https://{SECRET}@example.org/feed",
        f"    url: https://bob:{SECRET}@example.org/a b",
        f"    url: [https://bob:{SECRET}@example.org/feed]",
        f"  - https://bob:{SECRET}@example.org/feed",
        f"feeds: https://bob:{SECRET}@example.org/feed",
        f"    url: https://bob:{SECRET}@[example.org/feed",
    ],
)
def test_no_message_shows_a_secret(line):
    with pytest.raises(ConfigError) as raised:
        load(f"feeds:\n  - name: Paid\n{line}\n")

    assert SECRET not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None


def test_digits_in_a_header_are_a_fault_and_not_shown():
    with pytest.raises(ConfigError) as raised:
        load(FEED + "      Authorization: 0123456789\n")

    assert (
        "feeds.yaml:5:22: feed 'Paid': header 'Authorization' is not text; quote this value: \"...\"",
    ) == raised.value.faults

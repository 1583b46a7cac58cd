"""limits, rights and stale_after of one feed: what holds when the feed, the defaults or nobody says something."""

import pytest

from crawler.config import load
from crawler.errors import ConfigError
from crawler.model import Limits

FEED = "feeds:\n  - name: Autoblog\n    url: https://www.autoblog.nl/feed\n    "
NO_SPAN = "is not a number of days or weeks; write 14d or 3w"


def feed_of(defaults, lines):
    (feed,) = load((f"defaults:\n  {defaults}\n" if defaults else "") + FEED + lines + "\n").feeds
    return feed


def faults_of(text):
    with pytest.raises(ConfigError) as raised:
        load(text)
    return [fault.removeprefix("feeds.yaml:") for fault in raised.value.faults]


@pytest.mark.parametrize(
    ("defaults", "lines", "limits"),
    [
        ("", "slug: a", Limits()),
        ("limits: {seconds: 9, redirects: 2, url_chars: 500}", "slug: a", Limits(8, 9, 2, 2000, 500)),
        ("", "limits: {}", Limits()),
        ("", "limits: {body_mib: 2, seconds: 60, entries: 10}", Limits(2, 60, 5, 10)),
        ("limits: {seconds: 9, entries: 7}", "limits: {entries: 8}", Limits(8, 9, 5, 8)),
        ("", "kind: sitemap", Limits(body_mib=50)),
        ("limits: {seconds: 9}", "kind: sitemap", Limits(50, 9)),
        ("", "kind: sitemap\n    limits: {seconds: 60}", Limits(50, 60)),
        ("limits: {body_mib: 8}", "kind: sitemap", Limits()),
        ("", "kind: sitemap\n    limits: {body_mib: 4}", Limits(4)),
        ("limits: {body_mib: 2}", "kind: sitemap\n    limits: {body_mib: 60}", Limits(60)),
    ],
)
def test_a_feeds_limits_go_before_the_defaults(defaults, lines, limits):
    assert limits == feed_of(defaults, lines).limits


@pytest.mark.parametrize(
    ("written", "column", "sentence"),
    [
        ("8", 13, "limits: is followed by indented keys; here stands one value"),
        ("", 12, "limits has no value; write one, or take the line out"),
        ("{body_mib: 65}", 24, "limits: body_mib is 65; write at most 64"),
        ("{seconds: 0}", 23, "limits: seconds is 0; write at least 1"),
        ("{entries: many}", 23, "limits: entries is 'many'; write a whole number"),
        ("{entries: }", 23, "limits: entries has no value; write one, or take the line out"),
        ("{entires: 3}", 14, "limits: unknown key 'entires'; did you mean 'entries'?"),
        ("{redirects: 3}", 14, "limits: unknown key 'redirects' here; 'redirects' belongs under limits: in defaults:"),
        (
            "{url_chars: 300}",
            14,
            "limits: unknown key 'url_chars' here; 'url_chars' belongs under limits: in defaults:",
        ),
        ("{colour: 3}", 14, "limits: unknown key 'colour'; the keys here are body_mib, seconds, entries"),
    ],
)
def test_wrong_limits_of_a_feed(written, column, sentence):
    assert [f"4:{column}: feed 'Autoblog': {sentence}"] == faults_of(f"{FEED}limits: {written}\n")


@pytest.mark.parametrize(
    ("defaults", "feed", "days"),
    [
        (None, None, None),
        (None, "1d", 1),
        (None, "3w", 21),
        (None, "400d", 400),
        ("14d", None, 14),
        ("14d", "57w", 399),
    ],
)
def test_how_long_a_feed_may_be_silent(defaults, feed, days):
    head = f"stale_after: {defaults}" if defaults else ""

    assert days == feed_of(head, f"stale_after: {feed}" if feed else "slug: a").stale_days


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("401d", "stale_after '401d' is too long; write 1d to 400d"),
        ("58w", "stale_after '58w' is too long; write 1d to 400d"),
        ("0d", f"stale_after '0d' {NO_SPAN}"),
        ("48h", f"stale_after '48h' {NO_SPAN}"),
        ("14", f"stale_after '14' {NO_SPAN}"),
        ("two weeks", f"stale_after 'two weeks' {NO_SPAN}"),
        ("true", f"stale_after 'true' {NO_SPAN}"),
        ("[14d]", f"stale_after {NO_SPAN}"),
    ],
)
def test_what_is_no_span_of_days(written, sentence):
    assert [f"4:18: feed 'Autoblog': {sentence}"] == faults_of(f"{FEED}stale_after: {written}\n")
    assert [f"2:16: defaults: {sentence}"] == faults_of(f"defaults:\n  stale_after: {written}\nfeeds: []\n")


@pytest.mark.parametrize(
    ("defaults", "lines", "rights"),
    [
        ("", "slug: a", "record"),
        ("", "rights: respect", "respect"),
        ("rights: respect", "slug: a", "respect"),
        ("rights: respect", "rights: record", "record"),
    ],
)
def test_what_to_do_with_reserved_texts(defaults, lines, rights):
    assert rights == feed_of(defaults, lines).rights


@pytest.mark.parametrize(
    ("defaults", "feed", "days"),
    [("", "", 30), ("12w", "", 84), ("12w", "0d", 0), ("", "3650d", 3650), ("0d", "", 0)],
)
def test_raw_pages_are_kept_as_long_as_the_feed_or_the_defaults_say(defaults, feed, days):
    head = f"keep_pages: {defaults}" if defaults else ""

    assert days == feed_of(head, f"keep_pages: {feed}" if feed else "slug: a").keep_pages


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("3651d", "keep_pages '3651d' is too long; write 0d to 3650d"),
        ("522w", "keep_pages '522w' is too long; write 0d to 3650d"),
        ("30", "keep_pages '30' is not a number of days or weeks; write 30d, 12w or 0d"),
        ("for ever", "keep_pages 'for ever' is not a number of days or weeks; write 30d, 12w or 0d"),
    ],
)
def test_how_long_pages_are_kept_is_written_in_days_or_weeks(written, sentence):
    with pytest.raises(ConfigError) as error:
        feed_of("", f"keep_pages: {written}")

    assert sentence in str(error.value)


@pytest.mark.parametrize(
    ("defaults", "feed", "looks"),
    [("", "", True), ("false", "", False), ("false", "true", True), ("true", "false", False)],
)
def test_a_feed_may_want_its_pages_looked_at_again_or_not(defaults, feed, looks):
    head = f"look_again: {defaults}" if defaults else ""

    assert looks is feed_of(head, f"look_again: {feed}" if feed else "slug: a").look_again

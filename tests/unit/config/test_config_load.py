"""A feeds.yaml without faults becomes Feeds: what was written, what was left out, what comes from the defaults."""

import pytest

from crawler.config import default_user_agent, load
from crawler.config.values import slug_of
from crawler.model import Feed, Feeds, Kind, Limits

SHORTEST = """\
feeds:
  - name: Autoblog
    url: https://www.autoblog.nl/feed
"""

FULLEST = """\
defaults:
  user_agent: "Redactie/2 (+https://redactie.nl/crawler; post@redactie.nl)"
  timezone: Europe/Brussels
  language: fr
  country: BE
  every: 2h
  pause: 0.5s
  pages_per_run: 20
  minutes_per_run: 7.5
  private_hosts: [Intranet.Redactie, 10.0.0.7, "::1", 10.0.0.7]
  limits:
    body_mib: 4
    seconds: 10
    redirects: 2
    entries: 100
    url_chars: 500
feeds:
  # a comment
  - name: "Le  Moniteur"
    slug: moniteur
    source: moniteurautomobile.be
    url: https://www.moniteurautomobile.be/rss
    kind: rss
    headers: {X-Api-Key: "${KEY}", Accept-Language: fr}
  - name: AutoGids
    url: http://127.0.0.1:8000/rss
    language: nl
    country: NL
    timezone: Europe/Amsterdam
    every: 15
    follow: false
    pages_per_run: 0
    enabled: false
"""


def test_a_name_and_an_address_are_enough():
    feeds = load(SHORTEST)

    autoblog = Feed(
        slug="autoblog",
        name="Autoblog",
        url="https://www.autoblog.nl/feed",
        source="autoblog.nl",
        kind=Kind.RSS,
        language="nl",
        country=None,
        timezone="Europe/Amsterdam",
        every_minutes=30,
        follow=True,
        enabled=True,
        headers=(),
        pages_per_run=50,
        line=2,
    )
    assert (
        Feeds(
            feeds=(autoblog,),
            user_agent=default_user_agent(),
            contact_is_ours=True,
            timezone="Europe/Amsterdam",
            pause_s=1.0,
            minutes_per_run=12.0,
            private_hosts=(),
            limits=Limits(),
        )
        == feeds
    )


def test_all_that_can_be_written_is_read():
    feeds = load(FULLEST)
    moniteur, autogids = feeds.feeds

    assert feeds.user_agent == "Redactie/2 (+https://redactie.nl/crawler; post@redactie.nl)"
    assert feeds.contact_is_ours is False
    assert ("Europe/Brussels", 0.5, 7.5) == (feeds.timezone, feeds.pause_s, feeds.minutes_per_run)
    assert ("intranet.redactie", "10.0.0.7", "::1") == feeds.private_hosts
    assert Limits(body_mib=4, seconds=10, redirects=2, entries=100, url_chars=500) == feeds.limits
    assert (
        Feed(
            slug="moniteur",
            name="Le Moniteur",
            url="https://www.moniteurautomobile.be/rss",
            source="moniteurautomobile.be",
            language="fr",
            country="BE",
            timezone="Europe/Brussels",
            every_minutes=120,
            headers=(("X-Api-Key", "${KEY}"), ("Accept-Language", "fr")),
            pages_per_run=20,
            limits=feeds.limits,
            line=19,
        )
        == moniteur
    )
    assert (
        Feed(
            slug="autogids",
            name="AutoGids",
            url="http://127.0.0.1:8000/rss",
            source="127.0.0.1:8000",
            language="nl",
            country="NL",
            timezone="Europe/Amsterdam",
            every_minutes=15,
            follow=False,
            enabled=False,
            pages_per_run=0,
            limits=feeds.limits,
            line=25,
        )
        == autogids
    )


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Autoblog NL – nieuws", "autoblog-nl-nieuws"),
        ("L’argus", "largus"),
        ("Motorpasión", "motorpasion"),
        ("Škoda & Straße", "skoda-strasse"),
        ("Łódź: Øresund ırmak", "lodz-oresund-irmak"),
        ("  --Auto--  ", "auto"),
        ("a" * 100, "a" * 64),
        ("x" * 63 + " yz", "x" * 63),
        ("汽车之家", ""),
    ],
)
def test_a_slug_is_made_from_the_name(name, slug):
    assert slug == slug_of(name)


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("5m", 5), ("30m", 30), ("2h", 120), ("1d", 1440), ("7d", 10080), ("10080m", 10080), ("45", 45), ("auto", None)],
)
def test_every_is_a_time_or_minutes_or_auto(written, minutes):
    feeds = load(SHORTEST + f"    every: {written}\n")

    assert minutes == feeds.feeds[0].every_minutes


@pytest.mark.parametrize(
    ("defaults", "feed", "minutes"),
    [("auto", None, None), ("auto", "2h", 120), ("2h", "auto", None), ("2h", None, 120), (None, None, 30)],
)
def test_how_often_a_feed_is_asked_goes_before_the_defaults(defaults, feed, minutes):
    head = f"defaults: {{every: {defaults}}}\n" if defaults else ""
    feeds = load(head + SHORTEST + (f"    every: {feed}\n" if feed else ""))

    assert minutes == feeds.feeds[0].every_minutes


@pytest.mark.parametrize(("written", "seconds"), [("0s", 0.0), ("0", 0.0), ("1s", 1.0), ("2.5", 2.5), ("60s", 60.0)])
def test_a_pause_is_seconds_and_may_be_none(written, seconds):
    feeds = load(f"defaults:\n  pause: {written}\n{SHORTEST}")
    own = load(f"{SHORTEST}    pause: {written}\n")

    assert seconds == feeds.pause_s
    assert (1.0, seconds) == (own.pause_s, own.feeds[0].pause_s)


@pytest.mark.parametrize(
    ("agent", "ours"),
    [
        ("Koplamp (+https://example.org/koplamp; you@example.org)", True),
        ("Koplamp (newsroom@desk.example)", True),
        ("Koplamp (+https://www.example.com/)", True),
        ("Koplamp", True),
        ("Koplamp (+https://redactie.nl/crawler)", False),
        ("Koplamp (crawler@redactie.nl)", False),
        ("Koplamp (+https://for-example.nl/crawler)", False),
        ("Koplamp (+https://example.redactie.nl/)", False),
    ],
)
def test_a_contact_is_the_operators_own_or_nobodys(agent, ours):
    feeds = load(f"defaults:\n  user_agent: {agent}\n{SHORTEST}")

    assert agent == feeds.user_agent
    assert ours is feeds.contact_is_ours


@pytest.mark.parametrize(
    "text",
    [
        "feeds: []\n",
        "---\nfeeds: []\n",
        "\ufefffeeds: []\n",
        "feeds: [] # nothing yet",
        "feeds:\r\n  []\r\n",
        '{"feeds": []}',
        "defaults: {}\nfeeds: []\n",
    ],
)
def test_a_desk_may_have_no_feeds_yet(text):
    assert () == load(text).feeds


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("language: no", "language", "no"),  # Norwegian; `False` to YAML 1.1
        ("country: NO", "country", "NO"),
        ('slug: "911"', "slug", "911"),
        ("follow: True", "follow", True),
        ("follow: FALSE", "follow", False),
        ("source: autoblog", "source", "autoblog"),
    ],
)
def test_words_that_other_readers_of_yaml_take_for_switches_stay_words(line, field, value):
    feeds = load(SHORTEST + f"    {line}\n")

    assert value == getattr(feeds.feeds[0], field)


def test_the_same_publisher_may_have_many_feeds():
    feeds = load(
        "feeds:\n"
        "  - {name: News, url: 'https://example.org/news'}\n"
        "  - {name: Sport, url: 'https://example.org/news?sport'}\n"
        "  - {name: Video, url: 'https://video.example.org:8443/news'}\n"
    )

    assert ["example.org"] * 3 == [feed.source for feed in feeds.feeds]
    assert [2, 3, 4] == [feed.line for feed in feeds.feeds]

"""Every document that the fast lane accepts, real, small, broken at random or odd at random: read as by feedparser.

There is no list of differences, for there is none. What the fast lane does not accept feedparser reads.
"""

import json
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from crawler.feeds import rss, wellformed, wire
from tests.fuzz import mutations
from tests.unit.feeds import oddities

GOLDEN = Path(__file__).parents[1] / "golden" / "feeds"
URLS = ("https://feed.example/news/feed.xml", "")
MOST = 2000
SEED, BROKEN, ODD = 20261129, 1200, 500
PLACES = ("<item>", "<entry>", "<channel>", "</title>", "</link>", "</guid>", "</description>", "</author>")


@pytest.fixture(scope="module")
def small():
    """The text of each small feed of ours."""
    files = sorted(file for file in GOLDEN.iterdir() if file.suffix not in (".json", ".md"))
    return [wire.decode(file.read_bytes(), "") for file in files if file.stat().st_size < 20_000]


def verdict(text: str, url: str, patch: pytest.MonkeyPatch) -> str:
    """`left` to feedparser, or read the `same` or `otherwise`."""
    feed = wire.feed_markup(text, MOST)
    if feed is None or wellformed.read(feed, rss.looks_like_html) is None:
        return "left"
    fast = rss.read(text, url, MOST)
    with patch.context() as without:
        without.setattr(wellformed, "read", lambda *_: None)
        return "same" if fast == rss.read(text, url, MOST) else "otherwise"


def test_real_documents(shared_data, monkeypatch):
    listed = json.loads((shared_data / "feeds" / "MANIFEST.json").read_text("utf-8"))
    texts = [
        wire.decode((shared_data / "feeds" / known["pack_name"]).read_bytes(), "")
        for known in listed
        if not known["fmt"].startswith("json")
    ]
    verdicts = Counter(verdict(text, url, monkeypatch) for text in texts for url in URLS)

    assert 238 == len(texts)
    assert {"left": 30, "same": 446} == verdicts, "that many are doubtful; a lane that leaves more is slower"


def test_small_documents(small, monkeypatch):
    verdicts = Counter(verdict(text, URLS[0], monkeypatch) for text in small)

    assert verdicts["otherwise"] == 0
    assert 50 < verdicts["same"]


def test_documents_broken_at_random(small, monkeypatch):
    chance = Random(SEED)
    verdicts = Counter[str]()
    for _ in range(BROKEN):
        body, other = (chance.choice(small).encode() for _ in range(2))
        text = wire.decode(mutations.mutated(chance, body, other), "")
        verdicts[verdict(text, chance.choice(URLS), monkeypatch)] += 1

    assert verdicts["otherwise"] == 0
    assert BROKEN / 10 < verdicts["same"]


def test_documents_with_odd_elements_at_random(small, monkeypatch):
    chance = Random(SEED)
    verdicts = Counter[str]()
    for _ in range(ODD):
        text = chance.choice(small)
        for _ in range(chance.randint(1, 4)):
            before, place, after = text.partition(chance.choice(PLACES))
            text = before + place + chance.choice(oddities.ELEMENTS) + after if place else text
        verdicts[verdict(text, chance.choice(URLS), monkeypatch)] += 1

    assert verdicts["otherwise"] == 0
    assert ODD / 4 < verdicts["same"]

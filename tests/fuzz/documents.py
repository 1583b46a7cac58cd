"""The number of a document and a seed -> the document, how it is read, and what it is read in the light of.

The same number, seed and corpus make the same document, in any order and on any machine.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from crawler.config.rules import read_rules
from crawler.model import Article, Block, Feed, Filter, Kind, Limits, Page, Selectors, When
from crawler.process import Circumstances, read_feed
from tests.fuzz import readers
from tests.fuzz.corpus import LANES, Corpus
from tests.fuzz.hostile_words import CHARSETS, NUMBERS, TOKENS
from tests.fuzz.mutations import mutated

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)  # after the last real page was stored
URL = "https://kolibri.example/nieuws/2026/11/20/een-auto.html"
ZONE = "Europe/Amsterdam"
TYPES = ("application/rss+xml", "text/html; charset=utf-8", "text/xml; charset=iso-8859-1", "application/json", "", "a")
LANGUAGES = ("nl", "de", "en", "fr", "it", "hu", "zh")
SELECTORS = (
    Selectors(item="a"),
    Selectors(item="li, article, div", title="h2, h3, a", date="time, .date", summary="p"),
    Selectors(item="p", container="body", link="a"),
)
CONDITIONS = (
    Filter("title", "auto|car"),
    Filter("text", r"\b(?:voor|für|the)\b"),
    Filter("url", r"\d{4}"),
    Filter("category", "^$"),
)
RULES = read_rules("""rules:
  - name: kolibri-all
    host: kolibri.example
    path: ^/nieuws/
    body: [article, main, "[itemprop=articleBody]"]
    drop: [aside, ".ad", figure]
    title: [h1]
    authors: ["[rel=author]", ".author"]
    date: ["time@datetime", ".date"]
    lead: [".lead", "h1 + p"]
""").all_right()
TDMREP = '[{"location": "/nieuws/*", "tdm-reservation": 1, "tdm-policy": "https://kolibri.example/p"}]'

NO_DRAFT = Article("")
READERS: dict[str, Callable[..., Any]] = {
    "feed": read_feed,
    "sitemap": readers.read_index,
    "list": read_feed,
    "page": readers.read_page_and_lines,
    "robots": readers.read_robots,
    "tdmrep": readers.read_tdmrep,
    "answer": readers.read_answer,
}
SHARES = {"feed": 48, "sitemap": 8, "list": 6, "page": 25, "robots": 4, "tdmrep": 3, "answer": 6}  # of 100
OF = {"list": "page", "answer": "feed"}  # whose seeds a lane takes that has none of its own
STRANGE = 0.04  # share of the documents that are of another kind than their reader is for


@dataclass(frozen=True, slots=True)
class Document:
    """One mutated document and the call that reads it."""

    number: int
    lane: str  # which reader
    seed: str  # the name of what was mutated
    body: bytes
    content_type: str
    around: Circumstances
    draft: Article = NO_DRAFT
    headers: tuple[tuple[str, str], ...] = ()  # of a page

    @property
    def call(self) -> tuple[Callable[..., Any], tuple[object, ...]]:
        reader = READERS[self.lane]
        if self.lane != "page":
            return reader, (self.body, URL, self.content_type, self.around)
        headers = (("content-type", self.content_type), *self.headers)
        return reader, (Page("0" * 32, URL, URL, 200, headers, self.body, NOW), self.draft, self.around)


def document(corpus: Corpus, seed: int, number: int) -> Document:
    chance = Random(f"{seed}:{number}")
    lane = chance.choices(tuple(SHARES), tuple(SHARES.values()))[0]
    whose = OF.get(lane, lane)
    if chance.random() < STRANGE:
        whose = chance.choice(LANES)
    mother, other = corpus.pick(chance, whose), corpus.pick(chance, chance.choice((whose, whose, "feed")))
    body = mutated(chance, mother.body, other.body)
    made = Document(number, lane, mother.name, body, _content_type(chance), _around(chance, lane))
    return replace(made, draft=_draft(chance), headers=_headers(chance)) if lane == "page" else made


def unchanged(lane: str, name: str, body: bytes, **facts: Any) -> Document:
    """A document as it is, read for a feed that asks for nothing special but these facts."""
    feed = replace(Feed("kolibri", "Kolibri", "https://kolibri.example/feed", "kolibri.example"), **facts)
    return Document(0, lane, name, body, "", Circumstances(feed, ZONE, NOW))


def _content_type(chance: Random) -> str:
    if chance.random() < 0.1:
        return f"text/html; charset={chance.choice(CHARSETS).decode('latin-1')}"
    return chance.choice(TYPES)


def _around(chance: Random, lane: str) -> Circumstances:
    kind = {"sitemap": Kind.SITEMAP, "list": Kind.LIST}.get(lane, Kind.RSS)
    feed = Feed(
        slug="kolibri",
        name="Kolibri",
        url="https://kolibri.example/feed",
        source="kolibri.example",
        kind=kind,
        language=chance.choice(LANGUAGES),
        timezone=chance.choice((ZONE, "UTC", "America/New_York", "Asia/Kolkata")),
        follow=chance.random() < 0.7,
        limits=Limits(entries=chance.choice((1, 20, 2000, 2000))),
        selectors=chance.choice(SELECTORS) if kind is Kind.LIST else None,
        keep=CONDITIONS if chance.random() < 0.1 else (),
        block=(chance.choice(CONDITIONS),) if chance.random() < 0.1 else (),
        rights=chance.choice(("record", "respect")),
    )
    return Circumstances(
        feed,
        ZONE,
        NOW,
        newer_than=NOW - timedelta(days=90) if lane == "sitemap" and chance.random() < 0.5 else None,
        skipped=chance.choice((0, 0, 0, 3)) if lane != "page" else 0,
        rules=RULES if lane == "page" and chance.random() < 0.3 else (),
        tdmrep=TDMREP if chance.random() < 0.2 else "",
    )


def _draft(chance: Random) -> Article:
    """What the feed said of a page: nothing, or a little."""
    if chance.random() < 0.5:
        return NO_DRAFT
    when = When("2026-11-20", "2026-11-20T08:00:00Z", "Fri, 20 Nov 2026 08:00:00 +0000", "second", "feed")
    blocks = (Block("p", "De wagen rijdt, zegt de fabrikant, en dat doet hij verder dan zijn voorganger."),)
    return Article("Een auto", lead="Hij rijdt.", blocks=blocks, body=blocks[0].text, published=when)


def _headers(chance: Random) -> tuple[tuple[str, str], ...]:
    names = (
        "x-robots-tag",
        "tdm-reservation",
        "tdm-policy",
        "link",
        "content-language",
        "last-modified",
        "content-type",
    )
    words = (*TOKENS, *NUMBERS, b"noarchive", b"nl, de", b'<https://kolibri.example/x>; rel="canonical"')
    many = chance.choice((0, 0, 1, 3))
    return tuple((chance.choice(names), chance.choice(words)[:300].decode("latin-1")) for _ in range(many))

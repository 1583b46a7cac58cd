"""A page that a site rule is written for: what the rule finds goes first, and is told."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.config.rules import read_rules
from crawler.model import Article, Block, Feed, Page, RuleUse, SiteRule, When
from crawler.process import Circumstances, PageReading, read_page

URL = "https://kolibri.example/a"
NOW = datetime(2025, 11, 20, 23, 30, tzinfo=UTC)
FEED = Feed("kolibri", "Kolibri", "https://kolibri.example/feed", "kolibri.example", language="en")
AROUND = Circumstances(FEED, "Europe/Amsterdam", NOW)
STORY = (
    "The estate goes on sale next spring, the maker said on Wednesday, and an electric one follows a year later. " * 2
)
OTHER = (
    "A note on the side that is long enough to be taken for a part of the story, were there no rule to say other. " * 2
)
PAGE = f"""<html lang="en"><head><title>Head</title><meta property="article:published_time" content="2025-11-18">
<meta name="author" content="Somebody Else"><meta name="description" content="What the head says of it."></head><body>
<h1>Heading</h1><h2 class="kop">By rule</h2><span class="by">By Ada Kramer</span><time>19 November 2025</time>
<div class="story"><p>{STORY}</p><p>{STORY} Again.</p><p>Share on Facebook Twitter WhatsApp</p></div>
<div class="note"><p>{OTHER}</p></div></body></html>"""


def rules(*written: str) -> tuple[SiteRule, ...]:
    """Rules for kolibri.example, each named by its first word."""
    lines = (f"  - {{name: {one.split()[0]}, host: kolibri.example, {one.split(' ', 1)[1]}}}\n" for one in written)
    return read_rules(f"rules:\n{''.join(lines)}").all_right()


def read(*written: str, draft: Article | None = None, page: str = PAGE, **facts: object) -> PageReading:
    raw = Page("0" * 32, URL, URL, 200, (("content-type", "text/html"),), page.encode(), NOW)
    return read_page(raw, draft or Article(""), replace(AROUND, rules=rules(*written), **facts))


def told(reading: PageReading) -> dict[str, str]:
    assert reading.article is not None
    return dict(reading.article.provenance)


def test_what_a_rule_finds_goes_before_what_the_page_says() -> None:
    reading = read("r body: .story, title: .kop, authors: .by, date: time")
    article = reading.article

    assert RuleUse("r", True, (("title", True), ("authors", True), ("date", True))) == reading.rule
    assert article is not None
    assert ("By rule", ("Ada Kramer",), "2025-11-19", "rule") == (
        article.title,
        article.authors,
        article.published.on if article.published else None,
        article.published.source if article.published else None,
    )
    assert ("rule", 1.0) == (article.body_method, article.quality)
    assert [STORY.strip(), f"{STORY} Again.".replace("  ", " ")] == [block.text for block in article.blocks]
    assert {"rule r"} == {told(reading)[name] for name in ("title", "published", "authors", "body")}
    assert ("What the head says of it.", "meta") == (article.lead, told(reading)["lead"])


def test_what_it_does_not_find_the_page_tells() -> None:
    article = read("r body: .story, title: .none, authors: .none, date: .none, lead: .none").article

    assert article is not None
    assert ("Heading", ("Somebody Else",), "2025-11-18") == (
        article.title,
        article.authors,
        article.published.on if article.published else None,
    )


def test_a_date_by_rule_that_is_none_counts_for_nothing() -> None:
    article = read("r body: .story, date: .by").article

    assert article is not None
    assert article.published is not None
    assert ("2025-11-18", "meta") == (article.published.on, article.published.source)


def test_a_date_by_rule_goes_before_the_feeds() -> None:
    said = When("2025-11-17", "2025-11-17T08:30:00Z", "Mon, 17 Nov", "second", "feed")
    draft = Article("", published=said, provenance=(("published", "feed published"),))

    reading = read("r date: time", draft=draft)
    assert reading.article is not None
    assert reading.article.published is not None
    assert ("2025-11-19", "rule r") == (reading.article.published.on, told(reading)["published"])
    assert said == (read("r body: .story", draft=draft).article or Article("")).published


def test_a_miss_leaves_the_text_to_the_chain() -> None:
    reading = read("r body: .none, title: .kop")

    assert RuleUse("r", False) == reading.rule
    assert reading.article is not None
    assert reading.article.body_method in ("fast", "careful")
    assert STORY.strip() in reading.article.body
    assert ("By rule", "rule r") == (reading.article.title, told(reading)["title"])
    assert "body" not in told(reading)


def test_without_a_rule_for_it_nothing_is_counted() -> None:
    assert None is read().rule
    assert None is read("r body: .story, path: ^/b").rule


def test_a_text_by_rule_goes_before_a_longer_one_of_the_feed() -> None:
    draft = Article("", body="Word. " * 2000, blocks=(Block("p", "Word. " * 2000),))

    assert "rule" == (read("r body: .story", draft=draft).article or draft).body_method


NO_DATE = PAGE.replace("2025-11-18", "").replace("19 November 2025", "")
EARLIER = Article("", published=When("2024-05-01", None, "1 May 2024", "day", "feed"))


@pytest.mark.parametrize(
    ("draft", "page", "name"),
    [
        (None, PAGE, "until-19"),  # the page says the 18th
        (None, PAGE.replace("2025-11-18", "2025-11-19"), "until-21"),
        (EARLIER, PAGE, "old"),  # the feed's word goes first
        (None, NO_DATE, "last"),  # fetched on the 21st in Amsterdam
    ],
)
def test_the_rule_of_the_pages_day_holds(draft: Article | None, page: str, name: str) -> None:
    written = ("last", "until-21 2025-11-21", "until-19 2025-11-19", "old 2025-01-01")
    dated = (one if " " in one else f"{one} " for one in written)
    lines = [
        f"{n} body: .story{f', until: {day}' if day else ''}" for n, _, day in (one.partition(" ") for one in dated)
    ]

    assert RuleUse(name, True) == read(*lines, draft=draft, page=page).rule


def test_a_reserved_text_is_not_kept_by_rule_either() -> None:
    page = PAGE.replace("<head>", '<head><meta name="tdm-reservation" content="1">')
    reading = read("r body: .story", page=page, feed=replace(FEED, rights="respect"))

    assert reading.reserved is not None
    assert reading.article is not None
    assert ((), None) == (reading.article.blocks, reading.article.body_method)
    assert "body" not in told(reading)

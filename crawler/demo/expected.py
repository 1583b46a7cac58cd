"""The publishers at their addresses -> what a perfect crawl of all feeds stores, article by article."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from crawler.demo import channels, looks
from crawler.demo.looks import Site
from crawler.demo.markup import inline, paragraphs, sentences, sub_heads, visible
from crawler.demo.shelf import Story
from crawler.model import Outcome, Stage

DESK_TIMEZONE = "Europe/Amsterdam"
_CANNOT = {"missing": Outcome.MISSING, "intern": Outcome.REFUSED}


@dataclass(frozen=True, slots=True)
class Expected:
    """One article as it should stand in the database.

    `stage` is failed, with a `reason`, where a feed names a page that cannot be had: then there are a title, a lead and
    a date, and no text.
    """

    publisher: str
    url: str  # of the page, without what feeds hang on it
    listed: tuple[str, ...]  # the addresses under which feeds name it, whole
    feeds: tuple[str, ...]  # slugs of these feeds
    title: str
    lead: str
    language: str
    author: str
    section: str  # "": only its page says it, and nobody asks for that
    keywords: tuple[str, ...]
    published_on: str  # the calendar day in the desk's time zone
    published_at: str | None  # UTC; None where only a day is printed
    sub_heads: tuple[str, ...]
    paragraphs: tuple[str, ...]  # quotes among them; without sub-heads, lists and tables
    first: str  # sentence of the text
    last: str  # sentence of the text
    never: tuple[str, ...]  # what stands on the page and belongs to no article
    stage: Stage
    reason: Outcome | None
    followed: bool  # False: its feed carries the text, no page is asked for
    event: str  # articles on one event share it
    release: str  # articles that print one press release share it


def expected(sites: Iterable[Site]) -> tuple[Expected, ...]:
    """Every article the feeds name, publisher by publisher, in the order of their files."""
    return tuple(_expected(site, story) for site in sites for story in site.publisher.stories)


def _expected(site: Site, story: Story) -> Expected:
    naming = [one for one in site.publisher.channels if story in site.publisher.listed_by(one)]
    followed = any(one.follow for one in naming)
    text = paragraphs(story.body) if story.readable else ()
    on, at = _published(story)
    return Expected(
        publisher=site.publisher.slug,
        url=site.address(story),
        listed=tuple(channels.link(site, one, story) for one in naming),
        feeds=tuple(one.slug for one in naming),
        title=story.title,
        lead=story.lead,
        language=site.publisher.language,
        author=story.author,
        section=story.section if story.readable and followed else "",
        keywords=story.keywords if story.readable else (),
        published_on=on,
        published_at=at,
        sub_heads=sub_heads(story.body) if story.readable else (),
        paragraphs=text,
        first=sentences(text[0])[0] if text else "",
        last=sentences(text[-1])[-1] if text else "",
        never=_never(site, story) if story.readable else (),
        stage=Stage.EXTRACTED if story.readable else Stage.FAILED,
        reason=_CANNOT.get(story.answer),
        followed=followed,
        event=story.event,
        release=story.release,
    )


def _published(story: Story) -> tuple[str, str | None]:
    """The day at the desk and the instant; of a bare date only the day, as printed."""
    if not isinstance(story.at, datetime):
        return story.at.isoformat(), None
    day = story.at.astimezone(ZoneInfo(DESK_TIMEZONE)).date()
    return day.isoformat(), story.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _never(site: Site, story: Story) -> tuple[str, ...]:
    """The publisher's own phrases as far as this page shows them, and its promo."""
    shown = visible(looks.page(site, story))
    promo = visible(inline(site.publisher.promo)) if "!promo" in story.body else ""
    return tuple(phrase for phrase in (*site.publisher.junk, promo) if phrase and phrase in shown)

"""The TOML files in pages/ -> the publishers of the newsstand, each with its feeds and its stories.

The files hold every word an article has; what the words look like on a page is said in looks.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Self

import tomli

PUBLISHERS = ("bougie", "asfaltpost", "kolbenblatt", "camshaft", "culasse")


@dataclass(frozen=True, slots=True)
class Second:
    """What the second edition of a story changes: its headline and one paragraph."""

    at: datetime
    title: str
    paragraph: str
    becomes: str


@dataclass(frozen=True, slots=True)
class Story:
    """One article as its author wrote it; `at` is a date where the publisher prints no time."""

    slug: str
    number: int
    at: date
    title: str
    author: str
    section: str
    keywords: tuple[str, ...]
    lead: str
    caption: str
    credit: str
    body: str  # in the notation of markup.py
    lists: tuple[str, ...] = ()  # which feeds of the publisher name it; none: its first
    answer: str = "ok"  # ok, slow, moved, missing, intern: what asking for its page comes to
    old_slug: str = ""  # where a moved page was
    undated: bool = False  # neither its feed nor the head of its page says when
    prints: str = ""  # the date as this page prints it, if not as its publisher does
    full: bool = False  # its feed carries the text
    event: str = ""  # stories of one event share it
    release: str = ""  # stories that print one press release share it
    second: Second | None = None
    modified: datetime | None = None

    @property
    def readable(self) -> bool:
        """Whether a polite crawler can have its text."""
        return self.answer not in ("missing", "intern")

    def edited(self) -> Self:
        """The story as its second edition prints it."""
        if self.second is None:
            return self
        body = self.body.replace(self.second.paragraph, self.second.becomes)
        return replace(self, title=self.second.title, body=body, modified=self.second.at)


@dataclass(frozen=True, slots=True)
class Channel:
    """One feed of a publisher."""

    slug: str
    name: str
    path: str
    format: str  # rss, rss-plain, atom, json, rdf
    list: str  # which stories it names
    etag: str  # strong, weak, none
    tail: str = ""  # what it hangs on every link, to count who came from where
    moved_from: str = ""  # where it was, if it moved
    modified: datetime | None = None  # its Last-Modified
    full: bool = False  # carries the text of all its stories
    follow: bool = True  # whether a crawler is to ask for the pages


@dataclass(frozen=True, slots=True)
class Publisher:
    """One publisher: how its pages look, its feeds, its stories in the order of the file."""

    slug: str
    name: str
    motto: str
    language: str
    country: str
    timezone: str
    path: str  # of a story's page
    prints: str  # how a page prints a date
    head: tuple[str, ...]  # what the head of a page says
    related: str
    newsletter: str
    junk: tuple[str, ...]  # what stands on pages and belongs to no article
    template: str
    months: tuple[str, ...] = ()
    encoding: str = "utf-8"
    compressed: bool = False
    promo: str = ""
    channels: tuple[Channel, ...] = ()
    stories: tuple[Story, ...] = ()

    def path_of(self, story: Story) -> str:
        """Where the page of a story is."""
        return _path(self.path, story, story.slug)

    def asked_path_of(self, story: Story) -> str:
        """Where the feeds say the page of a story is."""
        return _path(self.path, story, story.old_slug or story.slug)

    def listed_by(self, channel: Channel) -> tuple[Story, ...]:
        """The stories a feed names, newest first."""
        named = [story for story in self.stories if channel.list in (story.lists or (self.channels[0].list,))]
        return tuple(sorted(named, key=lambda story: (story.at.isoformat(), story.number), reverse=True))

    def second_edition(self) -> Self:
        """The publisher after its edit."""
        return replace(self, stories=tuple(story.edited() for story in self.stories))


def _path(pattern: str, story: Story, slug: str) -> str:
    if story.answer == "intern":
        return f"/intern/{slug}"
    return pattern.format(slug=slug, number=story.number, year=story.at.year, month=story.at.month)


@cache
def load() -> tuple[Publisher, ...]:
    """All publishers, as their first edition."""
    return tuple(_publisher(name) for name in PUBLISHERS)


def file_text(name: str) -> str:
    """A file of pages/."""
    return files("crawler.demo").joinpath("pages", name).read_text("utf-8")


def _publisher(name: str) -> Publisher:
    written = tomli.loads(file_text(f"{name}.toml"))
    return Publisher(
        **_known(Publisher, written["publisher"]),
        template=file_text(f"{name}.html"),
        channels=tuple(Channel(**_known(Channel, one)) for one in written["feed"]),
        stories=tuple(_story(one) for one in written["article"]),
    )


def _story(written: Mapping[str, Any]) -> Story:
    second = written.get("second")
    return Story(**_known(Story, {**written, "second": Second(**second) if second else None}))


def _known(kind: type, written: Mapping[str, Any]) -> dict[str, Any]:
    """The keys of one table as arguments: lists frozen. A key that means nothing is a fault of the file."""
    names = {field.name for field in fields(kind)}
    if odd := sorted(written.keys() - names):
        raise ValueError(f"{kind.__name__} knows no {', '.join(odd)}")
    return {key: tuple(value) if isinstance(value, list) else value for key, value in written.items()}

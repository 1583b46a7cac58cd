"""What an article says, as the rooms that read meaning are handed it, and what they find."""

from dataclasses import dataclass
from enum import StrEnum


class TagKind(StrEnum):
    """What a tag names."""

    MAKE = "make"
    MODEL = "model"
    TOPIC = "topic"
    COMPANY = "company"


@dataclass(frozen=True, slots=True)
class Told:
    """An article's words, and what its publisher says of them."""

    title: str
    lead: str
    body: str
    language: str | None = None  # ISO 639-1
    section: str | None = None
    keywords: tuple[str, ...] = ()
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Tag:
    """One thing an article is about, and by which rule."""

    kind: TagKind
    slug: str  # of its gazetteer: volkswagen, volkswagen/golf, recall, bosch
    mentions: int
    in_title: bool
    score: float  # 0 to 1: how much the article is about it
    rule: str  # what made it certain, in a few words: make-before

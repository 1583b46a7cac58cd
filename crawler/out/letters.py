"""Hits of watches -> what a channel is told: JSON, lines of a mail, entries of a feed. Never an article's text."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crawler.normal.text import one_line
from crawler.out.entries import HTTP, IDS, LANGUAGE, UNKNOWN, UNWRITABLE, FeedEntry

Hit = Mapping[str, Any]  # a row of store.watches.told

LEAD_CHARS = 300  # of a lead in a mail


class Undelivered(Exception):
    """A channel did not take it; the message says why in words of ours, without anything the other side said."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes to a channel in one piece; its key is the same at every attempt."""

    key: str
    made_at: str
    hits: tuple[Hit, ...]
    again: bool = False  # it may have come already


def facts(hit: Hit) -> dict[str, object]:
    """A hit as JSON has it; what is unknown is null, what it is not about is left out."""
    said: dict[str, object] = {name: hit[name] for name in ("watch", "kind", "at", "reason")}
    said = {"id": hit["key"], **said}
    if hit["url_hash"] is not None:
        names = ("url_hash", "url", "title", "lead", "language", "published_on", "published_at", "source")
        tags = {name: (hit[name] or "").split("; ") if hit[name] else [] for name in ("makes", "models", "topics")}
        said["article"] = {name: hit[name] for name in names} | tags
    if hit["story_id"] is not None:
        story = ("id", "title", "sources", "articles", "first_at")
        said["story"] = {name: hit[f"story_{name}"] for name in story}
    if hit["make"] is not None:
        said["make"] = {"slug": hit["make"], "name": hit["make_name"]}
    return said


def headline(hit: Hit) -> str:
    """What a hit is called, on one line."""
    if hit["kind"] == "make":
        return one_line(f"{hit['make_name']} is written about more than usual")
    return one_line(str(hit["story_title"] or hit["title"]))


def entry(hit: Hit) -> FeedEntry:
    """A hit in a feed: dated by when it was found."""

    def text(name: str) -> str:
        return UNWRITABLE.sub("", str(hit[name] or ""))

    return FeedEntry(
        id=f"{IDS}hit/{hit['key']}",
        title=UNWRITABLE.sub("", headline(hit)),
        url=text("url") if HTTP.fullmatch(text("url")) else "",
        published=text("published_at"),
        updated=hit["at"] or UNKNOWN,
        author=text("source_name"),
        summary=UNWRITABLE.sub("", one_line(f"{hit['watch']}: {hit['reason']}") + f"\n{text('lead')}").strip(),
        text="",
        language=text("language") if LANGUAGE.fullmatch(text("language")) else "",
        image="",
        tags=(hit["watch"], *(tag for tag in text("topics").split("; ") if tag)),
    )


def subject(letter: Letter) -> str:
    """What a mail is called. A title in the form of an encoded word (RFC 2047) would be decoded, line ends and all."""
    if len(letter.hits) == 1:
        return one_line(f"{letter.hits[0]['watch']}: {headline(letter.hits[0])}", 200).replace("=?", "= ?")
    watches = ", ".join(dict.fromkeys(hit["watch"] for hit in letter.hits))
    return one_line(f"{len(letter.hits)} hits: {watches}", 200)


def digest(letter: Letter) -> str:
    """The words of a mail: each watch with what it found."""
    parts = []
    for watch in dict.fromkeys(hit["watch"] for hit in letter.hits):
        parts.append(f"{watch}\n{'=' * len(watch)}\n")
        parts.extend(_paragraph(hit) for hit in letter.hits if hit["watch"] == watch)
    return "\n".join(parts)


def _paragraph(hit: Hit) -> str:
    lead = one_line(str(hit["lead"] or ""))
    about = [hit["published_on"], hit["source_name"], hit["reason"]]
    lines = [
        headline(hit),
        one_line(" · ".join(str(one) for one in about if one)),
        one_line(str(hit["url"] or "")),
        lead if len(lead) <= LEAD_CHARS else lead[: LEAD_CHARS - 1] + "…",
    ]
    return "\n".join(line for line in lines if line) + "\n"

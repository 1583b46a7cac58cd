"""Rows -> a JSON Feed (https://www.jsonfeed.org/version/1.1/), all that came from elsewhere as text, never as HTML."""

import json
from datetime import datetime
from typing import IO

from crawler.out.entries import UNKNOWN, FeedEntry, entries
from crawler.store.answers import Answer

VERSION = "https://jsonfeed.org/version/1.1"


def write(answer: Answer, to: IO[bytes], _: datetime) -> int:
    """Write all rows -> how many items. Raises UsageError if they lack what a feed needs."""
    found = entries(answer)
    first = next(found, None)
    to.write(f'{{"version":{_text(VERSION)},"title":{_text(f"Koplamp: {answer.question.title}")},"items":['.encode())
    count = 0
    while first is not None:
        to.write(("," * bool(count) + "\n" + _text(_item(first))).encode())
        count, first = count + 1, next(found, None)
    to.write(b"\n]}\n")
    return count


def _item(entry: FeedEntry) -> dict[str, object]:
    said: dict[str, object] = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary if entry.text else "",
        "date_published": entry.published,
        "date_modified": entry.updated if entry.updated != UNKNOWN else "",
        "authors": [{"name": entry.author}] if entry.author else [],
        "tags": entry.tags,
        "language": entry.language,
        "image": entry.image,
    }
    return {name: value for name, value in said.items() if value} | {"content_text": entry.text or entry.summary}


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

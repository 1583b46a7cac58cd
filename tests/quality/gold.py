"""The real pages with their gold, and how an answer is scored against it."""

import gzip
import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

ISO_DAY = re.compile(r"\s*(\d{4}-\d\d-\d\d)(?!\d)")


@dataclass(frozen=True)
class GoldPage:
    """One page of the corpus: where it was, its bytes, and what is right."""

    file: Path
    url: str
    source: str
    title_html: str
    gold: dict[str, Any]

    @property
    def html(self) -> bytes:
        return gzip.decompress(self.file.read_bytes())

    @cached_property
    def instant(self) -> datetime | None:
        """The gold date, with its zone where it has one; None: none, or one of the three that are no date."""
        written = str(self.gold.get("date"))
        if len(written) == 10:
            written = written.replace(".", "-")  # one of them is 2022-01.26
        try:
            return datetime.fromisoformat(written)
        except ValueError:
            return None


def pages(shared_data: Path) -> list[GoldPage]:
    """All 420. The file is read by line feeds: one record holds a U+2028."""
    folder = shared_data / "articles"
    records = map(json.loads, filter(None, (folder / "GOLD.jsonl").read_text("utf-8").split("\n")))
    return [
        GoldPage(folder / r["pack_file"], r["url"].strip(), r["source"], r.get("title_html") or "", r["gold"])
        for r in records
    ]


def day_is_right(page: GoldPage, at: str | None, on: str | None, raw: str | None) -> bool:
    """Whether a stored date is the gold day: in the gold's zone where it has one, else as the publisher prints it."""
    assert page.instant is not None
    if on is None:
        return False
    if page.instant.tzinfo is not None and at is not None:
        found = datetime.fromisoformat(at).astimezone(page.instant.tzinfo).date()
    elif printed := ISO_DAY.match(raw or ""):
        found = date.fromisoformat(printed[1])
    else:
        found = date.fromisoformat(on)
    return found == page.instant.date()


def instant_is_right(page: GoldPage, at: str | None) -> bool:
    """Whether a stored instant is the gold one, to the second."""
    assert page.instant is not None
    return at is not None and datetime.fromisoformat(at) == page.instant.astimezone(UTC).replace(microsecond=0)


def title_is_right(stored: str, gold: str) -> bool:
    """Equal, or one contained in the other with at least 60 % of its length; marks and spaces do not count."""
    ours, theirs = _words(stored), _words(gold)
    if not ours or not theirs:
        return False
    short, long = sorted((ours, theirs), key=len)
    return short in long and len(short) >= 0.6 * len(long)


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))

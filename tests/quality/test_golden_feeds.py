"""Small broken and odd feeds, written by us -> what a careful reader makes of each, in the file beside it."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler import feeds
from crawler.model import Document, Entry, Feed
from crawler.normal.text import one_line, plain
from crawler.process import Circumstances
from crawler.process.entries import article_from_entry
from tests.pace import Pace

FOLDER = Path(__file__).resolve().parents[1] / "golden" / "feeds"
CASES = sorted(file for file in FOLDER.glob("[0-9]*") if not file.name.endswith(".expected.json"))
URL = "https://autokrant.example/feeds/nieuws.xml"
AMSTERDAM = "Europe/Amsterdam"
AROUND = Circumstances(
    Feed("autokrant", "De Autokrant", URL, "autokrant.example", language="nl", timezone=AMSTERDAM),
    AMSTERDAM,
    datetime(2025, 11, 19, 12, tzinfo=UTC),
)
SUMMARY_CHARS = 80


def judged(case: Path) -> Any:
    """What is expected of a case; None: it is no feed. Beside it, `short_of` says what a better reader would see."""
    return json.loads(case.with_name(f"{case.stem}.expected.json").read_text("utf-8"))["reads"]


def reading(document: Document | None) -> dict[str, Any] | None:
    """A document as an expected file says it: what is empty is left out."""
    if document is None:
        return None
    return {
        "title": document.title,
        "version": document.version,
        "warning": document.warning is not None,
        "cut_short": document.cut_short,
        **({"language": document.language} if document.language else {}),
        "entries": [told(entry, document.language) for entry in document.entries],
    }


def told(entry: Entry, language: str | None) -> dict[str, Any]:
    when = article_from_entry(entry, AROUND, with_text=False).published
    fields = {
        "url": entry.url,
        "guid": entry.guid,
        "title": entry.title,
        "published": when and (when.at or (when.on[:7] if when.precision == "month" else when.on)),
        "published_raw": one_line(entry.published_raw or ""),
        "updated_raw": one_line(entry.updated_raw or ""),
        "authors": list(entry.authors),
        "categories": list(entry.categories),
        "summary": one_line(plain(entry.summary), SUMMARY_CHARS),
        "content": one_line(plain(entry.content), SUMMARY_CHARS),
        "image": entry.image_url,
        "language": entry.language if entry.language != language else None,
        "aliases": list(entry.aliases),
    }
    return {name: value for name, value in fields.items() if value}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_feed_is_read_as_a_careful_reader_would(case):
    document = feeds.read(case.read_bytes(), URL, "application/rss+xml", 100)

    assert judged(case) == reading(document)


def test_the_attacks_among_them_cost_no_more_than_the_others():
    bodies = [case.read_bytes() for case in CASES]
    with Pace() as took:
        for body in bodies:
            feeds.read(body, URL, "application/rss+xml", 100)

    assert 0.8 > took.cpu_s, "0.1 s on an idle machine; ten thousand attributes alone once took 1 s"


def test_every_case_is_told_in_the_readme():
    listed = re.findall(r"^- `([^`]+)`: ", (FOLDER / "README.md").read_text("utf-8"), re.MULTILINE)

    assert [case.name for case in CASES] == listed
    assert 40 <= len(listed)


def test_every_expected_file_belongs_to_a_case():
    expected = sorted(file.name for file in FOLDER.glob("*.expected.json"))

    assert [f"{case.stem}.expected.json" for case in CASES] == expected

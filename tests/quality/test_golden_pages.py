"""Page templates of car news sites, written by us -> what a careful reader makes of each, in the file beside it."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.article import page
from crawler.model import Article, Feed, Page
from crawler.normal.text import one_line
from crawler.process import Circumstances, PageReading, read_page

FOLDER = Path(__file__).resolve().parents[1] / "golden" / "pages"
CASES = sorted(file for file in FOLDER.glob("[0-9]*") if not file.name.endswith(".expected.json"))
CONTENT_TYPE = "text/html"
NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)
AROUND = Circumstances(Feed("golden", "Golden pages", "https://golden.example/feed", "golden"), "Europe/Amsterdam", NOW)
MOST = 1_000_000


def judged(case: Path) -> Any:
    """What is expected of a case: what it `reads`, its address, what must be gone from its text and what stays."""
    return json.loads(case.with_name(f"{case.stem}.expected.json").read_text("utf-8"))


def read(case: Path) -> PageReading:
    url = judged(case)["url"]
    raw = Page("0" * 32, url, url, 200, (("content-type", CONTENT_TYPE),), case.read_bytes(), NOW)
    return read_page(raw, Article(""), AROUND)


def told(reading: PageReading) -> dict[str, Any]:
    """A reading as an expected file says it: what is empty is left out; of a page without a text, only the reason."""
    article = reading.article
    if reading.reason or article is None:
        return {"reason": reading.reason, **({"blocks": "some"} if article and article.blocks else {})}
    when = article.published
    fields = {
        "title": article.title,
        "authors": list(article.authors),
        "published": when and (when.at or when.on),
        "lead": article.lead,
        "kind": article.kind,
        "image_url": article.image_url,
        "image_caption": article.image_caption,
        "language": article.language,
        "body_method": article.body_method,
        "blocks": [[block.kind, block.text] for block in article.blocks],
    }
    stated = {} if article.free_access is None else {"free_access": article.free_access}
    return {name: value for name, value in fields.items() if value} | stated


def shown(case: Path) -> str:
    """All that a page holds, what its scripts are handed included, in one line."""
    written = page.decode(case.read_bytes(), CONTENT_TYPE)
    tree = page.parse(case.read_bytes(), CONTENT_TYPE)
    return one_line(f"{tree.text_content()} {written}", MOST)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_page_is_read_as_a_careful_reader_would(case):
    assert judged(case)["reads"] == told(read(case))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_the_clutter_is_gone_and_the_story_stays(case):
    expected, article = judged(case), read(case).article
    text = one_line(f"{article.lead} {article.body}", MOST) if article else ""

    assert [] == [line for line in expected["gone"] if line in text]
    assert [] == [line for line in expected["stays"] if line not in text]
    assert [] == [line for line in expected["gone"] if line not in shown(case)], "planted, or it proves nothing"


def test_every_case_is_told_in_the_readme():
    listed = re.findall(r"^- `([^`]+)`: ", (FOLDER / "README.md").read_text("utf-8"), re.MULTILINE)

    assert [case.name for case in CASES] == listed
    assert 20 <= len(listed)


def test_every_expected_file_belongs_to_a_case():
    expected = sorted(file.name for file in FOLDER.glob("*.expected.json"))

    assert [f"{case.stem}.expected.json" for case in CASES] == expected

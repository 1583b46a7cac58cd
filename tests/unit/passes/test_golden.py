"""Golden pages that were damaged, and how two readings differ."""

import json
from pathlib import Path

import pytest

from crawler.passes.golden import check, covered, differences

FACTS = {
    "url": "https://kolibri.example/a",
    "fetched_at": "2025-11-19T08:30:00Z",
    "headers": {"content-type": "text/html"},
    "language": "en",
    "timezone": "UTC",
    "expected": {"rule": "kolibri"},
}


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ("{", "is not as `koplamp try --save` writes it"),
        ("[]", "is not as `koplamp try --save` writes it"),
        (json.dumps({**FACTS, "fetched_at": "yesterday"}), "fetched_at"),
        (json.dumps({**FACTS, "expected": []}), "expected"),
        (json.dumps({**FACTS, "headers": None}), "headers"),
        (json.dumps({name: value for name, value in FACTS.items() if name != "url"}), "url"),
        (json.dumps(FACTS), "a.html: No such file"),
    ],
)
def test_a_damaged_golden_page_is_said_and_no_page_is_read(tmp_path: Path, told: str, word: str) -> None:
    (tmp_path / "a.json").write_text(told)
    if "No such" not in word:
        (tmp_path / "a.html").write_text("<p>")

    [found] = check(tmp_path, (), "UTC")
    assert "a" == found.name
    assert word in found.differences[0] or "is not as" in found.differences[0]
    assert frozenset() == covered(tmp_path)


def test_a_page_that_says_nothing_any_more_differs(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(FACTS))
    (tmp_path / "a.html").write_bytes(b"%PDF-1.7")

    assert [("not an HTML page",)] == [one.differences for one in check(tmp_path, (), "UTC")]
    assert {"kolibri"} == covered(tmp_path)


def test_no_folder_no_pages(tmp_path: Path) -> None:
    assert () == check(tmp_path / "golden", (), "UTC")


def test_differences_are_told_by_field() -> None:
    before = {
        "rule": "a",
        "title": "One",
        "authors": ["Ada"],
        "date": None,
        "lead": "",
        "blocks": [["p", "x"], ["h", "y"]],
    }
    after = {**before, "rule": None, "authors": ["Ada", "Jan"], "date": "2025-11-19", "blocks": [["p", "x"]]}

    assert (
        "rule: 'a', now nothing",
        "authors: 'Ada', now 'Ada, Jan'",
        "date: nothing, now '2025-11-19'",
        "text: 2 blocks, now 1",
        "  - [h] y",
    ) == differences(before, after)
    assert () == differences(before, before)

"""Instants and figures as people say them."""

from datetime import UTC, datetime

import pytest

from crawler.cli.status import from_now
from crawler.cli.words import counted

NOW = datetime(2025, 11, 19, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "said"),
    [
        (None, "-"),
        ("2025-11-19T12:00:00Z", "0 s ago"),
        ("2025-11-19T11:59:20Z", "40 s ago"),
        ("2025-11-19T11:55:00Z", "5 min ago"),
        ("2025-11-19T12:29:00Z", "in 29 min"),
        ("2025-11-19T14:00:00Z", "in 2 h"),
        ("2025-11-16T12:00:00Z", "3 d ago"),
    ],
)
def test_an_instant_is_told_from_now(instant: str | None, said: str) -> None:
    assert said == from_now(instant, NOW)


@pytest.mark.parametrize(("number", "said"), [(0, "0 entries"), (1, "1 entry"), (2, "2 entries")])
def test_a_figure_agrees_with_its_thing(number: int, said: str) -> None:
    assert said == counted(number, "entry", "entries")

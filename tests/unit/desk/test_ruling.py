"""How a site rule does, from what was counted of it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crawler.config.rules import read_rules
from crawler.desk.paths import Desk
from crawler.desk.ruling import NEVER, OK, OVER, REDESIGNED, rules_of, states
from crawler.model import SiteRule

NOW = datetime(2025, 11, 19, 23, 30, tzinfo=UTC)
[RULE] = read_rules("rules: [{name: kolibri, host: kolibri.example, body: p}]").all_right()
[BARE] = read_rules("rules: [{name: kolibri, host: kolibri.example, drop: p}]").all_right()
OLD = SiteRule("kolibri", "kolibri.example", until=date(2025, 11, 20), body=RULE.body)
NEXT = SiteRule("kolibri", "kolibri.example", until=date(2025, 11, 21), body=RULE.body)


def counts(hits: int, misses: int, last_hits: int = 0, last_misses: int = 1) -> dict[str, object]:
    told = {"rule": "kolibri", "hits": hits, "misses": misses, "last_hit_on": None}
    return told | {"last_hits": last_hits, "last_misses": last_misses}


@pytest.mark.parametrize(
    ("rule", "row", "state"),
    [
        (RULE, None, NEVER),
        (RULE, counts(9, 0), OK),
        (RULE, counts(0, 4), OK),
        (RULE, counts(2, 3), REDESIGNED),
        (RULE, counts(3, 3), OK),
        (RULE, counts(2, 9, last_hits=3, last_misses=1), OK),
        (RULE, counts(0, 0), OK),
        (BARE, counts(1, 20), OK),
        (BARE, counts(0, 5), REDESIGNED),
        (OLD, None, OVER),
        (OLD, counts(0, 9), OVER),
        (NEXT, counts(0, 9), REDESIGNED),
    ],
)
def test_a_rule_that_misses_too_much_was_left_behind(rule: SiteRule, row: dict[str, object] | None, state: str) -> None:
    [told] = states([rule], [row] if row else [], NOW, "Europe/Amsterdam")

    assert state == told.state


def test_the_alarm_says_which_rule_and_what_to_do() -> None:
    [told] = states([RULE], [counts(2, 5)], NOW, "UTC")

    assert (
        "rule 'kolibri' found its text on 2 of 7 pages of kolibri.example in 7 days: was the site redesigned? "
        "`koplamp rules` shows more"
    ) == told.alarm


def of_title(hits: int, misses: int, last_hits: int, last_misses: int) -> dict[str, object]:
    return counts(hits, misses, last_hits, last_misses) | {"rule": "kolibri/title"}


@pytest.mark.parametrize(
    ("row", "lost"),
    [
        (of_title(0, 5, 0, 1), ("title",)),
        (of_title(40, 6, 0, 5), ("title",)),
        (of_title(40, 6, 1, 5), ()),
        (of_title(0, 4, 0, 4), ()),
        (of_title(0, 9, 0, 9) | {"rule": "kolibri/date"}, ()),
        (of_title(0, 9, 0, 9) | {"rule": "other/title"}, ()),
    ],
)
def test_a_rule_that_finds_the_text_but_no_title_any_more_was_left_behind(row, lost) -> None:
    [rule] = read_rules("rules: [{name: kolibri, host: kolibri.example, body: p, title: h1}]").all_right()

    [told] = states([rule], [counts(9, 0), row], NOW, "UTC")

    assert (REDESIGNED if lost else OK, lost) == (told.state, told.lost)
    assert bool(lost) == ("finds the text but no title any more" in told.alarm)


def test_a_desk_without_rules_has_none(tmp_path: Path) -> None:
    assert ((), ()) == (rules_of(Desk(tmp_path)).rules, rules_of(Desk(tmp_path)).faults)


@pytest.mark.parametrize("make", [lambda path: path.write_bytes(b"\xff\xfe"), lambda path: path.mkdir()])
def test_rules_that_cannot_be_read_are_a_fault(tmp_path: Path, make: object) -> None:
    make(tmp_path / "rules.yaml")

    assert 1 == len(rules_of(Desk(tmp_path)).faults)

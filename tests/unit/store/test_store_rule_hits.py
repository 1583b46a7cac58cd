"""What site rules come to is counted a day, host and rule, with the visit that told it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from crawler.model import Outcome, RuleUse
from crawler.store.database import rows
from crawler.store.store import Store
from tests.unit.store.store_makers import MINUTE, NOW, draft, page, poll, visit, words

DAY = timedelta(days=1)
LONG = "Een verhaal met woorden. " * 20


def came(store: Store, number: int, *hits: bool, days: int = 0, rule: str = "kolibri", **facts: object) -> None:
    """A page is read by a rule, once for each of `hits`."""
    [job] = store.save_poll(poll(draft(f"https://autovisie.nl/{number}", words(f"Kop {number}"))))[1]
    for hit in hits:
        at = NOW + days * DAY + MINUTE
        store.save_visit(visit(job, words(f"Kop {number}", body=LONG), rule=RuleUse(rule, hit), asked_at=at, **facts))


def counted(store: Store) -> list[tuple[object, ...]]:
    found = rows(store.news, "select host, rule, matched_on, hits, misses from rule_hits order by matched_on, rule")
    return [tuple(one.values()) for one in found]


def test_hits_and_misses_add_up_by_day_and_rule(store: Store) -> None:
    came(store, 1, True, True, False)
    came(store, 2, False, rule="other")
    came(store, 3, True, days=1)

    assert [
        ("autovisie.nl", "kolibri", "2025-11-19", 2, 1),
        ("autovisie.nl", "other", "2025-11-19", 0, 1),
        ("autovisie.nl", "kolibri", "2025-11-20", 1, 0),
    ] == counted(store)


def test_the_selectors_of_a_rule_are_counted_beside_it(store: Store) -> None:
    [job] = store.save_poll(poll(draft("https://autovisie.nl/1")))[1]
    use = RuleUse("kolibri", True, (("title", False), ("lead", True)))
    store.save_visit(visit(job, words(body=LONG), rule=use, asked_at=NOW + MINUTE))

    assert [("kolibri", 1, 0), ("kolibri/lead", 1, 0), ("kolibri/title", 0, 1)] == [
        (rule, hits, misses) for _, rule, _, hits, misses in counted(store)
    ]


def test_the_day_is_the_desks_and_the_host_that_of_the_final_address(store: Store) -> None:
    [job] = store.save_poll(poll(draft("https://autovisie.nl/1")))[1]
    late = NOW.replace(hour=23, minute=30)
    moved = replace(page(job), url_final="https://www.kolibri.nl/1")
    store.save_visit(visit(job, words(body=LONG), rule=RuleUse("kolibri", True), asked_at=late, page=moved))

    assert [("kolibri.nl", "kolibri", "2025-11-20", 1, 0)] == counted(store)


def test_a_page_that_no_rule_was_tried_on_counts_for_none(store: Store) -> None:
    [job] = store.save_poll(poll(draft("https://autovisie.nl/1")))[1]
    store.save_visit(visit(job, words(body=LONG)))
    store.save_visit(visit(job, outcome=Outcome.MISSING))

    assert [] == counted(store)


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (0, {"hits": 2, "misses": 1, "last_hits": 1, "last_misses": 1, "last_hit_on": "2025-11-19"}),
        (5, {"hits": 2, "misses": 1, "last_hits": 1, "last_misses": 1, "last_hit_on": "2025-11-19"}),
        (6, {"hits": 1, "misses": 1, "last_hits": 1, "last_misses": 1, "last_hit_on": "2025-11-19"}),
        (9, {"hits": 0, "misses": 0, "last_hits": 1, "last_misses": 1, "last_hit_on": "2025-11-19"}),
    ],
)
def test_the_last_seven_days_are_told(store: Store, days: int, told: dict[str, object]) -> None:
    came(store, 1, True, days=-1)
    came(store, 2, True, False)

    assert [{"rule": "kolibri", **told}] == store.rule_rows(NOW + days * DAY)


def test_counts_of_more_than_a_year_ago_go(store: Store) -> None:
    came(store, 1, True)
    came(store, 2, True, days=2)
    store.forget_lines(NOW + 401 * DAY)

    assert ["2025-11-21"] == [one[2] for one in counted(store)]

"""The fingerprint of the rules: the same for the same code, and each has a number on a desk."""

import re
from pathlib import Path

from crawler.passes import rules
from crawler.passes.rules import fingerprint
from crawler.store.store import Store
from tests.unit.store.store_makers import MINUTE, NOW


def test_the_same_rules_have_the_same_fingerprint():
    first = fingerprint()
    fingerprint.cache_clear()

    assert re.fullmatch("[0-9a-f]{32}", first)
    assert first == fingerprint()


def test_rules_that_a_desk_has_not_met_get_the_next_number(tmp_path):
    with Store(tmp_path / "news.db", tmp_path / "pages.db") as store:
        numbers = [store.use_rules(one, NOW + MINUTE) for one in ("a", "b", "a")]

        assert [1, 2, 1] == numbers
        assert 1 == store.rules_version


def test_every_room_of_the_rules_is_there():
    package = Path(rules.__file__).resolve().parents[1]

    assert all(list((package / room).rglob("*.py")) for room in rules.ROOMS)

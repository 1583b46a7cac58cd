"""Two texts -> how the one repeats the other, and which came first."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from crawler.related.duplicates import Likeness, Match, Printed, compare, first_of
from crawler.related.fingerprints import Fingerprint, fingerprint

CHANCE = random.Random(7)
NONE: frozenset[int] = frozenset()


def drawn(count: int) -> list[str]:
    return ["".join(CHANCE.choices("abcdefghijklmnop", k=7)) for _ in range(count)]


def mark(*pieces: list[str]) -> Fingerprint:
    made = fingerprint(" ".join(word for piece in pieces for word in piece))
    assert made is not None
    return made


STORY, OTHER, MORE = drawn(400), drawn(400), drawn(300)
EDITED = [word if at % 20 else "changed" for at, word in enumerate(STORY)]


@pytest.mark.parametrize(
    ("one", "other", "same_source", "kind"),
    [
        (mark(STORY), mark(STORY), False, "exact"),
        (mark(STORY), mark(STORY), True, "exact"),
        (mark(STORY), mark(STORY, MORE[:40]), True, "revision"),
        (mark(STORY), mark(STORY, MORE[:40]), False, "syndicated"),
        (mark(STORY), mark(EDITED), True, "revision"),
        (mark(STORY), mark(EDITED), False, "syndicated"),
        (mark(STORY), mark(STORY[:60]), False, "excerpt"),
        (mark(STORY), mark(STORY[:60]), True, "excerpt"),
        (mark(STORY[:30]), mark(STORY, MORE), False, "excerpt"),
        (mark(STORY), mark(OTHER, STORY, MORE), False, "excerpt"),
        (mark(STORY[:200], OTHER[:200]), mark(STORY[:200], MORE), False, "quotes"),
        (mark(STORY), mark(OTHER), False, None),
        (mark(STORY[:20], OTHER), mark(STORY[:20], MORE), False, None),
    ],
)
def test_the_kind_follows_from_how_much_of_each_stands_in_the_other(one, other, same_source, kind):
    found, turned = (compare(*two, NONE, same_source=same_source) for two in ((one, other), (other, one)))

    assert kind == (found and str(found.kind))
    assert found == turned
    assert found is None or 0 < found.jaccard <= found.containment <= 1


def test_what_many_articles_share_counts_for_nothing():
    footer = drawn(150)
    one, other = mark(STORY[:150], footer), mark(OTHER[:150], footer)
    common = mark(footer).hashes

    assert Likeness.QUOTES is compare(one, other, NONE, same_source=False).kind
    assert compare(one, other, common, same_source=False) is None


def test_a_footer_makes_no_copy_out_of_two_short_notices_of_one_source():
    footer = drawn(240)
    one, other = mark(STORY[:25], footer), mark(OTHER[:25], footer)

    assert compare(one, other, mark(footer).hashes, same_source=True) is None


def test_a_release_that_many_sources_print_stays_one():
    one, other = mark(STORY, MORE[:20]), mark(OTHER[:20], STORY)

    assert Likeness.SYNDICATED is compare(one, other, one.hashes | other.hashes, same_source=False).kind


def test_a_small_rest_does_not_speak_for_a_text():
    box, footer = drawn(40), drawn(300)
    one, other = mark(STORY[:20], box, footer), mark(OTHER[:20], box, footer)

    assert compare(one, other, mark(footer).hashes, same_source=True) is None


def test_a_text_that_left_no_hash_is_like_none():
    empty = Fingerprint(20, 4, 1, NONE)

    assert compare(empty, mark(STORY), NONE, same_source=False) is None
    assert Match(Likeness.EXACT, 1.0, 1.0) == compare(empty, empty, NONE, same_source=False)


def test_a_text_that_a_source_repeats_is_a_notice_and_no_copy():
    one = mark(STORY)

    assert compare(one, one, frozenset({one.digest}), same_source=True) is None
    assert compare(one, one, frozenset({one.digest}), same_source=False) is None


AT = datetime(2025, 11, 19, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Printed(1, AT, True), Printed(2, AT + timedelta(minutes=75, seconds=59), True), (1, 75)),
        (Printed(1, AT + timedelta(days=1), True), Printed(2, AT, True), (2, 1440)),
        (Printed(2, AT, True), Printed(1, AT, True), (1, 0)),
        (Printed(1, AT, False), Printed(2, AT + timedelta(hours=1), True), (1, None)),
        (Printed(1, AT, True), Printed(2, AT + timedelta(hours=1), False), (1, None)),
    ],
)
def test_the_first_is_the_one_that_came_out_earlier(one, other, expected):
    assert expected == first_of(one, other) == first_of(other, one)

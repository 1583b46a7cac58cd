"""Stories are the events of the gold, also where another event looks alike, with the merge pass and without.

Each floor lies under what was measured when it was written; lowering one needs a line in DECISIONS.md. The figures:
`python -m benchmarks.story_scores`.
"""

import pytest

from benchmarks import story_scores as scores


@pytest.fixture(scope="module")
def gold():
    return scores.gold()


@pytest.fixture(scope="module", params=[True, False], ids=["merge", "no-merge"])
def found(request, gold):
    return scores.clustered(gold, merging=request.param)


@pytest.fixture(scope="module")
def lying():
    pairs = scores.pairs()
    return pairs, scores.joined(pairs)


@pytest.mark.parametrize(
    ("subset", "floor"),
    [
        ("all events", 0.93),  # .933, without the merge pass .930
        ("hard events", 0.91),  # .931; asked for: .80
        ("events and singles", 0.93),  # .940
        ("half b (its words unread)", 0.91),  # .924
    ],
)
def test_stories_are_events(gold, found, subset, floor):
    assert floor <= scores.bcubed(gold, found, scores.SUBSETS[subset]).f1


def test_neither_lumps_nor_splits(gold, found):
    score = scores.bcubed(gold, found, scores.SUBSETS["all events"])

    assert 0.92 <= score.precision  # .943
    assert 0.90 <= score.recall  # .923


def test_most_singles_stay_alone(gold, found):
    alone = [story for story, one in zip(found, gold, strict=True) if one.alone]

    assert 0.8 <= sum(found.count(story) == 1 for story in alone) / len(alone)


@pytest.mark.parametrize(
    ("together", "floor"),
    [
        (False, 0.9),  # .932
        (True, 0.8),  # 1.0
    ],
)
def test_what_looks_alike_stays_apart_and_what_looks_different_meets(lying, together, floor):
    pairs, joined = lying

    assert floor <= scores.right(pairs, joined, together=together)


def test_the_measure_knows_what_is_right():
    gold = scores.gold()
    events = {event: number for number, event in enumerate(dict.fromkeys(one.event for one in gold))}
    right = [events[one.event] for one in gold]

    every = scores.SUBSETS["events and singles"]
    assert 1 == scores.bcubed(gold, right, every).f1 == scores.pairwise(gold, right).f1
    assert 1 == scores.bcubed(gold, list(range(len(gold))), every).precision
    assert 1 == scores.bcubed(gold, [0] * len(gold), every).recall
    assert 0.1 > scores.bcubed(gold, [0] * len(gold), every).precision

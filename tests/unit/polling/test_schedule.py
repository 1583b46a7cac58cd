"""When a feed is asked again."""

from datetime import UTC, datetime, timedelta

import pytest

from crawler.model import Answer, Outcome
from crawler.polling.schedule import fail_score, looks_offline, next_check

NOW = datetime(2025, 11, 19, 12, 0, tzinfo=UTC)
GOOD = Answer(Outcome.FRESH)


@pytest.mark.parametrize(
    ("every", "score", "answer", "minutes"),
    [
        (30, 0, GOOD, 29),
        (5, 0, GOOD, 4.5),
        (1440, 0, GOOD, 1439),
        (30, 1, Answer(Outcome.BLOCKED), 29),
        (30, 3, Answer(Outcome.BLOCKED), 116),
        (30, 50, Answer(Outcome.BLOCKED), 1440),
        (10080, 50, Answer(Outcome.BLOCKED), 10079),
        (30, 0, Answer(Outcome.BUSY, retry_after_s=7200), 120),
        (30, 0, Answer(Outcome.BUSY, retry_after_s=60), 29),
    ],
)
def test_waits_longer_the_more_it_failed_and_never_less_than_asked(
    every: int, score: float, answer: Answer, minutes: float
) -> None:
    assert NOW + timedelta(minutes=minutes) == next_check(every, score, answer, NOW)


def test_a_good_answer_forgives_everything() -> None:
    assert 0 == fail_score(7.5, Outcome.UNCHANGED)


def test_a_busy_host_is_not_a_failing_feed() -> None:
    assert 2.0 == fail_score(2.0, Outcome.BUSY)


@pytest.mark.parametrize(
    ("outcomes", "offline"),
    [
        ((), False),
        ((Outcome.NETWORK,) * 4, False),
        ((Outcome.NETWORK,) * 5, True),
        ((Outcome.NETWORK, Outcome.TIMEOUT) * 2 + (Outcome.FRESH,), True),
        ((Outcome.NETWORK,) * 3 + (Outcome.FRESH,) * 2, False),
        ((Outcome.SERVER_ERROR,) * 9, False),
    ],
)
def test_many_unreachable_feeds_mean_our_own_network(outcomes: tuple[Outcome, ...], offline: bool) -> None:
    assert offline == looks_offline(outcomes)

"""Deliveries: hits gathered until the first attempt, the same hits under the same key at every attempt, back-off."""

from datetime import datetime, timedelta

import pytest

from crawler.store import deliveries
from crawler.store.database import rows, run, value, writing
from crawler.store.deliveries import GIVEN_UP, KEPT, PAUSES, Delivery
from crawler.store.store import Store
from tests.unit.store.store_makers import NOW, draft, poll


@pytest.fixture
def hits(store: Store) -> list[int]:
    """Three hits, of an article each."""
    for number in range(3):
        store.save_poll(poll(draft(f"https://autovisie.example/{number}")))
        run(
            store.news,
            "insert into watch_hits(key, watch, kind, article_id, at, reason) select lower(hex(randomblob(16))), 'w', "
            "'article', max(id), '2025-11-19T08:30:00Z', 'r' from articles",
        )
    return [one["id"] for one in rows(store.news, "select id from watch_hits")]


def gather(store: Store, *found: int, channels: tuple[str, ...] = ("hook",)) -> None:
    with writing(store.news):
        for hit in found:
            deliveries.gather(store.news, hit, channels, NOW)


def due(store: Store, *channels: str, now: datetime = NOW) -> list[Delivery]:
    return deliveries.due(store.news, channels or ("hook", "desk"), now)


def test_hits_of_a_run_go_in_one_piece_to_each_channel(store: Store, hits: list[int]) -> None:
    gather(store, *hits, channels=("hook", "desk"))

    assert [("hook", hits), ("desk", hits)] == [(one.channel, deliveries.hits(store.news, one)) for one in due(store)]
    assert 2 == len({one.key for one in due(store)})


def test_nothing_joins_what_may_have_been_sent(store: Store, hits: list[int]) -> None:
    gather(store, hits[0])
    [first] = due(store)
    deliveries.begin(store.news, first, NOW)  # and the process dies

    gather(store, hits[1])

    [second] = due(store)
    assert [hits[1]] == deliveries.hits(store.news, second)
    again = due(store, now=NOW + PAUSES[0])
    assert [second.key, first.key] == [one.key for one in again], "what was never tried goes first"
    assert [hits[0]] == deliveries.hits(store.news, again[1])


def test_a_channel_that_fails_goes_last(store: Store, hits: list[int]) -> None:
    gather(store, hits[0], channels=("dead",))
    [one] = due(store, "dead")
    deliveries.begin(store.news, one, NOW)
    deliveries.failed(store.news, one, "no answer in time", NOW)

    gather(store, hits[1], channels=("dead", "hook"))

    later = due(store, "dead", "hook", now=NOW + PAUSES[0])
    assert ["hook", "dead", "dead"] == [one.channel for one in later]
    assert [0, 0, 1] == [one.attempts for one in later]


def test_a_delivery_holds_only_so_many(store: Store, hits: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "MOST_HITS", 2)
    gather(store, *hits)

    assert [hits[:2], hits[2:]] == [deliveries.hits(store.news, one) for one in due(store)]


def test_what_fails_is_tried_later_each_time_and_given_up_in_the_end(store: Store, hits: list[int]) -> None:
    gather(store, hits[0])
    now, pauses, keys = NOW, [], set()
    while pending := due(store, now=now):
        deliveries.begin(store.news, pending[0], now)
        again = deliveries.failed(store.news, pending[0], "HTTP 500", now)
        keys.add(pending[0].key)
        if again is None:
            break
        pauses.append(datetime.fromisoformat(again) - now)
        now += pauses[-1]

    assert 1 == len(keys)
    assert list(PAUSES) == pauses[: len(PAUSES)]
    assert {timedelta(days=1)} == set(pauses[len(PAUSES) :])
    assert GIVEN_UP < now - NOW < GIVEN_UP + timedelta(days=1)
    [told] = rows(store.news, "select given_up_at, next_try_at, delivered_at, last_error from deliveries")
    assert [None, None, "HTTP 500"] == [told["next_try_at"], told["delivered_at"], told["last_error"]]
    assert 1 == deliveries.channels(store.news)["hook"]["given_up"]


def test_what_was_delivered_is_over_and_a_last_word_stays(store: Store, hits: list[int]) -> None:
    gather(store, hits[0])
    [one] = due(store)
    deliveries.begin(store.news, one, NOW)
    assert not deliveries.is_due(store.news, NOW), "an attempt is noted before it is made"

    deliveries.delivered(store.news, one, "SMTP 550: not taken for 1 of 2 recipients", NOW)

    assert [] == due(store, now=NOW + GIVEN_UP)
    known = deliveries.channels(store.news)["hook"]
    assert (0, "2025-11-19T08:30:00Z") == (known["waiting"], known["delivered_at"])
    assert "SMTP 550: not taken for 1 of 2 recipients" == known["last_error"]


def test_the_last_error_is_that_of_the_last_attempt(store: Store, hits: list[int]) -> None:
    gather(store, hits[0])
    [one] = due(store)
    deliveries.begin(store.news, one, NOW)
    deliveries.failed(store.news, one, "HTTP 500", NOW)
    gather(store, hits[1])
    assert "HTTP 500" == deliveries.channels(store.news)["hook"]["last_error"]

    later = NOW + PAUSES[0]
    for pending in due(store, now=later):
        deliveries.begin(store.news, pending, later)
        deliveries.delivered(store.news, pending, None, later)

    assert None is deliveries.channels(store.news)["hook"]["last_error"]


def test_a_channel_fails_since_the_first_hit_it_did_not_take_until_it_takes_one(store: Store, hits: list[int]) -> None:
    def since() -> object:
        return deliveries.channels(store.news)["hook"]["failing_since"]

    gather(store, hits[0])
    assert since() is None, "nothing was tried"
    given_up = NOW + GIVEN_UP + timedelta(hours=1)
    for now in (NOW, given_up):
        [one] = due(store, now=now)
        deliveries.begin(store.news, one, now)
        assert (deliveries.failed(store.news, one, "HTTP 500", now) is None) == (now == given_up)
        assert "2025-11-19T08:30:00Z" == since()

    gather(store, hits[1])
    [one] = due(store, now=given_up)
    deliveries.begin(store.news, one, given_up)
    deliveries.delivered(store.news, one, None, given_up + timedelta(hours=1))
    assert since() is None


def test_what_has_no_channel_or_no_hit_any_more_goes(store: Store, hits: list[int]) -> None:
    gather(store, hits[0], channels=("hook", "gone"))
    gather(store, hits[1], channels=("desk",))
    store.forget("https://autovisie.example/1", NOW)

    deliveries.tidy(store.news, ["hook", "desk"], NOW + GIVEN_UP)
    assert {"hook", "gone"} == {one["channel"] for one in rows(store.news, "select channel from deliveries")}
    deliveries.tidy(store.news, ["hook", "desk"], NOW + GIVEN_UP + timedelta(seconds=1))

    assert ["hook"] == [one["channel"] for one in rows(store.news, "select channel from deliveries")]


def test_deliveries_are_forgotten_long_after_they_are_over(store: Store, hits: list[int]) -> None:
    gather(store, hits[0])
    [one] = due(store)
    deliveries.delivered(store.news, one, None, NOW)

    deliveries.tidy(store.news, ["hook"], NOW + KEPT)
    assert 1 == value(store.news, "select count(*) from deliveries")
    deliveries.tidy(store.news, ["hook"], NOW + KEPT + timedelta(seconds=1))

    assert 0 == value(store.news, "select count(*) from delivery_hits")
    assert 3 == value(store.news, "select count(*) from watch_hits")


def test_the_last_hits_of_a_channel_are_those_of_its_file(store: Store, hits: list[int]) -> None:
    gather(store, *hits)

    assert hits[:0:-1] == deliveries.last_hits(store.news, "hook", 2)
    assert [] == deliveries.last_hits(store.news, "desk", 2)

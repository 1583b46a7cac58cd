"""Runs, rests, notices, and how feeds are."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.article.facts.rights import reserved
from crawler.model import Answer, HostState, Outcome, RobotsTxt, Run, Stage, TdmRep
from crawler.store.database import rows
from tests.unit.store.store_makers import MINUTE, NOW, desk, draft, feed, on, poll, visit, words

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TODAY = datetime.now(UTC)


# ---------------------------------------------------------------- runs


def test_a_run_that_ended_says_what_it_did(store):
    number = store.start_run("cron", "0.1.0", NOW)
    store.finish_run(number, Run(NOW, "cron", NOW + 2 * MINUTE, 0, 9, 4, 3, 2, 12, 1, 11, 5_000_000, 7.5, 180.0))
    last = store.last_run()

    assert ("2025-11-19T08:30:00Z", "2025-11-19T08:32:00Z", "cron", 0) == tuple(
        last[name] for name in ("started_at", "finished_at", "trigger", "exit_code")
    )
    assert [9, 4, 3, 2, 12, 1, 11, 5_000_000, 7.5, 180.0, "0.1.0"] == list(last.values())[5:]


def test_a_run_that_was_killed_has_no_end(store):
    store.start_run("cron", "0.1.0", NOW)

    assert (None, None) == (store.last_run()["finished_at"], store.last_run()["exit_code"])


def test_before_the_first_run_there_is_none(store):
    assert store.last_run() is None


def test_the_counts_tell_what_is_there(store):
    _, pages = store.save_poll(poll(*(draft(f"https://a.example/{number}", words(str(number))) for number in range(4))))
    store.save_visit(visit(pages[0], words(body="Een.")))
    store.save_visit(visit(pages[0], words(body="Twee.")))
    store.save_visit(visit(pages[1], outcome=Outcome.GONE))

    assert {
        "articles": 1,
        "listed": 2,
        "failed": 1,
        "dropped": 0,
        "quarantined": 0,
        "versions": 1,
        "candidates": 0,
        "feeds": 1,
        "sources": 1,
    } == store.counts()


def ended(store, at, exit_code):
    store.finish_run(store.start_run("cron", "0.1.0", at), Run(at, "cron", at, exit_code))


def test_how_long_nobody_was_reached_counts_from_the_first_such_run_since_the_last_answer(store):
    assert timedelta() == store.offline_for(NOW)
    ended(store, NOW - 9 * HOUR, 69)
    store.save_poll(poll(asked_at=NOW - 8 * HOUR))
    assert timedelta() == store.offline_for(NOW)
    ended(store, NOW - 3 * HOUR, 69)
    ended(store, NOW - 2 * HOUR, 0)
    store.save_poll(replace(poll(asked_at=NOW - HOUR), answer=Answer(Outcome.NETWORK)))
    ended(store, NOW - HOUR, 69)
    ended(store, NOW + HOUR, 69)  # by a clock that stood ahead

    assert 3 * HOUR == store.offline_for(NOW)


# ---------------------------------------------------------------- hosts at rest


def test_a_host_rests_until_its_time_and_a_shorter_rest_does_not_end_a_longer(store):
    store.rest("a.example", NOW + 60 * MINUTE, "429", NOW)
    store.rest("a.example", NOW + 10 * MINUTE, "503", NOW)
    store.rest("b.example", NOW + 10 * MINUTE, "429", NOW)

    assert HostState(NOW + 60 * MINUTE, strikes=2) == store.hosts(NOW + 30 * MINUTE)["a.example"]
    assert HostState(NOW + 10 * MINUTE, strikes=1) == store.hosts(NOW + 30 * MINUTE)["b.example"]
    assert {} == store.hosts(NOW + 61 * MINUTE + DAY)


def test_strikes_count_anew_after_a_quiet_day(store):
    for days in (0, 0, 3):
        store.rest("a.example", NOW + days * DAY + 10 * MINUTE, "429", NOW + days * DAY)

    assert 1 == store.hosts(NOW + 3 * DAY)["a.example"].strikes


def test_a_pause_outlives_its_run(store):
    store.pauses({"a.example": NOW + MINUTE / 2}, NOW)

    assert NOW + MINUTE / 2 < store.hosts(NOW)["a.example"].next_allowed_at < NOW + MINUTE
    assert {} == store.hosts(NOW + MINUTE)


def rests(store, at):
    """When each host's rest ends, as a run that begins then sees it."""
    store.start_run("cron", "0.1", at)
    return {host: state.blocked_until for host, state in store.hosts(at).items()}


def test_a_rest_that_a_clock_ahead_wrote_keeps_its_length_and_ends(store):
    for days in (3, 400):
        store.rest(f"{days}.example", NOW + days * DAY + 2 * HOUR, "429", NOW + days * DAY)
    ends = {"3.example": NOW + 2 * HOUR, "400.example": NOW + 2 * HOUR}

    assert ends == {host: state.blocked_until for host, state in store.hosts(NOW).items()}  # by who may not write
    assert [ends, ends] == [rests(store, NOW), rests(store, NOW + HOUR)]


def test_no_rest_is_longer_than_any_may_be(store):
    store.rest("a.example", NOW + 400 * DAY, "429", NOW)
    store.rest("b.example", NOW + 400 * DAY, "429", NOW)
    store.rest("b.example", NOW + 2 * HOUR, "429", NOW + HOUR)
    ends = {"a.example": NOW + 7 * DAY, "b.example": NOW + 7 * DAY + HOUR}

    assert ends["b.example"] == rests(store, NOW + HOUR)["b.example"]
    assert [ends["a.example"] + HOUR] * 2 == [rests(store, NOW + hours * HOUR)["a.example"] for hours in (1, 9)]


# ---------------------------------------------------------------- what was said


def test_a_long_trouble_is_told_once_and_then_daily(store):
    asked = [0, 15, 30, 24 * 60 - 1, 24 * 60, 24 * 60 + 15]

    assert [True, False, False, False, True, False] == [
        store.notice_due("offline", NOW + minutes * MINUTE, DAY) for minutes in asked
    ]
    assert store.notice_due("another", NOW, DAY)


def test_a_clock_that_was_set_back_does_not_silence_a_notice(store):
    store.notice_due("offline", NOW + 400 * DAY, DAY)

    assert store.notice_due("offline", NOW, DAY)


# ---------------------------------------------------------------- how feeds are


def asked(store, outcome=Outcome.FRESH, ago=timedelta(), *drafts, **facts):
    at = TODAY - ago
    known = {"asked_at": at, "next_check_at": at + 30 * MINUTE, "answer": Answer(outcome, 200), "entries_seen": 10}
    store.save_poll(poll(*drafts, outcome=outcome, **(known | facts)))


def health(store, view="feed_health"):
    return [found["health"] for found in rows(store.news, f"select health from {view}")]


ILL = [
    (Outcome.FRESH, {}, "ok"),
    (Outcome.UNCHANGED, {}, "ok"),
    (Outcome.PARTIAL, {}, "ok"),
    (Outcome.EMPTY, {"entries_seen": 0}, "ok"),
    (Outcome.GONE, {"fail_score": 1.0}, "failing"),
    (Outcome.BLOCKED, {"fail_score": 1.0}, "blocked"),
    (Outcome.CHALLENGE, {"fail_score": 0.5}, "blocked"),
    (Outcome.REFUSED, {"fail_score": 0.5}, "blocked"),
    (Outcome.REDIRECT, {"fail_score": 0.5}, "moved"),
    (Outcome.MISSING, {"fail_score": 1.0}, "failing"),
    (Outcome.TIMEOUT, {"fail_score": 0.5}, "ok"),
    (Outcome.TIMEOUT, {"fail_score": 1.5}, "failing"),
    (Outcome.BUSY, {"fail_score": 0.0}, "ok"),
    (Outcome.FRESH, {"next_check_at": TODAY - timedelta(hours=3)}, "late"),
]


@pytest.mark.parametrize(("outcome", "facts", "state"), ILL)
def test_a_feed_is_as_its_last_answer_says(store, outcome, facts, state):
    store.sync_feeds(desk(feed(url="https://autovisie.example/anew")), TODAY - DAY)
    asked(store, Outcome.FRESH, timedelta(hours=1), draft())
    asked(store, outcome, timedelta(), **facts)

    assert [state] == health(store)
    assert ([] if state in ("ok", "late") else [state]) == health(store, "silent_feeds")


def test_a_feed_that_had_entries_is_empty_at_the_third_time(store):
    asked(store, Outcome.FRESH, timedelta(hours=4), draft())
    for hours in (3, 2, 1):
        asked(store, Outcome.EMPTY, timedelta(hours=hours), entries_seen=0)

    assert ["empty"] == health(store)


def test_a_feed_is_gone_when_it_said_so_twice_a_day_apart(store):
    for hours, state in ((30, "failing"), (29, "failing"), (0, "gone")):
        asked(store, Outcome.GONE, timedelta(hours=hours), fail_score=1.0)

        assert [state] == health(store)


def test_a_feed_has_moved_when_it_said_so_for_a_week(store):
    for days in (8, 0):
        asked(store, Outcome.FRESH, DAY * days, draft(f"https://a.example/{days}"), moved_to="https://b.example/feed")

    assert ["moved"] == health(store)


def test_an_empty_feed_stays_empty_while_nothing_changes(store):
    asked(store, Outcome.EMPTY, timedelta(hours=1), entries_seen=0)
    asked(store, Outcome.UNCHANGED)

    assert ["empty"] == health(store)


def test_a_feed_that_failed_for_a_day_is_failing_however_light_the_failure(store):
    asked(store, Outcome.FRESH, 2 * DAY, draft())
    asked(store, Outcome.NETWORK, fail_score=0.25)

    assert ["failing"] == health(store)


def test_a_feed_that_left_feeds_yaml_is_off(store):
    store.sync_feeds(desk(feed("b")), NOW)

    assert "off" in health(store)


@pytest.mark.parametrize(
    ("brought", "over", "silent", "state"),
    [
        (20, 10, 5, "ok"),
        (20, 10, 9, "stale"),
        (3, 30, 50, "ok"),  # one in ten days: six of its pauses are two months
        (3, 30, 70, "stale"),
        (2, 30, 40, "stale"),  # too few to know its pause
        (0, 0, 9, "stale"),
        (0, 0, 5, "ok"),
    ],
)
def test_a_feed_is_stale_after_a_week_and_six_of_its_own_pauses(store, brought, over, silent, state):
    store.news.execute(
        "update feeds set added_at = ?", [(TODAY - DAY * (over + silent)).strftime("%Y-%m-%dT%H:%M:%SZ")]
    )
    for number in range(brought):
        ago = DAY * (silent + over * (brought - 1 - number) / brought)
        asked(store, Outcome.FRESH, ago, draft(f"https://a.example/{number}", words(str(number))))
    asked(store, Outcome.UNCHANGED)

    assert [state] == health(store)


def test_the_rows_for_status_say_state_and_articles(store):
    _, pages = store.save_poll(poll(draft(), draft("https://a.example/2", words("Twee"))))
    store.save_visit(visit(pages[0], words(body="Tekst.")))
    told = store.feed_rows()[0]

    assert ("autovisie", "late", "fresh", 1) == tuple(
        told[name] for name in ("slug", "state", "last_outcome", "articles")
    )


# ---------------------------------------------------------------- the other views


def test_a_changed_headline_is_told_from_what_into_what(store):
    _, pages = store.save_poll(poll(draft()))
    for minute, title in enumerate(("Eerste", "Tweede", "Derde")):
        store.save_visit(visit(pages[0], words(title, body="Tekst."), asked_at=NOW + minute * MINUTE))
    told = rows(store.news, "select changed_at, title_before, title_after from changed_headlines")

    assert [
        ("2025-11-19T08:32:00Z", "Tweede", "Derde"),
        ("2025-11-19T08:31:00Z", "Eerste", "Tweede"),
    ] == [tuple(one.values()) for one in told]


def test_articles_are_counted_by_day_source_and_language(store):
    said = [("2025-11-19", "nl"), ("2025-11-19", "nl"), ("2025-11-18", "de"), (None, "nl")]
    listed = [
        draft(f"https://a.example/{number}", words(str(number), language=language, published=on(day) if day else None))
        for number, (day, language) in enumerate(said)
    ]
    store.save_poll(poll(*(replace(one, stage=Stage.EXTRACTED) for one in listed)))

    assert [("2025-11-19", "Autovisie", "nl", 2), ("2025-11-18", "Autovisie", "de", 1)] == [
        tuple(one.values()) for one in rows(store.news, "select * from articles_per_day")
    ]


def test_an_export_row_holds_the_whole_article(store):
    _, pages = store.save_poll(poll(draft()))
    store.save_visit(visit(pages[0], words("Kop", "Lead.", "Tekst.", authors=("Zus", "Aap"), keywords=("b", "a"))))
    told = rows(store.news, "select * from article_export")[0]

    assert ("Kop", "Lead.", "Tekst.", "Zus; Aap", "b; a", "autovisie", "autovisie") == tuple(
        told[name] for name in ("title", "lead", "body", "authors", "keywords", "source", "feed")
    )


@pytest.mark.parametrize(
    "stated",
    [
        {},
        {"licence": "CC BY 4.0"},
        {"tdm-reservation": "0", "robots": "nosnippet"},
        {"tdm-reservation": "1"},
        {"tdm-reservation": "1", "tdm-policy": "https://a.example/tdm", "robots": "noarchive"},
        {"robots": "noarchive"},
        {"robots": "noai"},
        {"robots": "noai, noarchive, nosnippet"},
        {"robots": "nocache, noimageai"},
        {"robots": "noimageai, nosnippet", "copyright": "noarchive, noai"},
    ],
)
def test_an_export_row_lacks_the_text_that_its_publisher_reserves(store, stated):
    said = tuple(stated.items())
    _, pages = store.save_poll(poll(draft()))
    store.save_visit(visit(pages[0], words("Kop", "Lead.", "Tekst.", rights=said)))
    told = rows(store.news, "select title, lead, body from article_export")

    assert [("Kop", "Lead.", None if reserved(said) else "Tekst.")] == [tuple(one.values()) for one in told]


def test_the_newest_article_is_the_first_of_latest(store):
    days = ["2025-11-17", "2025-11-19", "2025-11-18", None]
    listed = [
        draft(f"https://a.example/{n}", words(str(n), published=on(day) if day else None)) for n, day in enumerate(days)
    ]
    store.save_poll(poll(*(replace(one, stage=Stage.EXTRACTED) for one in listed)))

    assert ["3", "1", "2", "0"] == [one["title"] for one in rows(store.news, "select title from latest")]


# ---------------------------------------------------------------- reservations


def test_what_an_origin_reserves_stands_beside_its_robots_txt(store):
    origin = "https://autovisie.example"
    store.keep_robots(RobotsTxt(origin, 200, "User-agent: *", NOW))

    assert store.tdmrep(origin) is None

    told = TdmRep(origin, '[{"location": "/", "tdm-reservation": 1}]', NOW + MINUTE)
    store.keep_tdmrep(told)
    store.keep_robots(RobotsTxt(origin, 404, "", NOW + HOUR))

    assert told == store.tdmrep(origin)
    assert RobotsTxt(origin, 404, "", NOW + HOUR) == store.robots(origin)

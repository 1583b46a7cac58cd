"""Each check of the doctor's: what makes it fail, and what it then says."""

import os
import re
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.config import load
from crawler.desk import doctor, machine, room
from crawler.desk.check import Check, Machine, Patient, State, this_machine
from crawler.desk.expat import expat_fault
from crawler.desk.lock import held
from crawler.desk.mending import repair
from crawler.desk.paths import Desk
from crawler.errors import StorageError
from crawler.model import Run
from crawler.store import deliveries, soundness
from crawler.store.database import run, writing
from crawler.store.store import Store
from tests.databases import spoil_page

NOW = datetime(2025, 11, 19, 8, 30, tzinfo=UTC)
ADVICE = re.compile(  # what somebody can do, in the imperative or as a command
    r"`koplamp [a-z-]+|chmod \d+|\b(ask|check|connect|correct|did you mean|install|is written as|let nothing|look at"
    r"|make|put your own|raise|restore|see|set|stop|take|tell|update|use|wait|write) "
)
HIT = """
insert into watch_hits(key, watch, kind, make_id, at, reason)
select hex(zeroblob(16)), 'a', 'make', id, '2025-11-17T08:30:00Z', 'r' from makes"""
FEEDS = """\
defaults: {user_agent: "Test (+http://test.example/; desk@test.example)"}
feeds:
  - {name: Autoblad, slug: autoblad, url: "https://autoblad.example/rss"}
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk that nothing is wrong with."""
    tmp_path.chmod(0o700)
    made = Desk(tmp_path)
    made.feeds_yaml.write_text(FEEDS)
    Store(made.news_db, made.pages_db).close()
    return made


def examine(desk: Desk, now: datetime = NOW, on: Machine | None = None) -> tuple[Check, ...]:
    """What the doctor saw; whatever is not well comes with what to do, in every test."""
    found = doctor.examine(desk, now, {}, on)

    assert [] == [check for check in found if check.state is not State.OK and not ADVICE.search(check.said)]
    return found


def seen(desk: Desk, state: State, on: Machine | None = None, now: datetime = NOW) -> dict[str, str]:
    """What the doctor saw in this state: check -> its words."""
    return {check.name: check.said for check in examine(desk, now, on) if check.state is state}


def broken_yaml(desk: Desk) -> None:
    desk.feeds_yaml.write_text("feeds: [{nme: x}]\n")


def no_yaml(desk: Desk) -> None:
    desk.feeds_yaml.unlink()


def broken_rules(desk: Desk) -> None:
    desk.rules_yaml.write_text("rules: [{nme: x}]\n")


def broken_watches(desk: Desk) -> None:
    desk.watches_yaml.write_text("watches: [{nme: x}]\n")


def a_damaged_page(desk: Desk) -> None:
    spoil_page(desk.news_db, 2)


def an_empty_file(desk: Desk) -> None:
    desk.news_db.write_bytes(b"")


def no_news(desk: Desk) -> None:
    desk.news_db.unlink()


def damaged_pages(desk: Desk) -> None:
    spoil_page(desk.pages_db, 2)


def a_promise_broken(desk: Desk) -> None:
    with sqlite3.connect(desk.news_db) as db:
        db.execute("insert into about values ('x', char(7))")
    db.close()


def a_reference_broken(desk: Desk) -> None:
    with sqlite3.connect(desk.news_db) as db:
        db.execute("insert into fetch_days values (999, '2025-11-19', 1, 1, 0, 0, 0, 0, 0)")
    db.close()


def readable_by_others(desk: Desk) -> None:
    desk.news_db.chmod(0o644)


def a_folder_for_all(desk: Desk) -> None:
    desk.folder.chmod(0o777)


@pytest.mark.breaks_promises
@pytest.mark.parametrize(
    ("spoil", "check", "said"),
    [
        (broken_yaml, "feeds.yaml", "key 'name' is missing"),
        (no_yaml, "feeds.yaml", "not found"),
        (broken_rules, "rules.yaml", "rules.yaml:1"),
        (broken_watches, "watches.yaml", "watches.yaml:1"),
        (a_damaged_page, "news.db", "koplamp doctor --repair"),
        (an_empty_file, "news.db", "restore a backup"),
        (no_news, "news.db", "koplamp restore"),
        (damaged_pages, "pages.db", "koplamp doctor --repair"),
        (a_promise_broken, "news.db", "texts are clean: 1 row of about.value"),
        (a_reference_broken, "news.db", "point at none"),
        (readable_by_others, "permissions", "chmod 600 news.db"),
        (a_folder_for_all, "permissions", "chmod 700"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(desk, spoil, check, said):
    spoil(desk)
    found = seen(desk, State.WRONG)

    assert [check] == list(found)
    assert said in found[check]
    assert "\n" not in found[check]


def test_a_variable_that_a_channel_lacks_is_noted(desk):
    desk.watches_yaml.write_text(
        "watches: [{name: a, words: b, to: hook}]\n"
        "channels: [{name: hook, webhook: 'https://hooks.example/', secret: '${KEY}'}]\n"
    )

    assert "channel 'hook' gets nothing where the environment variable KEY" in seen(desk, State.NOTE)["watches.yaml"]
    assert "watches: 1, channels: 1" == seen(desk, State.OK)["watches.yaml"]


@pytest.mark.parametrize(("hours", "state"), [(2, State.NOTE), (26, State.WRONG)])
def test_a_channel_that_fails_is_told_with_what_to_do(desk, hours, state):
    desk.watches_yaml.write_text(
        "watches: [{name: a, words: b, to: [log, page]}]\n"
        "channels: [{name: log, jsonl: a.jsonl}, {name: page, atom: a.atom}]\n"
    )
    began = NOW - timedelta(hours=hours)
    with Store(desk.news_db, desk.pages_db) as store:
        run(store.news, "insert into makes(slug, name) values ('audi', 'Audi')")
        run(store.news, HIT)
        with writing(store.news):
            deliveries.gather(store.news, 1, ["log", "page", "of-another-file"], began)
        for one in deliveries.due(store.news, ["log", "of-another-file"], NOW):
            deliveries.begin(store.news, one, began)
            deliveries.failed(store.news, one, "the file cannot be written: Is a directory", began)

    assert {
        "channels": f"channel 'log' takes nothing since {began:%Y-%m-%d %H:%M} UTC (1 waiting): the file cannot be"
        " written: Is a directory; once that is mended, `koplamp watch run` delivers what waits"
    } == {name: said for name, said in seen(desk, state).items() if name == "channels"}
    assert (state is State.WRONG) == ("channels" in seen(desk, State.WRONG))


def test_nothing_is_wrong_with_a_new_desk(desk):
    assert {} == seen(desk, State.WRONG)


def test_a_desk_before_its_first_crawl_is_well(desk):
    desk.news_db.unlink()
    desk.pages_db.unlink()

    assert {} == seen(desk, State.WRONG)
    assert "first `koplamp crawl`" in seen(desk, State.NOTE)["news.db"]


def test_a_disk_with_little_room_is_wrong(desk, monkeypatch):
    monkeypatch.setattr(room, "LEAST_MIB", 1 << 40)

    assert "make room" in seen(desk, State.WRONG)["disk"]


def test_a_run_with_little_room_is_refused_in_one_line(tmp_path, monkeypatch):
    room.enough_for_a_run(tmp_path)
    monkeypatch.setattr(room, "LEAST_MIB", 1 << 40)
    with pytest.raises(StorageError, match="make room and run again"):
        room.enough_for_a_run(tmp_path)


def test_who_is_at_work_is_told_and_the_search_index_left_alone(desk):
    with held(desk.lock):
        found = {f"{check.name} {check.state}": check.said for check in examine(desk)}

    assert str(os.getpid()) in found["lock ok"]
    assert "another run is at work" in found["news.db note"]


def test_where_others_can_enter_and_pages_are_kept_that_is_told(desk):
    desk.folder.chmod(0o755)

    assert "raw pages" in seen(desk, State.NOTE)["permissions"]
    desk.pages_db.unlink()
    assert "permissions" not in seen(desk, State.NOTE)


def test_a_secret_that_is_not_set_is_told(desk):
    desk.feeds_yaml.write_text(FEEDS.replace('rss"}', 'rss", headers: {Authorization: "${AUTOBLAD_KEY}"}}'))

    assert "AUTOBLAD_KEY" in seen(desk, State.NOTE)["feeds.yaml"]


@pytest.mark.parametrize(
    ("change", "days", "state", "said"),
    [
        ("last_outcome = 'missing', fail_score = 2, failing_since_at = ?", 8, State.WRONG, "nothing at its address"),
        ("last_outcome = 'missing', fail_score = 2, failing_since_at = ?", 2, State.NOTE, "`koplamp feeds discover`"),
        ("last_outcome = 'blocked', last_http_status = 403, failing_since_at = ?", 8, State.WRONG, "enabled: false"),
        ("redirect_url = 'https://b.example/', redirect_first_seen_at = ?", 8, State.WRONG, "url: https://b.example/"),
        ("last_outcome = 'gone', gone_first_seen_at = ?", 2, State.WRONG, "take the feed out"),
        ("next_check_at = ?", 2, State.WRONG, "see that cron or a timer runs"),
        ("next_check_at = ?", 0.5, State.NOTE, "see that cron or a timer runs"),
        ("last_new_item_at = ?", 30, State.WRONG, "nothing new for 30 days"),
        ("last_new_item_at = ?", 1, State.OK, "all are well"),
    ],
)
def test_a_feed_that_is_not_well_needs_a_person_after_a_while(desk, change, days, state, said):
    now = datetime.now(UTC)  # the view goes by SQLite's own clock
    with Store(desk.news_db, desk.pages_db) as store:
        store.sync_feeds(load(FEEDS), now)
        run(
            store.news,
            "update feeds set last_outcome = 'fresh', last_attempt_at = ?, last_success_at = ?, last_new_item_at = ?",
            [now] * 3,
        )
        run(store.news, f"update feeds set {change}", [now - timedelta(days=days)])

    [told] = [check for check in examine(desk, now) if check.name == "feeds"]
    assert state is told.state
    assert said in told.said
    assert state is State.OK or "feeds.yaml:3: autoblad: " in told.said


def test_a_file_that_cannot_be_read_is_told_with_what_to_do(desk, monkeypatch):
    monkeypatch.setattr(soundness.database, "check_mark", lambda *_: (_ for _ in ()).throw(PermissionError(13, "No")))

    assert "`koplamp restore FILE`" in seen(desk, State.WRONG)["news.db"]


def test_a_heartbeat_that_lacks_its_variable_is_told(desk):
    desk.feeds_yaml.write_text(FEEDS.replace("defaults: {", "defaults: {heartbeat: 'https://ping.example/${PING}', "))

    assert "variable PING is not set, as it is here: set it" in seen(desk, State.NOTE)["feeds.yaml"]


def test_what_is_in_quarantine_is_counted(desk):
    with sqlite3.connect(desk.news_db) as db:
        db.execute("insert into quarantine values (?, 'x', 'took long', 1, '2025-11-19T08:30:00Z')", ["0" * 32])
    db.close()

    assert "0 feeds and 1 pages" in seen(desk, State.NOTE)["quarantine"]


def test_an_older_database_is_told(desk):
    with sqlite3.connect(desk.news_db) as db:
        db.execute("update about set value = 'old' where name = 'views_sha256'")
    db.close()

    assert "brings it up to date" in seen(desk, State.NOTE)["news.db"]


# ---------------------------------------------------------------- the machine

ROUTES = "Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT\n"
TO_ANYWHERE = "eth0 00000000 0101A8C0 0003 0 0 0 00000000 0 0 0\n"
TO_NEIGHBOURS = "eth0 0001A8C0 00000000 0001 0 0 0 00FFFFFF 0 0 0\n"
SIX = "0" * 32 + " 00 " + "0" * 32 + " 00 fd000000000000000000000000000001 00000400 00000003 00000000 00000003 {}\n"


@pytest.fixture
def on(tmp_path_factory) -> Machine:
    """A machine that nothing is wrong with."""
    etc = tmp_path_factory.mktemp("etc")
    (etc / "route").write_text(ROUTES + TO_NEIGHBOURS + TO_ANYWHERE)
    (etc / "ipv6_route").write_text(SIX.format("lo"))
    (etc / "resolv.conf").write_text("search example\nnameserver 192.0.2.1\n")
    return replace(this_machine(), routes=(etc / "route", etc / "ipv6_route"), name_servers=etc / "resolv.conf")


def ran(desk: Desk, ago: timedelta, exit_code: int) -> None:
    """A run so long ago."""
    at = NOW - ago
    with Store(desk.news_db, desk.pages_db) as store:
        store.finish_run(store.start_run("cron", "0.1.0", at), Run(at, "cron", at, exit_code))


def test_an_old_python_is_told(desk, on):
    told = seen(desk, State.WRONG, replace(on, python="3.9.2"))

    assert {"python": "Python is 3.9.2 and has to be >=3.11: install Koplamp with such a one"} == told


def test_an_old_sqlite_and_one_without_search_are_told(desk, on, monkeypatch):
    assert None is soundness.sqlite_lacks("3.37.0")
    monkeypatch.setattr(soundness, "sqlite_version", lambda: "3.31.1")

    said = "SQLite 3.31.1 has no strict tables, which came with 3.37: use a Python with a newer one"
    assert {"sqlite": said} == seen(desk, State.WRONG, on)


def test_an_old_parser_of_xml_is_told(desk, on, monkeypatch):
    monkeypatch.setattr(machine, "expat_fault", lambda: expat_fault((2, 2, 0)))

    assert "use one with 2.4.1 or later" in seen(desk, State.WRONG, on)["expat"]


@pytest.mark.parametrize(
    ("required", "installed", "said"),
    [
        (("aiohttp>=3.14.3",), {"aiohttp": "3.9"}, "aiohttp is 3.9 and has to be >=3.14.3"),
        (("aiohttp>=3.14.3", "lxml>=6.1"), {"lxml": "6.1"}, "aiohttp is missing"),
        (("scrapy<2.20,>=2.19",), {"scrapy": "2.20.1"}, "scrapy is 2.20.1 and has to be <2.20,>=2.19"),
        (("uvloop>=0.22; extra == 'fast'",), {"uvloop": "0.1"}, "uvloop is 0.1"),
        (("uvloop>=0.22; extra == 'fast'",), {}, None),
        (("old>=1; python_version < '3.0'",), {}, None),
        (("lxml>=6.1",), {"lxml": "7.0rc1"}, None),
    ],
)
def test_packages_are_as_new_as_they_have_to_be(desk, on, required, installed, said):
    told = seen(desk, State.WRONG, replace(on, required=required, installed=installed)).get("packages")

    assert (said is None) == (told is None)
    assert told is None or (said in told and "install Koplamp anew" in told)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (datetime(1970, 1, 1, tzinfo=UTC), "it says 1970-01-01 00:00 UTC, which cannot be"),
        (datetime(2106, 2, 7, tzinfo=UTC), "it says 2106-02-07 00:00 UTC, which cannot be"),
        (NOW - timedelta(hours=1), "it says 2025-11-19 07:30 UTC, and something was stored at 2025-11-19 08:30 UTC"),
        (NOW - timedelta(minutes=2), None),
    ],
)
def test_a_clock_that_stands_wrong_is_told(desk, on, now, said):
    ran(desk, timedelta(), 0)
    told = seen(desk, State.WRONG, on, now).get("clock")

    assert (said is None) == (told is None)
    assert told is None or (said in told and "timedatectl" in told)


@pytest.mark.parametrize(("minutes", "state"), [(20, State.NOTE), (90, State.WRONG)])
def test_runs_that_reach_nobody_are_told(desk, on, minutes, state):
    ran(desk, timedelta(minutes=minutes), 69)
    ran(desk, timedelta(minutes=5), 69)
    began = f"{NOW - timedelta(minutes=minutes):%H:%M}"

    assert f"no run reached anybody since 2025-11-19 {began} UTC: see whether" in seen(desk, state, on)["network"]


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("route", ROUTES + TO_NEIGHBOURS, "no default route"),
        ("route", ROUTES + TO_ANYWHERE.replace("0003", "0002"), "no default route"),
        ("route", ROUTES, "no default route"),
        ("resolv.conf", "# nameserver 192.0.2.1\n", "names no name server"),
        ("resolv.conf", None, "names no name server"),
        ("route", None, None),  # no Linux
    ],
)
def test_what_the_network_lacks_is_told_before_anybody_was_asked(desk, on, file, text, said):
    here = on.name_servers.parent / file
    here.unlink() if text is None else here.write_text(text)
    told = seen(desk, State.NOTE, on).get("network")

    assert (said is None) == (told is None)
    assert told is None or said in told


def test_a_machine_of_ipv6_alone_has_its_route_and_a_proxy_needs_no_name_server(desk, on):
    on.routes[0].write_text(ROUTES)
    on.routes[1].write_text(SIX.format("eth0"))
    on.name_servers.unlink()
    desk.feeds_yaml.write_text(FEEDS.replace("defaults: {", "defaults: {proxy: 'http://proxy.example:3128', "))

    assert "nobody was asked yet" == seen(desk, State.OK, on)["network"]


def test_what_the_last_run_reached_counts_and_not_what_is_set_up(desk, on):
    on.routes[0].write_text(ROUTES)
    ran(desk, timedelta(minutes=90), 69)
    with sqlite3.connect(desk.news_db) as db:
        db.execute("insert into sources(slug, name) values ('a', 'a')")
        db.execute(
            "insert into feeds(slug, source_id, name, kind, url, follow, active, added_at)"
            " values ('a', 1, 'a', 'rss', 'https://a.example/', 1, 1, '2025-11-01T00:00:00Z')"
        )
        db.execute(
            "insert into fetches(feed_id, fetched_at, fetched_on, outcome, http_status)"
            " values (1, '2025-11-19T08:00:00Z', '2025-11-19', 'fresh', 200)"
        )
    db.close()

    assert "a site answered at 2025-11-19 08:00 UTC" == seen(desk, State.OK, on)["network"]


def test_a_folder_that_cannot_be_locked_is_wrong(desk, on, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    patient = Patient(desk, NOW, {}, "koplamp.lock: Permission denied", on)

    assert [State.WRONG] == [check.state for check in doctor._lock(patient)]


def test_a_check_that_is_not_among_these_has_no_test_that_makes_it_fail():
    names = {check.__name__.strip("_") for check in doctor.CHECKS}

    assert {
        "versions", "packages", "feeds_yaml", "rules_yaml", "watches_yaml", "news_db", "pages_db", "permissions",
        "disk", "clock", "lock", "network", "feeds", "channels", "quarantine",
    } == names  # fmt: skip


def test_damaged_pages_are_put_aside_and_nothing_of_the_news_is_touched(desk):
    damaged_pages(desk)
    before = desk.news_db.read_bytes()
    said = list(repair(desk, NOW))

    assert 1 == len(said)
    assert "pages.db.damaged-20251119T083000Z" in said[0]
    assert before == desk.news_db.read_bytes()
    assert {} == seen(desk, State.WRONG)


def test_a_sound_desk_is_not_mended(desk):
    assert [] == list(repair(desk, NOW))

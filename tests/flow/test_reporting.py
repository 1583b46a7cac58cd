"""After a run: figures for Prometheus, and a sign of life that is missed when runs stop."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from crawler import config
from crawler.config.watches_values import VARIABLE
from crawler.desk.doctor import examine
from crawler.errors import ConfigError
from crawler.model import Run
from crawler.out import metrics
from crawler.reporting import SECONDS, after_a_run
from crawler.store.store import Store
from tests.flow.conftest import HEAD, Call, Office, feed_line
from tests.flow.origin import STORY, Said, Site, feed_of, page_of
from tests.flow.test_secrets import traces
from tests.pace import Pace

NOW = datetime(2025, 11, 19, 8, 30, tzinfo=UTC)
SAMPLE = re.compile(r'([a-z_][a-z0-9_]*)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)+)\})? (-?[0-9.e+-]+)')


def reported(office: Office, keys: str, *, exit_code: int = 0, at: datetime = NOW) -> list[str]:
    """What is said after a run of a desk with these keys under defaults."""
    feeds = config.load(f"{HEAD}{keys}feeds: []\n")
    said: list[str] = []
    run = Run(at, "cron", at + timedelta(seconds=2), exit_code, feeds_due=3, articles_new=2, cpu_s=1.25)
    with Store(office.desk.news_db, office.desk.pages_db) as store:
        store.finish_run(store.start_run("cron", "0.1.0", at), run)
        after_a_run(office.desk, feeds, store, run, said.append)
    return said


def samples(text: str) -> Iterator[tuple[str, str, float]]:
    """Name, labels and figure of each line; a text that is not as the format has it fails."""
    family = ""
    assert text.endswith("\n")
    for line in text.splitlines():
        if line.startswith("# HELP "):
            family = line.split()[2]
            assert 1 == text.count(f"# HELP {family} ")
        elif line.startswith("# "):
            assert f"# TYPE {family} gauge" == line
        else:
            found = SAMPLE.fullmatch(line)
            assert found, line
            assert family == found[1]
            yield found[1], found[2] or "", float(found[3])


def test_a_good_run_leaves_a_heartbeat_and_figures(office: Office, site: Site, koplamp: Call) -> None:
    site.say("/feed.xml", feed_of(("New estate", "/estate")))
    site.say("/estate", page_of("New estate", *STORY))
    site.say("/beat/abc", b"ok")
    keys = f"  heartbeat: {site.url}/beat/abc\n  metrics: out/koplamp.prom\n"
    feeds = (feed_line("good", f"{site.url}/feed.xml"), feed_line("bad", f"{site.url}/none.xml"))
    office.feeds(*feeds, head=HEAD + keys)

    told = koplamp("crawl")

    assert (0, "", "") == told
    [beat] = [asked for asked in site.asked if asked.path == "/beat/abc"]
    assert beat is site.asked[-1], "when all is stored"
    assert "Koplamp test" in beat.headers["user-agent"]
    file = office.desk.folder / "out" / "koplamp.prom"
    figures = {(name, labels): figure for name, labels, figure in samples(file.read_text())}
    assert 0 == figures["koplamp_run_exit_code", ""]
    assert 1 == figures["koplamp_run_articles", 'what="new"']
    assert [1, 1, 0] == [figures["koplamp_feeds", f'state="{one}"'] for one in ("ok", "failing", "gone")]
    assert 1 == figures["koplamp_feed_ill", 'feed="bad",state="failing"']
    assert office.desk.news_db.stat().st_size >= figures["koplamp_database_bytes", 'file="news.db"'] > 100_000
    assert 0 < figures["koplamp_run_cpu_seconds", ""] < 100
    assert abs(time.time() - figures["koplamp_newest_article_timestamp_seconds", ""]) < 60
    assert abs(time.time() - figures["koplamp_run_started_timestamp_seconds", ""]) < 60
    assert [file.name] == [one.name for one in file.parent.iterdir()], "nothing is left of how it was made"
    assert 0o600 != file.stat().st_mode & 0o777, "whoever reads metrics is another user"


def test_a_bad_run_leaves_figures_and_no_heartbeat(office: Office, site: Site) -> None:
    keys = f"  heartbeat: {site.url}/beat\n  metrics: koplamp.prom\n"

    assert [] == reported(office, keys, exit_code=69)
    assert [] == site.asked
    assert "koplamp_run_exit_code 69\n" in (office.desk.folder / "koplamp.prom").read_text()
    assert "koplamp_newest_article" not in (office.desk.folder / "koplamp.prom").read_text()


def test_a_heartbeat_may_be_a_file_and_overwrites_no_other(office: Office) -> None:
    file, other = office.desk.folder / "signs" / "heartbeat", office.desk.folder / "notes.txt"
    other.write_text("mine\n")

    assert [] == reported(office, "  heartbeat: signs/heartbeat\n")
    assert [] == reported(office, "  heartbeat: signs/heartbeat\n", at=NOW + timedelta(hours=1))
    assert "2025-11-19T09:30:02Z\n" == file.read_text()
    [said] = reported(office, "  heartbeat: notes.txt\n")
    assert said.endswith("feeds.yaml: heartbeat: the file holds something else than a heartbeat; name another")
    assert "mine\n" == other.read_text()


@pytest.mark.parametrize(
    ("answer", "why"),
    [(Said(b"no", 500), "HTTP 500"), (Said(b"", 302, {"Location": "/x"}), "HTTP 302: it redirects")],
)
def test_a_heartbeat_that_fails_is_said_once_a_day(office: Office, site: Site, answer: Said, why: str) -> None:
    site.say("/beat", answer)
    keys = f"  heartbeat: {site.url}/beat\n"
    said = [reported(office, keys, at=NOW + timedelta(hours=hours)) for hours in (0, 1, 23, 25)]

    assert [1, 0, 0, 1] == [len(lines) for lines in said]
    assert f"heartbeat: {why}" in said[0][0]
    assert 4 == len(site.asked), "it is tried each time, and no redirect is followed"


def test_a_heartbeat_that_hangs_holds_up_no_run(office: Office, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.reporting.SECONDS", 0.3)
    site.say("/beat", Said(b"late", wait_s=15))

    with Pace() as took:
        [said] = reported(office, f"  heartbeat: {site.url}/beat\n")

    assert took.s < 2
    assert "in time" in said
    assert SECONDS < 5


def test_a_heartbeat_goes_to_public_addresses_only(office: Office) -> None:
    [said] = reported(office, "  heartbeat: http://127.0.0.2:8080/beat\n")

    assert "127.0.0.2 is not a public address" in said
    assert "private_hosts:" in said


def test_the_secret_of_a_heartbeat_is_said_and_stored_nowhere(
    office: Office, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = f"  heartbeat: {site.url}/${{HEARTBEAT_ID}}\n"
    [unset] = reported(office, keys)
    office.desk.feeds_yaml.write_text(f"{HEAD}{keys}feeds: []\n")
    noted = [check.said for check in examine(office.desk, NOW, {}) if "HEARTBEAT_ID" in check.said]
    secret = "k0lib<ri/MARKER=42"
    monkeypatch.setenv("HEARTBEAT_ID", secret)
    site.say(f"/{secret}", Said(secret.encode(), 500, {"X-Echo": secret}))
    [failed] = reported(office, keys, at=NOW + timedelta(days=2))

    assert "the environment variable HEARTBEAT_ID is not set" in unset
    unset = "no heartbeat is sent where the environment variable HEARTBEAT_ID is not set, as it is here"
    assert [f"{unset}: set it where `koplamp crawl` runs"] == noted
    assert "HTTP 500" in failed
    assert "MARKER" not in failed
    assert [] == traces(office.desk.folder)
    assert (secret,) == config.secret_values(config.load(f"{HEAD}{keys}feeds: []\n"), {"HEARTBEAT_ID": secret})


def test_metrics_that_cannot_be_written_are_said_and_the_heartbeat_goes(office: Office, site: Site) -> None:
    (office.desk.folder / "file").touch()
    site.say("/beat", b"ok")
    [said] = reported(office, f"  metrics: file/koplamp.prom\n  heartbeat: {site.url}/beat\n")

    assert "metrics: the file cannot be written: " in said
    assert 1 == len(site.asked)


def test_labels_of_metrics_are_escaped() -> None:
    odd = 'a"b\\c\nd'
    facts = metrics.Facts("0.1.0", Run(NOW, "cron"), {"ok": 1}, [(odd, "stale")], {"news.db": 1}, None)
    [(_, labels, _)] = [one for one in samples(metrics.text(facts)) if one[0] == "koplamp_feed_ill"]

    assert r'feed="a\"b\\c\nd",state="stale"' == labels


@pytest.mark.parametrize(
    ("key", "written", "said"),
    [
        ("heartbeat", "ftp://hc.example/a", "write an address with http:// or https://"),
        ("heartbeat", "https://user:s3cret@hc.example/", "take the user name and password out"),
        ("heartbeat", "https://hc.example/a b", "the address holds a blank"),
        ("heartbeat", "out/", "is no file"),
        ("heartbeat", "~/beat", "means no home here"),
        ("heartbeat", "out/${NAME}", "write an address with http:// or https://"),
        ("metrics", "koplamp.txt", "must be a file whose name ends in .prom"),
        ("metrics", "~/koplamp.prom", "means no home here"),
        ("prometheus", "x.prom", "did you mean 'metrics'?"),
        ("healthcheck", "x", "did you mean 'heartbeat'?"),
    ],
)
def test_what_may_not_be_written_is_told_and_no_address_shown(key: str, written: str, said: str) -> None:
    with pytest.raises(ConfigError) as raised:
        config.load(f"defaults:\n  {key}: '{written}'\nfeeds: []\n")

    [fault] = raised.value.faults
    assert fault.startswith("feeds.yaml:2:")
    assert said in fault
    assert "s3cret" not in fault


@pytest.mark.parametrize("written", ["${HEARTBEAT}", "https://hc.example/${ID}", "/run/koplamp/beat", "beat"])
def test_a_heartbeat_is_an_address_or_a_file(written: str) -> None:
    feeds = config.load(
        f"defaults: {{heartbeat: '{written}', metrics: /var/lib/node_exporter/koplamp.prom}}\nfeeds: []\n"
    )

    assert (written, "/var/lib/node_exporter/koplamp.prom") == (feeds.heartbeat, feeds.metrics)
    assert bool(VARIABLE.search(written)) == bool(config.secret_values(feeds, {"HEARTBEAT": "x", "ID": "y"}))

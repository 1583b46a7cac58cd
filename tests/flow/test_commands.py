"""The commands as people and scripts type them: what they print, and with which code they end."""

import contextlib
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from crawler import config
from crawler.crawl import utc_now
from crawler.desk.lock import held
from crawler.store.store import Store
from tests.flow.conftest import HEAD, Call, Office, feed_line
from tests.flow.origin import STORY, Said, Site, feed_of, page_of


@pytest.fixture
def crawled(office: Office, site: Site) -> Office:
    site.say("/feed.xml", feed_of(("New estate", "/estate"), ("New van", "/van")))
    site.say("/estate", page_of("New estate", *STORY))
    site.say("/van", Said(b"", 404))
    office.feeds(feed_line("good", f"{site.url}/feed.xml"), feed_line("bad", f"{site.url}/none.xml"))
    office.crawl()
    return office


def test_status_puts_the_worst_feed_first_and_says_why(crawled: Office, koplamp: Call) -> None:
    code, out, _ = koplamp("status")

    first, second = out.splitlines()
    assert 0 == code
    assert ["bad", "failing", "missing"] == first.split("\t")[:3]
    assert "HTTP 404" in first
    assert ["good", "ok", "fresh"] == second.split("\t")[:3]


def test_status_as_json_is_for_programs(crawled: Office, koplamp: Call) -> None:
    _, out, _ = koplamp("status", "--json")

    told = json.loads(out)
    assert {"good", "bad"} == {feed["slug"] for feed in told["feeds"]}
    assert 2 == told["last_run"]["articles_new"]
    assert 1 == told["counts"]["articles"]


def test_search_marks_what_it_found(crawled: Office, koplamp: Call) -> None:
    code, out, _ = koplamp("search", "rivals", "-van")

    assert 0 == code
    assert out.startswith("New estate\n")
    assert "*rivals*" in out


@pytest.mark.parametrize(
    "words", [["a", "AND"], ["x", "-y"], ["né(ar", "col:on"], ["x", "\U0001f697"], ["'x'"], ['"x']]
)
def test_search_takes_whatever_is_typed(crawled: Office, koplamp: Call, words: list[str]) -> None:
    assert 0 == koplamp("search", *words)[0]


@pytest.mark.parametrize("words", [[""], ["-tesla"], ["-a", '-"b c"'], ['"'], ["*"], ["''"], ["\U0001f697"]])
def test_search_needs_something_to_look_for(crawled: Office, koplamp: Call, words: list[str]) -> None:
    told = "koplamp: a search needs at least one word to look for\n"

    assert (2, "", told) == koplamp("search", *words)


def test_search_as_json(crawled: Office, koplamp: Call) -> None:
    _, out, _ = koplamp("search", "--json", "estate")

    assert ["New estate"] == [hit["title"] for hit in json.loads(out)]


def test_try_shows_a_feed_and_its_first_page_and_stores_nothing(office: Office, koplamp: Call, site: Site) -> None:
    site.say("/feed.xml", feed_of(("New estate", "/estate")))
    site.say("/estate", page_of("New estate", *STORY))
    office.feeds()

    code, out, _ = koplamp("try", f"{site.url}/feed.xml")

    assert 0 == code
    assert "A feed: Kolibri Auto" in out
    assert "2025-11-19  New estate" in out
    assert STORY[0][:60] in out
    assert not office.desk.news_db.exists()


def test_try_shows_a_page(office: Office, koplamp: Call, site: Site) -> None:
    site.say("/estate", page_of("New estate", *STORY))
    office.feeds()

    code, out, _ = koplamp("try", f"{site.url}/estate", "--json")

    assert 0 == code
    assert "New estate" == json.loads(out)["page"]["article"]["title"]


@pytest.mark.parametrize(
    ("path", "word"), [("/none", "missing"), ("/picture.png", "no text"), ("/down", "server_error")]
)
def test_try_says_why_there_is_nothing(office: Office, koplamp: Call, site: Site, path: str, word: str) -> None:
    site.say("/picture.png", b"\x89PNG\r\n\x1a\n0000", Content_Type="image/png")
    site.say("/down", Said(b"", 500))
    office.feeds()

    code, out, _ = koplamp("try", f"{site.url}{path}")

    assert 3 == code
    assert word in out or "not an HTML page" in out


def test_try_says_when_it_cannot_know_which_hosts_rest(crawled: Office, koplamp: Call, site: Site) -> None:
    crawled.run("pragma user_version = 1")  # as an older Koplamp left it

    code, _, err = koplamp("try", f"{site.url}/estate")

    assert 0 == code
    assert "This trial does not know which sites asked to be left alone." in err


def test_try_asks_nothing_of_a_host_that_rests(office: Office, koplamp: Call, site: Site) -> None:
    site.say("/feed.xml", Said(b"", 429, {"Retry-After": "7200"}))
    site.say("/estate", page_of("New estate", *STORY))
    office.feeds(feed_line("busy", f"{site.url}/feed.xml"))
    office.crawl()
    asked = len(site.asked)

    code, out, _ = koplamp("try", f"{site.url}/estate")

    assert (3, asked) == (code, len(site.asked))
    assert "No answer to use: busy" in out
    assert "asked to be left alone until" in out


def test_crawl_as_json_is_a_line_for_each_feed_and_one_for_the_run(office: Office, koplamp: Call, site: Site) -> None:
    site.say("/feed.xml", feed_of(("New estate", "/estate")))
    office.feeds(feed_line("good", f"{site.url}/feed.xml"))

    code, out, _ = koplamp("crawl", "--json")

    feed, run = map(json.loads, out.splitlines())
    assert ("good", "fresh", 1) == (feed["feed"], feed["outcome"], feed["new"])
    assert (0, 0, 1) == (code, run["exit_code"], run["articles_new"])


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("good", "koplamp crawl --now good"),
        ("goood", "no enabled feed is called 'goood'; did you mean 'good'?"),
        ("zebra", "no enabled feed is called 'zebra'; `koplamp status` lists them"),
    ],
)
def test_crawl_with_names_wants_now(office: Office, koplamp: Call, name: str, word: str) -> None:
    office.feeds(feed_line("good", "http://127.0.0.1:8000/feed"))

    code, _, err = koplamp("crawl", name)

    assert 2 == code
    assert word in err


def test_wrong_feeds_yaml_is_told_line_by_line(office: Office, koplamp: Call) -> None:
    office.feeds("name: Kolibri\nurl: nonsense\nlangauge: nl", "name: Two\nurl: http://two.invalid/\nevery: soon")

    code, out, err = koplamp("crawl")

    assert (2, "") == (code, out)
    assert 3 == len(err.splitlines())
    assert all(line.startswith("feeds.yaml:") for line in err.splitlines())


def test_init_makes_a_desk_once(office: Office, koplamp: Call) -> None:
    folder = str(office.desk.folder / "new")

    assert 0 == koplamp("init", folder)[0]
    assert 2 == koplamp("init", folder)[0]
    assert 77 == (office.desk.folder / "new" / "feeds.yaml").read_text("utf-8").count("\n  - name: ")


@pytest.mark.parametrize(
    ("content", "word"), [(b"", "empty"), (b"SQLite format 3\0 and nothing more", ""), (b"my shopping list", "")]
)
def test_a_file_that_is_not_our_database_is_left_alone(
    office: Office, koplamp: Call, content: bytes, word: str
) -> None:
    office.feeds()
    office.desk.news_db.write_bytes(content)

    code, out, err = koplamp("crawl")

    assert (74, "") == (code, out)
    assert 1 == len(err.splitlines())
    assert str(office.desk.news_db) in err
    assert word in err
    assert content == office.desk.news_db.read_bytes()


def wordpress(site: Site, path: str, *numbers: int) -> None:
    """A page of a WordPress feed that lists these articles, one a day in November 2025."""
    items = "".join(
        f"<item><title>Car {n}</title><link>{site.url}/car/{n}</link><guid>{site.url}/?p={n}</guid>"
        f"<pubDate>{n:02} Nov 2025 10:00:00 GMT</pubDate></item>"
        for n in numbers
    )
    generator = "<generator>https://wordpress.org/?v=6.4</generator>"
    site.say(path, f"<rss version='2.0'><channel><title>K</title>{generator}{items}</channel></rss>")


@pytest.fixture
def archive(office: Office, site: Site) -> Office:
    wordpress(site, "/feed", 9, 8, 7)
    wordpress(site, "/feed?paged=2", 6, 5, 4)
    wordpress(site, "/feed?paged=3", 3, 2, 1)
    office.feeds(feed_line("kolibri", f"{site.url}/feed", follow=False))
    return office


def test_backfill_brings_what_a_feed_listed_since_a_day_and_nothing_older(archive: Office, koplamp: Call) -> None:
    code, out, err = koplamp("backfill", "kolibri", "--since", "2025-11-03", "--verbose")

    assert (0, "") == (code, err)
    assert out.endswith(
        "3 documents of older entries asked, 0 waiting; 4 articles found, 0 pages still to be asked for\n"
    )
    days = archive.column("select published_on from articles order by 1")
    assert [f"2025-11-0{n}" for n in range(3, 10)] == days


def test_backfill_twice_asks_no_document_twice(archive: Office, koplamp: Call, site: Site) -> None:
    for _ in range(2):
        koplamp("backfill", "kolibri", "--since", "2025-11-03")

    assert 1 == site.paths().count("/feed?paged=2")
    assert (0, "", "") == koplamp("backfill", "kolibri", "--since", "2025-11-03")


@pytest.mark.parametrize(
    ("feed", "since", "word"),
    [
        ("colibri", "2025-11-03", "did you mean 'kolibri'?"),
        ("kolibri", "2999-01-01", "lies in the future"),
        ("kolibri", "yesterday", "'yesterday' is no day; write year, month and day, such as 2025-01-31"),
    ],
)
def test_backfill_says_what_is_wrong_with_an_order(
    archive: Office, koplamp: Call, feed: str, since: str, word: str
) -> None:
    code, out, err = koplamp("backfill", feed, "--since", since)

    assert (2, "") == (code, out)
    assert word in err


def test_prune_says_first_and_removes_then(archive: Office, koplamp: Call, site: Site) -> None:
    koplamp("backfill", "kolibri", "--since", "2025-11-01")
    archive.run("update sightings set last_seen_at = '2025-11-10T00:00:00Z'")
    wordpress(site, "/feed", 9, 8)
    koplamp("crawl", "--now")

    code, out, _ = koplamp("prune", "--older-than", "2w", "--dry-run")
    assert (0, True) == (code, out.startswith("7 articles would go"))
    assert (0, True) == (koplamp("prune", "--older-than", "2w")[0], True)
    assert [2] == archive.column("select count(*) from articles")
    assert 2 == koplamp("prune", "--older-than", "long")[0]


def test_forget_takes_any_address_of_an_article(crawled: Office, koplamp: Call, site: Site) -> None:
    code, out, _ = koplamp("forget", f"{site.url}/estate?utm_source=mail")

    assert (0, True) == (code, "removed; it will not be collected again" in out)
    assert ["New van"] == crawled.column("select title from articles")
    assert "was not stored" in koplamp("forget", f"{site.url}/estate")[1]
    assert 2 == koplamp("forget", "estate")[0]


@pytest.mark.parametrize(
    "words",
    [
        ["crawl", "--now"],
        ["crawl", "--verbose"],
        ["backfill", "good", "--since", "2025-11-01"],
        ["replay"],
        ["prune", "--older-than", "2y"],
        ["forget", "https://kolibri.example/a"],
    ],
)
def test_who_is_kept_waiting_is_told_by_whom(crawled: Office, koplamp: Call, words: list[str]) -> None:
    with held(crawled.desk.lock):
        told = koplamp(*words)

    assert (75, "", f"koplamp: another run is at work on this desk (pid {os.getpid()})\n") == told


def test_cron_is_not_told_that_another_run_is_at_work(crawled: Office, koplamp: Call) -> None:
    with held(crawled.desk.lock):
        assert (75, "", "") == koplamp("crawl")


def test_that_nothing_was_reached_is_said_once_to_cron_and_each_time_to_people(office: Office, koplamp: Call) -> None:
    hosts = [f"127.0.0.{number}" for number in range(11, 17)]
    head = HEAD.replace("[127.0.0.1]", f"[{', '.join(hosts)}]")
    office.feeds(*(feed_line(f"f-{n}", f"http://{host}:1024/") for n, host in enumerate(hosts)), head=head)
    told = "no feed could be reached: is this machine off the network?"

    runs = [koplamp("crawl", *words) for words in ([], [], ["--now"], ["--verbose"], ["--json"], ["--now", "--json"])]

    assert [69] * 6 == [code for code, _, _ in runs]
    assert [1, 0, 1, 1, 0, 1] == [err.count(told) for _, _, err in runs]


def on_a_terminal(office: Office, *arguments: str, columns: int = 200) -> str:
    """What `koplamp ARGUMENTS` prints there."""
    master, slave = pty.openpty()
    run = subprocess.Popen(
        [sys.executable, "-c", "from crawler.cli import main; main()", *arguments, "--desk", str(office.desk.folder)],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env={**os.environ, "COLUMNS": str(columns)},
    )
    os.close(slave)
    said = b""
    with contextlib.suppress(OSError):  # Linux ends a terminal whose last process left with EIO
        while piece := os.read(master, 65536):
            said += piece
    run.wait(timeout=60)
    os.close(master)
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", said.decode()).replace("\r\n", "\n")


LONG = "https://a-publisher-with-a-long-name.example/" + "feeds/" * 30


def test_status_cuts_no_address_off_a_terminal(crawled: Office, koplamp: Call) -> None:
    crawled.run(f"update feeds set last_error = 'look at {LONG}' where slug = 'bad'")

    assert f"look at {LONG}\n" in koplamp("status")[1]
    assert "The whole of every why: koplamp status --json" in on_a_terminal(crawled, "status")
    assert f"look at {LONG}" in on_a_terminal(crawled, "status", columns=400)


def test_status_tells_a_feed_that_was_never_asked_and_one_that_is_no_more(office: Office, koplamp: Call) -> None:
    office.feeds()
    office.crawl()
    office.feeds(
        feed_line("new", "http://127.0.0.1:1024/feed", enabled=True),
        feed_line("over", "http://127.0.0.1:1024/over", enabled=False),
    )
    with Store(office.desk.news_db, office.desk.pages_db) as store:
        store.sync_feeds(config.load(office.desk.feeds_yaml.read_text()), utc_now())

    _, out, _ = koplamp("status")

    rows = [line.split("\t")[:5] for line in out.splitlines()]
    assert [["new", "new", "-", "-", "due"], ["over", "off", "-", "-", "-"]] == rows
    assert ["new", "off"] == sorted(feed["state"] for feed in json.loads(koplamp("status", "--json")[1])["feeds"])


def test_a_run_on_a_terminal_was_begun_by_hand(office: Office, site: Site) -> None:
    site.say("/feed.xml", feed_of(("New estate", "/estate")))
    office.feeds(feed_line("good", f"{site.url}/feed.xml", follow=False))

    on_a_terminal(office, "crawl")

    assert ["now"] == office.column("select trigger from runs")
    assert "(by hand): 1 feed due, 1 new article, 0 changed" in on_a_terminal(office, "status")


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("kolibry", "no feed is called 'kolibry' in feeds.yaml; did you mean 'kolibri'?"),
        ("zebra", "no feed is called 'zebra' in feeds.yaml; `koplamp status` lists them"),
        ("./saved.html", "try asks addresses (https://...), not files"),
        (__file__, "try asks addresses (https://...), not files"),
        ("/no/such/file", "try asks addresses (https://...), not files"),
        ("http://127.0.0.1:9/", "port 9 is none that may be asked"),
        ("http://127.0.0.1:99999/", "port 99999 is no port"),
        ("ftp://kolibri.example/", "is not an http(s) address"),
    ],
)
def test_try_says_what_is_wrong_with_an_address(office: Office, koplamp: Call, typed: str, word: str) -> None:
    office.feeds(feed_line("kolibri", "http://127.0.0.1:1024/feed"))

    code, out, err = koplamp("try", typed)

    assert (2, "") == (code, out)
    assert word in err


def test_forget_names_the_port_that_is_never_asked(crawled: Office, koplamp: Call) -> None:
    code, _, err = koplamp("forget", "http://127.0.0.1:22/a")

    assert (2, True) == (code, "port 22 is none that may be asked" in err)


def test_try_says_when_a_feed_was_cut_off_before_anything_came(office: Office, koplamp: Call, site: Site) -> None:
    site.say("/cut.xml", b"<rss version='2.0'><channel><title>Kolibri</title><item><title>New es")
    site.say("/empty", b"", Content_Type="text/plain")
    office.feeds()

    code, out, _ = koplamp("try", f"{site.url}/cut.xml")

    assert 3 == code
    assert "1 entry, 0 different: there is nothing in it that could be collected" in out
    assert "partial: cut short" in out
    assert f"{site.url}/empty: no page: not an HTML page" in koplamp("try", f"{site.url}/empty")[1]


@pytest.mark.parametrize(
    "words",
    [
        ["status"],
        ["search", "estate"],
        ["rules"],
        ["replay"],
        ["boilerplate"],
        ["serve"],
        ["forget", "https://kolibri.example/"],
        ["prune", "--older-than", "2y"],
    ],
)
def test_a_folder_that_is_no_desk_is_told_and_left_empty(office: Office, koplamp: Call, words: list[str]) -> None:
    code, out, err = koplamp(*words)

    assert (2, "") == (code, out)
    assert "no desk here; name one with --desk, or make one with `koplamp init`" in err
    assert [] == list(office.desk.folder.iterdir())


def test_rules_says_that_there_is_no_such_file(office: Office, koplamp: Call) -> None:
    office.feeds()
    assert "rules.yaml: there is no such file; docs/writing-rules.md says" in koplamp("rules")[2]

    office.desk.rules_yaml.write_text("rules: []\n")
    assert "rules.yaml: has no rules; docs/writing-rules.md says" in koplamp("rules")[2]


@pytest.mark.parametrize("command", ["init", "demo"])
def test_a_desk_that_cannot_be_made_is_told_in_one_line(tmp_path: Path, koplamp: Call, command: str) -> None:
    (tmp_path / "file").touch()

    code, out, err = koplamp(command, str(tmp_path / "file" / "under" / "it"))

    assert (74, "", 1) == (code, out, len(err.splitlines()))
    assert "this user may write in" in err

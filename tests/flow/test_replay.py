"""Stories of rules that changed: stored pages read again, what changes shown, and written, and nothing lost by it."""

import json
import os
import signal
import sqlite3
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler import config
from crawler.desk.lock import held
from crawler.model import Failure
from crawler.passes import replay as replaying
from crawler.process import read_page
from crawler.store.store import Store
from tests.flow.conftest import Call, Office, feed_line
from tests.flow.origin import STORY, Site, feed_of, page_of
from tests.flow.test_process import some_news, start

EVERYTHING = ("articles", "article_text", "article_versions", "article_authors", "article_urls", "replays", "rules")


@pytest.fixture
def crawled(office: Office, site: Site) -> Office:
    """Two articles; the estate's page has a byline."""
    site.say("/feed.xml", feed_of(("New estate", "/estate"), ("New van", "/van")))
    byline = b"<head><meta name='author' content='Jan Jansen'>"
    site.say("/estate", page_of("New estate", *STORY).replace(b"<head>", byline))
    site.say("/van", page_of("New van", *STORY))
    office.feeds(feed_line("good", f"{site.url}/feed.xml"))
    office.crawl()
    return office


def as_by_older_rules(office: Office) -> None:
    """The estate as rules would have left it that keep the share bar, take the wrong title and know no author."""
    office.run("update article_text set body = 'Deel dit: Share App' || x'0a0a' || body where article_id = 1")
    office.run("update articles set title = 'New car', content_hash = 'older', rules_version = 0 where id = 1")
    office.run("delete from article_authors where article_id = 1")


def state(office: Office) -> list[list[dict[str, object]]]:
    return [office.rows(f"select * from {table}") for table in EVERYTHING]  # our own tables


def test_a_dry_run_shows_what_changes_and_writes_nothing(crawled: Office, koplamp: Call) -> None:
    as_by_older_rules(crawled)
    before = state(crawled)

    code, out, err = koplamp("replay", "--dry-run")

    assert (0, "") == (code, err)
    assert [
        "New car",
        "  title: New [-car-]{+estate+}",
        "  authors: - -> Jan Jansen",
        "    - Deel dit: Share App",
        "2 pages read, 1 article would change (authors 1, text 1, title 1)",
    ] == [line for line in out.splitlines() if "http" not in line and "words, now" not in line]
    assert before == state(crawled)


def test_a_replay_writes_what_it_shows_and_a_second_one_changes_nothing(crawled: Office, koplamp: Call) -> None:
    fresh = crawled.rows("select title, content_hash, version, rules_version, quality, published_at from articles")
    text = crawled.rows("select * from article_text")
    as_by_older_rules(crawled)

    first, once = koplamp("replay"), state(crawled)
    second, twice = koplamp("replay"), state(crawled)

    assert (0, "2 pages read, 1 article changed (authors 1, text 1, title 1)\n", "") == first
    assert (0, "2 pages read, 0 articles changed\n", "") == second
    assert once[:-2] == twice[:-2]
    assert fresh == crawled.rows(
        "select title, content_hash, version, rules_version, quality, published_at from articles"
    )
    assert text == crawled.rows("select * from article_text")
    assert ["Jan Jansen"] == crawled.column("select name from article_authors join authors on id = author_id")
    assert [] == crawled.rows("select * from article_versions"), "its publisher changed nothing"
    assert [2, 2] == crawled.column("select pages from replays where finished_at is not null")
    assert [1] == crawled.column("select count(*) from articles_fts where articles_fts match 'title : estate'")


@pytest.mark.parametrize("kept", [True, False])
def test_the_date_of_the_feed_is_not_lost(office: Office, site: Site, koplamp: Call, kept: bool) -> None:
    dated = b"<head><meta property='article:published_time' content='2025-11-12T08:00:00Z'>"
    site.say("/feed.xml", feed_of(("New estate", "/estate")))
    site.say("/estate", page_of("New estate", *STORY).replace(b"<head>", dated))
    office.feeds(feed_line("good", f"{site.url}/feed.xml"))
    office.crawl()
    if not kept:  # pages of before the feed's words were kept
        with sqlite3.connect(office.desk.pages_db) as db:
            db.execute("update pages set draft_zstd = null")
        db.close()

    koplamp("replay")

    facts = office.rows("select published_at, published_from, provenance ->> 'published' as why from articles")
    assert [
        {
            "published_at": "2025-11-19T07:30:00Z",
            "published_from": "feed",
            "why": "feed published; page says 2025-11-12",
        }
    ] == facts
    with sqlite3.connect(office.desk.pages_db) as db:
        assert [(0,)] == db.execute("select count(*) from pages where draft_zstd is null").fetchall()
    db.close()


def test_only_pages_of_a_host_or_of_some_days(crawled: Office, koplamp: Call) -> None:
    host = str(crawled.column("select url from articles")[0]).split("/")[2]

    told = {
        options: koplamp("replay", "--dry-run", *options)[1].split(" read")[0]
        for options in (("--host", host.split(":")[0]), ("--host", host))
    }
    old = koplamp("replay", "--since", "2030-01-01")

    assert [f"2 pages of {host.split(':')[0]}", f"2 pages of {host}"] == list(told.values())
    assert (0, "0 pages read, 0 articles changed\n", "") == old
    assert 2 == koplamp("replay", "--since", "yesterday")[0]


def test_a_host_without_pages_is_a_mistake_and_those_with_pages_are_told(crawled: Office, koplamp: Call) -> None:
    host = str(crawled.column("select url from articles")[0]).split("/")[2]

    code, _, err = koplamp("replay", "--host", "other.example")
    assert 2 == code
    assert f"no page is stored of it; there are pages of {host}" in " ".join(err.split())

    code, _, err = koplamp("replay", "--host", f"www.{host}")
    assert 2 == code
    assert f"did you mean {host}?" in " ".join(err.split())


def test_json_is_for_programs(crawled: Office, koplamp: Call) -> None:
    as_by_older_rules(crawled)

    article, total = (json.loads(line) for line in koplamp("replay", "--json")[1].splitlines())

    assert {"before": "New car", "after": "New estate"} == article["changes"]["title"]
    assert {"title", "authors", "text"} == set(article["changes"])
    assert (2, 1, False) == (total["pages"], total["changed"], total["dry_run"])


def test_an_article_whose_page_cannot_be_read_any_more_keeps_what_it_has(crawled: Office, koplamp: Call) -> None:
    with Store(crawled.desk.news_db, crawled.desk.pages_db) as store:
        crawled.run("update article_text set body = 'As it was' where article_id = 2")
        junk = "update pages set body_zstd = x'00' where url like '%/van'"  # a disk that forgets
        store.pages.execute(junk)
        store.pages.conn.commit()

    code, out, _ = koplamp("replay")

    assert (0, True) == (code, out.endswith("; 1 unreadable, left as they are\n"))
    assert ["As it was"] == crawled.column("select body from article_text where article_id = 2")


def test_a_replay_never_runs_beside_a_crawl(crawled: Office, koplamp: Call) -> None:
    with held(crawled.desk.lock):
        code, out, err = koplamp("replay")

    assert (75, "", True) == (code, out, "another run is at work on this desk" in err)


def test_without_a_database_there_is_nothing_to_replay(office: Office, koplamp: Call) -> None:
    office.feeds()

    code, out, err = koplamp("replay")

    assert (74, "") == (code, out)
    assert "run `koplamp crawl` first" in err
    assert not office.desk.news_db.exists()


class Here:
    """Reads pages in this process, where a rule can be another one than when they were stored."""

    def __init__(self, most: int = 1000) -> None:
        self.most = most

    async def call(self, _function: object, *arguments: object) -> object:
        self.most -= 1
        if self.most < 0:
            raise KeyboardInterrupt
        return read_page(*arguments) if arguments else Failure("nothing")  # type: ignore[arg-type]


class Seen:
    def __init__(self) -> None:
        self.total = 0
        self.changed: list[str] = []
        self.resumed: datetime | None = None

    def begun(self, total: int, resumed: datetime | None) -> None:
        self.total, self.resumed = total, resumed

    def replayed(self, change: object) -> None:
        self.changed += [name for name, _, _ in change.differences]  # type: ignore[attr-defined]

    def came(self, pages: int) -> None:
        pass


def replay_here(office: Office, workers: Here, order: replaying.Order | None = None) -> Seen:
    seen = Seen()
    feeds = config.load(office.desk.feeds_yaml.read_text())
    with Store(office.desk.news_db, office.desk.pages_db) as store:
        replaying.replay(store, feeds, order or replaying.Order(), seen, lambda: datetime.now(UTC), workers)  # type: ignore[arg-type]
    return seen


def test_a_changed_rule_changes_the_articles_that_it_made(crawled: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying, "fingerprint", lambda *_: "other rules")
    rules = crawled.column("select rules_version from articles")
    real = read_page

    def by_new_rules(page, draft, around):  # type: ignore[no-untyped-def]
        reading = real(page, draft, around)
        said = reading.article or draft
        return replace(reading, article=replace(said, title=said.title.upper(), content_hash="n"))

    monkeypatch.setattr("tests.flow.test_replay.read_page", by_new_rules)
    seen = replay_here(crawled, Here())

    assert ["title", "title"] == seen.changed
    assert ["NEW ESTATE", "NEW VAN"] == crawled.column("select title from articles order by id")
    assert [1, 1] == crawled.column("select version from articles")
    assert [int(str(one)) + 1 for one in rules] == crawled.column("select rules_version from articles")


def test_ended_early_it_goes_on_where_it_stopped(office: Office, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying, "HANDFUL", 2)
    office.feeds(*some_news(site, feeds=1, articles=6))
    office.crawl()
    office.run("update articles set title = 'Old'")

    with pytest.raises(KeyboardInterrupt):
        replay_here(office, Here(5))
    after_two = office.column("select count(*) from articles where title <> 'Old'")
    other = replay_here(office, Here(), replaying.Order(feeds_sha256="another feeds.yaml"))
    office.run("update replays set finished_at = null, reached_at = null where id = 2")

    assert ([4], None, 6) == (after_two, other.resumed, other.total)
    office.run("delete from replays where id = 2")
    last = replay_here(office, Here())
    assert (2, True) == (last.total, last.resumed is not None)
    assert [6] == office.column("select pages from replays where finished_at is not null")
    assert [] == office.column("select id from articles where title = 'Old'")


def test_killed_at_any_moment_and_started_again_it_ends_as_if_it_had_not_been(office: Office, site: Site) -> None:
    office.feeds(*some_news(site, feeds=2, articles=50))
    office.crawl()
    fresh = office.rows(
        "select id, title, content_hash, version, body from articles join article_text on id = article_id"
    )
    office.run("update articles set title = 'Old', content_hash = 'old'")
    office.run("update article_text set body = 'Old'")

    for pause in (0.6, 0.9, 1.2):
        run = start(office, "replay")
        time.sleep(pause)
        os.killpg(run.pid, signal.SIGKILL)
        run.communicate(timeout=20)
    last = start(office, "replay")
    _, err = last.communicate(timeout=60)

    assert (0, "") == (last.returncode, err)
    assert fresh == office.rows(
        "select id, title, content_hash, version, body from articles join article_text on id = article_id"
    )
    assert [0] == office.column("select count(*) from article_versions")

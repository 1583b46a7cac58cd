"""Enrichment as cron and an operator meet it: at the end of every crawl, once more on demand, and killed half-way."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flow.conftest import Call, Office, feed_line
from tests.flow.origin import STORY, Site, feed_of, page_of

TABLES = ("article_makes", "article_models", "article_topics", "article_duplicates", "stories", "tag_days")
RECALL = "Volkswagen recalls 28,000 Golfs over a loose bolt"


def state(office: Office) -> dict[str, list[object]]:
    return {name: [tuple(row.values()) for row in office.rows(f"select * from {name}")] for name in TABLES}


@pytest.fixture
def crawled(office: Office, site: Site) -> Office:
    site.say("/feed.xml", feed_of((RECALL, "/golf"), ("New van", "/van")))
    site.say("/golf", page_of(RECALL, *STORY))
    site.say("/van", page_of("New van", "The second model is a small van for craftsmen, built in Spain by Seat. " * 4))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))
    office.crawl()
    return office


def test_a_crawl_ends_with_it(crawled: Office) -> None:
    assert {"Volkswagen"} <= set(crawled.column("select m.name from article_makes join makes m on m.id = make_id"))
    assert "recall" in crawled.column("select slug from article_topics join topics n on n.id = topic_id")
    assert 2 == len(crawled.rows("select * from stories"))
    assert [] == crawled.rows("select * from enrich_due")
    assert [] == crawled.rows("select * from trend_days_due")


def test_once_more_changes_nothing(crawled: Office, koplamp: Call) -> None:
    before = state(crawled)

    said = koplamp("enrich", "--since", "2020-01-01")

    assert (0, "2 articles enriched (language 2, tags 2, duplicates 2, stories 2)\n", "") == said
    assert before == state(crawled)
    assert {"language": 0, "tags": 0, "duplicates": 0, "stories": 0} == json.loads(koplamp("enrich", "--json")[1])[
        "done"
    ]


def test_other_rules_of_language_reach_what_is_stored_and_its_tags_follow(crawled: Office, koplamp: Call) -> None:
    sql = "select language, json_extract(provenance, '$.language') as who, provenance from articles order by id"
    before = crawled.rows(sql)
    topics = crawled.rows("select * from article_topics")
    crawled.run("update articles set language = 'es'")
    crawled.run("update enrich_steps set rules_sha256 = 'of before' where name = 'language'")

    said = koplamp("enrich", "--json")[1]

    assert 2 == json.loads(said)["done"]["language"]
    assert [] == crawled.rows("select * from enrich_due")
    after = crawled.rows(sql)
    assert {("en", "html")} == {(one["language"], one["who"]) for one in before}
    assert {("en", "feeds.yaml")} == {(one["language"], one["who"]) for one in after}
    assert [one["provenance"] for one in before] == [one["provenance"].replace("feeds.yaml", "html") for one in after]
    assert topics == crawled.rows("select * from article_topics")


def test_an_edited_headline_is_judged_anew(crawled: Office, site: Site) -> None:
    other = RECALL.replace("Volkswagen recalls 28,000 Golfs", "Peugeot recalls 28,000 cars of the 308")
    site.say("/feed.xml", feed_of((other, "/golf"), ("New van", "/van")))
    site.say("/golf", page_of(other, *STORY))

    crawled.crawl()

    makes = crawled.column(
        "select m.name from article_makes join makes m on m.id = make_id join articles a on a.id = article_id "
        "where a.title like '%recalls%'"
    )
    assert "Peugeot" in makes
    assert "Volkswagen" not in makes


def test_where_no_desk_is_it_says_what_to_do(office: Office, koplamp: Call) -> None:
    office.feeds(feed_line("kolibri", "http://127.0.0.1:9/feed.xml"))

    code, _, said = koplamp("enrich")

    assert 74 == code
    assert "run `koplamp crawl` first" in said


def test_killed_at_any_moment_nothing_is_half_done(crawled: Office, tmp_path: Path) -> None:
    before = state(crawled)
    command = [sys.executable, "-m", "crawler", "enrich", "--since", "2020-01-01", "--desk", str(crawled.desk.folder)]
    for wait_s in (0.5, 0.7, 0.9, 1.1):
        run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            run.wait(wait_s)
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGKILL)
            run.wait(10)

    done = subprocess.run([*command[:4], *command[6:]], capture_output=True, text=True, timeout=60, check=False)

    assert 0 == done.returncode, done.stderr
    assert before == state(crawled)
    assert [] == crawled.rows("select * from enrich_due")

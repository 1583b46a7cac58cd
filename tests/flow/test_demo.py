"""The demo: everything the newsstand offers is collected, twice, and looks as its authors wrote it."""

import json
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.demo.expected import Expected
from crawler.demo.newsstand import Newsstand
from crawler.desk.paths import Desk
from tests.flow.conftest import Crawled, Office

# What belongs to no article and needs a later step to see it: lines that a site repeats on several pages, and boxes
# that only the page's own class names tell from the story.
LEARNED_LATER = re.compile(r"Lancia|Newsletter|lettre du Joint")

KOPLAMP_DEMO = [sys.executable, "-c", "from crawler.cli import main; main()", "demo"]


@dataclass
class Demo:
    """Both crawls of the newsstand, and what a perfect one would have stored."""

    office: Office
    first: Crawled
    second: Crawled
    expected: dict[str, Expected]  # after the edit, by path
    rows: dict[str, dict[str, object]]  # by path
    conditional: list[int]  # statuses of the second run's feed requests that carried a validator


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    office = Office(Desk(tmp_path_factory.mktemp("desk")))
    with Newsstand(slow_s=0.3) as stand:
        office.desk.feeds_yaml.write_text(stand.feeds_yaml())
        first = office.crawl()
        before = len(stand.requests)
        stand.edit()
        second = office.crawl()
        expected = {urlsplit(article.url).path: article for article in stand.expected()}
        conditional = [r.status for r in stand.requests[before:] if r.if_none_match or r.if_modified_since]
    rows = office.rows("select a.*, t.body, t.blocks from articles a join article_text t on t.article_id = a.id")
    by_path = {urlsplit(str(row["url"])).path: row for row in rows}
    assert len(rows) == len(by_path)
    return Demo(office, first, second, expected, by_path, conditional)


def test_every_article_that_can_be_had_is_there_once(demo: Demo) -> None:
    assert {path: str(article.stage) for path, article in demo.expected.items()} == {
        path: row["stage"] for path, row in demo.rows.items()
    }
    assert 60 == sum(row["stage"] == "extracted" for row in demo.rows.values())


def test_what_cannot_be_had_says_why(demo: Demo) -> None:
    missed = {path: article.reason for path, article in demo.expected.items() if article.reason}

    assert 2 == len(missed)
    for path, reason in missed.items():
        assert str(demo.rows[path]["stage_reason"]).startswith(str(reason))


def test_the_second_run_brings_one_edit_and_nothing_new(demo: Demo) -> None:
    run = demo.second.run

    assert (0, 0, 1) == (run.exit_code, run.articles_new, run.articles_changed)
    assert 1 == len(demo.office.rows("select * from article_versions"))
    assert {"fresh": 1, "unchanged": 6, "network": 1} == {
        outcome: list(demo.second.outcomes.values()).count(outcome) for outcome in set(demo.second.outcomes.values())
    }
    assert demo.conditional.count(304) >= 4


@pytest.mark.parametrize("field", ["title", "lead", "language", "published_on", "published_at"])
def test_facts_are_as_the_publisher_gave_them(demo: Demo, field: str) -> None:
    wanted = {path: getattr(article, field) for path, article in demo.expected.items()}

    assert wanted == {path: row[field] for path, row in demo.rows.items()}


def test_texts_begin_and_end_where_the_story_does(demo: Demo) -> None:
    cut = {
        path: (article.first, article.last)
        for path, article in demo.expected.items()
        if article.first not in str(demo.rows[path]["body"]) or article.last not in str(demo.rows[path]["body"])
    }

    assert {} == cut


def test_sub_heads_are_kept_as_sub_heads(demo: Demo) -> None:
    for path, article in demo.expected.items():
        if article.first:
            heads = [block["text"] for block in json.loads(str(demo.rows[path]["blocks"])) if block["kind"] == "h"]
            assert list(article.sub_heads) == heads, path


def test_no_share_bar_prompt_comment_count_or_author_box_is_left(demo: Demo) -> None:
    left = {
        path: [
            line for line in article.never if line in str(demo.rows[path]["body"]) and not LEARNED_LATER.search(line)
        ]
        for path, article in demo.expected.items()
    }

    assert {} == {path: lines for path, lines in left.items() if lines}


def test_the_article_that_started_it_all_comes_out_whole(demo: Demo) -> None:
    path, article = next((p, a) for p, a in demo.expected.items() if "Renault" in a.title and a.language == "nl")
    row = demo.rows[path]

    assert ("2025-11-19", "nl") == (row["published_on"], row["language"])
    assert article.title == row["title"]
    assert article.lead == row["lead"]
    assert "Deel dit" not in str(row["body"])
    assert all(paragraph in str(row["body"]) for paragraph in article.paragraphs)


def test_the_same_article_in_two_feeds_is_one_with_two_sightings(demo: Demo) -> None:
    twice = [path for path, article in demo.expected.items() if len(article.feeds) > 1]

    counted = "select count(*) from sightings s join articles a on a.id = s.article_id where a.url like ?"
    assert twice
    assert {2} == {demo.office.column(counted, f"%{path}%")[0] for path in twice}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What `koplamp demo` prints."""
    folder = tmp_path_factory.mktemp("tour") / "desk"
    return subprocess.run([*KOPLAMP_DEMO, str(folder)], capture_output=True, text=True, timeout=120, check=True).stdout


def test_the_tour_counts_what_was_listed_and_what_has_a_text(told: str) -> None:
    assert "Run 1 brought articles: 62 listed, 60 with text." in told


def test_the_tour_shows_an_article_without_the_lines_its_site_repeats(told: str) -> None:
    assert "koplamp replay" in told
    assert "Sindsdien leefden de partners" in told
    assert "Lancia" not in told.partition("One article as it was stored")[2]


def test_the_tour_says_that_its_publishers_have_closed(told: str) -> None:
    assert "The five publishers have closed again: their addresses on 127.0.0.1 lead nowhere now." in told


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_in_its_first_run_ends_the_demo_and_not_that_run_alone(tmp_path: Path, number: signal.Signals) -> None:
    with subprocess.Popen([*KOPLAMP_DEMO, tmp_path / "desk"], stdout=subprocess.PIPE, text=True) as demo:
        assert demo.stdout is not None
        while not demo.stdout.readline().startswith("due:"):
            assert demo.poll() is None
        demo.send_signal(number)
        rest, _ = demo.communicate(timeout=60)

    assert 128 + number == demo.returncode
    assert "Second run" not in rest


def test_articles_of_one_event_are_one_story_in_whatever_language(demo: Demo) -> None:
    events: dict[str, set[object]] = {}
    for path, article in demo.expected.items():
        if article.event:
            events.setdefault(article.event, set()).add(demo.rows[path]["story_id"])

    assert {"id7-recall", "renault-nissan"} == set(events)
    assert dict.fromkeys(events, 1) == {name: len(stories) for name, stories in events.items()}
    assert len(events) == len(set().union(*events.values()))


def test_a_release_that_two_print_is_a_pair_of_theirs(demo: Demo) -> None:
    printed = {str(demo.rows[path]["title"]) for path, article in demo.expected.items() if article.release}

    [pair] = demo.office.rows("select title, first_title, kind from copied_text")

    assert printed == {str(pair["title"]), str(pair["first_title"])}
    assert "syndicated" == pair["kind"]


def test_the_sample_is_most_about_renault_and_nissan(demo: Demo) -> None:
    named = demo.office.column(
        "select m.name from article_makes t join makes m on m.id = t.make_id join articles a on a.id = t.article_id "
        "where a.title like 'Renault en Nissan praten%' order by t.score desc limit 2"
    )

    assert {"Nissan", "Renault"} == set(named)

"""The commands as people and scripts type them: what they print, and with which code they end."""

import json

import pytest

from tests.flow.conftest import Call, Office, feed_line
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
    "words", [['"'], ["a", "AND"], ["x", "-y"], ["*"], ["né(ar", "col:on"], ["\U0001f697"], ["''"]]
)
def test_search_takes_whatever_is_typed(crawled: Office, koplamp: Call, words: list[str]) -> None:
    assert 0 == koplamp("search", *words)[0]


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


def test_crawl_with_names_wants_now(koplamp: Call) -> None:
    code, _, err = koplamp("crawl", "good")

    assert 2 == code
    assert "koplamp crawl --now good" in err


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
        ("kolibri", "yesterday", "does not match the format"),
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

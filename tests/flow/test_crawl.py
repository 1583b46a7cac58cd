"""Stories of one desk: what is asked, what is stored, what is left alone."""

import gzip
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from crawler.asking import NOT_AGAIN
from crawler.errors import ConfigError, UsageError
from crawler.workers import Bounds, Workers
from tests.flow.conftest import HEAD, Office, feed_line
from tests.flow.origin import STORY, Asked, Said, Site, feed_of, page_of

OTHER = "The second model is a small van for craftsmen, built in Spain and sold under three names all over Europe."
TAGS = "".join(f"<category>{n}</category>" for n in range(40_000))  # feedparser compares each with all before it
COSTLY = f"<rss version='2.0'><channel><item>{TAGS}<title>x</title></item></channel></rss>"


def small_news(site: Site, **answers: object) -> None:
    """A feed of two articles and their pages."""
    site.say("/feed.xml", feed_of(("New estate", f"{site.url}/estate?utm_source=rss"), ("New van", "/van")))
    site.say("/estate?utm_source=rss", page_of("New estate", *STORY))
    site.say("/van", page_of("New van", OTHER, *STORY))


def test_a_first_crawl_stores_what_a_feed_lists(office: Office, site: Site) -> None:
    small_news(site)
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))

    run = office.crawl(now=False).run

    assert (0, 2, 2, 1) == (run.exit_code, run.articles_new, run.pages_fetched, run.feeds_fresh)
    rows = office.rows("select title, published_on, published_at, stage, language, url from articles order by title")
    assert ["New estate", "New van"] == [row["title"] for row in rows]
    assert {"extracted"} == {row["stage"] for row in rows}
    assert {"2025-11-19"} == {row["published_on"] for row in rows}
    assert {"en"} == {row["language"] for row in rows}
    assert [1] == office.column("select count(*) from articles_fts where articles_fts match 'craftsmen'")


def test_an_unchanged_feed_costs_one_question_and_one_row(office: Office, site: Site) -> None:
    def answer(asked: Asked) -> Said:
        same = asked.headers.get("if-none-match") == 'W/"v1"'
        return Said(status=304) if same else Said(feed_of(("New van", "/van")), headers={"ETag": 'W/"v1"'})

    small_news(site)
    site.say("/feed.xml", answer)
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))
    office.crawl()
    before = office.rows("select * from articles")
    site.asked.clear()

    second = office.crawl()

    assert {"kolibri": "unchanged"} == second.outcomes
    assert ["/feed.xml"] == site.paths()
    assert before == office.rows("select * from articles")
    assert ["fresh", "unchanged"] == office.column("select outcome from fetches order by id")


def test_a_feed_that_only_says_it_was_built_anew_is_unchanged(office: Office, site: Site) -> None:
    stamped = feed_of(("New van", "/van")).replace(b"<channel>", b"<channel><lastBuildDate>%s</lastBuildDate>")
    small_news(site)
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))
    site.say("/feed.xml", stamped % b"Wed, 19 Nov 2025 10:00:00 GMT")
    office.crawl()
    site.say("/feed.xml", stamped % b"Wed, 19 Nov 2025 11:00:00 GMT")

    assert {"kolibri": "unchanged"} == office.crawl().outcomes


def test_a_feed_is_not_asked_before_its_time(office: Office, site: Site) -> None:
    small_news(site)
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))
    office.crawl(now=False)
    site.asked.clear()

    run = office.crawl(now=False).run

    assert (0, 0) == (run.exit_code, run.feeds_due)
    assert [] == site.asked


def test_one_broken_feed_does_not_stop_the_others(office: Office, site: Site) -> None:
    small_news(site)
    site.say("/bad.xml", b"<html><body>Our feed has moved</body></html>")
    site.say("/none.xml", Said(b"", 500))
    office.feeds(
        feed_line("good", f"{site.url}/feed.xml"),
        feed_line("bad", f"{site.url}/bad.xml"),
        feed_line("none", f"{site.url}/none.xml"),
        feed_line("lost", f"{site.url}/lost.xml"),
    )

    crawled = office.crawl()

    assert {"good": "fresh", "bad": "not_a_feed", "none": "server_error", "lost": "missing"} == crawled.outcomes
    assert (0, 2, 3) == (crawled.run.exit_code, crawled.run.articles_new, crawled.run.feeds_failed)


def test_an_article_listed_by_two_feeds_is_one_article(office: Office, site: Site) -> None:
    small_news(site)
    site.say("/other.xml", feed_of(("New van!", "/van?utm_medium=rss&utm_campaign=x"), ("Moved", "/old-van")))
    site.say("/van?utm_medium=rss&utm_campaign=x", page_of("New van", OTHER, *STORY))
    site.say("/old-van", Said(status=301, headers={"Location": "/van"}))
    office.feeds(feed_line("one", f"{site.url}/feed.xml"), feed_line("two", f"{site.url}/other.xml"))

    office.crawl()

    assert [1] == office.column("select count(*) from articles where title like 'New van%'")
    sightings = "select count(distinct feed_id) from sightings s join articles a on a.id = s.article_id"
    assert [2] == office.column(f"{sightings} where a.url like '%/van%'")


def test_an_edited_article_keeps_what_it_said_before(office: Office, site: Site) -> None:
    small_news(site)
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))
    office.crawl()
    site.say("/feed.xml", feed_of(("New estate", f"{site.url}/estate?utm_source=rss"), ("New van is late", "/van")))
    site.say("/van", page_of("New van is late", "It will come a year later than was said.", *STORY))

    run = office.crawl().run

    assert (0, 1) == (run.articles_new, run.articles_changed)
    assert [("New van is late", 2)] == [
        (row["title"], row["version"]) for row in office.rows("select title, version from articles where version > 1")
    ]
    assert ["New van"] == office.column("select title from article_versions")
    assert [1] == office.column("select count(*) from articles_fts where articles_fts match ?", '"year later than"')


def test_a_feed_with_full_text_needs_no_page(office: Office, site: Site) -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
    item = f"<item><title>New estate</title><link>/estate</link><description><![CDATA[{text}]]></description></item>"
    site.say("/feed.xml", f"<rss version='2.0'><channel><title>K</title>{item}</channel></rss>")
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml", follow=False))

    office.crawl()

    assert ["/feed.xml"] == site.paths()
    assert ["extracted"] == office.column("select stage from articles")
    assert STORY[1] in str(office.column("select body from article_text")[0])


def test_the_text_of_a_feed_stands_in_for_a_page_that_is_closed_to_us(office: Office, site: Site) -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in (*STORY, OTHER, *STORY))
    item = f"<item><title>New estate</title><link>/estate</link><content:encoded><![CDATA[{text}]]></content:encoded>"
    space = "xmlns:content='http://purl.org/rss/1.0/modules/content/'"
    site.say("/feed.xml", f"<rss version='2.0' {space}><channel><title>K</title>{item}</item></channel></rss>")
    site.say("/estate", Said(b"no bots", 403))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))

    office.crawl()

    [row] = office.rows("select stage, stage_reason, body_method from articles")
    assert ("extracted", "blocked: HTTP 403", "feed") == tuple(row.values())
    assert STORY[1] in str(office.column("select body from article_text")[0])


def test_a_busy_host_is_left_alone_also_by_the_next_run(office: Office, site: Site) -> None:
    small_news(site)
    site.say("/estate?utm_source=rss", Said(b"slow down", 429, {"Retry-After": "3600"}))
    site.say("/van", Said(b"slow down", 429, {"Retry-After": "3600"}))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"), head=HEAD.replace("pause: 0s", "pause: 1s"))
    office.crawl()
    pages = [path for path in site.paths() if path != "/feed.xml"]
    site.asked.clear()

    second = office.crawl("kolibri")

    assert 1 == len(pages)
    assert [] == site.asked
    assert {"kolibri": "busy"} == second.outcomes
    assert ["listed", "listed"] == office.column("select stage from articles")


def test_robots_txt_is_obeyed_for_pages_and_feeds(office: Office, site: Site) -> None:
    small_news(site)
    site.say("/robots.txt", b"User-agent: *\nDisallow: /van\nDisallow: /closed.xml\n", Content_Type="text/plain")
    site.say("/closed.xml", feed_of(("Closed", "/closed")))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"), feed_line("closed", f"{site.url}/closed.xml"))

    crawled = office.crawl()

    assert {"kolibri": "fresh", "closed": "refused"} == crawled.outcomes
    assert not {"/van", "/closed.xml"} & set(site.paths())
    assert ["failed"] == office.column("select stage from articles where title = 'New van'")
    assert "robots.txt" in str(office.column("select stage_reason from articles where title = 'New van'")[0])


def test_robots_txt_that_fails_means_stay_out_for_now(office: Office, site: Site) -> None:
    small_news(site)
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"), head=HEAD + "  pages_per_run: 0\n")
    office.crawl()
    site.say("/robots.txt", Said(b"", 500))
    office.run("update origins set fetched_at = '2025-01-01T00:00:00Z'")
    site.asked.clear()
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))

    assert {"kolibri": "server_error"} == office.crawl().outcomes
    assert [] == site.paths()
    assert ["listed", "listed"] == office.column("select stage from articles")


@pytest.mark.parametrize(
    "target", ["http://127.0.0.2:{port}/inside", "http://localhost:{port}/inside", "http://[::1]:{port}/"]
)
def test_a_redirect_into_the_local_network_is_refused(office: Office, site: Site, target: str) -> None:
    with Site("127.0.0.2") as inside:
        port = inside.url.rsplit(":", 1)[1]
        site.say("/feed.xml", Said(status=302, headers={"Location": target.format(port=port)}))
        office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))

        crawled = office.crawl()

        assert {"kolibri": "refused"} == crawled.outcomes
        assert "not a public address" in str(crawled.seen.errors["kolibri"])
        assert [] == inside.asked


def test_secrets_stay_with_their_own_origin(office: Office, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOLIBRI_KEY", "hush-hush")
    with Site() as stranger:
        stranger.say("/feed.xml", feed_of(("New van", "/van")))
        site.say("/feed.xml", Said(status=302, headers={"Location": f"{stranger.url}/feed.xml"}))
        office.feeds(feed_line("kolibri", f"{site.url}/feed.xml") + "\nheaders:\n  X-Api-Key: ${KOLIBRI_KEY}")

        office.crawl()

        assert ["hush-hush"] == [asked.headers["x-api-key"] for asked in site.asked if asked.path == "/feed.xml"]
        assert stranger.asked
        assert all("x-api-key" not in asked.headers for asked in stranger.asked)
    assert b"hush-hush" not in office.desk.news_db.read_bytes()


def test_a_feed_whose_secret_is_missing_fails_alone(office: Office, site: Site) -> None:
    small_news(site)
    keyed = feed_line("keyed", f"{site.url}/keyed.xml") + "\nheaders:\n  X-Api-Key: ${KOLIBRI_NO_SUCH_KEY}"
    office.feeds(keyed, feed_line("good", f"{site.url}/feed.xml"))

    crawled = office.crawl()

    assert {"keyed": "refused", "good": "fresh"} == crawled.outcomes
    assert "KOLIBRI_NO_SUCH_KEY" in str(crawled.seen.errors["keyed"])


def test_a_feed_whose_secret_cannot_be_sent_fails_alone(
    office: Office, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOLIBRI_KEY", "hush-hush\nX-Evil: 1")
    small_news(site)
    keyed = feed_line("keyed", f"{site.url}/keyed.xml") + "\nheaders:\n  X-Api-Key: ${KOLIBRI_KEY}"
    office.feeds(keyed, feed_line("kolibri", f"{site.url}/feed.xml"))

    crawled = office.crawl()

    assert (0, {"keyed": "refused", "kolibri": "fresh"}) == (crawled.run.exit_code, crawled.outcomes)
    assert "/keyed.xml" not in site.paths()
    said = (
        "feed 'keyed': environment variable KOLIBRI_KEY holds a line break or another character that no header may hold"
    )
    assert [said] == office.column("select last_error from feeds where slug = 'keyed'")


def test_a_body_above_the_limit_is_refused_also_when_it_was_packed(office: Office, site: Site) -> None:
    bomb = gzip.compress(bytes(3 << 20))
    site.say("/packed.xml", bomb, Content_Encoding="gzip", Content_Type="application/xml")
    site.say("/plain.xml", bytes(3 << 20), Content_Type="application/xml")
    office.feeds(
        feed_line("packed", f"{site.url}/packed.xml"),
        feed_line("plain", f"{site.url}/plain.xml"),
        head=HEAD + "  limits:\n    body_mib: 1\n",
    )

    assert {"packed": "too_large", "plain": "too_large"} == office.crawl().outcomes


def test_a_feed_that_is_costly_to_read_is_ended_and_the_others_go_on(office: Office, site: Site) -> None:
    small_news(site)
    site.say("/costly.xml", COSTLY)
    office.feeds(feed_line("costly", f"{site.url}/costly.xml"), feed_line("good", f"{site.url}/feed.xml"))

    assert {"costly": "too_costly", "good": "fresh"} == office.crawl().outcomes


def test_a_feed_that_was_too_costly_is_not_read_again_until_it_changes(
    office: Office, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.crawl.Workers", partial(Workers, bounds=Bounds(cpu_s=1, wall_s=60)))
    site.say("/costly.xml", COSTLY)
    office.feeds(feed_line("costly", f"{site.url}/costly.xml"))

    first, second = office.crawl(), office.crawl()
    site.say("/costly.xml", feed_of(("A car", f"{site.url}/car")))
    third = office.crawl()

    assert ["too_costly", "too_costly", "fresh"] == [run.outcomes["costly"] for run in (first, second, third)]
    assert "took more than 1 s of CPU" == first.seen.errors["costly"]
    assert NOT_AGAIN == second.seen.errors["costly"], "it was known by its hash"
    assert second.run.cpu_s < first.run.cpu_s / 2
    assert [None] == office.column("select costly_sha256 from feeds")


def test_a_dead_network_is_said_once_and_ends_with_69(office: Office, site: Site) -> None:
    with Site() as gone:
        dead = gone.url
    office.feeds(*(feed_line(f"dead-{n}", f"{dead}/{n}.xml") for n in range(5)))

    first, second = office.crawl(), office.crawl()

    assert (69, 69) == (first.run.exit_code, second.run.exit_code)
    assert 1 == len(first.seen.said)
    assert [] == second.seen.said


def test_one_dead_feed_is_reported_and_no_failure_of_the_run(office: Office, site: Site) -> None:
    small_news(site)
    with Site() as gone:
        dead = gone.url
    office.feeds(feed_line("dead", f"{dead}/feed.xml"), feed_line("good", f"{site.url}/feed.xml"))

    crawled = office.crawl()

    assert {"dead": "network", "good": "fresh"} == crawled.outcomes
    assert 0 == crawled.run.exit_code


def test_a_page_that_cannot_be_had_now_is_asked_again_later(office: Office, site: Site) -> None:
    small_news(site)
    site.say("/van", Said(b"", 500))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))
    office.crawl()

    assert ["listed"] == office.column("select stage from articles where title = 'New van'")
    [not_before] = office.column("select not_before from leases")
    assert str(not_before) > datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert str(not_before) < (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_wrong_feeds_yaml_means_nothing_is_asked(office: Office, site: Site) -> None:
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml") + "\nlangauge: nl")

    with pytest.raises(ConfigError, match=r"feeds.yaml:10:5: feed 'kolibri': unknown key 'langauge'.*'language'"):
        office.crawl()

    assert [] == site.asked
    assert not office.desk.news_db.exists()


def test_an_unknown_name_is_answered_with_the_nearest(office: Office, site: Site) -> None:
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))

    with pytest.raises(UsageError, match="did you mean 'kolibri'"):
        office.crawl("colibri")


def test_until_there_is_a_contact_a_run_says_so_once_a_day(office: Office, site: Site) -> None:
    small_news(site)
    office.feeds(
        feed_line("kolibri", f"{site.url}/feed.xml"), head="defaults:\n  private_hosts: [127.0.0.1]\n  pause: 0s\n"
    )

    assert ["contact" in notice for notice in office.crawl().seen.said] == [True]
    assert [] == office.crawl().seen.said


def test_what_a_killed_run_listed_is_fetched_by_the_next(office: Office, site: Site) -> None:
    small_news(site)
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"), head=HEAD + "  pages_per_run: 1\n")
    office.crawl()

    assert [1] == office.column("select count(*) from articles where stage = 'listed'")

    office.crawl(now=False)

    assert [2] == office.column("select count(*) from articles where stage = 'extracted'")


def test_a_page_that_was_never_asked_for_is_never_given_up(office: Office, site: Site) -> None:
    small_news(site)
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"), head=HEAD + "  pages_per_run: 0\n")
    office.crawl()
    site.say("/robots.txt", Said(b"", 500))
    office.run("update origins set fetched_at = '2025-01-01T00:00:00Z'")
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))
    for _ in range(6):
        office.crawl()
        office.run("update leases set not_before = '2020-01-01T00:00:00Z'")

    assert {"listed"} == set(office.column("select stage from articles"))


def test_a_header_in_latin_1_is_no_fault(office: Office, site: Site) -> None:
    site.say("/feed.xml", Said(feed_of(("A", "/a")), headers={"X-Author": "M\xfcller"}))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))

    assert {"kolibri": "fresh"} == office.crawl().outcomes

"""Stories of pages that are looked at again: edits, pages that vanish, and the politeness of asking once more."""

from collections.abc import Callable

import pytest

from crawler.store.store import Store
from tests.flow.conftest import Clock, Office, feed_line
from tests.flow.origin import STORY, Answering, Asked, Said, Site, feed_of, page_of

EDITED = (*STORY[:2], "Prices start at thirty-five thousand euros; the maker corrected the figure on Thursday morning.")


@pytest.fixture
def clock(office: Office) -> Clock:
    office.clock = clock = Clock()
    return clock


@pytest.fixture
def estate(office: Office, site: Site, clock: Clock) -> Office:
    """A desk that has read one article, with an ETag."""
    site.say("/feed.xml", feed_of(("New estate", "/estate")))
    site.say("/estate", with_etag(page_of("New estate", *STORY), '"1"'))
    office.feeds(feed_line("good", f"{site.url}/feed.xml"))
    office.crawl()
    return office


def with_etag(body: bytes, etag: str) -> Answering:
    def answer(asked: Asked) -> Said:
        if asked.headers.get("if-none-match") == etag:
            return Said(status=304)
        return Said(body, headers={"ETag": etag, "Last-Modified": "Wed, 19 Nov 2025 11:00:00 GMT"})

    return answer


def asked_for(site: Site, path: str) -> int:
    return site.paths().count(path)


def article(office: Office) -> dict[str, object]:
    return office.rows("select a.*, t.body from articles a join article_text t on t.article_id = a.id")[0]


def test_a_page_is_looked_at_after_an_hour_six_a_day_and_a_week(estate: Office, site: Site, clock: Clock) -> None:
    looks = []
    for hours in (0.9, 0.2, 4.7, 0.3, 17.8, 0.2, 143.8, 0.4, 200.0, 200.0):
        clock.skip(hours=hours)
        before = asked_for(site, "/estate")
        estate.crawl(now=False)
        looks.append(asked_for(site, "/estate") - before)

    assert [0, 1, 0, 1, 0, 1, 0, 1, 0, 0] == looks
    assert [] == estate.rows("select * from looks")


def test_an_unchanged_page_is_asked_with_its_validators_and_makes_no_version(
    estate: Office, site: Site, clock: Clock
) -> None:
    clock.skip(hours=1.1)
    before = article(estate)

    run = estate.crawl().run

    asked = site.asked[-1]
    assert ('"1"', "Wed, 19 Nov 2025 11:00:00 GMT") == tuple(
        asked.headers.get(name) for name in ("if-none-match", "if-modified-since")
    )
    assert (0, 0) == (run.articles_changed, run.pages_fetched)
    assert [] == estate.rows("select * from article_versions")
    assert before | {"http_status": 304, "last_seen_at": None} == article(estate) | {"last_seen_at": None}
    assert [1] == estate.column("select step from looks")


def test_a_changed_page_makes_a_version_that_says_how_much(estate: Office, site: Site, clock: Clock) -> None:
    site.say("/estate", with_etag(page_of("New estate dearer", *EDITED), '"2"'))
    clock.skip(hours=1.1)

    changed = estate.crawl().run.articles_changed
    clock.skip(hours=6)
    again = estate.crawl().run.articles_changed

    version = estate.rows("select title, version, what, changed, body from article_versions")
    assert (1, 0) == (changed, again)
    assert [("New estate", 1, "both")] == [(one["title"], one["version"], one["what"]) for one in version]
    assert 0.05 < float(str(version[0]["changed"])) < 0.3
    assert "thirty-two thousand" in str(version[0]["body"])
    now = article(estate)
    assert ("New estate dearer", 2, 0) == (now["title"], now["version"], now["volatile"])
    assert "thirty-five thousand" in str(now["body"])
    assert "feed" == now["published_from"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_vanished_is_noted_and_its_text_kept(estate: Office, site: Site, clock: Clock, status: int) -> None:
    text = article(estate)["body"]
    site.say("/estate", Said(b"gone", status))
    clock.skip(hours=1.1)
    estate.crawl()
    gone = article(estate)
    clock.skip(hours=6)
    estate.crawl()
    still = article(estate)
    site.say("/estate", page_of("New estate", *STORY))
    clock.skip(hours=20)
    estate.crawl()

    assert ("extracted", text, status) == (gone["stage"], gone["body"], gone["http_status"])
    assert str(gone["gone_at"]).startswith("2025-11-19T13:06")
    assert gone["gone_at"] == still["gone_at"]
    assert None is article(estate)["gone_at"], "it is back"
    assert [] == estate.rows("select * from article_versions")


@pytest.mark.parametrize(
    ("said", "free"),
    [
        (Said(b"busy", 500), None),
        (Said(status=302, headers={"Location": "/"}), None),
        (Said(b"<html><title>Enable JavaScript</title><body></body></html>"), None),
        (
            Said(page_of("That story has left us", "It was moved or deleted. Here is what else we wrote this week.")),
            None,
        ),
        (Said(page_of("Your choice counts", "With 143 partners we store cookies on your device if you agree.")), None),
        (
            Said(
                page_of("New estate", STORY[0]).replace(
                    b"<head>",
                    b"<head><script type='application/ld+json'>"
                    b'{"@type":"NewsArticle","isAccessibleForFree":false}</script>',
                )
            ),
            0,
        ),
    ],
    ids=["500", "front page", "empty", "soft 404", "wall", "paywall"],
)
def test_what_comes_instead_of_the_article_does_not_take_its_place(
    estate: Office, site: Site, clock: Clock, said: Said, free: int | None
) -> None:
    text = article(estate)["body"]
    site.say("/", page_of("The front page", *EDITED))
    site.say("/estate", said)
    clock.skip(hours=1.1)
    estate.crawl()
    step = estate.column("select step from looks")
    site.say("/estate", with_etag(page_of("New estate", *STORY), '"1"'))
    clock.skip(hours=6)
    estate.crawl()

    now = article(estate)
    assert ([1], text, free, 1) == (step, now["body"], now["free_access"], now["version"])
    assert 304 == now["http_status"], "the page that is kept is still that of the article"
    assert [] == estate.rows("select * from article_versions")


@pytest.mark.parametrize(
    ("title", "paragraphs"),
    [
        ("New estate dearer than we wrote", ["Prices start at thirty-five thousand euros, the maker said later."]),
        ("New estate", ["This text was withdrawn after a complaint."]),
        ("Other car altogether", [text.replace("estate", "van").replace("maker", "brand") for text in EDITED]),
    ],
    ids=["a shorter story", "the same title", "as long as before"],
)
def test_a_rewritten_article_takes_its_place(
    estate: Office, site: Site, clock: Clock, title: str, paragraphs: list[str]
) -> None:
    site.say("/estate", page_of(title, *paragraphs))
    clock.skip(hours=1.1)

    assert 1 == estate.crawl().run.articles_changed
    assert (title, 2) == (article(estate)["title"], article(estate)["version"])


def test_a_page_that_was_gone_is_not_back_when_something_else_stands_there(
    estate: Office, site: Site, clock: Clock
) -> None:
    site.say("/estate", Said(b"gone", 404))
    clock.skip(hours=1.1)
    estate.crawl()
    site.say("/estate", page_of("That story has left us", "It was moved or deleted. Here is what else we wrote."))
    clock.skip(hours=6)
    estate.crawl()

    assert article(estate)["gone_at"]


def test_new_pages_go_first(office: Office, site: Site, clock: Clock) -> None:
    old = [(f"Old {n}", f"/old/{n}") for n in range(20)]
    new = [(f"New {n}", f"/new/{n}") for n in range(20)]
    for title, path in (*old, *new):
        site.say(path, page_of(title, f"About {title}.", *STORY))
    site.say("/feed.xml", feed_of(*old))
    site.say("/slow.xml", feed_of())
    office.feeds(feed_line("good", f"{site.url}/feed.xml", pages_per_run=30), feed_line("slow", f"{site.url}/slow.xml"))
    office.crawl()
    clock.skip(hours=1.1)
    site.asked.clear()
    site.say("/feed.xml", feed_of())
    site.say("/slow.xml", Said(feed_of(*new), wait_s=0.5))

    office.crawl()

    pages = [path for path in site.paths() if not path.endswith(".xml")]
    assert (20, 20) == (len([p for p in pages[:20] if "new" in p]), len([p for p in pages[20:] if "old" in p]))


def test_looks_take_what_new_pages_leave_of_a_feeds_pages_per_run(office: Office, site: Site, clock: Clock) -> None:
    for number in range(8):
        site.say(f"/{number}", page_of(f"Car {number}", f"About {number}.", *STORY))
    site.say("/feed.xml", feed_of(*((f"Car {number}", f"/{number}") for number in range(5))))
    office.feeds(feed_line("good", f"{site.url}/feed.xml", pages_per_run=5))
    office.crawl()
    clock.skip(hours=1.1)
    site.say("/feed.xml", feed_of(*((f"Car {number}", f"/{number}") for number in range(8))))
    site.asked.clear()

    office.crawl()

    assert {"/5", "/6", "/7"} == set([path for path in site.paths() if "xml" not in path][:3])
    assert 5 == len([path for path in site.paths() if "xml" not in path])


@pytest.mark.parametrize("keys", [{"look_again": False}, {"follow": False}])
def test_a_feed_may_switch_it_off(
    office: Office, site: Site, clock: Clock, keys: dict[str, object], line: Callable[..., str]
) -> None:
    site.say("/feed.xml", feed_of(("New estate", "/estate")))
    site.say("/estate", page_of("New estate", *STORY))
    office.feeds(line("good", f"{site.url}/feed.xml", **keys))
    office.crawl()
    clock.skip(hours=1.1)
    asked = asked_for(site, "/estate")

    office.crawl()

    assert asked == asked_for(site, "/estate")
    assert [] == office.rows("select * from looks")


def test_old_articles_stand_still(office: Office, site: Site, clock: Clock) -> None:
    clock.skip(days=8)
    site.say("/feed.xml", feed_of(("New estate", "/estate")))
    site.say("/estate", page_of("New estate", *STORY))
    office.feeds(feed_line("good", f"{site.url}/feed.xml"))

    office.crawl()

    assert (["extracted"], []) == (office.column("select stage from articles"), office.rows("select * from looks"))


def test_a_text_that_never_stands_still_is_volatile_and_left_alone(estate: Office, site: Site, clock: Clock) -> None:
    estate.run("update articles set version = 24")
    site.say("/estate", page_of("New estate", *EDITED))
    clock.skip(hours=1.1)
    estate.crawl()
    asked = asked_for(site, "/estate")
    site.say("/feed.xml", feed_of(("Newer estate", "/estate")))
    clock.skip(hours=8)

    estate.crawl()

    assert (25, 1) == (article(estate)["version"], article(estate)["volatile"])
    assert [24] == estate.column("select version from article_versions")
    assert asked == asked_for(site, "/estate")


def test_of_other_rules_a_look_makes_no_version(
    estate: Office, site: Site, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.crawl.fingerprint", lambda *_: "other rules")
    site.say("/estate", page_of("New estate", *EDITED))
    clock.skip(hours=1.1)

    estate.crawl()

    assert [] == estate.rows("select * from article_versions"), "it may be our rules that changed the text"
    assert (1, 2) == (article(estate)["version"], article(estate)["rules_version"])
    assert "thirty-five thousand" in str(article(estate)["body"])


def test_when_the_feed_changes_an_entry_the_page_is_looked_at_at_once(estate: Office, site: Site, clock: Clock) -> None:
    site.say("/feed.xml", feed_of(("New estate dearer", "/estate")))
    site.say("/estate", page_of("New estate dearer", *EDITED))
    clock.skip(minutes=31)

    assert 1 == estate.crawl(now=False).run.articles_changed
    assert [0] == estate.column("select step from looks"), "the others are still to come"


def test_raw_pages_are_kept_as_long_as_their_feed_says(office: Office, site: Site, clock: Clock) -> None:
    for name in ("short", "none", "long"):
        site.say(f"/{name}.xml", feed_of((f"Car {name}", f"/{name}")))
        site.say(f"/{name}", page_of(f"Car {name}", f"About {name}.", *STORY))
    office.feeds(
        feed_line("short", f"{site.url}/short.xml", keep_pages="3d", look_again=False),
        feed_line("none", f"{site.url}/none.xml", keep_pages="0d", look_again=False),
        feed_line("long", f"{site.url}/long.xml", keep_pages="9w", look_again=False),
    )

    left = []
    for days in (0, 4, 36, 30):
        clock.skip(days=days)
        office.crawl()
        with Store(office.desk.news_db, office.desk.pages_db, write=False) as store:
            left.append({row[0] for row in store.pages.execute("select feed from pages")})

    assert [{"short", "long"}, {"long"}, {"long"}, set()] == left

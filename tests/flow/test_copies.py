"""Two sources print one release: after a crawl it is known who was first, and how much later the other was."""

import json

from crawler.passes import enrich_duplicates
from crawler.passes.enrich import enrich
from crawler.store import enriching
from crawler.store.database import writing
from crawler.store.store import Store
from tests.flow.conftest import HEAD, Call, Office, feed_line
from tests.flow.origin import STORY, Site, feed_of, page_of

BOTH = HEAD.replace("127.0.0.1]", "127.0.0.1, 127.0.0.2]")
TABLES = ("article_duplicates", "shingles", "fingerprints")
OWN = "We could not drive the car ourselves yet, but our photographer had an hour with it in the rain near Lelystad."
FERRY = "From Monday on the ferry leaves ten minutes earlier, since the bridge upstream is being painted until August."


def enriched(office: Office) -> int:
    """Look for copies among all articles -> at how many was looked."""
    with Store(office.desk.news_db, office.desk.pages_db) as store:
        with writing(store.news):
            enriching.again(store.news, "duplicates", None)
        return enrich(store, office.clock, steps=[("duplicates", enrich_duplicates)]).done["duplicates"]


def test_a_release_that_two_sources_print_is_a_syndicated_pair(site: Site, office: Office) -> None:
    with Site("127.0.0.2") as other:
        site.say("/feed.xml", feed_of(("Ferry timetable", "/0"), ("Garden show", "/1"), ("Estate car shown", "/2")))
        site.say("/0", page_of("Ferry timetable", FERRY, FERRY.upper()))
        site.say("/1", page_of("Garden show", OWN, FERRY[:60]))
        site.say("/2", page_of("Estate car shown", *STORY, OWN[:60]))
        other.say("/feed.xml", feed_of(("Maker shows estate car", "/a")))
        other.say("/a", page_of("Maker shows estate car", *STORY))
        office.feeds(
            feed_line("kolibri", f"{site.url}/feed.xml"),
            feed_line("gazette", f"{other.url}/feed.xml"),
            head=BOTH,
        )
        office.crawl()

    assert 4 == enriched(office)
    [pair] = office.rows("select * from copied_text")
    assert ("syndicated", "gazette", "kolibri", 120) == (
        pair["kind"],
        pair["first_source"],
        pair["source"],
        pair["lag_minutes"],
    )
    assert "Maker shows estate car" == pair["first_title"]

    before = [office.rows(f"select * from {table}") for table in TABLES]
    assert 4 == enriched(office)
    assert before == [office.rows(f"select * from {table}") for table in TABLES]


def test_an_operator_sees_what_a_host_repeats_inside_its_paragraphs(site: Site, office: Office, koplamp: Call) -> None:
    promo = "Those who would rather hire a car than buy one find thirteen models in the shop of our partner in Almere."
    stories = [*STORY, OWN, FERRY]
    for number, story in enumerate(stories):
        own = " ".join(reversed(story.lower().split()))
        site.say(
            f"/{number}", page_of(f"Story {number}", f"{story} {promo} {own}.", f"{own} {number} of five stories.")
        )
    site.say("/feed.xml", feed_of(*((f"Story {number}", f"/{number}") for number in range(len(stories)))))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))
    office.crawl()
    enriched(office)

    code, said, _ = koplamp("boilerplate", site.url)
    assert (0, True) == (code, "kept" in said)
    [told] = json.loads(koplamp("boilerplate", site.url, "--json")[1])
    assert (promo[:-1], 5, None) == (told["text"], told["pages"], told["line_hash"])

"""What publishers reserve is written down, and kept or not as the desk is told."""

import json
import sqlite3

import pytest

from crawler.cli import main
from tests.flow.conftest import HEAD, Clock, Office, feed_line
from tests.flow.origin import STORY, Said, Site, feed_of, page_of

FILE = "/.well-known/tdmrep.json"
WHY = "rights: its publisher states tdm-reservation"
RESERVED = {"TDM-Reservation": "1"}
STATES = "select title, stage, stage_reason, word_count > 0 as has_text, rights from articles order by title"


@pytest.fixture
def clock(office: Office) -> Clock:
    office.clock = clock = Clock()
    return clock


def state(title: str, rights: str | None, *, reserved: bool) -> dict[str, object]:
    why, has_text = (WHY, 0) if reserved else (None, 1)
    return {"title": title, "stage": "extracted", "stage_reason": why, "has_text": has_text, "rights": rights}


def pages(office: Office) -> list[str]:
    db = sqlite3.connect(office.desk.pages_db)
    try:
        return [url for (url,) in db.execute("select url from pages order by url")]
    finally:
        db.close()


def open_shop(site: Site, *titles: str, **headers: str) -> None:
    """A feed that lists a page for each title."""
    site.say("/feed.xml", feed_of(*((title, f"/{title.lower()}/1") for title in titles)))
    for title in titles:
        site.say(f"/{title.lower()}/1", Said(page_of(title, *STORY), headers=headers))


def test_a_reserved_text_is_kept_or_not_as_each_feed_is_told(office: Office, site: Site) -> None:
    for path, title in (("/estate", "New estate"), ("/van", "New van")):
        site.say(f"{path}.xml", feed_of((title, path)))
        site.say(path, Said(page_of(title, *STORY), headers={**RESERVED, "X-Robots-Tag": "noarchive"}))
    office.feeds(
        feed_line("kolibri", f"{site.url}/estate.xml"),
        feed_line("mistral", f"{site.url}/van.xml", rights="respect"),
    )

    office.crawl()

    stated = '{"tdm-reservation": "1", "robots": "noarchive"}'
    expected = [state("New estate", stated, reserved=False), state("New van", stated, reserved=True)]
    assert expected == office.rows(STATES)
    assert [f"{site.url}/estate"] == pages(office)
    shown = office.rows("select title, url, word_count > 0 as has_text from latest order by title")
    assert {"title": "New van", "url": f"{site.url}/van", "has_text": 0} == shown[1]


def test_a_reserved_page_is_asked_for_once_and_its_text_comes_when_it_is_reserved_no_more(
    office: Office, site: Site, clock: Clock
) -> None:
    open_shop(site, "Van", **RESERVED)
    office.feeds(feed_line("mistral", f"{site.url}/feed.xml", rights="respect"))
    for _ in range(3):
        office.crawl()
        clock.skip(hours=30)

    assert 1 == site.paths().count("/van/1")

    site.say("/van/1", page_of("Van", *STORY))
    site.say("/feed.xml", feed_of(("Van, updated", "/van/1")))
    office.crawl()

    assert [state("Van", None, reserved=False)] == office.rows(STATES)
    assert ([1], []) == (office.column("select version from articles"), office.rows("select * from article_versions"))
    assert [f"{site.url}/van/1"] == pages(office)


# ---------------------------------------------------------------- tdmrep.json


def test_an_origins_file_reserves_its_paths_and_is_asked_for_once_a_day(
    office: Office, site: Site, clock: Clock
) -> None:
    open_shop(site, "Estate", "Van")
    site.say(FILE, json.dumps([{"location": "/van/", "tdm-reservation": 1}]))
    office.feeds(feed_line("mistral", f"{site.url}/feed.xml", rights="respect"))

    office.crawl()

    stated = '{"tdm-reservation": "1"}'
    assert [state("Estate", None, reserved=False), state("Van", stated, reserved=True)] == office.rows(STATES)
    assert [f"{site.url}/estate/1"] == pages(office)

    open_shop(site, "Estate", "Van", "Coupe")
    clock.skip(hours=20)
    office.crawl()

    assert 1 == site.paths().count(FILE)

    open_shop(site, "Estate", "Van", "Coupe", "Truck")
    clock.skip(hours=20)
    office.crawl()

    assert 2 == site.paths().count(FILE)


def test_where_no_feed_respects_rights_the_file_is_not_asked_for(office: Office, site: Site) -> None:
    open_shop(site, "Van")
    office.feeds(
        feed_line("kolibri", f"{site.url}/feed.xml"),
        feed_line("mistral", f"{site.url}/none.xml", rights="respect"),
    )

    office.crawl()

    assert FILE not in site.paths()
    assert [None] == office.column("select tdm_asked_at from origins")


def test_a_page_that_reserves_nothing_overrules_the_file(office: Office, site: Site) -> None:
    open_shop(site, "Van", **{"TDM-Reservation": "0"})
    site.say(FILE, json.dumps([{"location": "/", "tdm-reservation": 1}]))
    office.feeds(feed_line("mistral", f"{site.url}/feed.xml", rights="respect"))

    office.crawl()

    assert [state("Van", '{"tdm-reservation": "0"}', reserved=False)] == office.rows(STATES)


def test_after_a_redirect_the_file_of_the_page_that_answers_counts(office: Office, site: Site) -> None:
    with Site("127.0.0.2") as other:
        open_shop(site, "Van")
        site.say("/van/1", Said(b"", 301, {"Location": f"{other.url}/lorry"}))
        other.say("/lorry", page_of("Van", *STORY))
        other.say(FILE, json.dumps([{"location": "/lorry$", "tdm-reservation": 1}]))
        both = HEAD.replace("[127.0.0.1]", "[127.0.0.1, 127.0.0.2]")
        office.feeds(feed_line("mistral", f"{site.url}/feed.xml", rights="respect"), head=both)

        office.crawl()

    assert [state("Van", '{"tdm-reservation": "1"}', reserved=True)] == office.rows(STATES)


def with_a_text(title: str, path: str) -> bytes:
    """A feed that carries its entry's lead and text."""
    told = f"</link><description>In short.</description><content:encoded>{' '.join(STORY) * 3}</content:encoded>"
    document = feed_of((title, path)).replace(b"</link>", told.encode())
    return document.replace(b"<rss ", b"<rss xmlns:content='http://purl.org/rss/1.0/modules/content/' ")


@pytest.mark.parametrize("said", [Said(b"no", 403), page_of("Page not found")], ids=["refused", "a soft 404"])
@pytest.mark.parametrize(("place", "reserved"), [("/", True), ("/estate/", False)])
def test_the_feeds_text_of_a_page_that_does_not_come_is_reserved_by_the_file_too(
    office: Office, site: Site, said: Said | bytes, place: str, reserved: bool
) -> None:
    site.say("/feed.xml", with_a_text("Van", "/van/1"))
    site.say("/van/1", said)
    site.say(FILE, json.dumps([{"location": place, "tdm-reservation": 1}]))
    office.feeds(feed_line("mistral", f"{site.url}/feed.xml", rights="respect"))

    office.crawl()

    [found] = office.rows(STATES)
    assert ("Van", "extracted", not reserved) == (found["title"], found["stage"], bool(found["has_text"]))
    assert reserved == (found["rights"] == '{"tdm-reservation": "1"}') == (found["stage_reason"] == WHY)
    assert [reserved] == office.column("select body = '' and blocks = '[]' from article_text")
    assert ["In short."] == office.column("select lead from articles")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (Said(b"not here", 404), ""),
        (Said(page_of("Not here")), ""),
        (Said(b"[{"), "[{"),
        (Said(b"[" + b" " * (500 * 1024) + b"]"), ""),
        (Said(b"", 301, {"Location": FILE}), ""),
        (Said(b"oops", 500), None),
        (Said(b"[", cut=True), None),
    ],
    ids=["none", "a page", "nonsense", "huge", "a loop", "an error", "cut off"],
)
def test_a_file_that_is_none_reserves_nothing(office: Office, site: Site, said: Said, kept: str | None) -> None:
    open_shop(site, "Van")
    site.say(FILE, said)
    office.feeds(feed_line("mistral", f"{site.url}/feed.xml", rights="respect"))

    office.crawl()

    assert [state("Van", None, reserved=False)] == office.rows(STATES)
    assert [kept] == office.column("select tdm_reservation from origins")


def test_a_file_that_cannot_be_had_for_now_is_as_it_was(office: Office, site: Site, clock: Clock) -> None:
    open_shop(site, "Estate")
    site.say(FILE, json.dumps([{"location": "/", "tdm-reservation": 1}]))
    office.feeds(feed_line("mistral", f"{site.url}/feed.xml", rights="respect"))
    office.crawl()
    open_shop(site, "Estate", "Van")
    site.say(FILE, Said(b"oops", 500))
    clock.skip(hours=30)

    office.crawl()

    assert [True, True] == [found["stage_reason"] == WHY for found in office.rows(STATES)]


def test_a_replay_goes_by_the_file_as_it_is_known(
    office: Office, site: Site, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_shop(site, "Estate")
    office.feeds(feed_line("mistral", f"{site.url}/feed.xml", rights="respect", look_again=False))
    office.crawl()
    open_shop(site, "Estate", "Van")
    site.say(FILE, json.dumps([{"location": "/", "tdm-reservation": 1}]))
    clock.skip(hours=30)
    office.crawl("mistral")
    monkeypatch.setenv("KOPLAMP_DESK", str(office.desk.folder))
    monkeypatch.setattr("sys.argv", ["koplamp", "replay"])

    assert [f"{site.url}/estate/1"] == pages(office)
    with pytest.raises(SystemExit):
        main()

    stated = '{"tdm-reservation": "1"}'
    assert [state("Estate", stated, reserved=True), state("Van", stated, reserved=True)] == office.rows(STATES)
    assert [] == pages(office)


@pytest.mark.parametrize("rights", ["respect", "record"])
@pytest.mark.parametrize(
    "said",
    [
        Said(b"%PDF-1.7 ...", headers={**RESERVED, "Content-Type": "application/pdf"}),
        Said(b"{}", headers=RESERVED),
        Said(b"", 302, {"Location": "/nl/"}),
        Said(b"", 301, {"Location": "/?utm_source=gone"}),
    ],
    ids=["pdf", "json", "the front page in Dutch", "the front page"],
)
def test_an_answer_that_is_not_the_article_reserves_the_feeds_text_by_its_header(
    office: Office, site: Site, said: Said, rights: str
) -> None:
    site.say("/feed.xml", with_a_text("Van", "/van/1"))
    site.say("/van/1", said)
    for path in ("/nl/", "/?utm_source=gone"):
        site.say(path, Said(page_of("Kolibri Auto", *STORY), headers=RESERVED))
    office.feeds(feed_line("mistral", f"{site.url}/feed.xml", rights=rights))

    office.crawl()

    [found] = office.rows(STATES)
    is_kept = rights == "record"
    assert ("Van", "extracted", int(is_kept)) == (found["title"], found["stage"], found["has_text"])
    if not is_kept:
        assert (WHY, '{"tdm-reservation": "1"}') == (found["stage_reason"], found["rights"])
        assert ([], ["In short."]) == (pages(office), office.column("select lead from articles"))


def test_a_front_page_that_comes_later_takes_no_text_though_it_is_reserved(
    office: Office, site: Site, clock: Clock
) -> None:
    open_shop(site, "Van")
    office.feeds(feed_line("mistral", f"{site.url}/feed.xml", rights="respect"))
    office.crawl()
    site.say("/van/1", Said(b"", 302, {"Location": "/nl/"}))
    site.say("/nl/", Said(page_of("Kolibri Auto", *STORY), headers=RESERVED))
    clock.skip(hours=30)

    office.crawl()

    assert 2 == site.paths().count("/van/1")
    assert [state("Van", None, reserved=False)] == office.rows(STATES)


def test_the_text_of_a_feed_that_is_not_followed_stays(office: Office, site: Site) -> None:
    document = feed_of(("Van", "/van/1")).replace(
        b"</link>", f"</link><description>{' '.join(STORY)}</description>".encode()
    )
    site.say("/feed.xml", Said(document, headers=RESERVED))
    office.feeds(feed_line("mistral", f"{site.url}/feed.xml", rights="respect", follow=False))

    office.crawl()

    assert [state("Van", None, reserved=False)] == office.rows(STATES)
    assert ["/feed.xml"] == site.paths()

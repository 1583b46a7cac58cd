"""`koplamp feeds ...` as operators type it, over real HTTP on loopback: what is found, added, checked and exchanged."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crawler import config
from crawler.demo.newsstand import Newsstand
from crawler.model import Feed
from tests.flow.conftest import HEAD, Call, Office, feed_line
from tests.flow.origin import STORY, Said, Site, page_of

MOST_REQUESTS = 12
NAMED = '<link rel="alternate" type="application/rss+xml" title="RSS" href="{}">'


def front_page(head: str = "", body: str = "") -> str:
    return (
        f"<!doctype html><html lang='en'><head><title>Front | Kolibri Auto</title>{head}</head>"
        f"<body><p>Welcome</p>{body}</body></html>"
    )


def feed(*entries: tuple[str, str], days_old: int = 0, title: str = "Kolibri Auto") -> bytes:
    """An RSS document of today, or of some calendar days ago: the same time by the desk's clock, summer or winter."""
    day = format_datetime(datetime.now(ZoneInfo("Europe/Amsterdam")) - timedelta(days=days_old))
    items = "".join(
        f"<item><title>{name}</title><link>{link}</link><pubDate>{day}</pubDate></item>" for name, link in entries
    )
    return f"<rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>".encode()


@pytest.fixture
def kolibri(site: Site) -> Site:
    """A publisher whose page names a feed, with two articles."""
    site.say("/", front_page(NAMED.format("/comments.xml") + NAMED.format("/news.xml")))
    site.say("/news.xml", feed(("The new Renault Scenic", "/scenic"), ("Second article of today", "/second")))
    site.say("/comments.xml", feed(("By somebody", "/scenic#1"), title="Comments on Kolibri"))
    site.say("/scenic", page_of("The new Renault Scenic", *STORY))
    site.say("/second", page_of("Second article of today", *STORY))
    return site


# ---------------------------------------------------------------- discover


def test_discover_shows_the_feeds_a_page_names_the_best_first(office: Office, koplamp: Call, kolibri: Site) -> None:
    office.feeds()

    code, out, _ = koplamp("feeds", "discover", kolibri.url)

    assert 0 == code
    assert out.index(f"{kolibri.url}/news.xml\n") < out.index(f"{kolibri.url}/comments.xml\n")
    assert "a feed; the page names it; 2 entries, the newest of 2" in out
    assert "The new Renault Scenic" in out
    assert ["/", "/news.xml", "/comments.xml"] == kolibri.paths()


def test_discover_needs_no_desk(office: Office, koplamp: Call, site: Site) -> None:
    code, _, err = koplamp("feeds", "discover", site.url)

    assert 3 == code, "127.0.0.1 is refused where no feeds.yaml allows it, and that is said"
    assert "" == err
    assert [] == site.asked


PLACES = {
    "linked": ("/", front_page(body="<a href='/rss/cars'>RSS</a>"), "/rss/cars", "the page links it"),
    "usual place": ("/", front_page(), "/feed.xml", "a usual place"),
    "of a section": ("/cars/", front_page(), "/cars/feed/", "a usual place"),
    "the address itself": ("/x.xml", feed(("An article of ours", "/a")).decode(), "/x.xml", "this address"),
}


@pytest.mark.parametrize("place", PLACES)
def test_feeds_are_found_where_they_are(office: Office, koplamp: Call, site: Site, place: str) -> None:
    start, page, where, how = PLACES[place]
    site.say(start, page)
    site.say(where, feed(("An article of ours", "/a")))
    office.feeds()

    code, out, _ = koplamp("feeds", "discover", "--json", site.url + start)

    told = json.loads(out)
    assert 0 == code
    assert [(site.url + where, "rss", how)] == [(one["url"], one["kind"], one["how"]) for one in told["usable"]]
    assert MOST_REQUESTS >= len(site.asked)
    assert len(site.asked) == told["requests"]


def test_a_feed_is_asked_only_once(office: Office, koplamp: Call, site: Site) -> None:
    site.say("/x.xml", feed(("An article of ours", "/a")))
    office.feeds()
    koplamp("feeds", "discover", f"{site.url}/x.xml")

    assert ["/x.xml"] == site.paths()


def sitemap(*rows: str) -> bytes:
    names = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'"
    return f"<urlset {names}>{''.join(rows)}</urlset>".encode()


def test_sitemaps_of_robots_txt_and_of_an_index_are_tried(office: Office, koplamp: Call, site: Site) -> None:
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    row = (
        "<url><loc>/a</loc><news:news><news:title>An article of ours</news:title>"
        f"<news:publication_date>{today}</news:publication_date></news:news></url>"
    )
    parts = f"<sitemap><loc>/tags.xml</loc></sitemap><sitemap><loc>/p2.xml</loc><lastmod>{today}</lastmod></sitemap>"
    site.say("/", front_page())
    site.say("/robots.txt", f"User-agent: *\nDisallow: /feed\nSitemap: {site.url}/index.xml\n")
    site.say("/index.xml", f"<sitemapindex>{parts}</sitemapindex>")
    site.say("/p2.xml", sitemap(row))
    office.feeds()

    code, out, _ = koplamp("feeds", "discover", "--json", site.url)

    found = json.loads(out)["usable"]
    assert 0 == code
    assert [(f"{site.url}/index.xml", "sitemap", ["An article of ours"])] == [
        (one["url"], one["kind"], one["titles"]) for one in found
    ]
    assert "/tags.xml" not in site.paths()
    assert not [path for path in site.paths() if path.startswith("/feed")], "robots.txt is obeyed"
    assert MOST_REQUESTS >= len(site.asked)


def test_a_site_that_has_everything_costs_a_dozen_requests(office: Office, koplamp: Call, site: Site) -> None:
    links = "".join(f"<a href='/rss/{n}'>x</a>" for n in range(30))
    site.say("/", front_page("".join(NAMED.format(f"/feed-{n}") for n in range(30)), links))
    site.say("/robots.txt", "".join(f"Sitemap: {site.url}/s{n}.xml\n" for n in range(9)))
    office.feeds()

    code, _, _ = koplamp("feeds", "discover", site.url)

    assert 3 == code
    assert MOST_REQUESTS == len(site.asked)


CARDS = "".join(
    f"<div class='card'><a href='/news/{n}-a-long-address'><img src='/{n}.jpg'></a>"
    f"<h3><a href='/news/{n}-a-long-address'>Headline number {n} of this page</a></h3><time>2025-11-{n:02}</time></div>"
    for n in range(10, 20)
)


def test_a_page_without_feeds_is_proposed_as_a_list(office: Office, koplamp: Call, site: Site) -> None:
    site.say("/", front_page(body=f"<div id='all'>{CARDS}</div>"))
    office.feeds()

    code, out, _ = koplamp("feeds", "discover", site.url)

    assert 0 == code
    assert "list: {item: div.card, title: h3}" in out
    assert "Headline number 19 of this page" in out


@pytest.mark.parametrize(
    ("said", "why"),
    [(Said(b"", 403), "blocked"), (Said(b"", 503), "busy"), (Said(b"", 404), "missing")],
)
def test_why_nothing_was_found_is_said(office: Office, koplamp: Call, site: Site, said: Said, why: str) -> None:
    site.say("/", said)
    office.feeds()

    code, out, _ = koplamp("feeds", "discover", site.url)

    assert 3 == code
    assert f"the page itself: {why}" in out


def test_of_a_site_without_https_it_is_said_how_it_is_named(office: Office, koplamp: Call, site: Site) -> None:
    office.feeds()
    bare = site.url.removeprefix("http://")

    assert f"a site without https is named in full: http://{bare}/\n" in koplamp("feeds", "discover", bare)[1]
    assert "in full" not in koplamp("feeds", "discover", site.url)[1]


def test_a_site_that_is_not_there_is_69(office: Office, koplamp: Call) -> None:
    office.feeds()

    code, out, _ = koplamp("feeds", "discover", "http://127.0.0.1:61009/")

    assert 69 == code
    assert "network" in out


@pytest.mark.parametrize("address", ["kolibri", "ftp://x.example/", "http://x.example:99999/", ""])
def test_what_is_no_address_is_said(office: Office, koplamp: Call, address: str) -> None:
    office.feeds()

    code, _, err = koplamp("feeds", "add", address)

    assert 2 == code
    assert "address" in err or "port" in err


# ---------------------------------------------------------------- add

BY_HAND = f"""\
# Mine.
{HEAD}
feeds:

  # the first
  - name:   "Old one"      # spaces as I like them
    url: http://127.0.0.1:61001/x
    keep:
    - {{title: 'a'}}
  # an end
"""


def test_add_shows_what_would_be_stored_and_keeps_every_byte(office: Office, koplamp: Call, kolibri: Site) -> None:
    office.desk.feeds_yaml.write_text(BY_HAND)
    office.desk.feeds_yaml.chmod(0o640)

    code, out, _ = koplamp("feeds", "add", kolibri.url, "--yes")

    text = office.desk.feeds_yaml.read_text()
    added = f"\n  - name: Kolibri Auto\n    url: {kolibri.url}/news.xml\n    language: en\n"
    assert 0 == code
    assert BY_HAND + added == text
    assert 0o640 == office.desk.feeds_yaml.stat().st_mode & 0o777
    assert ["feeds.yaml", "koplamp.lock"] >= sorted(path.name for path in office.desk.folder.iterdir())
    assert "The new Renault Scenic" in out
    assert STORY[0][:50] in out
    assert "renault" in out
    assert f"{office.desk.feeds_yaml}:16: 'Kolibri Auto' is added" in out


def test_what_was_added_is_crawled(office: Office, koplamp: Call, kolibri: Site) -> None:
    office.feeds()
    koplamp("feeds", "add", kolibri.url, "--yes")

    run = office.crawl().run

    assert 2 == run.articles_new


def test_a_list_that_was_added_is_crawled(office: Office, koplamp: Call, site: Site) -> None:
    site.say("/", front_page(body=f"<div id='all'>{CARDS}</div>"))
    office.feeds()
    koplamp("feeds", "add", site.url, "--yes")

    assert 10 == office.crawl().run.articles_new


def test_add_twice_adds_once(office: Office, koplamp: Call, kolibri: Site) -> None:
    office.feeds()
    koplamp("feeds", "add", kolibri.url, "--yes")
    once = office.desk.feeds_yaml.read_bytes()

    code, out, _ = koplamp("feeds", "add", kolibri.url, "--yes")

    assert 0 == code
    assert "is asked already: feed 'kolibri-auto'" in out
    assert 2 == kolibri.paths().count("/scenic") + kolibri.paths().count("/second"), "what is known is not shown again"
    assert once == office.desk.feeds_yaml.read_bytes()


def test_nothing_is_added_without_a_yes(
    office: Office, koplamp: Call, kolibri: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    office.feeds()
    before = office.desk.feeds_yaml.read_bytes()
    for answer, code in (("", 2), ("n\n", 0)):
        (tmp_path / "answer").write_text(answer)
        with (tmp_path / "answer").open() as stdin:
            monkeypatch.setattr("sys.stdin", stdin)

            assert code == koplamp("feeds", "add", kolibri.url)[0]
    assert before == office.desk.feeds_yaml.read_bytes()

    (tmp_path / "answer").write_text("y\n")
    with (tmp_path / "answer").open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        assert 0 == koplamp("feeds", "add", kolibri.url)[0]
    assert b"name: Kolibri Auto" in office.desk.feeds_yaml.read_bytes()


def test_a_name_that_is_taken_gets_a_number(office: Office, koplamp: Call, kolibri: Site) -> None:
    office.feeds(feed_line("kolibri-auto", "http://127.0.0.1:61001/other"))
    koplamp("feeds", "add", kolibri.url, "--yes")

    feeds = config.load(office.desk.feeds_yaml.read_text()).feeds
    assert ["kolibri-auto", "kolibri-auto-2"] == [feed.slug for feed in feeds]


def test_a_wrong_feeds_yaml_is_said_before_anything_is_asked(office: Office, koplamp: Call, kolibri: Site) -> None:
    office.desk.feeds_yaml.write_text(HEAD + "feeds:\n  - nam: x\n")

    for command in ("add", "discover"):
        code, _, err = koplamp("feeds", command, kolibri.url)

        assert 2 == code
        assert "feeds.yaml:6:5: feed 1: unknown key 'nam'" in err
    assert [] == kolibri.asked


def test_publishers_of_the_demo_are_added_by_their_front_pages(office: Office, koplamp: Call) -> None:
    office.feeds()
    with Newsstand() as stand:
        fronts = {slug: stand.addresses[slug] for slug in ("de-bougie", "kolbenblatt", "joint-de-culasse")}
        for front in fronts.values():
            assert 0 == koplamp("feeds", "add", front, "--yes")[0]

    feeds = config.load(office.desk.feeds_yaml.read_text()).feeds
    assert ["De Bougie", "Kolbenblatt", "Le Joint de Culasse"] == [feed.name for feed in feeds]
    assert ["nl", "de", "fr"] == [feed.language for feed in feeds]
    assert ["/feed/", "/rss.xml", "/index.rdf"] == ["/" + feed.url.split("/", 3)[3] for feed in feeds]


# ---------------------------------------------------------------- check


def test_check_explains_each_feed_worst_first(office: Office, koplamp: Call, site: Site) -> None:
    site.say("/good.xml", feed(("An article of ours", "/a")))
    site.say("/old.xml", feed(("An article of ours", "/b"), days_old=400))
    site.say("/bare.xml", b"<rss version='2.0'><channel><item><title>x</title><link>/c</link></item></channel></rss>")
    site.say("/page", front_page(NAMED.format("/good.xml")))
    names = ("good", "old", "bare")
    office.feeds(
        *(feed_line(name, f"{site.url}/{name}.xml") for name in names),
        feed_line("page", f"{site.url}/page"),
        feed_line("missing", f"{site.url}/none"),
        feed_line("off", f"{site.url}/off", enabled=False),
    )

    code, out, _ = koplamp("feeds", "check")

    rows = {row[0]: row[1:] for row in (line.split("\t") for line in out.splitlines())}
    assert 3 == code
    assert {"good": "ok", "old": "wrong", "bare": "note", "page": "wrong", "missing": "wrong"} == {
        name: row[0] for name, row in rows.items()
    }
    assert "wrong" == out.splitlines()[0].split("\t")[1]
    assert f"it names this feed: {site.url}/good.xml" in rows["page"][-1]
    assert "400 days old" in rows["old"][-1]
    assert "none of its entries has a date" in rows["bare"][-1]
    assert "feeds.yaml:6" == rows["good"][4]
    assert not office.desk.news_db.exists()


def test_check_of_one_that_is_switched_off(office: Office, koplamp: Call, site: Site) -> None:
    site.say("/good.xml", feed(("An article of ours", "/a")))
    office.feeds(feed_line("good", f"{site.url}/good.xml", enabled=False), feed_line("other", f"{site.url}/none"))

    code, out, _ = koplamp("feeds", "check", "good", "--json")

    assert 0 == code
    assert [("good", "ok", 1)] == [(one["slug"], one["state"], one["entries"]) for one in json.loads(out)]
    assert ["/good.xml"] == site.paths()


def test_check_of_a_name_nobody_has(office: Office, koplamp: Call) -> None:
    office.feeds(feed_line("kolibri", "http://127.0.0.1:61001/x"))

    assert (2, "", "koplamp: no feed is called 'kolibry'; did you mean 'kolibri'?\n") == koplamp(
        "feeds", "check", "kolibry"
    )


def test_check_sees_that_this_machine_is_off_the_network(office: Office, koplamp: Call) -> None:
    office.feeds(*(feed_line(f"f{n}", f"http://127.0.0.1:{61000 + n}/x") for n in range(2, 7)))

    code, _, err = koplamp("feeds", "check")

    assert 69 == code
    assert "off the network" in err


# ---------------------------------------------------------------- list, diff


def test_list_is_for_programs_too(office: Office, koplamp: Call) -> None:
    office.feeds(feed_line("kolibri", "http://127.0.0.1:61001/x", every="auto", enabled=False))

    _, table, _ = koplamp("feeds", "list")
    _, out, _ = koplamp("feeds", "list", "--json")

    assert "kolibri\t6\trss\ten\tauto\tno\t127.0.0.1:61001\thttp://127.0.0.1:61001/x\n" == table
    assert [("kolibri", 6, "auto", False)] == [
        (one["slug"], one["line"], one["every"], one["enabled"]) for one in json.loads(out)
    ]


def test_diff_tells_new_from_renamed_changed_and_gone(office: Office, koplamp: Call, site: Site) -> None:
    old = ("same", "changed", "gone", "before")
    office.feeds(*(feed_line(slug, f"{site.url}/{slug}") for slug in old))
    assert 4 == koplamp("feeds", "diff")[1].count("\tnew\t")

    office.crawl()
    assert (0, "") == koplamp("feeds", "diff")[:2]

    office.feeds(
        feed_line("same", f"{site.url}/same"),
        feed_line("changed", f"{site.url}/elsewhere", every="2h", block="[{title: x}]"),
        feed_line("after", f"{site.url}/before/"),
        feed_line("new", f"{site.url}/new"),
    )
    code, out, _ = koplamp("feeds", "diff", "--json")

    found = {one["slug"]: (one["what"], one["said"]) for one in json.loads(out)}
    assert 0 == code
    assert {"changed": "changed", "after": "renamed?", "new": "new", "gone": "gone", "before": "gone"} == {
        slug: what for slug, (what, _) in found.items()
    }
    assert f"url: {site.url}/changed -> {site.url}/elsewhere; every: 30m -> 120m; list:" in found["changed"][1]
    assert "write slug: before" in found["after"][1]


# ---------------------------------------------------------------- import, export


def test_what_is_exported_comes_back_as_it_was(office: Office, koplamp: Call, tmp_path: Path) -> None:
    office.feeds(
        feed_line("kolibri", "http://127.0.0.1:61001/x", every="auto", keep="[{title: 'a|b'}]", follow=False),
        feed_line("list", "http://127.0.0.1:61001/l", kind="list", list="{item: li.a, title: h2}", pause="2s"),
        "name: Anders\nurl: http://127.0.0.1:61002/y\nenabled: false\nheaders: {X-Requested-With: plain}",
    )
    before = config.load(office.desk.feeds_yaml.read_text()).feeds
    file = tmp_path / "out.opml"

    assert 0 == koplamp("feeds", "export", str(file))[0]
    office.feeds()
    code, out, _ = koplamp("feeds", "import", str(file))

    after = config.load(office.desk.feeds_yaml.read_text()).feeds
    assert 0 == code
    assert "3 feeds added" in out
    assert without_lines(before) == without_lines(after)

    code, out, _ = koplamp("feeds", "import", str(file))
    assert 0 == code
    assert "0 feeds added" in out
    assert "known already: Anders: feed 'anders' (line" in out


def without_lines(feeds: tuple[Feed, ...]) -> list[Feed]:
    return [replace(feed, line=0) for feed in feeds]


def test_export_to_a_pipe(office: Office, koplamp: Call) -> None:
    office.feeds(feed_line("kolibri", "http://127.0.0.1:61001/x"))

    _, out, _ = koplamp("feeds", "export")

    assert out.startswith("<?xml version='1.0' encoding='UTF-8'?>\n<opml ")
    assert 'xmlUrl="http://127.0.0.1:61001/x"' in out


def test_an_opml_file_that_was_cut_off_is_said_and_taken_as_far_as_it_goes(
    office: Office, koplamp: Call, tmp_path: Path
) -> None:
    office.feeds()
    (tmp_path / "x.opml").write_text("<opml><body><outline text='A' xmlUrl='https://a.example/'/><outline te")

    code, out, _ = koplamp("feeds", "import", str(tmp_path / "x.opml"))

    assert 0 == code
    assert (
        "x.opml ends before its end (</opml> is missing): it may have listed more; export it again\n1 feed added" in out
    )


def test_what_is_no_opml_is_said(office: Office, koplamp: Call, tmp_path: Path) -> None:
    office.feeds()
    (tmp_path / "x.opml").write_text("<html></html>")

    code, _, err = koplamp("feeds", "import", str(tmp_path / "x.opml"))

    assert 2 == code
    assert "this is no OPML" in err

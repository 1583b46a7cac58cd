"""The site on a desk's database: every page of it, asked over loopback of the running server."""

import re
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import pytest

from crawler.errors import ForeignDatabase, StorageError, UsageError
from crawler.model import Answer, Article, Draft, Feed, FeedJob, Feeds, Outcome, Poll, Stage, When
from crawler.normal.urls import url_hash, url_key
from crawler.site.metadata import HIDDEN, SHOWN, metadata
from crawler.site.server import HERE, serve
from crawler.store.published import shown
from crawler.store.queries import QUERIES
from crawler.store.store import Store

NOW = datetime.now(UTC)
FEED = Feed("koplampblad", "Koplampblad", "http://127.0.0.1:9/rss", "koplampblad", follow=False)
FEEDS = Feeds((FEED,), "Koplamp (+mailto:desk@example.org)", contact_is_ours=True, timezone="Europe/Amsterdam")
SERVE = "import sys; from pathlib import Path; from crawler.site.server import serve; serve(Path(sys.argv[1]), port=0)"


def draft(slug: str, title: str, lead: str = "") -> Draft:
    """An article that a feed told in full."""
    key = url_key(f"https://koplampblad.example/{slug}")
    article = Article(
        title, lead, f"{title}. Meer over de laadpaal.", published=When("2025-11-19", None, "19 nov", "day", "feed"),
        language="nl", authors=("Ans de Wit",), keywords=("laden",), content_hash=f"{slug}{title}", word_count=9,
    )  # fmt: skip
    return Draft(url_hash(key), key, key, slug, 1, f"{slug}{title}", article, Stage.EXTRACTED)


STORIES = (
    draft("citroen", "Citroën C3 krijgt grotere accu", "De kleine Fransman rijdt verder"),
    draft("script", "<script>alert(1)</script> in een kop", "Een kop met <b>opmaak</b> en een laadpaal"),
)


def publish(news_db: Path, *drafts: Draft) -> None:
    """Store what a feed lists, as a crawl does."""
    with Store(news_db, news_db.with_name("pages.db")) as store:
        store.sync_feeds(FEEDS, NOW)
        run = store.start_run("test", "0", NOW)
        poll = Poll(FeedJob(FEED, FEED.url), NOW, Answer(Outcome.FRESH, 200), drafts=drafts, entries_seen=len(drafts))
        store.save_poll(poll)
        assert run


@dataclass(frozen=True)
class Said:
    status: int
    text: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Site:
    """A running `serve` and the database under it."""

    process: subprocess.Popen[str]
    port: int
    news_db: Path

    def ask(self, path: str, host: str | None = None) -> Said:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", path, headers={"Host": host or f"127.0.0.1:{self.port}"})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return Said(answer.status, text, {name.lower(): value for name, value in answer.getheaders()})


def started(news_db: Path) -> Site:
    """A server of its own process on a free port; its first line is its address."""
    process = subprocess.Popen([sys.executable, "-c", SERVE, str(news_db)], stdout=subprocess.PIPE, text=True)
    address = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/\n", process.stdout.readline())
    assert address, "the first line is the address"
    return Site(process, int(address[1]), news_db)


def ended(site: Site, by: signal.Signals) -> int:
    site.process.send_signal(by)
    code = site.process.wait(10)
    site.process.stdout.close()
    return code


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    news_db = tmp_path_factory.mktemp("desk") / "news.db"
    publish(news_db, *STORIES)
    running = started(news_db)
    yield running
    ended(running, signal.SIGTERM)


class Wanted(HTMLParser):
    """What a browser would fetch by itself for a page."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        if tag == "link" and facts.get("rel") == "stylesheet":
            self.addresses.append(facts["href"])
        self.addresses += [facts[name] for name in ("src", "srcset", "poster", "data") if facts.get(name)]


PAGES = ["/", "/news", *(f"/news/{name}" for name in SHOWN)]
ASKED = [f"/news/search?q={quote(q)}" for q in ("citroen", '"grotere accu"', "laad* OR accu -lexus", "'", "AND (", "")]


@pytest.mark.parametrize("path", [*PAGES, *ASKED, "/news/new_today", "/news/articles/1", "/news/articles?_search=accu"])
def test_every_page_answers_and_asks_for_nothing_from_elsewhere(site, path):
    said = site.ask(path)
    page = Wanted()
    page.feed(said.text)

    assert (200, "text/html; charset=utf-8") == (said.status, said.headers["content-type"])
    assert [] == [address for address in page.addresses if not re.match(r"/(?!/)|data:", address)]
    assert "default-src 'none'" in said.headers["content-security-policy"]
    assert [200] * len(page.addresses) == [site.ask(address).status for address in page.addresses]


def test_search_finds_without_accents_and_marks_the_word(site):
    said = site.ask("/news/search?q=CITROEN")

    assert "<mark>Citroën</mark> C3 krijgt grotere accu" in said.text


def test_search_shows_stored_markup_as_text(site):
    said = site.ask("/news/search?q=laadpaal")

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in said.text
    assert "<script>alert(1)" not in said.text
    assert "<mark>laadpaal</mark>" in said.text


@pytest.mark.parametrize("typed", ["", "'", '"', "AND (", "*", "-accu", "a" * 5000, "\x00", "NEAR(a b"])
def test_search_never_answers_with_an_error(site, typed):
    assert 200 == site.ask(f"/news/search.json?q={quote(typed)}").status


def test_what_a_crawl_stores_is_seen_at_once_and_a_changed_headline_too(tmp_path):
    publish(tmp_path / "news.db", *STORIES)
    site = started(tmp_path / "news.db")
    try:
        before = site.ask("/news/changed_headlines.json?_shape=array").text
        was = STORIES[0]
        now = replace(was.article, title="Citroën C3 krijgt kleinere accu", content_hash="anders")
        publish(site.news_db, replace(was, article=now, entry_hash="anders"), draft("nieuw", "Skoda Elroq wint"))
        after = site.ask("/news/changed_headlines.json?_shape=array").text
        today = site.ask("/news/new_today.json?_shape=array").text
    finally:
        ended(site, signal.SIGTERM)

    assert "[]" == before
    assert "grotere accu" in after
    assert "kleinere accu" in after
    assert "Skoda Elroq wint" in today


# ---------------------------------------------------------------- the door


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:{port}", 200),
        ("localhost:{port}", 200),
        ("LOCALHOST", 200),
        ("[::1]:{port}", 200),
        ("evil.example", 421),
        ("evil.example:{port}", 421),
        ("127.0.0.1.evil.example", 421),
        ("localhost.", 421),
        ("127.0.0.1:x", 421),
        (" ", 421),
    ],
)
def test_only_who_asks_for_this_machine_is_answered(site, host, status):
    said = site.ask("/news/articles.json", host.format(port=site.port))

    assert status == said.status
    assert ("rows" in said.text) == (status == 200)


def test_two_host_headers_are_refused(site):
    with socket.create_connection(("127.0.0.1", site.port)) as line:
        line.sendall(b"GET /news.json HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
        answer = line.makefile("rb").read()

    assert answer.split()[1] in (b"400", b"421")


# ---------------------------------------------------------------- beginning and end


@pytest.mark.parametrize(("by", "code"), [(signal.SIGINT, -signal.SIGINT), (signal.SIGTERM, -signal.SIGTERM)])
def test_a_signal_ends_it_gracefully(by, code, tmp_path):
    publish(tmp_path / "news.db", *STORIES)
    site = started(tmp_path / "news.db")

    assert 200 == site.ask("/news").status
    assert code == ended(site, by)


def test_no_database_is_one_kind_line(tmp_path):
    with pytest.raises(StorageError, match="koplamp crawl"):
        serve(tmp_path / "news.db", port=0)


def test_a_foreign_database_is_not_shown(tmp_path):
    (tmp_path / "news.db").write_bytes(b"SQLite format 3\0" + bytes(4080))

    with pytest.raises(ForeignDatabase):
        serve(tmp_path / "news.db", port=0)


def test_a_taken_port_is_one_kind_line(tmp_path):
    publish(tmp_path / "news.db")
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(UsageError, match="--port 0"):
        serve(tmp_path / "news.db", port=taken.getsockname()[1])


def test_without_datasette_it_says_what_to_install(tmp_path):
    hidden = f"import sys; sys.modules['datasette'] = None; {SERVE}"
    done = subprocess.run([sys.executable, "-c", hidden, str(tmp_path)], capture_output=True, text=True, check=False)

    assert "UsageError: the site needs Datasette, which is not installed: pip install 'koplamp[site]'" in done.stderr


# ---------------------------------------------------------------- the words


def test_every_table_and_view_has_words_or_is_hidden(tmp_path):
    publish(tmp_path / "news.db")
    with Store(tmp_path / "news.db", tmp_path / "pages.db") as store:
        there = {*store.news.table_names(), *store.news.view_names()}
    unnamed = {name for name in there - SHOWN.keys() if not name.startswith((*HIDDEN, "sqlite_"))}

    assert set() == unnamed
    assert set() == SHOWN.keys() - there


def test_metadata_names_columns_that_exist_and_never_units(tmp_path):
    publish(tmp_path / "news.db")
    tables = metadata(HERE, shown(tmp_path / "news.db"))["databases"]["news"]["tables"]
    with Store(tmp_path / "news.db", tmp_path / "pages.db") as store:
        columns = {name: set(_columns(store, name)) for name in SHOWN}

    for name in SHOWN:
        facts = tables[name]
        named = {*facts["columns"], *facts.get("facets", ()), facts.get("sort"), facts.get("sort_desc")}
        named |= {facts.get("label_column")}

        assert set() == named - {None} - columns[name], name
        assert facts["title"]
        assert facts["description"]
    assert "units" not in repr(tables)
    assert not any("published_on" in facts.get("facets", ()) for facts in tables.values())


def test_ready_questions_have_a_sentence():
    assert {"search", "new_today"} <= {query.name for query in QUERIES}
    assert all(query.title and query.sentence.endswith(".") for query in QUERIES)


def _columns(store: Store, name: str) -> list[str]:
    return [row[1] for row in store.news.execute(f"pragma table_info({name})")]

"""A site that is open to all: what it shows, to whom it answers, and what it never says."""

import asyncio
import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from crawler.errors import UsageError
from crawler.out.publish import publish as take_copy
from crawler.site import trouble
from crawler.site.front import Front, front
from crawler.site.server import app
from crawler.store.queries import QUERIES
from crawler.store.snapshot import With
from tests.unit.site.test_site import NOW, STORIES, draft, publish

INSIDE = "binnenspiegel naast dakgoot"  # stands in a text, in no title and no lead
BEFORE = "velgenrek achter stofbril"  # stood in an earlier text
PUBLIC = Front(public=True, names=frozenset({"nieuws.example"}), base_url="/nieuws/")
HERE = Front()


class Client:
    """Asks a site without a socket, always in the same event loop."""

    def __init__(self, path: Path, how: Front, host: str = "nieuws.example") -> None:
        self.how = how
        self._loop = asyncio.new_event_loop()
        self._client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app(path, "127.0.0.1", how)), base_url=f"http://{host}"
        )

    def get(self, path: str, **facts: object) -> httpx.Response:
        return self.ask("GET", path, **facts)

    def ask(self, method: str, path: str, **facts: object) -> httpx.Response:
        below = self.how.base_url.rstrip("/") + path
        return self.asked(method, below, **facts)

    def asked(self, method: str, path: str, **facts: object) -> httpx.Response:
        """The answer at the end of all redirects, to a path as it is."""
        return self._loop.run_until_complete(self._client.request(method, path, follow_redirects=True, **facts))

    def at_once(self, paths: list[str]) -> list[object]:
        """The answers to many questions of the same moment, as JSON."""

        async def asked() -> list[httpx.Response]:
            return await asyncio.gather(*map(self._client.get, paths))

        return [answer.json() for answer in self._loop.run_until_complete(asked())]

    def close(self) -> None:
        self._loop.run_until_complete(self._client.aclose())
        self._loop.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A desk with a text, an earlier text, and a view somebody made."""
    news_db = tmp_path_factory.mktemp("desk") / "news.db"
    was = draft("nieuw", "Skoda Elroq wint prijs", "Een lead")
    publish(news_db, *STORIES, replace(was, article=replace(was.article, body=f"Eerst: {BEFORE}.")))
    now = replace(was.article, body=f"Nu: de {INSIDE}.", content_hash="anders", title="Skoda Elroq wint weer")
    publish(news_db, replace(was, article=now, entry_hash="anders"))
    with closing(sqlite3.connect(news_db)) as db:
        db.execute("create view mine as select * from article_text")
        assert db.execute("select count(*) from article_versions where body like ?", [f"%{BEFORE}%"]).fetchone() == (1,)
    return news_db


def copy_of(desk, to, **what):
    take_copy(desk, desk.with_name("pages.db"), to, With(**what), NOW)
    return to


@pytest.fixture(scope="module", params=["the desk's own", "a copy", "a copy with texts"])
def shown(request, desk, tmp_path_factory):
    if request.param == "the desk's own":
        path = desk
    else:
        to = tmp_path_factory.mktemp("copy") / "cars.db"  # whatever its name, it is /news
        path = copy_of(desk, to, texts=request.param == "a copy with texts")
    client = Client(path, PUBLIC)
    client.texts = request.param == "a copy with texts"
    yield client
    client.close()


@pytest.fixture(scope="module")
def public(desk):
    client = Client(desk, PUBLIC)
    yield client
    client.close()


def names(path):
    with closing(sqlite3.connect(path)) as db:
        return [name for (name,) in db.execute("select name from sqlite_master where type in ('table', 'view')")]


def everything(path):
    """Addresses that could show a text: every table and view, its rows, its files, and every ready question."""
    for name in names(path):
        yield from (f"/news/{name}", f"/news/{name}.json?_shape=objects", f"/news/{name}.csv", f"/news/{name}/3.json")
    for query in QUERIES:
        asked = "&".join(f"{name}={quote(value)}" for name, value in query.examples.items())
        yield from (
            f"/news/{query.name}?{asked}",
            f"/news/{query.name}.json?{asked}",
            f"/news/{query.name}.csv?{asked}",
        )
    for word in ("binnenspiegel", "velgenrek"):
        yield from (f"/news/search?q={word}", f"/news/search.json?q={word}", f"/search?q={word}")
        yield f"/news/articles?_search={word}"
        yield f"/news/articles.json?_search={word}&_searchmode=raw&_shape=objects"
        yield f"/news/searchable.json?body__contains={word}"
    yield from ("/", "/article/3", "/story/1", "/changed", "/news", "/news.json")


def test_no_text_is_shown_that_was_not_published(shown, desk):
    told = {path: shown.get(path).text for path in everything(desk)}
    inside = [path for path, text in told.items() if "dakgoot" in text or "stofbril" in text]

    if shown.texts:
        assert {"/news/article_text.csv", "/news/article_export.csv", "/news/article_versions.csv"} <= set(inside)
    else:
        assert [] == inside


def test_the_desk_itself_shows_its_texts_to_its_owner(desk):
    client = Client(desk, HERE, "127.0.0.1")
    told = {path: client.get(path).text for path in everything(desk)}
    client.close()
    inside = {path for path, text in told.items() if "dakgoot" in text or "stofbril" in text}

    assert {
        "/news/article_text.csv",
        "/news/article_versions.csv",
        "/news/mine.csv",
        "/news/search?q=binnenspiegel",
    } <= inside


def test_a_word_of_a_text_still_finds_its_article_and_shows_the_lead(public):
    [hit] = json.loads(public.get("/news/search.json?q=binnenspiegel&_shape=array").text)

    assert ("Skoda Elroq wint weer", "Een lead") == (hit["title"], hit["found"])


def test_titles_and_leads_are_shown_with_their_marks(shown):
    assert "<mark>Citroën</mark>" in shown.get("/news/search?q=citroen").text


@pytest.mark.parametrize("name", [
    "mine", "searchable", "article_text", "fetches", "hosts", "origins", "tombstones", "shingles", "watch_hits",
    "deliveries", "articles_fts", "articles_fts_data", "_sqlite_migrations", "sqlite_sequence", "notices", "leases",
])  # fmt: skip
@pytest.mark.parametrize("as_", ["", ".json", ".csv"])
def test_tables_that_are_nobody_elses_are_closed(public, name, as_):
    assert public.get(f"/news/{name}{as_}").status_code in (403, 404)
    assert f'/news/{name}"' not in public.get("/news").text


@pytest.mark.parametrize("path", [
    "/news?sql=select+1", "/news.json?sql=select+1", "/news/articles?_where=1=1", "/news/articles.json?_facet=title",
    "/news/articles?_facet_date=published_at", "/news/articles.csv?_stream=1", "/news.db", "/_internal",
    "/_memory?sql=select+1", "/news/articles?_facet_array=url", "/:memory:",
])  # fmt: skip
def test_nobody_asks_questions_of_their_own(public, path):
    assert public.get(path).status_code in (400, 403, 404)


@pytest.mark.parametrize("path", [
    "/-/databases.json", "/-/databases", "/-/plugins.json", "/-/metadata.json", "/-/settings.json", "/-/versions.json",
    "/-/threads.json", "/-/actor.json", "/-/config", "/-/patterns", "/-/permissions", "/-/messages", "/-/allow-debug",
    "/-/auth-token?token=1", "/-/logout",
])  # fmt: skip
def test_what_datasette_says_of_itself_is_closed(public, path, desk):
    for below in (path, f"/nieuws{path}", f"/.{path}", path.replace("/-/", "/%2D/"), f"/{path}"):
        said = public.get(below)

        assert (404, False) == (said.status_code, str(desk.parent) in said.text), below
    assert 404 == public.asked("GET", path).status_code, "without the base, too"


def test_no_page_names_a_file_of_this_machine(public, desk):
    for path in everything(desk):
        assert str(desk.parent) not in public.get(path).text, path


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_it_is_only_read(public, method):
    assert 405 == public.ask(method, "/news/search?q=a").status_code


def test_headers_keep_it_out_of_frames_and_say_where_things_come_from(public):
    headers = public.get("/news/articles").headers

    assert "DENY" == headers["x-frame-options"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert ("nosniff", "same-origin") == (headers["x-content-type-options"], headers["referrer-policy"])


@pytest.mark.parametrize(("path", "inline"), [
    ("/", False), ("/trends", False), ("/nowhere", False), ("/news", True), ("/news/articles", True),
    ("/news.json", True), ("/newsroom", False),
])  # fmt: skip
def test_only_datasettes_own_pages_may_hold_styles_and_scripts(public, path, inline):
    policy = public.get(path).headers["content-security-policy"]

    assert inline == ("unsafe-inline" in policy) == ("script-src" in policy)
    assert policy.startswith("default-src 'none'; ")
    if not inline:
        assert not re.search(r"<script|<style|\bstyle=|\bon\w+=", public.get("/trends").text)


@pytest.mark.parametrize(("path", "kept"), [
    ("/news/articles", True), ("/news.json", True), ("/search?q=a", True), ("/article/1", True), ("/?lang=nl", True),
    ("/", False), ("/make/skoda", False), ("/trends", False),
])  # fmt: skip
def test_search_engines_are_told_what_to_leave(public, path, kept):
    assert kept == ("noindex" in public.get(path).headers.get("x-robots-tag", ""))


def test_robots_txt_names_the_same_below_the_base(public):
    said = public.get("/robots.txt")

    assert "text/plain; charset=utf-8" == said.headers["content-type"]
    assert {"/nieuws/article/", "/nieuws/news", "/nieuws/search", "/nieuws/-/", "/nieuws/*?"} == {
        line.removeprefix("Disallow: ") for line in said.text.splitlines() if line.startswith("Disallow")
    }


def test_the_desk_at_home_says_nothing_to_robots(desk):
    client = Client(desk, HERE, "127.0.0.1")

    assert "x-robots-tag" not in client.get("/news/articles").headers
    assert 404 == client.get("/robots.txt").status_code
    client.close()


@pytest.mark.parametrize(("path", "status"), [
    ("/nowhere", 404), ("/news/nowhere.json", 404), ("/news/articles/x", 404), ("/news/articles?_sort=nowhere", 400),
    ("/news/articles?_size=-1", 400), ("/news?sql=select+1", 403),
])  # fmt: skip
def test_an_address_that_is_none_costs_no_line_in_the_log(public, path, status, capfd):
    assert status == public.get(path).status_code
    assert ("", "") == capfd.readouterr()


@pytest.mark.parametrize("as_", ["", ".json"])
def test_what_nobody_foresaw_is_in_the_log_and_not_on_the_page(public, as_, capfd):
    said = public.get(f"/news/articles{as_}?_through={{}}")

    assert (500, True) == (said.status_code, trouble.INSIDE in said.text)
    assert 1 == capfd.readouterr().err.count("KeyError: 'table'")
    assert "KeyError" not in said.text


# ---------------------------------------------------------------- names and addresses


@pytest.mark.parametrize(("host", "status"), [
    ("nieuws.example", 200), ("NIEUWS.example:443", 200), ("127.0.0.1:8001", 200), ("localhost", 200),
    ("evil.example", 421), ("a.nieuws.example", 421), ("nieuws.example.evil.example", 421),
])  # fmt: skip
def test_it_answers_to_its_names_only(public, host, status):
    assert status == public.get("/news", headers={"Host": host}).status_code


LINK = re.compile(r"""\b(?:href|src|action)=["']?([^"' >]+)""")


def test_every_link_of_every_page_stays_below_the_base(public, desk):
    """Followed to its end, as long as it is one of ours: each answers, and none leaves the base."""
    waiting, seen = ["/nieuws/"], set()
    while waiting and len(seen) < 150:
        path = waiting.pop(0)
        seen.add(path)
        said = public.asked("GET", path)
        assert said.status_code == 200, path
        if "html" in said.headers["content-type"]:
            found = {link.partition("#")[0].replace("&amp;", "&") for link in LINK.findall(said.text)}
            ours = {link for link in found if link.startswith("/")}
            assert [] == [link for link in ours if not link.startswith("/nieuws/")], path
            waiting += sorted(link for link in ours - seen - set(waiting) if "_sort" not in link)
    assert len(seen) > 40


def test_a_row_links_to_rows_that_are_open(public):
    said = public.get("/news/articles/3").text
    links = re.findall(r'<a href="(/nieuws/news/\w+\?\w+=3)"', said)

    assert any("article_versions" in link for link in links)
    assert {200} == {public.asked("GET", link).status_code for link in links}


def test_a_facet_with_more_values_than_it_shows_leads_nowhere_that_is_closed(big_news):
    public = Client(big_news, PUBLIC)
    said = public.get("/news/makes_per_day").text
    links = [link.replace("&amp;", "&") for link in LINK.findall(said.partition("facet-results")[2]) if "?" in link]

    assert "facet-truncated" in said
    assert len(links) > 30
    assert {200} == {public.asked("GET", link).status_code for link in links[:3]}
    assert not [link for link in links if "_facet" in link or "/nieuws/" not in link]
    public.close()


@pytest.mark.parametrize(("typed", "base"), [
    ("/", "/"), ("", "/"), ("/nieuws/", "/nieuws/"), ("nieuws", "/nieuws/"), ("/a/b", "/a/b/"),
])  # fmt: skip
def test_a_base_url_is_put_between_slashes(typed, base):
    assert base == front(public=True, names=(), base_url=typed).base_url


@pytest.mark.parametrize("typed", ["https://nieuws.example/", "/a b/", "/a?b/", "/%41/", "a//b"])
def test_a_base_url_that_is_no_path_is_refused(typed):
    with pytest.raises(UsageError, match="--base-url"):
        front(public=True, names=(), base_url=typed)


@pytest.mark.parametrize("typed", ["https://nieuws.example", "nieuws.example:443", "", "a b", "*"])
def test_a_host_name_that_is_none_is_refused(typed):
    with pytest.raises(UsageError, match="--host-name"):
        front(public=True, names=(typed,), base_url="/")


# ---------------------------------------------------------------- a published copy


def test_every_thread_of_a_site_reads_the_copy_it_began_with(desk, tmp_path):
    """Datasette's threads start when there is much to do, be the file gone by then or another one."""
    copy = copy_of(desk, tmp_path / "news.db")
    client = Client(copy, HERE, "127.0.0.1")
    path = "/news/articles.json?_shape=array&title__contains="
    before = client.get(path).json()
    copy.unlink()
    together = client.at_once([f"{path}&_size={size}" for size in range(10, 40)])
    client.close()

    assert 3 <= len(before)
    assert [before] * 30 == together
    assert not copy.exists()


def test_a_copy_is_shown_anew_once_it_is_published_again(desk, tmp_path):
    copy = copy_of(desk, tmp_path / "news.db")
    client = Client(copy, HERE, "127.0.0.1")
    before = client.get("/news/articles.json?_shape=array&_size=max").json()
    with closing(sqlite3.connect(desk)) as db:
        db.execute("update articles set title = 'Heel anders' where id = 1")
        db.commit()
    copy_of(desk, copy)
    after = client.get("/news/articles.json?_shape=array&_size=max").json()
    copy.unlink()
    gone = client.get("/news/articles.json?_shape=array&_size=max").json()
    copy.write_bytes(b"no database")
    broken = client.get("/news/articles.json?_shape=array&_size=max").json()
    client.close()

    assert ("Heel anders" in repr(before), "Heel anders" in repr(after)) == (False, True)
    assert after == gone == broken


def test_only_a_copy_is_opened_as_one_that_never_changes(desk, tmp_path):
    copy = copy_of(desk, tmp_path / "news.db")
    for path, never_changes in ((desk, False), (copy, True)):
        client = Client(path, HERE, "127.0.0.1")
        [said] = [one for one in client.get("/-/databases.json").json() if one["name"] == "news"]
        client.close()

        assert never_changes == (not said["is_mutable"])

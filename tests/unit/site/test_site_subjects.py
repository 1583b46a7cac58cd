"""The pages of makes, models, topics, sources, trends, feed health and changes, asked of the site in this process."""

import asyncio
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from crawler.site.front import Front
from crawler.site.server import site
from crawler.store.published import shown
from tests.unit.site.desks import SOURCES, empty, hostile

PAGES = (
    "/make/renault", "/make/renault/5", "/topic/recall", "/topic/odd", *(f"/source/{slug}" for slug in SOURCES),
    "/trends", "/health", "/changed",
)  # fmt: skip
PERIODS = ("?days=7", "?days=365&lang=nl")
VOID = {"meta", "link", "img", "br", "input", "hr"}


class Page(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.open: list[str] = []
        self.faults: list[str] = []
        self.feed(text)
        self.faults += [f"<{tag}> is not closed" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")


class Asked:
    """A site over one file, asked without a socket."""

    def __init__(self, news_db: Path, front: Front | None = None) -> None:
        self.news_db = news_db
        self.made = site(news_db, front or Front(), shown(news_db))

    def __call__(self, path: str, **headers: str):
        return asyncio.run(self._get(path, headers))

    async def _get(self, path, headers):
        await self.made.invoke_startup()
        return await self.made.client.get(path, headers=headers)


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    return Asked(hostile(tmp_path_factory.mktemp("hostile") / "news.db"))


@pytest.fixture(scope="module")
def ask_empty(tmp_path_factory):
    return Asked(empty(tmp_path_factory.mktemp("empty") / "news.db"))


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("path", PAGES)
def test_hostile_texts_are_text(ask, path, period):
    said = ask(path + period)
    page = Page(said.text)

    assert (200, []) == (said.status_code, page.faults)
    assert not {"script", "img", "b", "iframe", "style", "mark"} & set(page.tags)
    assert [] == [one for one in page.attributes if one[1].startswith("on") or one[1] == "style"]
    assert [] == [one for one in page.attributes if one[1] in ("href", "src") and not re.match(r"/(?!/)|#", one[2])]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in said.text
    assert "{{ 7*7 }}" in said.text or path == "/topic/recall"
    assert [] == re.findall(r"\bNone\b|\bnan\b|\{\w+\}", said.text)


@pytest.mark.parametrize("path", ["/trends", "/health", "/changed", "/changed?source=x", "/trends?days=365&lang=nl"])
def test_an_empty_desk_has_pages_that_say_so(ask_empty, path):
    said = ask_empty(path)

    assert (200, []) == (said.status_code, Page(said.text).faults)
    assert 'class="empty"' in said.text


@pytest.mark.parametrize(
    "path",
    [
        "/make/nope",
        "/make/nope/x",
        "/make/renault/nope",
        "/topic/nope",
        "/source/nope",
        "/make/%3Cscript%3E",
        "/make/%FF",
    ],
)
def test_what_is_not_there_is_said_kindly(ask, ask_empty, path):
    for said in (ask(path), ask_empty(path)):
        assert 404 == said.status_code
        assert "<script" not in said.text
        assert "<h1>" in said.text


@pytest.mark.parametrize("days", ["0", "-1", "31", "seven", "9" * 400, "%3Cscript%3E", "7.0", "%00", "٣٠"])
@pytest.mark.parametrize("path", ["/make/renault", "/changed"])
def test_a_period_that_is_none_is_said_and_left_alone(ask, path, days):
    said = ask(f"{path}?days={days}")

    assert 200 == said.status_code
    assert "is no period" in said.text
    assert "<script" not in said.text


@pytest.mark.parametrize(("typed", "wrong"), [("2", False), ("0", True), ("-1", True), ("x", True), ("9" * 60, True)])
def test_a_page_of_changes_that_is_none_is_said(ask, typed, wrong):
    said = ask(f"/changed?page={typed}&days=365")

    assert 200 == said.status_code
    assert wrong == ("is no page number" in said.text)


def test_changes_show_what_went_and_what_came(ask):
    assert "<del>Eerst</del>" in ask("/changed?days=90").text


def test_a_source_that_is_not_there_changed_nothing(ask):
    said = ask("/changed?source=%3Cb%3E")

    assert "There is no source “&lt;b&gt;”" in said.text
    assert 'class="edit"' not in said.text


def test_the_language_is_the_readers_and_stays_when_asked_for(ask):
    dutch, chosen = ask("/trends", **{"Accept-Language": "nl-NL,en;q=0.5"}), ask("/trends?lang=nl")

    assert ("nl", "accept-language") == (dutch.headers["content-language"], dutch.headers["vary"].split(",")[0])
    assert "Waarover het meest geschreven wordt" in dutch.text
    assert "lang=nl" not in dutch.text
    assert 'href="/make/renault?lang=nl"' in chosen.text


def test_feeds_are_told_in_words_with_what_to_do(ask):
    said = ask("/health").text

    assert "The site does not let Koplamp in (its answer was 403)." in said
    assert "Ask the publisher for leave" in said
    assert "The site says that this feed was taken away for good." in said
    assert "4 of 4 feeds need attention." in said


def test_charts_have_a_name_and_a_table(ask):
    said = ask("/make/renault").text

    assert re.search(r'<svg[^>]*role="img" aria-label="Articles and stories per day about', said)
    assert re.search(r"<details><summary>As a table</summary>.*?<th scope=\"row\">\d+ \w+ \d{4}</th>", said)


def test_the_tables_behind_the_pages_are_there(ask):
    linked = {
        href for path in PAGES for _, name, href in Page(ask(f"{path}?lang=nl").text).attributes if name == "href"
    }
    tables = {href for href in linked if href.startswith("/news/")}

    assert len(tables) > 20
    assert {} == {href: status for href in tables if (status := ask(href).status_code) != 200}


def test_a_public_site_has_the_same_pages_and_tables(ask):
    public = Asked(ask.news_db, Front(public=True))
    said = {path: public(path) for path in PAGES}
    linked = {href for one in said.values() for _, name, href in Page(one.text).attributes if name == "href"}
    tables = {href for href in linked if href.startswith("/news/")}

    assert {path: ask(path).text for path in PAGES} == {path: one.text for path, one in said.items()}
    assert {} == {href: status for href in tables if (status := public(href).status_code) != 200}


def test_every_address_honours_the_base(ask):
    below = Asked(ask.news_db, Front(base_url="/nieuws/"))
    linked = {href for path in PAGES for _, name, href in Page(below(path).text).attributes if name == "href"}

    assert len(linked) > 30
    assert set() == {href for href in linked if not re.match("/nieuws/|#", href)}

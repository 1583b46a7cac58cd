"""Texts that would take over a page -> every page that shows them, in a browser, where they are only text."""

from urllib.parse import quote

import pytest

from tests.browser import hostile, pages
from tests.browser.chromium import sheet

PATHS = (
    "/", "/search", "/search?q=hurt", "/article/3", "/article/4", "/article/13", "/story/4", "/make/renault",
    "/make/renault/5", "/topic/recall", "/source/autovisie", "/trends", "/health", "/changed", "/news/latest",
    "/news/search?q=hurt", "/news/articles/4", "/news/feeds", "/news/article_companies?_facet=rejected_by",
)  # fmt: skip
ASKED = tuple(
    path.format(evil=quote(hostile.EVIL, safe=""))
    for path in ("/search?q={evil}&make={evil}&from={evil}", "/{evil}", "/make/{evil}", "/news/{evil}")
)
# Elements and attributes that no template of ours or Datasette's has; a script that hurt leaves its mark on the body.
TAKEN_OVER = """() => {
  const handlers = e => [...e.attributes].filter(({name, value}) =>
    (name.startsWith('on') && value.includes('hurt')) || (name !== 'value' && /^\\s*javascript:/i.test(value)));
  const strange = [...document.querySelectorAll('*')].filter(e =>
    ['x-hurt', 'iframe', 'object'].includes(e.localName) || handlers(e).length || e.matches('img[src=x], mark *')
    || (e.localName === 'script' && !e.src && e.textContent.includes("'hurt'")));
  return [...strange.map(e => e.outerHTML.slice(0, 160)), ...(document.body.id === 'hurt' ? ['a script ran'] : [])];
}"""


@pytest.fixture(scope="module")
def hostile_site(chromium, tmp_path_factory):
    with pages.served(hostile.desk(tmp_path_factory.mktemp("hostile"))) as address:
        yield address


@pytest.fixture
def visitor(chromium, hostile_site):
    """Somebody who looks at the hostile desk."""
    with sheet(chromium, hostile_site) as one:
        yield one


def test_the_judge_sees_what_a_page_lets_happen(visitor):
    visitor.page.set_content(f'<p title="{hostile.EVIL}">{hostile.EVIL}</p><a href="{hostile.SCRIPT_URL}">a</a>')
    taken = " ".join(visitor.page.evaluate(TAKEN_OVER))

    assert [] == [one for one in ("<script>", "<x-hurt>", "onerror", "onmouseover", "a script ran") if one not in taken]


def test_hostile_texts_are_text_on_every_page(visitor):
    for path in PATHS:
        page = visitor.go(path)

        assert "<x-hurt>" in page.evaluate("document.documentElement.textContent"), path
        assert [] == page.evaluate(TAKEN_OVER), path
        assert [] == visitor.told(), path


def test_hostile_addresses_are_text_too(visitor):
    for path in ASKED:
        page = visitor.go(path)

        assert page.inner_text("h1"), path
        assert [] == page.evaluate(TAKEN_OVER), path
        assert [] == visitor.told(), path


def test_marks_in_a_text_mark_nothing(visitor):
    page = visitor.go("/search?q=hurt&source=kwaadblad")

    assert {"hurt"} == {word.lower() for word in page.locator(".hits mark").all_inner_texts()}
    assert "forged" in page.inner_text(".hits")
    assert [] == [mark for mark in "\ue000\ue001" if mark in page.content()]

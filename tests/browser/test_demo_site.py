"""The site over the demo desk in a browser: every page for eyes and without, and what a reader does there.

One file, so that one process makes the desk, the site and the browser for all of it.
"""

import csv
import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.axe import violations
from tests.browser.chromium import sheet
from tests.browser.pages import PAGES, WIDTHS
from tests.browser.walk import walked

PHONE, DESKTOP = WIDTHS
TYPED = "accu"
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  const wide = [...document.querySelectorAll('body *')].filter(e =>
    e.checkVisibility() && e.getBoundingClientRect().right > width + 0.5);
  const all = document.documentElement.scrollWidth;
  return all > width ? [`${all} px`, ...wide.slice(0, 5).map(e => e.outerHTML.slice(0, 120))] : [];
}"""
LIGHTNESS = """() => getComputedStyle(document.body).backgroundColor.match(/[0-9.]+/g).slice(0, 3)
  .reduce((sum, part) => sum + Number(part), 0) / 765"""


@pytest.fixture(scope="module")
def passer_by(chromium, site):
    """One for all pages: a browser that has run axe-core before runs it in half the time."""
    with sheet(chromium, site) as one:
        yield one


@pytest.mark.parametrize("name", PAGES)
def test_a_page_keeps_nobody_out_at_any_width_in_any_theme_and_language(name, passer_by, paths):
    passer_by.ask_for("en")
    passer_by.look(DESKTOP, "light")
    page = passer_by.go(paths[name])
    light, wide = page.evaluate(LIGHTNESS), violations(page)
    unreached, unseen = walked(page)
    passer_by.look(PHONE, "dark")
    dark, narrow, in_english = page.evaluate(LIGHTNESS), violations(page), page.evaluate(TOO_WIDE)
    passer_by.ask_for("nl")
    passer_by.go(paths[name])

    assert [] == passer_by.told()
    assert "" == "\n".join([*wide, *narrow])
    assert "" == "\n".join(unreached)
    assert "" == "\n".join(unseen)
    assert "" == "\n".join([*in_english, *page.evaluate(TOO_WIDE)])
    assert 1 == page.locator(".house-top nav:lang(nl)").count()
    assert light > 0.9
    assert dark < 0.2


# ---------------------------------------------------------------- what a reader does


def follow(page: Page, link: Locator) -> None:
    """Click, and go on when the next page is there."""
    with page.expect_navigation():
        link.click()


def first_number(text: str) -> int:
    return int(re.search(r"\d+", text)[0])


def test_a_search_marks_the_word_and_a_facet_narrows_it(reader):
    page = reader.go("/")
    page.fill("#q", TYPED)
    page.press("#q", "Enter")
    page.wait_for_url("**/search?q=accu")
    marked = page.locator(".hits mark").all_inner_texts()
    found = first_number(page.inner_text("#found"))

    assert {TYPED} == {word.lower()[: len(TYPED)] for word in marked}
    assert found == page.locator(".hits > li").count() > 1

    facet = page.locator(".results-side .beside li", has=page.locator("a[href*='make=']")).first
    make, of_it = facet.locator("a").inner_text(), first_number(facet.locator(".n").inner_text())
    follow(page, facet.locator("a"))

    assert of_it == first_number(page.inner_text("#found")) == page.locator(".hits > li").count()
    assert [of_it] == [page.locator(".hits > li", has_text=make).count()]
    assert make in page.inner_text(".set-filters")

    follow(page, page.locator(".set-filters a"))

    assert found == first_number(page.inner_text("#found"))


def test_from_what_changed_to_the_words_that_went_and_came(reader):
    page = reader.go("/changed")
    headline = page.locator(".edit a.title").first
    said = headline.inner_text()
    follow(page, headline)

    assert said == page.inner_text("h1")
    assert page.locator(".diff del:has-text('350')").count() > 0
    assert page.locator(".diff ins:has-text('480')").count() > 0
    assert "line-through" in page.locator(".diff del").first.evaluate("e => getComputedStyle(e).textDecorationLine")
    assert "underline" in page.locator(".diff ins").first.evaluate("e => getComputedStyle(e).textDecorationLine")


def test_a_story_says_who_had_it_first_and_its_articles_lead_back(reader, paths):
    page = reader.go(paths["story"])
    story, tellers = page.inner_text("h1"), page.locator(".tellers > li")
    first = tellers.first.locator(".teller").inner_text()

    assert first in page.inner_text(".verdict")
    assert tellers.count() == page.locator(".told tbody tr").count() > 1

    follow(page, page.locator(".told tbody a.title").last)

    assert story == page.inner_text(".in-story .title")
    follow(page, page.locator(".in-story .title"))
    assert paths["story"] == page.evaluate("location.pathname")


def test_from_a_make_to_its_model(reader):
    page = reader.go("/")
    follow(page, page.locator(".makes a:text-is('Renault')"))

    assert "Renault" == page.inner_text("h1")
    assert page.locator(".chart svg rect").count() > 0

    model = page.locator(".sparks a").first
    label = model.inner_text()
    follow(page, model)

    assert label == page.inner_text("h1")


def test_a_table_is_taken_along_as_csv(reader, demo_desk):
    page = reader.go("/news/latest")
    page.check(".advanced-export input[name=_dl]")
    page.check(".advanced-export input[name=_stream]")
    with page.expect_download() as coming:
        page.click(".advanced-export input[type=submit]")
    with open(coming.value.path(), encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with closing(sqlite3.connect(demo_desk / "news.db")) as db:
        titles = sorted(row[0] for row in db.execute("select title from latest"))

    assert titles == sorted(row["title"] for row in rows)


def test_a_language_that_was_chosen_stays(reader):
    page = reader.go("/trends")
    follow(page, page.locator("footer a[hreflang=nl]"))
    page.fill("#house-q", TYPED)
    page.press("#house-q", "Enter")
    page.wait_for_url("**/search?*")

    assert "nl" == page.get_attribute("html", "lang")
    assert re.search(r"\d+ artikelen", page.inner_text("#found"))


def test_the_first_tab_offers_to_skip_to_the_text(reader):
    for path in ("/", "/news"):
        page = reader.go(path)
        page.keyboard.press("Tab")
        skip = page.locator(":focus")
        box = skip.bounding_box()

        assert "#main" == skip.get_attribute("href")
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["height"] > 20

        page.keyboard.press("Enter")
        page.keyboard.press("Tab")

        assert page.evaluate("document.querySelector('main').contains(document.activeElement)")

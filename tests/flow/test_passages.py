"""A promo that names another editor under each article goes by itself; a replay takes it from the first ones."""

import json
import random
from dataclasses import dataclass, field

import pytest

from crawler.passes.enrich import enrich
from crawler.related.fingerprints import densest
from crawler.store.store import Store
from tests.flow.conftest import Call, Office, feed_line
from tests.flow.origin import Site, feed_of, page_of
from tests.flow.test_lines import Words


@dataclass
class Press:
    """A publisher whose promo has a new name in it under every article."""

    site: Site
    office: Office
    words: Words
    halves: tuple[str, str]
    stories: list[list[str]] = field(default_factory=list)

    def crawl(self) -> None:
        """Print one article more, crawl and enrich."""
        number, story = len(self.stories), [self.words.sentence(24) for _ in range(5)]
        name = self.words.sentence(2).rstrip(".")
        promo = f"{self.halves[0]} {name} {self.halves[1]}."
        self.site.say(f"/{number}", page_of(f"Story {number}", *story[:3], promo, *story[3:]))
        self.stories.append(story)
        self.site.say("/feed.xml", feed_of(*((f"Story {at}", f"/{at}") for at in range(len(self.stories)))))
        self.office.crawl()
        with Store(self.office.desk.news_db, self.office.desk.pages_db) as store:
            enrich(store, self.office.clock)

    def carriers(self) -> list[str]:
        """The titles of the articles with the promo in their text; every one of them has the whole of its story."""
        found = self.office.rows("select title, body from articles join article_text on article_id = id order by id")
        for row, story in zip(found, self.stories, strict=True):
            assert [] == [sentence for sentence in story if sentence not in str(row["body"])]
        return [str(row["title"]) for row in found if self.halves[1] in str(row["body"])]


@pytest.fixture
def press(site: Site, office: Office) -> Press:
    seed = random.randrange(2**32)
    print(f"seed {seed}")  # noqa: T201  # shown when the test fails
    words = Words(random.Random(seed))
    begin, end = ("", "")
    while not densest(begin):  # of four runs of words one is sampled
        begin, end = (words.sentence(20).rstrip(".") for _ in range(2))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))
    return Press(site, office, words, (begin, end.lower()))


def test_the_fourth_article_comes_without_and_a_replay_clears_the_others(press: Press, koplamp: Call) -> None:
    for _ in range(5):
        press.crawl()
    assert ["Story 0", "Story 1", "Story 2"] == press.carriers()

    code, shown, _ = koplamp("boilerplate", press.site.url)
    assert (0, 1) == (code, len(shown.splitlines()))
    assert "\t5\t" in shown
    assert "\tdropped~\t" in shown
    [told] = json.loads(koplamp("boilerplate", press.site.url, "--json")[1])
    assert (5, 1, 0) == (told["pages"], told["varies"], told["vetoed"])
    assert told["text"].startswith(press.halves[0])

    assert 0 == koplamp("replay")[0]
    assert [] == press.carriers()
    assert [0] == press.office.column("select count(*) from article_versions")


def test_a_veto_brings_it_back(press: Press, koplamp: Call) -> None:
    for _ in range(4):
        press.crawl()

    assert 0 == koplamp("boilerplate", press.site.url, "--veto", press.halves[1])[0]
    assert "\tvetoed~\t" in koplamp("boilerplate", press.site.url)[1]
    assert 0 == koplamp("replay")[0]
    press.crawl()

    assert [f"Story {at}" for at in range(5)] == press.carriers()
    assert [0] == press.office.column("select count(*) from article_versions")

"""A promo that a site prints under its articles goes by itself, whatever it says: its words are new in every run."""

import json
import random
import re
from dataclasses import dataclass, field

import pytest

from tests.flow.conftest import Call, Crawled, Office, feed_line
from tests.flow.origin import Site, feed_of, page_of

LETTERS = "abcdefghijklmnoprstuvwz"


@dataclass
class Words:
    """Sentences of words that nobody has seen before."""

    random: random.Random

    def sentence(self, count: int) -> str:
        words = ("".join(self.random.choices(LETTERS, k=self.random.randint(3, 9))) for _ in range(count))
        return " ".join(words).capitalize() + "."


@dataclass
class Press:
    """A publisher that prints a promo in the midst of every article."""

    site: Site
    office: Office
    words: Words
    promo: str
    printed: list[int] = field(default_factory=list)

    def crawl(self, last: int, feed: str = "kolibri", first: str = "Story 1") -> Crawled:
        """List the articles up to this number, and read what is new; `first`: what the feed calls the first of them."""
        for number in range(len(self.printed) + 1, last + 1):
            story = [self.words.sentence(24) for _ in range(5)]
            self.site.say(f"/{number}", page_of(f"Story {number}", *story[:2], self.promo, *story[2:]))
            self.printed.append(number)
        titles = [(first if number == 1 else f"Story {number}", f"/{number}") for number in range(1, last + 1)]
        self.site.say(f"/{feed}.xml", feed_of(*titles))
        return self.office.crawl(feed)

    def carriers(self) -> set[object]:
        """The titles of the articles that have the promo in their text."""
        found = self.office.rows("select title, body, blocks from articles join article_text on article_id = id")
        assert all((self.promo in row["body"]) == (self.promo in row["blocks"]) for row in found)
        return {row["title"] for row in found if self.promo in row["body"]}


@pytest.fixture
def press(site: Site, office: Office) -> Press:
    seed = random.randrange(2**32)
    print(f"seed {seed}")  # noqa: T201  # shown when the test fails
    words = Words(random.Random(seed))
    office.feeds(*(feed_line(slug, f"{site.url}/{slug}.xml") for slug in ("kolibri", "gazette")))
    return Press(site, office, words, words.sentence(25))


def test_the_third_page_that_carries_it_is_the_first_without(press: Press) -> None:
    run = press.crawl(4)

    read = [visit.article.title for visit in run.seen.visits if visit.article]
    assert 4 == len(read)
    assert set(read[:2]) == press.carriers()
    assert [4] == press.office.column("select pages from host_lines where text = ?", press.promo)
    assert [120] * 2 == press.office.column("select word_count from articles order by word_count")[:2]


def test_it_is_learned_over_runs_and_feeds_and_from_an_article_once(press: Press) -> None:
    press.crawl(1)
    press.crawl(1, "gazette")
    press.crawl(1, first="The first story")
    press.crawl(2)

    assert ["/1", "/1", "/1", "/2"] == [path for path in press.site.paths() if not path.endswith(".xml")]
    assert {"Story 1", "Story 2"} == press.carriers()
    assert [2] == press.office.column("select pages from host_lines where text = ?", press.promo)

    press.crawl(3, "gazette")
    assert {"Story 1", "Story 2"} == press.carriers()

    press.crawl(3, first="The story that came first")
    assert {"Story 2"} == press.carriers()
    assert [0] == press.office.column("select count(*) from article_versions")


def test_a_replay_takes_it_from_the_first_two_and_counts_nothing(press: Press, koplamp: Call) -> None:
    press.crawl(4)
    learned = press.office.rows("select * from host_lines order by line_hash")

    assert 0 == koplamp("replay")[0]
    assert set() == press.carriers()
    assert learned == press.office.rows("select * from host_lines order by line_hash")
    assert [0] == press.office.column("select count(*) from article_versions")


def test_an_operator_sees_what_was_learned_and_takes_a_line_back(press: Press, koplamp: Call) -> None:
    press.crawl(3)
    first_two = press.carriers()
    host = press.site.url.removeprefix("http://")

    code, out, _ = koplamp("boilerplate", host)
    shown = out.splitlines()
    assert (0, 1) == (code, len(shown))
    assert re.fullmatch(rf"[0-9a-f]{{16}}\t3\t20\d\d-\d\d-\d\d\tdropped\t{re.escape(press.promo)}", shown[0])
    assert [(3, 0)] == [(row["pages"], row["vetoed"]) for row in json.loads(koplamp("boilerplate", host, "--json")[1])]
    assert [host, "1", "0"] == koplamp("boilerplate")[1].split("\t")[:3]
    assert [1] == [row["dropped"] for row in json.loads(koplamp("boilerplate", "--json")[1])]

    code, out, _ = koplamp("boilerplate", host, "--veto", press.promo)
    assert (0, True) == (code, "stays in articles from now on" in out)
    assert "\tvetoed\t" in koplamp("boilerplate", press.site.url)[1]
    press.crawl(4)
    assert first_two | {"Story 4"} == press.carriers()

    code, out, _ = koplamp("boilerplate", host, "--unveto", shown[0].split("\t")[0], "--json")
    assert (0, 0) == (code, json.loads(out)["vetoed"])
    press.crawl(5)
    assert first_two | {"Story 4"} == press.carriers()


def test_what_is_not_known_is_said_plainly(press: Press, koplamp: Call) -> None:
    press.crawl(0)
    assert "no page was read on this desk yet" in koplamp("boilerplate")[2]
    assert (2, True) == (lambda code, _, err: (code, "no page was read" in err))(*koplamp("boilerplate", "a.nl"))

    press.crawl(1)
    host = press.site.url.removeprefix("http://")
    code, _, err = koplamp("boilerplate", "autoweek.nl")
    assert (2, f"koplamp: nothing is known of 'autoweek.nl': Known: {host}\n") == (code, err)
    assert f"did you mean '{host}'" in koplamp("boilerplate", "127.0.0.1")[2]
    assert (0, True) == (lambda code, _, err: (code, "nothing found" in err))(*koplamp("boilerplate", host))
    assert 2 == koplamp("boilerplate", host, "--veto", "what nobody printed")[0]
    assert 2 == koplamp("boilerplate", "--veto", press.promo)[0]
    assert 2 == koplamp("boilerplate", host, "--veto", "a", "--unveto", "b")[0]


def test_a_text_that_several_lines_hold_vetoes_none(press: Press, koplamp: Call) -> None:
    press.promo = f"{press.promo}</p><p>{press.words.sentence(12)} {press.promo}"
    press.crawl(3)
    host = press.site.url.removeprefix("http://")
    said = press.promo[:12]

    code, _, err = koplamp("boilerplate", host, "--veto", said)
    assert (2, True) == (code, f"2 lines of {host} hold '{said}'; name one by its hash:" in err)
    assert [0, 0] == press.office.column("select vetoed from host_lines where pages = 3")

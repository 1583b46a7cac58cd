"""Which rule holds for a page, and what it finds there."""

from dataclasses import replace
from datetime import date

import pytest

from crawler.article import page, siterules
from crawler.article.facts import metadata
from crawler.article.hosts import of_host
from crawler.article.siterules import Around
from crawler.article.text.chain import Text
from crawler.config.rules import read_rules
from crawler.model import RuleUse, SiteRule

URL = "https://www.kolibri.example/news/estate"
STORY = (
    "The new estate car was shown on Wednesday and goes on sale next spring, the maker said at the unveiling.",
    "It has room for five people and a boot of six hundred litres, which is more than most of its rivals offer.",
    "Prices start at thirty-two thousand euros; an electric version follows a year later with a larger battery.",
    "The factory in the north will build it; a second shift is to start in the autumn, two hundred people are hired.",
)
ASIDE = "Drive electric for less: our partner leases you a car for four years and gives you the winter tyres as well."
PAGE = f"""<!doctype html><html lang="en"><head><title>Kolibri</title><meta name="description" content="About cars">
<meta property="og:title" content="Kolibri, the site about cars"><meta name="author" content="Webmaster"></head><body>
<h1 class="kicker">Kolibri</h1>
<div class="kop"><h2>New estate has a large boot</h2></div>
<span class="by">By Ada Kramer and Jan de Vries</span> <time datetime="2025-11-19T08:30:00+01:00">last week</time>
<p class="intro">An estate for a family of five.</p>
<div class="story"><p>{STORY[0]}</p><h3>Room</h3><p>{STORY[1]}</p><div class="promo"><p>{ASIDE}</p></div>
<ul><li>Boot: 600 litres, with the seats up</li></ul><p>{STORY[2]}</p>Tail of it.</div>
<div class="story more"><p>{STORY[3]}</p></div>
<p class="comment">Nobody buys an estate any more, everybody knows that they are for people with dogs and no taste.</p>
</body></html>"""


def rule(**keys: object) -> SiteRule:
    """A rule for kolibri.example as rules.yaml has it."""
    written = {"name": "kolibri", "host": "kolibri.example", **keys}
    lines = "\n    ".join(f"{key}: {value}" for key, value in written.items())
    return read_rules(f"rules:\n  - {lines}\n").all_right()[0]


def read(rule: SiteRule, text: str = PAGE) -> tuple[Text, RuleUse | None]:
    tree = page.parse(text.encode(), "text/html; charset=utf-8")
    said = siterules.stated(rule, tree)
    found = siterules.before(said, metadata.read(tree, URL))
    return siterules.read(said, tree, Around(found, URL, found.title, "en"))


def named(name: str, host: str = "kolibri.example", **facts: object) -> SiteRule:
    return SiteRule(name, host, **facts)


OLD = named("old", until=date(2024, 1, 1))
MIDDLE = named("middle", until=date(2025, 6, 1))
NOW = named("now")
BLOG = named("blog", "blog.kolibri.example")
NEWS = named("news", path="^/NEWS/", until=date(2025, 1, 1))


@pytest.mark.parametrize(
    ("url", "day", "name"),
    [
        ("https://kolibri.example/a", "2023-12-31", "old"),
        ("https://kolibri.example/a", "2024-01-01", "middle"),
        ("https://www.kolibri.example/a", "2025-05-31", "middle"),
        ("https://kolibri.example./a", "2025-06-01", "now"),
        ("https://KOLIBRI.example:8443/a", "2025-11-19", "now"),
        ("https://blog.kolibri.example/a", "2023-01-01", "blog"),
        ("https://kolibri.example/news/a", "2024-05-01", "news"),
        ("https://kolibri.example/news/a", "2025-11-19", "now"),
        ("https://notkolibri.example/a", "2025-11-19", None),
        ("https://example/a", "2025-11-19", None),
        ("https://[broken/a", "2025-11-19", None),
        ("", "2025-11-19", None),
    ],
)
def test_the_rule_of_its_host_and_day_holds(url: str, day: str, name: str | None) -> None:
    found = siterules.chosen((NOW, NEWS, MIDDLE, BLOG, OLD), url, day) if "[" not in url else None

    assert name == (found.name if found else None)


def test_a_port_in_a_rule_must_be_the_pages() -> None:
    rules = (named("a", "127.0.0.1:8080"), named("b", "127.0.0.1:9090"))

    assert ["b"] == [rule.name for rule in of_host(rules, "http://127.0.0.1:9090/a")]
    assert () == of_host(rules, "http://[broken/a")


def test_the_text_by_rule_is_in_the_order_of_the_page_and_cleaned() -> None:
    text, use = read(rule(body="[.more, .story, .story h3]", drop=".promo"))

    assert RuleUse("kolibri", True) == use
    assert "rule" == text.method
    assert [
        ("p", STORY[0]),
        ("h", "Room"),
        ("p", STORY[1]),
        ("li", "Boot: 600 litres, with the seats up"),
        ("p", STORY[2]),
        ("p", "Tail of it."),
        ("p", STORY[3]),
    ] == [(block.kind, block.text) for block in text.blocks]


def test_a_button_in_a_head_is_read_and_one_elsewhere_is_not() -> None:
    folded = PAGE.replace("<h3>Room</h3>", "<h3><button>Room</button></h3><button>Listen</button>")

    text, _ = read(rule(body=".story"), folded)

    assert ["Room"] == [block.text for block in text.blocks if block.text in ("Room", "Listen")]


def test_where_the_text_is_found_each_other_selector_tells_whether_it_found_something() -> None:
    found = (("title", True), ("authors", False), ("lead", True))

    _, use = read(rule(body=".story", title=".kop h2", authors=".gone", lead=".intro"))
    _, lost = read(rule(body=".gone", title=".kop h2"))

    assert RuleUse("kolibri", True, found) == use
    assert RuleUse("kolibri", False) == lost, "of a page that was rebuilt nothing more is said"


def test_what_is_dropped_leaves_what_stands_behind_it() -> None:
    text, _ = read(rule(body=".story", drop="[ul, .promo, body]"), PAGE.replace("</ul>", "</ul>Behind it."))

    assert "Behind it." in [block.text for block in text.blocks]
    assert not [block for block in text.blocks if block.kind == "li" or block.text == ASIDE]


def test_title_authors_date_and_lead_go_before_the_pages_own() -> None:
    tree = page.parse(PAGE.encode(), "text/html")
    said = siterules.stated(rule(title=".kop h2", authors=".by", date="time", lead=".intro"), tree)
    found = siterules.before(said, metadata.read(tree, URL))

    assert ("New estate has a large boot", "rule") == (found.title, found.title_from)
    assert ("Ada Kramer", "Jan de Vries") == found.authors
    assert (("2025-11-19T08:30:00+01:00", "rule"), ("last week", "rule")) == found.published[:2]
    assert "An estate for a family of five." == said.lead


@pytest.mark.parametrize(
    ("selector", "said"),
    [
        ("meta[name=author]", "Webmaster"),
        ("meta[name=author]@content", "Webmaster"),
        ("time@datetime", "2025-11-19T08:30:00+01:00"),
        ("[.none, .kop]", "New estate has a large boot"),
        (".kop@title", ""),
        (".none", ""),
    ],
)
def test_a_selector_finds_a_text_or_an_attribute(selector: str, said: str) -> None:
    tree = page.parse(PAGE.encode(), "text/html")

    assert said == siterules.stated(rule(title=selector), tree).title


def test_a_lead_by_rule_is_not_said_twice() -> None:
    text, _ = read(rule(body="[.intro, .story]", lead=".intro"))

    assert ("An estate for a family of five.", "rule") == (text.lead.text, text.lead.source)
    assert STORY[0] == text.blocks[0].text


@pytest.mark.parametrize("body", [".none", ".kop", ".intro", "'.story.more p'"])
def test_a_rule_that_finds_next_to_nothing_is_a_miss_and_the_chain_takes_over(body: str) -> None:
    text, use = read(rule(body=body, drop=".story"))

    assert RuleUse("kolibri", False) == use
    assert "rule" != text.method
    assert STORY[0] in [block.text for block in text.blocks], "nothing is dropped either"


def test_a_rule_that_only_drops_leaves_the_text_to_the_chain() -> None:
    text, use = read(rule(drop=".promo"))

    assert RuleUse("kolibri", True) == use
    assert text.method in ("fast", "careful")
    assert STORY[0] in [block.text for block in text.blocks]
    assert ASIDE not in [block.text for block in text.blocks]


@pytest.mark.parametrize(
    ("keys", "hit"), [({"drop": ".none"}, False), ({"title": ".none"}, False), ({"title": "h2"}, True)]
)
def test_without_a_body_a_rule_hits_if_it_finds_anything(keys: dict[str, str], hit: bool) -> None:
    assert hit == read(rule(**keys))[1].hit


def test_a_rule_that_drops_the_whole_page_is_a_miss() -> None:
    text, use = read(rule(drop="[div, p, h1, span]"))

    assert not use.hit
    assert STORY[0] in [block.text for block in text.blocks]


def test_the_tree_stays_as_it_is() -> None:
    tree = page.parse(PAGE.encode(), "text/html")
    before = tree.text_content()
    said = siterules.stated(rule(body=".story", drop=".promo"), tree)
    siterules.read(said, tree, Around(metadata.read(tree, URL), URL, "", "en"))

    assert before == tree.text_content()


def test_what_each_selector_finds_is_told() -> None:
    tree = page.parse(PAGE.encode(), "text/html")
    found = siterules.findings(rule(drop=".promo", body=".story", date="time@datetime", lead=".none"), tree)

    assert [("drop", ".promo", 1), ("body", ".story", 2), ("date", "time@datetime", 1), ("lead", ".none", 0)] == [
        (one.key, one.selector, one.count) for one in found
    ]
    assert (ASIDE, len(ASIDE)) == (found[0].first, found[0].chars)
    assert ("2025-11-19T08:30:00+01:00", "") == (found[2].first, found[3].first)


def test_rules_travel_to_another_process() -> None:
    import pickle

    written = rule(body=".story", until="2026-01-01", path="^/a")

    assert replace(written) == pickle.loads(pickle.dumps(written))

"""Site rules: tried, saved with a golden page, crawled by, checked, and noticed when the site was redesigned."""

import json
from pathlib import Path

import pytest

from crawler.cli.rules import NOT_OURS
from tests.flow.conftest import Call, Office, feed_line
from tests.flow.origin import STORY, Said, Site, feed_of

MORE = "The factory in the north will build it; a second shift is to start in the autumn, and people are hired for it."
PROMO = "Our partner leases you a car for four years, and gives you the winter tyres as well, for next to nothing."
RULES = """\
rules:
  - name: kolibri
    host: 127.0.0.1
    body: .story
    drop: .promo
    title: h2.headline
    authors: .by
    date: time@datetime
    lead: .intro
"""


def page(number: int, story: str = "story") -> bytes:
    """An article whose head says little, in the markup of before or after a redesign."""
    text = "".join(f"<p>{number}: {paragraph}</p>" for paragraph in (*STORY, MORE))
    return (
        f"<!doctype html><html lang='en'><head><title>Kolibri</title></head><body><h1>Kolibri</h1>"
        f"<h2 class='headline'>Estate {number}</h2><span class='by'>By Ada Kramer</span>"
        f"<time datetime='2025-11-{number + 10}'>last week</time><p class='intro'>A car for the family.</p>"
        f"<div class='{story}'>{text}<p class='promo'>{PROMO}</p></div></body></html>"
    ).encode()


@pytest.fixture
def kolibri(office: Office, site: Site) -> Site:
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))
    (office.desk.folder / "rules.yaml").write_text(RULES)
    publish(site, 1)
    return site


def publish(site: Site, *numbers: int, story: str = "story") -> None:
    for number in numbers:
        site.say(f"/{number}", page(number, story))
    listed = range(1, max(numbers) + 1)
    site.say("/feed.xml", feed_of(*((f"Estate {number}", f"/{number}") for number in listed)))


def golden(office: Office, name: str) -> dict[str, object]:
    return json.loads((office.desk.golden / f"{name}.json").read_text("utf-8"))


def test_a_crawl_reads_pages_by_rule_and_counts(kolibri: Site, office: Office) -> None:
    publish(kolibri, 1, 2)
    office.crawl()

    [one, _] = office.rows("select * from articles join article_text on id = article_id order by title")
    assert ("Estate 1", "2025-11-11", "rule", "rule") == tuple(
        one[key] for key in ("title", "published_on", "published_from", "body_method")
    )
    assert PROMO not in str(one["body"])
    assert "A car for the family." == one["lead"]
    told = json.loads(str(one["provenance"]))
    assert {"rule kolibri"} == {told[key] for key in ("title", "published", "authors", "lead", "body")}
    selectors = ("kolibri", *(f"kolibri/{name}" for name in ("authors", "date", "lead", "title")))
    assert [{"rule": name, "hits": 2, "misses": 0} for name in selectors] == office.rows(
        "select rule, hits, misses from rule_hits order by rule"
    )
    assert ["Ada Kramer"] == office.column("select name from authors")


def test_try_rule_shows_the_page_with_the_rule_and_without(kolibri: Site, office: Office, koplamp: Call) -> None:
    code, out, _ = koplamp("try", f"{kolibri.url}/1", "--rule")

    assert 0 == code
    assert "Rule kolibri (rules.yaml, line 2) for 127.0.0.1" in out
    assert f"drop     .promo: 1 found, {len(PROMO)} characters: {PROMO}" in out
    assert "date     time@datetime: 1 found" in out
    with_rule, without = out.split("without\n")
    assert "5 blocks" not in with_rule
    assert "4 blocks" in with_rule
    assert f"- {PROMO[:60]}" in without
    assert not office.desk.news_db.exists()


def test_try_rule_says_when_there_is_none_or_it_misses(kolibri: Site, office: Office, koplamp: Call) -> None:
    kolibri.say("/1", page(1, "artikel"))

    code, out, _ = koplamp("try", f"{kolibri.url}/1", "--rule")
    assert 3 == code
    assert "This page is a miss" in out
    assert "body     .story: 0 found" in out

    (office.desk.folder / "rules.yaml").write_text(RULES + "    path: ^/reviews/\n")
    code, out, _ = koplamp("try", f"{kolibri.url}/1", "--rule")
    assert 3 == code
    assert "No rule of rules.yaml holds for this page (kolibri: for another path or day)" in out

    code, out, _ = koplamp("try", f"{kolibri.url}/1", "--rule", "--json")
    assert (3, None) == (code, json.loads(out)["rule"])


def test_a_page_is_saved_as_it_came_and_never_overwritten_unasked(kolibri: Site, office: Office, koplamp: Call) -> None:
    code, _, err = koplamp("try", f"{kolibri.url}/1", "--save")

    assert 0 == code
    assert NOT_OURS in err
    assert page(1) == (office.desk.golden / "kolibri.html").read_bytes()
    saved = golden(office, "kolibri")
    expected = saved["expected"]
    assert ("kolibri", "Estate 1", ["Ada Kramer"], "2025-11-11") == tuple(
        expected[key] for key in ("rule", "title", "authors", "date")
    )
    assert [["p", f"1: {paragraph}"] for paragraph in (*STORY, MORE)] == expected["blocks"]
    assert {"content-type": "text/html; charset=utf-8"} == saved["headers"]

    kolibri.say("/1", page(2))
    code, _, err = koplamp("try", f"{kolibri.url}/1", "--save")
    assert 2 == code
    assert "--force" in err
    assert page(1) == (office.desk.golden / "kolibri.html").read_bytes()

    assert 0 == koplamp("try", f"{kolibri.url}/1", "--save", "--force")[0]
    assert "Estate 2" == golden(office, "kolibri")["expected"]["title"]
    assert 0 == koplamp("try", f"{kolibri.url}/1", "--save", "another-page")[0]
    assert 2 == koplamp("try", f"{kolibri.url}/1", "--save", "../x")[0]
    assert 3 == koplamp("try", f"{kolibri.url}/none", "--save")[0]
    assert ["another-page.html", "another-page.json", "kolibri.html", "kolibri.json"] == sorted(
        file.name for file in office.desk.golden.iterdir()
    )


@pytest.mark.parametrize(
    ("headers", "note"),
    [
        ({"TDM-Reservation": "1"}, "Its publisher reserves this text (tdm-reservation)"),
        ({"X-Robots-Tag": "noai"}, "Its publisher reserves this text (noai)"),
        ({"X-Robots-Tag": "noindex"}, ""),
    ],
)
def test_a_reserved_page_is_not_saved_without_a_word(
    kolibri: Site, office: Office, koplamp: Call, headers: dict[str, str], note: str
) -> None:
    kolibri.say("/1", Said(page(1), headers=headers))

    code, _, err = koplamp("try", f"{kolibri.url}/1", "--save")

    assert (0, True) == (code, (office.desk.golden / "kolibri.html").exists())
    assert note in err
    assert bool(note) == ("reserves" in err)


def test_check_shows_what_a_changed_rule_changes(kolibri: Site, office: Office, koplamp: Call) -> None:
    code, out, _ = koplamp("rules", "--check")
    assert 3 == code
    assert "rule 'kolibri' has no golden page" in out

    koplamp("try", f"{kolibri.url}/1", "--save")
    assert (0, "kolibri: as expected\n") == koplamp("rules", "--check")[:2]

    written: Path = office.desk.folder / "rules.yaml"
    written.write_text(RULES.replace("    drop: .promo\n", "").replace("    lead: .intro\n", ""))
    code, out, _ = koplamp("rules", "--check")
    assert 3 == code
    assert "kolibri: differs" in out
    assert "text: 4 blocks, now 5" in out
    assert f"+ {PROMO}"[:60] in out
    assert "lead: 'A car for the family.', now nothing" in out

    code, out, _ = koplamp("rules", "--check", "--json")
    assert (3, ["kolibri"]) == (code, [page["page"] for page in json.loads(out)["pages"]])


def test_a_redesign_is_noticed_and_the_chain_takes_over(kolibri: Site, office: Office, koplamp: Call) -> None:
    assert (0, "kolibri\t127.0.0.1\t-\t0\t0\tnever used\tnone\n") == koplamp("rules")[:2]
    publish(kolibri, 1, 2)
    office.crawl()
    assert (0, "kolibri\t127.0.0.1\t-\t2\t0\tok\tnone\n") == koplamp("rules")[:2]

    publish(kolibri, *range(3, 7), story="artikel")
    run = office.crawl()
    code, out, err = koplamp("rules")
    assert 3 == code
    assert "kolibri\t127.0.0.1\t-\t2\t4\tREDESIGNED?\tnone\n" == out
    assert "koplamp try" in err
    assert any("rule 'kolibri' found its text on 2 of 6 pages" in said for said in run.seen.said)
    assert 6 == len(office.column("select id from articles where stage = 'extracted' and word_count > 60"))
    assert 4 == len(office.column("select id from articles where body_method in ('fast', 'careful')"))

    code, out, err = koplamp("status")
    assert 0 == code
    assert "was the site redesigned?" in err
    assert 1 == len(out.splitlines())
    assert 1 == len(json.loads(koplamp("status", "--json")[1])["rules"])
    assert [] == office.crawl().seen.said, "said once a week"
    assert {"state": "REDESIGNED?", "misses": 4} == {
        key: json.loads(koplamp("rules", "--json")[1])[0][key] for key in ("state", "misses")
    }


def test_a_broken_rule_ends_what_works_with_rules_and_not_a_crawl(kolibri: Site, office: Office, koplamp: Call) -> None:
    (office.desk.folder / "rules.yaml").write_text(RULES + "  - name: broken\n    host: b.example\n    text: p\n")
    fault = "rules.yaml:12:5: rule 'broken': unknown key 'text'; did you mean 'body'?"

    for command in (("rules",), ("rules", "--check"), ("try", f"{kolibri.url}/1")):
        code, _, err = koplamp(*command)
        assert (2, f"{fault}\n") == (code, err)
    code, _, err = koplamp("crawl", "--now")
    assert 0 == code
    assert fault in err
    assert ["rule"] == office.column("select body_method from articles")
    assert (0, "") == koplamp("crawl", "--now")[::2]


def test_a_replay_takes_a_changed_rule_to_what_is_stored(kolibri: Site, office: Office, koplamp: Call) -> None:
    office.crawl()
    (office.desk.folder / "rules.yaml").write_text(RULES.replace("title: h2.headline", "title: h1"))

    assert 0 == koplamp("replay")[0]
    assert ["Kolibri"] == office.column("select title from articles")
    assert 2 == office.column("select max(version) from rules")[0]

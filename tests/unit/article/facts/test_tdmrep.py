"""An origin's tdmrep.json and an address -> what the file says of it."""

import json

import pytest

from crawler.article.facts import rights, tdmrep

SITE = "https://krant.example"
RESERVED, FREE = (("tdm-reservation", "1"),), (("tdm-reservation", "0"),)


def read(url: str, *rules: object) -> rights.Rights:
    return tdmrep.read(json.dumps(rules), f"{SITE}{url}")


def rule(location: object, value: object = 1, **more: object) -> dict[str, object]:
    return {"location": location, "tdm-reservation": value, **more}


@pytest.mark.parametrize(
    ("location", "url", "fits"),
    [
        ("/", "/nieuws/1", True),
        ("/", "", True),
        ("*", "/nieuws/1", True),
        ("/nieuws/", "/nieuws/1", True),
        ("/nieuws/", "/nieuws", False),
        ("/nieuws", "/nieuwsbrief", True),
        ("/Nieuws/", "/nieuws/1", False),
        ("/nieuws$", "/nieuws", True),
        ("/nieuws$", "/nieuws/1", False),
        ("/*.html$", "/nieuws/1.html", True),
        ("/*.html$", "/nieuws/1.html?p=2", False),
        ("/*.html", "/nieuws/1.html?p=2", True),
        ("/*a*a$", "/xa", False),
        ("/*a*a$", "/axa", True),
        ("/*$", "/nieuws/1", True),
        ("/*/auto/*/test", "/nl/auto/2025/test-1", True),
        ("/*/auto/*/test", "/nl/auto/test", False),
        ("/*?id=", "/lees?id=1", True),
        ("/pad-%24", "/pad-$", True),
        ("/a$b", "/a$b", True),
        ("/%6Eieuws", "/nieuws", True),
        ("/citroën", "/citro%c3%abn", True),
        ("/a%2fb", "/a/b", False),
        ("nieuws", "/nieuws", False),
        ("", "/nieuws", False),
        ("\ud800", "/nieuws", False),
    ],
)
def test_a_location_is_matched_as_in_robots_txt(location: str, url: str, fits: bool) -> None:
    assert (RESERVED if fits else ()) == read(url, rule(location))


def test_of_several_locations_the_first_that_matches_counts() -> None:
    rules = (rule("/archief/oud/", 0), rule("/archief/", 1), rule("/", 0))

    assert [FREE, RESERVED, FREE] == [read(url, *rules) for url in ("/archief/oud/1", "/archief/1", "/nieuws/1")]
    assert RESERVED == read("/archief/oud/1", *reversed(rules[:2]))


def test_a_policy_is_told_with_the_reservation() -> None:
    policy = "https://krant.example/tdm.json"

    assert (*RESERVED, ("tdm-policy", policy)) == read("/", rule("/", "1", **{"tdm-policy": policy}))
    assert RESERVED == read("/", rule("/", 1, **{"tdm-policy": 7}))
    assert RESERVED == read("/", rule("/", 1, **{"tdm-policy": "javascript:alert(1)"}))


@pytest.mark.parametrize(
    "wrong", [None, "a", 7, ["/"], {}, rule(7), rule("/", 2), rule("/", True), rule("/", 1.0), rule("/", [1])]
)
def test_what_is_no_rule_is_passed_over(wrong: object) -> None:
    assert () == read("/nieuws/1", wrong)
    assert RESERVED == read("/nieuws/1", wrong, rule("/"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<!doctype html><title>Niet gevonden</title>",
        '[{"location": "/", "tdm-reservation": 1}',
        '{"location": "/", "tdm-reservation": 1}',
        "[" * 200_000,
        f"[{'9' * 5000}]",
        "null",
    ],
)
def test_what_is_no_such_file_reserves_nothing(text: str) -> None:
    assert () == tdmrep.read(text, f"{SITE}/nieuws/1")


def test_a_file_of_more_than_500_kib_reserves_nothing() -> None:
    text = json.dumps([rule("/")])

    assert RESERVED == tdmrep.read(text.ljust(500 * 1024), SITE)
    assert () == tdmrep.read(text.ljust(500 * 1024 + 1), SITE)


@pytest.mark.parametrize(
    ("stated", "of_origin", "both"),
    [
        ((), RESERVED, RESERVED),
        (FREE, RESERVED, FREE),
        (RESERVED, FREE, RESERVED),
        ((("robots", "noai"),), FREE, (*FREE, ("robots", "noai"))),
        ((("tdm-policy", "p"),), (*RESERVED, ("tdm-policy", "q")), (*RESERVED, ("tdm-policy", "p"))),
        ((), (), ()),
    ],
)
def test_a_page_goes_before_its_origins_file(stated: rights.Rights, of_origin: rights.Rights, both: object) -> None:
    assert both == rights.completed(stated, of_origin)

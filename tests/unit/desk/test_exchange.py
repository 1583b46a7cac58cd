"""OPML into feeds.yaml and back: nothing twice, nothing wrong, no secret of this machine to a stranger."""

import json

import pytest

from crawler import config
from crawler.config.writing import remarks, with_feeds
from crawler.desk.exchange import Import, exported, imported
from crawler.feeds import opml
from crawler.feeds.opml import OURS, Outline
from crawler.model import Feed

TEXT = "feeds:\n  - name: Oud\n    url: https://oud.nl/feed\n    headers: {X-Api-Key: '${KEY}'}\n"
NEWCOMER = Feed("newcomer", "newcomer", "https://feed.invalid/", "feed.invalid")
MINIFLUX = "{https://miniflux.app/opml}"


def brought(*feeds: Outline, text: str = TEXT) -> Import:
    return imported(opml.read(opml.written("x", feeds)), config.load(text), NEWCOMER)


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("https://nieuw.example/feed", "https://nieuw.example/feed"),
        ("feed:https://nieuw.example/feed", "https://nieuw.example/feed"),
        ("feed://nieuw.example/feed", "http://nieuw.example/feed"),
        ("itpc://nieuw.example/feed", "http://nieuw.example/feed"),
        ("nieuw.example/feed", "https://nieuw.example/feed"),
        ("https://nieuw.example/feed#top", "https://nieuw.example/feed"),
    ],
)
def test_addresses_as_readers_write_them(written, asked):
    assert [{"name": "Nieuw", "url": asked}] == [dict(new.settings) for new in brought(Outline("Nieuw", written)).new]


def test_what_is_known_and_what_stands_twice_is_passed_over():
    found = brought(
        Outline("Oude krant", "http://OUD.nl/feed/"),
        Outline("Nieuw", "https://nieuw.example/feed"),
        Outline("Nog eens", "http://nieuw.example/feed/"),
    )

    assert ["Nieuw"] == [new.settings["name"] for new in found.new]
    assert (("Oude krant", "'oud' (line 2)"), ("Nog eens", "'Nieuw' of the same file")) == found.known


@pytest.mark.parametrize(
    ("outline", "word"),
    [
        (Outline("x", "ftp://x.example/"), "no address that can be asked"),
        (Outline("x", "https://x.example:99999/"), "no address that can be asked"),
        (Outline("x", "https://me:word@x.example/"), "no address that can be asked"),
        (Outline("x", "https://x.example/", settings={"every": "often"}), "every"),
    ],
)
def test_what_feeds_yaml_could_not_hold_is_left_out_and_said(outline, word):
    found = brought(outline, Outline("Nieuw", "https://nieuw.example/"))

    assert ["Nieuw"] == [new.settings["name"] for new in found.new]
    assert [("x", True)] == [(name, word in why) for name, why in found.left_out], found.left_out


def test_names_and_slugs_that_are_taken_are_made_others():
    found = brought(
        Outline("Oud", "https://a.example/", settings={"slug": "oud"}),
        Outline("oud", "https://b.example/"),
        Outline("Anders", "https://c.example/", settings={"slug": "eigen"}),
    )

    feeds = config.load(with_feeds(TEXT, found.new)).feeds
    assert ["oud", "oud-2", "oud-3", "eigen"] == [feed.slug for feed in feeds]


def test_secrets_of_this_machine_go_to_nobody_a_file_names():
    settings = {"headers": '{"X-Api-Key": "${KEY}"}', "verify_tls": "false", "made_up": "1", "every": "2h"}
    found = brought(Outline("Nieuw", "https://nieuw.example/", settings=settings))

    assert [{"name": "Nieuw", "url": "https://nieuw.example/", "every": "2h"}] == [dict(n.settings) for n in found.new]
    assert {"headers", "verify_tls", "made_up"} == {what.partition(":")[0] for _, what in found.remarks}


def test_cookies_and_passwords_of_other_readers_are_not_kept():
    others = {f"{MINIFLUX}cookie": "s=1", "frssCURLOPT_COOKIE": "x", "username": "me", f"{MINIFLUX}crawler": "true"}
    found = brought(Outline("Nieuw", "https://nieuw.example/", others=others))

    assert {"others": {f"{MINIFLUX}crawler": "true"}} == json.loads(found.new[0].remark)


def test_folders_and_what_nobody_knows_go_into_feeds_yaml_and_out_again():
    first = Outline(
        "Nieuw", "https://nieuw.example/", ("Auto", "Pers"), ("a/b",), others={f"{MINIFLUX}crawler": "true"}
    )
    text = with_feeds(TEXT, brought(first, Outline("Ander", "https://ander.example/")).new)
    out = exported(text, config.load(text))

    assert 1 == len(remarks(text))
    assert [(), ("Auto", "Pers"), ()] == [one.folders for one in out]
    assert (first.tags, first.others) == (out[1].tags, out[1].others)


@pytest.mark.parametrize("remark", ["{", "[1]", '{"folders": 3, "others": []}', '{"folders": [1, null]}'])
def test_a_remark_that_somebody_broke_says_nothing_and_stops_nothing(remark):
    text = f"{TEXT}    # opml: {remark}\n"

    assert ["Oud"] == [one.name for one in exported(text, config.load(text))]


def test_feeds_of_one_publisher_share_a_folder_that_is_no_folder_when_they_come_back():
    text = TEXT + "  - {name: Sport, url: 'https://oud.nl/sport', source: oud.nl}\n"
    out = exported(text, config.load(text))
    back = brought(*out, text="feeds: []\n")

    assert {("oud.nl",)} == {one.folders for one in out}
    assert {""} == {new.remark for new in back.new}
    assert f'xmlns:koplamp="{OURS}"'.encode() in opml.written("x", out)

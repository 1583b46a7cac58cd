"""The gold for stories and duplicates is sound: counts, times, sizes, and no text that gives another one away."""

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import combinations
from math import ceil
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from crawler.normal.language import detect

GOLDEN = Path(__file__).parents[1] / "golden"
LANGUAGES = {"de", "en", "fr", "nl"}
FIRST, LAST = datetime(2025, 10, 1, tzinfo=UTC), datetime(2025, 10, 31, tzinfo=UTC)
WINDOW, NEIGHBOURHOOD = timedelta(days=4), timedelta(days=7)
SHINGLE = 3
FAR_APART, COPIED = 0.15, 0.7  # shared shingles of the shorter text; unmarked pairs reach .11, copies begin at .7

# Publishers of car news and agencies that exist: none of them may seem to have written what stands here.
REAL = (
    "afp", "anp", "auto motor", "auto zeitung", "autobild", "autoblog", "autocar", "autogids", "automobilwoche",
    "autoplus", "autovisie", "autoweek", "auto express", "bbc", "belga", "bloomberg", "carscoops", "caradisiac",
    "dpa", "electrek", "electrive", "figaro", "frankfurter", "guardian", "handelsblatt", "inside evs", "l'argus",
    "le monde", "motor1", "motortrend", "nu.nl", "parisien", "reuters", "spiegel", "telegraaf", "telegraph",
    "top gear", "volkskrant", "what car",
)  # fmt: skip


@cache
def read(name):
    return YAML(typ="safe").load(GOLDEN / name)


def gold(part):
    return read("stories/events.yaml")[part]


def every():
    """Events and singles alike: a single is an event of one article."""
    return gold("events") + gold("singles")


def articles(part=None):
    return [(event["id"], one) for event in (gold(part) if part else every()) for one in event["articles"]]


def releases():
    return read("duplicates/releases.yaml")


def instant(article):
    return datetime.fromisoformat(article["published"])


def span(event):
    instants = [instant(one) for one in event["articles"]]
    return min(instants), max(instants)


def words(text):
    return re.findall(r"\w+", text.casefold())


def shingles(text, size):
    found = words(text)
    return {tuple(found[at : at + size]) for at in range(len(found) - size + 1)}


def shared(one, other):
    return len(one & other) / min(len(one), len(other))


def sentences(text):
    return re.findall(r"[.!?](?:\s?[\"”»])?(?=\s|$)", text)


def names_of(wrong):
    return sorted({name for name, bad in wrong if bad})


def test_there_are_enough_events_and_articles():
    assert len(gold("events")) >= 80
    assert len(articles("events")) >= 340
    assert len(gold("singles")) >= 60


def test_an_event_has_three_to_six_articles_and_a_single_has_one():
    assert [] == names_of((event["id"], not 3 <= len(event["articles"]) <= 6) for event in gold("events"))
    assert {1} == {len(single["articles"]) for single in gold("singles")}


def test_many_events_are_told_in_several_languages_and_each_language_is_there_often():
    told = [{one["language"] for one in event["articles"]} for event in gold("events")]
    written = [one["language"] for _, one in articles()]

    assert sum(len(languages) >= 2 for languages in told) >= 40
    assert sum(len(languages) == 4 for languages in told) >= 20
    assert set(written) == LANGUAGES
    assert min(written.count(language) for language in LANGUAGES) >= 80


def test_at_least_half_of_the_events_are_hard_and_some_are_not():
    share = sum(event.get("hard", False) for event in gold("events")) / len(gold("events"))

    assert 0.5 <= share <= 0.8


def test_ids_are_words_and_occur_once():
    ids = [event["id"] for event in every()]

    assert len(set(ids)) == len(ids)
    assert [] == [name for name in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", name)]


def test_beside_a_hard_event_stands_another_event():
    events = {event["id"] for event in gold("events")}

    assert [] == names_of((one["id"], one.get("hard") and not events & set(one.get("near", ()))) for one in every())
    assert [] == names_of((single["id"], "hard" in single) for single in gold("singles"))


def test_near_goes_both_ways_and_not_beyond_seven_days():
    known = {event["id"]: event for event in every()}
    pairs = [(event["id"], near) for event in every() for near in event.get("near", ())]
    spans = {name: span(event) for name, event in known.items()}

    def apart(one, other):
        (first, last), (opens, ends) = spans[one], spans[other]
        return max(opens - last, first - ends)

    assert [] == [near for _, near in pairs if near not in known]
    assert [] == [pair for pair in pairs if pair[0] == pair[1] or pair[::-1] not in pairs]
    assert [] == [(one, other) for one, other in pairs if apart(one, other) > NEIGHBOURHOOD]


def test_some_singles_lie_near_an_event():
    assert sum("near" in single for single in gold("singles")) >= 30


def test_articles_lie_in_thirty_days_and_those_of_an_event_in_four():
    days = {instant(one).date() for _, one in articles()}

    assert [] == names_of((name, not FIRST <= instant(one) < LAST) for name, one in articles())
    assert [] == names_of((one["id"], span(one)[1] - span(one)[0] > WINDOW) for one in every())
    assert len(days) >= 28


def test_instants_are_written_in_utc_and_an_event_tells_them_in_order():
    instants = {event["id"]: [one["published"] for one in event["articles"]] for event in every()}

    assert [] == [at for _, one in articles() if not (at := one["published"]).endswith("Z")]
    assert [] == [name for name, found in instants.items() if found != sorted(found)]


def test_no_title_and_no_lead_stands_twice():
    titles = [" ".join(words(one["title"])) for _, one in articles()]
    leads = [" ".join(words(one["lead"])) for _, one in articles()]

    assert len(set(titles)) == len(titles)
    assert len(set(leads)) == len(leads)


def test_a_lead_has_25_to_70_words_in_one_to_four_sentences():
    assert [] == names_of((name, not 25 <= len(one["lead"].split()) <= 70) for name, one in articles())
    assert [] == names_of((name, not 1 <= len(sentences(one["lead"])) <= 4) for name, one in articles())


def test_a_title_has_4_to_18_words():
    assert [] == names_of((name, not 4 <= len(one["title"].split()) <= 18) for name, one in articles())


def test_publishers_are_invented_and_each_writes_one_language():
    publishers = gold("publishers")
    named = [f"{one['name']} {one['domain']}".casefold() for one in publishers.values()]

    assert 14 <= len(publishers) <= 20
    assert [] == [name for name in named if any(re.search(rf"\b{re.escape(real)}", name) for real in REAL)]
    assert [] == [one["domain"] for one in publishers.values() if not one["domain"].endswith(".example")]
    assert len(publishers) == len({one["domain"] for one in publishers.values()})
    assert set(publishers) == {one["publisher"] for _, one in articles()}
    assert [] == names_of(
        (name, publishers[one["publisher"]]["language"] != one["language"]) for name, one in articles()
    )


def test_a_newsroom_writes_once_about_an_event():
    writers = {event["id"]: [one["publisher"] for one in event["articles"]] for event in every()}

    assert [] == [name for name, found in writers.items() if len(set(found)) != len(found)]


def test_each_text_is_in_the_language_it_says():
    def heard(article):
        return detect(f"{article['title']}. {article['lead']}", ())

    wrong = [(name, one["language"], heard(one)) for name, one in articles()]

    assert [] == [row for row in wrong if row[2] is None or row[1] != row[2].code]


def test_only_marked_copies_are_copies():
    found = [(name, one, shingles(f"{one['title']} {one['lead']}", SHINGLE)) for name, one in articles()]
    alike = [
        (name, one["title"], other["title"])
        for (name, one, ours), (_, other, theirs) in combinations(found, 2)
        if one["language"] == other["language"] and not one.get("copy") and not other.get("copy")
        if shared(ours, theirs) > FAR_APART
    ]

    assert [] == alike


def test_a_marked_copy_repeats_an_earlier_article_of_its_event():
    def is_copy(one, event):
        earlier = [other for other in event["articles"] if instant(other) < instant(one) and not other.get("copy")]
        ours = shingles(one["lead"], SHINGLE)
        return any(shared(ours, shingles(other["lead"], SHINGLE)) >= COPIED for other in earlier)

    marked = [(one, event) for event in every() for one in event["articles"] if one.get("copy")]

    assert len(marked) >= 6
    assert [] == [one["title"] for one, event in marked if not is_copy(one, event)]


def test_there_are_twelve_releases_three_to_a_language():
    languages = [one["language"] for one in releases()["releases"]]

    assert dict.fromkeys(LANGUAGES, 3) == {one: languages.count(one) for one in languages}
    assert len(languages) == len({one["id"] for one in releases()["releases"]})


@pytest.mark.parametrize("release", releases()["releases"], ids=lambda release: release["id"])
def test_a_release_is_long_enough_for_every_edit(release):
    text = " ".join(release["paragraphs"])
    own = releases()["own_text"][release["language"]]

    assert 180 <= len(text.split()) <= 350
    assert len(sentences(text)) >= 10
    assert [] == [one for one in release["paragraphs"] if not sentences(one[-3:])]
    assert 25 <= len(release["other_lead"].split()) <= 70
    assert release["title"] != release["other_title"]
    assert len(own.split()) >= ceil(len(text.split()) * 0.3 / 0.7)


def test_boilerplate_has_about_600_characters_in_each_language():
    assert set(releases()["boilerplate"]) == LANGUAGES == set(releases()["own_text"])
    assert [] == [one for one in releases()["boilerplate"].values() if not 550 <= len(one) <= 650]


def test_no_text_for_duplicates_shares_five_words_with_another():
    texts = [(one["id"], " ".join(one["paragraphs"])) for one in releases()["releases"]]
    texts += [(f"{one['id']} lead", one["other_lead"]) for one in releases()["releases"]]
    texts += [
        (f"{part} {name}", text) for part in ("boilerplate", "own_text") for name, text in releases()[part].items()
    ]
    found = [(name, shingles(text, 5)) for name, text in texts]

    assert [] == [(one, other) for (one, ours), (other, theirs) in combinations(found, 2) if ours & theirs]

"""A topic has its reason: where it was said, in which words; and most words need cars about them."""

import time

import pytest

from crawler.model import Tag, TagKind, Told
from crawler.tags import candidates, companies, topics, vehicles
from crawler.tags.terms import folded

CAR = Tag(TagKind.MAKE, "volvo", 1, True, 0.5, "name")


def told(title="", lead="", body="", language="nl", **facts):
    return Told(title, lead, body, language, **facts)


def found(*args, **facts):
    return {tag.slug: tag for tag in topics.tags(told(*args, **facts))}


@pytest.mark.parametrize(
    ("article", "slug", "rule"),
    [
        (told("Volvo komt met terugroepactie"), "recall", "title: terugroepactie"),
        (told("Volvo in de garage", "Een terugroepactie wegens de remmen."), "recall", "lead: terugroepactie"),
        (told("Volvo in november", "De auto.", "Weer een terugroepactie. " * 6), "recall", "text: terugroepactie"),
        (told("Drie dagen Volvo", url="https://a.example/rijtests/drie-dagen"), "test", "section: rijtests"),
        (told("Drie dagen Volvo", section="Auto/Rijtest"), "test", "section: Rijtest"),
        (told("Drie dagen Volvo", "We reden.", keywords=("Rijtest",)), "test", "lead: we reden"),
    ],
)
def test_a_tag_says_why(article, slug, rule):
    tags = {tag.slug: tag for tag in topics.tags(article)}

    assert rule == tags[slug].rule
    assert TagKind.TOPIC is tags[slug].kind


def test_a_title_says_it_louder_than_a_lead_and_a_lead_than_a_text():
    said = "Terugroepactie voor deze auto."
    scores = [found(said)["recall"], found("Volvo", said)["recall"], found("Volvo", "Auto.", f"{said} " * 6)["recall"]]

    assert sorted((tag.score for tag in scores), reverse=True) == [tag.score for tag in scores]
    assert [True, False, False] == [tag.in_title for tag in scores]
    assert [1, 1, 6] == [tag.mentions for tag in scores]


def test_a_keyword_alone_is_not_enough():
    assert {} == found("Drie dagen Volvo", keywords=("rijtest",))


def test_the_last_part_of_an_address_is_no_section():
    assert {} == found("Drie dagen Volvo", url="https://a.example/nieuws/test")


def test_a_lead_may_name_what_the_title_does_not_but_not_in_passing_beside_it():
    assert {"plants"} == set(found("Volvo trekt door", "In Gent gaat de fabriek open."))
    assert {"recall"} == set(found("Volvo: terugroepactie", "In Gent gaat de fabriek open."))


@pytest.mark.parametrize("slug", ["recall", "test", "price"])
def test_what_is_not_about_cars_is_about_nothing(slug):
    texts = {"recall": "Recall of salad bowls", "test": "A school test reviewed", "price": "The price of eggs"}

    assert {} == found(texts[slug], language="en")
    assert {slug} <= {tag.slug for tag in topics.tags(told(texts[slug], language="en"), [CAR])} | (
        {slug} if slug == "price" else set()
    )


def test_a_phrase_that_means_something_else_takes_its_words_away():
    assert "price" not in found("Volvo wint prijs voor beste reclame")
    assert "price" in found("Volvo verlaagt de prijs")


@pytest.mark.parametrize(
    ("title", "language", "right"),
    [
        ("Files op de A2", "nl", True),
        ("Police files on the car", "en", False),
        ("Files op de A2", None, True),
        ("Formula 1: zege", "sv", True),
        ("Terugroepactie", "sv", False),
    ],
)
def test_words_count_in_their_own_language(title, language, right):
    assert right is bool({"traffic", "motorsport", "recall"} & set(found(title, language=language)))


@pytest.mark.parametrize(
    ("language", "title", "slug"),
    [
        ("fr", "Rappel : 4 200 Peugeot 208 concernées", "recall"),
        ("fr", "Rappel massif chez Renault", "recall"),
        ("de", "Ford ruft 12.000 Kuga in die Werkstatt", "recall"),
        ("en", "Toyota issues stop-drive order", "recall"),
        ("nl", "Toch geen verbrandersverbod in 2035", "law"),
        ("nl", "Opel stopt autoproductie", "plants"),
        ("en", "Audi design chief Marc Smith leaves", "people"),
        ("nl", "Ontwerpbaas van Volvo vertrekt", "people"),
        ("fr", "Les ventes de Tesla chutent", "sales"),
        ("it", "Le vendite di Fiat crollano", "sales"),
        ("de", "Verkäufe von Tesla brechen ein", "sales"),
    ],
)
def test_headlines_as_papers_write_them(language, title, slug):
    assert slug in found(title, language=language)


@pytest.mark.parametrize(
    ("language", "title", "lead"),
    [
        ("fr", "Rappel : l'heure change dimanche", "Réglez l'horloge de la voiture."),
        ("fr", "Rappel : la vitesse est limitée", "Les voitures roulent à 80 km/h."),
        ("nl", "Kia in Brussel", "De kleine Kia staat op de autosalon van Brussel."),
        ("en", "Toy maker recalls 20,000 model cars", "Small parts come off."),
        ("de", "Hersteller ruft Spielzeugautos zurück", "Kleinteile lösen sich."),
        ("en", "Jaguars spotted in Arizona", "The cats were filmed."),
    ],
)
def test_reminders_places_toys_and_animals_are_no_topic(language, title, lead):
    assert {} == found(title, lead, language=language)


def test_a_crash_in_a_race_is_no_traffic():
    assert {"motorsport"} == set(found("Verstappen wint na crash op de snelweg", language="nl"))
    assert {"traffic"} == set(found("Crash op de snelweg", language="nl"))


@pytest.mark.parametrize(
    "word", ["recall ", "roept auto ", "roept 12 auto terug ", "Kia ZZ9 ", "Bosch Uber ", "Kia.Bosch "]
)
def test_what_is_repeated_ten_times_as_often_costs_ten_times_as_much(word):
    def cost(length):
        article = told("Volvo", "", word * (length // len(word)))
        begun = time.process_time()
        tags = topics.tags(article)
        companies.tags(article, tags)
        candidates.find(vehicles.read(article))
        return time.process_time() - begun

    cost(2_000)

    long, short = (min(cost(length) for _ in range(3)) for length in (200_000, 20_000))
    assert long < 60 * max(short, 0.001)


def test_nothing_comes_of_nothing():
    assert () == topics.tags(told())
    assert {} == found("", "", "", language=None, section="", url="", keywords=("",))


def test_every_topic_has_a_name_and_words_in_every_language():
    slugs = [one.slug for one in topics.topics()]

    assert 18 == len(slugs) == len(set(slugs))
    for one in topics._table()["topics"]:
        assert [code for code in topics.LANGUAGES if code not in one and one["slug"] != "mergers"] == []
        assert set(one) <= {"slug", "name", "yields_to", "sections", "all", *topics.LANGUAGES}
        for code in ("all", *topics.LANGUAGES):
            assert set(one.get(code, {})) <= set(topics.LEVELS)


def test_no_word_stands_twice_in_one_list():
    doubles = [
        (one["slug"], code, level, word)
        for one in topics._table()["topics"]
        for code in ("all", *topics.LANGUAGES)
        for level, words in one.get(code, {}).items()
        for word in words
        if [folded(other) for other in words].count(folded(word)) > 1
    ]

    assert [] == doubles


def test_every_pattern_finds_what_it_says():
    for code in topics.LANGUAGES:
        words, patterns = topics._words(code)
        for word in words:
            said = word.written.replace("*", "x").replace("..", "123").replace("~", "123")
            assert list(patterns.find(folded(said))), f"{word.written} does not find itself"

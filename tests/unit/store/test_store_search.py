"""What people type finds what they mean, best first, and never an error."""

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.model import Stage
from crawler.store.search import MOST_TERMS, SearchHit, expression
from tests.unit.store.store_makers import draft, poll, visit, words

ARTICLES = {
    "titel": words("Renault en Nissan praten weer", "Over samenwerking.", "De alliantie wankelt al jaren."),
    "lead": words("Alliantie", "Renault zoekt een partner.", "Meer nieuws volgt later vandaag."),
    "tekst": words("Citroën ë-C3 getest", "", "De Citroën kost € 24.990 en lijkt op een Renault."),
    "skoda": words("Škoda Elroq e-tron", "", "Elektrisch rijden met een elektromotor."),
}


@pytest.fixture
def full(store):
    """A store with the articles above, in that order."""
    listed = [draft(f"https://autovisie.example/{name}", words(name)) for name in ARTICLES]
    for job, said in zip(store.save_poll(poll(*listed))[1], ARTICLES.values(), strict=True):
        store.save_visit(visit(job, said))
    return store


def found(store, query, limit=20):
    return [hit.url.rpartition("/")[2] for hit in store.search(query, limit)]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("citroen", ["tekst"]),
        ("CITROËN", ["tekst"]),
        ("skoda", ["skoda"]),
        ("renault nissan", ["titel"]),
        ('"renault en nissan"', ["titel"]),
        ('"nissan renault"', []),
        ("elektr*", ["skoda"]),
        ('"elektrisch rij"*', ["skoda"]),
        ("elektr", []),
        ("e-tron", ["skoda"]),
        ("24.990", ["tekst"]),
        ("nissan OR elroq", ["titel", "skoda"]),
        ("renault -nissan", ["lead", "tekst"]),
        ('renault -"zoekt een"', ["titel", "tekst"]),
        ("renault nissan OR partner", ["titel", "lead"]),
        ("title:renault", []),
        ("NEAR(renault nissan)", []),
        ("-renault", []),
        ("OR", []),
        ("", []),
        ("!?", []),
        ('"', []),
    ],
)
def test_people_find_what_they_mean(full, query, names):
    assert sorted(names) == sorted(found(full, query))


def test_a_title_weighs_more_than_a_lead_and_that_more_than_a_text(full):
    assert ["titel", "lead", "tekst"] == found(full, "renault")
    assert ["titel"] == found(full, "renault", 1)
    assert [] == found(full, "renault", 0)


def test_a_hit_says_where_and_marks_the_words(full):
    hit = full.search("partner")[0]

    assert "\ue000" in hit.snippet
    assert "Renault zoekt een \ue000partner\ue001." == hit.snippet
    assert ("Autovisie", "nl", "extracted", "Alliantie") == (hit.source, hit.language, hit.stage, hit.title)
    assert SearchHit(**hit.facts()) == hit


def test_what_is_only_listed_is_found_by_its_headline_and_what_was_dropped_is_not(store):
    store.save_poll(poll(draft("https://a.example/1", words("Wacht")), draft("https://a.example/2", words("Wacht"))))
    store.news.execute("update articles set stage = ? where id = 2", [str(Stage.DROPPED)])

    assert ["1"] == found(store, "wacht")


@pytest.mark.parametrize(
    ("query", "match"),
    [
        ("renault", '("renault")'),
        ("a b OR c -d", '(("a") AND ("b" OR "c")) NOT ("d")'),
        ("OR a OR", '("a")'),
        ("a OR -b c", '(("a") AND ("c")) NOT ("b")'),
        ('say "it', '("say") AND ("it")'),
        ("--a", None),
        ("* ** -*", None),
        ("a" * 2000, f'("{"a" * 1000}")'),
    ],
)
def test_every_word_is_quoted(query, match):
    assert match == expression(query)


def test_a_long_question_is_cut():
    assert MOST_TERMS == expression(" ".join(f"w{number}" for number in range(200))).count('"') // 2


SYNTAX = st.text(alphabet="ab\"*^:+-(){}[]<>, ANDORTE\x00'é\ud800\U0001f600;%_\\", max_size=40)


@pytest.fixture(scope="module")
def index():
    connection = sqlite3.connect(":memory:")
    connection.execute("create virtual table t using fts5(title, lead, body, tokenize='unicode61 remove_diacritics 2')")
    connection.execute("insert into t values ('a', 'b', 'é or and near')")
    return connection


@settings(max_examples=600, deadline=None)
@given(query=SYNTAX | st.text(max_size=60))
def test_nothing_anybody_types_is_an_error(index, query):
    match = expression(query)

    assert match is None or index.execute("select count(*) from t where t match ?", [match]).fetchone()[0] in (0, 1)


@pytest.mark.parametrize(
    ("query", "hits"),
    [('"' * 1000, 0), ("(" * 1000, 0), ("a* " * 500, 1), ("-" * 1000, 0), ('a"' * 500, 1), ("OR " * 400, 0)],
)
def test_no_question_takes_long_or_fails(store, query, hits):
    store.save_poll(poll(draft(article=words("a"))))

    assert hits == len(store.search(query))

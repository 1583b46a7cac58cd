"""A firm is its name as written; a name that is also something else has to prove itself."""

import re

import pytest

from crawler.model import Tag, TagKind, Told
from crawler.tags import companies

CAR = Tag(TagKind.MAKE, "volvo", 1, True, 0.5, "name")


def found(text, title="", vehicles=()):
    return {tag.slug for tag in companies.tags(Told(title, "", text, "en"), vehicles)}


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("Stellantis and CATL met.", {"stellantis", "catl"}),
        ("stellantis and catl", set()),
        ("The Stellantisation of things", set()),
        ("Der VW-Konzern spart.", {"volkswagen-group"}),
        ("Le groupe Renault et Renault Group", {"renault-group"}),
        ("Renault builds cars", set()),
        ("Supplier Continental makes tyres.", {"continental"}),
        ("We had Continental for the weekend, he said to Dr Lear", set()),
        ("The Bentley Continental and its tyres", set()),
        ("King Lear, a play about a supplier", set()),
        ("Frau Bosch fährt ein Auto", set()),
    ],
)
def test_names_that_count(text, slugs):
    assert slugs == found(text)


def test_some_names_count_only_where_cars_are_spoken_of():
    assert set() == found("Uber will cut its fees.")
    assert {"uber"} == found("Uber will cut its fees.", vehicles=[CAR])
    assert {"uber"} == found("Uber will cut its fees for drivers.")


def test_a_firm_in_the_title_is_what_an_article_is_about():
    told = Told("ZF spart", "", "Stellantis kauft bei ZF. " * 3, "de")
    tags = companies.tags(told)

    assert [("zf", 4, True), ("stellantis", 3, False)] == [(tag.slug, tag.mentions, tag.in_title) for tag in tags]
    assert tags[0].score > tags[1].score
    assert "name" == tags[0].rule


def test_the_table_is_sound():
    known = companies.companies()
    names = companies.tomli.loads(companies._FILE.read_text("utf-8"))["companies"]

    assert len(known) == len({one.slug for one in known}) == len({one.name for one in known})
    assert {"group", "supplier", "other"} == {one.kind for one in known}
    assert {"", "cars", "near"} == {one.needs for one in known}
    assert [] == [one.slug for one in known if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", one.slug)]
    written = [name for one in names for name in (one["name"], *one.get("names", ()))]
    assert [] == [name for name in set(written) if written.count(name) > 1]

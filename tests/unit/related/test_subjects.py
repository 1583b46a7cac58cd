"""When the names in titles keep two texts apart, and when they do not."""

import pytest

from crawler.related.subjects import NONE, all_of, clash, subjects


def of(titles="", texts=""):
    return subjects(titles.split(), texts.split())


GOLF, TIGUAN = "make/vw model/vw/golf", "make/vw model/vw/tiguan"


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        (of("make/bmw"), of("make/audi"), True),
        (of("make/bmw"), of("make/bmw make/audi"), False),
        (of("make/bmw"), of(), False),
        (of(GOLF), of(TIGUAN), True),
        (of(GOLF), of("make/vw"), False),
        (of("make/bmw", "make/audi"), of("make/audi", "make/bmw"), False),  # each is about both
        (of("make/bmw", "make/audi"), of("make/audi"), True),
        (of("make/lexus model/lexus/ls"), of("make/toyota model/lexus/ls"), False),
        (of("company/bosch"), of("company/zf"), True),
        (of("company/bosch"), of("make/audi"), False),
        (of("country/spain"), of("country/italy"), True),
        (of("country/spain", "country/italy"), of("country/italy"), False),
        (of("town/emden"), of("town/zwickau"), True),
        (of("town/emden"), of("country/germany"), False),
    ],
)
def test_titles_that_name_others_of_one_kind_tell_of_two_events(one, other, apart):
    assert apart is clash(one, other) is clash(other, one)


def test_a_recall_is_one_event_in_all_countries():
    one, other = of("make/volvo country/netherlands"), of("make/volvo country/germany")

    assert clash(one, other)
    assert not clash(one, other, frozenset({"m:recall"}))


def test_a_plant_stands_still_whichever_of_its_makes_is_named():
    one, other = of("make/opel town/poissy"), of("make/peugeot", "town/poissy")

    assert clash(one, other)
    assert not clash(one, other, frozenset({"m:stop"}))
    assert clash(of("make/opel"), of("make/peugeot"), frozenset({"m:stop"}))


def test_a_story_is_what_half_of_the_titles_that_name_any_agree_on():
    story = all_of([of(GOLF), of(GOLF), of("make/vw"), of(TIGUAN)])

    assert clash(story, of(TIGUAN))
    assert not clash(story, of(GOLF))


def test_a_story_whose_titles_do_not_agree_is_open_to_all():
    figures = all_of([of("make/renault"), of("make/tesla"), of("make/skoda")])

    assert not clash(figures, of("make/kia"))


def test_nothing_keeps_nothing_apart():
    assert not clash(NONE, NONE)
    assert NONE == all_of([])

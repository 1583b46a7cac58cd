"""Names found in a text -> those that mean a car or its maker, each with the rule that says so.

Certain first: makes that are no other word, a make with its model, models of one meaning. Then what these make certain:
names beside them in a list, ambiguous names whose make is in the article. Last, ambiguous names among words of cars.
"""

from bisect import bisect, insort
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from crawler.tags.doubts import Doubts
from crawler.tags.gazetteer import Gazetteer, Sense, gazetteer
from crawler.tags.gazetteer_names import Grade
from crawler.tags.surroundings import Surroundings

CARS = 3  # an article that names so many makes is about cars
FIRST_SMALL = frozenset("i0123456789")  # i20 and 320d have no capital
COUNTS = frozenset("lmpx")  # behind figures and small: 500l of fuel, 575m of debt, 499p, eight times as much
CLOSE = 60  # characters: two cars of one sentence
MOST = 3000  # names in one text: no article has more
FAR = 1_000_000
NUMBER = 3  # figures that no one drives but in a car: a 911
NEAR = 200  # characters: a number is a model only this near its make


@dataclass(frozen=True, slots=True)
class Named:
    """A place in a text that means a make, or a model and so its make."""

    start: int
    end: int
    make: str  # slug
    model: str | None  # slug, make/model
    rule: str
    beside_make: bool = False  # its make stands directly before or behind, and counts by itself


@dataclass(frozen=True, slots=True)
class _Hit:
    """A name that may mean one."""

    start: int
    end: int
    make: Sense | None
    models: tuple[Sense, ...]


def named(text: str, folded: str) -> tuple[Named, ...]:
    """Every name that counts, in order of place. `folded`: the same text folded, of the same length."""
    return _Reader(text, folded, gazetteer()).read()


class _Reader:
    """One text while it is read."""

    def __init__(self, text: str, folded: str, known: Gazetteer) -> None:
        self.around = Surroundings(text, folded)
        self.sisters = known.sisters
        self.hits = list(islice(self._hits(known), MOST))
        self.of_makes = [(number, hit) for number, hit in enumerate(self.hits) if hit.make is not None]
        self.of_models = [(number, hit) for number, hit in enumerate(self.hits) if hit.models]
        self.chosen: dict[int, Named] = {}
        self.makes: dict[str, list[int]] = {}  # where each make that counts stands
        self.models: set[str | None] = set()
        self.doubts = Doubts(self.around, [(hit.start, hit.end, hit.make) for hit in self.hits if hit.make is not None])

    def _hits(self, known: Gazetteer) -> Iterator[_Hit]:
        for found in known.matcher.find(self.around.folded):
            name = known.names[found.name]
            if name.senses and (name.small or self.around.has_inner_capital(found.start, found.end)):
                yield _Hit(found.start, found.end, name.make, name.models)

    def read(self) -> tuple[Named, ...]:
        self._each(self.of_makes, self._sure_make)
        self._pairs()
        self._each(self.of_models, self._sure_model)
        for _ in range(2):  # what is certain now makes others certain
            self._each(self.of_models, self._model_in_list)
            self._each(self.of_makes, self._make_in_list)
            self._each(self.of_makes, self._make_with_evidence)
            self._each(self.of_models, self._model_of_named_make)
        self._each(self.of_models, self._model_among_cars)
        return tuple(self.chosen[number] for number in sorted(self.chosen))

    def _each(self, hits: Sequence[tuple[int, _Hit]], rule: Callable[[int, _Hit], None]) -> None:
        for number, hit in hits:
            if number not in self.chosen:
                rule(number, hit)

    def _choose(self, number: int, sense: Sense, rule: str, *, beside_make: bool = False) -> None:
        hit = self.hits[number]
        self.chosen[number] = Named(hit.start, hit.end, sense.make, sense.model, rule, beside_make)
        insort(self.makes.setdefault(sense.make, []), hit.start)
        self.models.add(sense.model)

    # ------------------------------------------------------------ certain

    def _sure_make(self, number: int, hit: _Hit) -> None:
        make = hit.make
        if (
            make is None
            or make.grade is not Grade.SURE
            or make.make in self.doubts.persons
            or not self._may_be_make(hit)
        ):
            return
        if not (make.surname and (self.around.is_behind_capital(hit.start) or self.around.is_one_of_persons(hit.end))):
            self._choose(number, make, "name")

    def _may_be_make(self, hit: _Hit) -> bool:
        """Written as the make is, and not the name of a person, a street or a thing."""
        at = self.around
        if (
            hit.make is None
            or at.is_person(hit.start)
            or at.is_thing(hit.start, hit.end)
            or at.is_unit_of_field(hit.start, hit.end)
        ):
            return False
        if hit.make.exact:
            return at.is_upper(hit.start, hit.end) and not at.is_shouted(hit.start)
        if hit.make.grade is Grade.SURE:
            return at.has_capital(hit.start, hit.end) or at.is_small_line(hit.start)
        return (
            at.has_capital(hit.start, hit.end) and not at.is_half_name(hit.start) and not at.is_other_compound(hit.end)
        )

    def _pairs(self) -> None:
        """A make with its own model directly behind it, or before it with an "of"."""
        for (first, one), (second, other) in pairwise(enumerate(self.hits)):
            if one.make is not None and self.around.is_bridge(one.end, other.start):
                self._pair(first, second, one.make, other, "make-before")
            elif other.make is not None and self.around.is_of(one.end, other.start):
                self._pair(second, first, other.make, one, "make-behind")

    def _pair(self, of_make: int, of_model: int, make: Sense, hit: _Hit, rule: str) -> None:
        model = next((sense for sense in hit.models if sense.make == make.make), None)
        if model is None or not self._may_stand_beside(make, model, self.hits[of_make], hit, rule):
            return
        if of_make not in self.chosen:
            self._choose(of_make, make, "with-its-model")
        if self.chosen[of_make].model is None:
            self._choose(of_model, model, rule, beside_make=True)

    def _may_stand_beside(self, make: Sense, model: Sense, of_make: _Hit, hit: _Hit, rule: str) -> bool:
        at = self.around
        if make.exact and not at.is_upper(of_make.start, of_make.end):
            return False
        if model.grade in (Grade.NUMBER, Grade.CODE) and (
            at.is_measure(hit.start, hit.end) or at.is_of_results(hit.start, hit.end)
        ):
            return False
        if rule == "make-behind" and model.grade in (Grade.NUMBER, Grade.COMMON) and not at.is_pointed_at(hit.start):
            return False
        small = not at.has_capital(hit.start, hit.end)
        if small and model.grade in (Grade.WORD, Grade.COMMON):
            return at.is_small_line(hit.start) or (make.grade is Grade.SURE and model.grade is Grade.WORD)
        return not (
            small
            and make.grade is Grade.WORD
            and not at.has_capital(of_make.start, of_make.end)
            and model.grade is Grade.NUMBER
        )

    def _sure_model(self, number: int, hit: _Hit) -> None:
        at = self.around
        sure = [sense for sense in hit.models if sense.grade is Grade.SURE]
        if not sure:
            return
        is_name = at.has_capital(hit.start, hit.end) or at.is_small_line(hit.start)
        if is_name and not at.is_person(hit.start) and not at.is_sum(hit.start, hit.end):
            best = self._best(hit, sure)
            self._choose(number, replace(best, model=None) if self._ends_in_and(number, hit) else best, "own-name")

    def _ends_in_and(self, number: int, hit: _Hit) -> bool:
        """Its last letter is the "and" before another make: Honda e Nissan, Lancia y Fiat; not the Honda e Advance."""
        is_other = any(one.make is not None and one.start == hit.end + 1 for one in self.hits[number + 1 : number + 2])
        return is_other and self.around.text[hit.start : hit.end].endswith((" e", " y"))

    def _is_place(self, hit: _Hit, sense: Sense) -> bool:
        return sense.place and self.around.is_place(hit.start)

    def _is_given_name(self, hit: _Hit, sense: Sense) -> bool:
        """Karl Stracke of Opel; but Giulia Veloce and Zoe Intens, which are known as cars without their make."""
        return not sense.alone and self.around.is_given_name(hit.start, hit.end)

    def _best(self, hit: _Hit, senses: list[Sense]) -> Sense:
        """Of several models of one name: one found already, that of the nearest make, the likelier; a sister's last."""
        return min(
            senses,
            key=lambda sense: (
                sense.model not in self.models,
                self._distance(sense.make, hit.start),
                sense.make in self.sisters,
                sense.age,
            ),
        )

    def _distance(self, make: str, start: int) -> int:
        """Characters to the nearest mention of a make; far where it is not named."""
        places = self.makes.get(make, [])
        at = bisect(places, start)
        return min((abs(start - one) for one in places[max(0, at - 1) : at + 1]), default=FAR)

    # ------------------------------------------------------------ made certain by others

    def _neighbours(self, number: int) -> Iterator[Named]:
        """What counts directly before or behind, in one list with it."""
        hit = self.hits[number]
        before, behind = self.chosen.get(number - 1), self.chosen.get(number + 1)
        if before is not None and self.around.is_link(before.end, hit.start):
            yield before
        if behind is not None and self.around.is_link(hit.end, behind.start):
            yield behind

    def _make_in_list(self, number: int, hit: _Hit) -> None:
        if hit.make is None or hit.make.grade is Grade.COMMON or not self._may_be_make(hit):
            return
        behind = self.chosen.get(number + 1)
        is_double = behind is not None and behind.model is None and self.around.folded[hit.end : behind.start] == " "
        if is_double or any(self._neighbours(number)):  # Jaguar Land Rover
            self._choose(number, hit.make, "in-list")

    def _make_with_evidence(self, number: int, hit: _Hit) -> None:
        if hit.make is None or not self._may_be_make(hit):
            return
        if hit.make.make in self.makes:
            if not (hit.make.place and self.doubts.is_town(hit.start, hit.end)):
                self._choose(number, hit.make, "named-before")
        elif hit.make.grade is not Grade.COMMON and (hit.make.exact or not self.around.is_shouted(hit.start)):
            rule = self._proof(number, hit, hit.make)
            if rule is not None:
                self._choose(number, hit.make, rule)

    def _proof(self, number: int, hit: _Hit, make: Sense) -> str | None:
        """What around a make that is named nowhere else proves it one."""
        at = self.around
        if at.is_car_compound(hit.end):
            return "compound"
        if at.is_brand(hit.start, hit.end):
            return "brand"
        if self.doubts.about(hit.start, make):
            return None
        if make.maker and len(self.makes) >= CARS:
            return "among-cars"
        if at.is_maker(hit.start, hit.end) if make.maker else at.context(hit.start, hit.end):
            return "context"
        return "with-its-models" if any(self._is_model_of(make, other) for other in self._near(number)) else None

    def _near(self, number: int) -> Iterator[_Hit]:
        """The names around it, near enough to belong to it."""
        start = self.hits[number].start
        for step in (-1, 1):
            at = number + step
            while 0 <= at < len(self.hits) and abs(self.hits[at].start - start) < NEAR:
                yield self.hits[at]
                at += step

    def _is_model_of(self, make: Sense, other: _Hit) -> bool:
        """A name that by its capital may well be a model of this make."""
        senses = [
            sense
            for sense in other.models
            if sense.make == make.make and sense.grade in (Grade.SURE, Grade.BADGE, Grade.WORD)
        ]
        at = self.around
        if not senses or not at.has_capital(other.start, other.end) or at.is_shouted(other.start):
            return False
        if at.is_other_compound(other.end) or at.is_thing(other.start, other.end):
            return False
        return any(not sense.place or at.is_pointed_at(other.start) for sense in senses)

    def _model_of_named_make(self, number: int, hit: _Hit) -> None:
        """A model whose make counts somewhere in the article."""
        senses = [sense for sense in hit.models if sense.make in self.makes and self._fits(hit, sense)]
        if senses:
            self._choose(number, self._best(hit, senses), "make-in-text")

    def _fits(self, hit: _Hit, sense: Sense) -> bool:
        """Whether a name may mean this model of a make that is named."""
        at = self.around
        if not at.has_capital(hit.start, hit.end) and sense.grade not in (Grade.NUMBER, Grade.BADGE, Grade.CODE):
            return False
        if at.is_person(hit.start) or self._is_place(hit, sense) or at.is_thing(hit.start, hit.end):
            return False
        if at.is_sum(hit.start, hit.end) or self._is_given_name(hit, sense):
            return False
        if sense.grade is Grade.NUMBER:
            return self._is_number_of(hit, sense) and at.is_pointed_at(hit.start) and not at.is_year(hit.start, hit.end)
        if sense.grade is Grade.CODE:
            is_other = (
                at.is_measure(hit.start, hit.end) or at.is_road(hit.start, hit.end) or at.is_quarter(hit.start, hit.end)
            )
            return not is_other and self._is_code(hit, sense)
        if sense.grade is Grade.COMMON:
            return (
                not at.folded[hit.end - 1].isdigit()
                and not at.is_other_compound(hit.end)
                and self._distance(sense.make, hit.start) <= NEAR
                and at.is_pointed_at(hit.start)
                and not at.is_german
            )
        return not at.is_other_compound(hit.end) or sense.grade is Grade.BADGE

    def _is_number_of(self, hit: _Hit, sense: Sense) -> bool:
        """Neither sum nor measure, and near its make."""
        return not self.around.is_measure(hit.start, hit.end) and self._distance(sense.make, hit.start) <= NEAR

    def _is_code(self, hit: _Hit, sense: Sense) -> bool:
        """Letters alone must stand in capitals, near their make; letter and figures as they are."""
        at = self.around
        if not sense.exact:
            is_counted = sense.upper and at.folded[hit.end - 1] in COUNTS
            is_small = at.folded[hit.start] in FIRST_SMALL and not is_counted
            return is_small or at.has_inner_capital(hit.start, hit.end) or at.is_small_line(hit.start)
        return (
            (at.is_upper(hit.start, hit.end) if sense.upper else at.has_capital(hit.start, hit.end))
            and not at.is_shouted(hit.start)
            and self._distance(sense.make, hit.start) <= NEAR
        )

    def _model_in_list(self, number: int, hit: _Hit) -> None:
        """Beside a model or its make in a list: "308 en 3008"."""
        at = self.around
        near = {one.make for one in self._neighbours(number)}
        if not near:
            return
        senses = [
            sense
            for sense in hit.models
            if sense.make in near and not self._is_place(hit, sense) and not self._is_given_name(hit, sense)
        ]
        if not senses or at.is_measure(hit.start, hit.end) or at.is_of_results(hit.start, hit.end):
            return
        if at.is_person(hit.start) or at.is_road(hit.start, hit.end):
            return
        if at.has_capital(hit.start, hit.end) or min(sense.grade for sense in senses) is Grade.NUMBER:
            self._choose(number, self._best(hit, senses), "in-list")

    # ------------------------------------------------------------ among cars

    def _model_among_cars(self, number: int, hit: _Hit) -> None:
        """An ambiguous name whose make is named nowhere: words of cars must stand near it."""
        at = self.around
        if self._is_driven(hit):
            self._choose(number, self._best(hit, list(hit.models)), "driven")
            return
        senses = [
            sense for sense in hit.models if sense.grade is Grade.BADGE or (sense.alone and sense.grade is Grade.WORD)
        ]
        if not senses or not at.has_capital(hit.start, hit.end) or at.is_shouted(hit.start):
            return
        if (
            at.is_person(hit.start)
            or at.is_thing(hit.start, hit.end)
            or any(self._is_place(hit, sense) for sense in senses)
        ):
            return
        if at.is_car_compound(hit.end) and at.context(hit.start, hit.end):
            self._choose(number, self._best(hit, senses), "compound")
        elif at.is_other_compound(hit.end) or at.is_measure(hit.start, hit.end):
            return
        elif any(sense.grade is Grade.BADGE for sense in senses) and (self.chosen or at.context(hit.start, hit.end)):
            self._choose(number, self._best(hit, senses), "among-cars")
        elif self._is_among_cars(number, hit):
            self._choose(number, self._best(hit, senses), "context")

    def _is_driven(self, hit: _Hit) -> bool:
        """A code, a number of three figures or a word right behind "drove a", "au volant d'une"."""
        at = self.around
        return (
            self._may_be_driven(hit)
            and at.is_driven(hit.start)
            and not at.is_measure(hit.start, hit.end)
            and not at.is_other_compound(hit.end)
        )

    def _may_be_driven(self, hit: _Hit) -> bool:
        at = self.around
        grades = {sense.grade for sense in hit.models}
        if Grade.NUMBER in grades:
            return hit.end - hit.start == NUMBER
        if Grade.CODE in grades:
            return at.folded[hit.start] in FIRST_SMALL or at.has_capital(hit.start, hit.end)
        return any(sense.alone for sense in hit.models) and at.has_capital(hit.start, hit.end)

    def _is_among_cars(self, number: int, hit: _Hit) -> bool:
        """A car close by, or a word of cars and "the" before it, or two such words, or an article of many makes."""
        at = self.around
        beside = (self.chosen.get(number - 1), self.chosen.get(number + 1))
        is_close = any(abs(one.start - hit.start) < CLOSE for one in beside if one is not None)
        if is_close and not at.begins_line(hit.start):
            return True
        if at.is_pointed_at(hit.start, 2):
            return len(self.makes) >= CARS or at.context(hit.start, hit.end) > 0
        return at.context(hit.start, hit.end) > 1

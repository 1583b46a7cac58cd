"""Makes and models of cars: what they are, and what every way of writing one may mean. From data/vehicles.toml."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import tomli

from crawler.tags.gazetteer_names import Grade, fold, grade, slug, spellings
from crawler.tags.matching import Matcher

DATA = Path(__file__).with_name("data")
VEHICLES = DATA / "vehicles.toml"
AMBIGUOUS = DATA / "ambiguous.txt"


@dataclass(frozen=True, slots=True)
class Make:
    """A badge that cars are sold by."""

    slug: str
    name: str
    group: str
    sister: str | None  # slug of the make whose name a model goes by where none is named


@dataclass(frozen=True, slots=True)
class Model:
    """A line of cars, whatever their year, body or engine."""

    slug: str  # make/model
    name: str
    label: str  # make and model, as printed
    make: str  # slug
    group: str
    from_year: int
    to_year: int | None  # None: still new
    powertrain: str  # combustion, hybrid, electric, mixed


@dataclass(frozen=True, slots=True)
class Sense:
    """What a name may mean, and how much it proves."""

    make: str
    model: str | None  # slug of the model; None: the make itself
    grade: Grade
    exact: bool = False  # counts only in capitals
    upper: bool = False  # printed in capitals
    maker: bool = False  # words of trade prove it as well as those of cars
    surname: bool = False
    place: bool = False
    alone: bool = False  # known without its make, among words of cars
    age: tuple[int, int] = (0, 0)  # the lower, the likelier of two: still new, then the older line


@dataclass(frozen=True, slots=True)
class Name:
    """One way of writing, and all that it may mean; without a sense it is a longer name of something else."""

    senses: tuple[Sense, ...]
    make: Sense | None
    models: tuple[Sense, ...]
    small: bool  # may be meant without a capital: it is none of the commonest words, nor a short one


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All of it, ready to be looked for."""

    makes: tuple[Make, ...]
    models: tuple[Model, ...]
    sisters: frozenset[str]  # slugs of makes that have one
    names: "Names"
    matcher: Matcher


def makes() -> tuple[Make, ...]:
    """Every make, by slug."""
    return gazetteer().makes


def models() -> tuple[Model, ...]:
    """Every model, by slug."""
    return gazetteer().models


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """Read once per process, when it is first asked for."""
    names = Names(*_ambiguous(AMBIGUOUS.read_text("utf-8")))
    makes, models = [], []
    for entry in _table():
        make = Make(slug(entry["name"]), entry["name"], entry["group"], entry.get("sister"))
        makes.append(make)
        names.add_make(make, entry)
        for name, told in entry["models"].items():
            model = _model(make, name, told)
            models.append(model)
            names.add_model(model, told)
    return Gazetteer(
        tuple(sorted(makes, key=lambda one: one.slug)),
        tuple(sorted(models, key=lambda one: one.slug)),
        frozenset(one.slug for one in makes if one.sister),
        names,
        Matcher(names.written),
    )


def printed_names() -> tuple[str, ...]:
    """Every name of a model as the data has it, the other spellings too."""
    return tuple(
        name for entry in _table() for model, told in entry["models"].items() for name in (model, *told.get("also", ()))
    )


def _table() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = tomli.loads(VEHICLES.read_text("utf-8"))["make"]
    return entries


def _ambiguous(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The commonest words, and all the words; a common one has a plus behind it."""
    lines = [line.strip() for line in text.splitlines() if line and not line.startswith("#")]
    return frozenset(one[:-1] for one in lines if one.endswith("+")), frozenset(one.rstrip("+") for one in lines)


def _model(make: Make, name: str, told: Mapping[str, Any]) -> Model:
    first, _, last = told["years"].partition("-")
    power = told.get("power", "combustion")
    label = f"{make.name} {name}"
    return Model(
        f"{make.slug}/{slug(name)}", name, label, make.slug, make.group, int(first), int(last) if last else None, power
    )


@dataclass(frozen=True, slots=True)
class _Use:
    """A model under one of its names, and what its entry says of it."""

    model: Model
    name: str
    told: Mapping[str, Any]

    def spellings(self) -> Iterator[str]:
        """How it is written, folded; the name as it is comes first."""
        letter = len(self.name) == 1 and self.name.isupper()  # Nissan Z: of no use without its make
        return spellings(self.model.label if letter else self.name, electric=self.model.powertrain == "mixed")


def _uses(model: Model, told: Mapping[str, Any]) -> Iterator[_Use]:
    for name in (model.name, *told.get("also", ())):
        if len(name) > 1 or not name.islower():  # "Honda e" is "Honda and" in Italian
            yield _Use(model, name, told)


class Names:
    """Every way of writing a make or model. What one means is found out when it is met: few ever are."""

    def __init__(self, common: frozenset[str], words: frozenset[str]) -> None:
        self._common, self._words = common, words
        self._meant: dict[str, list[Sense | _Use]] = {}
        self._others: set[str] = set()  # names that mean something else
        self._found: dict[int, Name] = {}
        self._exact: dict[str, dict[tuple[Grade, bool], bool]] = {}  # of models that were met

    def __getitem__(self, number: int) -> Name:
        """A name by its number, as the matcher gives it."""
        if number not in self._found:
            self._found[number] = self._name(self.written[number])
        return self._found[number]

    @cached_property
    def written(self) -> list[str]:
        """All of them folded, each where its number says."""
        return [*self._meant, *(self._others - self._meant.keys())]

    def add_make(self, make: Make, entry: Mapping[str, Any]) -> None:
        """A make proves itself unless its entry says otherwise."""
        level = next((level for flag, level in _FLAGS.items() if flag in entry), Grade.SURE)
        maker = level is Grade.SURE or "maker" in entry
        sense = Sense(
            make.slug,
            None,
            level,
            exact="exact" in entry,
            maker=maker,
            surname="surname" in entry,
            place="place" in entry,
        )
        for name in (entry["name"], *entry.get("also", ())):
            self._put(spellings(name), sense)
        for name in entry.get("weak", ()):
            self._put(spellings(name), replace(sense, grade=Grade.WORD, exact=False))
        self._others.update(map(fold, entry.get("not", ())))

    def add_model(self, model: Model, told: Mapping[str, Any]) -> None:
        """A model proves what its name does, or what its entry says."""
        for use in _uses(model, told):
            self._put(use.spellings(), use)
        self._others.update(map(fold, told.get("not", ())))

    def _put(self, written: Iterable[str], meant: Sense | _Use) -> None:
        for one in written:
            self._meant.setdefault(one, []).append(meant)

    def _name(self, written: str) -> Name:
        senses: dict[tuple[str, str | None], Sense] = {}
        for use in () if written in self._others else self._meant[written]:
            sense = use if isinstance(use, Sense) else self._sense(written, use)
            senses.setdefault((sense.make, sense.model), sense)
        has_figure = any(map(str.isdigit, written))
        return Name(
            tuple(senses.values()),
            next((one for one in senses.values() if one.model is None), None),
            tuple(one for one in senses.values() if one.model is not None),
            any(not one.exact and (one.grade is not Grade.COMMON or has_figure) for one in senses.values()),
        )

    def _sense(self, written: str, use: _Use) -> Sense:
        model, told = use.model, use.told
        if model.slug not in self._exact:
            self._exact[model.slug] = self._exact_of(model, told)
        level, upper = self._level(written, use), use.name.isupper()
        return Sense(
            model.make,
            model.slug,
            level,
            exact=self._exact[model.slug][level, upper],
            upper=upper,
            place="place" in told,
            alone="alone" in told,
            age=(-(model.to_year or 9999), model.from_year),
        )

    def _exact_of(self, model: Model, told: Mapping[str, Any]) -> dict[tuple[Grade, bool], bool]:
        """Whether names that prove as much count only in capitals: as the first does, so "amis" as "Ami"."""
        found: dict[tuple[Grade, bool], bool] = {}
        for use in _uses(model, told):
            for written in use.spellings():
                how = (self._level(written, use), use.name.isupper())
                found.setdefault(how, len(written) < 4 and written.isalpha())
        return found

    def _level(self, written: str, use: _Use) -> Grade:
        """What a spelling proves: MG4 and Nissan Z carry their make; a sure name stays sure with more behind it."""
        name, model, told = use.name, use.model, use.told
        make = fold(model.label.removesuffix(model.name)).strip()
        fixed = next((level for flag, level in _FLAGS.items() if flag in told), None)
        if written.startswith(make) and not written[len(make) :][:1].isalpha() and written != make:
            return Grade.SURE
        longer = fold(name).startswith(fold(model.name)) and name != model.name
        if longer and (fixed is Grade.WORD or (fixed is None and "alone" in told)):
            return Grade.BADGE  # Mégane E-Tech
        if fixed is not None and (fixed is not Grade.SURE or longer or name == model.name):
            return fixed
        return grade(written, self._common, self._words)


_FLAGS: Mapping[str, Grade] = MappingProxyType({"sure": Grade.SURE, "ambiguous": Grade.WORD, "beside": Grade.COMMON})

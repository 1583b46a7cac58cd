"""What stands around a name in a text: words of cars, units, roads, persons, the rest of a compound, a list."""

import re
from collections.abc import Sequence

from crawler.tags.vehicles_words import (
    BETWEEN,
    BRANDS,
    COMPOUNDS,
    CONTEXT,
    CONTEXT_ENDS,
    CONTEXT_PHRASES,
    COUNTED,
    COUNTED_ENDS,
    DRIVEN,
    GERMAN,
    GIVEN,
    LINKS,
    LITTLE,
    MAKER_CONTEXT,
    MAKER_ENDS,
    MONEY,
    MORE,
    NO_NAMES,
    OF,
    PAPER,
    POINTERS,
    QUARTERS_AHEAD,
    QUARTERS_BEHIND,
    ROAD_AHEAD,
    ROAD_BEHIND,
    ROADS,
    ROMANCE,
    STATES,
    THINGS,
    THINGS_AHEAD,
    TITLES,
    TITLES_OF_SEVERAL,
    TO_PLACES,
    UNITS,
)

WORDS = 8  # so far on each side words prove a name
TITLE_CASE = 0.6  # share of words with a capital from which on it proves nothing
REACH = 90  # characters that hold as many

_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*'?")
_PIECE = re.compile(r"[^\W_]+'?")
_BRIDGE = re.compile(r"(?:'s|s)?[ \-/(\"“”„»«']{1,4}((?:[\w-]+ ){0,2})[\"“„»«'(]?")
_OF = re.compile(r"\"? ((?:[\w']+ ?){1,2})\"?")
_LINK = re.compile(r"(?:'s)?[\s,/&+:()\"“”„«»'–-]*((?:[\w'-]+[\s,/&+:\"“„«»-]*){0,4})")
_NUMBER_GOES_ON = re.compile(r"[.,:/]?\d|%| %|°| \d{3}(?!\d)(?! ?(?:ps|pk|kw|hp|bhp|ch|cv))")
_NUMBER_BEFORE = re.compile(r"(?:\d[.,:/ -]?|[€$£#] ?|nr\.? |no\.? |nummer |number )$")
_ROAD = re.compile(r"[abdegklmnrs] ?\d{1,3}")
_QUARTER = re.compile(r"q[1-4]")
_INITIAL = re.compile(r"(?<![\w.])[A-Z]\. $")
_CAPITALISED = re.compile(r"(?:^|[^.!?:|\s\"“„«(]\s)([A-Z][\w'’]+) $")
KINDS = ("e", "en")  # ends of words between a number and what it counts: 208 zufriedene Kunden
_SUM = re.compile(r"(?:[a-z]{1,2} )?\d+")  # DS 4 concessions
_NAME_BEHIND = re.compile(r" ([A-ZÀ-Þ][a-zß-ÿ]+)\b")
_SENTENCE = re.compile(r"(?:^|[.!?:|\n])[ \"“„«]*$")
_DRIVEN = re.compile(rf"(?<!\w)(?:{'|'.join(DRIVEN)})(?: [a-z-]+)? ?$")
_STATE = re.compile(rf", (?:{'|'.join(STATES)})\b")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")


def _is_of_cars(word: str) -> bool:
    bare = word.removesuffix("'s").rpartition("'")[2]  # l'essai
    return bare in CONTEXT or word in CONTEXT or bare.endswith(CONTEXT_ENDS)


class Surroundings:
    """A text and the same text folded, asked about places in it."""

    def __init__(self, text: str, folded: str) -> None:
        self.text = text
        self.folded = folded
        self.is_german = any(word in folded[:2000] for word in GERMAN)
        self.is_romance = any(word in folded[:2000] for word in ROMANCE)
        self._found: dict[tuple[int, int], list[str]] = {}  # words between two places: rule after rule asks for them

    # ------------------------------------------------------------ how it is written

    def has_capital(self, start: int, end: int) -> bool:
        """A capital begins it, or the part of it behind an e- or on-."""
        return self.text[start].isupper() or (end - start > 2 and any(map(str.isupper, self.text[start : start + 4])))

    def has_inner_capital(self, start: int, end: int) -> bool:
        return any(map(str.isupper, self.text[start:end]))

    def is_upper(self, start: int, end: int) -> bool:
        word = self.text[start:end]
        return word.isupper() or (len(word) > 2 and word.removesuffix("s").isupper())

    def _line(self, at: int) -> str:
        start = max(self.text.rfind("\n", max(0, at - 400), at) + 1, at - 400, 0)
        stop = self.text.find("\n", at, at + 400)
        return self.text[start : stop if stop >= 0 else at + 400]

    def is_shouted(self, at: int) -> bool:
        """Its whole line is in capitals, so that a capital says nothing."""
        line = self._line(at)
        return line.isupper() and " " in line.strip()

    def begins_line(self, start: int) -> bool:
        return not self.text[max(0, start - 40) : start].rpartition("\n")[2].strip(" \"“„«'(")

    def begins_sentence(self, start: int) -> bool:
        return _SENTENCE.search(self.text[max(0, start - 8) : start]) is not None

    def is_small_line(self, at: int) -> bool:
        """Its whole line is in small letters."""
        return self._line(at).islower()

    # ------------------------------------------------------------ words before and behind

    def _before(self, start: int, count: int = 1) -> list[str]:
        """Up to so many words that end before it in its sentence, the nearest last."""
        return self._words(max(0, start - REACH), start)[-count:]

    def _behind(self, end: int, count: int = 1) -> list[str]:
        return self._words(end, end + REACH)[:count]

    def _words(self, start: int, end: int) -> list[str]:
        if (start, end) not in self._found:
            self._found[start, end] = _WORD.findall(self.folded[start:end])
        return self._found[start, end]

    def context(self, start: int, end: int) -> int:
        """How many words of cars stand within eight words."""
        before, behind = self._before(start, WORDS), self._behind(end, WORDS)
        near = f"{' '.join(before)} {self.folded[end : end + REACH]}"
        pieces = [{word, *word.split("-")} for word in before + behind]
        return sum(any(map(_is_of_cars, piece)) for piece in pieces) + sum(phrase in near for phrase in CONTEXT_PHRASES)

    def is_brand(self, start: int, end: int) -> bool:
        """Called one: "the Scout brand", "Marke Smart"."""
        return any(word in BRANDS for word in self._before(start) + self._behind(end))

    def is_maker(self, start: int, end: int) -> bool:
        """Words of cars or of their makers stand within eight words."""
        words = self._before(start, WORDS) + self._behind(end, WORDS)
        return self.context(start, end) > 0 or any(
            piece in MAKER_CONTEXT for word in words for piece in word.split("-")
        )

    def is_person(self, start: int) -> bool:
        """A given name, an initial or a title stands directly before it."""
        before = self.folded[max(0, start - 20) : start]
        if _INITIAL.search(self.text[max(0, start - 5) : start]) or any(word in TITLES for word in self._before(start)):
            return True
        if not before.endswith((" ", "-")):
            return False
        words = _PIECE.findall(before)
        at = start - 1 - len(words[-1]) if words else -1
        return (
            bool(words)
            and words[-1] in GIVEN
            and before.endswith((words[-1] + " ", words[-1] + "-"))
            and self.text[at].isupper()
        )

    def is_behind_capital(self, start: int) -> bool:
        """A word with a capital that begins no sentence stands before it, and is none of cars or trade."""
        before = _CAPITALISED.search(self.text[max(0, start - 24) : start])
        if before is None:
            return False
        word = self._before(start)[0]
        return not (_is_of_cars(word) or word in MAKER_CONTEXT or word.endswith(MAKER_ENDS) or word in POINTERS)

    def is_first_name(self, start: int, end: int) -> bool:
        """A second name stands behind it: a capital in small letters, of no trade; nor has the whole line capitals."""
        behind = _NAME_BEHIND.match(self.text, end)
        if behind is None or self.is_german or self.is_pointed_at(start):
            return False
        word = self.folded[behind.start(1) : behind.end(1)]
        if _is_of_cars(word) or word in MAKER_CONTEXT or word in COMPOUNDS or word in BETWEEN or word in NO_NAMES:
            return False
        words = re.findall(r"[^\W\d_]{4,}", self._line(start).replace(self.text[start : behind.end()], ""))
        return bool(words) and sum(map(str.istitle, words)) < TITLE_CASE * len(words)

    def is_given_name(self, start: int, end: int) -> bool:
        """Karl Stracke of Opel; "the Giulia Veloce" is a car."""
        behind = _NAME_BEHIND.match(self.text, end)
        if behind is None or self.folded[start:end] not in GIVEN or self.is_pointed_at(start):
            return False
        word = self.folded[behind.start(1) : behind.end(1)]
        return not (_is_of_cars(word) or word in NO_NAMES or word in BETWEEN)

    def is_before_state(self, end: int) -> bool:
        """Austin, Texas."""
        return _STATE.match(self.folded, end) is not None

    def is_half_name(self, start: int) -> bool:
        """The second half of a name with a hyphen: Richier-Ligier."""
        return self.folded[max(0, start - 1) : start] == "-"

    def is_one_of_persons(self, end: int) -> bool:
        """The first of several: Ford were presidents."""
        return any(word in TITLES_OF_SEVERAL for word in self._behind(end, 3))

    def is_thing(self, start: int, end: int) -> bool:
        """An arena, a street or a child's seat of that name."""
        if any(word in THINGS_AHEAD for word in self._before(start, 2)):
            return True
        if self.folded[end : end + 1] not in (" ", "-"):
            return False
        behind = _PIECE.match(self.folded, end + 1, end + REACH)
        return behind is not None and (
            behind[0] in THINGS or behind[0].endswith(("strasse", "straße", "straat", "arena"))
        )

    def is_unit_of_field(self, start: int, end: int) -> bool:
        """3 Tesla: what magnets are measured in."""
        return (
            self.folded[start:end] in ("tesla", "teslas")
            and re.search(r"\d[ -]?$", self.folded[max(0, start - 3) : start]) is not None
        )

    def _compound(self, end: int) -> str | None:
        """The rest of a compound with a hyphen."""
        if self.folded[end : end + 1] != "-":
            return None
        rest = _WORD.match(self.folded, end + 1, end + REACH)
        return rest[0] if rest is not None else None

    def is_car_compound(self, end: int) -> bool:
        """Golf-rijder, Mini-Fahrer."""
        rest = self._compound(end)
        return rest is not None and (rest in COMPOUNDS or rest.endswith(CONTEXT_ENDS))

    def is_other_compound(self, end: int) -> bool:
        """Polo-Shirt, Mini-Job."""
        return self._compound(end) is not None and not self.is_car_compound(end)

    def is_pointed_at(self, start: int, within: int = 1) -> bool:
        """An article, a number or "new" stands among the words before it, and no sign between."""
        before = self._before(start, within)
        return any(word in POINTERS for word in before) and self._ends_with(before[-1], start)

    def _ends_with(self, word: str, start: int) -> bool:
        """The word stands directly before, or with a quotation mark or bracket between."""
        return self.folded[max(0, start - REACH) : start].rstrip(" \"“„«'(").endswith(word)

    def is_driven(self, start: int) -> bool:
        """Somebody sits at its wheel: roulait en, drove a, reed in een."""
        return _DRIVEN.search(self.folded[max(0, start - 48) : start]) is not None

    def is_place(self, start: int) -> bool:
        """From Santa Fe, naar Ibiza, in Toledo und Cordoba, à Marbella, a Torino; English has "a Toledo" of a car."""
        before = self._before(start, 3)
        if self.text[max(0, start - 3) : start].lower() == " à " or (before[-1:] == ["a"] and self.is_romance):
            return True
        pointed = max((number for number, word in enumerate(before) if word in POINTERS), default=-1)
        return any(word in TO_PLACES for word in before[pointed + 1 :])

    # ------------------------------------------------------------ between two names

    def _is_one_line(self, end: int, start: int) -> bool:
        """No line ends between, but where a line is broken in the middle of a name."""
        gap = self.text[end:start]
        return "\n" not in gap or gap == "\n"

    def is_bridge(self, end: int, start: int) -> bool:
        """A make and its model: nothing or "'s new" stands between."""
        gap = self.folded[end:start]
        bridge = _BRIDGE.fullmatch(gap) if len(gap) < 30 and self._is_one_line(end, start) else None
        return bridge is not None and all(word in BETWEEN for word in bridge[1].split())

    def is_of(self, end: int, start: int) -> bool:
        """A model and its make: "Model Y van Tesla"."""
        gap = self.folded[end:start]
        between = _OF.fullmatch(gap) if len(gap) < 14 and self._is_one_line(end, start) else None
        return (
            between is not None
            and all(word in OF or word in ("de", "the") for word in between[1].split())
            and (between[1].split()[0] in OF)
        )

    def is_link(self, end: int, start: int) -> bool:
        """Two names of one list: commas, "en", "und der neue" stand between."""
        gap = self.folded[end:start]
        link = _LINK.fullmatch(gap) if len(gap) < 40 and self._is_one_line(end, start) else None
        return (
            link is not None and gap.strip() != "" and all(word.strip("'") in LINKS for word in _PIECE.findall(link[1]))
        )

    # ------------------------------------------------------------ figures

    def is_measure(self, start: int, end: int) -> bool:
        """A sum, a distance, a part of a longer number, a sheet of paper."""
        if not any(map(str.isdigit, self.folded[start:end])):
            return False
        before, behind = self.folded[max(0, start - 8) : start], self.folded[end : end + 30]
        if _NUMBER_BEFORE.search(before) or _NUMBER_GOES_ON.match(behind) or before[-1:] in MONEY:
            return not before.endswith("#")
        words = self._behind(end, 2) if behind[:1] in (" ", "-") else []
        if self.is_sum(start, end):
            return True
        return any(word in PAPER for word in self._before(start, 2) + words[:1])

    def is_sum(self, start: int, end: int) -> bool:
        """So many of what stands behind: 208 km, DS 4 concessions."""
        words = self._behind(end, 2) if self.folded[end : end + 1] in (" ", "-") else []
        return _SUM.fullmatch(self.folded, start, end) is not None and bool(words) and self._is_counted(words)

    def _is_counted(self, words: Sequence[str]) -> bool:
        """What stands behind a number counts by it: 208 km, 700 extra banen."""
        first, last = words[0], words[-1]
        thing = last if first in MORE else first
        if thing in COUNTED or thing.endswith(COUNTED_ENDS):
            return True
        is_kind = first.isalpha() and first.endswith(KINDS) and first not in LITTLE
        return first in UNITS or (last in UNITS and (first in MORE or is_kind))

    def is_year(self, start: int, end: int) -> bool:
        """It may be one; "la 2008" is none."""
        return _YEAR.fullmatch(self.folded, start, end) is not None and self._before(start) != ["la"]

    def is_quarter(self, start: int, end: int) -> bool:
        """In Q3, Q3 2025, the Q3 results."""
        if _QUARTER.fullmatch(self.folded, start, end) is None:
            return False
        behind = self._behind(end)
        return any(word in QUARTERS_AHEAD for word in self._before(start)) or any(
            word in QUARTERS_BEHIND or _YEAR.fullmatch(word) is not None for word in behind
        )

    def is_of_results(self, start: int, end: int) -> bool:
        """Audi's Q2 results: a quarter, though a make stands before it."""
        return _QUARTER.fullmatch(self.folded, start, end) is not None and any(
            word in QUARTERS_BEHIND and word != "sales" for word in self._behind(end)
        )

    def is_road(self, start: int, end: int) -> bool:
        """File op de A4 bij Leidschendam, on the A9."""
        if _ROAD.fullmatch(self.folded, start, end) is None:
            return False
        ahead = self.folded[max(0, start - 20) : start].rstrip()
        if any(ahead.endswith(f" {words}") or ahead == words for words in ROAD_AHEAD):
            return True
        near: Sequence[str] = self._before(start, 5)
        return any(word in ROADS for word in near) or any(
            word in ROAD_BEHIND or word in ROADS for word in self._behind(end)
        )

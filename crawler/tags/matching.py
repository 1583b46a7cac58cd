"""Many names -> where they stand in a text, as whole words, of overlapping ones the longest."""

from collections.abc import Iterable
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, Implementation


@dataclass(frozen=True, slots=True)
class Found:
    """A name in a text, from `start` up to `end`, in characters."""

    start: int
    end: int
    name: int  # its number in the list the matcher was made of


class Matcher:
    """All places of some thousand names in one pass (Aho and Corasick, 1975)."""

    def __init__(self, names: Iterable[str]) -> None:
        self._search = AhoCorasick(names, implementation=Implementation.ContiguousNFA)

    def find(self, text: str) -> list[Found]:
        """Names that stand as whole words, in order; where two overlap the one that begins first, then the longest.

        A name counts as a whole word where neither it nor the text goes on with a letter or figure at its ends. The
        longest is chosen among whole words only: "Golf" is found in "Golf GTIs" though "Golf GTI" is a name as well.
        """
        whole = [
            (start, -end, name)
            for name, start, end in self._search.find_matches_as_indexes(text, overlapping=True)
            if not (start and text[start - 1].isalnum() and text[start].isalnum())
            and not (end < len(text) and text[end].isalnum() and text[end - 1].isalnum())
        ]
        found: list[Found] = []
        reached = 0
        for start, minus_end, name in sorted(whole):
            if start >= reached:
                reached = -minus_end
                found.append(Found(start, reached, name))
        return found

"""Makes named like a person, a town or an ordinary word: what elsewhere in a text makes such a name doubtful."""

from collections.abc import Sequence

from crawler.tags.gazetteer import Sense
from crawler.tags.gazetteer_names import Grade
from crawler.tags.surroundings import Surroundings


class Doubts:
    """One text, and what its names of makes mean besides."""

    def __init__(self, around: Surroundings, makes: Sequence[tuple[int, int, Sense]]) -> None:
        """`makes`: where each name of a make starts and ends, and which make it would be."""
        self.around = around
        self.persons = {make.make for start, end, make in makes if self._is_person(start, end, make)}
        self.towns = {make.make for start, end, make in makes if make.place and self.is_town(start, end)}
        self.words = {make.make for start, end, make in makes if self._is_word(start, end, make)}

    def about(self, start: int, make: Sense) -> bool:
        """A person or town of that name is in the text, or the ordinary word, where a capital proves nothing."""
        if make.grade is Grade.SURE:
            return False
        return (
            make.make in self.persons | self.towns
            or (make.place and not self.around.is_pointed_at(start, 2))
            or (make.make in self.words and self.around.begins_sentence(start))
        )

    def is_town(self, start: int, end: int) -> bool:
        """In Austin; Austin, Texas."""
        at = self.around
        return at.has_capital(start, end) and (at.is_place(start) or at.is_before_state(end))

    def _is_person(self, start: int, end: int, make: Sense) -> bool:
        """Ford in "Harrison Ford"; Ram in "Ram Charan", for a make whose name people bear."""
        at = self.around
        return at.is_person(start) or (
            make.surname
            and make.grade is not Grade.SURE
            and at.has_capital(start, end)
            and at.is_first_name(start, end)
        )

    def _is_word(self, start: int, end: int, make: Sense) -> bool:
        """In small letters, and so an ordinary word: "drivers dodge potholes"."""
        at = self.around
        return make.grade is Grade.WORD and not (
            at.has_inner_capital(start, end) or at.is_small_line(start) or at.is_other_compound(end)
        )

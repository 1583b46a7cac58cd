"""A text before and after -> the same two, with the words that went and those that came marked.

Of a long text only the paragraphs that are not in both are compared word for word. Every comparison counts its steps:
one that would take too many, because all of it is repetition, is not made, and then all went and all came.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import accumulate, groupby
from typing import TypeVar

from markupsafe import Markup

T = TypeVar("T", bound=Hashable)

MOST_WORDS = 400  # comparing takes time that grows with the square of their number
MOST_STEPS = 1_000_000  # of a text: 0.2 s
MOST_SHOWN = 100_000  # characters of what changed; what follows is left out
A_PASSAGE = 30  # characters that a short passage counts for at least
FEW = 2  # so many words that stayed, between others that did not, are nobody's anchor
SAME, LEFT, ADDED = "same", "gone", "come"
BREAK = "\n"  # stands for the end of a paragraph among words

GONE, COME = Markup("<del>{}</del>"), Markup("<ins>{}</ins>")


@dataclass(frozen=True, slots=True)
class Difference:
    """Both texts, escaped; what is only in the one stands in <del>, what is only in the other in <ins>."""

    before: Markup
    after: Markup


def headline(before: str, after: str) -> Difference:
    """The words of two headlines compared; of one too long to compare, all went and all came."""
    gone, come = before.split(), after.split()
    if max(len(gone), len(come)) > MOST_WORDS:
        return Difference(_marked(GONE, gone), _marked(COME, come))
    left, right = [], []
    for what, a, b, c, d in SequenceMatcher(None, gone, come, autojunk=False).get_opcodes():
        same = what == "equal"
        left.append(_plain(gone[a:b]) if same else _marked(GONE, gone[a:b]))
        right.append(_plain(come[c:d]) if same else _marked(COME, come[c:d]))
    return Difference(_joined(left), _joined(right))


def _plain(words: Iterable[str]) -> Markup:
    return Markup("{}").format(" ".join(words))


def _marked(mark: Markup, words: list[str]) -> Markup:
    return mark.format(" ".join(words)) if words else Markup()


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup(" ").join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stayed (`same`), went (`gone`) or came (`come`)."""

    what: str
    words: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph in which something changed, run by run; or, where it has no runs, so many paragraphs that stayed."""

    runs: tuple[Run, ...]
    stayed: int = 0


@dataclass(frozen=True, slots=True)
class Passages:
    """A whole text, before and after; `is_cut`: more changed than is listed."""

    found: tuple[Passage, ...]
    is_cut: bool

    @property
    def is_same(self) -> bool:
        """Whether nothing changed."""
        return not any(passage.runs for passage in self.found)

    @property
    def is_reworded(self) -> bool:
        """Whether words changed, and not only where paragraphs begin."""
        return any(run.what != SAME for passage in self.found for run in passage.runs)


def passages(before: str, after: str) -> Passages:
    """Two texts, paragraphs parted by empty lines, compared word for word: half a second at most, of two novels."""
    old, new = (tuple(part for part in text.split("\n\n") if part) for text in (before, after))
    steps, room = [MOST_STEPS], MOST_SHOWN
    found: list[Passage] = []
    for same, a, b, c, d in _compared(old, new, steps):
        if same:
            found.append(Passage((), b - a))
            continue
        for passage in _reworded(old[a:b], new[c:d], steps):
            if room <= 0:
                return Passages(tuple(found), is_cut=True)
            found.append(_fitting(passage, room))
            room -= A_PASSAGE + sum(len(run.words) for run in passage.runs)
            if found[-1] != passage:
                return Passages(tuple(found), is_cut=True)
    return Passages(tuple(found), is_cut=False)


def _fitting(passage: Passage, room: int) -> Passage:
    """So much of a passage as there is room for."""
    ends = accumulate(len(run.words) for run in passage.runs)
    starts = zip(passage.runs, ends, strict=True)
    return Passage(
        tuple(
            Run(run.what, run.words[: room - end + len(run.words)])
            for run, end in starts
            if end - len(run.words) < room
        )
    )


def _reworded(old: Sequence[str], new: Sequence[str], steps: list[int]) -> Iterator[Passage]:
    """Paragraphs of which none is in both: each beside the one in its place where they are alike, else all together."""
    if len(old) == len(new) and all(map(_alike, old, new)):
        for gone, come in zip(old, new, strict=True):
            yield from _together((gone,), (come,), steps)
    else:
        yield from _together(old, new, steps)


def _alike(one: str, other: str) -> bool:
    """Whether half of the words of both are in both."""
    words, others = one.split(), other.split()
    return 4 * (Counter(words) & Counter(others)).total() >= len(words) + len(others)


def _together(old: Sequence[str], new: Sequence[str], steps: list[int]) -> Iterator[Passage]:
    gone, come = (f" {BREAK} ".join(parts).split(" ") for parts in (old, new))
    gone, come = ([word for word in words if word] for words in (gone, come))
    runs: list[Run] = []
    for run in _runs(gone, come, steps):
        for is_break, words in groupby(run.words.split(" "), BREAK.__eq__):
            if not is_break:
                runs.append(Run(run.what, " ".join(words)))
            elif runs:
                yield Passage(tuple(runs))
                runs = []
    if runs:
        yield Passage(tuple(runs))


def _runs(gone: Sequence[str], come: Sequence[str], steps: list[int]) -> Iterator[Run]:
    """What stayed, went and came; a few words that stayed amid others went and came as well."""
    found = list(_compared(gone, come, steps))
    last = len(found) - 1
    kept = [(same and (at in (0, last) or b - a > FEW), a, b, c, d) for at, (same, a, b, c, d) in enumerate(found)]
    for same, steps_in in groupby(kept, lambda step: step[0]):
        group = list(steps_in)
        (_, a, _, c, _), (_, _, b, _, d) = group[0], group[-1]
        for what, words in ((SAME, gone[a:b]),) if same else ((LEFT, gone[a:b]), (ADDED, come[c:d])):
            if words:
                yield Run(what, " ".join(words))


def _compared(old: Sequence[T], new: Sequence[T], steps: list[int]) -> Iterator[tuple[bool, int, int, int, int]]:
    """(the same?, from, to, from, to) of both, in order; `steps` holds how many may still be taken."""
    fewest = min(len(old), len(new))
    head = next((n for n in range(fewest) if old[n] != new[n]), fewest)
    rest = fewest - head
    tail = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)
    if head:
        yield True, 0, head, 0, head
    end, stop = len(old) - tail, len(new) - tail
    if head < end or head < stop:
        for same, a, b, c, d in _inner(old[head:end], new[head:stop], steps):
            yield same, a + head, b + head, c + head, d + head
    if tail:
        yield True, end, len(old), stop, len(new)


def _inner(old: Sequence[T], new: Sequence[T], steps: list[int]) -> list[tuple[bool, int, int, int, int]]:
    try:
        found = _Counted(old, new, steps).get_opcodes()
    except _TooManyError:
        return [(False, 0, len(old), 0, len(new))]
    return [(what == "equal", a, b, c, d) for what, a, b, c, d in found]


class _TooManyError(Exception):
    """Comparing would take too many steps."""


class _Counted(SequenceMatcher[T]):
    """A comparison that takes no more steps than there are left."""

    def __init__(self, old: Sequence[T], new: Sequence[T], steps: list[int]) -> None:
        super().__init__(None, old, new, autojunk=False)
        often = Counter(new)
        self._steps = steps
        self._cost = [0, *accumulate(1 + often[word] for word in old)]

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        to = len(self._cost) - 1 if ahi is None else ahi
        self._steps[0] -= self._cost[to] - self._cost[alo]
        if self._steps[0] < 0:
            raise _TooManyError
        return super().find_longest_match(alo, to, blo, bhi)

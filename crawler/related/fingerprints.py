"""A text -> the sampled hashes of its runs of five words, by which two texts are compared without reading them again.

Shingles (Broder, On the resemblance and containment of documents, 1997), sampled by their value: a run that is kept in
one text is kept in every text of that density, so the shared part of two samples tells the shared part of the texts.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import takewhile
from zlib import crc32

LENGTH = 5  # words in a shingle
FEWEST_WORDS = 20  # with fewer, three words in common would be a likeness
LEAD_SHARE = 0.8  # of a lead's words that must open a text before it counts as a part of it: feeds cut leads off
MOST_CHARS = 200_000

# One shingle in `every` is kept of a text of up to so many words: about 75 at most where a text is no book. The samples
# nest: what is kept at 16 is kept at 8 and 4 as well.
DENSITIES = ((300, 4), (600, 8))
SPARSEST = 16

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")  # kana and Han stand unparted


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a text is compared by."""

    words: int
    every: int  # 4, 8 or 16: one shingle in so many was kept
    digest: int  # of all words in their order, 64 bits with a sign: equal texts have equal ones
    hashes: frozenset[int]  # 64 bits with a sign, as SQLite keeps them

    def sample(self, every: int) -> frozenset[int]:
        """The hashes that a sparser sample would hold."""
        return self.hashes if every == self.every else frozenset(h for h in self.hashes if not h % every)


def text_of(lead: str, body: str) -> str:
    """The words that an article is compared by: its body, behind its lead where the body does not begin with it."""
    lead, body = lead[:MOST_CHARS], body[:MOST_CHARS]
    opening = _words(lead)
    begun = _words(body[: 2 * len(lead) + 20])[: len(opening)]
    same = sum(one == other for one, other in zip(opening, begun, strict=False))
    if not opening or same >= LEAD_SHARE * len(opening):
        return body
    return f"{lead}\n{body}"[:MOST_CHARS]


def fingerprint(text: str) -> Fingerprint | None:
    """None: under 20 words there is too little to tell one text from another."""
    said = _said(text[:MOST_CHARS])
    words = said.split()
    if len(words) < FEWEST_WORDS:
        return None
    every = next((rate for most, rate in DENSITIES if len(words) <= most), SPARSEST)
    return Fingerprint(len(words), every, _number(said), _sample(words, every))


def densest(passage: str) -> frozenset[int]:
    """All hashes of a passage that may be in the sample of a text in which it stands."""
    return _sample(_words(passage), DENSITIES[0][1])


def shared_passage(one: str, other: str, shingle: int) -> str:
    """The words around a shingle that two texts have in common, as the first writes them; '' where one lacks it."""
    texts = one[:MOST_CHARS], other[:MOST_CHARS]
    ours, theirs = map(_words, texts)
    places = _place(ours, shingle), _place(theirs, shingle)
    if places[0] is None or places[1] is None:
        return ""
    before = _alike(reversed(ours[: places[0]]), reversed(theirs[: places[1]]))
    behind = _alike(ours[places[0] :], theirs[places[1] :])
    found = list(_WORD.finditer(texts[0]))
    first, last = found[places[0] - before], found[places[0] + behind - 1]
    return texts[0][first.start() : last.end()]


def _said(text: str) -> bytes:
    """The words of a text in small letters, with a blank between."""
    return " ".join(_WORD.findall(text)).casefold().encode("utf-8", "replace")


def _words(text: str) -> list[bytes]:
    return _said(text).split()


def _runs(words: Sequence[bytes]) -> Iterator[bytes]:
    return map(b" ".join, zip(*(words[at:] for at in range(LENGTH)), strict=False))


def _sample(words: Sequence[bytes], every: int) -> frozenset[int]:
    """The hashes of the shingles that belong to a sample of this density.

    CRC-32 decides, since it costs a fifth of a good hash; its four bits stay the last ones, so that samples nest.
    """
    return frozenset(_hash(shingle, gate) for shingle in _runs(words) if not (gate := crc32(shingle)) % every)


def _hash(shingle: bytes, gate: int) -> int:
    return (_number(shingle) & ~(SPARSEST - 1)) | gate % SPARSEST


def _number(said: bytes) -> int:
    return int.from_bytes(blake2b(said, digest_size=8).digest(), "big", signed=True)


def _place(words: Sequence[bytes], shingle: int) -> int | None:
    """Which word a kept shingle begins with."""
    return next((at for at, run in enumerate(_runs(words)) if _hash(run, crc32(run)) == shingle), None)


def _alike(ours: Iterable[bytes], theirs: Iterable[bytes]) -> int:
    """How many words are the same from the first on."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(ours, theirs, strict=False)))

"""Two fingerprints -> whether one text repeats the other, how, and which of the two was first.

What many articles share is no copying: a hash that more than eight of them hold (`common`) stands in a footer, a promo
or a phrase of the trade and counts for nothing, and a text that one source prints more than eight times is a notice in
place of articles. A release that more than eight sources print would vanish by that rule, so two texts of different
sources that are the same as wholes need no rare hash.
"""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from crawler.related.fingerprints import Fingerprint

MOST_HOLDERS = 8  # articles that may hold a hash before it counts for nothing
WHOLE = 0.8  # of a text's hashes: it stands in the other one as a whole
MOST = 0.6  # of the hashes of both, in texts of like length: one text, of which up to a tenth of the words was changed
LIKE_LENGTH = 0.8  # the one's length by the other's
PART = 0.3  # of a text's hashes: a passage of it stands in the other one
ENOUGH = 3  # shared hashes; fewer are chance
FEW = 2  # is enough where a short text stands in the other one as a whole
LEAST_SHARE = 0.5  # of all hashes, that what is rare counts as: a rest of three hashes must not speak for a text


class Likeness(StrEnum):
    """How one article repeats another."""

    EXACT = "exact"  # the same words
    REVISION = "revision"  # the same text, edited by its own source
    SYNDICATED = "syndicated"  # the same text at another source, edited or not
    EXCERPT = "excerpt"  # one stands in the other as a whole: a feed's lead, a release inside a report
    QUOTES = "quotes"  # passages of one, three to eight tenths of it, stand in the other


@dataclass(frozen=True, slots=True)
class Match:
    """How much two texts have in common."""

    kind: Likeness
    containment: float  # 0 to 1: the share of the one text that stands in the other, whichever share is larger
    jaccard: float  # 0 to 1: the share of both together that is in both


@dataclass(frozen=True, slots=True)
class Printed:
    """When an article came out, as far as that is known."""

    article_id: int
    at: datetime  # what lists are sorted by: printed time, end of the printed day, or first sight
    certain: bool  # False: only its day is known, and it was met later


def compare(one: Fingerprint, other: Fingerprint, common: Set[int], *, same_source: bool) -> Match | None:
    """How two texts repeat each other; None: they do not. The order of the two makes no difference."""
    if one.digest == other.digest and one.digest in common:
        return None
    if one.digest == other.digest:
        return Match(Likeness.EXACT, 1.0, 1.0)
    every = max(one.every, other.every)
    ours, theirs = one.sample(every), other.sample(every)
    both = ours & theirs
    if len(both) < FEW:
        return None
    shares = len(both) / len(ours), len(both) / len(theirs)
    if not same_source and len(both) >= ENOUGH and min(shares) >= WHOLE:
        return Match(Likeness.SYNDICATED, max(shares), _jaccard(ours, theirs))
    rare, ours, theirs, sizes = both - common, ours - common, theirs - common, (len(ours), len(theirs))
    shares = _share(rare, ours, sizes[0]), _share(rare, theirs, sizes[1])
    if len(rare) < (FEW if max(shares) >= WHOLE else ENOUGH) or max(shares) < PART:
        return None
    return Match(_kind(shares, same_source=same_source), max(shares), _jaccard(ours, theirs))


def first_of(one: Printed, other: Printed) -> tuple[int, int | None]:
    """The article that came out earlier, and how many minutes the other was later.

    Of two at the same moment the one that was met first. None: of one of them only the day is known.
    """
    earlier, later = sorted((one, other), key=lambda printed: (printed.at, printed.article_id))
    certain = earlier.certain and later.certain
    return earlier.article_id, int((later.at - earlier.at).total_seconds()) // 60 if certain else None


def _kind(shares: tuple[float, float], *, same_source: bool) -> Likeness:
    least, most = sorted(shares)
    if least >= WHOLE or least >= max(MOST, LIKE_LENGTH * most):
        return Likeness.REVISION if same_source else Likeness.SYNDICATED
    return Likeness.EXCERPT if most >= WHOLE else Likeness.QUOTES


def _share(shared: Set[int], of: Set[int], all_of_it: int) -> float:
    return len(shared) / max(len(of), LEAST_SHARE * all_of_it, 1)


def _jaccard(ours: Set[int], theirs: Set[int]) -> float:
    return len(ours & theirs) / max(len(ours | theirs), 1)

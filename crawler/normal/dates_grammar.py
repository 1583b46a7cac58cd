"""A date as people write it -> what was found; None unless every piece of the text is understood.

The pieces of a text make a word of letters (see dates_tokens): "wo 19 nov 2025 om 14:32" is `wnmyxt`. What says
nothing is taken out, what remains must be one of the shapes below from end to end.
"""

import re
from typing import NamedTuple

from crawler.normal.dates_ages import told_from_now
from crawler.normal.dates_calendar import Clues, printed
from crawler.normal.dates_reading import Clock, Found, Place
from crawler.normal.dates_tokens import HOUR, Piece, pieces

MOST_PIECES = 60
READING_TIME = re.compile("[nN](?:x?U)?x*L|Lx*[nN]U")
BYLINE = re.compile("(?:^|(?<=[sp]))b[imwxc]*i[ixc]*|(?<=[yDtz])b[imwx]*i[imwxc]*$")
LAST_UPDATED = re.compile("l(?=[pu])")
ARTICLE = re.compile("q(?![qhU])")  # "a las 14:32"
SHAPE = re.compile(
    "(?P<mark>[pu]*)(?P<before>tz?)?w?"
    "(?P<core>D|P|nmn|nmy|mny|ymn|l[Uw]|[Uw]l|[nN]V|B?(?:(?:[nN]|[qh]*)U)+A?|nm|mn|my|[rR]|w)"
    "w?(?P<after>tz?|z)?(?:[pu]$)?"
)
YEAR_LAST = re.compile("mntz?y")
FROM_NOW = frozenset("ABVURrlw")  # a core that holds one of these counts from now


class Part(NamedTuple):
    """One date in a text that may hold several."""

    mark: str  # of p (published) and u (updated)
    age: bool  # counted back from now
    found: Found


def spoken(text: str, place: Place) -> Found | None:
    """A date as people write it, in figures or words, absolute or counted from now."""
    found = pieces(text, place.languages, place.timezone)
    if len(found) > MOST_PIECES:
        return None
    found = _sound(found)
    shape, parts, at = _shape(found), [], 0
    while at < len(shape):
        match = SHAPE.match(shape, at)
        part = match and _part(match, found, place)
        if not match or not part:
            return None
        parts.append(part)
        at = match.end()
    return _choice(parts)


def _choice(parts: list[Part]) -> Found | None:
    """Of several dates the one of publication; a printed date before an age. A span of days is no date."""
    dates = [part for part in parts if not part.age] or parts
    for part in dates:
        if "p" in part.mark:
            return part.found
    first = [part.found for part in dates if not part.mark] or [part.found for part in dates[:1]]
    return first[0] if len(set(first)) == 1 else None


def _shape(found: list[Piece]) -> str:
    return "".join([piece.kind for piece in found])


def _without(found: list[Piece], pattern: re.Pattern[str]) -> list[Piece]:
    """The pieces outside every match of the pattern."""
    for match in reversed(list(pattern.finditer(_shape(found)))):
        del found[match.start() : match.end()]
    return found


def _sound(found: list[Piece]) -> list[Piece]:
    """Only the pieces that tell the date, and those that are not understood."""
    kinds = {piece.kind for piece in found}
    if "L" in kinds:
        found = _without(found, READING_TIME)
    if "b" in kinds:
        found = _without(found, BYLINE)
    if "s" in kinds:
        found = _without_names(found)
    found = [piece for piece in found if piece.kind not in "xcs"]
    if "l" in kinds:
        found = _without(found, LAST_UPDATED)
    if "q" in kinds:
        found = _without(found, ARTICLE)
    if "a" in kinds:
        found = _two_faced(found)
    if not kinds.isdisjoint("oUf"):
        found = _hours(found)
    return _year_last(found)


def _without_names(found: list[Piece]) -> list[Piece]:
    """Without the parts between rules that hold no figure and no date word: authors, places, columns."""
    kept: list[Piece] = []
    part: list[Piece] = []
    for piece in [*found, Piece("s")]:
        if piece.kind != "s":
            part.append(piece)
            continue
        if not {piece.kind for piece in part} <= set("?iwxc") or "w" in _shape(part).strip("xc"):
            kept += part
        part = []
    return kept


def _two_faced(found: list[Piece]) -> list[Piece]:
    """ "mar" is a Tuesday if another month is named, or no day of the month; else it is March."""
    months = sum(piece.kind in "ma" for piece in found)
    figures = any(piece.kind == "n" for piece in found)
    sound: list[Piece] = []
    for piece in found:
        if piece.kind == "a":
            as_weekday = months > 1 or not figures
            months -= as_weekday
            piece = Piece("w", piece.parts[0]) if as_weekday else piece._replace(kind="m")
        sound.append(piece)
    return sound


def _hours(found: list[Piece]) -> list[Piece]:
    """Join "14.32 uur", "kl 14.32" and "20 Uhr" to times; "3 uur geleden" is none."""
    kinds = {piece.kind for piece in found}
    dated, counted = not kinds.isdisjoint("yDPmrw"), not kinds.isdisjoint("ABVl")
    sound: list[Piece] = []
    for piece in found:
        last = sound[-1] if sound else Piece("")
        if _hourly(piece) and last.kind in {"t", "f"}:
            sound[-1] = last._replace(kind="t")
        elif _hourly(piece) and last.kind == "n" and dated and not counted:
            sound[-1] = Piece("t", parts=(int(last.value), 0, -1), word="24")
        elif _hourly(last) and piece.kind in {"t", "f"}:
            sound[-1] = piece._replace(kind="t")
        else:
            sound.append(piece._replace(kind="t") if piece.kind == "f" and dated else piece)
    return sound


def _hourly(piece: Piece) -> bool:
    return piece.kind == "o" or (piece.kind == "U" and piece.value == HOUR)


def _year_last(found: list[Piece]) -> list[Piece]:
    """`Wed Nov 19 14:32:00 CET 2025` -> the year beside its month."""
    if (match := YEAR_LAST.search(_shape(found))) is None:
        return found
    year = found.pop(match.end() - 1)
    found.insert(match.start() + 2, year)
    return found


def _part(match: re.Match[str], found: list[Piece], place: Place) -> Part | None:
    """One match of the shape -> one date."""
    core = found[match.start("core") : match.end("core")]
    around = found[match.start() : match.start("core")] + found[match.end("core") : match.end()]
    times = [piece for piece in around if piece.kind == "t"]
    zones = [piece.word for piece in around if piece.kind == "z"]
    if len(times) > 1 or len(zones) > len(times):
        return None
    clock = Clock(times[0].parts[0], times[0].parts[1], times[0].parts[2], "".join(zones)) if times else None
    weekday = next((int(piece.value) for piece in around if piece.kind == "w"), None)
    told = not FROM_NOW.isdisjoint(match["core"])
    if told:
        when = told_from_now(core, clock, place)
    else:
        when = printed(
            match["core"], core, clock, Clues(weekday, "".join(zones), times[0].word if times else ""), place
        )
    return when and Part(match["mark"], told, when)

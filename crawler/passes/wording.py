"""Two texts -> how they differ, in a few lines that people can read: word by word, paragraph by paragraph."""

import re
from difflib import SequenceMatcher

MOST_LINES = 6  # of one text
AROUND = 4  # words that stay, shown on each side of one that changed
MOST_WORDS = 40  # of a paragraph that came or went
MOST_COMPARED = 500  # words, or paragraphs: difflib is quadratic
GONE, CAME = ("[-", "-]"), ("{+", "+}")


def differences(before: str, after: str, most: int = MOST_LINES) -> tuple[str, ...]:
    """Lines that begin with `-` (went), `+` (came) or `~` (changed: [-old words-]{+new ones+}), and what is more."""
    old, new = _paragraphs(before), _paragraphs(after)
    told: list[str] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if _few(old, new) else ():
        if what == "equal":
            continue
        pairs = min(b - a, d - c)
        told += [f"~ {words(old[a + n], new[c + n])}" for n in range(pairs)]
        told += [f"- {_shortened(gone)}" for gone in old[a + pairs : b]]
        told += [f"+ {_shortened(came)}" for came in new[c + pairs : d]]
    if not told and old != new:
        told = [f"~ {len(before.split())} words, now {len(after.split())}"]
    left = len(told) - most
    return (*told[:most], f"… and {left} more") if left > 0 else tuple(told)


def words(before: str, after: str) -> str:
    """One line: what went in [-brackets-], what came in {+braces+}, with some words around."""
    old, new = before.split(), after.split()
    if max(len(old), len(new)) > MOST_COMPARED:
        return f"{_shortened(before)} -> {_shortened(after)}"
    pieces: list[str] = []
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for number, (what, a, b, c, d) in enumerate(codes):
        if what == "equal":
            pieces.append(_context(old[a:b], first=number == 0, last=number == len(codes) - 1))
            continue
        gone = f"{GONE[0]}{_shortened(' '.join(old[a:b]))}{GONE[1]}" if b > a else ""
        came = f"{CAME[0]}{_shortened(' '.join(new[c:d]))}{CAME[1]}" if d > c else ""
        pieces.append(gone + came)
    return " ".join(piece for piece in pieces if piece)


def _context(same: list[str], *, first: bool, last: bool) -> str:
    if first and last:
        return _shortened(" ".join(same))
    if first:
        return " ".join(("…", *same[-AROUND:]) if len(same) > AROUND else same)
    if last:
        return " ".join((*same[:AROUND], "…") if len(same) > AROUND else same)
    return " ".join((*same[:AROUND], "…", *same[-AROUND:]) if len(same) > 2 * AROUND else same)


def _shortened(text: str) -> str:
    found = text.split()
    return " ".join(found) if len(found) <= MOST_WORDS else " ".join((*found[:MOST_WORDS], "…"))


def _paragraphs(text: str) -> list[str]:
    return [piece.strip() for piece in re.split(r"\n+", text) if piece.strip()]


def _few(*texts: list[str]) -> bool:
    return all(len(text) <= MOST_COMPARED for text in texts)

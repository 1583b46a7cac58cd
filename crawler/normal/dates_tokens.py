"""A text -> the pieces a date is made of, each of one kind, told by a letter.

D  a day in figures, `parts` in the order written, `word` the sign between them (year first: sign empty)
P  a day in figures without a year (day, month)
n  a number of one or two figures     N  a longer one     y  a year
m  a month       a  a month or a weekday ("mar")          w  a weekday
t  a time        f  perhaps a time ("14.32")              z  a zone
r  today, yesterday      R  just now      l  last         q  a number in words    h  half
U  a unit        A  ago, behind           B  ago, before  V  unit and ago in one word
p  published     u  updated               b  by           o  o'clock    L  counted
x  says nothing  s  a rule between parts  c  a comma      i  a name, perhaps  e  until, from  ?  anything else
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from unicodedata import combining, normalize

from crawler.normal import dates_words as words
from crawler.normal.dates_reading import full_year, printed_zone


class Piece(NamedTuple):
    """One piece; `ours`: a word of the languages given or of English, not only of some language."""

    kind: str
    value: float = 0
    parts: tuple[int, ...] = ()
    word: str = ""
    ours: bool = True


HOUR, DAY, WEEK, MONTH = 3600, 86_400, 604_800, -1
LENGTHS = (1, 60, HOUR, DAY, WEEK, MONTH, 12 * MONTH)  # of a unit: in seconds, or in months below zero
WIDELY_READ = ("nl", "de", "fr", "es")  # their short month names are read on any page
COMMONEST_SHORT = 3

# In the order tried. A year run into a time or an age ("Apr 28 20232:23 PM", "June 14, 20241 yr") is cut off.
CUT = re.compile(
    r"""(?:
      (?P<ymd>\d{4}(?:-\d{1,2}-|/\d{1,2}/|\.\ ?\d{1,2}\.\ ?)\d{1,2}(?!\d)\.?)
    | (?P<cjk>(?:\d{4}\ ?[年년]\ ?)?\d{1,2}\ ?[月월]\ ?\d{1,2}\ ?[日일号])
    | (?P<dmy>\d{1,2}(?:\ ?/\ ?\d{1,2}\ ?/\ ?|-\d{1,2}-|\.\ ?\d{1,2}\.\ ?)(?:\d{4}|\d\d)
        (?:(?=\d{1,2}:\d\d)|(?![\d:])(?![-/.]\d+(?![\d:]))))
    | (?P<dm>\d{1,2}\.\ ?\d{1,2}\.(?!\d))
    | (?P<t12>\d{1,2}(?:[:.h]\d\d(?::\d\d)?)?\ ?[ap](?:\.\ ?m\.?|m)(?![^\W_]))
    | (?P<t24>(?:(?<=\d)T)?\d{1,2}:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?![\d:])
        | \d{1,2}(?:[hu]|\ h\ )\d\d(?!\ ?[^\W_]) | \d{1,2}\ ?[時时点點시](?!間|间)\ ?(?:\d{1,2}\ ?[分분](?!前))?)
    | (?P<glued>(?:19|20)\d\d(?:(?=\d{1,2}:\d\d)|\d{1,2}\ ?(?:yr|mo)s?\b))
    | (?P<short>(?<![^\W_])'\d\d(?!\d))
    | (?P<dot>\d{1,2}\.\d\d(?![\d.]*\d))
    | (?P<num>\d+(?:(?:st|nd|rd|th|er|ère|e|ste|de|os)(?![^\W\d_])|[.ºª°])?)
    | (?P<word>[^\W\d_]+(?:['-][^\W\d_]+)*)
    | (?P<comma>,)
    | (?P<rule>[|•·∙●►»>]|(?<=\ )/(?=\ ))
    | (?P<blank>[\s.;:()\[\]/@-]+|')
    | (?P<other>.)
    )\ *""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
DIGITS = re.compile(r"\d+")
# Behind a time. A dash run on ("10:00-11:00") is a span, not a zone, unless the time is ISO's ("T10:00-05:00").
ZONE = re.compile(
    r"[ (]*((?:GMT|UTC|UT) ?[+-]\d{1,2}(?::?\d\d)?|(?:(?<= )|(?=\+))[+-]\d\d:?\d\d|-\d{4}|[A-Z][a-z]+/[\w/+]+)"
    r"(?![\d:\w])"
    r"(?: ?\([A-Z][A-Za-z ]{1,40}\))?"  # "(Central European Standard Time)"
)
ISO_ZONE = re.compile(r"([+-]\d\d:?\d\d|Z)(?![\d:\w])")
PHRASE_STARTS = frozenset(phrase.split()[0] for phrase in words.PHRASES)
PHRASE = re.compile(rf"(?:{'|'.join(map(re.escape, words.PHRASES))})\b", re.IGNORECASE)
RUN_ON = re.compile(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])")  # "StundenAktualisiert"


def pieces(text: str, languages: tuple[str, ...], near: str) -> list[Piece]:
    """Cut a tidied line; `near` is the publisher's zone, to know zone names by."""
    known = lexicon(languages)
    found: list[Piece] = []
    at = 0
    while at < len(text):
        zone = _zone(text, at, found[-1], near) if found else None
        if zone:
            found.append(Piece("z", word=zone[1]))
            at = zone.end()
            continue
        cut = CUT.match(text, at)
        if not cut:
            break
        group = cut.lastgroup or ""
        if group == "word" and cut[group].lower() in PHRASE_STARTS and (phrase := PHRASE.match(text, at)):
            text = text[:at] + words.PHRASES.get(phrase[0].lower(), ",") + text[phrase.end() :]
            continue
        _add(found, group, cut[group], known)
        at = cut.end()
    return found


def _zone(text: str, at: int, before: Piece, near: str) -> re.Match[str] | None:
    """A zone behind a time, if there is one and we know it."""
    zone = (ISO_ZONE if before.word == "T" else ZONE).match(text, at) if before.kind in "tfo" else None
    return zone if zone and printed_zone(zone[1], near) else None


def _add(found: list[Piece], group: str, cut: str, known: dict[str, Piece]) -> None:
    if group == "word":
        found.extend(_words(cut, known, found[-1].kind if found else ""))
    elif group == "num":
        found.append(_number(cut))
    elif group == "comma":
        found.append(Piece("c"))
    elif group == "rule":
        found.append(Piece("s"))
    elif group in {"t12", "t24", "dot"}:
        found.append(_time(group, cut))
    elif group in {"glued", "short"}:
        found.append(Piece("y", full_year(cut.lstrip("'")[:4])))
    elif group == "other":
        found.append(Piece("?"))
    elif group != "blank":
        found.append(_figures(group, cut))


def _figures(group: str, cut: str) -> Piece:
    digits = DIGITS.findall(cut)
    parts = tuple(map(int, digits))
    if group == "dmy":
        return Piece("D", parts=(parts[0], parts[1], full_year(digits[2])), word="." if "." in cut else "/")
    if group == "dm":
        return Piece("P", parts=(parts[0], parts[1]))
    return Piece("D", parts=parts) if len(parts) == 3 else Piece("P", parts=(parts[1], parts[0]), word=group)


def _number(cut: str) -> Piece:
    digits = DIGITS.findall(cut)[0]
    if len(digits) == 4 and digits[:2] in {"19", "20"}:
        return Piece("y", int(digits))
    return Piece("n" if len(digits) <= 2 else "N" if len(digits) <= 4 else "?", int(digits[:4]), word=cut)


def _time(group: str, cut: str) -> Piece:
    parts = [int(digits) for digits in DIGITS.findall(cut)[:3]]
    hour, minute, second = (*parts, 0, -1)[:3] if len(parts) == 1 else (*parts, -1)[:3]
    if group == "dot":
        return Piece("f", parts=(hour, minute, -1))
    if group == "t24":
        return Piece("t", parts=(hour, minute, second), word="T" if cut[0] in "tT" else "24")
    if hour <= 12:
        hour = hour % 12 + (12 if "p" in cut.lower() else 0)
    return Piece("t", parts=(hour, minute, second), word="12")


def _words(cut: str, known: dict[str, Piece], before: str) -> Iterator[Piece]:
    """A word, or the words it was run together from."""
    if cut.isupper() and len(cut) < 6 and _is_zone(cut, known, before):
        yield Piece("z", word=cut)
    elif piece := known.get(cut.lower()):
        yield piece
    else:
        parts = [known.get(part) for part in RUN_ON.sub("'", cut).replace("-", "'").lower().split("'")]
        sound = [part for part in parts if part]
        yield from sound if len(sound) == len(parts) else [Piece("i" if cut[0].isupper() else "?")]


def _is_zone(cut: str, known: dict[str, Piece], before: str) -> bool:
    """Capitals behind a time are a zone, known or not; behind a date only a known one of three letters or more."""
    if before in {"t", "f"}:
        return printed_zone(cut, "") is not None or (len(cut) > 2 and cut.lower() not in known)
    return before in {"y", "D", "o", "U"} and len(cut) > 2 and printed_zone(cut, "") is not None


@lru_cache(maxsize=32)
def lexicon(languages: tuple[str, ...]) -> dict[str, Piece]:
    """Every word a date can hold -> what it is; where languages differ, the first given is right."""
    given = tuple(dict.fromkeys([_primary(language) for language in languages[:12]] + ["en"]))
    known: dict[str, Piece] = {}
    for language in given:
        _learn(known, language)
    for spellings, kind in (
        (words.OCLOCK, "o"),
        (words.PUBLISHED, "p"),
        (words.UPDATED, "u"),
        (words.NOT_PUBLISHED, "e"),
        (words.NOISE, "x"),
        (words.COUNTED, "L"),
        (words.BYLINE, "b"),
        (words.JUST_NOW, "R"),
    ):
        _put(known, spellings, Piece(kind))
    for language in dict.fromkeys((*WIDELY_READ, *words.MONTHS)):
        least = COMMONEST_SHORT if language in WIDELY_READ else COMMONEST_SHORT + 1
        _calendar(known, language, least)
    return known


def _primary(language: str) -> str:
    """`nl-BE` -> `nl`; the Norwegians have two codes more."""
    code = language[:20].lower().replace("_", "-").split("-")[0]
    return {"nb": "no", "nn": "no"}.get(code, code)


def _learn(known: dict[str, Piece], language: str) -> None:
    """All words of one language."""
    _put(known, words.NOT_DAYS.get(language, ""), Piece("?"))
    _calendar(known, language, 0)
    for days, spellings in enumerate(_slots(words.DAYS, language)):
        _put(known, spellings, Piece("r", days))
    for seconds, spellings in zip(LENGTHS, _slots(words.UNITS, language), strict=False):
        _put(known, spellings, Piece("U", seconds))
    for seconds, spellings in zip(LENGTHS, _slots(words.AGO_UNITS, language), strict=False):
        _put(known, spellings, Piece("V", seconds))
    for number, spellings in enumerate(_slots(words.NUMBERS, language), 1):
        _put(known, spellings, Piece("q", number))
    for table, kind in (
        (words.AGO, "A"),
        (words.AGO_BEFORE, "B"),
        (words.LAST, "l"),
        (words.HALVES, "h"),
        (words.PARTICLES, "x"),
    ):
        _put(known, table.get(language, ""), Piece(kind, 0.5))


def _calendar(known: dict[str, Piece], language: str, least: int) -> None:
    """Months and weekdays; of a language that was not given (`least` > 0) only names of that many letters."""
    ours = not least
    for number, spellings in enumerate(_slots(words.MONTHS, language), 1):
        _put(known, spellings, Piece("m", number, ours=ours), least)
        for word in spellings.split() if ours else ():
            if known[word].kind == "w":
                known[word] = Piece("a", number, (int(known[word].value),))
    for number, spellings in enumerate(_slots(words.WEEKDAYS, language)):
        _put(known, spellings, Piece("w", number), least and least + 1)
        for word in spellings.split() if ours else ():
            if known[word].kind == "m":
                known[word] = Piece("a", known[word].value, (number,))


def _slots(table: dict[str, str], language: str) -> list[str]:
    return table[language].split("|") if language in table else []


def _put(known: dict[str, Piece], spellings: str, piece: Piece, least: int = 0) -> None:
    for word in spellings.split():
        if len(word) >= least:
            known.setdefault(word, piece)
            known.setdefault(_plain(word), piece)


def _plain(word: str) -> str:
    """Without accents, as many pages write: fevrier, miercoles."""
    return "".join(char for char in normalize("NFKD", word) if not combining(char))

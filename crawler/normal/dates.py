"""Any date a publisher can write, and where it was found -> `When`, or None.

    raw | tidy | exact: ISO, RFC 822, epoch | spoken: names, figures, ages | dateparser: languages we have no words of

Nothing is invented: a bare time, number or year is no date, a date without a year is never ahead of now, and a text
that cannot be read from end to end is not read.
"""

import re
from functools import lru_cache
from html import unescape
from typing import Any
from unicodedata import normalize

from crawler.model import When
from crawler.normal.dates_exact import exact
from crawler.normal.dates_grammar import spoken
from crawler.normal.dates_reading import Found, Place, settle, zone
from crawler.normal.dates_words import MONTHS

__all__ = ["Place", "read"]

LONGEST_RAW = 4000  # indented markup around a date; beyond it the text is none
LONGEST = 200  # of the line itself; the longest real one measured has 60
LONGEST_FOR_DATEPARSER = 100  # 20,000 characters keep it busy for 0.7 s
MOST_LANGUAGES = 6

SIGNS = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("‘’ʼ´`", "'"),
        "º": "o",
    }
)
MISREAD = re.compile("[ÃÂâÄÅ][\x80-\xbf€]")  # UTF-8 that somebody took for Latin-1 or Windows-1252
YEAR = re.compile(r"(?:19|20)\d\d")
FIGURES = re.compile(r"\d+")


def read(raw: str, place: Place) -> When | None:
    """The date in `raw`, which holds nothing else; `When.at` only if a time was printed. Never raises."""
    text = _tidy(raw)
    found = exact(text, place) or spoken(text, place) or _foreign(text, place)
    return settle(found, raw, place) if found else None


def _tidy(raw: str) -> str:
    """One line with plain dashes, apostrophes and figures; empty if it is too long for a date."""
    if len(raw) > LONGEST_RAW:
        return ""
    if "&" in raw:
        raw = unescape(raw)
    if not raw.isascii():
        if MISREAD.search(raw):
            raw = _repaired(raw)
        raw = normalize("NFKC", raw.translate(SIGNS))
    text = " ".join(raw.split())
    if not text.isprintable():
        text = "".join(filter(str.isprintable, text))
    return text if len(text) <= LONGEST else ""


def _repaired(raw: str) -> str:
    for taken_for in ("latin-1", "cp1252"):
        try:
            return raw.encode(taken_for).decode()
        except UnicodeError:
            continue
    return raw


def _foreign(text: str, place: Place) -> Found | None:
    """What dateparser makes of a language we have no words of, if it explains every figure: it reads junk as dates."""
    if len(text) > LONGEST_FOR_DATEPARSER or not YEAR.search(text) or not any(map(str.isalpha, text)):
        return None
    if (parser := _dateparser(place.languages[:MOST_LANGUAGES])) is None:
        return None
    answer = parser.get_date_data(text)
    when, figures = answer.date_obj, {int(figure) for figure in FIGURES.findall(text)}
    if when is None or not {when.year, when.day} <= figures:
        return None
    if "time" not in answer.parts:
        return Found(when.date(), "day") if figures <= {when.year, when.month, when.day} else None
    told = {when.year, when.month, when.day, when.hour, when.hour % 12, 12, when.minute, when.second}
    when = when if when.tzinfo else when.replace(tzinfo=zone(place.timezone))
    return Found(when, "second" if when.second else "minute") if figures <= told else None


@lru_cache(maxsize=32)
def _dateparser(languages: tuple[str, ...]) -> Any:
    """One long-lived parser for those of the languages we have no words of; None if there are none.

    Never without languages: then it tries 200 of them in 1.5 s.
    """
    # Imported here: 70 ms and 20 MiB which a run of ordinary feeds never needs.
    from dateparser.data.languages_info import language_order  # type: ignore[import-untyped]
    from dateparser.date import DateDataParser  # type: ignore[import-untyped]

    codes = (language.lower().replace("_", "-").split("-")[0] for language in languages)
    known = [code for code in dict.fromkeys(codes) if code in language_order and code not in MONTHS]
    settings = {"DATE_ORDER": "DMY", "PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["day", "month", "year"]}
    return DateDataParser(languages=known, settings=settings) if known else None

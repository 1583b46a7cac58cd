"""What is written behind `archive:` -> auto, none, paging or an address, or a ValueError that says what to write."""

import re

from crawler.config.mistake_words import ARCHIVE_WORDS, PLACE_WORDS
from crawler.config.places import shown
from crawler.config.values import did_you_mean, url
from crawler.config.values_times import as_written
from crawler.normal.urls import fetch_url

WORDS = ("auto", "none", "paging")
PLACES = ("year", "month", "day")  # each needs those before it

_KNOWN = re.compile(r"\{(?:year|month|day)\}")
_ANY = re.compile(r"\$?\{([^{}]*)\}")
_IN_HOST = re.compile(r"[A-Za-z]+://[^/?#]*\{")
_ENCODED = re.compile(r"%7B(year|month|day)%7D")
_STRFTIME = re.compile(r"%Y")  # two hexadecimal digits follow a % in an address, so this is none
_SAY = "write auto, none, paging or an address"


def archive(written: object) -> str:
    """A word of ours, or the address of a sitemap or of pages by year, month and day, as `fetch_url` writes it."""
    if not isinstance(written, str):
        hint = f"write {'auto' if written else 'none'}" if isinstance(written, bool) else _SAY
        raise ValueError(f"archive{as_written(written)} is not known; {hint}")
    if written in WORDS:
        return written
    if better := ARCHIVE_WORDS.get(written.casefold()):
        raise ValueError(f"archive {shown(written)} is not known; write {better}")
    if not re.search(r"[/.:]", written):
        near = did_you_mean(written, WORDS) or f"; {_SAY}"
        raise ValueError(f"archive {shown(written)} is not known{near}")
    return _address(written)


def has_places(text: str) -> bool:
    """Whether an archive's address is meant to be filled in with dates."""
    return any(not found[0].startswith("$") for found in _ANY.finditer(text))


def _address(text: str) -> str:
    if _STRFTIME.search(text):
        raise ValueError("the archive's address holds %Y; write {year}, {month} and {day}")
    named = dict.fromkeys(found[1] for found in _ANY.finditer(text) if not found[0].startswith("$"))
    for name in named:
        if name not in PLACES:
            raise ValueError(_unknown_place(name))
    if re.search(r"[{}]", _ANY.sub("", text)):
        raise ValueError("the archive's address has a '{' or a '}' too many; write {year}, {month} and {day}")
    if _IN_HOST.match(text):
        raise ValueError("the archive's address has a place to fill in in its host; places stand behind the host")
    last = max((PLACES.index(name) for name in named), default=0)
    for name in PLACES[:last]:
        if name not in named:
            raise ValueError(f"the archive's address has {{{PLACES[last]}}} and lacks {{{name}}}; write both")
    url(_KNOWN.sub("1", text))
    asked = fetch_url(text)
    if asked is None:
        raise ValueError("this address cannot be asked; copy it again from the browser")
    return _ENCODED.sub(r"{\1}", asked)


def _unknown_place(name: str) -> str:
    known = re.split(r"[^a-z]", name.casefold())[0]
    better = PLACE_WORDS.get(known, known)
    write = f"{{{better}}}" if better in PLACES else "{year}, {month} and {day}"
    return f"the archive's address holds {shown(f'{{{name}}}')}; write {write}"

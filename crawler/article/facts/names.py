"""What stands in a byline, as written -> the names in it."""

import re

from crawler.article.facts.metadata_words import (
    AGENCIES,
    BY,
    BY_BEFORE,
    NAME_ENDS,
    NO_AUTHORS_BEFORE,
    NO_NAME,
    NO_PERSONS,
    ROLES,
    ROLES_BEGIN,
    SURNAMES_BEGIN,
)
from crawler.normal.text import one_line, plain


def any_of(words: tuple[str, ...]) -> str:
    """A pattern of these words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_BY = re.compile(rf"(?:.{{0,30}}?\b(?:{any_of(BY_BEFORE)})\s+)?(?:{any_of(BY)})(?:\s*:\s*|\s+)", re.IGNORECASE)
_AND = re.compile(r"\s*(?:[;|/•·、]|\s(?:and|und|en|et|y|e|och|og|&|\+)\s)\s*")
_NO_AUTHOR = re.compile(rf"\s*(?:{any_of(NO_AUTHORS_BEFORE)})\b", re.IGNORECASE)
_NO_NAME = re.compile(  # a day, a prize, a picture's source, a way in or on
    r"\b\d{1,2}\b|\bawards?$|^(?:bild|credit|foto|image|photo|quelle|source)\b"
    r"|\b(?:account|anmelden|log ?in|inloggen|profile?|register|sign ?(?:in|up))\b"
    r"|\b(?:learn more|meer over|mehr über|more about|read more)\b",
    re.IGNORECASE,
)
_MAIL = re.compile(r"\S{1,64}@\S{1,255}")
_NAME_ENDS = re.compile(
    rf"\s(?:[|–—•·»-]\s|\(|(?:{any_of(NAME_ENDS)})\b(?!\s(?:de|den|het|['’]t)\s)).*|,?\s\S{{3,12}}\s\d{{1,2}}\b(?![.:/-]\d).*|\s?\d{{1,2}}[.:/-]\d.*|\b(?:19|20)\d\d\b.*",
    re.IGNORECASE,
)
_REPORTER = re.compile(r"\s?(?:기자|특파원|記者)(?:\s.*)?$")
_SITE_FIRST = re.compile(r"^(.{2,40}?)\s[-–—|/]\s(?=\S)")
_BODY = re.compile(rf"(?<!\w)(?:{any_of(NO_PERSONS)})(?!\w)", re.IGNORECASE)
A_ROLE = rf"(?:(?:{any_of(ROLES_BEGIN)})\s){{0,2}}(?:{any_of(ROLES)})(?!\w)"  # a pattern, of small letters
_ROLE = re.compile(A_ROLE, re.IGNORECASE)
_HANDLE = re.compile(r"[a-z0-9_.-]{5,}|\S+\.[a-z]{2,4}")


def names_in(written: tuple[str, ...], own: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Each name once, several in one string parted; without a name of the site (`own`, bare) before another."""
    found: dict[str, str] = {}
    for text in written:
        if "://" in text or _NO_AUTHOR.match(text):
            continue
        line = one_line(plain(text), 300)
        site = _SITE_FIRST.match(line)
        if site and bare(site[1]) in own:
            line = line[site.end() :]
        for part in _parted(line):
            if name := _clean(part):
                found.setdefault(bare(name), name)
    return tuple(found.values())[:20]


def bare(name: str) -> str:
    """What two spellings of one name have in common."""
    return re.sub(r"[\W_]", "", name).lower()


def is_person(name: str, own: frozenset[str] = frozenset()) -> bool:
    """Neither a site nor a body nor what a system calls somebody (jan_smit); a news agency counts as a person."""
    if name.lower() in AGENCIES:
        return True
    return not (bare(name) in own or _HANDLE.fullmatch(name) or _BODY.search(name))


def _parted(text: str) -> list[str]:
    """At "and" and its like; at commas if every part could be a name: "Doe, Jane" is one. What a person is, is none."""
    parts = [part for part in _AND.split(text) if part]
    found: list[str] = []
    for part in parts:
        first, *rest = (piece.strip() for piece in part.split(","))
        pieces = [first, *(piece for piece in rest if not _ROLE.match(piece))]
        several = all(len(piece.split()) >= 2 or piece.lower() in AGENCIES for piece in pieces)
        found += pieces if several else [", ".join(pieces)]
    return found


def _clean(text: str) -> str:
    """A name without "By", mail address, date and office; '' if none is left."""
    name = _MAIL.sub("", text).strip(" ,.:;-–|»")
    said = _BY.match(name)
    if said and (len(name[said.end() :].split()) > 1 or said[0].strip().lower() not in SURNAMES_BEGIN):
        name = name[said.end() :]
    cut = _NAME_ENDS.sub("", name)
    name = (cut if len(cut.split()) > 1 or len(name.split()) > 3 else name).strip(" ,:;-–|»()[]")
    name = _REPORTER.sub("", name)
    if not 2 <= len(name) <= 80 or len(name.split()) > 8 or name.lower() in NO_NAME:
        return ""
    if name.startswith(("@", "www.", "/")) or _NO_NAME.search(name) or not any(sign.isalpha() for sign in name):
        return ""
    return name

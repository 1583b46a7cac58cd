"""Blocks of an article -> the same without what is clutter only where it stands, at the top or at the end.

At the top: the headline again, a date, a byline, a reading time. At the end: who helped, tags, whom to write to, what
the author does, copyright. The same words in the midst of the story are left alone.
"""

import re
from collections import Counter

from crawler.article.facts.metadata_words import SURNAME_WORDS
from crawler.article.text import edges_words as words
from crawler.article.text.clean_words import BY, DATES
from crawler.model import Block

_TOP, _END = 6, 5  # blocks
_FEW = 320  # characters: what is longer says something
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?…]['\"»”“’)]?$")
_DIGIT = re.compile(r"\d")
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d\b")
_DAY = re.compile(
    r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\s?\d{1,2}[-./]\s?\d{2,4}|\d{1,2}\.?\s(?:de\s)?[^\W\d_]{3,12}\.?,?\s(?:de\s)?\d{4}"
    r"|[^\W\d_]{3,12}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4}"
)
_ADDRESS = re.compile(
    r"[^\s@]{1,64}@[^\s@.]{1,255}\.[a-z]{2,}|(?<!\w)@\w{2,30}|\b(?:twitter|facebook|instagram|x)\.com/", re.IGNORECASE
)
_SENTENCE = 8  # words: what has as many and ends a sentence is one
_NAMES = 4  # words of a name
_LABEL = 4  # words after the colon of a label
_PART = 3  # characters of a name that an address repeats


def _any(of: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(of, key=len, reverse=True))


_NAME = r"[^\W\d_a-z][\w.'’-]*"
_BETWEEN = rf"(?:{_any((*SURNAME_WORDS, *words.BETWEEN_NAMES))})\b"
_BYLINE = re.compile(rf"(?i:{'|'.join(BY)})\s?:?\s{_NAME}(?:[\s,]{{1,2}}(?:{_NAME}|{_BETWEEN})){{1,7}}")
_CREDITED = re.compile(rf"[(\[—–\-\s]*(?:{_any(words.CREDITED)})\b(?P<names>.*)", re.IGNORECASE)
_SOURCE = re.compile(rf"[(\[—–\-\s]*(?:{_any(words.SOURCES)})\s?:(?P<names>.*)", re.IGNORECASE)
_MAY_PAY = re.compile("|".join((*words.AFFILIATE, *words.PAYS)), re.IGNORECASE)
_PAYS = re.compile(rf"\b(?:{_any(words.PAYS)})\b")
_HERE = re.compile(rf"\b(?:{_any(words.THIS)})\s(?:{_any(words.PAGE)})\b", re.IGNORECASE)
_QUOTE = re.compile(r"[\"“„«][^\"“”»]{12,}[\"“”»]")
_SAID = re.compile(rf"[,\"”“»]\s?(?:[^\W\d_]+\s){{0,2}}(?:{_any(words.SAYS)})\b", re.IGNORECASE)
_SOME_DAY = re.compile(r"\b\d{1,2}(?:st|nd|rd|th|\.)?\s[^\W\d_]{3,}|\b\d{1,2}\s?(?:am|pm|uur|uhr|h)\b", re.IGNORECASE)
_PARTS = re.compile(r"[/,;|()\[\]–—&:]|\s-\s|\b(?:and|by|door|en|et|for|in|und|via)\b")
_FOLLOW = re.compile(rf"[^\w]{{0,5}}(?:{_any(words.FOLLOWS)})\b", re.IGNORECASE)
_PERSON = re.compile(rf"({_NAME})\s({_NAME})")
_CONTACT = re.compile(rf"[^\w]{{0,5}}(?:{_any(words.CONTACTS)})\b", re.IGNORECASE)
_RESERVED = re.compile(rf"(?:{_any(words.RESERVED)})[\s.!>]*$", re.IGNORECASE)
_COPYRIGHT = re.compile(r"[<(\[\s]*(?:©|ⓒ|copyright\s?(?:©|ⓒ|\(c\)|\d{4}|[A-Z]))", re.IGNORECASE)
_AGENCY = re.compile(
    rf"\((?:[\w.-]{{2,12}}[\s/,&]{{1,3}}){{0,2}}(?:{_any(words.AGENCIES)})\)|"  # (jdk/dpa)
    rf"\(?(?:(?:{_any(words.BEFORE_AGENCIES)})\s)?(?:{_any(words.AGENCIES)})(?:[\s/,&]+[\w.-]{{2,12}}){{0,2}}\)?",
    re.IGNORECASE,
)
_FILED = re.compile(rf"(?:{_any(words.FILED)})\s?:|(?:{_any(words.FILED_OR_CLASS)})\s?:.*,", re.IGNORECASE)
_READING_TIME = re.compile(rf"(?:{_any(words.READING_TIME)})\b.*\d", re.IGNORECASE)


def trimmed(blocks: tuple[Block, ...], title: str, authors: tuple[str, ...]) -> tuple[Block, ...]:
    """What is left between the clutter of both ends."""
    names = tuple(_key(author) for author in authors)
    count = len(blocks)
    kept: list[Block] = []
    began = False  # a sentence of the story was seen
    for at, block in enumerate(blocks):
        if block.kind == "table":
            kept.append(block)
            continue
        if at < 8 and _echoes(block, title, at):
            continue
        if at < _TOP and ((not began and _is_dateline(block)) or _is_byline(block, names)):
            continue
        if at >= count - _END and (_is_day(block) or _is_ending(block, names)):
            continue
        began = began or (block.kind == "p" and is_sentence(block.text))
        kept.append(block)
    while kept and kept[-1].kind == "h":  # a head without a text belonged to what came after the article
        kept.pop()
    return tuple(kept)


def _is_dateline(block: Block) -> bool:
    """Before the story begins: a date, alone or with a place or a word beside it, a clock, a reading time."""
    if _is_day(block):
        return True
    if len(block.text) > 90 or block.kind in ("quote", "li") or block.text.endswith(":"):
        return False
    rest = words_beside_days(block.text)
    if _DIGIT.search(block.text) and (rest or _CLOCK.search(block.text)) and all(word in DATES for word in rest):
        return True
    if _DAY.search(block.text) is None or len(rest) > 3 or ends_a_sentence(block.text):
        return False
    return words.BEGINS.isdisjoint(rest)


def _is_day(block: Block) -> bool:
    """A date that nothing stands beside but words for dates; a reading time."""
    if len(block.text) > 90 or block.kind not in ("p", "caption") or block.text.endswith(":"):
        return False
    if _READING_TIME.match(block.text):
        return True
    rest = words_beside_days(block.text)
    if not _DIGIT.search(block.text) or any(word not in DATES for word in rest):
        return False
    return _DAY.search(block.text) is not None


def _is_byline(block: Block, names: tuple[str, ...]) -> bool:
    """Who wrote it, with or without a day beside it."""
    if len(block.text) > 90:
        return False
    said = _DAY.sub("", block.text).strip(" ,|•·–—-")
    return _BYLINE.fullmatch(said) is not None or _key(said) in names


def _is_ending(block: Block, names: tuple[str, ...]) -> bool:
    text = block.text
    if len(text) > _FEW:
        return False
    small = text.lower()
    return (
        _is_credit(text, small)
        or (_FILED.match(text) is not None and not ends_a_sentence(text))
        or small.lstrip(" *•-–—").startswith(words.ASKS)
        or _is_contact(text, names)
        or _is_reserved(text)
        or _is_about(text, names)
        or (block.kind == "p" and _is_byline(block, names))
    )


def _is_credit(text: str, small: str) -> bool:
    if any(said in small for said in words.HELPED):
        return True
    if (credited := _CREDITED.match(text)) and only_names(credited["names"]):
        return True
    if source := _SOURCE.match(text):
        return only_names(source["names"]) or (len(source["names"].split()) <= _LABEL and not ends_a_sentence(text))
    return len(text) <= 40 and _AGENCY.fullmatch(text) is not None


def _is_contact(text: str, names: tuple[str, ...]) -> bool:
    """Where to write to or to follow the authors: told to do so, or with their name beside an address."""
    address = _ADDRESS.search(text)
    if _FOLLOW.match(text) and (address or not set(words_beside_days(text)).isdisjoint(words.NETWORKS)):
        return follows_us(text) and not is_said(text)
    if address is None:
        return False
    if any(name and name in _key(text) for name in names):
        return True
    return _CONTACT.match(text) is not None and _is_ours(text, address[0])


def _is_ours(text: str, address: str) -> bool:
    """Whether an address is the paper's: of its desk, of a person, or beside nothing but a label."""
    said = text.replace(address, " ")
    if not (words.US | words.DESK).isdisjoint(_WORD.findall(said.lower())) or len(said.split()) <= 2:
        return True
    return any(
        part.lower() in address.lower() for names in _PERSON.findall(said) for part in names if len(part) >= _PART
    )


def follows_us(text: str) -> bool:
    """Whether a call to follow says whom: the paper, its news, a name; not what happens at an hour."""
    said = _WORD.findall(text)
    small = {word.lower() for word in said}
    if not words.AT_AN_HOUR.isdisjoint(small) or _CLOCK.search(text) or _SOME_DAY.search(text):
        return False
    if not (words.US | words.DESK | words.NEWS).isdisjoint(small):
        return True
    whom = next((word for word in said[1:] if word.lower() not in words.BEFORE_WHOM), "")
    return whom[:1].isupper() or _ADDRESS.search(text) is not None


def is_said(text: str) -> bool:
    """Whether somebody of the story says it: ", zegt het merk"."""
    return _SAID.search(text) is not None


def only_names(text: str) -> bool:
    """Names of people, agencies, sites, and the small words between them; never a word that says what one does."""
    for part in _PARTS.split(text):
        said = [word.strip(".'’\"“”*©@ ") for word in part.split()]
        if len([word for word in said if word]) > _NAMES or not all(_may_be_named(word) for word in said):
            return False
    return any(character.isalnum() for character in text)


def _may_be_named(word: str) -> bool:
    if not word or not word[0].islower() or "." in word or "_" in word:
        return True
    known = (*SURNAME_WORDS, *words.BETWEEN_NAMES, *words.AGENCIES)
    return word in words.BESIDE_NAMES or word in known


def _is_reserved(text: str) -> bool:
    """Copyright: its sign or its word before a name or a year, or all rights reserved at the end."""
    if _COPYRIGHT.match(text):
        return not is_sentence(text) or _RESERVED.search(text) is not None
    return len(text) <= 150 and _RESERVED.search(text) is not None


def _is_about(text: str, names: tuple[str, ...]) -> bool:
    """An author's name, alone or followed by what the author does."""
    key = _key(text)
    for name in names:
        if name and (key == name or (key.startswith(name + " ") and key[len(name) :].split()[0] in words.DOES)):
            return True
    return False


def _echoes(block: Block, title: str, at: int) -> bool:
    """Says the title again: word for word, with a kicker, or, as the first head, nearly."""
    ours, said = _key(title), _key(block.text)
    if not ours or not said:
        return False
    if said == ours:
        return True
    if (
        at < 3
        and block.kind == "h"
        and len(said) <= 2.5 * len(ours)
        and said.replace(" ", "").endswith(ours.replace(" ", ""))
    ):
        return True
    if block.kind != "h" or at > 0:
        return False
    theirs, own = Counter(said.split()), Counter(ours.split())
    return 2 * (theirs & own).total() >= 0.6 * (theirs.total() + own.total())


def _key(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def pays(text: str) -> bool:
    """Says that the publisher earns by the links."""
    if len(text) > _FEW or not _MAY_PAY.search(text) or _QUOTE.search(text) or is_said(text):
        return False
    said = set(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.lower()))
    ours = not words.EARN.isdisjoint(said) and not words.US.union(words.WE_EARN).isdisjoint(said)
    ours = ours or _HERE.search(text) is not None
    if not said.isdisjoint(words.AFFILIATE):
        return ours or "*" in text or not (is_sentence(text) or said.isdisjoint(words.CONTAINS))
    by_links = not (words.LINKS.isdisjoint(said) or words.YOU.isdisjoint(said))
    return (ours or by_links) and _PAYS.search(text) is not None and not said.isdisjoint(words.THROUGH)


def words_beside_days(text: str) -> list[str]:
    """The words of a line that are no part of a date, in small letters."""
    return [word.lower() for word in _WORD.findall(_DAY.sub(" ", text))]


def ends_a_sentence(text: str) -> bool:
    return _SENTENCE_END.search(text) is not None


def is_sentence(text: str) -> bool:
    """Whether a line is a whole sentence, not a label: eight words, and a full stop or its like."""
    return ends_a_sentence(text) and len(text.split()) >= _SENTENCE

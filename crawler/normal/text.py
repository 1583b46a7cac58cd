"""Text from strangers -> text that may be stored: the gate, one line of it, and plain text out of HTML."""

import re
import unicodedata
from functools import lru_cache
from html import unescape

from crawler.normal.text_words import DROPPED, ELEMENTS, ENDLESS, GAPS, LINE_END, PARAGRAPH

LONGEST_RUN = 30  # marks on one letter; UAX 15 D4. Above that normalising takes quadratic time: 1 s for 32,000 of them

# Latin letters, the signs of printed text and the euro: no control, no mark that composes, nothing unseen. Nearly all
# texts hold nothing else, and are recognised in a twentieth of the time the gate takes (3 KB: 12 us instead of 255).
_PLAIN = re.compile("[\t\n\x20-\x7e\xa0-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u20ac]*")
_BREAKS = re.compile("\r\n?|[\v\f\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_C1 = re.compile("[\x80-\x9f]")
_UNWANTED = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f"  # control characters
    "\xad\u2060\ufeff"  # soft hyphen, word joiner, byte-order mark: unseen, and they hide a word from the search
    "\u202a-\u202e\u2066-\u2069"  # bidi overrides and isolates: what is read is not what is stored
    "\ufff9-\ufffc\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
_MAYBE_MARKS = re.compile(f"[^\x00-\u02ff](?<![^\x00-\u02ff]{{2}})[^\x00-\u02ff]{{{LONGEST_RUN},}}")
_ZERO_WIDTH_BLANK = "\u200b"

_WHITE = re.compile(r"\s+")
_BLANKS = re.compile(" {2,}")
_GAP = re.compile(r"[\n\f\v](?: ?[\n\f\v])* ?")
_EMPTY_LINES = re.compile(r"\n{3,}")
# A tag of an element that HTML has. Text like "5 <6>" or "<jan@example.org>" holds none, and is left alone.
_NAMES = "|".join(sorted(ELEMENTS, key=len, reverse=True))
_KNOWN = re.compile(rf"""</?(?:{_NAMES})(?:(?:[\s/][^<>]*)?>|\s+[a-z-]{{1,20}}=["'])|<!--|<!\[CDATA\[""", re.IGNORECASE)
# Every part gives up nothing it took (possessive), and an unclosed quote is looked for once: linear on any input.
_MARKUP = re.compile(
    r"""
      <!--.*?(?:--!?>|\Z)
    | <!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)
    | <[!?][a-z\[][^>]*+(?:>|\Z)
    | <(?P<close>/?)(?P<name>[a-z][a-z0-9:_-]*+)
      (?P<rest>(?:[^>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+|["'])*+)(?P<end>>|\Z)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_REFERENCE = re.compile(r"&(?:[a-z][a-z0-9]{1,8}|#[0-9]{1,7}|#x[0-9a-f]{1,6});", re.IGNORECASE)
_NO_CHARACTER = re.compile(r"&#(?:[0-9]{8,}|x[0-9a-f]{8,});?", re.IGNORECASE)  # int() refuses 4,300 digits


def gate(text: str, most: int = 1_000_000) -> str:
    r"""The one gate before anything is stored: what passes is NFC text without surprises, of at most `most` characters.

    Of the control characters only \n and \t pass, and line ends are \n. C1 controls are read as the Windows characters
    they were meant to be (a euro sign, curly quotes). No NUL, lone surrogates, noncharacters, bidi overrides, soft
    hyphens, and at most 30 marks on one letter. Idempotent.
    """
    if (text.isascii() and text.isprintable()) or _PLAIN.fullmatch(text):
        return text[:most]
    if not _is_harmless(text):
        text = _BREAKS.sub("\n", text)
        if _SURROGATES.search(text):
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
        text = _wanted(text)
    return (text if text.isascii() else _composed(text))[:most]


def one_line(text: str, most: int = 1000) -> str:
    """The gate, and white space of every kind (zero-width blanks too) folded to single blanks, none at the ends."""
    return " ".join(gate(text).replace(_ZERO_WIDTH_BLANK, " ").split())[:most].rstrip()


def plain(html: str, most: int = 1_000_000) -> str:
    """A fragment of HTML -> its text through the gate: an empty line between paragraphs, a line to an item or a <br>.

    Text without a tag is taken as it is, lines and all. What was escaped once too often ("&amp;amp;", "&lt;p&gt;") is
    read a second time, never a third: feeds do that to titles, and no news text means to show a tag.
    Not by lxml: it drops the text below 2,048 levels and takes quadratic time over the attributes of one tag.
    """
    if "<" not in html and "&" not in html and "\n" not in html and _PLAIN.fullmatch(html):
        return " ".join(html.split())[:most]
    text = _read(gate(html, len(html)))
    if _KNOWN.search(text) or _REFERENCE.search(text):
        text = _read(text)
    return gate(text, most)


def _is_harmless(text: str) -> bool:
    """All that the gate takes out but U+FFFC is unprintable to Python too, which tells it ten times faster."""
    return text.replace("\n", "").replace("\t", "").replace("\xa0", "").isprintable() and "\ufffc" not in text


def _wanted(text: str) -> str:
    return _UNWANTED.sub("", _C1.sub(_windows, text))


def _windows(found: re.Match[str]) -> str:
    return found[0].encode("latin-1").decode("cp1252", "ignore")


def _composed(text: str) -> str:
    text = _with_few_marks(text)
    composed = unicodedata.normalize("NFC", text)
    return text if composed == text else _with_few_marks(composed)  # a few characters fall apart into two marks


def _with_few_marks(text: str) -> str:
    return _too_many_marks().sub(r"\1", text) if _MAYBE_MARKS.search(text) else text


@lru_cache(maxsize=1)
def _too_many_marks() -> re.Pattern[str]:
    marks = "".join(chr(code) for code in range(0x300, 0x1F000) if unicodedata.combining(chr(code)))
    return re.compile(f"([{marks}]{{{LONGEST_RUN}}})[{marks}]+")


def _read(html: str) -> str:
    """One reading of HTML, or of text: tags become gaps, references characters, white space blanks."""
    if _KNOWN.search(html):
        text = _BLANKS.sub(" ", _without_tags(html))
        return _GAP.sub(_gap, text).replace(" \n", "\n").strip()
    lines = (" ".join(line.split()) for line in _resolved(html).splitlines())
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def _gap(found: re.Match[str]) -> str:
    return "\n\n" if PARAGRAPH in found[0] or found[0].count(LINE_END) > 1 else "\n"


def _without_tags(html: str) -> str:
    pieces: list[str] = []
    at, endless = 0, set[str]()
    while (tag := _MARKUP.search(html, at)) is not None:
        if tag.start() > at:
            pieces.append(_run(html[at : tag.start()]))
        at = tag.end()
        cdata, close, name, rest, end = tag.groups()
        name = (name or "").lower()
        if cdata is not None:
            pieces.append(_WHITE.sub(" ", cdata.replace(_ZERO_WIDTH_BLANK, " ")))
        elif end == "" and _is_cut_text(close, rest):
            pieces.append(_run(tag[0]))
        elif name in DROPPED and not close and not rest.endswith("/"):
            at = _after_element(html, name, at, endless)
        else:
            pieces.append(GAPS.get(name, ""))
    pieces.append(_run(html[at:]))
    return "".join(pieces)


def _is_cut_text(close: str, rest: str) -> bool:
    """A tag without an end and without an attribute never was one: "prijs <a en meer"."""
    return not close and "=" not in rest and rest.strip() != ""


def _after_element(html: str, name: str, at: int, endless: set[str]) -> int:
    """Where a dropped element ends. `endless` remembers whose end was looked for in vain: once is enough."""
    end = None if name in endless else _closing(name).search(html, at)
    if end is not None:
        return end.end()
    endless.add(name)
    return len(html) if name in ENDLESS else at


@lru_cache(maxsize=len(DROPPED))
def _closing(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}(?![a-z0-9])[^>]*>?", re.IGNORECASE)


def _run(text: str) -> str:
    """White space folded to single blanks, at the ends too."""
    text = _resolved(text)
    folded = " ".join(text.split())
    if not folded:
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{folded}{' ' if text[-1].isspace() else ''}"


def unescaped(text: str) -> str:
    """The text with its character references resolved; one with more figures than int() takes becomes one sign."""
    return unescape(_NO_CHARACTER.sub("\ufffd", text))


def _resolved(text: str) -> str:
    if "&" in text:
        text = unescaped(text)
        text = text if _is_harmless(text) else _wanted(text)
    return text.replace(_ZERO_WIDTH_BLANK, " ")

"""One written value -> the value the crawler uses, or a ValueError that says what to write instead.

The sentences stand behind the place and the feed's name: `feeds.yaml:9:11: feed 'Autoblog': <sentence>`.
"""

import re
import unicodedata
from collections.abc import Collection
from difflib import get_close_matches
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit
from zoneinfo import available_timezones

from crawler.config.code_words import COUNTRIES, COUNTRY_NAMES, LANGUAGE_NAMES, LANGUAGES
from crawler.config.mistake_words import KIND_WORDS
from crawler.config.places import shown
from crawler.normal.urls import REFUSED_PORTS, fetch_url

KINDS = {
    "rss": "any RSS, Atom, RDF or JSON Feed",
    "sitemap": "any sitemap, news sitemap or sitemap index",
    "list": "an HTML page that lists links, found by the selectors below list:",
}
RIGHTS = ("record", "respect")
MOST_NAME, MOST_SLUG, MOST_AGENT = 120, 64, 200

SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
SOURCE = r"[a-z0-9]+(?:[.-]+[a-z0-9]+)*"

_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "ð": "d", "ø": "o", "þ": "th", "đ": "d", "ı": "i", "ł": "l", "œ": "oe"}
)  # what Unicode does not take apart into a letter and its accent
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")


def did_you_mean(written: str, choices: Collection[str]) -> str:
    """A tail for a sentence: the nearest of the choices, or nothing."""
    near = get_close_matches(written[:80], choices, n=1, cutoff=0.7)  # at 0.6 a colour is a country
    return f"; did you mean '{near[0]}'?" if near else ""


def name(text: str) -> str:
    """What people call the feed: one line."""
    if not text.strip():
        raise ValueError("the name is empty")
    if not text.isprintable():
        raise ValueError("the name holds a line break, a tab or another character that cannot be seen; take it out")
    if len(text) > MOST_NAME:
        raise ValueError(f"the name has {len(text)} characters; write at most {MOST_NAME}")
    return " ".join(text.split())


def slug_of(text: str) -> str:
    """Lower-case ASCII letters, digits and dashes made from a name; '' if nothing of it is left."""
    parts = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    ascii_only = "".join(letter for letter in parts if not unicodedata.combining(letter))
    words = re.findall(r"[a-z0-9]+", ascii_only.replace("'", "").replace("’", ""))
    return "-".join(words)[:MOST_SLUG].rstrip("-")


def slug(text: str) -> str:
    """The feed's stable key."""
    if re.fullmatch(SLUG, text) and len(text) <= MOST_SLUG:
        return text
    better = slug_of(text)
    raise ValueError(
        f"slug {shown(text)} may hold at most {MOST_SLUG} lower-case letters a-z, digits and single dashes"
        + (f"; write '{better}'" if better else "")
    )


def source(text: str) -> str:
    """The publisher's key: a domain, or a slug."""
    if re.fullmatch(SOURCE, text) and len(text) <= MOST_SLUG:
        return text
    better = slug_of(text)
    raise ValueError(
        f"source {shown(text)} must be the publisher's domain, such as 'autoblog.nl', or a word of lower-case letters,"
        " digits and dashes" + (f", such as '{better}'" if better else "")
    )


def kind(text: str) -> str:
    """What the address holds."""
    if text in KINDS:
        return text
    known = re.sub(r"[\s_]+", "-", text.casefold())
    better = next((kind for kind, words in KIND_WORDS.items() if known == kind or known in words), None)
    if better:
        raise ValueError(f"kind {shown(text)}: write {better}, it means {KINDS[better]}")
    raise ValueError(f"kind {shown(text)} is not known; write rss, sitemap or list")


def rights(text: str) -> str:
    """What to do with articles whose publisher reserves the text."""
    if text not in RIGHTS:
        raise ValueError(f"rights {shown(text)} is not known; write record or respect{did_you_mean(text, RIGHTS)}")
    return text


def split(text: str) -> SplitResult | None:
    """The parts of an address; None: it has none."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    return parts


def url(text: str) -> str:
    """The address to ask, as `fetch_url` writes it. Never shown in a message: it may hold a password."""
    for mistake, sentence in _URL_MISTAKES:
        if mistake.search(text):
            raise ValueError(sentence)
    parts = split(text)
    if parts is None or not parts.hostname:
        raise ValueError("this is no address; write it whole, such as https://www.example.org/feed")
    if parts.username is not None or parts.password is not None:
        raise ValueError(
            "take the user name and password out of the address; send them by headers: with Authorization:"
            ' "Basic ${NAME}"'
        )
    asked = fetch_url(text)
    if asked is None and parts.port in REFUSED_PORTS:
        raise ValueError(f"port {parts.port} is another service's than the web's and is not asked; write the site's")
    if asked is None:
        raise ValueError("this address cannot be asked; copy it again from the browser")
    return asked


_URL_MISTAKES = (
    (re.compile(r"\$\{"), "an address holds no ${NAME}; put secrets into headers:"),
    (re.compile(r"[{}]"), "the address holds a place to fill in; write the finished address"),
    (re.compile(r"[\s\x00-\x1f\x7f]"), "the address holds a blank or a line break; write %20 for a blank"),
    (re.compile(r"^(?!(?i:https?)://)[A-Za-z][A-Za-z0-9+.-]*://"), "only http:// and https:// addresses can be asked"),
    (re.compile(r"^(?!(?i:https?)://)"), "write the whole address, such as https://www.example.org/feed"),
    (re.compile(r"#"), "take the part from '#' on out of the address; a server never sees it"),
)


def language(text: str) -> str:
    """A code of ISO 639-1."""
    if text in LANGUAGES:
        return text
    known = text.casefold()
    better = LANGUAGE_NAMES.get(known) or re.split(r"[-_]", known)[0]
    hint = f"; write '{better}'" if better in LANGUAGES else ", such as nl, de, en or fr"
    raise ValueError(f"language {shown(text)} is not a two-letter code of ISO 639-1{hint}")


def country(text: str) -> str:
    """A code of ISO 3166-1."""
    if text in COUNTRIES:
        return text
    better = COUNTRY_NAMES.get(text.casefold()) or text.upper()
    hint = f"; write '{better}'" if better in COUNTRIES else ", such as NL, BE, DE or GB"
    raise ValueError(f"country {shown(text)} is not a two-letter code of ISO 3166-1{hint}")


@lru_cache(maxsize=1)
def zones() -> dict[str, tuple[str, str]]:
    """Every zone of the IANA database here, in order, with its area and its place in small letters.

    `localtime` and `Factory` are left out: they mean another zone on another machine.
    """
    parts = {zone: zone.casefold().rpartition("/") for zone in sorted(available_timezones())}
    return {zone: (area, place) for zone, (area, _, place) in parts.items() if place not in ("localtime", "factory")}


@lru_cache(maxsize=256)
def timezone(text: str) -> str:
    """A name of the IANA database."""
    known = zones()
    if text in known:
        return text
    area, _, place = text.casefold().rpartition("/")
    same = [zone for zone, parts in known.items() if parts == (area, place) or (not area and parts[1] == place)]
    near = [zone for zone, parts in known.items() if parts[1][:2] == place[:2]]  # few: difflib is slow
    hint = f"; did you mean '{same[0]}'?" if same else did_you_mean(text, near)
    raise ValueError(f"time zone {shown(text)} is not known{hint or ', write one such as Europe/Amsterdam'}")


def user_agent(text: str) -> str:
    """What the crawler calls itself; printable ASCII, as HTTP wants it."""
    if not text.strip() or len(text) > MOST_AGENT or not (text.isascii() and text.isprintable()):
        raise ValueError(f"user_agent must be one line of 1 to {MOST_AGENT} plain ASCII characters")
    return text.strip()


def private_host(text: str) -> str:
    """One host name or address, as it is compared: lower-case, shortest form."""
    host = text.casefold()
    try:
        return str(ip_address(host))
    except ValueError:
        pass
    if _HOST.fullmatch(host) and len(host) <= 253:
        return host
    raise ValueError(f"host {shown(text)}: write one host name or address alone, without http://, port, path, [ ] or *")

"""One written value of watches.yaml -> the value that is used, or a ValueError that says what to write instead.

The sentences stand behind the place and the name: `watches.yaml:3:11: channel 'hook': <sentence>`. What may hold a
secret is never shown.
"""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from crawler.config import values
from crawler.config.places import shown

MOST_CHARS = 1000
TLS = ("starttls", "tls", "none")
ATOM_ENDINGS, LINES_ENDINGS = (".atom", ".xml"), (".jsonl", ".ndjson")

VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_SERVER = re.compile(r"(?:[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]):([1-9][0-9]{0,4})")


def some(written: list[str]) -> list[str]:
    """At least one, none of them empty."""
    if not written:
        raise ValueError("nothing stands here; write something, or take the line out")
    if not all(one.strip() for one in written):
        raise ValueError("an empty text stands here; write something, or take it out")
    return written


def words(text: str) -> str:
    """A search."""
    if len(text) > MOST_CHARS:
        raise ValueError(f"{len(text)} characters are too many; write at most {MOST_CHARS}")
    return text


def atom_file(text: str) -> str:
    """A file that is written anew with every hit."""
    return _file(text, ATOM_ENDINGS)


def lines_file(text: str) -> str:
    """A file that grows."""
    return _file(text, LINES_ENDINGS)


def _file(text: str, endings: tuple[str, ...]) -> str:
    """By its ending, so that no other file is overwritten by a slip."""
    if PurePosixPath(text).suffix.casefold() not in endings or not text.isprintable():
        raise ValueError(f"{shown(text)} must be a file whose name ends in {' or '.join(endings)}")
    if text.startswith("~"):
        raise ValueError(f"{shown(text)} means no home here; write the whole path, or one seen from the desk")
    return text


def webhook(text: str) -> str:
    """An address, in which secrets stand as ${NAME}."""
    if not VARIABLE.fullmatch(text):
        values.url(VARIABLE.sub("x", text))
    return text


def secret(text: str) -> str:
    """The name of an environment variable, as ${NAME}."""
    if not VARIABLE.fullmatch(text):
        raise ValueError("put it into an environment variable and write ${NAME}, nothing else")
    return text


def mail_address(text: str) -> str:
    """One address alone, without a name."""
    if not _MAIL.fullmatch(text):
        raise ValueError(f"{shown(text)} is no mail address; write it alone, such as news@example.org")
    return text


def server(text: str) -> str:
    """A mail server and its port."""
    found = _SERVER.fullmatch(text)
    if found is None or int(found[1]) > 65535:
        raise ValueError(
            f"{shown(text)} is no mail server with its port; write host:port, such as mail.example.org:587"
        )
    return text


def user(text: str) -> str:
    """Who logs in."""
    if not text.strip() or not text.isprintable() or "$" in VARIABLE.sub("", text):
        raise ValueError("write one line of text, in which ${NAME} stands for an environment variable")
    return text


def tls(text: str) -> str:
    """How the line to a mail server is kept secret."""
    if text not in TLS:
        raise ValueError(f"{shown(text)} is not known; write starttls, tls or none{values.did_you_mean(text, TLS)}")
    return text


def variables(*texts: str) -> tuple[str, ...]:
    """The environment variables that these name, once each."""
    return tuple(dict.fromkeys(name for text in texts for name in VARIABLE.findall(text)))


def filled(text: str, environ: Mapping[str, str]) -> str:
    """The text with its variables filled in; a KeyError names one that is not set."""
    for name in variables(text):
        if not environ.get(name):
            raise KeyError(name)
    return VARIABLE.sub(lambda found: environ[found[1]], text)

"""Request headers of a feed: what may be written, and their values with `${NAME}` filled in from the environment."""

import re
from collections.abc import Iterator, Mapping

from crawler.config.mistake_words import OWN_HEADERS, SECRET_PARTS
from crawler.config.places import shown
from crawler.errors import ConfigError
from crawler.model import Feed

MOST_VALUE = 4096  # servers refuse longer lines

_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")  # RFC 9110, 5.1: a token
_SCHEME = re.compile(r"(?:basic|bearer|digest|token)\s+\S{8}", re.IGNORECASE)
_LONG_WORD, _DIGIT, _LETTER = re.compile(r"[A-Za-z0-9+_=-]{24,}"), re.compile(r"[0-9]"), re.compile(r"[A-Za-z]")
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def name_fault(name: str) -> str | None:
    """What is wrong with a header's name, or None."""
    known = name.casefold()
    if not _NAME.fullmatch(name):
        return f"{shown(name)} is not the name of a header; letters, digits and dashes make one, such as X-Api-Key"
    if known in OWN_HEADERS:
        return f"header {shown(name)} is written by the crawler itself; take it out"
    if known == "user-agent":
        return "the crawler has one name for all feeds; write user_agent: under defaults:"
    return None


def value_fault(name: str, value: str) -> str | None:
    """What is wrong with a header's value, or None. The value is never shown: it may be a secret."""
    if not value.isprintable() or not value.isascii() or len(value) > MOST_VALUE:
        return f"the value of header {shown(name)} must be one line of at most {MOST_VALUE} plain ASCII characters"
    if "$" in _VARIABLE.sub("", value):
        return f"the value of header {shown(name)} holds a '$' that is not ${{NAME}}; write ${{NAME}}"
    if not _VARIABLE.search(value) and (any(part in name.casefold() for part in SECRET_PARTS) or _looks_secret(value)):
        return f"header {shown(name)} is a secret; put the secret into an environment variable and write ${{NAME}}"
    return None


def _looks_secret(value: str) -> bool:
    """A scheme of authorization and its word, or a long word of letters and digits as machines make them."""
    if _SCHEME.match(value):
        return True
    return any(_DIGIT.search(word) and _LETTER.search(word) for word in _LONG_WORD.findall(value))


def missing_variables(feed: Feed, environ: Mapping[str, str]) -> tuple[str, ...]:
    """The environment variables the feed's headers name and `environ` lacks (or holds empty), in order, once each."""
    named = dict.fromkeys(name for _, value in feed.headers for name in _VARIABLE.findall(value))
    return tuple(name for name in named if not environ.get(name))


def filled_headers(feed: Feed, environ: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The feed's headers as they are sent.

    Raises ConfigError with one line per variable that is not set, or holds what no header may hold. A variable's
    value is put in as it is: a `${NAME}` inside it is not filled in again.
    """
    faults = tuple(_variable_faults(feed, environ))
    if faults:
        raise ConfigError(faults)
    return tuple((name, _VARIABLE.sub(lambda found: environ[found[1]], value)) for name, value in feed.headers)


def _variable_faults(feed: Feed, environ: Mapping[str, str]) -> Iterator[str]:
    for name in missing_variables(feed, environ):
        yield f"feed {shown(feed.name)}: environment variable {name} is not set; its headers need it"
    for name in dict.fromkeys(name for _, value in feed.headers for name in _VARIABLE.findall(value)):
        value = environ.get(name, "")
        if not (value.isascii() and value.isprintable()):
            yield (
                f"feed {shown(feed.name)}: environment variable {name} holds a line break or another character that"
                " no header may hold"
            )

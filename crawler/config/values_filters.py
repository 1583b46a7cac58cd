"""A regular expression of `keep:` or `block:` -> the same pattern, or a ValueError that says what is wrong with it.

The sentences stand behind the field: `feed 'Autoblog': block: title <sentence>`.
"""

import re
import warnings

from crawler.config.places import shown

MOST_PATTERN = 500  # characters

# One thing that repeats, perhaps with optional things behind it, in brackets that repeat: (a+)+, (?:\w+\s?)*, (.*){2,}
_ATOM = r"(?:\\.|\[\^?[^\]]+\]|[^\\()\[\]|*+?{}])"
_NESTED = re.compile(rf"(?<!\\)\((?:\?:)?{_ATOM}[*+](?:{_ATOM}[*?])*\)(?:[*+]|\{{\d*,\d*\}})")
_STRANGE = "\ue000"  # in no text anybody publishes


def pattern(text: str) -> str:
    """A regular expression as Python's `re` reads it."""
    if not text.strip():
        raise ValueError("is empty; write a word or a regular expression to look for")
    if len(text) > MOST_PATTERN:
        raise ValueError(f"has {len(text)} characters; write at most {MOST_PATTERN}")
    if not text.isprintable():
        raise ValueError(f"{shown(text)} holds a line break, a tab or another unseen character; write '\\s' for it")
    compiled = _compiled(text)
    nested = _NESTED.search(text)
    if nested:
        raise ValueError(f"{shown(text)} can take forever: {shown(nested[0])} repeats what repeats already")
    # Brackets are left alone: ^(?!.*auto) fits nearly everything and is meant so, and some take forever on anything.
    if "(" not in text and compiled.search("") and compiled.search(_STRANGE):
        raise ValueError(f"{shown(text)} fits everything; is there a '|', '*' or '?' too many?")
    return text


def _compiled(text: str) -> re.Pattern[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "error", FutureWarning
            )  # a set inside a set: `re` will read it in another way one day
            return re.compile(text, re.IGNORECASE)
    except re.error as error:
        where = "" if error.pos is None else f" at character {error.pos + 1}"
        hint = "; it is found anywhere by itself, no '*' is needed" if error.msg == "nothing to repeat" else ""
        raise ValueError(f"{shown(text)} is no regular expression: {error.msg}{where}{hint}") from error
    except FutureWarning as warning:
        said, _, position = str(warning).partition(" at position ")
        where = f" at character {int(position) + 1}" if position.isdecimal() else ""
        raise ValueError(f"{shown(text)}: {said.lower()}{where}; write a '\\' before it") from warning
    except (OverflowError, RecursionError) as error:
        raise ValueError(f"{shown(text)} is more than a regular expression can hold; write a shorter one") from error

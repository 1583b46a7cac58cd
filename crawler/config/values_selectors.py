"""A CSS selector of `list:` -> the same selector, or a ValueError that says what is wrong with it.

The sentences stand behind the key: `feed 'Dagblad': list: item <sentence>`.
"""

import re

from cssselect import HTMLTranslator, SelectorError, parse

from crawler.config.places import shown

MOST_SELECTOR = 300  # characters; cssselect reads and translates with recursion, and nobody writes longer ones

_XPATH = re.compile(r"\(*\.{0,2}/")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_PREFIX = re.compile(r"\|(?!=)")
_PSEUDO_ELEMENT = re.compile(r"::?(?:attr|text|before|after|first-line|first-letter)\b(?:\([^)]*\))?|::[\w-]+")
_ENDS = re.compile(r"<EOF at \d+>")
_AT = re.compile(r" at (\d+)>?$")
_NEEDS_LEFT = ">+~"  # a selector does not begin with these
_SERIES = "a number, odd, even or a series such as 2n+1 belongs into the brackets"


def selector(text: str) -> str:
    """One CSS selector, or several with commas between them, as a page can be searched with them."""
    text = text.strip()
    if not text:
        raise ValueError("is empty; write a CSS selector")
    if len(text) > MOST_SELECTOR:
        raise ValueError(f"has {len(text)} characters; write at most {MOST_SELECTOR}")
    if _XPATH.match(text):
        raise ValueError(f"{shown(text)} is XPath; write a CSS selector, such as 'h2 a'")
    if _PREFIX.search(_QUOTED.sub("", text)):
        raise ValueError(f"{shown(text)} names a namespace; HTML has none, take the '|' and what stands before it out")
    try:
        parsed = parse(text)
        paths = [HTMLTranslator().selector_to_xpath(each) for each in parsed]
    except SelectorError as error:
        raise ValueError(f"{shown(text)} is no CSS selector: {_problem(text, str(error))}") from error
    except AttributeError as error:  # a slip of cssselect's: [*|=x]
        raise ValueError(f"{shown(text)} is no CSS selector: an attribute has a name, such as [lang|=nl]") from error
    if any(each.pseudo_element for each in parsed):
        raise ValueError(_pseudo_element(text))
    if not all(path.isprintable() for path in paths):  # lxml raises on some of them
        raise ValueError(f"{shown(text)} holds a character that cannot be seen, or an escape of one; take it out")
    return text


def _problem(text: str, said: str) -> str:
    """What cssselect said, in words for somebody who does not know its insides."""
    if "pseudo-element" in said:
        return _part_out(text)
    if said.startswith("Invalid series"):
        return _SERIES
    if said.startswith("Unclosed string"):
        return f"the quote at character {_position(said)} is never closed"
    if _ENDS.search(said):
        return "something is missing at its end"
    position = _position(said)
    if position is None or position > len(text):
        return shown(said[:1].lower() + said[1:], 120)[1:-1]
    odd = text[position - 1]
    if odd in _NEEDS_LEFT and not text[: position - 1].strip():
        return f"it begins with '{odd}'; write ':scope {shown(text, 40)[1:-1]}'"
    return f"{shown(odd)} does not fit at character {position}"


def _position(said: str) -> int | None:
    found = _AT.search(said)
    return int(found[1]) + 1 if found else None


def _pseudo_element(text: str) -> str:
    return f"{shown(text)} names no element: {_part_out(text)}"


def _part_out(text: str) -> str:
    found = _PSEUDO_ELEMENT.search(text)
    return (
        f"take {shown(found[0] if found else '::')} out, texts and addresses are taken from the element by themselves"
    )

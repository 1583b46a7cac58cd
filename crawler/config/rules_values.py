"""One written value of a rule -> the value the crawler uses, or a ValueError that says what to write instead.

The sentences stand behind the place and the rule's name: `rules.yaml:3:11: rule 'kolibri': <sentence>`.
"""

import re
from datetime import date
from urllib.parse import urlsplit

from crawler.config import values, values_selectors
from crawler.config.places import Odd, shown

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*(?::[1-9][0-9]{{0,4}})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ATTRIBUTE = re.compile(r"[A-Za-z_][A-Za-z0-9_:.-]{0,60}")


def name(text: str) -> str:
    """What the rule is called, on the command line and in the database."""
    if re.fullmatch(values.SLUG, text) and len(text) <= values.MOST_SLUG:
        return text
    better = values.slug_of(text)
    hint = f"; write '{better}'" if better else ""
    most = f"at most {values.MOST_SLUG} small letters a-z, digits and single dashes"
    raise ValueError(f"name {shown(text)} may hold {most}{hint}")


def host(text: str) -> str:
    """A host name in small letters, perhaps with a port."""
    known = text.casefold().removesuffix(".")
    if _HOST.fullmatch(known) and len(known) <= 253:
        return known
    hint = _host_in(known)
    better = f"; write '{hint}'" if hint else ", such as autoblog.example"
    raise ValueError(f"host {shown(text)} is not the name of a host alone{better}")


def _host_in(text: str) -> str:
    """The host of an address or a pattern that was written instead; '' if there is none."""
    try:
        found = urlsplit(text if "://" in text else f"//{text}").hostname or ""
    except ValueError:
        return ""
    found = found.removeprefix("*.").strip(".")
    return found if _HOST.fullmatch(found) and "." in found else ""


def until(written: object) -> date:
    """A calendar day."""
    raw = written.raw if isinstance(written, Odd) else written
    if isinstance(raw, str) and _DAY.fullmatch(raw):
        try:
            return date.fromisoformat(raw)
        except ValueError as error:
            raise ValueError(f"until {raw} is no day of the calendar") from error
    said = f" {shown(str(raw))}" if isinstance(raw, (str, int, float)) else ""
    raise ValueError(f"until{said} is not a day; write one such as 2026-03-01")


def listed(written: object) -> object:
    """One selector is a list of one."""
    return [written] if isinstance(written, str) else written


def some(written: list[str]) -> list[str]:
    """At least one."""
    if not written:
        raise ValueError("holds no selector; write one, or take the line out")
    return written


def elements(text: str) -> str:
    """A selector of whole elements."""
    css, attribute = parted(text)
    if attribute:
        raise ValueError(f"{shown(text)} is to find whole elements; take '@{attribute}' out")
    return _selector(css)


def reading(text: str) -> str:
    """A selector of elements, or of an attribute of theirs."""
    css, attribute = parted(text)
    return _selector(css) + (f"@{attribute}" if attribute else "")


def _selector(css: str) -> str:
    if css[:1] in (">", "+", "~"):
        raise ValueError(f"{shown(css)} begins with '{css[0]}'; write the element before it too")
    return values_selectors.selector(css)


def parted(text: str) -> tuple[str, str | None]:
    """A selector and its attribute: 'time@datetime'; an @ inside brackets is part of the selector."""
    css, sign, attribute = text.strip().rpartition("@")
    if sign and _ATTRIBUTE.fullmatch(attribute):
        return css, attribute
    return text.strip(), None

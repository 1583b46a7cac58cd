"""An origin's tdmrep.json and an address there -> what the file says of it: tdm-reservation and tdm-policy.

https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/#sec-tdm-file: a JSON list of rules, of which the
first whose location matches counts.
"""

import json
import re
from typing import Any
from urllib.parse import quote, urlsplit

from crawler.article.facts.rights import LONGEST, Rights
from crawler.normal.text import one_line
from crawler.normal.urls import fetch_url

PLACE = "/.well-known/tdmrep.json"
MOST = 500 * 1024  # bytes, as of a robots.txt: a longer one is a mistake, and says nothing

_VALUES = frozenset(("0", "1"))
_LITERAL = "%/:?#[]@!&'()+,;=-._~"  # neither * nor $: in a location they are signs
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")


def read(text: str, url: str) -> Rights:
    """() where no rule matches, or the text is no such file."""
    parts = urlsplit(url)
    address = _spelt(f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/")
    rule = next((rule for rule in _rules(text) if _matches(rule["location"], address)), None)
    if rule is None:
        return ()
    policy = rule.get("tdm-policy")
    link = fetch_url(policy, url) if isinstance(policy, str) else None
    stated = (("tdm-reservation", str(rule["tdm-reservation"])),)
    return (*stated, ("tdm-policy", one_line(link, LONGEST))) if link else stated


def _rules(text: str) -> tuple[dict[str, Any], ...]:
    if len(text) > MOST:
        return ()
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    return tuple(rule for rule in said if _is_rule(rule)) if isinstance(said, list) else ()


def _is_rule(said: Any) -> bool:
    if not isinstance(said, dict):
        return False
    location, value = said.get("location"), said.get("tdm-reservation")
    is_place = isinstance(location, str) and location.startswith(("/", "*"))
    return is_place and isinstance(value, int | str) and str(value) in _VALUES


def _matches(location: str, address: str) -> bool:
    """As in robots.txt: an address that begins so; * stands for anything, a $ at the end for the end."""
    ends = location.endswith("$")
    first, *rest = (_spelt(piece) for piece in location.removesuffix("$").split("*"))
    if not address.startswith(first):
        return False
    at = len(first)
    for number, piece in enumerate(rest, 1):
        is_end = ends and number == len(rest)
        found = address.rfind(piece, at) if is_end else address.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return not ends or at == len(address)


def _spelt(written: str) -> str:
    """One spelling: letters and digits as they are, what must be encoded encoded (RFC 3986, 6.2.2)."""
    return _ESCAPE.sub(_decoded, quote(written, safe=_LITERAL, errors="replace"))


def _decoded(escape: re.Match[str]) -> str:
    meant = chr(int(escape[0][1:], 16))
    return meant if _UNRESERVED.fullmatch(meant) else escape[0].upper()

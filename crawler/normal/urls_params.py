"""A query parameter -> whether it only says how a reader came here. The words stand in urls_params.toml."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import tomli

RULES: dict[str, Any] = tomli.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def _words(table: str, key: str = "names") -> frozenset[str]:
    return frozenset(RULES[table][key])


_ALWAYS, _PREFIXES = _words("always"), tuple(RULES["always"]["prefixes"])
_CHANNEL, _STRONG = _words("channel"), _words("channel", "strong")
_CHANNEL_WORDS = _STRONG | _words("channel", "weak")
_FEEDWORD, _FEEDWORDS = _words("feedword"), _words("feedword", "words")
_UNLESS_ID, _SESSION = _words("unless_id"), _words("session")
_VALUES = {name: frozenset(values) for name, values in RULES["values"].items()}
_SHARE_MARK, _SHARE_MARKS = _words("share_mark"), _words("share_mark", "values")
_SITES = {site: frozenset(names) for site, names in RULES["sites"].items()}

_BETWEEN_WORDS = re.compile(r"[-_.,:;|/+ ]+")
_NUMBER = re.compile(r"(?<![a-z0-9])[0-9]{4,}(?![a-z0-9])")  # not the digits in rss-103cb4aea3c2
_TOKEN = re.compile(r"(?=[a-z0-9]*[0-9])[a-z0-9]{20,200}")
_SITE = re.compile(r"(?:https?://)?(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?:/.*)?")
_FILE = re.compile(r"\.(?:css|html?|js|php|aspx?|jsp|xml|json|pdf|jpe?g|png|gif|webp)$")
_SCRIPT = re.compile(r"(?:^/$)|\.(?:php[0-9]?|aspx?|jsp|cgi|cfm|do|pl)$", re.IGNORECASE)


def says_nothing(name: str, value: str, host: str, path: str) -> bool:
    """True when `name=value` tells nothing about which article this is; both are percent-encoded, `host` is folded."""
    name, value = _plain(name), _plain(value)
    return (
        name in _ALWAYS
        or name.startswith(_PREFIXES)
        or value in _VALUES.get(name, ())
        or (name in _UNLESS_ID and not _NUMBER.search(value))
        or (name in _CHANNEL and (_names_channel(value) or _names_site(value)))
        or (name in _FEEDWORD and _begins_with_feedword(value))
        or (name in _SESSION and _TOKEN.fullmatch(value) is not None)
        or (name in _SHARE_MARK and value in _SHARE_MARKS and not _SCRIPT.search(path))
        or name in _site_names(host)
    )


def _plain(text: str) -> str:
    return (unquote_plus(text) if "%" in text or "+" in text else text).lower().strip()


def _names_channel(value: str) -> bool:
    words = frozenset(_BETWEEN_WORDS.split(value)) - {""}
    return bool(words & _STRONG) and words <= _CHANNEL_WORDS


def _names_site(value: str) -> bool:
    return _SITE.fullmatch(value) is not None and not _FILE.search(value)


def _begins_with_feedword(value: str) -> bool:
    return _BETWEEN_WORDS.split(value, maxsplit=1)[0] in _FEEDWORDS and not _NUMBER.search(value)


@lru_cache(maxsize=4096)
def _site_names(host: str) -> frozenset[str]:
    for site, names in _SITES.items():
        if host == site or host.endswith("." + site):
            return names
    return frozenset()

"""A host -> the ending under which names are registered, by the list of publicsuffix.org.

The list is that of the package publicsuffixlist. Its own reader takes 0.1 s to be ready, tldextract's 0.3, in each
process of a run; the rules as lines of the file are there in a fiftieth of that.
"""

from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from crawler.normal.urls_params import RULES

_LIST = "public_suffix_list.dat"


def registered(host: str) -> str | None:
    """The name its owner registered, with the suffix below it; the host itself where it is a suffix (gov.uk).

    Hosters that rent out names, the list's private section and our own, count as suffixes: each name there is a
    publisher. `host` in small letters, international labels as Punycode. None: an ending that no rule knows.
    """
    labels = host.split(".")
    count = _suffix_labels(labels)
    return ".".join(labels[-count - 1 :]) if count else None


def _suffix_labels(labels: list[str]) -> int:
    """How many labels the suffix has, 0: no rule knows it. An exception goes before all, then the longest rule."""
    known = rules()
    for length, name, parent in _endings(labels):
        if f"!{name}" in known:
            return length - 1
        if name in known or f"*.{parent}" in known:
            return length
    return 0


def _endings(labels: list[str]) -> Iterator[tuple[int, str, str]]:
    """Each ending of a host, the longest first, with what stands behind its first label."""
    shown = [_shown(label) for label in labels]
    for start in range(len(shown)):
        yield len(shown) - start, ".".join(shown[start:]), ".".join(shown[start + 1 :])


def _shown(label: str) -> str:
    """A label as the list writes it."""
    if not label.startswith("xn--"):
        return label
    try:
        return label.removeprefix("xn--").encode("ascii").decode("punycode")
    except UnicodeError:
        return label


@lru_cache(maxsize=1)
def rules() -> frozenset[str]:
    """Every rule as the list writes it; its comments too, which no host is called by."""
    package = find_spec("publicsuffixlist")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("publicsuffixlist, which has the list of public suffixes, is not installed")
    written = Path(package.origin).with_name(_LIST).read_bytes().decode("utf-8")
    return frozenset([*written.split("\n"), *RULES["hosters"]]) - {""}

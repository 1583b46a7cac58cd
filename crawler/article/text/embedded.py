"""The JSON that a page hands its own scripts -> the article's blocks, where nothing of it stands in the HTML.

Pages built by Next.js, Nuxt and their like may send no more than an empty frame and their state: a script of JSON, an
assignment (`window.__STATE__ = {...}`), or the rows of React's server components (`self.__next_f.push([1, "..."])`).
"""

import json
import re
from collections.abc import Iterator
from html import escape

from lxml.html import HtmlElement

from crawler.article.text import body
from crawler.article.text.prune import pruned
from crawler.model import Block

_NAMED = re.compile(r"(?:body|children|content|html|paragraphs?|rendered|text|value)$", re.IGNORECASE)
_ASIDE = {"comments", "footer", "header", "navigation", "recommended", "related", "sidebar", "teasers", "translations"}
_LONG = 60  # characters of a sentence or two
_ENOUGH = 400  # characters of an article
_MOST_CHARACTERS = 4_000_000
_MOST_VALUES = 50_000
_SENTENCE = re.compile(r"\S+(?:\s+\S+){3}.*[.!?…。][\"'»”’)\s]*(?:<|$)", re.DOTALL)
_HEAD = re.compile(r"\s{0,9}<h([2-4])[^<>]{0,200}>[^<>]{3,200}</h\1>\s{0,9}")  # that says so itself
_PUSHED = re.compile(r'__next_f\.push\(\[1,\s{0,9}("(?:[^"\\]|\\.)*")')
_ROW = re.compile(r"(?:^|\n)[0-9a-f]{1,6}:(?=[\[{\"])")
_TEXT_ROW = re.compile(r"(?:^|\n)[0-9a-f]{1,6}:T([0-9a-f]{1,6}),")
_ASSIGNED = re.compile(r"(?:=|push\()\s{0,9}(?=[{\[])")
_FIRST = 20  # assignments of a script that are looked at
_DECODER = json.JSONDecoder()


def read(tree: HtmlElement) -> tuple[Block, ...]:
    """The texts of the first script that holds an article; () if none does."""
    for state in _states(tree):
        written = (text if "<" in text else f"<p>{escape(text)}</p>" for text in dict.fromkeys(_texts(state)))
        page = body.fragment("".join(written))
        found = () if page is None else body.of_element(pruned(page))
        if body.length(found) >= _ENOUGH:
            return found
    return ()


def _states(tree: HtmlElement) -> Iterator[object]:
    """What the scripts hold, as far as it is JSON; of server components the texts first."""
    written = [(script.get("type") or "", script.text or "") for script in tree.iter("script")]
    written = [(kind.lower(), text) for kind, text in written if len(text) <= _MOST_CHARACTERS]
    yield from (_decoded(text, 0) for kind, text in written if kind == "application/json")
    rows = "".join(
        said for _, text in written for one in _PUSHED.finditer(text) if isinstance(said := _decoded(one[1], 0), str)
    )
    yield {"text": [_cut(rows, one.end(), int(one[1], 16)) for one in _TEXT_ROW.finditer(rows)]}
    yield {"text": [_decoded(rows, one.end()) for one in _ROW.finditer(rows)]}
    for kind, text in written:
        if len(text) >= _ENOUGH and not kind.endswith("json"):
            for _, assigned in zip(range(_FIRST), _ASSIGNED.finditer(text), strict=False):
                yield _decoded(text, assigned.end())


def _decoded(text: str, at: int) -> object:
    """The JSON value that begins there; None if none does."""
    try:
        return _DECODER.raw_decode(text, at)[0]
    except (ValueError, RecursionError):
        return None


def _cut(rows: str, start: int, size: int) -> str:
    """A text of `size` bytes."""
    return rows[start : start + size].encode("utf-8", "replace")[:size].decode("utf-8", "ignore")


def _texts(state: object) -> Iterator[str]:
    """Prose under names for it, in order; a stack, for nesting is the publisher's."""
    pending: list[tuple[object, bool]] = [(state, False)]
    for _ in range(_MOST_VALUES):
        if not pending:
            return
        value, named = pending.pop()
        if isinstance(value, dict):
            pending += [
                (below, _NAMED.search(key) is not None)
                for key, below in reversed(value.items())
                if key.lower() not in _ASIDE
            ]
        elif isinstance(value, list):
            pending += [(below, named) for below in reversed(value)]
        elif named and isinstance(value, str) and (_HEAD.fullmatch(value) or _is_prose(value)):
            yield value


def _is_prose(text: str) -> bool:
    return len(text) >= _LONG and _SENTENCE.search(text) is not None

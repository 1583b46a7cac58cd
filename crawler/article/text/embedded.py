"""The JSON that a page hands its own scripts -> the article's blocks, where nothing of it stands in the HTML.

Pages built by Next.js, Nuxt and their like may send no more than an empty frame and their state: a script of JSON, an
assignment (`window.__STATE__ = {...}`), the rows of React's server components (`self.__next_f.push([1, "..."])`), or
Nuxt 3's list of values that name each other by number. Nuxt 2's state is a function (`__NUXT__=(function(a,b){...`),
which only a JavaScript engine could read: it is not read.

state -> pieces: lines of rich text, and strings under names for prose -> those of lists that hold prose -> blocks
"""

import json
import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from crawler.article.text import body
from crawler.article.text.prune import pruned
from crawler.article.text.richtext import Piece, as_html, pieces
from crawler.model import Block

_ENOUGH = 400  # characters of an article
_MOST_CHARACTERS = 4_000_000
_PUSHED = re.compile(r'__next_f\.push\(\[1,\s{0,9}("(?:[^"\\]|\\.)*")')
_ROW = re.compile(r"(?:^|\n)[0-9a-f]{1,6}:(?=[\[{\"])")
_TEXT_ROW = re.compile(r"(?:^|\n)[0-9a-f]{1,6}:T([0-9a-f]{1,6}),")
_ASSIGNED = re.compile(r"(?:=|push\()\s{0,9}(?=[{\[])")
_FIRST = 20  # assignments of a script that are looked at
_NUXT = "__NUXT_DATA__"
_ALIASES = ("reactive", "ref", "shallowreactive", "shallowref")  # Nuxt's names for a value that is elsewhere
_DECODER = json.JSONDecoder()


def read(tree: HtmlElement) -> tuple[Block, ...]:
    """The texts of the first script that holds an article; () if none does."""
    for state in _states(tree):
        page = body.fragment("".join(map(as_html, _once(pieces(state)))))
        found = () if page is None else body.of_element(pruned(page))
        if body.length(found) >= _ENOUGH:
            return found
    return ()


def _once(found: list[Piece]) -> Iterator[Piece]:
    """A state may hold an article twice. A short line may well be said twice: it counts with the prose before it."""
    known: set[tuple[str, str]] = set()
    prose = ""
    for piece in found:
        prose = piece.text if piece.is_prose else prose
        key = (prose, piece.text)
        if key not in known:
            known.add(key)
            yield piece


def _states(tree: HtmlElement) -> Iterator[object]:
    """What the scripts hold, as far as it is JSON; of server components the texts first."""
    scripts = [(script, script.text or "") for script in tree.iter("script")]
    written = [((script.get("type") or "").lower(), script.get("id"), text) for script, text in scripts]
    written = [one for one in written if len(one[2]) <= _MOST_CHARACTERS]
    for kind, name, text in written:
        if kind == "application/json":
            state = _decoded(text, 0)
            yield _linked(state) if name == _NUXT and isinstance(state, list) else state
    rows = "".join(
        said for _, _, text in written for one in _PUSHED.finditer(text) if isinstance(said := _decoded(one[1], 0), str)
    )
    yield {f"{one.start()} text": _cut(rows, one.end(), int(one[1], 16)) for one in _TEXT_ROW.finditer(rows)}
    yield {f"{one.start()} text": _decoded(rows, one.end()) for one in _ROW.finditer(rows)}
    for kind, _, text in written:
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


# ---------------------------------------------------------------- Nuxt 3


def _linked(values: list[object]) -> object:
    """Values that name each other by their place in one list (https://github.com/sveltejs/devalue) -> the first one.

    Every value is made once, empty, and filled afterwards: they may name each other in a circle.
    """
    made = [_empty(value) for value in values]
    for value, shell in zip(values, made, strict=True):
        if isinstance(shell, dict):
            pairs = value.items() if isinstance(value, dict) else zip(value[1::2], value[2::2], strict=False)  # type: ignore[index]
            shell |= {str(name): _at(values, made, place) for name, place in pairs}
        elif isinstance(shell, list) and isinstance(value, list):
            places = value[1:] if value and value[0] == "Set" else value
            shell += [_at(values, made, place) for place in places]
    return _at(values, made, 0)


def _empty(value: object) -> object:
    if isinstance(value, dict) or (isinstance(value, list) and value[:1] in (["Map"], ["null"])):
        return {}
    if isinstance(value, list):
        return [] if not value or not isinstance(value[0], str) or value[0] == "Set" else None
    return value


def _at(values: list[object], made: list[object], place: object) -> object:
    """The value at a place; of one that is said to be elsewhere, the one that is there. Below 0: undefined."""
    for _ in range(len(_ALIASES)):
        if not isinstance(place, int) or not 0 <= place < len(values):
            return None
        value = values[place]
        if not (isinstance(value, list) and len(value) > 1 and str(value[0]).lower() in _ALIASES):
            return made[place]
        place = value[1]
    return None

"""What pydantic found wrong -> faults in our own words: the place, what is wrong, what to write instead."""

import re
from collections.abc import Iterable, Iterator

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from crawler.config.mistake_words import KEYS
from crawler.config.places import Fault, Node, Odd, Path, called, nearest, shown
from crawler.config.schema import Defaults, FeedsFile, FeedWritten, LimitsWritten
from crawler.config.values import did_you_mean

# Key -> where it belongs; a key that two levels know is named by the first.
_HOMES = (
    *((key, "at the start of a line, outside of everything else") for key in FeedsFile.model_fields),
    *((key, "into a feed") for key in FeedWritten.model_fields),
    *((key, "under defaults:") for key in Defaults.model_fields),
    *((key, "under limits: in defaults:") for key in LimitsWritten.model_fields),
)
_SHAPES = {
    "Defaults": "defaults: is followed by indented keys",
    "FeedWritten": "a feed is written as '- name: ...' with 'url: ...' below it",
    "FeedsFile": "the file starts with 'feeds:' and a list of feeds below it",
    "LimitsWritten": "limits: is followed by indented keys",
}
_BOUNDS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}


def judged(root: Node, errors: Iterable[ErrorDetails]) -> Iterator[Fault]:
    """One fault for each of pydantic's errors, except where the reader already noted one."""
    for error in errors:
        path: Path = error["loc"]
        node, _ = nearest(root, path)
        if node.told:
            continue
        place = node.place
        if error["type"] == "extra_forbidden":
            holder, _ = nearest(root, path[:-1])
            place = holder.keys[str(path[-1])]
        yield Fault(place, _whose(root, path) + _sentence(error, node))


def _whose(root: Node, path: Path) -> str:
    """The start of the sentence: which part of the file is spoken of."""
    if path[0:1] == ("feeds",) and len(path) > 1 and isinstance(path[1], int):
        return called(nearest(root, path[:2])[0], path[1]) + ": "
    if path[0:2] == ("defaults", "limits") and len(path) > 2:
        return "limits: "
    return "defaults: " if path[0:1] == ("defaults",) and len(path) > 1 else ""


def _sentence(error: ErrorDetails, node: Node) -> str:
    path, context = error["loc"], error.get("ctx", {})
    if error["type"] == "extra_forbidden":
        return _unknown(str(path[-1]), _model(path[:-1]))
    if error["type"] == "missing":
        return f"key '{path[-1]}' is missing; {_SHAPES[_model(path[:-1]).__name__]}"
    if path and node.value is None and not node.raw:
        return _nothing(path)
    if error["type"] == "value_error":
        return str(context["error"])
    if error["type"] in ("model_type", "model_attributes_type"):
        return f"{_SHAPES[_model(path).__name__]}; here stands {_what(node)}"
    if isinstance(node.value, int | float):
        for bound, words in _BOUNDS.items():
            if bound in context:
                return f"{path[-1]} is {node.raw}; write {words} {context[bound]:g}"
    return _wrong_type(error["type"], path, node)


def _nothing(path: Path) -> str:
    if isinstance(path[-1], int):
        return "nothing stands behind this '-'; write something, or take the line out"
    if path == ("feeds",):
        return "feeds has no value; write a list of feeds below it, or [] for none"
    return f"{_key(path)} has no value; write one, or take the line out"


def _wrong_type(kind: str, path: Path, node: Node) -> str:
    key = _key(path)
    if kind == "string_type":
        return _not_text(key, node, secret="headers" in path)
    if kind == "bool_type":
        return f"{key} is {_what(node, raw=True)}; write true or false"
    if kind == "list_type":
        return f"{key} is {_what(node)}; write a list, each line beginning with '- '"
    if kind == "dict_type":
        return f"{key} is {_what(node)}; write lines of 'Name: value' below it"
    return _not_number(key, node, "a number" if kind == "float_type" else "a whole number")


def _not_text(key: str, node: Node, *, secret: bool) -> str:
    if isinstance(node.value, dict | list):
        return f"{key} is {_what(node)}; write one text"
    if secret:
        return f'{key} is not text; quote this value: "..."'
    raw = shown(node.raw)[1:-1]
    return f'{key} {raw} may be read as a number, a date or a switch; quote this value: "{raw}"'


def _not_number(key: str, node: Node, wanted: str) -> str:
    bare = node.value.raw if isinstance(node.value, Odd) else ""
    if re.fullmatch(r"0+[0-9]{1,9}", bare):
        return f"{key} {bare} begins with a zero; write {int(bare)}"
    if isinstance(node.value, str) and re.fullmatch(r"[0-9]{1,9}", node.value):
        return f"{key} is quoted; write {int(node.value)} without quotes"
    return f"{key} is {_what(node, raw=True)}; write {wanted}"


def _what(node: Node, *, raw: bool = False) -> str:
    """What stands there. Text is shown only where a switch or a number belongs: elsewhere it may be a secret."""
    if isinstance(node.value, dict | list):
        return "a list" if isinstance(node.value, list) else "a mapping"
    if raw:
        return shown(node.raw)
    return "one value" if node.raw else "nothing"


def _key(path: Path) -> str:
    if len(path) > 2 and path[-2] == "headers":
        return f"header {shown(str(path[-1]))}"
    return next((step for step in reversed(path) if isinstance(step, str)), "this")


def _model(path: Path) -> type[BaseModel]:
    if path[0:1] == ("feeds",):
        return FeedWritten
    if path[0:1] == ("defaults",):
        return LimitsWritten if len(path) > 1 else Defaults
    return FeedsFile


def _unknown(key: str, model: type[BaseModel]) -> str:
    fields = model.model_fields
    said = f"unknown key {shown(key)}"
    better = KEYS.get(key.casefold().replace("-", "_"), key.casefold().replace("-", "_"))
    if better in fields:
        return f"{said}; did you mean '{better}'?"
    if key.startswith("-"):
        return f"{said}; write a blank behind the '-'"
    near = did_you_mean(key, fields)
    home = next((where for known, where in _HOMES if known == better), None)
    if home and (better == key or not near):
        return f"{said} here; '{better}' belongs {home}"
    return said + (near or f"; the keys here are {', '.join(fields)}")

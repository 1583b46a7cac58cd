"""What pydantic found wrong -> faults in our own words: the place, what is wrong, what to write instead."""

import re
from collections.abc import Iterable, Iterator

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from crawler.config.mistake_words import CONDITION_KEYS, KEYS, LIST_KEYS, UNCLEAR_KEYS
from crawler.config.places import Fault, Node, Odd, Path, Step, called, nearest, shown
from crawler.config.schema import (
    Condition,
    Defaults,
    FeedLimits,
    FeedsFile,
    FeedWritten,
    LimitsWritten,
    ListWritten,
)
from crawler.config.values import did_you_mean

# Key -> where it belongs; a key that two levels know is named by the first.
_HOMES = (
    *((key, "at the start of a line, outside of everything else") for key in FeedsFile.model_fields),
    *((key, "into a feed") for key in FeedWritten.model_fields),
    *((key, "under defaults:") for key in Defaults.model_fields),
    *((key, "under limits:") for key in FeedLimits.model_fields),
    *((key, "under limits: in defaults:") for key in LimitsWritten.model_fields),
    *((key, "under list:") for key in ListWritten.model_fields),
    *((key, f"under keep: or block:, as '- {key}: ...'") for key in Condition.model_fields),
)
# What stands below a key, in a feed and under defaults.
_IN_FEED: dict[Step, type[BaseModel]] = {
    "block": Condition,
    "keep": Condition,
    "limits": FeedLimits,
    "list": ListWritten,
}
_IN_DEFAULTS: dict[Step, type[BaseModel]] = {"block": Condition, "keep": Condition, "limits": LimitsWritten}
_MISTAKES: dict[type[BaseModel], dict[str, str]] = {Condition: CONDITION_KEYS, ListWritten: LIST_KEYS}
_CONDITION = "a condition is written as '- title: ...', or with another key in the place of title"
_SHAPES = {
    "Condition": _CONDITION,
    "Defaults": "defaults: is followed by indented keys",
    "FeedLimits": "limits: is followed by indented keys",
    "FeedWritten": "a feed is written as '- name: ...' with 'url: ...' below it",
    "FeedsFile": "the file starts with 'feeds:' and a list of feeds below it",
    "LimitsWritten": "limits: is followed by indented keys",
    "ListWritten": "list: is followed by indented keys, 'item: ...' among them",
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
        return called(nearest(root, path[:2])[0], path[1]) + ": " + _part(path[2:])
    return "defaults: " + _part(path[1:]) if path[0:1] == ("defaults",) and len(path) > 1 else ""


def _part(below: Path) -> str:
    return f"{below[0]}: " if len(below) > 1 and below[0] in _IN_FEED else ""


def _sentence(error: ErrorDetails, node: Node) -> str:
    path, context = error["loc"], error.get("ctx", {})
    if error["type"] == "extra_forbidden":
        return _unknown(str(path[-1]), _model(path[:-1]))
    if error["type"] == "missing":
        return _missing(str(path[-1]), _model(path[:-1]))
    if path and node.value is None and not node.raw:
        return _nothing(path)
    if error["type"] == "value_error":
        named = f"{path[-1]} " if _model(path) in _MISTAKES else ""  # a selector or a pattern: one of several
        return named + str(context["error"])
    if error["type"] in ("model_type", "model_attributes_type"):
        return _wrong_shape(node, _model(path))
    if isinstance(node.value, int | float):
        for bound, words in _BOUNDS.items():
            if bound in context:
                return f"{path[-1]} is {node.raw}; write {words} {context[bound]:g}"
    return _wrong_type(error["type"], path, node)


def _missing(key: str, model: type[BaseModel]) -> str:
    hint = "it is the CSS selector of one entry" if model is ListWritten else _SHAPES[model.__name__]
    return f"key '{key}' is missing; {hint}"


def _nothing(path: Path) -> str:
    if isinstance(path[-1], int):
        return "nothing stands behind this '-'; write something, or take the line out"
    if path == ("feeds",):
        return "feeds has no value; write a list of feeds below it, or [] for none"
    return f"{_key(path)} has no value; write one, or take the line out"


def _wrong_shape(node: Node, model: type[BaseModel]) -> str:
    if model is Condition and node.raw:
        return f"{shown(node.raw)} stands alone; write where to look for it, such as {_as_condition(node)}"
    return f"{_SHAPES[model.__name__]}; here stands {_what(node)}"


def _wrong_type(kind: str, path: Path, node: Node) -> str:
    key = _key(path)
    if kind == "string_type":
        return _not_text(key, node, secret="headers" in path)
    if kind == "bool_type":
        return f"{key} is {_what(node, raw=True)}; write true or false"
    if kind == "list_type":
        example = f", such as {_as_condition(node)}" if key in ("keep", "block") else ""
        return f"{key} is {_what(node)}; write a list, each line beginning with '- '{example}"
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


def _as_condition(node: Node) -> str:
    """One condition as it is written, with what stands there as its pattern if that is one value."""
    if isinstance(node.value, dict) and len(node.keys) == 1:
        key = next(iter(node.keys))
        return f"'- {shown(key)[1:-1]}: {shown(node.children[key].raw)[1:-1]}'" if key in node.children else "'- ...'"
    return f"'- title: {shown(node.raw)[1:-1] if node.raw else 'advertorial'}'"


def _key(path: Path) -> str:
    if len(path) > 2 and path[-2] == "headers":
        return f"header {shown(str(path[-1]))}"
    return next((step for step in reversed(path) if isinstance(step, str)), "this")


def _model(path: Path) -> type[BaseModel]:
    """The model that says which keys stand at a path, or to which the value at the path belongs."""
    if path[0:1] == ("feeds",):
        return _IN_FEED.get(path[2], FeedWritten) if len(path) > 2 else FeedWritten
    if path[0:1] == ("defaults",):
        return _IN_DEFAULTS.get(path[1], Defaults) if len(path) > 1 else Defaults
    return FeedsFile


def _unknown(key: str, model: type[BaseModel]) -> str:
    fields = model.model_fields
    said = f"unknown key {shown(key)}"
    known = key.casefold().replace("-", "_")
    if known in UNCLEAR_KEYS and "keep" in fields:
        return f"{said}; {UNCLEAR_KEYS[known]}"
    better = _MISTAKES.get(model, KEYS).get(known, known)
    if better in fields:
        return f"{said}; did you mean '{better}'?"
    if key.startswith("-"):
        return f"{said}; write a blank behind the '-'"
    near = did_you_mean(key, fields)
    home = next((where for name, where in _HOMES if name == better), None)
    if home and (better == key or not near):
        return f"{said} here; '{better}' belongs {home}"
    return said + (near or f"; the keys here are {', '.join(fields)}")

"""What is said of the parts of rules.yaml and watches.yaml alike: keys nobody knows, values that are missing."""

from collections.abc import Iterable, Iterator, Mapping

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from crawler.config.places import Fault, Node, Place, nearest, shown
from crawler.config.values import did_you_mean


def name_of(node: Node, what: str, index: int) -> str:
    """How a message names a part: by its name, else by its number in the list."""
    written = node.children.get("name")
    return f"{what} {shown(written.raw)}" if written and written.raw else f"{what} {index + 1}"


def without_value(node: Node, who: str) -> Iterator[Fault]:
    """The keys of a part that stand there with nothing behind them."""
    for key, written in node.children.items():
        if written.value is None and not written.told:
            yield Fault(written.place, f"{who}: {key} has no value; write one, or take the line out")


def found_by(error: ValidationError, node: Node) -> Iterator[tuple[Place, ErrorDetails, Node]]:
    """Each mistake that was not told yet, with its place and the value it is about."""
    for one in error.errors(include_url=False, include_input=False):
        found, _ = nearest(node, one["loc"])
        if not found.told:
            place = node.keys[str(one["loc"][-1])] if one["type"] == "extra_forbidden" else found.place
            yield place, one, found


def what(node: Node) -> str:
    """What stands where something else should."""
    return "a list" if isinstance(node.value, list) else "a mapping" if isinstance(node.value, dict) else "one value"


def unknown(key: str, model: type[BaseModel], mistakes: Mapping[str, str]) -> str:
    """What to write instead of a key that nobody knows; `mistakes` are those operators make."""
    known = key.casefold().replace("-", "_")
    better = mistakes.get(known, known)
    if better in model.model_fields:
        return f"unknown key {shown(key)}; did you mean '{better}'?"
    near = did_you_mean(key, model.model_fields)
    return f"unknown key {shown(key)}{near or f'; the keys here are {named(model.model_fields)}'}"


def named(keys: Iterable[str]) -> str:
    """Keys in a sentence."""
    return ", ".join(keys)


def as_text(key: str, raw: str) -> str:
    """What to do about a text that YAML takes for something else."""
    return (
        f'{key} {shown(raw)[1:-1]} may be read as a number, a date or a switch; quote this value: "{shown(raw)[1:-1]}"'
    )

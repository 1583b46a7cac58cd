"""Facts -> YAML that a person reads: texts of several lines as lines, in the order they are given."""

from collections.abc import Mapping
from io import StringIO

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.scalarstring import LiteralScalarString

WIDTH = 1000  # no folding: a sentence is one line


def as_yaml(facts: Mapping[str, object]) -> str:
    """The text of a file that YAML 1.1 and 1.2 read alike."""
    yaml = YAML()
    yaml.width = WIDTH
    out = StringIO()
    yaml.dump(_set(facts), out)
    return out.getvalue()


def _set(value: object) -> object:
    if isinstance(value, Mapping):
        return CommentedMap((key, _set(one)) for key, one in value.items())
    if isinstance(value, (list, tuple)):
        return [_set(one) for one in value]
    return LiteralScalarString(value) if isinstance(value, str) and "\n" in value else value

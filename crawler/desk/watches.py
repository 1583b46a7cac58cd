"""A desk's watches -> what is looked for, makes, models and topics by slug; and the channels that fail."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from crawler.config.places import Fault, Place
from crawler.config.reading import read
from crawler.config.watches import Known, read_watches
from crawler.desk.paths import Desk, read_feeds_yaml, read_watches_yaml
from crawler.errors import ConfigError
from crawler.model import Watches
from crawler.store.database import Row
from crawler.store.search import expression
from crawler.store.times import moment

_MAY_STAND = re.compile(r"""(?:^|[{,])\s*["']?(?:watches|channels)["']?\s*:""", re.MULTILINE)  # reading YAML takes time


def watches_of(desk: Desk) -> Watches:
    """The watches of a desk; no file, no watches. Raises ConfigError with every fault."""
    text = read_watches_yaml(desk)
    known = Known(_makes, _models, _topics, lambda words: expression(words) is not None)
    if (place := _in_feeds_yaml(desk)) is None:
        return read_watches(text, known, desk.watches_yaml.name) if text.strip() else Watches()
    if text.strip():
        said = f"watches stand here and in {desk.watches_yaml.name}; keep them in one of the two"
        raise ConfigError((f"{desk.feeds_yaml.name}:{Fault(place, said)}",))
    return read_watches(read_feeds_yaml(desk), known, desk.feeds_yaml.name, beside=("defaults", "feeds"))


def file_of(desk: Desk) -> Path:
    """Where the watches of a desk stand, or would."""
    return desk.watches_yaml if _in_feeds_yaml(desk) is None else desk.feeds_yaml


def _in_feeds_yaml(desk: Desk) -> Place | None:
    """Where watches stand in feeds.yaml. What is wrong with that file is said elsewhere."""
    try:
        text = read_feeds_yaml(desk)
    except ConfigError:
        return None
    root = read(text).root if _MAY_STAND.search(text) else None
    return next((root.keys[key] for key in ("watches", "channels") if key in root.keys), None) if root else None


@dataclass(frozen=True, slots=True)
class Failing:
    """A channel that does not take what it is told, and the line that says so."""

    since: datetime
    line: str


def failing(wanted: Watches, sent: Mapping[str, Row]) -> Iterator[Failing]:
    """The channels that fail, by what store.deliveries has of them."""
    for channel in wanted.channels:
        state = sent.get(channel.name)
        if state is not None and state["failing_since"] is not None:
            since = moment(state["failing_since"])
            lost = f", {state['given_up']} given up" if state["given_up"] else ""
            yield Failing(
                since,
                f"channel '{channel.name}' takes nothing since {since:%Y-%m-%d %H:%M} UTC ({state['waiting']} waiting"
                f"{lost}): {state['last_error']}; once that is mended, `koplamp watch run` delivers what waits",
            )


def ailing(desk: Desk, sent: Mapping[str, Row]) -> tuple[str, ...]:
    """A line for each channel that fails, or for watches that cannot be read."""
    try:
        return tuple(one.line for one in failing(watches_of(desk), sent))
    except ConfigError as error:
        more = f" (and {len(error.faults) - 1} more)" if len(error.faults) > 1 else ""
        return (f"{error.faults[0]}{more}; what is new waits until that is mended",)


# Read when a watch names one: the models alone take a tenth of a second.


@cache
def _makes() -> Mapping[str, str]:
    from crawler.tags.gazetteer import makes

    return _by_name((one.slug, one.name) for one in makes())


@cache
def _models() -> Mapping[str, str]:
    from crawler.tags.gazetteer import models

    return _by_name((one.slug, one.label) for one in models())


@cache
def _topics() -> Mapping[str, str]:
    from crawler.tags.topics import topics

    return _by_name((one.slug, one.name) for one in topics())


def _by_name(named: Iterator[tuple[str, str]]) -> Mapping[str, str]:
    """Slugs by what they are called, in small letters, and by themselves."""
    pairs = tuple(named)
    return {name.casefold(): slug for slug, name in pairs} | {slug: slug for slug, _ in pairs}

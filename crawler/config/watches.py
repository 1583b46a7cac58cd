"""What an operator writes in watches.yaml or feeds.yaml -> what is looked for, where it is told; every fault is a line.

One fault, and nothing is looked for: what is new then waits until it is mended, and nothing goes by unseen.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from crawler.config.parts import as_text, found_by, name_of, named, unknown, what, without_value
from crawler.config.places import Fault, Node, shown
from crawler.config.reading import read
from crawler.config.values import did_you_mean
from crawler.config.watch_words import CHANNEL_KEYS, CHANNEL_SHAPE, FILE_SHAPE, WATCH_KEYS, WATCH_SHAPE
from crawler.config.watches_schema import ChannelWritten, WatchesFile, WatchWritten
from crawler.errors import ConfigError
from crawler.model import Channel, ChannelKind, Watch, Watches

CONDITIONS = ("words", "make", "model", "topic", "source", "language", "story_sources", "z_score")
OF_ARTICLES = ("words", "model", "topic", "source", "language", "story_sources")  # a make that rises has none of it
KINDS = tuple(str(kind) for kind in ChannelKind)
NEEDED = {"webhook": ("secret",), "mail": ("sender", "server")}
ALLOWED = {"webhook": ("secret",), "mail": ("sender", "server", "tls", "user", "password")}
_BOUNDS = {"ge": "at least", "le": "at most"}


@dataclass(frozen=True, slots=True)
class Known:
    """What a watch may name: each name in small letters -> its slug; and whether words can be searched for."""

    makes: Callable[[], Mapping[str, str]]
    models: Callable[[], Mapping[str, str]]
    topics: Callable[[], Mapping[str, str]]
    searchable: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class _Part:
    """A watch or a channel as it was written."""

    node: Node
    what: str  # watch, channel
    index: int
    written: WatchWritten | ChannelWritten | None

    @property
    def called(self) -> str:
        """How a message names it: by its name, else by its number in the list."""
        return name_of(self.node, self.what, self.index)

    def fault(self, key: str, sentence: str) -> Fault:
        """At the value of a key, or where the part begins."""
        found = self.node.children.get(key)
        return Fault(found.place if found else self.node.place, f"{self.called}: {sentence}")

    def at(self, key: str, index: int, sentence: str) -> Fault:
        """At one value of a key that may have several."""
        found = self.node.children[key].children.get(index)
        return Fault(found.place, f"{self.called}: {sentence}") if found else self.fault(key, sentence)


def read_watches(text: str, known: Known, name: str = "watches.yaml", beside: Collection[str] = ()) -> Watches:
    """The watches of one file; `name` is what messages call it, `beside` are keys that others read. An empty file has
    none.

    Raises ConfigError with every fault, ordered by place, each a line
    `watches.yaml:4:5: watch 'recalls': unknown key 'query'; did you mean 'words'?`.
    """
    written = read(text, name)
    faults = set(written.faults)
    watches: list[_Part] = []
    channels: list[_Part] = []
    if written.root is not None and written.root.value is not None:
        faults.update(_of_file(written.root, beside))
        watches = _parts(written.root, "watches", WatchWritten, faults)
        channels = _parts(written.root, "channels", ChannelWritten, faults)
    for part in watches:
        faults.update(_of_watch(part, known, channels))
    for part in channels:
        faults.update(_of_channel(part))
    faults.update((*_twice(watches, "name"), *_twice(channels, "name")))
    faults.update((*_twice(channels, "atom"), *_twice(channels, "jsonl")))
    if faults:
        raise ConfigError(tuple(f"{name}:{fault}" for fault in sorted(faults)))
    return Watches(
        tuple(_watch(part.written, part.node, known) for part in watches if isinstance(part.written, WatchWritten)),
        tuple(_channel(part.written, part.node) for part in channels if isinstance(part.written, ChannelWritten)),
    )


def _of_file(root: Node, beside: Collection[str]) -> Iterator[Fault]:
    """What is wrong outside of the watches and channels."""
    if not isinstance(root.value, dict):
        yield Fault(root.place, f"{FILE_SHAPE}; here stands something else")
        return
    for key, place in root.keys.items():
        if key not in WatchesFile.model_fields and key not in beside:
            yield Fault(place, f"unknown key {shown(key)}{did_you_mean(key, WatchesFile.model_fields) or _home(key)}")
    for key, shape in (("watches", WATCH_SHAPE), ("channels", CHANNEL_SHAPE)):
        listed = root.children.get(key)
        if listed is not None and listed.value is not None and not isinstance(listed.value, list):
            yield Fault(listed.place, f"{key} is no list; {shape}")


def _home(key: str) -> str:
    if key in WatchWritten.model_fields:
        return "; it belongs into a watch"
    return "; it belongs into a channel" if key in ChannelWritten.model_fields else f"; {FILE_SHAPE}"


def _parts(root: Node, key: str, model: type[WatchWritten] | type[ChannelWritten], faults: set[Fault]) -> list[_Part]:
    listed = root.children.get(key)
    if listed is None or not isinstance(listed.value, list):
        return []
    kind = "watch" if model is WatchWritten else "channel"
    return [_checked(_Part(node, kind, index, None), model, faults) for index, node in enumerate(listed.items())]


def _checked(part: _Part, model: type[WatchWritten] | type[ChannelWritten], faults: set[Fault]) -> _Part:
    """The part with what was written; its faults are added."""
    faults.update(without_value(part.node, part.called))
    try:
        return _Part(part.node, part.what, part.index, model.model_validate(part.node.value))
    except ValidationError as error:
        for place, one, found in found_by(error, part.node):
            faults.add(Fault(place, f"{part.called}: {_sentence(one, found, model)}"))
        return part


def _sentence(error: ErrorDetails, node: Node, model: type[BaseModel]) -> str:
    path, kind, context = error["loc"], error["type"], error.get("ctx", {})
    shape = WATCH_SHAPE if model is WatchWritten else CHANNEL_SHAPE
    key = next((step for step in path if isinstance(step, str)), "")
    if kind == "extra_forbidden":
        return unknown(key, model, WATCH_KEYS if model is WatchWritten else CHANNEL_KEYS)
    if kind == "missing":
        return f"key '{key}' is missing; {shape}"
    if node.value is None and not node.raw:
        return f"{key} has no value; write one, or take the line out" if key else shape
    if kind == "value_error":
        said = str(context["error"])
        return said if said.startswith((key, "name ")) else f"{key}: {said}"
    if kind in ("model_type", "model_attributes_type"):
        return f"{shape}; here stands {what(node)}"
    if isinstance(node.value, int | float) and not isinstance(node.value, bool):
        for bound, words in _BOUNDS.items():
            if bound in context:
                return f"{key} is {node.raw}; write {words} {context[bound]:g}"
    return _wrong_type(kind, key, node)


def _wrong_type(kind: str, key: str, node: Node) -> str:
    if kind in ("int_type", "float_type"):
        said = what(node) if isinstance(node.value, dict | list) else shown(node.raw)
        return f"{key} is {said}; write a {'whole ' * (kind == 'int_type')}number, such as 4"
    if isinstance(node.value, dict | list):
        return f"{key} is {what(node)}; write one text" + (", or a list of texts" if kind == "list_type" else "")
    if key in ("secret", "password", "webhook", "user"):
        return f'{key} is not text; quote this value: "..."'
    return as_text(key, node.raw)


# ---------------------------------------------------------------- what the parts say together


def _of_watch(part: _Part, known: Known, channels: list[_Part]) -> Iterator[Fault]:
    watch = part.written
    if not isinstance(watch, WatchWritten):
        return
    if all(getattr(watch, key) is None for key in CONDITIONS):
        yield part.fault("", f"this watch would find everything; write one of {named(CONDITIONS)}")
    if watch.words is not None and not known.searchable(watch.words):
        yield part.fault("words", "words holds no word to look for; write at least one that is not left out")
    if watch.z_score is not None:
        for key in OF_ARTICLES:
            if getattr(watch, key) is not None:
                yield part.fault(key, f"z_score finds makes, so only make: goes with it; take {key} out")
    yield from _names(part, watch, known)
    names = [one.written.name for one in channels if one.written is not None]
    for index, said in enumerate(watch.to):
        if said not in names and len(names) == len(channels):
            hint = did_you_mean(said, names) or "; write it under channels:"
            yield part.at("to", index, f"there is no channel {shown(said)}{hint}")


def _names(part: _Part, watch: WatchWritten, known: Known) -> Iterator[Fault]:
    """What it names and nobody knows."""
    for key, names in (("make", known.makes), ("model", known.models), ("topic", known.topics)):
        for index, said in enumerate(getattr(watch, key) or ()):
            if _slug(names(), said) is None:
                yield part.at(key, index, f"{key} {shown(said)} is not known{_near(key, said, names())}")


def _slug(names: Mapping[str, str], said: str) -> str | None:
    return names.get(" ".join(said.casefold().split()))


def _near(key: str, said: str, names: Mapping[str, str]) -> str:
    few = [one for one in names if one[:1] == said[:1].casefold()]  # difflib is slow
    return did_you_mean(said.casefold(), few) or f"; `koplamp export {key}s --to -` lists what is"


def _of_channel(part: _Part) -> Iterator[Fault]:
    channel = part.written
    if not isinstance(channel, ChannelWritten):
        return
    kinds = [kind for kind in KINDS if getattr(channel, kind) is not None]
    if len(kinds) != 1:
        said = f"here stand {' and '.join(kinds)}; make them channels of their own" if kinds else CHANNEL_SHAPE
        yield part.fault(kinds[-1] if kinds else "", f"a channel is one of {named(KINDS)}; {said}")
        return
    [kind] = kinds
    for key in NEEDED.get(kind, ()):
        if getattr(channel, key) is None:
            yield part.fault(kind, f"key '{key}' is missing; a channel with {kind}: needs it")
    for key in ("secret", "sender", "server", "tls", "user", "password"):
        if getattr(channel, key) is not None and key not in ALLOWED.get(kind, ()):
            yield Fault(part.node.keys[key], f"{part.called}: {key} does not go with {kind}; take it out")
    if (channel.user is None) != (channel.password is None) and kind == "mail":
        given, lacking = ("user", "password") if channel.password is None else ("password", "user")
        yield part.fault(given, f"{given} goes with {lacking}; write both or none")
    if channel.password is not None and channel.tls == "none":
        yield part.fault("tls", "without TLS the password could be read on the way; write tls: starttls or tls")


def _twice(parts: list[_Part], key: str) -> Iterator[Fault]:
    lines: dict[object, int] = {}
    for part in parts:
        written = part.node.children.get(key)
        if written is None or not isinstance(written.value, str):
            continue
        earlier = lines.setdefault(written.value, written.place.line)
        if earlier != written.place.line:
            taken = "name" if key == "name" else "file"
            yield part.fault(key, f"this {taken} is taken by the {part.what} in line {earlier}; write another")


# ---------------------------------------------------------------- what comes of it


def _watch(written: WatchWritten, node: Node, known: Known) -> Watch:
    def slugs(names: Callable[[], Mapping[str, str]], said: list[str] | None) -> tuple[str, ...]:
        return tuple(dict.fromkeys(slug for one in said or () if (slug := _slug(names(), one)) is not None))

    return Watch(
        name=written.name,
        to=tuple(dict.fromkeys(written.to)),
        words=written.words or "",
        makes=slugs(known.makes, written.make),
        models=slugs(known.models, written.model),
        topics=slugs(known.topics, written.topic),
        sources=tuple(written.source or ()),
        languages=tuple(written.language or ()),
        story_sources=written.story_sources,
        z_score=written.z_score,
        line=node.place.line,
    )


def _channel(written: ChannelWritten, node: Node) -> Channel:
    kind = next(kind for kind in ChannelKind if getattr(written, str(kind)) is not None)
    target = written.server if kind is ChannelKind.MAIL else getattr(written, str(kind))
    return Channel(
        name=written.name,
        kind=kind,
        target=target or "",
        secret=written.secret or "",
        recipients=tuple(written.mail or ()),
        sender=written.sender or "",
        user=written.user or "",
        password=written.password or "",
        tls=written.tls or "starttls",
        line=node.place.line,
    )

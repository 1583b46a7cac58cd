"""What watches.yaml says: what is looked for, and where it is told."""

from dataclasses import dataclass
from enum import StrEnum


class ChannelKind(StrEnum):
    """How hits leave the desk."""

    ATOM = "atom"
    JSONL = "jsonl"
    MAIL = "mail"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class Watch:
    """A saved search, or a condition on stories or makes. All that is given must hold; of several values one."""

    name: str
    to: tuple[str, ...]  # names of channels
    words: str = ""  # as in a search
    makes: tuple[str, ...] = ()  # slugs
    models: tuple[str, ...] = ()  # slugs: make/model
    topics: tuple[str, ...] = ()  # slugs
    sources: tuple[str, ...] = ()  # slugs
    languages: tuple[str, ...] = ()  # ISO 639-1
    story_sources: int | None = None  # told by so many sources: a story is found, not an article
    z_score: float | None = None  # how far above its usual: a make is found
    line: int = 0  # of watches.yaml

    @property
    def conditions(self) -> str:
        """What it looks for, in words: `recall*; make audi or volkswagen; told by 3 sources`."""
        lists = {
            "make": self.makes,
            "model": self.models,
            "topic": self.topics,
            "source": self.sources,
            "language": self.languages,
        }
        said = [self.words, *(f"{name} {' or '.join(values)}" for name, values in lists.items() if values)]
        said.append("" if self.story_sources is None else f"told by {self.story_sources} sources")
        said.append("" if self.z_score is None else f"z-score from {self.z_score:g} on")
        return "; ".join(filter(None, said))


@dataclass(frozen=True, slots=True)
class Channel:
    """Where hits go. `target` is a file, an address, or a mail server's host:port; secrets stand as ${NAME}."""

    name: str
    kind: ChannelKind
    target: str
    secret: str = ""  # what a webhook is signed with
    recipients: tuple[str, ...] = ()
    sender: str = ""
    user: str = ""
    password: str = ""
    tls: str = "starttls"  # tls, none
    line: int = 0  # of watches.yaml

    @property
    def whereto(self) -> str:
        """Where it leads, as far as it may be shown: an address may hold a secret."""
        if self.kind is ChannelKind.MAIL:
            return f"mail to {', '.join(self.recipients)}"
        return "webhook" if self.kind is ChannelKind.WEBHOOK else self.target

    @property
    def secrets(self) -> tuple[str, ...]:
        """What of it may name environment variables."""
        return tuple(filter(None, (self.target, self.secret, self.user, self.password)))


@dataclass(frozen=True, slots=True)
class Watches:
    """The whole file."""

    watches: tuple[Watch, ...] = ()
    channels: tuple[Channel, ...] = ()

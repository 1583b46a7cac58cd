"""The keys of watches.yaml as pydantic models: what may be written where, and the JSON schema editors read.

Every field's description is the tooltip an operator sees. A key that is not written is None.
"""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from crawler.config import rules_values, values, watches_values
from crawler.config.schema_parts import Name, Written, schema_of, several

Names = Annotated[
    list[str],
    BeforeValidator(rules_values.listed),
    AfterValidator(watches_values.some),
    several("A name.", watches_values.MOST_CHARS),
]
Sources = Annotated[
    list[Annotated[str, AfterValidator(values.source)]],
    BeforeValidator(rules_values.listed),
    AfterValidator(watches_values.some),
    several("A source, as feeds.yaml has it.", watches_values.MOST_CHARS),
]
Languages = Annotated[
    list[Annotated[str, AfterValidator(values.language)]],
    BeforeValidator(rules_values.listed),
    AfterValidator(watches_values.some),
    several("A code of ISO 639-1.", watches_values.MOST_CHARS),
]
Recipients = Annotated[
    list[Annotated[str, AfterValidator(watches_values.mail_address)]],
    BeforeValidator(rules_values.listed),
    AfterValidator(watches_values.some),
    several("A mail address.", watches_values.MOST_CHARS),
]
Words = Annotated[str, AfterValidator(watches_values.words)]
AtomFile = Annotated[str, AfterValidator(watches_values.atom_file)]
LinesFile = Annotated[str, AfterValidator(watches_values.lines_file)]
Address = Annotated[str, AfterValidator(watches_values.webhook)]
Secret = Annotated[
    str,
    AfterValidator(watches_values.secret),
    WithJsonSchema({"type": "string", "pattern": r"^\$\{[A-Za-z_][A-Za-z0-9_]*\}$"}),
]
Sender = Annotated[str, AfterValidator(watches_values.mail_address)]
Server = Annotated[
    str,
    AfterValidator(watches_values.server),
    WithJsonSchema({"type": "string", "examples": ["mail.example.org:587"]}),
]
User = Annotated[str, AfterValidator(watches_values.user)]
Tls = Annotated[
    str, AfterValidator(watches_values.tls), WithJsonSchema({"type": "string", "enum": [*watches_values.TLS]})
]


class WatchWritten(Written):
    """What is looked for. All that is given must hold; of several values of one key, one."""

    name: Name = Field(description="What the watch is called, in small letters, digits and dashes.")
    to: Names = Field(description="The channel that hits go to, by its name; or a list of them.")
    words: Words | None = Field(
        default=None, description='Words as in koplamp search: "a phrase", prefix*, OR and -without are understood.'
    )
    make: Names | None = Field(default=None, description="A make that the article names, such as Volkswagen.")
    model: Names | None = Field(default=None, description="A model that it names, such as Kia EV3.")
    topic: Names | None = Field(default=None, description="What it is about, such as recall.")
    source: Sources | None = Field(default=None, description="Who published it: the source of a feed.")
    language: Languages | None = Field(default=None, description="In which language it is written, such as nl.")
    story_sources: int | None = Field(
        default=None, ge=2, le=1000, description="Find a story, once, when so many sources tell it."
    )
    z_score: float | None = Field(
        default=None,
        ge=1,
        le=1000,
        description="Find a make whose stories of 7 days lie so far above its usual, at most once a week.",
    )


class ChannelWritten(Written):
    """Where hits go: one of atom, jsonl, webhook or mail."""

    name: Name = Field(description="What the channel is called, in small letters, digits and dashes.")
    atom: AtomFile | None = Field(
        default=None, description="An Atom file of the last hundred hits, such as out/a.atom."
    )
    jsonl: LinesFile | None = Field(default=None, description="A file that each hit is a line of JSON of.")
    webhook: Address | None = Field(
        default=None,
        description="An address that hits are posted to as JSON; ${NAME} stands for an environment variable.",
    )
    secret: Secret | None = Field(default=None, description="Of a webhook: what it is signed with, written ${NAME}.")
    mail: Recipients | None = Field(default=None, description="Who gets a mail of the hits of each run.")
    sender: Sender | None = Field(default=None, description="Of a mail: the address it comes from.")
    server: Server | None = Field(default=None, description="Of a mail: the server that takes it, host:port.")
    tls: Tls | None = Field(
        default=None, description="Of a mail: starttls (the default), tls from the first byte, or none."
    )
    user: User | None = Field(default=None, description="Of a mail: who we are to the server; ${NAME} may stand in it.")
    password: Secret | None = Field(default=None, description="Of a mail: the password, written ${NAME}.")


class WatchesFile(Written):
    """watches.yaml: what to look for in what is new, and where to tell it."""

    watches: list[WatchWritten] | None = Field(default=None, description="What is looked for, in any order.")
    channels: list[ChannelWritten] | None = Field(default=None, description="Where it is told, in any order.")


def watches_schema() -> str:
    """The JSON schema (draft 2020-12) of watches.yaml, as `crawler/config/watches.schema.json` keeps it."""
    return schema_of(WatchesFile)

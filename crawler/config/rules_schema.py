"""The keys of rules.yaml as pydantic models: what may be written where, and the JSON schema editors read.

Every field's description is the tooltip an operator sees. A key that is not written is None.
"""

import datetime as dt
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from crawler.config import rules_values, values_filters, values_selectors
from crawler.config.schema_parts import Name, Written, schema_of, several

Host = Annotated[
    str,
    AfterValidator(rules_values.host),
    WithJsonSchema({"type": "string", "examples": ["autoblog.example", "blog.autoblog.example"]}),
]
Path = Annotated[
    str,
    AfterValidator(values_filters.pattern),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": values_filters.MOST_PATTERN}),
]
Until = Annotated[
    dt.date,
    BeforeValidator(rules_values.until),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-03-01"]}),
]
Elements = Annotated[
    list[Annotated[str, AfterValidator(rules_values.elements)]],
    BeforeValidator(rules_values.listed),
    AfterValidator(rules_values.some),
    several("A CSS selector.", values_selectors.MOST_SELECTOR),
]
Readings = Annotated[
    list[Annotated[str, AfterValidator(rules_values.reading)]],
    BeforeValidator(rules_values.listed),
    AfterValidator(rules_values.some),
    several("A CSS selector, perhaps with an attribute: time@datetime.", values_selectors.MOST_SELECTOR),
]


class RuleWritten(Written):
    """How the pages of one host are read."""

    name: Name = Field(description="What the rule is called, in small letters, digits and dashes; no two share a name.")
    host: Host = Field(description="Whose pages: a host or a registrable domain. Hosts below it are meant as well.")
    path: Path | None = Field(
        default=None, description="Only pages whose path fits this regular expression, such as ^/nieuws/."
    )
    until: Until | None = Field(
        default=None,
        description="Only pages published before this day (if unknown: fetched), such as 2026-03-01. Of several rules"
        " the one that ends first counts; one without until comes last.",
    )
    body: Elements | None = Field(
        default=None, description="CSS of the elements that hold the text. If left out, the text is looked for as ever."
    )
    drop: Elements | None = Field(default=None, description="CSS of what is taken out first, such as aside.related.")
    title: Readings | None = Field(default=None, description="CSS of the headline, or of an attribute: meta@content.")
    authors: Readings | None = Field(default=None, description="CSS of the names of the authors.")
    date: Readings | None = Field(default=None, description="CSS of the date of publication, such as time@datetime.")
    lead: Readings | None = Field(default=None, description="CSS of the standfirst.")


class RulesFile(Written):
    """rules.yaml: how the pages of single hosts are read."""

    rules: list[RuleWritten] | None = Field(default=None, description="The rules, in any order.")


def rules_schema() -> str:
    """The JSON schema (draft 2020-12) of rules.yaml, as `crawler/config/rules.schema.json` keeps it."""
    return schema_of(RulesFile)

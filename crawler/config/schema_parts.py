"""What the keys of rules.yaml and watches.yaml have in common: names, one text or a list of them, the JSON schema."""

import json
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, WithJsonSchema

from crawler.config import rules_values, values

Name = Annotated[
    str,
    AfterValidator(rules_values.name),
    WithJsonSchema({"type": "string", "pattern": f"^(?:{values.SLUG})$", "maxLength": values.MOST_SLUG}),
]


class Written(BaseModel):
    """What stands in a file, and nothing that does not."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def several(what: str, most: int) -> WithJsonSchema:
    """One text of so many characters, or a list of them."""
    one = {"type": "string", "minLength": 1, "maxLength": most, "description": what}
    return WithJsonSchema({"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]})


def schema_of(file: type[BaseModel]) -> str:
    """The JSON schema (draft 2020-12) of a whole file, as it is kept beside the code."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **file.model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"

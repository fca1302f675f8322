# SPDX-License-Identifier: MIT-0
"""The JSON Schema of the response and of each class, from the rules of the fields."""

from typing import Any

from .._core.readers_special import BYTES
from ..response import CreateChatCompletionResponse
from .rules import ANY, ARRAY, OBJECT, FieldRule, ValueRule, rules_of

Schema = dict[str, Any]


def json_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of the response as the API publishes it. `from_dict` accepts more.

    `$defs` has a schema for each class, under its name. Descriptions come from the source, if it is there.
    """
    definitions: Schema = {}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **reference(CreateChatCompletionResponse, definitions),
        "$defs": definitions,
    }


def schema_of(cls: Any) -> Schema:
    """Return the schema of a class without references."""
    definitions: Schema = {}
    schema: Schema = inline_references(reference(cls, definitions), definitions)
    return {"title": cls.__name__, **schema}


def inline_references(schema: Any, definitions: Schema) -> Any:
    """Copy the schema, replacing each reference with its definition."""
    if isinstance(schema, list):
        return [inline_references(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    copy = {key: inline_references(value, definitions) for key, value in schema.items() if key != "$ref"}
    if "$ref" in schema:
        copy = inline_references(definitions[schema["$ref"].rpartition("/")[2]], definitions) | copy
    return copy


def reference(cls: Any, definitions: Schema) -> Schema:
    """Return a reference to the schema of a class, and add that schema to the definitions."""
    if cls.__name__ not in definitions:
        from .descriptions import class_description, descriptions_of

        texts = descriptions_of(cls)
        definition: Schema = {"type": OBJECT, **description(class_description(cls))}
        definitions[cls.__name__] = definition
        rules = rules_of(cls)
        definition["properties"] = {
            name: field_schema(rule, definitions) | description(texts.get(name, "")) for name, rule in rules.items()
        }
        definition["required"] = [name for name, rule in rules.items() if rule.key_is_published]
    return {"$ref": f"#/$defs/{cls.__name__}"}


def field_schema(rule: FieldRule, definitions: Schema) -> Schema:
    schema = value_schema(rule.value, definitions)
    if rule.null_is_published:
        schema = {"anyOf": [schema, {"type": "null"}]}
    return schema | ({"deprecated": True} if rule.is_deprecated else {})


def value_schema(rule: ValueRule, definitions: Schema) -> Schema:
    if rule.classes:
        published = [cls for cls in rule.classes if is_published(cls)] or rule.classes
        schemas = [reference(cls, definitions) for cls in published]
        return schemas[0] if len(schemas) == 1 else {"oneOf": schemas}
    if rule.kind == ARRAY and rule.item is not None:
        return {"type": ARRAY, "items": value_schema(rule.item, definitions)}
    if rule.item is not None:
        return {"type": OBJECT, "additionalProperties": value_schema(rule.item, definitions)}
    if rule.kind == BYTES:
        return {"type": ARRAY, "items": {"type": "integer", "minimum": 0, "maximum": 255}}
    if rule.kind == ANY:
        return {"type": rule.published_kind} if rule.published_kind else {}
    return {"type": rule.kind} | ({"enum": [*rule.published]} if rule.published else {})


def is_published(cls: Any) -> bool:
    """Whether a member of a union is in the published schema. `Unrecognized`, which takes any object, is not."""
    return any(rule.key_is_published for rule in rules_of(cls).values())


def description(text: str) -> dict[str, str]:
    return {"description": text} if text else {}

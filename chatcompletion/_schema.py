# SPDX-License-Identifier: MIT-0
"""The JSON Schema of a class, worked out from its fields and docstring. Private; loaded when asked for."""

import inspect
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from types import UnionType
from typing import Any, get_args, get_origin

from ._shapes import members_of

SIMPLE: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    bytes: {"type": "array", "items": {"type": "integer", "minimum": 0, "maximum": 255}},
}


def schema_of(cls: Any) -> dict[str, Any]:
    """The schema of a class in one piece, as pydantic takes it."""
    definitions: dict[str, Any] = {}
    whole: dict[str, Any] = in_place(reference(cls, definitions), definitions)
    return {"title": cls.__name__, **whole}


def in_place(schema: Any, definitions: dict[str, Any]) -> Any:
    """A copy of the schema with definitions in place of the references to them."""
    if isinstance(schema, list):
        return [in_place(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    copy = {key: in_place(value, definitions) for key, value in schema.items() if key != "$ref"}
    if "$ref" in schema:
        copy = in_place(definitions[schema["$ref"].rpartition("/")[2]], definitions) | copy
    return copy


def reference(cls: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """A reference to the schema of a class, which is added to the definitions."""
    if cls.__name__ not in definitions:
        definition: dict[str, Any] = {"type": "object", **described(class_description(cls))}
        definitions[cls.__name__] = definition
        described_fields = field_descriptions(cls)
        keys: list[Field[Any]] = [field for field in fields(cls) if field.name != "extra"]
        definition["properties"] = {
            field.name: property_schema(field, definitions) | described(described_fields.get(field.name, ""))
            for field in keys
        }
        definition["required"] = [field.name for field in keys if is_required(field)]
    return {"$ref": f"#/$defs/{cls.__name__}"}


def is_required(field: "Field[Any]") -> bool:
    return field.default is not None or field.metadata.get("required", False)


def is_published(member: Any) -> bool:
    """Whether the member of a union is in the published schema: not so the class that takes any object."""
    return not is_dataclass(member) or any(is_required(field) for field in fields(member) if field.name != "extra")


def property_schema(field: "Field[Any]", definitions: dict[str, Any]) -> dict[str, Any]:
    if field.default is not MISSING and field.default is not None:
        schema: dict[str, Any] = {"type": "string", "enum": [str(field.default)]}
    elif "values" in field.metadata:
        schema = {"type": "object", "additionalProperties": SIMPLE[field.metadata["values"]]}
    else:
        schema = type_schema(field.type, definitions)
    if field.metadata.get("nullable"):
        schema = {"anyOf": [schema, {"type": "null"}]}
    if field.metadata.get("deprecated"):
        schema["deprecated"] = True
    return schema


def type_schema(annotation: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema for what a field of this annotation is on the wire, None aside."""
    if annotation in SIMPLE:
        return dict(SIMPLE[annotation])
    if isinstance(annotation, UnionType):
        members = members_of(annotation)
        members = tuple(filter(is_published, members)) or members
        if get_origin(members[0]) is None and issubclass(members[0], Enum):  # or a string that is not known
            return {"type": "string", "enum": [str(member) for member in members[0]]}
        schemas = [type_schema(member, definitions) for member in members]
        return schemas[0] if len(schemas) == 1 else {"oneOf": schemas}
    if get_origin(annotation) is tuple:
        return {"type": "array", "items": type_schema(get_args(annotation)[0], definitions)}
    if get_origin(annotation) is not None:  # a Mapping
        return {"type": "object", "additionalProperties": type_schema(get_args(annotation)[1], definitions)}
    return reference(annotation, definitions)


def described(text: str) -> dict[str, str]:
    return {"description": text} if text else {}


def class_description(cls: Any) -> str:
    """The first sentence of the docstring, or nothing under -OO."""
    text, schema, _ = (cls.__doc__ or "").partition(" Schema:")
    return text if schema else ""  # what dataclasses put there is no description


def field_descriptions(cls: Any) -> dict[str, str]:
    """What the docstring says of each field, in lines like `name: What it is.`, which may go on in indented lines."""
    texts: dict[str, str] = {}
    name = ""
    for line in inspect.cleandoc(cls.__doc__ or "").splitlines()[1:]:
        if line.startswith(" "):
            texts[name] += f" {line.strip()}"
        else:
            name, _, texts[name] = line.partition(": ")
    return {name: text for name, text in texts.items() if name in cls.__dataclass_fields__}

# SPDX-License-Identifier: MIT-0
"""Turns the fields of a class into rules: what JSON each takes, and what the published schema says about it.

This is the only place that looks at annotations. `judging`, `repairing` and `schema` use the rules.
"""

import functools
from collections.abc import Mapping
from dataclasses import MISSING, is_dataclass
from types import NoneType, UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from .._core.readers_special import BYTES, TaggedUnion

STRING, INTEGER, NUMBER, BOOLEAN, OBJECT, ARRAY, ANY = (
    "string",
    "integer",
    "number",
    "boolean",
    "object",
    "array",
    "any",
)

NOTHING: Mapping[str, Any] = {}

SCALARS: dict[Any, str] = {str: STRING, int: INTEGER, float: NUMBER, bool: BOOLEAN, bytes: BYTES, Any: ANY}


class ValueRule(NamedTuple):
    """What a JSON value may be."""

    kind: str
    """One of the words above, or BYTES. Errors say it."""
    classes: tuple[Any, ...] = ()
    """Of an object: the classes of which one reads it."""
    item: "ValueRule | None" = None
    """The rule of each item of an array, or of each member of an object with arbitrary keys."""
    published: tuple[str, ...] = ()
    """Of a string: the values in the published schema. Other strings are accepted too."""
    published_kind: str | None = None
    """Of any value: the only kind in the published schema. Others are accepted too."""


class FieldRule(NamedTuple):
    """What a field takes."""

    value: ValueRule
    is_required: bool
    """Whether `from_dict` refuses null and a missing key."""
    key_is_published: bool
    """Whether the published schema requires the key."""
    null_is_published: bool
    """Whether the published schema allows null."""
    is_deprecated: bool
    """Whether the published schema calls it deprecated."""
    constant: str | None
    """The only value in the published schema, or None."""

    @property
    def expected(self) -> str:
        """What errors say that the field takes."""
        return self.value.kind if self.is_required else f"{self.value.kind} or null"


@functools.cache
def rules_of(cls: Any) -> dict[str, FieldRule]:
    """Return the rule of each field of a class, without `extra`."""
    hints = get_type_hints(cls)
    return {name: field_rule(hints[name], field) for name, field in cls._fields.items() if name != "extra"}


def field_rule(annotation: Any, field: Any) -> FieldRule:
    published: Mapping[str, Any] = field.metadata
    constant = field.default if isinstance(field.default, str) else None
    value = value_rule(annotation, published, constant)
    return FieldRule(
        value=value,
        is_required=field.default is MISSING,
        key_is_published=field.default is not None or bool(published.get("required")),
        null_is_published=bool(published.get("nullable")),
        is_deprecated=bool(published.get("deprecated")),
        constant=None if constant is None else str(constant),
    )


def value_rule(annotation: Any, published: Mapping[str, Any] = NOTHING, constant: str | None = None) -> ValueRule:
    members = members_of(annotation)
    first, origin = members[0], get_origin(members[0])
    if first in SCALARS:
        return ValueRule(kind=SCALARS[first], published_kind=published.get("values"))
    if is_dataclass(first):
        return ValueRule(kind=OBJECT, classes=members)
    if origin is tuple:
        return ValueRule(kind=ARRAY, item=value_rule(get_args(first)[0]))
    if origin is not None:  # a Mapping
        return ValueRule(kind=OBJECT, item=value_rule(get_args(first)[1], published))
    values = list(first) if constant is None else [constant]  # an enum; the other member of the union is str
    return ValueRule(kind=STRING, published=tuple(map(str, values)))


def members_of(annotation: Any) -> tuple[Any, ...]:
    """Return the members of a union, or the annotation itself. None is left out."""
    members = get_args(annotation) if get_origin(annotation) in (UnionType, Union) else (annotation,)
    return tuple([member for member in members if member is not NoneType])


ACCEPTED_TYPES: dict[str, tuple[type, ...]] = {  # a reader also accepts what a field holds
    STRING: (str,),
    INTEGER: (int,),
    NUMBER: (float, int),
    BOOLEAN: (bool,),
    BYTES: (list, tuple, bytes, bytearray),
    ARRAY: (list, tuple),
    OBJECT: (dict,),
    ANY: (object,),
}


def has_kind(rule: ValueRule, value: Any) -> bool:
    """Whether a value has the right JSON type, or is an object of a class of the rule. Its parts may be wrong."""
    if isinstance(value, bool) and rule.kind in (INTEGER, NUMBER):
        return False
    return isinstance(value, (ACCEPTED_TYPES[rule.kind], rule.classes))


def class_for(rule: ValueRule, data: dict[str, Any]) -> Any:
    """Return the class that reads an object."""
    return rule.classes[0] if len(rule.classes) == 1 else union_of(rule.classes).select(data)


@functools.cache
def union_of(classes: tuple[Any, ...]) -> "TaggedUnion[Any]":
    return TaggedUnion(Union[classes])  # type: ignore[arg-type]  # noqa: UP007

# SPDX-License-Identifier: MIT-0
"""Lets the classes be fields of pydantic models and work in FastAPI. Does not import pydantic.

pydantic looks for two methods on a class. They are added to Model here and not in its own file, so that a copied class
does not need this module.
"""

import sys
from collections.abc import Callable, Iterator
from typing import Any

from ..errors import ParseError, Problem, quoted
from .model import Model, optional, plain_dict


def core_schema(cls: type[Model], source: Any, handler: Any) -> dict[str, Any]:
    """Return the pydantic schema that reads and writes a field of this class, as a plain dict.

    It is the schema of a dataclass, so pydantic takes an object of the class as it is, and errors name the class. A
    `ref` makes one definition of a class that is used several times.
    """
    register_serializer()
    return {
        "type": "dataclass",
        "cls": cls,
        "slots": True,
        "fields": [*cls._keys, "extra"],
        "schema": {
            "type": "function-after",
            "schema": {"type": "function-before", "schema": object_schema(cls), **calling(requirer_of(cls))},
            **calling(reader_of(cls)),
        },
        "revalidate_instances": "never",
        "serialization": WRITE,
        "ref": f"{cls.__module__}.{cls.__qualname__}:{id(cls)}",
    }


def calling(function: Callable[[Any], Any]) -> dict[str, Any]:
    return {"function": {"type": "no-info", "function": function}}


def requirer_of(cls: type[Model]) -> Callable[[Any], Any]:
    """Return the function that refuses anything but a dict."""

    def require_dict(data: Any) -> Any:
        try:
            return plain_dict(cls, data)
        except TypeError as error:  # pydantic would not catch it
            raise ValueError(error) from None

    return require_dict


def object_schema(cls: type[Model]) -> dict[str, Any]:
    """Return the schema of a dict with any values, for which pydantic counts the keys that are fields of the class.

    In a union without tags, such as `TopLogprob | ChatCompletionTokenLogprob`, the class with the most of them is it.
    """
    key = {"type": "typed-dict-field", "schema": {"type": "any"}, "required": False}
    return {"type": "typed-dict", "fields": dict.fromkeys(cls._keys, key), "extra_behavior": "allow"}


def reader_of(cls: type[Model]) -> Callable[[Any], Any]:
    """Return the function that gives pydantic the field values of an object read from data."""

    def read(data: dict[str, Any]) -> tuple[dict[str, Any], None]:
        check_type(cls, data)
        model = cls.from_dict(data)
        return {name: getattr(model, name) for name in (*cls._keys, "extra")}, None

    return read


def check_type(cls: type[Model], data: dict[Any, Any]) -> None:
    """Refuse an object that another class of a union reads, because pydantic tries every class of a union."""
    tag = data.get("type")
    if hasattr(cls, "_own_key"):
        if isinstance(tag, str) and tag != constant_type(cls):
            raise ParseError((Problem(("type",), f"expected {quoted(constant_type(cls))}, got {quoted(tag)}"),))
    elif cls._keys == frozenset(("type",)):  # Unrecognized, which reads what no other class does
        for known in tagged_classes(Model):
            if tag == constant_type(known) or (tag is None and data.get(known._own_key) is not None):
                raise ParseError((Problem((), f"expected an object of an unknown type, got a {known.__name__}"),))


def constant_type(cls: Any) -> str:
    return str(cls._fields["type"].default)


def tagged_classes(base: type[Model]) -> Iterator[Any]:
    """Iterate over all classes that `type` selects in a union."""
    for cls in base.__subclasses__():
        if hasattr(cls, "_own_key"):
            yield cls
        yield from tagged_classes(cls)


def write(value: Any) -> Any:
    """Return the data of an object. pydantic checks no defaults, so the value may be None or anything else."""
    return value.to_dict() if isinstance(value, Model) else value


WRITE: dict[str, Any] = {"type": "function-plain", "function": write}
SERIALIZER = "__pydantic_serializer__"  # where pydantic looks for how to write an object whose field says nothing


def register_serializer() -> None:
    """Let pydantic write objects in fields of other types, such as Any, and in the defaults of a JSON Schema."""
    pydantic_core = sys.modules.get("pydantic_core")
    if pydantic_core is not None and SERIALIZER not in vars(Model):
        setattr(Model, SERIALIZER, pydantic_core.SchemaSerializer({"type": "any", "serialization": WRITE}))


def json_schema(cls: type[Model], schema: Any, handler: Any) -> dict[str, Any]:
    """Return the published JSON Schema of this class, or that of any object if the folder `validation` was deleted."""
    schemas = optional("validation.schema")
    published: dict[str, Any] = schemas.schema_of(cls) if schemas else {"title": cls.__name__, "type": "object"}
    return published


methods: dict[str, Any] = {
    "__get_pydantic_core_schema__": core_schema,
    "__get_pydantic_json_schema__": json_schema,
}
for name, method in methods.items():
    setattr(Model, name, classmethod(method))

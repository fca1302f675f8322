# SPDX-License-Identifier: MIT-0
"""Lets the classes be fields of pydantic models and work in FastAPI. Private; does not import pydantic.

pydantic looks for two methods on a class. They are added to Model here and not in its own file, so that a copied class
does not need this module.
"""

from typing import Any

from .model import Model


def core_schema(cls: type[Model], source: Any, handler: Any) -> dict[str, Any]:
    """Return the pydantic schema that reads and writes a field of this class, as a plain dict."""

    def read(value: Any) -> Any:
        try:
            return value if isinstance(value, cls) else cls.from_dict(value)
        except TypeError as error:  # pydantic would not catch it
            raise ValueError(error) from None

    write = {"type": "function-plain", "function": cls.to_dict}
    return {"type": "function-plain", "function": {"type": "no-info", "function": read}, "serialization": write}


def json_schema(cls: type[Model], schema: Any, handler: Any) -> dict[str, Any]:
    """Return the published JSON Schema of this class."""
    from ..validation.schema import schema_of

    return schema_of(cls)


methods: dict[str, Any] = {
    "__get_pydantic_core_schema__": core_schema,
    "__get_pydantic_json_schema__": json_schema,
}
for name, method in methods.items():
    setattr(Model, name, classmethod(method))

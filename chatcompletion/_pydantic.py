# SPDX-License-Identifier: MIT-0
"""The classes as fields of pydantic models, and in FastAPI. Private; imports nothing of pydantic.

pydantic looks for two methods on a class. Model gets them here and not in its own file, so that whoever copies a class
carries nothing of this.
"""

from typing import Any

from ._model import Model


def core_schema(cls: type[Model], source: Any, handler: Any) -> dict[str, Any]:
    """How pydantic reads and writes a field of this class, as the plain dict that pydantic's own schemas are."""

    def read(value: Any) -> Any:
        try:
            return value if isinstance(value, cls) else cls.from_dict(value)
        except TypeError as error:  # which pydantic lets through
            raise ValueError(error) from None

    write = {"type": "function-plain", "function": cls.to_dict}
    return {"type": "function-plain", "function": {"type": "no-info", "function": read}, "serialization": write}


def json_schema(cls: type[Model], schema: Any, handler: Any) -> dict[str, Any]:
    """The published JSON Schema of this class."""
    from ._schema import schema_of

    return schema_of(cls)


methods: dict[str, Any] = {
    "__get_pydantic_core_schema__": core_schema,
    "__get_pydantic_json_schema__": json_schema,
}
for name, method in methods.items():
    setattr(Model, name, classmethod(method))

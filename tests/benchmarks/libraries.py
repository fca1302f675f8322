# SPDX-License-Identifier: MIT-0
"""The package and its peers, each as the functions that are measured.

Each peer is set up as its documentation says for speed; none is asked to keep unknown keys unless it does so by itself.
A library is imported by its own function only, in a process of its own.
"""

import dataclasses
import functools
import importlib.util
import json
import operator
import types
import typing
from collections.abc import Callable
from typing import Any

from .. import package
from .models import CreateChatCompletionResponse as Plain


@dataclasses.dataclass(frozen=True, kw_only=True)
class Library:
    """What a library does; None for what it has no function for.

    parse: from `json.loads` data to its object
    emit: from its object back to such data
    load: from JSON text to its object
    held: makes what is weighed as its object; as a rule `parse`
    """

    parse: Callable[[Any], Any] | None
    emit: Callable[[Any], Any] | None
    load: Callable[[str], Any]
    held: Callable[[Any], Any]


def ours() -> Library:
    cls = package.CreateChatCompletionResponse
    return Library(parse=cls.from_dict, emit=cls.to_dict, load=cls.from_json, held=cls.from_dict)


def plain_dict() -> Library:
    """What `json.loads` gives, as it is."""
    return Library(parse=None, emit=None, load=json.loads, held=containers)


def containers(data: Any) -> Any:
    """The dicts and lists of the data anew, with the same strings and numbers in them."""
    if isinstance(data, dict):
        return {key: containers(value) for key, value in data.items()}
    if isinstance(data, list):
        return [containers(item) for item in data]
    return data


def openai_validate() -> Library:
    from openai.types.chat import ChatCompletion

    return Library(
        parse=ChatCompletion.model_validate,
        emit=ChatCompletion.to_dict,
        load=ChatCompletion.model_validate_json,
        held=ChatCompletion.model_validate,
    )


def openai_construct() -> Library:
    """What the client does with a response: nothing is validated."""
    from openai._models import construct_type
    from openai.types.chat import ChatCompletion

    def parse(data: Any) -> Any:
        return construct_type(type_=ChatCompletion, value=data)

    return Library(
        parse=parse,
        emit=ChatCompletion.to_dict,
        load=lambda text: parse(json.loads(text)),
        held=parse,
    )


def pydantic() -> Library:
    from pydantic import BaseModel, create_model

    def model(cls: type, hints: dict[str, Any]) -> Any:
        defaults = {field.name: ... if required(field) else field.default for field in dataclasses.fields(cls)}
        return create_model(cls.__name__, __base__=BaseModel, **{key: (hints[key], defaults[key]) for key in hints})

    root = translated(Plain, model)
    return Library(
        parse=root.model_validate, emit=root.model_dump, load=root.model_validate_json, held=root.model_validate
    )


def msgspec() -> Library:
    import msgspec

    def struct(cls: type, hints: dict[str, Any]) -> Any:
        """A class with a constant `type` is a tagged one, as msgspec needs it in a union."""
        fields = {field.name: field for field in dataclasses.fields(cls)}
        tag = fields["type"].default if "type" in fields else None
        members = [
            (key, hint) if required(fields[key]) else (key, hint, fields[key].default)
            for key, hint in hints.items()
            if key != "type"
        ]
        return msgspec.defstruct(cls.__name__, members, tag=tag, tag_field="type" if tag else None, kw_only=True)

    root = translated(Plain, struct)
    parse = functools.partial(msgspec.convert, type=root)
    return Library(parse=parse, emit=msgspec.to_builtins, load=msgspec.json.Decoder(root).decode, held=parse)


def mashumaro(root: Any = Plain) -> Library:
    from mashumaro.codecs import BasicDecoder, BasicEncoder

    decode = BasicDecoder(root).decode
    return Library(
        parse=decode, emit=BasicEncoder(root).encode, load=lambda text: decode(json.loads(text)), held=decode
    )


def cattrs() -> Library:
    from cattrs.preconf.json import make_converter

    converter = make_converter(detailed_validation=False)
    parse = converter.get_structure_hook(Plain)

    return Library(
        parse=lambda data: parse(data, Plain),
        emit=converter.get_unstructure_hook(Plain),
        load=lambda text: converter.loads(text, Plain),
        held=lambda data: parse(data, Plain),
    )


def adaptix() -> Library:
    from adaptix import DebugTrail, Retort

    retort = Retort(debug_trail=DebugTrail.DISABLE)
    parse = retort.get_loader(Plain)
    return Library(parse=parse, emit=retort.get_dumper(Plain), load=lambda text: parse(json.loads(text)), held=parse)


def dacite() -> Library:
    """It only reads; `dataclasses.asdict` is its way back."""
    from dacite import from_dict

    parse = functools.partial(from_dict, Plain)
    return Library(parse=parse, emit=dataclasses.asdict, load=lambda text: parse(json.loads(text)), held=parse)


def dataclasses_json() -> Library:
    from dataclasses_json import dataclass_json

    root: Any = dataclass_json(dataclasses.make_dataclass("Response", (), bases=(Plain,), frozen=True, kw_only=True))
    return Library(parse=root.from_dict, emit=root.to_dict, load=root.from_json, held=root.from_dict)


def required(field: "dataclasses.Field[Any]") -> bool:
    return field.default is dataclasses.MISSING


def translated(cls: type, make: Callable[[type, dict[str, Any]], Any]) -> Any:
    """A class like this dataclass, and like those it holds, as `make` makes one from the types of its fields."""

    @functools.cache
    def translate(hint: Any) -> Any:
        if dataclasses.is_dataclass(hint):
            return make(
                typing.cast(type, hint), {key: translate(each) for key, each in typing.get_type_hints(hint).items()}
            )
        if isinstance(hint, types.UnionType):
            return functools.reduce(operator.or_, map(translate, hint.__args__))
        if isinstance(hint, types.GenericAlias):
            return hint.__origin__[tuple(map(translate, hint.__args__))]
        return hint

    return translate(cls)


OURS, AGAIN = "chatcompletion", "chatcompletion again"
DICT = "dict"
VALIDATE, CONSTRUCT = "openai validate", "openai construct"

# The module that must be there, and how to set the library up. The package stands here twice: whatever ratio its two
# processes show is noise.
LIBRARIES: dict[str, tuple[str, Callable[[], Library]]] = {
    OURS: ("json", ours),
    AGAIN: ("json", ours),
    DICT: ("json", plain_dict),
    VALIDATE: ("openai", openai_validate),
    CONSTRUCT: ("openai", openai_construct),
    "pydantic": ("pydantic", pydantic),
    "msgspec": ("msgspec", msgspec),
    "mashumaro": ("mashumaro", mashumaro),
    "cattrs": ("cattrs", cattrs),
    "adaptix": ("adaptix", adaptix),
    "dacite": ("dacite", dacite),
    "dataclasses-json": ("dataclasses_json", dataclasses_json),
}
ON_DATACLASSES = ("mashumaro", "cattrs", "adaptix", "dacite", "dataclasses-json")


def installed(module: str) -> bool:
    return importlib.util.find_spec(module) is not None

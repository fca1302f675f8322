# SPDX-License-Identifier: MIT-0
"""The package and its peers, each as the functions that are measured: parse, emit, load (JSON text to object)
and join (the bytes of a stream to an object).

Each peer is set up for speed, as its documentation says. A library is imported when it is set up, in a process of its
own.
"""

import dataclasses
import enum
import functools
import importlib.util
import operator
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any

from .. import NAME, package, submodule

OURS, AGAIN = "chatcompletion", "chatcompletion again"
DICT = "dict"
VALIDATE, CONSTRUCT = "openai validate", "openai construct"
ON_DATACLASSES = ("mashumaro", "cattrs", "adaptix", "dacite", "dataclasses-json")

Functions = dict[str, Callable[[Any], Any]]


def ours() -> Functions:
    cls = package.CreateChatCompletionResponse
    streaming = submodule("streaming")
    return {
        "parse": cls.from_dict,
        "emit": cls.to_dict,
        "load": cls.from_json,
        "join": lambda pieces: streaming.assemble(streaming.iter_sse(pieces)),
    }


def plain_dict() -> Functions:
    return {"parse": containers}


def containers(data: Any) -> Any:
    """New dicts and lists with the same strings and numbers in them."""
    if isinstance(data, dict):
        return {key: containers(value) for key, value in data.items()}
    if isinstance(data, list):
        return [containers(item) for item in data]
    return data


def openai_validate() -> Functions:
    from openai.types.chat import ChatCompletion as cls

    return {"parse": cls.model_validate, "emit": cls.to_dict, "load": cls.model_validate_json}


def openai_construct() -> Functions:
    """What openai's client does with a response and with a stream. It validates nothing."""
    from openai._models import construct_type
    from openai._streaming import SSEDecoder
    from openai.lib.streaming.chat import ChatCompletionStreamState
    from openai.types.chat import ChatCompletion, ChatCompletionChunk

    def join(pieces: Any) -> Any:
        state: Any = ChatCompletionStreamState()
        for event in SSEDecoder().iter_bytes(iter(pieces)):
            if event.data.startswith("[DONE]"):
                break
            state.handle_chunk(construct_type(type_=ChatCompletionChunk, value=event.json()))
        return state.get_final_completion()

    return {"parse": lambda data: construct_type(type_=ChatCompletion, value=data), "join": join}


def mashumaro() -> Functions:
    from mashumaro.codecs import BasicDecoder

    return {"parse": BasicDecoder(plain_root()).decode}


def cattrs() -> Functions:
    from cattrs.preconf.json import make_converter

    root = plain_root()
    parse = make_converter(detailed_validation=False).get_structure_hook(root)
    return {"parse": lambda data: parse(data, root)}


def adaptix() -> Functions:
    from adaptix import DebugTrail, Retort

    return {"parse": Retort(debug_trail=DebugTrail.DISABLE).get_loader(plain_root())}


def dacite() -> Functions:
    from dacite import from_dict

    return {"parse": functools.partial(from_dict, plain_root())}


def dataclasses_json() -> Functions:
    from dataclasses_json import dataclass_json

    root: Any = dataclasses.make_dataclass("Response", (), bases=(plain_root(),), frozen=True, kw_only=True)
    return {"parse": dataclass_json(root).from_dict}


def plain_root() -> type:
    return plain(package.CreateChatCompletionResponse)


@functools.cache
def plain(hint: Any) -> Any:
    """A class of the package, or the type of a field, as the libraries for dataclasses can read it.

    The classes have the same fields, but their lists stay lists, strings are not matched to enum members, `bytes` is a
    list of integers, and unknown keys are dropped. That is less work than the package does.
    """
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        fields = [(field.name, plain(hints[field.name]), *default_of(field)) for field in dataclasses.fields(hint)]
        fields = [field for field in fields if field[0] != "extra"]
        return dataclasses.make_dataclass(hint.__name__, fields, frozen=True, kw_only=True, slots=True)
    if isinstance(hint, types.UnionType):
        members = [plain(member) for member in hint.__args__ if member is not package.Unrecognized]
        return functools.reduce(operator.or_, members)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        return types.GenericAlias(list, (plain(arguments[0]),))
    if origin is Mapping:
        return types.GenericAlias(dict, (str, plain(arguments[1])))
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return str
    return list[int] if hint is bytes else hint


def default_of(field: "dataclasses.Field[Any]") -> list[Any]:
    default = field.default
    if default is dataclasses.MISSING:
        return []
    return [dataclasses.field(default=default.value if isinstance(default, enum.Enum) else default)]


# The package is listed twice: any difference between the two is noise.
LIBRARIES: dict[str, Callable[[], Functions]] = {
    OURS: ours,
    AGAIN: ours,
    DICT: plain_dict,
    VALIDATE: openai_validate,
    CONSTRUCT: openai_construct,
    "mashumaro": mashumaro,
    "cattrs": cattrs,
    "adaptix": adaptix,
    "dacite": dacite,
    "dataclasses-json": dataclasses_json,
}

# Programs whose imports are compared.
BARE = "nothing"
PYDANTIC, TYPES, STDLIB = "pydantic, one BaseModel", "openai.types.chat", "dataclasses, enum, json, typing"
IMPORTS = {
    BARE: "",
    OURS: f"import {NAME}",
    AGAIN: f"import {NAME}",
    STDLIB: f"import {STDLIB}",
    PYDANTIC: "import pydantic\nclass One(pydantic.BaseModel):\n    name: str",
    TYPES: "from openai.types.chat import ChatCompletion",
}

# The module that each library and each import needs, if it is not in the standard library.
MODULES = dict.fromkeys([*LIBRARIES, *IMPORTS], "") | {
    VALIDATE: "openai",
    CONSTRUCT: "openai",
    TYPES: "openai",
    PYDANTIC: "pydantic",
    "mashumaro": "mashumaro",
    "cattrs": "cattrs",
    "adaptix": "adaptix",
    "dacite": "dacite",
    "dataclasses-json": "dataclasses_json",
}


def installed(library: str) -> bool:
    return not MODULES[library] or importlib.util.find_spec(MODULES[library]) is not None

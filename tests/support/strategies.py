# SPDX-License-Identifier: MIT-0
"""Hypothesis strategies for the tests: JSON values, bodies, objects built by hand, and changes at a random place."""

import copy
import dataclasses
import enum
import functools
import types
import typing
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from .. import package
from .documents import Path, at, places

Response = package.CreateChatCompletionResponse

# --- JSON values

TRICKY = [
    *("", " ", "\x00", "\x1b[31m", "\n", "\u2028", "\ufeff", "\ud800", "\udfff\ud800", "e\u0301", "ß", "🦆", "a" * 300),
    *("'", '"', "\\", "$.a[0]", "id", "extra", "_wire", "self", "cls", "from_dict", "__class__", "__proto__", "null"),
]
texts = st.sampled_from(TRICKY) | st.text(st.characters(), max_size=6)
integers = st.sampled_from([0, 1, -1, 255, 256, 2**31, 2**63, -(2**63) - 1, 2**64, 10**30]) | st.integers()
numbers = st.sampled_from([0.0, -0.0, 1.0, -9999.0, 5e-324, 1.7976931348623157e308, 0.1]) | st.floats(
    allow_nan=False, allow_infinity=False
)
scalars = st.none() | st.booleans() | integers | numbers | texts
json_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)

# --- Bodies, in the published schema's shape

ERROR_KEYS = ("error", "errors", "detail", "message")  # in a body without choices they make it an error body


class Value:
    """Strategies for one value: what the published schema allows, and what the package accepts."""

    def __init__(self, published: Any, accepted: Any = None) -> None:
        self.published = published
        self.accepted = published if accepted is None else accepted


class Enum(Value):
    """One of these strings. The schema allows no others; the package accepts any string."""

    def __init__(self, *strings: str) -> None:
        published = st.sampled_from(strings)
        super().__init__(published, published | texts)


class Constant(Value):
    """Always this string, because it decides which class of a union an object has."""

    def __init__(self, string: str) -> None:
        super().__init__(st.just(string))


def array_of(item: Value) -> Value:
    return Value(st.lists(item.published, max_size=2), st.lists(item.accepted, max_size=2))


def map_of(value: Value) -> Value:
    """An object whose keys are data."""
    return Value(
        st.dictionaries(texts, value.published, max_size=2), st.dictionaries(texts, value.accepted, max_size=2)
    )


def object_of(*, reserved: tuple[str, ...] = (), **fields: Any) -> Value:
    """An object with these fields, and perhaps with one unknown key that is not reserved.

    The name of an argument says what the schema allows: `name` must be there, `name_or_null` may be null,
    `name_if_any` may be absent, `name_if_any_or_null` may be both. The package accepts null and absence wherever the
    schema allows either, and for every Enum and Constant.
    """
    known = {name.partition("_if_any")[0].removesuffix("_or_null"): (name, field) for name, field in fields.items()}
    unknown = st.dictionaries(
        texts.filter(lambda key: key not in known and key not in reserved), json_values, max_size=1
    )
    maybe_unknown: Any = st.just({}) | unknown

    def strategy(published: bool) -> Any:
        spellings = {}
        for key, (name, field) in known.items():
            optional, nullable = "_if_any" in name, name.endswith("_or_null")
            if not published and (optional or nullable or isinstance(field, (Enum, Constant))):
                optional = nullable = True
            spellings[key] = st.sampled_from(["given", "given"] + ["absent"] * optional + ["null"] * nullable)

        @st.composite
        def build(draw: Any) -> dict[str, Any]:
            body: dict[str, Any] = {}
            for key, (_, field) in known.items():
                spelled = draw(spellings[key])
                if spelled == "null":
                    body[key] = None
                elif spelled == "given":
                    body[key] = draw(field.published if published else field.accepted)
            return body | draw(maybe_unknown)

        return build()

    return Value(strategy(published=True), strategy(published=False))


string, integer, number, boolean = Value(texts), Value(integers), Value(numbers | integers), Value(st.booleans())
byte_string = Value(st.lists(st.integers(0, 255), max_size=4))
anything = Value(texts, json_values)

OWN_KEYS = ("type", "function", "custom", "url_citation", "results", "code")  # they decide the class in a union
unrecognized = st.dictionaries(texts.filter(lambda key: key not in OWN_KEYS), json_values, max_size=2).flatmap(
    lambda body: st.sampled_from([body, body | {"type": None}, body | {"type": "file"}, body | {"type": ""}])
)


def one_of(*members: Value) -> Value:
    return Value(
        st.one_of(*(member.published for member in members)),
        st.one_of(*(member.accepted for member in members), unrecognized),
    )


function = object_of(name=string, arguments=string)
tool_calls = array_of(
    one_of(
        object_of(id=string, type=Constant("function"), function=function, reserved=OWN_KEYS),
        object_of(id=string, type=Constant("custom"), custom=object_of(name=string, input=string), reserved=OWN_KEYS),
    )
)
citation = object_of(start_index=integer, end_index=integer, url=string, title=string)
annotations = array_of(one_of(object_of(type=Constant("url_citation"), url_citation=citation, reserved=OWN_KEYS)))
audio = object_of(id=string, expires_at=integer, data=string, transcript=string)
message = object_of(
    role=Enum("assistant"),
    content_or_null=string,
    refusal_or_null=string,
    tool_calls_if_any=tool_calls,
    annotations_if_any=annotations,
    function_call_if_any=function,
    audio_if_any_or_null=audio,
)
token: dict[str, Any] = {"token": string, "logprob": number, "bytes_or_null": byte_string}
tokens = array_of(object_of(**token, top_logprobs=array_of(object_of(**token))))
logprobs = object_of(content_or_null=tokens, refusal_or_null=tokens)
choice = object_of(
    index=integer,
    message=message,
    finish_reason=Enum("stop", "length", "tool_calls", "content_filter", "function_call"),
    logprobs_or_null=logprobs,
)
usage = object_of(
    completion_tokens=integer,
    prompt_tokens=integer,
    total_tokens=integer,
    completion_tokens_details_if_any=object_of(
        accepted_prediction_tokens_if_any=integer,
        audio_tokens_if_any=integer,
        reasoning_tokens_if_any=integer,
        rejected_prediction_tokens_if_any=integer,
        text_tokens_if_any=integer,
    ),
    prompt_tokens_details_if_any=object_of(
        audio_tokens_if_any=integer,
        cached_tokens_if_any=integer,
        text_tokens_if_any=integer,
        image_tokens_if_any=integer,
        cache_write_tokens_if_any=integer,
    ),
)
result = object_of(
    type=Enum("moderation_result"),
    model=string,
    flagged=boolean,
    categories=map_of(boolean),
    category_scores=map_of(number),
    category_applied_input_types=map_of(array_of(Enum("text", "image"))),
)
moderation_outcome = one_of(
    object_of(type=Constant("moderation_results"), model=string, results=array_of(result), reserved=OWN_KEYS),
    object_of(type=Constant("error"), code=string, message=string, reserved=OWN_KEYS),
)
response = object_of(
    id=string,
    object=Enum("chat.completion"),
    created=integer,
    model=string,
    choices=array_of(choice),
    usage_if_any=usage,
    service_tier_if_any_or_null=Enum("auto", "default", "flex", "scale", "priority", "fast"),
    system_fingerprint_if_any=string,
    metadata_if_any_or_null=map_of(anything),
    moderation_if_any_or_null=object_of(input=moderation_outcome, output=moderation_outcome),
    reserved=ERROR_KEYS,
)

published_bodies = response.published  # valid by the published schema
bodies = response.accepted  # accepted by the package


def from_schema(schema: dict[str, Any], root: dict[str, Any]) -> Any:
    """A strategy for what a JSON Schema allows. It knows the keywords that the published schema uses."""
    if "$ref" in schema:
        target = root
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        return st.deferred(lambda: from_schema(target, root))
    for union in ("anyOf", "oneOf"):
        if union in schema:
            return st.one_of([from_schema(member, root) for member in schema[union]])
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kind = schema.get("type")
    if isinstance(kind, list):
        return st.one_of([from_schema(schema | {"type": one}, root) for one in kind])
    if kind == "array":
        items = from_schema(schema["items"], root)
        bounded = schema["items"].get("type") == "integer"  # the bytes
        return st.lists(st.integers(0, 255) if bounded else items, max_size=2)
    if kind == "object" and "properties" in schema:
        fields = {key: from_schema(field, root) for key, field in schema["properties"].items()}
        required = {key: fields.pop(key) for key in schema.get("required", ())}
        return st.fixed_dictionaries(required, optional=fields)
    if kind == "object":
        members = schema.get("additionalProperties")
        return st.dictionaries(texts, from_schema(members, root) if isinstance(members, dict) else json_values)
    plain = {"string": texts, "integer": integers, "number": numbers, "boolean": st.booleans(), "null": st.none()}
    return plain.get(kind or "", json_values)


# --- Objects built by hand, from the annotations of their classes


@functools.cache
def fields_of(cls: Any) -> list[tuple[str, Any, bool]]:
    """For each field: its name, a strategy for its values, and whether it can be left out.

    `type` is not among them, because with another `type` an object is read as one of another class.
    """
    hints = typing.get_type_hints(cls)
    found = []
    for field in dataclasses.fields(cls):
        optional = field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
        if field.name not in ("type", "extra"):
            found.append((field.name, of_type(hints[field.name]), optional))
    reserved = {field.name for field in dataclasses.fields(cls)} - {"extra"}
    reserved |= {package.Unrecognized: {*OWN_KEYS}, Response: {*ERROR_KEYS}}.get(cls, set())
    keys = texts.filter(lambda key: key not in reserved)
    return [*found, ("extra", st.dictionaries(keys, json_values, max_size=2), True)]


@st.composite
def built(draw: Any, cls: Any) -> Any:
    """An object of the class, from values of the annotated types."""
    given = {name: draw(values) for name, values, optional in fields_of(cls) if not (optional and draw(st.booleans()))}
    if cls is package.Unrecognized:
        given["type"] = draw(st.sampled_from([None, "", "file", "Function"]))
    return cls(**given)


@functools.cache
def of_type(hint: Any) -> Any:
    """A strategy for values of an annotated type."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return st.one_of([of_type(member) for member in inner])
    if origin is tuple:
        return st.lists(of_type(inner[0]), max_size=2).map(tuple)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return st.dictionaries(texts, of_type(inner[1]), max_size=2)
    if dataclasses.is_dataclass(hint):
        return built(hint)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return st.sampled_from(list(hint))
    plain = {
        str: texts,
        int: integers,
        float: numbers | integers,
        bool: st.booleans(),
        bytes: st.binary(max_size=4),
        type(None): st.none(),
        Any: json_values,
    }
    return plain[hint]


objects = built(Response)


# --- A change at a random place

ODD: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    3.5,
    "",
    "stop",
    "eos",
    "custom",
    "error",
    [],
    {},
    [None],
    [{}],
    {"type": "custom"},
]


@st.composite
def changes(draw: Any, documents: Any) -> tuple[dict[str, Any], Path, dict[str, Any]]:
    """A document, a path in it, and the document with a change there: another value, no value, or one more value."""
    document = draw(documents)
    changed = copy.deepcopy(document)
    path = draw(st.sampled_from([*places(document)][1:]))
    holder, last = at(changed, path[:-1]), path[-1]
    what = draw(st.sampled_from(["replace", "replace", "remove", "add"]))
    if what == "replace":
        holder[last] = draw(st.sampled_from(ODD).map(copy.deepcopy) | json_values)
    elif what == "remove":
        del holder[last]
    elif isinstance(holder, dict):
        new = draw(texts | st.sampled_from(["usage", "tool_calls", "function", "custom", "code", "error", "type"]))
        path = (*path[:-1], new)
        holder[new] = draw(st.sampled_from(ODD).map(copy.deepcopy) | json_values)
    else:
        holder.insert(last, draw(st.sampled_from(ODD).map(copy.deepcopy) | json_values))
    return document, path, changed

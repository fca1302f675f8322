# SPDX-License-Identifier: MIT-0
"""What hypothesis makes for the tests: JSON values, bodies, objects built by hand, and one change at a random place."""

import copy
import dataclasses
import enum
import types
import typing
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from .. import package, submodule

Model = submodule("_model").Model
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


def a_choice_of(*words: str) -> "Words":
    return Words(words)


class Words:
    """A string from a list that the schema closes and the package leaves open."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self.published = st.sampled_from(words)
        self.accepted = self.published | texts


class Constant(Words):
    """The one string that the schema allows, which may also be absent or null; a union is chosen by it."""

    def __init__(self, word: str) -> None:
        self.published = self.accepted = st.just(word)


class Member:
    """A value that both take, or two strategies: one for what the schema allows, one for what is accepted."""

    def __init__(self, published: Any, accepted: Any = None) -> None:
        self.published = published
        self.accepted = published if accepted is None else accepted


def listed(item: Member) -> Member:
    return Member(st.lists(item.published, max_size=2), st.lists(item.accepted, max_size=2))


def named(member: Member) -> Member:
    return Member(
        st.dictionaries(texts, member.published, max_size=2), st.dictionaries(texts, member.accepted, max_size=2)
    )


def shaped(*, reserved: tuple[str, ...] = (), **fields: Any) -> Member:
    """An object. A field's name says what may be missing: `name` must be there, `name_or_null` may also be null,
    `name_if_any` may be absent, `name_if_any_or_null` may be both; a Constant is always there by the schema.

    What is accepted: a field that is not plainly `name` may be absent or null, whatever the schema says of it.
    """
    known = {name.partition("_if_any")[0].removesuffix("_or_null"): (name, field) for name, field in fields.items()}
    extras = st.dictionaries(
        texts.filter(lambda key: key not in known and key not in reserved), json_values, max_size=1
    )

    @st.composite
    def build(draw: Any, published: bool) -> dict[str, Any]:
        body: dict[str, Any] = {}
        for key, (name, field) in known.items():
            optional, nullable = "_if_any" in name, name.endswith("_or_null")
            if not published and (optional or nullable or isinstance(field, Words)):
                optional = nullable = True
            spelled = draw(st.sampled_from(["given", "given"] + ["absent"] * optional + ["null"] * nullable))
            if spelled == "null":
                body[key] = None
            elif spelled == "given":
                body[key] = draw(field.published if published else field.accepted)
        body |= draw(st.just({}) | extras)
        return body

    return Member(build(True), build(False))


string, integer, number, boolean = Member(texts), Member(integers), Member(numbers | integers), Member(st.booleans())
byte_string = Member(st.lists(st.integers(0, 255), max_size=4))
anything = Member(texts, json_values)

OWN_KEYS = ("type", "function", "custom", "url_citation", "results", "code")  # by which a union's member is chosen
unrecognized = st.dictionaries(texts.filter(lambda key: key not in OWN_KEYS), json_values, max_size=2).flatmap(
    lambda body: st.sampled_from([body, body | {"type": None}, body | {"type": "file"}, body | {"type": ""}])
)


def one_of(*members: Member) -> Member:
    return Member(
        st.one_of(*(member.published for member in members)),
        st.one_of(*(member.accepted for member in members), unrecognized),
    )


function = shaped(name=string, arguments=string)
tool_calls = listed(
    one_of(
        shaped(id=string, type=Constant("function"), function=function, reserved=OWN_KEYS),
        shaped(id=string, type=Constant("custom"), custom=shaped(name=string, input=string), reserved=OWN_KEYS),
    )
)
citation = shaped(start_index=integer, end_index=integer, url=string, title=string)
annotations = listed(one_of(shaped(type=Constant("url_citation"), url_citation=citation, reserved=OWN_KEYS)))
audio = shaped(id=string, expires_at=integer, data=string, transcript=string)
message = shaped(
    role=a_choice_of("assistant"),
    content_or_null=string,
    refusal_or_null=string,
    tool_calls_if_any=tool_calls,
    annotations_if_any=annotations,
    function_call_if_any=function,
    audio_if_any_or_null=audio,
)
token = {"token": string, "logprob": number, "bytes_or_null": byte_string}
tokens = listed(shaped(**token, top_logprobs=listed(shaped(**token))))
logprobs = shaped(content_or_null=tokens, refusal_or_null=tokens)
choice = shaped(
    index=integer,
    message=message,
    finish_reason=a_choice_of("stop", "length", "tool_calls", "content_filter", "function_call"),
    logprobs_or_null=logprobs,
)
usage = shaped(
    completion_tokens=integer,
    prompt_tokens=integer,
    total_tokens=integer,
    completion_tokens_details_if_any=shaped(
        accepted_prediction_tokens_if_any=integer,
        audio_tokens_if_any=integer,
        reasoning_tokens_if_any=integer,
        rejected_prediction_tokens_if_any=integer,
        text_tokens_if_any=integer,
    ),
    prompt_tokens_details_if_any=shaped(
        audio_tokens_if_any=integer,
        cached_tokens_if_any=integer,
        text_tokens_if_any=integer,
        image_tokens_if_any=integer,
        cache_write_tokens_if_any=integer,
    ),
)
result = shaped(
    type=a_choice_of("moderation_result"),
    model=string,
    flagged=boolean,
    categories=named(boolean),
    category_scores=named(number),
    category_applied_input_types=named(listed(a_choice_of("text", "image"))),
)
moderation_outcome = one_of(
    shaped(type=Constant("moderation_results"), model=string, results=listed(result), reserved=OWN_KEYS),
    shaped(type=Constant("error"), code=string, message=string, reserved=OWN_KEYS),
)
response = shaped(
    id=string,
    object=a_choice_of("chat.completion"),
    created=integer,
    model=string,
    choices=listed(choice),
    usage_if_any=usage,
    service_tier_if_any_or_null=a_choice_of("auto", "default", "flex", "scale", "priority", "fast"),
    system_fingerprint_if_any=string,
    metadata_if_any_or_null=named(anything),
    moderation_if_any_or_null=shaped(input=moderation_outcome, output=moderation_outcome),
    reserved=ERROR_KEYS,
)

published_bodies = response.published  # valid by the published schema
bodies = response.accepted  # accepted, though perhaps not valid


def from_schema(schema: dict[str, Any], root: dict[str, Any]) -> Any:
    """Whatever a JSON Schema allows, for as much of its vocabulary as the published one uses."""
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


@st.composite
def built(draw: Any, cls: type) -> Any:
    """An object of the class, from values of the annotated types.

    A `type` keeps its default, as an object with another one would be another object.
    """
    hints = typing.get_type_hints(cls)
    names = [field.name for field in dataclasses.fields(cls)]
    reserved = {*names, *(OWN_KEYS if cls is package.Unrecognized else ()), *(ERROR_KEYS if cls is Response else ())}
    given: dict[str, Any] = {}
    for field in dataclasses.fields(cls):
        optional = field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
        if field.name == "type" or (optional and draw(st.booleans())):
            continue
        if field.name == "extra":
            keys = texts.filter(lambda key: key not in reserved - {"extra"})
            given["extra"] = draw(st.dictionaries(keys, json_values, max_size=2))
        else:
            given[field.name] = draw(of_type(hints[field.name]))
    if cls is package.Unrecognized:
        given["type"] = draw(st.none() | st.sampled_from(["", "file", "Function"]))
    return cls(**given)


def of_type(hint: Any) -> Any:
    """Values of an annotated type."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return st.one_of([of_type(member) for member in inner])
    if origin is tuple:
        return st.lists(of_type(inner[0]), max_size=2).map(tuple)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return st.dictionaries(texts, of_type(inner[1]), max_size=2)
    if isinstance(hint, type) and issubclass(hint, Model):
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


# --- One change at a random place

Path = tuple[str | int, ...]


def places(value: Any, path: Path = ()) -> list[Path]:
    """Where a document can be changed: the path of each value in it."""
    found = [path]
    if isinstance(value, dict):
        for key, member in value.items():
            found += places(member, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            found += places(item, (*path, index))
    return found


def at(document: Any, path: Path) -> Any:
    for part in path:
        document = document[part]
    return document


WRONG = [None, True, False, 0, -1, 3.5, "", "stop", "eos", "custom", "error", [], {}, [None], [{}], {"type": "custom"}]


@st.composite
def changes(draw: Any, documents: Any) -> tuple[dict[str, Any], Path, dict[str, Any]]:
    """A document, a place in it, and the document with that place changed: another value, none, or a new neighbour."""
    document = draw(documents)
    changed = copy.deepcopy(document)
    path = draw(st.sampled_from(places(document)[1:]))
    holder, last = at(changed, path[:-1]), path[-1]
    what = draw(st.sampled_from(["replace", "replace", "remove", "add"]))
    if what == "replace":
        holder[last] = draw(st.sampled_from(WRONG).map(copy.deepcopy) | json_values)
    elif what == "remove":
        del holder[last]
    elif isinstance(holder, dict):
        new = draw(texts | st.sampled_from(["usage", "tool_calls", "function", "custom", "code", "error", "type"]))
        path = (*path[:-1], new)
        holder[new] = draw(st.sampled_from(WRONG).map(copy.deepcopy) | json_values)
    else:
        holder.insert(last, draw(st.sampled_from(WRONG).map(copy.deepcopy) | json_values))
    return document, path, changed

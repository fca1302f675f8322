# SPDX-License-Identifier: MIT-0
"""Objects built by hand: they hold what parsed ones hold, and emit what the schema requires."""

import array
import dataclasses
import enum
import types
import unittest
from typing import Any

from .. import package, submodule
from ..support.bodies import CHOICE, a_body
from ..support.contract import CHUNK, EXPECTED, FUNCTION_TOOL_CALL, RESULT_BODY
from ..support.documents import nested, without
from .cases import (
    WIRE_CLASSES,
    Real,
    Text,
    Whole,
    constant,
    emitted_by_hand,
    enum_of,
    every_class,
    every_enum_field,
    every_field,
    every_optional_field,
    every_required_field,
    fields_in,
    fields_where,
    json_type,
    wrong_call,
)
from .test_fields import JSON_NAMES, OTHER_TYPES

Response, Choice, Function = package.CreateChatCompletionResponse, package.Choice, package.Function
Message, TopLogprob, Logprobs = package.ChatCompletionResponseMessage, package.TopLogprob, package.Logprobs
Chunk = submodule("streaming").CreateChatCompletionStreamResponse

MESSAGE = Message(content="Yes.")
ONE_CHOICE = Choice(index=0, message=MESSAGE, finish_reason=package.FinishReason.STOP)
TOKEN = {"token": "n", "logprob": -0.5}


def response(**changes: Any) -> Any:
    """A response built by hand, with these fields instead of its own."""
    return Response(**{"id": "a", "created": 1, "model": "m", "choices": (ONE_CHOICE,)} | changes)


class Emitted(unittest.TestCase):
    @every_class
    def test_an_object_of_required_fields_alone_emits_what_the_schema_requires(
        self, cls: Any, sample: Any, rules: Any
    ) -> None:
        required = {key: sample[key] for key, rule in rules.items() if rule.endswith("!")}
        built = cls(**required)
        self.assertEqual(built.extra, {})
        self.assertEqual(built.to_dict(), required | emitted_by_hand(rules))
        self.assertEqual(cls.from_dict(built.to_dict()), built)

    def test_a_response_built_by_hand_emits_a_whole_body(self) -> None:
        self.assertEqual(response().to_dict(), a_body())
        self.assertEqual(Response.from_dict(a_body()), response())
        self.assertEqual(package.check(response().to_dict()), ())

    def test_a_choice_of_a_chunk_emits_a_finish_reason_only_if_it_has_one(self) -> None:
        stream_choice = submodule("streaming").StreamChoice
        self.assertEqual(stream_choice(index=0, delta={}).to_dict(), {"index": 0, "delta": {}})
        finished = stream_choice(index=0, delta={}, finish_reason="stop")
        self.assertEqual(finished.to_dict(), {"index": 0, "delta": {}, "finish_reason": "stop"})


class EqualToParsed(unittest.TestCase):
    @every_class
    def test_an_object_built_from_the_values_of_its_json_equals_the_parsed_one(
        self, cls: Any, sample: Any, rules: Any
    ) -> None:
        known = {key: sample[key] for key in rules}
        parsed, built = cls.from_dict(sample), cls(**known, extra=without(sample, *rules))
        self.assertEqual((built, hash(built), repr(built)), (parsed, hash(parsed), repr(parsed)))
        self.assertEqual(built.to_dict(), sample)
        for name, value in fields_in(parsed).items():
            self.assertIs(type(getattr(built, name)), type(value), name)

    @every_class
    def test_an_object_built_from_the_fields_of_a_parsed_one_equals_it(self, cls: Any, sample: Any, rules: Any) -> None:
        parsed = cls.from_dict(sample | {"added": [1, {"a": None}]})
        built = cls(**fields_in(parsed))
        self.assertEqual((built, built.to_dict()), (parsed, parsed.to_dict()))
        self.assertIsNot(built, parsed)

    @every_field
    def test_a_field_replaced_by_the_value_of_its_json_equals_the_parsed_one(
        self, cls: Any, sample: Any, key: str, rule: str
    ) -> None:
        parsed = cls.from_dict(sample)
        self.assertEqual(dataclasses.replace(parsed, **{key: sample[key]}), parsed)

    @every_enum_field
    def test_a_known_string_becomes_the_member_and_another_stays_a_plain_string(
        self, cls: Any, sample: Any, key: str, rule: str
    ) -> None:
        whole = fields_in(cls.from_dict(sample))
        for member in enum_of(cls, key):
            for given in (member, member.value, Text(member.value)):
                self.assertIs(getattr(cls(**whole | {key: given}), key), member)
        unknown = getattr(cls(**whole | {key: Text("no such value")}), key)
        self.assertEqual((unknown, type(unknown)), ("no such value", str))

    def test_known_strings_in_a_map_become_members(self) -> None:
        given = RESULT_BODY | {"category_applied_input_types": {"harm": ["text", Text("smell")]}}
        found = package.ModerationResultBody(**given).category_applied_input_types
        self.assertEqual(repr(found), "{'harm': (ModerationInputType.TEXT, 'smell')}")

    @fields_where(lambda name, key, rule: json_type(rule) in ("string", "integer", "number"))
    def test_a_scalar_of_a_subclass_becomes_plain(self, cls: Any, sample: Any, key: str, rule: str) -> None:
        kind = {str: Text, int: Whole, float: Real}[type(sample[key])]
        built = cls(**{name: sample[name] for name in fields_in(cls.from_dict(sample)) if name in sample}, extra={})
        again = dataclasses.replace(built, **{key: kind(sample[key])})
        self.assertEqual(again, built)
        self.assertNotIn(type(getattr(again, key)), (Text, Whole, Real))


class Collections(unittest.TestCase):
    @fields_where(lambda name, key, rule: json_type(rule) == "array")
    def test_any_iterable_becomes_a_tuple_and_its_objects_keep_their_identity(
        self, cls: Any, sample: Any, key: str, rule: str
    ) -> None:
        whole = fields_in(cls.from_dict(sample))
        items = whole[key]
        for given in (items, list(items), iter(items), (each for each in items), dict(enumerate(items)).values()):
            held = getattr(cls(**whole | {key: given}), key)
            self.assertIs(type(held), tuple)
            for found, item in zip(held, items, strict=True):
                self.assertIs(found, item)

    @fields_where(lambda name, key, rule: json_type(rule) == "array")
    def test_dicts_in_an_iterable_become_objects(self, cls: Any, sample: Any, key: str, rule: str) -> None:
        whole = fields_in(cls.from_dict(sample))
        mixed = [sample[key][0], *whole[key]]
        held = getattr(cls(**whole | {key: iter(mixed)}), key)
        self.assertEqual(held, (whole[key][0], *whole[key]))
        self.assertIs(held[1], whole[key][0])

    @fields_where(lambda name, key, rule: json_type(rule) == "array")
    def test_a_text_or_an_object_is_no_array(self, cls: Any, sample: Any, key: str, rule: str) -> None:
        whole = fields_in(cls.from_dict(sample))
        or_null = "" if rule.endswith("!") else " or null"
        for given in ("stop", b"stop", bytearray(b"stop"), whole[key][0]):
            name = "string" if type(given) is str else type(given).__name__
            text = f"{cls.__name__}: {key}: expected array{or_null}, got {name}"
            self.assertEqual(wrong_call(cls, **whole | {key: given}), text)

    @fields_where(lambda name, key, rule: json_type(rule) == "bytes")
    def test_integers_and_whatever_holds_bytes_become_bytes(self, cls: Any, sample: Any, key: str, rule: str) -> None:
        octets = bytes(sample[key])
        given: list[Any] = [list(octets), tuple(octets), iter(octets), octets, bytearray(octets), memoryview(octets)]
        for each in (*given, array.array("B", octets)):
            built = cls(**sample | {key: each})
            self.assertEqual((getattr(built, key), type(getattr(built, key))), (octets, bytes))
            self.assertEqual(built.to_dict(), sample)
        self.assertEqual(getattr(cls(**sample | {key: range(3)}), key), b"\0\1\2")

    @fields_where(lambda name, key, rule: json_type(rule) == "object")
    def test_a_mapping_where_an_object_belongs_is_read_as_one(self, cls: Any, sample: Any, key: str, rule: str) -> None:
        parsed = cls.from_dict(sample)
        for given in (sample[key], types.MappingProxyType(sample[key])):
            self.assertEqual(dataclasses.replace(parsed, **{key: given}), parsed)

    @fields_where(lambda name, key, rule: json_type(rule) == "object")
    def test_an_object_keeps_its_identity(self, cls: Any, sample: Any, key: str, rule: str) -> None:
        whole = fields_in(cls.from_dict(sample))
        if dataclasses.is_dataclass(whole[key]):
            self.assertIs(getattr(cls(**whole), key), whole[key])

    def test_later_changes_of_lists_and_dicts_do_not_reach_the_object(self) -> None:
        choices, extra, metadata = [ONE_CHOICE], {"a": [{"b": 1}]}, {"k": ["v"]}
        built = response(choices=choices, extra=extra, metadata=metadata)
        choices.clear()
        extra["a"][0]["b"] = 2
        metadata["k"].append("w")
        self.assertEqual(built.choices, (ONE_CHOICE,))
        self.assertEqual((built.extra, built.metadata), ({"a": ({"b": 1},)}, {"k": ("v",)}))
        self.assertEqual(built.to_dict(), a_body(a=[{"b": 1}], metadata={"k": ["v"]}))
        self.assertEqual(hash(built), hash(response(extra={"a": [{"b": 1}]}, metadata={"k": ["v"]})))

    def test_an_object_may_be_built_while_the_arguments_of_another_of_its_class_are_made(self) -> None:
        """A generator runs inside the constructor; what it builds is held to the same rules."""
        inner = (choice for _ in range(1) for choice in response(choices=[CHOICE]).choices)
        self.assertEqual(response(choices=inner), response())
        wrong = (choice for _ in range(1) for choice in response(model=5).choices)
        text = "CreateChatCompletionResponse: model: expected string, got integer"
        self.assertEqual(wrong_call(response, choices=wrong), text)


class NotGiven(unittest.TestCase):
    @every_optional_field
    def test_none_is_the_same_as_not_given(self, cls: Any, sample: Any, key: str, rule: str) -> None:
        others = without(sample, key, "to")
        null, absent = cls(**others | {key: None}), cls(**others)
        self.assertEqual((null, null.to_dict()), (absent, absent.to_dict()))
        self.assertEqual(getattr(null, key), constant(rule))
        self.assertEqual(null.extra, {})

    @every_required_field
    def test_none_for_a_required_field_is_a_type_error(self, cls: Any, sample: Any, key: str, rule: str) -> None:
        text = f"{cls.__name__}: {key}: expected {json_type(rule)}, got null"
        self.assertEqual(wrong_call(cls, **sample | {key: None}), text)

    @every_required_field
    def test_a_required_field_that_is_left_out_is_a_type_error(
        self, cls: Any, sample: Any, key: str, rule: str
    ) -> None:
        text = f"{cls.__name__}.__init__() missing 1 required keyword-only argument: {key!r}"
        self.assertEqual(wrong_call(cls, **without(sample, key)), text)


class Extra(unittest.TestCase):
    @every_class
    def test_replace_keeps_a_frozen_extra_as_it_is(self, cls: Any, sample: Any, rules: Any) -> None:
        unknown: dict[str, Any] = {f"key {number}": [number] for number in range(100)}
        for more in ({}, {"a": 1}, unknown):
            parsed = cls.from_dict(sample | more)
            for key in rules:
                replaced = dataclasses.replace(parsed, **{key: getattr(parsed, key)})
                self.assertIs(replaced.extra, parsed.extra)

    @every_class
    def test_extra_that_names_a_field_is_a_type_error(self, cls: Any, sample: Any, rules: Any) -> None:
        parsed = cls.from_dict(sample)
        for key in rules:
            text = f"{cls.__name__}: extra: {key!r} is a field; give it as {key}="
            self.assertEqual(wrong_call(dataclasses.replace, parsed, extra={key: None}), text)

    def test_extra_can_be_taken_from_another_object(self) -> None:
        one = Response.from_dict(a_body(a=[1, {"b": []}]))
        other = response(extra=one.extra | {"c": one.extra["a"]})
        self.assertEqual(other.to_dict(), a_body(a=[1, {"b": []}], c=[1, {"b": []}]))

    def test_extra_from_another_class_gives_only_its_unknown_keys(self) -> None:
        choice = Choice.from_dict({"index": 0, "message": {}, "logprobs": None})
        message = Message(extra=choice.extra)
        self.assertEqual(message.to_dict(), {"role": "assistant", "content": None, "refusal": None})

    def test_extra_that_is_no_json_is_a_type_error_with_its_place(self) -> None:
        too_deep = "expected at most 100 levels of arrays and objects"
        cases: list[tuple[Any, str]] = [
            ([], "extra: expected object, got array"),
            (None, "extra: expected object, got null"),
            ({1: 2}, "extra: expected strings as keys, got integer"),
            ({"a": {1, 2}}, "extra.a: expected a JSON value, got set"),
            ({"a": {None: 2}}, "extra.a: expected strings as keys, got null"),
            ({"a": [0, b"x"]}, "extra.a[1]: expected a JSON value, got bytes"),
            ({"a": nested(101)}, "extra.a" + "[0]" * 8 + "…" + "[0]" * 10 + f": {too_deep}"),
        ]
        for extra, problem in cases:
            text = wrong_call(response, extra=extra)
            self.assertEqual(text, f"CreateChatCompletionResponse: {problem}")


class Refused(unittest.TestCase):
    @every_field
    def test_a_value_of_another_type_is_a_type_error_that_names_the_class_and_the_field(
        self, cls: Any, sample: Any, key: str, rule: str
    ) -> None:
        expected = EXPECTED.get(json_type(rule), json_type(rule)) + ("" if rule.endswith("!") else " or null")
        parsed = cls.from_dict(sample)
        for value in OTHER_TYPES[json_type(rule)]:
            text = f"{cls.__name__}: {key}: expected {expected}, got {JSON_NAMES[type(value)]}"
            self.assertEqual(wrong_call(cls, **without(sample, "to") | {key: value}), text)
            self.assertEqual(wrong_call(dataclasses.replace, parsed, **{key: value}), text)

    def test_a_wrong_value_inside_is_a_type_error_with_its_place(self) -> None:
        cases: list[tuple[Any, dict[str, Any], str]] = [
            (Choice, {"index": 0, "message": {"content": 5}}, "message.content: expected string or null, got integer"),
            (Choice, {"index": 0, "message": ONE_CHOICE}, "message: expected object, got Choice"),
            (Choice, {"index": {1}, "message": MESSAGE}, "index: expected integer, got tuple"),
            (
                Choice,
                {"index": MESSAGE, "message": MESSAGE},
                "index: expected integer, got ChatCompletionResponseMessage",
            ),
            (Message, {"content": [{"type": "text"}]}, "content: expected string or null, got array"),
            (Message, {"tool_calls": ["a"]}, "tool_calls[0]: expected object, got string"),
            (Message, {"tool_calls": [{"type": 5}]}, "tool_calls[0].type: expected string or null, got integer"),
            (TopLogprob, TOKEN | {"bytes": [0, 256]}, "bytes[1]: expected integer from 0 to 255, got one beyond"),
            (TopLogprob, TOKEN | {"bytes": [True]}, "bytes[0]: expected integer from 0 to 255, got boolean"),
            (Logprobs, {"content": [TOKEN]}, "content[0].top_logprobs: expected array, but the key is missing"),
        ]
        cases = [(cls, fields, f"{cls.__name__}: {problem}") for cls, fields, problem in cases]
        cases += [
            (
                response,
                {"choices": [ONE_CHOICE, MESSAGE]},
                "choices[1]: expected object, got ChatCompletionResponseMessage",
            ),
            (response, {"metadata": [("a", "b")]}, "metadata: expected object or null, got array"),
            (response, {"metadata": {"a": {1}}}, "metadata.a: expected a JSON value, got set"),
            (response, {"metadata": {1: "a"}}, "metadata: expected strings as keys, got integer"),
        ]
        for build, fields, text in cases:
            prefix = "CreateChatCompletionResponse: " if build is response else ""
            self.assertEqual(wrong_call(build, **fields), prefix + text)

    def test_the_fields_of_every_class_are_keyword_only(self) -> None:
        for cls in WIRE_CLASSES:
            text = f"{cls.__name__}.__init__() takes 1 positional argument but 2 were given"
            self.assertEqual(wrong_call(cls, "a"), text)

    def test_an_unknown_field_is_a_type_error(self) -> None:
        text = "Function.__init__() got an unexpected keyword argument 'args'"
        self.assertEqual(wrong_call(Function, name="f", arguments="", args=""), text)


class ErrorBodies(unittest.TestCase):
    def test_a_constructor_knows_no_error_bodies(self) -> None:
        error = {"error": {"message": "no"}}
        self.assertEqual(response(choices=(), extra=error).to_dict(), a_body(choices=[], **error))
        chunk = Chunk(**without(CHUNK, "choices"), extra=error)
        self.assertEqual(chunk.to_dict(), CHUNK | {"choices": []} | error)

    def test_a_tool_call_may_be_given_as_any_class_of_the_union(self) -> None:
        calls = [FUNCTION_TOOL_CALL, package.Unrecognized(type="function"), package.Unrecognized(type="teleport")]
        message = Message(tool_calls=calls)
        self.assertEqual([type(call).__name__ for call in message.tool_calls][1:], ["Unrecognized"] * 2)
        self.assertEqual(message.tool_calls[0], package.ChatCompletionMessageToolCall.from_dict(FUNCTION_TOOL_CALL))
        wrong = wrong_call(Message, tool_calls=[package.Custom(name="a", input="")])
        self.assertEqual(wrong, "ChatCompletionResponseMessage: tool_calls[0]: expected object, got Custom")


class Number(enum.IntEnum):
    ONE = 1


class PlainValues(unittest.TestCase):
    def test_an_enum_of_another_package_becomes_the_plain_value_that_it_stands_for(self) -> None:
        choice = Choice(index=Number.ONE, message=MESSAGE)
        self.assertEqual((choice.index, type(choice.index)), (1, int))


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: MIT-0
"""Objects built by hand: what their fields take, and what they emit."""

import dataclasses
import unittest

from .. import package
from ..support.bodies import CHOICE, a_body
from .cases import WIRE_CLASSES, constant, every_class

Response, Choice, Function = package.CreateChatCompletionResponse, package.Choice, package.Function
Message, TopLogprob = package.ChatCompletionResponseMessage, package.TopLogprob

MESSAGE = Message(content="Yes.")
ONE_CHOICE = Choice(index=0, message=MESSAGE, finish_reason=package.FinishReason.STOP)
TOKEN = {"token": "n", "logprob": -0.5}


def response(**changes):
    """A response built by hand, with these fields instead of its own."""
    return Response(**{"id": "a", "created": 1, "model": "m", "choices": (ONE_CHOICE,)} | changes)


class Emitted(unittest.TestCase):
    @every_class
    def test_an_object_of_required_fields_alone_emits_what_the_schema_requires(self, cls, sample, rules):
        whole = cls.from_dict(sample)
        built = cls(**{key: getattr(whole, key) for key, rule in rules.items() if rule.endswith("!")})
        self.assertEqual(built.extra, {})
        expected = {}
        for key, rule in rules.items():
            if rule.endswith("!"):
                expected[key] = sample[key]
            elif rule.islower():
                expected[key] = constant(rule)
        self.assertEqual(built.to_dict(), expected)
        self.assertEqual(cls.from_dict(built.to_dict()), built)

    def test_a_response_built_by_hand_emits_a_whole_body(self):
        self.assertEqual(response().to_dict(), a_body())
        self.assertEqual(Response.from_dict(a_body()), response())
        self.assertEqual(package.check(response().to_dict()), ())


class Accepted(unittest.TestCase):
    def test_a_tuple_field_takes_any_iterable(self):
        choices = (ONE_CHOICE,)
        for given in (choices, list(choices), iter(choices), (each for each in choices), dict.fromkeys(choices).keys()):
            self.assertEqual(response(choices=given).choices, choices)
        self.assertEqual(package.Logprobs(content=iter([])).content, ())

    def test_a_bytes_field_takes_integers_and_whatever_holds_bytes(self):
        for octets in ([110, 195], (110, 195), bytearray(b"n\xc3"), b"n\xc3"):
            token = TopLogprob(**TOKEN, bytes=octets)
            self.assertEqual((token.bytes, type(token.bytes)), (b"n\xc3", bytes))
            self.assertEqual(token.to_dict()["bytes"], [110, 195])

    def test_an_enum_field_takes_members_and_strings(self):
        self.assertEqual(response(service_tier="batch").to_dict()["service_tier"], "batch")
        self.assertEqual(response(service_tier="auto"), response(service_tier=package.ServiceTier.AUTO))

    def test_later_changes_of_lists_and_dicts_do_not_reach_the_object(self):
        choices, extra, metadata = [ONE_CHOICE], {"a": [{"b": 1}]}, {"k": ["v"]}
        built = response(choices=choices, extra=extra, metadata=metadata)
        choices.clear()
        extra["a"][0]["b"] = 2
        metadata["k"].append("w")
        self.assertEqual(built.choices, (ONE_CHOICE,))
        self.assertEqual((built.extra, built.metadata), ({"a": ({"b": 1},)}, {"k": ("v",)}))
        self.assertEqual(built.to_dict(), a_body(a=[{"b": 1}], metadata={"k": ["v"]}))
        self.assertEqual(hash(built), hash(response(extra={"a": [{"b": 1}]}, metadata={"k": ["v"]})))

    def test_extra_can_be_taken_from_another_object(self):
        one = Response.from_dict(a_body(a=[1, {"b": []}]))
        other = response(extra=one.extra | {"c": one.extra["a"]})
        self.assertEqual(other.to_dict(), a_body(a=[1, {"b": []}], c=[1, {"b": []}]))

    def test_extra_from_another_class_gives_only_its_unknown_keys(self):
        choice = Choice.from_dict({"index": 0, "message": {}, "logprobs": None})
        message = Message(extra=choice.extra)
        self.assertEqual(message.to_dict(), {"role": "assistant", "content": None, "refusal": None})


class Refused(unittest.TestCase):
    def test_the_fields_of_every_class_are_keyword_only(self):
        for cls in WIRE_CLASSES:
            with self.subTest(cls.__name__), self.assertRaises(TypeError) as caught:
                cls("a")
            text = f"{cls.__name__}.__init__() takes 1 positional argument but 2 were given"
            self.assertEqual(str(caught.exception), text)

    def test_a_wrong_value_is_a_type_error_that_names_the_class_and_the_field(self):
        a_dict = {"role": "assistant", "content": "Yes."}
        calls = "ChatCompletionMessageToolCall or ChatCompletionMessageCustomToolCall or Unrecognized"
        advice = "ChatCompletionResponseMessage.from_dict makes one"
        cases = [
            # class, fields, the error without the name of the class
            (Choice, {"message": a_dict}, f"message: expected ChatCompletionResponseMessage, got dict: {advice}"),
            (Choice, {"message": "Yes."}, "message: expected ChatCompletionResponseMessage, got str"),
            (Choice, {"message": ONE_CHOICE}, "message: expected ChatCompletionResponseMessage, got Choice"),
            (Choice, {"message": None}, "message: expected ChatCompletionResponseMessage, got NoneType"),
            (Choice, {"index": {}}, "index: expected int, got dict"),
            (Choice, {"index": None}, "index: expected int, got NoneType"),
            (Choice, {"index": (1,)}, "index: expected int, got tuple"),
            (Choice, {"index": {1}}, "index: expected int, got set"),
            (Choice, {"index": MESSAGE}, "index: expected int, got ChatCompletionResponseMessage"),
            (Choice, {"logprobs": []}, "logprobs: expected Logprobs or None, got list"),
            (Response, {"choices": "stop"}, "choices: expected an iterable of Choice, got str"),
            (Response, {"choices": b"stop"}, "choices: expected an iterable of Choice, got bytes"),
            (
                Response,
                {"choices": {}},
                "choices: expected an iterable of Choice, got dict: Choice.from_dict makes one",
            ),
            (Response, {"choices": ONE_CHOICE}, "choices: expected an iterable of Choice, got Choice"),
            (
                Response,
                {"choices": [ONE_CHOICE, CHOICE]},
                "choices: item 1: expected Choice, got dict: Choice.from_dict makes one",
            ),
            (Message, {"content": [a_dict]}, "content: expected str or None, got list"),
            (Message, {"tool_calls": ["a"]}, f"tool_calls: item 0: expected {calls}, got str"),
            (Response, {"metadata": [("a", "b")]}, "metadata: expected Mapping or None, got list"),
            (TopLogprob, {"bytes": "a"}, "bytes: expected bytes or None, got str"),
            (TopLogprob, {"bytes": {1: 2}}, "bytes: expected bytes or None, got dict"),
            (TopLogprob, {"bytes": 1}, "bytes: expected bytes or None, got int"),
            (TopLogprob, {"bytes": [256]}, "bytes: bytes must be in range(0, 256)"),
            (Response, {"extra": []}, "extra: expected a mapping, got list"),
            (Response, {"extra": {"model": "n"}}, "extra names the field 'model'; give it as model="),
            (Response, {"extra": {"a": {1, 2}}}, "extra: expected a JSON value, got set"),
            (Response, {"extra": {1: 2}}, "extra: expected strings as keys, got integer"),
            (Response, {"extra": {"a": {None: 2}}}, "extra: expected strings as keys, got null"),
            (Response, {"extra": {"a": [b"x"]}}, "extra: expected a JSON value, got bytes"),
        ]
        right = {Choice: {"index": 0, "message": MESSAGE}, TopLogprob: TOKEN, Message: {}}
        right[Response] = {"id": "a", "created": 1, "model": "m", "choices": ()}
        for cls, fields, problem in cases:
            with self.subTest(problem), self.assertRaises(TypeError) as caught:
                cls(**right[cls] | fields)
            self.assertEqual(str(caught.exception), f"{cls.__name__}: {problem}")

    def test_replace_refuses_a_wrong_value_as_well(self):
        with self.assertRaises(TypeError) as caught:
            dataclasses.replace(ONE_CHOICE, logprobs=[])
        self.assertEqual(str(caught.exception), "Choice: logprobs: expected Logprobs or None, got list")

    def test_a_missing_or_unknown_field_is_a_type_error(self):
        with self.assertRaises(TypeError) as caught:
            Choice(index=0)
        self.assertEqual(str(caught.exception), "Choice.__init__() missing 1 required keyword-only argument: 'message'")
        with self.assertRaises(TypeError) as caught:
            Function(name="f", arguments="", args="")
        self.assertEqual(str(caught.exception), "Function.__init__() got an unexpected keyword argument 'args'")


if __name__ == "__main__":
    unittest.main()

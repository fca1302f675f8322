# SPDX-License-Identifier: MIT-0
"""Objects that are copied, pickled, or changed with dataclasses.replace."""

import copy
import dataclasses
import enum
import io
import pickle
import unittest
from typing import Any

from .. import NAME, package, submodule
from ..support.bodies import MESSAGE, a_body
from ..support.contract import CHUNK, ENUMS
from ..support.documents import without
from .cases import BY_NAME, constant, every_class, every_optional_field, fields_in

Response, Unrecognized = package.CreateChatCompletionResponse, package.Unrecognized
Message: Any = package.ChatCompletionResponseMessage
Chunk = submodule("streaming").CreateChatCompletionStreamResponse
PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)


class OwnMessage(Message):
    __slots__ = ()


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class NotedMessage(Message):
    note: str | None = None

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Any:
        data = data.copy()
        note = data.pop("note", None)
        return dataclasses.replace(super().from_dict(data), note=note)

    def to_dict(self) -> dict[str, Any]:
        return super().to_dict() | ({} if self.note is None else {"note": self.note})


class NameCollector(pickle.Unpickler):
    def __init__(self, pickled: bytes) -> None:
        super().__init__(io.BytesIO(pickled))
        self.names: set[str] = set()

    def find_class(self, module: str, name: str) -> Any:
        self.names.add(f"{module.replace('__builtin__', 'builtins')} {name}")
        return super().find_class(module, name)


def globals_in(pickled: bytes) -> set[str]:
    """The names of modules and of what is in them that a pickle refers to."""
    collector = NameCollector(pickled)
    collector.load()
    return collector.names


def public_names() -> set[str]:
    classes = [*BY_NAME.values(), *(getattr(package, name) for name in ENUMS)]
    return {f"{cls.__module__} {cls.__qualname__}" for cls in classes}


class PickleTest(unittest.TestCase):
    def assert_comes_back(self, model: Any) -> None:
        """From each kind of pickle, and with its classes."""
        for protocol in PROTOCOLS:
            again = pickle.loads(pickle.dumps(model, protocol))
            self.assertEqual((again, hash(again), repr(again)), (model, hash(model), repr(model)))
            self.assertEqual((type(again), again.to_dict()), (type(model), model.to_dict()))
            self.assertEqual(again.extra, model.extra)


class Pickles(PickleTest):
    @every_class
    def test_a_pickle_names_the_public_class_and_nothing_else(self, cls: Any, sample: Any, rules: Any) -> None:
        parsed = cls.from_dict(sample | {"added": [1, {"a": None}]})
        nulls = cls.from_dict({key: None if rules.get(key, "!")[-1] == "?" else value for key, value in sample.items()})
        for model in (parsed, nulls, cls(**fields_in(parsed)), cls(**without(sample, "to"))):
            for protocol in PROTOCOLS:
                found = globals_in(pickle.dumps(model, protocol))
                self.assertEqual(found, {"builtins getattr", f"{cls.__module__} {cls.__qualname__}"})

    @every_class
    def test_a_pickle_holds_the_class_and_its_json(self, cls: Any, sample: Any, rules: Any) -> None:
        function, arguments = cls.from_dict(sample).__reduce__()
        self.assertEqual((function, arguments), (cls.from_dict, (sample,)))

    @every_class
    def test_parsed_objects_and_those_built_by_hand_come_back_from_every_pickle(
        self, cls: Any, sample: Any, rules: Any
    ) -> None:
        for model in (cls.from_dict(sample | {"added": [1, {"a": None}]}), cls(**without(sample, "to"))):
            self.assert_comes_back(model)

    def test_what_a_pickle_names_is_where_users_find_it(self) -> None:
        modules = {cls.__module__ for cls in BY_NAME.values()}
        self.assertEqual([module for module in modules if "._" in module.removeprefix(NAME)], [])


class PicklesOfParts(PickleTest):
    def assert_names_only(self, model: Any, *others: str) -> None:
        for protocol in PROTOCOLS[2:]:
            private = globals_in(pickle.dumps(model, protocol)) - public_names() - {"builtins getattr", *others}
            self.assertEqual(private, set())

    def test_an_object_with_a_part_of_a_subclass_comes_back_as_it_was(self) -> None:
        """Also if the input wrote its fields in an unusual way."""
        for kind in (OwnMessage, NotedMessage):
            for body in (a_body(), a_body(usage=None, service_tier=None, x=[1]), without(a_body(), "object")):
                choice = dataclasses.replace(Response.from_dict(body).choices[0], message=kind.from_dict(MESSAGE))
                model = dataclasses.replace(Response.from_dict(body), choices=[choice])
                self.assert_comes_back(model)
                self.assertIs(type(pickle.loads(pickle.dumps(model)).choices[0].message), kind)
                own = f"{kind.__module__} {kind.__qualname__}"
                self.assert_names_only(model, own, "functools partial", "dataclasses replace")

    def test_an_object_of_a_subclass_comes_back_with_its_own_fields(self) -> None:
        for data in (MESSAGE, MESSAGE | {"note": "a", "x": 1}, {"note": "b", "tool_calls": None}):
            self.assert_comes_back(NotedMessage.from_dict(data))
        self.assert_comes_back(NotedMessage(content="Yes.", note="a"))

    def test_an_object_built_by_hand_whose_data_looks_like_an_error_comes_back(self) -> None:
        error = {"error": {"message": "no", "code": [1]}}
        response = Response(id="a", created=1, model="m", choices=(), metadata={"k": "v"}, extra=error)
        chunk = Chunk(**CHUNK, extra=error)
        for model in (response, chunk):
            with self.assertRaises(package.ErrorResponse):
                type(model).from_dict(model.to_dict())
            self.assert_comes_back(model)
            self.assert_names_only(model, "functools partial")

    def test_an_object_built_by_hand_with_a_part_that_looks_like_another_class_comes_back(self) -> None:
        for call in (Unrecognized(type="function"), Unrecognized(extra={"custom": {"name": "a", "input": "b"}})):
            self.assert_comes_back(Message(tool_calls=[call], extra={"x": [1]}))


class Copying(unittest.TestCase):
    @every_optional_field
    def test_copies_and_pickles_remember_whether_a_key_was_absent_or_null(
        self, cls: Any, sample: Any, key: str, rule: str
    ) -> None:
        absent, null, unknown = without(sample, key), sample | {key: None}, {"added": [1]}
        for data in (absent, null, absent | unknown, null | unknown):
            parsed = cls.from_dict(data)
            other_fields = {name: getattr(parsed, name) for name in data if name not in (key, "to", "added")}
            copies = [copy.copy(parsed), copy.deepcopy(parsed), dataclasses.replace(parsed, **other_fields)]
            copies += [pickle.loads(pickle.dumps(parsed, protocol)) for protocol in (PROTOCOLS[0], PROTOCOLS[-1])]
            for copied in copies:
                self.assertEqual((copied, hash(copied)), (parsed, hash(parsed)))
                self.assertEqual(copied.to_dict(), data)

    @every_optional_field
    def test_a_new_value_for_a_field_that_was_absent_or_null_is_emitted(
        self, cls: Any, sample: Any, key: str, rule: str
    ) -> None:
        value, emitted = sample[key], sample
        if "=" in rule and constant(rule):
            value, emitted = "replaced", sample | {key: "replaced"}
        for data in (without(sample, key), sample | {key: None}):
            replaced = dataclasses.replace(cls.from_dict(data), **{key: value})
            self.assertEqual(replaced.to_dict(), emitted)

    @every_optional_field
    def test_replacing_extra_forgets_which_keys_were_absent_or_null(
        self, cls: Any, sample: Any, key: str, rule: str
    ) -> None:
        for data in (without(sample, key), sample | {key: None, "added": [1]}):
            parsed = cls.from_dict(data)
            fields = fields_in(parsed) | {"extra": {}}
            self.assertEqual(dataclasses.replace(parsed, extra={}).to_dict(), cls(**fields).to_dict())
            self.assertEqual(parsed.to_dict(), data)

    @every_class
    def test_a_copy_of_an_object_is_the_object(self, cls: Any, sample: Any, rules: Any) -> None:
        parsed = cls.from_dict(sample)
        self.assertIs(copy.copy(parsed), parsed)
        self.assertIs(copy.deepcopy([parsed])[0], parsed)


class Enums(unittest.TestCase):
    def test_a_pickle_of_a_member_names_its_public_class(self) -> None:
        for name in ENUMS:
            member: enum.Enum = next(iter(getattr(package, name)))
            self.assertEqual(globals_in(pickle.dumps(member, 4)), {f"{NAME}.enums {name}"})


if __name__ == "__main__":
    unittest.main()

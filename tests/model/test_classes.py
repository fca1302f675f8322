# SPDX-License-Identifier: MIT-0
"""Every class and every field of it, against what tests/support/contract.py says the contract is."""

import copy
import dataclasses
import inspect
import json
import pickle
import pprint
import pydoc
import typing
import unittest
from collections.abc import Mapping
from unittest import mock

from .. import package, submodule
from ..support.bodies import a_body
from ..support.contract import CLASSES, ENUM_FIELDS, ENUMS, EXPECTED

T = typing.TypeVar("T")

WRONG = {  # values that are not of the JSON type
    "string": [1, 1.5, True, [], {}],
    "integer": ["1", 1.0, True, [], {}],
    "number": ["1", True, [], {}],
    "boolean": ["true", 1, 0.0, [], {}],
    "array": ["[]", 1, 1.5, True, {}],
    "object": ["{}", 1, 1.5, True, []],
    "bytes": ["[]", 1, 1.5, True, {}],
}
JSON_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean", list: "array", dict: "object"}


def every_class(test):
    """Make a test of one class into a test of all: test(self, cls, sample, rules)."""

    def run(self):
        for name, (sample, rules) in CLASSES.items():
            with self.subTest(name):
                test(self, getattr(package, name), copy.deepcopy(sample), rules)

    run.__name__ = test.__name__
    return run


def every_field(test):
    """Make a test of one field into a test of all: test(self, cls, sample, key, rule)."""

    def run(self):
        for name, (sample, rules) in CLASSES.items():
            for key, rule in rules.items():
                with self.subTest(name, field=key):
                    test(self, getattr(package, name), copy.deepcopy(sample), key, rule)

    run.__name__ = test.__name__
    return run


def json_kind(rule):
    return rule.rstrip("!?").partition("=")[0].lower()


def expected(rule):
    """What the text of an error says is expected of the field."""
    kind = json_kind(rule)
    return EXPECTED.get(kind, kind) + ("" if rule.endswith("!") else " or null")


def another(value):
    """A value of the same shape that is not equal."""
    if dataclasses.is_dataclass(value):
        return dataclasses.replace(value, extra={"another": True})
    if isinstance(value, Mapping):
        return {**value, "another": True}
    if isinstance(value, tuple):
        return (*value, *value)
    return b"another" if isinstance(value, bytes) else "another"


def without(sample, key):
    return {name: value for name, value in sample.items() if name != key}


class EveryField(unittest.TestCase):
    @every_class
    def test_is_in_the_contract_and_the_other_way_round(self, cls, sample, rules):
        self.assertEqual([f.name for f in dataclasses.fields(cls) if f.name != "extra"], list(rules))

    @every_field
    def test_of_another_type_is_refused(self, cls, sample, key, rule):
        for value in WRONG[json_kind(rule)]:
            with self.assertRaises(package.ParseError) as caught:
                cls.from_dict(sample | {key: value})
            text = f"$.{key}: expected {expected(rule)}, got {JSON_TYPES[type(value)]}"
            self.assertEqual(str(caught.exception), text)
            self.assertEqual(caught.exception.path, (key,))

    @every_field
    def test_is_required_or_may_be_absent(self, cls, sample, key, rule):
        data = without(sample, key)
        if rule.endswith("!"):
            with self.assertRaises(package.ParseError) as caught:
                cls.from_dict(data)
            self.assertEqual(str(caught.exception), f"$.{key}: expected {expected(rule)}, but the key is missing")
        else:
            self.check_nothing(cls, data, key, rule)

    @every_field
    def test_is_required_or_may_be_null(self, cls, sample, key, rule):
        data = sample | {key: None}
        if rule.endswith("!"):
            with self.assertRaises(package.ParseError) as caught:
                cls.from_dict(data)
            self.assertEqual(str(caught.exception), f"$.{key}: expected {expected(rule)}, got null")
        else:
            self.check_nothing(cls, data, key, rule)

    def check_nothing(self, cls, data, key, rule):
        """The field holds None or its constant, and what came goes out, also after copying and replacing."""
        parsed = cls.from_dict(data)
        self.assertEqual(getattr(parsed, key), rule.partition("=")[2] or None)
        self.assertEqual(without(parsed.extra, "to"), {})
        same = {name: getattr(parsed, name) for name in data if name not in (key, "to")}
        replaced = dataclasses.replace(parsed, **same)
        for other in (parsed, copy.copy(parsed), copy.deepcopy(parsed), pickle.loads(pickle.dumps(parsed)), replaced):
            self.assertEqual(other.to_dict(), data)
        unknown = cls.from_dict(data | {"added": [1]})
        self.assertEqual(without(unknown.extra, "to"), {"added": (1,)})
        self.assertEqual(unknown.to_dict(), data | {"added": [1]})

    @every_field
    def test_that_was_absent_or_null_and_is_replaced_is_written(self, cls, sample, key, rule):
        if rule.endswith("!"):
            return
        value = getattr(cls.from_dict(sample), key)
        if "=" in rule:
            value = "replaced"
        for data in (without(sample, key), sample | {key: None}):
            replaced = dataclasses.replace(cls.from_dict(data), **{key: value})
            self.assertEqual(replaced.to_dict(), sample | ({key: value} if "=" in rule else {}))

    @every_field
    def test_takes_part_in_equality(self, cls, sample, key, rule):
        whole = cls.from_dict(sample)
        other = dataclasses.replace(whole, **{key: another(getattr(whole, key))})
        self.assertNotEqual(whole, other)
        self.assertFalse(whole == other)
        self.assertNotEqual(hash(whole), hash(other))

    @every_field
    def test_cannot_be_assigned_or_deleted(self, cls, sample, key, rule):
        whole = cls.from_dict(sample)
        with self.assertRaises(dataclasses.FrozenInstanceError):
            setattr(whole, key, None)
        with self.assertRaises(dataclasses.FrozenInstanceError):
            delattr(whole, key)
        with self.assertRaises(dataclasses.FrozenInstanceError) as caught:
            whole.no_such_field = 1
        name = cls.__name__
        text = f"cannot change 'no_such_field': a {name} is frozen; dataclasses.replace makes another"
        self.assertEqual(str(caught.exception), text)

    @every_field
    def test_has_a_line_in_the_docstring(self, cls, sample, key, rule):
        if cls.__doc__ is None:
            self.skipTest("docstrings are stripped")
        lines = [line.partition(": ")[0].strip() for line in cls.__doc__.splitlines()[1:]]
        self.assertIn(key, lines)

    @every_field
    def test_that_is_an_enum_takes_known_and_unknown_values(self, cls, sample, key, rule):
        if (cls.__name__, key) not in ENUM_FIELDS:
            return
        enum = getattr(package, ENUM_FIELDS[cls.__name__, key])
        for member in enum:
            self.assertIs(getattr(cls.from_dict(sample | {key: member.value}), key), member)
        for value in ("", "no such value", "STOP"):
            parsed = cls.from_dict(sample | {key: value})
            self.assertIs(type(getattr(parsed, key)), str)
            self.assertEqual(parsed.to_dict(), sample | {key: value})
            self.assertIs(type(parsed.to_dict()[key]), str)

    @every_field
    def test_has_an_annotation_that_can_be_evaluated(self, cls, sample, key, rule):
        hint = typing.get_type_hints(cls)[key]
        if json_kind(rule) == "integer":
            self.assertEqual(hint, int if rule.endswith("!") else int | None)
        if (cls.__name__, key) in ENUM_FIELDS:
            enum = getattr(package, ENUM_FIELDS[cls.__name__, key])
            self.assertEqual(hint, enum | str if "=" in rule else enum | str | None)

    @every_field
    def test_of_a_parsed_object_has_the_type_of_its_annotation(self, cls, sample, key, rule):
        kinds = {"integer": int, "string": str, "boolean": bool, "number": float, "array": tuple, "bytes": bytes}
        value = getattr(cls.from_dict(sample), key)
        if json_kind(rule) in kinds:
            self.assertIsInstance(value, kinds[json_kind(rule)])
        else:
            self.assertTrue(isinstance(value, Mapping) or dataclasses.is_dataclass(value))


class EveryClass(unittest.TestCase):
    @every_class
    def test_gives_back_a_whole_payload(self, cls, sample, rules):
        self.assertEqual(
            json.dumps(cls.from_dict(sample).to_dict(), sort_keys=True), json.dumps(sample, sort_keys=True)
        )

    @every_class
    def test_keeps_unknown_keys(self, cls, sample, rules):
        unknown = {
            "provider": "Northwind",
            "list": [1, [2.5], {"a": None}],
            "": True,
            "extra": 1,
            "_wire": 2,
            "self": 3,
        }
        parsed = cls.from_dict(sample | unknown)
        self.assertEqual(without(parsed.extra, "to"), unknown | {"list": (1, (2.5,), {"a": None})})
        self.assertEqual(parsed.to_dict(), sample | unknown)
        self.assertNotEqual(parsed, cls.from_dict(sample))

    @every_class
    def test_has_an_extra_that_can_be_read_only(self, cls, sample, rules):
        extra = cls.from_dict(sample | {"a": {"b": [1]}}).extra
        self.assertIsInstance(extra, Mapping)
        changes = [
            lambda: extra.update(a=1),
            lambda: extra.pop("a"),
            lambda: extra.popitem(),
            lambda: extra.clear(),
            lambda: extra.setdefault("c", 1),
            lambda: extra.__setitem__("a", 1),
            lambda: extra.__delitem__("a"),
            lambda: extra.__ior__({"a": 1}),
            lambda: extra["a"].update(b=1),
        ]
        for change in changes:
            with self.assertRaises(TypeError) as caught:
                change()
            self.assertEqual(str(caught.exception), "this JSONObject is read-only; dict(...) gives a copy that is not")
        self.assertEqual(extra["a"], {"b": (1,)})
        self.assertEqual((copy.copy(extra), copy.deepcopy(extra)), (extra, extra))
        self.assertEqual(pickle.loads(pickle.dumps(extra)), extra)
        self.assertEqual(json.dumps(extra["a"]), '{"b": [1]}')

    @every_class
    def test_built_by_hand_without_its_optional_fields_writes_what_the_schema_requires(self, cls, sample, rules):
        whole = cls.from_dict(sample)
        required = {key: getattr(whole, key) for key, rule in rules.items() if rule.endswith("!")}
        built = cls(**required)
        self.assertEqual(built.extra, {})
        want = {}
        for key, rule in rules.items():
            if rule.endswith("!"):
                want[key] = sample[key]
            elif "=" in rule:
                want[key] = rule.partition("=")[2]
            elif rule.islower():
                want[key] = None
        self.assertEqual(built.to_dict(), want)
        self.assertEqual(cls.from_dict(built.to_dict()), built)

    @every_class
    def test_is_keyword_only(self, cls, sample, rules):
        with self.assertRaises(TypeError):
            cls(*sample.values())
        kinds = {parameter.kind for parameter in inspect.signature(cls).parameters.values()}
        self.assertEqual(kinds, {inspect.Parameter.KEYWORD_ONLY})

    @every_class
    def test_is_equal_by_value_and_to_nothing_else(self, cls, sample, rules):
        one, other = cls.from_dict(sample), cls.from_dict(copy.deepcopy(sample))
        self.assertEqual(one, other)
        self.assertEqual(len({one, other}), 1)
        self.assertNotEqual(one, sample)
        self.assertFalse(one == None)  # noqa: E711
        for name in CLASSES:
            if name != cls.__name__:
                self.assertNotEqual(one, getattr(package, name).from_dict(CLASSES[name][0]))

    @every_class
    def test_is_read_from_subclasses_of_the_plain_types_and_gives_plain_types(self, cls, sample, rules):
        self.assertEqual(
            repr(cls.from_dict(adorned(sample | {"more": [1, {"a": "b"}]}))),
            repr(cls.from_dict(sample | {"more": [1, {"a": "b"}]})),
        )
        self.assert_plain(cls.from_dict(adorned(sample | {"more": [1, 2.5, {"a": "b"}]})).to_dict())

    def assert_plain(self, value):
        self.assertIn(type(value), (dict, list, str, int, float, bool, type(None)))
        if isinstance(value, dict):
            for key, member in value.items():
                self.assertIs(type(key), str)
                self.assert_plain(member)
        elif isinstance(value, list):
            for item in value:
                self.assert_plain(item)

    @every_class
    def test_says_what_to_call_instead_of_from_dict(self, cls, sample, rules):
        class Mapped(Mapping):
            def __getitem__(self, key):
                return sample[key]

            def __iter__(self):
                return iter(sample)

            def __len__(self):
                return len(sample)

        has_json = hasattr(cls, "from_json")
        text = "from_json reads JSON text" if has_json else "json.loads makes a dict of JSON text"
        cases = [
            ("{}", "str", text),
            (b"{}", "bytes", text),
            ([sample], "list", "call it once for each item"),
            ((sample,), "tuple", "call it once for each item"),
            (Mapped(), "Mapped", "dict(...) makes one"),
            (cls.from_dict(sample), cls.__name__, "call its to_dict() first"),
            (None, "NoneType", "the object as json.loads gives it"),
            (7, "int", "the object as json.loads gives it"),
        ]
        for data, kind, advice in cases:
            with self.assertRaises(TypeError) as caught:
                cls.from_dict(data)
            self.assertNotIsInstance(caught.exception, ValueError)
            self.assertEqual(str(caught.exception), f"{cls.__name__}.from_dict takes a dict, got {kind}: {advice}")

    @every_class
    def test_can_be_subclassed(self, cls, sample, rules):
        class Mine(cls):
            __slots__ = ()

            def mine(self):
                return type(self).__name__

        parsed = Mine.from_dict(sample)
        self.assertIs(type(parsed), Mine)
        self.assertEqual(parsed.mine(), "Mine")
        self.assertEqual(parsed.to_dict(), sample)
        self.assertNotEqual(parsed, cls.from_dict(sample))

    @every_class
    def test_can_be_subclassed_with_slots_or_a_dict_of_its_own(self, cls, sample, rules):
        for members in ({}, {"__slots__": ("more",)}, {"__slots__": "__weakref__"}):
            loose = type("Loose", (cls,), members)
            parsed = loose.from_dict(sample)
            self.assertIs(type(parsed), loose)
            self.assertEqual(parsed.to_dict(), sample)
            self.assertEqual(repr(parsed), repr(cls.from_dict(sample)).replace(cls.__name__, "Loose", 1))
            with self.assertRaises(dataclasses.FrozenInstanceError):
                parsed.extra = {}

    @every_class
    def test_can_be_subclassed_with_mixins_generics_and_class_keywords(self, cls, sample, rules):
        seen = []

        class Noted:
            __slots__ = ()

            def __init_subclass__(cls, *, note=None, **keywords):
                super().__init_subclass__(**keywords)
                seen.append(note)

        class Mine(cls, Noted, typing.Generic[T], note="mine"):
            __slots__ = ()

        class First(Noted, cls, note="first"):
            pass

        self.assertEqual(seen, ["mine", "first"])
        for kind in (Mine, Mine[int], First):
            self.assertEqual(kind.from_dict(sample).to_dict(), sample)

    @every_class
    def test_can_be_subclassed_by_a_dataclass_with_fields_of_its_own(self, cls, sample, rules):
        @dataclasses.dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
        class More(cls):
            note: str = "none"

        parsed = More.from_dict(sample)
        self.assertEqual((type(parsed), parsed.note, parsed.to_dict()), (More, "none", sample))
        self.assertEqual(dataclasses.replace(parsed, note="some").note, "some")
        self.assertNotEqual(dataclasses.replace(parsed, note="some"), parsed)

    @every_class
    def test_is_built_by_hand_as_itself_or_as_a_subclass_that_has_its_own_last_word(self, cls, sample, rules):
        built = []

        class Mine(cls):
            __slots__ = ()

            def __post_init__(self):
                built.append(type(self))
                super().__post_init__()

        parsed = cls.from_dict(sample)
        fields = {field.name: getattr(parsed, field.name) for field in dataclasses.fields(cls)}
        for made in (Mine(**fields), dataclasses.replace(Mine.from_dict(sample), extra={**parsed.extra, "a": [1]})):
            self.assertIs(type(made), Mine)
            self.assertEqual({key: value for key, value in made.to_dict().items() if key != "a"}, sample)
        self.assertEqual(built, [Mine, Mine])
        with self.assertRaises(dataclasses.FrozenInstanceError):
            made.extra = {}
        again = cls(**fields)
        self.assertIs(type(again), cls)
        self.assertEqual(again, parsed)
        with self.assertRaises(TypeError) as caught:
            cls("a")
        self.assertEqual(
            str(caught.exception), f"{cls.__name__}.__init__() takes 1 positional argument but 2 were given"
        )

    @every_class
    def test_pickles_only_for_a_version_with_the_same_fields(self, cls, sample, rules):
        parsed = cls.from_dict(sample)
        restore, (kind, values) = parsed.__reduce__()
        self.assertEqual(restore(kind, values), parsed)
        for other in (values[:-1], (*values, None)):
            with self.assertRaises(ValueError):
                restore(kind, other)

    @every_class
    def test_is_documented(self, cls, sample, rules):
        page = pydoc.plain(pydoc.render_doc(cls))
        for name in ("from_dict", "to_dict", *rules):
            self.assertIn(name, page)
        self.assertEqual(typing.get_type_hints(cls.to_dict)["return"], dict[str, typing.Any])
        hints = typing.get_type_hints(cls.from_dict)
        self.assertEqual(hints, {"data": dict[str, typing.Any], "return": submodule("_compat").Self})
        if cls.__doc__ is not None:
            self.assertIn(" Schema: ", cls.__doc__)
            self.assertIn("Raises ParseError", inspect.getdoc(cls.from_dict))


class Text(str):
    pass


class Whole(int):
    pass


class Real(float):
    pass


class Items(list):
    pass


class Table(dict):
    pass


def adorned(value):
    """The same JSON value made of subclasses."""
    if isinstance(value, dict):
        return Table({Text(key): adorned(member) for key, member in value.items()})
    if isinstance(value, list):
        return Items(map(adorned, value))
    kinds = {str: Text, int: Whole, float: Real}
    return kinds[type(value)](value) if type(value) in kinds else value


class Enums(unittest.TestCase):
    def test_have_the_values_of_the_contract_as_members_in_capitals(self):
        for name, values in ENUMS.items():
            enum = getattr(package, name)
            self.assertEqual([member.value for member in enum], values)
            self.assertEqual([member.name for member in enum], [v.upper().replace(".", "_") for v in values])

    def test_are_their_wire_value_as_text(self):
        for name in ENUMS:
            for member in getattr(package, name):
                value = member.value
                self.assertEqual(member, value)
                self.assertEqual(hash(member), hash(value))
                for text in (str(member), f"{member}", f"{member!s}", "%s" % member, "{}".format(member)):  # noqa: UP031, UP032
                    self.assertEqual(text, value)
                    self.assertIs(type(text), str)
                self.assertEqual(f"{member:>30}", value.rjust(30))
                self.assertEqual(repr(member), f"{name}.{member.name}")
                self.assertEqual(json.dumps([member]), json.dumps([value]))

    def test_survive_copy_and_pickle_as_themselves(self):
        for name in ENUMS:
            for member in getattr(package, name):
                self.assertIs(copy.deepcopy(member), member)
                for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
                    self.assertIs(pickle.loads(pickle.dumps(member, protocol)), member)


class Base(unittest.TestCase):
    """What all classes have in common."""

    def test_shows_compares_and_hashes_all_classes_in_one_way(self):
        modules = (package, submodule("streaming"), submodule("streaming.chunks"))
        model = submodule("_model").Model
        classes = {each for module in modules for each in vars(module).values() if isinstance(each, type)}
        classes = {each for each in classes if issubclass(each, model) and "__dataclass_params__" in vars(each)}
        self.assertGreater(len(classes), 20)
        for cls in classes:
            with self.subTest(cls.__name__):
                self.assertIs(cls.__dataclass_params__.frozen, True)
                with self.assertRaises(TypeError) as caught:
                    cls.from_dict([])
                text = f"{cls.__name__}.from_dict takes a dict, got list: call it once for each item"
                self.assertEqual(str(caught.exception), text)
                self.assertEqual({"__repr__", "__eq__", "__hash__"} & set(vars(cls)), set())
                with self.assertRaises(TypeError) as caught:
                    cls("a")
                text = f"{cls.__name__}.__init__() takes 1 positional argument but 2 were given"
                self.assertEqual(str(caught.exception), text)

    def test_reads_and_writes_nothing_by_itself(self):
        model = submodule("_model").Model
        self.assertRaises(NotImplementedError, model.from_dict, {})
        self.assertRaises(NotImplementedError, model.to_dict, None)

    def test_compares_with_other_things_as_python_asks(self):
        response = package.CreateChatCompletionResponse.from_dict(a_body())
        self.assertIs(response == object(), False)
        self.assertIs(response == mock.ANY, True)


class Tools(unittest.TestCase):
    """What the standard library's tools, and rich, see of an object."""

    @every_class
    def test_fields_and_asdict_show_the_keys_of_the_api_and_extra(self, cls, sample, rules):
        parsed = cls.from_dict(sample | {"unknown": [1, {"a": None}]})
        names = [*rules, *([] if "extra" in rules else ["extra"])]
        self.assertEqual([field.name for field in dataclasses.fields(cls)], names)
        self.assertEqual(list(inspect.signature(cls).parameters), names)
        shown = dataclasses.asdict(parsed)
        self.assertEqual(list(shown), names)
        self.assertEqual(without(shown["extra"], "to"), {"unknown": (1, {"a": None})})
        self.assertIs(cls.__dataclass_params__.frozen, True)

    @every_class
    def test_extra_is_annotated_as_a_checker_sees_it(self, cls, sample, rules):
        self.assertEqual(typing.get_type_hints(cls)["extra"], Mapping[str, typing.Any])
        self.assertEqual(inspect.signature(cls).parameters["extra"].annotation, Mapping[str, typing.Any])

    def test_pprint_lays_out_the_fields(self):
        function = package.Function(name="tide_table", arguments="{}")
        call = package.ChatCompletionMessageToolCall(id="call_" + "a" * 40, function=function)
        self.assertEqual(
            pprint.pformat(call),
            "ChatCompletionMessageToolCall(id='call_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',\n"
            "                              type=ToolCallType.FUNCTION,\n"
            "                              function=Function(name='tide_table',\n"
            "                                                arguments='{}',\n"
            "                                                extra={}),\n"
            "                              extra={})",
        )

    def test_rich_lays_out_the_fields_that_are_not_the_default(self):
        function = package.Function(name="f", arguments="{}", extra={"a": 1})
        self.assertEqual(
            list(function.__rich_repr__()),
            [("name", "f", dataclasses.MISSING), ("arguments", "{}", dataclasses.MISSING), ("extra", {"a": 1}, {})],
        )


class Shared(unittest.TestCase):
    """Objects without unknown keys share one empty `extra`, and nobody can change it."""

    def test_no_public_way_changes_what_objects_share(self):
        one = package.Function.from_dict({"name": "f", "arguments": ""})
        other = package.Function(name="g", arguments="")
        self.assertIs(one.extra, other.extra)
        one.extra.__init__(evil=1)
        one.extra.__init__({"evil": 1})
        for change in (
            lambda: one.extra.update(evil=1),
            lambda: one.extra.__ior__({"evil": 1}),
            lambda: one.extra.setdefault("evil"),
            lambda: setattr(one.extra, "evil", 1),
        ):
            self.assertRaises(TypeError, change)
        self.assertEqual((one.extra, other.extra), ({}, {}))

    def test_spellings_are_not_shared_with_an_object_of_another_class(self):
        spelled = package.Choice.from_dict({"index": 0, "message": {}, "logprobs": None})
        message = package.ChatCompletionResponseMessage(extra=spelled.extra)
        self.assertEqual(message.to_dict(), {"role": "assistant", "content": None, "refusal": None})

    def test_a_read_only_dict_can_be_made_of_what_dict_takes(self):
        kind = type(package.Function(name="f", arguments="").extra)
        made = kind([("a", [1])], b={"c": [2]})
        self.assertEqual(made, {"a": (1,), "b": {"c": (2,)}})
        self.assertEqual(hash(made), hash(kind(b={"c": [2]}, a=[1])))


class ObjectsBuiltByHand(unittest.TestCase):
    def response(self, **changes):
        message = package.ChatCompletionResponseMessage(content="Yes.")
        choice = package.Choice(index=0, message=message, finish_reason=package.FinishReason.STOP)
        fields = {"id": "x", "created": 1, "model": "m", "choices": (choice,)} | changes
        return package.CreateChatCompletionResponse(**fields)

    def test_write_what_the_schema_requires(self):
        self.assertEqual(
            self.response().to_dict(),
            {
                "id": "x",
                "object": "chat.completion",
                "created": 1,
                "model": "m",
                "choices": [
                    {
                        "index": 0,
                        "message": {"role": "assistant", "content": "Yes.", "refusal": None},
                        "finish_reason": "stop",
                        "logprobs": None,
                    }
                ],
            },
        )

    def test_are_the_same_as_those_parsed_from_what_they_write(self):
        spelled = {"content": None, "refusal": None, "role": "assistant"}
        choice = {"index": 0, "message": spelled, "finish_reason": None, "logprobs": None}
        by_hand = package.Choice(index=0, message=package.ChatCompletionResponseMessage())
        self.assertEqual(by_hand.to_dict(), choice)
        self.assertEqual(package.Choice.from_dict(choice), by_hand)
        self.assertEqual(package.Choice.from_dict(choice).to_dict(), choice)

    def test_take_any_iterable_where_the_class_has_a_tuple(self):
        choices = self.response().choices
        for given in (choices, list(choices), iter(choices), (each for each in choices), dict.fromkeys(choices).keys()):
            self.assertEqual(self.response(choices=given).choices, choices)
        logprobs = package.Logprobs(content=iter([]))
        self.assertEqual(logprobs.content, ())

    def test_take_a_list_of_integers_where_the_class_has_bytes(self):
        for octets in ([110, 195], (110, 195), bytearray(b"n\xc3"), b"n\xc3"):
            token = package.TopLogprob(token="n", logprob=-0.5, bytes=octets)
            self.assertEqual((token.bytes, type(token.bytes)), (b"n\xc3", bytes))
            self.assertEqual(token.to_dict()["bytes"], [110, 195])

    def test_name_the_class_and_the_field_that_holds_what_is_plainly_wrong(self):
        message = {"role": "assistant", "content": "Yes."}
        calls = "ChatCompletionMessageToolCall or ChatCompletionMessageCustomToolCall or Unrecognized"
        advice = ": ChatCompletionResponseMessage.from_dict makes one"
        choice = self.response().choices[0]
        token = {"token": "a", "logprob": -1.0}
        cases = [
            (
                lambda: package.Choice(index=0, message=message),
                f"Choice: message: expected ChatCompletionResponseMessage, got dict{advice}",
            ),
            (
                lambda: package.Choice(index=0, message="Yes."),
                "Choice: message: expected ChatCompletionResponseMessage, got str",
            ),
            (
                lambda: package.Choice(index=0, message=choice),
                "Choice: message: expected ChatCompletionResponseMessage, got Choice",
            ),
            (
                lambda: package.Choice(index=0, message=None),
                "Choice: message: expected ChatCompletionResponseMessage, got NoneType",
            ),
            (lambda: package.Choice(index={}, message=choice.message), "Choice: index: expected int, got dict"),
            (
                lambda: dataclasses.replace(choice, logprobs=[]),
                "Choice: logprobs: expected Logprobs or None, got list",
            ),
            (
                lambda: self.response(choices="stop"),
                "CreateChatCompletionResponse: choices: expected an iterable of Choice, got str",
            ),
            (
                lambda: self.response(choices=choice),
                "CreateChatCompletionResponse: choices: expected an iterable of Choice, got Choice",
            ),
            (
                lambda: self.response(choices=[choice, choice.to_dict()]),
                "CreateChatCompletionResponse: choices: item 1: expected Choice, got dict: Choice.from_dict makes one",
            ),
            (
                lambda: package.ChatCompletionResponseMessage(content=[message]),
                "ChatCompletionResponseMessage: content: expected str or None, got list",
            ),
            (
                lambda: package.ChatCompletionResponseMessage(tool_calls=["a"]),
                f"ChatCompletionResponseMessage: tool_calls: item 0: expected {calls}, got str",
            ),
            (
                lambda: self.response(metadata=[("a", "b")]),
                "CreateChatCompletionResponse: metadata: expected Mapping or None, got list",
            ),
            (lambda: self.response(extra=[]), "CreateChatCompletionResponse: extra: expected a mapping, got list"),
            (lambda: package.TopLogprob(**token, bytes="a"), "TopLogprob: bytes: expected bytes or None, got str"),
            (lambda: package.TopLogprob(**token, bytes=1), "TopLogprob: bytes: expected bytes or None, got int"),
            (lambda: package.TopLogprob(**token, bytes=[256]), "TopLogprob: bytes: bytes must be in range(0, 256)"),
            (lambda: package.Choice(index=0), "Choice.__init__() missing 1 required keyword-only argument: 'message'"),
            (
                lambda: package.Function(name="f", arguments="", args=""),
                "Function.__init__() got an unexpected keyword argument 'args'",
            ),
        ]
        for build, text in cases:
            with self.subTest(text), self.assertRaises(TypeError) as caught:
                build()
            self.assertEqual(str(caught.exception), text)

    def test_are_clean_by_the_published_schema(self):
        self.assertEqual(package.check(self.response().to_dict()), ())

    def test_have_a_short_repr(self):
        self.assertEqual(
            repr(self.response()),
            "CreateChatCompletionResponse(id='x', created=1, model='m', choices=(Choice(index=0, "
            "message=ChatCompletionResponseMessage(content='Yes.'), finish_reason=FinishReason.STOP),))",
        )

    def test_take_lists_and_dicts_and_keep_frozen_copies(self):
        choices, extra, metadata = list(self.response().choices), {"a": [{"b": 1}]}, {"k": ["v"]}
        response = self.response(choices=choices, extra=extra, metadata=metadata)
        choices.clear()
        extra["a"][0]["b"] = 2
        metadata["k"].append("w")
        self.assertEqual(response.choices, self.response().choices)
        self.assertEqual(response.extra, {"a": ({"b": 1},)})
        self.assertEqual(response.metadata, {"k": ("v",)})
        self.assertEqual(hash(response), hash(self.response(extra={"a": [{"b": 1}]}, metadata={"k": ["v"]})))
        self.assertEqual(response.to_dict()["metadata"], {"k": ["v"]})

    def test_take_unknown_enum_values_as_strings(self):
        self.assertEqual(self.response(service_tier="batch").to_dict()["service_tier"], "batch")
        self.assertEqual(self.response(service_tier="auto"), self.response(service_tier=package.ServiceTier.AUTO))

    def test_cannot_have_a_known_field_in_extra(self):
        with self.assertRaises(TypeError) as caught:
            self.response(extra={"model": "n"})
        text = "CreateChatCompletionResponse: extra names the field 'model'; give it as model="
        self.assertEqual(str(caught.exception), text)

    def test_cannot_hold_what_json_cannot(self):
        cases = [
            ({"a": {1, 2}}, "expected a JSON value, got set"),
            ({1: 2}, "expected strings as keys, got integer"),
            ({"a": {None: 2}}, "expected strings as keys, got null"),
            ({"a": [b"x"]}, "expected a JSON value, got bytes"),
        ]
        for extra, problem in cases:
            with self.assertRaises(TypeError) as caught:
                self.response(extra=extra)
            self.assertEqual(str(caught.exception), f"CreateChatCompletionResponse: extra: {problem}")

    def test_can_take_extra_from_another_object(self):
        one = package.CreateChatCompletionResponse.from_dict(self.response().to_dict() | {"a": [1, {"b": []}]})
        other = self.response(extra=one.extra | {"c": one.extra["a"]})
        self.assertEqual(other.to_dict(), one.to_dict() | {"c": [1, {"b": []}]})

    def test_are_made_from_others_with_replace(self):
        parsed = package.CreateChatCompletionResponse.from_dict(self.response().to_dict() | {"usage": None, "a": 1})
        replaced = dataclasses.replace(parsed, model="n")
        self.assertEqual(replaced.to_dict(), self.response().to_dict() | {"model": "n", "usage": None, "a": 1})
        self.assertEqual(parsed.model, "m")
        without_extra = dataclasses.replace(parsed, extra={})
        self.assertEqual(without_extra.to_dict(), self.response().to_dict())

    def test_are_equal_to_a_parsed_one_however_its_nothings_were_spelled(self):
        spelled = self.response().to_dict() | {"usage": None, "metadata": None}
        del spelled["choices"][0]["message"]["refusal"]
        parsed = package.CreateChatCompletionResponse.from_dict(spelled)
        self.assertEqual(parsed, self.response())
        self.assertEqual(hash(parsed), hash(self.response()))
        self.assertEqual(repr(parsed), repr(self.response()))


if __name__ == "__main__":
    unittest.main()

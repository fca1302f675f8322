# SPDX-License-Identifier: MIT-0
"""What dataclasses, inspect, typing, help() and pretty-printers show of the classes."""

import ast
import dataclasses
import inspect
import itertools
import pickle
import pprint
import pydoc
import re
import sys
import types
import typing
import unittest
from collections.abc import Mapping
from typing import Any

from .. import package
from ..support.contract import ENUM_FIELDS
from ..support.documents import without
from .cases import added_keys, enum_of, every_class, every_field, every_optional_field, fields_in, json_type

PUBLIC_CLASSES = [value for value in (getattr(package, name) for name in package.__all__) if isinstance(value, type)]
PLAIN_TYPES = {"string": str, "integer": int, "number": float, "boolean": bool, "bytes": bytes}

needs_docstrings = unittest.skipIf(sys.flags.optimize > 1, "-OO leaves docstrings out")


def fits(value: Any, hint: Any) -> bool:
    """Whether a value, and everything inside, is of the annotated type."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return any(fits(value, member) for member in inner)
    if origin is tuple:
        return type(value) is tuple and all(fits(item, inner[0]) for item in value)
    if origin is Mapping:
        return isinstance(value, Mapping) and all(fits(item, inner[1]) for item in value.values())
    return hint is Any or type(value) is hint or (hint is float and type(value) is int)


class Annotations(unittest.TestCase):
    @every_field
    def test_an_annotation_names_the_plain_type_the_enum_and_none(
        self, cls: Any, sample: Any, key: str, rule: str
    ) -> None:
        hint = typing.get_type_hints(cls)[key]
        self.assertEqual(type(None) in typing.get_args(hint), rule.endswith("?"))
        if json_type(rule) in PLAIN_TYPES:
            expected = PLAIN_TYPES[json_type(rule)]
            if (cls.__name__, key) in ENUM_FIELDS:
                expected = enum_of(cls, key) | expected
            self.assertEqual(hint, expected | None if rule.endswith("?") else expected)

    @every_class
    def test_every_parsed_value_fits_the_annotation_of_its_field(self, cls: Any, sample: Any, rules: Any) -> None:
        parsed = cls.from_dict(sample | {"added": 1})
        hints = typing.get_type_hints(cls)
        for name in (*rules, "extra"):
            self.assertTrue(fits(getattr(parsed, name), hints[name]), f"{name}: {hints[name]}")

    @every_optional_field
    def test_the_value_of_an_absent_field_fits_its_annotation(self, cls: Any, sample: Any, key: str, rule: str) -> None:
        parsed = cls.from_dict(without(sample, key))
        self.assertTrue(fits(getattr(parsed, key), typing.get_type_hints(cls)[key]))

    @every_class
    def test_the_signature_has_the_annotation_of_every_field(self, cls: Any, sample: Any, rules: Any) -> None:
        hints = typing.get_type_hints(cls)
        self.assertEqual(hints["extra"], Mapping[str, Any])
        found = {name: each.annotation for name, each in inspect.signature(cls).parameters.items()}
        self.assertEqual(found, {name: hints[name] for name in [*rules, "extra"]})

    @every_class
    def test_from_dict_and_to_dict_are_annotated(self, cls: Any, sample: Any, rules: Any) -> None:
        self.assertEqual(typing.get_type_hints(cls.to_dict), {"return": dict[str, Any]})
        hints = typing.get_type_hints(cls.from_dict)
        self.assertEqual(hints["data"], dict[str, Any])
        self.assertRegex(str(hints["return"]), r"\bSelf$")

    def test_the_annotations_of_every_public_method_can_be_evaluated(self) -> None:
        for cls in PUBLIC_CLASSES:
            for name, value in vars(cls).items():
                method = inspect.unwrap(getattr(value, "__func__", value))
                if not name.startswith("_") and inspect.isfunction(method):
                    with self.subTest(f"{cls.__name__}.{name}"):
                        typing.get_type_hints(method)


class Documentation(unittest.TestCase):
    def test_the_signature_of_a_class_reads_as_its_fields(self) -> None:
        shown = str(inspect.signature(package.Audio)).replace(package.__name__ + ".", "")
        self.assertEqual(
            shown,
            "(*, id: str, expires_at: int, data: str, transcript: str, extra: collections.abc.Mapping[str, typing.Any]"
            " = <factory>) -> None",
        )

    @every_class
    def test_the_description_of_every_field_stands_under_it(self, cls: Any, sample: Any, rules: Any) -> None:
        (body,) = [node.body for node in ast.parse(inspect.getsource(cls)).body if isinstance(node, ast.ClassDef)]
        described = {}
        for node, below in itertools.pairwise(body):
            if isinstance(node, ast.AnnAssign) and isinstance(below, ast.Expr):
                described[ast.unparse(node.target)] = ast.literal_eval(below.value)
        self.assertEqual([name for name in described if name != "extra"], list(rules))
        for text in described.values():
            self.assertRegex(text, r"(?s)^[A-Z].*\.$")

    @needs_docstrings
    @every_class
    def test_a_docstring_names_the_schema_and_says_nothing_about_fields(
        self, cls: Any, sample: Any, rules: Any
    ) -> None:
        self.assertRegex(str(inspect.getdoc(cls)), r"^[A-Z][^\n]*\. Schema: [^\n]+\.$")

    @needs_docstrings
    @every_class
    def test_the_docstring_of_from_dict_names_the_error(self, cls: Any, sample: Any, rules: Any) -> None:
        self.assertIn("Raises ParseError", str(inspect.getdoc(cls.from_dict)))

    @needs_docstrings
    def test_help_shows_every_public_name_with_its_docstring(self) -> None:
        page = pydoc.plain(pydoc.render_doc(package))
        unseen = [name for name in package.__all__ if not re.search(rf"^    (?:class )?{name}\b", page, re.MULTILINE)]
        self.assertEqual(unseen, [])
        for cls in PUBLIC_CLASSES:
            self.assertIn(str(cls.__doc__).splitlines()[0], page)

    @every_class
    def test_help_of_a_class_shows_its_fields_and_methods(self, cls: Any, sample: Any, rules: Any) -> None:
        page = pydoc.plain(pydoc.render_doc(cls))
        for name in ("from_dict(", "to_dict(", *(f"{key}:" for key in rules)):
            self.assertIn(name, page)


class Displays(unittest.TestCase):
    @every_class
    def test_asdict_shows_the_fields_and_extra(self, cls: Any, sample: Any, rules: Any) -> None:
        parsed = cls.from_dict(sample | {"added": [1, {"a": None}]})
        shown = dataclasses.asdict(parsed)
        self.assertEqual(list(shown), [*rules, "extra"])
        self.assertEqual(shown["extra"], dict(parsed.extra))
        self.assertEqual(added_keys(parsed), {"added": (1, {"a": None})})

    def test_pprint_shows_the_repr(self) -> None:
        function = package.Function(name="tide_table", arguments="{}")
        call = package.ChatCompletionMessageToolCall(id="call_" + "a" * 40, function=function)
        self.assertEqual(pprint.pformat([call]), f"[{call!r}]")

    def test_rich_is_given_every_field_and_its_default(self) -> None:
        function = package.Function(name="f", arguments="{}", extra={"a": 1})
        self.assertEqual(
            list(function.__rich_repr__()),
            [("name", "f", dataclasses.MISSING), ("arguments", "{}", dataclasses.MISSING), ("extra", {"a": 1}, {})],
        )


class UnknownAttributes(unittest.TestCase):
    """On Python 3.10 and 3.11, only a message and a delta name `extra`, because it makes each class slower there."""

    @every_class
    def test_an_unknown_key_that_is_asked_for_as_an_attribute_is_found_in_extra(
        self, cls: Any, sample: Any, rules: Any
    ) -> None:
        parsed = cls.from_dict(sample | {"reasoning_content": "Hm."})
        text = f"{cls.__name__!r} object has no attribute 'reasoning_content'"
        if sys.version_info >= (3, 12) or cls.__name__.endswith(("ResponseMessage", "ResponseDelta")):
            text += "; it is an unknown key: .extra['reasoning_content']"
        for model in (parsed, cls(**fields_in(parsed)), pickle.loads(pickle.dumps(parsed))):
            with self.assertRaises(AttributeError) as caught:
                model.reasoning_content  # noqa: B018
            self.assertEqual(str(caught.exception), text)
            self.assertEqual((caught.exception.name, caught.exception.obj), ("reasoning_content", model))

    @every_class
    def test_a_misspelled_attribute_is_an_ordinary_attribute_error(self, cls: Any, sample: Any, rules: Any) -> None:
        parsed = cls.from_dict(sample)
        self.assertFalse(hasattr(parsed, "no_such_field"))
        with self.assertRaises(AttributeError) as caught:
            parsed.no_such_field  # noqa: B018
        self.assertEqual(str(caught.exception), f"{cls.__name__!r} object has no attribute 'no_such_field'")


if __name__ == "__main__":
    unittest.main()

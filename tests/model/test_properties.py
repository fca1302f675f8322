# SPDX-License-Identifier: MIT-0
"""What holds for every body and every object, tried with values that hypothesis makes. Skipped where it is missing."""

import copy
import dataclasses
import json
import pickle
import typing
import unittest
from collections.abc import Mapping
from typing import Any

from .. import package
from ..support.documents import at, json_text, places
from ..support.examples import assume, for_all, st, strategies
from .cases import WIRE_CLASSES
from .test_introspection import fits

Response = package.CreateChatCompletionResponse
ParseError, ErrorResponse, ProblemKind = package.ParseError, package.ErrorResponse, package.ProblemKind

LONGEST_ERROR = 20_000  # characters


def refused(problems: Any) -> list[Any]:
    return [problem for problem in problems if problem.kind is ProblemKind.REFUSED]


def outcome(data: Any) -> Any:
    """The object, or the ParseError that is raised."""
    try:
        return Response.from_dict(data)
    except ParseError as error:
        return error


def concerns(path: tuple[Any, ...], place: tuple[Any, ...]) -> bool:
    """Whether a problem with this path can be due to a change at this place: on the way to it, at it or below it.

    It can also be beside it, because a change of `type` can make another key wrong.
    """
    shared = min(len(path), len(place) - 1)
    return path[:shared] == place[:shared]


class Bodies(unittest.TestCase):
    @for_all(strategies.bodies)
    def test_a_body_comes_back_as_it_came_from_data_and_from_text(self, body: Any) -> None:
        before = json_text(body)
        parsed = Response.from_dict(body)
        self.assertEqual(json_text(body), before)
        self.assertEqual(json_text(parsed.to_dict()), before)
        self.assertEqual(Response.from_json(before), parsed)
        self.assertEqual(Response.from_json(before.encode()), parsed)
        self.assertEqual(json_text(json.loads(parsed.to_json())), before)
        self.assertEqual(json_text(json.loads(parsed.to_json(indent=1))), before)

    @for_all(strategies.bodies)
    def test_a_body_comes_back_as_it_came_after_pickle_copy_and_replace(self, body: Any) -> None:
        before = json_text(body)
        parsed = Response.from_dict(body)
        twins = [pickle.loads(pickle.dumps(parsed, protocol)) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]
        twins += [copy.copy(parsed), copy.deepcopy(parsed), dataclasses.replace(parsed)]
        for twin in twins:
            self.assertEqual(twin, parsed)
            self.assertEqual(hash(twin), hash(parsed))
            self.assertEqual(repr(twin), repr(parsed))
            self.assertEqual(json_text(twin.to_dict()), before)

    @for_all(strategies.bodies, st.data())
    def test_an_unknown_key_is_kept_in_every_object(self, body: Any, data: Any) -> None:
        maps = {"categories", "category_scores", "category_applied_input_types"}  # their values are typed
        objects = [path for path in places(body) if isinstance(at(body, path), dict)]
        holder = at(body, data.draw(st.sampled_from([path for path in objects if not maps & {*path}])))
        key = data.draw(strategies.texts.map(lambda key: f"x-{key}"))
        assume(key not in holder)
        holder[key] = data.draw(strategies.json_values)
        self.assertEqual(json_text(Response.from_dict(body).to_dict()), json_text(body))

    @for_all(strategies.published_bodies)
    def test_check_finds_only_unknown_fields_in_a_body_of_the_published_shape(self, body: Any) -> None:
        """Each of them once, at its place."""
        problems = package.check(body)
        self.assertLessEqual({problem.kind for problem in problems}, {ProblemKind.UNKNOWN_FIELD})
        self.assertEqual(len({problem.path for problem in problems}), len(problems))
        for problem in problems:
            at(body, problem.path)
        self.assertEqual(json_text(Response.from_dict(body).to_dict()), json_text(body))


class ChangedBodies(unittest.TestCase):
    @for_all(strategies.changes(strategies.bodies))
    def test_a_changed_body_is_accepted_or_refused_at_the_place_of_the_change(self, change: Any) -> None:
        """`check` finds the same problems."""
        _, place, changed = change
        before = json_text(changed)
        found = outcome(changed)
        problems = package.check(changed)
        self.assertEqual(json_text(changed), before)
        if isinstance(found, ParseError):
            self.assertEqual(refused(problems), list(found.problems))
            for problem in found.problems:
                self.assertTrue(concerns(problem.path, place), f"{problem.path} for a change at {place}")
            self.assertLessEqual(len(str(found)), LONGEST_ERROR)
            self.assertEqual(str(pickle.loads(pickle.dumps(found))), str(found))
        else:
            self.assertEqual(refused(problems), [])
            self.assertEqual(json_text(found.to_dict()), before)

    @for_all(strategies.changes(strategies.bodies))
    def test_from_json_gives_the_object_or_the_error_that_from_dict_gives(self, change: Any) -> None:
        _, _, changed = change
        from_data = outcome(changed)
        try:
            from_text = Response.from_json(json.dumps(changed))
        except ParseError as error:
            self.assertEqual((type(error), str(error)), (type(from_data), str(from_data)))
        else:
            self.assertEqual(from_text, from_data)

    @for_all(strategies.changes(strategies.bodies))
    def test_problems_are_in_the_order_of_the_document(self, change: Any) -> None:
        _, _, changed = change
        order = {path: index for index, path in enumerate(places(changed))}
        found = [order[problem.path] for problem in package.check(changed) if problem.path in order]
        self.assertEqual(found, sorted(found))


class AnyValue(unittest.TestCase):
    @for_all(strategies.json_values)
    def test_a_json_value_that_is_not_a_body_is_refused(self, value: Any) -> None:
        """A dict with a ParseError, because it has none of the required keys; anything else with a TypeError."""
        before = json_text(value)
        problems = package.check(value)
        if isinstance(value, dict):
            self.assertIsInstance(outcome(value), ParseError)
            self.assertEqual(list(outcome(value).problems), refused(problems))
        else:
            with self.assertRaises(TypeError):
                Response.from_dict(value)
            self.assertEqual([problem.path for problem in refused(problems)], [()])
        with self.assertRaises(ParseError) as caught:
            Response.from_json(before)
        self.assertLessEqual(len(str(caught.exception)), LONGEST_ERROR)
        self.assertEqual(json_text(value), before)

    @for_all(st.text(st.characters()) | st.binary())
    def test_a_text_that_is_no_body_is_refused_with_a_parse_error(self, value: Any) -> None:
        with self.assertRaises(ParseError) as caught:
            Response.from_json(value)
        self.assertLessEqual(len(str(caught.exception)), LONGEST_ERROR)

    @for_all(
        st.dictionaries(
            st.sampled_from(["error", "detail", "message", "choices", "type", "code", "object", "x"]),
            strategies.json_values,
        )
    )
    def test_an_error_body_is_refused_with_a_parse_error_whatever_it_holds(self, body: Any) -> None:
        found = outcome(body)
        self.assertIsInstance(found, ParseError)
        self.assertEqual(list(found.problems), refused(package.check(body)))
        self.assertLessEqual(len(str(found)), LONGEST_ERROR)
        twin = pickle.loads(pickle.dumps(found))
        self.assertEqual((type(twin), str(twin), twin.problems), (type(found), str(found), found.problems))
        if isinstance(found, ErrorResponse):
            self.assertIn(type(found.code), (str, int, type(None)))
            self.assertIn(type(found.type), (str, type(None)))
            self.assertEqual((twin.error, twin.code, twin.type), (found.error, found.code, found.type))
            self.assertTrue(str(found))


def by_hand(data: dict[str, Any]) -> Any:
    """A response that is built from the values of a body, or None where that is a TypeError."""
    names = [field.name for field in dataclasses.fields(Response)]
    known = {key: value for key, value in data.items() if key in names and key != "extra"}
    unknown = {key: value for key, value in data.items() if key not in known}
    try:
        return Response(**known, extra=unknown)
    except TypeError:
        return None


JUNK = (
    strategies.json_values
    | st.sampled_from([object(), {1, 2}, b"a", bytearray(b"a"), range(3), Ellipsis, int, 1j, {1: 2}, (), ("stop",)])
    | st.sampled_from([package.Function(name="f", arguments=""), package.Role.USER, package.Logprobs(content=[])])
    | strategies.built(package.ChatCompletionResponseMessage)
)


class Constructors(unittest.TestCase):
    @for_all(strategies.changes(strategies.bodies))
    def test_what_is_built_from_the_values_of_a_body_is_what_is_read_from_the_body(self, change: Any) -> None:
        _, _, changed = change
        before = json_text(changed)
        read, built = outcome(changed), by_hand(changed)
        self.assertEqual(json_text(changed), before)
        if isinstance(read, ParseError):
            self.assertTrue(built is None or isinstance(read, ErrorResponse), read)
        else:
            self.assertEqual((built, hash(built), repr(built)), (read, hash(read), repr(read)))

    @for_all(st.sampled_from(WIRE_CLASSES), st.data())
    def test_a_constructor_raises_nothing_but_type_error_and_holds_only_what_fits(self, cls: Any, data: Any) -> None:
        names = [field.name for field in dataclasses.fields(cls)]
        given = {name: data.draw(values | JUNK) for name, values, _ in strategies.fields_of(cls) if name in names}
        kept = data.draw(st.sets(st.sampled_from([*given])))
        try:
            built = cls(**{name: value for name, value in given.items() if name in kept})
        except TypeError:
            return
        hints = typing.get_type_hints(cls)
        for name in names:
            self.assertTrue(fits(getattr(built, name), hints[name]), (name, getattr(built, name)))
        hash(built), repr(built), built.to_dict()
        self.assertEqual(pickle.loads(pickle.dumps(built)), built)


class Objects(unittest.TestCase):
    @for_all(strategies.objects)
    def test_an_object_built_by_hand_is_equal_to_what_is_read_from_its_data(self, built: Any) -> None:
        """And to its copies and pickles."""
        data = built.to_dict()
        again = [Response.from_dict(data), Response.from_json(json.dumps(data)), Response.from_json(built.to_json())]
        again += [pickle.loads(pickle.dumps(built, protocol)) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]
        again += [copy.copy(built), copy.deepcopy(built), dataclasses.replace(built)]
        for twin in again:
            self.assertEqual(twin, built)
            self.assertEqual(hash(twin), hash(built))
            self.assertEqual(json_text(twin.to_dict()), json_text(data))

    @for_all(strategies.objects)
    def test_an_object_built_by_hand_emits_every_key_that_the_schema_requires(self, built: Any) -> None:
        for problem in package.check(built.to_dict()):
            self.assertNotIn("the key is missing", problem.message)
            self.assertFalse(problem.kind is ProblemKind.REFUSED, problem)

    @for_all(strategies.objects | strategies.bodies.map(Response.from_dict))
    def test_everything_in_an_object_is_immutable(self, response: Any) -> None:
        read_only = type(package.Function(name="", arguments="").extra)
        waiting = [response]
        while waiting:
            value = waiting.pop()
            if hasattr(value, "__dataclass_fields__"):
                waiting += [getattr(value, field.name) for field in dataclasses.fields(value)]
                with self.assertRaises(dataclasses.FrozenInstanceError):
                    value.extra = {}
            elif isinstance(value, tuple):
                waiting += value
            elif isinstance(value, Mapping):
                self.assertIs(type(value), read_only)
                waiting += value.values()
                with self.assertRaises(TypeError):
                    value["later"] = 1  # type: ignore[index]
            else:
                self.assertIsInstance(value, (str, int, float, bytes, type(None)))


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: MIT-0
"""What holds for every body and every object, tried on what hypothesis makes. Skipped where it is not installed."""

import copy
import dataclasses
import json
import os
import pickle
import unittest
from collections.abc import Mapping
from typing import Any

try:
    from hypothesis import HealthCheck, assume, given, settings
    from hypothesis import strategies as st

    from ..support import strategies
except ImportError as missing:
    raise unittest.SkipTest(f"the property tests need hypothesis: {missing}") from None

from .. import package, submodule

Response = package.CreateChatCompletionResponse
ParseError, ErrorResponse, ProblemKind = package.ParseError, package.ErrorResponse, package.ProblemKind

# How many examples each property is tried on; more of them for a long run.
EXAMPLES = int(os.environ.get("CHATCOMPLETION_EXAMPLES", "100"))
LONGEST_ERROR = 20_000  # characters

settings.register_profile(
    "chatcompletion",
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize="CHATCOMPLETION_EXAMPLES" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
settings.load_profile("chatcompletion")


def text(data: Any) -> str:
    """JSON text with sorted keys: what two documents have in common when they are the same."""
    return json.dumps(data, sort_keys=True)


def spoil(value: Any) -> None:
    """Empty every list and dict inside."""
    if isinstance(value, dict):
        for member in value.values():
            spoil(member)
        value.clear()
    elif isinstance(value, list):
        for item in value:
            spoil(item)
        value.clear()


def refused(problems: Any) -> list[Any]:
    return [problem for problem in problems if problem.kind is ProblemKind.REFUSED]


def outcome(data: Any) -> Any:
    """The object, or the ParseError: nothing else is to come."""
    try:
        return Response.from_dict(data)
    except ParseError as error:
        return error


def leads_to(path: tuple[Any, ...], place: tuple[Any, ...]) -> bool:
    """Whether the path of a problem is on the way to the place, at it, below it or, as a change of `type` can make
    another key wrong, beside it."""
    shared = min(len(path), len(place) - 1)
    return path[:shared] == place[:shared]


class Bodies(unittest.TestCase):
    @given(strategies.bodies)
    def test_a_body_comes_back_as_it_came(self, body: Any) -> None:
        """Same keys, same values, same JSON types, from data as from text."""
        before = text(body)
        parsed = Response.from_dict(body)
        self.assertEqual(text(body), before)
        self.assertEqual(text(parsed.to_dict()), before)
        self.assertEqual(Response.from_json(before), parsed)
        self.assertEqual(Response.from_json(before.encode()), parsed)
        self.assertEqual(text(json.loads(parsed.to_json())), before)
        self.assertEqual(text(json.loads(parsed.to_json(indent=1))), before)

    @given(strategies.bodies)
    def test_a_body_comes_back_as_it_came_after_pickle_copy_and_replace(self, body: Any) -> None:
        """What was absent and what was null is remembered through all of them."""
        before = text(body)
        parsed = Response.from_dict(body)
        twins = [pickle.loads(pickle.dumps(parsed, protocol)) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]
        twins += [copy.copy(parsed), copy.deepcopy(parsed), dataclasses.replace(parsed)]
        for twin in twins:
            self.assertEqual(twin, parsed)
            self.assertEqual(hash(twin), hash(parsed))
            self.assertEqual(repr(twin), repr(parsed))
            self.assertEqual(text(twin.to_dict()), before)

    @given(strategies.bodies)
    def test_nothing_is_shared_with_a_body(self, body: Any) -> None:
        """Emptying every container of the input and of the output does not reach the object."""
        before = text(body)
        parsed = Response.from_dict(body)
        number, shown = hash(parsed), repr(parsed)
        spoil(body)
        self.assertEqual(text(parsed.to_dict()), before)
        spoil(parsed.to_dict())
        self.assertEqual(text(parsed.to_dict()), before)
        self.assertEqual((hash(parsed), repr(parsed)), (number, shown))

    @given(strategies.bodies)
    def test_equal_objects_have_one_hash_however_absence_was_spelled(self, body: Any) -> None:
        """Null in the place of absence makes an equal object, with the same hash."""
        parsed = Response.from_dict(body)
        optional = ("usage", "service_tier", "system_fingerprint", "metadata", "moderation", "object")
        other = Response.from_dict({key: None for key in optional if key not in body} | body)
        self.assertEqual(other, parsed)
        self.assertEqual(hash(other), hash(parsed))
        self.assertNotEqual(dataclasses.replace(parsed, created=parsed.created + 1), parsed)

    @given(strategies.bodies, strategies.bodies)
    def test_two_bodies_are_equal_objects_only_with_one_hash(self, one: Any, other: Any) -> None:
        first, second = Response.from_dict(one), Response.from_dict(other)
        self.assertIs(first == second, not (first != second))  # noqa: SIM202
        if first == second:
            self.assertEqual(hash(first), hash(second))

    @given(strategies.bodies, st.data())
    def test_an_unknown_key_survives_at_any_object(self, body: Any, data: Any) -> None:
        """Wherever an object stands, one more key is kept, value and all, and changes nothing else."""
        objects = [path for path in strategies.places(body) if isinstance(strategies.at(body, path), dict)]
        typed = [
            path for path in objects if not {"categories", "category_scores", "category_applied_input_types"} & {*path}
        ]
        holder = strategies.at(body, data.draw(st.sampled_from(typed)))
        key = data.draw(strategies.texts.map(lambda key: f"x-{key}"))
        assume(key not in holder)
        holder[key] = data.draw(strategies.json_values)
        self.assertEqual(text(Response.from_dict(body).to_dict()), text(body))

    @given(strategies.published_bodies)
    def test_a_body_in_the_published_shape_is_clean(self, body: Any) -> None:
        """Only its unknown keys are mentioned."""
        kinds = {problem.kind for problem in package.check(body)}
        self.assertLessEqual(kinds, {ProblemKind.UNKNOWN_FIELD})
        self.assertEqual(text(Response.from_dict(body).to_dict()), text(body))

    @given(strategies.published_bodies)
    def test_every_problem_of_a_body_names_a_place_in_it(self, body: Any) -> None:
        """An unknown field is at its path, and each is named once."""
        problems = package.check(body)
        self.assertEqual(len({problem.path for problem in problems}), len(problems))
        for problem in problems:
            strategies.at(body, problem.path)


class ChangedBodies(unittest.TestCase):
    @given(strategies.changes(strategies.bodies))
    def test_a_change_is_accepted_or_refused_where_it_was_made(self, change: Any) -> None:
        """Every problem leads to the changed place; `check` finds the same; the input stays as it was."""
        _, place, changed = change
        before = text(changed)
        found = outcome(changed)
        problems = package.check(changed)
        self.assertEqual(text(changed), before)
        if isinstance(found, ParseError):
            self.assertEqual(refused(problems), list(found.problems))
            for problem in found.problems:
                self.assertTrue(leads_to(problem.path, place), f"{problem.path} for a change at {place}")
            self.assertLessEqual(len(str(found)), LONGEST_ERROR)
            self.assertEqual(str(pickle.loads(pickle.dumps(found))), str(found))
        else:
            self.assertEqual(refused(problems), [])
            self.assertEqual(text(found.to_dict()), before)

    @given(strategies.changes(strategies.bodies))
    def test_text_and_data_are_judged_the_same(self, change: Any) -> None:
        """`from_json` gives the object or the error text that `from_dict` gives."""
        _, _, changed = change
        from_data = outcome(changed)
        try:
            from_text = Response.from_json(json.dumps(changed))
        except ParseError as error:
            self.assertEqual((type(error), str(error)), (type(from_data), str(from_data)))
        else:
            self.assertEqual(from_text, from_data)

    @given(strategies.changes(strategies.bodies))
    def test_problems_stand_in_the_order_of_the_document(self, change: Any) -> None:
        """Their paths are in the order in which the keys came; what is missing comes after what is there."""
        changed = change[2]
        order = {path: index for index, path in enumerate(strategies.places(changed))}
        there = [order[problem.path] for problem in package.check(changed) if problem.path in order]
        self.assertEqual(there, sorted(there))


class AnyValue(unittest.TestCase):
    @given(strategies.json_values)
    def test_any_json_value_is_judged_and_none_breaks_anything(self, value: Any) -> None:
        """A dict gives an object or a ParseError, anything else a TypeError; `check` and text never anything else."""
        before = text(value)
        problems = package.check(value)
        if isinstance(value, dict):
            self.assertIsInstance(outcome(value), ParseError)  # five keys that all of them lack
            self.assertEqual(list(outcome(value).problems), refused(problems))
        else:
            with self.assertRaises(TypeError):
                Response.from_dict(value)
            self.assertEqual([problem.path for problem in refused(problems)], [()])
        with self.assertRaises(ParseError) as caught:
            Response.from_json(before)
        self.assertLessEqual(len(str(caught.exception)), LONGEST_ERROR)
        self.assertEqual(text(value), before)

    @given(st.text(st.characters()) | st.binary())
    def test_any_text_is_an_object_or_a_parse_error(self, value: Any) -> None:
        with self.assertRaises(ParseError) as caught:
            Response.from_json(value)
        self.assertLessEqual(len(str(caught.exception)), LONGEST_ERROR)

    @given(
        st.dictionaries(
            st.sampled_from(["error", "detail", "message", "choices", "type", "code", "object", "x"]),
            strategies.json_values,
        )
    )
    def test_an_error_body_is_a_parse_error_whatever_it_holds(self, body: Any) -> None:
        """Its code and type are what they say, and it prints and pickles."""
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


class ObjectsBuiltByHand(unittest.TestCase):
    @given(strategies.objects)
    def test_an_object_is_what_its_data_describes(self, built: Any) -> None:
        """`from_dict(x.to_dict()) == x`, also through JSON text, pickle, copy and replace; and it prints."""
        data = built.to_dict()
        again = [Response.from_dict(data), Response.from_json(json.dumps(data)), Response.from_json(built.to_json())]
        again += [pickle.loads(pickle.dumps(built, protocol)) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]
        again += [copy.copy(built), copy.deepcopy(built), dataclasses.replace(built)]
        for twin in again:
            self.assertEqual(twin, built)
            self.assertEqual(hash(twin), hash(built))
            self.assertEqual(text(twin.to_dict()), text(data))

    @given(strategies.objects)
    def test_an_object_emits_what_the_schema_requires(self, built: Any) -> None:
        """No key that the schema requires is missing, and no null stands where it has none."""
        for problem in package.check(built.to_dict()):
            self.assertNotIn("the key is missing", problem.message)
            self.assertFalse(problem.kind is ProblemKind.REFUSED, problem)

    @given(strategies.objects)
    def test_nothing_is_shared_with_what_an_object_emits(self, built: Any) -> None:
        before, number = text(built.to_dict()), hash(built)
        spoil(built.to_dict())
        self.assertEqual((text(built.to_dict()), hash(built)), (before, number))

    @given(st.dictionaries(strategies.texts, strategies.json_values, min_size=1))
    def test_nothing_is_shared_with_what_an_object_is_built_from(self, extra: Any) -> None:
        """Lists and mappings that it was given are its own afterwards."""
        choices: list[Any] = []
        assume(not {"id", "object", "created", "model", "choices", "usage", "metadata", "moderation"} & {*extra})
        mine = copy.deepcopy(extra)
        built = Response(id="", created=0, model="", choices=choices, metadata=mine, extra=mine)
        before = text(built.to_dict())
        spoil(mine)
        choices.append("later")
        self.assertEqual(text(built.to_dict()), before)
        self.assertEqual(built.extra, Response(id="", created=0, model="", choices=(), extra=extra).extra)

    @given(strategies.objects)
    def test_an_object_holds_nothing_that_can_change(self, built: Any) -> None:
        """To the bottom it is made of objects of this package, tuples, read-only mappings and plain values."""
        read_only = submodule("_values").JSONObject
        todo = [built, Response.from_dict(built.to_dict())]
        while todo:
            value = todo.pop()
            if isinstance(value, strategies.Model):
                todo += [getattr(value, field.name) for field in dataclasses.fields(value)]
                with self.assertRaises(dataclasses.FrozenInstanceError):
                    value.extra = {}
            elif isinstance(value, tuple):
                todo += value
            elif isinstance(value, Mapping):
                self.assertIs(type(value), read_only)
                todo += value.values()
                with self.assertRaises(TypeError):
                    value["later"] = 1
            else:
                self.assertIsInstance(value, (str, int, float, bytes, type(None)))


if __name__ == "__main__":
    unittest.main()

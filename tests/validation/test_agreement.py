# SPDX-License-Identifier: MIT-0
"""Judges from outside: openai-python, jsonschema with the published schema, and recorded bodies. Each skips if missing.

CHATCOMPLETION_SPEC: the file of the published schema. CHATCOMPLETION_CORPUS: the folder of the recorded bodies.
"""

import copy
import json
import os
import pathlib
import unittest
from collections.abc import Iterator, Mapping
from typing import Any

from .. import HERE, package, submodule

try:
    from hypothesis import HealthCheck, given, settings

    from ..support import strategies
except ImportError as missing:
    raise unittest.SkipTest(f"the judges need hypothesis: {missing}") from None

Response, ParseError, ProblemKind = package.CreateChatCompletionResponse, package.ParseError, package.ProblemKind
Model = submodule("_model").Model

EXAMPLES = int(os.environ.get("CHATCOMPLETION_EXAMPLES", "60"))
RECORDED, REFUSED, ERRORS = 587, 18, 26  # bodies

tried = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize="CHATCOMPLETION_EXAMPLES" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def recorded(name: str) -> Iterator[Any]:
    """The bodies of one file of the recorded ones."""
    folder = os.environ.get("CHATCOMPLETION_CORPUS")
    if not folder:
        raise unittest.SkipTest("CHATCOMPLETION_CORPUS does not name the folder of recorded bodies")
    with open(pathlib.Path(folder, f"{name}.jsonl"), encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["body"]


def published_schema() -> dict[str, Any]:
    path = os.environ.get("CHATCOMPLETION_SPEC")
    if not path:
        raise unittest.SkipTest("CHATCOMPLETION_SPEC does not name the file of the published schema")
    schema: dict[str, Any] = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    return schema


def own_schema() -> dict[str, Any]:
    schema: dict[str, Any] = package.json_schema()
    return schema


def validator(schema: dict[str, Any]) -> Any:
    try:
        import jsonschema
    except ImportError:
        raise unittest.SkipTest("jsonschema is not installed") from None
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def exempt(problem: Any, body: Any) -> bool:
    """Whether the contract lets `check` and the schema differ: an integer written 3.0, a byte beyond 255."""
    try:
        value = strategies.at(body, problem.path)
    except (LookupError, TypeError):
        return False
    if type(value) is float:
        return value.is_integer() and "expected integer" in problem.message
    return problem.path[-2:-1] == ("bytes",) and type(value) is int


def is_error_body(body: Any) -> bool:
    """A completion without choices that holds an error is an error body, though the schema allows it."""
    try:
        Response.from_dict(body)
    except package.ErrorResponse:
        return body.get("choices") == []
    except ParseError:
        pass
    return False


class PublishedSchema(unittest.TestCase):
    """`check` finds neither REFUSED nor DEVIATION exactly when a JSON Schema validator accepts the body."""

    def schemas(self) -> Iterator[Any]:
        """Both schemas, the published one if it is at hand."""
        yield validator(own_schema())
        if os.environ.get("CHATCOMPLETION_SPEC"):
            yield validator(published_schema())

    def judge(self, body: Any) -> None:
        if is_error_body(body):
            return
        bad = [problem for problem in package.check(body) if problem.kind is not ProblemKind.UNKNOWN_FIELD]
        counted = [problem for problem in bad if not exempt(problem, body)]
        for judge in self.judges:
            if judge.is_valid(body) == bool(counted) and (bad == counted or bool(counted)):
                self.fail(f"{judge.schema.get('$ref')}: {[str(problem) for problem in bad]} of {json.dumps(body)}")

    def setUp(self) -> None:
        self.judges = list(self.schemas())

    def test_the_published_schema_agrees_on_every_recorded_body(self) -> None:
        published_schema()
        count = 0
        for body in recorded("responses"):
            count += 1
            with self.subTest(count):
                self.judge(body)
        self.assertEqual(count, RECORDED)

    @tried
    @given(strategies.published_bodies)
    def test_a_body_in_the_published_shape_is_valid(self, body: Any) -> None:
        for judge in self.judges:
            judge.validate(body)
        self.judge(body)

    @tried
    @given(strategies.bodies)
    def test_the_schemas_agree_on_what_is_accepted(self, body: Any) -> None:
        self.judge(body)

    @tried
    @given(strategies.changes(strategies.published_bodies))
    def test_the_schemas_agree_on_a_valid_body_with_one_change(self, change: Any) -> None:
        self.judge(change[2])

    @tried
    @given(strategies.changes(strategies.bodies))
    def test_the_schemas_agree_on_an_accepted_body_with_one_change(self, change: Any) -> None:
        self.judge(change[2])

    def test_bodies_made_from_each_schema_parse_come_back_and_are_clean(self) -> None:
        """Made from nothing but the schema, and judged the same with one change."""
        for judge in self.judges:
            with self.subTest(judge.schema.get("$comment", "our own")[:40]):
                self.made_from(judge)

    def made_from(self, judge: Any) -> None:
        made = strategies.from_schema(judge.schema, judge.schema)

        @tried
        @given(made)
        def clean(body: Any) -> None:
            judge.validate(body)
            self.assertEqual(package.check(body), ())
            text = json.dumps(body, sort_keys=True)
            self.assertEqual(json.dumps(Response.from_dict(body).to_dict(), sort_keys=True), text)

        @tried
        @given(strategies.changes(made))
        def changed(change: Any) -> None:
            self.judge(change[2])

        clean()
        changed()


class RecordedBodies(unittest.TestCase):
    def test_recorded_bodies_come_back_as_they_came(self) -> None:
        """All but those that break a required field or a declared type; and `check` says the same."""
        accepted = refused = 0
        for body in recorded("responses"):
            before = json.dumps(body, sort_keys=True)
            bad = [problem for problem in package.check(body) if problem.kind is ProblemKind.REFUSED]
            try:
                parsed = Response.from_dict(body)
            except ParseError as error:
                refused += 1
                self.assertEqual(list(error.problems), bad)
            else:
                accepted += 1
                self.assertEqual(bad, [])
                self.assertEqual(json.dumps(parsed.to_dict(), sort_keys=True), before)
                self.assertEqual(Response.from_json(parsed.to_json()), parsed)
            self.assertEqual(json.dumps(body, sort_keys=True), before)
        self.assertEqual((accepted, refused), (RECORDED - REFUSED, REFUSED))

    def test_recorded_error_bodies_are_error_responses(self) -> None:
        count = 0
        for body in recorded("errors"):
            count += 1
            with self.subTest(count), self.assertRaises(package.ErrorResponse) as caught:
                Response.from_dict(body)
            self.assertTrue(str(caught.exception))
            self.assertNotEqual(str(caught.exception), "the provider reports an error without a message")
        self.assertEqual(count, ERRORS)


class OpenAIPython(unittest.TestCase):
    """Whatever openai-python reads in a body has the same value in ours."""

    def setUp(self) -> None:
        try:
            from openai import BaseModel
            from openai.types.chat import ChatCompletion
        except ImportError:
            self.skipTest("openai is not installed")
        self.theirs, self.their_base = ChatCompletion, BaseModel

    def compare(self, body: Any) -> int:
        """How many values were the same. The body as its client reads it, which validates nothing."""
        parsed = Response.from_dict(body)
        return self.same(self.theirs.construct(**copy.deepcopy(body)), parsed, "$")

    def same(self, theirs: Any, ours: Any, place: str) -> int:
        if isinstance(ours, package.Unrecognized):
            return 0  # of a kind that the package does not claim to read
        if isinstance(theirs, self.their_base):
            self.assertIsInstance(ours, Model, place)
            count = 0
            for name in type(theirs).model_fields:
                if name in theirs.model_fields_set:
                    if hasattr(ours, name):
                        count += self.same(getattr(theirs, name), getattr(ours, name), f"{place}.{name}")
                    else:  # of a tool call without `type`, which they take for that of a function
                        self.assertIn(name, ours.extra, place)
                elif hasattr(ours, name) and name not in ("object", "role", "type"):
                    self.assertIsNone(getattr(ours, name), f"{place}.{name}")
            return count
        if isinstance(theirs, list):
            self.assertIsInstance(ours, (tuple, bytes), place)
            self.assertEqual(len(theirs), len(ours), place)
            return sum(self.same(item, ours[index], f"{place}[{index}]") for index, item in enumerate(theirs))
        if isinstance(theirs, dict):
            self.assertIsInstance(ours, Mapping, place)
            self.assertEqual(set(theirs), set(ours), place)
            return sum(self.same(member, ours[key], f"{place}[{key!r}]") for key, member in theirs.items())
        if theirs is None and place.rpartition(".")[2] in ("object", "role", "type"):
            return 0  # null for a constant, which ours then holds
        self.assertEqual(theirs, float(ours) if isinstance(theirs, float) else ours, place)
        return 1

    def test_recorded_bodies_read_the_same(self) -> None:
        compared = 0
        for body in recorded("responses"):
            try:
                Response.from_dict(body)
            except ParseError:
                continue
            compared += self.compare(body)
        self.assertGreater(compared, 10_000)

    def test_a_body_with_every_field_reads_the_same(self) -> None:
        """And every field of theirs is in ours."""
        body = json.loads((HERE / "fuzz" / "seeds" / "full.json").read_text(encoding="utf-8"))
        self.assertGreater(self.compare(body), 60)

    @tried
    @given(strategies.published_bodies)
    def test_bodies_in_the_published_shape_read_the_same(self, body: Any) -> None:
        body.pop("_fields_set", None)
        self.compare(body)

    @tried
    @given(strategies.bodies)
    def test_accepted_bodies_read_the_same(self, body: Any) -> None:
        self.compare(body)


if __name__ == "__main__":
    unittest.main()

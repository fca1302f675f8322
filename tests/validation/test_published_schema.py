# SPDX-License-Identifier: MIT-0
"""Agreement of check with the jsonschema library: a body has no problem exactly when a validator accepts it.

The schemas are that of json_schema, and the published one if CHATCOMPLETION_SPEC names its file. Unknown keys count as
no problem. The contract lets check and the schemas differ about an integer that is written 3.0, a byte beyond 255, and
an error body with an empty list of choices.
"""

import functools
import json
import os
import pathlib
import unittest
from collections.abc import Callable
from typing import Any

from .. import package, submodule
from ..support.documents import at
from ..support.examples import for_all, strategies
from ..support.recorded import RESPONSES, recorded

Response, ParseError, ProblemKind = package.CreateChatCompletionResponse, package.ParseError, package.ProblemKind
bodies = submodule("_core.bodies")
SPEC = os.environ.get("CHATCOMPLETION_SPEC")

needs_published_schema = unittest.skipUnless(SPEC, "CHATCOMPLETION_SPEC names no file of the published schema")


def validators() -> dict[str, Any]:
    """A validator for each schema, by the schema's name."""
    try:
        from jsonschema import Draft202012Validator
    except ImportError:
        raise unittest.SkipTest("jsonschema is not installed") from None
    schemas = {"own": package.json_schema()}
    if SPEC:
        schemas["published"] = json.loads(pathlib.Path(SPEC).read_text(encoding="utf-8"))
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    return {name: Draft202012Validator(schema) for name, schema in schemas.items()}


def counted(body: Any) -> list[Any]:
    """The problems of a body, without unknown keys."""
    return [problem for problem in package.check(body) if problem.kind is not ProblemKind.UNKNOWN_FIELD]


def is_exempt(problem: Any, body: Any) -> bool:
    """Whether the problem is an integer that is written 3.0, or a byte beyond 255."""
    try:
        value = at(body, problem.path)
    except (LookupError, TypeError):
        return False  # a missing key
    if type(value) is float:
        return value.is_integer() and "expected integer" in problem.message
    return problem.path[-2:-1] == ("bytes",) and type(value) is int


def is_error_with_empty_choices(body: Any) -> bool:
    try:
        Response.from_dict(body)
    except package.ErrorResponse:
        return body.get("choices") == []
    except ParseError:
        pass
    return False


def chunk_validator(schema: dict[str, Any]) -> Any:
    """A validator for chunks, by the published schema, with what its descriptions and servers say beyond it.

    A description says that `usage` is null in all chunks but the last. OpenAI streams custom tool calls, too.
    """
    from jsonschema import Draft202012Validator

    schema = json.loads(json.dumps(schema)) | {"$ref": "#/$defs/CreateChatCompletionStreamResponse"}
    usage = schema["$defs"]["CreateChatCompletionStreamResponse"]["properties"]
    usage["usage"] = {"anyOf": [usage["usage"], {"type": "null"}]}
    schema["$defs"]["ChatCompletionMessageToolCallChunk"]["properties"]["type"]["enum"] = ["function", "custom"]
    return Draft202012Validator(schema)


class Agreement(unittest.TestCase):
    validators: dict[str, Any]

    @classmethod
    def setUpClass(cls) -> None:
        cls.validators = validators()

    def assert_agreement(self, body: Any) -> None:
        problems = counted(body)
        exempt = bool(problems) and all(is_exempt(problem, body) for problem in problems)
        if exempt or is_error_with_empty_choices(body):
            return
        for name, validator in self.validators.items():
            self.assertEqual(validator.is_valid(body), not problems, (name, body, [*map(str, problems)]))

    @needs_published_schema
    def test_check_agrees_with_the_schemas_on_every_recorded_body(self) -> None:
        bodies = recorded("responses")
        self.assertEqual(len(bodies), RESPONSES)
        for body in bodies:
            self.assert_agreement(body)

    @needs_published_schema
    def test_what_repair_makes_strict_is_valid_for_every_recorded_body(self) -> None:
        for body in recorded("responses"):
            found = package.repair(body, strict=True)
            for validator in self.validators.values():
                validator.validate(found)

    @for_all(strategies.bodies)
    def test_what_repair_makes_strict_is_valid(self, body: Any) -> None:
        before = json.dumps(body)
        found = package.repair(body, strict=True)
        for validator in self.validators.values():
            validator.validate(found)
        self.assertEqual(counted(found), [])
        self.assertEqual(found is body, not counted(body))
        self.assertEqual(json.dumps(body), before)

    @needs_published_schema
    def test_check_agrees_with_the_published_schema_on_recorded_chunks(self) -> None:
        validator, kinds = chunk_validator(self.validators["published"].schema), set()
        for chunks in recorded("streams"):
            for chunk in (*chunks[:3], *chunks[-2:]):
                if bodies.kind_of(chunk) is bodies.BodyKind.CHUNK and bodies.error_in(chunk, in_stream=True) is None:
                    problems = [*map(str, counted(chunk))]
                    self.assertEqual(validator.is_valid(chunk), not problems, (chunk, problems))
                    kinds.add(not problems)
        self.assertEqual(kinds, {True, False})

    @needs_published_schema
    def test_check_agrees_with_the_published_schema_on_chunks_with_one_change(self) -> None:
        validator = chunk_validator(self.validators["published"].schema)

        def test(change: Any) -> None:
            chunk = change[2]
            if bodies.kind_of(chunk) is not bodies.BodyKind.CHUNK or bodies.error_in(chunk, in_stream=True) is not None:
                return
            problems = counted(chunk)
            if not problems or not all(is_exempt(problem, chunk) for problem in problems):
                self.assertEqual(validator.is_valid(chunk), not problems, (chunk, [*map(str, problems)]))

        run(test, strategies.changes(generated_from(validator.schema)))

    @for_all(strategies.published_bodies)
    def test_bodies_of_the_published_shape_are_valid_and_have_no_problems(self, body: Any) -> None:
        for validator in self.validators.values():
            validator.validate(body)
        self.assert_agreement(body)

    @for_all(strategies.bodies)
    def test_check_agrees_with_the_schemas_on_accepted_bodies(self, body: Any) -> None:
        self.assert_agreement(body)

    @for_all(strategies.changes(strategies.published_bodies))
    def test_check_agrees_with_the_schemas_on_valid_bodies_with_one_change(self, change: Any) -> None:
        self.assert_agreement(change[2])

    @for_all(strategies.changes(strategies.bodies))
    def test_check_agrees_with_the_schemas_on_accepted_bodies_with_one_change(self, change: Any) -> None:
        self.assert_agreement(change[2])

    def test_bodies_generated_from_the_schemas_have_no_problems_and_round_trip(self) -> None:
        def test(validator: Any, body: Any) -> None:
            validator.validate(body)
            self.assertEqual(package.check(body), ())
            emitted = Response.from_dict(body).to_dict()
            self.assertEqual(json.dumps(emitted, sort_keys=True), json.dumps(body, sort_keys=True))

        for name, validator in self.validators.items():
            with self.subTest(schema=name):
                run(functools.partial(test, validator), generated_from(validator.schema))

    def test_check_agrees_with_the_schemas_on_generated_bodies_with_one_change(self) -> None:
        for name, validator in self.validators.items():
            with self.subTest(schema=name):
                changes = strategies.changes(generated_from(validator.schema))
                run(lambda change: self.assert_agreement(change[2]), changes)


def generated_from(schema: Any) -> Any:
    """Bodies that are generated from nothing but the schema."""
    return strategies.from_schema(schema, schema)


def run(test: Callable[[Any], None], examples: Any) -> None:
    @for_all(examples)
    def run_one(example: Any) -> None:
        test(example)

    run_one()


if __name__ == "__main__":
    unittest.main()

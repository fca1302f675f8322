# SPDX-License-Identifier: MIT-0
"""ParseError and Problem: the attributes, the text, and the problems that are found."""

import dataclasses
import unittest

from .. import package
from ..support.bodies import CHOICE, a_body, a_message
from ..support.documents import nested
from ..support.refusals import RefusalTest

Response = package.CreateChatCompletionResponse
ParseError, Problem, ProblemKind = package.ParseError, package.Problem, package.ProblemKind


class ParseErrors(RefusalTest):
    def test_parse_error_is_a_value_error_without_a_context(self) -> None:
        error = self.error_of({})
        self.assertIsInstance(error, ValueError)
        self.assertTrue(error.__suppress_context__ or error.__context__ is None)

    def test_parse_error_has_the_path_and_the_message_of_its_first_problem(self) -> None:
        error = ParseError([Problem(("a", 1), "wrong"), Problem((), "also wrong")])
        self.assertEqual((error.path, error.problem, error.hint), (("a", 1), "wrong", None))
        self.assertEqual(str(error), "$.a[1]: wrong\n$: also wrong")
        self.assertEqual(repr(error), "ParseError('$.a[1]: wrong\\n$: also wrong')")

    def test_parse_error_shows_its_hint_after_the_first_problem(self) -> None:
        problems = (Problem(("a",), "wrong"), Problem((), "also wrong"))
        error = ParseError(iter(problems), "try again")
        self.assertEqual(str(error), "$.a: wrong (try again)\n$: also wrong")
        self.assertEqual([problem.hint for problem in error.problems], ["try again", None])
        self.assertEqual((error.hint, error.args), ("try again", (problems, "try again")))

    def test_parse_error_holds_every_problem_and_shows_the_first_five(self) -> None:
        error = self.error_of(a_body(choices=[{}] * 1000))
        self.assertEqual(len(error.problems), 2000)
        self.assertEqual(
            str(error),
            "$.choices[0].index: expected integer, but the key is missing\n"
            "$.choices[0].message: expected object, but the key is missing\n"
            "$.choices[1].index: expected integer, but the key is missing\n"
            "$.choices[1].message: expected object, but the key is missing\n"
            "$.choices[2].index: expected integer, but the key is missing\n"
            "and 1995 more problems",
        )

    def test_paths_begin_at_the_object_given_to_from_dict(self) -> None:
        with self.assertRaises(ParseError) as caught:
            package.Choice.from_dict({"index": 0, "message": {"content": 1, "audio": {}}})
        self.assertEqual(
            str(caught.exception),
            "$.message.content: expected string or null, got integer\n"
            "$.message.audio.id: expected string, but the key is missing\n"
            "$.message.audio.expires_at: expected integer, but the key is missing\n"
            "$.message.audio.data: expected string, but the key is missing\n"
            "$.message.audio.transcript: expected string, but the key is missing",
        )

    def test_two_problems_are_listed_in_the_order_of_the_document(self) -> None:
        text = "$.choices: expected array, got string\n$.id: expected string, got integer"
        self.assert_refused({"choices": "x"} | a_body(choices="x", id=1), text)

    def test_problems_at_all_depths_are_found(self) -> None:
        call = {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}}
        wrong = call | {"function": {"name": "f", "arguments": 5}}
        self.assert_refused(
            a_message(content=7, tool_calls=[*[call] * 99, wrong]) | {"model": None},
            "$.model: expected string, got null\n"
            "$.choices[0].message.content: expected string or null, got integer\n"
            "$.choices[0].message.tool_calls[99].function.arguments: expected string, got integer",
        )

    def test_error_texts_stay_short_however_large_the_body_is(self) -> None:
        long = "x" * 20_000
        moderation = {"input": {"type": "error", long: 1}, "output": {}}
        deep = {f"x{index}": nested(200, within="\U000e0001" * 50) for index in range(20)}
        bodies = (
            (2_100, {long: long}),
            (2_100, a_body(id=[long])),
            (2_100, a_body(id=long, created=long)),
            (2_100, a_body(**{long: {1: long}})),
            (2_100, a_body(moderation=moderation)),
            (2_100, a_body(choices=[None] * 1000)),
            (2_100, a_body(choices=[CHOICE, *[{long: long}] * 200])),
            (20_000, a_body(**deep)),
            (2_100, {"error": {"message": long}}),
            (2_100, {"message": long}),
            (2_100, {"detail": [long] * 5}),
            (2_100, a_body(error=long, choices=[])),
        )
        for limit, body in bodies:
            error = self.error_of(body)
            self.assertLess(max(len(str(error)), len(repr(error))), limit)
            self.assertLess(max(len(str(problem)) for problem in error.problems), 4_000)


class Problems(unittest.TestCase):
    def test_problems_are_compared_by_path_message_and_kind(self) -> None:
        problem = Problem(("a", 1), "wrong")
        same = Problem(path=("a", 1), message="wrong", kind=ProblemKind.REFUSED, hint="try again")
        others = Problem(("a",), "wrong"), Problem(("a", 1), "bad"), Problem(("a", 1), "wrong", ProblemKind.DEVIATION)
        self.assertEqual(problem, same)
        self.assertEqual(len({problem, same, *others}), 4)

    def test_problem_is_a_frozen_record_without_a_dict(self) -> None:
        problem = Problem(("a", 1), "wrong", hint="try again")
        self.assertEqual(repr(problem), "Problem(path=('a', 1), message='wrong', kind=ProblemKind.REFUSED)")
        self.assertEqual(str(problem), "$.a[1]: wrong (try again)")
        self.assertFalse(hasattr(problem, "__dict__"))
        with self.assertRaises(dataclasses.FrozenInstanceError):
            problem.message = "right"

    def test_problem_shows_its_path_in_the_notation_of_rfc_9535(self) -> None:
        for path, text in (
            ((), "$"),
            (("a", 0, "b_1"), "$.a[0].b_1"),
            (("é", "x-y", "1a", "", "a b"), "$.é['x-y']['1a']['']['a b']"),
            (("'", "\\", "\n", "\x1b", "\ud800"), r"$['\'']['\\']['\u000a']['\u001b']['\ud800']"),
            (("\u202e", "\uffff", "🌊"), r"$['\u202e']['\uffff']['🌊']"),
            (("\U000e0001", "\U0010ffff"), r"$['\udb40\udc01']['\udbff\udfff']"),
        ):
            self.assertEqual(str(Problem(path, "wrong")), f"{text}: wrong")

    def test_problem_cuts_a_long_key_and_a_long_path(self) -> None:
        for path, text in (
            (("k" * 40,), "$." + "k" * 40),
            (("k" * 41,), "$['" + "k" * 39 + "…']"),
            (("-" * 40,), "$['" + "-" * 40 + "']"),
            (("\x00" * 40,), "$['" + r"\u0000" * 13 + "\\…']"),
            ((0,) * 20, "$" + "[0]" * 20),
            ((*range(11), *range(10)), "$" + "[{}]" * 10 + "…" + "[{}]" * 10),
        ):
            self.assertEqual(str(Problem(path, "wrong")), text.format(*range(10), *range(10)) + ": wrong")


if __name__ == "__main__":
    unittest.main()

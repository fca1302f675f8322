# SPDX-License-Identifier: MIT-0
"""check, from_dict and repair agree about every body: what is refused, and what is mended."""

import copy
import random
import unittest
from typing import Any

from .. import package, submodule
from ..support.bodies import CHOICE, MESSAGE, a_body
from ..support.platform import MANY
from .breaking import broken_in_any_way
from .repairing import Body, Chunk, ParseError, Response, a_chunk, repair

ProblemKind = package.ProblemKind
streaming = submodule("streaming")


def refused(body: Any) -> tuple[Any, ...]:
    return tuple(problem for problem in package.check(body) if problem.kind is ProblemKind.REFUSED)


def problems_of(cls: Any, body: Body) -> tuple[Any, ...]:
    """The problems in the error that from_dict raises."""
    try:
        cls.from_dict(body)
    except ParseError as error:
        return tuple(error.problems)
    return ()


class Agreement(unittest.TestCase):
    def assert_agreement(self, body: Body) -> str:
        """Returns what the body is: "fine", "mended" or "refused"."""
        found, before = refused(body), copy.deepcopy(body)
        of_response, of_chunk = problems_of(Response, body), problems_of(Chunk, body)
        self.assertIn(found, (of_response, of_chunk), body)
        try:
            repaired = repair(body)
        except ParseError as error:
            self.assertTrue(found, body)
            self.assertTrue(error.problems[0] in found or isinstance(error, package.ErrorResponse), body)
            return "refused"
        self.assertEqual(repr(body), repr(before))
        self.assertEqual(repaired is body, not found, body)
        self.assertEqual(refused(repaired), ())
        self.assertIs(repair(repaired), repaired)
        if not of_response:
            self.assertIs(repaired, body)
        return "mended" if found else "fine"

    def test_check_from_dict_and_repair_agree_on_bodies_that_are_broken_in_any_way(self) -> None:
        seen = [self.assert_agreement(body) for body in broken_in_any_way(random.Random(28))]
        for what, least in (("fine", 0.05), ("mended", 0.5), ("refused", 0.005)):
            self.assertGreater(seen.count(what), least * len(seen), what)

    def test_a_broken_body_in_a_stream_is_mended_or_refused(self) -> None:
        read = []
        for body in broken_in_any_way(random.Random(23)):
            try:
                read.append(streaming.assemble([body], repair=True))
            except ParseError:
                continue
        self.assertGreater(len(read), MANY // 2)

    def test_a_body_with_a_message_and_a_delta_is_a_chunk_if_its_object_is_none_of_a_response(self) -> None:
        both = CHOICE | {"delta": {"content": "Yes."}}
        broken_message, broken_delta = both | {"message": {"content": 5}}, both | {"delta": {"content": 5}}
        for name in ("chat.completion.chunk", "chat.completion.done", None):
            with self.subTest(name):
                self.assertEqual(self.assert_agreement(a_chunk(object=name, choices=[both])), "fine")
                self.assertEqual(self.assert_agreement(a_chunk(object=name, choices=[broken_message])), "fine")

        whole = a_body(choices=[broken_message])
        self.assertEqual(self.assert_agreement(whole), "mended")
        self.assertEqual(repair(whole), a_body(choices=[both | {"message": {"content": "5"}}]))
        self.assertEqual(self.assert_agreement(a_body(choices=[broken_delta])), "fine")

    def test_a_chunk_that_only_a_response_accepts_is_judged_as_a_response(self) -> None:
        chunk = a_chunk(choices=[CHOICE | {"message": MESSAGE, "delta": {"content": 5}}])
        self.assertEqual(self.assert_agreement(chunk), "fine")
        self.assertEqual(
            [*map(str, package.check(chunk))],
            [
                '$.object: expected "chat.completion", got "chat.completion.chunk"',
                "$.choices[0].delta: unknown field",
            ],
        )
        self.assertEqual(self.assert_agreement(a_chunk(choices=[], obfuscation=5)), "fine")
        self.assertEqual(self.assert_agreement(a_chunk(obfuscation=5)), "mended")

    def test_objects_and_tuples_of_the_package_inside_the_data_are_accepted_and_kept(self) -> None:
        choice = package.Choice.from_dict(CHOICE)
        self.assertEqual(self.assert_agreement(a_body(choices=(choice,))), "fine")
        mixed = a_body(id=5, choices=(CHOICE, choice, None, {"message": choice.message}))
        self.assertEqual(repair(mixed), a_body(id="5", choices=[CHOICE, CHOICE, {"message": MESSAGE, "index": 2}]))
        self.assertEqual(
            repair(a_body(id=5, choices=({"delta": {}},), error=None))["choices"], [{"delta": {}, "index": 0}]
        )
        calls = [package.ChatCompletionMessageToolCall.from_dict(CALL), {"type": "function"}]
        self.assertEqual([call["id"] for call in calls_repaired(calls)], ["call_1", "call_2"])
        self.assertEqual(calls_repaired(calls[0]), [CALL])


CALL: Body = {"id": "call_1", "type": "function", "function": {"name": "clock", "arguments": "{}"}}


def calls_repaired(calls: Any) -> Any:
    return repair(a_body(choices=[CHOICE | {"message": {"tool_calls": calls}}]))["choices"][0]["message"]["tool_calls"]


if __name__ == "__main__":
    unittest.main()

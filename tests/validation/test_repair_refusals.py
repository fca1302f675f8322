# SPDX-License-Identifier: MIT-0
"""repair refuses what is not a completion, with the error that from_dict raises."""

import unittest
from typing import Any

from .. import package, submodule
from ..support.bodies import CHOICE, a_body
from ..support.contract import RESPONSE
from ..support.documents import without
from ..support.streams import events_of
from .repairing import Chunk, ParseError, Response, a_chunk, repair

ErrorResponse = package.ErrorResponse
iter_sse = submodule("streaming").iter_sse


class Refusals(unittest.TestCase):
    def assert_refused(self, body: Any, cls: Any = Response) -> None:
        """repair raises the error that the class raises."""
        with self.assertRaises((ParseError, TypeError)) as expected:
            cls.from_dict(body)
        with self.assertRaises(type(expected.exception)) as caught:
            repair(body)
        self.assertEqual(str(caught.exception), str(expected.exception))

    def assert_refused_in_a_stream(self, body: Any) -> None:
        """iter_sse with repair raises the error that it raises without."""
        errors = []
        for mend in (False, True):
            with self.assertRaises(ParseError) as caught:
                [*iter_sse([events_of(body)], repair=mend)]
            errors.append((type(caught.exception), str(caught.exception)))
        self.assertEqual(errors[0], errors[1])

    def test_repair_refuses_an_error_body(self) -> None:
        for body in (
            {"error": {"message": "No such model", "code": 404}},
            {"errors": [{"message": "No such model"}], "success": False},
            {"detail": "Not Found"},
            {"object": "error", "message": "Busy"},
            {"id": None, "choices": None, "error": "Busy"},
            {"object": "chat.completion", "choices": [], "error": "Busy"},
        ):
            with self.subTest(body):
                self.assert_refused(body)
                self.assert_refused_in_a_stream(body)
                with self.assertRaises(ErrorResponse):
                    repair(body)

    def test_repair_refuses_a_chunk_with_an_error(self) -> None:
        for chunk in (
            a_chunk(error={"message": "Busy"}),
            without(a_chunk(error="Busy"), "id"),
            a_chunk(choices=[{"delta": {}, "error": {"message": "Busy"}}]),
        ):
            with self.subTest(chunk):
                self.assert_refused(chunk, Chunk)
                self.assert_refused_in_a_stream(chunk)

    def test_repair_refuses_an_error_body_without_a_usable_choice(self) -> None:
        with self.assertRaises(ErrorResponse) as caught:
            repair({"object": "chat.completion", "choices": [None], "message": "Busy"})
        self.assertEqual(str(caught.exception), "Busy")

    def test_repair_refuses_a_body_that_is_no_completion(self) -> None:
        body: Any
        for body in (
            {},
            {"id": "a"},
            {"object": "chat.completion.deleted", "id": "a", "deleted": True},
            {"object": "text_completion", "choices": [{"index": 0, "text": "a"}]},
            {"object": "response", "output": []},
            {"object": "list", "data": []},
            {"object": "batch", "id": "a"},
            {"model": "m", "messages": []},
            {"custom_id": "a", "response": {"body": {}}},
            {"object": 5},
            {"type": "message", "role": "assistant", "content": [], "stop_reason": "end_turn"},
            {"candidates": [{"content": {}}]},
            {"model": "m", "message": {"content": "Hi"}, "done": True},
            {"result": a_body(), "success": True, "errors": []},
            {"data": {"body": a_body()}},
        ):
            with self.subTest(body):
                self.assert_refused(body)
                self.assert_refused_in_a_stream(body)

    def test_repair_refuses_a_response_without_choices_because_an_empty_shell_is_no_answer(self) -> None:
        self.assert_refused(without(a_body(), "choices"))
        self.assert_refused({"id": None, "choices": None, "model": None, "object": None, "provider": a_body()})
        for choices in (None, 5, "Hi", True, False, 0.5):
            for other in ({}, {"usage": {"total_tokens": 5}}, {"id": None, "object": None}):
                with self.subTest(choices=choices, other=other):
                    self.assert_refused(a_body(choices=choices) | other)

    def test_repair_raises_a_type_error_for_a_value_that_is_not_a_dict(self) -> None:
        for value in (None, "{}", b"{}", [], 5, [CHOICE], Response.from_dict(RESPONSE)):
            with self.subTest(value), self.assertRaises(TypeError):
                repair(value)
            self.assert_refused(value)


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: MIT-0
"""ErrorResponse: bodies in which a provider reports an error instead of a completion."""

import pickle
import unittest
from typing import Any

from .. import package
from ..support.bodies import TYPICAL, a_body
from ..support.documents import nested
from ..support.platform import ENDLESS
from ..support.refusals import RefusalTest

Response = package.CreateChatCompletionResponse
ErrorResponse, ParseError, Problem = package.ErrorResponse, package.ParseError, package.Problem

HUGE = 10**5000
NO_MESSAGE = "the provider reports an error without a message"

INVALID_REQUEST = {"message": "No such model.", "type": "invalid_request_error", "param": None, "code": "m"}
ALL_NULL = {"id": None, "choices": None, "created": None, "model": None}
UNSUCCESSFUL = {"errors": [{"code": 5007, "message": "No such model"}], "success": False, "messages": [], "result": {}}
VALIDATION = [{"loc": ["body", "messages", 0], "msg": "Field required"}, {"msg": "and"}, 7, {"loc": []}]
FLAT = {"object": "error", "message": "Slow down.", "type": "rate", "code": "429"}

ERROR_BODIES = (
    # body, key of the raw error or None for the whole body, message, code, type
    ({"error": INVALID_REQUEST}, "error", "No such model.", "m", "invalid_request_error"),
    ({"error": {"code": 400, "message": "Too long."}}, "error", "Too long.", 400, None),
    ({"error": {"code": HUGE, "message": HUGE}}, "error", NO_MESSAGE, HUGE, None),
    ({"error": {"code": True, "type": 5}, "message": "Ah."}, "error", "Ah.", None, None),
    ({"error": {"message": {"detail": [{"msg": "x"}]}}}, "error", "x", None, None),
    ({"error": {"errors": [{"msg": "x"}]}}, "error", "x", None, None),
    ({"error": "Not found."}, "error", "Not found.", None, None),
    ({"error": "Bad.", "error_type": "template"}, "error", "Bad.", None, "template"),
    ({"error": "Bad.", "code": HUGE}, "error", "Bad.", HUGE, None),
    (ALL_NULL | {"error": {"message": "No."}}, "error", "No.", None, None),
    ({"choices": [], "error": "No."}, "error", "No.", None, None),
    ({"choices": {}, "error": "No."}, "error", "No.", None, None),
    (TYPICAL | {"choices": [], "error": "No."}, "error", "No.", None, None),
    (TYPICAL | {"choices": [], "errors": ["No."]}, "errors", "No.", None, None),
    (TYPICAL | {"choices": [], "detail": "No."}, "detail", "No.", None, None),
    (TYPICAL | {"choices": [], "message": "No."}, None, "No.", None, None),
    (UNSUCCESSFUL, "errors", "No such model", 5007, None),
    ({"errors": ["one", {"message": "two"}], "result": None}, "errors", "one; two", None, None),
    ({"detail": "Unauthorized"}, "detail", "Unauthorized", None, None),
    ({"detail": {"message": "No.", "deep": [1]}}, "detail", "No.", None, None),
    ({"detail": 5}, "detail", NO_MESSAGE, None, None),
    ({"detail": VALIDATION}, "detail", "Field required (body.messages.0); and", None, None),
    ({"detail": [{"loc": [HUGE, 1.5, "x"], "msg": "No."}]}, "detail", "No. (….….x)", None, None),
    (FLAT, None, "Slow down.", "429", "rate"),
)


class ErrorResponses(RefusalTest):
    def test_an_error_body_raises_error_response_with_what_the_body_says(self) -> None:
        for body, key, message, code, kind in ERROR_BODIES:
            with self.subTest(message):
                error = self.error_of(body)
                self.assertIs(type(error), ErrorResponse)
                self.assertEqual(error.error, body if key is None else body[key])
                self.assertEqual((str(error), error.code, error.type), (message, code, kind))
                self.assertEqual((error.path, error.problem), ((), message))
                self.assertEqual(error.problems, (Problem((), message),))
                self.assertEqual(repr(error), f"ErrorResponse({message!r})")

    def test_an_error_response_survives_pickling(self) -> None:
        for body, *_ in ERROR_BODIES:
            error = self.error_of(body)
            again = pickle.loads(pickle.dumps(error))
            self.assertIs(type(again), ErrorResponse)
            for name in ("args", "error", "code", "type", "problems", "hint"):
                self.assertEqual(getattr(again, name), getattr(error, name))

    def test_the_args_of_an_error_response_are_its_constructor_arguments(self) -> None:
        error = ErrorResponse("Overloaded", {"message": "Overloaded"}, code=503, type="server_error")
        self.assertEqual(error.args, ("Overloaded", {"message": "Overloaded"}, 503, "server_error"))
        self.assertEqual(ErrorResponse("Overloaded").args, ("Overloaded", None, None, None))

    def test_an_error_response_shares_nothing_with_the_body(self) -> None:
        body: dict[str, Any] = {"error": {"message": "m", "list": [1]}}
        error = self.error_of(body)
        body["error"]["list"].append(2)
        self.assertEqual(error.error, {"message": "m", "list": [1]})

    def test_an_error_body_alone_in_an_array_of_json_text_is_an_error_response(self) -> None:
        error = self.error_of_text('[{"error": {"code": 400, "message": "No.", "status": "INVALID_ARGUMENT"}}]')
        self.assertEqual((type(error), str(error), error.code), (ErrorResponse, "No.", 400))
        for text in ('[{"error": "a"}, {"error": "b"}]', "[[]]", "[]", "[{}]"):
            self.assert_text_refused(text, "expected object, got array")

    def test_the_message_is_found_down_to_four_levels_deep(self) -> None:
        for body, message in (
            ({"error": {"error": "no"}}, "no"),
            ({"error": nested(4, within="error", core="no")}, "no"),
            ({"error": nested(5, within="error", core="no")}, NO_MESSAGE),
            ({"detail": nested(4, core="no")}, "no"),
            ({"detail": nested(5, core="no")}, NO_MESSAGE),
        ):
            self.assertEqual((type(self.error_of(body)), str(self.error_of(body))), (ErrorResponse, message))

    def test_the_first_five_messages_are_joined(self) -> None:
        self.assertEqual(str(self.error_of({"detail": [*"abcdefg"]})), "a; b; c; d; e")

    def test_at_most_ten_parts_of_a_location_are_shown_and_odd_parts_become_an_ellipsis(self) -> None:
        for location, text in (
            ([*"abcdefghi", 2**31 - 1, "k"], "a.b.c.d.e.f.g.h.i.2147483647"),
            ([2**31, 2.5, "a"], "….….a"),
        ):
            self.assertEqual(str(self.error_of({"detail": [{"msg": "no", "loc": location}]})), f"no ({text})")

    def test_a_message_of_over_2000_characters_is_cut_and_the_raw_error_is_not(self) -> None:
        for length, shown in ((2000, "x" * 2000), (2001, "x" * 1999 + "…")):
            error = self.error_of({"error": "x" * length})
            self.assertEqual((str(error), error.error), (shown, "x" * length))

    def test_a_raw_error_that_is_nested_too_deep_is_none(self) -> None:
        error = self.error_of({"error": {"message": "m", "deep": nested(1000)}})
        self.assertEqual((str(error), error.error), ("m", None))
        for key, within in (("error", "error"), ("error", "a"), ("detail", None)):
            error = self.error_of({key: nested(ENDLESS, within)})
            self.assertEqual((type(error), str(error), error.error), (ErrorResponse, NO_MESSAGE, None))

    def test_an_error_beside_choices_is_an_unknown_key(self) -> None:
        for unknown in ({"error": None}, {"error": {"message": "late"}}, {"message": {"role": "x"}}, {"detail": None}):
            self.assertEqual(Response.from_dict(TYPICAL | unknown).to_dict(), TYPICAL | unknown)
        body = a_body(error="no")
        del body["model"]
        self.assert_refused(body, "$.model: expected string, but the key is missing")

    def test_an_error_that_says_nothing_is_an_unknown_key(self) -> None:
        for unknown in ({"error": None}, {"error": 5}, {"errors": [5]}, {"message": {"role": "x"}}, {"detail": None}):
            body = TYPICAL | {"choices": []} | unknown
            self.assertEqual(Response.from_dict(body).to_dict(), body)
            self.assertIs(type(self.error_of(unknown)), ParseError)


if __name__ == "__main__":
    unittest.main()

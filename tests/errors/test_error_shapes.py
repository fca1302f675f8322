# SPDX-License-Identifier: MIT-0
"""The shapes in which servers report errors, and bodies that look like errors and are none."""

import json
import os
import time
import unittest
from enum import IntEnum
from typing import Any

from .. import package, submodule
from ..support.bodies import TYPICAL, a_body
from ..support.documents import nested
from ..support.platform import ENDLESS, THOROUGH
from ..support.refusals import RefusalTest

Response, Chunk = package.CreateChatCompletionResponse, submodule("chunks").CreateChatCompletionStreamResponse
ErrorResponse, ParseError = package.ErrorResponse, package.ParseError
bodies = submodule("_core.bodies")
BodyKind, error_in, kind_of = bodies.BodyKind, bodies.error_in, bodies.kind_of
error_of = submodule("_core.error_bodies").error_of

NO_MESSAGE = "the provider reports an error without a message"
OVERLOADED = {"type": "overloaded_error", "message": "Overloaded."}
NULLS = {"id": None, "object": None, "created": None, "model": None, "choices": None, "usage": None}
REFUSED_FIELDS = {"model": ["is required", "is too short"], "n": [], "top_p": 5}

SHAPES: tuple[tuple[Any, ...], ...] = (
    # body, key of the raw error or None for the whole body, message, code, type
    #
    # `error`
    ({"error": {"message": "Ah.", "type": "t", "param": None, "code": "c"}}, "error", "Ah.", "c", "t"),
    ({"error": {"message": "Ah.", "code": None}, "code": 5}, "error", "Ah.", 5, None),
    ({"error": {"message": "Ah.", "code": 400, "status": "INVALID_ARGUMENT"}}, "error", "Ah.", 400, None),
    ({"error": {"message": "Ah.", "status": "NOT_FOUND"}}, "error", "Ah.", "NOT_FOUND", None),
    ({"type": "error", "error": OVERLOADED, "request_id": "r"}, "error", "Overloaded.", None, "overloaded_error"),
    ({"type": "error", "error": {"message": "Ah."}}, "error", "Ah.", None, "error"),
    ({"error": {"msg": "Ah."}}, "error", "Ah.", None, None),
    ({"error": {"Message": "Ah.", "Code": "Throttled"}}, "error", "Ah.", "Throttled", None),
    ({"error": {"code": 5}}, "error", NO_MESSAGE, 5, None),
    ({"error": {"code": 5}, "message": "Ah."}, "error", "Ah.", 5, None),
    ({"error": {"message": "Ah."}, "message": "Bad Request"}, "error", "Ah.", None, None),
    ({"error": {"message": None}}, "error", NO_MESSAGE, None, None),
    ({"error": {"message": " "}, "detail": "Ah."}, "error", "Ah.", None, None),
    ({"error": {"error": {"message": "Ah.", "code": 7, "type": "t"}}}, "error", "Ah.", 7, "t"),
    ({"error": {"message": {"detail": {"msg": "Ah.", "errorCode": "E7"}}}}, "error", "Ah.", "E7", None),
    ({"error": {"message": "Ah."}, "code": 0, "success": True}, "error", "Ah.", 0, None),
    ({"error": "Ah."}, "error", "Ah.", None, None),
    ({"error": "Ah.", "error_type": "template", "status": 422}, "error", "Ah.", 422, "template"),
    ({"error": [{"code": "bad", "message": "Ah."}]}, "error", "Ah.", "bad", None),
    ({"error": ["Ah.", {"message": "Oh."}, None]}, "error", "Ah.; Oh.", None, None),
    # `error` as a word, beside a sentence
    ({"error": "Bad Request", "message": "Ah."}, "error", "Bad Request: Ah.", None, None),
    ({"statusCode": 400, "message": ["Ah.", "Oh."], "error": "Bad"}, "error", "Bad: Ah.; Oh.", 400, None),
    ({"error": "invalid_grant", "error_description": "Ah."}, "error", "invalid_grant: Ah.", None, None),
    ({"error": "Bad", "detail": "Ah.", "details": "Oh."}, "error", "Bad: Ah.", None, None),
    ({"error": "Ah.", "message": "Ah."}, "error", "Ah.", None, None),
    # `errors`
    ({"errors": [{"code": 7, "message": "Ah."}], "success": False, "result": {}}, "errors", "Ah.", 7, None),
    ({"errors": ["Ah.", 5, {"message": "Oh."}]}, "errors", "Ah.; Oh.", None, None),
    ({"errors": "Ah."}, "errors", "Ah.", None, None),
    ({"errors": {"message": "Ah.", "code": "c"}}, "errors", "Ah.", "c", None),
    ({"errors": REFUSED_FIELDS}, "errors", "is required; is too short (model)", None, None),
    (
        {"title": "Bad", "status": 400, "errors": REFUSED_FIELDS},
        "errors",
        "is required; is too short (model)",
        400,
        None,
    ),
    # `base_resp`
    ({"base_resp": {"status_code": 1004, "status_msg": "Ah."}}, "base_resp", "Ah.", 1004, None),
    (NULLS | {"base_resp": {"status_code": -1, "status_msg": ""}}, "base_resp", NO_MESSAGE, -1, None),
    # `detail` and `details`
    ({"detail": "Ah."}, "detail", "Ah.", None, None),
    ({"detail": {"message": "Ah.", "code": "c"}, "code": 5}, "detail", "Ah.", "c", None),
    ({"detail": {"error": {"message": "Ah.", "type": "t"}}}, "detail", "Ah.", None, "t"),
    (
        {"detail": [{"type": "missing", "loc": ["body", "messages", 0], "msg": "Field required", "input": {}}]},
        *("detail", "Field required (body.messages.0)", None, "missing"),
    ),
    ({"detail": [5]}, "detail", NO_MESSAGE, None, None),
    ({"code": 400, "details": "Ah."}, "details", "Ah.", 400, None),
    ({"code": 3, "message": "Ah.", "details": []}, None, "Ah.", 3, None),
    ({"message": "Bad", "detail": "Ah."}, "detail", "Bad: Ah.", None, None),
    # a message
    *(
        ({key: "Ah."}, None, "Ah.", None, None)
        for key in ("message", "Message", "msg", "error_message", "errorMessage", "error_msg")
    ),
    ({"object": "error", "message": "Ah.", "type": "t", "param": None, "code": "3051"}, None, "Ah.", "3051", "t"),
    ({"code": 500, "msg": "Ah.", "success": False}, None, "Ah.", 500, None),
    (NULLS | {"error_type": "BadRequest", "error_message": "Ah."}, None, "Ah.", None, "BadRequest"),
    ({"__type": "ThrottlingException", "Message": "Ah."}, None, "Ah.", None, "ThrottlingException"),
    ({"errorMessage": "Ah.", "errorType": "Timeout"}, None, "Ah.", None, "Timeout"),
    ({"error": {}, "errors": [], "detail": None, "message": "Ah."}, None, "Ah.", None, None),
    ({"error": True, "message": "Ah."}, None, "Ah.", None, None),
    ({"error": False, "message": "Ah."}, None, "Ah.", None, None),
    ({"success": False, "message": "Ah."}, None, "Ah.", None, None),
    (TYPICAL | {"choices": [], "message": "Ah."}, None, "Ah.", None, None),
    ({"choices": {}, "message": "Ah."}, None, "Ah.", None, None),
    # problem details of RFC 9457
    ({"title": "Too Many Requests", "status": 429}, None, "Too Many Requests", 429, None),
    ({"title": "Bad Request", "status": 400}, None, "Bad Request", 400, None),
    ({"type": "about:blank", "title": "Bad", "status": 400, "detail": "Ah."}, "detail", "Bad: Ah.", 400, "about:blank"),
    # codes under each of their keys
    *(
        ({"message": "Ah.", key: code}, None, "Ah.", code, None)
        for key in (
            *("code", "Code", "error_code", "errorCode", "err_code", "errcode", "status_code", "statusCode"),
            *("http_status", "http_code", "status"),
        )
        for code in (503, "E503")
    ),
    ({"message": "Ah.", "code": "", "errorCode": 7}, None, "Ah.", 7, None),
    ({"message": "Ah.", "code": True, "status": "error"}, None, "Ah.", "error", None),
    ({"message": "Ah.", "code": {"a": 1}, "type": 5}, None, "Ah.", None, None),
)

BLANK: tuple[Any, ...] = ("", {}, [], False)
NOTHING: tuple[Any, ...] = (None, False, True, 0, 5, "", " \n", {}, [], [None], [5, "", {}])
SUCCESS_CODES = (0, 200, "0", "200", "success", "Success", "ok", "OK")
NO_ERRORS: tuple[dict[str, Any], ...] = (
    {},
    *({"error": nothing} for nothing in NOTHING),
    *({"errors": nothing} for nothing in NOTHING),
    *({key: nothing} for key in ("detail", "details") for nothing in (*BLANK, None, "\t")),
    *(
        {key: no_text}
        for key in ("message", "Message", "msg", "error_message", "errorMessage", "error_msg")
        for no_text in (None, False, True, 5, "", " ", {"role": "assistant", "content": "Hi"}, ["Ah."])
    ),
    *({key: code, "message": "Success"} for key in ("code", "status", "status_code") for code in SUCCESS_CODES),
    *({"errorCode": code, "msg": "Fine."} for code in SUCCESS_CODES),
    {"code": 200, "details": "Fine."},
    {"success": True, "message": "Fine."},
    {"success": True, "detail": "Fine."},
    {"title": "A title"},
    *({"title": "A title", "status": status} for status in (None, 200, 399, True, "429", 429.0)),
    {"title": "", "status": 429},
    {"title": 5, "status": 429},
    *({"base_resp": nothing} for nothing in (*BLANK, None, "a", 5, {"status_msg": "Ah."}, {"status_code": "1004"})),
    *({"base_resp": {"status_code": code, "status_msg": "success"}} for code in (0, True, None, 1.5)),
    {"code": 1000, "message": "Here you are.", "data": a_body()},
    {"msg": "Here you are.", "result": {"response": a_body()}},
    {"error": {"message": "a warning"}, "response": {"body": a_body()}},
    {"code": 500, "status": 500, "type": "error"},
)

LATE = {"message": "Late.", "code": 503}
DELTA = {"index": 0, "delta": {"content": "a"}, "finish_reason": None}


def a_chunk(**members: Any) -> dict[str, Any]:
    return a_body(object="chat.completion.chunk", choices=[DELTA]) | members


IN_STREAM = (
    # chunk, raw error, message, code
    (a_chunk(error=LATE), LATE, "Late.", 503),
    (a_chunk(error="Late."), "Late.", "Late.", None),
    (a_chunk(error="upstream", message="Late."), "upstream", "upstream: Late.", None),
    (a_chunk(choices=[DELTA | {"error": LATE}]), LATE, "Late.", 503),
    (a_chunk(choices=[DELTA, 5, None, DELTA | {"error": "Late."}]), "Late.", "Late.", None),
    (a_chunk(choices=[], error={}), {}, NO_MESSAGE, None),
    *((a_chunk(error=nothing), nothing, NO_MESSAGE, None) for nothing in (*BLANK, 0)),
    ({"error": LATE}, LATE, "Late.", 503),
)


class Shapes(RefusalTest):
    def assert_is(self, error: Any, raw: Any, message: str, code: Any, kind: Any) -> None:
        self.assertIs(type(error), ErrorResponse)
        self.assertEqual((str(error), error.code, error.type, error.error), (message, code, kind, raw))
        self.assertIs(type(error.code), type(code))

    def test_each_shape_is_an_error_with_its_message_code_and_type(self) -> None:
        for body, key, message, code, kind in SHAPES:
            with self.subTest(body):
                raw = body if key is None else body[key]
                self.assert_is(error_in(body), raw, message, code, kind)
                in_stream = error_in(body, in_stream=True)
                self.assertEqual((str(in_stream), in_stream.code, in_stream.type), (message, code, kind))
                self.assertIs(kind_of(body), BodyKind.ERROR)
                self.assertIsNone(bodies.hint_for(body))

    def test_each_shape_is_the_same_error_from_every_door(self) -> None:
        for body, key, message, code, kind in SHAPES:
            with self.subTest(body):
                raw = body if key is None else body[key]
                self.assert_is(self.error_of(body), raw, message, code, kind)  # check is compared there
                for text in (json.dumps(body), json.dumps([body])):
                    self.assert_is(self.error_of_text(text), raw, message, code, kind)
                with self.assertRaises(ErrorResponse) as caught:
                    Chunk.from_dict(body)
                self.assertEqual((str(caught.exception), caught.exception.code), (message, code))

    def test_nothing_else_is_an_error(self) -> None:
        for body in NO_ERRORS:
            with self.subTest(body):
                self.assertIsNone(error_in(body))
                self.assertIsNot(kind_of(body), BodyKind.ERROR)
                self.assertIs(type(self.error_of(body)), ParseError)
                self.assert_text_refused(json.dumps([body]), "expected object, got array")

    def test_what_is_no_error_without_choices_is_an_unknown_key_beside_an_empty_array_of_choices(self) -> None:
        for unknown in NO_ERRORS:
            with self.subTest(unknown):
                body = a_body(choices=[]) | unknown
                self.assertEqual(Response.from_dict(body).to_dict(), body)

    def test_every_shape_beside_choices_is_an_unknown_key(self) -> None:
        for unknown, *_ in SHAPES:
            with self.subTest(unknown):
                body = unknown | a_body()
                self.assertIsNone(error_in(body))
                self.assertEqual(Response.from_dict(body).to_dict(), body)
                self.assertIs(kind_of(body), BodyKind.COMPLETION)

    def test_in_a_stream_an_error_that_is_not_null_may_stand_beside_choices_or_in_one(self) -> None:
        for chunk, raw, message, code in IN_STREAM:
            with self.subTest(chunk):
                self.assert_is(error_in(chunk, in_stream=True), raw, message, code, None)

    def test_in_a_stream_nothing_but_error_makes_a_chunk_with_choices_an_error(self) -> None:
        quiet = a_chunk(error=None, choices=[DELTA | {"error": None}])
        others = ({key: value for key, value in body.items() if key != "error"} for body, *_ in SHAPES)
        for unknown in ({}, {"code": 0, "message": "Success"}, *others):
            with self.subTest(unknown):
                self.assertIsNone(error_in(unknown | quiet, in_stream=True))


class AnyValue(unittest.TestCase):
    """error_of, for an event that is known to be an error."""

    def test_any_value_makes_an_error(self) -> None:
        for value, raw, message, code in (
            ("Ah.", "Ah.", "Ah.", None),
            ("", "", NO_MESSAGE, None),
            (None, None, NO_MESSAGE, None),
            (5, 5, NO_MESSAGE, None),
            ([], [], NO_MESSAGE, None),
            ({}, {}, NO_MESSAGE, None),
            (["Ah.", {"code": 5}], ["Ah.", {"code": 5}], "Ah.", 5),
            ({"code": 500, "details": "Ah."}, "Ah.", "Ah.", 500),
            ({"code": 400, "message": "Ah."}, {"code": 400, "message": "Ah."}, "Ah.", 400),
            ({"code": 0, "message": "Success"}, {"code": 0, "message": "Success"}, "Success", 0),
            ({"reason": "Ah."}, {"reason": "Ah."}, "Ah.", None),
        ):
            with self.subTest(value):
                error = error_of(value)
                self.assertEqual((type(error), str(error), error.code), (ErrorResponse, message, code))
                self.assertEqual((error.error, error.path), (raw, ()))

    def test_an_error_in_the_value_is_the_same_as_error_in_finds(self) -> None:
        for body, *_ in SHAPES:
            found, expected = error_of(body), error_in(body, in_stream=True)
            self.assertEqual(found.args, expected.args)
        for chunk, *_ in IN_STREAM:
            self.assertEqual(error_of(chunk).args, error_in(chunk, in_stream=True).args)


class Status(IntEnum):
    BUSY = 503


class Text(str):
    __slots__ = ()


class Odd:
    """A value that JSON does not have."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        raise AssertionError("two odd values were compared")

    def __bool__(self) -> bool:
        raise AssertionError("an odd value was taken for true or false")


ODD_VALUES: tuple[Any, ...] = (
    *(Odd(), [Odd()], {"a": Odd()}, {5: 6}, {None: None, (1,): [2]}, (1, 2), {1}, object, float("nan"), 10**5000),
    *("\ud800", "\0", nested(ENDLESS), nested(ENDLESS, "error"), nested(ENDLESS, "data"), [[], [[]]], b"a"),
)
KEYS = (
    *("error", "errors", "detail", "details", "message", "msg", "title", "status", "code", "success", "base_resp"),
    *("choices", "object", "type", "result", "data", "response", "body", "messages", "done", "candidates", "custom_id"),
)


class OddValues(unittest.TestCase):
    def test_no_value_under_any_key_raises(self) -> None:
        for key in KEYS if THOROUGH else KEYS[::6]:
            for value in ODD_VALUES:
                for body in (
                    {key: value},
                    {key: value, "message": "Ah.", None: 5, (1, 2): 6},
                    {key: [value]},
                    {key: {key: value}, "choices": [{"message": value, "delta": value, "error": value, "text": value}]},
                    {"base_resp": {"status_code": value}, key: {"choices": value}},
                ):
                    self.assertIsInstance(kind_of(body), BodyKind)
                    for in_stream in (False, True):
                        self.assertIsInstance(error_in(body, in_stream=in_stream), (ErrorResponse, type(None)))
                        self.assertIsInstance(bodies.hint_for(body, as_chunk=in_stream), (str, type(None)))
                    self.assertIs(type(error_of(body)), ErrorResponse)
                self.assertIs(type(error_of(value)), ErrorResponse)

    def test_instances_of_subclasses_come_out_as_plain_values(self) -> None:
        error = error_in({"error": {"message": Text("Ah."), "code": Status.BUSY, "type": Text("t")}})
        self.assertEqual((str(error), error.code, error.type), ("Ah.", 503, "t"))
        kinds = [type(value) for value in (error.args[0], error.code, error.type, error.error["code"])]
        self.assertEqual(kinds, [str, int, str, int])
        self.assertIs(kind_of({"object": Text("list")}), BodyKind.LIST)

    def test_a_value_that_is_not_json_is_kept_as_none(self) -> None:
        for odd in (Odd(), {5: 6}, (Odd(),), nested(ENDLESS)):
            error = error_in({"error": {"message": "Ah.", "odd": odd}})
            self.assertEqual((str(error), error.error), ("Ah.", None))

    @unittest.skipUnless(os.environ.get("CHATCOMPLETION_THOROUGH"), "CHATCOMPLETION_THOROUGH is not set")
    def test_the_time_grows_with_the_size_of_an_error(self) -> None:
        for make in (
            lambda n: {"error": ["x"] * n},
            lambda n: {"error": [{"message": "x" * n}] * 5},
            lambda n: {"error": "x" * n, "message": "y" * n},
            lambda n: {"errors": {f"k{i}": ["a"] for i in range(n)}},
            lambda n: {"choices": [5] * n, "object": "list"},
            lambda n: {"choices": [], "data": [{}] * n, **{f"k{i}": "a" for i in range(n)}},
        ):
            times = []
            for n in (100_000, 400_000):
                body = make(n)
                times.append(min(timed(body) for _ in range(5)))
            self.assertLess(times[1], 0.001 + 8 * times[0])


def timed(body: dict[str, Any]) -> float:
    start = time.perf_counter()
    kind_of(body)
    error_in(body, in_stream=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: MIT-0
"""Lines of the output and error files of a batch."""

import copy
import dataclasses
import io
import json
import pickle
import sys
import unittest
from collections.abc import Iterator
from typing import Any
from unittest import mock

from .. import package, submodule
from ..support.bodies import a_body

batch: Any = submodule("batch")
Line = batch.BatchRequestOutput
ParseError, ErrorResponse = package.ParseError, package.ErrorResponse

BODY = a_body(added=[1, {"a": None}])
EXPIRED = {
    "code": "batch_expired",
    "message": "This request could not be executed before the completion window expired.",
}


def a_line(body: Any = None, **more: Any) -> dict[str, Any]:
    response = {"status_code": 200, "request_id": "req_1", "body": BODY if body is None else body}
    return {"id": "batch_req_1", "custom_id": "a", "response": response, "error": None} | more


def failed(body: Any, status: int = 400) -> dict[str, Any]:
    return a_line(response={"status_code": status, "request_id": "req_1", "body": body})


class BatchTest(unittest.TestCase):
    def error_of(self, line: Any, **options: bool) -> Any:
        with self.assertRaises(ParseError) as caught:
            (Line.from_dict(line) if isinstance(line, dict) else line).completion(**options)
        return caught.exception

    def assert_error(self, line: Any, message: str, code: Any = None, error: Any = None) -> None:
        found = self.error_of(line)
        self.assertEqual((type(found), str(found), found.code, found.error), (ErrorResponse, message, code, error))

    def assert_refused(self, line: Any, message: str, **options: bool) -> None:
        found = self.error_of(line, **options)
        self.assertEqual((type(found), str(found)), (ParseError, message))


class Objects(BatchTest):
    def test_a_line_comes_back_as_it_was(self) -> None:
        for line in (
            a_line(),
            {"custom_id": "a"},
            a_line(id=None, added={"a": [None]}),
            a_line(response=None, error=EXPIRED | {"param": None}),
            a_line(response={"status_code": 500, "body": {}, "request_id": None, "headers": {}}),
            a_line(error={}),
        ):
            read = Line.from_dict(line)
            self.assertEqual(read.to_dict(), line)
            self.assertEqual(json.loads(read.to_json()), line)
            self.assertEqual(Line.from_json(read.to_json()), read)
            self.assertEqual(pickle.loads(pickle.dumps(read)), read)
            self.assertEqual(hash(copy.deepcopy(read)), hash(read))

    def test_the_fields_are_those_of_the_api(self) -> None:
        line = Line.from_dict(a_line(error=EXPIRED))
        self.assertEqual((line.id, line.custom_id), ("batch_req_1", "a"))
        self.assertEqual((line.response.status_code, line.response.request_id), (200, "req_1"))
        self.assertEqual(line.response.body["model"], BODY["model"])
        self.assertEqual((line.error.code, line.error.message), (EXPIRED["code"], EXPIRED["message"]))
        names = [
            [field.name for field in dataclasses.fields(cls)] for cls in (Line, batch.BatchResponse, batch.BatchError)
        ]
        expected = [
            ["id", "custom_id", "response", "error", "extra"],
            ["status_code", "request_id", "body", "extra"],
            ["code", "message", "extra"],
        ]
        self.assertEqual(names, expected)

    def test_a_line_built_by_hand_says_that_there_is_no_response_or_no_error(self) -> None:
        self.assertEqual(Line(custom_id="a").to_dict(), {"custom_id": "a", "response": None, "error": None})
        response = batch.BatchResponse(status_code=200, body=BODY)
        self.assertEqual(response.to_dict(), {"status_code": 200, "body": BODY})
        self.assertEqual(batch.BatchError().to_dict(), {})
        self.assertEqual(Line(custom_id="a", response=response).completion().to_dict(), BODY)

    def test_the_body_cannot_be_changed(self) -> None:
        body = copy.deepcopy(BODY)
        line = Line.from_dict(a_line(body))
        body["choices"].clear()
        with self.assertRaises(TypeError):
            line.response.body["id"] = "b"
        self.assertEqual(line.completion().to_dict(), BODY)


class Completion(BatchTest):
    def test_it_is_the_response_in_the_body(self) -> None:
        response = Line.from_dict(a_line()).completion()
        self.assertEqual(response, package.CreateChatCompletionResponse.from_dict(BODY))
        self.assertEqual(response.to_dict(), BODY)

    def test_an_error_without_a_response_is_raised_with_its_code(self) -> None:
        for response in ({"response": None}, {}):
            line = {"id": "batch_req_1", "custom_id": "a", "error": EXPIRED} | response
            self.assert_error(line, EXPIRED["message"], "batch_expired", EXPIRED)

    def test_a_status_from_400_is_raised_with_the_message_in_the_body(self) -> None:
        error = {"message": "No such model.", "type": "invalid_request_error", "code": "model_not_found"}
        self.assert_error(failed({"error": error}), "No such model.", "model_not_found", error)
        self.assertEqual(self.error_of(failed({"error": error})).type, "invalid_request_error")

    def test_the_status_is_the_code_if_the_body_has_none(self) -> None:
        error = {"message": "Slow down.", "type": "tokens", "code": None}
        self.assert_error(failed({"error": error}, 429), "Slow down.", 429, error)
        self.assertEqual(self.error_of(failed({"error": error}, 429)).type, "tokens")
        self.assert_error(failed({}, 500), "the provider answered with status 500", 500, {})
        self.assert_error(failed(BODY, 503), "the provider answered with status 503", 503, BODY)

    def test_an_error_in_the_body_is_raised_whatever_the_status(self) -> None:
        self.assert_error(a_line({"error": {"message": "No."}}), "No.", None, {"message": "No."})

    def test_a_response_counts_more_than_an_error_beside_it(self) -> None:
        self.assertEqual(Line.from_dict(a_line(error=EXPIRED)).completion().to_dict(), BODY)

    def test_a_body_that_is_no_response_is_refused_with_the_path_from_the_line(self) -> None:
        wrong = a_body(created="now", model=5)
        path = "$.response.body"
        message = f"{path}.created: expected integer, got string\n{path}.model: expected string, got integer"
        self.assert_refused(a_line(wrong), message)
        self.assertEqual(self.error_of(a_line(wrong)).path, ("response", "body", "created"))

    def test_a_line_with_neither_a_response_nor_an_error_is_refused(self) -> None:
        message = "$.response: expected a response or an error, got neither"
        for line in ({"custom_id": "a"}, a_line(response=None), a_line(response=None, error={})):
            self.assert_refused(line, message)
        line = {"custom_id": "a", "method": "POST", "url": "/v1/chat/completions", "body": {"messages": []}}
        self.assert_refused(line, f"{message} (this is a line of the file that asks for the batch)")

    def test_repair_mends_the_body(self) -> None:
        line = Line.from_dict(a_line(a_body(created="1730000000")))
        self.assertEqual(line.completion(repair=True).to_dict(), a_body(created=1730000000))
        self.assertEqual(line.response.body["created"], "1730000000")
        self.assertEqual(Line.from_dict(a_line()).completion(repair=True).to_dict(), BODY)

    def test_repair_does_not_hide_errors(self) -> None:
        error = {"message": "No.", "code": "no"}
        found = self.error_of(a_line({"error": error}), repair=True)
        self.assertEqual((type(found), found.code), (ErrorResponse, "no"))
        found = self.error_of(failed({"error": error}), repair=True)
        self.assertEqual((type(found), found.code), (ErrorResponse, "no"))

    def test_repair_without_the_folder_validation_says_what_is_missing(self) -> None:
        name = f"{package.__name__}.validation"
        gone = {module: None for module in (*sys.modules, name) if module == name or module.startswith(f"{name}.")}
        with mock.patch.dict(sys.modules, gone), self.assertRaises(ImportError) as caught:
            Line.from_dict(a_line()).completion(repair=True)
        text = "repair=True needs the folder validation/ of this package, which was deleted"
        self.assertEqual(str(caught.exception), text)


class Files(BatchTest):
    def test_each_line_is_read(self) -> None:
        lines = [a_line(custom_id="a"), a_line(custom_id="b", response=None, error=EXPIRED), failed({}, 500)]
        texts = [json.dumps(line) for line in lines]
        for given in (
            texts,
            [f"{text}\n" for text in texts],
            [f"{text}\r\n" for text in texts],
            [f"{text}\n".encode() for text in texts],
            io.StringIO("\n".join(texts)),
            io.BytesIO("\n".join(texts).encode("utf-8-sig")),
            iter(texts),
        ):
            self.assertEqual([line.to_dict() for line in batch.iter_batch(given)], lines)

    def test_blank_lines_are_skipped(self) -> None:
        text = json.dumps(a_line())
        self.assertEqual([line.to_dict() for line in batch.iter_batch(["", text, "\n", b" \r\n", ""])], [a_line()])
        self.assertEqual([*batch.iter_batch([])], [])

    def test_a_line_that_is_none_does_not_end_the_file(self) -> None:
        text = json.dumps(a_line())
        bad = {
            2: ("oops", "$: expected JSON text: Expecting value at line 1 column 1 (line 2)"),
            3: ("[1]", "$: expected object, got array (read one body at a time) (line 3)"),
            5: ('{"id": "b"}', "$.custom_id: expected string, but the key is missing (line 5)"),
            6: (
                '{"custom_id": "b", "response": {"status_code": 502, "body": "<p>"}}',
                "$.response.body: expected object, got string (line 6)",
            ),
            7: ('{"error": {"message": "No."}}', "No."),
            8: (
                json.dumps(BODY),
                "$.custom_id: expected string, but the key is missing"
                " (this is a response itself, not a line with one) (line 8)",
            ),
        }
        found = [
            *batch.iter_batch(
                [bad[number][0] if number in bad else "" if number == 4 else text for number in range(1, 10)]
            )
        ]
        self.assertEqual([type(line) for line in found], [Line, *[batch.InvalidLine] * 6, Line])
        for line in found[1:-1]:
            self.assertEqual((str(line.error), line.error.line), (bad[line.line][1], line.line))
            for _ in range(2):
                self.assertIs(self.error_of(line), line.error)
                self.assertIs(self.error_of(line, repair=True), line.error)

    def test_repair_mends_the_bodies_and_nothing_else(self) -> None:
        error = {"error": {"message": "No.", "code": "no"}}
        bodies = [BODY, a_body(created="1730000000"), error, {"messages": []}]
        lines = [json.dumps(a_line(body)) for body in bodies]
        found = [*batch.iter_batch([*lines, '{"custom_id": 5}'], repair=True)]
        expected = [a_line(), a_line(a_body(created=1730000000)), a_line(error), a_line({"messages": []})]
        self.assertEqual([line.to_dict() for line in found[:-1]], expected)
        self.assertEqual(found[1].completion().created, 1730000000)
        self.assertEqual(self.error_of(found[2]).code, "no")
        self.assertEqual(str(found[4].error), "$.custom_id: expected string, got integer (line 5)")

    def test_lines_are_read_one_by_one(self) -> None:
        taken = []

        def lines() -> Iterator[str]:
            for number in range(3):
                taken.append(number)
                yield json.dumps(a_line())

        found = batch.iter_batch(lines())
        self.assertEqual(taken, [])
        for number in range(3):
            next(found)
            self.assertEqual(taken, [*range(number + 1)])

    def test_text_in_place_of_lines_is_a_type_error(self) -> None:
        for text, name in (("{}", "str"), (b"{}", "bytes"), (bytearray(b"{}"), "bytearray")):
            with self.assertRaises(TypeError) as caught:
                batch.iter_batch(text)
            self.assertEqual(str(caught.exception), f"iter_batch takes lines, such as an open file, got {name}")


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: MIT-0
"""Hints: what an error advises where the mistake is a usual one."""

import json
import unittest

from .. import package
from ..support.bodies import CHOICE, a_body
from ..support.refusals import RefusalTest

CHUNK = "this is a chunk of a stream: the streaming module reads those"
BATCH_LINE = 'this is a line of a batch file: the body is at ["response"]["body"]'
REQUEST = "this is a request, not the response to it"
SEVERAL = "read one body at a time"
EVENT_STREAM = "this is an event stream: the streaming module reads those"
HTML = "this is an HTML page, as a proxy sends them, or a server at another address"
NO_TEXT = "there is no text"

DELTA = {"index": 0, "delta": {}}

BODIES = (
    (a_body(object="chat.completion.chunk", choices=None), CHUNK),
    (a_body(choices=[DELTA]), CHUNK),
    (a_body(choices=[DELTA, CHOICE]), CHUNK),
    (a_body(id=None, choices=[CHOICE | DELTA]), None),
    (a_body(id=None, object="chat.completion.chunk"), None),
    ({"custom_id": "a", "response": {}}, BATCH_LINE),
    ({"custom_id": "a"}, None),
    ({"response": {}}, None),
    ({"messages": []}, REQUEST),
    ({"messages": {}}, None),
    ({"messages": [], "choices": []}, None),
    ({"messages": [], "errors": []}, None),
    ({"messages": [], "success": False}, None),
    ({"messages": [], "result": None}, None),
    ({"object": "text_completion"}, "this is a text completion, of the API before chat"),
    ({"object": "response"}, "this is a response of the Responses API, another object"),
    ({"object": "list"}, "this is a list of objects of another API, such as embeddings or models"),
    ({"object": "batch"}, "this is a batch, not a response in it"),
    ({"object": "chat.completion.deleted"}, "this says that a stored completion was deleted"),
    ({"object": "chat.completion"}, None),
    ({"object": ["list"]}, None),
    ({"choices": ["delta"]}, None),
    (a_body(id=None), None),
    ({}, None),
)

TEXTS = (
    *(
        (text, EVENT_STREAM)
        for text in ("data: x", "event: x", "id: x", "retry: 5", ": x", b"\n: x\n\n", "\n\ufeffdata:")
    ),
    *((text, HTML) for text in ("<html>", "\r\n\t<!DOCTYPE html>")),
    *((text, NO_TEXT) for text in ("", b" \n", "\ufeff")),
    *((text, SEVERAL) for text in ("{} {}", "{}\n{}", "[]", "[{}, {}]")),
    *((text, None) for text in ("Bad gateway", "data", "{", "null", '"data: x"')),
)


class Hints(RefusalTest):
    def test_from_dict_from_json_and_check_give_the_same_hint(self):
        for body, hint in BODIES:
            with self.subTest(body):
                self.assertEqual(self.error_of(body).hint, hint)  # check is compared there
                self.assertEqual(self.error_of_text(json.dumps(body)).hint, hint)

    def test_from_json_gives_a_hint_for_text_that_is_not_one_json_object(self):
        for text, hint in TEXTS:
            with self.subTest(text):
                self.assertEqual(self.error_of_text(text).hint, hint)

    def test_check_gives_a_hint_for_a_list_and_none_for_other_values(self):
        for data, hint in (([], SEVERAL), ("data: x", None), (None, None)):
            (problem,) = package.check(data)
            self.assertEqual(problem.hint, hint)


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: MIT-0
"""Objects that are one of several classes."""

import unittest

from .. import package
from ..support.bodies import a_body, a_message

Response = package.CreateChatCompletionResponse


class Unions(unittest.TestCase):
    def test_are_chosen_by_the_key_that_one_alone_has_where_no_type_is_given(self):
        function, custom = {"name": "f", "arguments": "{}"}, {"name": "f", "input": ""}
        calls = [
            {"id": "a", "function": function},
            {"id": "b", "type": None, "custom": custom},
            {"id": "c", "function": None, "custom": custom},
            {"id": "d"},
            {"id": "e", "type": "else", "function": function},
            {"id": "f", "type": 5},
        ]
        parsed = Response.from_dict(a_message(tool_calls=calls[:5])).choices[0].message.tool_calls
        self.assertEqual(
            [type(call) for call in parsed],
            [
                package.ChatCompletionMessageToolCall,
                package.ChatCompletionMessageCustomToolCall,
                package.ChatCompletionMessageCustomToolCall,
                package.Unrecognized,
                package.Unrecognized,
            ],
        )
        with self.assertRaises(package.ParseError) as caught:
            Response.from_dict(a_message(tool_calls=calls[5:]))
        self.assertEqual(
            str(caught.exception), "$.choices[0].message.tool_calls[0].type: expected string or null, got integer"
        )

    def test_are_all_chosen_by_key(self):
        results, error = {"model": "m", "results": []}, {"code": "c", "message": "no"}
        moderation = Response.from_dict(a_body(moderation={"input": results, "output": error})).moderation
        self.assertIs(type(moderation.input), package.ChatCompletionModerationResults)
        self.assertIs(type(moderation.output), package.ChatCompletionModerationError)
        annotation = {"url_citation": {"start_index": 0, "end_index": 1, "url": "u", "title": "t"}}
        annotations = Response.from_dict(a_message(annotations=[annotation])).choices[0].message.annotations
        self.assertIs(type(annotations[0]), package.UrlCitationAnnotation)


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: MIT-0
"""What is wrong with the text of a stream, and where."""

import json
import pickle
import unittest
from typing import Any

from .. import package, submodule
from ..support.streams import STOP, USAGE, chunk, events_of, read_in_pieces, said

streaming = submodule("streaming")
Chunk = streaming.CreateChatCompletionStreamResponse
iter_sse, iter_events = streaming.iter_sse, streaming.iter_events
ParseError = package.ParseError
ErrorResponse = package.ErrorResponse

HALF = said({"content": "Half a"})
ERROR = {"error": {"message": "Incorrect API key: sk-1", "type": "invalid_request_error", "code": "invalid_api_key"}}
CUT_OFF = "the text ends before the event does: the connection may have broken off"


class Outcomes(unittest.TestCase):
    def outcome(self, text: str | bytes) -> tuple[list[Any], Any]:
        """The chunks in the text as data, and the error that follows them."""
        chunks, error = read_in_pieces(text, iter_sse)
        return [part.to_dict() for part in chunks], error

    def refused(self, text: str | bytes, message: str, chunks: tuple[dict[str, Any], ...] = ()) -> Any:
        """The text gives these chunks and then raises ParseError with this message."""
        found, error = self.outcome(text)
        self.assertEqual((found, type(error), str(error)), ([*chunks], ParseError, f"$: {message}"))
        return error

    def reported(self, text: str | bytes, message: str, chunks: tuple[dict[str, Any], ...] = ()) -> Any:
        """The text gives these chunks and then raises ErrorResponse with this message of the provider."""
        found, error = self.outcome(text)
        self.assertEqual((found, type(error), str(error)), ([*chunks], ErrorResponse, message))
        return error


class Places(Outcomes):
    """Where in the text an error is."""

    def test_an_error_names_the_event_and_its_line(self) -> None:
        bad = chunk() | {"id": None}
        text = f": connected\n\n{events_of(HALF)}event: ping\ndata: {{}}\n\nid: 7\n{events_of(bad)}{events_of(HALF)}"
        chunks, error = self.outcome(text)
        self.assertEqual(chunks, [HALF])
        self.assertEqual(str(error), "$.id: expected string, got null (event 3, line 9)")
        self.assertEqual((error.event, error.line, error.path, error.hint), (3, 9, ("id",), None))

    def test_the_line_is_the_first_line_of_data_however_lines_end(self) -> None:
        for end in ("\n", "\r", "\r\n"):
            text = end.join(["", "event: a", "data: {", "data: ]", "", ""])
            error = self.outcome(text)[1]
            self.assertEqual((error.event, error.line), (1, 3))

    def test_only_the_first_of_several_problems_has_the_place(self) -> None:
        error = self.outcome(events_of(chunk() | {"id": 1, "model": None}))[1]
        self.assertEqual(
            str(error), "$.id: expected string, got integer (event 1, line 1)\n$.model: expected string, got null"
        )

    def test_text_that_is_no_utf_8_is_refused_with_its_place(self) -> None:
        text = events_of(HALF).encode() + b'data: {"a": "\xff"}\n\n'
        self.refused(text, "expected UTF-8 text, got a line that is not at byte 13 (event 2, line 3)", (HALF,))
        self.assertEqual(self.outcome(b"\xff: \xff\n: \xff\n" + events_of(HALF).encode()), ([HALF], None))

    def test_the_message_of_a_provider_stays_as_it_is_and_the_error_has_the_place(self) -> None:
        error = self.reported(events_of(HALF, HALF, ERROR), ERROR["error"]["message"], (HALF, HALF))
        self.assertEqual((error.event, error.line, error.code, error.type), (3, 5, "invalid_api_key", error.type))

    def test_an_error_with_a_place_can_be_pickled(self) -> None:
        for text in (events_of(ERROR), events_of({}), "{"):
            error = self.outcome(text)[1]
            again = pickle.loads(pickle.dumps(error))
            self.assertEqual((str(again), again.event, again.line), (str(error), error.event, error.line))

    def test_an_error_outside_a_stream_has_no_place(self) -> None:
        with self.assertRaises(ParseError) as caught:
            Chunk.from_dict({})
        self.assertEqual((caught.exception.event, caught.exception.line), (None, None))


class Reported(Outcomes):
    """Errors that the provider reports."""

    def test_an_error_stands_in_an_event(self) -> None:
        for body, message in (
            (ERROR, ERROR["error"]["message"]),
            ({"error": "overloaded"}, "overloaded"),
            ({"errors": [{"message": "no such model", "code": 7}], "success": False}, "no such model"),
            ({"detail": "Not Found"}, "Not Found"),
            ({"object": "error", "message": "overloaded"}, "overloaded"),
            ([ERROR], ERROR["error"]["message"]),
        ):
            text = f"{events_of(HALF)}event: error\ndata: {json.dumps(body)}\n\n"
            self.reported(text, message, (HALF,))

    def test_a_router_reports_an_error_beside_choices(self) -> None:
        error = {"message": "Provider returned error", "code": 502}
        for body in (
            said({"content": ""}, finish_reason="error") | {"error": error},
            said({"role": "assistant", "content": ""}, error=error),
        ):
            found = self.reported(events_of(HALF, body, STOP), "Provider returned error", (HALF,))
            self.assertEqual((found.error, found.code), (error, 502))

    def test_what_came_before_an_error_is_still_there(self) -> None:
        accumulator = streaming.Accumulator()
        with self.assertRaises(ErrorResponse):
            for part in iter_sse(events_of(HALF, ERROR)):
                accumulator.add(part)
        self.assertEqual(accumulator.response().choices[0].message.content, "Half a")
        self.assertFalse(accumulator.complete)

    def test_an_error_stands_in_place_of_a_stream_or_amid_it_on_any_number_of_lines(self) -> None:
        message = ERROR["error"]["message"]
        for body, expected in (
            (ERROR, message),
            ([ERROR], message),
            ({"detail": [{"loc": ["n"], "msg": "late"}]}, "late (n)"),
            (STOP | {"error": {"message": "late"}}, "late"),
        ):
            for indent in (None, 0, 2, "\t"):
                text = json.dumps(body, indent=indent)
                for end in ("", "\n", "\r\n\r\n"):
                    with self.subTest(body=body, indent=indent, end=end):
                        self.assertEqual(self.reported(text + end, expected).line, 1)
                        self.assertEqual(self.reported(f"\n  {text}{end}", expected).line, 2)
                        error = self.reported(f"{events_of(HALF)}{text}{end}", expected, (HALF,))
                        self.assertEqual((error.event, error.line), (None, 3))
                self.reported(f"{text}\n{events_of(HALF)}", expected)

    def test_a_comment_or_a_blank_line_may_stand_within_an_error_on_several_lines(self) -> None:
        text = json.dumps({"error": {"message": 'a "brace" } in a text'}}, indent=1)
        first, rest = text.split("\n", 1)
        self.reported(f"{first}\n: keep-alive\n\n{rest}\n", 'a "brace" } in a text')

    def test_an_error_on_several_lines_that_is_cut_off_is_refused(self) -> None:
        text = json.dumps(ERROR, indent=2)[:-4]
        expected = 'expected an event, got text that begins "{" (it is not whole: the connection may have broken off)'
        error = self.refused(events_of(HALF) + text, expected, (HALF,))
        self.assertEqual((error.event, error.line), (None, 3))
        self.refused(text, 'expected an event stream, got text that begins "{"')


class OtherTexts(Outcomes):
    """Text that is no event stream."""

    def test_other_text_is_called_what_it_is(self) -> None:
        whole = {"id": "a", "choices": [{"index": 0, "message": {"content": "a"}}]}
        is_whole = "(this is a whole response, not a chunk of one: CreateChatCompletionResponse reads those)"
        begins = "expected an event stream, got text that begins"
        for text, message in (
            ("<html>\n<p>Bad gateway", '"<html>" (this is an HTML page, as a proxy sends them, or a server at another'),
            ("\n <p>", '" <p>" (this is an HTML page, as a proxy sends them, or a server at another'),
            (json.dumps(whole), is_whole),
            (json.dumps(whole, indent=2), is_whole),
            (json.dumps(STOP) + "\n" + json.dumps(STOP), "(this is a chunk without an event around it: Create"),
            ('{"custom_id": "a", "response": {}}\n', "(this is a line of a batch file: the body is at"),
            ('{"model": "m", "messages": []}\n\n', "(this is a request, not the response to it)"),
            ("[{}, {}]", '"[{}, {}]" (read one body at a time)'),
        ):
            chunks, error = self.outcome(text)
            with self.subTest(text=text):
                self.assertEqual((chunks, type(error), error.event), ([], ParseError, None))
                self.assertTrue(str(error).startswith(f"$: {begins} "), str(error))
                self.assertIn(message, str(error))
        for text, message in (
            ('{"a": 1}', '"{\\"a\\": 1}"'),
            ("{\n<p>\n", '"{"'),
            (b"<\xff", '"<\ufffd" (this is an HTML page, as a proxy sends them, or a server at another address)'),
            ("Internal Server Error", '"Internal Server Error"'),
            (": connected\n\nfoo: bar\n", '"foo: bar"'),
            ("event: a\nfoo\n\n", '"foo"'),
        ):
            self.refused(text, f"{begins} {message}")

    def test_lines_without_their_ends_are_refused_with_advice(self) -> None:
        expected = 'expected lines with their ends, got lines without (add "\\n" to each) (event 1, line 1)'
        lines = f": connected\n\nevent: a\n{events_of(HALF, STOP)}data: [DONE]\n\n".splitlines()
        for start in (0, 2, 3):
            self.refused("".join(lines[start:]), expected)
        text = 'data: {"x": "}data: "}\n\n'
        self.assertEqual(read_in_pieces(text, iter_events), ([{"x": "}data: "}], None))
        self.assertEqual(read_in_pieces(text.strip(), iter_events), ([{"x": "}data: "}], None))


class Endings(Outcomes):
    """Events that do not end."""

    def test_an_event_that_is_cut_off_is_refused(self) -> None:
        text = events_of(HALF, said({"content": "né 🌊"}))
        whole = text.rstrip("\n")
        first = events_of(HALF)
        for end in range(len(first) + 1, len(whole)):
            found, error = self.outcome(text[:end])
            self.assertEqual((found, type(error)), ([HALF], ParseError))
            self.assertEqual((error.event, error.line, error.hint), (2, 3, CUT_OFF), text[:end])
        self.refused(
            'data: {"id',
            f"expected JSON text: Unterminated string starting at at line 1 column 2 ({CUT_OFF}) (event 1, line 1)",
        )
        self.refused("da", f"expected an event ({CUT_OFF}) (event 1, line 1)")

    def test_an_event_that_is_cut_off_within_a_character_is_refused(self) -> None:
        text = 'data: {"x": "🌊"}'.encode()
        self.refused(text[:-4], f"expected UTF-8 text, got a line that is not at byte 13 ({CUT_OFF}) (event 1, line 1)")

    def test_the_mark_of_the_end_that_is_cut_off_is_refused(self) -> None:
        for end in ("data: [DO", "data: ["):
            found, error = self.outcome(events_of(HALF) + end)
            self.assertEqual((found, error.hint, error.event), ([HALF], CUT_OFF, 2))

    def test_events_without_blank_lines_between_them_are_refused(self) -> None:
        for data, count in (
            ((HALF, STOP), 3),
            ((HALF, said({"content": "\n\n"}), chunk(usage=USAGE), STOP), 5),
        ):
            text = (events_of(*data) + "data: [DONE]\n\n").replace("\n\n", "\n")
            expected = f"expected a blank line after each event, got {count} events without (event 1, line 1)"
            self.refused(text, expected)
            self.refused(text + "\n" + events_of(HALF), expected)
            self.refused(text[:-4], expected)
        text = events_of(HALF) + events_of(HALF).rstrip("\n") + "\n" + events_of(STOP)
        expected = "expected a blank line after each event, got 2 events without (event 2, line 3)"
        self.refused(text, expected, (HALF,))

    def test_an_event_whose_lines_make_one_value_is_read(self) -> None:
        text = "".join(f"data: {line}\n" for line in json.dumps(HALF, indent=1).splitlines())
        self.assertEqual(self.outcome(text), ([HALF], None))


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: MIT-0
"""What is refused in the text of an event stream, with which message, and where in the text."""

import json
import pickle
import unittest
from typing import Any

from .. import package, submodule
from ..support.streams import STOP, USAGE, chunk, delta_chunk, events_of, read_in_pieces

streaming = submodule("streaming")
iter_sse, iter_events = streaming.iter_sse, streaming.iter_events
ParseError, ErrorResponse = package.ParseError, package.ErrorResponse

HALF = delta_chunk({"content": "Half a"})
BAD_KEY = {"message": "Incorrect API key: sk-1", "type": "invalid_request_error", "code": "invalid_api_key"}
CUT_OFF = "the text ends before the event does: the connection may have broken off"
NO_KEY = "expected JSON text: Expecting property name enclosed in double quotes"
HTML = "this is an HTML page, as a proxy sends them, or a server at another address"


def outcome(text: str | bytes, read: Any = iter_sse) -> tuple[list[Any], Any]:
    """The chunks in the text as dicts, and the error that follows them."""
    found, error = read_in_pieces(text, read)
    return [each if isinstance(each, dict) else each.to_dict() for each in found], error


class ErrorTest(unittest.TestCase):
    def refused(self, text: str | bytes, message: str, *chunks: dict[str, Any], read: Any = iter_sse) -> Any:
        """The text gives these chunks and then raises ParseError with this message."""
        found, error = outcome(text, read)
        self.assertEqual((found, type(error), str(error)), ([*chunks], ParseError, f"$: {message}"))
        return error

    def reported(self, text: str | bytes, message: str, *chunks: dict[str, Any], read: Any = iter_sse) -> Any:
        """The text gives these chunks and then raises ErrorResponse with this message of the provider."""
        found, error = outcome(text, read)
        self.assertEqual((found, type(error), str(error)), ([*chunks], ErrorResponse, message))
        return error


class Places(ErrorTest):
    def test_an_error_names_its_event_and_the_first_line_of_its_data(self) -> None:
        bad = chunk() | {"id": None}
        text = f": connected\n\n{events_of(HALF)}event: ping\ndata: {{}}\n\nid: 7\n{events_of(bad)}{events_of(HALF)}"
        for end in ("\n", "\r", "\r\n"):
            chunks, error = outcome(text.replace("\n", end))
            self.assertEqual(chunks, [HALF])
            self.assertEqual(str(error), "$.id: expected string, got null (event 3, line 9)")
            self.assertEqual((error.event, error.line, error.path, error.hint), (3, 9, ("id",), None))
        error = outcome("\nevent: a\ndata: {\ndata: ]\n\n")[1]
        self.assertEqual((error.event, error.line), (1, 3))

    def test_only_the_first_of_several_problems_is_shown_with_the_event(self) -> None:
        error = outcome(events_of(chunk() | {"id": 1, "model": None}))[1]
        self.assertEqual(
            str(error), "$.id: expected string, got integer (event 1, line 1)\n$.model: expected string, got null"
        )

    def test_a_provider_error_has_its_event_and_line_as_attributes_only(self) -> None:
        error = self.reported(events_of(HALF, HALF, {"error": BAD_KEY}), BAD_KEY["message"], HALF, HALF)
        self.assertEqual((error.event, error.line, error.code, error.type), (3, 5, BAD_KEY["code"], BAD_KEY["type"]))

    def test_event_and_line_of_an_error_survive_pickle(self) -> None:
        for text in (events_of({"error": BAD_KEY}), events_of({}), "{"):
            error = outcome(text)[1]
            again = pickle.loads(pickle.dumps(error))
            self.assertEqual((str(again), again.event, again.line), (str(error), error.event, error.line))

    def test_an_error_outside_a_stream_has_no_event_and_no_line(self) -> None:
        with self.assertRaises(ParseError) as caught:
            streaming.CreateChatCompletionStreamResponse.from_dict({})
        self.assertEqual((caught.exception.event, caught.exception.line), (None, None))


class Data(ErrorTest):
    def test_data_that_is_not_a_json_object_is_refused(self) -> None:
        for data, message in (
            ("hello", "expected JSON text: Expecting value at line 1 column 1"),
            (f"XX{json.dumps(STOP)}", "expected JSON text: Expecting value at line 1 column 1"),
            ("[DONE]X", "expected JSON text: Expecting value at line 1 column 2"),
            ("{]", f"{NO_KEY} at line 1 column 2"),
            ("{\ndata: ]", f"{NO_KEY} at line 2 column 1"),
            ('{\ndata: {"a": 1}', f"{NO_KEY} at line 2 column 1"),
            ('{"a": 1}\ndata: {]', "expected JSON text: Extra data at line 2 column 1 (read one body at a time)"),
            ("[1]", "expected object, got array (read one body at a time)"),
        ):
            for read in (iter_sse, iter_events):
                self.refused(f"data: {data}\n\n", f"{message} (event 1, line 1)", read=read)

    def test_data_that_is_not_utf_8_is_refused(self) -> None:
        text = events_of(HALF).encode() + b'data: {"a": "\xff"}\n\n' + events_of(HALF).encode()
        self.refused(text, "expected UTF-8 text, got a line that is not at byte 13 (event 2, line 3)", HALF)

    def test_lines_without_data_need_not_be_utf_8(self) -> None:
        self.assertEqual(outcome(b"\xff: \xff\n: \xff\nevent: \xff\n" + events_of(HALF).encode()), ([HALF], None))


class ProviderErrors(ErrorTest):
    def test_an_error_body_in_an_event_raises_error_response(self) -> None:
        late = {"message": "too late", "code": 502}
        for body, message, code in (
            ({"error": BAD_KEY}, BAD_KEY["message"], BAD_KEY["code"]),
            ([{"error": BAD_KEY}], BAD_KEY["message"], BAD_KEY["code"]),
            ({"error": "too late"}, "too late", None),
            ({"errors": [late], "success": False}, "too late", 502),
            ({"detail": "Not Found"}, "Not Found", None),
            ({"object": "error", "message": "too late"}, "too late", None),
            (delta_chunk({"content": ""}, finish_reason="error") | {"error": late}, "too late", 502),
            (delta_chunk({"role": "assistant", "content": ""}, error=late), "too late", 502),
        ):
            with self.subTest(body=body):
                error = self.reported(f"{events_of(HALF)}event: error\n{events_of(body, STOP)}", message, HALF)
                self.assertEqual((error.code, error.event, error.line), (code, 2, 4))

    def test_an_error_body_outside_of_events_may_take_any_number_of_lines(self) -> None:
        for body, message in (
            ({"error": BAD_KEY}, BAD_KEY["message"]),
            ([{"error": BAD_KEY}], BAD_KEY["message"]),
            ({"detail": [{"loc": ["n"], "msg": "late"}]}, "late (n)"),
            (STOP | {"error": {"message": "late"}}, "late"),
        ):
            for indent in (None, 0, 2, "\t"):
                text = json.dumps(body, indent=indent)
                for end in ("", "\n", "\r\n\r\n"):
                    with self.subTest(body=body, indent=indent, end=end):
                        self.assertEqual(self.reported(text + end, message).line, 1)
                        self.assertEqual(self.reported(f"\n  {text}{end}", message).line, 2)
                        for read in (iter_sse, iter_events):
                            error = self.reported(f"{events_of(HALF)}{text}{end}", message, HALF, read=read)
                            self.assertEqual((error.event, error.line), (None, 3))
                self.reported(f"{text}\n{events_of(HALF)}", message)
                self.assertEqual(self.reported(f'{{"a": 1}}\n{text}', message).line, 2)

    def test_comments_and_blank_lines_may_stand_within_an_error_body(self) -> None:
        text = json.dumps({"error": {"message": 'a "brace" } in a text'}}, indent=1)
        first, rest = text.split("\n", 1)
        self.reported(f"{first}\n: keep-alive\n\n{rest}\n", 'a "brace" } in a text')

    def test_an_error_body_that_is_cut_off_is_refused(self) -> None:
        text = json.dumps({"error": BAD_KEY}, indent=2)[:-4]
        hint = "it is not whole: the connection may have broken off"
        error = self.refused(
            events_of(HALF) + text, f'expected an event, got text that begins "{{" ({hint}) (line 3)', HALF
        )
        self.assertEqual((error.event, error.line), (None, 3))
        self.refused(text, 'expected an event stream, got text that begins "{"')


class OtherTexts(ErrorTest):
    def test_text_that_is_not_an_event_stream_is_refused_with_a_hint(self) -> None:
        body = {"id": "a", "choices": [{"index": 0, "message": {"content": "a"}}]}
        whole = "this is a whole response, not a chunk of one: CreateChatCompletionResponse reads those"
        bare = "this is a chunk without an event around it: CreateChatCompletionStreamResponse.from_json reads it"
        batch = 'this is a line of a batch file: the body is at ["response"]["body"]'
        for text, hint in (
            ("<html>\n<p>Bad gateway", HTML),
            ("\n <p>", HTML),
            (json.dumps(body), whole),
            (json.dumps(body, indent=2), whole),
            (json.dumps(STOP) + '\n{"model": "m", "messages": []}\n', bare),
            ('{"custom_id": "a", "response": {}}\n{]\n', batch),
            ('{"model": "m", "messages": []}\n\n', "this is a request, not the response to it"),
            ("[{}, {}]", "read one body at a time"),
            ('{"a": 1}', None),
            ("{\n<p>\n", None),
            ("Internal Server Error", None),
            (": connected\n\nfoo: bar\n", None),
            ("event: a\nfoo\n\n", None),
        ):
            chunks, error = outcome(text)
            with self.subTest(text=text):
                self.assertEqual((chunks, type(error), error.event, error.hint), ([], ParseError, None, hint))

    def test_the_error_for_other_text_quotes_its_first_line(self) -> None:
        for text, quoted in (
            (": connected\n\nfoo: bar\n", '"foo: bar"'),
            ("event: a\nfoo\n\n", '"foo"'),
            ('{"a": 1}', '"{\\"a\\": 1}"'),
            ("{\n<p>\n", '"{"'),
            ("[{}, {}]", '"[{}, {}]" (read one body at a time)'),
            ("\n <p>\n", f'" <p>" ({HTML})'),
            (b"<\xff", f'"<\ufffd" ({HTML})'),
        ):
            for read in (iter_sse, iter_events):
                self.refused(text, f"expected an event stream, got text that begins {quoted}", read=read)

    def test_lines_without_their_line_ends_are_refused_with_advice(self) -> None:
        expected = 'expected lines with their ends, got lines without (add "\\n" to each) (event 1, line 1)'
        lines = f": connected\n\nevent: a\n{events_of(HALF, STOP)}data: [DONE]\n\n".splitlines()
        for start in (0, 2, 3):
            self.refused("".join(lines[start:]), expected)
        text = events_of({"x": "}data: "})
        for whole in (text, text.strip()):
            self.assertEqual(outcome(whole, iter_events), ([{"x": "}data: "}], None))

    def test_events_without_blank_lines_between_them_are_refused(self) -> None:
        for data, count in (
            ((HALF, STOP), 3),
            ((HALF, delta_chunk({"content": "\n\n"}), chunk(usage=USAGE), STOP), 5),
        ):
            text = (events_of(*data) + "data: [DONE]\n\n").replace("\n\n", "\n")
            expected = f"expected a blank line after each event, got {count} events without (event 1, line 1)"
            for each in (text, text + "\n" + events_of(HALF), text[:-4]):
                self.refused(each, expected)
        expected = "expected a blank line after each event, got 4 events without (event 1, line 1)"
        self.refused('data: {"a": 1}\ndata:\ndata: {"b": 2}\ndata:  [DONE]\n\n', expected)
        text = events_of(HALF) + events_of(HALF).rstrip("\n") + "\n" + events_of(STOP)
        expected = "expected a blank line after each event, got 2 events without (event 2, line 3)"
        self.refused(text, expected, HALF)

    def test_lines_of_data_that_make_one_object_are_one_event(self) -> None:
        text = "".join(f"data: {line}\n" for line in json.dumps(HALF, indent=1).splitlines())
        self.assertEqual(outcome(text), ([HALF], None))


class CutOffStreams(ErrorTest):
    def test_an_event_that_is_cut_off_anywhere_is_refused(self) -> None:
        first, second = events_of(HALF), events_of(delta_chunk({"content": "né 🌊"})).rstrip("\n")
        for end in range(1, len(second)):
            found, error = outcome(first + second[:end])
            self.assertEqual((found, type(error)), ([HALF], ParseError))
            self.assertEqual((error.event, error.line, error.hint), (2, 3, CUT_OFF), second[:end])

    def test_the_message_says_what_is_cut_off(self) -> None:
        for text, message in (
            ("da", "expected an event"),
            ('data: {"id', "expected JSON text: Unterminated string starting at at line 1 column 2"),
            ('data: {"x": "🌊"}'.encode()[:-4], "expected UTF-8 text, got a line that is not at byte 13"),
            ("data: [DO", "expected JSON text: Expecting value at line 1 column 2"),
        ):
            self.refused(text, f"{message} ({CUT_OFF}) (event 1, line 1)")


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: MIT-0
"""What is refused in the text of an event stream, with which message, and where in the text."""

import json
import pickle
import unittest
from typing import Any

from .. import package, submodule
from ..support.streams import STOP, chunk, delta_chunk, events_of, read_in_pieces

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
            ('{"a": 1} {"b": 2}', "expected JSON text: Extra data at line 1 column 10 (read one body at a time)"),
            ("1", "expected object, got integer"),
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
            for indent in (None, 0, "\t"):
                text = json.dumps(body, indent=indent)
                for end in ("", "\n", "\r\n\r\n"):
                    with self.subTest(body=body, indent=indent, end=end):
                        self.assertEqual(self.reported(text + end, message).line, 1)
                        self.assertEqual(self.reported(f"\n  {text}{end}", message).line, 2)
                        error = self.reported(f"{events_of(HALF)}{text}{end}", message, HALF)
                        self.assertEqual((error.event, error.line), (2, 3))
                        data = body[0] if isinstance(body, list) else body
                        self.assertEqual(outcome(f"{events_of(HALF)}{text}{end}", iter_events), ([HALF, data], None))
                self.reported(f"{text}\n{events_of(HALF)}", message)
                self.assertEqual(self.reported(f'{{"a": 1}}\n{text}', message).line, 2)

    def test_comments_and_blank_lines_may_stand_within_an_error_body(self) -> None:
        text = json.dumps({"error": {"message": 'a "brace" } in a text'}}, indent=1)
        first, rest = text.split("\n", 1)
        self.reported(f"{first}\n: keep-alive\n\n{rest}\n", 'a "brace" } in a text')

    def test_an_error_body_that_is_cut_off_is_refused(self) -> None:
        text = json.dumps({"error": BAD_KEY}, indent=2)[:-4]
        message = f"expected JSON text: Expecting ',' delimiter at line 5 column 30 ({CUT_OFF})"
        self.refused(events_of(HALF) + text, f"{message} (event 2, line 3)", HALF)
        self.refused(text, f"{message} (event 1, line 1)")

    def test_an_event_named_error_is_an_error_whatever_its_data_is(self) -> None:
        unknown = "the provider reports an error without a message"
        for data, message, code in (
            ('{"error": {"message": "too late", "code": 502}}', "too late", 502),
            ('{"message": "too late"}', "too late", None),
            (json.dumps(STOP), unknown, None),
            ("too late", "too late", None),
            ('too\ndata: "late"', 'too\n"late"', None),
            ("{too late", "{too late", None),
            ('["too late"]', '["too late"]', None),
            ("null", unknown, None),
            ("[]", unknown, None),
            ("", unknown, None),
        ):
            text = f"{events_of(HALF)}id: 1\nevent: error\ndata: {data}\n\n{events_of(STOP)}"
            with self.subTest(data=data):
                error = self.reported(text, message, HALF)
                self.assertEqual((error.code, error.event), (code, 2))
        error = self.reported(f"{events_of(HALF)}event: error\n\n", unknown, HALF)
        self.assertEqual((error.event, error.line), (2, 4))

    def test_iter_events_gives_the_object_in_an_event_named_error_and_raises_for_other_data(self) -> None:
        for text in ('event: error\ndata: {"code": 5}\n\n', 'error: {"code": 5}\n', 'error: {"code":\n5}'):
            self.assertEqual(outcome(f"{events_of(HALF)}{text}", iter_events), ([HALF, {"code": 5}], None))
        for text in ("event: error\ndata: too late\n\n", "error: too late\n"):
            self.reported(f"{events_of(HALF)}{text}", "too late", HALF, read=iter_events)

    def test_a_field_named_error_is_an_error_whatever_its_value_is(self) -> None:
        for value, message in (
            ('{"code":400,"message":"too long"}', "too long"),
            ('{"code":400,\n"message":\n"too long"}', "too long"),
            ('{"error": {"message": "too long"}}', "too long"),
            ("too long", "too long"),
        ):
            for before in (events_of(HALF), events_of(HALF).rstrip()):
                for space in ("", " "):
                    text = f"{before}\nerror:{space}{value}\n\ndata: [DONE]\n\n"
                    with self.subTest(text=text):
                        error = self.reported(text, message, HALF)
                        self.assertEqual((error.event, error.line), (2, 4 if before.endswith("\n") else 2))
        self.reported('data: {"id":\nerror: {"message": "too long"}\n', "too long")

    def test_only_the_key_error_makes_an_error_of_an_event_with_another_name(self) -> None:
        for name in ("exception", "a"):
            text = f"{events_of(HALF)}event: {name}\n"
            self.reported(text + events_of({"error": {"message": "late"}}), "late", HALF)
            self.reported(text + events_of(STOP | {"error": "late"}), "late", HALF)
            self.assertEqual(outcome(text + events_of({"message": "busy"})), ([HALF], None))
        self.reported(f"{events_of(HALF)}event: message\n{events_of({'message': 'late'})}", "late", HALF)

    def test_an_error_that_is_cut_off_is_refused_as_such(self) -> None:
        message = f"expected JSON text: Unterminated string starting at at line 1 column 13 ({CUT_OFF})"
        for text in ('event: error\ndata: {"message": "to', 'id: 1\nerror: {"message": "to'):
            self.refused(text, f"{message} (event 1, line 2)")


class OtherTexts(ErrorTest):
    def test_text_that_is_not_an_event_stream_is_refused_with_a_hint(self) -> None:
        for text, quoted in (
            (": connected\n\nfoo: bar\n", '"foo: bar"'),
            ("event: a\nfoo\n\n", '"foo"'),
            ("Internal Server Error", '"Internal Server Error"'),
            ("<html>\n<p>Bad gateway", f'"<html>" ({HTML})'),
            ("\n <p>\n", f'" <p>" ({HTML})'),
            (b"<\xff", f'"<\ufffd" ({HTML})'),
        ):
            for read in (iter_sse, iter_events):
                error = self.refused(text, f"expected an event stream, got text that begins {quoted}", read=read)
                self.assertEqual((error.event, error.line), (None, None))

    def test_a_page_in_which_lines_begin_with_brackets_is_still_called_a_page(self) -> None:
        message = "expected JSON text: Expecting property name enclosed in double quotes at line 1 column 3"
        self.refused("<html>\n<style> p\n{ color: red }\n", f"{message} ({HTML}) (event 1, line 3)")

    def test_text_without_any_event_and_without_done_is_refused(self) -> None:
        for text in (
            "",
            "\ufeff",
            "\n\n",
            ": connected\n\n",
            "retry: 10\n",
            "id: 1\n",
            "data:\n\n",
            "event: ping\ndata: {}\n\n",
        ):
            for read in (iter_sse, iter_events):
                self.refused(text, "expected at least one event, got none", read=read)
        for blocks in ([], [b""], ["", ""]):
            with self.assertRaises(ParseError):
                [*iter_sse(blocks)]

    def test_lines_that_were_joined_without_their_ends_are_refused_with_advice(self) -> None:
        advice = 'lines were joined without their ends: add "\\n" to each'
        message = f"expected JSON text: Extra data at line 1 column 122 ({advice}) (event 1, line 1)"
        self.refused(f"{events_of(HALF, STOP)}data: [DONE]\n\n".replace("\n", ""), message)
        with_names = f"event: message\n{events_of(HALF)}event: message\n{events_of(STOP)}"
        error: Any = outcome("\n".join(with_names.split("\n\n")).replace("}\n", "}"))[1]  # as from lines of events
        self.assertEqual(error.hint, advice)
        text = events_of({"x": "}data: "})
        for whole in (text, text.strip()):
            self.assertEqual(outcome(whole, iter_events), ([{"x": "}data: "}], None))


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
            ("dat", "expected an event"),
            ("even", "expected an event"),
            ("data: ", "expected an event"),
            ("data: [DO", "expected JSON text: Expecting value at line 1 column 2"),
        ):
            self.refused(text, f"{message} ({CUT_OFF}) (event 1, line 1)")

    def test_a_line_that_is_cut_off_after_a_whole_event_is_refused(self) -> None:
        for end in ("d", "data", "data:", "even"):
            message = f"expected an event ({CUT_OFF}) (event 2, line 2)"
            self.refused(f"{events_of(HALF).rstrip()}\n{end}", message, HALF)


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: MIT-0
"""Small things that only small changes to the package showed to be untested: limits, empty cases, lying subclasses."""

import ast
import contextlib
import dataclasses
import io
import json
import os
import pathlib
import pickle
import re
import sys
import unittest
from unittest import mock

from . import DATA, package, submodule

Response = package.CreateChatCompletionResponse
Problem, ProblemKind, ParseError = package.Problem, package.ProblemKind, package.ParseError
REFUSED, DEVIATION, UNKNOWN_FIELD = ProblemKind.REFUSED, ProblemKind.DEVIATION, ProblemKind.UNKNOWN_FIELD

MESSAGE = {"role": "assistant", "content": "Yes.", "refusal": None}
CHOICE = {"index": 0, "message": MESSAGE, "finish_reason": "stop", "logprobs": None}
USUAL = {"token": "a", "logprob": -0.5, "bytes": [97]}
TYPICAL = json.loads((DATA / "typical.json").read_bytes())


def body(**members):
    plain = {"id": "a", "object": "chat.completion", "created": 1, "model": "m", "choices": [CHOICE]}
    return plain | members


def message(**members):
    return body(choices=[CHOICE | {"message": MESSAGE | members}])


def logprob(**members):
    entry = {"token": "a", "logprob": -0.5, "bytes": None, "top_logprobs": []} | members
    return body(choices=[CHOICE | {"logprobs": {"content": [entry], "refusal": None}}])


class LyingDict(dict):
    """A dict that shows other things than it holds."""

    def get(self, key, default=None):
        return "a lie"

    def items(self):
        return [("lie", "a lie")]

    def __getitem__(self, key):
        return "a lie"

    def __iter__(self):
        return iter(["lie"])


class LyingList(list):
    """A list that shows other things than it holds."""

    def __iter__(self):
        return iter([0, 1])

    def __getitem__(self, index):
        return "a lie"


class LyingText(str):
    """A string that is equal to nothing and stands nowhere in a dictionary."""

    def __hash__(self):
        return 42

    def __eq__(self, other):
        return False


class Survivors(unittest.TestCase):
    def refused(self, data, *lines):
        with self.assertRaises(ParseError) as caught:
            Response.from_dict(data)
        self.assertEqual(str(caught.exception).splitlines(), [*lines])
        return caught.exception


class Subclasses(Survivors):
    """What is read is what a subclass of dict, list or str holds, whatever it shows."""

    def test_of_dict_are_read_as_the_dict(self):
        data = body(
            x={"y": 1}, metadata={"k": "v"}, usage={"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
        )
        lying = LyingDict(data | {key: LyingDict(data[key]) for key in ("x", "metadata", "usage")})
        self.assertEqual(Response.from_dict(lying).to_dict(), data)

    def test_of_list_are_read_as_the_list(self):
        self.assertEqual(Response.from_dict(body(choices=LyingList([CHOICE]))).to_dict(), body())
        self.assertEqual(Response.from_dict(logprob(bytes=LyingList([97]))).choices[0].logprobs.content[0].bytes, b"a")
        self.assertEqual(Response.from_dict(body(x=LyingList([5]))).extra["x"], (5,))

    def test_of_str_are_read_as_the_string(self):
        call = {"id": "c", "type": LyingText("function"), "function": {"name": "f", "arguments": "{}"}}
        parsed = Response.from_dict(message(tool_calls=[call])).choices[0].message.tool_calls[0]
        self.assertIs(type(parsed), package.ChatCompletionMessageToolCall)
        parsed = Response.from_dict(body(service_tier=LyingText("auto")))
        self.assertEqual(
            repr(parsed.service_tier), "'auto'" if type(parsed.service_tier) is str else "ServiceTier.AUTO"
        )
        inner = Response.from_dict(TYPICAL | {"moderation": None}).to_dict()
        self.assertIsNone(inner["moderation"])
        self.assertEqual(package.check(body(service_tier=LyingText("auto"))), package.check(body(service_tier="auto")))

    def test_of_str_cannot_stand_in_for_a_field(self):
        data = {**body(), LyingText("id"): "other"}
        self.assertEqual(package.check(data), (Problem(("id",), "expected the key once"),))

    def test_do_not_hide_where_in_a_document_a_problem_stands(self):
        data = {"x": ({"y": object()},), "z": LyingList([{"y": object()}])} | body(id=None)
        self.refused(
            data,
            "$.x[0].y: expected a JSON value, got object",
            "$.z[0].y: expected a JSON value, got object",
            "$.id: expected string, got null",
        )


class Objects(Survivors):
    def test_compare_with_other_things_as_python_asks(self):
        response = Response.from_dict(body())
        self.assertIs(response == object(), False)
        self.assertIs(response == mock.ANY, True)

    def test_spelled_as_by_hand_remember_nothing(self):
        spelled = {"content": None, "refusal": None, "role": "assistant"}
        choice = {"index": 0, "message": spelled, "finish_reason": None, "logprobs": None}
        by_hand = package.Choice(index=0, message=package.ChatCompletionResponseMessage())
        self.assertEqual(by_hand.to_dict(), choice)
        self.assertEqual(dataclasses.asdict(package.Choice.from_dict(choice)), dataclasses.asdict(by_hand))

    def test_of_the_base_alone_read_and_write_nothing(self):
        model = submodule("_reader").Model
        self.assertRaises(NotImplementedError, model.from_dict, {})
        self.assertRaises(NotImplementedError, model.to_dict, None)

    def test_of_a_union_are_chosen_by_the_key_that_one_alone_has_where_no_type_is_given(self):
        function, custom = {"name": "f", "arguments": "{}"}, {"name": "f", "input": ""}
        calls = [
            {"id": "a", "function": function},
            {"id": "b", "type": None, "custom": custom},
            {"id": "c", "function": None, "custom": custom},
            {"id": "d"},
            {"id": "e", "type": "else", "function": function},
            {"id": "f", "type": 5},
        ]
        parsed = Response.from_dict(message(tool_calls=calls[:5])).choices[0].message.tool_calls
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
        self.refused(
            message(tool_calls=calls[5:]),
            "$.choices[0].message.tool_calls[0].type: expected string or null, got integer",
        )

    def test_of_every_union_are_chosen_by_key(self):
        results, error = {"model": "m", "results": []}, {"code": "c", "message": "no"}
        moderation = Response.from_dict(body(moderation={"input": results, "output": error})).moderation
        self.assertIs(type(moderation.input), package.ChatCompletionModerationResults)
        self.assertIs(type(moderation.output), package.ChatCompletionModerationError)
        annotation = {"url_citation": {"start_index": 0, "end_index": 1, "url": "u", "title": "t"}}
        annotations = Response.from_dict(message(annotations=[annotation])).choices[0].message.annotations
        self.assertIs(type(annotations[0]), package.UrlCitationAnnotation)


class Bytes(Survivors):
    def test_are_not_booleans(self):
        where = "$.choices[0].logprobs.content[0].bytes"
        for octets in ([False], [True], [5, False], [5, True]):
            index = len(octets) - 1
            self.refused(logprob(bytes=octets), f"{where}[{index}]: expected integer from 0 to 255, got boolean")
        for octets in ([0], [1], [0, 1], [255]):
            parsed = Response.from_dict(logprob(bytes=octets)).choices[0].logprobs.content[0].bytes
            self.assertEqual(parsed, bytes(octets))

    def test_go_from_0_to_255(self):
        where = "$.choices[0].logprobs.content[0].bytes"
        self.refused(
            logprob(bytes=[0, -1, 255, 256]),
            f"{where}[1]: expected integer from 0 to 255, got one beyond",
            f"{where}[3]: expected integer from 0 to 255, got one beyond",
        )


class Errors(Survivors):
    def test_of_a_provider_have_as_arguments_what_they_were_made_with(self):
        error = package.ErrorResponse("Overloaded", {"message": "Overloaded"}, code=503, type="server_error")
        arguments = ("Overloaded", {"message": "Overloaded"}, 503, "server_error")
        self.assertEqual((error.args, pickle.loads(pickle.dumps(error)).args), (arguments, arguments))

    def test_name_two_problems_in_the_order_of_the_document(self):
        self.refused(
            {"choices": "x"} | body(choices="x", id=1),
            "$.choices: expected array, got string",
            "$.id: expected string, got integer",
        )

    def test_show_paths_and_keys_whole_up_to_a_limit(self):
        for path, text in (
            ((0,) * 20, "$" + "[0]" * 20),
            (("k" * 40,), "$." + "k" * 40),
            (("-" * 40,), "$['" + "-" * 40 + "']"),
            (("\U0010ffff",), "$['\\udbff\\udfff']"),
            (("\uffff",), "$['\\uffff']"),
            (("\x00" * 40,), "$['" + "\\u0000" * 13 + "\\…']"),
        ):
            self.assertEqual(str(Problem(path, "wrong")), f"{text}: wrong")

    def test_show_messages_of_providers_whole_up_to_a_limit(self):
        for length, shown in ((2000, "x" * 2000), (2001, "x" * 1999 + "…")):
            self.refused({"error": "x" * length}, shown)

    def test_find_the_message_of_a_provider_some_levels_down(self):
        none = "the provider reports an error without a message"
        location = [*"abcdefghi", 2**31 - 1, "k"]
        for said, text in (
            ({"error": {"error": "no"}}, "no"),
            ({"error": {"error": {"error": {"error": {"error": "no"}}}}}, "no"),
            ({"error": {"error": {"error": {"error": {"error": {"error": "no"}}}}}}, none),
            ({"detail": [[[["no"]]]]}, "no"),
            ({"detail": [[[[["no"]]]]]}, none),
            ({"detail": [*"abcdefg"]}, "a; b; c; d; e"),
            ({"detail": [{"msg": "no", "loc": location}]}, f"no (a.b.c.d.e.f.g.h.i.{2**31 - 1})"),
            ({"detail": [{"msg": "no", "loc": [2**31, 2.5, "a"]}]}, "no (….….a)"),
        ):
            error = self.refused(said, text)
            self.assertIs(type(error), package.ErrorResponse)

    def test_are_no_report_of_the_provider_where_there_are_choices(self):
        error = self.refused(
            {"choices": [{"index": 0, "message": {}}], "error": "no", "id": "a", "created": 1},
            "$.model: expected string, but the key is missing",
        )
        self.assertIs(type(error), ParseError)

    def test_have_a_hint_only_where_the_mistake_is_a_usual_one(self):
        chunk = "this is a chunk of a stream: the streaming module reads those"
        delta = {"index": 0, "delta": {}}
        for data, hint in (
            (body(object="chat.completion.chunk", choices=None), chunk),
            (body(object=LyingText("chat.completion.chunk"), choices=None), chunk),
            (body(choices=[delta]), chunk),
            (body(id=None, choices=[CHOICE | delta]), None),
            ({"custom_id": "a"}, None),
            ({"response": {}}, None),
            ({"messages": []}, "this is a request, not the response to it"),
            ({"messages": [], "choices": []}, None),
            (body(id=None), None),
        ):
            with self.subTest(data), self.assertRaises(ParseError) as caught:
                Response.from_dict(data)
            self.assertEqual(caught.exception.hint, hint)

    def test_have_their_problems_and_hint_as_arguments(self):
        problems = (Problem(("a",), "wrong"),)
        self.assertEqual(ParseError(iter(problems), "try again").args, (problems, "try again"))

    def test_consist_of_records_without_a_dictionary(self):
        self.assertFalse(hasattr(Problem((), "wrong"), "__dict__"))


class Texts(Survivors):
    def test_of_event_streams_are_known_by_any_of_their_fields(self):
        for start in ("data: x", "event: x", "id: x", "retry: 5", ": x"):
            with self.assertRaises(ParseError) as caught:
                Response.from_json(start)
            self.assertEqual(
                str(caught.exception),
                "$: expected JSON text: Expecting value at line 1 column 1"
                " (this is an event stream: the streaming module reads those)",
            )

    def test_are_measured_first_where_python_cannot_guard_its_stack(self):
        flat = "[" + "[]," * 2000 + r'"[\\\"["' + ",{}" * 2000 + "]"
        for levels, text in (
            (899, "$.x" + "[0]" * 9 + "…" + "[0]" * 10 + ": expected at most 100 levels of arrays and objects"),
            (900, "$: too many levels of arrays and objects"),
        ):
            item = "[" * levels + "]" * levels
            data = json.dumps(body())[:-1] + f', "z": {flat}, "x": {item}}}'
            with mock.patch("sys.platform", "emscripten"), self.assertRaises(ParseError) as caught:
                Response.from_json(data)
            self.assertEqual(str(caught.exception), text)


class Commands(unittest.TestCase):
    def test_explain_each_option(self):
        file = "FILE what to read (default: stdin)"
        layout = ("--indent N spaces to indent by (default: 4)", "--compact one line without spaces")
        lines = "--json-lines read a body from each line"
        explained = {
            "emit": (file, *layout, lines),
            "check": (
                file,
                lines,
                "--json write the problems as JSON",
                "--strict unknown fields are problems too",
            ),
            "show": (
                file,
                "--alternatives list what was likely in place of each token",
                "--color {auto,always,never} default: auto",
                "--width N columns (default: those of the terminal)",
            ),
            "schema": layout,
            "assemble": (file, *layout),
        }
        for name, entries in explained.items():
            text = submodule("_command").parser_for(name).format_help()
            shown = [" ".join(entry.split()) for entry in re.split(r"\n(?=\n|  ?\S|  --)", text)]
            for entry in entries:
                with self.subTest(name):
                    self.assertIn(entry, shown)

    def test_know_a_line_of_a_batch_by_two_keys(self):
        lines = submodule("_lines")
        response = {"body": {"id": "a"}}
        self.assertEqual(lines.body_of({"custom_id": "x", "response": response}), {"id": "a"})
        for line in ({"custom_id": "x"}, {"response": response}):
            self.assertEqual(lines.body_of(line), line)

    def test_know_a_stream_by_its_first_line(self):
        lines = submodule("_lines")
        for start in (b"data: x", b"event: x", b"id: x", b"retry: 5", b": x", b'{"object": "chat.completion.chunk"}\n'):
            self.assertIs(lines.is_stream(start), True)
            self.assertIs(lines.is_stream(b"\xef\xbb\xbf \t\r\n" + start), True)
        for start in (b"", b"x", b"[]", b'{"object": "chat.completion"}', b'{"object":\n"chat.completion.chunk"}'):
            self.assertIs(lines.is_stream(start), False)

    def test_show_progress_five_times_a_second_at_most(self):
        lines, err = submodule("_lines"), io.StringIO()
        with mock.patch("time.monotonic", side_effect=[10, 11, 11.1, 12]), contextlib.redirect_stderr(err):
            progress = lines.Progress(io.BytesIO(b""))
            progress.visible = True
            for number in (1, 2, 3):
                progress.step(number, b"x")
        self.assertEqual(err.getvalue(), "\r1 lines, 1 a second\r3 lines, 2 a second")


class Streams(unittest.TestCase):
    def test_have_calls_without_an_index_behind_those_that_came_before(self):
        streaming = submodule("streaming")
        calls = [{"id": name, "type": "function", "function": {"name": name, "arguments": ""}} for name in "abc"]
        calls[1]["index"] = 0
        chunks = [
            body(object="chat.completion.chunk", choices=[{"index": 0, "delta": {"tool_calls": [call]}}])
            for call in calls
        ]
        whole = streaming.assemble(map(streaming.CreateChatCompletionStreamResponse.from_dict, chunks))
        self.assertEqual([call.id for call in whole.choices[0].message.tool_calls], ["a", "b", "c"])


class Shown(unittest.TestCase):
    def shown(self, response, **options):
        show, out = submodule("_show"), io.StringIO()
        show.show_response(Response.from_dict(response), show.Page(out, width=80, color="always"), **options)
        return out.getvalue().splitlines()

    def test_tokens_have_a_shade_by_their_probability(self):
        shade, token = submodule("_show").shade, package.ChatCompletionTokenLogprob
        found = [
            shade(token(token="a", logprob=logprob, top_logprobs=()))
            for logprob in (0.5, -0.05, -0.4, -1, -2, -9, -9999)
        ]
        self.assertEqual(found, ["", "", "48;5;22", "48;5;58", "48;5;94", "48;5;88", "48;5;88"])

    def test_text_fills_a_line_before_it_goes_on_in_the_next(self):
        show, out = submodule("_show"), io.StringIO()
        page = show.Page(out, width=20, color="never")
        page.shaded([("aX" * 10, ""), ("b", "")], 0)
        page.line("aX aX " * 4)
        self.assertEqual(out.getvalue().splitlines(), ["aX" * 10, "b", "aX aX aX aX aX aX aX", "aX"])

    def test_times_are_dates_then_numbers_then_impossible(self):
        moment = submodule("_show").moment
        self.assertEqual(moment(0), "1970-01-01 00:00:00 UTC")
        self.assertEqual(moment(10**30 - 1), "created " + "9" * 30)
        self.assertEqual(moment(10**30), "created at an impossible time")

    def test_alternatives_are_left_out_unless_asked_for(self):
        data = logprob(token="Yes.", top_logprobs=[{"token": "No.", "logprob": -1.5, "bytes": None}])
        self.assertNotIn("No.", "\n".join(self.shown(data)))
        self.assertIn("No.", "\n".join(self.shown(data, alternatives=True)))

    def test_reasoning_is_shown_once(self):
        shown = self.shown(message(reasoning_content="so it is", reasoning="so it is"))
        self.assertEqual(len([line for line in shown if "so it is" in line]), 1)

    def test_audio_has_the_size_of_what_its_base64_stands_for(self):
        audio = {"id": "a", "expires_at": 0, "data": "A" * 4000, "transcript": "Yes."}
        shown = self.shown(message(content=None, audio=audio))
        self.assertIn("\x1b[36maudio a, 3.0 kB, until 1970-01-01 00:00:00 UTC\x1b[0m", shown)

    def test_moderation_is_marked_where_something_is_flagged(self):
        result = {"model": "m", "flagged": True, "category_scores": {}, "category_applied_input_types": {}}
        sides = [{"model": "m", "results": [result | {"categories": {"harm": harm}}]} for harm in (True, False)]
        shown = self.shown(body(moderation={"input": sides[0], "output": sides[1]}))
        self.assertIn("\x1b[33mmoderation of the request: flagged for harm\x1b[0m", shown)
        self.assertIn("\x1b[2mmoderation of the completion: nothing flagged\x1b[0m", shown)


CHUNK = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": []}
EVENT = b"data: " + json.dumps(CHUNK).encode()
BOM = b"\xef\xbb\xbf"


class EventStreams(unittest.TestCase):
    def chunks_in(self, *blocks):
        return len([*submodule("streaming").iter_sse(blocks)])

    def refused(self, text, *blocks):
        with self.assertRaises(ParseError) as caught:
            self.chunks_in(*blocks)
        self.assertEqual(str(caught.exception), text)

    def test_may_begin_with_a_byte_order_mark_and_have_none_later(self):
        self.assertEqual(self.chunks_in(BOM + EVENT + b"\n\n" + EVENT + b"\n\n"), 2)
        self.assertEqual(self.chunks_in(EVENT + b"\n\n" + BOM + EVENT + b"\n\n"), 1)
        self.assertEqual(self.chunks_in(b"\n" + BOM + EVENT + b"\n\n"), 0)

    def test_may_be_cut_between_the_characters_of_a_line_end(self):
        self.assertEqual(self.chunks_in(EVENT + b"\r", b"\n", b"\n", EVENT + b"\r", b"\n", b"\r\n"), 2)
        self.assertEqual(self.chunks_in(EVENT + b"\r", b"\n", EVENT.replace(b"{", b", {") + b"\n"), 0)

    def test_are_refused_for_letters_around_what_they_hold(self):
        extra = "$: expected JSON text: Expecting value at line 1 column"
        self.refused(f"{extra} 2", b"data: [DONE]X\n\n")
        self.refused(f"{extra} 1", b"data: XX" + EVENT.removeprefix(b"data: ") + b"\n\n")

    def test_may_have_lines_that_are_none_of_theirs(self):
        for line in (b"<!-- a -->", b"[", b"{"):
            self.assertEqual(self.chunks_in(line + b"\n" + EVENT + b"\n\n"), 1)
            self.assertEqual(self.chunks_in(line + b"\ndata:\n\n"), 0)

    def test_are_told_from_other_texts(self):
        expected = "$: expected an event stream, got text that begins"
        self.refused(f'{expected} "[1]"', b"[1]\n")
        self.refused(f'{expected} "<p>"', b"<p>\n{\n")
        self.refused(f'{expected} "<\ufffd"', b"<\xff")
        self.refused(f'{expected} "{{" (from_json reads a whole response)', b"{\n<p>\n")

    def test_on_the_command_line_have_a_size_where_they_are_a_file(self):
        size_of = submodule("_lines").size_of
        with open(os.devnull, "rb") as nothing, (DATA / "typical.json").open("rb") as file:
            self.assertEqual((size_of(nothing), size_of(file)), (0, len((DATA / "typical.json").read_bytes())))


class Chunks(unittest.TestCase):
    def test_are_not_written_as_json_text_that_is_none(self):
        chunk = submodule("streaming").CreateChatCompletionStreamResponse.from_dict(CHUNK | {"x": float("nan")})
        with self.assertRaises(ValueError) as caught:
            chunk.to_json()
        self.assertTrue(str(caught.exception).startswith("Out of range float values are not JSON compliant"))


class Assembled(unittest.TestCase):
    def message_of(self, *choices):
        """The message that these choices of a chunk each make."""
        chunks = [CHUNK | {"choices": [{"index": 0, "finish_reason": "stop"} | choice]} for choice in choices]
        return submodule("streaming").assemble(chunks).to_dict()["choices"][0]["message"]

    def calls_of(self, *calls):
        return self.message_of(*[{"delta": {"tool_calls": [call]}} for call in calls])["tool_calls"]

    def test_reasoning_of_either_name_is_joined(self):
        for key in ("reasoning", "reasoning_content"):
            message = self.message_of({"delta": {key: "a"}}, {"delta": {key: "b"}})
            self.assertEqual(message[key], "ab")

    def test_a_message_that_is_no_object_is_no_message(self):
        empty = {"role": "assistant", "content": None, "refusal": None}
        self.assertEqual(self.message_of({"message": "a"}), empty)
        self.assertEqual(self.message_of({"delta": {"content": "b"}, "message": MESSAGE}), empty | {"content": "b"})

    def test_a_call_that_never_had_an_id_or_a_name_is_refused(self):
        with self.assertRaises(ParseError) as caught:
            self.calls_of({"type": "function", "function": {"arguments": "{}"}})
        lines = (
            "$.choices[0].message.tool_calls[0].function.name: expected string, but the key is missing",
            "$.choices[0].message.tool_calls[0].id: expected string, but the key is missing",
        )
        self.assertEqual(sorted(str(caught.exception).split("\n")), sorted(lines))

    def test_the_name_of_a_custom_tool_stays_when_blank_ones_follow(self):
        first = {"index": 0, "id": "a", "type": "custom", "custom": {"name": "n", "input": "x"}}
        call = {"id": "a", "type": "custom", "custom": {"name": "n", "input": "xy"}}
        self.assertEqual(self.calls_of(first, {"index": 0, "custom": {"name": "", "input": "y"}}), [call])

    def test_calls_without_an_index_stand_behind_those_before_them_and_no_further(self):
        function = {"type": "function", "function": {"name": "f", "arguments": ""}}
        calls = self.calls_of(*[function | {"id": "a"}, function | {"id": "b"}, function | {"id": "c", "index": 1}])
        self.assertEqual([call["id"] for call in calls], ["a", "b", "c"])

    def test_a_call_of_an_unknown_kind_has_the_nulls_that_were_sent_but_for_the_index(self):
        call = {"index": None, "id": "a", "type": "x", "function": None}
        self.assertEqual(self.calls_of(call), [{"id": "a", "type": "x", "function": None}])


class TopLogprobs(unittest.TestCase):
    """Those in the usual form are read in a loop of their own, which must read what the class reads."""

    def in_an_array(self, *items):
        entry = {"token": "a", "logprob": -0.5, "bytes": None, "top_logprobs": [*items]}
        return package.ChatCompletionTokenLogprob.from_dict(entry).top_logprobs

    def test_are_read_in_an_array_as_they_are_alone(self):
        class Text(str):
            pass

        class Number(float):
            pass

        class Items(list):
            pass

        forms = [
            {},
            {"bytes": None},
            {"bytes": []},
            {"bytes": [0, 1, 2, 255]},
            {"bytes": Items([97])},
            {"token": Text("a")},
            {"logprob": 0},
            {"logprob": Number(-0.5)},
            {"more": 1},
            {"more": {"a": [True]}, "bytes": None},
        ]
        cases = [USUAL | form for form in forms]
        cases += [LyingDict(USUAL), {"token": "a", "logprob": -0.5}, {"token": "a", "logprob": -0.5, "more": 1}]
        for item in cases:
            alone = package.TopLogprob.from_dict(item)
            usual = package.TopLogprob.from_dict(USUAL)
            for before, after in ((0, 0), (1, 0), (0, 1), (2, 2)):
                with self.subTest(item=item, before=before, after=after):
                    read = self.in_an_array(*[USUAL] * before, item, *[USUAL] * after)
                    self.assertEqual(read, (*[usual] * before, alone, *[usual] * after))
                    for one in read:
                        self.assertIs(type(one), package.TopLogprob)
                        self.assertEqual({type(one.token), type(one.bytes)} - {str, bytes, type(None)}, set())
                        self.assertIn(type(one.logprob), (float, int))
                    self.assertEqual(read[before].to_dict(), alone.to_dict())

    def test_are_refused_in_an_array_for_what_they_are_refused_for_alone(self):
        forms = [
            {"bytes": [False]},
            {"bytes": [2, True]},
            {"bytes": [97, True]},
            {"bytes": [256]},
            {"bytes": [-1]},
            {"bytes": ["a"]},
            {"bytes": 3},
            {"bytes": b"a"},
            {"bytes": (97,)},
            {"token": None},
            {"token": b"a"},
            {"logprob": True},
            {"logprob": "-0.5"},
            {1: 2},
        ]
        cases = [USUAL | form for form in forms]
        cases += [{"token": "a"}, {"token": "a", "bytes": None, "more": 1}, {}]
        for item in cases:
            with self.assertRaises(ParseError) as alone:
                package.TopLogprob.from_dict(item)
            for before, after in ((0, 0), (1, 0), (0, 1), (2, 2)):
                with self.subTest(item=item, before=before, after=after), self.assertRaises(ParseError) as caught:
                    self.in_an_array(*[USUAL] * before, item, *[USUAL] * after)
                found = [(problem.path, problem.message) for problem in caught.exception.problems]
                place = ("top_logprobs", before)
                self.assertEqual(found, [(place + each.path, each.message) for each in alone.exception.problems])
        for item in (None, [], "abc", {1}, 7):
            with self.assertRaises(ParseError) as caught:
                self.in_an_array(USUAL, item)
            names = {type(None): "null", list: "array", str: "string", set: "set", int: "integer"}
            text = f"$.top_logprobs[1]: expected object, got {names[type(item)]}"
            self.assertEqual(str(caught.exception), text)

    def test_in_the_usual_form_are_read_without_a_call_for_each(self):
        items = [USUAL, USUAL | {"bytes": [2]}, USUAL | {"bytes": [255, 97]}, USUAL | {"token": "", "bytes": []}]
        alone = tuple(map(package.TopLogprob.from_dict, items))
        with mock.patch.object(package.TopLogprob, "from_dict", side_effect=AssertionError):
            self.assertEqual(self.in_an_array(*items), alone)

    def test_are_read_without_calling_what_a_subclass_overrides(self):
        asked = []

        class Loud(dict):
            def __getitem__(self, key):
                asked.append(key)
                return super().__getitem__(key)

        self.in_an_array(USUAL, Loud(USUAL), USUAL)
        self.assertEqual(asked, [])

    def test_are_no_more_than_the_array_holds(self):
        self.assertEqual(self.in_an_array(), ())
        self.assertEqual(len(self.in_an_array(*[USUAL] * 7)), 7)


class Classes(unittest.TestCase):
    def test_of_a_stream_can_all_be_imported_by_the_names_listed(self):
        streaming = submodule("streaming")
        for module in (package, streaming):
            self.assertEqual([name for name in module.__all__ if not hasattr(module, name)], [])
        public = {name for name, value in vars(streaming).items() if callable(value) and not name.startswith("_")}
        self.assertEqual(public - set(streaming.__all__), set())

    def test_are_shown_compared_and_hashed_in_the_one_way_of_their_base(self):
        modules = (package, submodule("streaming"), submodule("streaming.chunks"))
        model = submodule("_reader").Model
        classes = {each for module in modules for each in vars(module).values() if isinstance(each, type)}
        classes = {each for each in classes if issubclass(each, model) and "__dataclass_params__" in vars(each)}
        self.assertGreater(len(classes), 20)
        for cls in classes:
            with self.subTest(cls.__name__):
                self.assertIs(cls.__dataclass_params__.frozen, True)
                with self.assertRaises(TypeError) as caught:
                    cls.from_dict([])
                text = f"{cls.__name__}.from_dict takes a dict, got list: call it once for each item"
                self.assertEqual(str(caught.exception), text)
                self.assertEqual({"__repr__", "__eq__", "__hash__"} & set(vars(cls)), set())
                with self.assertRaises(TypeError) as caught:
                    cls("a")
                text = f"{cls.__name__}.__init__() takes 1 positional argument but 2 were given"
                self.assertEqual(str(caught.exception), text)

    def test_name_one_key_in_a_line_of_their_converters(self):
        """A line that looks for one key and leaves the rest to the reader of another would go unnoticed."""
        lines = 0
        for path in pathlib.Path(package.__path__[0]).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for function in ast.walk(tree):
                if not isinstance(function, ast.FunctionDef) or function.name != "from_dict":
                    continue
                for node in ast.walk(function):
                    if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Attribute):
                        continue
                    keys = [key for inner in ast.walk(node.value) for key in keys_in(inner)]
                    self.assertEqual(set(keys) - {node.targets[0].attr}, set(), ast.unparse(node))
                    lines += bool(keys)
        self.assertGreater(lines, 80)

    def test_are_described_in_the_schema_by_the_first_sentence_where_there_are_docstrings(self):
        choice = package.json_schema()["$defs"]["Choice"]
        if sys.flags.optimize < 2:
            self.assertEqual(choice["description"], "One of the completions of a response.")
        self.assertEqual([*choice["properties"]], ["index", "message", "finish_reason", "logprobs"])
        model = submodule("_reader").Model
        with contextlib.ExitStack() as stack:
            for cls in vars(package).values():
                if isinstance(cls, type) and issubclass(cls, model):
                    stack.enter_context(mock.patch.object(cls, "__doc__", None))
            self.assertNotIn("description", json.dumps(package.json_schema()))


class FreeThreaded(unittest.TestCase):
    """Where there is no global lock, objects are not switched from one class to the other."""

    def test_objects_are_the_same_whether_switched_or_copied(self):
        reader = submodule("_reader")
        bodies = [json.loads(path.read_bytes()) for path in sorted((DATA / "valid").glob("*.json"))]
        made = [Response.from_dict(data) for data in bodies]
        self.assertGreater(len(bodies), 10)
        for whole in (reader.switched, reader.copied):
            with contextlib.ExitStack() as stack:
                for name in ("response", "message", "logprobs", "usage", "tool_calls", "moderation", "unrecognized"):
                    stack.enter_context(mock.patch.object(submodule(name), "whole", whole))
                for data, response in zip(bodies, made, strict=True):
                    again = Response.from_dict(data)
                    self.assertIs(type(again.choices), tuple)
                    self.assertEqual((again, again.to_dict()), (response, data))

    def test_the_way_is_chosen_by_the_interpreter(self):
        reader = submodule("_reader")
        locked = getattr(sys, "_is_gil_enabled", lambda: True)()
        self.assertIs(reader.whole, reader.switched if locked else reader.copied)
        self.assertIs(reader.with_gil, locked)


def keys_in(node):
    """The keys of the wire that a node names: in a membership test, in data.get(...), in the call of a reader."""
    found = ()
    if isinstance(node, ast.Compare):
        found = (node.left,)
    elif isinstance(node, ast.Call):
        found = node.args[:1] if isinstance(node.func, ast.Attribute) else node.args[2:3]
    return [each.value for each in found if isinstance(each, ast.Constant) and isinstance(each.value, str)]


if __name__ == "__main__":
    unittest.main()

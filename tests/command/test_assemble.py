# SPDX-License-Identifier: MIT-0
"""The command `assemble`."""

import json
import unittest
from collections.abc import Iterable
from typing import Any

from .. import package, submodule
from ..support.bodies import CHOICE, MESSAGE, TYPICAL, a_body, a_message
from ..support.documents import without
from .running import CUT_OFF, answer, chunk, events, lines, packed, parsed, run

ROLE = {"role": "assistant"}
MISSING = "expected string, but the key is missing"
LEFT_OUT = "a part of the response is left out: "
TOOL_CALL = {"index": 0, "id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
WITHOUT_ID = without(TOOL_CALL, "id")
OTHERS = "expected at least one chunk, got only events of other kinds"
TEXT_COMPLETION = a_body(object="text_completion", choices=[{"index": 0, "text": "Yes.", "finish_reason": "stop"}])


class AssembleTest(unittest.TestCase):
    maxDiff = None

    def assert_assembled(self, stdin: Any, *responses: Any, error: str = "", words: Iterable[str] = ()) -> None:
        """Assert that exactly these responses and this error are written. An error means exit status 1."""
        status, out, err = run("assemble", "--compact", *words, stdin=stdin)
        self.assertEqual((parsed(out), err, status), ([*responses], error and f"<stdin>{error}", 1 if error else 0))


class OneStream(AssembleTest):
    def test_assemble_reads_events_and_chunks_on_lines(self) -> None:
        response = package.CreateChatCompletionResponse.from_dict(TYPICAL)
        chunks = [one.to_dict() for one in submodule("streaming").split(response)]
        text = events(*chunks)
        for stdin in (text, ": hello\n\n" + text, "\n\n" + text, "\ufeff" + text, "\n" + lines(*chunks)):
            self.assert_assembled(stdin, TYPICAL)

    def test_the_lines_of_events_may_end_with_carriage_returns(self) -> None:
        stream, other = events(chunk("Hey "), chunk("you", finish="stop")), events(chunk("No", finish="stop", id="b"))
        for end in ("\r", "\r\n"):
            with self.subTest(end):
                text = (stream + other).replace("\n", end)
                self.assert_assembled(text, answer("Hey you"), answer("No", id="b"))

    def test_assemble_indents_by_four_spaces_unless_told_otherwise(self) -> None:
        out = run("assemble", stdin=events(chunk("Hey", finish="stop")))[1]
        self.assertEqual(out, json.dumps(json.loads(out), indent=4) + "\n")
        self.assertEqual(json.loads(out), answer("Hey"))

    def test_assemble_reports_what_is_wrong_on_one_line(self) -> None:
        for stdin, error in (
            ('data: {"error": {"message": "Slow down."}}\n\n', "Slow down."),
            ('{"id": 1}', "$.id: expected string, got integer; and 2 more problems"),
            (json.dumps(TEXT_COMPLETION), f"$: {OTHERS} (this is a text completion, of the API before chat)"),
            ('\ndata: {"id": 1}\n\n', "$.id: expected string, got integer (event 1, line 2); and 2 more problems"),
            ("event: x\nOops.\n", '$: expected an event stream, got text that begins "Oops."'),
        ):
            with self.subTest(stdin):
                self.assert_assembled(stdin, error=f": {error}\n")

    def test_an_input_with_nothing_in_it_has_exit_status_2(self) -> None:
        for stdin, error in (
            ("", "there is no text"),
            ("\n \n", "there is no text"),
            ("\ufeff", "there is no text"),
            ("data: [DONE]\n\n", "there is no response in it"),
        ):
            for words in ((), ("--json-lines",)):
                with self.subTest(stdin):
                    self.assertEqual(run("assemble", *words, stdin=stdin), (2, "", f"<stdin>: {error}\n"))

    def test_a_done_event_ends_a_stream_without_a_finish_reason(self) -> None:
        for done in ("data: [DONE]\n\n", "data:[DONE]\n\n", "data: [DONE]"):
            self.assert_assembled(events(chunk("Hey"), done=False) + done, answer("Hey", None))

    def test_keep_alives_on_lines_are_skipped(self) -> None:
        self.assert_assembled(lines(chunk("Hey"), {"type": "ping"}, chunk(finish="stop")), answer("Hey"))

    def test_assemble_repair_supplies_missing_fields(self) -> None:
        bare = [chunk("He"), chunk("y", finish="stop")]
        for each in bare:
            del each["created"]
        for stdin, places in ((events(*bare), ("1 (event 1)", "3 (event 2)")), (lines(*bare), ("1", "2"))):
            out, err = packed(answer("Hey", created=0)), ""
            for place in places:
                err += f"<stdin>:{place}: repaired: $.created: expected integer, but the key is missing\n"
            self.assertEqual(run("assemble", "--compact", "--repair", stdin=stdin), (0, out, err))
            self.assertEqual(run("assemble", stdin=stdin)[:2], (1, ""))

    def test_assemble_repair_gives_an_id_to_a_tool_call_without_one(self) -> None:
        stdin = events(chunk(delta={"tool_calls": [WITHOUT_ID]}, finish="stop"))
        call = {"id": "call_0", "type": "function", "function": TOOL_CALL["function"]}
        out = packed(a_message(content=None, tool_calls=[call]))
        err = f"<stdin>:1 (event 1): repaired: $.choices[0].message.tool_calls[0].id: {MISSING}\n"
        self.assertEqual(run("assemble", "--compact", "--repair", stdin=stdin), (0, out, err))


class IncompleteParts(AssembleTest):
    def test_assemble_reports_a_part_that_the_response_cannot_hold_and_leaves_it_out(self) -> None:
        key_missing = "expected string, but the key is missing (--repair repairs it)"
        for members, kept, problem in (
            ({"tool_calls": [WITHOUT_ID]}, {"tool_calls": []}, f"tool_calls[0].id: {key_missing}"),
            ({"audio": {"data": "UklG"}}, {}, f"audio.id: {key_missing}; and 1 more problem"),
        ):
            stdin = events(chunk(delta={"content": "Hey", **members}, finish="stop"))
            error = f": {LEFT_OUT}$.choices[0].message.{problem}\n"
            self.assert_assembled(stdin, a_message(content="Hey", **kept), error=error)
            self.assertEqual(run("show", stdin=stdin)[::2], (1, f"<stdin>{error}"))
            status, _, err = run("assemble", "--repair", stdin=stdin)
            self.assertEqual((status, {row.split(": ")[1] for row in err.splitlines()}), (0, {"repaired"}))

    def test_a_part_that_is_left_out_is_reported_without_advice_if_the_stream_broke_off(self) -> None:
        error = {"error": {"message": "Slow down."}}
        left_out = f"{LEFT_OUT}$.choices[0].message.tool_calls[0].id: expected string, but the key is missing\n"
        for finish, rest, texts in (
            (None, [], f": {CUT_OFF}<stdin>: {left_out}"),
            (None, [error], f": {left_out}<stdin>: Slow down.\n"),
            ("stop", [error], f": {left_out}<stdin>: Slow down.\n"),
        ):
            first = chunk(delta={"content": "Hey", "tool_calls": [WITHOUT_ID]}, finish=finish)
            expected = answer("Hey", finish)
            expected["choices"][0]["message"]["tool_calls"] = []
            self.assert_assembled(events(first, *rest, done=False), expected, error=texts)


class BrokenStream(AssembleTest):
    def test_assemble_writes_what_arrived_of_a_stream_that_was_cut_off(self) -> None:
        chunks = [chunk("He"), chunk("y")]
        self.assert_assembled(events(*chunks, done=False), answer("Hey", None), error=f": {CUT_OFF}")
        self.assert_assembled(lines(*chunks), answer("Hey", None), error=f":1: {CUT_OFF}")

    def test_assemble_writes_what_arrived_before_an_error(self) -> None:
        error = {"error": {"message": "Slow\ndown."}}
        for stdin, place in ((events(chunk("Hey"), error), ""), (lines(chunk("Hey"), error, chunk("!")), ":2")):
            self.assert_assembled(stdin, answer("Hey", None), error=f"{place}: Slow\\ndown.\n")

    def test_assemble_writes_what_arrived_before_an_event_that_breaks_off(self) -> None:
        status, out, err = run("assemble", stdin=events(chunk("Hey"), done=False) + 'data: {"id": "a"')
        self.assertEqual((status, json.loads(out)), (1, answer("Hey", None)))
        self.assertIn("the text ends before the event does", err)

    def test_a_chunk_of_another_response_after_a_whole_body_is_refused(self) -> None:
        whole = chunk() | {"choices": [{"index": 0, "message": {"role": "assistant", "content": "Yes."}}]}
        other = chunk(id="b", choices=[])
        error = ": $.id: expected a chunk of the same response, got another response\n"
        self.assert_assembled(events(whole, other), answer("Yes.", None), error=error)

    def test_a_whole_body_after_a_chunk_without_choices_is_refused(self) -> None:
        error = ": $.choices[0].message: expected a chunk of the same response, got another response\n"
        whole = chunk(id="b", choices=[{"index": 0, "message": MESSAGE}])
        self.assert_assembled(events(chunk(choices=[]), whole), a_body(choices=[]), error=error)


class SeveralStreams(AssembleTest):
    def test_each_stream_in_a_file_becomes_a_response(self) -> None:
        one, other = (
            (chunk("He"), chunk("y", finish="stop")),
            (chunk("No", id="b", delta=ROLE), chunk("!", finish="stop", id="b")),
        )
        for stdin in (
            events(*one) + events(*other),
            events(*one, done=False) + events(*other),
            events(*one) + ": ping\n\n" + events(*other) + "data: what comes last is no chunk\n\n",
            lines(*one, *other),
        ):
            self.assert_assembled(stdin, answer("Hey"), answer("No!", id="b"))

    def test_two_streams_that_are_the_same_become_two_responses(self) -> None:
        chunks = [chunk("He"), chunk("y", finish="stop")]
        for stdin in (events(*chunks) * 2, lines(*chunks) * 2):
            self.assert_assembled(stdin, answer("Hey"), answer("Hey"))

    def test_a_role_and_text_with_another_id_or_time_after_a_finish_reason_begin_a_response(self) -> None:
        function = {"name": "f", "arguments": "{}"}
        for delta in (
            {"content": "a"},
            {"refusal": "a"},
            {"reasoning": "a"},
            {"tool_calls": [TOOL_CALL]},
            {"function_call": function},
        ):
            with self.subTest(delta):
                for first, other in (
                    ({"id": "a"}, {"id": "b"}),
                    ({"id": ""}, {"id": "b"}),
                    ({"id": "", "created": 1}, {"id": "", "created": 2}),
                    ({"created": 1}, {"created": 2}),
                ):
                    chunks = [chunk("Hey", finish="stop", **first), chunk(delta=ROLE | delta, finish="stop", **other)]
                    status, out, err = run("assemble", "--compact", stdin=lines(*chunks))
                    found = [(body["id"], body["created"]) for body in parsed(out)]
                    expected = [(each.get("id", "a"), each.get("created", 1)) for each in (first, other)]
                    self.assertEqual((status, found, err), (0, expected, ""))

    def test_a_role_and_then_text_with_another_id_and_time_after_a_finish_reason_begin_a_response(self) -> None:
        for role in (
            chunk("", delta=ROLE, id="b", created=2),
            with_null_delta_first(chunk("", delta=ROLE, id="b", created=2)),
        ):
            others = [role, chunk("No", id="b", created=2), chunk(finish="stop", id="b", created=2)]
            out = run("assemble", "--compact", stdin=lines(chunk("Hey", finish="stop"), *others))[1]
            one, two = parsed(out)
            self.assertEqual((one, two["choices"][0]), (answer("Hey"), answer("No")["choices"][0]))

    def test_a_whole_message_and_a_stream_are_two_responses_in_either_order(self) -> None:
        whole = chunk(id="b", choices=[CHOICE])
        self.assert_assembled(events(whole, chunk("Hey", finish="stop")), a_body(id="b"), answer("Hey"))
        self.assert_assembled(events(chunk("Hey", finish="stop"), whole), answer("Hey"), a_body(id="b"))

    def test_the_exit_status_is_1_if_any_stream_was_cut_off(self) -> None:
        error = {"error": {"message": "Slow."}}
        stdin = lines(chunk("a"), error, chunk("b", id="b", finish="stop"))
        self.assert_assembled(stdin, answer("a", None), answer("b", id="b"), error=":2: Slow.\n")

    def test_after_an_error_the_rest_of_its_stream_is_skipped_and_the_next_stream_is_read(self) -> None:
        error, rest = {"error": {"message": "Slow."}}, chunk("!", finish="stop")
        other = [chunk("No", id="b"), chunk(finish="stop", id="b")]
        for chunks, place in (([chunk("Hey"), error, rest], 2), ([chunk("Hey"), rest | {"id": None}, rest], 2)):
            for stdin, where in (
                (events(*chunks, done=False) + events(*other), ""),
                (lines(*chunks, *other), f":{place}"),
            ):
                status, out, err = run("assemble", "--compact", stdin=stdin)
                self.assertEqual((status, parsed(out)), (1, [answer("Hey", None), answer("No", id="b")]))
                self.assertEqual((err.count("\n"), err.partition(": ")[0]), (1, f"<stdin>{where}"))

    def test_after_an_error_chunks_with_a_blank_id_are_another_stream(self) -> None:
        stdin = lines(chunk("Hey", id=""), {"error": {"message": "Slow."}}, chunk("No", id="", finish="stop"))
        self.assert_assembled(stdin, answer("Hey", None, id=""), answer("No", id=""), error=":2: Slow.\n")

    def test_done_on_a_line_ends_a_stream_and_null_and_empty_arrays_between_chunks_are_nothing(self) -> None:
        stdin = lines(chunk("He"), None, chunk("y"), []) + "[DONE]\n" + lines(chunk("No")) + "data: [DONE]\n"
        status, out, err = run("assemble", "--compact", stdin=stdin)
        self.assertEqual((status, parsed(out), err), (0, [answer("Hey", None), answer("No", None)], ""))

    def test_a_role_that_no_text_follows_belongs_to_the_stream_before_it(self) -> None:
        for last in ([], [chunk(choices=[], id="c")]):
            stdin = lines(chunk("Hey", finish="stop"), chunk("", delta=ROLE, id="b", created=2), *last)
            self.assert_assembled(stdin, answer("Hey"))

    def test_a_stream_after_done_is_another_one_even_if_it_is_the_same(self) -> None:
        stdin = events({"error": {"message": "Slow."}}) + events(chunk("Hey", finish="stop"))
        self.assert_assembled(stdin, answer("Hey"), error=": Slow.\n")

    def test_a_whole_message_that_repeats_the_stream_ends_it_and_is_no_second_response(self) -> None:
        closing = a_body(choices=[CHOICE | {"message": MESSAGE | {"content": "Hey"}}], citations=["u"])
        stream = [chunk("He"), chunk("y", finish="stop")]
        for last in (closing, closing | {"object": "chat.completion.chunk"}):
            for stdin in (events(*stream, last), lines(*stream, last)):
                self.assert_assembled(stdin, answer("Hey", citations=["u"]))
        for other in (closing | {"id": "b"}, a_body()):
            self.assert_assembled(lines(*stream, other), answer("Hey"), other)
        nameless = [each | {"id": ""} for each in (*stream, closing)]
        self.assert_assembled(lines(*nameless), answer("Hey", id=""), nameless[2])

    def test_an_error_in_a_later_stream_has_its_line_in_the_whole_file(self) -> None:
        stdin = events(chunk("Hey", finish="stop")) + '\ndata: {"id": 1}\n\n'
        error = ": $.id: expected string, got integer (event 1, line 6); and 2 more problems\n"
        self.assert_assembled(stdin, answer("Hey"), error=error)
        stdin = events(chunk("Hey", finish="stop")) + events(chunk("No"), done=False) + '{"error": \n'
        self.assertTrue(run("assemble", stdin=stdin)[2].endswith(" (event 2, line 7)\n"))


def with_null_delta_first(one: dict[str, Any]) -> dict[str, Any]:
    """The chunk with another choice before its own, which has no delta."""
    return one | {"choices": [{"index": 1, "delta": None, "finish_reason": "stop"}, *one["choices"]]}


class SameStream(AssembleTest):
    """Chunks that do not look like those before them, but belong to the same stream."""

    def test_chunks_that_each_have_an_id_of_their_own_are_one_stream(self) -> None:
        chunks = [chunk(text, id=str(number)) for number, text in enumerate("Hey")]
        stdin = lines(chunk("", delta=ROLE, id="x"), *chunks, chunk(finish="stop", id="stub"))
        self.assert_assembled(stdin, answer("Hey", id="x"))

    def test_a_last_chunk_with_another_id_belongs_to_the_stream(self) -> None:
        for last in (chunk("", delta=ROLE, id="b", finish="stop"), chunk(choices=[], id="b")):
            with self.subTest(last):
                self.assert_assembled(lines(chunk("Hey", delta=ROLE, finish="stop"), last), answer("Hey"))
        last = chunk(finish="stop", id="b")
        last["choices"][0]["delta"] = None
        self.assert_assembled(events(chunk("Hey", delta=ROLE), last), answer("Hey"))

    def test_text_with_the_same_id_after_a_finish_reason_belongs_to_the_stream(self) -> None:
        self.assert_assembled(lines(chunk("He", finish="stop"), chunk("y", finish="stop")), answer("Hey"))

    def test_a_chunk_with_a_blank_id_belongs_to_the_stream(self) -> None:
        for first, second in (("a", ""), ("", "a"), ("", "")):
            stdin = lines(chunk("He", id=first, finish="stop"), chunk("y", id=second, finish="stop"))
            self.assert_assembled(stdin, answer("Hey", id=first or second))


class WholeBodies(AssembleTest):
    def test_whole_bodies_are_written_back_one_by_one(self) -> None:
        bodies = [a_body(), a_body(id="b")]
        self.assert_assembled(lines(*bodies), *bodies)
        self.assert_assembled(events(*bodies), *bodies)

    def test_a_whole_body_that_is_refused_closes_no_stream_also_if_it_has_its_id(self) -> None:
        refused = without(a_body(), "created")
        error = ":2: $.created: expected integer, but the key is missing\n"
        self.assert_assembled(lines(chunk("Yes.", finish="stop"), refused), answer("Yes."), error=error)

    def test_after_a_whole_body_other_objects_are_reported_until_a_chunk_comes(self) -> None:
        stdin = lines(TYPICAL, {"type": "ping"}, chunk("Hey", finish="stop"), {"type": "ping"})
        error = ":2: $.id: expected string, but the key is missing; and 3 more problems\n"
        self.assert_assembled(stdin, TYPICAL, answer("Hey"), error=error)

    def test_a_stream_after_a_whole_body_may_begin_without_choices(self) -> None:
        azure = chunk(choices=[], id="", created=0, model="", object="", prompt_filter_results=[])
        expected = answer("Hey") | {"prompt_filter_results": []}
        stdin = lines(TYPICAL, azure, chunk("Hey", finish="stop"), TYPICAL) + "[DONE]\nnull\n"
        self.assert_assembled(stdin, TYPICAL, expected, TYPICAL)

    def test_whole_bodies_can_stand_among_chunks(self) -> None:
        bodies = [a_body(), a_body(id="b")]
        stdin = lines(chunk("Hey", finish="stop"), *bodies, chunk("No", id="c", finish="stop"))
        self.assert_assembled(stdin, answer("Hey"), *bodies, answer("No", id="c"))

    def test_a_body_is_distinguished_from_a_chunk_by_its_message_or_object_field(self) -> None:
        bare = {"index": 0, "message": {"role": "assistant", "content": "Yes."}}
        with_message = a_body(choices=[bare])
        del with_message["object"]
        for body in (with_message, a_body(choices=[])):
            self.assert_assembled(json.dumps(body), body)
        without_either = a_body(choices=[])
        del without_either["object"]
        self.assert_assembled(json.dumps(without_either), a_body(choices=[]), error=f": {CUT_OFF}")

    def test_a_line_of_a_batch_file_is_read_as_the_body_in_it(self) -> None:
        batch = {"custom_id": "1", "response": {"body": a_body()}}
        self.assert_assembled(lines(chunk("Hey", finish="stop"), batch), answer("Hey"), a_body())
        hint = '(this is a line of a batch file: the body is at ["response"]["body"])'
        error = f": $.id: expected string, but the key is missing {hint}; and 3 more problems\n"
        self.assert_assembled(json.dumps(batch), error=error)


if __name__ == "__main__":
    unittest.main()

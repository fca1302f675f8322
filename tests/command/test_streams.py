# SPDX-License-Identifier: MIT-0
"""Streams and several responses on the command line: the commands `assemble` and `show`."""

import copy
import io
import json
import unittest

from .. import DATA, package, submodule
from ..support.bodies import CHOICE, a_body
from .test_command import BODY, file_of, line, run

streaming = submodule("streaming")
Response = package.CreateChatCompletionResponse

HEAD = "m\n1970-01-01 00:00:01 UTC  a\n\n"
CUT_OFF = "the stream was cut off: no finish reason came\n"


def chunk(text=None, *, finish=None, index=0, **members):
    """A chunk whose delta has this content."""
    delta = {} if text is None else {"content": text}
    choice = {"index": index, "delta": delta | members.pop("delta", {}), "finish_reason": finish}
    return {"id": "a", "created": 1, "model": "m", "object": "chat.completion.chunk", "choices": [choice]} | members


def lines(*chunks):
    return "".join(map(line, chunks)).encode()


def events(*chunks, done=True):
    return "".join(f"data: {json.dumps(one)}\n\n" for one in chunks).encode() + b"data: [DONE]\n\n" * done


def answer(text, finish="stop", **members):
    """What assemble makes of a stream."""
    message = {"role": "assistant", "content": text, "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": finish, "logprobs": None}
    return a_body(choices=[choice]) | members


class Assemble(unittest.TestCase):
    def assembled(self, stdin, *words):
        """The status, the responses and standard error."""
        status, out, err = run("assemble", "--compact", *words, stdin=stdin)
        return status, [json.loads(row) for row in out.splitlines()], err

    def test_makes_a_response_of_events_or_of_lines(self):
        chunks = [one.to_dict() for one in streaming.split(Response.from_dict(BODY))]
        text = events(*chunks)
        for stdin in (text, b": hello\n\n" + text, b"\n\n" + text, b"\xef\xbb\xbf" + text, b"\n" + lines(*chunks)):
            self.assertEqual(self.assembled(stdin), (0, [BODY], ""))
        out = run("assemble", stdin=text)[1]
        self.assertEqual(out, json.dumps(json.loads(out), indent=4) + "\n")

    def test_says_what_is_wrong_in_one_line(self):
        for stdin, said in (
            (b"", "<stdin>: $: expected at least one chunk, got none\n"),
            (b"\n \n", "<stdin>: $: expected at least one chunk, got none\n"),
            (b"data: [DONE]\n\n", "<stdin>: $: expected at least one chunk, got none\n"),
            (b'data: {"error": {"message": "Slow down."}}\n\n', "<stdin>: Slow down.\n"),
            (b'{"id": 1}', "<stdin>: $.id: expected string, got integer; and 2 more problems\n"),
        ):
            self.assertEqual(self.assembled(stdin), (1, [], said))

    def test_writes_what_arrived_of_a_stream_that_was_cut_off(self):
        for stdin in (events(chunk("He"), chunk("y"), done=False), lines(chunk("He"), chunk("y"))):
            where = ":1" if stdin.startswith(b"{") else ""
            self.assertEqual(self.assembled(stdin), (1, [answer("Hey", None)], f"<stdin>{where}: {CUT_OFF}"))

    def test_writes_what_arrived_before_an_error(self):
        error = {"error": {"message": "Slow\ndown."}}
        for stdin, place in ((events(chunk("Hey"), error), ""), (lines(chunk("Hey"), error, chunk("!")), ":2")):
            self.assertEqual(self.assembled(stdin), (1, [answer("Hey", None)], f"<stdin>{place}: Slow\\ndown.\n"))
        broken = events(chunk("Hey"), done=False) + b'data: {"id": "a"'
        status, found, err = self.assembled(broken)
        self.assertEqual((status, found), (1, [answer("Hey", None)]))
        self.assertIn("the text ends before the event does", err)

    def test_takes_the_end_of_the_server_s_word(self):
        """A stream without a finish reason that ends with [DONE] is whole."""
        for end in (b"data: [DONE]\n\n", b"data:[DONE]\n\n", b"data: [DONE]"):
            stdin = events(chunk("Hey"), done=False) + end
            self.assertEqual(self.assembled(stdin), (0, [answer("Hey", None)], ""))

    def test_makes_a_response_of_each_stream_in_a_file(self):
        one, other = (chunk("He"), chunk("y", finish="stop")), (chunk("No", id="b"), chunk("!", finish="stop", id="b"))
        expected = [answer("Hey"), answer("No!", id="b")]
        for stdin in (
            events(*one) + events(*other),
            events(*one, done=False) + events(*other),
            events(*one) + b": ping\n\n" + events(*other) + b"data: what comes last is no chunk\n\n",
            lines(*one, *other),
        ):
            self.assertEqual(self.assembled(stdin), (0, expected, ""))
        self.assertEqual(self.assembled(events(*one) * 2), (0, [answer("Hey")] * 2, ""))
        self.assertEqual(self.assembled(lines(*one) * 2), (0, [answer("Hey")] * 2, ""))

    def test_tells_a_stream_from_one_that_was_cut_off_before_it(self):
        first, role = chunk("He", delta={"role": "assistant"}), chunk("", delta={"role": "assistant"}, id="b")
        found = self.assembled(lines(first, chunk("y"), role, chunk("No", id="b"), chunk(finish="stop", id="b")))
        self.assertEqual(found, (1, [answer("Hey", None), answer("No", id="b")], f"<stdin>:1: {CUT_OFF}"))

    def test_takes_chunks_with_ids_of_their_own_for_one_stream(self):
        chunks = [chunk(text, id=str(number)) for number, text in enumerate("Hey")]
        end = chunk(finish="stop", id="stub")
        found = self.assembled(lines(chunk("", delta={"role": "assistant"}, id="x"), *chunks, end))
        self.assertEqual(found, (0, [answer("Hey", id="x")], ""))

    def test_takes_a_last_chunk_with_another_id_and_a_role_for_the_end(self):
        role = {"role": "assistant"}
        found = self.assembled(lines(chunk("Hey", delta=role), chunk("", delta=role, id="b", finish="stop")))
        self.assertEqual(found, (0, [answer("Hey")], ""))

    def test_takes_text_after_a_finish_reason_of_the_same_id_for_more_of_it(self):
        found = self.assembled(lines(chunk("He", finish="stop"), chunk("y", finish="stop"), chunk("", id="")))
        self.assertEqual(found, (0, [answer("Hey")], ""))

    def test_gives_whole_bodies_back_one_by_one(self):
        bodies = [a_body(), a_body(id="b")]
        self.assertEqual(self.assembled(lines(*bodies)), (0, bodies, ""))
        self.assertEqual(self.assembled(events(*bodies)), (0, bodies, ""))
        both = lines(chunk("Hey", finish="stop"), *bodies, chunk("No", id="c", finish="stop"))
        self.assertEqual(self.assembled(both), (0, [answer("Hey"), *bodies, answer("No", id="c")], ""))

    def test_counts_lines_through_all_streams_in_a_file(self):
        status, found, err = self.assembled(events(chunk("Hey", finish="stop")) + b'\ndata: {"id": 1}\n\n')
        self.assertEqual((status, found), (1, [answer("Hey")]))
        said = "<stdin>: $.id: expected string, got integer (event 1, line 6); and 2 more problems\n"
        self.assertEqual(err, said)

    def test_skips_keep_alives_in_lines(self):
        self.assertEqual(self.assembled(lines(chunk("Hey"), {"type": "ping"}, chunk(finish="stop")))[0], 0)

    def test_refuses_a_chunk_of_another_response_after_a_whole_one(self):
        whole = chunk() | {"choices": [{"index": 0, "message": {"role": "assistant", "content": "Yes."}}]}
        other = chunk() | {"id": "b", "choices": []}
        message = {"role": "assistant", "content": "Yes.", "refusal": None}
        choice = {"index": 0, "message": message, "finish_reason": None, "logprobs": None}
        said = "<stdin>: $.id: expected a chunk of the same response, got another response\n"
        self.assertEqual(self.assembled(events(whole, other)), (1, [a_body(choices=[choice])], said))

    def test_takes_a_chunk_with_another_id_and_no_delta_for_the_same_stream(self):
        last = chunk(finish="stop") | {"id": "b"}
        last["choices"][0]["delta"] = None
        text = events(chunk("Yes.", delta={"role": "assistant"}), last)
        self.assertEqual(self.assembled(text), (0, [answer("Yes.")], ""))

    def test_repairs_when_told(self):
        first, second = chunk("He"), chunk("y", finish="stop")
        del first["created"], second["created"]
        for stdin in (events(first, second), lines(first, second)):
            self.assertEqual(self.assembled(stdin, "--repair"), (0, [answer("Hey", created=0)], ""))
            self.assertEqual(self.assembled(stdin)[:2], (1, []))


class Shown(unittest.TestCase):
    maxDiff = None

    def shown(self, stdin, *words):
        return run("show", "--width", "40", *words, stdin=stdin)

    def test_a_stream_looks_like_the_response(self):
        chunks = [one.to_dict() for one in streaming.split(Response.from_dict(BODY))]
        whole = self.shown(json.dumps(BODY).encode())
        for stdin in (events(*chunks), lines(*chunks)):
            self.assertEqual(self.shown(stdin), whole)

    def test_a_first_chunk_without_a_model_has_no_part_in_the_head(self):
        status, out, err = run("show", DATA / "stream_tool_calls.jsonl", "--width", "60")
        self.assertEqual((status, out.splitlines()[0], err), (0, "example-model-1", ""))

    def test_a_stream_that_was_cut_off_is_said_to_be(self):
        for stdin, where in ((events(chunk("Hey"), done=False), ""), (lines(chunk("Hey")), ":1")):
            out = HEAD + "  Hey\ncut off: more was to come\n"
            self.assertEqual(self.shown(stdin), (1, out, f"<stdin>{where}: {CUT_OFF}"))

    def test_a_stream_is_shown_as_far_as_it_came(self):
        stdin = events(chunk("Hey"), {"error": {"message": "Slow down."}})
        out = HEAD + "  Hey\ncut off: more was to come\n"
        self.assertEqual(self.shown(stdin), (1, out, "<stdin>: Slow down.\n"))

    def test_a_stream_without_a_finish_reason_ends_with_the_server_s_word(self):
        self.assertEqual(self.shown(events(chunk("Hey"))), (0, HEAD + "  Hey\nfinish reason: not said\n", ""))

    def test_reasoning_answer_and_refusal_are_told_apart(self):
        for key in ("reasoning", "reasoning_content"):
            stdin = events(
                chunk(delta={key: "Let me"}),
                chunk(delta={key: " think."}),
                chunk("No"),
                chunk("pe."),
                chunk(delta={"refusal": "Ask "}),
                chunk(delta={"refusal": "others."}, finish="stop"),
            )
            out = "reasoning:\n  Let me think.\nanswer:\n  Nope.\nrefused:\n  Ask others.\nfinish reason: stop\n"
            self.assertEqual(self.shown(stdin), (0, HEAD + out, ""))

    def test_choices_are_kept_apart(self):
        stdin = events(
            chunk("zero"),
            chunk("one", index=1),
            chunk(" nought", finish="stop"),
            chunk(" uno", index=1, finish="length"),
        )
        out = (
            "  zero\nChoice 0, which began above\n   nought\nfinish reason: stop\n"
            "\nChoice 1\n  one uno\nfinish reason: length\n"
        )
        self.assertEqual(self.shown(stdin), (0, HEAD + out, ""))

    def test_choices_that_are_announced_have_headings_from_the_first_text_on(self):
        role = {"role": "assistant"}
        stdin = events(
            chunk("", delta=role),
            chunk("", delta=role, index=1),
            chunk("zero"),
            chunk("one", index=1),
            chunk(finish="stop"),
            chunk(index=1, finish="stop"),
        )
        out = "Choice 0\n  zero\nfinish reason: stop\n\nChoice 1\n  one\nfinish reason: stop\n"
        self.assertEqual(self.shown(stdin), (0, HEAD + out, ""))

    def test_a_choice_other_than_the_first_has_a_heading(self):
        stdin = events(chunk("one", index=1, finish="stop"))
        self.assertEqual(self.shown(stdin), (0, HEAD + "Choice 1\n  one\nfinish reason: stop\n", ""))

    def test_tool_calls_are_shown_when_they_are_whole(self):
        call = {"index": 0, "id": "c", "type": "function", "function": {"name": "f", "arguments": '{"a":'}}
        rest = {"index": 0, "function": {"arguments": "1.0}"}}
        stdin = events(chunk(delta={"tool_calls": [call]}), chunk(delta={"tool_calls": [rest]}, finish="tool_calls"))
        out = 'calls f  (c)\n    {\n      "a": 1.0\n    }\nfinish reason: tool_calls\n'
        self.assertEqual(self.shown(stdin), (0, HEAD + out, ""))

    def test_a_stream_without_choices_is_cut_off(self):
        empty = chunk() | {"choices": []}
        self.assertEqual(
            self.shown(events(empty, done=False)), (1, HEAD + "cut off: no choice came\n", f"<stdin>: {CUT_OFF}")
        )

    def test_a_response_that_was_not_streamed_is_shown_as_well(self):
        self.assertEqual(self.shown(events(a_body())), (0, HEAD + "  Yes.\nfinish reason: stop\n", ""))

    def test_each_of_several_responses_has_a_heading(self):
        page = HEAD + "  Yes.\nfinish reason: stop\n"
        bodies = lines(a_body(), a_body())
        out = f"==> <stdin>:1 <==\n{page}\n==> <stdin>:2 <==\n{page}"
        self.assertEqual(self.shown(bodies), (0, out, ""))
        streams = events(chunk("Yes.", finish="stop")) * 2
        self.assertEqual(self.shown(streams), (0, f"{page}\n==> <stdin>, response 2 <==\n{page}", ""))
        self.assertEqual(
            self.shown(lines(chunk("Yes.", finish="stop")) * 2), (0, f"{page}\n==> <stdin>:2 <==\n{page}", "")
        )
        one, other = file_of(json.dumps(a_body())), file_of(events(chunk("Yes.", finish="stop")))
        self.assertEqual(self.shown(b"", one, other), (0, f"==> {one} <==\n{page}\n==> {other} <==\n{page}", ""))

    def test_a_line_that_is_not_right_does_not_stop_the_others(self):
        page = HEAD + "  Yes.\nfinish reason: stop\n"
        batch = {"custom_id": "1", "response": {"body": a_body()}}
        file = file_of(lines(a_body(), {"error": "No."}, batch), ".jsonl")
        out = f"==> {file}:1 <==\n{page}\n==> {file}:3 <==\n{page}"
        self.assertEqual(self.shown(b"", file), (1, out, f"{file}:2: No.\n"))

    def test_two_responses_are_never_taken_for_one(self):
        """Two bodies in lines were once read as two chunks of one stream."""
        bodies = [a_body(choices=[CHOICE]), a_body(choices=[copy.deepcopy(CHOICE) | {"index": 1}])]
        self.assertEqual(self.shown(lines(*bodies))[1].count(HEAD), 2)

    def test_repairs_when_told(self):
        body = a_body()
        del body["created"]
        expected = (0, HEAD.replace("00:00:01", "00:00:00") + "  Yes.\nfinish reason: stop\n", "")
        self.assertEqual(self.shown(json.dumps(body).encode(), "--repair"), expected)
        bare = chunk("Yes.", finish="stop")
        del bare["created"]
        self.assertEqual(self.shown(events(bare), "--repair"), expected)

    def test_alternatives_are_listed_after_a_stream(self):
        token = {"token": "Yes.", "logprob": 0, "bytes": None, "top_logprobs": []}
        body = a_body(choices=[CHOICE | {"logprobs": {"content": [token], "refusal": None}}])
        stdin = events(*(one.to_dict() for one in streaming.split(Response.from_dict(body))))
        out = HEAD + '  Yes.\n\n"Yes." 100.0%\n\nfinish reason: stop\n'
        self.assertEqual(self.shown(stdin, "--alternatives"), (0, out, ""))


class Pieces(unittest.TestCase):
    """A reader on the other side of a pipe: what has been written after each chunk."""

    def written(self, *pieces, **options):
        output = submodule("_output").Output()
        output.out = submodule("_output").Door(io.StringIO())
        page = submodule("_layout").Page(output, color="never", width=40)
        live = submodule("_show_stream").LiveStream(page)
        told, before = [], 0
        for piece in pieces:
            live.add(streaming.CreateChatCompletionStreamResponse.from_dict(piece))
            text = output.out.stream.getvalue()
            told.append(text[before:])
            before = len(text)
        return told

    def test_are_written_at_once_in_every_script(self):
        for texts in (("He", "llo", " wor", "ld"), ("世界", "很大", "的"), ("สวัส", "ดี"), ("नम", "स्ते"), ("مر", "حبا")):
            told = self.written(*map(chunk, texts))
            self.assertEqual(told, [HEAD + "  " + texts[0], *texts[1:]])

    def test_of_reasoning_are_written_at_once(self):
        told = self.written(chunk(delta={"reasoning": "Let"}), chunk(delta={"reasoning": " me"}), chunk("No"))
        self.assertEqual(told, [HEAD + "reasoning:\n  Let", " me", "\nanswer:\n  No"])

    def test_are_flushed(self):
        there = io.BytesIO()
        output = submodule("_output").Output()
        output.out = submodule("_output").Door(io.TextIOWrapper(io.BufferedWriter(there), encoding="utf-8"))
        page = submodule("_layout").Page(output, color="never", width=40)
        viewer = submodule("_show_stream").Viewer(page, "x", alternatives=False, several=False)
        viewer.begin("")
        viewer.chunk(streaming.CreateChatCompletionStreamResponse.from_dict(chunk("世界")))
        self.assertEqual(there.getvalue().decode(), HEAD + "  世界")


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: MIT-0
"""The command `show` with streams."""

import re
import unittest
from typing import Any

from .. import DATA, package, submodule
from ..support.bodies import CHOICE, TYPICAL, a_body
from .running import CUT_OFF, FINISH, HEAD, PAGE, chunk, events, file_of, line, lines, run, shown_as_it_arrives

ROLE = {"role": "assistant"}


def split(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The body in chunks."""
    response = package.CreateChatCompletionResponse.from_dict(body)
    return [one.to_dict() for one in submodule("streaming").split(response)]


def shown(stdin: Any, *words: str) -> tuple[int, str, str]:
    return run("show", "--width", "40", *words, stdin=stdin)


class ShowTest(unittest.TestCase):
    maxDiff = None

    def assert_shown(self, chunks: list[dict[str, Any]], expected: str, *words: str, head: str = HEAD) -> None:
        """Assert that the chunks are shown as this page, both as events and on lines."""
        for stdin in (events(*chunks), lines(*chunks)):
            self.assertEqual(shown(stdin, *words), (0, head + expected, ""))


class Page(ShowTest):
    def test_show_writes_a_stream_as_it_writes_its_response(self) -> None:
        self.assert_shown(split(TYPICAL), shown(TYPICAL)[1], head="")

    def test_show_of_a_stream_takes_the_model_from_the_first_chunk_that_has_one(self) -> None:
        status, out, err = run("show", DATA / "stream_tool_calls.jsonl", "--width", "60")
        self.assertEqual((status, out.splitlines()[0], err), (0, "example-model-1", ""))

    def test_show_of_a_stream_without_a_model_quotes_its_blank_name(self) -> None:
        call = {"index": 0, "id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
        for delta, text in (({"content": "Hey"}, "  Hey\n"), ({"tool_calls": [call]}, "calls f  (c)\n    {}\n")):
            page = HEAD.replace("m\n", '""\n', 1) + text + FINISH
            self.assert_shown([chunk(delta=delta, finish="stop", model="")], page, head="")

    def test_show_of_a_stream_tells_reasoning_answer_and_refusal_apart(self) -> None:
        rest = [
            chunk("No"),
            chunk("pe."),
            chunk(delta={"refusal": "Ask "}),
            chunk(delta={"refusal": "others."}, finish="stop"),
        ]
        page = "reasoning:\n  Let me think.\nanswer:\n  Nope.\nrefused:\n  Ask others.\n" + FINISH
        for key in ("reasoning", "reasoning_content"):
            self.assert_shown([chunk(delta={key: "Let me"}), chunk(delta={key: " think."}), *rest], page)

    def test_show_of_a_stream_writes_tool_calls_when_they_are_whole(self) -> None:
        call = {"index": 0, "id": "c", "type": "function", "function": {"name": "f", "arguments": '{"a":'}}
        rest = {"index": 0, "function": {"arguments": "1.0}"}}
        chunks = [chunk(delta={"tool_calls": [call]}), chunk(delta={"tool_calls": [rest]}, finish="stop")]
        self.assert_shown(chunks, 'calls f  (c)\n    {\n      "a": 1.0\n    }\n' + FINISH)

    def test_show_writes_a_text_that_only_the_message_at_the_end_has(self) -> None:
        end = {"index": 0, "delta": {}, "message": {"role": "assistant", "content": "Yes."}, "finish_reason": "stop"}
        chunks = [chunk(delta={"role": "assistant", "reasoning": "Hm."}), chunk(choices=[end])]
        self.assert_shown(chunks, "reasoning:\n  Hm.\nanswer:\n  Yes.\n" + FINISH)

    def test_show_of_a_stream_lists_alternatives_after_the_text_with_the_option(self) -> None:
        def spoken(index: int, key: str, text: str) -> dict[str, Any]:
            token = {"token": text, "logprob": 0, "bytes": None, "top_logprobs": []}
            message = {"role": "assistant", "content": None, "refusal": None, key: text}
            logprobs = {"content": None, "refusal": None, key: [token]}
            return CHOICE | {"index": index, "message": message, "logprobs": logprobs}

        page = (
            '  Yes.\nChoice 0, which began above\n\n"Yes." 100.0%\n\n'
            + FINISH
            + '\nChoice 1\nrefused:\n  No.\n\n"No." 100.0%\n\n'
            + FINISH
            + "\nChoice 2\n  Yes.\n"
            + FINISH
        )
        choices = [spoken(0, "content", "Yes."), spoken(1, "refusal", "No."), CHOICE | {"index": 2}]
        chunks = split(a_body(choices=choices))
        self.assert_shown(chunks, page, "--alternatives")
        self.assert_shown(chunks, re.sub(r'\n".*%\n\n', "", page))
        self.assert_shown(split(a_body()), PAGE, "--alternatives", head="")

    def test_show_of_a_stream_gives_each_kind_of_line_its_style(self) -> None:
        stream = events(
            chunk(delta={"reasoning": "Hm."}),
            chunk("No."),
            chunk("one", index=1),
            chunk(delta={"refusal": "Ask."}),
            done=False,
        )
        self.assertEqual(
            shown(stream, "--color", "always")[1],
            "\x1b[1mm\x1b[0m\n\x1b[2m1970-01-01 00:00:01 UTC  a\x1b[0m\n\n"
            "\x1b[2mreasoning:\x1b[0m\n  \x1b[2mHm.\x1b[0m\n\x1b[2manswer:\x1b[0m\n  No.\n"
            "\x1b[1mChoice 0, which began above\x1b[0m\n\x1b[31mrefused:\x1b[0m\n  Ask.\n"
            "\x1b[33mcut off: more was to come\x1b[0m\n\n"
            "\x1b[1mChoice 1\x1b[0m\n  one\n\x1b[33mcut off: more was to come\x1b[0m\n",
        )


class Choices(ShowTest):
    def test_show_of_a_stream_keeps_its_choices_apart(self) -> None:
        chunks = [
            chunk("zero"),
            chunk("one", index=1),
            chunk(" nought", finish="stop"),
            chunk(" uno", index=1, finish="length"),
        ]
        self.assert_shown(
            chunks,
            "  zero\nChoice 0, which began above\n   nought\nfinish reason: stop\n"
            "\nChoice 1\n  one uno\nfinish reason: length\n",
        )

    def test_show_writes_headings_at_once_if_several_choices_begin_before_any_text(self) -> None:
        chunks = [
            chunk("", delta=ROLE),
            chunk("", delta=ROLE, index=1),
            chunk("zero"),
            chunk("one", index=1),
            chunk(finish="stop"),
            chunk(index=1, finish="stop"),
        ]
        self.assert_shown(chunks, f"Choice 0\n  zero\n{FINISH}\nChoice 1\n  one\n{FINISH}")

    def test_show_reads_several_choices_in_one_chunk(self) -> None:
        first, second = chunk(finish="stop"), chunk("one", index=1, finish="stop")
        chunks = [first | {"choices": first["choices"] + second["choices"]}]
        self.assert_shown(chunks, f"Choice 1\n  one\n{FINISH}\nChoice 0\n{FINISH}")

    def test_show_gives_an_only_choice_a_heading_unless_its_index_is_0(self) -> None:
        self.assert_shown([chunk("one", index=1, finish="stop")], "Choice 1\n  one\n" + FINISH)

    def test_show_lists_choices_without_text_in_order_with_headings(self) -> None:
        for count in (2, 3):
            chunks = [chunk(index=index, finish="stop") for index in range(count)]
            self.assert_shown(chunks, "\n".join(f"Choice {index}\n{FINISH}" for index in range(count)))
        styled = shown(events(*chunks), "--color", "always")[1]
        self.assertEqual(styled.count("\x1b[1mChoice "), 3)


class Ends(ShowTest):
    def test_show_reports_a_stream_that_was_cut_off(self) -> None:
        out = HEAD + "  Hey\ncut off: more was to come\n"
        self.assertEqual(shown(events(chunk("Hey"), done=False)), (1, out, f"<stdin>: {CUT_OFF}"))
        self.assertEqual(shown(lines(chunk("Hey"))), (1, out, f"<stdin>:1: {CUT_OFF}"))

    def test_show_reports_a_stream_that_was_cut_off_before_any_choice(self) -> None:
        stdin = events(chunk(choices=[]), done=False)
        self.assertEqual(shown(stdin), (1, HEAD + "cut off: no choice arrived\n", f"<stdin>: {CUT_OFF}"))
        other = ["==> <stdin>, response 2 <==", *HEAD.splitlines(), "  Yes.", "finish reason: stop"]
        error = {"error": {"message": "No."}}
        rows = shown(events(chunk(choices=[], id="z"), error) + events(chunk("Yes.", finish="stop")))
        self.assertEqual(rows[1].splitlines()[3:], ["cut off: no choice arrived", "", *other])
        usage = {"prompt_tokens": 1, "completion_tokens": 0, "total_tokens": 1}
        counts = "1 prompt tokens\n0 completion tokens\n1 tokens in total\n"
        self.assertEqual(shown(events(chunk(choices=[], usage=usage)))[1], HEAD + counts)
        self.assertIn("\x1b[2mcut off: no choice arrived\x1b[0m\n", shown(stdin, "--color", "always")[1])

    def test_show_writes_what_arrived_before_an_error(self) -> None:
        stdin = events(chunk("Hey"), {"error": {"message": "Slow down."}})
        out = HEAD + "  Hey\ncut off: more was to come\n"
        self.assertEqual(shown(stdin), (1, out, "<stdin>: Slow down.\n"))

    def test_show_treats_a_done_event_as_the_end_of_a_stream_without_a_finish_reason(self) -> None:
        self.assertEqual(shown(events(chunk("Hey"))), (0, HEAD + "  Hey\nfinish reason: not given\n", ""))

    def test_show_repair_supplies_a_missing_field_of_a_chunk(self) -> None:
        bare = chunk("Yes.", finish="stop")
        del bare["created"]
        repaired = "repaired: $.created: expected integer, but the key is missing\n"
        for stdin, place in ((events(bare), "1 (event 1)"), (lines(bare), "1")):
            page = PAGE.replace("00:00:01", "00:00:00")
            self.assertEqual(shown(stdin, "--repair"), (0, page, f"<stdin>:{place}: {repaired}"))


class SeveralResponses(ShowTest):
    def test_show_gives_each_stream_after_the_first_a_heading(self) -> None:
        stream = [chunk("Yes.", finish="stop")]
        self.assertEqual(shown(events(*stream) * 2), (0, f"{PAGE}\n==> <stdin>, response 2 <==\n{PAGE}", ""))
        self.assertEqual(shown(lines(*stream) * 2), (0, f"{PAGE}\n==> <stdin>:2 <==\n{PAGE}", ""))

    def test_show_reads_a_body_and_a_stream_in_two_files(self) -> None:
        one, other = file_of(a_body()), file_of(events(chunk("Yes.", finish="stop")))
        self.assertEqual(run("show", one, other), (0, f"==> {one} <==\n{PAGE}\n==> {other} <==\n{PAGE}", ""))

    def test_show_writes_a_body_in_an_event_stream_as_a_response(self) -> None:
        self.assert_shown([a_body()], PAGE, head="")


class Arrival(unittest.TestCase):
    """What has been written and flushed before the next piece of the stream arrives."""

    def test_show_writes_text_at_once_in_every_script(self) -> None:
        for texts in (("He", "llo", " wor", "ld"), ("世界", "很大", "的"), ("สวัส", "ดี"), ("नम", "स्ते"), ("مر", "حبا")):
            chunks = [*map(chunk, texts), chunk(finish="stop")]
            expected = [HEAD + "  " + texts[0], *texts[1:], "", "\n" + FINISH]
            with self.subTest(texts):
                self.assertEqual(shown_as_it_arrives(*(events(one, done=False).encode() for one in chunks)), expected)
                self.assertEqual(shown_as_it_arrives(*(line(one).encode() for one in chunks)), expected)

    def test_show_writes_reasoning_at_once(self) -> None:
        chunks = [chunk(delta={"reasoning": "Let"}), chunk(delta={"reasoning": " me"}), chunk("No", finish="stop")]
        written = shown_as_it_arrives(*(events(one, done=False).encode() for one in chunks))
        self.assertEqual(written, [HEAD + "reasoning:\n  Let", " me", "\nanswer:\n  No", "\n" + FINISH])

    def test_show_writes_text_at_once_after_blank_lines_and_comments(self) -> None:
        pieces = [b"\n", b"\n", b": hello\n\n", events(chunk("Hey", finish="stop"), done=False).encode(), b"\n"]
        self.assertEqual(shown_as_it_arrives(*pieces), ["", "", "", HEAD + "  Hey", "", "\n" + FINISH])


if __name__ == "__main__":
    unittest.main()

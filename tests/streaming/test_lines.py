# SPDX-License-Identifier: MIT-0
"""The forms in which the text of an event stream arrives: pieces cut anywhere, lines with their ends and without."""

import json
import os
import unittest
from functools import partial
from typing import Any

from .. import package, submodule
from ..support.platform import needs_event_loop
from ..support.streams import STOP, delta_chunk, events_of, read_asynchronously

streaming = submodule("streaming")
iter_sse, iter_events = streaming.iter_sse, streaming.iter_events

CHUNKS = [delta_chunk({"content": text}) for text in ("Ebb ", "{[", '"}\\', "data: x", "né\u2028🌊")] + [STOP]
LINES = [line for chunk in CHUNKS for line in (f"data: {json.dumps(chunk, ensure_ascii=False)}", "")]
WITHOUT_BLANK = [line for line in LINES if line]
HALF = CHUNKS[0]
DONE = "data: [DONE]"

CUT_LINE = "the client cuts lines where none ends, as iter_lines() of httpx does: iterate over its bytes instead"


def outcome(blocks: Any, read: Any = iter_events) -> tuple[list[Any], str | None]:
    """The data that a reader gives, and the text of the error that ends it."""
    found: list[Any] = []
    try:
        found.extend(read(blocks))
    except package.ParseError as error:
        return found, str(error)
    return found, None


def encoded(lines: list[str]) -> list[bytes]:
    return [line.encode() for line in lines]


class LinesTest(unittest.TestCase):
    def assert_read(self, blocks: Any, data: list[Any] = CHUNKS) -> None:
        self.assertEqual(outcome(blocks), (data, None))


class LinesWithoutEnds(LinesTest):
    def test_lines_without_ends_are_read_with_and_without_the_blank_ones(self) -> None:
        for lines in (LINES, WITHOUT_BLANK):
            for done in ([], [DONE], [DONE, ""]):
                with self.subTest(lines=lines, done=done):
                    self.assert_read([*lines, *done])
                    self.assert_read(encoded([*lines, *done]))
                    self.assert_read(line for line in [*lines, *done])
                    self.assert_read(["", *lines, *done])

    @needs_event_loop
    def test_lines_without_ends_are_read_asynchronously(self) -> None:
        for lines in (LINES, WITHOUT_BLANK):
            for blocks in ([*lines, DONE], encoded([*lines, DONE])):
                self.assertEqual(read_asynchronously(blocks, streaming.aiter_events), CHUNKS)
                self.assertEqual(read_asynchronously(blocks, streaming.aiter_sse), [*iter_sse(events_of(*CHUNKS))])

    def test_json_text_may_follow_comments(self) -> None:
        one, *others = map(json.dumps, CHUNKS)
        error = {"error": {"message": "No credits", "code": 402}}
        for comments in ([": ping"], [": OPENROUTER PROCESSING", ""], [":", ": hello"]):
            with self.subTest(comments):
                self.assert_read([*comments, one, *others])
                self.assert_read([*comments, one, *(f"data: {other}" for other in others)])
                self.assert_read([*comments, one], CHUNKS[:1])
                self.assert_read([*comments, *json.dumps(error, indent=1).splitlines()], [error])

    def test_other_fields_and_comments_may_come_first_and_between(self) -> None:
        for other in (
            ["event: message"],
            ["id: 1", "retry: 5"],
            [": OPENROUTER PROCESSING", ""] * 3,
            [": hello", ""],
            [": {", ': "'],
            ["event: a", ": hello"],
        ):
            for lines in (LINES, WITHOUT_BLANK):
                with self.subTest(other=other, lines=lines):
                    self.assert_read([*other, *lines, DONE])
                    self.assert_read([part for line in lines for part in (*other, line)])
                    for comment in (": x", ": {"):
                        self.assert_read([lines[0], comment, DONE], CHUNKS[:1])
                        self.assert_read([*other, lines[0], "", comment, "", *lines[1:]])

    def test_lines_that_begin_with_white_space_are_lines(self) -> None:
        self.assert_read([f" {line}" for line in WITHOUT_BLANK])

    def test_bare_json_lines_without_ends_are_read(self) -> None:
        bare = [json.dumps(chunk) for chunk in CHUNKS]
        for lines in (bare, [*bare, "[DONE]"], [part for line in bare for part in (line, "")]):
            self.assert_read(lines)
            self.assert_read(encoded(lines))

    def test_an_error_body_may_take_several_lines_without_ends(self) -> None:
        lines = json.dumps({"error": {"message": "too late"}}, indent=2).splitlines()
        self.assertEqual(outcome(lines, iter_sse), ([], "too late"))
        for done in ([], [DONE], ["", DONE], ["[DONE]"]):
            self.assertEqual(outcome([*lines, *done]), ([{"error": {"message": "too late"}}], None))
        self.assertEqual(outcome([*LINES, *lines]), ([*CHUNKS, {"error": {"message": "too late"}}], None))

    def test_data_of_several_lines_without_ends_is_one_event(self) -> None:
        several = [f"data: {line}" for line in json.dumps(STOP, indent=1).splitlines()]
        self.assert_read([*LINES, *several, "", *LINES], [*CHUNKS, STOP, *CHUNKS])

    def test_a_chunk_is_given_when_the_line_after_it_arrives(self) -> None:
        arrived: list[str] = []

        def lines() -> Any:
            for line in WITHOUT_BLANK:
                arrived.append(line)
                yield line

        for number, _ in enumerate(iter_sse(lines())):
            self.assertLessEqual(len(arrived), number + 2)

    def test_no_line_is_asked_for_after_done(self) -> None:
        def lines() -> Any:
            yield from [*WITHOUT_BLANK, DONE]
            self.fail("a line was asked for after [DONE]")

        self.assert_read(lines())


class DamagedLines(LinesTest):
    def damaged(self, line: str, at: int) -> list[str]:
        return [line[:at], line[at:]]

    def test_a_line_that_the_client_cut_is_refused_wherever_it_was_cut(self) -> None:
        line = f"data: {json.dumps(delta_chunk({'content': 'tide: {x} data: [y] id: 5'}))}"
        for blank in ([], [""]):
            for before in ([], [WITHOUT_BLANK[0], *blank], [WITHOUT_BLANK[0], *blank, WITHOUT_BLANK[1], *blank]):
                for at in range(len("data: {"), len(line)):
                    blocks = [*before, *self.damaged(line, at), *blank, WITHOUT_BLANK[2], *blank, DONE]
                    for each in (blocks, encoded(blocks)):
                        found, error = outcome(each)
                        self.assertIsNotNone(error, each)
                        self.assertEqual(found, CHUNKS[: len(found)])
                        self.assertLessEqual(len(found), 2)

    def test_text_that_is_split_at_every_line_boundary_of_unicode_is_refused(self) -> None:
        for boundary in ("\x85", "\u2028", "\u2029"):
            for content in (
                "low{}tide",
                "{}tide",
                "low{}",
                "{}data: x",
                "{}: x",
                "low}}{}{{",
                "{}{}",
                '"{}',
                "{}[DONE]",
                "{}event: x",
            ):
                damaged = delta_chunk({"content": content.replace("{}", boundary)})
                for before, after in (([], [STOP]), ([HALF], [STOP]), ([HALF, HALF], []), ([], [])):
                    text = "".join(
                        f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n" for chunk in (*before, damaged, *after)
                    )
                    lines = [*text.splitlines(), DONE]
                    for each in (lines, [line for line in lines if line]):
                        with self.subTest(lines=each):
                            found, error = outcome(each)
                            self.assertEqual(found, before)
                            self.assertIsNotNone(error)
                            self.assertIn(f"(event {len(before) + 1}, line ", error or "")

    def test_the_error_names_the_event_the_line_and_the_client(self) -> None:
        parts = ['data: {"a": "low', 'tide"}', ""]
        message = f'$: expected a line of an event, got text that begins "tide\\"}}" ({CUT_LINE})'
        self.assertEqual(outcome([*LINES[:2], *parts, *LINES[4:]]), (CHUNKS[:1], f"{message} (event 2, line 4)"))
        self.assertEqual(outcome([*parts, *LINES[4:]]), ([], f"{message} (event 1, line 2)"))

    def test_a_string_that_was_cut_before_a_blank_line_is_refused(self) -> None:
        blocks = [*LINES[:2], 'data: {"a": "b', "", 'c"}', *LINES[2:]]
        message = "$: expected JSON text: Unterminated string starting at at line 1 column 7"
        self.assertEqual(outcome(blocks), (CHUNKS[:1], f"{message} ({CUT_LINE}) (event 2, line 3)"))

    def test_no_text_is_joined_with_a_rest_that_looks_like_a_field_or_json(self) -> None:
        for rest, message in (
            ('data: b"}', f"expected JSON text: Invalid control character at at line 1 column 8 ({CUT_LINE})"),
            (': b"}', f"expected JSON text: Unterminated string starting at at line 1 column 7 ({CUT_LINE})"),
            ('{b"}', f'expected a line of an event, got text that begins "{{b\\"}}" ({CUT_LINE})'),
            (' [b"}', f'expected a line of an event, got text that begins " [b\\"}}" ({CUT_LINE})'),
        ):
            line = 4 if "begins" in message else 3
            blocks = [*LINES[:2], 'data: {"a": "', rest, *LINES[1:]]
            self.assertEqual(outcome(blocks), (CHUNKS[:1], f"$: {message} (event 2, line {line})"))

    def test_a_line_that_is_none_is_refused_though_the_line_before_is_whole(self) -> None:
        message = f'$: expected a line of an event, got text that begins "tide" ({CUT_LINE}) (event 2, line 3)'
        self.assertEqual(outcome([*WITHOUT_BLANK[:2], "tide", DONE])[0], CHUNKS[:2])
        self.assertEqual(outcome([*LINES[:2], "tide", *LINES[2:]]), (CHUNKS[:1], message))


class Pieces(LinesTest):
    TEXT = (
        ": see {a}{b} and [c]{d} data: id: 5\n\n"
        'data: {"a": "data: {} data: \\"{}\\" id: 5 \u2028 🌊"}\r\n\r\n'
        'event: message\rdata: {"b":\rdata: [1]}\r\r'
        'data: {"c": 1}\n data: {"c": 2}\n{"c": 3}\n[{"error":\n "x"}]\n\n'
        "data: [DONE]\n\n"
    )
    DATA = (
        {"a": 'data: {} data: "{}" id: 5 \u2028 🌊'},
        {"b": [1]},
        {"c": 1},
        {"c": 2},
        {"c": 3},
        {"error": "x"},
    )

    def test_text_gives_the_same_wherever_it_is_cut_once(self) -> None:
        for text in (self.TEXT, self.TEXT.encode()):
            for at in range(len(text) + 1):
                self.assert_read([text[:at], text[at:]], [*self.DATA])
                self.assert_read([text[:at], text[:0], text[at : at + 1], text[at + 1 :]], [*self.DATA])

    def test_text_gives_the_same_in_pieces_of_any_size(self) -> None:
        for text in (self.TEXT, self.TEXT.encode()):
            for size in range(1, 40):
                self.assert_read([text[at : at + size] for at in range(0, len(text), size)], [*self.DATA])

    @unittest.skipUnless(os.environ.get("CHATCOMPLETION_THOROUGH"), "CHATCOMPLETION_THOROUGH is not set")
    def test_text_gives_the_same_wherever_it_is_cut_twice(self) -> None:
        # A comment that is cut exactly before a field's name, with no line end in any piece, looks like two lines.
        text = self.TEXT.partition("\n")[2]
        for start in range(len(text) + 1):
            for end in range(start, len(text) + 1):
                self.assert_read([text[:start], text[start:end], text[end:]], [*self.DATA])

    def test_empty_pieces_tell_nothing(self) -> None:
        text = "\n".join(LINES) + "\n"
        for size in (1, 7, 50):
            pieces = [text[at : at + size] for at in range(0, len(text), size)]
            self.assert_read([part for piece in pieces for part in ("", piece, "")])

    def test_str_and_bytes_may_be_mixed(self) -> None:
        text = "\n".join(LINES) + "\n"
        pieces: list[str | bytes] = [text[at : at + 9] for at in range(0, len(text), 9)]
        pieces[::2] = [str(piece).encode() for piece in pieces[::2]]
        self.assert_read(pieces)


class EventsOnLines(LinesTest):
    def test_whole_objects_without_blank_lines_between_are_an_event_each(self) -> None:
        for end in ("\n", "\r", "\r\n"):
            for lines in ([*WITHOUT_BLANK, DONE], WITHOUT_BLANK, ["id: 1", "", *WITHOUT_BLANK, ": end"]):
                with self.subTest(end=end, lines=lines):
                    self.assert_read(end.join(lines))
                    self.assert_read(end.join(lines) + end)
                    self.assert_read([line + end for line in lines])

    def test_lines_of_data_that_make_one_object_are_one_event(self) -> None:
        event = "".join(f"data: {line}\n" for line in json.dumps(STOP, indent=1).splitlines())
        self.assert_read(event + "\n", [STOP])
        self.assert_read(event * 3, [STOP] * 3)
        self.assert_read(event * 2 + WITHOUT_BLANK[0], [STOP, STOP, CHUNKS[0]])

    def test_null_and_blank_lines_of_data_are_no_part_of_the_next(self) -> None:
        self.assert_read(
            'data: null\ndata: {"a": 1}\ndata:\ndata: {"b": 2}\ndata: \ndata:  [DONE]\n', [{"a": 1}, {"b": 2}]
        )

    def test_a_name_after_the_data_belongs_to_it_if_a_blank_line_follows_and_else_to_the_next(self) -> None:
        data = ['data: {"x": 1}', 'data: {"x": 2}']
        self.assertEqual(
            outcome(f"{events_of(STOP)}{data[0]}\nevent: error\n\n{data[1]}\n", iter_sse)[1],
            "the provider reports an error without a message",
        )
        for text in (f"{data[0]}\nevent: error\n", f"{data[0]}\nevent: error", f"{data[0]}\n\nevent: error"):
            self.assertEqual(outcome(text, iter_sse)[1], "the provider reports an error without a message")
        for text in (
            f"{events_of(STOP)}event: a\n{data[0]}\nevent: ping\n{data[1]}\n\n",
            f"{events_of(STOP)}{data[0]}\nevent: ping\n{data[1]}",
        ):
            self.assertEqual(outcome(text), ([STOP, {"x": 1}], None))
        self.assertEqual(outcome(f"{data[0]}\nevent: ping\n"), ([{"x": 1}], None))

    def test_white_space_before_a_field_is_nothing(self) -> None:
        text = ' event: ping\n\tdata: {"x": 1}\n \t\n  data: {"y": 1}\n\t[DONE]\n{'
        self.assertEqual(outcome(text), ([{"y": 1}], None))


@unittest.skipUnless(os.environ.get("CHATCOMPLETION_THOROUGH"), "CHATCOMPLETION_THOROUGH is not set")
class Growth(unittest.TestCase):
    def test_the_cost_of_reading_grows_no_faster_than_the_text(self) -> None:
        from ..growth.measuring import excess

        blocks_of: Any
        for name, blocks_of in {
            "lines without ends": lambda size: WITHOUT_BLANK * size,
            "bare JSON lines": lambda size: [f"{json.dumps(STOP)}\n" * size],
            "one line without an end, a byte at a time": lambda size: [*f'data: {{"x": "{"[" * 60 * size}"}}'],
            "many pieces without a line end": lambda size: [": x "] * 60 * size,
            "many empty pieces": lambda size: [""] * 300 * size + [events_of(STOP)],
            "bare JSON on many lines": lambda size: ["[\n", "[],\n" * 60 * size, "{}]\n"],
            "data on many lines": lambda size: ["data: [\n", "data: [],\n" * 60 * size, "data: {}]\n\n"],
            "data that is no JSON on many lines": lambda size: ["data:  x\n" * 60 * size],
            "stray lines": lambda size: ["x\n" * 60 * size],
            "blank lines": lambda size: ["\n" * 300 * size],
            "carriage returns": lambda size: ["\r"] * 300 * size,
            "events of other kinds": lambda size: ['event: a\ndata: {"x": 1}\n\n' * 30 * size],
        }.items():
            with self.subTest(name):
                small, large = blocks_of(10), blocks_of(40)
                self.assertEqual(excess(partial(outcome, small), partial(outcome, large)), [])


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: MIT-0
"""Several streams in one input: where one ends and the next begins, and where each event stands."""

import json
import unittest
from typing import Any

from .running import answer, chunk, events, lines, parsed, run

ROLE = {"role": "assistant"}


def stream(text: str, **members: Any) -> list[Any]:
    """A stream as OpenAI sends it: the role first, then the text."""
    return [
        chunk("", delta=ROLE, **members),
        chunk(text, **members),
        chunk(finish="stop", **members),
    ]


class Ends(unittest.TestCase):
    maxDiff = None

    def assemble(self, stdin: str) -> tuple[int, list[Any], str]:
        status, out, err = run("assemble", "--compact", stdin=stdin)
        return status, parsed(out), err

    def test_a_stream_that_comes_twice_is_two_responses(self) -> None:
        chunks = stream("Hey")
        found = self.assemble(lines(*chunks, *chunks))
        self.assertEqual(found, (0, [answer("Hey"), answer("Hey")], ""))

    def test_a_first_chunk_that_is_repeated_without_text_after_it_is_a_part(self) -> None:
        chunks = stream("Hey")
        found = self.assemble(lines(*chunks, chunks[0], chunk(choices=[])))
        self.assertEqual(found, (0, [answer("Hey")], ""))

    def test_a_role_with_another_id_and_time_begins_a_response_even_if_a_time_is_0(self) -> None:
        for one, other in ((0, 2), (1, 0), (1, 2)):
            found = self.assemble(lines(*stream("Hey", created=one), *stream("No", id="b", created=other)))
            expected = [answer("Hey", created=one), answer("No", id="b", created=other)]
            self.assertEqual(found, (0, expected, ""))

    def test_a_role_with_another_id_but_the_same_time_and_its_text_later_is_a_part(self) -> None:
        found = self.assemble(lines(*stream("Hey"), *stream("No", id="b")))
        self.assertEqual(found, (0, [answer("HeyNo")], ""))

    def test_a_stream_that_begins_again_after_an_error_is_another_response(self) -> None:
        error = {"error": {"message": "Slow down."}}
        for begun in (stream("Hel")[:2], stream("Hello")):
            found = self.assemble(events(*begun, error, *stream("Hello"), done=False))
            one = answer("Hel", None) if len(begun) == 2 else answer("Hello")
            self.assertEqual(found, (1, [one, answer("Hello")], "<stdin>: Slow down.\n"))
        rest = [chunk("lo"), chunk("Hel"), chunk(finish="stop")]
        found = self.assemble(events(*stream("Hel")[:2], error, *rest, *stream("No", id="b"), done=False))
        self.assertEqual(found, (1, [answer("Hel", None), answer("No", id="b")], "<stdin>: Slow down.\n"))

    def test_audio_that_has_expired_ends_a_stream(self) -> None:
        def speech(name: str, **members: Any) -> list[Any]:
            audio = [{"id": name, "transcript": name, "data": "AA=="}, {"expires_at": 5}]
            return [chunk(delta=ROLE | {"audio": audio[0]}, **members), chunk(delta={"audio": audio[1]}, **members)]

        status, responses, err = self.assemble(events(*speech("x"), *speech("y", id="b", created=9), done=False))
        spoken = [response["choices"][0]["message"]["audio"]["transcript"] for response in responses]
        self.assertEqual((status, spoken, err), (0, ["x", "y"], ""))

    def test_only_the_bytes_of_one_event_are_lost_if_they_are_no_utf8(self) -> None:
        stdin = events(chunk("Hey"), done=False).encode() + b'data: {"id": "\xff"}\ndata: rest\n\n'
        status, out, err = run("assemble", "--compact", stdin=stdin + events(*stream("No", id="b")).encode())
        error = "<stdin>: $: expected UTF-8 text, got a line that is not at byte 14 (event 2, line 3)\n"
        self.assertEqual((status, parsed(out), err), (1, [answer("Hey", None), answer("No", id="b")], error))

    def test_a_carriage_return_ends_a_line_too(self) -> None:
        stdin = events(*stream("Hey"), done=False).replace("\n", "\r")
        self.assertEqual(self.assemble(stdin), (0, [answer("Hey")], ""))

    def test_an_api_that_is_another_is_named_and_the_next_stream_is_read(self) -> None:
        other = events({"type": "message_start", "message": {}})
        hint = "this is a message of Anthropic's Messages API, another object"
        error = f"<stdin>: $: expected at least one chunk, got only events of other kinds ({hint}) (event 1, line 1)\n"
        self.assertEqual(self.assemble(other + events(*stream("Hey"))), (1, [answer("Hey")], error))


class Places(unittest.TestCase):
    def places(self, stdin: str) -> list[tuple[int, int]]:
        return [(row["line"], row["event"]) for row in parsed(run("check", "--json", stdin=stdin)[1])]

    def test_an_event_stands_at_its_first_line_of_data_and_events_are_counted_in_each_stream(self) -> None:
        one, two = json.dumps(chunk("a")), json.dumps(chunk("b", finish="stop"))
        half = len(one) // 2
        while one[half] != " ":
            half += 1
        stdin = (
            f"data: {one}\n\n: ping\n\nevent: x\ndata: {one[:half]}\ndata: {one[half:]}\n\n"
            f"data: {one}\ndata: {one}\n{two}\ndata: [DONE]\n\n"
        )
        expected = [(1, 1), (6, 2), (9, 3), (10, 4), (11, 5), (14, 1)]
        self.assertEqual(self.places(stdin + f"data: {two}\n\n"), expected)

    def test_the_event_after_an_error_is_counted_on(self) -> None:
        stdin = "data: {\n\n" + events(chunk("a", finish="stop"), done=False)
        self.assertEqual(self.places(stdin), [(1, 1), (3, 2)])

    def test_an_error_after_an_event_that_cannot_be_read_is_still_an_error(self) -> None:
        status, out, err = run("assemble", stdin='data: {\n\ndata: {"message": "Slow."}\n\n')
        self.assertEqual((status, out, err.splitlines()[-1]), (1, "", "<stdin>: Slow."))


class BatchLines(unittest.TestCase):
    def test_a_line_that_the_class_of_batch_lines_refuses_is_reported_with_its_custom_id(self) -> None:
        body = answer("Yes.")
        good = {"custom_id": "1", "response": {"status_code": 200, "body": body}}
        bad = {"custom_id": "2", "response": {"status_code": "200", "body": body}}
        error = "<stdin>:2 (custom_id 2): $.response.status_code: expected integer, got string\n"
        status, out, err = run(stdin=lines(good, bad))
        self.assertEqual((status, parsed(out), err), (1, [good], error + "1 response written, 1 line refused\n"))

    def test_repair_mends_the_body_in_a_line_and_nothing_else_of_it(self) -> None:
        body = answer("Yes.")
        line = {"custom_id": "1", "response": {"body": body | {"created": "1"}}, "error": None, "x": 1}
        status, out, err = run("--repair", stdin=lines(line, line))
        mended = line | {"response": {"body": body}}
        self.assertEqual((status, parsed(out)), (0, [mended, mended]))
        repaired = "<stdin>:{} (custom_id 1): repaired: $.created: expected integer, got string\n"
        self.assertEqual(err, repaired.format(1) + repaired.format(2) + "2 responses written, 0 lines refused\n")


if __name__ == "__main__":
    unittest.main()

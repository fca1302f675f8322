# SPDX-License-Identifier: MIT-0
"""The command `check` with streams: each chunk is judged, and whether the stream is whole."""

import json
import re
import unittest
from typing import Any

from ..support.bodies import a_body
from .running import CUT_OFF, chunk, events, file_of, lines, packed, run

WHOLE = "0 refused, 0 deviations, 0 unknown fields; 1 stream, 0 cut off\n"
STREAM = [chunk("He"), chunk("y", finish="stop")]
FAULTY = chunk("y", provider="p") | {"id": 5, "object": "chunk"}


class Text(unittest.TestCase):
    maxDiff = None

    def test_a_whole_stream_has_one_summary(self) -> None:
        for stdin in (events(*STREAM), events(*STREAM, done=False), lines(*STREAM), events(chunk("Hey"), chunk("!"))):
            self.assertEqual(run("check", stdin=stdin), (0, f"2 chunks, 0 faulty: {WHOLE}", ""))

    def test_the_problems_of_each_chunk_have_its_line_and_event(self) -> None:
        problems = (
            "refused: $.id: expected string, got integer",
            'deviation: $.object: expected "chat.completion.chunk"',
        )
        for stdin, place in (
            (events(STREAM[0], FAULTY, STREAM[1]), "3 (event 2)"),
            (lines(STREAM[0], FAULTY, STREAM[1]), "2"),
        ):
            status, out, err = run("check", stdin=stdin)
            *rows, summary = out.splitlines()
            self.assertEqual((status, len(rows), err), (1, 2, ""))
            for row, problem in zip(rows, problems, strict=True):
                self.assertTrue(row.startswith(f"{place}: {problem}"), row)
            counts = "1 refused, 1 deviation, 1 unknown field"
            self.assertEqual(summary, f"3 chunks, 1 faulty: {counts}; 1 stream, 0 cut off")

    def test_a_problem_has_its_line_and_event_however_the_events_stand(self) -> None:
        """After comments, on several lines, without blank lines between, and without `data:`."""
        one, rows = json.dumps(FAULTY), json.dumps(FAULTY, indent=1).splitlines()
        several = "".join(f"data: {row}\n" for row in rows)
        stdin = f"data: {one}\n\n: ping\n\nevent: x\n{several}\ndata: {one}\ndata: {one}\n{one}\n"
        after = 6 + len(rows)
        places = [(1, 1), (6, 2), (after + 1, 3), (after + 2, 4), (after + 3, 5)]
        self.assertEqual(self.places_of_refusals(stdin), places)

    def test_the_event_after_one_that_cannot_be_read_keeps_its_line_and_number(self) -> None:
        one = json.dumps(FAULTY)
        self.assertEqual(
            self.places_of_refusals(f"data: {{}}}}\ndata: {one}\n\ndata: {one}\n"), [(1, 1), (2, 2), (4, 3)]
        )
        stdin = f"data: {{}}}}\ndata: {one}\n\nrest\ndata: [DONE]\nevent: x\ndata: {one}\n"
        self.assertEqual(self.places_of_refusals(stdin), [(1, 1), (2, 2), (7, 1)])

    def places_of_refusals(self, stdin: str) -> list[tuple[int, int]]:
        """The line and the event of each chunk that is refused."""
        out = run("check", stdin=stdin)[1]
        return [(int(line), int(event)) for line, event in re.findall(r"(?m)^(\d+) \(event (\d+)\): refused: ", out)]

    def test_a_stream_that_was_cut_off_is_a_problem_of_its_last_chunk(self) -> None:
        for stdin, place in (
            (events(STREAM[0], chunk("y"), done=False), "3 (event 2)"),
            (lines(STREAM[0], chunk("y")), "2"),
        ):
            out = (
                f"{place}: deviation: $: {CUT_OFF}"
                "2 chunks, 1 faulty: 0 refused, 1 deviation, 0 unknown fields; 1 stream, 1 cut off\n"
            )
            self.assertEqual(run("check", stdin=stdin), (1, out, ""))

    def test_an_error_in_a_stream_is_reported_and_the_next_stream_is_judged(self) -> None:
        error = {"error": {"message": "Slow\ndown.", "code": "rate_limit"}}
        out = (
            "3 (event 2): refused: $: this is an error, not a completion: Slow\\ndown. (code rate_limit)\n"
            "4 chunks, 1 faulty: 1 refused, 0 deviations, 0 unknown fields; 2 streams, 0 cut off\n"
        )
        self.assertEqual(run("check", stdin=events(chunk("Hey"), error) + events(*STREAM)), (1, out, ""))

    def test_keep_alives_are_counted_as_events_and_not_judged(self) -> None:
        ping = 'event: ping\ndata: {"type": "ping"}\n\n'
        stdin = ": hello\n\n" + ping + events(STREAM[0], done=False) + ping + events(FAULTY, STREAM[1])
        rows = run("check", stdin=stdin)[1].splitlines()
        self.assertEqual(rows[0], "11 (event 4): refused: $.id: expected string, got integer")
        self.assertTrue(rows[-1].startswith("3 chunks, 1 faulty: "), rows[-1])

    def test_a_problem_without_a_line_stands_behind_the_name_of_the_input(self) -> None:
        rows = [
            "<stdin>: refused: $: expected at least one event, got none",
            "1 chunk, 1 faulty: 1 refused, 0 deviations, 0 unknown fields",
        ]
        self.assertEqual(run("check", stdin=": ping\n\n"), (1, "\n".join(rows) + "\n", ""))

    def test_unknown_fields_of_chunks_are_listed_if_they_count(self) -> None:
        stdin = lines(chunk("Hey", finish="stop", provider="p"))
        counts = "0 refused, 0 deviations, 1 unknown field; 1 stream, 0 cut off\n"
        self.assertEqual(run("check", stdin=stdin), (0, f"1 chunk, 0 faulty: {counts}", ""))
        row = "1: unknown field: $.provider: unknown field\n"
        self.assertEqual(run("check", "--strict", stdin=stdin), (1, f"{row}1 chunk, 1 faulty: {counts}", ""))

    def test_duplicate_keys_of_chunks_are_reported(self) -> None:
        stdin = events(*STREAM).replace('"id": "a"', '"id": "x", "id": "a"', 1)
        row = "1 (event 1): deviation: $.id: the key appears 2 times; the last value is used\n"
        self.assertEqual(run("check", stdin=stdin)[1].splitlines(keepends=True)[0], row)

    def test_a_whole_body_in_place_of_a_stream_is_judged_as_one(self) -> None:
        for stdin in (events(a_body(), done=False), events(a_body())):
            status, out, err = run("check", stdin=stdin)
            self.assertEqual((status, out, err), (0, f"1 chunk, 0 faulty: {WHOLE}", ""))

    def test_with_several_files_each_row_names_its_file_and_line(self) -> None:
        one, other = file_of(events(FAULTY), ".txt"), file_of(lines(*STREAM), ".jsonl")
        status, out, err = run("check", one, other)
        rows = out.splitlines()
        self.assertEqual((status, err), (1, ""))
        self.assertEqual(rows[0], f"{one}:1 (event 1): refused: $.id: expected string, got integer")
        self.assertEqual(rows[-2], f"{other}: 2 chunks, 0 faulty: {WHOLE}".rstrip())
        self.assertEqual(rows[-1], "2 files, 1 faulty: 1 refused, 1 deviation, 1 unknown field")

    def test_quiet_reports_a_stream_by_its_exit_status_alone(self) -> None:
        for chunks, status in ((STREAM, 0), (STREAM[:1], 1), ([FAULTY], 1)):
            self.assertEqual(run("check", "--quiet", stdin=lines(*chunks)), (status, "", ""))


class Json(unittest.TestCase):
    maxDiff = None

    def test_check_json_writes_an_object_for_each_chunk(self) -> None:
        counts = {"refused": 0, "deviation": 0, "unknown_field": 0}
        cut_off: dict[str, Any] = {
            "kind": "deviation",
            "path": "$",
            "path_parts": [],
            "message": CUT_OFF.strip(),
            "hint": None,
        }
        for stdin, places in (
            (events(chunk("He"), chunk("y"), done=False), ((1, 1), (3, 2))),
            (lines(chunk("He"), chunk("y")), ((1, None), (2, None))),
        ):
            (line, event), (last_line, last_event) = places
            first = {"source": "<stdin>", "line": line, "event": event, "custom_id": None}
            last = first | {"line": last_line, "event": last_event}
            out = packed(first | {"counts": counts, "problems": []})
            out += packed(last | {"counts": counts | {"deviation": 1}, "problems": [cut_off]})
            self.assertEqual(run("check", "--json", stdin=stdin), (1, out, ""))


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: MIT-0
"""Recorded bodies of real servers: round trip, check and repair. Skipped where there are none."""

import unittest
from typing import Any

from .. import package, submodule
from ..support.documents import json_text
from ..support.recorded import ERRORS, RESPONSES, STREAMS, recorded
from ..support.streams import events_of
from .repairing import changes_elsewhere, refused_places

Response, ParseError, ErrorResponse = package.CreateChatCompletionResponse, package.ParseError, package.ErrorResponse
repair, ProblemKind = package.repair, package.ProblemKind
streaming = submodule("streaming")
Chunk = streaming.CreateChatCompletionStreamResponse

VALID = 85  # recorded bodies in which nothing deviates from the published schema
REFUSED = 18  # recorded bodies that lack a required field, or have a value of a wrong type


class RecordedBodies(unittest.TestCase):
    def test_accepted_recorded_bodies_round_trip(self) -> None:
        accepted = 0
        for body in recorded("responses"):
            before = json_text(body)
            try:
                response = Response.from_dict(body)
            except ParseError:
                continue
            accepted += 1
            self.assertEqual(json_text(response.to_dict()), before)
            self.assertEqual(Response.from_json(response.to_json()), response)
        self.assertEqual(accepted, RESPONSES - REFUSED)

    def test_check_reports_what_from_dict_refuses_in_recorded_bodies(self) -> None:
        for body in recorded("responses"):
            problems = tuple(problem for problem in package.check(body) if problem.kind is ProblemKind.REFUSED)
            try:
                Response.from_dict(body)
            except ParseError as error:
                self.assertEqual(problems, error.problems)
            else:
                self.assertEqual(problems, ())

    def test_repair_changes_recorded_bodies_only_where_they_are_refused(self) -> None:
        repaired = 0
        for body in recorded("responses"):
            before = json_text(body)
            found = repair(body)
            self.assertEqual(json_text(Response.from_dict(found).to_dict()), json_text(found))
            self.assertEqual(json_text(body), before)
            self.assertEqual([*changes_elsewhere(body, found, refused_places(Response, body))], [])
            repaired += found is not body
        self.assertEqual(repaired, REFUSED)

    def test_repair_with_strict_leaves_neither_refusals_nor_deviations_in_recorded_bodies(self) -> None:
        same = 0
        for body in recorded("responses"):
            before = json_text(body)
            found = repair(body, strict=True)
            kinds = {problem.kind for problem in package.check(found)}
            self.assertLessEqual(kinds, {ProblemKind.UNKNOWN_FIELD})
            self.assertIs(repair(found, strict=True), found)
            self.assertEqual(json_text(body), before)
            same += found is body
        self.assertEqual(same, VALID)

    def test_from_dict_and_repair_raise_recorded_error_bodies_as_errors(self) -> None:
        bodies = recorded("errors")
        self.assertEqual(len(bodies), ERRORS)
        for body in bodies:
            for work in (Response.from_dict, repair):
                with self.assertRaises(ErrorResponse) as caught:
                    work(body)
                self.assertNotIn(str(caught.exception), ("", "the provider reports an error without a message"))

    def test_repair_changes_recorded_chunks_only_where_they_are_refused(self) -> None:
        repaired, errors = set(), set()
        streams = recorded("streams")
        self.assertEqual(len(streams), STREAMS)
        for number, chunks in enumerate(streams):
            for chunk in chunks:
                try:
                    found = repaired_in_a_stream(chunk)
                except ErrorResponse:
                    errors.add(number)
                    continue
                for each in found:
                    refused = refused_places(Chunk, chunk)
                    self.assertEqual([*changes_elsewhere(chunk, each, refused)], [])
                    if refused:
                        repaired.add(number)
        self.assertEqual((len(repaired), len(errors)), (8, 3))


def repaired_in_a_stream(chunk: Any) -> list[Any]:
    """The chunk as a stream that is repaired gives it. Empty for a keep-alive."""
    return [each.to_dict() for each in streaming.iter_sse([events_of(chunk) + "data: [DONE]\n\n"], repair=True)]


if __name__ == "__main__":
    unittest.main()

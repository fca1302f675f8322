# SPDX-License-Identifier: MIT-0
"""How chunks of a stream are repaired, by repair and by iter_sse, and how repair tells them from whole responses."""

import unittest
from typing import Any

from .. import submodule
from ..support.bodies import CHOICE, a_body, a_message
from ..support.documents import nested, without
from ..support.streams import events_of
from .repairing import NOT_JSON, Body, Chunk, RepairTest, a_chunk, a_delta, repair

iter_sse = submodule("streaming").iter_sse


class ChunkTest(RepairTest):
    def assert_read_from_a_stream(self, chunk: Body, expected: Body) -> None:
        self.assertEqual([each.to_dict() for each in iter_sse([events_of(chunk)], repair=True)], [expected])

    def assert_chunk_repaired(self, chunk: Body, expected: Body) -> None:
        self.assert_repaired(chunk, expected, Chunk)
        self.assert_read_from_a_stream(chunk, expected)


class Values(ChunkTest):
    def test_repair_adds_the_missing_required_fields_of_a_chunk(self) -> None:
        for chunk in (a_chunk(), without(a_chunk(), "object")):
            self.assert_chunk_repaired(
                without(chunk, "id", "created", "model"), chunk | {"id": "", "created": 0, "model": ""}
            )

        self.assert_chunk_repaired(
            {"object": "chat.completion.chunk"},
            {"object": "chat.completion.chunk", "id": "", "created": 0, "model": ""},
        )

    def test_repair_makes_an_unreadable_optional_field_of_a_chunk_null(self) -> None:
        self.assert_chunk_repaired(a_chunk(choices={}), a_chunk(choices=None))
        nulls = {"index": None, "id": None, "type": None, "function": None}
        self.assert_repaired(
            a_delta(tool_calls=[{"index": "a", "id": [NOT_JSON], "type": None, "function": "clock"}, 5], role=True),
            a_delta(tool_calls=[nulls], role=None),
            Chunk,
        )

    def test_repair_takes_a_text_in_place_of_a_delta_as_its_content(self) -> None:
        self.assert_chunk_repaired(
            a_chunk(choices=[{"index": 0, "delta": "It is"}]),
            a_chunk(choices=[{"index": 0, "delta": {"content": "It is"}}]),
        )

    def test_repair_turns_arguments_in_a_delta_into_json_text(self) -> None:
        self.assert_chunk_repaired(
            a_delta(tool_calls=[{"index": 0, "function": {"arguments": {"a": 1}}}]),
            a_delta(tool_calls=[{"index": 0, "function": {"arguments": '{"a": 1}'}}]),
        )

    def test_repair_gives_a_choice_of_a_chunk_its_place_as_the_missing_index(self) -> None:
        self.assert_chunk_repaired(
            a_chunk(choices=[{"delta": {}}, {"delta": None}]),
            a_chunk(choices=[{"delta": {}, "index": 0}, {"delta": None, "index": 1}]),
        )

    def test_repair_makes_a_wrong_object_of_a_chunk_null(self) -> None:
        self.assert_chunk_repaired(a_chunk(object=5), a_chunk(object=None))

    def test_repair_takes_one_choice_or_piece_of_a_call_in_place_of_an_array(self) -> None:
        piece = {"index": 0, "function": {"arguments": "{"}}
        choice = {"index": 0, "delta": {"tool_calls": [piece]}}
        self.assert_chunk_repaired(
            a_chunk(choices=choice | {"delta": {"tool_calls": piece}}), a_chunk(choices=[choice])
        )


class ResponseOrChunk(ChunkTest):
    def test_a_body_with_a_message_is_repaired_as_a_response_whatever_its_object(self) -> None:
        for kind in ("chat.completion.chunk", "text_completion", "list", "response", "", None):
            with self.subTest(kind):
                self.assert_repaired(a_message(content=5) | {"object": kind}, a_message(content="5") | {"object": kind})
        self.assert_repaired(a_body(object="list", choices=[5, CHOICE]), a_body(object="list", choices=[CHOICE]))

    def test_a_body_with_a_delta_is_repaired_as_a_chunk_unless_it_is_a_response_with_a_message(self) -> None:
        both, broken = CHOICE | {"delta": {"content": "a"}}, CHOICE | {"delta": {"content": 5}}
        for kind in ("chat.completion.chunk", "chat.completion.done", "", None):
            with self.subTest(kind):
                self.assert_repaired(
                    a_body(object=kind, choices=[without(broken, "index")]),
                    a_body(object=kind, choices=[CHOICE | {"delta": {"content": "5"}}]),
                    Chunk,
                )
        nothings: list[Any] = [5, [], False]
        for nothing in nothings:  # they are no delta, and would be null in a chunk
            self.assert_repaired(
                a_body(object=None, choices=[CHOICE | {"message": "Yes.", "delta": nothing}]),
                a_body(
                    object=None,
                    choices=[CHOICE | {"message": {"role": "assistant", "content": "Yes."}, "delta": nothing}],
                ),
            )
        whole = a_body(choices=[both | {"message": {"content": 5}}])
        self.assert_repaired(whole, a_body(choices=[both | {"message": {"content": "5"}}]))

    def test_a_whole_response_in_a_stream_is_repaired_as_a_response(self) -> None:
        parts = [{"type": "text", "text": "Yes."}]
        self.assert_read_from_a_stream(a_message(content=parts), a_body())
        self.assert_read_from_a_stream(
            a_body(id=None, choices={"message": "Yes."}),
            a_body(id="", choices=[{"index": 0, "message": {"role": "assistant", "content": "Yes."}}]),
        )

    def test_a_whole_response_in_a_stream_may_not_be_as_deep_as_elsewhere(self) -> None:
        self.assertIs(repair(deep := a_message(x=nested(100, core=1))), deep)
        self.assert_read_from_a_stream(deep, a_message(x=nested(98, core=[])))

    def test_a_chunk_that_calls_itself_a_response_is_repaired_as_a_chunk_in_a_stream(self) -> None:
        last = {"index": 0, "finish_reason": "stop"}
        self.assert_read_from_a_stream(
            a_chunk(object="chat.completion", id=None, choices=[last]),
            a_chunk(object="chat.completion", id="", choices=[last]),
        )

    def test_repair_treats_a_null_message_beside_a_delta_as_no_message(self) -> None:
        choices: list[Any] = [{"index": 0, "message": None, "delta": {}}]
        self.assert_chunk_repaired(
            without(a_chunk(choices=choices), "object", "id"), without(a_chunk(choices=choices, id=""), "object")
        )

    def test_iter_sse_repairs_a_whole_response(self) -> None:
        self.assert_read_from_a_stream(without(a_body(), "created"), a_body(created=0))

    def test_iter_sse_repairs_a_chunk_without_object_and_delta(self) -> None:
        self.assert_read_from_a_stream(
            a_chunk(object="", choices=[{"index": "0", "finish_reason": None}]),
            a_chunk(object="", choices=[{"index": 0, "finish_reason": None}]),
        )


if __name__ == "__main__":
    unittest.main()

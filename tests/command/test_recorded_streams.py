# SPDX-License-Identifier: MIT-0
"""Recorded streams as files: each is one response, and two of them one after the other are two."""

import itertools
import random
import unittest
from typing import Any

from ..support.platform import THOROUGH
from ..support.recorded import recorded
from .running import lines, parsed, run


def ids_of(chunks: list[Any]) -> set[Any]:
    return {chunk.get("id") for chunk in chunks if chunk.get("id")}


class RecordedStreams(unittest.TestCase):
    streams: list[list[Any]]

    @classmethod
    def setUpClass(cls) -> None:
        cls.streams = [chunks for chunks in recorded("streams") if not any("error" in chunk for chunk in chunks)]

    def responses_in(self, *chunks: Any) -> int:
        return len(parsed(run("assemble", "--compact", "--repair", stdin=lines(*chunks))[1]))

    def test_each_recorded_stream_is_one_response(self) -> None:
        for number, chunks in enumerate(self.streams[:: 1 if THOROUGH else 5]):
            with self.subTest(number):
                self.assertEqual(self.responses_in(*chunks), 1)

    def test_two_recorded_streams_one_after_the_other_are_two_responses(self) -> None:
        """If the first one has finished, and the second one has another time and id and gives its role."""
        shuffled = random.Random(20261130).sample(self.streams, len(self.streams))
        pairs = [*itertools.pairwise(shuffled)]
        tried = 0
        for one, other in pairs[:: 1 if THOROUGH else 5]:
            if is_known_end(one) and is_known_start(other) and others_differ(one, other):
                tried += 1
                with self.subTest(one[0], other=other[0]):
                    self.assertEqual(self.responses_in(*one, *other), 2)
        self.assertGreater(tried, 5)


def choices_of(chunk: Any) -> list[Any]:
    return [choice for choice in chunk.get("choices") or () if choice.get("delta")]


def is_known_end(chunks: list[Any]) -> bool:
    finishes = [choice.get("finish_reason") for chunk in chunks for choice in chunk.get("choices") or ()]
    return any(finishes) and all(chunk.get("id") and chunk.get("created") for chunk in chunks)


def is_known_start(chunks: list[Any]) -> bool:
    first = choices_of(chunks[0])
    texts = [each["delta"].get("content") for chunk in chunks for each in choices_of(chunk)]
    has_messages = any("message" in each for chunk in chunks for each in choices_of(chunk))
    return not has_messages and any(texts) and bool(first) and all(map(is_first_of_choice_0, first))


def is_first_of_choice_0(choice: Any) -> bool:
    return bool(choice["delta"].get("role")) and choice.get("index") == 0


def others_differ(one: list[Any], other: list[Any]) -> bool:
    last, first = one[0], other[0]
    return bool(first.get("created")) and first["created"] != last["created"] and not ids_of(one) & ids_of(other)


if __name__ == "__main__":
    unittest.main()

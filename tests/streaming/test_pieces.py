# SPDX-License-Identifier: MIT-0
"""What holds for any whole that a server cuts into pieces, in each of the ways in which servers do it."""

import random
import unittest
from typing import Any

from .. import submodule
from ..support.examples import for_all, st
from ..support.streams import message_from, tool_calls_from

assemble = submodule("streaming").assemble

any_text = st.text(st.sampled_from('ab {}[]"\\é🌊'), min_size=1, max_size=12)
chances = st.randoms(use_true_random=False)

blocks = st.lists(
    st.fixed_dictionaries(
        {"type": st.sampled_from(["reasoning.text", "reasoning.summary"]), "text": any_text, "signature": any_text},
        optional={"format": any_text, "id": st.just("rs_1")},
    ),
    max_size=3,
)
calls = st.lists(st.tuples(st.sampled_from("fgh"), any_text), min_size=1, max_size=4)


def cut(text: str, chance: random.Random) -> list[str]:
    """The text in pieces, some of them blank, and cut between the halves of UTF-16 pairs too."""
    halves = text.encode("utf-16-le")
    cuts = sorted(chance.randrange(len(halves) // 2 + 1) * 2 for _ in range(chance.randrange(4)))
    parts = [halves[start:end] for start, end in zip([0, *cuts], [*cuts, len(halves)], strict=True)]
    return [part.decode("utf-16-le", "surrogatepass") for part in parts]


def pieces_of_block(block: dict[str, Any], chance: random.Random) -> list[dict[str, Any]]:
    same = {key: value for key, value in block.items() if key not in ("text", "signature")}
    texts = [same | {"text": text} for text in cut(block["text"], chance)]
    while not texts[0]["text"]:  # a blank text after a signature begins no other block
        del texts[0]
    if chance.random() < 0.5:
        texts[-1]["signature"] = block["signature"]
        return texts
    return [*texts, same | {"signature": block["signature"]} | chance.choice([{}, {"text": ""}, {"text": None}])]


def take_turns(queues: list[list[Any]], chance: random.Random) -> list[Any]:
    """The items of the queues, in an order in which each queue keeps its own, and the first ones come in turn."""
    mixed = [queue[0] for queue in queues]
    rest = [queue[1:] for queue in queues]
    while any(rest):
        mixed.append(chance.choice([queue for queue in rest if queue]).pop(0))
    return mixed


class Pieces(unittest.TestCase):
    @for_all(blocks, chances)
    def test_blocks_of_reasoning_come_back_from_their_pieces(
        self, blocks: list[dict[str, Any]], chance: random.Random
    ) -> None:
        with_index = [{"index": index} | block for index, block in enumerate(blocks)]
        for whole, mix in ((with_index, True), (with_index, False), (blocks, False)):
            queues = [pieces_of_block(block, chance) for block in whole]
            pieces = take_turns(queues, chance) if mix else [piece for queue in queues for piece in queue]
            found = message_from(*[{"reasoning_details": [piece]} for piece in pieces])
            self.assertEqual(found, {"reasoning_details": whole} if whole else {})

    @for_all(calls, chances)
    def test_tool_calls_come_back_from_their_pieces(self, calls: list[tuple[str, str]], chance: random.Random) -> None:
        whole: list[dict[str, Any]] = [
            {"id": f"call {place}", "type": "function", "function": {"name": name, "arguments": text}}
            for place, (name, text) in enumerate(calls)
        ]
        queues: dict[str, list[list[dict[str, Any]]]] = {}
        for place, call in enumerate(whole):
            texts = cut(call["function"]["arguments"], chance)
            more = [{"function": {"arguments": text}} for text in texts[1:]]
            first = call | {"function": call["function"] | {"arguments": texts[0]}}
            again = [
                {"id": call["id"], "function": {"name": call["function"]["name"]} | each["function"]} for each in more
            ]
            blank = [{"id": "", "type": "", "function": {"name": ""} | each["function"]} for each in more]
            for name, pieces in (
                ("an index each", [{"index": place} | piece for piece in (first, *more)]),
                ("id and name again", [{"index": place} | piece for piece in (first, *again)]),
                ("blank id and name", [{"index": place} | piece for piece in (first, *blank)]),
                ("no index, ids", [first, *[{"id": call["id"]} | piece for piece in more]]),
                ("one index", [{"index": 0} | piece for piece in (first, *more)]),
                ("no index", [first, *more]),
            ):
                queues.setdefault(name, []).append(pieces)
        for name, each in queues.items():
            in_turn = name not in ("one index", "no index")
            pieces = take_turns(each, chance) if in_turn else [piece for queue in each for piece in queue]
            self.assertEqual(tool_calls_from(*pieces), whole, name)

    @for_all(any_text, chances)
    def test_texts_come_back_from_their_pieces(self, text: str, chance: random.Random) -> None:
        for key in ("content", "refusal", "reasoning", "thinking"):
            self.assertEqual(message_from(*[{key: piece} for piece in cut(text, chance)]), {key: text})


if __name__ == "__main__":
    unittest.main()

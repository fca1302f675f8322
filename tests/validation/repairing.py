# SPDX-License-Identifier: MIT-0
"""Bodies to repair, and ways to compare a repaired body with the one before."""

import copy
import unittest
from collections.abc import Callable, Iterator
from typing import Any

from .. import package, submodule
from ..support.bodies import CHOICE, a_body, a_message
from ..support.contract import CLASSES
from ..support.documents import Path, json_text

Response, ParseError, repair = package.CreateChatCompletionResponse, package.ParseError, package.repair
Chunk = submodule("streaming").CreateChatCompletionStreamResponse

Body = dict[str, Any]

NOT_JSON = {1}  # a set: no field can hold it, and it has no other reading
FUNCTION_CALL: Body = {"id": "call_a", "type": "function", "function": {"name": "clock", "arguments": "{}"}}
CUSTOM_CALL: Body = {"id": "call_b", "type": "custom", "custom": {"name": "note", "input": "noon"}}
USAGE = {"completion_tokens": 2, "prompt_tokens": 3, "total_tokens": 5}
MODERATION_RESULT = {
    "model": "mod-1",
    "flagged": True,
    "categories": {"harm": True},
    "category_scores": {"harm": 0.5},
    "category_applied_input_types": {"harm": ["text"]},
}


# --- Bodies with these members in one of their objects, beside or in place of its own


def a_choice(**members: Any) -> Body:
    return a_body(choices=[CHOICE | members])


def a_function(**members: Any) -> Body:
    return a_message(tool_calls=[FUNCTION_CALL | {"function": FUNCTION_CALL["function"] | members}])


def a_custom_tool(**members: Any) -> Body:
    return a_message(tool_calls=[CUSTOM_CALL | {"custom": CUSTOM_CALL["custom"] | members}])


def a_moderation_result(**members: Any) -> Body:
    error = {"type": "error", "code": "timeout", "message": "late"}
    results = {"type": "moderation_results", "model": "mod-1", "results": [MODERATION_RESULT | members]}
    return a_body(moderation={"input": results, "output": error})


def a_chunk(**members: Any) -> Body:
    choice = {"index": 0, "delta": {"content": "Yes."}, "finish_reason": None}
    return {"id": "a", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]} | members


def a_delta(**members: Any) -> Body:
    """A chunk whose delta has these members and no others."""
    return a_chunk(choices=[{"index": 0, "delta": members, "finish_reason": None}])


# --- Comparisons


class RepairTest(unittest.TestCase):
    maxDiff = 3000

    def assert_repaired(self, body: Body, expected: Body, cls: Any = Response) -> None:
        """The class refuses the body, and accepts what repair makes of it. The body itself stays as it was."""
        before = copy.deepcopy(body)
        with self.assertRaises(ParseError):
            cls.from_dict(body)
        repaired = repair(body)
        self.assertEqual(json_text(repaired), json_text(expected))
        self.assertEqual(json_text(cls.from_dict(repaired).to_dict()), json_text(expected))
        self.assertEqual(body, before)

    def assert_field_repaired(self, make: Callable[..., Body], key: str, *cases: tuple[Any, Any]) -> None:
        """In a body from `make`, each value of the field is repaired to the other value of its pair."""
        for value, expected in cases:
            with self.subTest(key=key, value=value):
                self.assert_repaired(make(**{key: value}), make(**{key: expected}))


def refused_places(cls: Any, body: Body) -> set[Path]:
    try:
        cls.from_dict(body)
    except ParseError as error:
        return {problem.path for problem in error.problems}
    return set()


FIELD_NAMES = {"delta", "obfuscation", *(name for _, rules in CLASSES.values() for name in rules)}


def is_repaired_as_a_whole(path: Path) -> bool:
    """Whether repair may change all of this value if a part is refused: unknown values, bytes, arrays of strings."""
    is_unknown = isinstance(path[-1], str) and path[-1] not in FIELD_NAMES
    return is_unknown or path[-1] == "bytes" or path[-2:-1] == ("category_applied_input_types",)


def places_of_parts(message: Body) -> set[str]:
    """The keys of a message or a delta to which repair moves what stands in a list of content parts."""
    has_parts = any(isinstance(message.get(key), (list, tuple)) for key in ("content", "refusal"))
    return {"refusal", "reasoning_content", "content_parts"} if has_parts else set()


def changes_elsewhere(before: Any, after: Any, refused: set[Path], path: Path = ()) -> Iterator[Path]:
    """The places where two documents differ, except for the refused places."""
    if path and is_repaired_as_a_whole(path) and any(place[: len(path)] == path for place in refused):
        return
    if isinstance(before, bytes) and path[-1:] == ("bytes",):
        before = list(before)
    if isinstance(before, dict) and isinstance(after, dict):
        if path in refused:  # for its keys
            before = {key: value for key, value in before.items() if isinstance(key, str)}
        moved = places_of_parts(before) if path[-1:] in (("message",), ("delta",)) else set()
        for key in {**before, **after}.keys() - moved:
            inner = (*path, key)
            if key in before and key in after:
                yield from changes_elsewhere(before[key], after[key], refused, inner)
            elif inner not in refused:
                yield inner
    elif path in refused or (before == {} and after is None and any(place[: len(path)] == path for place in refused)):
        return  # an empty object lacks keys, so it says nothing
    elif isinstance(before, (list, tuple)) and isinstance(after, list):
        kept = [index for index, item in enumerate(before) if (*path, index) not in refused or isinstance(item, dict)]
        if len(kept) == len(after):
            for index, item in zip(kept, after, strict=True):
                yield from changes_elsewhere(before[index], item, refused, (*path, index))
        else:
            yield path
    elif type(before) is not type(after) or (before != after and before == before):
        yield path

# SPDX-License-Identifier: MIT-0
"""How repair turns a list of content parts into the texts of a message: content, refusal and reasoning."""

import unittest
from typing import Any

from .. import submodule
from ..support.bodies import a_message
from ..support.documents import nested, without
from .repairing import NOT_JSON, Body, Chunk, RepairTest, a_delta, repair

THINKING: Body = {"type": "thinking", "thinking": [{"type": "text", "text": "Let me see."}], "closed": True}
REFUSAL: Body = {"type": "refusal", "refusal": "No."}
IMAGE: Body = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}
REFERENCE: Body = {"type": "reference", "reference_ids": [1, 2]}
SIGNED: Body = {"type": "reasoning", "summary": [{"type": "summary_text", "text": "Let me see."}], "signature": "S"}


MANY_LEVELS = 2_000  # more than Python's recursion limit


def text(words: Any) -> Body:
    return {"type": "text", "text": words}


class PartsTest(RepairTest):
    def assert_parts_repaired(self, members: Body, expected: Body) -> None:
        """A message with these members is repaired to one with the expected members, and so is a delta."""
        with self.subTest(members):
            self.assert_repaired(a_message(**members), a_message(**expected))
            self.assert_repaired(a_delta(**members), a_delta(**expected), Chunk)

    def assert_content_repaired(self, parts: Any, content: str, **others: Any) -> None:
        self.assert_parts_repaired({"content": parts}, {"content": content, **others})


class Texts(PartsTest):
    def test_texts_are_joined_wherever_a_part_has_them(self) -> None:
        for parts, content in (
            ([text("It is "), text("noon.")], "It is noon."),
            ([{"text": "Noon."}], "Noon."),
            ([{"type": "output_text", "text": "Noon."}], "Noon."),
            ([text({"value": "Noon.", "annotations": []})], "Noon."),
            ([{"type": "text", "content": "Noon."}], "Noon."),
            ([{"type": "text", "text": "", "content": "Noon."}], "Noon."),
            ([{"type": "text", "text": None, "value": "Noon."}], "Noon."),
            (["No", None, text("on.")], "Noon."),
            ([text([text("No"), "on."])], "Noon."),
            ([[text("No")], [["on."]]], "Noon."),
        ):
            self.assert_content_repaired(parts, content)

    def test_a_list_without_text_is_an_empty_text(self) -> None:
        parts: Any
        for parts in ([], [None], [""], [{}], [[]], [text("")], [text(None)], [{"type": "thinking", "thinking": []}]):
            self.assert_content_repaired(parts, "")

    def test_the_parts_of_a_refusal_are_joined_too(self) -> None:
        self.assert_parts_repaired({"refusal": [text("N"), text("o.")]}, {"refusal": "No."})
        self.assert_parts_repaired({"refusal": [REFUSAL]}, {"refusal": "No."})
        self.assert_parts_repaired(
            {"content": [text("Yes."), REFUSAL], "refusal": ["Never."]}, {"content": "Yes.", "refusal": "No.Never."}
        )


class OtherPlaces(PartsTest):
    def test_the_text_of_thinking_goes_to_reasoning_content(self) -> None:
        for part in (
            THINKING,
            {"type": "thinking", "thinking": "Let me see."},
            {"type": "reasoning", "reasoning": "Let me see."},
            {"type": "reasoning", "text": "Let me see."},
            {"type": "reasoning", "summary": ["Let ", "me see."]},
            {"type": "reasoning", "content": [{"type": "reasoning_text", "text": "Let me see."}]},
            {"thinking": "Let me see."},
            [[THINKING]],
            {"type": "message", "content": [THINKING]},
        ):
            for parts in ([part, text("Noon.")], [text("No"), part, text("on.")]):
                self.assert_content_repaired(parts, "Noon.", reasoning_content="Let me see.")
        self.assert_content_repaired([THINKING], "", reasoning_content="Let me see.")
        self.assert_content_repaired([THINKING, THINKING], "", reasoning_content="Let me see.Let me see.")

    def test_the_text_of_a_refusal_goes_to_refusal(self) -> None:
        self.assert_content_repaired([text("Noon."), REFUSAL], "Noon.", refusal="No.")
        self.assert_content_repaired([{"refusal": "No."}], "", refusal="No.")

    def test_a_text_without_a_value_is_replaced(self) -> None:
        nothing: Any
        for nothing in (None, "", [], {}):
            self.assert_parts_repaired(
                {"content": [THINKING], "reasoning_content": nothing},
                {"content": "", "reasoning_content": "Let me see."},
            )
        for nothing in (None, False, {}, ""):
            self.assert_parts_repaired({"content": [REFUSAL], "refusal": nothing}, {"content": "", "refusal": "No."})

    def test_a_text_that_is_there_stays_and_the_parts_are_kept_beside_it(self) -> None:
        parts = [THINKING, text("Noon.")]
        for key in ("reasoning_content", "reasoning", "reasoning_text", "thinking"):
            others = {key: "At once."}
            self.assert_parts_repaired(
                {"content": parts, **others}, {"content": "Noon.", **others, "content_parts": parts}
            )
        details = {"reasoning_details": [{"type": "reasoning.text", "text": "At once."}]}
        self.assert_parts_repaired(
            {"content": parts, **details}, {"content": "Noon.", **details, "content_parts": parts}
        )
        other = {"reasoning_content": [{"at": "once"}]}
        self.assert_parts_repaired({"content": parts, **other}, {"content": "Noon.", **other, "content_parts": parts})
        self.assert_parts_repaired(
            {"content": [REFUSAL], "refusal": "Never."},
            {"content": "", "refusal": "Never.", "content_parts": [REFUSAL]},
        )


class PartsThatSayMore(PartsTest):
    def test_the_list_is_kept_if_a_part_says_more_than_its_text(self) -> None:
        for part in (
            IMAGE,
            REFERENCE,
            text("") | {"cache": "a"},
            text({"value": "", "annotations": [{"type": "file"}]}),
            {"type": "text", "annotations": [{"url": "a"}]},
            {"type": "tool_use", "name": "clock", "input": {}},
            {"answer": 1},
            {"type": "redacted_thinking", "data": "AA=="},
            5,
            True,
            [IMAGE],
        ):
            parts = [text("Noon."), part]
            self.assert_content_repaired(parts, "Noon.", content_parts=parts)

    def test_thinking_is_read_from_a_part_that_says_more(self) -> None:
        for part in (
            SIGNED,
            THINKING | {"signature": "S"},
            THINKING | {"thinking": [REFERENCE, text("Let me see.")]},
            THINKING | {"text": "Let me see.", "thinking": "Well."},
        ):
            parts = [part, text("Noon.")]
            self.assert_content_repaired(parts, "Noon.", reasoning_content="Let me see.", content_parts=parts)

    def test_types_nulls_and_empty_values_say_nothing(self) -> None:
        part = {"type": "x", "text": "Noon.", "closed": False, "a": None, "b": "", "c": [], "d": {}}
        self.assert_content_repaired([part], "Noon.")

    def test_the_parts_of_both_lists_are_kept_together(self) -> None:
        self.assert_parts_repaired(
            {"content": [IMAGE], "refusal": [REFUSAL, REFERENCE]},
            {"content": "", "refusal": "No.", "content_parts": [IMAGE, REFUSAL, REFERENCE]},
        )

    def test_content_parts_of_the_server_stay(self) -> None:
        own = {"content_parts": [{"own": 1}]}
        self.assert_parts_repaired({"content": [IMAGE], **own}, {"content": "", **own})
        self.assert_parts_repaired({"content": [IMAGE], "content_parts": []}, {"content": "", "content_parts": [IMAGE]})

    def test_kept_parts_are_json_and_share_nothing_with_the_body(self) -> None:
        parts: list[Any] = [IMAGE, {"type": NOT_JSON, "text": "Noon."}, {"a": {1: 2}}]
        parts.append(parts)
        found = repair(a_message(content=parts))["choices"][0]["message"]
        self.assertEqual(found["content"], "Noon.")
        self.assertEqual(found["content_parts"], [IMAGE, {"text": "Noon."}, {"a": {}}])
        self.assertIsNot(found["content_parts"][0]["image_url"], IMAGE["image_url"])

    def test_parts_nested_without_end_are_cut(self) -> None:
        for parts in (nested(MANY_LEVELS, core="a"), [nested(MANY_LEVELS, within="text", core="a")]):
            found = repair(a_message(content=parts))["choices"][0]["message"]
            self.assertEqual(without(found, "role", "refusal", "content_parts"), {"content": ""})


class Streams(PartsTest):
    def test_the_thinking_of_all_chunks_is_joined_in_the_response(self) -> None:
        deltas = ([THINKING | {"closed": False}], [THINKING], [text("No")], "on.", [text("")])
        response = submodule("streaming").assemble([a_delta(content=parts) for parts in deltas], repair=True)
        message = response.choices[0].message
        self.assertEqual(message.content, "Noon.")
        self.assertEqual(dict(message.extra), {"reasoning_content": "Let me see.Let me see."})


if __name__ == "__main__":
    unittest.main()

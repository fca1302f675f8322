# SPDX-License-Identifier: MIT-0
"""Adding up the tokens of several requests."""

import math
import unittest
from dataclasses import dataclass
from typing import Any

from .. import package

Usage: Any = package.CompletionUsage


def usage(completion: int, prompt: int, **more: Any) -> Any:
    counts = {"completion_tokens": completion, "prompt_tokens": prompt, "total_tokens": completion + prompt}
    return Usage.from_dict(counts | more)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Priced(Usage):
    """A usage with fields of its own."""

    cost: float
    region: str | None = None

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Priced":
        usage = Usage.from_dict({key: value for key, value in data.items() if key not in ("cost", "region")})
        return cls(
            completion_tokens=usage.completion_tokens,
            prompt_tokens=usage.prompt_tokens,
            total_tokens=usage.total_tokens,
            completion_tokens_details=usage.completion_tokens_details,
            prompt_tokens_details=usage.prompt_tokens_details,
            extra=usage.extra,
            cost=data["cost"],
            region=data.get("region"),
        )

    def to_dict(self) -> dict[str, Any]:
        data = {
            "completion_tokens": self.completion_tokens,
            "prompt_tokens": self.prompt_tokens,
            "total_tokens": self.total_tokens,
            "completion_tokens_details": self.completion_tokens_details and self.completion_tokens_details.to_dict(),
            "prompt_tokens_details": self.prompt_tokens_details and self.prompt_tokens_details.to_dict(),
            "cost": self.cost,
            "region": self.region,
        }
        return {key: value for key, value in data.items() if value is not None}


PRICED = usage(1, 2).to_dict() | {"cost": 0.5, "region": "2"}


class Sums(unittest.TestCase):
    def test_two_usages_are_added_count_by_count(self) -> None:
        self.assertEqual((usage(1, 2) + usage(10, 20)).to_dict(), usage(11, 22).to_dict())

    def test_sum_adds_any_number_of_usages(self) -> None:
        self.assertEqual(sum([usage(1, 2), usage(3, 4), usage(5, 6)]), usage(9, 12))
        self.assertEqual(sum([usage(1, 2)]), usage(1, 2))
        self.assertEqual(sum(iter([usage(1, 2), usage(3, 4)]), usage(0, 0)), usage(4, 6))
        self.assertEqual(sum([]), 0)

    def test_a_count_in_only_one_usage_is_kept_and_a_count_in_neither_is_none(self) -> None:
        one = usage(1, 1, completion_tokens_details={"reasoning_tokens": 4, "text_tokens": None})
        other = usage(1, 1, completion_tokens_details={"audio_tokens": 5, "reasoning_tokens": 1})
        for both in (one + other, other + one):
            details = both.completion_tokens_details
            self.assertEqual((details.reasoning_tokens, details.audio_tokens, details.text_tokens), (5, 5, None))
            self.assertIsNone(both.prompt_tokens_details)

    def test_a_breakdown_in_only_one_usage_is_kept(self) -> None:
        one = usage(1, 1, prompt_tokens_details={"cached_tokens": 4, "z": 1})
        for both in (one + usage(2, 2), usage(2, 2) + one):
            self.assertEqual(both.prompt_tokens_details, one.prompt_tokens_details)

    def test_unknown_numbers_are_added_and_other_unknown_values_are_kept_if_equal(self) -> None:
        one = usage(1, 1, cost=0.5, n=1, provider="a", flag=True, kind={"x": 1}, only=2, mine="m", nil=None)
        other = usage(1, 1, cost=1, n=2, provider="b", flag=True, kind={"x": 1}, nil=None)
        expected = {"cost": 1.5, "n": 3, "flag": True, "kind": {"x": 1}, "only": 2, "nil": None}
        for both in (one + other, other + one):
            self.assertEqual(both.extra, expected)

    def test_an_unknown_key_may_have_the_name_of_a_breakdown(self) -> None:
        for value in ("x", [1], True):
            details = {"completion_tokens_details": value, "reasoning_tokens": 2}
            one = usage(1, 1, completion_tokens_details=details)
            expected = usage(2, 2, completion_tokens_details=details | {"reasoning_tokens": 4})
            self.assertEqual(one + one, expected)

    def test_numbers_as_text_are_numbers(self) -> None:
        usages = [
            usage(1, 1, cost=1, price="0.5"),
            usage(1, 1, cost="2", price="-1e1"),
            usage(1, 1, cost=3, price=0.25),
        ]
        self.assertEqual(sum(usages).extra, {"cost": 6, "price": -9.25})
        self.assertEqual((usage(1, 1, cost="2") + usage(1, 1)).extra, {"cost": 2})
        self.assertEqual((usage(1, 1, cost="2") + usage(1, 1, cost=None)).extra, {"cost": 2})
        self.assertIs(type((usage(1, 1, cost="2") + usage(1, 1, cost="2")).extra["cost"]), int)

    def test_text_that_is_no_number_in_json_is_kept_only_if_it_is_equal(self) -> None:
        for text in (
            "01",
            "1.",
            ".5",
            "+1",
            "1_000",
            " 1",
            "0x1",
            "\u0661",
            "NaN",
            "Infinity",
            "1e999",
            "9" * 5000,
            "",
        ):
            one, other = usage(1, 1, added=text), usage(1, 1, added=1)
            self.assertEqual((one + one).extra, {"added": text})
            self.assertEqual((one + other).extra, {})

    def test_values_of_different_types_are_not_equal(self) -> None:
        self.assertEqual((usage(1, 1, added=True) + usage(1, 1, added=1)).extra, {})
        self.assertEqual((usage(1, 1, added=True) + usage(1, 1, added=True)).extra, {"added": True})

    def test_a_sum_that_no_float_can_hold_is_a_whole_number(self) -> None:
        huge = 10**400
        for one, other, total in (
            (huge, 0.5, huge),
            (huge, "0.5", huge),
            (huge, 1, huge + 1),
            (1e308, 1e308, 2 * int(1e308)),
            (-1e308, -1e308, -2 * int(1e308)),
            (huge, -1e308, huge - int(1e308)),
        ):
            for both in (
                usage(1, 1, cost=one) + usage(1, 1, cost=other),
                usage(1, 1, cost=other) + usage(1, 1, cost=one),
            ):
                self.assertEqual(both.extra, {"cost": total})
                self.assertIs(type(both.extra["cost"]), int)
        self.assertEqual((usage(huge, 1) + usage(huge, 1)).completion_tokens, 2 * huge)

    def test_infinities_and_nan_stay_what_they_are(self) -> None:
        for number in (math.inf, -math.inf):
            for other in (1, 0.5, 10**400, "2"):
                self.assertEqual((usage(1, 1, cost=number) + usage(1, 1, cost=other)).extra, {"cost": number})
        self.assertTrue(math.isnan((usage(1, 1, cost=math.nan) + usage(1, 1, cost=1)).extra["cost"]))

    def test_the_order_of_additions_does_not_matter(self) -> None:
        usages = [usage(n, n, cost=n, provider="ab"[n % 2], **{f"k{n}": n}) for n in range(1, 5)]
        left = ((usages[0] + usages[1]) + usages[2]) + usages[3]
        right = usages[0] + (usages[1] + (usages[2] + usages[3]))
        self.assertEqual(left, right)
        self.assertEqual(sum(usages), left)

    def test_adding_does_not_change_the_usages_that_are_added(self) -> None:
        one, other = usage(1, 2, cost=1), usage(3, 4, cost=2)
        before = one.to_dict(), other.to_dict()
        self.assertIsNot(one + other, one)
        self.assertEqual((one.to_dict(), other.to_dict()), before)

    def test_the_sum_of_usages_of_a_subclass_is_of_the_subclass(self) -> None:
        class Mine(Usage):
            __slots__ = ()

        mine = Mine.from_dict(usage(1, 2).to_dict())
        self.assertIs(type(mine + usage(3, 4)), Mine)
        self.assertIs(type(sum([mine, mine])), Mine)

    def test_the_fields_of_a_subclass_are_added_too(self) -> None:
        mine, other = Priced.from_dict(PRICED), usage(1, 2, cost=0.25)
        self.assertEqual((mine + mine).to_dict(), PRICED | usage(2, 4, cost=1.0).to_dict())
        expected = usage(2, 4, cost=0.75).to_dict()
        self.assertEqual((mine + other).to_dict(), expected)
        self.assertEqual((other + mine).to_dict(), expected)
        self.assertEqual((type(mine + mine), type(mine + other), type(other + mine)), (Priced, Priced, Usage))

    def test_adding_anything_but_a_usage_is_a_type_error(self) -> None:
        other: Any
        for other in (1, "1", None, {}, package.PromptTokensDetails()):
            with self.assertRaises(TypeError):
                usage(1, 2) + other
            with self.assertRaises(TypeError):
                other + usage(1, 2)


if __name__ == "__main__":
    unittest.main()

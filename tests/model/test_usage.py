# SPDX-License-Identifier: MIT-0
"""Adding up the tokens of several requests."""

import unittest

from .. import package

Usage = package.CompletionUsage


def usage(completion, prompt, **more):
    counts = {"completion_tokens": completion, "prompt_tokens": prompt, "total_tokens": completion + prompt}
    return Usage.from_dict(counts | more)


class Sums(unittest.TestCase):
    def test_two_usages_are_added_count_by_count(self):
        self.assertEqual((usage(1, 2) + usage(10, 20)).to_dict(), usage(11, 22).to_dict())

    def test_sum_adds_any_number_of_usages(self):
        self.assertEqual(sum([usage(1, 2), usage(3, 4), usage(5, 6)]), usage(9, 12))
        self.assertEqual(sum([usage(1, 2)]), usage(1, 2))
        self.assertEqual(sum(iter([usage(1, 2), usage(3, 4)]), usage(0, 0)), usage(4, 6))
        self.assertEqual(sum([]), 0)

    def test_a_count_in_only_one_usage_is_kept_and_a_count_in_neither_is_none(self):
        one = usage(1, 1, completion_tokens_details={"reasoning_tokens": 4, "text_tokens": None})
        other = usage(1, 1, completion_tokens_details={"audio_tokens": 5, "reasoning_tokens": 1})
        for both in (one + other, other + one):
            details = both.completion_tokens_details
            self.assertEqual((details.reasoning_tokens, details.audio_tokens, details.text_tokens), (5, 5, None))
            self.assertIsNone(both.prompt_tokens_details)

    def test_a_breakdown_in_only_one_usage_is_kept(self):
        one = usage(1, 1, prompt_tokens_details={"cached_tokens": 4, "z": 1})
        for both in (one + usage(2, 2), usage(2, 2) + one):
            self.assertEqual(both.prompt_tokens_details, one.prompt_tokens_details)

    def test_unknown_numbers_are_added_and_other_unknown_values_are_kept_if_equal(self):
        one = usage(1, 1, cost=0.5, n=1, provider="a", flag=True, kind={"x": 1}, only=2, mine="m", nil=None)
        other = usage(1, 1, cost=1, n=2, provider="b", flag=True, kind={"x": 1}, nil=None)
        expected = {"cost": 1.5, "n": 3, "flag": True, "kind": {"x": 1}, "only": 2, "nil": None}
        for both in (one + other, other + one):
            self.assertEqual(both.extra, expected)

    def test_an_unknown_key_may_have_the_name_of_a_breakdown(self):
        for value in ("x", [1], True):
            details = {"completion_tokens_details": value, "reasoning_tokens": 2}
            one = usage(1, 1, completion_tokens_details=details)
            expected = usage(2, 2, completion_tokens_details=details | {"reasoning_tokens": 4})
            self.assertEqual(one + one, expected)

    def test_the_order_of_additions_does_not_matter(self):
        usages = [usage(n, n, cost=n, provider="ab"[n % 2], **{f"k{n}": n}) for n in range(1, 5)]
        left = ((usages[0] + usages[1]) + usages[2]) + usages[3]
        right = usages[0] + (usages[1] + (usages[2] + usages[3]))
        self.assertEqual(left, right)
        self.assertEqual(sum(usages), left)

    def test_adding_does_not_change_the_usages_that_are_added(self):
        one, other = usage(1, 2, cost=1), usage(3, 4, cost=2)
        before = one.to_dict(), other.to_dict()
        self.assertIsNot(one + other, one)
        self.assertEqual((one.to_dict(), other.to_dict()), before)

    def test_the_sum_of_usages_of_a_subclass_is_of_the_subclass(self):
        class Mine(Usage):
            __slots__ = ()

        mine = Mine.from_dict(usage(1, 2).to_dict())
        self.assertIs(type(mine + usage(3, 4)), Mine)
        self.assertIs(type(sum([mine, mine])), Mine)

    def test_adding_anything_but_a_usage_is_a_type_error(self):
        for other in (1, "1", None, {}, package.PromptTokensDetails()):
            with self.assertRaises(TypeError):
                usage(1, 2) + other
            with self.assertRaises(TypeError):
                other + usage(1, 2)


if __name__ == "__main__":
    unittest.main()

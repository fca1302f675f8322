# SPDX-License-Identifier: MIT-0
"""The benchmark measures what it says. What its clock shows decides nothing here."""

import json
import re
import unittest

from . import package
from .benchmarks import payloads
from .benchmarks.__main__ import table
from .benchmarks.costs import COSTS, MEASURES, SIZES
from .benchmarks.libraries import AGAIN, DICT, LIBRARIES, OURS, installed
from .benchmarks.suite import FULL, Plan, judge, report
from .support import needs_processes

TINY = Plan(rounds=1, visits=1, more_visits=1, seconds=0.0, starts=1, sizes=SIZES[:2], everything=False)


class Payloads(unittest.TestCase):
    def test_every_body_is_read_and_comes_back_unchanged(self) -> None:
        for name in ("typical", "tools", "router", "logprobs-40", "mix-300"):
            for body in payloads.bodies(name):
                with self.subTest(payload=name, id=body["id"]):
                    before = json.dumps(body)
                    response = package.CreateChatCompletionResponse.from_dict(body)
                    self.assertEqual(response.to_dict(), body)
                    self.assertEqual(package.CreateChatCompletionResponse.from_json(before), response)
                    self.assertEqual(json.dumps(body), before)

    def test_they_are_the_same_each_time(self) -> None:
        for name in ("typical", "tools", "router", "logprobs-40", "mix-300"):
            with self.subTest(payload=name):
                self.assertEqual(payloads.bodies(name), payloads.bodies(name))

    def test_they_have_the_sizes_that_their_names_say(self) -> None:
        (body,) = payloads.bodies("logprobs")
        content = body["choices"][0]["logprobs"]["content"]
        self.assertEqual((len(content), {len(token["top_logprobs"]) for token in content}), (500, {20}))
        (body,) = payloads.bodies("logprobs-40")
        self.assertEqual(len(body["choices"][0]["logprobs"]["content"]), 40)
        self.assertEqual(len(payloads.bodies("mix-300")), 300)
        self.assertEqual(payloads.MIX_LINES, 10_000)

    def test_the_router_adds_a_key_at_every_level(self) -> None:
        response = package.CreateChatCompletionResponse.from_dict(payloads.router())
        choice, usage = response.choices[0], response.usage
        for level in (
            response,
            choice,
            choice.message,
            usage,
            usage.prompt_tokens_details,
            usage.completion_tokens_details,
        ):
            with self.subTest(level=type(level).__name__):
                self.assertTrue(level.extra)


class Libraries(unittest.TestCase):
    def test_each_one_that_is_installed_reads_and_writes_the_payloads(self) -> None:
        for name, (module, library) in LIBRARIES.items():
            if not installed(module):
                continue
            functions = library()
            for payload in ("typical", "tools", "router", "logprobs-5"):
                with self.subTest(library=name, payload=payload):
                    (body,) = payloads.bodies(payload)
                    made = functions.load(json.dumps(body))
                    if functions.parse is None or functions.emit is None:
                        self.assertEqual(made, body)
                    else:
                        self.assertEqual(functions.parse(body), made)
                        again = functions.emit(made)
                        self.assertEqual(again["choices"][0]["index"], 0)
                        self.assertEqual(again["usage"]["total_tokens"], 26)


@needs_processes
class Runs(unittest.TestCase):
    def test_a_tiny_one_without_peers_has_a_row_for_every_cost(self) -> None:
        found = report(TINY, peers=False)
        self.assertEqual([row["what"] for row in found["costs"]], [cost.what for cost in COSTS])
        measured = [row["what"] for row in found["costs"] if row["ratio"] is not None]
        self.assertEqual(measured, ["memory held, logprobs", "import", "parse, 500 to 2000 tokens"])
        self.assertEqual(found["skipped"], [name for name in LIBRARIES if name not in (OURS, AGAIN, DICT)])
        self.assertEqual(found["failures"], [])
        text = table(found)
        json.dumps(found, allow_nan=False)  # as --json prints it
        for cost in COSTS:
            self.assertIn(f"\n  {cost.what} ", text)

    def test_a_full_one_has_a_row_for_every_measure_of_every_payload(self) -> None:
        plan = Plan(
            rounds=1, visits=1, more_visits=1, seconds=0.0, starts=1, payloads=("typical", "mix-20"), sizes=SIZES[:1]
        )
        found = report(plan, peers=False)
        rows = {(row["library"], row["measure"], row["payload"]) for row in found["times"]}
        expected = {
            (name, measure, kind) for name in (OURS, AGAIN) for measure in MEASURES for kind in ("typical", "mix-20")
        }
        self.assertEqual(rows, expected | {(DICT, "load", "typical"), (DICT, "load", "mix-20")})
        self.assertEqual(found["lossless"][OURS], {"typical": True, "mix-20": True})
        self.assertEqual([row["library"] for row in found["memory"]], [OURS, AGAIN, DICT])
        self.assertEqual(FULL.payloads, ("typical", "tools", "router", "logprobs", "mix"))
        self.assertRegex(table(found), re.compile(r"^parse: chatcompletion / peer$", re.MULTILINE))


class Judgement(unittest.TestCase):
    """Of the cost `parse, typical` against model_validate, which is 1.0 at most."""

    def beyond(self, ours: float, again: float, peer: float) -> bool:
        figures = {
            (name, "parse", "typical"): seconds
            for name, seconds in ((OURS, ours), (AGAIN, again), ("openai validate", peer))
        }
        return judge(figures, {}, {}, {})[0]["beyond"]

    def test_a_ratio_below_its_limit_is_kept(self) -> None:
        self.assertIs(self.beyond(0.9, 0.9, 1.0), False)

    def test_a_ratio_beyond_its_limit_by_less_than_the_noise_is_let_pass(self) -> None:
        self.assertIs(self.beyond(1.05, 1.15, 1.0), False)
        self.assertIs(self.beyond(1.05, 0.95, 1.0), False)

    def test_a_ratio_beyond_its_limit_by_more_than_the_noise_is_reported(self) -> None:
        self.assertIs(self.beyond(1.05, 1.06, 1.0), True)

    def test_a_ratio_without_its_peer_is_not_judged(self) -> None:
        self.assertEqual({row["beyond"] for row in judge({}, {}, {}, {})}, {None})


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: MIT-0
"""The benchmarks measure the right thing and compute the right ratios. No test depends on how fast the machine is."""

import contextlib
import importlib.util
import io
import json
import os
import sys
import types
import typing
import unittest
from collections.abc import Mapping, Sequence
from typing import Any
from unittest import mock

from .. import NAME, ROOT, package
from ..support.platform import THOROUGH, needs_processes
from ..support.processes import clean_environment, run
from . import __main__ as program, imitation, libraries, measuring, payloads
from .costs import COSTS, Cost, Figures, Row, judge
from .imitation import CORPUS
from .libraries import AGAIN, BARE, DICT, LIBRARIES, OURS, STDLIB, VALIDATE, installed
from .payloads import SENT, bodies


class Bodies(unittest.TestCase):
    def test_every_body_survives_a_round_trip(self) -> None:
        for payload in ("typical", "logprobs-40", "imitated"):
            for body in bodies(payload):
                with self.subTest(payload=payload):
                    self.assertEqual(package.CreateChatCompletionResponse.from_dict(body).to_dict(), body)

    @needs_processes
    @unittest.skipUnless(THOROUGH, "it starts a process, and CHATCOMPLETION_THOROUGH is not set")
    def test_the_bodies_are_the_same_in_every_process(self) -> None:
        code = "import json; from tests.benchmarks.payloads import bodies; print(json.dumps([*map(bodies, {!r})]))"
        payloads = ["typical", "logprobs-40", "imitated"]
        same_modules = clean_environment(CHATCOMPLETION=NAME, PYTHONPATH=os.pathsep.join(sys.path))
        done = run(sys.executable, "-c", code.format(payloads), cwd=ROOT, env=same_modules)
        self.assertEqual((json.loads(done.stdout), done.stderr), ([*map(bodies, payloads)], ""))

    def test_logprobs_have_as_many_tokens_as_the_payload_says_and_20_alternatives(self) -> None:
        for payload, size in (("logprobs", 500), ("logprobs-40", 40)):
            (body,) = bodies(payload)
            tokens = body["choices"][0]["logprobs"]["content"]
            self.assertEqual((len(tokens), {len(token["top_logprobs"]) for token in tokens}), (size, {20}))

    def test_the_imitated_bodies_have_exactly_the_counts_in_the_file(self) -> None:
        self.assertEqual(imitation.count(imitation.imitated()), json.loads(imitation.MIX.read_bytes()))

    @unittest.skipUnless(CORPUS, "CHATCOMPLETION_CORPUS names no folder of recorded bodies")
    @unittest.skipUnless(importlib.util.find_spec("openai"), "openai is not installed")
    def test_the_counts_in_the_file_are_those_of_the_recorded_bodies(self) -> None:
        self.assertEqual(imitation.counts_of_recorded(), json.loads(imitation.MIX.read_bytes()))


class Libraries(unittest.TestCase):
    def test_every_installed_library_parses_what_is_measured_with_it(self) -> None:
        for name in filter(installed, LIBRARIES):
            for payload in ("typical", "logprobs-5"):
                with self.subTest(library=name, payload=payload):
                    (body,) = bodies(payload)
                    functions = LIBRARIES[name]()
                    parsed = functions["parse"](body)
                    self.assertEqual(parsed["id"] if name == DICT else parsed.id, body["id"])
                    if "emit" in functions:
                        self.assertEqual(functions["load"](json.dumps(body)), parsed)
                        self.assertEqual(functions["emit"](parsed)["usage"], body["usage"])

    def test_every_installed_library_joins_the_same_stream(self) -> None:
        pieces = payloads.stream(40)
        self.assertGreater(len(pieces), 3)
        texts = [
            functions["join"](pieces).choices[0].message.content
            for functions in (LIBRARIES[name]() for name in filter(installed, LIBRARIES))
            if "join" in functions
        ]
        self.assertGreater(len(texts[0]), 80)
        self.assertEqual(texts, [texts[0]] * len(texts))

    def test_the_classes_for_dataclass_libraries_have_plain_types(self) -> None:
        token = libraries.plain(package.ChatCompletionTokenLogprob)
        tops = types.GenericAlias(list, (libraries.plain(package.TopLogprob),))
        self.assertEqual(
            typing.get_type_hints(token),
            {
                "token": str,
                "logprob": float,
                "bytes": list[int] | None,
                "top_logprobs": tops,
            },
        )
        call = libraries.plain(package.ChatCompletionMessageToolCall)
        self.assertEqual(typing.get_type_hints(call)["type"], str)
        self.assertIs(type(call(id="a", function=None).type), str)


class Ratios(unittest.TestCase):
    """Each figure is given; the ratio follows."""

    def row(self, cost: Cost, figures: Mapping[tuple[str, str], Sequence[float | None]]) -> Row:
        """The judgement of a cost, given figures by library and payload."""
        (row,) = judge({(name, cost.measure, payload): found for (name, payload), found in figures.items()}, [cost])
        return row

    def test_the_verdict_compares_the_ratio_with_limit_and_goal(self) -> None:
        cost = Cost(what="", measure="parse", payload="typical", at_most=1.1, goal=0.7)
        missed = Cost(what="", measure="parse", payload="typical", at_most=1.1, goal=0.7, tolerated=1.2)
        shown = Cost(what="", measure="parse", payload="typical", at_most=None, goal=None)
        for given, seconds, verdict in (
            (cost, 0.7, "goal"),
            (cost, 1.1, "kept"),
            (cost, 1.11, "BEYOND"),
            (missed, 1.1, "kept"),
            (missed, 1.2, "missed"),
            (missed, 1.21, "BEYOND"),
            (shown, 9.0, ""),
        ):
            with self.subTest(verdict, seconds=seconds):
                row = self.row(given, {(OURS, "typical"): [seconds], (VALIDATE, "typical"): [1.0]})
                self.assertEqual((row.ratio, row.verdict), (seconds, verdict))
        self.assertEqual({row.verdict for row in judge({})}, {"not measured"})

    def test_the_ratio_of_many_bodies_is_the_median_over_those_that_both_accept(self) -> None:
        cost = Cost(what="", measure="parse", payload=SENT, at_most=1.0, goal=1.0)
        row = self.row(cost, {(OURS, SENT): [3.0, 2.0, 9.0, 2.0, None], (VALIDATE, SENT): [1.0, 2.0, None, 1.0, 1.0]})
        self.assertEqual((row.ratio, len(row.ratios), row.ninth), (2.0, 3, None))
        many = {(OURS, SENT): [float(number) for number in range(11)], (VALIDATE, SENT): [1.0] * 11}
        self.assertEqual((self.row(cost, many).ratio, self.row(cost, many).ninth), (5.0, 9.0))

    def test_the_package_is_compared_with_the_fastest_peer(self) -> None:
        (cost,) = [cost for cost in COSTS if len(cost.peers) > 1]
        peers = {(name, "typical"): [5.0 - place] for place, name in enumerate(cost.peers)}
        row = self.row(cost, {(OURS, "typical"): [1.0], **peers})
        self.assertEqual((row.against, row.ratio), (cost.peers[-1], 1.0))

    def test_the_time_of_the_bare_interpreter_is_subtracted_from_an_import(self) -> None:
        (cost,) = [cost for cost in COSTS if cost.peers == (STDLIB,)]
        row = self.row(cost, {(BARE, ""): [1.0], (OURS, ""): [3.0], (STDLIB, ""): [2.0]})
        self.assertEqual(row.ratio, 2.0)

    def test_growth_is_that_of_the_package_divided_by_that_of_the_peer(self) -> None:
        (cost,) = [cost for cost in COSTS if cost.smaller]
        small, large = cost.smaller, cost.payload
        figures = {(OURS, small): [1.0], (OURS, large): [6.0], (VALIDATE, small): [2.0], (VALIDATE, large): [8.0]}
        self.assertEqual(self.row(cost, figures).ratio, 1.5)

    def test_noise_is_the_largest_difference_between_two_measurements_of_the_package_in_costs_of_one_kind(self) -> None:
        names = ("parse", "emit", "memory")
        figures: Figures = {(OURS, name, "typical"): [1.0] for name in names} | {
            (AGAIN, "parse", "typical"): [1.25],
            (AGAIN, "emit", "typical"): [1.1],
        }
        rows = judge(figures, [Cost(what="", measure=name, payload="typical", at_most=1.0, goal=1.0) for name in names])
        self.assertEqual([row.noise for row in rows], [0.25, 0.25, 0.0])


class Measuring(unittest.TestCase):
    def test_the_time_of_a_call_is_that_of_the_fastest_batch(self) -> None:
        now = 0.0
        durations = iter([4.0, 3.0, *[2.0] * 5, 1.0, *[3.0] * 100])

        def call(given: str) -> None:
            nonlocal now
            now += next(durations)

        clock = mock.Mock(perf_counter=lambda: now)
        with mock.patch.object(measuring, "time", clock):
            self.assertEqual(measuring.time_of_call(call, "given", 20.0), 1.0)

    def test_each_library_comes_first_in_its_turn(self) -> None:
        self.assertEqual([measuring.rotated([*"abc"], turn)[0] for turn in range(4)], [*"abca"])

    def test_the_memory_of_an_object_is_what_it_adds_to_its_data(self) -> None:
        data = bytes(1_000_000)
        self.assertLess(measuring.bytes_held(lambda given: [given], data), 10_000)
        self.assertAlmostEqual(measuring.bytes_held(lambda given: given + given, data), 2_000_000, delta=10_000)

    def test_a_body_that_a_library_refuses_has_no_figure(self) -> None:
        texts = [{"no": "body"}, payloads.typical()]
        with mock.patch.object(measuring, "bodies", return_value=texts), mock.patch.object(measuring, "SWEEPS", 1):
            found = measuring.times_of_each([OURS, AGAIN], "load", SENT)
        for name in (OURS, AGAIN):
            refused, accepted = found[name]
            self.assertIsNone(refused)
            self.assertGreater(accepted or 0, 0)

    def test_only_a_ratio_beyond_its_limit_is_measured_again_and_the_best_figure_counts(self) -> None:
        parse = Cost(what="parse", measure="parse", payload="typical", at_most=1.1, goal=1.0)
        emit = Cost(what="emit", measure="emit", payload="typical", at_most=1.1, goal=1.0)
        for seconds, expected in (([1.1], [2]), ([1.2, 1.05], [2, 1]), ([1.2, 1.3, 1.2], [2, 1, 1])):
            asked: list[int] = []

            def one_round(
                again: list[Cost], *rest: Any, asked: list[int] = asked, seconds: list[float] = seconds
            ) -> Any:
                asked.append(len(again))
                if again:
                    yield (OURS, "parse", "typical"), [seconds[len(asked) - 1], None]
                    yield (VALIDATE, "parse", "typical"), [1.0, None]
                    yield (OURS, "emit", "typical"), [1.0]
                    yield (VALIDATE, "emit", "typical"), [1.0]

            with (
                mock.patch.object(measuring, "one_round", one_round),
                mock.patch.object(measuring, "judge", lambda figures: judge(figures, [parse, emit])),
            ):
                figures = measuring.measured([OURS, VALIDATE], rounds=1)
            self.assertEqual([number for number in asked if number], expected)
            self.assertEqual(figures[OURS, "parse", "typical"], [min(seconds), None])

    @needs_processes
    @unittest.skipUnless(THOROUGH, "it takes seconds, and CHATCOMPLETION_THOROUGH is not set")
    def test_without_peers_the_costs_against_dict_and_standard_library_are_measured(self) -> None:
        with mock.patch.multiple(measuring, STARTS=1, MORE_ROUNDS=0):
            rows = judge(measuring.measured([OURS, AGAIN, DICT, STDLIB], rounds=1, seconds=0.0))
        self.assertEqual([row.cost for row in rows], [*COSTS])
        measured = [(row.cost.what, row.against) for row in rows if row.ratio is not None]
        self.assertEqual(measured, [("memory held, logprobs", DICT), ("import", STDLIB)])
        self.assertEqual(len(program.table(rows)), len(COSTS) + 3)


class Program(unittest.TestCase):
    def test_check_fails_for_a_ratio_beyond_its_limit_and_for_one_not_measured(self) -> None:
        for options, ratios, status in (
            (["--check"], [1.1], 0),
            (["--check"], [1.2], 1),
            (["--check"], [], 1),
            ([], [1.2], 0),
        ):
            cost = Cost(what="parse", measure="parse", payload="typical", at_most=1.1, goal=1.0)
            row = Row(cost=cost, against=VALIDATE, ratios=ratios, deviation=0.0)
            with (
                self.subTest(options=options, ratios=ratios),
                mock.patch.object(program, "measured"),
                mock.patch.object(program, "judge", return_value=[row]),
                contextlib.redirect_stdout(io.StringIO()) as out,
            ):
                self.assertEqual(program.main(["--brief", *options]), status)
            self.assertIn(f"\n  parse {'':<34}", out.getvalue())


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: MIT-0
"""The benchmark measures what it says. What its clock shows decides nothing here."""

import contextlib
import io
import json
import unittest
from unittest import mock

from .. import package
from ..support.platform import THOROUGH, needs_processes
from . import __main__ as program
from . import counting, imitation, payloads, suite
from .costs import COSTS, MEASURES, SENT, STDLIB, Cost
from .libraries import AGAIN, DICT, LIBRARIES, OURS, VALIDATE, installed
from .processes import BARE
from .ratios import Figures, judge
from .recorded import CORPUS
from .suite import BRIEF, FULL, Plan, Run, run

TINY = Plan(rounds=1, visits=1, sweeps=1, seconds=0.0, starts=1, repeats=0, everything=False)
NAMES = ("typical", "tools", "router", "logprobs-40", "mix-300", "imitated")


class Payloads(unittest.TestCase):
    def test_every_body_is_read_and_comes_back_unchanged(self) -> None:
        for name in NAMES:
            for body in payloads.bodies(name):
                with self.subTest(payload=name, id=body["id"]):
                    before = json.dumps(body)
                    response = package.CreateChatCompletionResponse.from_dict(body)
                    self.assertEqual(response.to_dict(), body)
                    self.assertEqual(package.CreateChatCompletionResponse.from_json(before), response)
                    self.assertEqual(json.dumps(body), before)

    def test_they_are_the_same_each_time(self) -> None:
        for name in NAMES:
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


class Imitation(unittest.TestCase):
    """The bodies that are made from counts have what was counted."""

    mix: dict[str, counting.Table] = json.loads(imitation.MIX.read_text(encoding="utf-8"))

    def assert_close(self, tables: dict[str, counting.Table], tolerance: float) -> None:
        """So much of a body's rate of anything that was counted is let pass, and a tenth of the rate."""
        counted, found = rates(self.mix), rates(tables)
        self.assertGreater(len(counted), 100)
        for what in counted | found:
            with self.subTest(what=what):
                rate = counted.get(what, 0)
                self.assertAlmostEqual(found.get(what, 0), rate, delta=tolerance + rate / 10)

    def test_there_are_two_hundred_bodies_from_each_kind_of_server_that_was_counted(self) -> None:
        made = imitation.imitated()
        self.assertEqual(len(made), 200)
        self.assertEqual({server for server, _ in made}, {*self.mix})

    def test_they_have_keys_nulls_absences_types_and_items_as_often_as_was_counted(self) -> None:
        self.assert_close(counting.count(imitation.imitated()), 0.05)

    def test_their_texts_are_as_long_as_those_that_were_counted(self) -> None:
        found = counting.count(imitation.imitated())
        for server in ("openrouter", "openai"):
            for kind, counts in self.mix[server]["texts"].items():
                if counts["number"] < 20:
                    continue
                with self.subTest(server=server, text=kind):
                    middle = counting.POINTS // 2
                    low, high = counts["sizes"][middle - 3], counts["sizes"][middle + 3]
                    self.assertIn(found[server]["texts"][kind]["sizes"][middle], range(low, high + 1))

    def test_the_counts_name_no_key_but_those_of_the_api(self) -> None:
        for server, table in self.mix.items():
            self.assertEqual(set(table), {"bodies", "levels", "within", "texts"} & set(table), server)
            self.assertLessEqual(set(table["texts"]), {*counting.TEXTS, *counting.LEVELS, counting.WITHIN})
            for level, counts in table["levels"].items():
                named = {*counts.get("keys", {}), *counts.get("items", {})}
                self.assertLessEqual(named, set(counting.KEYS[level]), (server, level))

    @unittest.skipUnless(CORPUS, "CHATCOMPLETION_CORPUS names no folder of recorded bodies")
    @unittest.skipUnless(installed("openai"), "openai is not installed")
    def test_the_counts_are_those_of_the_recorded_bodies(self) -> None:
        self.assert_close(counting.count(counting.accepted_by_both()), 0.02)


def rates(tables: dict[str, counting.Table]) -> dict[tuple[str, ...], float]:
    """How often a body has anything that was counted, over all servers.

    Without tokens: one body in twenty has any, and a single one has most of them.
    """
    found: dict[tuple[str, ...], float] = {}
    bodies = sum(table["bodies"] for table in tables.values())

    def add(number: float, *what: str) -> None:
        found[what] = found.get(what, 0) + number / bodies

    for table in tables.values():
        for level, counts in table["levels"].items():
            if level in ("token", "top_logprob"):
                continue
            add(counts["objects"], level)
            add(sum(int(number) * times for number, times in counts["unknown"].items()), level, "unknown")
            for kind, number in counts.get("types", {}).items():
                add(number, level, kind)
            for key, states in counts.get("keys", {}).items():
                for state in ("null", "absent", "other"):
                    add(states.get(state, 0), level, key, state)
            for key, items in counts.get("items", {}).items() if level != "logprobs" else ():
                add(sum(int(number) * times for number, times in items.items()), level, key)
    return found


@needs_processes
@unittest.skipUnless(THOROUGH, "this takes long, and CHATCOMPLETION_THOROUGH is not set")
class Runs(unittest.TestCase):
    def test_a_tiny_one_without_peers_has_a_row_for_every_cost(self) -> None:
        found = run(TINY, peers=False)
        rows = judge(found.figures)
        self.assertEqual([row["what"] for row in rows], [cost.what for cost in COSTS])
        measured = [(row["what"], row["against"]) for row in rows if row["ratio"] is not None]
        self.assertEqual(measured, [("memory held, logprobs", DICT), ("import", STDLIB)])
        self.assertEqual(found.libraries, [OURS, AGAIN, DICT])
        self.assertEqual(found.failures, [])
        text = program.table(found)
        json.dumps(program.as_data(found), allow_nan=False)  # as --json prints it
        for cost in COSTS:
            self.assertIn(f"\n  {cost.what} ", text)

    def test_a_full_one_has_a_row_for_every_measure_of_every_payload(self) -> None:
        names = ("typical", "mix-20", "imitated")
        found = run(
            Plan(rounds=1, visits=1, sweeps=1, seconds=0.0, starts=1, repeats=0, payloads=names), peers=False, costs=()
        )
        rows = {cell for cell in found.figures if cell[1] in MEASURES}
        expected = {(name, measure, kind) for name in (OURS, AGAIN) for measure in MEASURES for kind in names}
        self.assertEqual(rows, expected | {(DICT, "load", kind) for kind in names})
        self.assertEqual({len(found.figures[cell]) for cell in rows if cell[2] == "imitated"}, {200})
        self.assertEqual({len(found.figures[cell]) for cell in rows if cell[2] != "imitated"}, {1})
        self.assertEqual(found.lossless[OURS]["imitated"], {"bodies": 200, "same": 200})
        self.assertEqual(FULL.payloads[0], SENT)
        self.assertIn("imitated", FULL.payloads)


class Repeats(unittest.TestCase):
    def measured(self, *seconds: float) -> list[list[str]]:
        """Which costs are measured, time after time, where the package takes so many seconds and its peer takes one."""
        asked: list[list[str]] = []
        cost = Cost(what="parse", measure="parse", payloads=("typical",), at_most=1.1, goal=1.0)
        other = Cost(what="emit", measure="emit", payloads=("typical",), at_most=1.1, goal=1.0)

        def measure(found: Run, costs: list[Cost], everything: bool, rounds: int) -> None:
            asked.append([cost.what for cost in costs])
            for name, took in ((OURS, seconds[len(asked) - 1]), (VALIDATE, 1.0)):
                found.keep((name, "parse", "typical"), [took])
                found.keep((name, "emit", "typical"), [1.0])

        with mock.patch.object(suite.Run, "measure", measure):
            run(BRIEF, peers=False, costs=[cost, other])
        return asked

    def test_what_is_within_its_limit_is_measured_once(self) -> None:
        self.assertEqual(self.measured(1.1), [["parse", "emit"]])

    def test_what_is_beyond_its_limit_is_measured_again_until_it_is_within(self) -> None:
        self.assertEqual(self.measured(1.2, 1.05), [["parse", "emit"], ["parse"]])

    def test_but_no_more_than_twice(self) -> None:
        self.assertEqual(self.measured(1.2, 1.3, 1.2), [["parse", "emit"], ["parse"], ["parse"]])

    def test_the_best_of_all_counts(self) -> None:
        found = Run(BRIEF, [], [], lambda text: None)
        for seconds in ([3.0, None, 1.0], [2.0, 5.0, 4.0]):
            found.keep((OURS, "parse", "recorded"), seconds)
        self.assertEqual(found.figures, {(OURS, "parse", "recorded"): [2.0, None, 1.0]})


class Judgement(unittest.TestCase):
    def row(self, what: str, **seconds: list[float | None]) -> dict[str, object]:
        """The first row of that name, with figures of the package, of it again, and of `model_validate`."""
        (cost, *_) = [cost for cost in COSTS if cost.what == what]
        names = {"ours": OURS, "again": AGAIN, "peer": VALIDATE}
        figures: Figures = {
            (names[name], cost.measure, payload): found for name, found in seconds.items() for payload in cost.payloads
        }
        (row,) = judge(figures, [cost])
        return row

    def test_a_ratio_at_its_limit_is_kept_and_one_beyond_it_is_not_whatever_the_noise(self) -> None:
        self.assertIs(self.row("parse, typical", ours=[1.1], again=[1.1], peer=[1.0])["beyond"], False)
        row = self.row("parse, typical", ours=[1.11], again=[2.22], peer=[1.0])
        self.assertIs(row["beyond"], True)
        self.assertEqual(row["noise"], 1.0)

    def test_a_ratio_without_its_peer_is_not_judged(self) -> None:
        self.assertEqual({row["beyond"] for row in judge({})}, {None})

    def test_the_ratio_of_several_bodies_is_the_median_over_those_that_both_read(self) -> None:
        peer: list[float | None] = [1.0, 2.0, None, 1.0, 1.0]
        row = self.row(f"parse, {SENT}", ours=[3.0, 2.0, 9.0, 2.0, None], peer=peer)
        self.assertEqual((row["ratio"], row["bodies"], row["ninth"]), (2.0, 3, None))
        row = self.row(f"parse, {SENT}", ours=[float(number) for number in range(11)], peer=[1.0] * 11)
        self.assertEqual((row["ratio"], row["bodies"], row["ninth"]), (5.0, 11, 9.0))

    def test_the_fastest_of_several_peers_is_compared_with(self) -> None:
        (cost,) = [cost for cost in COSTS if len(cost.peers) > 1]
        figures: Figures = {(name, "parse", "typical"): [2.0 + place] for place, name in enumerate(cost.peers)}
        (row,) = judge(figures | {(OURS, "parse", "typical"): [1.0]}, [cost])
        self.assertEqual((row["against"], row["ratio"]), (cost.peers[0], 0.5))

    def test_an_import_counts_without_the_interpreter(self) -> None:
        (cost,) = [cost for cost in COSTS if cost.peers == (STDLIB,)]
        figures: Figures = {
            (name, "import", ""): [seconds] for name, seconds in ((BARE, 1.0), (OURS, 3.0), (STDLIB, 2.0))
        }
        self.assertEqual(judge(figures, [cost])[0]["ratio"], 2.0)

    def test_growth_is_that_of_the_package_against_that_of_the_peer(self) -> None:
        (cost,) = [cost for cost in COSTS if cost.kind == "growth"]
        small, large = cost.payloads
        figures: Figures = {
            (OURS, "parse", small): [1.0],
            (OURS, "parse", large): [6.0],
            (VALIDATE, "parse", small): [2.0],
            (VALIDATE, "parse", large): [8.0],
        }
        self.assertEqual(judge(figures, [cost])[0]["ratio"], 1.5)


class Program(unittest.TestCase):
    def status(self, *arguments: str, **rows: object) -> int:
        row = {"ratio": 1.0, "at_most": 1.1, "beyond": False, "missed": False} | rows
        with (
            mock.patch.object(program, "run", lambda plan, progress: Run(plan, [], [], progress)),
            mock.patch.object(program, "judge", return_value=[row]),
            mock.patch.object(program, "table", return_value="a table"),
            contextlib.redirect_stdout(io.StringIO()) as out,
        ):
            status = program.main(["--brief", *arguments])
        self.assertEqual(out.getvalue(), "a table\n")
        return status

    def test_it_fails_only_if_it_is_to_check_and_a_ratio_is_beyond_its_limit_or_missing(self) -> None:
        self.assertEqual(self.status("--check"), 0)
        self.assertEqual(self.status("--check", beyond=True), 1)
        self.assertEqual(self.status("--check", beyond=True, missed=True), 0)
        self.assertEqual(self.status("--check", ratio=None), 1)
        self.assertEqual(self.status(beyond=True), 0)


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: MIT-0
"""The fuzzer finds what it is there to find, and its seeds and its past findings are in order."""

import contextlib
import io
import itertools
import json
import pathlib
import random
import tempfile
import unittest
from typing import Any
from unittest import mock

from .. import package
from . import __main__ as fuzz
from . import mutate, target

Response, ParseError = package.CreateChatCompletionResponse, package.ParseError
OUTCOMES = {"accepted", "chunk", "stream", "refused", "no JSON"}


class Seeds(unittest.TestCase):
    def test_there_are_seeds_of_every_outcome(self) -> None:
        """Accepted, refused, a chunk, a stream, and nothing of the kind; every field of every class occurs."""
        outcomes = [target.attack(raw) for raw in mutate.seeds()]
        self.assertEqual({*outcomes}, OUTCOMES)
        self.assertGreater(len(outcomes), 15)

    def test_a_seed_is_small(self) -> None:
        """An execution takes well under a millisecond."""
        self.assertLess(max(map(len, mutate.seeds())), 3000)


class Mutations(unittest.TestCase):
    def test_mutations_reach_every_outcome(self) -> None:
        """Some are still accepted, most are refused, some are chunks, streams or nothing; none breaks the promise."""
        chance, inputs = random.Random(7), mutate.seeds()
        outcomes = [target.attack(mutate.mutated(chance.choice(inputs), chance, inputs)) for _ in range(2000)]
        for outcome in OUTCOMES:
            self.assertGreater(outcomes.count(outcome), 20, outcome)

    def test_mutations_are_the_same_for_the_same_seed(self) -> None:
        inputs = mutate.seeds()
        runs = [random.Random(3), random.Random(3)]
        one, other = ([mutate.mutated(raw, chance, inputs) for raw in inputs] for chance in runs)
        self.assertEqual(one, other)


class Target(unittest.TestCase):
    """Each promise is broken in turn; the target has to notice."""

    BODY = (mutate.SEEDS / "full.json").read_bytes()

    def broken(self, message: str, raw: bytes = BODY, **replaced: Any) -> None:
        with mock.patch.multiple(Response, **replaced), self.assertRaises(AssertionError) as caught:
            target.attack(raw)
        self.assertEqual(str(caught.exception), message)

    def test_it_notices_what_does_not_come_back(self) -> None:
        emit = Response.to_dict
        self.broken("it does not come back equal", to_dict=lambda self: emit(self) | {"created": 0})
        self.broken("its text does not come back equal", to_json=lambda self: "{}")

    def test_it_notices_a_changed_input(self) -> None:
        read = Response.from_dict

        def spoil(data: Any) -> Any:
            data["id"] = 5
            return read(data)

        self.broken("the input was changed", from_dict=lambda data: spoil(data) if type(data) is dict else read(data))

    def test_it_notices_what_is_shared(self) -> None:
        read, emit = Response.from_dict, Response.to_dict
        kept: list[Any] = []
        self.broken(
            "input and output share a container",
            from_dict=lambda data: (kept.append(data), read(data))[1],
            to_dict=lambda self: emit(self) | {"choices": kept[-1]["choices"]},
        )

    def test_it_notices_that_check_and_from_dict_differ(self) -> None:
        def refuse(data: Any) -> Any:
            raise ParseError((package.Problem(("id",), "made up"),))

        made_up = (package.Problem((), "made up"),)
        with mock.patch.object(target, "check", return_value=made_up):
            self.broken("check and from_dict find different problems", from_dict=refuse)
            self.broken("check refuses what from_dict accepts", __repr__=Response.__repr__)

    def test_it_notices_another_exception(self) -> None:
        def fail(data: Any) -> Any:
            raise KeyError("id")

        with mock.patch.object(Response, "from_dict", fail), self.assertRaises(KeyError):
            target.attack(self.BODY)

    def test_it_notices_a_long_or_an_empty_error_text(self) -> None:
        for message in ("x" * 10**6, ""):
            with self.assertRaises(AssertionError):
                target.examine(mock.Mock(problems=(), __str__=lambda self, message=message: message))

    def test_it_notices_an_unequal_copy(self) -> None:
        self.broken("its pickle is another", __hash__=lambda self: id(self))

    def test_it_notices_a_chunk_that_does_not_come_back_or_merges_into_something_else(self) -> None:
        raw = (mutate.SEEDS / "chunk_full.json").read_bytes()
        emit = target.Chunk.to_dict
        for name, wrong, message in (
            ("to_dict", lambda self: emit(self) | {"id": "other"}, "a chunk does not come back equal"),
            ("from_dict", lambda data: data["id"], "'str' object has no attribute 'to_dict'"),
        ):
            with mock.patch.object(target.Chunk, name, wrong), self.assertRaises(Exception) as caught:
                target.attack(raw)
            self.assertEqual(str(caught.exception), message)
        with (
            mock.patch.object(Response, "__eq__", mock.Mock(return_value=False)),
            self.assertRaises(AssertionError) as caught,
        ):
            target.attack(raw)
        self.assertEqual(str(caught.exception), "what chunks make is not what it says it is")

    def test_it_notices_a_stream_that_depends_on_where_it_is_cut(self) -> None:
        raw = (mutate.SEEDS / "stream_whole.txt").read_bytes()
        read = target.streaming.iter_sse
        with (
            mock.patch.object(target.streaming, "iter_sse", lambda blocks: [*read(blocks)][len(blocks) > 1 :]),
            self.assertRaises(AssertionError) as caught,
        ):
            target.attack(raw)
        self.assertEqual(str(caught.exception), "a stream gives other chunks when it is cut")


class Command(unittest.TestCase):
    def run_plain(self, *arguments: str) -> tuple[int, str, str]:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = fuzz.main(["--plain", *arguments])
        return status, out.getvalue(), err.getvalue()

    def test_it_runs_for_the_time_given_and_counts(self) -> None:
        clock = mock.Mock(monotonic=mock.Mock(side_effect=itertools.count()))  # a second passes from look to look
        with mock.patch.object(fuzz, "time", clock):
            status, out, err = self.run_plain("--seconds", "500")
        self.assertEqual((status, err), (0, ""))
        counts = ", ".join(rf"[\d,]+ {outcome}" for outcome in ("accepted", "chunk", "no JSON", "refused", "stream"))
        self.assertRegex(out, rf"^random mutation: 500 executions in 501 s: {counts}\n$")

    def test_a_breach_is_written_to_a_file_and_ends_it(self) -> None:
        """The file is what `python3 -m tests.fuzz FILE` tries again."""

        def fail(data: Any) -> Any:
            raise RecursionError("too deep")

        with tempfile.TemporaryDirectory() as folder:
            with mock.patch.object(Response, "from_dict", fail):
                status, out, err = self.run_plain("--seconds", "5", "--found", folder)
            (path,) = pathlib.Path(folder).iterdir()
            self.assertEqual((status, out, err), (1, "", f"{path}: RecursionError: too deep\n"))
            status, out, _ = self.run_plain(str(path))
            self.assertEqual((status, out), (0, f"{path}: accepted\n"))


class Found(unittest.TestCase):
    """What the fuzzer and the property tests ever found."""

    def test_a_huge_integer_in_the_location_of_an_error_detail(self) -> None:
        body = {"detail": [{"msg": "x", "loc": [10**5000]}]}
        with self.assertRaises(package.ErrorResponse):
            Response.from_dict(body)

    def test_an_error_body_that_also_holds_what_is_too_deep(self) -> None:
        """`check` and the error name the same problem."""
        deep: Any = []
        for _ in range(200):
            deep = [deep]
        body = json.loads(Target.BODY) | {"choices": [], "error": {"x": deep}}
        with self.assertRaises(package.ErrorResponse) as caught:
            Response.from_dict(body)
        refused = [problem for problem in package.check(body) if problem.kind is package.ProblemKind.REFUSED]
        self.assertEqual(refused, list(caught.exception.problems))


if __name__ == "__main__":
    unittest.main()

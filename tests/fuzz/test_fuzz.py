# SPDX-License-Identifier: MIT-0
"""The fuzzer reaches everything it should, and notices broken promises."""

import contextlib
import io
import itertools
import pathlib
import random
import tempfile
import unittest
from collections.abc import Callable
from typing import Any
from unittest import mock

from .. import package
from . import __main__ as fuzz, mutate, target

Response = package.CreateChatCompletionResponse
OUTCOMES = {"accepted", "chunk", "stream", "refused", "not JSON"}
BODY, REFUSED, CHUNK, STREAM = (
    (mutate.SEEDS / name).read_bytes() for name in ("full.json", "wrong.json", "chunk_full.json", "stream_whole.txt")
)


class Texts(unittest.TestCase):
    def test_the_seeds_break_no_promise_and_have_every_outcome(self) -> None:
        outcomes = [target.attack(raw) for raw in mutate.seeds()]
        self.assertEqual({*outcomes}, OUTCOMES)
        self.assertGreater(len(outcomes), 15)

    def test_every_seed_is_small(self) -> None:
        self.assertLess(max(map(len, mutate.seeds())), 3000)

    def test_mutations_break_no_promise_and_often_have_every_outcome(self) -> None:
        chance, inputs = random.Random(7), mutate.seeds()
        outcomes = [target.attack(mutate.mutated(chance.choice(inputs), chance, inputs)) for _ in range(2000)]
        for outcome in OUTCOMES:
            self.assertGreater(outcomes.count(outcome), 20, outcome)

    def test_mutations_with_the_same_seed_are_the_same(self) -> None:
        inputs = mutate.seeds()
        one, other = ([mutate.mutated(raw, random.Random(3), inputs) for raw in inputs] for _ in range(2))
        self.assertEqual(one, other)


class BrokenPromises(unittest.TestCase):
    def assert_noticed(self, message: str, raw: bytes = BODY, cls: Any = Response, **replaced: Any) -> None:
        """The target complains with this message when methods of a class are replaced."""
        with mock.patch.multiple(cls, **replaced), self.assertRaises(Exception) as caught:
            target.attack(raw)
        self.assertEqual(str(caught.exception), message)

    def test_a_body_that_is_emitted_with_changes_is_noticed(self) -> None:
        emit = Response.to_dict
        message = "to_dict does not emit what was parsed"
        self.assert_noticed(message, to_dict=lambda self: emit(self) | {"created": 0})
        self.assert_noticed("to_json does not emit what was parsed", to_json=lambda self: "{}")

    def test_a_changed_input_is_noticed(self) -> None:
        read = Response.from_dict
        for change in (
            lambda data: (data.update(id=5), read(data))[1],  # the body is refused
            lambda data: (read(data), data.update(id="other"))[0],
        ):
            self.assert_noticed("from_dict changes its input", from_dict=change)

    def test_a_shared_container_is_noticed(self) -> None:
        read, emit = Response.from_dict, Response.to_dict
        kept: list[Any] = []
        self.assert_noticed(
            "input and output share a container",
            from_dict=lambda data: read((kept.append(data), data)[1]),  # type: ignore[func-returns-value]
            to_dict=lambda self: emit(self) | {"choices": kept[-1]["choices"]},
        )

    def test_a_difference_between_check_and_from_dict_is_noticed(self) -> None:
        made_up = mock.Mock(return_value=(package.Problem((), "made up"),))
        self.assert_noticed("check refuses what from_dict accepts", cls=target, check=made_up)
        refuse = mock.Mock(side_effect=package.ParseError((package.Problem(("id",), "wrong"),)))
        with mock.patch.object(target, "check", made_up):
            self.assert_noticed("check and from_dict find different problems", from_dict=refuse)

    def test_a_repair_that_breaks_a_promise_is_noticed(self) -> None:
        def breaking(otherwise: dict[str, Any], of_strict: dict[str, Any]) -> Callable[..., Any]:
            """The real repair, but members are added to what it gives."""

            def repair(data: Any, strict: bool = False) -> Any:
                added = of_strict if strict else otherwise
                repaired = package.repair(data, strict=strict)
                return {**repaired, **added} if added else repaired

            return repair

        number, word = {"id": 5}, {"id": "c-2"}
        for raw, otherwise, of_strict, message in (
            (BODY, word, {}, "repair changes what from_dict accepts"),
            (REFUSED, number, {}, "what was repaired is refused"),
            (REFUSED, word, {}, "what was repaired is repaired again"),
            (REFUSED, {}, number, "what was repaired strictly has faults: $.id: expected string, got integer"),
            (REFUSED, {}, word, "what was repaired strictly is repaired again"),
        ):
            with self.subTest(message):
                self.assert_noticed(message, raw, target, repair=breaking(otherwise, of_strict))

    def test_a_repair_that_changes_its_input_is_noticed(self) -> None:
        repair = package.repair

        def changing(data: Any, strict: bool = False) -> Any:
            repaired = repair(data, strict=strict)
            data["system_fingerprint"] = None
            return repaired

        self.assert_noticed("check or repair changes its input", REFUSED, target, repair=changing)

    def test_a_batch_line_that_gives_another_response_or_error_is_noticed(self) -> None:
        Line = target.batch.BatchRequestOutput
        other = mock.Mock(return_value=None)
        self.assert_noticed("a line gives another response than its body", BODY, Line, completion=other)
        refuse = mock.Mock(side_effect=package.ParseError((package.Problem((), "made up"),)))
        self.assert_noticed("a line gives another error than its body", REFUSED, Line, completion=refuse)

    def test_an_exception_other_than_parse_error_is_let_through(self) -> None:
        with mock.patch.object(Response, "from_dict", side_effect=KeyError("id")), self.assertRaises(KeyError):
            target.attack(BODY)

    def test_a_long_or_empty_error_text_is_noticed(self) -> None:
        for text in ("x" * 10**6, ""):
            with self.assertRaises(AssertionError):
                target.check_error(mock.Mock(problems=(1,), __str__=mock.Mock(return_value=text)))

    def test_an_unequal_pickle_is_noticed(self) -> None:
        self.assert_noticed("its pickle is not equal", __hash__=lambda self: id(self))

    def test_a_chunk_that_is_emitted_with_changes_is_noticed(self) -> None:
        emit = target.Chunk.to_dict
        changed = {"to_dict": lambda self: emit(self) | {"id": "other"}}
        self.assert_noticed("to_dict does not emit what was parsed", CHUNK, target.Chunk, **changed)

    def test_an_assembled_response_that_is_not_equal_to_what_it_emits_is_noticed(self) -> None:
        message = "an assembled response is not equal to what it emits"
        self.assert_noticed(message, CHUNK, __eq__=mock.Mock(return_value=False))

    def test_a_stream_that_depends_on_where_it_is_cut_is_noticed(self) -> None:
        read = target.streaming.iter_sse
        depends = {"iter_sse": lambda blocks: [*read(blocks)][len(blocks) > 1 :]}
        self.assert_noticed("a cut stream gives other chunks", STREAM, target.streaming, **depends)

    def test_a_stream_that_depends_on_the_form_of_its_lines_is_noticed(self) -> None:
        read = target.streaming.iter_sse
        for form, depends in (
            ("in lines", lambda blocks: len(blocks) > 3 and blocks[0] == b"\n"),
            ("in lines without ends", lambda blocks: len(blocks) > 3 and blocks[0] == b""),
            ("with CR LF", lambda blocks: b"\r\n" in blocks[0]),
            ("with CR", lambda blocks: b"\r" in blocks[0] and b"\n" not in blocks[0]),
        ):
            replaced = {"iter_sse": lambda blocks, depends=depends: [*read(blocks)][depends(blocks) :]}
            with self.subTest(form):
                self.assert_noticed(f"a stream {form} gives other chunks", STREAM, target.streaming, **replaced)


class Command(unittest.TestCase):
    def run_plain(self, *arguments: str) -> tuple[int, str, str]:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = fuzz.main(["--plain", *arguments])
        return status, out.getvalue(), err.getvalue()

    def test_the_command_runs_for_the_given_time_and_prints_the_outcomes(self) -> None:
        clock = mock.Mock(monotonic=mock.Mock(side_effect=itertools.count()))  # a second passes with each call
        with mock.patch.object(fuzz, "time", clock):
            status, out, err = self.run_plain("--seconds", "500")
        self.assertEqual((status, err), (0, ""))
        counts = ", ".join(rf"[\d,]+ {outcome}" for outcome in sorted(OUTCOMES))
        self.assertRegex(out, rf"^random mutation: 500 executions in 501 s: {counts}\n$")

    def test_the_command_writes_a_text_that_breaks_a_promise_to_a_file_that_can_be_tried_again(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            with mock.patch.object(Response, "from_dict", side_effect=RecursionError("too deep")):
                status, out, err = self.run_plain("--found", folder)
            (path,) = pathlib.Path(folder).iterdir()
            self.assertEqual((status, out, err), (1, "", f"{path}: RecursionError: too deep\n"))
            self.assertEqual(self.run_plain(str(path)), (0, f"{path}: accepted\n", ""))


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: MIT-0
"""The command `show` with whole responses.

Streams are in test_show_stream.py; how text fills the rows is in test_text_layout.py.
"""

import copy
import io
import os
import re
import unittest
from typing import Any
from unittest import mock

from ..support.bodies import CHOICE, MESSAGE, TYPICAL, a_body, a_message, a_token
from ..support.contract import RESPONSE
from .running import FINISH, HEAD, PAGE, Terminal, file_of, lines, run

AUDIO = {"id": "a", "expires_at": 0, "data": "", "transcript": "Yes."}


def shown(body: Any, *words: object, width: int = 72) -> str:
    """The page of a body."""
    status, out, err = run("show", "--width", width, *words, stdin=body)
    if status or err:
        raise AssertionError(f"not shown: {err}")
    return out


def colored(body: Any, *words: object) -> str:
    return shown(body, "--color", "always", *words)


def everything() -> dict[str, Any]:
    """A body with all that the API has, and some things that it does not have."""
    body = copy.deepcopy(RESPONSE)
    message = body["choices"][0]["message"]
    message["tool_calls"] += [{"id": "c", "type": "teleport", "to": "Mars"}, {"to": "Venus"}]
    message["annotations"] += [{"type": "file", "file": {"name": "a.pdf"}}, {}]
    message["reasoning_content"] = "Think."
    body["moderation"]["input"]["results"].append({**body["moderation"]["input"]["results"][0], "categories": {}})
    return body | {"provider": "Northwind", "cost": 1}


class WholePage(unittest.TestCase):
    maxDiff = None

    def test_a_response_without_choices_has_its_head_alone(self) -> None:
        self.assertEqual(shown(a_body(choices=[])), HEAD.removesuffix("\n"))

    def test_show_lays_out_a_typical_response(self) -> None:
        self.assertEqual(
            shown(TYPICAL),
            """\
example-model-1
2026-09-21 14:13:20 UTC  chatcmpl-Zx81kQ0  tier default

  A heron stands on one leg to keep the other warm.
finish reason: stop

14 prompt tokens
12 completion tokens
26 tokens in total
""",
        )

    def test_show_lays_out_everything_that_a_response_can_have(self) -> None:
        self.assertEqual(
            shown(everything()),
            """\
example-model-1
2026-09-21 14:13:20 UTC  chatcmpl-1  tier default

reasoning:
  Think.
answer:
  See the chart.
refused:
  No.
calls tide_table  (call_a)
    {
      "harbour": "Brest"
    }
calls note  (call_b)
    high water at noon
calls a tool of type teleport
    {"type": "teleport", "id": "c", "to": "Mars"}
calls a tool of type unknown
    {"to": "Venus"}
calls moon_phase
    {}
[1] characters 4 to 13: A chart
    https://example.org/chart
[2] file
    {"type": "file", "file": {"name": "a.pdf"}}
[3] an annotation without a type
    {}
audio audio_1, 0.0 kB, until 2026-09-21 15:13:20 UTC
  Yes.
finish reason: tool_calls

moderation of the request: flagged for harm
moderation of the completion failed: timeout: It took too long.

15 prompt tokens  (1 audio, 2 cached, 3 text, 4 image, 5 cache-write)
15 completion tokens  (1 accepted-prediction, 2 audio, 3 reasoning, 4
    rejected-prediction, 5 text)
30 tokens in total

also sent: provider, cost
""",
        )

    def test_show_gives_each_kind_of_line_its_style(self) -> None:
        bold, dim, red, yellow, cyan = "1", "2", "31", "33", "36"
        page = colored(everything())
        self.assertEqual(
            re.findall(r"\x1b\[(\d+)m(.{1,12}).*?\x1b\[0m", page),
            [
                (bold, "example-mode"),
                (dim, "2026-09-21 1"),
                (dim, "reasoning:"),
                (dim, "Think."),
                (dim, "answer:"),
                (red, "refused:"),
                (cyan, "calls tide_t"),
                (cyan, "calls note  "),
                (cyan, "calls a tool"),
                (cyan, "calls a tool"),
                (cyan, "calls moon_p"),
                (cyan, "[1] characte"),
                (cyan, "[2] file"),
                (cyan, "[3] an annot"),
                (cyan, "audio audio_"),
                (dim, "finish reaso"),
                (yellow, "moderation o"),
                (yellow, "moderation o"),
                (dim, "15 prompt to"),
                (dim, "15 completio"),
                (dim, "rejected-pre"),
                (dim, "30 tokens in"),
                (dim, "also sent: p"),
            ],
        )
        self.assertEqual(re.sub(r"\x1b\[[\d;]+m", "", page), shown(everything()))


class Head(unittest.TestCase):
    def test_show_writes_created_as_a_date_if_there_is_one(self) -> None:
        for created, text in (
            (0, "1970-01-01 00:00:00 UTC"),
            (10**20, f"created {10**20}"),
            (10**30 - 1, "created " + "9" * 30),
            (10**30, "created at an impossible time"),
            (-(10**40), "created at an impossible time"),
        ):
            with self.subTest(created):
                self.assertEqual(shown(a_body(created=created)), PAGE.replace("1970-01-01 00:00:01 UTC", text))

    def test_show_quotes_a_name_that_is_not_one_plain_word(self) -> None:
        plain = "a/b-1.5:é"
        for name in (plain, "né è", "", "a ", "-a"):
            written = name if name == plain else f'"{name}"'
            self.assertEqual(shown(a_body(model=name)), PAGE.replace("m\n", f"{written}\n", 1))


class Choices(unittest.TestCase):
    def test_show_gives_each_of_several_choices_a_heading(self) -> None:
        def choice(index: int, finish_reason: str | None, content: str | None) -> dict[str, Any]:
            return {"index": index, "finish_reason": finish_reason, "message": MESSAGE | {"content": content}}

        body = a_body(choices=[choice(0, "stop", None), choice(1, None, "b"), choice(2, "", "b")])
        rest = (
            "Choice 0\nfinish reason: stop\n\n"
            "Choice 1\n  b\nfinish reason: not given\n\n"
            "Choice 2\n  b\nfinish reason: left blank\n"
        )
        self.assertEqual(shown(body), HEAD + rest)
        two = body | {"choices": body["choices"][:2]}
        self.assertEqual(shown(two), HEAD + rest.partition("\nChoice 2")[0])
        styles = re.findall(r"\x1b\[(\d+)m((?:Choice|finish).*?)\x1b\[0m", colored(body))
        self.assertEqual([style for style, _ in styles], ["1", "2"] * 3)

    def test_show_gives_an_only_choice_a_heading_unless_its_index_is_0(self) -> None:
        self.assertEqual(shown(a_body(choices=[CHOICE | {"index": 1}])), HEAD + "Choice 1\n  Yes.\n" + FINISH)

    def test_show_writes_a_refusal_without_tokens(self) -> None:
        self.assertEqual(shown(a_message(content=None, refusal="No.")), HEAD + "refused:\n  No.\n" + FINISH)

    def test_a_blank_refusal_is_none(self) -> None:
        self.assertEqual(shown(a_message(refusal="")), PAGE)
        self.assertEqual(shown(a_message(content=None, refusal="")), HEAD + FINISH)

    def test_show_writes_reasoning_from_either_key_once_if_it_is_text(self) -> None:
        for members in ({"reasoning": "a"}, {"reasoning_content": "a"}, {"reasoning_content": "a", "reasoning": "b"}):
            self.assertEqual(shown(a_message(**members)), HEAD + "reasoning:\n  a\nanswer:\n  Yes.\n" + FINISH)
        self.assertEqual(shown(a_message(content=None, reasoning="a")), HEAD + "reasoning:\n  a\n" + FINISH)
        for other in ("", None, ["a"], 7):
            self.assertEqual(shown(a_message(reasoning=other)), PAGE)


class Attachments(unittest.TestCase):
    def test_show_writes_unknown_objects_without_escapes(self) -> None:
        body = a_message(content=None, tool_calls=[{"type": "flug", "nach": "Büsum"}])
        self.assertEqual(
            shown(body), HEAD + 'calls a tool of type flug\n    {"type": "flug", "nach": "Büsum"}\n' + FINISH
        )

    def test_show_writes_the_size_of_audio_without_its_base64_encoding(self) -> None:
        for length, size in ((4000, "3.0"), (4_000_000, "3,000.0")):
            body = a_message(content=None, audio=AUDIO | {"data": "A" * length})
            text = f"audio a, {size} kB, until 1970-01-01 00:00:00 UTC\n  Yes.\n"
            self.assertEqual(shown(body), HEAD + text + FINISH)


class Moderation(unittest.TestCase):
    def test_show_writes_each_outcome_of_moderation_in_its_style(self) -> None:
        def results(*all_categories: dict[str, bool]) -> dict[str, Any]:
            rest = {"model": "m", "flagged": True, "category_scores": {}, "category_applied_input_types": {}}
            return {"model": "m", "results": [rest | {"categories": categories} for categories in all_categories]}

        for outcome, style, text in (
            (results(), "2", "nothing flagged"),
            (results({"a": False}), "2", "nothing flagged"),
            (results({"b": True, "c": False, "a": True}, {"b": True, "a b": True}), "33", 'flagged for a, "a b", b'),
            ({"type": "skipped"}, "2", '{"type": "skipped"}'),
        ):
            with self.subTest(outcome):
                body = a_body(moderation={"input": outcome, "output": outcome})
                rows = [f"moderation of the {name}: {text}" for name in ("request", "completion")]
                self.assertEqual(shown(body), PAGE + "\n" + "\n".join(rows) + "\n")
                self.assertEqual(colored(body).splitlines()[-2:], [f"\x1b[{style}m{row}\x1b[0m" for row in rows])


def top(token: str, logprob: float) -> dict[str, Any]:
    return {"token": token, "logprob": logprob, "bytes": None}


def spoken(*tokens: Any, key: str = "content", **message: Any) -> dict[str, Any]:
    """A body whose message is made of these tokens, each with its log probability and its alternatives."""
    entries = [top(token, logprob) | {"top_logprobs": alternatives} for token, logprob, *alternatives in tokens]
    message = MESSAGE | {key: "".join(entry["token"] for entry in entries)} | message
    return a_body(choices=[CHOICE | {"message": message, "logprobs": {key: entries}}])


class Probabilities(unittest.TestCase):
    TOKENS = (("né", -0.01), (" u", -1.0, top(" u", -1.0), top(" a\n", -1.5)), ("p", -9999.0, top("p", 1000.0)))

    def test_show_shades_each_token_by_its_probability(self) -> None:
        tokens = ("a", 0.5), ("b", -0.05), ("c", -0.4), ("d", -1), ("e", -2), ("f", -9), ("g", -9999)
        shades = {"c": 22, "d": 58, "e": 94, "f": 88, "g": 88}
        shaded = "".join(f"\x1b[48;5;{shade}m{token}\x1b[0m" for token, shade in shades.items())
        self.assertIn(f"\n  ab{shaded}\n", colored(spoken(*tokens)))

    def test_show_shades_the_tokens_of_a_refusal(self) -> None:
        page = colored(spoken(("No", 0), (".", -1), key="refusal"))
        self.assertIn("\n\x1b[31mrefused:\x1b[0m\n  No\x1b[48;5;58m.\x1b[0m\n", page)

    def test_show_lays_shaded_tokens_out_in_rows(self) -> None:
        tokens = [("a", 0), ("\n", 0), ("b" * 30, 0), ("\tc", 0)]
        page = shown(spoken(*tokens), "--color", "always", width=20)
        self.assertIn(f"\n  a\n  {'b' * 18}\n    {'b' * 12}  c\n", page)

    def test_show_does_not_shade_text_that_the_tokens_do_not_spell(self) -> None:
        self.assertIn("\n  other\n", colored(spoken(*self.TOKENS, content="other")))

    def test_show_lists_the_alternatives_to_each_token_with_the_option(self) -> None:
        listed = '"né" 99.0%\n" u" 36.8%   not " a\\n" 22.3%\n"p" 0.0%\n'
        self.assertEqual(shown(spoken(*self.TOKENS), "--alternatives"), f"{HEAD}  né up\n\n{listed}\n{FINISH}")
        self.assertEqual(shown(spoken(*self.TOKENS)), f"{HEAD}  né up\n{FINISH}")
        refusal = shown(spoken(*self.TOKENS, key="refusal", content=None), "--alternatives")
        self.assertEqual(refusal, f"{HEAD}refused:\n  né up\n\n{listed}\n{FINISH}")

    def test_show_lists_the_alternatives_of_each_text_below_it(self) -> None:
        said, declined = spoken(("Yes", 0)), spoken(("No", 0), key="refusal")
        for part in ("message", "logprobs"):
            said["choices"][0][part]["refusal"] = declined["choices"][0][part]["refusal"]
        texts = '  Yes\n\n"Yes" 100.0%\n\nrefused:\n  No\n\n"No" 100.0%\n\n'
        self.assertEqual(shown(said, "--alternatives"), HEAD + texts + FINISH)

    def test_show_lists_several_alternatives_to_a_token(self) -> None:
        page = shown(spoken(("a", 0.5, top("b", 0.0), top("c", -1.0))), "--alternatives")
        self.assertIn('\n"a" 100.0%   not "b" 100.0%  "c" 36.8%\n\n', page)

    def test_show_takes_a_probability_above_1_for_1_and_the_least_for_0(self) -> None:
        for logprob, shown_as in ((1e6, "100.0%"), (10**400, "100.0%"), (-(10**400), "0.0%"), (-1e308, "0.0%")):
            with self.subTest(str(logprob)[:9]):
                self.assertIn(f'"a" {shown_as}\n', shown(a_token(logprob=logprob), "--alternatives"))

    def test_show_lists_the_alternatives_in_json_lines(self) -> None:
        page = run("show", "--alternatives", "--json-lines", stdin=lines(a_token(logprob=0)))[1]
        self.assertIn('"a" 100.0%', page)


class Terminals(unittest.TestCase):
    def test_show_uses_color_only_on_a_terminal_that_wants_it(self) -> None:
        for terminal, environment, color, expected in (
            (True, {}, "auto", True),
            (True, {}, None, True),
            (False, {}, "auto", False),
            (True, {"NO_COLOR": "1"}, "auto", False),
            (True, {"NO_COLOR": ""}, "auto", True),
            (True, {"TERM": "dumb"}, "auto", False),
            (True, {}, "never", False),
            (False, {"NO_COLOR": "1"}, "always", True),
        ):
            with self.subTest(terminal=terminal, environment=environment, color=color):
                words = ["--color", color] if color else []
                stdout = Terminal() if terminal else io.StringIO()
                with mock.patch.dict(os.environ, {"TERM": "xterm"} | environment, clear=True):
                    out = run("show", *words, stdin=TYPICAL, stdout=stdout)[1]
                self.assertEqual("\x1b[1m" in out, expected)

    def test_show_is_as_wide_as_the_terminal_unless_told_otherwise(self) -> None:
        body = a_message(content="x" * 30_000)
        for columns, words, expected in (
            (8, [], 20),
            (90, [], 90),
            (10**9, [], 10_000),
            (90, ["--width", 30], 30),
        ):
            with self.subTest(columns, words=words):
                rows = run("show", *words, stdin=body, columns=columns)[1].splitlines()
                self.assertEqual(max(map(len, rows)), expected)


class SeveralResponses(unittest.TestCase):
    def test_show_gives_each_of_several_responses_a_heading(self) -> None:
        out = f"==> <stdin>:1 <==\n{PAGE}\n==> <stdin>:2 <==\n{PAGE}"
        self.assertEqual(run("show", stdin=lines(a_body(), a_body())), (0, out, ""))
        one, other = file_of(a_body()), file_of(a_body())
        out = f"==> {one} <==\n{PAGE}\n==> {other} <==\n{PAGE}"
        self.assertEqual(run("show", one, other), (0, out, ""))
        self.assertIn(f"\x1b[1m==> {one} <==\x1b[0m\n", run("show", "--color", "always", one, other)[1])

    def test_show_never_blends_the_choices_of_two_responses(self) -> None:
        bodies = [a_body(choices=[CHOICE]), a_body(choices=[CHOICE | {"index": 1}])]
        self.assertEqual(run("show", stdin=lines(*bodies))[1].count(HEAD), 2)

    def test_show_goes_on_after_a_line_that_is_refused(self) -> None:
        batch = {"custom_id": "1", "response": {"body": a_body()}}
        file = file_of(lines(a_body(), {"error": "No."}, batch), ".jsonl")
        out = f"==> {file}:1 <==\n{PAGE}\n==> {file}:3 <==\n{PAGE}"
        self.assertEqual(run("show", file), (1, out, f"{file}:2: No.\n"))

    def test_show_reports_a_file_of_lines_that_is_empty(self) -> None:
        file = file_of("\n", ".jsonl")
        self.assertEqual(run("show", file), (2, "", f"{file}: there is no text\n"))


class Refused(unittest.TestCase):
    def test_show_repair_supplies_a_missing_field(self) -> None:
        body = a_body()
        del body["created"]
        err = "<stdin>: repaired: $.created: expected integer, but the key is missing\n"
        self.assertEqual(run("show", "--repair", stdin=body), (0, PAGE.replace("00:00:01", "00:00:00"), err))
        self.assertEqual(run("show", stdin=body)[:2], (1, ""))


if __name__ == "__main__":
    unittest.main()

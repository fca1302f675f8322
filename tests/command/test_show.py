# SPDX-License-Identifier: MIT-0
"""How a response is shown to a person."""

import contextlib
import copy
import io
import json
import os
import unittest
from unittest import mock

from .. import DATA, package, submodule
from ..support.bodies import a_body, a_message, a_token
from ..support.contract import RESPONSE
from .test_command import Terminal, run

show, layout, output = submodule("_show"), submodule("_layout"), submodule("_output")
Response = package.CreateChatCompletionResponse
TYPICAL = json.loads((DATA / "typical.json").read_bytes())


def page_on(file, **options):
    """A page whose rows are written to this file."""
    with contextlib.redirect_stdout(file):
        return layout.Page(output.Output(), **options)


def shown(body, *, color="never", width=72, alternatives=False):
    """The page of a body."""
    file = io.StringIO()
    show.show_response(Response.from_dict(body), page_on(file, color=color, width=width), alternatives=alternatives)
    return file.getvalue()


def saying(**message):
    body = copy.deepcopy(TYPICAL)
    del body["usage"]
    body["choices"][0]["message"] |= message
    return body


HEAD = "example-model-1\n2026-09-21 14:13:20 UTC  chatcmpl-Zx81kQ0  tier default\n\n"
END = "finish reason: stop\n"


class Show(unittest.TestCase):
    maxDiff = None

    def test_lays_out_a_typical_response(self):
        self.assertEqual(
            shown(TYPICAL),
            HEAD + "  A heron stands on one leg to keep the other warm.\n" + END + "\n"
            "14 prompt tokens\n12 completion tokens\n26 tokens in total\n",
        )

    def test_lays_out_everything_that_a_response_can_have(self):
        body = copy.deepcopy(RESPONSE)
        message = body["choices"][0]["message"]
        message["tool_calls"] += [{"id": "c", "type": "teleport", "to": "Mars"}, {"to": "Venus"}]
        message["annotations"] += [{"type": "file", "file": {"name": "a.pdf"}}, {}]
        message["reasoning_content"] = "Think."
        body["moderation"]["input"]["results"].append({**body["moderation"]["input"]["results"][0], "categories": {}})
        body |= {"provider": "Northwind", "cost": 1}
        self.assertEqual(
            shown(body),
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
calls tide_table
    {
      "harbour": "Brest"
    }
[1] characters 4 to 13: A chart
    https://example.org/chart
[2] file
    {"type": "file", "file": {"name": "a.pdf"}}
[3] an annotation of no type
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

    def test_tells_several_choices_apart(self):
        body = saying(content=None)
        second = copy.deepcopy(body["choices"][0]) | {"index": 1, "finish_reason": None}
        second["message"]["content"] = "b"
        third = copy.deepcopy(body["choices"][0]) | {"index": 2, "finish_reason": ""}
        body["choices"] += [second, third]
        self.assertEqual(
            shown(body),
            HEAD + "Choice 0\nfinish reason: stop\n\nChoice 1\n  b\nfinish reason: not said\n\n"
            "Choice 2\nfinish reason: left blank\n",
        )

    def test_shows_what_it_does_not_know_in_its_own_letters(self):
        calls = [{"type": "flug", "nach": "Büsum"}]
        text = 'calls a tool of type flug\n    {"type": "flug", "nach": "Büsum"}\n'
        self.assertEqual(shown(saying(content=None, tool_calls=calls)), HEAD + text + END)

    def test_shows_other_outcomes_of_moderation(self):
        body = saying(content=None) | {"moderation": copy.deepcopy(RESPONSE["moderation"])}
        body["moderation"]["input"]["results"] = []
        body["moderation"]["output"] = {"type": "skipped"}
        tail = 'moderation of the request: nothing flagged\nmoderation of the completion: {"type": "skipped"}\n'
        self.assertEqual(shown(body), HEAD + END + "\n" + tail)

    def test_names_every_flag_of_moderation(self):
        body = saying(content=None) | {"moderation": copy.deepcopy(RESPONSE["moderation"])}
        body["moderation"]["input"]["results"][0]["categories"] = {"b": True, "c": False, "a": True}
        body["moderation"]["output"] = body["moderation"]["input"] | {"results": []}
        tail = "moderation of the request: flagged for a, b\nmoderation of the completion: nothing flagged\n"
        self.assertEqual(shown(body), HEAD + END + "\n" + tail)

    def test_tells_the_size_of_audio(self):
        body = saying(content=None, audio=RESPONSE["choices"][0]["message"]["audio"] | {"data": "A" * 4_000_000})
        self.assertIn("\naudio audio_1, 3,000.0 kB, until ", shown(body))

    def calling(self, arguments):
        return shown(saying(content=None, function_call={"name": "f", "arguments": arguments}), width=200_000)

    def test_wraps_text_at_spaces_to_the_width(self):
        body = saying(content="one two three four five six seven\n\n" + "x" * 45 + " y\n" + "日本" * 12 + " a\u0301b")
        self.assertEqual(
            shown(body, width=20),
            "example-model-1\n2026-09-21 14:13:20\n    UTC\n    chatcmpl-Zx81kQ0\n    tier default\n\n"
            "  one two three four\n  five six seven\n\n"
            f"  {'x' * 18}\n  {'x' * 18}\n  {'x' * 9} y\n"
            f"  {'日本' * 4}日\n  本{'日本' * 4}\n  {'日本' * 3} a\u0301b\n" + END,
        )

    def test_keeps_the_indentation_of_text(self):
        body = saying(content="  def f():\n\treturn 1\n" + " " * 90)
        self.assertEqual(shown(body, width=40).split("\n\n", 1)[1], "    def f():\n      return 1\n" + END)

    def test_shows_moments_beyond_the_calendar(self):
        for created, text in ((10**20, f"created {10**20}"), (-(10**40), "created at an impossible time")):
            self.assertEqual(shown(saying(content=None) | {"created": created}).splitlines()[1].split("  ")[0], text)

    def test_uses_colour_only_on_a_terminal_that_wants_it(self):
        response = Response.from_dict(TYPICAL)
        cases = [
            (Terminal(), {}, "auto", True),
            (io.StringIO(), {}, "auto", False),
            (Terminal(), {"NO_COLOR": "1"}, "auto", False),
            (Terminal(), {"NO_COLOR": ""}, "auto", True),
            (Terminal(), {"TERM": "dumb"}, "auto", False),
            (Terminal(), {}, "never", False),
            (io.StringIO(), {"NO_COLOR": "1"}, "always", True),
        ]
        for file, environment, color, colored in cases:
            with mock.patch.dict(os.environ, {"TERM": "xterm"} | environment, clear=True):
                show.show_response(response, page_on(file, color=color, width=80))
            self.assertEqual("\x1b[" in file.getvalue(), colored)

    def logprobs(self):
        body = saying(content="né up")
        tokens = [
            {"token": "né", "logprob": -0.01, "bytes": None, "top_logprobs": []},
            {"token": " u", "logprob": -1.0, "bytes": None, "top_logprobs": [top(" u", -1.0), top(" a\n", -1.5)]},
            {"token": "p", "logprob": -9999.0, "bytes": None, "top_logprobs": [top("p", 1000.0)]},
        ]
        body["choices"][0]["logprobs"] = {"content": tokens, "refusal": None}
        return body

    def test_shades_each_token_by_its_probability(self):
        page = shown(self.logprobs(), color="always", width=80)
        self.assertIn("\n  né\x1b[48;5;58m u\x1b[0m\x1b[48;5;88mp\x1b[0m\n", page)

    def test_shades_tokens_over_several_lines(self):
        body = self.logprobs()
        body["choices"][0]["message"]["content"] = "a\n" + "b" * 30
        body["choices"][0]["logprobs"]["content"] = [
            {"token": token, "logprob": 0, "top_logprobs": []} for token in ("a", "\n", "b" * 30)
        ]
        page = shown(body, color="always", width=20)
        self.assertIn(f"\n  a\n  {'b' * 18}\n    {'b' * 12}\n", page)

    def test_does_not_shade_tokens_that_are_not_the_text(self):
        body = self.logprobs()
        body["choices"][0]["message"]["content"] = "other"
        self.assertIn("\n  other\n", shown(body, color="always"))

    def test_lists_what_was_likely_in_place_of_each_token_when_asked(self):
        self.assertEqual(
            shown(self.logprobs(), alternatives=True),
            HEAD + '  né up\n\n"né" 99.0%\n" u" 36.8%   not " a\\n" 22.3%\n"p" 0.0%\n\n' + END,
        )

    def test_takes_a_probability_beyond_one_for_certain(self):
        body = self.logprobs()
        body["choices"][0]["logprobs"]["content"][0]["logprob"] = 1e6
        self.assertIn('"né" 100.0%', shown(body, alternatives=True))

    def lines_of(self, content):
        """The text of a message as lines, which have room for 18 columns."""
        page = shown(saying(content=content), width=20)
        return page.split("tier default\n\n", 1)[1].removesuffix(END).removesuffix("\n").split("\n")

    def test_fills_a_line_to_its_last_column(self):
        a, b = "a" * 18, "b" * 18
        cases = {
            f"{a} {b}": [a, b],
            "aaaa 日本日本日本日": ["aaaa 日本日本日本", "日"],
            "日本日本日本日本 ab": ["日本日本日本日本", "ab"],
            "aaaa " + "b" * 12 + "XX": ["aaaa", "b" * 12 + "XX"],
            "a" * 12 + " XXX XXX": ["a" * 12 + " XXX", "XXX"],
            "e\u0301" * 18: ["e\u0301" * 18],
            "e\ufe0f\u200d\u200c" * 18: ["e\ufe0f\u200d\u200c" * 18],
            "\uff21" * 10: ["\uff21" * 9, "\uff21"],
            "日" * 10: ["日" * 9, "日"],
        }
        for content, lines in cases.items():
            with self.subTest(content):
                self.assertEqual(self.lines_of(content), ["  " + line for line in lines])

    def test_shows_reasoning_under_either_name_where_it_is_text(self):
        for key in ("reasoning", "reasoning_content"):
            body = saying(content="b", **{key: "a"})
            self.assertEqual(shown(body), HEAD + "reasoning:\n  a\nanswer:\n  b\n" + END)
        self.assertEqual(shown(saying(content=None, reasoning="a")), HEAD + "reasoning:\n  a\n" + END)
        for other in ("", None, ["a"], 7):
            self.assertEqual(shown(saying(content="b", reasoning=other)), HEAD + "  b\n" + END)
        both = saying(content="c", reasoning_content="a", reasoning="b")
        self.assertEqual(shown(both), HEAD + "reasoning:\n  b\nanswer:\n  c\n" + END)

    def test_tells_a_refusal_in_red(self):
        page = shown(saying(content=None, refusal="No."), color="always")
        self.assertIn("\n\x1b[31mrefused:\x1b[0m\n  No.\n", page)

    def test_tells_two_choices_apart(self):
        body = saying(content="a")
        body["choices"].append(copy.deepcopy(body["choices"][0]) | {"index": 1})
        self.assertEqual(shown(body), HEAD + "Choice 0\n  a\n" + END + "\nChoice 1\n  a\n" + END)

    def test_asks_the_terminal_unless_told(self):
        with mock.patch.dict(os.environ, {"TERM": "xterm"}, clear=True):
            self.assertIs(page_on(Terminal()).color, True)
            self.assertIs(page_on(io.StringIO()).color, False)
        for columns, width in (("8", 20), ("90", 90), ("1000000000", 10_000)):
            with mock.patch.dict(os.environ, {"COLUMNS": columns, "LINES": "9"}):
                self.assertEqual(page_on(io.StringIO()).width, width)

    def test_takes_tabs_for_columns_of_four(self):
        self.assertEqual(self.lines_of("a\tb"), ["  a   b"])
        body = self.logprobs()
        body["choices"][0]["message"]["content"] = "a\tb"
        body["choices"][0]["logprobs"]["content"] = [{"token": "a\tb", "logprob": 0, "top_logprobs": []}]
        self.assertIn("\n  a   b\n", shown(body, color="always"))

    def test_lists_several_alternatives(self):
        body = self.logprobs()
        token = {"token": "né up", "logprob": 0.5, "bytes": None}
        body["choices"][0]["logprobs"]["content"] = [token | {"top_logprobs": [top("a", 0.0), top("b", -1.0)]}]
        expected = '"né up" 100.0%   not "a" 100.0%  "b" 36.8%\n'
        self.assertIn(f"\n{expected}\n", shown(body, alternatives=True))

    def test_is_a_command(self):
        status, out, err = run("show", DATA / "typical.json", "--width", "72")
        self.assertEqual((status, out, err), (0, shown(TYPICAL), ""))
        self.assertIn("\x1b[1m", run("show", DATA / "typical.json", "--color", "always")[1])
        terminal = Terminal()
        with mock.patch.dict(os.environ, {"TERM": "xterm"}, clear=True):
            run("show", DATA / "typical.json", stdout=terminal)
        self.assertIn("\x1b[1m", terminal.getvalue())
        status, out, err = run("show", stdin=b"{}")
        self.assertEqual((status, out), (1, ""))


def top(token, logprob):
    return {"token": token, "logprob": logprob, "bytes": None}


class Details(unittest.TestCase):
    def shown(self, response, **options):
        out = io.StringIO()
        show.show_response(Response.from_dict(response), page_on(out, width=80, color="always"), **options)
        return out.getvalue().splitlines()

    def test_tokens_have_a_shade_by_their_probability(self):
        token = package.ChatCompletionTokenLogprob
        found = [
            show.shade(token(token="a", logprob=logprob, top_logprobs=()))
            for logprob in (0.5, -0.05, -0.4, -1, -2, -9, -9999)
        ]
        self.assertEqual(found, ["", "", "48;5;22", "48;5;58", "48;5;94", "48;5;88", "48;5;88"])

    def test_times_are_dates_then_numbers_then_impossible(self):
        self.assertEqual(show.moment(0), "1970-01-01 00:00:00 UTC")
        self.assertEqual(show.moment(10**30 - 1), "created " + "9" * 30)
        self.assertEqual(show.moment(10**30), "created at an impossible time")

    def test_alternatives_are_left_out_unless_asked_for(self):
        data = a_token(token="Yes.", top_logprobs=[{"token": "No.", "logprob": -1.5, "bytes": None}])
        self.assertNotIn("No.", "\n".join(self.shown(data)))
        self.assertIn("No.", "\n".join(self.shown(data, alternatives=True)))

    def test_reasoning_is_shown_once(self):
        shown = self.shown(a_message(reasoning_content="so it is", reasoning="so it is"))
        self.assertEqual(len([line for line in shown if "so it is" in line]), 1)

    def test_audio_has_the_size_of_what_its_base64_stands_for(self):
        audio = {"id": "a", "expires_at": 0, "data": "A" * 4000, "transcript": "Yes."}
        shown = self.shown(a_message(content=None, audio=audio))
        self.assertIn("\x1b[36maudio a, 3.0 kB, until 1970-01-01 00:00:00 UTC\x1b[0m", shown)

    def test_moderation_is_marked_where_something_is_flagged(self):
        result = {"model": "m", "flagged": True, "category_scores": {}, "category_applied_input_types": {}}
        sides = [{"model": "m", "results": [result | {"categories": {"harm": harm}}]} for harm in (True, False)]
        shown = self.shown(a_body(moderation={"input": sides[0], "output": sides[1]}))
        self.assertIn("\x1b[33mmoderation of the request: flagged for harm\x1b[0m", shown)
        self.assertIn("\x1b[2mmoderation of the completion: nothing flagged\x1b[0m", shown)


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: MIT-0
"""What leaves the command line: no control character, no line that is not its own, and a status whatever the output."""

import contextlib
import errno
import functools
import io
import json
import random
import re
import sys
import unicodedata
import unittest
from unittest import mock

from . import submodule
from .bodies import a_body, a_message
from .samples import RESPONSE
from .support import bytes_taken, calls_made
from .test_command import file_of, line, packed, run
from .test_command_streams import CUT_OFF, HEAD, chunk, events, lines

output = submodule("_output")

FORGED = "\nfinish reason: stop\n\x1b[2J\u202e"
SHOWN = "\\nfinish reason: stop\\n\\x1b[2J\\u202e"  # the same as it is shown
QUOTED = '"\\nfinish reason: stop\\n\\u001b[2J\\u202e"'
HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")  # categories of characters that no one sees
KEPT = "\u200c\u200d"  # which scripts and emoji need


def hidden_in(text):
    """The characters that should not have left. Line ends are left to other tests."""
    return {char for char in text if unicodedata.category(char) in HIDDEN and char not in KEPT + "\n"}


class Door(unittest.TestCase):
    def test_hides_every_control_and_format_character(self):
        door = output.Door(io.StringIO())
        for char in map(chr, range(sys.maxunicode + 1)):
            if unicodedata.category(char) in HIDDEN and char not in KEPT:
                self.assertEqual(door.shown(f"a{char}b"), f"a{char.encode('unicode_escape').decode()}b")

    def test_hides_blanks_of_no_width(self):
        blanks = "\u034f\u115f\u1160\u17b4\u3164\uffa0\U000e0100"
        self.assertEqual(output.Door(None).shown(blanks), blanks.encode("unicode_escape").decode())

    def test_lets_letters_marks_and_joiners_pass(self):
        hindi, persian = "\u0928\u092e\u0938\u094d\u0924\u0947", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
        text = f"né 日本 {hindi} {persian} 👨\u200d👩 ❤\ufe0f \xa0\u3000 \\x1b"
        self.assertEqual(output.Door(io.StringIO()).shown(text), text)

    def test_escapes_what_the_encoding_lacks(self):
        for encoding, shown, json_shown in (
            ("ascii", "\\xe9\\u4e2d\\U0001f30a", "\\u00e9\\u4e2d\\ud83c\\udf0a"),
            ("cp1252", "é\\u4e2d\\U0001f30a", "é\\u4e2d\\ud83c\\udf0a"),
            ("gbk", "é中\\U0001f30a", "é中\\ud83c\\udf0a"),
            ("utf-16", "é中🌊", "é中🌊"),
        ):
            door = output.Door(io.TextIOWrapper(io.BytesIO(), encoding=encoding))
            self.assertEqual((door.shown("é中🌊"), door.shown_json("é中🌊")), (shown, json_shown))

    def test_keeps_the_value_of_json(self):
        text = "".join(map(chr, (*range(0x300), *range(0x2000, 0x2100), 0xFEFF, 0xE0001, 0x1F30A)))
        for encoding in ("ascii", "latin-1", "cp1252", "gbk", "utf-8"):
            door = output.Door(io.TextIOWrapper(io.BytesIO(), encoding=encoding))
            shown = door.shown_json(json.dumps({text: [text]}, ensure_ascii=False, indent=1))
            self.assertEqual(json.loads(shown.encode(encoding).decode(encoding)), {text: [text]})
            self.assertEqual(hidden_in(shown), set())


# What each command says of input that means harm, or is no response: the status, standard output and standard error.

HOSTILE = a_body(
    **{"id": FORGED, "model": FORGED, "service_tier": FORGED, FORGED: FORGED},
    choices=[
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": "a" + FORGED,
                "refusal": None,
                "tool_calls": [{"id": FORGED, "type": "function", "function": {"name": FORGED, "arguments": FORGED}}],
                "annotations": [
                    {
                        "type": "url_citation",
                        "url_citation": {"start_index": 0, "end_index": 1, "url": FORGED, "title": FORGED},
                    }
                ],
            },
            "finish_reason": FORGED,
            "logprobs": None,
        }
    ],
)
ESCAPED = packed(HOSTILE).replace("\\u001b", "\\u001b")
REASONS = '"stop", "length", "tool_calls", "content_filter", "function_call"'
TIERS = '"auto", "default", "flex", "scale", "priority", "fast"'
QUOTED_WHOLE = '"\\u000afinish reason: stop\\u000a\\u001b[2J\\u202e"'
PAGE = HEAD + "  Yes.\nfinish reason: stop\n"
NO_RESPONSE = "Refused:\n$: {}\n1 refused, 0 deviations, 0 unknown fields\n"
MISSING = "expected string, but the key is missing"


def refused(said, **others):
    """The answers of all commands for input that none of them can read."""
    answer = (1, "", f"<stdin>: $: {said}\n")
    return {"emit": answer, "check": (1, NO_RESPONSE.format(said), ""), "show": answer, "assemble": answer} | others


TABLE = {
    "controls and lines of ours in every string": (
        line(HOSTILE),
        {
            "emit": (0, ESCAPED, ""),
            "check": (
                1,
                f"Deviations:\n$.choices[0].finish_reason: expected {REASONS}, got {QUOTED_WHOLE}\n"
                f"$.service_tier: expected {TIERS}, got {QUOTED_WHOLE}\n"
                f"Unknown fields:\n$['{QUOTED_WHOLE[1:-1]}']: unknown field\n"
                "0 refused, 2 deviations, 1 unknown field\n",
                "",
            ),
            "show": (
                0,
                f"{QUOTED}\n1970-01-01 00:00:01 UTC  {QUOTED}  tier {QUOTED}\n\n"
                "  a\n  finish reason: stop\n  \\x1b[2J\\u202e\n"
                f"calls {QUOTED}  ({QUOTED})\n\n    finish reason: stop\n    \\x1b[2J\\u202e\n"
                f"[1] characters 0 to 1: {SHOWN}\n\n    finish reason: stop\n    \\x1b[2J\\u202e\n"
                f"finish reason: {QUOTED}\n\nalso sent: {QUOTED}\n",
                "",
            ),
            "assemble": (0, ESCAPED, ""),
        },
    ),
    "an error with controls": (
        line({"error": {"message": "No." + FORGED}}),
        {
            "emit": (1, "", f"<stdin>: No.{SHOWN}\n"),
            "check": (1, NO_RESPONSE.format(f"this is an error, not a completion: No.{SHOWN}"), ""),
            "show": (1, "", f"<stdin>: No.{SHOWN}\n"),
            "assemble": (1, "", f"<stdin>: No.{SHOWN}\n"),
        },
    ),
    "two bodies": (
        line(a_body()) * 2,
        {
            "emit": (0, packed(a_body()) * 2, "2 responses written, 0 lines refused\n"),
            "check": (0, "2 lines, 0 of them not right: 0 refused, 0 deviations, 0 unknown fields\n", ""),
            "show": (0, f"==> <stdin>:1 <==\n{PAGE}\n==> <stdin>:2 <==\n{PAGE}", ""),
            "assemble": (0, packed(a_body()) * 2, ""),
        },
    ),
    "a body and more": (
        line(a_body()) + "x\n",
        refused("expected JSON text: Extra data at line 2 column 1 (read one body at a time)"),
    ),
    "a stream that was cut off": (
        events(chunk("Yes."), done=False).decode(),
        refused(
            "expected JSON text: Expecting value at line 1 column 1"
            " (this is an event stream: the streaming module reads those)",
            show=(1, HEAD + "  Yes.\ncut off: more was to come\n", f"<stdin>: {CUT_OFF}"),
            assemble=(
                1,
                packed(a_body(choices=[a_body()["choices"][0] | {"finish_reason": None}])),
                f"<stdin>: {CUT_OFF}",
            ),
        ),
    ),
    "bytes that are no text": (b"\x1b[2J\xff\n", refused("expected JSON text, got bytes that are not utf-8 at byte 4")),
    "a page of a proxy": (
        "<html>\x1b",
        refused(
            "expected JSON text: Expecting value at line 1 column 1"
            " (this is an HTML page, as a proxy sends them, or a server at another address)"
        ),
    ),
    "nothing": (
        "",
        refused(
            "expected JSON text: Expecting value at line 1 column 1 (there is no text)",
            assemble=(1, "", "<stdin>: $: expected at least one chunk, got none\n"),
        ),
    ),
    "no end of levels": ("[" * 2000, refused("too many levels of arrays and objects")),
    "a key twice that hides": (
        '{"a\\u202e": 1, "a\\u202e": 2}',
        {
            "emit": (1, "", f"<stdin>: $.id: {MISSING}; and 3 more problems\n"),
            "check": (
                1,
                f"Refused:\n$.id: {MISSING}\n$.created: expected integer, but the key is missing\n"
                f"$.model: {MISSING}\n$.choices: expected array, but the key is missing\n"
                f"Deviations:\n$.object: {MISSING}\n"
                "$['a\\u202e']: the key stands 2 times; the last value counts\n"
                "Unknown fields:\n$['a\\u202e']: unknown field\n4 refused, 2 deviations, 1 unknown field\n",
                "",
            ),
            "show": (1, "", f"<stdin>: $.id: {MISSING}; and 3 more problems\n"),
            "assemble": (1, "", f"<stdin>: $.id: {MISSING}; and 2 more problems\n"),
        },
    ),
}
WORDS = {"emit": ["--compact"], "check": [], "show": ["--width", "400"], "assemble": ["--compact"]}


def bytes_of(text):
    return text.encode() if isinstance(text, str) else text


def table():
    """Each command with each input of the table, and what it answers."""
    for name, (text, answers) in TABLE.items():
        for command, answer in answers.items():
            yield f"{command}: {name}", functools.partial(run, command, *WORDS[command], stdin=bytes_of(text)), answer


class Full(io.StringIO):
    """A file on a disk that is full, where writing or only flushing says so."""

    def __init__(self, when):
        super().__init__()
        self.when = when
        self.waits = False  # whether text waits to be written

    def write(self, text):
        if self.when == "write":
            raise OSError(errno.ENOSPC, "No space left on device")
        self.waits = True
        return len(text)

    def flush(self):
        if self.waits:
            raise OSError(errno.ENOSPC, "No space left on device")


@contextlib.contextmanager
def redirected(**streams):
    with contextlib.ExitStack() as stack:
        for name, stream in streams.items():
            stack.enter_context(mock.patch.object(sys, name, stream))
        yield


class AnyInputAndOutput(unittest.TestCase):
    maxDiff = None

    def test_each_input_is_answered_in_full(self):
        for name, work, answer in table():
            with self.subTest(name):
                self.assertEqual(work(), answer)

    def test_a_full_disk_is_named_and_the_input_is_not_blamed(self):
        for name, work, (_, out, err) in table():
            for when in ("write", "flush"):
                with self.subTest(name, when=when):
                    status, _, said = work(stdout=Full(when))
                    self.assertEqual(status, 1)
                    self.assertEqual(said, "standard output: No space left on device\n" if out else err)

    def test_a_full_standard_error_changes_nothing_else(self):
        for name, work, (status, out, _) in table():
            for when in ("write", "flush"):
                with self.subTest(name, when=when):
                    self.assertEqual(work(stderr=Full(when))[:2], (status, out))

    def test_there_may_be_no_standard_error(self):
        main = submodule("_command").main
        for name, (text, answers) in TABLE.items():
            for command, (status, out, err) in answers.items():
                with self.subTest(name, command=command):
                    words, written = [command, *WORDS[command]], io.StringIO()
                    stdin = io.TextIOWrapper(io.BytesIO(bytes_of(text)))
                    with redirected(stdin=stdin, stdout=written, stderr=None):
                        self.assertEqual((main(words), written.getvalue()), (status, out))
                    stdin = io.TextIOWrapper(io.BytesIO(bytes_of(text)))
                    with redirected(stdin=stdin, stdout=None, stderr=io.StringIO()) as _:
                        self.assertEqual(main(words), 1)
                        said = "there is no standard output to write to\n" if out else err
                        self.assertEqual(sys.stderr.getvalue(), said)
                    stdin = io.TextIOWrapper(io.BytesIO(bytes_of(text)))
                    with redirected(stdin=stdin, stdout=None, stderr=None):
                        self.assertEqual(main(words), 1)

    def test_a_closed_standard_output_is_named(self):
        closed = io.StringIO()
        closed.close()
        main, err = submodule("_command").main, io.StringIO()
        with redirected(stdout=closed, stderr=err):
            self.assertEqual(main(["schema"]), 1)
        self.assertEqual(err.getvalue(), "standard output: I/O operation on closed file\n")

    def test_any_encoding_will_do(self):
        body = a_message(content="é中🌊\x9b")
        page = PAGE.replace("Yes.", "{}")
        for encoding, content in (
            ("ascii", "\\xe9\\u4e2d\\U0001f30a\\x9b"),
            ("cp1252", "é\\u4e2d\\U0001f30a\\x9b"),
            ("utf-8", "é中🌊\\x9b"),
            ("utf-16", "é中🌊\\x9b"),
        ):
            for words in (("emit",), ("assemble",)):
                self.assertEqual(json.loads(self.written(encoding, body, *words)), body)
            self.assertEqual(self.written(encoding, body, "show"), page.format(content))
        self.assertEqual(self.written("utf-8", body, "show", "--ascii"), page.format("\\xe9\\u4e2d\\U0001f30a\\x9b"))

    def written(self, encoding, body, *words):
        raw = io.BytesIO()
        out = io.TextIOWrapper(raw, encoding=encoding, newline="\n")
        stdin = io.TextIOWrapper(io.BytesIO(json.dumps(body).encode()))
        with redirected(stdin=stdin, stdout=out):
            self.assertEqual(submodule("_command").main(list(words)), 0)
        return raw.getvalue().decode(encoding)

    def test_what_is_said_never_stands_amid_the_data(self):
        """Where both go to one file, each line is whole."""
        both = io.StringIO()
        text = (line(a_body()) + "{\n") * 50
        status, _, _ = run("--json-lines", stdin=text.encode(), stdout=both, stderr=both)
        self.assertEqual(status, 1)
        rows = both.getvalue().splitlines()
        self.assertEqual(rows[::2][:50], [packed(a_body()).strip()] * 50)
        self.assertEqual(len(rows), 101)
        flushed = mock.Mock(wraps=io.StringIO(), encoding="utf-8")
        run("--json-lines", stdin=text.encode(), stdout=flushed, stderr=flushed)
        names = "".join(call[0][0] for call in flushed.method_calls if call[0] in ("write", "flush"))
        self.assertTrue(names.startswith("wfwfwfwf"), names[:20])


class Fuzz(unittest.TestCase):
    """Bodies with controls and lines of ours in every string: nothing gets out, and no line is forged."""

    COUNT = 10_000
    ODD = (
        *"\x00\x07\x08\t\n\r\x1b\x7f\x80\x85\x9b\xad\u061c\u200b\u200e\u2028\u2029\u202e\u2066\ufeff\ud800\udfff\U000e0001",
        "\x1b[2J", "\x1b]0;x\x07", "\r\x1b[K", "\nfinish reason: stop\n", "\nChoice 1\n", "\n$.id: expected",
        "\n0 refused", "\n26 tokens in total", "\ncalls f  (c)\n", "\n==> x <==",
        "a", " ", "é", "日", "👨\u200d👩", '"', "\\", "{", "'", "]", ": ",
    )  # fmt: skip
    OURS = re.compile(
        r"==> |Choice \d|reasoning:$|answer:$|refused:$|calls |\[\d+\] |audio |finish reason: |moderation of the |"
        r"[\d,]+ (prompt|completion) tokens|[\d,]+ tokens in total|also sent: |\S+$|[\d-]+ [\d:]+ UTC  |cut off"
    )

    def setUp(self):
        self.random = random.Random(20260921)

    def odd(self):
        return "".join(self.random.choices(self.ODD, k=self.random.randrange(6)))

    def spoiled(self, value):
        """The value with odd text in its strings, and now and then in a key."""
        if isinstance(value, str):
            return self.odd() + (value if self.random.random() < 0.5 else "") + self.odd()
        if isinstance(value, list):
            return [self.spoiled(item) for item in value]
        if isinstance(value, dict):
            spoiled = {key: self.spoiled(member) if key != "type" else member for key, member in value.items()}
            if self.random.random() < 0.3:
                spoiled["z" + self.odd()] = self.odd()
            return spoiled
        return value

    def test_no_control_character_leaves_and_no_line_is_forged(self):
        plain = a_message(
            tool_calls=[{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}],
            annotations=[
                {
                    "type": "url_citation",
                    "url_citation": {"start_index": 0, "end_index": 1, "url": "u", "title": "t"},
                }
            ],
        ) | {"system_fingerprint": "s", "service_tier": "default"}
        for number in range(self.COUNT):
            body = self.spoiled(RESPONSE if number % 20 == 0 else plain)
            text = json.dumps(body).encode()
            command = ("emit", "check", "show", "error", "stream")[number % 5]
            words = [command]
            if command == "error":
                words, text = ["show"], json.dumps({"error": {"message": self.odd(), "code": self.odd()}}).encode()
            elif command == "stream":
                words, text = ["show"], lines(chunk(self.odd()), chunk(self.odd(), model=self.odd(), finish="stop"))
            status, out, err = run(*words, stdin=text)
            self.assertEqual(hidden_in(out) | hidden_in(err), set(), (number, text))
            self.assertLessEqual(err.count("\n"), 1, (number, err))
            self.assertNotIn("Traceback", err)
            with self.subTest(number, text=text):
                getattr(self, f"look_at_{command}")(body, status, out)

    def look_at_emit(self, body, status, out):
        if status == 0:
            expected = json.loads(json.dumps(body))
            self.assertEqual(json.loads(out), expected)
            self.assertEqual(out.count("\n"), json.dumps(json.loads(out), indent=4).count("\n") + 1)

    def look_at_check(self, body, status, out):
        rows = out.splitlines()
        headings = [row for row in rows if row in ("Refused:", "Deviations:", "Unknown fields:")]
        problems = [row for row in rows if row.startswith("$")]
        counts = list(
            map(int, re.fullmatch(r"(\d+) refused, (\d+) deviations?, (\d+) unknown fields?", rows[-1]).groups())
        )
        self.assertEqual(len(problems), sum(counts))
        self.assertEqual(len(headings), sum(map(bool, counts)))
        self.assertEqual(len(rows), len(problems) + len(headings) + 1)

    def look_at_show(self, body, status, out):
        """Whatever begins in the first column is what the same body without odd strings has there."""
        if status:
            return
        first = [row for row in out.split("\n") if row and row[0] != " "]
        for row in first[1:]:
            self.assertRegex(row, self.OURS)
        message = body["choices"][0]["message"]
        self.assertEqual(
            sum(row.startswith("calls ") for row in first), len(message["tool_calls"]) + ("function_call" in message)
        )
        self.assertEqual(sum(row.startswith("finish reason:") for row in first), len(body["choices"]))
        self.assertEqual(sum(row.startswith("also sent: ") for row in first), any(key[0] == "z" for key in body))
        self.assertEqual(sum(row.startswith("==> ") for row in first), 0)

    def look_at_error(self, body, status, out):
        self.assertEqual((status, out), (1, ""))

    def look_at_stream(self, body, status, out):
        self.assertEqual(sum(row.startswith("finish reason: ") for row in out.split("\n")), 1)
        self.assertEqual(sum(row.startswith(("Choice", "$", "0 ", "26 ", "calls")) for row in out.split("\n")), 0)


class Growth(unittest.TestCase):
    """Twice the input takes about twice the memory and the calls of functions, whatever the text is."""

    TEXTS = {  # noqa: RUF012
        "with spaces": "word " * 200,
        "without": "x" * 1000,
        "Chinese": "世界很大" * 250,
        "only spaces": " " * 1000,
        "line ends": "\n" * 1000,
        "controls": "\x1b\u202e" * 500,
        "marks": "e\u0301" * 500,
        "brackets": "[" * 1000,
        "items": "[" + "1," * 499 + "1]",
    }

    def check(self, name, small, large):
        small(), large()
        with self.subTest(name):
            self.assertLess(calls_made(large) / calls_made(small), 2.15)
            self.assertLess(bytes_taken([large]) / bytes_taken([small]), 2.3)

    def test_of_a_body_is_linear(self):
        for name, text in self.TEXTS.items():
            for command in ("emit", "check", "show"):
                works = []
                for times in (40, 80):
                    calls = [{"id": "c", "type": "function", "function": {"name": "f", "arguments": text * times}}]
                    body = a_message(content=text * times, tool_calls=calls)
                    works.append(functools.partial(run, command, stdin=json.dumps(body).encode()))
                self.check(f"{command}: {name}", *works)

    def test_of_a_stream_is_linear(self):
        for name, text in self.TEXTS.items():
            for command in ("show", "assemble"):
                works = []
                for times in (300, 600):
                    pieces = [chunk(text[:7]) for _ in range(times)]
                    works.append(functools.partial(run, command, stdin=events(*pieces, chunk(finish="stop"))))
                self.check(f"{command}: {name}", *works)

    def test_of_many_choices_is_linear(self):
        works = []
        for times in (300, 600):
            pieces = [chunk("a", index=index, finish="stop") for index in range(times)]
            works.append(functools.partial(run, "show", stdin=lines(*pieces)))
        self.check("choices", *works)

    def test_of_lines_takes_no_memory(self):
        for command in ("emit", "check", "show"):
            taken = []
            for times in (200, 800):
                file = file_of(line(a_body()) * times, ".jsonl")
                run(command, file, stdout=Null())
                taken.append(bytes_taken([functools.partial(run, command, file, stdout=Null())]))
            self.assertLess(taken[1], 1.2 * taken[0])


class Null(io.StringIO):
    """A file that keeps nothing."""

    def write(self, text):
        return len(text)


if __name__ == "__main__":
    unittest.main()

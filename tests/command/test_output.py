# SPDX-License-Identifier: MIT-0
"""What leaves the command line: no control character, no line that is not its own, and a status whatever the output."""

import contextlib
import errno
import functools
import io
import json
import sys
import unicodedata
import unittest
from unittest import mock

from .. import submodule
from ..support.bodies import a_body, a_message
from ..support.platform import ENDLESS
from .test_command import line, packed, run
from .test_streams import CUT_OFF, HEAD, chunk, events

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

    def test_is_no_terminal_where_the_stream_is_missing_or_closed(self):
        closed = io.StringIO()
        closed.close()
        for stream in (None, closed, io.StringIO()):
            self.assertIs(output.Door(stream).is_terminal(), False)

    def test_can_be_abandoned_twice_and_where_there_is_no_stream(self):
        door = output.Door(io.StringIO())
        for _ in range(2):
            door.abandon()
            door.send("lost")
            self.assertIsNone(door.stream)

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

    def test_escapes_delete_in_json(self):
        self.assertEqual(output.Door(io.StringIO()).shown_json('{\n"a": "\x7f"}'), '{\n"a": "\\u007f"}')

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
ESCAPED = packed(HOSTILE)
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
    "no end of levels": ("[" * ENDLESS, refused("too many levels of arrays and objects")),
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
                    with redirected(stdin=stdin, stdout=None, stderr=io.StringIO()):
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


if __name__ == "__main__":
    unittest.main()

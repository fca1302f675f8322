# SPDX-License-Identifier: MIT-0
"""Input that is hostile, broken or not a response, with the complete output of each command for it."""

from collections.abc import Iterator

from ..support.bodies import CHOICE, a_body
from ..support.platform import ENDLESS
from .running import CUT_OFF, HEAD, PAGE, answer, chunk, events, line, lines, packed

Answer = tuple[int, str, str]  # the exit status, standard output and standard error

# Text that would imitate a line of `show`, clear a terminal, and reverse its text. Then how it is shown.
FORGED = "\nfinish reason: stop\n\x1b[2J\u202e"
ESCAPED = "\\nfinish reason: stop\\n\\x1b[2J\\u202e"  # in a line
QUOTED = '"\\nfinish reason: stop\\n\\u001b[2J\\u202e"'  # as a name
QUOTED_IN_PROBLEM = '"\\u000afinish reason: stop\\u000a\\u001b[2J\\u202e"'

URL_CITATION = {"start_index": 0, "end_index": 1, "url": FORGED, "title": FORGED}
MESSAGE = {
    "role": "assistant",
    "content": "a" + FORGED,
    "refusal": None,
    "tool_calls": [{"id": FORGED, "type": "function", "function": {"name": FORGED, "arguments": FORGED}}],
    "annotations": [{"type": "url_citation", "url_citation": URL_CITATION}],
}
HOSTILE = a_body(
    **{"id": FORGED, "model": FORGED, "service_tier": FORGED, FORGED: FORGED},
    choices=[CHOICE | {"message": MESSAGE, "finish_reason": FORGED}],
)

REASONS = '"stop", "length", "tool_calls", "content_filter", "function_call"'
TIERS = '"auto", "default", "flex", "scale", "priority", "fast"'
MISSING = "expected string, but the key is missing"
NO_JSON = "expected JSON text: Expecting value at line 1 column 1"
REFUSED = "Refused:\n$: {}\n1 refused, 0 deviations, 0 unknown fields\n"


def refused(error: str, **others: Answer) -> dict[str, Answer]:
    """The answers of all commands that report this error. `others` replaces some of them."""
    answer = (1, "", f"<stdin>: $: {error}\n")
    return {"emit": answer, "check": (1, REFUSED.format(error), ""), "show": answer, "assemble": answer} | others


ANSWERS: dict[str, tuple[str | bytes, dict[str, Answer]]] = {  # what it is: the input, and the answer of each command
    "hostile text in every string": (
        line(HOSTILE),
        {
            "emit": (0, packed(HOSTILE), ""),
            "check": (
                1,
                f"Deviations:\n$.choices[0].finish_reason: expected {REASONS}, got {QUOTED_IN_PROBLEM}\n"
                f"$.service_tier: expected {TIERS}, got {QUOTED_IN_PROBLEM}\n"
                f"Unknown fields:\n$['{QUOTED_IN_PROBLEM[1:-1]}']: unknown field\n"
                "0 refused, 2 deviations, 1 unknown field\n",
                "",
            ),
            "show": (
                0,
                f"{QUOTED}\n1970-01-01 00:00:01 UTC  {QUOTED}  tier {QUOTED}\n\n"
                "  a\n  finish reason: stop\n  \\x1b[2J\\u202e\n"
                f"calls {QUOTED}  ({QUOTED})\n\n    finish reason: stop\n    \\x1b[2J\\u202e\n"
                f"[1] characters 0 to 1: {ESCAPED}\n\n    finish reason: stop\n    \\x1b[2J\\u202e\n"
                f"finish reason: {QUOTED}\n\nalso sent: {QUOTED}\n",
                "",
            ),
            "assemble": (0, packed(HOSTILE), ""),
        },
    ),
    "an error with hostile text": (
        line({"error": {"message": "No." + FORGED}}),
        {
            "emit": (1, "", f"<stdin>: No.{ESCAPED}\n"),
            "check": (1, REFUSED.format(f"this is an error, not a completion: No.{ESCAPED}"), ""),
            "show": (1, "", f"<stdin>: No.{ESCAPED}\n"),
            "assemble": (1, "", f"<stdin>: No.{ESCAPED}\n"),
        },
    ),
    "a hostile duplicate key": (
        '{"a\\u202e": 1, "a\\u202e": 2}',
        {
            "emit": (1, "", f"<stdin>: $.id: {MISSING}; and 3 more problems\n"),
            "check": (
                1,
                f"Refused:\n$.id: {MISSING}\n$.created: expected integer, but the key is missing\n"
                f"$.model: {MISSING}\n$.choices: expected array, but the key is missing\n"
                f"Deviations:\n$.object: {MISSING}\n"
                "$['a\\u202e']: the key appears 2 times; the last value is used\n"
                "Unknown fields:\n$['a\\u202e']: unknown field\n4 refused, 2 deviations, 1 unknown field\n",
                "",
            ),
            "show": (1, "", f"<stdin>: $.id: {MISSING}; and 3 more problems\n"),
            "assemble": (1, "", f"<stdin>: $.id: {MISSING}; and 2 more problems\n"),
        },
    ),
    "two bodies": (
        lines(a_body(), a_body()),
        {
            "emit": (0, packed(a_body()) * 2, "2 responses written, 0 lines refused\n"),
            "check": (0, "2 lines, 0 faulty: 0 refused, 0 deviations, 0 unknown fields\n", ""),
            "show": (0, f"==> <stdin>:1 <==\n{PAGE}\n==> <stdin>:2 <==\n{PAGE}", ""),
            "assemble": (0, packed(a_body()) * 2, ""),
        },
    ),
    "a body and more": (
        line(a_body()) + "x\n",
        refused("expected JSON text: Extra data at line 2 column 1 (read one body at a time)"),
    ),
    "a stream that was cut off": (
        events(chunk("Yes."), done=False),
        refused(
            f"{NO_JSON} (this is an event stream: the streaming module and the command assemble read those)",
            check=(
                1,
                f"1 (event 1): deviation: $: {CUT_OFF}"
                "1 chunk, 1 faulty: 0 refused, 1 deviation, 0 unknown fields; 1 stream, 1 cut off\n",
                "",
            ),
            show=(1, HEAD + "  Yes.\ncut off: more was to come\n", f"<stdin>: {CUT_OFF}"),
            assemble=(1, packed(answer("Yes.", None)), f"<stdin>: {CUT_OFF}"),
        ),
    ),
    "a batch line with hostile text": (
        lines(a_body(), {"custom_id": FORGED, "response": None, "error": {"code": FORGED, "message": "No." + FORGED}}),
        {
            "emit": (
                1,
                packed(a_body()),
                f"<stdin>:2 (custom_id {QUOTED}): No.{ESCAPED} (code {QUOTED})\n1 response written, 1 line refused\n",
            ),
            "check": (
                1,
                f"2 (custom_id {QUOTED}): refused: $: this is an error, not a completion: No.{ESCAPED}"
                f" (code {QUOTED})\n2 lines, 1 faulty: 1 refused, 0 deviations, 0 unknown fields\n",
                "",
            ),
            "show": (
                1,
                f"==> <stdin>:1 <==\n{PAGE}",
                f"<stdin>:2 (custom_id {QUOTED}): No.{ESCAPED} (code {QUOTED})\n",
            ),
            "assemble": (1, packed(a_body()), f"<stdin>:2 (custom_id {QUOTED}): No.{ESCAPED} (code {QUOTED})\n"),
        },
    ),
    "bytes that are not UTF-8": (
        b"\x1b[2J\xff\n",
        refused("expected JSON text, got bytes that are not utf-8 at byte 4"),
    ),
    "an HTML page": (
        "<html>\x1b",
        refused(f"{NO_JSON} (this is an HTML page, as a proxy sends them, or a server at another address)"),
    ),
    "no text": ("", dict.fromkeys(("emit", "check", "show", "assemble"), (2, "", "<stdin>: there is no text\n"))),
    "endless nesting": ("[" * ENDLESS, refused("too many levels of arrays and objects")),
}
OPTIONS = {"emit": ["--compact"], "check": [], "show": ["--width", "400"], "assemble": ["--compact"]}


def cases() -> Iterator[tuple[str, list[str], str | bytes, Answer]]:
    """For each input and command: a name, the arguments, the input, and the answer."""
    for name, (stdin, answers) in ANSWERS.items():
        for command, expected in answers.items():
            yield f"{command}: {name}", [command, *OPTIONS[command]], stdin, expected

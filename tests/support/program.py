# SPDX-License-Identifier: MIT-0
"""A program that uses the whole package, and what it must print wherever it runs."""

import os

from .. import HERE, package
from .processes import module_names

EVERYTHING = HERE / "places" / "everything.json"  # a body that has every class in it

PROGRAM = """
import json, os, pickle, sys

# PATHS
import PACKAGE
# EVERY MODULE

def report(body):
    response = PACKAGE.CreateChatCompletionResponse.from_dict(body)
    text = PACKAGE.CreateChatCompletionResponse.from_json(json.dumps(body))
    yield "comes back", response.to_dict() == body and json.loads(response.to_json()) == body
    yield "equal from text", text == response and hash(text) == hash(response)
    protocols = range(pickle.HIGHEST_PROTOCOL + 1)
    yield "pickles", all(pickle.loads(pickle.dumps(response, n)) == response for n in protocols)
    yield "words", f"{response.choices[0].finish_reason} {response.choices[1].finish_reason}"
    yield "checked", [str(problem) for problem in PACKAGE.check(body)]
    yield "schema", len(PACKAGE.json_schema()["$defs"])
    for wrong in (
        {**body, "created": "yesterday"},
        {"error": {"message": "No such model", "code": 404}},
        {"object": "chat.completion.chunk", "choices": [{"delta": {}}]},
    ):
        try:
            PACKAGE.CreateChatCompletionResponse.from_dict(wrong)
        except PACKAGE.ParseError as error:
            yield type(error).__name__, str(pickle.loads(pickle.dumps(error)))
    try:
        PACKAGE.CreateChatCompletionResponse.from_json("grebe")
    except PACKAGE.ParseError as error:
        yield type(error).__name__, str(error)
    yield "loader", type(PACKAGE.__spec__.loader).__name__
    yield "streams", [stream is not None for stream in (sys.stdin, sys.stdout, sys.stderr)]

def main():
    body = json.loads(EVERYTHING)
    said = json.dumps(list(report(body)))
    if sys.argv[1:2] == ["--to"]:
        with open(sys.argv[2], "w", encoding="ascii") as file:
            file.write(said)
    else:
        print(said)

if __name__ == "__main__":
    main()
"""


def program(name: str, *paths: "str | os.PathLike[str]") -> str:
    """The text of a program that uses the whole package under this name, found at these paths.

    Each module has its own import statement, because tools that pack programs look for these.
    """
    text = PROGRAM.replace("# PATHS", f"sys.path[:0] = {[os.fspath(path) for path in paths]!r}" if paths else "")
    text = text.replace("# EVERY MODULE", "\n".join(f"import {name}.{module}" for module in module_names()))
    text = text.replace("EVERYTHING", ascii(EVERYTHING.read_text(encoding="utf-8")))
    return text.replace("PACKAGE", name)


def expected_report(loader: str, streams: "list[bool] | None" = None) -> list[list[object]]:
    """What the program prints, as data."""
    return [
        ["comes back", True],
        ["equal from text", True],
        ["pickles", True],
        ["words", "stop halted"],
        [
            "checked",
            [
                "$.x_trace: unknown field",
                '$.choices[0].message.tool_calls[2].type: expected "function", "custom", got "telepathy"',
                '$.choices[1].finish_reason: expected "stop", "length", "tool_calls", "content_filter",'
                ' "function_call", got "halted"',
            ],
        ],
        ["schema", len(package.json_schema()["$defs"])],
        ["ParseError", "$.created: expected integer, got string"],
        ["ErrorResponse", "No such model"],
        [
            "ParseError",
            "$.choices[0].index: expected integer, but the key is missing"
            " (this is a chunk of a stream: the streaming module and the command assemble read those)\n"
            "$.choices[0].message: expected object, but the key is missing\n"
            "$.id: expected string, but the key is missing\n"
            "$.created: expected integer, but the key is missing\n"
            "$.model: expected string, but the key is missing",
        ],
        ["ParseError", "$: expected JSON text: Expecting value at line 1 column 1"],
        ["loader", loader],
        ["streams", streams or [True, True, True]],
    ]

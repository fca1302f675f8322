# SPDX-License-Identifier: MIT-0
"""The parts of README.md that come out of the package: tables and command output.

python3 -m tests.docs.readme writes them.
"""

import contextlib
import dataclasses
import io
import os
import re
import shlex
import types
import typing
from unittest import mock

from .. import ROOT, package, submodule
from ..support.contract import CLASSES, ENUMS
from ..support.imports import needed_by, needed_by_streaming
from ..support.processes import changed_directory

README = ROOT / "README.md"
STREAMING_CLASSES = (
    "CreateChatCompletionStreamResponse",
    "StreamChoice",
    "ChatCompletionStreamResponseDelta",
    "ChatCompletionMessageToolCallChunk",
    "FunctionChunk",
)


def render(text):
    """The text of README.md with these parts written anew."""
    text = re.sub(r"(<!-- copying -->\n)(?:\|.*\n)*", lambda m: f"{m[1]}{copying()}\n", text)
    text = re.sub(
        r"(<!-- reference -->\n).*(<!-- end of reference -->)", lambda m: m[1] + reference() + m[2], text, flags=re.S
    )
    return re.sub(r"(```console\n\$ (.*)\n)[^`]*(```)", lambda m: m[1] + output_of(m[2]) + m[3], text)


def copying():
    """The table of the files to copy for each class."""
    every_class = needed_by("unrecognized") - {"unrecognized"}
    lines = ["| to use | copy |", "|---|---|", f"| any class below | {files(every_class)} |"]
    by_file = {}
    for cls in (getattr(package, name) for name in package.__all__):
        if hasattr(cls, "to_dict"):
            by_file.setdefault(cls.__module__.rpartition(".")[2], []).append(f"`{cls.__name__}`")
    for module, names in sorted(by_file.items(), key=lambda row: row[0] == "response"):  # it needs all others
        if module == "response":
            copied = "the files of all rows above, " + files(
                {module} | (needed_by(module) - {*by_file} - every_class - {"enums", "_reading_special"})
            )
        else:
            copied = files(needed_by(module) - every_class)
        lines.append(f"| {', '.join(names)} | {copied} |")
    more = files(needed_by_streaming() - needed_by("response"))
    lines.append(
        f"| anything in `streaming` | the files for `CreateChatCompletionResponse`, the folder `streaming/`, {more} |"
    )
    return "\n".join(lines)


def files(modules):
    return ", ".join(f"`{name}.py`" for name in sorted(modules, key=lambda name: (name.startswith("_"), name)))


def output_of(line):
    """The output of a command line of the package."""
    words = shlex.split(line)
    if words[:3] != ["python3", "-m", "chatcompletion"]:
        raise ValueError(f"not a command of the package: {line}")
    out = io.StringIO()
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(out),
        changed_directory(ROOT),
        mock.patch.dict(os.environ, {"NO_COLOR": "1"}),
    ):
        submodule("cli.main").main(words[3:])
    return "".join(line.rstrip() + "\n" for line in out.getvalue().splitlines())


def reference():
    """A table for each class, and one for the enums."""
    streaming = submodule("streaming")
    parts = [table(name, getattr(package, name)) for name in CLASSES]
    parts += [table(f"streaming.{name}", getattr(streaming, name)) for name in STREAMING_CLASSES]
    rows = [f"| `{name}` | {', '.join(f'`{member.value}`' for member in getattr(package, name))} |" for name in ENUMS]
    return "\n".join([*parts, "#### Enums\n", "| enum | values |", "|---|---|", *rows, "", ""])


def table(name, cls):
    heading = cls.__doc__.strip().splitlines()[0]
    described = submodule("validation.class_schema").field_descriptions(cls)
    rows = [
        f"| `{field.name}` | {type_name(field.type)} | {required(field)} | {described[field.name]} |".replace("  ", " ")
        for field in dataclasses.fields(cls)
        if field.name != "extra"
    ]
    head = ["| field | type | required | description |", "|---|---|---|---|"]
    return "\n".join([f"#### {name}\n", f"{heading}\n", *head, *rows, ""])


def required(field):
    return "yes" if field.default is dataclasses.MISSING else "no"


def type_name(annotation):
    """An annotation as a cell of a table."""
    if annotation is type(None):
        return "None"
    if isinstance(annotation, types.UnionType):
        return " or ".join(type_name(member) for member in typing.get_args(annotation))
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is tuple:
        return f"tuple of {type_name(arguments[0])}"
    if origin is not None:
        return f"mapping of str to {type_name(arguments[1])}"
    return "any JSON" if annotation is typing.Any else f"`{annotation.__name__}`"


def main():
    README.write_text(render(README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()

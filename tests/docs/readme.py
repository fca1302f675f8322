# SPDX-License-Identifier: MIT-0
"""The blocks of code in README.md: Python that is run, and commands whose output is shown.

python3 -m tests.docs.readme runs the commands and writes their output anew.

Python blocks run in order, in one namespace, in a temporary folder that holds tests/data. A comment behind `print(...)`
is what that line prints; a `text` block behind a Python block is all that it prints, or the last line of its traceback.
In other blocks a line that begins with `$ ` is a command, and the lines up to the next one are its output. A comment
`<!-- skip: reason -->` before a block says why it cannot be run, which is only for calls over the network.
"""

import ast
import contextlib
import importlib.util
import io
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import traceback
from collections.abc import Iterator
from typing import Any, NamedTuple

from .. import DATA, ROOT
from ..support.processes import FOLDER, changed_directory, clean_environment, temporary_folder

README = ROOT / "README.md"

FENCED = re.compile(r"(?:^<!-- skip: (?P<skip>.*?) -->\n+)?^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.M | re.S)
COMMAND = re.compile(r"^\$ (?P<line>.*)\n(?P<output>(?:(?!\$ ).*\n)*)", re.M)


class Block(NamedTuple):
    line: int  # of README.md, from 1
    language: str
    text: str
    skip: str | None  # why it is not run
    said: str | None  # the text block that follows it


def blocks(text: str) -> list[Block]:
    found = [*FENCED.finditer(text)]
    return [
        Block(text.count("\n", 0, each.start("language")) + 1, each["language"], each["text"], each["skip"], said)
        for each, after in zip(found, (*found[1:], None), strict=False)
        for said in [after["text"] if after and follows(text, each, after) else None]
    ]


def follows(text: str, one: "re.Match[str]", other: "re.Match[str]") -> bool:
    """Whether the other block is the output of this one: text, with nothing between the two."""
    return one["language"] == "python" and other["language"] == "text" and not text[one.end() : other.start()].strip()


# --- Python


def missing_modules(block: Block) -> list[str]:
    """What the block imports and is not installed."""
    nodes = [*ast.walk(ast.parse(block.text))]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    tops = {name.partition(".")[0] for name in names} - {"chatcompletion"}
    return sorted(name for name in tops if importlib.util.find_spec(name) is None)


def output_of_python(block: Block, namespace: dict[str, Any]) -> str:
    """What the block prints. If it raises what the block after it shows, that is the last line of the output."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(block.text, f"README.md, block in line {block.line}", "exec"), namespace)
        except Exception as error:
            if block.said is None:
                raise
            print("".join(traceback.format_exception_only(error)), end="")
    return out.getvalue()


def expected_of_python(block: Block) -> str:
    """What README says that the block prints. Of a traceback, only the end is compared."""
    if block.said is not None:
        return re.sub(r"Traceback \(most recent call last\):\n(?: .*\n)+", "", block.said)
    return "".join(f"{comment}\n" for comment in re.findall(r"^\s*print\(.*\)  # (.*)$", block.text, re.M))


@contextlib.contextmanager
def place() -> Iterator[pathlib.Path]:
    """A temporary folder that holds tests/data, as the current one."""
    with temporary_folder() as folder:
        shutil.copytree(DATA, folder / "tests" / "data")
        with changed_directory(folder):
            yield folder


# --- Commands


def output_of_command(line: str) -> str:
    """What a command prints, on standard output and standard error, in the current folder."""
    line = re.sub(r"\bpython3?(?= )", lambda _: shlex.quote(sys.executable), line)
    settings = clean_environment(PYTHONPATH=str(FOLDER.parent), NO_COLOR="1", COLUMNS="80", PYTHONUTF8="1")
    done = subprocess.run(
        ["sh", "-c", line],
        env=settings | {"PATH": os.defpath},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def with_output(text: str) -> str:
    """The text of README.md in which each command has the output that it has now."""

    def rewritten(found: "re.Match[str]") -> str:
        if found["skip"] is not None or found["language"] in ("python", "text"):
            return found[0]
        shown = COMMAND.sub(lambda command: f"$ {command['line']}\n{output_of_command(command['line'])}", found["text"])
        return found[0].replace(found["text"], shown) if found["text"] else found[0]

    with place():
        return FENCED.sub(rewritten, text)


def main() -> None:
    README.write_text(with_output(README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: MIT-0
"""The rows of every `from_dict`, checked by mypy: it finds a reader, a field or a class that does not fit.

A row is an assignment to an attribute of a draft, about which a type checker knows nothing. So each `from_dict` of a
copy of the package is rewritten into a call of the class, line by line: `new.index = integer(data, "index")` becomes
`index=integer(data, "index"),`. This is what it would be if it did not have to be fast. One mistake is not found: the
members of another enum, because to a checker a member is also a `str`, which every enum field may hold.
"""

import importlib.util
import re
import sys
import unittest

from ..support.processes import FOLDER, copy_package, run, temporary_folder

MODEL = ("usage", "logprobs", "tool_calls", "message", "moderation", "unrecognized", "response", "chunks", "batch")

BEGIN = re.compile(r"^        new, data = cls\._draft\(\), data\.copy\(\)$", re.MULTILINE)
ROW = re.compile(r"^        new\.(\w+) = (.*(?:\n            .*)*(?:\n        \))?)$", re.MULTILINE)
END = re.compile(r"^        return finish\(cls, new, data\)$", re.MULTILINE)

ROWS_OF_USAGE = (  # what is wrong, a row of usage.py, what stands there instead, what mypy says
    (
        "a wrong reader",
        'new.prompt_tokens = integer(data, "prompt_tokens")',
        'new.prompt_tokens = string(data, "prompt_tokens")',
        'Argument "prompt_tokens" to "CompletionUsage" has incompatible type "str"; expected "int"  [arg-type]',
    ),
    (
        "a required field that is read as an optional one",
        'new.total_tokens = integer(data, "total_tokens")',
        'new.total_tokens = integer(data, "total_tokens", ABSENT)',
        'Argument "total_tokens" to "CompletionUsage" has incompatible type "int | None"; expected "int"  [arg-type]',
    ),
    (
        "a wrong nested class",
        'nested(data, "prompt_tokens_details", PromptTokensDetails, ABSENT)',
        'nested(data, "prompt_tokens_details", CompletionTokensDetails, ABSENT)',
        'Argument "prompt_tokens_details" to "CompletionUsage" has incompatible type "CompletionTokensDetails | None";'
        ' expected "PromptTokensDetails | None"  [arg-type]',
    ),
    (
        "a forgotten row",
        '        new.total_tokens = integer(data, "total_tokens")\n',
        "",
        'Missing named argument "total_tokens" for "CompletionUsage"  [call-arg]',
    ),
    (
        "a misspelled field",
        "new.completion_tokens = ",
        "new.completion_token = ",
        'Unexpected keyword argument "completion_token" for "CompletionUsage"; did you mean "completion_tokens"?'
        "  [call-arg]",
    ),
)
OTHER_ROWS = (  # the same, with the file
    (
        "response",
        'array(data, "choices", Choice)',
        'array(data, "choices", Logprobs)',
        'No overload variant of "array" matches argument types "dict[str, Any]", "str", "type[Logprobs]"'
        "  [call-overload]",
    ),
    (
        "response",
        'enum(data, "object", OBJECT_TYPES, "chat.completion")',
        'enum(data, "object", OBJECT_TYPES, ABSENT)',
        'Argument "object" to "CreateChatCompletionResponse" has incompatible type "str | None";'
        ' expected "ObjectType | str"  [arg-type]',
    ),
    (
        "message",
        'array(data, "tool_calls", TOOL_CALL, ABSENT)',
        'array(data, "tool_calls", ANNOTATION, ABSENT)',
        'Argument 3 to "array" has incompatible type "TaggedUnion[UrlCitationAnnotation | Unrecognized]"; expected'
        ' "SupportsRead[ChatCompletionMessageToolCall | ChatCompletionMessageCustomToolCall | Unrecognized]"'
        "  [arg-type]",
    ),
    (
        "moderation",
        'mapping(data, "categories", boolean_value)',
        'mapping(data, "categories", number_value)',
        'Argument 3 to "mapping" has incompatible type "Callable[[Any], float]"; expected "Callable[[Any], bool]"'
        "  [arg-type]",
    ),
    (
        "logprobs",
        'byte_string(data, "bytes", NULL)\n        new.top_logprobs',
        'string(data, "bytes", NULL)\n        new.top_logprobs',
        'Argument "bytes" to "ChatCompletionTokenLogprob" has incompatible type "str | None";'
        ' expected "bytes | None"  [arg-type]',
    ),
    (
        "chunks",
        'array(data, "choices", StreamChoice, EMPTY)',
        'array(data, "choices", StreamChoice, ABSENT)',
        'Argument "choices" to "CreateChatCompletionStreamResponse" has incompatible type'
        ' "tuple[StreamChoice, ...] | None"; expected "tuple[StreamChoice, ...]"  [arg-type]',
    ),
)
MISTAKES = [("usage", *mistake[1:]) for mistake in ROWS_OF_USAGE] + [*OTHER_ROWS]


def rewritten(text: str) -> str:
    """The text of a file in which each `from_dict` calls its class."""
    text = BEGIN.sub("        data = data.copy(); return cls(", text)
    return END.sub("        )", ROW.sub(r"            \1=\2,", text))


def line_of_finding(text: str, place: int, finding: str) -> int:
    """The line of the row, or of the call if that lacks an argument or has one too many."""
    if "named argument" in finding or "keyword argument" in finding:
        place = max(match.start() for match in BEGIN.finditer(text) if match.start() < place)
    return text[:place].count("\n") + 1


@unittest.skipUnless(importlib.util.find_spec("mypy"), "mypy is not installed")
class Rows(unittest.TestCase):
    maxDiff = None

    def findings(self, mistakes: list[tuple[str, str]]) -> list[str]:
        """What mypy finds in the model, and in these files beside it, which are called mistake_0.py and so on."""
        with temporary_folder() as folder:
            copy = copy_package(folder / "copy")
            (copy / "__init__.py").write_text("", encoding="utf-8")  # only the model is checked
            model = [copy / f"{name}.py" for name in MODEL if (copy / f"{name}.py").exists()]
            for path in model:
                text = path.read_text(encoding="utf-8")
                self.assertEqual(len(BEGIN.findall(text)), text.count("def from_dict("), path.name)
                path.write_text(rewritten(text), encoding="utf-8")
            for number, (_, text) in enumerate(mistakes):
                model.append(copy / f"mistake_{number}.py")
                model[-1].write_text(rewritten(text), encoding="utf-8")
            done = run(
                *(sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--no-error-summary", "--no-pretty"),
                *("--config-file=", "--python-version=3.10", *(str(path.relative_to(folder)) for path in model)),
                cwd=folder,
            )
        self.assertEqual(done.stderr, "")
        lines = [re.sub(r"^copy.", "", line) for line in done.stdout.splitlines() if ": note: " not in line]
        return sorted(lines, key=lambda line: int(re.findall(r"\d+", line)[0]))

    def test_mypy_finds_nothing_in_the_rows_of_the_package(self) -> None:
        self.assertEqual(self.findings([]), [])

    def test_mypy_finds_every_mistake_at_its_line(self) -> None:
        """Each in a copy of the file with that mistake alone."""
        files: list[tuple[str, str]] = []
        expected: list[str] = []
        for number, (name, row, wrong, finding) in enumerate(MISTAKES):
            text = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
            self.assertEqual(text.count(row), 1, row)
            text = text.replace(
                "from ._core.readers import ABSENT, integer", "from ._core.readers import ABSENT, string, integer"
            )
            place = text.index(row)
            files.append((name, text.replace(row, wrong)))
            expected.append(f"mistake_{number}.py:{line_of_finding(text, place, finding)}: error: {finding}")
        self.assertEqual(self.findings(files), expected)


if __name__ == "__main__":
    unittest.main()

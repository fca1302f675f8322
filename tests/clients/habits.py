# SPDX-License-Identifier: MIT-0
"""Known habits of the clients: where what they say differs from our objects.

The table holds for the releases that pyproject.toml and with_node.py name. A test fails if a client shows a difference
that is not in the table, and if it no longer shows one that is.
"""

import re
from dataclasses import dataclass

from .scenarios import RESPONSES
from .server import ERROR_IN_STREAM, ERROR_STATUS

HELPERS = ("openai, stream helper", "openai, async stream helper")
OPENAI = ("openai", "openai, async", "openai, stream", "openai, async stream", *HELPERS)
NPM = ("openai (npm)", "openai (npm), stream", "openai (npm), stream helper")
LITELLM_STREAMS = ("litellm, stream", "litellm, stream builder")
LANGCHAIN = ("langchain-openai", "langchain-openai, stream")

EVERY = tuple(RESPONSES)
REFUSALS = ("refusal", "refusal with logprobs")


def all_but(*scenarios: str) -> tuple[str, ...]:
    return tuple(scenario for scenario in EVERY if scenario not in scenarios)


@dataclass(frozen=True)
class Habit:
    """What some clients do in some scenarios.

    what: What they do, in a few words.
    lines: The differences that this makes. `*` stands for any text.
    """

    clients: tuple[str, ...]
    scenarios: tuple[str, ...]
    what: str
    lines: tuple[str, ...]

    @property
    def general(self) -> bool:
        """Whether it shows in all scenarios, except one for which the client raises."""
        return len(self.scenarios) >= len(EVERY) - 1


HABITS = (
    Habit(
        (*OPENAI, "litellm", "litellm, stream", *LANGCHAIN),
        ("logprobs",),
        "reads the logprob -1 as -1.0",
        ("*.logprob: -1 became -1.0",),
    ),
    Habit(NPM, ("logprobs",), "writes -9999.0 as -9999", ("*.logprob: -9999.0 became -9999",)),
    Habit(
        HELPERS,
        ("tool calls",),
        "leaves the index of the chunks in each tool call",
        tuple(f"$.choices[0].message.tool_calls[{index}].index: null became {index}" for index in range(3)),
    ),
    Habit(HELPERS, ("length",), "raises if the answer was cut", ("raises LengthFinishReasonError: *",)),
    Habit(
        HELPERS,
        ("custom tool calls",),
        "raises for a custom tool call",
        ("raises AttributeError: 'dict' object has no attribute 'name'",),
    ),
    Habit(
        ("openai (npm), stream helper",),
        ("custom tool calls",),
        "raises for a custom tool call",
        ("raises NodeError: missing choices[0].tool_calls[0].function.name*",),
    ),
    Habit(
        ("litellm",),
        EVERY,
        "adds an empty object to each choice",
        ("$.choices[*].provider_specific_fields: null became {}",),
    ),
    Habit(
        ("litellm",),
        ("no usage",),
        "gives 0 for token counts that did not come",
        ('$.usage: null became {"completion_tokens": 0, "prompt_tokens": 0, "total_tokens":...',),
    ),
    Habit(
        LITELLM_STREAMS,
        ("no usage",),
        "makes up token counts that did not come",
        ('$.usage: null became {"completion_tokens": *',),
    ),
    Habit(
        ("litellm",),
        ("unknown keys",),
        "moves the unknown keys of a message to another key",
        (
            '$.choices[0].message.x_mood: ["calm"] became null',
            '$.choices[0].message.provider_specific_fields: null became {"x_mood": ["calm"]}',
        ),
    ),
    Habit(
        LITELLM_STREAMS,
        ("unknown keys",),
        "loses the unknown keys of the usage, and makes up details",
        (
            "$.usage.x_cost: 0.5 became null",
            '$.usage.completion_tokens_details: null became {"reasoning_tokens": 0, "text_tokens": *}',
        ),
    ),
    Habit(
        ("litellm, stream builder",),
        ("unknown keys",),
        "loses the unknown keys of the response and the message",
        (
            '$.x_trace: {"hops": [1, null, 2.5], "id": "t-1"} became null',
            '$.choices[0].message.x_mood: ["calm"] became null',
        ),
    ),
    Habit(("litellm, stream",), EVERY, "gives the present time as `created`", ("$.created: 1790000000 became 1*",)),
    Habit(
        ("litellm, stream builder",),
        all_but("audio"),
        "gives the present time as `created`",
        ("$.created: 1790000000 became 1*",),
    ),
    Habit(("litellm, stream builder",), ("audio",), "raises for audio", ("raises APIError: *Error building chunks*",)),
    Habit(
        ("litellm, stream",),
        ("three choices",),
        "loses the finish_reason of each choice but the first",
        tuple(f'$.choices[{index}].finish_reason: "stop" became null' for index in (1, 2)),
    ),
    Habit(("litellm, stream",), REFUSALS, "loses refusals", ('$.choices[0].message.refusal: "*" became ""',)),
    Habit(
        ("litellm, stream",),
        ("refusal with logprobs",),
        "loses the logprobs of chunks that have no content",
        ("$.choices[0].logprobs.refusal: 2 items became 0",),
    ),
    Habit(
        ("litellm, stream builder",),
        REFUSALS,
        "loses refusals",
        ('$.choices[0].message.content: null became ""', '$.choices[0].message.refusal: "*" became null'),
    ),
    Habit(
        ("litellm, stream builder",),
        ("logprobs", "refusal with logprobs", "cut tokens"),
        "loses logprobs",
        ("$.choices[0].logprobs: {*... became null",),
    ),
    Habit(
        ("litellm", *LITELLM_STREAMS),
        (ERROR_STATUS,),
        "gives the HTTP status as the code of an error, and a type of its own",
        ('error.code: "rate_limit_exceeded" became "429"', 'error.type: "tokens" became "throttling_error"'),
    ),
    Habit(
        LITELLM_STREAMS,
        (ERROR_IN_STREAM,),
        "gives nothing of an error but its message",
        (
            "error.error: {*... became null",
            'error.code: "rate_limit_exceeded" became null',
            'error.type: "tokens" became null',
        ),
    ),
    Habit(LANGCHAIN, all_but("custom tool calls"), "has no `created`", ("$.created: 1790000000 became null",)),
    Habit(
        ("langchain-openai, stream",),
        all_but("custom tool calls"),
        "has no id",
        ('$.id: "chatcmpl-1" became null',),
    ),
    Habit(
        ("langchain-openai",),
        ("three choices",),
        "has no id where there are several choices",
        ('$.id: "chatcmpl-1" became null',),
    ),
    Habit(
        ("langchain-openai, stream",),
        all_but("custom tool calls", "no usage", "unknown keys"),
        "loses the counts of predicted tokens",
        (
            "$.usage.completion_tokens_details.accepted_prediction_tokens: 1 became null",
            "$.usage.completion_tokens_details.rejected_prediction_tokens: 2 became null",
        ),
    ),
    Habit(
        ("langchain-openai, stream",),
        ("three choices",),
        "blends choices",
        (
            "$.choices: 3 items became 1",
            '$.model: "example-model-1" became "example-model-1example-model-1example-model-1"',
            '$.choices[0].message.content: "The first of three answers." became'
            ' "The first of three answers.A second answer.Another."',
            '$.choices[0].finish_reason: "stop" became "stopstopstop"',
        ),
    ),
    Habit(
        ("langchain-openai, stream",), REFUSALS, "loses refusals", ('$.choices[0].message.refusal: "*" became null',)
    ),
    Habit(("langchain-openai, stream",), ("audio",), "loses audio", ("$.choices[0].message.audio: {*... became null",)),
    Habit(LANGCHAIN, ("annotations",), "loses annotations", ("$.choices[0].message.annotations: [*... became null",)),
    Habit(
        LANGCHAIN,
        ("custom tool calls",),
        "raises for a custom tool call",
        ("raises AttributeError: 'NoneType' object has no attribute '*'",),
    ),
    Habit(
        LANGCHAIN,
        ("unknown keys",),
        "loses unknown keys",
        (
            '$.x_trace: {"hops": [1, null, 2.5], "id": "t-1"} became null',
            '$.choices[0].message.x_mood: ["calm"] became null',
        ),
    ),
    Habit(
        ("langchain-openai, stream",),
        ("unknown keys",),
        "loses the unknown keys of the usage, and adds empty details",
        (
            "$.usage.x_cost: 0.5 became null",
            "$.usage.completion_tokens_details: null became {}",
            "$.usage.prompt_tokens_details: null became {}",
        ),
    ),
)


def habits_of(client: str, scenario: str) -> list[Habit]:
    return [habit for habit in HABITS if client in habit.clients and scenario in habit.scenarios]


def unexplained(lines: list[str], habits: list[Habit]) -> list[str]:
    """The differences that no habit explains, and the differences of a habit that are gone."""
    expected = [line for habit in habits for line in habit.lines]
    new = [f"new: {line}" for line in lines if not any(matches(pattern, line) for pattern in expected)]
    gone = [f"gone: {pattern}" for pattern in expected if not any(matches(pattern, line) for line in lines)]
    return new + gone


def matches(pattern: str, line: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), line, re.DOTALL) is not None

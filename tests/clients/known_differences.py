# SPDX-License-Identifier: MIT-0
"""The known differences between the clients' objects and ours.

They are those of the releases that pyproject.toml and with_node.py name.
"""

import re
from dataclasses import dataclass

from .scenarios import RESPONSES
from .server import ERROR_IN_STREAM, ERROR_STATUS


@dataclass(frozen=True)
class Known:
    """What some clients do in some scenarios, and the differences that follow. In these `*` stands for any text."""

    clients: tuple[str, ...]
    scenarios: tuple[str, ...]
    what: str
    lines: tuple[str, ...]


def known(clients: str | tuple[str, ...], scenarios: str | tuple[str, ...], what: str, *lines: str) -> Known:
    return Known(
        (clients,) if isinstance(clients, str) else clients,
        (scenarios,) if isinstance(scenarios, str) else scenarios,
        what,
        lines,
    )


def all_but(*scenarios: str) -> tuple[str, ...]:
    return tuple(scenario for scenario in RESPONSES if scenario not in scenarios)


HELPERS = ("openai, stream helper", "openai, async stream helper")
OPENAI = ("openai", "openai, async", "openai, stream", "openai, async stream", *HELPERS)
NPM = ("openai (npm)", "openai (npm), stream", "openai (npm), stream helper")
LITELLM_STREAM, LITELLM_BUILDER = LITELLM_STREAMS = ("litellm, stream", "litellm, stream builder")
LANGCHAIN = ("langchain-openai", "langchain-openai, stream")
LANGCHAIN_STREAM = "langchain-openai, stream"
REFUSALS = ("refusal", "refusal with logprobs")

MESSAGE = "$.choices[0].message"
NO_MOOD = f'{MESSAGE}.x_mood: ["calm"] became null'
NO_TRACE = '$.x_trace: {"hops": [1, null, 2.5], "id": "t-1"} became null'
NO_COST = "$.usage.x_cost: 0.5 became null"
NO_REFUSAL = f'{MESSAGE}.refusal: "*" became null'
NO_ID = '$.id: "chatcmpl-1" became null'
NOW = "$.created: 1790000000 became 1*"
LOGPROB = "reads the logprob -1 as -1.0"
CUSTOM = "raises for a custom tool call"

KNOWN = (
    known((*OPENAI, "litellm", LITELLM_STREAM, *LANGCHAIN), "logprobs", LOGPROB, "*.logprob: -1 became -1.0"),
    known(NPM, "logprobs", "writes -9999.0 as -9999", "*.logprob: -9999.0 became -9999"),
    known(
        HELPERS,
        "tool calls",
        "keeps the index that tool calls have in chunks",
        *(f"{MESSAGE}.tool_calls[{index}].index: null became {index}" for index in range(3)),
    ),
    known(HELPERS, "length", "raises if the answer is cut", "raises LengthFinishReasonError: *"),
    known(HELPERS, "custom tool calls", CUSTOM, "raises AttributeError: 'dict' object has no attribute 'name'"),
    known(LANGCHAIN, "custom tool calls", CUSTOM, "raises AttributeError: 'NoneType' object has no attribute '*'"),
    # litellm
    known(
        "litellm",
        all_but(),
        "adds an empty object to each choice",
        "$.choices[*].provider_specific_fields: null became {}",
    ),
    known(
        "litellm",
        "no usage",
        "adds token counts of 0",
        '$.usage: null became {"completion_tokens": 0, "prompt_tokens": 0, "total_tokens":...',
    ),
    known(LITELLM_STREAMS, "no usage", "makes up token counts", '$.usage: null became {"completion_tokens": *'),
    known(
        "litellm",
        "unknown keys",
        "moves unknown keys of a message to another key",
        NO_MOOD,
        f'{MESSAGE}.provider_specific_fields: null became {{"x_mood": ["calm"]}}',
    ),
    known(
        LITELLM_STREAMS,
        "unknown keys",
        "loses the unknown keys of the usage, and makes up details",
        NO_COST,
        '$.usage.completion_tokens_details: null became {"reasoning_tokens": 0, "text_tokens": *}',
    ),
    known(LITELLM_BUILDER, "unknown keys", "loses the unknown keys of response and message", NO_TRACE, NO_MOOD),
    known(LITELLM_STREAM, all_but(), "replaces `created` by the present time", NOW),
    known(LITELLM_BUILDER, all_but("audio"), "replaces `created` by the present time", NOW),
    known(LITELLM_BUILDER, "audio", "raises for audio", "raises APIError: *Error building chunks*"),
    known(
        LITELLM_STREAM,
        "three choices",
        "loses the finish_reason of each choice but the first",
        *(f'$.choices[{index}].finish_reason: "stop" became null' for index in (1, 2)),
    ),
    known(LITELLM_STREAM, REFUSALS, "loses refusals", f'{MESSAGE}.refusal: "*" became ""'),
    known(LITELLM_BUILDER, REFUSALS, "loses refusals", f'{MESSAGE}.content: null became ""', NO_REFUSAL),
    known(
        LITELLM_STREAM,
        "refusal with logprobs",
        "loses the logprobs of chunks without content",
        "$.choices[0].logprobs.refusal: 2 items became 0",
    ),
    known(
        LITELLM_BUILDER,
        ("logprobs", "refusal with logprobs", "cut tokens"),
        "loses logprobs",
        "$.choices[0].logprobs: {*... became null",
    ),
    known(
        ("litellm", *LITELLM_STREAMS),
        ERROR_STATUS,
        "replaces the code of an error by the HTTP status, and its type by another",
        'error.code: "rate_limit_exceeded" became "429"',
        'error.type: "tokens" became "throttling_error"',
    ),
    known(
        LITELLM_STREAMS,
        ERROR_IN_STREAM,
        "keeps only the message of an error",
        "error.error: {*... became null",
        'error.code: "rate_limit_exceeded" became null',
        'error.type: "tokens" became null',
    ),
    # langchain
    known(LANGCHAIN, all_but("custom tool calls"), "loses `created`", "$.created: 1790000000 became null"),
    known(LANGCHAIN_STREAM, all_but("custom tool calls"), "loses the id", NO_ID),
    known("langchain-openai", "three choices", "loses the id if there are several choices", NO_ID),
    known(
        LANGCHAIN_STREAM,
        all_but("custom tool calls", "no usage", "unknown keys"),
        "loses the counts of predicted tokens",
        "$.usage.completion_tokens_details.accepted_prediction_tokens: 1 became null",
        "$.usage.completion_tokens_details.rejected_prediction_tokens: 2 became null",
    ),
    known(
        LANGCHAIN_STREAM,
        "three choices",
        "merges all choices into one",
        "$.choices: 3 items became 1",
        '$.model: "example-model-1" became "example-model-1example-model-1example-model-1"',
        f'{MESSAGE}.content: "The first of three answers." became "The first *.A second answer.Another."',
        '$.choices[0].finish_reason: "stop" became "stopstopstop"',
    ),
    known(LANGCHAIN_STREAM, REFUSALS, "loses refusals", NO_REFUSAL),
    known(LANGCHAIN_STREAM, "audio", "loses audio", f"{MESSAGE}.audio: {{*... became null"),
    known(LANGCHAIN, "annotations", "loses annotations", f"{MESSAGE}.annotations: [*... became null"),
    known(LANGCHAIN, "unknown keys", "loses unknown keys", NO_TRACE, NO_MOOD),
    known(
        LANGCHAIN_STREAM,
        "unknown keys",
        "loses the unknown keys of the usage, and adds empty details",
        NO_COST,
        "$.usage.completion_tokens_details: null became {}",
        "$.usage.prompt_tokens_details: null became {}",
    ),
)


def known_in(client: str, scenario: str) -> list[Known]:
    return [each for each in KNOWN if client in each.clients and scenario in each.scenarios]


def surprises(lines: list[str], known: list[Known]) -> list[str]:
    """The differences that are not known, and the known ones that are gone."""
    expected = [line for each in known for line in each.lines]
    new = [f"new: {line}" for line in lines if not any(matches(pattern, line) for pattern in expected)]
    gone = [f"gone: {pattern}" for pattern in expected if not any(matches(pattern, line) for line in lines)]
    return new + gone


def matches(pattern: str, line: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), line, re.DOTALL) is not None

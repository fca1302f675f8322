# SPDX-License-Identifier: MIT-0
"""What the server answers: responses that are built by hand, and an error."""

from typing import Any

from .. import package

FinishReason = package.FinishReason

USAGE = package.CompletionUsage(
    completion_tokens=12,
    prompt_tokens=14,
    total_tokens=26,
    completion_tokens_details=package.CompletionTokensDetails(
        accepted_prediction_tokens=1, audio_tokens=0, reasoning_tokens=5, rejected_prediction_tokens=2
    ),
    prompt_tokens_details=package.PromptTokensDetails(audio_tokens=0, cached_tokens=8),
)


def response(*choices: Any, usage: Any = USAGE, **members: Any) -> Any:
    return package.CreateChatCompletionResponse(
        id="chatcmpl-1",
        created=1790000000,
        model="example-model-1",
        choices=choices,
        usage=usage,
        **members,
    )


def choice(index: int = 0, finish_reason: str = FinishReason.STOP, logprobs: Any = None, **message: Any) -> Any:
    return package.Choice(
        index=index,
        message=package.ChatCompletionResponseMessage(**message),
        finish_reason=finish_reason,
        logprobs=logprobs,
    )


def token(text: str, logprob: float, octets: bytes | None, *others: Any) -> Any:
    return package.ChatCompletionTokenLogprob(token=text, logprob=logprob, bytes=octets, top_logprobs=others)


def other(text: str, logprob: float) -> Any:
    return package.TopLogprob(token=text, logprob=logprob, bytes=text.encode())


def call(identifier: str, name: str, arguments: str) -> Any:
    function = package.Function(name=name, arguments=arguments)
    return package.ChatCompletionMessageToolCall(id=identifier, function=function)


def custom_call(identifier: str, name: str, text: str) -> Any:
    return package.ChatCompletionMessageCustomToolCall(id=identifier, custom=package.Custom(name=name, input=text))


def citation(start: int, end: int, url: str, title: str) -> Any:
    cited = package.UrlCitation(start_index=start, end_index=end, url=url, title=title)
    return package.UrlCitationAnnotation(url_citation=cited)


RESPONSES: dict[str, Any] = {
    "text": response(
        choice(content="High water is at 14:05,\nso says the “tide table” 🌊.  Bring boots."),
        system_fingerprint="fp_0a1b2c3d",
        service_tier=package.ServiceTier.DEFAULT,
    ),
    "tool calls": response(
        choice(
            finish_reason=FinishReason.TOOL_CALLS,
            tool_calls=(
                call("call_a", "tide_table", '{"harbour": "Brest", "days": [1, 2], "note": "à la côte"}'),
                call("call_b", "clock", "{}"),
                call("call_c", "tide_table", '{"harbour": "St. Malo"}'),
            ),
        )
    ),
    "three choices": response(
        choice(0, content="The first of three answers."),
        choice(1, content="A second answer."),
        choice(2, content="Another."),
    ),
    "length": response(choice(finish_reason=FinishReason.LENGTH, content="An answer that is cut")),
    "refusal": response(choice(refusal="I will not help with that.")),
    "logprobs": response(
        choice(
            content="Yes, sir",
            logprobs=package.Logprobs(
                content=(
                    token("Yes", -0.25, b"Yes", other("Yes", -0.25), other("No", -1.5)),
                    token(",", -1, b",", other(",", -1), other(".", -9999.0)),
                    token(" sir", -0.125, b" sir"),
                )
            ),
        )
    ),
    "refusal with logprobs": response(
        choice(
            refusal="No, sir",
            logprobs=package.Logprobs(
                refusal=(token("No", -0.25, b"No", other("Yes", -1.5)), token(", sir", -0.5, b", sir"))
            ),
        )
    ),
    "cut tokens": response(  # two tokens share a character, and one has no text
        choice(
            content="Hi 🌊",
            logprobs=package.Logprobs(
                content=(
                    token("Hi", -0.25, b"Hi"),
                    token("\\x20\\xf0\\x9f", -0.5, b" \xf0\x9f"),
                    token("\\x8c\\x8a", -0.0625, b"\x8c\x8a"),
                    token("<|end|>", -0.125, None),
                )
            ),
        )
    ),
    "no usage": response(choice(content="Not counted."), usage=None),
    "custom tool calls": response(
        choice(
            finish_reason=FinishReason.TOOL_CALLS,
            tool_calls=(custom_call("call_a", "note", "High water,\nat noon"), call("call_b", "clock", "{}")),
        )
    ),
    "function call": response(
        choice(
            finish_reason=FinishReason.FUNCTION_CALL,
            function_call=package.FunctionCall(name="tide_table", arguments='{"harbour": "Brest"}'),
        )
    ),
    "audio": response(
        choice(
            audio=package.Audio(
                id="audio_1", expires_at=1790003600, data="UklGRiQAAABXQVZF", transcript="High water is at noon."
            )
        )
    ),
    "annotations": response(
        choice(
            content="High water is at noon.",
            annotations=(
                citation(0, 10, "https://tides.example/brest", "Tides"),
                citation(17, 21, "https://noon.example/", "Noon, a “definition”"),
            ),
        )
    ),
    "unknown keys": response(
        choice(content="As usual.", extra={"x_mood": ["calm"]}),
        usage=package.CompletionUsage(completion_tokens=2, prompt_tokens=3, total_tokens=5, extra={"x_cost": 0.5}),
        extra={"x_trace": {"id": "t-1", "hops": [1, None, 2.5]}},
    ),
}

ERROR: dict[str, Any] = {
    "error": {
        "message": "Rate limit reached for “example-model-1”",
        "type": "tokens",
        "param": None,
        "code": "rate_limit_exceeded",
    }
}

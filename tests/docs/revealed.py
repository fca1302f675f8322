# SPDX-License-Identifier: MIT-0
# ruff: noqa: F821, B018
"""Code for type checkers. test_typing.py gives it to mypy and pyright; it is never run.

The comment after a line is the type that is revealed there, or the expected error: for `both` checkers, or for each.
Names are without their modules.
"""

from collections.abc import Mapping
from typing import Any

from chatcompletion import (
    ChatCompletionMessageCustomToolCall,
    ChatCompletionMessageToolCall,
    ChatCompletionModerationError,
    ChatCompletionModerationResults,
    ChatCompletionResponseMessage,
    Choice,
    CompletionUsage,
    CreateChatCompletionResponse,
    Custom,
    ErrorResponse,
    FinishReason,
    Function,
    ParseError,
    ToolCall,
    Unrecognized,
    UrlCitationAnnotation,
    check,
    json_schema,
)
from chatcompletion.batch import InvalidLine, iter_batch


def functions(data: dict[str, Any]) -> None:
    reveal_type(CreateChatCompletionResponse.from_dict(data))  # both: CreateChatCompletionResponse
    reveal_type(CreateChatCompletionResponse.from_json("{}"))  # both: CreateChatCompletionResponse
    reveal_type(CreateChatCompletionResponse.from_json(b"{}").to_json(indent=2))  # both: str
    reveal_type(Choice.from_dict(data).to_dict())  # both: dict[str, Any]
    reveal_type(check(data))  # both: tuple[Problem, ...]
    reveal_type(check(data)[0].kind)  # both: ProblemKind
    reveal_type(json_schema())  # both: dict[str, Any]


class Mine(CreateChatCompletionResponse):
    __slots__ = ()


def a_subclass_parses_to_itself(data: dict[str, Any]) -> None:
    reveal_type(Mine.from_dict(data))  # both: Mine
    reveal_type(Mine.from_json("{}"))  # both: Mine
    reveal_type(sum([CompletionUsage.from_dict(data)]))  # both: CompletionUsage | Literal[0]


class MyUsage(CompletionUsage):
    __slots__ = ()


def usages_add_up(
    usage: CompletionUsage, mine: MyUsage, usages: list[CompletionUsage], missing: CompletionUsage | None
) -> None:
    reveal_type(usage + usage)  # both: CompletionUsage
    reveal_type(mine + usage)  # both: MyUsage
    reveal_type(sum(usages))  # both: CompletionUsage | Literal[0]
    reveal_type(sum(usages, usage))  # both: CompletionUsage
    reveal_type(sum([mine, mine]))  # both: MyUsage | Literal[0]
    usage + None  # mypy: error[operator]  # pyright: error[reportOperatorIssue]
    usage + missing  # mypy: error[operator]  # pyright: error[reportOperatorIssue]
    usage + 5  # mypy: error[operator]  # pyright: error[reportOperatorIssue]
    None + usage  # mypy: error[operator]  # pyright: error[reportOperatorIssue]


def small_things(message: ChatCompletionResponseMessage, call: ChatCompletionMessageToolCall) -> None:
    reveal_type(message.reasoning)  # both: str | None
    reveal_type(message.to_request(include=["reasoning_details"]))  # both: dict[str, Any]
    reveal_type(call.function.parse_arguments())  # both: dict[str, Any]


def batch_files(lines: list[bytes]) -> None:
    for line in iter_batch(lines):
        reveal_type(line)  # both: BatchRequestOutput | InvalidLine
        reveal_type(line.completion(repair=True))  # both: CreateChatCompletionResponse
        if isinstance(line, InvalidLine):
            reveal_type(line.error)  # both: ParseError
        elif line.response is not None:
            reveal_type(line.response.body)  # both: Mapping[str, Any]


def fields(response: CreateChatCompletionResponse) -> None:
    reveal_type(response.id)  # both: str
    reveal_type(response.object)  # mypy: str  # pyright: ObjectType | str
    reveal_type(response.created)  # both: int
    reveal_type(response.choices)  # both: tuple[Choice, ...]
    reveal_type(response.usage)  # both: CompletionUsage | None
    reveal_type(response.service_tier)  # mypy: str | None  # pyright: ServiceTier | str | None
    reveal_type(response.metadata)  # both: Mapping[str, Any] | None
    reveal_type(response.extra)  # both: Mapping[str, Any]
    for choice in response.choices:
        reveal_type(choice)  # both: Choice


def an_unknown_enum_value_is_a_string(choice: Choice) -> None:
    reason = choice.finish_reason
    reveal_type(reason)  # mypy: str | None  # pyright: FinishReason | str | None
    if reason is None:
        return
    reveal_type(reason)  # mypy: str  # pyright: FinishReason | str
    if isinstance(reason, FinishReason):
        reveal_type(reason)  # both: FinishReason
        reveal_type(reason.upper())  # both: str
    else:
        reveal_type(reason)  # both: str
    if reason == FinishReason.STOP or reason == "stop":
        reveal_type(reason.upper())  # both: str


def an_optional_field_narrows(message: ChatCompletionResponseMessage, choice: Choice) -> None:
    reveal_type(message.content)  # both: str | None
    message.content.upper()  # mypy: error[union-attr]  # pyright: error[reportOptionalMemberAccess]
    if message.content is not None:
        reveal_type(message.content)  # both: str
    if message.audio:
        reveal_type(message.audio.expires_at)  # both: int
    if choice.logprobs and choice.logprobs.content:
        reveal_type(choice.logprobs.content[0].bytes)  # both: bytes | None
        reveal_type(choice.logprobs.content[0].top_logprobs[0].logprob)  # both: float


def a_union_narrows_by_isinstance(message: ChatCompletionResponseMessage) -> None:
    for call in message.tool_calls or ():
        if isinstance(call, ChatCompletionMessageToolCall):
            reveal_type(call.function.arguments)  # both: str
        elif isinstance(call, ChatCompletionMessageCustomToolCall):
            reveal_type(call.custom.input)  # both: str
        else:
            reveal_type(call)  # both: Unrecognized
            reveal_type(call.type)  # both: str | None
    for annotation in message.annotations or ():
        if not isinstance(annotation, UrlCitationAnnotation):
            reveal_type(annotation)  # both: Unrecognized
            continue
        reveal_type(annotation.url_citation.url)  # both: str


def a_union_narrows_by_match(message: ChatCompletionResponseMessage) -> None:
    for call in message.tool_calls or ():
        match call:
            case ChatCompletionMessageToolCall(function=Function(name=name)):
                reveal_type(call)  # both: ChatCompletionMessageToolCall
                reveal_type(name)  # both: str
            case ChatCompletionMessageCustomToolCall(custom=Custom(input=text)):
                reveal_type(text)  # both: str
            case Unrecognized(type=kind):
                reveal_type(kind)  # both: str | None
            case _:
                pass


def a_match_of_all_three_classes_is_complete(call: ToolCall) -> str:  # no error: the end cannot be reached
    match call:
        case ChatCompletionMessageToolCall():
            return call.function.name
        case ChatCompletionMessageCustomToolCall():
            return call.custom.name
        case Unrecognized():
            return call.type or ""


def a_match_of_two_classes_is_incomplete(call: ToolCall) -> str:  # mypy: error[return]  # pyright: error[reportReturnType]
    match call:
        case ChatCompletionMessageToolCall():
            return call.function.name
        case ChatCompletionMessageCustomToolCall():
            return call.custom.name


def moderation(response: CreateChatCompletionResponse) -> None:
    if response.moderation is None:
        return
    match response.moderation.output:
        case ChatCompletionModerationResults(results=results):
            reveal_type(results)  # both: tuple[ModerationResultBody, ...]
            reveal_type(results[0].category_scores)  # both: Mapping[str, float]
        case ChatCompletionModerationError(code=code):
            reveal_type(code)  # both: str
        case other:
            reveal_type(other)  # both: Unrecognized


def errors(error: ParseError) -> None:
    reveal_type(error.path)  # both: tuple[str | int, ...]
    reveal_type(error.problem)  # both: str
    reveal_type(error.problems)  # both: tuple[Problem, ...]
    if isinstance(error, ErrorResponse):
        reveal_type(error.error)  # both: Any
        reveal_type(error.code)  # both: str | int | None


def mistakes(response: CreateChatCompletionResponse, extra: Mapping[str, Any]) -> None:
    response.id = "other"  # mypy: error[misc]  # pyright: error[reportAttributeAccessIssue]
    Choice(index=0)  # mypy: error[call-arg]  # pyright: error[reportCallIssue]
    Function("name", "{}")  # mypy: error[call-arg]  # pyright: error[reportCallIssue]
    Function(name="name", arguments={})  # mypy: error[arg-type]  # pyright: error[reportArgumentType]
    response.choices.append  # mypy: error[attr-defined]  # pyright: error[reportAttributeAccessIssue]
    response.extra["key"] = 1  # mypy: error[index]  # pyright: error[reportIndexIssue]
    FinishReason.EOS  # mypy: error[attr-defined]  # pyright: error[reportAttributeAccessIssue]
    Function(name="name", arguments="{}", extra=extra)

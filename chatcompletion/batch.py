# SPDX-License-Identifier: MIT-0
"""The lines of a batch's output and error files, each with a response or an error."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

from ._core.compat import Self
from ._core.documents import Document
from ._core.json_text import parse_json
from ._core.json_values import NO_EXTRA, JSONObject, as_plain
from ._core.metadata import REQUIRED_NULLABLE
from ._core.model import Model, finish, optional, with_extra
from ._core.readers import ABSENT, NULL, integer, nested, string
from ._core.readers_special import any_value, mapping
from .error_response import ErrorResponse
from .errors import ParseError, Problem
from .response import CreateChatCompletionResponse

RESPONSE_ITSELF = "this is a response itself, not a line with one"
REQUEST_LINE = "this is a line of the file that asks for the batch"


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class BatchResponse(Model):
    """The HTTP answer to one request of a batch. Schema: BatchRequestOutput.response."""

    status_code: int
    """The HTTP status. From 400, the body is an error."""
    request_id: str | None = None
    """Identifies the request for the provider's support."""
    body: Mapping[str, Any]
    """The response or the error, as JSON. `BatchRequestOutput.completion` reads it."""
    extra: Mapping[str, Any] = field(default_factory=JSONObject)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.status_code = integer(data, "status_code")
        new.request_id = string(data, "request_id", ABSENT)
        new.body = mapping(data, "body", any_value)
        return finish(cls, new, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "status_code": self.status_code,
            "body": as_plain(self.body),
        }
        if self.request_id is not None:
            data["request_id"] = self.request_id
        return data if self.extra is NO_EXTRA else with_extra(self, data)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class BatchError(Model):
    """Why a request of a batch got no HTTP answer. Schema: BatchRequestOutput.error."""

    code: str | None = None
    """The error's code, for programs, such as `batch_expired`."""
    message: str | None = None
    """What went wrong, for people."""
    extra: Mapping[str, Any] = field(default_factory=JSONObject)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.code = string(data, "code", ABSENT)
        new.message = string(data, "message", ABSENT)
        return finish(cls, new, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if self.code is not None:
            data["code"] = self.code
        if self.message is not None:
            data["message"] = self.message
        return data if self.extra is NO_EXTRA else with_extra(self, data)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class BatchRequestOutput(Document):
    """A line of a batch's output or error file. Schema: BatchRequestOutput."""

    id: str | None = None
    """Identifies the request for the provider."""
    custom_id: str
    """The name that the input file gave to the request. The lines may come in any order, so match them by it."""
    response: BatchResponse | None = field(default=None, metadata=REQUIRED_NULLABLE)
    """The HTTP answer, also if its status says that the request failed. None if there was no answer."""
    error: BatchError | None = field(default=None, metadata=REQUIRED_NULLABLE)
    """Why there was no HTTP answer, for example because the batch expired."""
    extra: Mapping[str, Any] = field(default_factory=JSONObject)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.id = string(data, "id", ABSENT)
        new.custom_id = string(data, "custom_id")
        new.response = nested(data, "response", BatchResponse, NULL)
        new.error = nested(data, "error", BatchError, NULL)
        return finish(cls, new, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "custom_id": self.custom_id,
            "response": None if self.response is None else self.response.to_dict(),
            "error": None if self.error is None else self.error.to_dict(),
        }
        if self.id is not None:
            data["id"] = self.id
        return data if self.extra is NO_EXTRA else with_extra(self, data)

    def completion(self, *, repair: bool = False) -> CreateChatCompletionResponse:
        """Return the response of this line. `repair` mends its body first, as the function `repair` does.

        Raises ErrorResponse if the request failed: with the provider's code, or else the HTTP status. Raises ParseError
        if the body is no response, with the path from the line's root.
        """
        body: dict[str, Any] = as_plain(self.response.body) if self.response else {}
        failure = failure_of(self, body)
        if failure is not None:
            raise failure
        try:
            return CreateChatCompletionResponse.from_dict(repaired(body) if repair else body)
        except ErrorResponse:
            raise
        except ParseError as error:
            problems = [replace(problem, path=("response", "body", *problem.path)) for problem in error.problems]
        raise ParseError(problems)

    @classmethod
    def _error(cls, data: dict[str, Any], model: Any, first: ParseError | None = None) -> ParseError | None:
        if first is None:
            return None
        from ._core.bodies import BodyKind, error_in, kind_of

        error: ParseError | None = error_in(data) or super()._error(data, model, first)
        is_response = kind_of(data) is BodyKind.COMPLETION
        return ParseError(error.problems, RESPONSE_ITSELF) if error and is_response else error


@dataclass(frozen=True, slots=True)
class InvalidLine:
    """A line that is no line of a batch file."""

    line: int
    """The number of the line, from 1."""
    error: ParseError
    """What is wrong with it."""

    def completion(self, *, repair: bool = False) -> NoReturn:
        """Raise the error, because there is no response."""
        raise self.error


def iter_batch(lines: Iterable[str | bytes], *, repair: bool = False) -> Iterator[BatchRequestOutput | InvalidLine]:
    """Read the lines of a batch's output or error file one by one, as an open file gives them. Blank lines are skipped.

    A line that is wrong is an `InvalidLine`, and the next lines are read all the same. `repair` mends the body of each
    response, as the function `repair` does. It mends nothing else in a line.
    """
    if isinstance(lines, (str, bytes, bytearray)):
        raise TypeError(f"iter_batch takes lines, such as an open file, got {type(lines).__name__}")
    return read_lines(lines, repair)


def read_lines(lines: Iterable[str | bytes], repair: bool) -> Iterator[BatchRequestOutput | InvalidLine]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            data = parse_json(line)
            yield BatchRequestOutput.from_dict(with_repaired_body(data) if repair else data)
        except ParseError as error:
            error.line = number
            yield InvalidLine(number, error)


def with_repaired_body(line: dict[str, Any]) -> dict[str, Any]:
    """Return the line with its body repaired. A body that cannot be repaired stays, and `completion` says why."""
    response = line.get("response")
    if isinstance(response, dict) and isinstance(response.get("body"), dict):
        with suppress(ParseError):
            return {**line, "response": {**response, "body": repaired(response["body"])}}
    return line


def repaired(body: dict[str, Any]) -> dict[str, Any]:
    """Return a body that `from_dict` accepts. Raises ParseError if it cannot be repaired."""
    repairing = optional("validation.repairing")
    if repairing is None:
        raise ImportError("repair=True needs the folder validation/ of this package, which was deleted")
    mended: dict[str, Any] = repairing.repair(body)
    return mended


def failure_of(line: BatchRequestOutput, body: dict[str, Any]) -> ParseError | None:
    """Return why a request failed, or None if it got a response with this body."""
    if line.response is None:
        return reason_for_no_response(line)
    status = line.response.status_code
    return error_with_status(body, status) if status >= 400 else None


def reason_for_no_response(line: BatchRequestOutput) -> ParseError:
    from ._core.bodies import error_in

    error = line.error
    if error is None or not (error.code or error.message or error.extra):
        hint = REQUEST_LINE if "url" in line.extra else None
        return ParseError((Problem(("response",), "expected a response or an error, got neither"),), hint)
    raw = error.to_dict()
    return error_in({"error": raw}) or ErrorResponse("the provider gives no reason", raw, error.code)


def error_with_status(body: dict[str, Any], status: int) -> ErrorResponse:
    """Return the error in the body of an answer with this HTTP status, which is its code if it has no other."""
    from ._core.bodies import error_in

    error = error_in(body)
    if error is None:
        return ErrorResponse(f"the provider answered with status {status}", body, status)
    return error if error.code is not None else ErrorResponse(error.problem, error.error, status, error.type)

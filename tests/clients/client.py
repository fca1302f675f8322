# SPDX-License-Identifier: MIT-0
"""What all clients have in common: how a client's answer is compared with our object."""

import importlib.util
import json
from collections.abc import Iterator
from typing import Any

from .. import package, submodule
from .comparing import differences, json_text
from .scenarios import ERROR, RESPONSES
from .server import ERROR_IN_STREAM, ERROR_STATUS, broken_stream

streaming = submodule("streaming")
Response = package.CreateChatCompletionResponse
Chunk = streaming.CreateChatCompletionStreamResponse

MODEL = "example-model-1"
MESSAGES = [{"role": "user", "content": "When is high water?"}]
KEY = "no-key"


class Client:
    """One way to ask one library for a completion."""

    name: str
    module: str  # what has to be installed
    streamed: bool = False
    dump_methods: tuple[str, ...] = ()
    keeps_the_body: bool = False  # to_dict() gives what the server sent, nulls included

    def missing(self) -> str | None:
        """Why the client cannot be used here, or None."""
        return None if importlib.util.find_spec(self.module) else f"{self.module} is not installed"

    def scenarios(self) -> list[str]:
        return [*RESPONSES, ERROR_STATUS, *([ERROR_IN_STREAM] if self.streamed else [])]

    def ask(self, url: str, pieces: list[str]) -> Any:
        """The library's answer: an object, or a list of chunks. Raises what the library raises.

        In a stream, each piece of `content` is added to `pieces` when it arrives.
        """
        raise NotImplementedError

    def dumps(self, answer: Any) -> dict[str, Any]:
        """What the library makes of its object, by the name of the way: a dict or JSON text."""
        return {f"{name}()": getattr(answer, name)() for name in self.dump_methods}

    def error_values(self, error: Exception) -> dict[str, Any]:
        """The attributes of the library's exception, by the names of ours."""
        return {ours: getattr(error, theirs, None) for ours, theirs in ERROR_ATTRIBUTES.items()}

    def differences_in(self, scenario: str, url: str) -> list[str]:
        """A line for each difference between the client's answer and our object, or between the two exceptions."""
        pieces: list[str] = []
        try:
            answer = self.ask(url, pieces)
        except Exception as error:
            if scenario in RESPONSES:
                return [f"raises {type(error).__name__}: {error}"]
            theirs = self.error_values(error) | {"pieces": "".join(pieces), "message": str(error)}
            return error_differences(our_error(scenario), theirs)
        if scenario not in RESPONSES:
            return ["raises nothing"]
        return [*dict.fromkeys(self.compare(RESPONSES[scenario], answer))]

    def compare(self, response: Any, answer: Any) -> Iterator[str]:
        ours = streaming.split(response) if isinstance(answer, list) else response
        yield from differences(ours, answer)
        yield from self.read_dumps(response, answer)
        if self.keeps_the_body:
            pairs = zip(ours, answer, strict=False) if isinstance(answer, list) else [(ours, answer)]
            yield from (
                f"to_dict() is not the body: {json_text(theirs.to_dict())}"
                for body, theirs in pairs
                if theirs.to_dict() != body.to_dict()
            )

    def read_dumps(self, response: Any, answer: Any) -> Iterator[str]:
        """A line for each difference between our response and what we read from the client's dumps of it.

        There is another line if what we write for a dump differs from the dump.
        """
        cls, answers = (Chunk, answer) if isinstance(answer, list) else (Response, [answer])
        each = [self.dumps(one) for one in answers]
        for name in each[0]:
            dumps = [dump[name] for dump in each]
            try:
                read = [cls.from_json(dump) if isinstance(dump, str) else cls.from_dict(dump) for dump in dumps]
                ours = streaming.assemble(read) if cls is Chunk else read[0]
            except package.ParseError as error:
                yield f"{name} is refused: {error}"
            else:
                if [sorted_json(one) for one in read] != [sorted_json(dump) for dump in dumps]:
                    yield f"{name} is emitted with changes"
                yield from differences(response, ours)


def sorted_json(value: Any) -> str:
    """A dump, or what one of our objects emits, as JSON text with sorted keys."""
    data = json.loads(value) if isinstance(value, str) else value if isinstance(value, dict) else value.to_dict()
    return json.dumps(data, sort_keys=True)


# --- Errors

ERROR_ATTRIBUTES = {"error": "body", "code": "code", "type": "type"}  # of our exception, and of that of `openai`


def our_error(scenario: str) -> dict[str, Any]:
    """The attributes of our exception, with the pieces of `content` that came before it."""
    pieces: list[str] = []
    try:
        if scenario == ERROR_STATUS:
            Response.from_json(json.dumps(ERROR))
        for chunk in streaming.iter_sse(broken_stream()):
            pieces += [choice.delta.content for choice in chunk.choices]
    except package.ErrorResponse as error:
        values = {name: getattr(error, name) for name in ERROR_ATTRIBUTES}
        return values | {"pieces": "".join(pieces), "message": str(error)}
    raise AssertionError(f"{scenario} is read without an error")


def error_differences(ours: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    """A line for each difference between two exceptions. Our message is the provider's; theirs may contain more."""
    if ours["message"] in theirs["message"]:
        theirs["message"] = ours["message"]
    return [*differences(ours, theirs, "error")]

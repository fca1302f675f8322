# SPDX-License-Identifier: MIT-0
"""What the clients have in common: how each is asked, and how its answer is compared with what our object says."""

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

ERROR_ATTRIBUTES = {"error": "body", "code": "code", "type": "type"}  # of our exception, and of that of `openai`


class Client:
    """One way of asking one library."""

    name: str
    module: str  # what has to be installed
    streamed: bool = False

    def missing(self) -> str | None:
        """Why it cannot be asked here, or None."""
        return None if importlib.util.find_spec(self.module) else f"{self.module} is not installed"

    def scenarios(self) -> Iterator[str]:
        yield from RESPONSES
        yield ERROR_STATUS
        if self.streamed:
            yield ERROR_IN_STREAM

    def ask(self, url: str, pieces: list[str]) -> Any:
        """What the library gives for the server at this URL. Raises what the library raises.

        Where it streams, the pieces of `content` are added to `pieces` as they come.
        """
        raise NotImplementedError

    def compared(self, response: Any, answer: Any) -> Iterator[str]:
        """A line for each difference between our response and what the library gives."""
        raise NotImplementedError

    def error_data(self, error: Exception) -> dict[str, Any]:
        """What the library's exception says, by the names that our ErrorResponse has for it."""
        return {ours: getattr(error, theirs, None) for ours, theirs in ERROR_ATTRIBUTES.items()}

    def outcome(self, scenario: str, url: str) -> list[str]:
        """A line for each difference between what this client and our object say in a scenario."""
        pieces: list[str] = []
        try:
            answer = self.ask(url, pieces)
        except Exception as error:
            if scenario in RESPONSES:
                return [f"raises {type(error).__name__}: {error}"]
            said = self.error_data(error) | {"pieces": "".join(pieces), "message": str(error)}
            return error_differences(our_error(scenario), said)
        if scenario not in RESPONSES:
            return ["raises nothing"]
        return [*dict.fromkeys(self.compared(RESPONSES[scenario], answer))]


def our_error(scenario: str) -> dict[str, Any]:
    """What our exception says of the same error, with the pieces of `content` that came before it."""
    pieces: list[str] = []
    try:
        if scenario == ERROR_STATUS:
            Response.from_json(json.dumps(ERROR))
        for chunk in streaming.iter_sse(broken_stream()):
            pieces += [choice.delta.content for choice in chunk.choices]
    except package.ErrorResponse as error:
        said = {name: getattr(error, name) for name in ERROR_ATTRIBUTES}
        return said | {"pieces": "".join(pieces), "message": str(error)}
    raise AssertionError(f"{scenario} is read without an error")


def error_differences(ours: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    """A line for each difference between two errors. Their message may have more in it than ours, the provider's."""
    if ours["message"] in theirs["message"]:
        theirs["message"] = ours["message"]
    return [*differences(ours, theirs, "error")]


# --- The other way: our classes read what a client dumps, and lose nothing of it


def read_back(response: Any, **dumps: Any) -> Iterator[str]:
    """A line for each difference between our response and a client's dumps of it, as we read them.

    Each dump is a dict or JSON text. Another line says so if we do not emit a dump as it came.
    """
    for name, dump in dumps.items():
        try:
            read = read_by(Response, dump)
        except package.ParseError as error:
            yield f"{name} is refused: {error}"
        else:
            if sorted_json(read) != sorted_json(dump):
                yield f"{name} is emitted with changes"
            yield from differences(response, read)


def read_back_chunks(response: Any, each: list[dict[str, Any]]) -> Iterator[str]:
    """The same for a stream, with the dumps of each chunk. `assemble` puts the chunks together."""
    for name in each[0]:
        dump = [dumps[name] for dumps in each]
        try:
            chunks = [read_by(Chunk, data) for data in dump]
            read = streaming.assemble(chunks)
        except package.ParseError as error:
            yield f"{name} is refused: {error}"
        else:
            if [sorted_json(chunk) for chunk in chunks] != [sorted_json(data) for data in dump]:
                yield f"{name} is emitted with changes"
            yield from differences(response, read)


def read_by(cls: Any, dump: Any) -> Any:
    return cls.from_json(dump) if isinstance(dump, str) else cls.from_dict(dump)


def sorted_json(value: Any) -> str:
    """A dump, or what one of our objects emits, as JSON text whose keys are sorted."""
    data = json.loads(value) if isinstance(value, str) else value if isinstance(value, dict) else value.to_dict()
    return json.dumps(data, sort_keys=True)


def not_the_body(body: Any, dump: dict[str, Any]) -> Iterator[str]:
    """A line if a client's dump is not equal to the body that it received, nulls included."""
    if dump != body.to_dict():
        yield f"to_dict() is not the body: {json_text(dump)}"

# SPDX-License-Identifier: MIT-0
"""The text of an event stream in, chunks out. Reads nothing itself."""

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from typing import Any

from .._json_text import parse_json
from ..errors import ParseError, Problem, quoted
from .chunks import CreateChatCompletionStreamResponse

DONE = "[DONE]"


def iter_sse(lines: Iterable[str | bytes]) -> Iterator[CreateChatCompletionStreamResponse]:
    """The chunks in the text of an event stream, each as soon as its event is whole.

    The text may be cut anywhere, into lines or not, but must have its line ends: of an iterator over lines without
    them, make `(line + "\\n" for line in lines)`. `[DONE]` ends it. Raises ParseError for an event that is no chunk
    or not in UTF-8, and its subclass ErrorResponse for one in which the provider reports an error.
    """
    events = EventStream()
    for block in (lines,) if isinstance(lines, (str, bytes, bytearray)) else lines:
        yield from events.read(block)
        if events.done:
            return
    events.end()


async def aiter_sse(lines: AsyncIterable[str | bytes]) -> AsyncIterator[CreateChatCompletionStreamResponse]:
    """The same for text that arrives asynchronously."""
    events = EventStream()
    async for block in lines:
        for chunk in events.read(block):
            yield chunk
        if events.done:
            return
    events.end()


class EventStream:
    """The state between two blocks of an event stream, as in the HTML standard, section 9.2.6.

    `done` says whether [DONE] has come.
    """

    def __init__(self) -> None:
        self.done: bool = False
        self.line: list[bytes] = []  # the pieces of a line that has no end yet
        self.has_data: bool = False  # whether any data line has come
        self.stray: str = ""  # the first line that looks like JSON or HTML
        self.data: list[str] = []  # the values of the data lines of an event that has no end yet
        self.after_cr: bool = False  # a line feed that comes next belongs to the line end before it
        self.at_start: bool = True
        self.errors: str = "strict"

    def read(self, block: str | bytes) -> Iterator[CreateChatCompletionStreamResponse]:
        """The chunks that are whole with this block."""
        for line in self.lines(block):
            chunk = self.take(line)
            if chunk is not None:
                yield chunk
            if self.done:
                return

    def lines(self, block: str | bytes) -> Iterator[str]:
        """The lines that are whole with this block, without their ends: CR, LF or CRLF."""
        for piece in self.encoded(block).splitlines(keepends=True):
            if self.after_cr:
                self.after_cr = False
                if piece == b"\n":
                    continue
            self.line.append(piece)
            if piece.endswith((b"\n", b"\r")):
                self.after_cr = piece.endswith(b"\r")
                line = b"".join(self.line).rstrip(b"\r\n")
                self.line.clear()
                if self.at_start:
                    self.at_start = False
                    line = line.removeprefix(b"\xef\xbb\xbf")
                yield self.decoded(line)

    def encoded(self, block: Any) -> bytes:
        if isinstance(block, str):
            self.errors = "surrogatepass"  # whatever a str holds is given back
            return block.encode(errors="surrogatepass")
        if isinstance(block, (bytes, bytearray)):
            return bytes(block)
        raise TypeError(f"expected an iterable of str or bytes, got one of {type(block).__name__}")

    def decoded(self, line: bytes) -> str:
        try:
            return line.decode(errors=self.errors)
        except UnicodeDecodeError as error:
            raise failure(f"expected UTF-8 text, got a line that is not at byte {error.start}") from None

    def take(self, line: str) -> CreateChatCompletionStreamResponse | None:
        """Interpret a line. Gives a chunk if the line is the end of one."""
        if not line:
            data = "\n".join(self.data)
            self.data.clear()
            return self.dispatched(data)
        field, _, value = line.partition(":")  # a comment is a field without a name
        if field == "data":
            self.has_data = True
            self.data.append(value.removeprefix(" "))
        elif line.startswith(("{", "[", "<")):
            self.stray = self.stray or line
            if line.startswith("{"):
                refuse_error(line)
        return None

    def dispatched(self, data: str) -> CreateChatCompletionStreamResponse | None:
        data = data.strip()
        if data == DONE:
            self.done = True
        return CreateChatCompletionStreamResponse.from_json(data) if data and not self.done else None

    def end(self) -> None:
        """Nothing more comes. An event without its end is not looked at, as the standard says."""
        rest = b"".join(self.line)
        if b"}data:" in rest:
            raise failure("expected lines with their ends, got lines without", 'add "\\n" to each')
        if rest.startswith(b"{"):
            refuse_error(rest)
        stray = self.stray or rest.decode(errors="replace")
        if not self.has_data and stray.startswith(("{", "[", "<")):
            hint = "from_json reads a whole response" if stray.startswith("{") else None
            raise failure(f"expected an event stream, got text that begins {quoted(stray)}", hint)


def refuse_error(text: str | bytes) -> None:
    """Raise ErrorResponse for an error body that comes in place of an event stream, or amidst it."""
    from .._recognition import error_response

    try:
        body = parse_json(text)
    except ParseError:
        return
    error = error_response(body)
    if error is not None:
        raise error


def failure(message: str, hint: str | None = None) -> ParseError:
    return ParseError((Problem((), message),), hint)

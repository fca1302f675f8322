# SPDX-License-Identifier: MIT-0
"""Shows responses one after another, and streams as they arrive."""

from .._core.reasoning import reasoning_in
from ..chunks import ChatCompletionStreamResponseDelta as Delta
from ..chunks import CreateChatCompletionStreamResponse as Chunk
from ..response import CreateChatCompletionResponse as Response
from .inputs import Source
from .page import Page, WrappedText
from .reading import Item, StreamEnd
from .response_page import (
    ANSWER,
    BOLD,
    DIM,
    REASONING,
    RED,
    REFUSAL,
    show_alternatives,
    show_ending,
    show_footer,
    show_header,
    show_response,
    show_texts,
)
from .wording import Place


class Viewer:
    """Shows the responses of an input. Each has a heading, except the first if no others are expected."""

    def __init__(self, page: Page, source: Source, *, alternatives: bool, several: bool) -> None:
        self.page = page
        self.source = source
        self.alternatives = alternatives
        self.several = several  # whether there are other inputs, or a response on each line
        self.count = 0
        self.live: LiveStream | None = None  # of the stream that is arriving

    def heading(self, place: Place) -> None:
        self.count += 1
        if self.page.used:
            self.page.blank()
        self.page.used = True
        if self.several or self.count > 1:
            is_on_line = place.line is not None and place.event is None
            number = "" if self.count == 1 else f", response {self.count}"
            self.page.line(f"==> {self.source.name}{f':{place.line}' if is_on_line else number} <==", BOLD)

    def show(self, item: Item) -> None:
        value = item.value
        if isinstance(value, Response):
            self.heading(item.place)
            show_response(value, self.page, alternatives=self.alternatives)
        elif isinstance(value, Chunk):
            if self.live is None:
                self.heading(item.place)
                self.live = LiveStream(self.page)
            self.live.add(value)
            self.page.output.flush()
        elif isinstance(value, StreamEnd) and self.live is not None and value.response is not None:
            self.live.end(value.response, value.is_cut_off, self.alternatives)
            self.live = None


class LiveStream:
    """Shows a stream as it arrives: the texts of its first choice at once, those of other choices at the end."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.index: int | None = None  # the index of the choice whose texts are shown as they arrive
        self.has_header = False
        self.has_heading = False  # whether that choice has a heading
        self.seen: set[int] = set()  # the choices that have begun
        self.part = ""  # the text that is being written: REASONING, ANSWER or REFUSAL
        self.rows = WrappedText(page, 2)

    def add(self, chunk: Chunk) -> None:
        if chunk.model:
            self.head(chunk)
        self.seen.update(choice.index for choice in chunk.choices)
        for choice in chunk.choices:
            if choice.delta is None or not any(texts_of(choice.delta)):
                continue
            if self.index is None:
                self.head(chunk)
                self.index = choice.index
            if not self.has_heading and self.seen != {0}:
                self.choice_heading(self.index)
            if choice.index == self.index:
                self.add_texts(choice.delta)

    def head(self, response: Chunk | Response) -> None:
        if not self.has_header:
            self.has_header = True
            show_header(response, self.page)
            self.page.blank()

    def choice_heading(self, index: int) -> None:
        """Write a heading for the choice. If its text has begun without a heading, the text continues below."""
        self.has_heading = True
        self.rows.end()
        self.page.line(f"Choice {index}{', which began above' if self.part else ''}", BOLD)

    def add_texts(self, delta: Delta) -> None:
        for part, text in zip((REASONING, ANSWER, REFUSAL), texts_of(delta), strict=True):
            if text:
                if part != self.part:
                    self.begin(part)
                self.rows.add(text)

    def begin(self, part: str) -> None:
        self.rows.end()
        if part != ANSWER or self.part:
            self.page.line(part, RED if part == REFUSAL else DIM)
        self.part = part
        self.rows = WrappedText(self.page, 2, style=DIM if part == REASONING else "")

    def end(self, response: Response, cut_off: bool, alternatives: bool) -> None:
        self.rows.end()
        self.head(response)
        first = True
        for choice in sorted(response.choices, key=lambda choice: choice.index != self.index):
            if choice.index == self.index:
                logprobs = choice.logprobs if alternatives else None
                for tokens in (logprobs.content, logprobs.refusal) if logprobs else ():
                    if tokens:
                        show_alternatives(tokens, self.page)
            else:
                if not first or self.index is not None:
                    self.page.blank()
                if len(response.choices) > 1 or choice.index:
                    self.page.line(f"Choice {choice.index}", BOLD)
                show_texts(choice, self.page, alternatives)
            show_ending(choice, self.page, cut_off=cut_off)
            first = False
        if cut_off and not response.choices:
            self.page.line("cut off: no choice arrived", DIM)
        show_footer(response, self.page)


def texts_of(delta: Delta) -> tuple[str | None, str | None, str | None]:
    """The reasoning, the content and the refusal that a delta adds."""
    return reasoning_in(delta.extra), delta.content, delta.refusal

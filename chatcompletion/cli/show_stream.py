# SPDX-License-Identifier: MIT-0
"""Shows responses one after another, and streams as they arrive. Private; loaded by the command line."""

from ..response import Choice, CreateChatCompletionResponse
from ..streaming import ChatCompletionStreamResponseDelta, CreateChatCompletionStreamResponse
from .layout import Page, WrappedText
from .responses import reasoning_in
from .show import (
    ANSWER,
    BOLD,
    DIM,
    REASONING,
    RED,
    REFUSAL,
    choice_heading,
    show_alternatives,
    show_ending,
    show_footer,
    show_header,
    show_response,
    show_texts,
)


class Viewer:
    """Shows the responses of an input. Each has a heading, except the first if no others are expected."""

    def __init__(self, page: Page, name: str, *, alternatives: bool, several: bool) -> None:
        self.page = page
        self.name = name
        self.alternatives = alternatives
        self.several = several  # whether there are other inputs, or a response on each line
        self.count = 0
        self.live = LiveStream(page)

    def heading(self, place: str) -> None:
        self.count += 1
        if self.page.used:
            self.page.blank()
        self.page.used = True
        if self.several or self.count > 1:
            where = place or (f", response {self.count}" if self.count > 1 else "")
            self.page.line(f"==> {self.name}{where} <==", BOLD)

    def on_response(self, response: CreateChatCompletionResponse, place: str) -> None:
        self.heading(place)
        show_response(response, self.page, alternatives=self.alternatives)

    def on_stream_start(self, place: str) -> None:
        self.heading(place)
        self.live = LiveStream(self.page)

    def on_chunk(self, chunk: CreateChatCompletionStreamResponse) -> None:
        self.live.add(chunk)
        self.page.output.flush()

    def on_stream_end(self, response: CreateChatCompletionResponse, cut_off: bool) -> None:
        self.live.end(response, cut_off, self.alternatives)


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

    def add(self, chunk: CreateChatCompletionStreamResponse) -> None:
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

    def head(self, response: CreateChatCompletionStreamResponse | CreateChatCompletionResponse) -> None:
        if not self.has_header:
            self.has_header = True
            show_header(response, self.page)
            self.page.blank()

    def choice_heading(self, index: int) -> None:
        """Write a heading for the choice. If its text has begun without a heading, the text continues below."""
        self.has_heading = True
        self.rows.end()
        self.page.line(choice_heading(index) + (", which began above" if self.part else ""), BOLD)

    def add_texts(self, delta: ChatCompletionStreamResponseDelta) -> None:
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

    def end(self, response: CreateChatCompletionResponse, cut_off: bool, alternatives: bool) -> None:
        self.rows.end()
        self.head(response)
        first = True
        for choice in sorted(response.choices, key=lambda choice: choice.index != self.index):
            if choice.index == self.index:
                show_token_alternatives(choice, self.page, alternatives)
            else:
                if not first or self.index is not None:
                    self.page.blank()
                if len(response.choices) > 1 or choice.index:
                    self.page.line(choice_heading(choice.index), BOLD)
                show_texts(choice, self.page, alternatives)
            show_ending(choice, self.page, cut_off=cut_off)
            first = False
        if cut_off and not response.choices:
            self.page.line("cut off: no choice arrived", DIM)
        show_footer(response, self.page)


def texts_of(delta: ChatCompletionStreamResponseDelta) -> tuple[str | None, str | None, str | None]:
    """The reasoning, the content and the refusal that a delta adds."""
    return reasoning_in(delta.extra), delta.content, delta.refusal


def show_token_alternatives(choice: Choice, page: Page, alternatives: bool) -> None:
    if alternatives and choice.logprobs is not None:
        for tokens in (choice.logprobs.content, choice.logprobs.refusal):
            if tokens:
                show_alternatives(tokens, page)

# SPDX-License-Identifier: MIT-0
"""A response as a person reads it on a terminal. Private; loaded by the command line."""

import json
import math
import os
import shutil
import time
import unicodedata
from collections.abc import Iterable, Iterator
from typing import TextIO

from ._json_text import too_deep
from ._model import Model
from .logprobs import ChatCompletionTokenLogprob, TopLogprob
from .message import ChatCompletionResponseMessage, UrlCitationAnnotation
from .moderation import ChatCompletionModeration, ChatCompletionModerationError, ChatCompletionModerationResults
from .response import Choice, CreateChatCompletionResponse
from .streaming import Accumulator, CreateChatCompletionStreamResponse
from .tool_calls import ChatCompletionMessageCustomToolCall, ChatCompletionMessageToolCall, ToolCall
from .usage import CompletionUsage

BOLD, DIM, RED, YELLOW, CYAN = "1", "2", "31", "33", "36"
SHADES = (  # background of a token by its probability, at least the first number
    (0.9, ""),
    (0.6, "48;5;22"),
    (0.3, "48;5;58"),
    (0.1, "48;5;94"),
    (0.0, "48;5;88"),
)
REASONING_KEYS = ("reasoning_content", "reasoning")  # where servers put it, by custom


def harmless(text: str, *, one_line: bool = False) -> str:
    """The text with characters that could steer the terminal made visible, as in `\\x1b`.

    A line feed and a tab stay unless the text is to be one line.
    """
    kept = "" if one_line else "\n\t"
    return "".join(
        char if char in kept or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else visible(char)
        for char in text
    )


JOINERS = ("\u200c", "\u200d")  # which some scripts and emoji cannot do without


def visible(char: str) -> str:
    if char in JOINERS:
        return char
    return char.encode("unicode_escape").decode()


class Page:
    """Writes lines that fit the terminal, in colour where that is wanted."""

    def __init__(self, file: TextIO, *, color: str = "auto", width: int | None = None) -> None:
        self.file = file
        self.width = max(20, width or shutil.get_terminal_size().columns)
        terminal = file.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("NO_COLOR")
        self.color = color == "always" or (color == "auto" and terminal)

    def styled(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self.color and style and text else text

    def line(self, text: str = "", style: str = "", indent: int = 0) -> None:
        """A paragraph of text that is not trusted: made harmless, wrapped and indented."""
        for paragraph in harmless(text).expandtabs(4).split("\n"):
            for part in wrapped(paragraph, self.width - indent):
                print(" " * indent + self.styled(part, style) if part else "", file=self.file)

    def shaded(self, pieces: list[tuple[str, str]], indent: int) -> None:
        """Pieces of text, each in its own style, that run on as one text."""
        room = self.width - indent
        used = 0
        row: list[str] = []
        for text, style in pieces:
            for char in harmless(text).expandtabs(4):
                size = columns(char)
                if char == "\n" or used + size > room:
                    print(" " * indent + "".join(row), file=self.file)
                    row, used = [], 0
                if char != "\n":
                    row.append(self.styled(char, style))
                    used += size
        print(" " * indent + "".join(row), file=self.file)


class RunningText:
    """Text that is written as it comes, a word as soon as it is whole."""

    def __init__(self, page: Page, indent: int) -> None:
        self.page = page
        self.indent = indent
        self.column = 0
        self.gap = ""  # the spaces before the word
        self.word = ""

    def add(self, text: str) -> None:
        for char in harmless(text).expandtabs(4):
            if char == "\n":
                self.end_word()
                self.new_line()
            elif char == " ":
                self.end_word()
                self.gap += " "
            else:
                self.word += char
        self.page.file.flush()

    def end_word(self) -> None:
        """Write the word, in a new line if there is no room for it in this one."""
        if not self.word:
            return
        if self.column + len(self.gap) + columns(self.word) > self.page.width and self.column:
            self.new_line()
        for char in self.gap + self.word:
            if self.column + columns_of(char) > self.page.width:
                self.new_line()
            if not self.column:
                self.page.file.write(" " * self.indent)
                self.column = self.indent
            self.page.file.write(char)
            self.column += columns_of(char)
        self.gap = self.word = ""

    def new_line(self) -> None:
        self.page.file.write("\n")
        self.column = 0
        self.gap = ""

    def end(self) -> None:
        self.end_word()
        if self.column:
            self.new_line()


def columns(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return len(text) if text.isascii() else sum(map(columns_of, text))


def columns_of(char: str) -> int:
    if unicodedata.combining(char) or char in JOINERS or char == "\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def wrapped(text: str, width: int) -> Iterator[str]:
    """The text in lines of at most so many columns, broken at spaces where there are any."""
    row, used = "", 0
    for word in split_after_spaces(text):
        if row and used + columns(word.rstrip(" ")) > width:
            yield row.rstrip(" ")
            row, used = "", 0
        for char in word:  # a word of its own may be wider than a line
            if used + columns_of(char) > width and char != " ":
                yield row
                row, used = "", 0
            row += char
            used += columns_of(char)
    yield row.rstrip(" ")


def split_after_spaces(text: str) -> list[str]:
    words: list[str] = []
    start = 0
    for index in range(1, len(text)):
        if text[index - 1] == " " and text[index] != " " and text[start:index].strip(" "):
            words.append(text[start:index])
            start = index
    return [*words, text[start:]]


# --- The parts of a response


def show_response(response: CreateChatCompletionResponse, page: Page, *, alternatives: bool = False) -> None:
    """Write the whole response: where it comes from, each choice, the tokens it took."""
    show_head(response, page)
    for choice in response.choices:
        page.line()
        if len(response.choices) > 1:
            page.line(f"Choice {choice.index}", BOLD)
        show_texts(choice, page, alternatives)
        show_rest(choice, page)
    show_foot(response, page)


def show_stream(chunks: Iterable[CreateChatCompletionStreamResponse], page: Page) -> None:
    """Write the text of the first choice as it comes, and all else when all has come. Raises ParseError."""
    accumulator = Accumulator()
    running = RunningText(page, indent=2)
    live: int | None = None  # the choice of which the text is shown as it comes
    headed = False
    try:
        for chunk in chunks:
            accumulator.add(chunk)
            if not headed and chunk.model:
                show_head(chunk, page)
                page.line()
                headed = True
            for part in chunk.choices:
                if part.delta is not None and part.delta.content:
                    live = part.index if live is None else live
                    if live == part.index:
                        running.add(part.delta.content)
    finally:
        running.end()
    response = accumulator.response()
    for choice in response.choices:
        if choice.index != live:
            page.line()
            page.line(f"Choice {choice.index}", BOLD)
            show_texts(choice, page, alternatives=False)
        elif choice.message.refusal is not None:
            show_refusal(choice, page, alternatives=False)
        show_rest(choice, page)
    show_foot(response, page)


def show_head(response: CreateChatCompletionResponse | CreateChatCompletionStreamResponse, page: Page) -> None:
    page.line(response.model, BOLD)
    facts = [moment(response.created), response.id]
    if response.service_tier is not None:
        facts.append(f"tier {response.service_tier}")
    page.line("  ".join(facts), DIM)


def show_foot(response: CreateChatCompletionResponse, page: Page) -> None:
    if response.moderation is not None:
        page.line()
        show_moderation(response.moderation, page)
    if response.usage is not None:
        page.line()
        show_usage(response.usage, page)
    names = list(response.extra)
    if names:
        page.line()
        page.line(f"also sent: {', '.join(names)}", DIM)


def moment(seconds: int) -> str:
    """A Unix time for people, in UTC."""
    try:
        return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(seconds))
    except (OverflowError, OSError, ValueError):  # beyond the calendar
        return f"created {seconds}" if abs(seconds) < 10**30 else "created at an impossible time"


def show_texts(choice: Choice, page: Page, alternatives: bool) -> None:
    """What the model thought, said and declined to say."""
    for key in REASONING_KEYS:
        reasoning = choice.message.extra.get(key)
        if isinstance(reasoning, str) and reasoning:
            page.line(reasoning, DIM, indent=2)
            page.line()
            break
    show_text(choice.message.content, choice.logprobs.content if choice.logprobs else None, page, alternatives)
    if choice.message.refusal is not None:
        show_refusal(choice, page, alternatives)


def show_refusal(choice: Choice, page: Page, alternatives: bool) -> None:
    page.line("refused:", RED)
    show_text(choice.message.refusal, choice.logprobs.refusal if choice.logprobs else None, page, alternatives)


def show_rest(choice: Choice, page: Page) -> None:
    show_attachments(choice.message, page)
    reason = "not said" if choice.finish_reason is None else str(choice.finish_reason) or "left blank"
    page.line(f"finish reason: {reason}", DIM)


def show_text(
    text: str | None, tokens: tuple[ChatCompletionTokenLogprob, ...] | None, page: Page, alternatives: bool
) -> None:
    if tokens and page.color and "".join(token.token for token in tokens) == text:
        page.shaded([(token.token, shade(token)) for token in tokens], indent=2)
    elif text:
        page.line(text, indent=2)
    if tokens and alternatives:
        page.line()
        for token in tokens:
            show_alternatives(token, page)
        page.line()


def shade(token: ChatCompletionTokenLogprob) -> str:
    probability = probability_of(token)
    return next((style for least, style in SHADES if probability >= least), "")


def probability_of(token: ChatCompletionTokenLogprob | TopLogprob) -> float:
    try:
        return min(1.0, math.exp(token.logprob))
    except OverflowError:
        return 1.0


def show_alternatives(token: ChatCompletionTokenLogprob, page: Page) -> None:
    def told(one: ChatCompletionTokenLogprob | TopLogprob) -> str:
        return f"{json.dumps(one.token, ensure_ascii=False)} {probability_of(one):.1%}"

    others = "  ".join(told(other) for other in token.top_logprobs if other.token != token.token)
    page.line(told(token) + (f"   not {others}" if others else ""), indent=2)


def show_attachments(message: ChatCompletionResponseMessage, page: Page) -> None:
    """What a message has beside its text."""
    for call in message.tool_calls or ():
        show_tool_call(call, page)
    if message.function_call is not None:
        page.line(f"calls {message.function_call.name}", CYAN)
        show_arguments(message.function_call.arguments, page)
    for number, annotation in enumerate(message.annotations or (), 1):
        if isinstance(annotation, UrlCitationAnnotation):
            citation = annotation.url_citation
            place = f"characters {citation.start_index} to {citation.end_index}"
            page.line(f"[{number}] {citation.title}", CYAN)
            page.line(f"{citation.url}  ({place})", indent=4)
        else:
            page.line(f"[{number}] {annotation.type or 'an annotation of no type'}", CYAN)
            page.line(compact(annotation), indent=4)
    if message.audio is not None:
        kilobytes = len(message.audio.data) * 3 // 4 / 1000
        page.line(f"audio {message.audio.id}, {kilobytes:,.1f} kB, until {moment(message.audio.expires_at)}", CYAN)
        page.line(message.audio.transcript, indent=2)


def show_tool_call(call: ToolCall, page: Page) -> None:
    if isinstance(call, ChatCompletionMessageToolCall):
        page.line(f"calls {call.function.name}  ({call.id})", CYAN)
        show_arguments(call.function.arguments, page)
    elif isinstance(call, ChatCompletionMessageCustomToolCall):
        page.line(f"calls {call.custom.name}  ({call.id})", CYAN)
        page.line(call.custom.input, indent=4)
    else:
        page.line(f"calls a tool of type {call.type or 'unknown'}", CYAN)
        page.line(compact(call), indent=4)


def show_arguments(text: str, page: Page) -> None:
    """Arguments laid out if they are JSON, else as they came."""
    try:
        laid_out = text if too_deep(text) else json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        laid_out = text
    page.line(laid_out, indent=4)


def show_moderation(moderation: ChatCompletionModeration, page: Page) -> None:
    for name, outcome in (("request", moderation.input), ("completion", moderation.output)):
        if isinstance(outcome, ChatCompletionModerationResults):
            flagged = sorted({key for body in outcome.results for key, applies in body.categories.items() if applies})
            told = f"flagged for {', '.join(flagged)}" if flagged else "nothing flagged"
            page.line(f"moderation of the {name}: {told}", YELLOW if flagged else DIM)
        elif isinstance(outcome, ChatCompletionModerationError):
            page.line(f"moderation of the {name} failed: {outcome.message} ({outcome.code})", YELLOW)
        else:
            page.line(f"moderation of the {name}: {compact(outcome)}", DIM)


def show_usage(usage: CompletionUsage, page: Page) -> None:
    prompt, completion = breakdown(usage.prompt_tokens_details), breakdown(usage.completion_tokens_details)
    page.line(f"{usage.prompt_tokens:>9,} prompt tokens{prompt}", DIM)
    page.line(f"{usage.completion_tokens:>9,} completion tokens{completion}", DIM)
    page.line(f"{usage.total_tokens:>9,} in total", DIM)


def breakdown(details: Model | None) -> str:
    """What some of the tokens were, in parentheses; zeros left out."""
    counts = {} if details is None else details.to_dict()
    kinds = [
        f"{count:,} {key.removesuffix('_tokens').replace('_', ' ')}"
        for key, count in counts.items()
        if isinstance(count, int) and count
    ]
    return f"  ({', '.join(kinds)})" if kinds else ""


def compact(model: Model) -> str:
    return json.dumps(model.to_dict(), ensure_ascii=False)

# SPDX-License-Identifier: MIT-0
"""Lays responses out for people to read: whole ones, and streams as they arrive."""

import json
import math
import re
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from .._core.model import Model
from .._core.reasoning import reasoning_in
from ..errors import ParseError
from ..logprobs import ChatCompletionTokenLogprob as Token, TopLogprob
from ..message import ChatCompletionResponseMessage, FunctionCall, UrlCitationAnnotation
from ..moderation import ChatCompletionModeration, ChatCompletionModerationError, ChatCompletionModerationResults
from ..response import Choice, CreateChatCompletionResponse as Response
from ..tool_calls import ChatCompletionMessageCustomToolCall, ChatCompletionMessageToolCall, ToolCall
from ..usage import CompletionUsage
from .inputs import Source
from .page import Page, WrappedText
from .reading import Body, Item, StreamEnd
from .wording import Place, quote_name

if TYPE_CHECKING:
    from ..chunks import ChatCompletionStreamResponseDelta as Delta, CreateChatCompletionStreamResponse as Chunk

BOLD, DIM, RED, YELLOW, CYAN = "1", "2", "31", "33", "36"
SHADES = ((0.9, ""), (0.6, "48;5;22"), (0.3, "48;5;58"), (0.1, "48;5;94"), (0.0, "48;5;88"))  # by least probability
TOKEN = r'"(?:[^"\\]|\\.)*"|\{\s*\}|\[\s*\]|[{}\[\],:]|[^\s"{}\[\],:]+'  # of JSON text
INDENT = "  "
MAX_LEVELS = 32  # of JSON text: at deeper levels there would be more indentation than text
PARTS = REASONING, ANSWER, REFUSAL = "reasoning:", "answer:", "refused:"  # lines before the texts of a choice


class Viewer:
    """Shows the responses of an input. Each has a heading, except the first if no others are expected."""

    def __init__(self, page: Page, source: Source, *, alternatives: bool, several: bool) -> None:
        self.page = page
        self.source = source
        self.alternatives = alternatives
        self.several = several  # whether there are other inputs, or a response on each line
        self.count = 0
        self.stream: ResponseView | None = None  # that is arriving

    def show(self, item: Item) -> None:
        value = item.value
        if isinstance(value, Response):
            self.begin(item.place).end(value)
        elif isinstance(value, StreamEnd) and self.stream is not None:
            self.stream.end(value.response, value.is_cut_off)
            self.stream = None
        elif value is not None and not isinstance(value, (Body, ParseError, StreamEnd)):
            self.stream = self.stream or self.begin(item.place)
            self.stream.add(value)
            self.page.output.flush()

    def begin(self, place: Place) -> "ResponseView":
        self.count += 1
        self.page.begin_block()
        if self.several or self.count > 1:
            is_on_line = place.line is not None and place.event is None
            number = "" if self.count == 1 else f", response {self.count}"
            self.page.line(f"==> {self.source.name}{f':{place.line}' if is_on_line else number} <==", BOLD)
        return ResponseView(self.page, self.alternatives)


class ResponseView:
    """Shows one response. A stream's first choice is shown as its texts arrive, the others at the end."""

    def __init__(self, page: Page, alternatives: bool) -> None:
        self.page = page
        self.alternatives = alternatives
        self.index: int | None = None  # the index of the choice whose texts are shown as they arrive
        self.has_header = False
        self.has_heading = False  # whether that choice has a heading
        self.seen: set[int] = set()  # the choices that have begun
        self.parts: list[str] = []  # the texts of a choice that are written, of which the last one may go on
        self.rows = WrappedText(page, 2)

    def add(self, chunk: "Chunk") -> None:
        if chunk.model:
            self.header(chunk)
        self.seen.update([choice.index for choice in chunk.choices])
        for choice in chunk.choices:
            texts = texts_of(choice.delta)
            if any(texts):
                if self.index is None:
                    self.header(chunk)
                    self.page.begin_block()
                    self.index = choice.index
                if not self.has_heading and self.seen != {0}:
                    self.heading(self.index)
                for part, text in zip(PARTS, texts, strict=True) if choice.index == self.index else ():
                    self.add_text(part, text)

    def header(self, chunk: "Chunk") -> None:
        if not self.has_header:
            self.has_header = True
            show_header(chunk, self.page)
            self.page.end_block()

    def heading(self, index: int) -> None:
        """Write a heading for the choice. If its text has begun without a heading, the text continues below."""
        self.has_heading = True
        self.rows.end()
        self.page.line(f"Choice {index}{', which began above' if self.parts else ''}", BOLD)

    def add_text(self, part: str, text: str | None, tokens: Sequence[Token] = ()) -> None:
        """Write a text or its next piece. If there is color, its tokens are shaded by how likely each was."""
        if not text:
            return
        shaded = self.page.output.color and "".join(token.token for token in tokens) == text
        if not self.parts or self.parts[-1] != part:
            self.rows.end()
            if part != ANSWER or self.parts:
                self.page.line(part, RED if part == REFUSAL else DIM)
            self.parts.append(part)
            self.rows = WrappedText(self.page, 2, style=DIM if part == REASONING else "", exact=shaded)
        for token in tokens if shaded else ():
            probability = probability_of(token)
            self.rows.style = next((style for least, style in SHADES if probability >= least), "")
            self.rows.add(token.token)
        if not shaded:
            self.rows.add(text)

    def end(self, response: Response, cut_off: bool = False) -> None:
        """Write what is not written yet."""
        self.rows.end()
        if not self.has_header:
            show_header(response, self.page)
        for choice in sorted(response.choices, key=lambda choice: choice.index != self.index):
            if choice.index != self.index:
                self.page.begin_block()
                self.parts.clear()
                if len(response.choices) > 1 or choice.index:
                    self.heading(choice.index)
            shown = {*self.parts}  # to which add_text adds
            for part, text, tokens in zip(PARTS, texts_of(choice.message), tokens_of(choice), strict=True):
                if part not in shown:
                    self.add_text(part, text, tokens)
                    self.rows.end()
                if self.alternatives:
                    show_alternatives(tokens, self.page)
            show_attachments(choice.message, self.page)
            show_ending(choice, self.page, cut_off=cut_off)
        if cut_off and not response.choices:
            self.page.begin_block()
            self.page.line("cut off: no choice arrived", DIM)
        show_footer(response, self.page)


def texts_of(message: "ChatCompletionResponseMessage | Delta | None") -> Sequence[str | None]:
    """The reasoning, the content and the refusal in a message or a delta."""
    return () if message is None else (reasoning_in(message.extra), message.content, message.refusal)


def tokens_of(choice: Choice) -> Sequence[Sequence[Token]]:
    """The tokens of each of these texts."""
    logprobs = choice.logprobs
    return ((), logprobs.content or (), logprobs.refusal or ()) if logprobs else ((), (), ())


def probability_of(token: Token | TopLogprob) -> float:
    return math.exp(min(0.0, max(-9999.0, token.logprob)))  # -9999.0 stands for a probability of zero


# --- Before and after the choices


def show_header(response: "Response | Chunk", page: Page) -> None:
    page.line(quote_name(response.model), BOLD)
    facts = [format_time(response.created), quote_name(response.id)]
    if response.service_tier is not None:
        facts.append(f"tier {quote_name(str(response.service_tier))}")
    page.line("  ".join(facts), DIM)


def show_footer(response: Response, page: Page) -> None:
    if response.moderation is not None:
        show_moderation(response.moderation, page)
    if response.usage is not None:
        show_usage(response.usage, page)
    if response.extra:
        page.begin_block()
        page.line(f"also sent: {', '.join(map(quote_name, response.extra))}", DIM)


def format_time(seconds: int) -> str:
    """Format a Unix time in UTC for people to read."""
    try:
        return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(seconds))
    except (OverflowError, OSError, ValueError):  # beyond the calendar
        return f"created {seconds}" if abs(seconds) < 10**30 else "created at an impossible time"


# --- A choice


def show_ending(choice: Choice, page: Page, *, cut_off: bool = False) -> None:
    reason = choice.finish_reason
    if reason is None and cut_off:
        page.line("cut off: more was to come", YELLOW)
    else:
        name = "not given" if reason is None else quote_name(str(reason)) if reason else "left blank"
        page.line(f"finish reason: {name}", DIM)


def show_alternatives(tokens: Sequence[Token], page: Page) -> None:
    """Write a line for each token: how likely it was, and which other tokens were likely."""

    def described(token: Token | TopLogprob) -> str:
        return f"{json.dumps(token.token, ensure_ascii=False)} {probability_of(token):.1%}"

    if tokens:
        page.blank()
    for token in tokens:
        others = "  ".join(described(other) for other in token.top_logprobs if other.token != token.token)
        page.line(described(token) + (f"   not {others}" if others else ""))
    if tokens:
        page.blank()


def show_attachments(message: ChatCompletionResponseMessage, page: Page) -> None:
    """Show what a message has besides its text."""
    for call in (*(message.tool_calls or ()), message.function_call):
        if call is not None:
            show_call(call, page)
    for number, annotation in enumerate(message.annotations or (), 1):
        if isinstance(annotation, UrlCitationAnnotation):
            citation = annotation.url_citation
            title = f"characters {citation.start_index} to {citation.end_index}: {citation.title}"
            text = citation.url
        else:
            title = quote_name(annotation.type) if annotation.type else "an annotation without a type"
            text = compact_json(annotation)
        page.line(f"[{number}] {title}", CYAN)
        page.text(text, exact=True)
    if message.audio is not None:
        kilobytes = len(message.audio.data) * 3 // 4 / 1000
        until = format_time(message.audio.expires_at)
        page.line(f"audio {quote_name(message.audio.id)}, {kilobytes:,.1f} kB, until {until}", CYAN)
        page.text(message.audio.transcript)


def show_call(call: ToolCall | FunctionCall, page: Page) -> None:
    if isinstance(call, FunctionCall):
        title, text = quote_name(call.name), indent_json(call.arguments)
    elif isinstance(call, ChatCompletionMessageToolCall):
        title, text = f"{quote_name(call.function.name)}  ({quote_name(call.id)})", indent_json(call.function.arguments)
    elif isinstance(call, ChatCompletionMessageCustomToolCall):
        title, text = f"{quote_name(call.custom.name)}  ({quote_name(call.id)})", call.custom.input
    else:
        title, text = f"a tool of type {quote_name(call.type) if call.type else 'unknown'}", compact_json(call)
    page.line(f"calls {title}", CYAN)
    page.text(text, exact=True)


def indent_json(text: str) -> str:
    """Indent JSON text, one line per member or item, with each token as it is written.

    Text that is not JSON, or nested too deeply, is left unchanged.
    """
    parts: list[str] = []
    line_break = "\n"
    for token in re.findall(TOKEN, text):
        if token[0] in "{[" and len(line_break) > MAX_LEVELS * len(INDENT):
            return text
        if token in ("}", "]"):
            line_break = line_break.removesuffix(INDENT)
            parts.append(line_break)
        parts.append(token[0] + token[-1] if token[0] in "{[" and token[1:] else token)
        if token in ("{", "["):
            line_break += INDENT
        if token in ("{", "[", ","):
            parts.append(line_break)
        elif token == ":":
            parts.append(" ")
    try:
        json.loads(text, parse_constant=int, parse_float=str, parse_int=str)  # int() refuses NaN and infinities
    except ValueError:
        return text
    return "".join(parts)


def compact_json(model: Model) -> str:
    return json.dumps(model.to_dict(), ensure_ascii=False)


# --- Moderation and usage


def show_moderation(moderation: ChatCompletionModeration, page: Page) -> None:
    page.begin_block()
    for name, outcome in (("request", moderation.input), ("completion", moderation.output)):
        if isinstance(outcome, ChatCompletionModerationResults):
            flagged = sorted({key for body in outcome.results for key, applies in body.categories.items() if applies})
            result = f"flagged for {', '.join(map(quote_name, flagged))}" if flagged else "nothing flagged"
            page.line(f"moderation of the {name}: {result}", YELLOW if flagged else DIM)
        elif isinstance(outcome, ChatCompletionModerationError):
            page.line(f"moderation of the {name} failed: {quote_name(outcome.code)}: {outcome.message}", YELLOW)
        else:
            page.line(f"moderation of the {name}: {compact_json(outcome)}", DIM)


def show_usage(usage: CompletionUsage, page: Page) -> None:
    prompt, completion = breakdown(usage.prompt_tokens_details), breakdown(usage.completion_tokens_details)
    page.begin_block()
    page.line(f"{usage.prompt_tokens:,} prompt tokens{prompt}", DIM)
    page.line(f"{usage.completion_tokens:,} completion tokens{completion}", DIM)
    page.line(f"{usage.total_tokens:,} tokens in total", DIM)


def breakdown(details: Model | None) -> str:
    """Return the details of a token count, in parentheses. Zeros are left out."""
    counts = {} if details is None else details.to_dict()
    kinds = [
        f"{count:,} {quote_name(key.removesuffix('_tokens').replace('_', '-'))}"
        for key, count in counts.items()
        if type(count) is int and count
    ]
    return f"  ({', '.join(kinds)})" if kinds else ""

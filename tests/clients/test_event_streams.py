# SPDX-License-Identifier: MIT-0
"""iter_sse and aiter_sse read event streams from every iterator of the usual HTTP clients."""

import asyncio
import contextlib
import importlib.util
import itertools
import json
import os
import unittest
import urllib.parse
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterable
from http.server import BaseHTTPRequestHandler
from typing import Any

from .. import package, submodule
from ..support.platform import needs_event_loop, needs_threads
from .scenarios import RESPONSES
from .server import running

streaming = submodule("streaming")

# --- The streams


TEXT = RESPONSES["text"]
SEPARATOR = "a line\u2028separator"  # str.splitlines, with which some clients find lines, cuts here
CUT = package.CreateChatCompletionResponse.from_json(TEXT.to_json().replace("High water", SEPARATOR))


def data_lines(response: Any, ensure_ascii: bool = True) -> list[str]:
    chunks = [chunk.to_json(ensure_ascii=ensure_ascii) for chunk in streaming.split(response)]
    return [f"data: {text}" for text in [*chunks, "[DONE]"]]


def separated(lines: Iterable[str], before: str = "", end: str = "\n") -> str:
    return "".join(f"{before}{line}{end}{end}" for line in lines)


# By name: what is read, and the text of the stream.
STREAMS = {name: (RESPONSES[name], separated(data_lines(RESPONSES[name]))) for name in ("tool calls", "logprobs")} | {
    "text": (TEXT, separated(data_lines(TEXT))),
    "characters beyond ASCII": (TEXT, separated(data_lines(TEXT, ensure_ascii=False))),
    "lines that end with CR LF": (TEXT, separated(data_lines(TEXT), end="\r\n")),
    "keep-alives": (TEXT, ": keep-alive\n\n" + separated(data_lines(TEXT), before=": ping\n\n: ping\n")),
    "named events with ids": (TEXT, separated(data_lines(TEXT), before="event: message\nid: 7\n")),
    "no blank lines": (TEXT, "\n".join([*data_lines(TEXT), ""])),
    "no [DONE]": (TEXT, separated(data_lines(TEXT)[:-1])),
    "a line separator in a text": (CUT, separated(data_lines(CUT, ensure_ascii=False))),
}
ERROR = {"error": {"message": "Overloaded", "type": "server_error"}}
BROKEN = separated([*data_lines(TEXT)[:3], f"data: {json.dumps(ERROR)}"])

SIZES = (1, 40, 7, 300, 2)  # of the pieces that the server sends


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        name = urllib.parse.unquote(self.path[1:])
        raw = (STREAMS[name][1] if name in STREAMS else BROKEN).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for size in itertools.cycle(SIZES):
            piece, raw = raw[:size], raw[size:]
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            if not piece:  # the empty piece ends the body
                break

    def log_message(self, *arguments: Any) -> None:
        """Print nothing."""


# --- The clients: every way to go through a response

Read = Callable[[str], Any]


def with_httpx(items: Callable[[Any], Any]) -> Read:
    def read(url: str) -> Any:
        import httpx

        with httpx.stream("GET", url) as response:
            return streaming.assemble(streaming.iter_sse(items(response)))

    return read


def with_httpx_async(items: Callable[[Any], Any]) -> Read:
    def read(url: str) -> Any:
        import httpx

        async def ask() -> Any:
            async with httpx.AsyncClient() as client, client.stream("GET", url) as response:
                return await joined(items(response))

        return asyncio.run(ask())

    return read


def with_requests(items: Callable[[Any], Any]) -> Read:
    def read(url: str) -> Any:
        import requests

        with requests.get(url, stream=True, timeout=10) as response:
            return streaming.assemble(streaming.iter_sse(items(response)))

    return read


def with_aiohttp(items: Callable[[Any], Any]) -> Read:
    def read(url: str) -> Any:
        import aiohttp

        async def ask() -> Any:
            async with aiohttp.ClientSession() as session, session.get(url) as response:
                return await joined(items(response))

        return asyncio.run(ask())

    return read


def with_urllib(items: Callable[[Any], Any]) -> Read:
    def read(url: str) -> Any:
        with urllib.request.urlopen(url, timeout=10) as response:
            return streaming.assemble(streaming.iter_sse(items(response)))

    return read


async def joined(items: AsyncIterator[Any]) -> Any:
    return streaming.assemble([chunk async for chunk in streaming.aiter_sse(items)])


async def without_ends_of_chunks(response: Any) -> AsyncIterator[bytes]:
    async for data, _ in response.content.iter_chunks():
        yield data


WAYS: dict[str, dict[str, Read]] = {
    "httpx": {
        "iter_lines()": with_httpx(lambda response: response.iter_lines()),
        "iter_text()": with_httpx(lambda response: response.iter_text()),
        "iter_text(7)": with_httpx(lambda response: response.iter_text(7)),
        "iter_bytes()": with_httpx(lambda response: response.iter_bytes()),
        "iter_bytes(7)": with_httpx(lambda response: response.iter_bytes(7)),
        "iter_raw()": with_httpx(lambda response: response.iter_raw()),
        "iter_raw(7)": with_httpx(lambda response: response.iter_raw(7)),
        "read()": with_httpx(lambda response: [response.read()]),
        "aiter_lines()": with_httpx_async(lambda response: response.aiter_lines()),
        "aiter_text()": with_httpx_async(lambda response: response.aiter_text()),
        "aiter_bytes()": with_httpx_async(lambda response: response.aiter_bytes()),
        "aiter_raw()": with_httpx_async(lambda response: response.aiter_raw()),
    },
    "requests": {
        "iter_lines()": with_requests(lambda response: response.iter_lines()),
        "iter_lines(1)": with_requests(lambda response: response.iter_lines(1)),
        "iter_lines(decode_unicode=True)": with_requests(lambda response: response.iter_lines(decode_unicode=True)),
        "iter_lines(delimiter=b'\\n')": with_requests(lambda response: response.iter_lines(delimiter=b"\n")),
        "iter_content()": with_requests(lambda response: response.iter_content()),
        "iter_content(7)": with_requests(lambda response: response.iter_content(7)),
        "iter_content(None)": with_requests(lambda response: response.iter_content(None)),
        "iter_content(7, decode_unicode=True)": with_requests(lambda response: response.iter_content(7, True)),
        "iteration": with_requests(lambda response: response),
        "raw.stream()": with_requests(lambda response: response.raw.stream()),
        "content": with_requests(lambda response: [response.content]),
        "text": with_requests(lambda response: [response.text]),
    },
    "aiohttp": {
        "content": with_aiohttp(lambda response: response.content),
        "content.iter_any()": with_aiohttp(lambda response: response.content.iter_any()),
        "content.iter_chunked(7)": with_aiohttp(lambda response: response.content.iter_chunked(7)),
        "content.iter_chunks()": with_aiohttp(without_ends_of_chunks),
    },
    "urllib": {
        "iteration": with_urllib(lambda response: response),
        "read()": with_urllib(lambda response: [response.read()]),
        "read(7)": with_urllib(lambda response: iter(lambda: response.read(7), b"")),
        "readline()": with_urllib(lambda response: iter(response.readline, b"")),
    },
}

MISSING = [client for client in WAYS if importlib.util.find_spec(client) is None]
EVERY_WAY = [(client, way) for client, ways in WAYS.items() if client not in MISSING for way in ways]

# These cut a line at a line separator inside a text, and do not say where they have cut.
CUT_AT_A_SEPARATOR = {
    ("httpx", "iter_lines()"),
    ("httpx", "aiter_lines()"),
    ("requests", "iter_lines(decode_unicode=True)"),
}


def load_tests(loader: unittest.TestLoader, tests: unittest.TestSuite, pattern: Any) -> unittest.TestSuite:
    """No tests if CHATCOMPLETION_CLIENTS says that they are run elsewhere."""
    return unittest.TestSuite() if os.environ.get("CHATCOMPLETION_CLIENTS") == "elsewhere" else tests


@needs_threads
@needs_event_loop
class EventStreams(unittest.TestCase):
    maxDiff = None

    address: str

    @classmethod
    def setUpClass(cls) -> None:
        contexts = contextlib.ExitStack()
        cls.addClassCleanup(contexts.close)
        cls.address = contexts.enter_context(running(Handler))

    def ask(self, client: str, way: str, name: str) -> Any:
        """What is read of this stream."""
        return WAYS[client][way](f"{self.address}/{urllib.parse.quote(name)}")

    def test_every_client_is_installed(self) -> None:
        if MISSING:
            self.skipTest(f"{', '.join(MISSING)}: not installed")

    def test_every_way_through_a_response_gives_the_whole_answer(self) -> None:
        for client, way in EVERY_WAY:
            for name, (expected, _) in STREAMS.items():
                if expected is not CUT or (client, way) not in CUT_AT_A_SEPARATOR:
                    with self.subTest(client=client, way=way, stream=name):
                        self.assertEqual(self.ask(client, way, name), expected)

    def test_a_line_that_a_client_has_cut_is_an_error_and_never_joined(self) -> None:
        for client, way in CUT_AT_A_SEPARATOR.intersection(EVERY_WAY):
            with self.subTest(client=client, way=way):
                with self.assertRaises(package.ParseError) as caught:
                    self.ask(client, way, "a line separator in a text")
                self.assertNotIsInstance(caught.exception, package.ErrorResponse)

    def test_an_error_in_the_stream_is_raised_with_the_words_of_the_provider(self) -> None:
        for client, way in EVERY_WAY:
            with self.subTest(client=client, way=way):
                with self.assertRaises(package.ErrorResponse) as caught:
                    self.ask(client, way, "an error")
                self.assertEqual(str(caught.exception), "Overloaded")


if __name__ == "__main__":
    unittest.main()

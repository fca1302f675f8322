# SPDX-License-Identifier: MIT-0
"""A server on this machine that answers with the output of `to_json` and `split`."""

import contextlib
import http.server
import json
import threading
import urllib.parse
from collections.abc import Iterator
from typing import Any

from .. import submodule
from .scenarios import ERROR, RESPONSES

ERROR_STATUS = "error status"
ERROR_IN_STREAM = "error in mid-stream"
STATUS = 429
CHUNKS_BEFORE_ERROR = 4


def event(data: str) -> str:
    return f"data: {data}\n\n"


def stream_of(response: Any) -> list[str]:
    """The events of a stream for the response."""
    return [*(event(chunk.to_json()) for chunk in submodule("streaming").split(response)), event("[DONE]")]


def broken_stream() -> list[str]:
    """The events of a stream in which an error follows the first chunks."""
    return [*stream_of(RESPONSES["text"])[:CHUNKS_BEFORE_ERROR], event(json.dumps(ERROR))]


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing if a client hangs up early."""


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers POST /<scenario>/v1/chat/completions, with a stream if the request asks for one."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        scenario, _, endpoint = urllib.parse.unquote(self.path).strip("/").partition("/")
        if endpoint != "v1/chat/completions":
            self.answer(404, "application/json", json.dumps({"error": {"message": f"no such endpoint: {self.path}"}}))
        elif scenario == ERROR_STATUS:
            self.answer(STATUS, "application/json", json.dumps(ERROR))
        elif scenario == ERROR_IN_STREAM:
            self.answer(200, "text/event-stream", *broken_stream())
        elif request.get("stream"):
            self.answer(200, "text/event-stream", *stream_of(RESPONSES[scenario]))
        else:
            self.answer(200, "application/json", RESPONSES[scenario].to_json())

    def answer(self, status: int, kind: str, *texts: str) -> None:
        parts = [text.encode() for text in texts]
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(sum(map(len, parts))))
        self.end_headers()
        for part in parts:
            self.wfile.write(part)  # sent at once, for the file has no buffer

    def log_message(self, *arguments: Any) -> None:
        """Say nothing. Where something is wrong, a test fails."""


@contextlib.contextmanager
def running() -> Iterator[str]:
    """Run the server in a thread of its own, and give its address."""
    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def base_url(address: str, scenario: str) -> str:
    """The base URL at which the server answers with this scenario."""
    return f"{address}/{urllib.parse.quote(scenario)}/v1"

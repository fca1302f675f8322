# SPDX-License-Identifier: MIT-0
"""A server on this machine. It answers with what `to_json` and `split` make of the responses."""

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


def stream_of(response: Any) -> list[str]:
    """The events of a stream with the response."""
    data = [*(chunk.to_json() for chunk in submodule("streaming").split(response)), "[DONE]"]
    return [f"data: {each}\n\n" for each in data]


def broken_stream() -> list[str]:
    """The events of a stream in which an error follows the first chunks."""
    return [*stream_of(RESPONSES["text"])[:4], f"data: {json.dumps(ERROR)}\n\n"]


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print nothing if a client hangs up early."""


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers POST /<scenario>/v1/chat/completions, with a stream if the request asks for one."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        scenario, _, endpoint = urllib.parse.unquote(self.path).strip("/").partition("/")
        if endpoint != "v1/chat/completions":
            self.answer(404, "application/json", json.dumps({"error": {"message": f"no such endpoint: {self.path}"}}))
        elif scenario == ERROR_STATUS:
            self.answer(429, "application/json", json.dumps(ERROR))
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
            self.wfile.write(part)  # which is sent at once, because the file has no buffer

    def log_message(self, *arguments: Any) -> None:
        """Print nothing."""


@contextlib.contextmanager
def running(handler: type[http.server.BaseHTTPRequestHandler] = Handler) -> Iterator[str]:
    """Run a server with this handler in a thread, and yield its address."""
    with Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def base_url(address: str, scenario: str) -> str:
    """The base URL of a scenario."""
    return f"{address}/{urllib.parse.quote(scenario)}/v1"

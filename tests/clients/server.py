# SPDX-License-Identifier: MIT-0
"""A server on this machine that speaks our `to_json` and `split`."""

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
BEFORE_ERROR = 4  # chunks that come before an error in the middle of a stream


def event(data: str) -> str:
    return f"data: {data}\n\n"


def stream_of(response: Any) -> str:
    """The response as the text of an event stream."""
    chunks = submodule("streaming").split(response)
    return "".join([*(event(chunk.to_json()) for chunk in chunks), event("[DONE]")])


def broken_stream() -> str:
    """A stream that begins well and goes on with an error."""
    chunks = submodule("streaming").split(RESPONSES["text"])[:BEFORE_ERROR]
    return "".join([*(event(chunk.to_json()) for chunk in chunks), event(json.dumps(ERROR))])


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves before the end is no failure of the server."""


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
            self.answer(200, "text/event-stream", broken_stream())
        elif request.get("stream"):
            self.answer(200, "text/event-stream", stream_of(RESPONSES[scenario]))
        else:
            self.answer(200, "application/json", RESPONSES[scenario].to_json())

    def answer(self, status: int, kind: str, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: Any) -> None:
        """Say nothing: a test fails where something is wrong."""


@contextlib.contextmanager
def running() -> Iterator[str]:
    """The address of the server, which runs in a thread of its own."""
    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def base_url(address: str, scenario: str) -> str:
    """What a client is given as its base URL to be answered with this scenario."""
    return f"{address}/{urllib.parse.quote(scenario)}/v1"

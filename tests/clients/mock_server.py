# SPDX-License-Identifier: MIT-0
"""A mock server for tests, as README shows it. test_mock_server.py has the real client read it."""

import json
from http.server import BaseHTTPRequestHandler

from chatcompletion import ChatCompletionResponseMessage, Choice, CreateChatCompletionResponse
from chatcompletion.streaming import split, to_sse

ANSWER = CreateChatCompletionResponse(
    id="chatcmpl-1",
    created=1790000000,
    model="mock",
    choices=(Choice(index=0, message=ChatCompletionResponseMessage(content="At noon, says the tide table.")),),
)


class MockServer(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        events = to_sse(split(ANSWER)) if request.get("stream") else [ANSWER.to_json()]
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream" if request.get("stream") else "application/json")
        self.end_headers()
        for event in events:
            self.wfile.write(event.encode())

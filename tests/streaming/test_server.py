# SPDX-License-Identifier: MIT-0
"""A stream over a socket, read with what the standard library has."""

import contextlib
import http.server
import io
import threading
import unittest
import urllib.request
from typing import Any

from .. import DATA, NAME, ROOT, submodule
from ..support.platform import needs_threads

streaming = submodule("streaming")

ANSWER = (DATA / "stream_answer.txt").read_bytes()

# The section of the README, in the same words, but for the address.
EXAMPLE = """\
import json
import urllib.request

from chatcompletion.streaming import Accumulator, iter_sse

body = {"model": "example-model-1", "stream": True, "messages": [{"role": "user", "content": "When is high water?"}]}
request = urllib.request.Request(URL, json.dumps(body).encode(), {"Content-Type": "application/json"})
accumulator = Accumulator()
with urllib.request.urlopen(request) as lines:
    for chunk in iter_sse(lines):
        accumulator.add(chunk)
        for choice in chunk.choices:
            if choice.delta and choice.delta.content:
                print(choice.delta.content, end="", flush=True)
response = accumulator.response()
"""


class Quiet(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """A client that leaves early is no news."""


class Handler(http.server.BaseHTTPRequestHandler):
    """Sends the stream in blocks of a few bytes, so that they end within lines and characters."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for start in range(0, len(ANSWER), 7):
            block = ANSWER[start : start + 7]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(block), block))
            self.wfile.flush()
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *args: Any) -> None:
        pass


@needs_threads
class Server(unittest.TestCase):
    def setUp(self) -> None:
        server = Quiet(("127.0.0.1", 0), Handler)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        self.url = f"http://127.0.0.1:{server.server_port}/v1/chat/completions"
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # whatever the environment says
        before = urllib.request._opener  # type: ignore[attr-defined]
        urllib.request.install_opener(opener)
        self.addCleanup(urllib.request.install_opener, before)

    def test_the_example_of_the_readme_prints_the_text_and_has_the_response(self) -> None:
        names: dict[str, Any] = {"URL": self.url}
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(EXAMPLE.replace("from chatcompletion.", f"from {NAME}."), names)
        self.assertEqual(printed.getvalue(), "Flut kommt — um 4 🌊")
        self.assertEqual(names["response"].choices[0].message.content, "Flut kommt — um 4 🌊")
        self.assertEqual(names["response"].usage.total_tokens, 13)
        self.assertTrue(names["accumulator"].complete)

    def test_blocks_that_end_within_characters_make_the_same_response(self) -> None:
        with urllib.request.urlopen(urllib.request.Request(self.url, b"{}")) as stream:
            blocks = [*iter(lambda: stream.read1(5), b"")]
        self.assertTrue(any(b"\xef\xbf\xbd" in block.decode(errors="replace").encode() for block in blocks))
        found = streaming.assemble(streaming.iter_sse(blocks))
        self.assertEqual(found, streaming.assemble(streaming.iter_sse(ANSWER)))

    def test_the_readme_shows_the_example_in_these_words(self) -> None:
        readme = ROOT / "README.md"
        if not readme.exists() or "iter_sse(" not in readme.read_text(encoding="utf-8"):
            self.skipTest("there is no README here, or none with this section")
        self.assertIn(EXAMPLE, readme.read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()

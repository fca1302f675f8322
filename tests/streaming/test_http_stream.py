# SPDX-License-Identifier: MIT-0
"""A stream that arrives over HTTP, read with urllib."""

import http.server
import threading
import unittest
import urllib.request
from typing import Any

from .. import DATA, submodule
from ..support.platform import needs_threads

streaming = submodule("streaming")
ANSWER = (DATA / "stream_answer.txt").read_bytes()


class QuietServer(http.server.ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print nothing when a client leaves early."""


class Handler(http.server.BaseHTTPRequestHandler):
    """Sends the stream in blocks of a few bytes, which end within lines and characters."""

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
class HttpStream(unittest.TestCase):
    def setUp(self) -> None:
        server = QuietServer(("127.0.0.1", 0), Handler)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        self.url = f"http://127.0.0.1:{server.server_port}/v1/chat/completions"
        # without a proxy, even if the environment has one
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        before = urllib.request._opener  # type: ignore[attr-defined]
        urllib.request.install_opener(opener)
        self.addCleanup(urllib.request.install_opener, before)

    def test_an_answer_of_urllib_is_read_as_it_arrives(self) -> None:
        accumulator = streaming.Accumulator()
        texts: list[str] = []
        with urllib.request.urlopen(urllib.request.Request(self.url, b"{}")) as answer:
            for chunk in streaming.iter_sse(answer):
                accumulator.add(chunk)
                texts += [choice.delta.content or "" for choice in chunk.choices if choice.delta]
        self.assertEqual("".join(texts), "Flut kommt — um 4 🌊")
        self.assertEqual(accumulator.response(), streaming.assemble(streaming.iter_sse(ANSWER)))
        self.assertTrue(accumulator.complete)

    def test_blocks_that_end_within_characters_make_the_same_response(self) -> None:
        with urllib.request.urlopen(urllib.request.Request(self.url, b"{}")) as stream:
            blocks = [*iter(lambda: stream.read1(5), b"")]
        self.assertIn("\ufffd", "".join(block.decode(errors="replace") for block in blocks))
        found = streaming.assemble(streaming.iter_sse(blocks))
        self.assertEqual(found, streaming.assemble(streaming.iter_sse(ANSWER)))


if __name__ == "__main__":
    unittest.main()

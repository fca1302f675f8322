# SPDX-License-Identifier: MIT-0
"""The real openai package reads the mock server that README shows, whole and streamed."""

import contextlib
import importlib.util
import threading
import unittest
from collections.abc import Iterator
from typing import Any

from .. import HERE, NAME
from ..docs.readme import README, blocks
from ..support.platform import needs_threads
from .server import Server

QUESTION: dict[str, Any] = {"model": "mock", "messages": [{"role": "user", "content": "When is high tide?"}]}


@contextlib.contextmanager
def connected() -> Iterator[Any]:
    """A client of the openai package whose server is the mock server."""
    import openai

    from .mock_server import MockServer

    class Quiet(MockServer):
        def log_message(self, *arguments: Any) -> None:
            """Print nothing."""

    with Server(("127.0.0.1", 0), Quiet) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            with openai.OpenAI(
                base_url=f"http://127.0.0.1:{server.server_port}", api_key="none", max_retries=0
            ) as client:
                yield client
        finally:
            server.shutdown()


@needs_threads
@unittest.skipUnless(NAME == "chatcompletion", "the package has another name here")
class MockServer(unittest.TestCase):
    def setUp(self) -> None:
        if importlib.util.find_spec("openai") is None:
            self.skipTest("openai is not installed")

    def test_the_client_reads_the_whole_answer(self) -> None:
        from .mock_server import ANSWER

        with connected() as client:
            answer = client.chat.completions.create(**QUESTION)
        self.assertEqual(answer.to_dict(), ANSWER.to_dict())

    def test_the_client_reads_the_stream_piece_by_piece(self) -> None:
        from .mock_server import ANSWER

        with connected() as client:
            chunks = [*client.chat.completions.create(**QUESTION, stream=True)]
        pieces = [choice.delta.content or "" for chunk in chunks for choice in chunk.choices]
        self.assertEqual("".join(pieces), ANSWER.choices[0].message.content)
        self.assertGreater(len([piece for piece in pieces if piece]), 1)

    def test_the_stream_helper_of_the_client_joins_the_answer(self) -> None:
        from .mock_server import ANSWER

        with connected() as client, client.chat.completions.stream(**QUESTION) as stream:
            message = stream.get_final_completion().choices[0].message
        self.assertEqual((message.role, message.content), ("assistant", ANSWER.choices[0].message.content))


class Readme(unittest.TestCase):
    maxDiff = None

    def test_readme_shows_the_class_that_is_tested(self) -> None:
        if not README.exists():
            self.skipTest("README.md is not here")
        tested = (HERE / "clients" / "mock_server.py").read_text(encoding="utf-8").partition("\n\n\n")[2]
        shown = [block.text for block in blocks(README.read_text(encoding="utf-8")) if "to_sse(" in block.text]
        self.assertEqual([tested in text for text in shown], [True])


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: MIT-0
"""What a body is, and the hint: what an error advises where the mistake is a usual one."""

import json
import unittest
from typing import Any

from .. import package, submodule
from ..support.bodies import CHOICE, a_body
from ..support.documents import nested
from ..support.refusals import RefusalTest

bodies = submodule("_core.bodies")
BodyKind, hint_for, kind_of = bodies.BodyKind, bodies.hint_for, bodies.kind_of
Response, Chunk = package.CreateChatCompletionResponse, submodule("chunks").CreateChatCompletionStreamResponse

WHOLE = "this is a whole response, not a chunk of one: CreateChatCompletionResponse reads those"
CHUNK = "this is a chunk of a stream: the streaming module and the command assemble read those"
BATCH_LINE = 'this is a line of a batch file: the body is at ["response"]["body"]'
REQUEST = "this is a request, not the response to it"
WRAPPER = "this is a wrapper: the completion is at "
TEXT_COMPLETION = "this is a text completion, of the API before chat"
RESPONSES = "this is a response of the Responses API, another object"
ANTHROPIC = "this is a message of Anthropic's Messages API, another object"
GEMINI = "this is a response of the Gemini API, another object"
OLLAMA = "this is a response of Ollama's own API; its API under /v1 sends completions"
SEVERAL = "read one body at a time"
EVENT_STREAM = "this is an event stream: the streaming module and the command assemble read those"
HTML = "this is an HTML page, as a proxy sends them, or a server at another address"
NO_TEXT = "there is no text"

DELTA = {"index": 0, "delta": {}}
BOTH = CHOICE | DELTA
A_CHUNK = a_body(object="chat.completion.chunk", choices=[DELTA])
TEXT_CHOICE = {"index": 0, "text": "Hi", "logprobs": None, "finish_reason": "stop"}
A_REQUEST = {"model": "m", "messages": [{"role": "user", "content": "Hi"}]}
A_MESSAGE = {"type": "message", "role": "assistant", "content": [{"type": "text", "text": "Hi"}], "model": "m"}
CANDIDATES = [{"content": {"parts": [{"text": "Hi"}], "role": "model"}, "finishReason": "STOP"}]
IN_BATCH = {"custom_id": "a", "response": {"status_code": 200, "body": a_body()}, "error": None}
SUCCESSFUL = {"result": a_body(), "success": True, "errors": [], "messages": []}

WRAPPERS: tuple[tuple[dict[str, Any], str], ...] = (
    # body, place of the completion
    *(({key: a_body()}, f'["{key}"]') for key in ("result", "data", "response", "body")),
    (SUCCESSFUL, '["result"]'),
    ({"code": 0, "msg": "success", "data": a_body()}, '["data"]'),
    ({"choices": None, "data": a_body()}, '["data"]'),
    ({"messages": [], "data": a_body()}, '["data"]'),
    ({"object": "list", "data": [a_body(), a_body()]}, '["data"][0]'),
    ({"data": {"choices": CHOICE}}, '["data"]'),
    ({"statusCode": 200, "response": {"body": a_body()}}, '["response"]["body"]'),
    ({"data": {"data": {"data": a_body()}}}, '["data"]["data"]["data"]'),
    ({"result": [{"body": a_body()}]}, '["result"][0]["body"]'),
    ({"event": "x", "data": A_CHUNK}, '["data"]'),
    ({"statusCode": 200, "headers": {}, "body": json.dumps(a_body())}, '["body"], as JSON text'),
    ({"response": {"body": [f" {json.dumps(A_CHUNK)}"]}}, '["response"]["body"][0], as JSON text'),
)

UNKNOWN: tuple[dict[str, Any], ...] = (
    *(
        {"body": "{choices}"},
        {"body": "[]"},
        {},
        {"custom_id": "a"},
        {"response": {}},
        {"choices": []},
        {"choices": ["delta"]},
        {"choices": [{}]},
    ),
    *({"messages": {}}, {"messages": [], "choices": []}, {"messages": [], "errors": []}),
    *({"messages": [], "success": False}, {"messages": [], "result": None}),
    *({"object": ["list"]}, {"object": "LIST"}, {"type": "ping"}, {"done": True}, {"candidates": None}),
    *({"data": {}}, {"data": []}, {"data": [5, a_body()]}, {"data": {"choices": []}}, {"provider": a_body()}),
    *({"result": "Hi"}, nested(4, "data", a_body()), {"data": A_REQUEST}),
)
KINDS: tuple[tuple[dict[str, Any], Any], ...] = (
    (a_body(id=None), BodyKind.COMPLETION),
    ({"choices": [CHOICE]}, BodyKind.COMPLETION),
    ({"choices": CHOICE}, BodyKind.COMPLETION),
    ({"choices": [{"message": "Hi"}]}, BodyKind.COMPLETION),
    ({"choices": [5, None, CHOICE, DELTA]}, BodyKind.COMPLETION),
    (a_body(id=None, object="chat.completion.chunk"), BodyKind.COMPLETION),
    (a_body(id=None, choices=[BOTH]), BodyKind.COMPLETION),  # as Perplexity sends it
    (a_body(id=None, choices=[CHOICE | {"delta": None}]), BodyKind.COMPLETION),
    (a_body(id=None, object=None, choices=[CHOICE | {"delta": 5}]), BodyKind.COMPLETION),
    (a_body(id=None, object=None, choices=[CHOICE | {"delta": "Hi"}]), BodyKind.CHUNK),
    (a_body(choices=[{"delta": 5}]), BodyKind.CHUNK),
    (a_body(id=None, data=a_body()), BodyKind.COMPLETION),
    ({"object": "chat.completion"}, BodyKind.COMPLETION),
    (a_body(choices=None), BodyKind.COMPLETION),
    (a_body(object="chat.completion.chunk", choices=None), BodyKind.CHUNK),
    (a_body(choices=[DELTA]), BodyKind.CHUNK),
    (a_body(choices=[DELTA, CHOICE]), BodyKind.CHUNK),
    (a_body(choices=[{"index": 0, "delta": None}]), BodyKind.CHUNK),
    (a_body(choices=[{"message": None, "delta": {}}]), BodyKind.CHUNK),
    (a_body(id=None, object="chat.completion.chunk", choices=[BOTH]), BodyKind.CHUNK),
    ({"choices": [BOTH]}, BodyKind.CHUNK),
    ({"choices": DELTA}, BodyKind.CHUNK),
    (IN_BATCH, BodyKind.BATCH_LINE),
    ({"custom_id": "a", "response": {}}, BodyKind.BATCH_LINE),
    ({"custom_id": "a", "response": None}, BodyKind.BATCH_LINE),
    (A_REQUEST, BodyKind.REQUEST),
    ({"messages": []}, BodyKind.REQUEST),
    ({"custom_id": "a", "method": "POST", "url": "/v1/chat/completions", "body": A_REQUEST}, BodyKind.REQUEST),
    ({"object": "text_completion"}, BodyKind.TEXT_COMPLETION),
    ({"choices": [TEXT_CHOICE]}, BodyKind.TEXT_COMPLETION),
    (a_body(object="text_completion", choices=[TEXT_CHOICE]), BodyKind.TEXT_COMPLETION),
    ({"object": "response", "output": [], "error": None}, BodyKind.RESPONSES),
    ({"type": "response.created", "response": {"object": "response"}}, BodyKind.RESPONSES),
    ({"type": "response.output_text.delta", "delta": "Hi"}, BodyKind.RESPONSES),
    (A_MESSAGE, BodyKind.ANTHROPIC),
    ({"role": "assistant", "content": [], "stop_reason": "end_turn"}, BodyKind.ANTHROPIC),
    ({"completion": "Hi", "stop_reason": "stop_sequence"}, BodyKind.ANTHROPIC),
    ({"type": "message_start", "message": A_MESSAGE}, BodyKind.ANTHROPIC),
    *(
        ({"type": name, "index": 0}, BodyKind.ANTHROPIC)
        for name in (
            *("message_delta", "message_stop"),
            *("content_block_start", "content_block_delta", "content_block_stop"),
        )
    ),
    ({"candidates": CANDIDATES, "modelVersion": "m"}, BodyKind.GEMINI),
    ({"promptFeedback": {"blockReason": "SAFETY"}}, BodyKind.GEMINI),
    ({"usageMetadata": {"totalTokenCount": 5}, "modelVersion": "m"}, BodyKind.GEMINI),
    ({"model": "m", "message": {"role": "assistant", "content": "Hi"}, "done": False}, BodyKind.OLLAMA),
    ({"model": "m", "response": "Hi", "done": True}, BodyKind.OLLAMA),
    ({"object": "list"}, BodyKind.LIST),
    ({"object": "list", "candidates": [5]}, BodyKind.LIST),
    ({"object": "list", "data": [{"object": "embedding"}]}, BodyKind.LIST),
    ({"object": "batch", "errors": None}, BodyKind.BATCH),
    ({"object": "chat.completion.deleted", "deleted": True}, BodyKind.DELETED),
    *((body, BodyKind.WRAPPER) for body, _ in WRAPPERS),
    *((body, BodyKind.UNKNOWN) for body in UNKNOWN),
)

HINTS = {
    BodyKind.CHUNK: CHUNK,
    BodyKind.BATCH_LINE: BATCH_LINE,
    BodyKind.REQUEST: REQUEST,
    BodyKind.TEXT_COMPLETION: TEXT_COMPLETION,
    BodyKind.RESPONSES: RESPONSES,
    BodyKind.ANTHROPIC: ANTHROPIC,
    BodyKind.GEMINI: GEMINI,
    BodyKind.OLLAMA: OLLAMA,
    BodyKind.LIST: "this is a list of objects of another API, such as embeddings or models",
    BodyKind.BATCH: "this is a batch, not a response in it",
    BodyKind.DELETED: "this says that a stored completion was deleted",
    BodyKind.COMPLETION: None,
    BodyKind.UNKNOWN: None,
}
BODIES: tuple[tuple[dict[str, Any], Any], ...] = (
    *((body, HINTS[kind]) for body, kind in KINDS if kind is not BodyKind.WRAPPER),
    *((body, WRAPPER + place) for body, place in WRAPPERS),
)

TEXTS = (
    *(
        (text, EVENT_STREAM)
        for text in (
            *("data: x", "event: x", "id: x", "retry: 5", ": x", b"\n: x\n\n", "\n\ufeffdata:"),
            *('{"id": "a"}\n\ndata: [DONE]\n\n', "{}data: {}"),
        )
    ),
    *((text, HTML) for text in ("<html>", "\r\n\t<!DOCTYPE html>")),
    *((text, NO_TEXT) for text in ("", b" \n", "\ufeff")),
    *((text, SEVERAL) for text in ("{} {}", "{}\n{}", "[]", "[{}, {}]", '[{"message": "a"}, {"message": "b"}]')),
    *((text, None) for text in ("Bad gateway", "data", "{", "null", '"data: x"', "X<html>")),
)


class Kinds(unittest.TestCase):
    def test_a_body_is_told_by_its_choices_its_names_and_its_keys(self) -> None:
        for body, kind in KINDS:
            with self.subTest(body):
                self.assertIs(kind_of(body), kind)

    def test_there_is_a_case_of_every_kind(self) -> None:
        self.assertEqual({kind for _, kind in KINDS} | {BodyKind.ERROR}, set(BodyKind))  # errors have a module

    def test_a_line_of_a_batch_file_that_reports_an_error_is_still_a_line(self) -> None:
        line = {"custom_id": "a", "response": None, "error": {"code": "batch_expired", "message": "Too late."}}
        self.assertIs(kind_of(line), BodyKind.BATCH_LINE)
        error = bodies.error_in(line)
        self.assertEqual((str(error), error.code), ("Too late.", "batch_expired"))


class Hints(RefusalTest):
    def test_from_dict_from_json_and_check_give_the_same_hint(self) -> None:
        for body, hint in BODIES:
            with self.subTest(body):
                self.assertEqual(hint_for(body), hint)
                if is_read(Response, body):
                    continue
                self.assertEqual(self.error_of_text(json.dumps(body)).hint, hint)
                if kind_of(body) is not BodyKind.CHUNK:
                    self.assertEqual(self.error_of(body).hint, hint)  # check is compared there

    def test_a_chunk_has_the_same_hints_save_that_whole_responses_have_one_and_chunks_none(self) -> None:
        for (body, hint), kind in zip(BODIES, map(kind_of, (body for body, _ in BODIES)), strict=True):
            expected = {BodyKind.COMPLETION: WHOLE, BodyKind.CHUNK: None}.get(kind, hint)
            with self.subTest(body):
                self.assertEqual(hint_for(body, as_chunk=True), expected)
                if not is_read(Chunk, body):
                    with self.assertRaises(package.ParseError) as caught:
                        Chunk.from_dict(body)
                    self.assertEqual(caught.exception.hint, expected)
                    if kind is BodyKind.CHUNK:
                        self.assertEqual([problem.hint for problem in package.check(body) if problem.hint], [])

    def test_the_place_in_a_hint_leads_to_the_completion(self) -> None:
        for body, place in WRAPPERS:
            inner: Any = body
            path, as_text, _ = place.partition(", as JSON text")
            for part in json.loads(path.replace("][", ",")):
                inner = inner[part]
            if as_text:
                inner = json.loads(inner)
            self.assertIn(kind_of(inner), (BodyKind.COMPLETION, BodyKind.CHUNK))

    def test_from_json_gives_a_hint_for_text_that_is_not_one_json_object(self) -> None:
        for text, hint in TEXTS:
            with self.subTest(text):
                self.assertEqual(self.error_of_text(text).hint, hint)

    def test_check_gives_a_hint_for_a_list_and_none_for_other_values(self) -> None:
        for data, hint in (([], SEVERAL), ("data: x", None), (None, None)):
            (problem,) = package.check(data)
            self.assertEqual(problem.hint, hint)


def is_read(cls: Any, body: dict[str, Any]) -> bool:
    try:
        cls.from_dict(body)
    except package.ParseError:
        return False
    return True


if __name__ == "__main__":
    unittest.main()

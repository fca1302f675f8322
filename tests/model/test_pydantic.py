# SPDX-License-Identifier: MIT-0
"""The classes as fields of pydantic models, and as request bodies and response models in FastAPI."""

import copy
import importlib
import importlib.util
import json
import sys
import unittest
import warnings
from typing import Any
from unittest import mock

from .. import package
from ..support.bodies import a_body
from ..support.contract import (
    ANNOTATION,
    CUSTOM,
    CUSTOM_TOOL_CALL,
    FUNCTION_TOOL_CALL,
    MODERATION_ERROR,
    RESPONSE,
    RESULTS,
    TOKEN_LOGPROB,
    TOP_LOGPROB,
)
from .cases import every_class

Response: Any = package.CreateChatCompletionResponse
BODY = RESPONSE | {"added": [1, {"a": None}]}

UNKNOWN = "expected an object of an unknown type"

HAS_PYDANTIC = importlib.util.find_spec("pydantic") is not None
pydantic: Any = importlib.import_module("pydantic") if HAS_PYDANTIC else None
HAS_FASTAPI = HAS_PYDANTIC and all(importlib.util.find_spec(name) for name in ("fastapi", "httpx"))


class Protocol(unittest.TestCase):
    """The two methods that pydantic looks for, called without pydantic."""

    def test_the_core_schema_reads_with_from_dict_and_writes_with_to_dict(self) -> None:
        schema = package.Choice.__get_pydantic_core_schema__(package.Choice, None)
        read, require_dict = (step["function"]["function"] for step in (schema["schema"], schema["schema"]["schema"]))
        data = {"index": 0, "message": {"content": "Yes."}}
        values, arguments = read(require_dict(data))
        self.assertEqual((package.Choice(**values), arguments), (package.Choice.from_dict(data), None))
        write = schema["serialization"]["function"]
        self.assertEqual(write(package.Choice.from_dict(data)), data)
        self.assertEqual([write(other) for other in (None, 5)], [None, 5])
        for wrong, text in (
            ([], "Choice.from_dict takes a dict, got list: call it once for each item"),
            ({"index": "0", "message": {}}, "$.index: expected integer, got string"),
        ):
            with self.assertRaises(ValueError) as caught:
                read(require_dict(wrong))
            self.assertEqual(str(caught.exception), text)

    @every_class
    def test_the_json_schema_of_a_class_has_no_references(self, cls: Any, sample: Any, rules: Any) -> None:
        schema = cls.__get_pydantic_json_schema__({}, None)
        self.assertNotIn("$ref", json.dumps(schema))
        self.assertEqual((schema["title"], schema["type"]), (cls.__name__, "object"))

    def test_the_json_schema_of_a_class_is_the_published_one(self) -> None:
        whole = Response.__get_pydantic_json_schema__({}, None)
        message = whole["properties"]["choices"]["items"]["properties"]["message"]
        published = package.json_schema()["$defs"]
        self.assertEqual(list(message["properties"]), list(published["ChatCompletionResponseMessage"]["properties"]))
        self.assertEqual(whole["required"], published["CreateChatCompletionResponse"]["required"])


@unittest.skipUnless(HAS_PYDANTIC, "pydantic is not installed")
class Pydantic(unittest.TestCase):
    def setUp(self) -> None:
        class Record(pydantic.BaseModel):
            name: str
            response: Response
            usage: package.CompletionUsage | None = None
            choices: list[package.Choice] = []  # noqa: RUF012  (pydantic copies it)

        self.Record: Any = Record

    def test_a_field_of_a_model_reads_a_dict_and_dumps_it_back(self) -> None:
        record = self.Record(name="a", response=BODY, choices=BODY["choices"])
        self.assertEqual(record.response, Response.from_dict(BODY))
        self.assertEqual(record.choices, list(record.response.choices))
        dumped = record.model_dump()
        self.assertEqual(dumped["response"], BODY)
        self.assertEqual(dumped["choices"], BODY["choices"])
        self.assertEqual(json.loads(record.model_dump_json()), dumped)
        self.assertEqual(self.Record.model_validate_json(record.model_dump_json()), record)

    def test_a_field_keeps_unknown_keys_nulls_and_unknown_enum_values(self) -> None:
        body = a_body(usage=None, unknown=[1, 0, 2.0, {"a": None}], created=2**70, service_tier="batch")
        record = self.Record(name="a", response=body)
        text = json.dumps(body, sort_keys=True)
        self.assertEqual(json.dumps(record.model_dump()["response"], sort_keys=True), text)
        self.assertEqual(json.dumps(json.loads(record.model_dump_json())["response"], sort_keys=True), text)
        self.assertEqual(json.dumps(record.model_dump(exclude_none=True)["response"], sort_keys=True), text)

    def test_a_field_takes_an_object_as_it_is(self) -> None:
        response = Response.from_dict(BODY)
        self.assertIs(self.Record(name="a", response=response).response, response)
        self.assertIs(pydantic.TypeAdapter(Response).validate_python(response), response)

    def test_a_refused_value_is_a_validation_error_with_the_path(self) -> None:
        with self.assertRaises(pydantic.ValidationError) as caught:
            self.Record(name="a", response=BODY | {"created": "now"})
        (error,) = caught.exception.errors()
        self.assertEqual(error["loc"], ("response",))
        self.assertEqual(error["msg"], "Value error, $.created: expected integer, got string")
        wrong: Any
        for wrong in ([], "{}", 5, None):
            with self.assertRaises(pydantic.ValidationError):
                self.Record(name="a", response=wrong)

    def test_the_json_schema_of_a_model_contains_the_schema_of_the_class(self) -> None:
        for mode in ("validation", "serialization"):
            schema = self.Record.model_json_schema(mode=mode)
            self.assertEqual(schema["properties"]["response"], {"$ref": "#/$defs/CreateChatCompletionResponse"})
            published = Response.__get_pydantic_json_schema__({}, None)
            self.assertEqual(schema["$defs"]["CreateChatCompletionResponse"], published)

    def test_a_class_that_is_used_several_times_is_defined_once(self) -> None:
        class Record(pydantic.BaseModel):
            one: package.TopLogprob
            others: list[package.TopLogprob] | None = None

        for mode in ("validation", "serialization"):
            schema = Record.model_json_schema(mode=mode)
            self.assertEqual([*schema["$defs"]], ["TopLogprob"])
            self.assertEqual(schema["properties"]["one"], {"$ref": "#/$defs/TopLogprob"})

    def test_two_classes_of_the_same_name_are_told_apart(self) -> None:
        def another() -> Any:
            class TopLogprob(package.TopLogprob):
                __slots__ = ()

            return TopLogprob

        first: Any = another()
        second: Any = another()

        class Record(pydantic.BaseModel):
            one: first
            other: second

        record = Record(one={"token": "a", "logprob": 0}, other={"token": "b", "logprob": 0})
        self.assertEqual((type(record.one), type(record.other)), (first, second))

    def test_the_default_in_a_json_schema_has_the_form_of_the_wire(self) -> None:
        logprob = package.TopLogprob(token="a", logprob=-1, bytes=b"a", extra={"added": [1]})
        written = {"token": "a", "logprob": -1, "bytes": [97], "added": [1]}

        class Record(pydantic.BaseModel):
            one: package.TopLogprob = logprob
            either: package.TopLogprob | package.ChatCompletionTokenLogprob = logprob
            several: tuple[package.TopLogprob, ...] = (logprob,)
            none: package.TopLogprob = None

        for mode in ("validation", "serialization"):
            properties = Record.model_json_schema(mode=mode)["properties"]
            defaults = {name: schema["default"] for name, schema in properties.items()}
            self.assertEqual(defaults, {"one": written, "either": written, "several": [written], "none": None})

    def test_without_the_folder_validation_the_json_schema_is_that_of_any_object(self) -> None:
        name = f"{package.__name__}.validation"
        gone = {module: None for module in (*sys.modules, name) if module == name or module.startswith(f"{name}.")}
        with mock.patch.dict(sys.modules, gone):
            schema = pydantic.TypeAdapter(Response).json_schema()
        self.assertEqual(schema, {"title": "CreateChatCompletionResponse", "type": "object"})

    def test_an_object_is_written_by_its_own_to_dict(self) -> None:
        class Mine(package.TopLogprob):
            __slots__ = ()

            def to_dict(self) -> dict[str, Any]:
                return {"mine": True}

        class Record(pydantic.BaseModel):
            logprob: package.TopLogprob
            anything: Any = None

        mine = Mine(token="a", logprob=0)
        record = Record(logprob=mine, anything={"list": [mine, package.Custom(name="a", input="", extra={"b": 1})]})
        expected = {
            "logprob": {"mine": True},
            "anything": {"list": [{"mine": True}, {"name": "a", "input": "", "b": 1}]},
        }
        self.assertEqual(record.model_dump(), expected)
        self.assertEqual(json.loads(record.model_dump_json()), expected)

    def test_none_is_written_as_null_where_the_field_says_otherwise(self) -> None:
        class Record(pydantic.BaseModel):
            usage: package.CompletionUsage = None
            call: package.ToolCall = None

        self.assertEqual(Record().model_dump(), {"usage": None, "call": None})
        self.assertEqual(Record().model_dump_json(), '{"usage":null,"call":null}')

    def test_what_is_no_object_of_the_class_is_an_error_that_names_the_class(self) -> None:
        adapter = pydantic.TypeAdapter(package.Custom)
        for wrong, text in (
            (5, "Custom.from_dict takes a dict, got int: the object as json.loads gives it"),
            ("{}", "Custom.from_dict takes a dict, got str: json.loads makes a dict of JSON text"),
            ([], "Custom.from_dict takes a dict, got list: call it once for each item"),
            (None, "Custom.from_dict takes a dict, got NoneType: the object as json.loads gives it"),
            (
                package.Function(name="a", arguments=""),
                "Custom.from_dict takes a dict, got Function: call its to_dict() first",
            ),
        ):
            with self.assertRaises(pydantic.ValidationError) as caught:
                adapter.validate_python(wrong)
            self.assertEqual([error["msg"] for error in caught.exception.errors()], [f"Value error, {text}"])
            self.assertNotIn("function-", str(caught.exception))

    def test_a_model_with_an_object_can_be_copied_and_compared(self) -> None:
        record = self.Record(name="a", response=BODY)
        self.assertEqual(record.model_copy(deep=True), record)
        self.assertEqual(copy.deepcopy(record), record)


@unittest.skipUnless(HAS_PYDANTIC, "pydantic is not installed")
class Unions(unittest.TestCase):
    """Unions as fields, which pydantic reads by trying each class."""

    def assert_read(self, union: Any, data: dict[str, Any], cls: Any) -> None:
        adapter = pydantic.TypeAdapter(union)
        text = json.dumps(data)
        for read in (adapter.validate_python(data), adapter.validate_json(text)):
            self.assertIs(type(read), cls)
            self.assertEqual(read, cls.from_dict(data))
            self.assertEqual(adapter.dump_python(read), data)
            self.assertEqual(json.loads(adapter.dump_json(read)), data)
            self.assertIs(adapter.validate_python(read), read)

    def errors_of(self, union: Any, data: Any) -> dict[Any, str]:
        """The message for each class."""
        with self.assertRaises(pydantic.ValidationError) as caught:
            pydantic.TypeAdapter(union).validate_python(data)
        return {error["loc"][0] if error["loc"] else "": error["msg"] for error in caught.exception.errors()}

    def test_type_selects_the_class(self) -> None:
        p = package
        for union, data, cls in (
            (p.ToolCall, FUNCTION_TOOL_CALL, p.ChatCompletionMessageToolCall),
            (p.ToolCall, CUSTOM_TOOL_CALL, p.ChatCompletionMessageCustomToolCall),
            (p.ToolCall, FUNCTION_TOOL_CALL | {"custom": {"name": "", "input": ""}}, p.ChatCompletionMessageToolCall),
            (p.ToolCall, CUSTOM_TOOL_CALL | {"function": {}, "b": 1}, p.ChatCompletionMessageCustomToolCall),
            (p.ToolCall, FUNCTION_TOOL_CALL | {"type": "teleport"}, p.Unrecognized),
            (p.Annotation, ANNOTATION, p.UrlCitationAnnotation),
            (p.Annotation, ANNOTATION | {"type": "file_citation"}, p.Unrecognized),
            (p.Moderation, RESULTS, p.ChatCompletionModerationResults),
            (p.Moderation, MODERATION_ERROR, p.ChatCompletionModerationError),
            (p.Moderation, {"type": "other", "results": [], "code": ""}, p.Unrecognized),
        ):
            self.assert_read(union, data, cls)

    def test_without_a_type_a_key_selects_the_class(self) -> None:
        p = package
        for none in ({}, {"type": None}):
            for union, data, cls in (
                (p.ToolCall, FUNCTION_TOOL_CALL, p.ChatCompletionMessageToolCall),
                (p.ToolCall, CUSTOM_TOOL_CALL, p.ChatCompletionMessageCustomToolCall),
                (p.ToolCall, CUSTOM_TOOL_CALL | FUNCTION_TOOL_CALL, p.ChatCompletionMessageToolCall),
                (p.ToolCall, {"id": "call_a", "function": None}, p.Unrecognized),
                (p.Annotation, ANNOTATION, p.UrlCitationAnnotation),
                (p.Moderation, RESULTS, p.ChatCompletionModerationResults),
                (p.Moderation, MODERATION_ERROR, p.ChatCompletionModerationError),
                (p.Moderation, {"model": "m"}, p.Unrecognized),
            ):
                self.assert_read(union, {key: data[key] for key in data if key != "type"} | none, cls)

    def test_no_class_takes_what_the_selected_class_refuses(self) -> None:
        errors = {
            "ChatCompletionMessageToolCall": "Value error, $.function: expected object, but the key is missing",
            "ChatCompletionMessageCustomToolCall": 'Value error, $.type: expected "custom", got "function"',
            "Unrecognized": f"Value error, $: {UNKNOWN}, got a ChatCompletionMessageToolCall",
        }
        self.assertEqual(self.errors_of(package.ToolCall, {"id": "call_a", "type": "function"}), errors)
        found = self.errors_of(package.ToolCall, {"id": 1, "function": {"name": "", "arguments": ""}})
        self.assertEqual(found["Unrecognized"], errors["Unrecognized"])
        self.assertEqual([*self.errors_of(package.ToolCall, {"type": 5})], [*errors])
        self.assertEqual([*self.errors_of(package.ToolCall, 5)], [*errors])

    def test_a_class_alone_refuses_data_of_another_type(self) -> None:
        for tag in ("custom", "teleport"):
            text = f'Value error, $.type: expected "function", got "{tag}"'
            found = self.errors_of(package.ChatCompletionMessageToolCall, FUNCTION_TOOL_CALL | {"type": tag})
            self.assertEqual(found, {"": text})
        text = f"Value error, $: {UNKNOWN}, got a ChatCompletionMessageCustomToolCall"
        self.assertEqual(self.errors_of(package.Unrecognized, CUSTOM_TOOL_CALL), {"": text})

    def test_without_tags_the_class_with_most_of_the_keys_is_it(self) -> None:
        p = package
        for union in (p.TopLogprob | p.ChatCompletionTokenLogprob, p.ChatCompletionTokenLogprob | p.TopLogprob):
            self.assert_read(union, TOKEN_LOGPROB | {"added": 1}, p.ChatCompletionTokenLogprob)
            self.assert_read(union, TOP_LOGPROB | {"added": 1}, p.TopLogprob)
        for union in (p.CompletionUsage | p.Custom, p.Custom | p.CompletionUsage, p.Custom | None):
            self.assert_read(union, CUSTOM, p.Custom)

    def test_a_union_dumps_every_key_of_an_object_that_it_did_not_read(self) -> None:
        class Record(pydantic.BaseModel):
            either: package.TopLogprob | package.ChatCompletionTokenLogprob
            call: package.ToolCall

        token, custom = package.ChatCompletionTokenLogprob, package.ChatCompletionMessageCustomToolCall
        record = Record(either=token.from_dict(TOKEN_LOGPROB), call=custom.from_dict(CUSTOM_TOOL_CALL))
        self.assertEqual(record.model_dump(), {"either": TOKEN_LOGPROB, "call": CUSTOM_TOOL_CALL})


@unittest.skipUnless(HAS_FASTAPI, "fastapi and httpx are not installed")
class FastAPI(unittest.TestCase):
    def setUp(self) -> None:
        import fastapi

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from fastapi.testclient import TestClient
        app = fastapi.FastAPI()

        @app.post("/model", response_model=Response)
        def model(body: Response) -> Any:
            return body

        @app.post("/annotated")
        async def annotated(body: Response) -> Response:
            return body

        self.client = TestClient(app)

    def test_a_request_body_comes_back_whole_as_the_response(self) -> None:
        for path in ("/model", "/annotated"):
            answer = self.client.post(path, json=BODY)
            self.assertEqual((answer.status_code, answer.json()), (200, BODY))

    def test_a_refused_request_body_is_answered_with_the_path(self) -> None:
        answer = self.client.post("/model", json=BODY | {"created": "now"})
        self.assertEqual(answer.status_code, 422)
        (error,) = answer.json()["detail"]
        self.assertEqual(error["loc"], ["body"])
        self.assertEqual(error["msg"], "Value error, $.created: expected integer, got string")

    def test_the_openapi_document_contains_the_json_schema(self) -> None:
        document = self.client.get("/openapi.json").json()
        post = document["paths"]["/model"]["post"]
        asked = post["requestBody"]["content"]["application/json"]["schema"]
        given = post["responses"]["200"]["content"]["application/json"]["schema"]
        for schema in (asked, given):
            self.assertEqual(schema, {"$ref": "#/components/schemas/CreateChatCompletionResponse"})
        components = document["components"]["schemas"]
        self.assertEqual({*components}, {"CreateChatCompletionResponse", "HTTPValidationError", "ValidationError"})
        self.assertEqual(list(components["CreateChatCompletionResponse"]["properties"]), list(RESPONSE))


if __name__ == "__main__":
    unittest.main()

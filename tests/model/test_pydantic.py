# SPDX-License-Identifier: MIT-0
"""The classes as fields of pydantic models, and as request bodies and response models in FastAPI."""

import copy
import importlib.util
import json
import unittest
import warnings

from .. import package
from ..support.bodies import a_body
from ..support.contract import RESPONSE
from .cases import every_class

Response = package.CreateChatCompletionResponse
BODY = RESPONSE | {"added": [1, {"a": None}]}

HAS_PYDANTIC = importlib.util.find_spec("pydantic") is not None
HAS_FASTAPI = HAS_PYDANTIC and all(importlib.util.find_spec(name) for name in ("fastapi", "httpx"))


class Protocol(unittest.TestCase):
    """The two methods that pydantic looks for, called without pydantic."""

    def test_the_core_schema_reads_with_from_dict_and_writes_with_to_dict(self):
        schema = package.Choice.__get_pydantic_core_schema__(package.Choice, None)
        validate = schema["function"]["function"]
        data = {"index": 0, "message": {"content": "Yes."}}
        choice = validate(data)
        self.assertEqual(choice, package.Choice.from_dict(data))
        self.assertIs(validate(choice), choice)
        self.assertEqual(schema["serialization"]["function"](choice), data)
        for wrong, text in (
            ([], "Choice.from_dict takes a dict, got list: call it once for each item"),
            ({"index": "0", "message": {}}, "$.index: expected integer, got string"),
        ):
            with self.assertRaises(ValueError) as caught:
                validate(wrong)
            self.assertEqual(str(caught.exception), text)

    @every_class
    def test_the_json_schema_of_a_class_has_no_references(self, cls, sample, rules):
        schema = cls.__get_pydantic_json_schema__({}, None)
        self.assertNotIn("$ref", json.dumps(schema))
        self.assertEqual((schema["title"], schema["type"]), (cls.__name__, "object"))

    def test_the_json_schema_of_a_class_is_the_published_one(self):
        whole = Response.__get_pydantic_json_schema__({}, None)
        message = whole["properties"]["choices"]["items"]["properties"]["message"]
        published = package.json_schema()["$defs"]
        self.assertEqual(list(message["properties"]), list(published["ChatCompletionResponseMessage"]["properties"]))
        self.assertEqual(whole["required"], published["CreateChatCompletionResponse"]["required"])


@unittest.skipUnless(HAS_PYDANTIC, "pydantic is not installed")
class Pydantic(unittest.TestCase):
    def setUp(self):
        import pydantic

        class Record(pydantic.BaseModel):
            name: str
            response: Response
            usage: package.CompletionUsage | None = None
            choices: list[package.Choice] = []

        self.pydantic, self.Record = pydantic, Record

    def test_a_field_of_a_model_reads_a_dict_and_dumps_it_back(self):
        record = self.Record(name="a", response=BODY, choices=BODY["choices"])
        self.assertEqual(record.response, Response.from_dict(BODY))
        self.assertEqual(record.choices, list(record.response.choices))
        dumped = record.model_dump()
        self.assertEqual(dumped["response"], BODY)
        self.assertEqual(dumped["choices"], BODY["choices"])
        self.assertEqual(json.loads(record.model_dump_json()), dumped)
        self.assertEqual(self.Record.model_validate_json(record.model_dump_json()), record)

    def test_a_field_keeps_unknown_keys_nulls_and_unknown_enum_values(self):
        body = a_body(usage=None, unknown=[1, 0, 2.0, {"a": None}], created=2**70, service_tier="batch")
        record = self.Record(name="a", response=body)
        text = json.dumps(body, sort_keys=True)
        self.assertEqual(json.dumps(record.model_dump()["response"], sort_keys=True), text)
        self.assertEqual(json.dumps(json.loads(record.model_dump_json())["response"], sort_keys=True), text)
        self.assertEqual(json.dumps(record.model_dump(exclude_none=True)["response"], sort_keys=True), text)

    def test_a_field_takes_an_object_as_it_is(self):
        response = Response.from_dict(BODY)
        self.assertIs(self.Record(name="a", response=response).response, response)
        self.assertIs(self.pydantic.TypeAdapter(Response).validate_python(response), response)

    def test_a_refused_value_is_a_validation_error_with_the_path(self):
        with self.assertRaises(self.pydantic.ValidationError) as caught:
            self.Record(name="a", response=BODY | {"created": "now"})
        (error,) = caught.exception.errors()
        self.assertEqual(error["loc"], ("response",))
        self.assertEqual(error["msg"], "Value error, $.created: expected integer, got string")
        for wrong in ([], "{}", 5, None):
            with self.assertRaises(self.pydantic.ValidationError):
                self.Record(name="a", response=wrong)

    def test_the_json_schema_of_a_model_contains_the_schema_of_the_class(self):
        for mode in ("validation", "serialization"):
            schema = self.Record.model_json_schema(mode=mode)
            self.assertEqual(list(schema["properties"]["response"]["properties"]), list(RESPONSE))

    def test_a_model_with_an_object_can_be_copied_and_compared(self):
        record = self.Record(name="a", response=BODY)
        self.assertEqual(record.model_copy(deep=True), record)
        self.assertEqual(copy.deepcopy(record), record)


@unittest.skipUnless(HAS_FASTAPI, "fastapi and httpx are not installed")
class FastAPI(unittest.TestCase):
    def setUp(self):
        import fastapi

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from fastapi.testclient import TestClient
        app = fastapi.FastAPI()

        @app.post("/model", response_model=Response)
        def model(body: Response):
            return body

        @app.post("/annotated")
        async def annotated(body: Response) -> Response:
            return body

        self.client = TestClient(app)

    def test_a_request_body_comes_back_whole_as_the_response(self):
        for path in ("/model", "/annotated"):
            answer = self.client.post(path, json=BODY)
            self.assertEqual((answer.status_code, answer.json()), (200, BODY))

    def test_a_refused_request_body_is_answered_with_the_path(self):
        answer = self.client.post("/model", json=BODY | {"created": "now"})
        self.assertEqual(answer.status_code, 422)
        (error,) = answer.json()["detail"]
        self.assertEqual(error["loc"], ["body"])
        self.assertEqual(error["msg"], "Value error, $.created: expected integer, got string")

    def test_the_openapi_document_contains_the_json_schema(self):
        post = self.client.get("/openapi.json").json()["paths"]["/model"]["post"]
        asked = post["requestBody"]["content"]["application/json"]["schema"]
        given = post["responses"]["200"]["content"]["application/json"]["schema"]
        for schema in (asked, given):
            self.assertEqual(list(schema["properties"]), list(RESPONSE))


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: MIT-0
"""What is raised, and what it says."""

import copy
import json
import pickle
import sys
import unittest
from unittest import mock

from .. import package, submodule
from ..support.bodies import CHOICE, TYPICAL, a_body
from ..support.costs import calls_made
from ..support.platform import ENDLESS

Response = package.CreateChatCompletionResponse
ParseError, ErrorResponse, Problem, ProblemKind = (
    package.ParseError,
    package.ErrorResponse,
    package.Problem,
    package.ProblemKind,
)


def failure(call, *arguments):
    """The exception of a call that must raise ParseError."""
    try:
        call(*arguments)
    except ParseError as error:
        return error
    raise AssertionError("nothing was raised")


class ParseErrors(unittest.TestCase):
    def test_are_value_errors_and_have_no_cause_to_distract(self):
        error = failure(Response.from_dict, {})
        self.assertIsInstance(error, ValueError)
        self.assertTrue(error.__suppress_context__ or error.__context__ is None)

    def test_hold_every_problem_but_show_five(self):
        error = failure(Response.from_dict, TYPICAL | {"choices": [{}] * 50})
        self.assertEqual(len(error.problems), 100)
        self.assertEqual(str(error).splitlines()[-1], "and 95 more problems")
        self.assertEqual(len(str(error).splitlines()), 6)

    def test_have_paths_in_the_notation_of_rfc_9535(self):
        paths = [
            ((), "$"),
            (("a", 0, "b_1"), "$.a[0].b_1"),
            (("é", "x-y", "1a", "", "a b"), "$.é['x-y']['1a']['']['a b']"),
            (("'", "\\", "\n", "\x1b", "\ud800", "\U0001f30a", "\U000e0001"), None),
            (("k" * 41,), "$['" + "k" * 39 + "…']"),
            ((0,) * 21, "$" + "[0]" * 10 + "…" + "[0]" * 10),
        ]
        for path, text in paths:
            text = text or "$['\\'']['\\\\']['\\u000a']['\\u001b']['\\ud800']['🌊']['\\udb40\\udc01']"
            self.assertEqual(str(Problem(path, "wrong")), f"{text}: wrong")

    def test_are_told_apart_by_their_records(self):
        problem = Problem(("a", 1), "wrong")
        self.assertEqual(problem, Problem(path=("a", 1), message="wrong", kind=ProblemKind.REFUSED))
        self.assertEqual(repr(problem), "Problem(path=('a', 1), message='wrong', kind=ProblemKind.REFUSED)")
        self.assertEqual(len({problem, Problem(("a", 1), "wrong"), Problem(("a", 1), "wrong", "deviation")}), 2)
        error = ParseError([problem], "try again")
        self.assertEqual((error.path, error.problem, error.hint), (("a", 1), "wrong", "try again"))
        self.assertEqual(str(error), "$.a[1]: wrong (try again)")
        self.assertEqual(repr(error), "ParseError('$.a[1]: wrong (try again)')")

    def test_never_print_a_whole_document(self):
        long = "x" * 100_000
        bodies = [
            {long: long},
            TYPICAL | {"id": [long]},
            TYPICAL | {"moderation": {"input": {"type": "error", long: 1}, "output": {}}},
            TYPICAL | {long: {1: long}},
            TYPICAL | {"error": long, "choices": []},
            TYPICAL | {"choices": [{long: long}] * 1000},
        ]
        for body in bodies:
            error = failure(Response.from_dict, body)
            self.assertLess(len(str(error)), 2_100)
            self.assertLess(len(repr(error)), 2_200)

    def test_come_from_each_class_with_paths_from_where_it_was_called(self):
        error = failure(package.Choice.from_dict, {"index": 0, "message": {"content": 1, "audio": {}}})
        self.assertEqual(
            str(error),
            "$.message.content: expected string or null, got integer\n"
            "$.message.audio.id: expected string, but the key is missing\n"
            "$.message.audio.expires_at: expected integer, but the key is missing\n"
            "$.message.audio.data: expected string, but the key is missing\n"
            "$.message.audio.transcript: expected string, but the key is missing",
        )

    def test_tell_of_keys_that_are_no_strings(self):
        error = failure(Response.from_dict, TYPICAL | {1: 2, None: 3})
        text = "$: expected strings as keys, got integer\n$: expected strings as keys, got null"
        self.assertEqual(str(error), text)
        error = failure(Response.from_dict, TYPICAL | {"metadata": {1: 2}, "a": [{(): 1}], "b": object()})
        self.assertEqual(
            str(error),
            "$.metadata: expected strings as keys, got integer\n"
            "$.a[0]: expected strings as keys, got tuple\n"
            "$.b: expected a JSON value, got object",
        )

    def test_tell_of_a_metadata_value_that_is_no_json(self):
        error = failure(Response.from_dict, TYPICAL | {"metadata": {"a": "b", "c": [{1}]}})
        self.assertEqual(str(error), "$.metadata.c[0]: expected a JSON value, got set")

    def test_are_not_recursion_errors_however_deep_the_data(self):
        for depth in (99, 100, 101, ENDLESS):
            for shell in (lambda value: [value], lambda value: {"a": value}):
                value = 0
                for _ in range(depth):
                    value = shell(value)
                body = TYPICAL | {"deep": value}
                if depth <= 100:
                    response = Response.from_dict(body)
                    self.assertEqual(response.to_dict(), body)
                    self.assertEqual(response, copy.deepcopy(pickle.loads(pickle.dumps(response))))
                    self.assertIsInstance(hash(response), int)
                    self.assertIn("deep", repr(response))
                else:
                    error = failure(Response.from_dict, body)
                    self.assertEqual(error.problem, "expected at most 100 levels of arrays and objects")


class Judging(unittest.TestCase):
    def test_every_problem_is_found_in_one_reading(self):
        """However deep a problem is, no table reads its object twice."""
        call = {"id": "a", "type": "function", "function": {"name": "f", "arguments": 5}}
        body = a_body(choices=[CHOICE | {"message": {"content": 7, "tool_calls": [call]}}], model=None)
        reads = []
        with mock.patch.object(package.Function, "_read", side_effect=lambda data: reads.append(data) or READ(data)):
            error = failure(Response.from_dict, body)
        self.assertEqual(len(reads), 1)
        self.assertEqual(
            str(error),
            "$.model: expected string, got null\n"
            "$.choices[0].message.content: expected string or null, got integer\n"
            "$.choices[0].message.tool_calls[0].function.arguments: expected string, got integer",
        )

    def test_work_grows_with_the_number_of_bad_keys_and_no_faster(self):
        def calls(count):
            data = TYPICAL | {f"k{n}": {1} for n in range(count)} | dict.fromkeys(range(count), 1)
            return calls_made(lambda: failure(Response.from_dict, data))

        self.assertLess(calls(800), 4.1 * calls(200))
        error = failure(Response.from_dict, TYPICAL | {f"k{n}": {1} for n in range(50)} | dict.fromkeys(range(50), 1))
        self.assertEqual(len(error.problems), 100)


READ = package.Function._read


class ErrorResponses(unittest.TestCase):
    CASES = (
        # body, text, error, code, type
        (
            {"error": {"message": "No such model.", "type": "invalid_request_error", "param": None, "code": "m"}},
            (
                "No such model.",
                {"message": "No such model.", "type": "invalid_request_error", "param": None, "code": "m"},
            ),
            ("m", "invalid_request_error"),
        ),
        (
            {"error": {"code": 400, "message": "Too long."}},
            ("Too long.", {"code": 400, "message": "Too long."}),
            (400, None),
        ),
        ({"error": "Not found."}, ("Not found.", "Not found."), (None, None)),
        ({"error": "Bad.", "error_type": "template"}, ("Bad.", "Bad."), (None, "template")),
        ({"error": ""}, ("the provider reports an error without a message", ""), (None, None)),
        ({"error": {}}, ("the provider reports an error without a message", {}), (None, None)),
        ({"error": {"code": True, "type": 5}, "message": "Ah."}, ("Ah.", {"code": True, "type": 5}), (None, None)),
        (
            {"error": {"message": {"detail": [{"msg": "x"}]}}},
            ("x", {"message": {"detail": [{"msg": "x"}]}}),
            (None, None),
        ),
        ({"detail": "Unauthorized"}, ("Unauthorized", "Unauthorized"), (None, None)),
        ({"detail": {"message": "m", "deep": [1]}}, ("m", {"message": "m", "deep": [1]}), (None, None)),
        ({"detail": 5}, ("the provider reports an error without a message", 5), (None, None)),
        (
            {"detail": [{"loc": ["body", "messages", 0], "msg": "Field required"}, {"msg": "and"}, 7, {"loc": []}]},
            (
                "Field required (body.messages.0); and",
                [{"loc": ["body", "messages", 0], "msg": "Field required"}, {"msg": "and"}, 7, {"loc": []}],
            ),
            (None, None),
        ),
        (
            {"detail": [{"loc": [10**5000, 1.5, "x"], "msg": "m"}]},
            ("m (….….x)", [{"loc": [10**5000, 1.5, "x"], "msg": "m"}]),
            (None, None),
        ),
        (
            {"object": "error", "message": "Slow down.", "type": "rate", "code": "429"},
            ("Slow down.", {"object": "error", "message": "Slow down.", "type": "rate", "code": "429"}),
            ("429", "rate"),
        ),
        (
            {"id": None, "choices": None, "created": None, "model": None, "error": {"message": "m"}},
            ("m", {"message": "m"}),
            (None, None),
        ),
        (
            {"success": False, "errors": [{"code": 5007, "message": "No such model"}], "messages": [], "result": {}},
            ("No such model", [{"code": 5007, "message": "No such model"}]),
            (5007, None),
        ),
        (
            {"errors": ["one", {"message": "two"}], "result": None},
            ("one; two", ["one", {"message": "two"}]),
            (None, None),
        ),
        ({"choices": [], "error": "m"}, ("m", "m"), (None, None)),
        ({"choices": {}, "error": "m"}, ("m", "m"), (None, None)),
        (TYPICAL | {"choices": [], "error": "m"}, ("m", "m"), (None, None)),
    )

    def test_have_the_message_of_the_provider_and_the_raw_error(self):
        for body, (text, raw), (code, kind) in self.CASES:
            with self.subTest(text):
                error = failure(Response.from_dict, body)
                self.assertIs(type(error), ErrorResponse)
                self.assertEqual((str(error), error.error, error.code, error.type), (text, raw, code, kind))
                self.assertEqual((error.path, error.problem), ((), text))
                self.assertEqual(error.problems, (Problem((), text),))
                self.assertEqual(repr(error), f"ErrorResponse({text!r})")

    def test_share_nothing_with_the_body(self):
        body = {"error": {"message": "m", "list": [1]}}
        error = failure(Response.from_dict, body)
        body["error"]["list"].append(2)
        self.assertEqual(error.error, {"message": "m", "list": [1]})

    def test_are_found_alone_in_an_array_of_json_text(self):
        error = failure(
            Response.from_json, '[{"error": {"code": 400, "message": "No.", "status": "INVALID_ARGUMENT"}}]'
        )
        self.assertIs(type(error), ErrorResponse)
        self.assertEqual((str(error), error.code), ("No.", 400))
        for text in ('[{"error": "a"}, {"error": "b"}]', "[[]]", "[]", "[{}]"):
            error = failure(Response.from_json, text)
            self.assertEqual(str(error), "$: expected object, got array (read one body at a time)")

    def test_survive_pickle(self):
        for body, _, _ in self.CASES:
            error = failure(Response.from_dict, body)
            again = pickle.loads(pickle.dumps(error))
            self.assertIs(type(again), ErrorResponse)
            for name in ("error", "code", "type", "problems", "hint"):
                self.assertEqual(getattr(again, name), getattr(error, name))

    def test_are_the_one_thing_that_check_refuses(self):
        for body, (text, _), _ in self.CASES:
            refused = [p for p in package.check(body) if p.kind is ProblemKind.REFUSED]
            self.assertEqual(refused, [Problem((), text)])

    def test_cut_a_message_without_end_but_keep_the_raw_error(self):
        error = failure(Response.from_dict, {"error": "x" * 5000})
        self.assertEqual(str(error), "x" * 1999 + "…")
        self.assertEqual(error.error, "x" * 5000)

    def test_do_without_a_raw_error_that_cannot_be_kept(self):
        deep = []
        for _ in range(1000):
            deep = [deep]
        error = failure(Response.from_dict, {"error": {"message": "m", "deep": deep}})
        self.assertEqual((str(error), error.error), ("m", None))

    def test_are_not_seen_where_there_are_choices_or_nothing_is_said(self):
        for extra in ({"error": None}, {"error": {"message": "late"}}, {"message": {"role": "x"}}, {"detail": None}):
            self.assertEqual(Response.from_dict(TYPICAL | extra).to_dict(), TYPICAL | extra)
        for extra in ({"error": None}, {"error": 5}, {"message": {"role": "x"}}, {"detail": None}):
            body = TYPICAL | {"choices": []} | extra
            self.assertEqual(Response.from_dict(body).to_dict(), body)
            self.assertIs(type(failure(Response.from_dict, extra)), ParseError)


class Errors(unittest.TestCase):
    def refused(self, data, *lines):
        with self.assertRaises(ParseError) as caught:
            Response.from_dict(data)
        self.assertEqual(str(caught.exception).splitlines(), [*lines])
        return caught.exception

    def test_of_a_provider_have_as_arguments_what_they_were_made_with(self):
        error = package.ErrorResponse("Overloaded", {"message": "Overloaded"}, code=503, type="server_error")
        arguments = ("Overloaded", {"message": "Overloaded"}, 503, "server_error")
        self.assertEqual((error.args, pickle.loads(pickle.dumps(error)).args), (arguments, arguments))

    def test_name_two_problems_in_the_order_of_the_document(self):
        self.refused(
            {"choices": "x"} | a_body(choices="x", id=1),
            "$.choices: expected array, got string",
            "$.id: expected string, got integer",
        )

    def test_show_paths_and_keys_whole_up_to_a_limit(self):
        for path, text in (
            ((0,) * 20, "$" + "[0]" * 20),
            (("k" * 40,), "$." + "k" * 40),
            (("-" * 40,), "$['" + "-" * 40 + "']"),
            (("\U0010ffff",), "$['\\udbff\\udfff']"),
            (("\uffff",), "$['\\uffff']"),
            (("\x00" * 40,), "$['" + "\\u0000" * 13 + "\\…']"),
        ):
            self.assertEqual(str(Problem(path, "wrong")), f"{text}: wrong")

    def test_show_messages_of_providers_whole_up_to_a_limit(self):
        for length, shown in ((2000, "x" * 2000), (2001, "x" * 1999 + "…")):
            self.refused({"error": "x" * length}, shown)

    def test_find_the_message_of_a_provider_some_levels_down(self):
        none = "the provider reports an error without a message"
        location = [*"abcdefghi", 2**31 - 1, "k"]
        for said, text in (
            ({"error": {"error": "no"}}, "no"),
            ({"error": {"error": {"error": {"error": {"error": "no"}}}}}, "no"),
            ({"error": {"error": {"error": {"error": {"error": {"error": "no"}}}}}}, none),
            ({"detail": [[[["no"]]]]}, "no"),
            ({"detail": [[[[["no"]]]]]}, none),
            ({"detail": [*"abcdefg"]}, "a; b; c; d; e"),
            ({"detail": [{"msg": "no", "loc": location}]}, f"no (a.b.c.d.e.f.g.h.i.{2**31 - 1})"),
            ({"detail": [{"msg": "no", "loc": [2**31, 2.5, "a"]}]}, "no (….….a)"),
        ):
            error = self.refused(said, text)
            self.assertIs(type(error), package.ErrorResponse)

    def test_are_no_report_of_the_provider_where_there_are_choices(self):
        error = self.refused(
            {"choices": [{"index": 0, "message": {}}], "error": "no", "id": "a", "created": 1},
            "$.model: expected string, but the key is missing",
        )
        self.assertIs(type(error), ParseError)

    def test_have_a_hint_only_where_the_mistake_is_a_usual_one(self):
        chunk = "this is a chunk of a stream: the streaming module reads those"
        delta = {"index": 0, "delta": {}}
        for data, hint in (
            (a_body(object="chat.completion.chunk", choices=None), chunk),
            (a_body(choices=[delta]), chunk),
            (a_body(id=None, choices=[CHOICE | delta]), None),
            ({"custom_id": "a"}, None),
            ({"response": {}}, None),
            ({"messages": []}, "this is a request, not the response to it"),
            ({"messages": [], "choices": []}, None),
            (a_body(id=None), None),
        ):
            with self.subTest(data), self.assertRaises(ParseError) as caught:
                Response.from_dict(data)
            self.assertEqual(caught.exception.hint, hint)

    def test_have_their_problems_and_hint_as_arguments(self):
        problems = (Problem(("a",), "wrong"),)
        self.assertEqual(ParseError(iter(problems), "try again").args, (problems, "try again"))

    def test_consist_of_records_without_a_dictionary(self):
        self.assertFalse(hasattr(Problem((), "wrong"), "__dict__"))


class JSONText(unittest.TestCase):
    def test_of_an_event_stream_is_known_by_any_of_its_fields(self):
        for start in ("data: x", "event: x", "id: x", "retry: 5", ": x"):
            with self.assertRaises(ParseError) as caught:
                Response.from_json(start)
            self.assertEqual(
                str(caught.exception),
                "$: expected JSON text: Expecting value at line 1 column 1"
                " (this is an event stream: the streaming module reads those)",
            )

    def test_that_is_not_right_is_a_parse_error_that_says_where(self):
        cases = [
            ("", "expected JSON text: Expecting value at line 1 column 1 (there is no text)"),
            (b" \n", "expected JSON text: Expecting value at line 2 column 1 (there is no text)"),
            ("{", "expected JSON text: Expecting property name enclosed in double quotes at line 1 column 2"),
            ('{"id":\n\n  x}', "expected JSON text: Expecting value at line 3 column 3"),
            ("{} {}", "expected JSON text: Extra data at line 1 column 4 (read one body at a time)"),
            ("{}\n{}", "expected JSON text: Extra data at line 2 column 1 (read one body at a time)"),
            ('{"a": NaN}', "expected JSON text: NaN is not a number in JSON"),
            ('{"a": -Infinity}', "expected JSON text: -Infinity is not a number in JSON"),
            ('{"a": 1e999}', "expected JSON text: a number is too large for a float"),
            ('{"a": "\t"}', "expected JSON text: Invalid control character at at line 1 column 8"),
            ("[]", "expected object, got array (read one body at a time)"),
            ("null", "expected object, got null"),
            ('"{}"', "expected object, got string"),
            ("[" * 100_000, "too many levels of arrays and objects"),
            (" " + "[" * 100_000, "too many levels of arrays and objects"),
            (b'{"id": "\xff"}', "expected JSON text, got bytes that are not utf-8 at byte 8"),
            (b"\xff\xfe{", "expected JSON text, got bytes that are not utf-16 at byte 2"),
            (
                'data: {"id": "x"}\n\n',
                "expected JSON text: Expecting value at line 1 column 1 "
                "(this is an event stream: the streaming module reads those)",
            ),
            (
                b"\n: PROCESSING\n\n",
                "expected JSON text: Expecting value at line 2 column 1 "
                "(this is an event stream: the streaming module reads those)",
            ),
        ]
        for text, said in cases:
            with self.subTest(text[:20]):
                error = failure(Response.from_json, text)
                self.assertIs(type(error), ParseError)
                self.assertEqual(str(error), f"$: {said}")

    def test_with_an_integer_beyond_the_limit_is_a_parse_error(self):
        if not hasattr(sys, "get_int_max_str_digits"):
            self.skipTest("this Python has no limit")
        error = failure(Response.from_json, '{"created": ' + "9" * 5000 + "}")
        self.assertRegex(
            str(error), r"^\$: expected JSON text: Exceeds the limit \(4300( digits)?\) for integer string "
        )
        self.assertEqual(Response.from_json(json.dumps(TYPICAL | {"created": 10**4000})).created, 10**4000)

    def test_may_have_a_byte_order_mark_and_be_in_any_unicode_encoding(self):
        text = json.dumps(TYPICAL | {"model": "né"}, ensure_ascii=False)
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-32-be"):
            self.assertEqual(Response.from_json(text.encode(encoding)).model, "né")
        self.assertEqual(Response.from_json("\ufeff" + text).model, "né")
        self.assertEqual(Response.from_json(bytearray(text.encode())).model, "né")

    def test_is_measured_before_it_is_read_where_the_stack_is_not_guarded(self):
        text = submodule("_json_text")
        with mock.patch.object(sys, "platform", "emscripten"):
            error = failure(Response.from_json, "[" * 901)
            self.assertEqual(str(error), "$: too many levels of arrays and objects")
            self.assertEqual(Response.from_json(json.dumps(TYPICAL)).to_dict(), TYPICAL)
        self.assertEqual(text.levels_of('{"a": "[[[[\\"[", "b": [[{"[": []}], []]}'), 5)

    def test_has_the_last_of_two_equal_keys(self):
        self.assertEqual(Response.from_json('{"id": 1, ' + json.dumps(TYPICAL)[1:]).id, TYPICAL["id"])

    def test_is_text_and_nothing_else(self):
        cases = [({}, "dict; from_dict reads a dict"), (None, "NoneType"), (["{}"], "list"), (7, "int")]
        for value, kind in cases:
            with self.assertRaises(TypeError) as caught:
                Response.from_json(value)
            self.assertNotIsInstance(caught.exception, ValueError)
            self.assertEqual(str(caught.exception), f"from_json takes JSON text as str or bytes, got {kind}")

    def test_cannot_be_written_with_a_number_that_json_does_not_have(self):
        for number in (float("nan"), float("inf")):
            response = Response.from_dict(TYPICAL | {"score": number})
            with self.assertRaises(ValueError):
                response.to_json()

    def test_is_ascii(self):
        response = Response.from_dict(TYPICAL | {"model": "né\ud800"})
        self.assertTrue(response.to_json().isascii())
        self.assertEqual(Response.from_json(response.to_json()), response)


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: MIT-0
"""Classes that inherit from the classes of the package, or from their base class, as users write them."""

import dataclasses
import threading
import typing
import unittest
from collections.abc import Mapping
from typing import Any, ClassVar

from .. import package, submodule
from ..support.bodies import CHOICE, MESSAGE, USUAL, a_body
from ..support.contract import USAGE
from ..support.documents import without
from ..support.platform import needs_threads
from .cases import every_class, fields_in, refused, wrong_call

T = typing.TypeVar("T")

Response: Any = package.CreateChatCompletionResponse
Choice: Any = package.Choice
Message: Any = package.ChatCompletionResponseMessage
Usage: Any = package.CompletionUsage
model, readers, special = submodule("_core.model"), submodule("_core.readers"), submodule("_core.readers_special")
json_values = submodule("_core.json_values")
Model: Any = model.Model
finish, with_extra, JSONObject = model.finish, model.with_extra, json_values.JSONObject
ABSENT, NULL, array, integer, nested, string = (
    readers.ABSENT,
    readers.NULL,
    special.array,
    readers.integer,
    readers.nested,
    readers.string,
)
DECORATOR = "@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)"
decorated = dataclasses.dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)


# --- Subclasses with a field of their own


@decorated
class RowsUsage(Usage):
    """With rows of its own for every field."""

    cost: int | None = None

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Any:
        new, data = cls._draft(), data.copy()
        new.completion_tokens = integer(data, "completion_tokens")
        new.prompt_tokens = integer(data, "prompt_tokens")
        new.total_tokens = integer(data, "total_tokens")
        new.completion_tokens_details = nested(
            data, "completion_tokens_details", package.CompletionTokensDetails, ABSENT
        )
        new.prompt_tokens_details = nested(data, "prompt_tokens_details", package.PromptTokensDetails, ABSENT)
        new.cost = integer(data, "cost", ABSENT)
        return finish(cls, new, data)

    def to_dict(self) -> dict[str, Any]:
        data = {"completion_tokens": self.completion_tokens, "prompt_tokens": self.prompt_tokens}
        data["total_tokens"] = self.total_tokens
        if self.completion_tokens_details is not None:
            data["completion_tokens_details"] = self.completion_tokens_details.to_dict()
        if self.prompt_tokens_details is not None:
            data["prompt_tokens_details"] = self.prompt_tokens_details.to_dict()
        if self.cost is not None:
            data["cost"] = self.cost
        return with_extra(self, data)


@decorated
class SuperUsage(Usage):
    """With a row for its field alone: the parent reads and writes the others."""

    cost: int | None = None

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Any:
        data = data.copy()
        cost = integer(data, "cost", ABSENT)
        return dataclasses.replace(super().from_dict(data), cost=cost)

    def to_dict(self) -> dict[str, Any]:
        return super().to_dict() | ({} if self.cost is None else {"cost": self.cost})


@decorated
class ConstructedUsage(Usage):
    """With a `from_dict` that calls the constructor."""

    cost: int | None = None

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Any:
        rest, data = without(data, *(field.name for field in dataclasses.fields(cls))), data.copy()
        return cls(
            completion_tokens=integer(data, "completion_tokens"),
            prompt_tokens=integer(data, "prompt_tokens"),
            total_tokens=integer(data, "total_tokens"),
            completion_tokens_details=nested(
                data, "completion_tokens_details", package.CompletionTokensDetails, ABSENT
            ),
            prompt_tokens_details=nested(data, "prompt_tokens_details", package.PromptTokensDetails, ABSENT),
            cost=integer(data, "cost", ABSENT),
            extra=rest,
        )

    def to_dict(self) -> dict[str, Any]:
        return super().to_dict() | ({} if self.cost is None else {"cost": self.cost})


OWN_FIELD = (RowsUsage, SuperUsage)


class OwnFields(unittest.TestCase):
    def test_a_field_of_a_subclass_is_read_written_and_remembered(self) -> None:
        for cls in OWN_FIELD:
            for data in (USAGE, USAGE | {"cost": 5}, USAGE | {"cost": 5, "x": [1], "prompt_tokens_details": None}):
                parsed = cls.from_dict(data)
                self.assertEqual((type(parsed), parsed.cost, parsed.to_dict()), (cls, data.get("cost"), data))
                self.assertEqual(dataclasses.replace(parsed, cost=6).to_dict(), data | {"cost": 6})
                self.assertNotEqual(dataclasses.replace(parsed, cost=6), parsed)
                self.assertIn("cost=7", repr(dataclasses.replace(parsed, cost=7)))

    def test_a_field_of_a_subclass_is_held_to_its_row_when_it_is_built_by_hand(self) -> None:
        for cls in OWN_FIELD:
            self.assertEqual(cls(**USAGE, cost=5), cls.from_dict(USAGE | {"cost": 5}))
            for cost, found in (("5", "string"), (True, "boolean"), (1.0, "number")):
                text = f"{cls.__name__}: cost: expected integer or null, got {found}"
                self.assertEqual(wrong_call(cls, **USAGE, cost=cost), text)
                self.assertEqual(wrong_call(dataclasses.replace, cls(**USAGE), cost=cost), text)
            text = f"{cls.__name__}: total_tokens: expected integer, got string"
            self.assertEqual(wrong_call(cls, **USAGE | {"total_tokens": "1"}), text)

    def test_a_wrong_value_for_a_field_of_a_subclass_is_refused(self) -> None:
        for cls in OWN_FIELD:
            error = refused(cls.from_dict, USAGE | {"cost": "5"})
            self.assertEqual(str(error), "$.cost: expected integer or null, got string")
            error = refused(cls.from_dict, USAGE | {"cost": "5", "total_tokens": None})
            self.assertEqual({problem.path for problem in error.problems}, {("cost",), ("total_tokens",)})

    def test_a_from_dict_may_call_the_constructor(self) -> None:
        """It does not call itself without end."""
        for data in (USAGE, USAGE | {"cost": 5, "x": 1}):
            parsed = ConstructedUsage.from_dict(data)
            self.assertEqual((parsed.cost, parsed.to_dict()), (data.get("cost"), data))
            self.assertEqual(ConstructedUsage(**without(data, "x"), extra=parsed.extra), parsed)
        text = "ConstructedUsage: total_tokens: expected integer, got string"
        self.assertEqual(wrong_call(ConstructedUsage, **USAGE | {"total_tokens": "1"}), text)


# --- Subclasses with methods alone


class OwnMessage(Message):
    """Without a decorator, slots or fields."""

    SHOUT: ClassVar[str] = "!"

    @property
    def text(self) -> str:
        return (self.content or "") + self.SHOUT


class LoudMessage(OwnMessage):
    """Without a decorator, and with a `from_dict` that calls the inherited one."""

    __slots__ = ()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Any:
        return super().from_dict(data | {"content": (data.get("content") or "").upper()})


@decorated
class OwnChoice(Choice):
    message: LoudMessage

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Any:
        new, data = cls._draft(), data.copy()
        new.index = integer(data, "index")
        new.message = nested(data, "message", LoudMessage)
        new.finish_reason = special.enum(data, "finish_reason", submodule("enums").FINISH_REASONS, NULL)
        new.logprobs = nested(data, "logprobs", package.Logprobs, NULL)
        return finish(cls, new, data)


@decorated
class OwnResponse(Response):
    choices: tuple[OwnChoice, ...]
    usage: SuperUsage | None = None

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Any:
        data = data.copy()
        choices, usage = array(data, "choices", OwnChoice), nested(data, "usage", SuperUsage, ABSENT)
        parsed = super().from_dict(data | {"choices": [CHOICE]})
        return dataclasses.replace(parsed, choices=choices, usage=usage)


OWN_BODY = a_body(usage=USAGE | {"cost": 5})


class Methods(unittest.TestCase):
    def test_a_subclass_needs_no_decorator_if_it_has_no_fields_of_its_own(self) -> None:
        for cls in (OwnMessage, LoudMessage):
            for made in (cls.from_dict(MESSAGE), cls(content="YES." if cls is LoudMessage else "Yes.")):
                self.assertIs(type(made), cls)
                self.assertEqual(made.text, "YES.!" if cls is LoudMessage else "Yes.!")
                self.assertEqual(made, dataclasses.replace(made))
                with self.assertRaises(dataclasses.FrozenInstanceError):
                    made.content = "No."

    def test_a_nested_object_is_read_by_the_class_that_its_row_names(self) -> None:
        for choice in (OwnChoice.from_dict(CHOICE), OwnChoice(**CHOICE)):
            self.assertIs(type(choice.message), LoudMessage)
            self.assertEqual(choice.message.text, "YES.!")

    def test_the_classes_of_a_whole_response_may_be_replaced(self) -> None:
        response = OwnResponse.from_dict(OWN_BODY)
        self.assertEqual([type(choice.message) for choice in response.choices], [LoudMessage])
        self.assertEqual((type(response.usage), response.usage.cost), (SuperUsage, 5))
        self.assertEqual(OwnResponse.from_json(response.to_json()), response)
        self.assertEqual(OwnResponse(**OWN_BODY), response)

    def test_an_error_inside_the_classes_of_a_whole_response_has_its_full_path(self) -> None:
        cases = [
            (
                a_body(choices=[CHOICE | {"message": MESSAGE | {"refusal": 5}}]),
                "$.choices[0].message.refusal",
                "string",
            ),
            (a_body(usage=USAGE | {"cost": "5"}), "$.usage.cost", "integer"),
        ]
        for body, path, expected in cases:
            found = "integer" if expected == "string" else "string"
            self.assertEqual(
                str(refused(OwnResponse.from_dict, body)), f"{path}: expected {expected} or null, got {found}"
            )
            text = f"OwnResponse: {path.removeprefix('$.')}: expected {expected} or null, got {found}"
            self.assertEqual(wrong_call(OwnResponse, **body), text)
        with self.assertRaises(package.ErrorResponse):
            OwnResponse.from_dict({"error": {"message": "no"}})

    def test_a_wrong_call_of_a_subclass_names_it(self) -> None:
        text = "OwnResponse.from_dict takes a dict, got list: call it once for each item"
        self.assertEqual(wrong_call(OwnResponse.from_dict, [OWN_BODY]), text)

    @needs_threads
    def test_many_threads_may_build_and_read_objects_of_one_subclass(self) -> None:
        failures: list[BaseException] = []

        def work() -> None:
            try:
                for _ in range(10):
                    self.assertEqual(OwnResponse(**OWN_BODY), OwnResponse.from_dict(OWN_BODY))
                    self.assertRegex(wrong_call(SuperUsage, **USAGE, cost="5"), "^SuperUsage: cost: expected")
            except BaseException as failure:
                failures.append(failure)

        pool = [threading.Thread(target=work) for _ in range(8)]
        for thread in pool:
            thread.start()
        for thread in pool:
            thread.join()
        self.assertEqual(failures, [])


# --- Every class as a parent


class Subclasses(unittest.TestCase):
    @every_class
    def test_a_subclass_reads_and_emits_as_itself(self, cls: Any, sample: Any, rules: Any) -> None:
        """With slots, with a dict of its own, or with neither."""
        slots: list[dict[str, Any]] = [{}, {"__slots__": ()}, {"__slots__": ("more",)}, {"__slots__": "__weakref__"}]
        for members in slots:
            mine: Any = type("Mine", (cls,), members | {"own_method": lambda self: "mine"})
            for made in (mine.from_dict(sample), mine(**fields_in(cls.from_dict(sample)))):
                self.assertIs(type(made), mine)
                self.assertEqual(made.own_method(), "mine")
                self.assertEqual(made.to_dict(), sample)
                self.assertEqual(repr(made), repr(cls.from_dict(sample)).replace(cls.__name__, "Mine", 1))
                self.assertNotEqual(made, cls.from_dict(sample))
                with self.assertRaises(dataclasses.FrozenInstanceError):
                    made.extra = {}

    @every_class
    def test_a_subclass_may_have_mixins_type_parameters_and_class_keywords(
        self, cls: Any, sample: Any, rules: Any
    ) -> None:
        seen = []

        class Noted:
            __slots__ = ()

            def __init_subclass__(cls, *, note: str | None = None, **keywords: Any) -> None:
                super().__init_subclass__(**keywords)
                seen.append(note)

        class Mine(cls, Noted, typing.Generic[T], note="mine"):
            __slots__ = ()

        class First(Noted, cls, note="first"):
            pass

        self.assertEqual(seen, ["mine", "first"])
        for kind in (Mine, Mine[int], First):
            self.assertEqual(kind.from_dict(sample).to_dict(), sample)

    @every_class
    def test_a_subclass_may_be_a_dataclass_without_fields_of_its_own(self, cls: Any, sample: Any, rules: Any) -> None:
        @decorated
        class Mine(cls):
            def own_method(self) -> str:
                return "mine"

        @decorated
        class Reading(cls):
            @classmethod
            def from_dict(cls, data: dict[str, Any]) -> Any:
                return super().from_dict(data)

            def to_dict(self) -> dict[str, Any]:
                return super().to_dict()

        self.assertEqual(Mine.from_dict(sample).own_method(), "mine")
        for kind in (Mine, Reading):
            parsed = kind.from_dict(sample)
            self.assertEqual((type(parsed), parsed.to_dict()), (kind, sample))
            self.assertEqual(kind(**fields_in(cls.from_dict(sample))), parsed)

    @every_class
    def test_every_class_may_be_extended_by_a_field(self, cls: Any, sample: Any, rules: Any) -> None:
        @decorated
        class More(cls):
            note: str | None = None

            @classmethod
            def from_dict(cls, data: dict[str, Any]) -> Any:
                data = data.copy()
                note = string(data, "note", ABSENT)
                return dataclasses.replace(super().from_dict(data), note=note)

            def to_dict(self) -> dict[str, Any]:
                return super().to_dict() | ({} if self.note is None else {"note": self.note})

        for data in (sample, sample | {"note": "a", "added": [1]}):
            parsed = More.from_dict(data)
            self.assertEqual((type(parsed), parsed.note, parsed.to_dict()), (More, data.get("note"), data))
            built = More(**fields_in(cls.from_dict(without(data, "note"))), note=data.get("note"))
            self.assertEqual((built, built.to_dict()), (parsed, data))
        self.assertEqual(
            wrong_call(More, **without(sample, "to"), note=5), "More: note: expected string or null, got integer"
        )

    @every_class
    def test_a_subclass_may_extend_post_init(self, cls: Any, sample: Any, rules: Any) -> None:
        built = []

        class Mine(cls):
            __slots__ = ()

            def __post_init__(self) -> None:
                built.append(type(self))
                super().__post_init__()

        parsed = cls.from_dict(sample)
        for made in (
            Mine(**fields_in(parsed)),
            dataclasses.replace(Mine.from_dict(sample), extra={**parsed.extra, "a": [1]}),
        ):
            self.assertIs(type(made), Mine)
            self.assertEqual(without(made.to_dict(), "a"), sample)
            with self.assertRaises(dataclasses.FrozenInstanceError):
                made.extra = {}
        self.assertEqual(built, [Mine, Mine])


# --- What is refused when a class is made


class Mistakes(unittest.TestCase):
    def test_a_field_that_from_dict_does_not_name_is_a_type_error(self) -> None:
        def make() -> None:
            @decorated
            class Priced(Usage):
                cost: int | None = None

                def to_dict(self) -> dict[str, Any]:
                    return super().to_dict() | {"cost": self.cost}

        text = (
            "Priced.from_dict does not name the field 'cost'; add a row: "
            'new.cost = string(data, "cost"), or with another reader'
        )
        self.assertEqual(wrong_call(make), text)

    def test_a_field_that_to_dict_does_not_name_is_a_type_error(self) -> None:
        def make() -> None:
            @decorated
            class Priced(Usage):
                cost: int | None = None

                @classmethod
                def from_dict(cls, data: dict[str, Any]) -> Any:
                    return dataclasses.replace(super().from_dict(without(data, "cost")), cost=data.get("cost"))

        text = "Priced.to_dict does not name the field 'cost'; add a row: data[\"cost\"] = self.cost"
        self.assertEqual(wrong_call(make), text)

    def test_a_row_that_an_override_forgot_is_a_type_error_also_without_a_decorator(self) -> None:
        def to_dict(self: Any) -> dict[str, Any]:
            return {"name": self.name}

        text = "Mine.to_dict does not name the field 'arguments'; add a row: data[\"arguments\"] = self.arguments"
        self.assertEqual(wrong_call(type, "Mine", (package.Function,), {"to_dict": to_dict}), text)

    def test_a_class_without_slots_is_a_type_error_when_it_is_first_used(self) -> None:
        @dataclasses.dataclass(frozen=True, kw_only=True, eq=False, repr=False)
        class Priced(Usage):
            cost: int | None = None

            @classmethod
            def from_dict(cls, data: dict[str, Any]) -> Any:
                return dataclasses.replace(super().from_dict(without(data, "cost")), cost=data.get("cost"))

        text = f"Priced has fields of its own; write {DECORATOR} above it"
        self.assertEqual(wrong_call(Priced.from_dict, USAGE), text)
        self.assertEqual(wrong_call(Priced, **USAGE), text)

    def test_a_class_without_a_decorator_is_a_type_error_when_it_is_first_used(self) -> None:
        class Priced(Usage):
            cost: int | None = None

        text = f"Priced has fields of its own; write {DECORATOR} above it"
        self.assertEqual(wrong_call(Priced.from_dict, USAGE), text)
        self.assertEqual(wrong_call(Priced, **USAGE), text)

    def test_a_class_that_is_not_frozen_is_a_type_error(self) -> None:
        def make() -> None:
            @dataclasses.dataclass(kw_only=True, slots=True, eq=False, repr=False)
            class Token(Model):
                text: str
                extra: Mapping[str, Any] = dataclasses.field(default_factory=JSONObject)

        self.assertEqual(wrong_call(make), f"Token has fields of its own; write {DECORATOR} above it")

    def test_a_default_that_would_be_lost_is_a_type_error(self) -> None:
        for default in (5, 0, False, 1.5, b"a", (1,)):
            text = "Priced: cost: a default is None, or a string for a constant"
            made = {"__annotations__": {"cost": "int"}, "cost": default, "__module__": __name__}
            self.assertEqual(wrong_call(lambda made=made: decorated(type("Priced", (Usage,), dict(made)))), text)

    def test_class_variables_and_properties_are_no_fields(self) -> None:
        @decorated
        class Priced(Usage):
            CURRENCY: ClassVar[str] = "EUR"
            RATE: "ClassVar[float]" = 1.5

            @property
            def price(self) -> str:
                return f"{self.total_tokens * self.RATE} {self.CURRENCY}"

        self.assertEqual(Priced.from_dict(USAGE).price, "45.0 EUR")
        self.assertEqual(Priced.from_dict(USAGE).to_dict(), USAGE)

    def test_a_from_dict_may_leave_its_work_to_another_function(self) -> None:
        def read(cls: Any, data: dict[str, Any]) -> Any:
            return cls(text=data["text"])

        def vars_of(token: Any) -> dict[str, Any]:
            return {"text": token.text}

        @decorated
        class Token(Model):
            text: str
            extra: Mapping[str, Any] = dataclasses.field(default_factory=JSONObject)

            @classmethod
            def from_dict(cls, data: dict[str, Any]) -> Any:
                return read(cls, data)

            def to_dict(self) -> dict[str, Any]:
                return vars_of(self)

        self.assertEqual(Token.from_dict({"text": "a"}), Token(text="a"))


# --- A class of one's own on the base class


@decorated
class Token(Model):
    """Rows as in the package, with a map and an array of objects."""

    text: str
    top: tuple[package.TopLogprob, ...] | None = None
    extra: Mapping[str, Any] = dataclasses.field(default_factory=JSONObject)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Any:
        new, data = cls._draft(), data.copy()
        new.text = string(data, "text")
        new.top = array(data, "top", package.TopLogprob, NULL)
        return finish(cls, new, data)

    def to_dict(self) -> dict[str, Any]:
        top = None if self.top is None else [item.to_dict() for item in self.top]
        return with_extra(self, {"text": self.text, "top": top})


@decorated
class Price(Model):
    """A number and a boolean that may be absent."""

    cost: float | None = None
    is_free: bool | None = None
    extra: Mapping[str, Any] = dataclasses.field(default_factory=JSONObject)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Any:
        new, data = cls._draft(), data.copy()
        new.cost = special.number(data, "cost", ABSENT)
        new.is_free = special.boolean(data, "is_free", ABSENT)
        return finish(cls, new, data)

    def to_dict(self) -> dict[str, Any]:
        prices = {"cost": self.cost, "is_free": self.is_free}
        return with_extra(self, {name: value for name, value in prices.items() if value is not None})


class OwnClasses(unittest.TestCase):
    def test_numbers_and_booleans_may_be_absent_or_null(self) -> None:
        for data in ({"cost": 1.5, "is_free": False}, {}, {"cost": None, "is_free": None}, {"x": 1}):
            price = Price.from_dict(data)
            self.assertEqual(
                (price.to_dict(), price.cost, price.is_free), (data, data.get("cost"), data.get("is_free"))
            )
        self.assertEqual(Price().to_dict(), {})
        text = "$.is_free: expected boolean or null, got integer"
        self.assertEqual(str(refused(Price.from_dict, {"cost": 2, "is_free": 0})), text)

    def test_a_class_of_ones_own_does_what_those_of_the_package_do(self) -> None:
        for data in ({"text": "a"}, {"text": "a", "top": None}, {"text": "a", "top": [USUAL], "x": [1]}):
            parsed = Token.from_dict(data)
            self.assertEqual(parsed.to_dict(), data)
            self.assertEqual(Token(text="a", top=data.get("top"), extra=parsed.extra), parsed)
        error = refused(Token.from_dict, {"top": [USUAL, USUAL | {"bytes": [256]}], "text": 5})
        self.assertEqual(
            str(error),
            "$.top[1].bytes[0]: expected integer from 0 to 255, got one beyond\n$.text: expected string, got integer",
        )


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: MIT-0
"""Classes that inherit from the classes of the package."""

import dataclasses
import typing
import unittest

from ..support.documents import without
from .cases import every_class

T = typing.TypeVar("T")


class Subclasses(unittest.TestCase):
    @every_class
    def test_a_subclass_reads_and_emits_as_itself(self, cls, sample, rules):
        """With slots, with a dict of its own, or with neither."""
        for members in ({}, {"__slots__": ()}, {"__slots__": ("more",)}, {"__slots__": "__weakref__"}):
            mine = type("Mine", (cls,), members | {"own_method": lambda self: "mine"})
            parsed = mine.from_dict(sample)
            self.assertIs(type(parsed), mine)
            self.assertEqual(parsed.own_method(), "mine")
            self.assertEqual(parsed.to_dict(), sample)
            self.assertEqual(repr(parsed), repr(cls.from_dict(sample)).replace(cls.__name__, "Mine", 1))
            self.assertNotEqual(parsed, cls.from_dict(sample))
            with self.assertRaises(dataclasses.FrozenInstanceError):
                parsed.extra = {}

    @every_class
    def test_a_subclass_may_have_mixins_type_parameters_and_class_keywords(self, cls, sample, rules):
        seen = []

        class Noted:
            __slots__ = ()

            def __init_subclass__(cls, *, note=None, **keywords):
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
    def test_a_subclass_may_be_a_dataclass_with_more_fields(self, cls, sample, rules):
        @dataclasses.dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
        class More(cls):
            note: str = "none"

        parsed = More.from_dict(sample)
        self.assertEqual((type(parsed), parsed.note, parsed.to_dict()), (More, "none", sample))
        self.assertEqual(dataclasses.replace(parsed, note="some").note, "some")
        self.assertNotEqual(dataclasses.replace(parsed, note="some"), parsed)

    @every_class
    def test_a_dataclass_with_more_fields_may_have_a_from_dict_that_calls_the_inherited_one(self, cls, sample, rules):
        for slots in (False, True):

            @dataclasses.dataclass(frozen=True, kw_only=True, slots=slots, eq=False, repr=False)
            class More(cls):
                note: str = "none"

                @classmethod
                def from_dict(cls, data):
                    return super(More, cls).from_dict(data)

            parsed = More.from_dict(sample)
            self.assertEqual((type(parsed), parsed.note, parsed.to_dict()), (More, "none", sample))
            with self.assertRaises(dataclasses.FrozenInstanceError):
                parsed.note = "some"

    @every_class
    def test_a_subclass_may_extend_post_init(self, cls, sample, rules):
        built = []

        class Mine(cls):
            __slots__ = ()

            def __post_init__(self):
                built.append(type(self))
                super().__post_init__()

        parsed = cls.from_dict(sample)
        fields = {field.name: getattr(parsed, field.name) for field in dataclasses.fields(cls)}
        for made in (Mine(**fields), dataclasses.replace(Mine.from_dict(sample), extra={**parsed.extra, "a": [1]})):
            self.assertIs(type(made), Mine)
            self.assertEqual(without(made.to_dict(), "a"), sample)
            with self.assertRaises(dataclasses.FrozenInstanceError):
                made.extra = {}
        self.assertEqual(built, [Mine, Mine])


if __name__ == "__main__":
    unittest.main()

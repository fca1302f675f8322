# SPDX-License-Identifier: MIT-0
"""Objects that are copied, pickled, or changed with dataclasses.replace."""

import copy
import dataclasses
import pickle
import unittest

from ..support.documents import without
from .cases import constant, every_class, every_optional_field


class Copying(unittest.TestCase):
    @every_optional_field
    def test_copies_and_pickles_remember_whether_a_key_was_absent_or_null(self, cls, sample, key, rule):
        absent, null, unknown = without(sample, key), sample | {key: None}, {"added": [1]}
        for data in (absent, null, absent | unknown, null | unknown):
            parsed = cls.from_dict(data)
            other_fields = {name: getattr(parsed, name) for name in data if name not in (key, "to", "added")}
            copies = [copy.copy(parsed), copy.deepcopy(parsed), dataclasses.replace(parsed, **other_fields)]
            copies += [pickle.loads(pickle.dumps(parsed, n)) for n in range(pickle.HIGHEST_PROTOCOL + 1)]
            for copied in copies:
                self.assertEqual((copied, hash(copied)), (parsed, hash(parsed)))
                self.assertEqual(copied.to_dict(), data)

    @every_optional_field
    def test_a_new_value_for_a_field_that_was_absent_or_null_is_emitted(self, cls, sample, key, rule):
        value, emitted = getattr(cls.from_dict(sample), key), sample
        if constant(rule):
            value, emitted = "replaced", sample | {key: "replaced"}
        for data in (without(sample, key), sample | {key: None}):
            replaced = dataclasses.replace(cls.from_dict(data), **{key: value})
            self.assertEqual(replaced.to_dict(), emitted)

    @every_optional_field
    def test_replacing_extra_forgets_which_keys_were_absent_or_null(self, cls, sample, key, rule):
        for data in (without(sample, key), sample | {key: None, "added": [1]}):
            parsed = cls.from_dict(data)
            fields = {field.name: getattr(parsed, field.name) for field in dataclasses.fields(cls)} | {"extra": {}}
            self.assertEqual(dataclasses.replace(parsed, extra={}).to_dict(), cls(**fields).to_dict())
            self.assertEqual(parsed.to_dict(), data)

    @every_class
    def test_a_pickle_of_a_version_with_other_fields_is_refused(self, cls, sample, rules):
        parsed = cls.from_dict(sample)
        restore, (kind, values) = parsed.__reduce__()
        self.assertEqual(restore(kind, values), parsed)
        for other in (values[:-1], (*values, None)):
            with self.assertRaises(ValueError):
                restore(kind, other)


if __name__ == "__main__":
    unittest.main()

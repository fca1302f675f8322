# SPDX-License-Identifier: MIT-0
"""The command `schema`."""

import json
import unittest

from .. import package
from .running import packed, run


class Schema(unittest.TestCase):
    def test_schema_writes_the_json_schema_of_a_response(self) -> None:
        schema = package.json_schema()
        for words, expected in (
            ((), json.dumps(schema, indent=4) + "\n"),
            (("--indent", "1"), json.dumps(schema, indent=1) + "\n"),
            (("--compact",), packed(schema)),
        ):
            with self.subTest(words):
                self.assertEqual(run("schema", *words), (0, expected, ""))


if __name__ == "__main__":
    unittest.main()

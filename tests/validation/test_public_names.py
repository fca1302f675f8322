# SPDX-License-Identifier: MIT-0
"""The names of the package, of which check, json_schema and repair are loaded when they are first used."""

import unittest

from .. import NAME, package


class PublicNames(unittest.TestCase):
    def test_every_public_name_exists_and_is_listed_by_dir(self) -> None:
        for name in package.__all__:
            with self.subTest(name):
                self.assertTrue(hasattr(package, name))
                self.assertIn(name, dir(package))

    def test_an_unknown_name_raises_an_attribute_error_that_names_it(self) -> None:
        with self.assertRaises(AttributeError) as caught:
            package.no_such_name  # noqa: B018
        self.assertEqual(str(caught.exception), f"module {NAME!r} has no attribute 'no_such_name'")


if __name__ == "__main__":
    unittest.main()

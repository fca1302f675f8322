# SPDX-License-Identifier: MIT-0
"""How the places of events are found, whether their reader looks ahead to the next line or not."""

import unittest

from .. import submodule

EventLines = submodule("streaming._event_lines").EventLines

STREAM = b'data: {"a": 1}\n\n: ping\n\nevent: x\ndata: {"b":\ndata: 2}\n\ndata: {"c": 3}\ndata: {"d": 4}\n{"e": 5}\n'


class Places(unittest.TestCase):
    def test_an_event_has_its_first_line_of_data_its_number_and_its_json_text(self) -> None:
        lines = EventLines(iter(STREAM.splitlines(keepends=True)))
        found = []
        for count in (2, 6, 2, 1):  # the reader looks ahead by one line where there is no blank one
            for _ in range(count):
                next(lines)
            found.append(lines.take())
        expected = [
            (1, 1, b'{"a": 1}\n'),
            (6, 2, b'{"b":\n2}\n'),
            (9, 3, b'{"c": 3}\n'),
            (10, 4, b'{"d": 4}\n'),
        ]
        self.assertEqual(found, expected)
        self.assertEqual(([*lines], lines.take()), ([], (11, 5, b'{"e": 5}\n')))

    def test_a_line_that_was_read_ahead_of_an_error_is_handed_out_again(self) -> None:
        text = [b"data: {\n", b'data: {"a": 1}\n', b"\n", b"rest\n", b"data: [DONE]\n", b"event: x\n", b"data: {}\n"]
        lines = EventLines(iter(text))
        self.assertEqual([next(lines), next(lines)], text[:2])
        self.assertEqual(lines.take(), (1, 1, b"{\n"))
        lines.give_back(1)
        self.assertTrue(lines.skip_to_event())
        self.assertEqual(([next(lines), next(lines)], lines.take()), (text[1:3], (2, 2, b'{"a": 1}\n')))
        self.assertTrue(lines.skip_to_event())
        self.assertTrue(lines.done)
        self.assertEqual(([*lines], lines.take()), (text[5:], (7, 3, b"{}\n")))
        self.assertFalse(lines.skip_to_event())


if __name__ == "__main__":
    unittest.main()

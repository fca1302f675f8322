# SPDX-License-Identifier: MIT-0
"""Twice the input takes about twice the calls and the memory. These inputs complement those of tests/growth."""

import functools
import json
import unittest

from ..support.bodies import a_message
from ..support.costs import bytes_taken, calls_made
from ..support.platform import THOROUGH
from .running import chunk, lines, run


def spoken(text):
    """A body with a long text and long arguments."""
    call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": text}}
    return json.dumps(a_message(content=text, tool_calls=[call]))


def with_duplicates(key, items):
    return '{"' + key + '": ' + items + ', "id": 1, "id": 2}'


TEXTS = {
    "no spaces": "x",
    "wide characters": "世",
    "only spaces": " ",
    "combining marks": "e\u0301",
}
INPUTS = {  # the arguments, and a function from a size to an input
    **{
        f"a text of {name}": ("show", lambda size, text=text: spoken(text * size * 100)) for name, text in TEXTS.items()
    },
    **{
        f"a stream of {name}": ("show", lambda size, text=text: lines(*[chunk(text * 7)] * size, chunk(finish="stop")))
        for name, text in TEXTS.items()
    },
    "many choices in a stream": (
        "show",
        lambda size: lines(*(chunk("a", index=i, finish="stop") for i in range(size))),
    ),
    "nested duplicate keys": (
        "check --json",
        lambda size: with_duplicates("a", "[" + ('{"a": 1, "a": ' * 5 + "1" + "}" * 5 + ", ") * size + "1]"),
    ),
    "many duplicates of a key below a long key": (
        "check --json",
        lambda size: with_duplicates("k" * 100 * size, '{"b": 1' + ', "b": 2' * 10 * size + "}"),
    ),
    "many duplicate keys below a long key": (
        "check --json",
        lambda size: with_duplicates("k" * 100 * size, "[" + '{"b": 1, "b": 2}, ' * size + "1]"),
    ),
}


class Growth(unittest.TestCase):
    SIZE = 200 if THOROUGH else 20

    def test_calls_and_memory_grow_as_the_input_does(self):
        for name, (words, make) in INPUTS.items():
            with self.subTest(name):
                small, large = (
                    functools.partial(run, *words.split(), stdin=make(self.SIZE * times)) for times in (1, 2)
                )
                small()
                self.assertLess(calls_made(large), 2.15 * calls_made(small))
                if THOROUGH:
                    self.assertLess(bytes_taken([large]), 2.3 * bytes_taken([small]))


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: MIT-0
"""Turns the content parts of a message into its texts: content, refusal and reasoning."""

from collections.abc import Iterator
from typing import Any

from .._core.reasoning import REASONING_KEYS, reasoning_in
from .conversions import only_json

Data = dict[str, Any]

CONTENT, REFUSAL, REASONING, PARTS = "content", "refusal", "reasoning_content", "content_parts"

# The keys under which a part has its text, which is under the first one with a value, and the place that they tell.
TEXT_KEYS: dict[str, str | None] = {
    "text": None,
    "value": None,
    CONTENT: None,
    REFUSAL: REFUSAL,
    **dict.fromkeys((*REASONING_KEYS, "summary"), REASONING),
}
REASONING_WORDS = ("thinking", "reasoning")  # in the type of a part
SILENT_KEYS = ("type", "closed")  # they say nothing that the texts do not

NO_TEXT = object()  # marks what a part says besides its text


def without_parts(data: Data) -> Data:
    """Return a message or a delta with texts in place of the lists of parts in `content` and `refusal`.

    Text goes to the field that has the list, refusals to `refusal`, and the text of thinking to `reasoning_content`,
    each if there is none yet. If the parts say more than the texts that found a place, `content_parts` keeps them.
    """
    lists = {key: only_json(data[key]) for key in (CONTENT, REFUSAL) if isinstance(data.get(key), (list, tuple))}
    if not lists:
        return data
    texts: dict[str, list[str]] = {key: [] for key in lists}
    taken = {key for key in (REFUSAL, REASONING) if key not in lists and is_taken(data, key)}
    says_more = False
    for key, parts in lists.items():
        for place, said in pieces_in(parts, key):
            if said is NO_TEXT or place in taken:
                says_more = True
            else:
                texts.setdefault(place, []).append(said)
    found = data | {place: "".join(pieces) for place, pieces in texts.items()}
    if says_more and says_nothing(data.get(PARTS)):
        found[PARTS] = [part for parts in lists.values() for part in parts]
    return found


def is_taken(data: Data, place: str) -> bool:
    """Whether a message has a refusal, or reasoning under any key, already."""
    value = data.get(place)
    return not (says_nothing(value) or value is False) or (place == REASONING and reasoning_in(data) is not None)


def says_nothing(value: Any) -> bool:
    return value is None or (isinstance(value, (str, list, tuple, dict)) and not value)


def pieces_in(part: Any, place: str) -> Iterator[tuple[str, Any]]:
    """Yield each text in a part with the place where it goes, and NO_TEXT for anything else that the part says.

    `place` is that of the text around it. The type of a part, or the key of its text, may say another.
    """
    if isinstance(part, str):
        yield place, part
    elif isinstance(part, list):
        for inner in part:
            yield from pieces_in(inner, place)
    elif isinstance(part, dict):
        text_key = next((key for key in TEXT_KEYS if not says_nothing(part.get(key))), None)
        for key, value in part.items():
            if key == text_key:
                yield from pieces_in(value, place_of(part, key) or place)
            elif key not in SILENT_KEYS and not says_nothing(value):
                yield place, NO_TEXT
    elif part is not None:
        yield place, NO_TEXT


def place_of(part: Data, text_key: str) -> str | None:
    """Return the place that the type of a part tells, else the one that the key of its text tells, or None."""
    kind = str(part.get("type"))
    if any(word in kind for word in REASONING_WORDS):
        return REASONING
    return REFUSAL if kind == REFUSAL else TEXT_KEYS[text_key]

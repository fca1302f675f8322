# SPDX-License-Identifier: MIT-0
"""What is promised of the costs: each a ratio of the package to a peer, with the most it may be and the goal."""

import itertools
from dataclasses import dataclass

from .libraries import CONSTRUCT, DICT, ON_DATACLASSES, VALIDATE


@dataclass(frozen=True, kw_only=True)
class Cost:
    """One promise.

    kind: time, memory, import or growth; noise is measured for each of these
    measure: parse, emit or load; for an import, nothing
    payloads: its name; for growth, those of both sizes
    peers: the fastest of them is the one to compare with; growth has none
    """

    what: str
    kind: str = "time"
    measure: str = ""
    payloads: tuple[str, ...] = ()
    peers: tuple[str, ...] = ()
    at_most: float
    goal: float


SIZES = ("logprobs-500", "logprobs-2000", "logprobs-8000")
MEASURES = {"parse": "parse", "emit": "emit", "load": "JSON text to object"}


def tokens(payload: str) -> int:
    """How many tokens a payload has, by its name."""
    return int(payload.partition("-")[2])


PYDANTIC, TYPES, STDLIB = "pydantic, one BaseModel", "openai.types.chat", "dataclasses, enum, json"

COSTS = (
    Cost(what="parse, typical", measure="parse", payloads=("typical",), peers=(VALIDATE,), at_most=1.0, goal=0.7),
    Cost(what="parse, typical", measure="parse", payloads=("typical",), peers=(CONSTRUCT,), at_most=0.1, goal=0.05),
    Cost(what="parse, typical", measure="parse", payloads=("typical",), peers=ON_DATACLASSES, at_most=0.7, goal=0.4),
    Cost(what="parse, logprobs", measure="parse", payloads=("logprobs",), peers=(VALIDATE,), at_most=0.8, goal=0.5),
    Cost(what="emit, typical", measure="emit", payloads=("typical",), peers=(VALIDATE,), at_most=0.7, goal=0.4),
    Cost(what="emit, logprobs", measure="emit", payloads=("logprobs",), peers=(VALIDATE,), at_most=0.5, goal=0.3),
    Cost(
        what="JSON text to object, typical",
        measure="load",
        payloads=("typical",),
        peers=(VALIDATE,),
        at_most=1.8,
        goal=1.5,
    ),
    Cost(
        what="JSON text to object, logprobs",
        measure="load",
        payloads=("logprobs",),
        peers=(VALIDATE,),
        at_most=1.5,
        goal=1.25,
    ),
    Cost(
        what="memory held, logprobs",
        kind="memory",
        payloads=("logprobs",),
        peers=(VALIDATE,),
        at_most=0.25,
        goal=0.18,
    ),
    Cost(what="memory held, logprobs", kind="memory", payloads=("logprobs",), peers=(DICT,), at_most=0.6, goal=0.4),
    Cost(what="import", kind="import", peers=(PYDANTIC,), at_most=0.4, goal=0.2),
    Cost(what="import", kind="import", peers=(TYPES,), at_most=0.06, goal=0.03),
    Cost(what="import", kind="import", peers=(STDLIB,), at_most=3.0, goal=1.8),
    *(
        Cost(
            what=f"parse, {tokens(small)} to {tokens(large)} tokens",
            kind="growth",
            measure="parse",
            payloads=(small, large),
            at_most=4.4,
            goal=4.1,
        )
        for small, large in itertools.pairwise(SIZES)
    ),
)

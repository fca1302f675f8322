# SPDX-License-Identifier: MIT-0
"""What is promised of the costs: each a ratio of the package to a peer, with the most it may be and the goal."""

from dataclasses import dataclass

from .libraries import CONSTRUCT, DICT, ON_DATACLASSES, VALIDATE
from .recorded import CORPUS


@dataclass(frozen=True, kw_only=True)
class Cost:
    """One promise.

    kind: time, memory, import or growth; noise is measured for each of these
    measure: parse, emit, load or memory; for an import, nothing
    payloads: what is measured with, by its name; for growth a small and a large one
    peers: the fastest of them is the one to compare with
    at_most: None for what is measured but not promised
    missed: whether the limit is not reached yet; it is measured and shown as missed, and does not fail the check
    """

    what: str
    kind: str = "time"
    measure: str = ""
    payloads: tuple[str, ...] = ()
    peers: tuple[str, ...] = (VALIDATE,)
    at_most: float | None
    goal: float | None
    missed: bool = False


SENT = "recorded" if CORPUS else "imitated"  # the bodies that stand for what servers send
SMALL, LARGE = "logprobs-500", "logprobs-2000"
MEASURES = {"parse": "parse", "emit": "emit", "load": "JSON text to object"}
PYDANTIC, TYPES, STDLIB = "pydantic, one BaseModel", "openai.types.chat", "dataclasses, enum, json, typing"


def row(
    measure: str, payload: str, at_most: float | None, goal: float | None, *peers: str, missed: bool = False
) -> Cost:
    """A cost of time or memory, against `model_validate` if no peer is named."""
    return Cost(
        what=f"{MEASURES.get(measure, 'memory held')}, {payload}",
        kind="time" if measure in MEASURES else measure,
        measure=measure,
        payloads=(payload,),
        peers=peers or (VALIDATE,),
        at_most=at_most,
        goal=goal,
        missed=missed,
    )


COSTS = (
    row("parse", SENT, 1.6, 1.0, missed=True),
    row("emit", SENT, 0.7, 0.5),
    row("load", SENT, 1.9, 1.4, missed=True),
    row("memory", SENT, None, None),
    row("parse", "typical", 1.1, 0.7, missed=True),
    row("parse", "typical", 0.1, 0.05, CONSTRUCT),
    row("parse", "typical", 0.7, 0.4, *ON_DATACLASSES),
    row("parse", "logprobs", 0.8, 0.4),
    row("emit", "typical", 0.6, 0.4),
    row("emit", "logprobs", 0.5, 0.3, missed=True),
    row("load", "typical", 1.9, 1.5, missed=True),
    row("load", "logprobs", 1.7, 1.1),
    row("memory", "logprobs", 0.2, 0.15),
    row("memory", "logprobs", 0.6, 0.35, DICT),
    Cost(what="import", kind="import", peers=(PYDANTIC,), at_most=0.35, goal=0.2),
    Cost(what="import", kind="import", peers=(TYPES,), at_most=0.09, goal=0.04),
    Cost(what="import", kind="import", peers=(STDLIB,), at_most=2.5, goal=1.6),
    Cost(
        what="growth of parse, 4 times the tokens",
        kind="growth",
        measure="parse",
        payloads=(SMALL, LARGE),
        at_most=1.3,
        goal=1.0,
    ),
)
